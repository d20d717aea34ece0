//! What was paid for one contract goes over to another.

use super::allocation::{of as of_receivable, recount, split};
use super::plan_state::{of, settle};
use super::{Allocation, NewAllocation, Receivable, ReceivablePlan, Settlement};
use crate::error::{Error, Result, codes};
use crate::model::number::currency_places;
use crate::model::{Money, Number, TypedId, Value};
use crate::query::{Bin, Bound};
use crate::sales::contract::{Contract, ContractId};
use crate::session::Context;
use std::collections::BTreeSet;

/// The parts of receivables that are counted towards a contract.
fn parts(cx: &Context<'_>, contract: ContractId) -> Result<Vec<Allocation>> {
    cx.find(Bound::is(Allocation::META, "contract_id", Value::Id(contract.uuid())))
}

/// Counts what was paid for a contract towards another one, and towards none of its plans; what is
/// more than that one takes is treated as any over-payment.
pub(crate) fn move_receipts(cx: &mut Context<'_>, from: ContractId, to: &Contract) -> Result<()> {
    let paid: BTreeSet<_> =
        parts(cx, from)?.iter().filter(|p| p.effective).map(|p| p.receivable_id).collect();
    for id in paid {
        let moved = |part: Allocation| match part.contract_id {
            Some(contract) if contract == from => {
                NewAllocation { contract_id: Some(to.id), plan_id: None, money: part.money }
            }
            contract_id => NewAllocation { contract_id, plan_id: part.plan_id, money: part.money },
        };
        let parts = of_receivable(cx, id)?.into_iter().map(moved).collect();
        let receivable: Receivable = cx.load(id)?;
        split(cx, &receivable, parts)?;
    }
    Ok(())
}

/// An amendment takes over what was paid for its contract, and the plans towards which something
/// was paid. The others are made anew from what is left of its amount, in the old proportions and
/// on the old days; unless it has plans of its own.
pub(crate) fn carry_over(cx: &mut Context<'_>, old: &Contract, new: &Contract) -> Result<()> {
    let own = !of(cx, new.id, Bin::Live)?.is_empty();
    let (paid, open): (Vec<_>, Vec<_>) = of(cx, old.id, Bin::Live)?
        .into_iter()
        .partition(|plan| plan.settlement != Settlement::None);
    let mut period = super::plan::next_period(cx, new.id)?;
    let mut left = new.money;
    for plan in &paid {
        let moved = cx.update(plan, |p| (p.contract_id, p.period) = (new.id, period))?;
        settle(cx, &moved, new)?;
        left = left.checked_sub(plan.money.max(plan.received)).ok_or_else(too_much)?;
        period += 1;
    }
    for part in parts(cx, old.id)? {
        cx.update(&part, |p| p.contract_id = Some(new.id))?;
    }
    if !own && left > Money::ZERO && !open.is_empty() {
        let weights = open.iter().map(|plan| Number::from_scaled(plan.money.scaled()));
        let places = currency_places(&new.currency).max(left.decimal().scale());
        let shares = left.allocate(&weights.collect::<Vec<_>>(), places)?;
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
            period += 1;
        }
    }
    recount(cx, [old.id, new.id].into(), Default::default())
}

fn too_much() -> Error {
    Error::new(&codes::OUT_OF_RANGE).of(ReceivablePlan::META).field("money")
}
