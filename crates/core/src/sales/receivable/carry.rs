//! What was paid for one contract goes over to another.

use super::allocation::{recount, split_again};
use super::plan_state::{of, settle};
use super::{Allocation, Receivable, ReceivablePlan, Settlement};
use crate::error::{Error, Result, codes};
use crate::model::number::currency_places;
use crate::model::{Money, Number, TypedId, Value};
use crate::mutants::mutant;
use crate::query::{Bin, Bound};
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

/// An amendment takes over what was paid for its contract, and the plans towards which something
/// was paid. The others are made anew from what is left of its amount, in the old proportions and
/// on the old days; unless it has plans of its own. What was to be counted towards one of these is
/// counted towards the one in its place, if there is one.
pub(crate) fn carry_over(cx: &mut Context<'_>, old: &Contract, new: &Contract) -> Result<()> {
    let own = !of(cx, new.id, Bin::Live)?.is_empty();
    let (paid, open): (Vec<_>, Vec<_>) = of(cx, old.id, Bin::Live)?
        .into_iter()
        .partition(|plan| plan.settlement != Settlement::None);
    let mut period = super::plan::next_period(cx, new.id)?;
    let mut left = new.money;
    let mut instead = BTreeMap::new();
    for plan in &paid {
        let moved = cx.update(plan, |p| (p.contract_id, p.period) = (new.id, period))?;
        settle(cx, &moved, new)?;
        instead.insert(plan.id, plan.id);
        left = left.checked_sub(plan.money.max(plan.received)).ok_or_else(too_much)?;
        period += 1;
    }
    if !own && left > Money::ZERO && !open.is_empty() {
        let weights = open.iter().map(|plan| Number::from_scaled(plan.money.scaled()));
        let shares = left.allocate(&weights.collect::<Vec<_>>(), currency_places(&new.currency))?;
        for (plan, money) in open.iter().zip(shares).filter(|(_, money)| *money > Money::ZERO) {
            let made = cx.insert(ReceivablePlan {
                contract_id: new.id,
                customer_id: new.customer_id,
                period,
                money,
                due_on: plan.due_on,
                method: plan.method,
                remind_days: plan.remind_days,
                remark: plan.remark.clone(),
                ..ReceivablePlan::blank()
            })?;
            settle(cx, &made, new)?;
            instead.insert(plan.id, made.id);
            period += 1;
        }
    }
    for part in parts(cx, old.id)? {
        let plan = part.plan_id.and_then(|plan| instead.get(&plan).copied());
        let plan = if mutant(50) { part.plan_id } else { plan };
        cx.update(&part, |p| (p.contract_id, p.plan_id) = (Some(new.id), plan))?;
    }
    recount(cx, [old.id, new.id].into(), Default::default())
}

fn too_much() -> Error {
    Error::new(&codes::OUT_OF_RANGE).of(ReceivablePlan::META).field("money")
}
