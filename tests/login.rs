//! Logging in, passwords, and that neither a password nor its hash is found anywhere else.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests: a panic is how a case fails"
)]

mod common;

use common::{World, code, role, worlds};
use crmkit::admin::employee::{CreateEmployee, DisableEmployee};
use crmkit::admin::password::SetPassword;
use crmkit::admin::setup::{CompanySetup, SetUp};
use crmkit::model::Entity;
use crmkit::org::*;
use crmkit::query::{Bin, BoundQuery};
use crmkit::session::log::{ChangeLog, CommandLog};
use crmkit::session::{Event, Listener, hash_password};
use crmkit::store::read;
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::thread;

const PASSWORD: &str = "Sesam öffne dich 7";
const SECOND: i64 = 1_000_000;

fn wang(w: &World) -> EmployeeId {
    w.admin.set_password(w.ids[1], PASSWORD).unwrap();
    w.ids[1]
}

#[test]
fn the_mobile_in_any_notation_and_the_password_open_a_session() {
    for w in worlds() {
        let id = wang(&w);
        for mobile in
            ["13800000003", "+86 138-0000-0003", "１３８００００ ０００３", " 13800000003 "]
        {
            assert_eq!(w.crm.login(mobile, PASSWORD).unwrap().employee().unwrap(), id, "{mobile}");
        }
    }
}

#[test]
fn a_refusal_does_not_say_what_was_wrong() {
    for w in worlds() {
        wang(&w);
        w.admin.set_password(w.ids[2], "another one").unwrap();
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        let tries = [
            ("wrong password", "13800000003", "Sesam"),
            ("in capitals", "13800000003", "SESAM ÖFFNE DICH 7"),
            ("a blank too much", "13800000003", "Sesam öffne dich 7 "),
            ("nothing", "13800000003", ""),
            ("unknown number", "13899999999", PASSWORD),
            ("no number", "wang", PASSWORD),
            ("nothing at all", "", ""),
            ("somebody without a password", "13800000002", PASSWORD),
            ("somebody who has left, wrong password", "13800000004", PASSWORD),
        ];
        let first = w.crm.login("13800000003", "x").err().unwrap();
        assert_eq!((first.code(), first.params().len()), ("login.failed", 0));
        for (what, mobile, password) in tries {
            let refused = w.crm.login(mobile, password).err().unwrap();
            assert_eq!(refused, first, "{what}");
            assert_eq!((refused.entity_name(), refused.field_name()), (None, None), "{what}");
        }
    }
}

#[test]
fn after_five_failures_logins_are_held_back_for_a_while_that_grows() {
    for w in worlds() {
        wang(&w);
        // Known and unknown names alike.
        for mobile in ["13800000003", "13899999999"] {
            let fail = || code(w.crm.login(mobile, "wrong word"));
            let held = || {
                let refused = w.crm.login(mobile, PASSWORD).err().unwrap();
                assert_eq!(refused.code(), "login.throttled", "{mobile}");
                refused.params()["seconds"].parse::<i64>().unwrap()
            };
            for _ in 0..5 {
                assert_eq!(fail(), Some("login.failed"));
            }
            assert_eq!(held(), 30, "the right password does not help");
            w.clock.advance(29 * SECOND);
            assert_eq!(held(), 1);
            w.clock.advance(SECOND);
            assert_eq!(fail(), Some("login.failed"), "one more try");
            assert_eq!(held(), 60);
            w.clock.advance(60 * SECOND);
        }
        assert_eq!(code(w.crm.login("13800000003", PASSWORD)), None, "the end of it");
        for _ in 0..4 {
            assert_eq!(code(w.crm.login("13800000003", "wrong word")), Some("login.failed"));
        }
        assert_eq!(
            code(w.crm.login("13800000003", PASSWORD)),
            None,
            "counted anew after a success"
        );
        assert_eq!(
            code(w.crm.login("13800000002", "wrong word")),
            Some("login.failed"),
            "others are free"
        );
    }
}

#[test]
fn guesses_at_the_same_time_are_held_back_like_guesses_one_by_one() {
    for w in worlds() {
        wang(&w);
        let guess = || code(w.crm.login("13800000003", "wrong word"));
        let told: Vec<_> = thread::scope(|threads| {
            let guesses: Vec<_> = (0..40).map(|_| threads.spawn(guess)).collect();
            guesses.into_iter().map(|g| g.join().unwrap()).collect()
        });
        let of = |code| told.iter().filter(|t| **t == Some(code)).count();
        assert_eq!((of("login.failed"), of("login.throttled")), (5, 35), "{told:?}");
    }
}

#[test]
fn guessing_names_fills_no_file() {
    for w in worlds() {
        let counted = || w.digest().lines().filter(|l| l.starts_with("login_attempt")).count();
        for day in 0..3 {
            for n in 0..3 {
                let _ = w.crm.login(&format!("1390000{day}{n:03}"), "wrong word");
            }
            assert_eq!(counted(), 3, "only those of the day");
            w.clock.advance(24 * 3600 * SECOND + 1);
        }
    }
}

#[test]
fn another_notation_of_the_number_is_the_same_login() {
    for w in worlds() {
        wang(&w);
        for mobile in
            ["13800000003", "+8613800000003", "138 0000 0003", "086-138", "0086 13800000003"]
        {
            let _ = w.crm.login(mobile, "wrong word");
        }
        let fifth = code(w.crm.login("138-0000-0003", "wrong word"));
        assert_eq!(fifth, Some("login.failed"));
        assert_eq!(code(w.crm.login("13800000003", PASSWORD)), Some("login.throttled"));
    }
}

#[test]
fn a_failed_login_is_no_change_of_the_company() {
    for w in worlds() {
        wang(&w);
        let ear = Arc::new(Ear::default());
        let _subscription = w.admin.subscribe(ear.clone());
        let logs = |w: &World| {
            let lines = w.digest();
            lines.lines().filter(|l| !l.starts_with("login_attempt")).collect::<Vec<_>>().join("\n")
        };
        let (before, epoch) = (logs(&w), w.epoch());
        for _ in 0..7 {
            let _ = w.crm.login("13800000003", "wrong word");
        }
        assert_eq!((logs(&w), w.epoch()), (before, epoch));
        assert!(ear.0.lock().unwrap().is_empty());
        let attempts = w.digest();
        let attempt = attempts.lines().find(|l| l.starts_with("login_attempt")).unwrap();
        assert!(!attempt.contains("13800000003"), "the number itself is not kept: {attempt}");
    }
}

#[test]
fn one_sets_his_own_password_and_who_manages_people_anybody_s() {
    for w in worlds() {
        let [m, id, li] = w.ids;
        w.wang.set_password(id, PASSWORD).unwrap();
        assert_eq!(code(w.wang.set_password(li, PASSWORD)), Some("right.missing"));
        assert_eq!(code(w.manager.set_password(id, "another one")), Some("right.missing"));
        w.admin
            .run(crmkit::admin::employee::SetRoles {
                employee: m,
                roles: vec![role(&w.admin, "org_admin")],
            })
            .unwrap();
        w.manager.set_password(id, "another one").unwrap();
        assert_eq!(code(w.crm.login("13800000003", PASSWORD)), Some("login.failed"), "the old one");
        assert_eq!(code(w.crm.login("13800000003", "another one")), None);
        let boss = w.admin.employee().unwrap();
        assert_eq!(code(w.manager.set_password(boss, PASSWORD)), Some("role.escalation"));
        // Sessions that are open go on: they are the host's.
        assert_eq!(code(w.wang.leads().list(&Default::default())), None);
    }
}

#[test]
fn the_first_password_lets_an_invited_employee_in() {
    for w in worlds() {
        assert_eq!(w.admin.get::<Employee>(w.ids[1]).unwrap().status, EmployeeStatus::Invited);
        assert_eq!(code(w.crm.login("13800000003", "")), Some("login.failed"));
        wang(&w);
        assert_eq!(w.admin.get::<Employee>(w.ids[1]).unwrap().status, EmployeeStatus::Active);
        assert_eq!(code(w.crm.login("13800000003", PASSWORD)), None);
    }
}

#[test]
fn a_password_has_eight_characters_whatever_their_bytes() {
    for w in worlds() {
        for (password, want) in [
            ("", Some("password.weak")),
            ("1234567", Some("password.weak")),
            ("密码密码密码密", Some("password.weak")),
            ("12345678", None),
            ("密码密码密码密码", None),
            ("😀😀😀😀😀😀😀😀", None),
        ] {
            assert_eq!(code(w.wang.set_password(w.ids[1], password)), want, "{password}");
            if want.is_none() {
                assert_eq!(code(w.crm.login("13800000003", password)), None, "{password}");
            }
        }
        let refused = w.wang.set_password(w.ids[1], "1234567").unwrap_err();
        assert_eq!(refused.params()["min"], "8");
    }
}

#[test]
fn only_an_argon2id_hash_of_sound_cost_is_taken() {
    let hash = |head: &str| {
        format!("{head}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    };
    assert!(hash_password(PASSWORD).unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_ne!(hash_password(PASSWORD).unwrap(), hash_password(PASSWORD).unwrap(), "salted");
    for w in worlds() {
        let before = w.digest();
        for bad in [
            PASSWORD.to_owned(),
            String::new(),
            hash("$argon2i$v=19$m=19456,t=2,p=1"),
            hash("$argon2d$v=19$m=19456,t=2,p=1"),
            hash("$argon2id$v=19$m=64,t=2,p=1"),
            hash("$argon2id$v=19$m=4096,t=9,p=1"),
            hash("$argon2id$v=19$m=19456,t=1,p=1"),
            hash("$argon2id$v=19$m=4194304,t=2,p=1"),
            hash("$argon2id$v=19$m=19456,t=4000000,p=1"),
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            "$2b$12$abcdefghijklmnopqrstuv".to_owned(),
        ] {
            let set = SetPassword { employee: w.ids[1], password_hash: bad.clone() };
            assert_eq!(code(w.wang.run(set)), Some("password.not_phc"), "{bad}");
            let employee = NewEmployee {
                name: "x".into(),
                mobile: "13900000001".into(),
                department_id: w.department,
                ..Default::default()
            };
            let make = CreateEmployee { employee, roles: vec![], password_hash: Some(bad.clone()) };
            assert_eq!(code(w.admin.run(make)), Some("password.not_phc"), "{bad}");
        }
        assert_eq!(w.digest(), before);
        for good in ["m=65536,t=3,p=4", "m=47104,t=1,p=1", "m=7168,t=5,p=1"] {
            let set = SetPassword {
                employee: w.ids[1],
                password_hash: hash(&format!("$argon2id$v=19${good}")),
            };
            assert_eq!(code(w.wang.run(set)), None, "{good}");
        }
    }
}

#[test]
fn a_host_that_authenticates_itself_names_who_acts() {
    for w in worlds() {
        let session = w.crm.session(w.ids[1]).unwrap();
        assert_eq!(session.employee().unwrap(), w.ids[1]);
        for stranger in [EmployeeId::default(), EmployeeId(w.department.0)] {
            assert_eq!(code(w.crm.session(stranger)), Some("session.disabled"));
        }
    }
}

#[derive(Default)]
struct Ear(Mutex<Vec<Event>>);

impl Listener for Ear {
    fn on_event(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// Every row of an entity, as `Debug` shows it.
fn debug<E: Entity + std::fmt::Debug>(w: &World) -> String {
    let mut text = String::new();
    read(&**w.crm.store(), None, |reader| {
        let mut query = BoundQuery::all(E::META);
        query.bin = Bin::Any;
        reader.query(&query, &mut |row| {
            text += &format!("{:?}\n", E::from_row(row)?);
            Ok(())
        })
    })
    .unwrap();
    text
}

/// The password is found nowhere; its hash in the one place where it is checked.
#[test]
fn neither_password_nor_hash_is_found_elsewhere() {
    for w in worlds() {
        let ear = Arc::new(Ear::default());
        let _subscription = w.admin.subscribe(ear.clone());
        let set = w.admin.set_password(w.ids[1], PASSWORD).unwrap();
        let hash = hash_password("Sesam öffne dich 8").unwrap();
        let command = SetPassword { employee: w.ids[1], password_hash: hash.clone() };
        let again = w.wang.run(command.clone()).unwrap();
        let employee = NewEmployee {
            name: "新人".into(),
            mobile: "13900000001".into(),
            department_id: w.department,
            ..Default::default()
        };
        let make = CreateEmployee { employee, roles: vec![], password_hash: Some(hash.clone()) };
        let made = w.admin.run(make.clone()).unwrap();
        let json = json!({"command": "employee.set_password", "employee": w.ids[1], "password_hash": hash});
        let answer = w.wang.run_json(&json.to_string()).unwrap();
        let setup = CompanySetup {
            company: "x".into(),
            admin_name: "x".into(),
            admin_mobile: "13900000003".into(),
            password: PASSWORD.into(),
            ..Default::default()
        };
        let founding = SetUp {
            company: "x".into(),
            admin_name: "x".into(),
            admin_mobile: "x".into(),
            password_hash: hash.clone(),
            zone: None,
            currency: None,
            locale: None,
            country: None,
        };
        let refused = [
            w.crm.login("13800000003", PASSWORD).err(),
            w.wang.set_password(w.ids[2], PASSWORD).err(),
            w.crm.set_up(setup.clone()).err(),
            w.wang.run_json(&json.to_string().replace("password_hash", "password")).err(),
            w.wang.run_json(&format!("{{\"command\":\"employee.set_password\",\"{PASSWORD}")).err(),
            w.wang.run_named("setup", json!({"company": [PASSWORD]}), <_>::default()).err(),
            w.wang
                .run_named("employee.disable", json!({"employee": PASSWORD}), <_>::default())
                .err(),
            w.wang
                .run_named("employee.set_roles", json!({"roles": PASSWORD}), <_>::default())
                .err(),
            w.wang
                .run_named("lead.create", json!({"lead": {"custom": PASSWORD}}), <_>::default())
                .err(),
        ];
        assert!(refused.iter().all(Option::is_some));
        let history = w.admin.history::<Employee>(w.ids[1], None, 50).unwrap();
        let shown = [
            format!("{set:?}{again:?}{made:?}{answer}{history:?}{refused:?}"),
            serde_json::to_string(&refused).unwrap() + &serde_json::to_string(&history).unwrap(),
            format!("{:?}", ear.0.lock().unwrap()),
            format!("{command:?}{make:?}{setup:?}{founding:?}"),
            debug::<Credential>(&w) + &debug::<ChangeLog>(&w) + &debug::<CommandLog>(&w),
            debug::<Employee>(&w) + &debug::<LoginAttempt>(&w),
        ];
        for text in &shown {
            assert!(!text.contains("Sesam"), "the password: {text}");
            assert!(!text.contains("$argon2"), "a hash: {text}");
        }
        let tables = w.digest();
        assert!(!tables.contains("Sesam"));
        let with_hash: Vec<_> = tables.lines().filter(|l| l.contains("$argon2")).collect();
        assert_eq!(with_hash.len(), 3, "of the founder and two who have a password");
        assert!(with_hash.iter().all(|l| l.starts_with("credential ")), "{with_hash:?}");
        if let Some(path) = &w.path {
            let mut found = 0;
            for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
                let bytes = std::fs::read(entry.unwrap().path()).unwrap();
                let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
                assert!(!holds("Sesam"));
                found += usize::from(holds("$argon2id"));
            }
            assert!(found > 0, "the search finds what is there");
        }
    }
}
