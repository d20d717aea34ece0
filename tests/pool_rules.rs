//! The rules by which customers come into a pool and leave it (B1.3).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use chrono::NaiveDate;
use common::{World, at, customer, rows, told, worlds};
use crmkit::model::Zone;
use crmkit::org::EmployeeId;
use crmkit::query::{Filter, Query};
use crmkit::sales::contact::{AddContactMember, ContactMember, NewContact};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::pool::*;
use crmkit::session::Session;
use proptest::prelude::*;

fn change(w: &World, pool: PoolId, patch: PoolPatch) -> crmkit::Result<()> {
    let patch = Some(patch);
    let (admins, members, departments) = (None, None, None);
    let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
    w.admin.run(update).map(|_| ())
}

fn rule(kind: PoolRuleKind, days: i64) -> RecycleRule {
    RecycleRule { kind, days, level: None, dealt: false, with_opportunity: false }
}

/// A pool of which 王芳 is administrator and 李强 and 赵敏 are members, with rules that work.
fn automatic(w: &World, name: &str, rules: Vec<RecycleRule>) -> PoolId {
    let pool = w.pool(name);
    w.admin.run(SetPoolRules { pool, rules }).unwrap();
    change(w, pool, PoolPatch { automatic: Some(true), ..Default::default() }).unwrap();
    pool
}

fn release(by: &Session, pool: PoolId, customers: &[CustomerId]) -> Vec<&'static str> {
    rows(by.run(ReleaseCustomers { pool, customers: customers.to_vec() }))
}

fn claim(by: &Session, pool: PoolId, customers: &[CustomerId]) -> Vec<&'static str> {
    rows(by.pool(pool).claim(customers.to_vec()))
}

fn follow(by: &Session, customer: CustomerId) {
    let follow_up =
        NewFollowUp { customer_id: Some(customer), content: "电话".into(), ..Default::default() };
    by.follow_ups().add(follow_up).unwrap();
}

#[test]
fn a_claim_limit_counts_what_was_claimed_in_the_period() {
    for w in worlds() {
        let pool = w.pool("华东");
        let given: Vec<_> = (0..9).map(|n| customer(&w.manager, &format!("客户{n}"))).collect();
        release(&w.manager, pool, &given);
        change(&w, pool, PoolPatch { claim_limit: Some(2), ..Default::default() }).unwrap();
        let quota = "pool.claim.quota";
        assert_eq!(claim(&w.wang, pool, &given[..3]), ["done", "done", quota]);
        assert_eq!(claim(&w.li, pool, &given[2..3]), ["done"], "each has his own");
        assert_eq!(claim(&w.wang, pool, &given[3..4]), [quota]);
        release(&w.wang, pool, &given[..1]);
        assert_eq!(claim(&w.wang, pool, &given[3..4]), [quota], "putting back gives none back");
        // 09:00 in Shanghai; the day ends at 16:00 UTC.
        w.clock.set(at("2026-03-02T15:59:59Z"));
        assert_eq!(claim(&w.wang, pool, &given[3..4]), [quota]);
        w.clock.set(at("2026-03-02T16:00:00Z"));
        assert_eq!(claim(&w.wang, pool, &given[3..4]), ["done"], "the next day of the company");
        let weekly = PoolPatch { claim_period: Some(ClaimPeriod::Week), ..Default::default() };
        change(&w, pool, weekly).unwrap();
        assert_eq!(claim(&w.wang, pool, &given[4..5]), [quota], "three since Monday");
        w.clock.set(at("2026-03-08T16:00:00Z"));
        assert_eq!(claim(&w.wang, pool, &given[4..5]), ["done"], "Monday");
        let monthly = PoolPatch { claim_period: Some(ClaimPeriod::Month), ..Default::default() };
        change(&w, pool, monthly).unwrap();
        assert_eq!(claim(&w.wang, pool, &given[5..6]), [quota]);
        w.clock.set(at("2026-03-31T16:00:00Z"));
        assert_eq!(claim(&w.wang, pool, &given[5..6]), ["done"], "the first of April");
    }
}

/// The reference counts in a cache before its other checks, outside the transaction.
#[test]
fn defect_3_a_refused_claim_burns_no_quota() {
    for w in worlds() {
        let pool = w.pool("华东");
        let mine = customer(&w.wang, "我的");
        let other = customer(&w.manager, "别人的");
        release(&w.wang, pool, &[mine]);
        release(&w.manager, pool, &[other]);
        let patch =
            PoolPatch { claim_limit: Some(1), cool_down_days: Some(3), ..Default::default() };
        change(&w, pool, patch).unwrap();
        for _ in 0..3 {
            assert_eq!(claim(&w.wang, pool, &[mine]), ["pool.claim.cool_down"]);
        }
        assert_eq!(claim(&w.wang, pool, &[other]), ["done"], "the one that he may have");
    }
}

#[test]
fn who_owned_it_before_waits() {
    for w in worlds() {
        let pool = w.pool("华东");
        let id = customer(&w.wang, "甲");
        // By the manager: the previous owner is 李强 all the same (defect 2).
        release(&w.manager, pool, &[id]);
        assert_eq!(w.manager.pool(pool).get(id).unwrap().previous_owner_id, Some(w.ids[1]));
        change(&w, pool, PoolPatch { cool_down_days: Some(2), ..Default::default() }).unwrap();
        for (time, left) in [("2026-03-02T15:00:00Z", "3"), ("2026-03-04T15:59:00Z", "1")] {
            w.clock.set(at(time));
            let report = w.wang.pool(pool).claim(vec![id]).unwrap().value;
            let error = report.single().unwrap_err();
            assert_eq!(
                (error.code(), error.params()["days"].as_str()),
                ("pool.claim.cool_down", left)
            );
        }
        w.clock.set(at("2026-03-04T16:00:00Z"));
        assert_eq!(claim(&w.wang, pool, &[id]), ["done"], "strictly more than two days");
        let other = customer(&w.wang, "乙");
        release(&w.wang, pool, &[other]);
        assert_eq!(claim(&w.li, pool, &[other]), ["done"], "anybody else at once");
    }
}

#[test]
fn one_holds_no_more_of_a_pool_than_it_lets() {
    for w in worlds() {
        let pool = w.pool("华东");
        let given: Vec<_> = (0..3).map(|n| customer(&w.manager, &format!("客户{n}"))).collect();
        release(&w.manager, pool, &given);
        change(&w, pool, PoolPatch { held_limit: Some(1), ..Default::default() }).unwrap();
        assert_eq!(claim(&w.wang, pool, &given[..2]), ["done", "pool.claim.held"]);
        release(&w.wang, pool, &given[..1]);
        assert_eq!(claim(&w.wang, pool, &given[1..2]), ["done"], "room again");
        w.manager.customers().transfer(given[1..2].to_vec(), w.ids[2]).unwrap();
        assert_eq!(w.li.customers().get(given[1]).unwrap().from_pool_id, None);
        assert_eq!(claim(&w.wang, pool, &given[2..3]), ["done"], "what went on does not count");
        assert_eq!(claim(&w.li, pool, &given[..1]), ["done"], "nor for who was given it");
    }
}

#[test]
fn administrators_assign_beyond_the_limits_on_claiming() {
    for w in worlds() {
        let pool = w.pool("华东");
        let mine = customer(&w.wang, "甲");
        release(&w.wang, pool, &[mine]);
        let patch = PoolPatch {
            claim_limit: Some(0),
            cool_down_days: Some(30),
            held_limit: Some(0),
            ..Default::default()
        };
        change(&w, pool, patch).unwrap();
        assert_eq!(told(w.li.pool(pool).assign(vec![mine], w.ids[2])), "pool.admin");
        assert_eq!(
            told(w.manager.pool(pool).assign(vec![mine], EmployeeId::default())),
            "owner.inactive"
        );
        assert_eq!(rows(w.manager.pool(pool).assign(vec![mine], w.ids[1])), ["done"]);
        let read = w.wang.customers().get(mine).unwrap();
        assert_eq!(
            (read.received, read.from_pool_id, read.pool_id),
            (Some(Received::Assigned), Some(pool), None)
        );
        assert!(!read.followed);
        assert_eq!(rows(w.manager.pool(pool).assign(vec![mine], w.ids[2])), ["pool.claim.taken"]);
    }
}

#[test]
fn a_pool_s_administrator_moves_and_deletes_its_customers() {
    for w in worlds() {
        let (from, to) = (w.pool("华东"), w.pool("华南"));
        let given: Vec<_> = (0..3).map(|n| customer(&w.wang, &format!("客户{n}"))).collect();
        release(&w.wang, from, &given);
        let delete =
            |by: &Session| by.run(DeletePooled { pool: from, customers: given[..1].to_vec() });
        assert_eq!(told(delete(&w.li)), "pool.admin");
        assert_eq!(rows(delete(&w.manager)), ["done"]);
        assert_eq!(told(w.li.run(MovePooled { from, to })), "pool.admin");
        assert_eq!(told(w.manager.run(MovePooled { from, to: from })), "pool.same");
        assert_eq!(w.manager.run(MovePooled { from, to }).unwrap().value, 3, "and the deleted one");
        assert_eq!(w.manager.run(MovePooled { from, to }).unwrap().value, 0);
        assert_eq!(w.li.pool(from).list(&Query::default()).unwrap().rows.len(), 0);
        assert_eq!(w.li.pool(to).list(&Query::default()).unwrap().rows.len(), 2);
        let off = PoolPatch { enabled: Some(false), ..Default::default() };
        let customers = given[..1].to_vec();
        assert_eq!(rows(w.manager.run(RestorePooled { pool: to, customers })), ["done"]);
        assert_eq!(rows(w.manager.pool(to).assign(given, w.ids[1])), ["done"; 3]);
        change(&w, from, off.clone()).unwrap();
        assert_eq!(told(w.manager.run(MovePooled { from: to, to: from })), "pool.disabled");
        assert_eq!(told(change(&w, to, off)), "pool.last", "the last one that works");
        assert_eq!(told(w.admin.run(DeletePool { pool: to })), "pool.last");
        assert_eq!(told(w.admin.run(DeletePool { pool: from })), "done");
    }
}

/// What lies in the recycle bin of a pool comes back to it: the pool stays, or they go on first.
#[test]
fn a_pool_is_not_deleted_from_above_its_recycle_bin() {
    for w in worlds() {
        let (from, to) = (w.pool("华东"), w.pool("华南"));
        let id = customer(&w.wang, "甲");
        release(&w.wang, from, &[id]);
        let customers = vec![id];
        w.manager.run(DeletePooled { pool: from, customers: customers.clone() }).unwrap();
        assert_eq!(told(w.admin.run(DeletePool { pool: from })), "pool.not_empty");
        assert_eq!(w.manager.run(MovePooled { from, to }).unwrap().value, 1);
        assert_eq!(told(w.admin.run(DeletePool { pool: from })), "done");
        assert_eq!(rows(w.manager.run(RestorePooled { pool: to, customers })), ["done"]);
        assert_eq!(claim(&w.li, to, &[id]), ["done"]);
    }
}

#[test]
fn what_a_pool_hides_is_nowhere_to_be_had() {
    for w in worlds() {
        let pool = w.pool("华东");
        let new = NewCustomer {
            name: "武汉鑫源".into(),
            mobile: Some("13812345678".into()),
            address: Some("江汉路1号".into()),
            ..Default::default()
        };
        let id = w.wang.customers().create(new).unwrap().value;
        release(&w.wang, pool, &[id]);
        let hide = |fields: &[&str]| {
            let fields = fields.iter().map(|f| (*f).to_owned()).collect();
            w.admin.run(SetPoolHiddenFields { pool, fields })
        };
        assert_eq!(told(hide(&["name"])), "pool.hides_all");
        assert_eq!(told(hide(&["nonsense"])), "query.unknown_field");
        hide(&["mobile", "address"]).unwrap();
        let view = w.li.pool(pool);
        let read = view.get(id).unwrap();
        assert_eq!((read.mobile, read.address), (None, None));
        assert!(read.masked.iter().any(|m| m == "mobile"), "and it says so");
        let row = view.list(&Query::default()).unwrap().rows.remove(0);
        assert_eq!(row.mobile, None);
        let filter = Filter::IsNull { field: "mobile".into() };
        assert_eq!(told(view.list(&Query::new(filter))), "query.hidden_field");
        assert_eq!(told(view.list(&Query::search("5678"))), "query.hidden_field", "nor by search");
        assert_eq!(view.list(&Query::search("鑫源")).unwrap().rows.len(), 1, "the name is shown");
        assert!(
            w.manager.pool(pool).get(id).unwrap().mobile.is_some(),
            "its administrator sees it"
        );
        claim(&w.li, pool, &[id]);
        assert!(w.li.customers().get(id).unwrap().mobile.is_some(), "and its owner");
        hide(&[]).unwrap();
        release(&w.li, pool, &[id]);
        assert!(view.get(id).unwrap().mobile.is_some());
    }
}

fn owner(w: &World, id: CustomerId) -> Option<EmployeeId> {
    w.admin.customers().get(id).ok().and_then(|c| c.owner_id)
}

#[test]
fn a_rule_of_n_days_takes_on_the_day_after() {
    for w in worlds() {
        let pool = automatic(&w, "华东", vec![rule(PoolRuleKind::NoFollowUp, 3)]);
        let idle = customer(&w.wang, "闲置");
        let busy = customer(&w.wang, "活跃");
        w.clock.set(at("2026-03-03T15:59:00Z"));
        follow(&w.wang, busy);
        // The fifth at 23:59 in Shanghai is day three of what was made on the second.
        w.clock.set(at("2026-03-05T15:59:59Z"));
        assert_eq!(w.crm.tick().unwrap(), []);
        w.clock.set(at("2026-03-05T16:00:00Z"));
        let preview = w.admin.tick_preview().unwrap();
        assert_eq!(preview.len(), 1);
        assert_eq!(preview[0].id, idle.0);
        assert_eq!(preview[0].why, "闲置 → 华东: 超过3天未跟进");
        assert_eq!(owner(&w, idle), Some(w.ids[1]), "a preview changes nothing");
        assert_eq!(w.crm.tick().unwrap(), preview, "done as said");
        let read = w.li.pool(pool).get(idle).unwrap();
        assert_eq!((read.owner_id, read.previous_owner_id), (None, Some(w.ids[1])));
        assert_eq!(read.pooled_why.as_deref(), Some("超过3天未跟进"));
        assert_eq!(owner(&w, busy), Some(w.ids[1]));
        assert_eq!(w.crm.tick().unwrap(), [], "once");
        w.clock.set(at("2026-03-06T16:00:00Z"));
        assert_eq!(w.crm.tick().unwrap().len(), 1, "its last contact was on the third");
    }
}

#[test]
fn received_anew_the_days_begin_anew() {
    for w in worlds() {
        automatic(
            &w,
            "华东",
            vec![rule(PoolRuleKind::NoFollowUp, 3), rule(PoolRuleKind::NoDeal, 5)],
        );
        let id = customer(&w.wang, "甲");
        follow(&w.wang, id);
        w.clock.advance_days(3);
        w.manager.customers().transfer(vec![id], w.ids[2]).unwrap();
        assert_eq!(w.li.days_to_pool(&[id]).unwrap()[0].days, 3, "the follow-up was another's");
        w.clock.advance_days(3);
        assert_eq!(w.crm.tick().unwrap(), [], "six days old, three days his");
        w.clock.advance_days(1);
        assert_eq!(w.crm.tick().unwrap().len(), 1);
    }
}

/// The reference sweeps every owner when a pool has nobody left.
#[test]
fn defect_1_a_pool_takes_from_its_members_only() {
    for w in worlds() {
        let pool = automatic(&w, "华东", vec![rule(PoolRuleKind::NoDeal, 1)]);
        let members = [customer(&w.wang, "成员的")];
        let others = [customer(&w.admin, "别人的")];
        w.admin.run(crmkit::admin::employee::DisableEmployee { employee: w.ids[2] }).unwrap();
        w.clock.advance_days(30);
        let taken: Vec<_> = w.crm.tick_preview().unwrap().iter().map(|d| d.id).collect();
        assert_eq!(taken, [members[0].0]);
        let employees = vec![w.ids[0]];
        let only = UpdatePool {
            pool,
            patch: None,
            admins: Some(employees.clone()),
            members: Some(vec![w.ids[2]]),
            departments: Some(vec![]),
            expect_rev: None,
        };
        w.admin.run(only).unwrap();
        assert_eq!(w.crm.tick().unwrap(), [], "no owner is a member");
        assert_eq!(owner(&w, others[0]).is_some(), owner(&w, members[0]).is_some());
    }
}

#[test]
fn the_locked_the_dealt_and_other_levels_are_spared() {
    for w in worlds() {
        let a = w.option("level", "A（重点客户）");
        let rules = vec![
            rule(PoolRuleKind::NoDeal, 10),
            RecycleRule { level: Some(a), ..rule(PoolRuleKind::NoFollowUp, 3) },
            RecycleRule { dealt: true, ..rule(PoolRuleKind::NoOpportunity, 20) },
        ];
        automatic(&w, "华东", rules);
        let [plain, locked, dealt, top] =
            ["普通", "锁定", "成交", "重点"].map(|n| customer(&w.wang, n));
        w.wang.customers().lock(vec![locked]).unwrap();
        let set = SetDealStatus { customers: vec![dealt], dealt: Some(true), on: None };
        w.manager.run(set).unwrap();
        let level = CustomerPatch { level: Some(a), ..Default::default() };
        w.wang.customers().update(top, level).unwrap();
        let taken = |days: i64| {
            w.clock.advance_days(days);
            w.crm.tick().unwrap().iter().map(|d| d.id).collect::<Vec<_>>()
        };
        assert_eq!(taken(4), [top.0]);
        assert_eq!(taken(7), [plain.0]);
        assert_eq!(taken(9), Vec::<uuid::Uuid>::new(), "day twenty");
        assert_eq!(taken(1), [dealt.0], "that rule takes the dealt too");
        assert_eq!(taken(500), Vec::<uuid::Uuid>::new(), "the locked one stays");
    }
}

#[test]
fn a_disabled_pool_takes_nothing() {
    for w in worlds() {
        w.pool("华南");
        let pool = automatic(&w, "华东", vec![rule(PoolRuleKind::NoDeal, 1)]);
        let id = customer(&w.wang, "甲");
        let enable = |enabled| {
            change(&w, pool, PoolPatch { enabled: Some(enabled), ..Default::default() }).unwrap();
        };
        enable(false);
        w.clock.advance_days(2);
        assert_eq!(w.wang.days_to_pool(&[id]).unwrap(), []);
        assert_eq!(w.crm.tick().unwrap(), []);
        enable(true);
        assert_eq!(w.crm.tick().unwrap().len(), 1);
    }
}

#[test]
fn of_several_pools_the_first_by_priority_takes() {
    for w in worlds() {
        let second = automatic(&w, "二", vec![rule(PoolRuleKind::NoDeal, 1)]);
        let first = automatic(&w, "一", vec![rule(PoolRuleKind::NoDeal, 1)]);
        change(&w, second, PoolPatch { priority: Some(2), ..Default::default() }).unwrap();
        change(&w, first, PoolPatch { priority: Some(1), ..Default::default() }).unwrap();
        let id = customer(&w.wang, "甲");
        w.clock.advance_days(2);
        assert_eq!(w.crm.tick().unwrap().len(), 1);
        assert!(w.li.pool(first).get(id).is_ok());
        assert_eq!(told(w.li.pool(second).get(id)), "record.not_found");
    }
}

#[test]
fn a_pool_keeps_the_team_if_it_says_so() {
    for w in worlds() {
        for keep in [false, true] {
            let pool =
                automatic(&w, if keep { "留" } else { "清" }, vec![rule(PoolRuleKind::NoDeal, 1)]);
            let patch = PoolPatch { keep_team: Some(keep), ..Default::default() };
            change(&w, pool, patch).unwrap();
            let id = customer(&w.wang, if keep { "甲" } else { "乙" });
            let contact = NewContact { customer_id: id, name: "一".into(), ..Default::default() };
            let contact = w.wang.contacts().create(contact).unwrap().value;
            for employee in [w.ids[0], w.ids[2]] {
                w.wang.customers().add_member(id, employee, TeamAccess::Read, None).unwrap();
                let (contacts, access) = (vec![contact], TeamAccess::Read);
                let add = AddContactMember { contacts, employee, access, expires_at: None };
                assert_eq!(rows(w.wang.run(add)), ["done"]);
            }
            w.clock.advance_days(2);
            w.crm.tick().unwrap();
            assert_eq!(claim(&w.li, pool, &[id]), ["done"]);
            let kept = if keep { vec![w.ids[0]] } else { vec![] };
            let team = Query::new(CustomerMember::record_id().eq(id));
            let team = w.admin.list::<CustomerMember>(&team).unwrap().rows;
            let team: Vec<_> = team.iter().map(|m| m.employee_id).collect();
            assert_eq!(team, kept, "who owns it now is no member of its team");
            let team = Query::new(ContactMember::record_id().eq(contact));
            let team = w.admin.list::<ContactMember>(&team).unwrap().rows;
            let team: Vec<_> = team.iter().map(|m| m.employee_id).collect();
            assert_eq!(team, kept, "nor of that of its contact");
            change(&w, pool, PoolPatch { automatic: Some(false), ..Default::default() }).unwrap();
        }
    }
}

#[test]
fn who_owns_it_is_reminded_before() {
    for w in worlds() {
        let pool = automatic(
            &w,
            "华东",
            vec![rule(PoolRuleKind::NoFollowUp, 5), rule(PoolRuleKind::NoDeal, 9)],
        );
        change(&w, pool, PoolPatch { remind_days: Some(2), ..Default::default() }).unwrap();
        let id = customer(&w.wang, "甲");
        let left = |by: &Session| {
            by.days_to_pool(&[id]).unwrap().iter().map(|d| d.days).collect::<Vec<_>>()
        };
        let told = || {
            w.wang.entering_pool().unwrap().iter().map(|d| (d.customer, d.days)).collect::<Vec<_>>()
        };
        assert_eq!((left(&w.wang), told()), (vec![5], vec![]));
        w.clock.advance_days(2);
        assert_eq!((left(&w.wang), told()), (vec![3], vec![]));
        w.clock.advance_days(1);
        assert_eq!((left(&w.wang), told()), (vec![2], vec![(id, 2)]));
        follow(&w.wang, id);
        assert_eq!((left(&w.wang), told()), (vec![5], vec![]), "a follow-up clears it");
        w.clock.advance_days(6);
        assert_eq!((left(&w.wang), told()), (vec![0], vec![(id, 0)]), "nine days without a deal");
        assert_eq!(left(&w.li), Vec::<i64>::new(), "not for who does not see it");
        assert_eq!(w.li.entering_pool().unwrap(), []);
        w.wang.customers().lock(vec![id]).unwrap();
        assert_eq!((left(&w.wang), told()), (vec![], vec![]), "a locked one is not taken");
    }
}

#[derive(Default)]
struct Ear(std::sync::Mutex<Vec<(uuid::Uuid, bool)>>);

impl crmkit::session::Listener for Ear {
    fn on_event(&self, event: crmkit::session::Event) {
        let told = event.changes.iter().filter(|c| c.change.entity == "customer");
        self.0.lock().unwrap().extend(told.map(|c| (c.change.id, c.gone)));
    }
}

#[test]
fn members_are_told_what_comes_into_their_pool_and_leaves_it() {
    for w in worlds() {
        let pool = w.pool("华东");
        let id = customer(&w.wang, "甲");
        let (li, admin) =
            (std::sync::Arc::new(Ear::default()), std::sync::Arc::new(Ear::default()));
        let _ears = [w.li.subscribe(li.clone()), w.admin.subscribe(admin.clone())];
        release(&w.wang, pool, &[id]);
        assert_eq!(li.0.lock().unwrap().split_off(0), [(id.0, false)], "it came");
        claim(&w.wang, pool, &[id]);
        assert_eq!(li.0.lock().unwrap().split_off(0), [(id.0, true)], "it went");
        assert_eq!(admin.0.lock().unwrap().split_off(0), [(id.0, false), (id.0, false)]);
    }
}

#[test]
fn rules_must_make_sense() {
    for w in worlds() {
        let pool = w.pool("华东");
        let set = |rules| w.admin.run(SetPoolRules { pool, rules });
        assert_eq!(told(set(vec![rule(PoolRuleKind::NoDeal, 0)])), "value.out_of_range");
        let twice = vec![rule(PoolRuleKind::NoDeal, 3), rule(PoolRuleKind::NoDeal, 4)];
        assert_eq!(told(set(twice)), "pool.rule_twice");
        let source = Some(w.option("source", "促销"));
        let wrong = RecycleRule { level: source, ..rule(PoolRuleKind::NoDeal, 3) };
        assert_eq!(told(set(vec![wrong])), "value.unknown_choice");
        for patch in [
            PoolPatch { claim_limit: Some(-1), ..Default::default() },
            PoolPatch { cool_down_days: Some(-1), ..Default::default() },
            PoolPatch { held_limit: Some(-1), ..Default::default() },
            PoolPatch { remind_days: Some(-1), ..Default::default() },
        ] {
            assert_eq!(told(change(&w, pool, patch)), "value.out_of_range");
        }
        assert_eq!(told(w.manager.run(SetPoolRules { pool, rules: vec![] })), "right.missing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// What the job takes is what the rule says in words of days, whatever the dates: the filter
    /// that finds and the condition that decides agree.
    #[test]
    fn the_job_takes_what_the_days_say(
        kinds in prop::collection::vec((0_usize..3, 1_i64..12, any::<bool>(), any::<bool>()), 1..3),
        people in prop::collection::vec(
            (0_i64..15, prop::option::of(0_i64..15), prop::option::of(0_i64..15), any::<[bool; 3]>()),
            1..6,
        ),
    ) {
        let w = common::memory();
        let a = w.option("level", "A（重点客户）");
        let kind = [PoolRuleKind::NoFollowUp, PoolRuleKind::NoOpportunity, PoolRuleKind::NoDeal];
        let mut rules: Vec<_> = kinds.iter().map(|(k, days, level, dealt)| {
            RecycleRule { level: level.then_some(a), dealt: *dealt, ..rule(kind[*k], *days) }
        }).collect();
        rules.dedup_by_key(|r| (r.kind, r.level));
        automatic(&w, "华东", rules.clone());
        let zone = Zone::default();
        let start: NaiveDate = "2026-03-02".parse().unwrap();
        let hour = |day: i64, hours: i64| zone.start_of(start + chrono::TimeDelta::days(day)) + chrono::TimeDelta::hours(hours);
        let mut plan = Vec::new();
        for (n, (made, followed, given, _)) in people.iter().enumerate() {
            plan.push((hour(*made, 9), n, 0));
            plan.extend(given.map(|days| (hour(made + days, 14), n, 1)));
            plan.extend(followed.map(|days| (hour(made + days, 20), n, 2)));
        }
        plan.sort();
        let end = hour(15, 12);
        let mut ids = vec![None; people.len()];
        for (when, n, what) in plan.into_iter().filter(|p| p.0 <= end) {
            w.clock.set(when);
            match (what, ids[n]) {
                (1, Some(id)) => {
                    prop_assert_eq!(rows(w.manager.customers().transfer(vec![id], w.ids[2])), ["done"]);
                }
                (2, Some(id)) => follow(&w.manager, id),
                _ => {
                    let [dealt, locked, top] = people[n].3;
                    let id = customer(&w.wang, &format!("客户{n}"));
                    ids[n] = Some(id);
                    if dealt {
                        w.manager.run(SetDealStatus { customers: vec![id], dealt: Some(true), on: None }).unwrap();
                    }
                    if locked {
                        w.wang.customers().lock(vec![id]).unwrap();
                    }
                    if top {
                        let level = CustomerPatch { level: Some(a), ..Default::default() };
                        w.wang.customers().update(id, level).unwrap();
                    }
                }
            }
        }
        w.clock.set(end);
        let taken: Vec<_> = w.crm.tick().unwrap().iter().map(|d| d.id).collect();
        for (n, (made, followed, given, [dealt, locked, top])) in people.iter().enumerate() {
            let Some(id) = ids[n] else { continue };
            let day = |after: Option<i64>, hours| after.map(|d| made + d).filter(|d| hour(*d, hours) <= end).unwrap_or(*made);
            let (received, last) = (day(*given, 14), day(*followed, 20));
            let expected = !locked && rules.iter().any(|r| {
                let since = if r.kind == PoolRuleKind::NoFollowUp { last.max(received) } else { received };
                let concerned = (r.level.is_none() || *top) && (!dealt || r.dealt && r.kind != PoolRuleKind::NoDeal);
                concerned && 15 - since > r.days
            });
            prop_assert_eq!(taken.contains(&id.0), expected, "customer {} {:?}", n, people[n]);
        }
    }
}
