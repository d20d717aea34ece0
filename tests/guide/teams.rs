//! The examples of `docs/guide/*/teams.md`.

use super::{Company, company};

#[test]
fn teams() -> crmkit::Result<()> {
    use chrono::TimeDelta;
    use crmkit::model::Clock;
    use crmkit::sales::customer::{AddMember, CustomerPatch, NewCustomer, TeamAccess};

    let Company { clock, crm, wang, li, zhao, .. } = company()?;
    let new = NewCustomer { name: "武汉鑫源贸易".into(), ..Default::default() };
    let customer = li.customers().create(new)?.value;
    let add = |access, days| AddMember {
        customers: vec![customer],
        employee: zhao.employee().unwrap_or_default(),
        access,
        expires_at: Some(clock.now() + TimeDelta::days(days)),
        cascade: None,
    };
    li.run(add(TeamAccess::Read, 7))?.value.single()?;
    let remark = || CustomerPatch { remark: Some("已报价".into()), ..Default::default() };
    assert!(zhao.customers().get(customer).is_ok());
    let no = zhao.customers().update(customer, remark());
    assert_eq!(no.unwrap_err().code(), "right.row");

    li.run(add(TeamAccess::Write, 30))?.value.single()?; // the same member, more rights
    zhao.customers().update(customer, remark())?;
    let no = zhao.customers().transfer(vec![customer], zhao.employee()?)?.value.single();
    assert_eq!(no.unwrap_err().code(), "right.row");
    let no = li.customers().add_member(customer, li.employee()?, TeamAccess::Read, None);
    assert_eq!(no.unwrap_err().code(), "team.owner");

    use crmkit::query::Query;
    use crmkit::sales::customer::CustomerMember;

    let team = Query::new(CustomerMember::record_id().eq(customer));
    let team = li.list::<CustomerMember>(&team)?.rows;
    assert_eq!(team.first().map(|m| m.access), Some(TeamAccess::Write));
    let mine = "has customer_members (employee_id = me())".parse()?;
    assert_eq!(zhao.customers().list(&Query::new(mine))?.rows.len(), 1);

    clock.advance_days(30);
    assert_eq!(zhao.customers().get(customer).unwrap_err().code(), "record.not_found");
    assert_eq!(crm.tick()?.len(), 1); // tidies away what had ended

    use crmkit::sales::customer::{LeaveTeam, RemoveMember};

    li.run(add(TeamAccess::Read, 7))?;
    zhao.run(LeaveTeam { customers: vec![customer] })?.value.single()?;
    let employee = zhao.employee()?;
    let gone = wang.run(RemoveMember { customers: vec![customer], employee, cascade: None })?;
    assert_eq!(gone.value.single().unwrap_err().code(), "team.not_member");
    Ok(())
}
