//! Who is told of changes: after the commit, of what he sees, until he no longer wants to be.

use crate::common::{Ear, World, code, worlds};
use crate::lead;
use crate::open::Count;
use crmkit::admin::employee::{DisableEmployee, EnableEmployee, SetRoles};
use crmkit::model::TypedId;
use crmkit::query::Query;
use crmkit::sales::customer::{Customer, NewCustomer, TeamAccess};
use crmkit::sales::lead::NewLead;
use crmkit::sales::pool::{CreatePool, NewPool, ReleaseCustomers};
use crmkit::session::log::ChangeKind;
use crmkit::session::{Event, Listener, Session, Subscription};
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was heard since the last time: entity, kind, whether gone.
fn all(ear: &Ear) -> Vec<(String, ChangeKind, bool)> {
    let changes = ear.heard().into_iter();
    changes.map(|c| (c.change.entity, c.change.kind, c.gone)).collect()
}

fn heard(entity: &str, kind: ChangeKind) -> Vec<(String, ChangeKind, bool)> {
    vec![(entity.into(), kind, false)]
}

#[test]
fn everybody_is_told_of_what_he_sees() {
    for w in worlds() {
        let (manager, _m) = Ear::at(&w.manager);
        let (wang, _w) = Ear::at(&w.wang);
        let (li, _l) = Ear::at(&w.li);
        let new = NewLead { name: "甲".into(), ..Default::default() };
        let made = w.wang.leads().create(new).unwrap();
        let event = wang.0.lock().unwrap()[0].clone();
        assert_eq!((event.command_id, event.actor_id), (made.command_id, Some(w.ids[1])));
        assert_eq!(event.changes[0].change, made.changes[0]);
        let created = heard("lead", ChangeKind::Created);
        assert_eq!((all(&manager), all(&wang), all(&li)), (created.clone(), created, vec![]));
        // It goes from one to the other: the one is told that it is gone, and nothing else.
        w.manager.leads().transfer(vec![made.value], w.ids[2]).unwrap();
        let event = wang.0.lock().unwrap()[0].clone();
        assert!(event.changes[0].gone && event.changes[0].change.fields.is_empty(), "{event:?}");
        assert_eq!(
            (all(&li), all(&manager)),
            (heard("lead", ChangeKind::Updated), heard("lead", ChangeKind::Updated))
        );
        all(&wang);
        let patch =
            crmkit::sales::lead::LeadPatch { remark: Some("x".into()), ..Default::default() };
        w.li.leads().update(made.value, patch).unwrap();
        assert_eq!((all(&wang), all(&li).len()), (vec![], 1));
    }
}

#[test]
fn a_member_of_the_team_is_told_and_no_longer_when_he_has_left() {
    for w in worlds() {
        let new = NewCustomer { name: "甲".into(), ..Default::default() };
        let customer = w.wang.customers().create(new).unwrap().value;
        let (li, _l) = Ear::at(&w.li);
        let gone = [("customer".to_owned(), ChangeKind::Updated, true)];
        let touch = |text: &str| {
            let patch = crmkit::sales::customer::CustomerPatch {
                remark: Some(text.into()),
                ..Default::default()
            };
            w.wang.customers().update(customer, patch).unwrap();
        };
        touch("1");
        assert_eq!(all(&li), []);
        w.wang.customers().add_member(customer, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(all(&li), heard("customer_member", ChangeKind::Created));
        touch("2");
        assert_eq!(all(&li), heard("customer", ChangeKind::Updated));
        let leave = crmkit::sales::customer::LeaveTeam { customers: vec![customer] };
        w.li.run(leave).unwrap();
        assert_eq!(all(&li), gone, "he left");
        w.wang.customers().add_member(customer, w.ids[2], TeamAccess::Read, None).unwrap();
        all(&li);
        let pool = CreatePool {
            pool: NewPool { name: "公海".into(), ..Default::default() },
            admins: vec![w.ids[0]],
            members: vec![w.ids[1]],
            departments: vec![],
        };
        let pool = w.admin.run(pool).unwrap().value;
        let release = ReleaseCustomers { pool, customers: vec![customer] };
        let released = w.wang.run(release).unwrap().command_id;
        assert_eq!(all(&li), gone, "the team went");
        w.wang.undo(released).unwrap();
        all(&li);
        w.manager.customers().transfer(vec![customer], w.ids[2]).unwrap();
        let told = all(&li);
        assert!(
            told.contains(&heard("customer", ChangeKind::Updated)[0]) && !told.contains(&gone[0]),
            "the owner now: {told:?}"
        );
        w.manager.customers().transfer(vec![customer], w.ids[1]).unwrap();
        all(&li);
        touch("3");
        assert_eq!(all(&li), []);
    }
}

#[test]
fn nobody_is_told_of_what_was_not_done() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        let (admin, _a) = Ear::at(&w.admin);
        let refused = [
            code(w.li.leads().update(id, Default::default())),
            code(w.wang.leads().create(NewLead {
                name: "乙".into(),
                mobile: Some("x".into()),
                ..Default::default()
            })),
            code(w.wang.leads().delete(vec![id])),
        ];
        assert_eq!(refused, [Some("record.not_found"), Some("value.phone"), Some("right.missing")]);
        // A command that changes nothing, one done before, one whose rows are all refused.
        w.wang.leads().update(id, Default::default()).unwrap();
        w.crm.tick_preview().unwrap();
        w.crm.tick().unwrap();
        let report = w.manager.leads().transfer(vec![id], w.ids[1]).unwrap().value;
        assert_eq!(report.done(), 0);
        assert_eq!(all(&admin), []);
    }
}

/// In a listener the change is there, for everybody.
#[test]
fn listeners_hear_after_the_commit_and_outside_every_lock() {
    struct Looks {
        others: Vec<Session>,
        found: Mutex<Vec<usize>>,
    }
    impl Listener for Looks {
        fn on_event(&self, _: Event) {
            for session in &self.others {
                let found = session.leads().list(&Query::default()).unwrap().rows.len();
                self.found.lock().unwrap().push(found);
                // A command from inside a listener tells listeners in its turn.
                if found == 1 {
                    lead(session, "回声");
                }
            }
        }
    }
    for w in worlds() {
        let mut others = vec![w.admin.clone()];
        others.extend(w.open_again(3).map(|crm| crm.session(w.admin.employee().unwrap()).unwrap()));
        let (count, found) = (others.len(), Mutex::default());
        let looks = Arc::new(Looks { others, found });
        let _subscription = w.admin.subscribe(looks.clone());
        lead(&w.wang, "甲");
        let found = looks.found.lock().unwrap();
        assert_eq!(found[0], 1, "the lead that it was told of");
        assert!(found.len() >= 2 * count && found[1..].iter().all(|n| *n == 2), "{found:?}");
    }
}

#[test]
fn who_no_longer_wants_to_be_told_is_not() {
    for w in worlds() {
        let (kept, cancelled, dropped) =
            (Arc::new(Count::default()), Arc::new(Count::default()), Arc::new(Count::default()));
        let _kept = w.wang.subscribe(kept.clone());
        let one = w.wang.subscribe(cancelled.clone());
        let two = w.wang.subscribe(dropped.clone());
        lead(&w.wang, "甲");
        one.cancel();
        one.cancel();
        drop(two);
        lead(&w.wang, "乙");
        let counts = [&kept, &cancelled, &dropped].map(|c| c.0.load(Ordering::SeqCst));
        assert_eq!(counts, [2, 1, 1]);
        assert_eq!(Arc::strong_count(&dropped), 1, "nothing holds the listener");
    }
}

#[test]
fn a_listener_that_panics_hurts_nobody() {
    struct Panics;
    impl Listener for Panics {
        fn on_event(&self, _: Event) {
            panic!("a listener of the host");
        }
    }
    for w in worlds() {
        let _first = w.wang.subscribe(Arc::new(Panics));
        let (ear, _second) = Ear::at(&w.wang);
        lead(&w.wang, "甲");
        assert_eq!(all(&ear), heard("lead", ChangeKind::Created));
        lead(&w.wang, "乙");
    }
}

/// A listener may hold subscriptions, and end its own.
#[test]
fn subscriptions_end_from_inside_a_listener_and_with_their_holder() {
    #[derive(Default)]
    struct Holds(Mutex<Option<Subscription>>);
    impl Listener for Holds {
        fn on_event(&self, _: Event) {
            self.0.lock().unwrap().take();
        }
    }
    let (done, wait) = channel();
    std::thread::spawn(move || {
        for w in worlds() {
            let inner = Arc::new(Count::default());
            let holder = Arc::new(Holds::default());
            *holder.0.lock().unwrap() = Some(w.wang.subscribe(inner.clone()));
            let outer = w.wang.subscribe(holder.clone());
            drop(holder);
            drop(outer);
            lead(&w.wang, "甲");
            assert_eq!(inner.0.load(Ordering::SeqCst), 0, "it went with its holder");
            let once = Arc::new(Holds::default());
            *once.0.lock().unwrap() = Some(w.wang.subscribe(once.clone()));
            lead(&w.wang, "乙");
            assert!(once.0.lock().unwrap().is_none());
            assert_eq!(Arc::strong_count(&once), 1);
        }
        done.send(()).unwrap();
    });
    assert_eq!(wait.recv_timeout(Duration::from_secs(60)), Ok(()), "waits for itself, or failed");
}

#[test]
fn rights_are_those_of_the_moment() {
    for w in worlds() {
        let (wang, _w) = Ear::at(&w.wang);
        let step = |w: &World, name: &str| {
            let new = NewLead { name: name.into(), owner_id: Some(w.ids[1]), ..Default::default() };
            w.manager.leads().create(new).unwrap();
        };
        step(&w, "甲");
        assert_eq!(all(&wang).len(), 1);
        let roles = |roles| SetRoles { employee: w.ids[1], roles };
        w.admin.run(roles(vec![])).unwrap();
        step(&w, "乙");
        assert_eq!(all(&wang), []);
        w.admin.run(roles(vec![crate::common::role(&w.admin, "salesperson")])).unwrap();
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        all(&wang);
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        assert_eq!(all(&wang), []);
        w.admin.run(EnableEmployee { employee: w.ids[1] }).unwrap();
        all(&wang);
        step(&w, "丙");
        assert_eq!(all(&wang).len(), 1);
    }
}

#[test]
fn the_administration_is_told_to_those_whom_it_concerns() {
    for w in worlds() {
        let (admin, _a) = Ear::at(&w.admin);
        let (wang, _w) = Ear::at(&w.wang);
        w.role("电销", crmkit::org::DataScope::Own, &["lead.read"]);
        assert_eq!(all(&admin).len(), 2, "the role and its right");
        assert_eq!(all(&wang), [], "roles are not his to read");
        w.admin.set_password(w.ids[1], "long enough").unwrap();
        let told = all(&admin);
        assert_eq!(told, heard("employee", ChangeKind::Updated), "of the password nobody is told");
        let _ = w.admin.get::<Customer>(w.ids[0].uuid().into());
    }
}
