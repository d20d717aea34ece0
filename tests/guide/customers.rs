//! The examples of `docs/guide/*/customers.md`.

use super::{Company, company};

#[test]
fn customers() -> crmkit::Result<()> {
    use crmkit::model::Clock;
    use crmkit::query::Query;
    use crmkit::sales::customer::{Customer, NewCustomer};

    let Company { clock, admin, wang, li, zhao, .. } = company()?;
    let new = |name: &str| NewCustomer { name: name.into(), ..Default::default() };
    let xinyuan = NewCustomer {
        region: Some("湖北武汉洪山区".into()),
        latitude: Some("30.5446".parse()?),
        longitude: Some("114.3026".parse()?),
        ..new("武汉鑫源贸易")
    };
    let xinyuan = li.customers().create(xinyuan)?.value;
    assert_eq!(li.customers().get(xinyuan)?.region.as_deref(), Some("420111"));
    let hubei = Query::new(Customer::region().starts_with("42"));
    assert_eq!(li.customers().list(&hubei)?.rows.len(), 1);
    let taken = zhao.customers().create(new("武汉鑫源贸易"));
    assert_eq!(taken.unwrap_err().code(), "record.duplicate");

    use crmkit::sales::contact::NewContact;
    use crmkit::sales::customer::SetPrimaryContact;

    let contact =
        |name: &str| NewContact { name: name.into(), customer_id: xinyuan, ..Default::default() };
    let first = li.contacts().create(contact("王先生"))?.value;
    let second = li.contacts().create(contact("李女士"))?.value;
    assert_eq!(li.customers().get(xinyuan)?.primary_contact_id, Some(first));
    li.run(SetPrimaryContact { customer: xinyuan, contact: Some(second) })?;

    use crmkit::sales::follow_up::NewFollowUp;

    let said = NewFollowUp {
        customer_id: Some(xinyuan),
        contact_id: Some(second),
        content: "上门拜访，下周报价".into(),
        ..Default::default()
    };
    li.follow_ups().add(said)?;
    assert_eq!(li.contacts().get(second)?.last_follow_at, Some(clock.now()));
    assert_eq!(li.customers().get(xinyuan)?.last_follow_at, Some(clock.now()));

    use crmkit::sales::follow_up::{DeleteFollowUp, SignIn};

    let visit = SignIn {
        customer: xinyuan,
        latitude: "30.5445".parse()?,
        longitude: "114.3027".parse()?,
        place: "鑫源贸易前台".into(),
        content: None,
        method: None,
        next_contact_at: None,
        contacts: Some(vec![first, second]),
        files: None,
    };
    let visit = li.run(visit)?.value;
    assert_eq!(li.contacts().get(first)?.last_follow_text.as_deref(), Some("鑫源贸易前台"));
    let deleted = li.run(DeleteFollowUp { follow_up: visit });
    assert_eq!(deleted.unwrap_err().code(), "follow_up.sign_in_stays");

    clock.advance_days(8);
    let forgotten = Query::new(Customer::forgotten(7));
    assert_eq!(li.customers().list(&forgotten)?.rows.len(), 1);
    let counts = li.forgotten_counts()?;
    assert_eq!(counts.first().map(|c| (c.days, c.count)), Some((7, 1)));

    use crmkit::sales::customer::{Cascade, TeamAccess, TransferCustomers};

    let transfer = TransferCustomers {
        customers: vec![xinyuan],
        to: zhao.employee()?,
        keep: Some(TeamAccess::Read),
        keep_until: Some(clock.now() + chrono::TimeDelta::days(30)),
        cascade: Some(vec![Cascade::Contacts]),
    };
    wang.run(transfer)?.value.single()?;
    assert_eq!(wang.contacts().get(second)?.owner_id, Some(zhao.employee()?));
    assert!(li.customers().get(xinyuan).is_ok()); // for thirty days, to read

    use crmkit::commands::CreateCapacityRule;
    use crmkit::sales::capacity::{CapacityKind, NewCapacityRule};

    let two_each = CreateCapacityRule {
        rule: NewCapacityRule {
            name: "每人两个".into(),
            kind: CapacityKind::Owned,
            cap: 2,
            count_dealt: Some(false),
            ..Default::default()
        },
        employees: vec![zhao.employee()?],
        departments: vec![],
    };
    admin.run(two_each)?;
    let jiangcheng = zhao.customers().create(new("江城物流"))?.value;
    let third = zhao.customers().create(new("楚天软件"));
    assert_eq!(third.unwrap_err().code(), "capacity.full");

    use crmkit::sales::customer::SetDealStatus;

    let dealt = SetDealStatus { customers: vec![jiangcheng], dealt: Some(true), on: None };
    wang.run(dealt)?.value.single()?;
    let chutian = zhao.customers().create(new("楚天软件"))?.value; // dealt ones do not count

    zhao.customers().lock(vec![chutian])?.value.single()?;
    let again = zhao.customers().lock(vec![chutian])?.value.single();
    assert_eq!(again.unwrap_err().code(), "customer.locked");
    zhao.customers().unlock(vec![chutian])?.value.single()?;

    wang.customers().merge(xinyuan, vec![jiangcheng])?;
    let merged = wang.customers().list(&Query::default().deleted())?.rows;
    assert_eq!(merged.first().map(|c| c.id), Some(jiangcheng));

    use crmkit::sales::customer::NearbyQuery;

    let here = NearbyQuery {
        latitude: "30.5470".parse()?,
        longitude: "114.3010".parse()?,
        radius: 1000,
        kind: None,
        limit: None,
    };
    let near = zhao.nearby(&here)?;
    assert_eq!(near.first().map(|n| n.name.as_str()), Some("武汉鑫源贸易"));

    let blocks = wang.customer_delete_blocks(&[xinyuan])?;
    assert_eq!(blocks.first().map(|b| (b.entity.as_str(), b.count)), Some(("contact", 2)));
    let kept = wang.customers().delete(vec![xinyuan])?.value.single();
    assert_eq!(kept.unwrap_err().code(), "customer.used");
    wang.customers().delete(vec![chutian])?.value.single()?;
    wang.customers().restore(vec![chutian])?.value.single()?;

    use crmkit::admin::employee::DisableEmployee;
    use crmkit::model::CommandId;

    let leaver = zhao.employee()?;
    admin.run(DisableEmployee { employee: leaver })?;
    let id = CommandId(uuid::Uuid::from_u128(20_260_302)); // kept, to go on after an interruption
    let done = admin.hand_over(leaver, vec![li.employee()?], id)?.value;
    assert_eq!((done.customers, done.contacts), (3, 2)); // one lay in the recycle bin
    Ok(())
}
