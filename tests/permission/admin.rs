//! Administration gives nobody more than he has (L11), and a right that is taken away is gone
//! at the next call, in every handle.

use crate::fields::{ALL, restrict};
use crate::leaks::worlds;
use crate::support::code;
use crmkit::admin::employee::{
    CreateEmployee, DisableEmployee, EnableEmployee, SetRoles, UpdateEmployee,
};
use crmkit::admin::password::SetPassword;
use crmkit::admin::role::{CopyRole, CreateRole, UpdateRole};
use crmkit::org::{
    DataScope, EmployeePatch, FieldAccess, NewEmployee, NewRole, Role, RoleId, RolePatch,
};
use crmkit::query::Query;
use crmkit::sales::customer::{CustomerPatch, NewCustomer};
use crmkit::sales::hand_over::HandOver;
use crmkit::session::{Session, hash_password};
use crmkit_testkit::oracle::{Loaded, digest};

fn built_in(admin: &Session, code: &str) -> RoleId {
    admin.list::<Role>(&Query::new(Role::built_in().eq(code.into()))).unwrap().rows[0].id
}

/// A role to make, of some operations and scope.
fn role(name: &str, scope: DataScope, operations: &[&str]) -> CreateRole {
    CreateRole {
        role: NewRole { name: name.into(), scope: Some(scope), ..NewRole::default() },
        operations: operations.iter().map(|o| (*o).to_owned()).collect(),
        departments: None,
        employees: None,
        fields: None,
    }
}

/// Person 1: his own customers, and all administration of people and roles.
fn administrator(loaded: &Loaded, me: &Session) -> RoleId {
    let make = role("管理", DataScope::All, &["role.manage", "org.manage"]);
    let manage = loaded.admin.run(make).unwrap().value;
    let roles = vec![manage, loaded.roles[1]];
    loaded.admin.run(SetRoles { employee: me.employee().unwrap(), roles }).unwrap();
    manage
}

const ESCALATION: Option<&str> = Some("role.escalation");

#[test]
fn l11_nobody_makes_a_role_beyond_himself() {
    for (store, loaded, me) in worlds() {
        let manage = administrator(&loaded, &me);
        let sales = ["customer.read", "customer.edit"];
        assert_eq!(code(me.run(role("a", DataScope::Own, &sales))), None, "{store}");
        for scope in [DataScope::All, DataScope::Department, DataScope::Custom] {
            let got = code(me.run(role("b", scope, &sales)));
            assert_eq!(got, ESCALATION, "{store}: further scope {scope:?}");
        }
        for operations in [&["pool.manage"][..], &["settings.manage"], &["customer.import"]] {
            let got = code(me.run(role("c", DataScope::Own, operations)));
            assert_eq!(got, ESCALATION, "{store}: {operations:?}");
        }
        assert_eq!(code(me.run(role("d", DataScope::All, &["org.manage"]))), None, "{store}");
        let copy = CopyRole { role: loaded.roles[ALL], name: "e".into() };
        assert_eq!(code(me.run(copy)), ESCALATION, "{store}: a copy of a greater role");
        let wider = RolePatch { scope: Some(DataScope::All), ..RolePatch::default() };
        let update = |role, patch: Option<RolePatch>, operations: Option<Vec<String>>| UpdateRole {
            role,
            patch,
            operations,
            departments: None,
            employees: None,
            fields: None,
            expect_rev: None,
        };
        assert_eq!(code(me.run(update(loaded.roles[1], Some(wider), None))), ESCALATION, "{store}");
        let more = Some(vec!["settings.manage".to_owned(), "role.manage".to_owned()]);
        assert_eq!(code(me.run(update(manage, None, more))), ESCALATION, "{store}");
        let got = code(me.run(update(loaded.roles[0], Some(RolePatch::default()), None)));
        assert_eq!(got, Some("role.built_in"), "{store}");
    }
}

#[test]
fn l11_nobody_gives_a_role_beyond_himself() {
    for (store, loaded, me) in worlds() {
        let manage = administrator(&loaded, &me);
        let set = |who: usize, roles: Vec<RoleId>| SetRoles { employee: loaded.people[who], roles };
        for greater in
            [loaded.roles[0], loaded.roles[ALL], built_in(&loaded.admin, "sales_manager")]
        {
            for who in [1, 2, 3] {
                let keep =
                    if who == 1 { vec![manage, loaded.roles[1], greater] } else { vec![greater] };
                if who == 2 && greater == loaded.roles[ALL] {
                    continue; // He has it already.
                }
                assert_eq!(code(me.run(set(who, keep))), ESCALATION, "{store}: to {who}");
            }
            let employee = NewEmployee {
                name: "x".into(),
                mobile: "13700000000".into(),
                department_id: loaded.departments[0],
                ..NewEmployee::default()
            };
            let make = CreateEmployee { employee, roles: vec![greater], password_hash: None };
            assert_eq!(code(me.run(make)), ESCALATION, "{store}");
        }
        assert_eq!(code(me.run(set(3, vec![loaded.roles[1]]))), None, "{store}: one's own level");
    }
}

#[test]
fn l11_a_super_administrator_is_touched_by_none_below() {
    for (store, loaded, me) in worlds() {
        administrator(&loaded, &me);
        let boss = loaded.people[0];
        let hash = hash_password("long enough").unwrap();
        let patch =
            EmployeePatch { mobile: Some("13755555555".into()), ..EmployeePatch::default() };
        let refused = [
            code(me.run(SetRoles { employee: boss, roles: vec![] })),
            code(me.run(DisableEmployee { employee: boss })),
            code(me.run(EnableEmployee { employee: boss })),
            code(me.run(SetPassword { employee: boss, password_hash: hash })),
            code(me.run(UpdateEmployee { employee: boss, patch, expect_rev: None })),
        ];
        assert_eq!(refused, [ESCALATION; 5], "{store}");
        let take = HandOver { from: boss, to: vec![me.employee().unwrap()] };
        assert_eq!(code(me.run(take)), ESCALATION, "{store}: his records");
    }
}

#[test]
fn l11_an_organiser_takes_nothing_from_people_at_work() {
    for (store, loaded, me) in worlds() {
        administrator(&loaded, &me);
        let (mine, colleague) = (me.employee().unwrap(), loaded.people[3]);
        let take = HandOver { from: colleague, to: vec![mine] };
        let before = digest(&**loaded.crm.store());
        assert_eq!(code(me.run(take.clone())), Some("employee.handover_active"), "{store}");
        assert_eq!(digest(&**loaded.crm.store()), before, "{store}: something was written");
        loaded.admin.run(DisableEmployee { employee: colleague }).unwrap();
        assert!(me.run(take).unwrap().value.customers > 0, "{store}: he has left");
    }
}

#[test]
fn an_undo_stays_within_the_scope_of_who_undoes() {
    for (store, loaded, _) in worlds() {
        let me = loaded.session(2);
        let all = code(me.customers().get(loaded.customers[0]));
        assert_eq!(all, None, "{store}: he sees everything");
        let patch = |text: &str| CustomerPatch { remark: Some(text.into()), ..<_>::default() };
        let foreign = me.customers().update(loaded.customers[0], patch("a")).unwrap().command_id;
        let own = NewCustomer { name: "新".into(), ..<_>::default() };
        let own = me.customers().create(own).unwrap().value;
        let given = me.customers().transfer(vec![own], loaded.people[0]).unwrap().command_id;
        loaded.give(2, &[1]);
        assert_eq!(code(me.undo(foreign)), Some("record.not_found"), "{store}: not his any more");
        assert_eq!(code(me.customers().get(own)), Some("record.not_found"), "{store}: given away");
        assert_eq!(code(me.undo(given)), None, "{store}: what comes back to him, he takes back");
        assert_eq!(me.customers().get(own).unwrap().owner_id, me.employee().ok(), "{store}");
    }
}

#[test]
fn l11_field_rights_are_not_lifted_by_oneself() {
    for (store, loaded, me) in worlds() {
        let manage = administrator(&loaded, &me);
        restrict(&loaded, 1, &[("remark", FieldAccess::Deny)]);
        let own = me.employee().unwrap();
        let drop = SetRoles { employee: own, roles: vec![manage] };
        assert_eq!(code(me.run(drop)), ESCALATION, "{store}: dropping the role that denies");
        let lift = UpdateRole {
            role: loaded.roles[1],
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields: Some(vec![]),
            expect_rev: None,
        };
        assert_eq!(code(me.run(lift)), ESCALATION, "{store}: lifting the denial");
    }
}

#[test]
fn the_last_super_administrator_stays() {
    for (store, loaded, _) in worlds() {
        let (admin, boss) = (&loaded.admin, loaded.people[0]);
        let last = Some("employee.last_admin");
        assert_eq!(code(admin.run(DisableEmployee { employee: boss })), last, "{store}");
        assert_eq!(code(admin.run(SetRoles { employee: boss, roles: vec![] })), last, "{store}");
        // A second one may take over, and then he is the last; not even an undo removes him.
        let second = loaded.people[1];
        loaded.admin.set_password(second, "long enough").unwrap();
        let make = SetRoles { employee: second, roles: vec![loaded.roles[0]] };
        let made = admin.run(make).unwrap().command_id;
        let me = loaded.session(1);
        let manage = built_in(admin, "system_admin");
        me.run(SetRoles { employee: boss, roles: vec![manage] }).unwrap();
        assert_eq!(code(admin.undo(made)), ESCALATION, "{store}");
        assert_eq!(code(me.undo(made)), last, "{store}");
        assert_eq!(code(me.run(DisableEmployee { employee: second })), last, "{store}");
        me.run(SetRoles { employee: boss, roles: vec![loaded.roles[0]] }).unwrap();
        assert_eq!(code(admin.run(DisableEmployee { employee: second })), None, "{store}");
    }
}

#[test]
fn a_right_that_is_taken_is_gone_at_the_next_call() {
    for (store, loaded, me) in worlds() {
        let mine = loaded.customers[7];
        let steps: [&dyn Fn() -> Option<&'static str>; 5] = [
            &|| code(me.customers().get(mine)),
            &|| code(me.customers().list(&Query::default())),
            &|| code(me.customers().update(mine, Default::default())),
            &|| code(me.history::<crmkit::sales::customer::Customer>(mine, None, 5)),
            &|| code(me.customers().delete(vec![mine])),
        ];
        for taken in 0..=steps.len() {
            loaded.give(1, &[1]);
            for (n, step) in steps.iter().enumerate().take(4) {
                if n == taken {
                    loaded.give(1, &[]);
                }
                let want = (n >= taken).then_some("right.missing");
                assert_eq!(step(), want, "{store}: step {n}, taken before {taken}");
            }
        }
        loaded.give(1, &[]);
        assert_eq!(steps[4](), Some("right.missing"), "{store}");
        loaded.give(1, &[1]);
        loaded.admin.run(DisableEmployee { employee: loaded.people[1] }).unwrap();
        for step in steps {
            assert_eq!(step(), Some("session.disabled"), "{store}");
        }
        assert_eq!(code(loaded.crm.session(loaded.people[1])), Some("session.disabled"));
        assert_eq!(code(loaded.crm.login("13800000101", "wrong word")), Some("login.failed"));
    }
}

/// Two handles of one file, as two processes have them.
#[test]
fn another_handle_sees_changed_rights_at_once() {
    let (options, clock) = crmkit_testkit::oracle::options(41);
    let path = tempfile::tempdir().unwrap().keep().join("company.crm");
    let open = |crm| {
        let options = crmkit::FileOptions { crm, ..Default::default() };
        crmkit::open_with(&path, options).unwrap()
    };
    let loaded = Loaded::new(&crmkit_testkit::oracle::records(), open(options), clock);
    loaded.give(1, &[1]);
    let other = open(crmkit_testkit::oracle::options(42).0);
    let me = other.session(loaded.people[1]).unwrap();
    let list = || me.customers().list(&Query::default().limit(500)).map(|p| p.rows);
    let foreign = || list().unwrap().iter().any(|row| row.id == loaded.customers[0]);
    assert!(!foreign());
    loaded.give(1, &[ALL]);
    assert!(foreign());
    restrict(&loaded, ALL, &[("remark", FieldAccess::Hidden)]);
    let mine = me.customers().get(loaded.customers[7]).unwrap();
    assert_eq!(mine.masked, ["remark"]);
    loaded.give(1, &[]);
    assert_eq!(code(list()), Some("right.missing"));
    loaded.admin.run(DisableEmployee { employee: loaded.people[1] }).unwrap();
    assert_eq!(code(list()), Some("session.disabled"));
}
