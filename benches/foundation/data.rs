//! A company of any size, written straight into a store and kept between runs.
//!
//! The owners are of three kinds: 2 000 have the newest nine tenths of the customers, 2 000 have
//! one old customer each, and the rest belongs to 1 000 others. One person is a member of 5 000
//! teams.

use crate::common::company::{
    self, EPOCH, at, company_name, founded, owner, person, put, row_id, staffed, write_rows,
};
use crmkit::Result;
use crmkit::admin::field::DefineField;
use crmkit::model::{Custom, Number, Value};
use crmkit::org::*;
use crmkit::sales::customer::*;
use crmkit::store::Writer;
use std::path::{Path, PathBuf};

/// Grows whenever this file makes other data.
const VERSION: u32 = 1;

/// The file of a company with so many customers.
pub fn file(rows: u64) -> PathBuf {
    company::kept(&format!("foundation-{VERSION}-{rows}.crm"), |path| make(path, rows))
}

fn make(path: &Path, rows: u64) -> Result<()> {
    let (crm, admin) = founded(path)?;
    for (key, kind) in [("region", CustomKind::Text), ("score", CustomKind::Number)] {
        let field = NewFieldDefinition {
            entity: "customer".into(),
            key: key.into(),
            kind,
            label: key.into(),
            ..Default::default()
        };
        admin.run(DefineField { field, options: None })?;
    }
    staffed(&admin, &["lead.", "customer.", "follow_up."])?;
    write_rows(&crm, rows, |w, n| customer(w, n, rows))?;
    crm.close()
}

fn customer(w: &dyn Writer, n: u64, rows: u64) -> Result<()> {
    let made = at(EPOCH + n as i64 * 1000);
    let owner = person(owner(n, rows));
    let custom = Custom::default()
        .with("10000", format!("华{}区", n % 50))
        .with("10001", Value::Number(Number::from_scaled(n as i64 * 1_000_000)));
    let customer = Customer {
        id: CustomerId(row_id(n)),
        rev: 1,
        created_at: made,
        created_by: Some(owner),
        updated_at: made,
        updated_by: Some(owner),
        name: company_name(n),
        mobile: Some(format!("+86138{n:08}")),
        address: Some(format!("解放大道{}号", n % 2000)),
        owner_id: Some(owner),
        received_at: Some(made),
        last_follow_at: Some(made),
        custom: if n.is_multiple_of(3) { custom } else { Custom::default() },
        ..Customer::blank()
    };
    put(w, &customer)?;
    company::log(w, &customer, owner, made)?;
    if n.is_multiple_of((rows / 5000).max(1)) {
        let member = CustomerMember {
            id: CustomerMemberId(person(1_000_000 + n).0),
            rev: 1,
            created_at: made,
            updated_at: made,
            record_id: customer.id,
            employee_id: person(2003),
            access: TeamAccess::Write,
            touched_at: made,
            ..CustomerMember::blank()
        };
        put(w, &member)?;
    }
    Ok(())
}
