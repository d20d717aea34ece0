//! The examples of `docs/guide/*/pool.md`.

use super::{Company, company};

#[test]
fn pool() -> crmkit::Result<()> {
    use crmkit::sales::pool::{CreatePool, NewPool};

    let Company { clock, crm, admin, wang, li, zhao } = company()?;
    let create = CreatePool {
        pool: NewPool {
            name: "华中公海".into(),
            claim_limit: Some(2),
            cool_down_days: Some(7),
            remind_days: Some(3),
            automatic: Some(true),
            ..Default::default()
        },
        admins: vec![wang.employee()?],
        members: vec![li.employee()?, zhao.employee()?],
        departments: vec![],
    };
    let pool = admin.run(create)?.value;

    use crmkit::sales::pool::{PoolRuleKind, RecycleRule, SetPoolRules};

    let rule =
        |kind, days| RecycleRule { kind, days, level: None, dealt: false, with_opportunity: false };
    let rules = vec![rule(PoolRuleKind::NoFollowUp, 15), rule(PoolRuleKind::NoDeal, 90)];
    admin.run(SetPoolRules { pool, rules })?;

    use crmkit::sales::pool::SetPoolHiddenFields;

    let fields = vec!["mobile".into(), "telephone".into()];
    admin.run(SetPoolHiddenFields { pool, fields })?;

    use crmkit::query::Query;
    use crmkit::sales::customer::NewCustomer;
    use crmkit::sales::pool::ReleaseCustomers;

    let new = |name: &str| NewCustomer {
        name: name.into(),
        mobile: Some("138 1234 5678".into()),
        ..Default::default()
    };
    let [a, b] = ["江城物流", "楚天软件"].map(new);
    let (a, b) = (li.customers().create(a)?.value, li.customers().create(b)?.value);
    li.run(ReleaseCustomers { pool, customers: vec![a] })?.value.single()?;
    let row = zhao.pool(pool).get(a)?;
    assert_eq!((row.owner_id, row.previous_owner_id), (None, Some(li.employee()?)));
    assert_eq!(row.mobile, None);
    assert!(row.masked.iter().any(|field| field == "mobile"));
    assert!(wang.pool(pool).get(a)?.mobile.is_some()); // its administrator sees it

    let early = li.pool(pool).claim(vec![a])?.value.single();
    assert_eq!(early.unwrap_err().code(), "pool.claim.cool_down");
    zhao.pool(pool).claim(vec![a])?.value.single()?;
    assert!(zhao.customers().get(a)?.mobile.is_some()); // now it is his
    let late = wang.pool(pool).claim(vec![a])?.value.single();
    assert_eq!(late.unwrap_err().code(), "pool.claim.taken");

    use crmkit::sales::todo::TodoKind;

    clock.advance_days(13);
    let soon = li.todos(TodoKind::EnteringPool)?;
    assert_eq!(soon.first().map(|t| (t.name.as_str(), t.days)), Some(("楚天软件", Some(2))));
    let left = li.days_to_pool(&[b])?;
    assert_eq!(left.first().map(|d| (d.days, d.why.as_str())), Some((2, "超过15天未跟进")));

    clock.advance_days(3);
    let due = admin.tick_preview()?;
    assert_eq!(due.len(), 2);
    assert!(due.iter().any(|d| d.why == "楚天软件 → 华中公海: 超过15天未跟进"));
    assert_eq!(crm.tick()?, due); // what the preview said
    assert_eq!(zhao.pool(pool).list(&Query::default())?.rows.len(), 2);
    assert_eq!(zhao.pool(pool).get(b)?.pooled_why.as_deref(), Some("超过15天未跟进"));

    wang.pool(pool).assign(vec![b], li.employee()?)?.value.single()?;
    let no = li.pool(pool).assign(vec![a], li.employee()?);
    assert_eq!(no.unwrap_err().code(), "pool.admin");

    use crmkit::sales::pool::{DeletePool, PoolPatch, UpdatePool};

    let off = UpdatePool {
        pool,
        patch: Some(PoolPatch { enabled: Some(false), ..Default::default() }),
        admins: None,
        members: None,
        departments: None,
        expect_rev: None,
    };
    assert_eq!(admin.run(off).unwrap_err().code(), "pool.not_empty");
    wang.pool(pool).assign(vec![a], zhao.employee()?)?.value.single()?;
    assert_eq!(admin.run(DeletePool { pool }).unwrap_err().code(), "pool.last");
    Ok(())
}
