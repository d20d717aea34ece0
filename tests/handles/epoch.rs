//! The count on which caches stand rises when the organisation or rights change, and only then.

use crate::common::{World, code, new_role, role, worlds};
use crate::lead;
use crmkit::admin::department::*;
use crmkit::admin::employee::*;
use crmkit::admin::field::*;
use crmkit::admin::option::*;
use crmkit::admin::role::*;
use crmkit::admin::settings::UpdateSettings;
use crmkit::org::*;
use crmkit::sales::customer::{NewCustomer, TeamAccess};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::pool::*;

/// How far it rises.
fn risen(w: &World, what: impl FnOnce()) -> i64 {
    let before = w.epoch();
    what();
    w.epoch() - before
}

#[test]
fn it_rises_by_every_change_of_organisation_rights_and_definitions() {
    for w in worlds() {
        let department = w.department;
        let rename = |name: &str| DepartmentPatch { name: Some(name.into()), ..Default::default() };
        let update =
            |name: &str| UpdateDepartment { department, patch: rename(name), expect_rev: None };
        let [_, wang, li] = w.ids;
        let made = w.role("电销", DataScope::Own, &["lead.read"]);
        let source =
            NewOptionItem { list: "source".into(), label: "展会".into(), ..Default::default() };
        let field = NewFieldDefinition {
            entity: "lead".into(),
            key: "x".into(),
            label: "x".into(),
            ..Default::default()
        };
        let patch = SettingsPatch { company: Some("别名".into()), ..Default::default() };
        let rises = |what: &str, step: &dyn Fn()| assert_eq!(risen(&w, step), 1, "{what}");
        rises("department", &|| _ = w.admin.run(update("一部")).unwrap());
        rises("disable", &|| _ = w.admin.run(DisableEmployee { employee: li }).unwrap());
        rises("enable", &|| _ = w.admin.run(EnableEmployee { employee: li }).unwrap());
        let roles = SetRoles { employee: wang, roles: vec![made] };
        rises("roles", &|| _ = w.admin.run(roles.clone()).unwrap());
        let copy = CopyRole { role: made, name: "副本".into() };
        rises("copy", &|| _ = w.admin.run(copy.clone()).unwrap());
        rises("option", &|| _ = w.admin.run(CreateOption { option: source.clone() }).unwrap());
        let define = DefineField { field, options: None };
        rises("field", &|| _ = w.admin.run(define.clone()).unwrap());
        let settings = UpdateSettings { patch, expect_rev: None };
        rises("settings", &|| _ = w.admin.run(settings.clone()).unwrap());
        rises("a first password", &|| _ = w.admin.set_password(wang, "long enough").unwrap());
        let renamed = w.admin.run(update("二部")).unwrap().command_id;
        assert_eq!(risen(&w, || drop(w.admin.undo(renamed).unwrap())), 1, "taking one back");
        let one = w.role("一", DataScope::Own, &["lead.read"]);
        let fewer = UpdateRole {
            role: one,
            patch: None,
            operations: Some(vec![]),
            departments: None,
            employees: None,
            fields: None,
            expect_rev: None,
        };
        assert_eq!(risen(&w, || drop(w.admin.run(fewer).unwrap())), 1, "a right of a role");
    }
}

#[test]
fn it_stands_still_for_everything_else() {
    for w in worlds() {
        let [m, wang, li] = w.ids;
        w.admin.set_password(wang, "long enough").unwrap();
        let still = |what: &str, step: &dyn Fn()| assert_eq!(risen(&w, step), 0, "{what}");
        let id = lead(&w.wang, "甲");
        still("a lead", &|| _ = lead(&w.wang, "乙"));
        still("a follow-up", &|| {
            let new =
                NewFollowUp { lead_id: Some(id), content: "电话".into(), ..Default::default() };
            w.wang.follow_ups().add(new).unwrap();
        });
        still("a transfer", &|| drop(w.manager.leads().transfer(vec![id], li).unwrap()));
        still("a customer, its team and a pool", &|| {
            let new = NewCustomer { name: "甲".into(), ..Default::default() };
            let customer = w.wang.customers().create(new).unwrap().value;
            w.wang.customers().add_member(customer, li, TeamAccess::Read, None).unwrap();
            let pool = CreatePool {
                pool: NewPool { name: "公海".into(), ..Default::default() },
                admins: vec![m],
                members: vec![wang, li],
                departments: vec![],
            };
            let pool = w.admin.run(pool).unwrap().value;
            w.wang.run(ReleaseCustomers { pool, customers: vec![customer] }).unwrap();
            w.li.pool(pool).claim(vec![customer]).unwrap();
            let back = w.li.run(ReleaseCustomers { pool, customers: vec![customer] }).unwrap();
            w.li.undo(back.command_id).unwrap();
        });
        still("another password", &|| drop(w.wang.set_password(wang, "another one").unwrap()));
        still("a login and a failed one", &|| {
            w.crm.login("13800000003", "another one").unwrap();
            assert!(w.crm.login("13800000003", "wrong word").is_err());
        });
        still("a refusal", &|| {
            let delete = DeleteRole { role: role(&w.admin, "salesperson") };
            assert_eq!(code(w.admin.run(delete)), Some("role.built_in"));
            let twice = new_role("销售员", DataScope::Own, &[]);
            assert_eq!(code(w.admin.run(twice)), Some("record.duplicate"));
        });
        still("a command that changes nothing", &|| {
            let same = SetRoles { employee: wang, roles: vec![role(&w.admin, "salesperson")] };
            assert_eq!(w.admin.run(same).unwrap().changes, []);
        });
        still("reading and timed work", &|| {
            w.wang.leads().list(&Default::default()).unwrap();
            w.crm.tick().unwrap();
        });
    }
}
