//! What was paid for one contract goes over to another.

use super::allocation::{recount, split_again};
use super::plan_state::{of, settle};
use super::{Allocation, Receivable, ReceivablePlan, Settlement};
use crate::error::{Error, Result, codes};
use crate::model::number::currency_places;
use crate::model::{Money, Number, TypedId, Value};
use crate::mutants::mutant;
use crate::query::{Bin, Bound, BoundQuery};
use crate::sales::contract::{Contract, ContractId};
use crate::session::Context;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of receivables that are counted towards a contract.
fn parts(cx: &Context<'_>, contract: ContractId) -> Result<Vec<Allocation>> {
    cx.find(Bound::is(Allocation::META, "contract_id", Value::Id(contract.uuid())))
}

/// Counts what was paid for a contract towards another one, and towards none of its plans. What is
/// too much for that goes by the company's rule.
pub(crate) fn move_receipts(cx: &mut Context<'_>, from: ContractId, to: &Contract) -> Result<()> {
    let mut moved = parts(cx, from)?;
    // What did not come in yet stays with what it was recorded for.
    moved.retain(|part| part.effective);
    for part in &moved {
        let plan = part.plan_id.filter(|_| mutant(52));
        cx.update(part, |p| (p.contract_id, p.plan_id) = (Some(to.id), plan))?;
    }
    let plans = moved.iter().filter_map(|part| part.plan_id).collect();
    recount(cx, [from, to.id].into(), plans)?;
    for id in moved.iter().map(|part| part.receivable_id).collect::<BTreeSet<_>>() {
        let receivable: Receivable = cx.load(id)?;
        split_again(cx, &receivable)?;
    }
    Ok(())
}

/// An amendment takes over what was paid for its contract, and the plans towards which something was
/// paid. The others are made anew with what they then come to, see [`shares`], unless it has plans of
/// its own. What was to be counted towards one of these is counted towards the one in its place, if
/// there is one.
pub(crate) fn carry_over(cx: &mut Context<'_>, old: &Contract, new: &Contract) -> Result<()> {
    let own = !of(cx, new.id, Bin::Live)?.is_empty();
    let held = of(cx, old.id, Bin::Live)?;
    let last = held.iter().max_by_key(|plan| (plan.due_on, plan.period)).cloned();
    let (paid, open): (Vec<_>, Vec<_>) =
        held.into_iter().partition(|plan| plan.settlement != Settlement::None);
    let shares = shares(&paid, &open, new.money, currency_places(&new.currency))?;
    let mut period = super::plan::next_period(cx, new.id)?;
    let mut instead = BTreeMap::new();
    for (plan, money) in paid.iter().zip(shares.paid) {
        let moved =
            cx.update(plan, |p| (p.contract_id, p.period, p.money) = (new.id, period, money))?;
        settle(cx, &moved, new)?;
        instead.insert(plan.id, plan.id);
        period += 1;
    }
    let mut anew: Vec<_> = open.iter().cloned().zip(shares.open).collect();
    // What no plan came to yet is due with the last, or today where that has passed.
    let due_on = last.as_ref().map(|plan| plan.due_on.max(cx.today()));
    if let (Some(last), Some(due_on)) = (last, due_on) {
        let id = Default::default();
        anew.push((ReceivablePlan { id, due_on, remark: None, ..last }, shares.rest));
    }
    anew.retain(|(_, money)| !own && *money > Money::ZERO);
    for (plan, money) in anew {
        let made = cx.insert(ReceivablePlan {
            contract_id: new.id,
            customer_id: new.customer_id,
            period,
            money,
            due_on: plan.due_on,
            method: plan.method,
            remind_days: plan.remind_days,
            remark: plan.remark,
            ..ReceivablePlan::blank()
        })?;
        settle(cx, &made, new)?;
        instead.insert(plan.id, made.id);
        period += 1;
    }
    super::plan::within(cx, new)?;
    for part in parts(cx, old.id)? {
        let plan = part.plan_id.and_then(|plan| instead.get(&plan).copied());
        let plan = if mutant(50) { part.plan_id } else { plan };
        cx.update(&part, |p| (p.contract_id, p.plan_id) = (Some(new.id), plan))?;
    }
    recount(cx, [old.id, new.id].into(), Default::default())?;
    let mut named = BoundQuery::all(Receivable::META);
    named.bin = Bin::Any;
    let first = Bound::is(Receivable::META, "contract_id", Value::Id(old.id.uuid()));
    for receivable in cx.query::<Receivable>(&named.filter(first))? {
        cx.update(&receivable, |r| r.contract_id = new.id)?;
    }
    Ok(())
}

/// What the plans of a contract come to when it is worth another amount.
struct Shares {
    /// Those towards which something was paid.
    paid: Vec<Money>,
    /// The others.
    open: Vec<Money>,
    /// What none of them comes to.
    rest: Money,
}

/// Together the shares are exactly what the contract is worth, as long as no more was received. Plans
/// towards which something was paid stay as they are, or what they received where that is more; where
/// that is too much together, the last give way first, down to what they received. The others stay as
/// they are where they fit, else they share what is left in their old proportions.
fn shares(
    paid: &[ReceivablePlan],
    open: &[ReceivablePlan],
    money: Money,
    places: u32,
) -> Result<Shares> {
    let minus = |a: Money, b: Money| a.checked_sub(b).ok_or_else(too_much);
    let mut kept: Vec<Money> = paid.iter().map(|plan| plan.money.max(plan.received)).collect();
    let kept_sum = super::allocation::sum(kept.iter().copied())?;
    let mut beyond = minus(kept_sum, money)?.max(Money::ZERO);
    for (plan, share) in paid.iter().zip(&mut kept).rev() {
        let cut = minus(*share, plan.received)?.min(beyond);
        (*share, beyond) = (minus(*share, cut)?, minus(beyond, cut)?);
    }
    let left = minus(money, kept_sum)?.max(Money::ZERO);
    let planned = super::allocation::sum(open.iter().map(|plan| plan.money))?;
    if planned <= left {
        let open = open.iter().map(|plan| plan.money).collect();
        return Ok(Shares { paid: kept, open, rest: minus(left, planned)? });
    }
    let weights: Vec<Number> =
        open.iter().map(|plan| Number::from_scaled(plan.money.scaled())).collect();
    Ok(Shares { paid: kept, open: left.allocate(&weights, places)?, rest: Money::ZERO })
}

fn too_much() -> Error {
    Error::new(&codes::OUT_OF_RANGE).of(ReceivablePlan::META).field("money")
}
