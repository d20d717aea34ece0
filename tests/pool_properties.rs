//! Quota, cool-down, holding limit and reminder of a pool, against a model that a page of
//! arithmetic holds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use chrono::{Datelike, Days, NaiveDate};
use common::{World, customer, rows};
use crmkit::sales::customer::{CustomerId, CustomerPatch, SetDealStatus};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::pool::*;
use crmkit::session::Session;
use proptest::prelude::*;

fn change(w: &World, pool: PoolId, patch: PoolPatch) {
    let patch = Some(patch);
    let (admins, members, departments) = (None, None, None);
    let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
    w.admin.run(update).unwrap();
}

fn release(by: &Session, pool: PoolId, customer: CustomerId) -> &'static str {
    rows(by.run(ReleaseCustomers { pool, customers: vec![customer] }))[0]
}

/// What the model knows of a customer.
#[derive(Clone, Copy, Default)]
struct Known {
    owner: Option<usize>,
    previous: Option<usize>,
    pooled_on: u64,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    claims: i64,
    period: ClaimPeriod,
    cool_down: i64,
    held: i64,
}

/// The company's date so many days after Monday, the second of March.
fn date(day: u64) -> NaiveDate {
    "2026-03-02".parse::<NaiveDate>().unwrap() + Days::new(day)
}

/// What becomes of a claim.
fn predicted(
    limits: Limits,
    known: &[Known],
    claims: &[(usize, u64)],
    (who, n, today): (usize, usize, u64),
) -> &'static str {
    let Known { owner, previous, pooled_on } = known[n];
    let same_period = |day: u64| match limits.period {
        ClaimPeriod::Day => day == today,
        ClaimPeriod::Week => day / 7 == today / 7,
        ClaimPeriod::Month => date(day).month() == date(today).month(),
    };
    let claimed = claims.iter().filter(|(by, day)| *by == who && same_period(*day)).count() as i64;
    let held = known.iter().filter(|k| k.owner == Some(who)).count() as i64;
    let waits = previous == Some(who) && (today - pooled_on) as i64 <= limits.cool_down;
    match owner {
        Some(_) => "pool.claim.taken",
        None if waits => "pool.claim.cool_down",
        None if claimed >= limits.claims => "pool.claim.quota",
        None if held >= limits.held => "pool.claim.held",
        None => "done",
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever two people claim and put back in whatever order over weeks.
    #[test]
    fn a_claim_is_done_when_no_limit_stands_against_it(
        (claims, period, cool_down, held) in (1_i64..4, 0_usize..3, 0_i64..4, 1_i64..4),
        steps in prop::collection::vec((0_u8..6, 0_usize..2, 0_usize..4), 1..40),
    ) {
        let period = [ClaimPeriod::Day, ClaimPeriod::Week, ClaimPeriod::Month][period];
        let limits = Limits { claims, period, cool_down, held };
        let w = common::memory();
        let pool = w.pool("公海");
        let ids: Vec<_> = (0..4).map(|n| customer(&w.manager, &format!("客户{n}"))).collect();
        ids.iter().for_each(|id| assert_eq!(release(&w.manager, pool, *id), "done"));
        let patch = PoolPatch {
            claim_limit: Some(claims),
            claim_period: Some(period),
            cool_down_days: Some(cool_down),
            held_limit: Some(held),
            ..Default::default()
        };
        change(&w, pool, patch);
        let people = [&w.wang, &w.li];
        let (mut known, mut log, mut today) = ([Known::default(); 4], Vec::new(), 0);
        for (what, who, n) in steps {
            match what {
                0 => {
                    w.clock.advance_days(1 + n as i64);
                    today += 1 + n as u64;
                }
                1 => if known[n].owner == Some(who) {
                    prop_assert_eq!(release(people[who], pool, ids[n]), "done");
                    known[n] = Known { owner: None, previous: Some(who), pooled_on: today };
                }
                _ => {
                    let want = predicted(limits, &known, &log, (who, n, today));
                    let got = rows(people[who].pool(pool).claim(vec![ids[n]]))[0];
                    prop_assert_eq!(got, want, "{:?} {} {} {}", limits, who, n, today);
                    if got == "done" {
                        known[n].owner = Some(who);
                        log.push((who, today));
                    }
                }
            }
        }
    }

    /// The days left are the fewest by any rule, and the reminder begins when they are few enough.
    #[test]
    fn the_reminder_begins_so_many_days_before(
        (idle, deal) in (1_i64..12, 1_i64..20),
        (for_level, for_dealt, top, dealt) in any::<(bool, bool, bool, bool)>(),
        remind in 0_i64..6,
        followed in prop::option::of(0_i64..10),
        given in prop::option::weighted(0.8, 0_i64..10),
        today in 0_i64..14,
    ) {
        let w = common::memory();
        let pool = w.pool("公海");
        let a = w.option("level", "A（重点客户）");
        let (level, with_opportunity) = (for_level.then_some(a), false);
        let rules = vec![
            RecycleRule { kind: PoolRuleKind::NoFollowUp, days: idle, level, dealt: for_dealt, with_opportunity },
            RecycleRule { kind: PoolRuleKind::NoDeal, days: deal, level: None, dealt: for_dealt, with_opportunity },
        ];
        w.admin.run(SetPoolRules { pool, rules }).unwrap();
        let patch = PoolPatch {
            automatic: Some(true),
            remind_days: Some(remind),
            ..Default::default()
        };
        change(&w, pool, patch);
        let id = customer(&w.wang, "甲");
        let patch = CustomerPatch { level: top.then_some(a), ..Default::default() };
        w.wang.customers().update(id, patch).unwrap();
        let deals = SetDealStatus { customers: vec![id], dealt: Some(dealt), on: None };
        prop_assert_eq!(rows(w.manager.run(deals)), ["done"]);
        let followed = followed.filter(|day| *day <= today).unwrap_or(0);
        let given = given.filter(|day| *day <= today);
        for day in 0..=today {
            if day == followed {
                let content = "电话".into();
                let said = NewFollowUp { customer_id: Some(id), content, ..Default::default() };
                w.manager.follow_ups().add(said).unwrap();
            }
            if Some(day) == given {
                prop_assert_eq!(rows(w.manager.customers().transfer(vec![id], w.ids[2])), ["done"]);
            }
            w.clock.advance_days(i64::from(day < today));
        }
        let owner = if given.is_some() { &w.li } else { &w.wang };
        let received = given.unwrap_or(0);
        let by_idle = (top || !for_level) && (for_dealt || !dealt);
        let by_idle = by_idle.then(|| idle - (today - followed.max(received)));
        let by_deal = (!dealt).then(|| deal - (today - received));
        let left = by_idle.into_iter().chain(by_deal).min();
        let days: Vec<_> = owner.days_to_pool(&[id]).unwrap().iter().map(|d| d.days).collect();
        prop_assert_eq!(days, Vec::from_iter(left.map(|left| left.max(0))));
        let reminded = owner.entering_pool().unwrap().len() == 1;
        prop_assert_eq!(reminded, left.is_some_and(|left| left <= remind));
        prop_assert_eq!(w.crm.tick().unwrap().len() == 1, left.is_some_and(|left| left < 0));
    }
}
