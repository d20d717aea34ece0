//! Customers that come into a pool.

use crate::common::{World, at, customer, told, worlds};
use crate::{codes, counts, plan};
use crmkit::data::{ImportPlan, ImportReport, OnDuplicate};
use crmkit::org::DataScope;
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::pool::*;
use crmkit::session::{RunOptions, Session};

fn into(by: &Session, pool: PoolId, plan: &ImportPlan, file: &str) -> crmkit::Result<ImportReport> {
    by.import_into_pool(pool, &mut file.as_bytes(), plan, RunOptions::default(), &mut |_| true)
}

/// Somebody who administers a pool and may import.
fn administrator(w: &World, pool: PoolId) -> Session {
    let operations = ["customer.read", "customer.create", "customer.edit", "customer.import"];
    let role = w.role("导入", DataScope::Own, &operations);
    let id = w.employee("周", "13800000009", vec![role]);
    let (members, departments, patch) = (None, None, None);
    let admins = Some(vec![w.ids[0], id]);
    w.admin
        .run(UpdatePool { pool, patch, admins, members, departments, expect_rev: None })
        .unwrap();
    w.crm.session(id).unwrap()
}

#[test]
fn customers_come_into_a_pool_as_nobodys() {
    for w in worlds() {
        let pool = w.pool("公海");
        let zhou = administrator(&w, pool);
        let file = "客户名称,手机\n甲,13800001111\n乙,\n";
        assert_eq!(counts(&into(&zhou, pool, &plan("customer"), file).unwrap()), [2, 0, 0, 0]);
        let page = w.li.pool(pool).list(&Query::default().asc(Customer::name())).unwrap();
        assert_eq!(page.rows.len(), 2);
        let read = w.li.pool(pool).get(page.rows[0].id).unwrap();
        let now = Some(at("2026-03-02T01:00:00Z"));
        assert_eq!((read.owner_id, read.previous_owner_id), (None, None));
        assert_eq!((read.pooled_at, read.received_at, read.last_follow_at), (now, None, now));
        assert_eq!(zhou.customers().list(&Query::default()).unwrap().rows.len(), 0);
        // Anybody claims it at once: nobody owned it before.
        w.li.pool(pool).claim(vec![read.id]).unwrap().value.single().unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn only_administrators_import_and_only_customers_without_owners() {
    for w in worlds() {
        let pool = w.pool("公海");
        let zhou = administrator(&w, pool);
        let (customers, file) = (plan("customer"), "客户名称\n甲\n");
        assert_eq!(told(into(&w.wang, pool, &customers, file)), "right.missing");
        assert_eq!(told(into(&zhou, w.pool("别的"), &customers, file)), "record.not_found");
        let (leads, contacts) = ("线索名称\n甲\n", "姓名,客户\n甲,乙\n");
        for (entity, file) in [("lead", leads), ("contact", contacts)] {
            let refused = into(&w.admin, pool, &plan(entity), file).unwrap_err();
            assert_eq!(refused.code(), "import.entity", "{entity}");
        }
        let owned = "客户名称,负责人\n甲,13800000003\n";
        let report = into(&zhou, pool, &customers, owned).unwrap();
        let issues = zhou.import_issues(report.job_id).unwrap();
        assert_eq!(codes(&issues), [(2, "pool.pooled", Some("owner_id"))]);
        // A member who is no administrator, with every right to import.
        let (admins, patch, departments) = (Some(vec![w.ids[0]]), None, None);
        let members = Some(vec![zhou.employee().unwrap()]);
        let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
        w.admin.run(update).unwrap();
        assert_eq!(told(into(&zhou, pool, &customers, file)), "pool.admin");
        w.pool("第三");
        let patch = Some(PoolPatch { enabled: Some(false), ..Default::default() });
        let (admins, members, departments) = (None, None, None);
        let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
        w.admin.run(update).unwrap();
        assert_eq!(told(into(&w.admin, pool, &customers, file)), "pool.disabled");
    }
}

#[test]
fn a_known_customer_is_written_over_only_if_it_lies_in_the_pool() {
    for w in worlds() {
        let (pool, other) = (w.pool("公海"), w.pool("二号"));
        let zhou = administrator(&w, pool);
        let file = "客户名称,备注\n甲,旧\n";
        into(&zhou, pool, &plan("customer"), file).unwrap();
        customer(&zhou, "自己的");
        let there = customer(&w.wang, "别处的");
        let customers = vec![there];
        w.wang.run(ReleaseCustomers { pool: other, customers }).unwrap().value.single().unwrap();
        let over = ImportPlan { on_duplicate: OnDuplicate::Overwrite, ..plan("customer") };
        let file = "客户名称,备注\n甲,新\n自己的,新\n别处的,新\n";
        let report = into(&zhou, pool, &over, file).unwrap();
        assert_eq!(counts(&report), [0, 1, 0, 2]);
        let issues = zhou.import_issues(report.job_id).unwrap();
        let missing = "record.not_found";
        assert_eq!(codes(&issues), [(3, missing, None), (4, missing, None)]);
        let id = w.li.pool(pool).list(&Query::default()).unwrap().rows[0].id;
        assert_eq!(w.li.pool(pool).get(id).unwrap().remark.as_deref(), Some("新"));
        let skip = into(&zhou, pool, &plan("customer"), file).unwrap();
        assert_eq!(counts(&skip), [0, 0, 3, 0]);
    }
}
