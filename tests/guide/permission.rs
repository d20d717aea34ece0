//! The examples of `docs/guide/*/permission.md`.

use super::{Company, built_in, company};

#[test]
fn permission() -> crmkit::Result<()> {
    use crmkit::admin::employee::SetRoles;
    use crmkit::admin::role::{CreateRole, FieldRight};
    use crmkit::org::{DataScope, FieldAccess, NewRole};

    let Company { admin, wang, li, zhao, .. } = company()?;
    let leader = CreateRole {
        role: NewRole {
            name: "组长".into(),
            scope: Some(DataScope::Subordinates),
            ..Default::default()
        },
        operations: ["customer.read", "customer.transfer"].map(Into::into).to_vec(),
        departments: None,
        employees: None,
        fields: Some(vec![FieldRight {
            entity: "customer".into(),
            field: "mobile".into(),
            access: FieldAccess::Hidden,
        }]),
    };
    let leader = admin.run(leader)?.value;
    admin.run(SetRoles { employee: wang.employee()?, roles: vec![leader] })?;

    use crmkit::sales::customer::NewCustomer;

    let new = NewCustomer {
        name: "武汉鑫源贸易".into(),
        mobile: Some("138 1234 5678".into()),
        ..Default::default()
    };
    let customer = li.customers().create(new.clone())?.value;
    let read = wang.customers().get(customer)?; // 李强 is below her
    assert_eq!((read.mobile, read.masked), (None, vec!["mobile".into()]));
    let no = wang.customers().create(new);
    assert_eq!(no.unwrap_err().code(), "right.missing");
    let no = wang.customers().delete(vec![customer]);
    assert_eq!(no.unwrap_err().code(), "right.missing");
    assert_eq!(zhao.customers().get(customer).unwrap_err().code(), "record.not_found");

    use crmkit::query::Query;

    let by_number = Query::new("mobile is not null".parse()?);
    let no = wang.customers().list(&by_number);
    assert_eq!(no.unwrap_err().code(), "query.hidden_field");

    let manager = built_in(&admin, "sales_manager")?;
    admin.run(SetRoles { employee: wang.employee()?, roles: vec![leader, manager] })?;
    assert!(wang.customers().get(customer)?.mobile.is_some()); // the more generous role counts

    use crmkit::sales::customer::Customer;
    use crmkit::session::Reason;

    let why = wang.why_visible::<Customer>(customer)?;
    let why: Vec<_> = why.iter().map(|w| (w.reason, w.role.as_deref(), w.scope)).collect();
    assert_eq!(why.len(), 2); // by each of her two roles
    assert!(why.contains(&(Reason::Role, Some("组长"), Some(DataScope::Subordinates))));
    let seen = wang.who_can_see::<Customer>(customer)?;
    assert_eq!(seen.len(), 3); // 陈晓明, 王芳, 李强
    assert!(seen.iter().all(|who| who.name != "赵敏"));

    let no = wang.run(SetRoles { employee: zhao.employee()?, roles: vec![manager] });
    assert_eq!(no.unwrap_err().code(), "right.missing");
    let nobody = admin.run(SetRoles { employee: admin.employee()?, roles: vec![] });
    assert_eq!(nobody.unwrap_err().code(), "employee.last_admin");
    Ok(())
}
