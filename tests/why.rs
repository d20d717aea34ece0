//! Why somebody sees a record: every reason exactly when it is true, on every store.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, lead, told, worlds};
use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::{CreateEmployee, DisableEmployee, SetRoles, UpdateEmployee};
use crmkit::admin::role::CreateRole;
use crmkit::data::{ImportJob, StartImport};
use crmkit::model::Entity;
use crmkit::org::*;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{FollowUp, NewFollowUp};
use crmkit::sales::pool::{Pool, ReleaseCustomers};
use crmkit::session::{Reason, Session, Why};

fn why<E: Entity>(by: &Session, id: E::Id) -> Vec<Why> {
    by.why_visible::<E>(id).unwrap()
}

fn reasons<E: Entity>(by: &Session, id: E::Id) -> Vec<Reason> {
    by.why_visible::<E>(id).unwrap_or_default().into_iter().map(|w| w.reason).collect()
}

/// A role that reads customers in a scope.
fn reader(w: &World, scope: DataScope, of: (Vec<DepartmentId>, Vec<EmployeeId>)) -> RoleId {
    let name = format!("{scope:?}{}{}", of.0.len(), of.1.len());
    let role = CreateRole {
        role: NewRole { name, scope: Some(scope), ..Default::default() },
        operations: vec!["customer.read".into(), "follow_up.read".into()],
        departments: Some(of.0),
        employees: Some(of.1),
        fields: None,
    };
    w.admin.run(role).unwrap().value
}

fn give(w: &World, employee: EmployeeId, roles: Vec<RoleId>) {
    w.admin.run(SetRoles { employee, roles }).unwrap();
}

/// A department, and somebody in it without a role.
fn newcomer(w: &World, name: &str, parent: Option<DepartmentId>) -> (DepartmentId, EmployeeId) {
    let department = NewDepartment { name: name.into(), parent_id: parent, ..Default::default() };
    let department = w.admin.run(CreateDepartment { department }).unwrap().value;
    let mobile = format!("1390000{:04}", name.chars().map(|c| c as u32).sum::<u32>() % 10_000);
    let employee =
        NewEmployee { name: name.into(), mobile, department_id: department, ..Default::default() };
    let employee = CreateEmployee { employee, roles: vec![], password_hash: None };
    (department, w.admin.run(employee).unwrap().value)
}

fn superior(w: &World, employee: EmployeeId, superior: EmployeeId) {
    let patch = EmployeePatch { superior_id: Some(superior), ..Default::default() };
    w.admin.run(UpdateEmployee { employee, patch, expect_rev: None }).unwrap();
}

#[test]
fn each_data_scope_opens_exactly_the_owners_in_it() {
    for w in worlds() {
        // 李强 and 赵敏 sit in one department; the stranger's has a department below.
        let (outer, stranger) = newcomer(&w, "外", None);
        let (_, below) = newcomer(&w, "下", Some(outer));
        let sales = w.admin.get::<Employee>(w.ids[1]).unwrap().department_id;
        let all = reader(&w, DataScope::All, (vec![], vec![]));
        let [of_wang, of_stranger, of_below] = [w.ids[1], stranger, below].map(|owner| {
            let new = NewCustomer {
                name: format!("{owner}"),
                owner_id: Some(owner),
                ..Default::default()
            };
            w.admin.customers().create(new).unwrap().value
        });
        let session = w.crm.session(stranger).unwrap();
        // (scope, sees 李强's, one's own, that of who sits below)
        let table = [
            (DataScope::Own, vec![], vec![], [false, true, false]),
            (DataScope::Subordinates, vec![], vec![], [false, true, true]),
            (DataScope::Department, vec![], vec![], [false, true, false]),
            (DataScope::Departments, vec![], vec![], [false, true, true]),
            (DataScope::All, vec![], vec![], [true, true, true]),
            (DataScope::Custom, vec![sales], vec![], [true, true, false]),
            (DataScope::Custom, vec![], vec![below], [false, true, true]),
        ];
        superior(&w, below, stranger);
        for (scope, departments, employees, sees) in table {
            let role = match scope {
                DataScope::All => all,
                scope => reader(&w, scope, (departments, employees)),
            };
            give(&w, stranger, vec![role]);
            for (id, sees) in [of_wang, of_stranger, of_below].into_iter().zip(sees) {
                assert_eq!(told(session.customers().get(id)) == "done", sees, "{scope:?}");
                let reasons = session.why_visible::<Customer>(id);
                if !sees {
                    assert_eq!(told(reasons), "record.not_found", "{scope:?}");
                    continue;
                }
                let reasons = reasons.unwrap();
                assert_eq!(reasons.len(), 1, "{scope:?}: {reasons:?}");
                assert_eq!((reasons[0].reason, reasons[0].scope), (Reason::Role, Some(scope)));
                let owner = w.admin.customers().get(id).unwrap().owner_id.unwrap();
                let name = w.admin.get::<Employee>(owner).unwrap().name;
                assert_eq!(reasons[0].owner, Some(name));
                assert_eq!((reasons[0].until, &reasons[0].root), (None, &None));
            }
        }
    }
}

#[test]
fn every_role_that_opens_it_is_named_and_no_other() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let (_, stranger) = newcomer(&w, "外", None);
        let own = reader(&w, DataScope::Own, (vec![], vec![]));
        let custom = reader(&w, DataScope::Custom, (vec![], vec![w.ids[1]]));
        let all = reader(&w, DataScope::All, (vec![], vec![]));
        // A role with the widest scope that does not read customers opens nothing.
        let deaf = CreateRole {
            role: NewRole {
                name: "线索".into(),
                scope: Some(DataScope::All),
                ..Default::default()
            },
            operations: vec!["lead.read".into(), "customer.edit".into()],
            departments: None,
            employees: None,
            fields: None,
        };
        let deaf = w.admin.run(deaf).unwrap().value;
        let session = w.crm.session(stranger).unwrap();
        give(&w, stranger, vec![deaf]);
        assert_eq!(told(session.why_visible::<Customer>(id)), "right.missing");
        give(&w, stranger, vec![deaf, own]);
        assert_eq!(told(session.why_visible::<Customer>(id)), "record.not_found");
        give(&w, stranger, vec![deaf, own, custom, all]);
        let mut scopes: Vec<_> = why::<Customer>(&session, id).iter().map(|r| r.scope).collect();
        scopes.sort();
        assert_eq!(scopes, [Some(DataScope::All), Some(DataScope::Custom)]);
    }
}

#[test]
fn a_membership_is_a_reason_while_it_lasts() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        assert_eq!(told(w.li.why_visible::<Customer>(id)), "record.not_found");
        let until = Some(at("2026-03-03T01:00:00Z"));
        w.wang.customers().add_member(id, w.ids[2], TeamAccess::Read, until).unwrap();
        let seen = why::<Customer>(&w.li, id);
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].reason, seen[0].until, &seen[0].role), (Reason::Team, until, &None));
        w.clock.advance_days(1);
        assert_eq!(told(w.li.why_visible::<Customer>(id)), "record.not_found");
        assert!(
            w.manager
                .who_can_see::<Customer>(id)
                .unwrap()
                .iter()
                .all(|s| s.employee_id != w.ids[2])
        );
        w.wang.customers().add_member(id, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(
            (reasons::<Customer>(&w.li, id), why::<Customer>(&w.li, id)[0].until),
            (vec![Reason::Team], None)
        );
        // Somebody else's membership is no reason of mine.
        assert_eq!(reasons::<Customer>(&w.wang, id), [Reason::Role]);
        // Both reasons, when both are true; one that has ended is none.
        let until = Some(at("2026-03-04T01:00:00Z"));
        w.wang.customers().add_member(id, w.ids[0], TeamAccess::Read, until).unwrap();
        assert_eq!(reasons::<Customer>(&w.manager, id), [Reason::Role, Reason::Team]);
        w.clock.advance_days(1);
        assert_eq!(reasons::<Customer>(&w.manager, id), [Reason::Role]);
    }
}

#[test]
fn a_super_administrator_needs_no_other_reason() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        assert_eq!(reasons::<Customer>(&w.admin, id), [Reason::SuperAdmin]);
        let l = lead(&w.admin, "乙");
        assert_eq!(reasons::<crmkit::sales::lead::Lead>(&w.admin, l), [Reason::SuperAdmin]);
        w.manager.customers().delete(vec![id]).unwrap();
        assert_eq!(told(w.admin.why_visible::<Customer>(id)), "record.not_found");
    }
}

#[test]
fn a_pool_is_open_to_the_listed_and_to_who_manages_pools() {
    for w in worlds() {
        let pool = w.pool("公海");
        assert_eq!(reasons::<Pool>(&w.wang, pool), [Reason::Listed]);
        assert_eq!(reasons::<Pool>(&w.manager, pool), [Reason::Listed]);
        let (_, stranger) = newcomer(&w, "外", None);
        let session = w.crm.session(stranger).unwrap();
        assert_eq!(told(session.why_visible::<Pool>(pool)), "record.not_found");
        give(&w, stranger, vec![common::role(&w.admin, "customer_admin")]);
        assert_eq!(reasons::<Pool>(&session, pool), [Reason::Manager]);
        // What lies in it is seen through it, and through nothing else.
        let id = customer(&w.wang, "甲");
        w.wang.run(ReleaseCustomers { pool, customers: vec![id] }).unwrap();
        for who in [&w.wang, &w.manager, &session] {
            assert_eq!(reasons::<Customer>(who, id), [Reason::Pool]);
        }
        assert_eq!(reasons::<Customer>(&w.admin, id), [Reason::SuperAdmin]);
        give(&w, stranger, vec![]);
        assert_eq!(told(session.why_visible::<Customer>(id)), "right.missing");
        assert_eq!(told(session.who_can_see::<Customer>(id)), "right.missing");
        let seen: Vec<_> = w.wang.who_can_see::<Customer>(id).unwrap();
        assert!(seen.iter().all(|s| s.employee_id != stranger));
        let by_pool = seen.iter().filter(|s| s.reasons.iter().all(|r| r.reason == Reason::Pool));
        assert_eq!(by_pool.count(), seen.len() - 1, "all but the super administrator");
        assert!(seen.len() > 2);
        w.li.pool(pool).claim(vec![id]).unwrap().value.single().unwrap();
        assert_eq!(told(w.wang.why_visible::<Customer>(id)), "record.not_found");
    }
}

#[test]
fn the_remaining_reasons() {
    for w in worlds() {
        let department = w.admin.get::<Employee>(w.ids[1]).unwrap().department_id;
        assert_eq!(reasons::<Department>(&w.wang, department), [Reason::Everyone]);
        let start = StartImport { entity: "lead".into(), file_name: None, header: None };
        let job = w.manager.run(start).unwrap().value;
        assert_eq!(reasons::<ImportJob>(&w.manager, job), [Reason::Author]);
        assert_eq!(told(w.wang.why_visible::<ImportJob>(job)), "record.not_found");
        let id = customer(&w.wang, "甲");
        let said = NewFollowUp { customer_id: Some(id), content: "x".into(), ..Default::default() };
        let said = w.wang.follow_ups().add(said).unwrap().value;
        let seen = why::<FollowUp>(&w.wang, said);
        assert_eq!(
            (seen.len(), seen[0].reason, seen[0].root.as_deref()),
            (1, Reason::Root, Some("customer"))
        );
        assert_eq!(told(w.li.why_visible::<FollowUp>(said)), "record.not_found");
    }
}

#[test]
fn who_can_see_it_names_everybody_at_work_who_does() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let names = |by: &Session| {
            let mut names: Vec<_> =
                by.who_can_see::<Customer>(id).unwrap().into_iter().map(|s| s.name).collect();
            names.sort();
            names
        };
        assert_eq!(names(&w.wang), ["李强", "王芳", "陈晓明"]);
        w.wang.customers().add_member(id, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(names(&w.li), ["李强", "王芳", "赵敏", "陈晓明"]);
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        assert_eq!(names(&w.wang), ["李强", "王芳", "陈晓明"]);
        let strange = customer(&w.manager, "乙");
        assert_eq!(told(w.wang.who_can_see::<Customer>(strange)), "record.not_found");
    }
}
