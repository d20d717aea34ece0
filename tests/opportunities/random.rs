//! Whatever is done to opportunities in whatever order: what is derived is what follows from the
//! rest, and the history tells where each stands.

use crate::common::{World, customer, worlds};
use crate::{group, line, lines, money, new, number, product, stage, stages};
use crmkit::model::{Money, TypedId};
use crmkit::query::{Bin, Query};
use crmkit::sales::lines::{NewLine, total};
use crmkit::sales::opportunity::*;
use crmkit::sales::stage::*;
use crmkit_testkit::random::Random;
use std::collections::BTreeMap;

/// Holds for every opportunity, in the recycle bin too.
fn fits(w: &World, at: &str) {
    for bin in [Bin::Live, Bin::Deleted] {
        let query = Query { bin, limit: 200, ..Query::default() };
        for row in w.admin.opportunities().list(&query).unwrap().rows {
            if bin == Bin::Deleted {
                continue;
            }
            let held = w.admin.opportunities().get(row.id).unwrap();
            let its = lines(&w.admin, row.id);
            for line in &its {
                let product = line.sales_price.decimal() * line.quantity.decimal();
                assert_eq!(line.subtotal, Money::round(product, 2).unwrap(), "{at}");
            }
            let sum = total(its.iter().map(|line| line.subtotal), held.discount_rate, 2).unwrap();
            assert_eq!(held.total, (!its.is_empty()).then_some(sum), "{at}");
            assert!(its.is_empty() || held.money == held.total, "{at}");
            let rate = w.admin.get::<Stage>(held.stage_id).unwrap().win_rate;
            let probability = match held.state {
                OpportunityState::Open => held.probability_by_hand.unwrap_or(rate),
                OpportunityState::Won => number("100"),
                _ => number("0"),
            };
            assert_eq!(held.probability, probability, "{at}");
            let weighted = held.money.map(|money| {
                let part = money.decimal() * probability.decimal() / number("100").decimal();
                Money::round(part, 2).unwrap()
            });
            assert_eq!(held.weighted, weighted, "{at}");
            history(w, &held, at);
        }
    }
}

/// The history is a chain without gaps that ends where the opportunity stands.
fn history(w: &World, held: &Opportunity, at: &str) {
    let query = Query { limit: 200, ..Query::new(StageChange::opportunity_id().eq(held.id)) };
    let mut rows = w.admin.list::<StageChange>(&query).unwrap().rows;
    let mut last: Option<StageChange> = None;
    rows.sort_by_key(|change| (change.at, change.from_state.is_some()));
    // Several steps may have been taken at one instant: follow the chain.
    while !rows.is_empty() {
        let follows = |change: &StageChange| match &last {
            None => change.from_state.is_none(),
            Some(last) => {
                (change.from_stage_id, change.from_state)
                    == (Some(last.to_stage_id), Some(last.to_state))
                    && change.at >= last.at
            }
        };
        let next = rows.iter().position(follows);
        let next = next.unwrap_or_else(|| panic!("{at}: a gap after {last:?}"));
        let next = rows.remove(next);
        if let Some(last) = &last {
            let seconds = next.at.signed_duration_since(last.at).num_seconds();
            assert_eq!(next.seconds, Some(seconds), "{at}");
        }
        last = Some(next);
    }
    let last = last.unwrap();
    assert_eq!((last.to_stage_id, last.to_state), (held.stage_id, held.state), "{at}");
    assert_eq!(held.stage_since, last.at, "{at}");
}

#[test]
fn what_is_derived_follows_from_the_rest_whatever_is_done() {
    for (n, w) in worlds().into_iter().enumerate() {
        let mut r = Random::new(n as u64 + 7);
        let home = customer(&w.admin, "甲");
        let products = [product(&w, "A", "100"), product(&w, "B", "19.99"), product(&w, "C", "0")];
        let groups =
            [("一", ["10", "40", "70"]), ("二", ["5", "50", "95"])].map(|(name, rates)| {
                group(&w, name, rates.map(|rate| stage(&format!("阶段{rate}"), rate)).to_vec())
            });
        let mut commands = Vec::new();
        let mut done: BTreeMap<&str, usize> = BTreeMap::new();
        for step in 0..220 {
            w.clock.advance(i64::try_from(r.below(3)).unwrap() * 60_000_000);
            let all = w.admin.opportunities().list(&Query { limit: 200, ..<_>::default() });
            let all = all.unwrap().rows;
            let some = |r: &mut Random| {
                if all.is_empty() { OpportunityId::default() } else { all[r.below(all.len())].id }
            };
            let id = some(&mut r);
            let amount = money(["0", "0.05", "100", "99999.99"][r.below(4)]);
            let given = |r: &mut Random| -> Vec<NewLine> {
                (0..r.below(4))
                    .map(|_| {
                        let mut line =
                            line(products[r.below(3)], ["1", "2.5", "0.333"][r.below(3)]);
                        match r.below(3) {
                            0 => line.sales_price = Some(money(["0", "7.77", "250"][r.below(3)])),
                            1 => line.discount = Some(number(["0", "12.5", "100"][r.below(3)])),
                            _ => {}
                        }
                        line
                    })
                    .collect()
            };
            let any_stage = stages(&w.admin, groups[r.below(2)])[r.below(3)];
            let (name, result) = match r.below(12) {
                0 | 1 => {
                    let opportunity = NewOpportunity {
                        money: r.percent(50).then_some(amount),
                        ..new(home, "商机")
                    };
                    let (stage_group, stage) = (Some(groups[r.below(2)]), None);
                    let lines = r.percent(50).then(|| given(&mut r));
                    let create = CreateOpportunity { opportunity, stage_group, stage, lines };
                    ("create", w.admin.run(create).map(|o| o.command_id))
                }
                2 | 3 => {
                    let patch = Some(OpportunityPatch {
                        money: r.percent(50).then_some(amount),
                        discount_rate: r
                            .percent(30)
                            .then(|| number(["0", "10", "33.3"][r.below(3)])),
                        probability_by_hand: r.percent(20).then(|| number("66")),
                        ..Default::default()
                    });
                    let lines = r.percent(50).then(|| given(&mut r));
                    let update =
                        UpdateOpportunity { opportunity: id, patch, lines, expect_rev: None };
                    ("update", w.admin.run(update).map(|o| o.command_id))
                }
                4 | 5 => {
                    let advance =
                        AdvanceOpportunity { opportunity: id, stage: any_stage, expect: None };
                    ("advance", w.admin.run(advance).map(|o| o.command_id))
                }
                6 => {
                    let state = [OpportunityState::Won, OpportunityState::Invalid][r.below(2)];
                    let end = EndOpportunity {
                        opportunity: id,
                        state,
                        reason: None,
                        remark: None,
                        expect: None,
                    };
                    ("end", w.admin.run(end).map(|o| o.command_id))
                }
                7 => {
                    let reopen = ReopenOpportunity { opportunity: id };
                    ("reopen", w.admin.run(reopen).map(|o| o.command_id))
                }
                8 => {
                    let change = ChangeStageGroup {
                        opportunity: id,
                        stage_group: groups[r.below(2)],
                        stage: None,
                    };
                    ("change_group", w.admin.run(change).map(|o| o.command_id))
                }
                9 => {
                    let opportunities = vec![id];
                    let delete = w.admin.run(DeleteOpportunities { opportunities });
                    ("delete", delete.and_then(|o| o.value.single().map(|()| o.command_id)))
                }
                10 => {
                    let query = Query { bin: Bin::Deleted, limit: 200, ..Query::default() };
                    let gone = w.admin.opportunities().list(&query).unwrap().rows;
                    let opportunities = gone.iter().map(|row| row.id).take(1).collect();
                    let restore = w.admin.run(RestoreOpportunities { opportunities });
                    ("restore", restore.map(|o| o.command_id))
                }
                _ => {
                    let of = commands.get(r.below(commands.len().max(1))).copied();
                    let undone = w.admin.undo(of.unwrap_or_default());
                    ("undo", undone.map(|o| o.command_id))
                }
            };
            if let Ok(command) = result {
                *done.entry(name).or_default() += 1;
                commands.push(command);
                fits(&w, &format!("world {n} step {step}: {name}"));
            }
            let _ = TypedId::uuid(id);
        }
        assert_eq!(done.len(), 9, "{done:?}");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
