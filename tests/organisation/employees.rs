//! Employees: their login, their superiors, and that nobody is ever deleted.

use crate::common::{World, code, memory, role, worlds};
use crmkit::admin::employee::*;
use crmkit::admin::password::SetPassword;
use crmkit::commands::COMMANDS;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::lead::{Lead, NewLead};
use crmkit::session::hash_password;
use crmkit_testkit::random::Random;

fn edit(w: &World, employee: EmployeeId, patch: EmployeePatch) -> crmkit::Result<()> {
    w.admin.run(UpdateEmployee { employee, patch, expect_rev: None }).map(|_| ())
}

fn under(superior: EmployeeId) -> EmployeePatch {
    EmployeePatch { superior_id: Some(superior), ..Default::default() }
}

fn free() -> EmployeePatch {
    EmployeePatch { clear: vec!["superior_id".into()], ..Default::default() }
}

fn hire(w: &World, mobile: &str, number: Option<&str>) -> crmkit::Result<EmployeeId> {
    let employee = NewEmployee {
        name: "新人".into(),
        mobile: mobile.into(),
        number: number.map(Into::into),
        department_id: w.department,
        ..Default::default()
    };
    w.admin.run(CreateEmployee { employee, roles: vec![], password_hash: None }).map(|o| o.value)
}

#[test]
fn the_mobile_is_the_login_in_one_form_and_of_one_person() {
    for w in worlds() {
        let read = w.admin.get::<Employee>(w.ids[1]).unwrap();
        assert_eq!(read.mobile, "+8613800000003");
        for same in
            ["13800000003", "+86 138 0000 0003", "１３８００００ ０００３", "0086-13800000003"]
        {
            let refused = hire(&w, same, None).unwrap_err();
            assert_eq!(
                (refused.code(), refused.field_name()),
                ("record.duplicate", Some("mobile")),
                "{same}"
            );
        }
        assert_eq!(code(hire(&w, "12345", None)), Some("value.phone"));
        let number = hire(&w, "13900000001", Some("A-7")).unwrap();
        assert_eq!(code(hire(&w, "13900000002", Some("ａ-7"))), Some("record.duplicate"));
        // Who has left keeps his number: it names him in the log.
        w.admin.run(DisableEmployee { employee: number }).unwrap();
        assert_eq!(code(hire(&w, "13900000001", None)), Some("record.duplicate"));
        let other = EmployeePatch { mobile: Some("13900000009".into()), ..Default::default() };
        edit(&w, number, other).unwrap();
        assert_eq!(code(hire(&w, "13900000001", None)), None, "given up");
    }
}

#[test]
fn a_new_mobile_is_the_new_login() {
    for w in worlds() {
        w.admin.set_password(w.ids[1], "long enough").unwrap();
        let patch = EmployeePatch { mobile: Some("13911112222".into()), ..Default::default() };
        edit(&w, w.ids[1], patch).unwrap();
        assert_eq!(code(w.crm.login("13800000003", "long enough")), Some("login.failed"));
        let session = w.crm.login("139 1111 2222", "long enough").unwrap();
        assert_eq!(session.employee().unwrap(), w.ids[1]);
    }
}

#[test]
fn nobody_is_above_himself() {
    for w in worlds() {
        let [m, wang, li] = w.ids;
        edit(&w, li, under(wang)).unwrap();
        let before = w.digest();
        for superior in [m, wang, li] {
            let refused = edit(&w, m, under(superior)).unwrap_err();
            let got = (refused.code(), refused.field_name());
            assert_eq!(got, ("employee.superior_cycle", Some("superior_id")));
        }
        assert_eq!(w.digest(), before);
        edit(&w, li, free()).unwrap();
        assert_eq!(w.admin.get::<Employee>(li).unwrap().superior_id, None);
    }
}

#[test]
fn an_undo_puts_nobody_above_himself() {
    for w in worlds() {
        let [m, wang, _] = w.ids;
        let clear = UpdateEmployee { employee: wang, patch: free(), expect_rev: None };
        let freed = w.admin.run(clear).unwrap().command_id;
        edit(&w, m, under(wang)).unwrap();
        assert_eq!(code(w.admin.undo(freed)), Some("employee.superior_cycle"));
        edit(&w, m, free()).unwrap();
        w.admin.undo(freed).unwrap();
        assert_eq!(w.admin.get::<Employee>(wang).unwrap().superior_id, Some(m));
    }
}

/// Whatever is moved and taken back, the way up ends.
#[test]
fn the_way_up_ends() {
    for seed in 0..10 {
        let (w, mut random) = (memory(), Random::new(seed));
        let all: Vec<EmployeeId> =
            (0..6).map(|n| hire(&w, &format!("1390000000{n}"), None).unwrap()).collect();
        let mut done = Vec::new();
        for _ in 0..60 {
            let employee = random.pick(&all);
            let patch = if random.percent(20) { free() } else { under(random.pick(&all)) };
            let outcome = if random.percent(25) && !done.is_empty() {
                w.admin.undo(random.pick(&done)).map(|o| o.command_id)
            } else {
                let update = UpdateEmployee { employee, patch, expect_rev: None };
                w.admin.run(update).map(|o| o.command_id)
            };
            done.extend(outcome);
            let superior = |e: &EmployeeId| w.admin.get::<Employee>(*e).unwrap().superior_id;
            for employee in &all {
                let way = std::iter::successors(Some(*employee), superior);
                assert!(way.take(20).count() < 20, "seed {seed}: no end");
            }
        }
    }
}

#[test]
fn who_leaves_stays_in_the_book_and_keeps_what_he_owned() {
    for w in worlds() {
        let lead = w
            .wang
            .leads()
            .create(NewLead { name: "甲".into(), ..Default::default() })
            .unwrap()
            .value;
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        let read = w.admin.get::<Employee>(w.ids[1]).unwrap();
        assert_eq!((read.status, read.deleted_at), (EmployeeStatus::Disabled, None));
        assert_eq!(w.admin.leads().get(lead).unwrap().owner_id, Some(w.ids[1]));
        // Superiors still see what he left.
        assert_eq!(w.manager.leads().get(lead).unwrap().id, lead);
        let again = DisableEmployee { employee: w.ids[1] };
        assert_eq!(code(w.admin.run(again)), Some("employee.already_disabled"));
        let deletes = COMMANDS.iter().any(|c| c.meta.name == "employee.delete");
        assert!(!deletes, "there is no such command");
    }
}

#[test]
fn who_is_disabled_can_do_nothing_in_an_open_session() {
    for w in worlds() {
        w.admin.set_password(w.ids[1], "long enough").unwrap();
        let logged_in = w.crm.login("13800000003", "long enough").unwrap();
        let lead = logged_in
            .leads()
            .create(NewLead { name: "甲".into(), ..Default::default() })
            .unwrap()
            .value;
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        let before = w.digest();
        let new = || NewLead { name: "乙".into(), ..Default::default() };
        for session in [&logged_in, &w.wang, &logged_in.clone()] {
            let refused = [
                code(session.leads().get(lead)),
                code(session.leads().list(&Query::default())),
                code(session.leads().create(new())),
                code(session.leads().update(lead, Default::default())),
                code(session.history::<Lead>(lead, None, 5)),
                code(session.set_password(w.ids[1], "another one")),
                code(session.get::<Settings>(SettingsId::default())),
                code(session.run_json(r#"{"command":"lead.create","lead":{"name":"丙"}}"#)),
                code(session.locale()),
            ];
            assert_eq!(refused, [Some("session.disabled"); 9]);
        }
        assert_eq!(code(w.crm.session(w.ids[1])), Some("session.disabled"));
        assert_eq!(code(w.crm.login("13800000003", "long enough")), Some("session.disabled"));
        assert_eq!(w.digest(), before);
        w.admin.run(EnableEmployee { employee: w.ids[1] }).unwrap();
        assert_eq!(logged_in.leads().get(lead).unwrap().id, lead, "the same session again");
    }
}

#[test]
fn who_has_left_gets_nothing_new() {
    for w in worlds() {
        let lead = w
            .wang
            .leads()
            .create(NewLead { name: "甲".into(), ..Default::default() })
            .unwrap()
            .value;
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        let new = NewLead { name: "乙".into(), owner_id: Some(w.ids[2]), ..Default::default() };
        assert_eq!(code(w.manager.leads().create(new)), Some("owner.inactive"));
        let transfer = w.manager.leads().transfer(vec![lead], w.ids[2]);
        assert_eq!(code(transfer.and_then(|o| o.value.single())), Some("owner.inactive"));
        let password = SetPassword {
            employee: w.ids[2],
            password_hash: hash_password("long enough").unwrap(),
        };
        assert_eq!(code(w.admin.run(password)), Some("session.disabled"));
    }
}

#[test]
fn several_super_administrators_and_always_one() {
    for w in worlds() {
        let (all, boss) = (role(&w.admin, "super_admin"), w.admin.employee().unwrap());
        let set = |employee, roles| SetRoles { employee, roles };
        let disable = |employee| DisableEmployee { employee };
        let last = Some("employee.last_admin");
        assert_eq!(code(w.admin.run(disable(boss))), last);
        assert_eq!(code(w.admin.run(set(boss, vec![]))), last);
        // Somebody who was invited and never came does not count.
        let invited = w.employee("周杰", "13900000001", vec![all]);
        assert_eq!(code(w.admin.run(disable(boss))), last);
        w.admin.set_password(invited, "long enough").unwrap();
        w.admin.run(set(w.ids[0], vec![all])).unwrap();
        w.manager.run(EnableEmployee { employee: w.ids[0] }).unwrap();
        let down = w.manager.run(set(boss, vec![])).unwrap();
        w.manager.run(disable(invited)).unwrap();
        assert_eq!(code(w.manager.run(disable(w.ids[0]))), last);
        assert_eq!(code(w.manager.run(set(w.ids[0], vec![]))), last);
        assert_eq!(
            code(w.admin.undo(down.command_id)),
            Some("undo.unknown"),
            "not his to take back"
        );
        w.manager.undo(down.command_id).unwrap();
        w.admin.run(disable(w.ids[0])).unwrap();
    }
}
