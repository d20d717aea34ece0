//! The examples of `docs/guide`, run as a reader would run them: the blocks of a page, one after
//! the other, are the body of the function of its name.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod contracts;
mod customers;
mod leads;
mod opportunities;
mod pages;
mod permission;
mod pool;
mod products;
mod teams;

use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::CreateEmployee;
use crmkit::admin::setup::CompanySetup;
use crmkit::model::time::ManualClock;
use crmkit::org::{EmployeeId, NewDepartment, NewEmployee, Role, RoleId};
use crmkit::query::Query;
use crmkit::session::{Crm, CrmOptions, Session};
use std::sync::Arc;

/// A company to try things in: an administrator, a manager and two salespeople below her.
pub struct Company {
    pub clock: Arc<ManualClock>,
    pub crm: Crm,
    pub admin: Session,
    pub wang: Session,
    pub li: Session,
    pub zhao: Session,
}

pub fn company() -> crmkit::Result<Company> {
    // It is 2 March 2026, nine o'clock in Shanghai, until the clock is moved.
    let clock = Arc::new(ManualClock::new("2026-03-02T01:00:00Z".parse().unwrap_or_default()));
    let crm = crmkit::in_memory_with(CrmOptions { clock: clock.clone(), ..Default::default() })?;
    let admin = crm.set_up(CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse".into(),
        ..Default::default()
    })?;
    let admin = crm.session(admin.value)?;
    let department = NewDepartment { name: "销售部".into(), ..Default::default() };
    let department_id = admin.run(CreateDepartment { department })?.value;
    let employee = |name: &str, mobile: &str, superior: Option<EmployeeId>, role: &str| {
        let employee = NewEmployee {
            name: name.into(),
            mobile: mobile.into(),
            department_id,
            superior_id: superior,
            ..Default::default()
        };
        let roles = vec![built_in(&admin, role)?];
        let made = admin.run(CreateEmployee { employee, roles, password_hash: None })?;
        crm.session(made.value)
    };
    let wang = employee("王芳", "13800000002", None, "sales_manager")?;
    let above = Some(wang.employee()?);
    let li = employee("李强", "13800000003", above, "salesperson")?;
    let zhao = employee("赵敏", "13800000004", above, "salesperson")?;
    Ok(Company { clock, crm, admin, wang, li, zhao })
}

/// A role that comes with crmkit.
pub fn built_in(admin: &Session, code: &str) -> crmkit::Result<RoleId> {
    let roles = admin.list::<Role>(&Query::new(Role::built_in().eq(code.into())))?.rows;
    Ok(roles.first().map(|r| r.id).unwrap_or_default())
}
