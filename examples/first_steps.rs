//! The first example of the README, word for word; `tests/docs.rs` holds the two together.
#![allow(clippy::print_stdout, reason = "it shows what it found")]

use crmkit::admin::setup::CompanySetup;
use crmkit::query::Query;
use crmkit::sales::lead::NewLead;

fn main() -> crmkit::Result<()> {
    let crm = crmkit::open("company.crm")?;
    let admin = crm.set_up(CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse".into(),
        ..Default::default()
    })?;
    let session = crm.session(admin.value)?;
    let lead = NewLead { name: "武汉鑫源贸易".into(), ..Default::default() };
    let lead = session.leads().create(lead)?.value;
    for row in session.leads().list(&Query::search("whxy"))?.rows {
        println!("{} (rev {})", row.name, row.rev);
    }
    let converted = session.leads().convert(vec![lead])?;
    session.undo(converted.command_id)?;
    crm.close()
}
