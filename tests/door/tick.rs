//! Timed work: the preview says what would be done and why, and exactly that is done.

use crate::common::{World, code, file, memory, worlds};
use crate::customer;
use chrono::TimeDelta;
use crmkit::org::SettingsPatch;
use crmkit::sales::customer::{Customer, CustomerId, TeamAccess};

const MINUTE: i64 = 60_000_000;

fn join(w: &World, customer: CustomerId, minutes: Option<i64>) {
    let expires_at = minutes.map(|m| w.crm.clock().now() + TimeDelta::minutes(m));
    w.wang.customers().add_member(customer, w.ids[2], TeamAccess::Read, expires_at).unwrap();
}

#[test]
fn what_is_due_is_what_is_done() {
    for w in worlds() {
        let [soon, later, never] = ["甲", "乙", "丙"].map(|name| customer(&w.wang, name).value);
        join(&w, soon, Some(1));
        join(&w, later, Some(2));
        join(&w, never, None);
        assert_eq!(w.crm.tick_preview().unwrap(), []);
        w.clock.advance(MINUTE);
        let before = w.digest();
        let due = w.crm.tick_preview().unwrap();
        assert_eq!(w.digest(), before, "a preview changes nothing");
        assert_eq!(
            (due.len(), due[0].job.as_str(), due[0].why.as_str()),
            (1, "customer.expire_members", "赵敏 2026-03-02 09:01")
        );
        assert_eq!(w.admin.tick_preview().unwrap(), due);
        assert_eq!(w.crm.tick().unwrap(), due);
        let gone: Vec<_> =
            before.lines().filter(|l| !w.digest().contains(*l)).map(str::to_owned).collect();
        assert!(gone.len() == 1 && gone[0].contains(&due[0].id.to_string()), "{gone:?}");
        let after = w.digest();
        assert_eq!((w.crm.tick_preview().unwrap(), w.crm.tick().unwrap()), (vec![], vec![]));
        assert_eq!(w.digest(), after);
        w.clock.advance(MINUTE);
        assert_eq!(w.admin.tick().unwrap().len(), 1);
        assert_eq!(code(w.li.customers().get(never)), None);
    }
}

#[test]
fn timed_work_is_the_system_s_and_needs_the_right_to_be_started() {
    for w in worlds() {
        let id = customer(&w.wang, "甲").value;
        join(&w, id, Some(1));
        w.clock.advance(MINUTE);
        let before = w.digest();
        assert_eq!(code(w.wang.tick()), Some("right.missing"));
        assert_eq!(code(w.manager.tick_preview()), Some("right.missing"));
        let text = r#"{"command":"customer.expire_members","members":[]}"#;
        assert_eq!(code(w.admin.run_json(text)), Some("right.system_only"));
        assert_eq!(w.digest(), before);
        w.admin.tick().unwrap();
        let entry = |w: &World| w.wang.history::<Customer>(id, None, 1).unwrap().remove(0);
        assert_eq!((entry(&w).actor.as_str(), entry(&w).actor_id), ("系统", None));
        let patch = SettingsPatch { locale: Some("en".into()), ..Default::default() };
        w.admin.run(crmkit::admin::settings::UpdateSettings { patch, expect_rev: None }).unwrap();
        assert_eq!(entry(&w).actor, "System");
    }
}

#[test]
fn a_membership_opens_nothing_from_its_end_on_whether_or_not_it_was_tidied() {
    for w in worlds() {
        let id = customer(&w.wang, "甲").value;
        join(&w, id, Some(1));
        w.clock.advance(MINUTE - 1);
        assert_eq!(code(w.li.customers().get(id)), None);
        w.clock.advance(1);
        assert_eq!(code(w.li.customers().get(id)), Some("record.not_found"));
        w.crm.tick().unwrap();
        assert_eq!(code(w.li.customers().get(id)), Some("record.not_found"));
    }
}

#[test]
fn much_is_done_in_chunks() {
    for (w, count) in [(memory(), 1001), (file(), 501)] {
        for n in 0..count {
            let id = customer(&w.wang, &format!("客户{n}")).value;
            join(&w, id, Some(1));
        }
        w.clock.advance(MINUTE);
        let due = w.crm.tick_preview().unwrap();
        assert_eq!((due.len(), w.crm.tick().unwrap() == due), (count, true));
        let digest = w.digest();
        let of = |start: &str| digest.lines().filter(|l| l.starts_with(start)).count();
        assert_eq!(of("customer_member "), 0);
        let commands =
            digest.lines().filter(|l| l.starts_with("command_log") && l.contains("expire_members"));
        assert_eq!(commands.count(), count.div_ceil(500));
    }
}
