//! What follows for payment plans from their contract and from what was received.

use super::allocation::effective;
use super::{PlanState, ReceivablePlan, ReceivablePlanId, Settlement};
use crate::error::{Error, Result, codes, require};
use crate::model::{Money, TypedId, Value};
use crate::mutants::mutant;
use crate::query::{Bin, Bound, BoundQuery, Direction};
use crate::sales::approval::CheckStatus;
use crate::sales::contract::{Contract, ContractId};
use crate::session::Context;
use chrono::NaiveDate;

/// The plans of a contract, by period.
pub(super) fn of(cx: &Context<'_>, contract: ContractId, bin: Bin) -> Result<Vec<ReceivablePlan>> {
    let entity = ReceivablePlan::META;
    let filter = Bound::is(entity, "contract_id", Value::Id(contract.uuid()));
    let mut query = BoundQuery::all(entity).filter(filter);
    query = query.order_by(entity.position("period"), Direction::Asc);
    query.bin = bin;
    cx.query(&query)
}

/// Whether a plan runs, by where its contract stands. One that was paid in full is not void with
/// it; of one that was paid in part nothing more is to come.
fn state(plan: &ReceivablePlan, contract: CheckStatus) -> PlanState {
    let paid = plan.settlement == Settlement::Full;
    match contract {
        CheckStatus::Approved | CheckStatus::NotNeeded => PlanState::Running,
        CheckStatus::Rejected | CheckStatus::Void if paid => PlanState::Running,
        CheckStatus::Rejected | CheckStatus::Void => PlanState::Void,
        CheckStatus::Draft | CheckStatus::InReview | CheckStatus::Withdrawn => PlanState::NotYet,
    }
}

/// Whether a plan is overdue: the rule of the flag that it shows.
fn overdue(plan: &ReceivablePlan, today: NaiveDate) -> bool {
    plan.state == PlanState::Running && plan.unreceived > Money::ZERO && plan.due_on < today
}

/// Brings the plans of a contract in step with where it stands.
pub(crate) fn follow_contract(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    for plan in of(cx, contract.id, Bin::Live)?.iter().filter(|_| !mutant(65)) {
        settle(cx, plan, contract)?;
    }
    Ok(())
}

/// Counts anew what was received for a plan; in the recycle bin too.
pub(super) fn recount(cx: &mut Context<'_>, id: ReceivablePlanId) -> Result<()> {
    let Some(plan) = cx.find_one::<ReceivablePlan>(id)? else { return Ok(()) };
    match cx.find_one(plan.contract_id)? {
        Some(contract) => settle(cx, &plan, &contract).map(|_| ()),
        None => Ok(()),
    }
}

/// A plan shows what was received for it and what follows from that and from its contract.
pub(super) fn settle(
    cx: &mut Context<'_>,
    plan: &ReceivablePlan,
    contract: &Contract,
) -> Result<ReceivablePlan> {
    let today = cx.today();
    let mut new = plan.clone();
    new.received = effective(cx, "plan_id", Value::Id(plan.id.uuid()))?;
    let unreceived = new.money.checked_sub(new.received);
    new.unreceived = unreceived
        .ok_or_else(|| Error::new(&codes::OUT_OF_RANGE).of(ReceivablePlan::META).field("money"))?;
    new.settlement = match new.received {
        Money::ZERO => Settlement::None,
        received if received < new.money => Settlement::Partial,
        _ => Settlement::Full,
    };
    new.received_on = match new.received {
        Money::ZERO => None,
        received if received > plan.received => Some(today),
        _ => plan.received_on,
    };
    new.state = state(&new, contract.status);
    new.overdue = overdue(&new, today);
    cx.update(plan, |p| *p = new)
}

/// The plans of a contract go into the recycle bin with it.
pub(crate) fn delete_plans(cx: &mut Context<'_>, contract: ContractId) -> Result<()> {
    of(cx, contract, Bin::Live)?.iter().try_for_each(|plan| cx.delete(plan).map(|_| ()))
}

/// Refuses to leave plans outside the bin when their contract goes there and does not take them.
pub(crate) fn no_plan_left(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    require(of(cx, contract, Bin::Live)?.is_empty(), &codes::CONTRACT_USED)
}

/// Those that went with it come out of it with it. `contract` is what it was there.
pub(crate) fn restore_plans(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    let plans = of(cx, contract.id, Bin::Deleted)?.into_iter();
    let mut plans = plans.filter(|plan| plan.deleted_at == contract.deleted_at);
    plans.try_for_each(|plan| cx.restore(&plan).map(|_| ()))
}
