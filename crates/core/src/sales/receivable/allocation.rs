//! What a receivable is counted towards.

use super::plan_state::recount as recount_plan;
use super::{Allocation, Receivable, ReceivableId, ReceivablePlan, ReceivablePlanId};
use crate::command;
use crate::error::{Error, Result, codes, internal, require};
use crate::model::{Money, TypedId, Value};
use crate::mutants::mutant;
use crate::org::OverPayment;
use crate::query::{Bin, Bound, Visibility};
use crate::sales::approval::{self, CheckStatus};
use crate::sales::contract::{self, Contract, ContractId};
use crate::session::{Command, Context, operation};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A part of a receivable, as a person gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewAllocation {
    /// The contract; without, it stays the customer's credit.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub contract_id: Option<ContractId>,
    /// The plan of that contract.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub plan_id: Option<ReceivablePlanId>,
    /// How much.
    pub money: Money,
}

impl NewAllocation {
    /// A part as it is.
    pub(super) fn of(part: &Allocation) -> Self {
        Self { contract_id: part.contract_id, plan_id: part.plan_id, money: part.money }
    }
}

command! {
    /// Splits a receivable anew over contracts and plans of its customer, in effect or not. Of an
    /// approved one no contract gets less than before.
    pub struct AllocateReceivable = "receivable.allocate", 1, "分配回款", "Allocate a receivable" {
        /// Which.
        receivable: ReceivableId,
        /// The parts, which together are its amount.
        allocations: Vec<NewAllocation>,
    } -> ReceivableId; RECEIVABLE_EDIT
}

impl Command for AllocateReceivable {
    fn run(self, cx: &mut Context<'_>) -> Result<ReceivableId> {
        let receivable: Receivable = cx.reach(self.receivable, &operation::RECEIVABLE_EDIT)?;
        super::update::not_in_review(&receivable)?;
        if receivable.status == CheckStatus::Approved {
            none_loses(cx, &receivable, &self.allocations)?;
        }
        split(cx, &receivable, self.allocations)?;
        Ok(receivable.id)
    }
}

/// Refuses to take money from a contract for which somebody approved it. Among the contract's plans
/// it goes as one likes, and so does the customer's credit.
fn none_loses(cx: &Context<'_>, receivable: &Receivable, given: &[NewAllocation]) -> Result<()> {
    let held: Vec<_> = of(cx, receivable.id)?.iter().map(NewAllocation::of).collect();
    for contract in held.iter().filter_map(|part| part.contract_id).collect::<BTreeSet<_>>() {
        let gets = |parts: &[NewAllocation]| {
            let its = parts.iter().filter(|part| part.contract_id == Some(contract));
            sum(its.map(|part| part.money))
        };
        require(gets(given)? >= gets(&held)?, &codes::RECEIVABLE_APPROVED)
            .map_err(|e| e.of(Receivable::META).field("contract_id"))?;
    }
    Ok(())
}

/// The parts of a receivable.
pub(super) fn of(cx: &Context<'_>, receivable: ReceivableId) -> Result<Vec<Allocation>> {
    cx.find(Bound::is(Allocation::META, "receivable_id", Value::Id(receivable.uuid())))
}

/// What was received for a contract: the sum of what is counted towards it.
pub(crate) fn received_for(cx: &Context<'_>, contract: ContractId) -> Result<Money> {
    effective(cx, "contract_id", Value::Id(contract.uuid()))
}

/// The sum of what counts towards a contract or a plan.
pub(super) fn effective(cx: &Context<'_>, field: &str, id: Value) -> Result<Money> {
    let entity = Allocation::META;
    let counts = Bound::is(entity, "effective", Value::Bool(true));
    let rows = cx.find::<Allocation>(Bound::And(vec![Bound::is(entity, field, id), counts]))?;
    sum(rows.iter().map(|a| a.money))
}

pub(super) fn sum(parts: impl Iterator<Item = Money>) -> Result<Money> {
    let mut parts = parts;
    let total = parts.try_fold(Money::ZERO, Money::checked_add);
    total.ok_or_else(|| Error::new(&codes::OUT_OF_RANGE).of(Receivable::META).field("money"))
}

/// Splits a receivable into these parts, and counts anew all that they concern.
pub(super) fn split(
    cx: &mut Context<'_>,
    receivable: &Receivable,
    given: Vec<NewAllocation>,
) -> Result<()> {
    let wrong = |code| Error::new(code).of(Allocation::META);
    require(given.len() <= 100, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", 100))?;
    for part in &given {
        let at = |e: Error| e.of(Allocation::META).field("money");
        require(part.money > Money::ZERO, &codes::OUT_OF_RANGE).map_err(at)?;
        part.money.fits_in(&receivable.currency).map_err(at)?;
    }
    let total = sum(given.iter().map(|part| part.money))?;
    if total != receivable.money && !mutant(49) {
        return Err(wrong(&codes::ALLOCATION_SUM)
            .with("sum", total)
            .with("money", cx.told(Receivable::META, "money", receivable.money)));
    }
    let held = of(cx, receivable.id)?;
    for part in &given {
        fits(cx, receivable, part, &held)?;
    }
    let given = within_contracts(cx, receivable, given)?;
    names_its_contract(cx, receivable.id, given.iter().map(|part| part.contract_id))?;
    let effective = counts(receivable);
    let as_before = held.iter().map(NewAllocation::of).eq(given.iter().copied());
    if as_before && held.iter().all(|part| part.effective == effective) {
        return Ok(());
    }
    for old in &held {
        cx.remove(old)?;
    }
    for NewAllocation { contract_id, plan_id, money } in &given {
        cx.insert(Allocation {
            receivable_id: receivable.id,
            contract_id: *contract_id,
            plan_id: *plan_id,
            money: *money,
            effective,
            ..Allocation::blank()
        })?;
    }
    if !effective && held.iter().all(|part| !part.effective) {
        return Ok(());
    }
    let contracts = held.iter().map(|a| a.contract_id).chain(given.iter().map(|a| a.contract_id));
    let plans = held.iter().map(|a| a.plan_id).chain(given.iter().map(|a| a.plan_id));
    recount(cx, contracts.flatten().collect(), plans.flatten().collect())
}

/// A receivable names a contract towards which it is counted: the first of them, where it names
/// another one. One that is credit as a whole goes on naming the one for which it came.
fn names_its_contract(
    cx: &mut Context<'_>,
    id: ReceivableId,
    towards: impl Iterator<Item = Option<ContractId>>,
) -> Result<()> {
    let towards: Vec<_> = towards.flatten().collect();
    let receivable: Receivable = cx.load(id)?;
    if let Some(first) = towards.first().filter(|_| !towards.contains(&receivable.contract_id)) {
        cx.update(&receivable, |r| r.contract_id = *first)?;
    }
    Ok(())
}

/// Splits a receivable as it is split: others may have paid meanwhile.
pub(super) fn split_again(cx: &mut Context<'_>, receivable: &Receivable) -> Result<()> {
    let held = of(cx, receivable.id)?;
    split(cx, receivable, held.iter().map(NewAllocation::of).collect())
}

/// Whether the parts of a receivable count.
pub(super) fn counts(receivable: &Receivable) -> bool {
    (receivable.status.effective() || mutant(64)) && receivable.deleted_at.is_none()
}

/// A part goes to a contract of the same customer and currency that the caller sees and that is in
/// effect, and to a plan of that contract that he sees. What it was counted towards before is not looked at
/// again.
fn fits(
    cx: &Context<'_>,
    receivable: &Receivable,
    part: &NewAllocation,
    held: &[Allocation],
) -> Result<()> {
    let at = |field: &'static str| move |e: Error| e.of(Allocation::META).field(field);
    let Some(id) = part.contract_id else {
        return require(part.plan_id.is_none(), &codes::PLAN_ELSEWHERE).map_err(at("plan_id"));
    };
    let known = held.iter().any(|a| a.contract_id == Some(id));
    let contract: Contract = if known { cx.load(id)? } else { cx.see(id)? };
    let same =
        contract.customer_id == receivable.customer_id && contract.currency == receivable.currency;
    require(same, &codes::CONTRACT_OTHER).map_err(at("contract_id"))?;
    require(known || contract.status.effective(), &codes::CONTRACT_NOT_EFFECTIVE)
        .map_err(at("contract_id"))?;
    if let Some(plan) = part.plan_id {
        let known = held.iter().any(|a| a.plan_id == Some(plan));
        let plan: ReceivablePlan = if known { cx.load(plan)? } else { cx.see(plan)? };
        require(plan.contract_id == id, &codes::PLAN_ELSEWHERE).map_err(at("plan_id"))?;
    }
    Ok(())
}

/// The company's rule for what is more than a contract is worth.
fn policy(cx: &Context<'_>) -> OverPayment {
    let settings = cx.sight.company.settings.as_ref();
    settings.map_or(OverPayment::Refuse, |settings| settings.over_payment)
}

/// Keeps to the company's rule where a contract is to be worth less than what was received for it, or
/// for the one that it amends: refused, told, or made the customer's credit when it takes effect.
/// What waits for approval counts here too.
pub(crate) fn covers(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    let amended = contract.amends_id.filter(|_| contract.effective_at.is_none());
    let mut paid = Vec::new();
    for id in [Some(contract.id), amended].into_iter().flatten() {
        paid.extend(taking(cx, id, None)?.iter().map(|part| part.money));
    }
    let received = sum(paid.into_iter())?;
    if received <= contract.money {
        return Ok(());
    }
    let below = Error::new(&codes::CONTRACT_BELOW).of(Contract::META).field("money");
    let below = below.with("received", cx.told(Contract::META, "received", received));
    let below = below.with("money", cx.told(Contract::META, "money", contract.money));
    match policy(cx) {
        OverPayment::Refuse => return Err(below),
        OverPayment::Warn => cx.warn(below),
        OverPayment::Credit if contract.status.effective() => {
            return credit_rest(cx, contract.id, contract.money);
        }
        OverPayment::Credit if approval::needed::<Contract>(cx)? => cx.warn(below),
        OverPayment::Credit => {}
    }
    Ok(())
}

/// What was received for a contract beyond an amount becomes the customer's credit, where that is the
/// company's rule: what counts towards no plan goes first, then what came last.
pub(crate) fn credit_rest(cx: &mut Context<'_>, id: ContractId, worth: Money) -> Result<()> {
    if policy(cx) != OverPayment::Credit {
        return Ok(());
    }
    let parts = taking(cx, id, None)?;
    let too_much = || Error::new(&codes::OUT_OF_RANGE).of(Allocation::META).field("money");
    let beyond = sum(parts.iter().map(|part| part.money))?.checked_sub(worth);
    let beyond = beyond.ok_or_else(too_much)?;
    if beyond <= Money::ZERO {
        return Ok(());
    }
    let mut dated = Vec::with_capacity(parts.len());
    for part in parts {
        let receivable: Receivable = cx.load(part.receivable_id)?;
        dated.push((part.plan_id.is_none(), receivable.received_on, part));
    }
    dated.sort_by_key(|(free, received_on, part)| (*free, *received_on, part.id));
    let mut left = beyond;
    let mut plans = BTreeSet::new();
    for (_, _, part) in dated.into_iter().rev() {
        if left == Money::ZERO {
            break;
        }
        let cut = part.money.min(left);
        let kept = part.money.checked_sub(cut).ok_or_else(too_much)?;
        left = left.checked_sub(cut).ok_or_else(too_much)?;
        plans.extend(part.plan_id);
        let receivable = part.receivable_id;
        let credit = (None, None, cut);
        if kept > Money::ZERO {
            cx.update(&part, |p| p.money = kept)?;
            let (contract_id, plan_id, money) = credit;
            cx.insert(Allocation { id: Default::default(), contract_id, plan_id, money, ..part })?;
        } else {
            cx.update(&part, |p| (p.contract_id, p.plan_id, p.money) = credit)?;
        }
        let parts = of(cx, receivable)?;
        names_its_contract(cx, receivable, parts.iter().map(|part| part.contract_id))?;
    }
    recount(cx, [id].into(), plans)?;
    let told = cx.told(Contract::META, "unreceived", beyond);
    cx.warn(Error::new(&codes::OVER_PAID_CREDIT).of(Allocation::META).with("beyond", told));
    Ok(())
}

/// Keeps to the company's rule for what is more than a contract is worth: refused, told, or made
/// the customer's credit. What waits for approval counts here, so that no approval comes too late.
fn within_contracts(
    cx: &mut Context<'_>,
    receivable: &Receivable,
    given: Vec<NewAllocation>,
) -> Result<Vec<NewAllocation>> {
    let policy = policy(cx);
    let mut room: BTreeMap<ContractId, Money> = BTreeMap::new();
    let mut parts = Vec::new();
    let mut credit = Money::ZERO;
    for part in given {
        let Some(id) = part.contract_id else {
            parts.push(part);
            continue;
        };
        let left = match room.get(&id) {
            Some(left) => *left,
            None => room_for(cx, receivable, id)?,
        };
        let beyond = part.money.checked_sub(left.max(Money::ZERO)).unwrap_or(Money::ZERO);
        let beyond = beyond.max(Money::ZERO);
        let taken = part.money.checked_sub(beyond).ok_or_else(|| internal("a part of a part"))?;
        let told = cx.told(Contract::META, "unreceived", beyond);
        let over = |error: Error| error.of(Allocation::META).with("beyond", &told);
        let mut kept = part.money;
        match policy {
            _ if beyond == Money::ZERO => {}
            OverPayment::Refuse => return Err(over(Error::new(&codes::OVER_PAID))),
            OverPayment::Warn => cx.warn(over(Error::new(&codes::OVER_PAID))),
            OverPayment::Credit => {
                credit = sum([credit, beyond].into_iter())?;
                kept = taken;
                cx.warn(over(Error::new(&codes::OVER_PAID_CREDIT)));
            }
        }
        room.insert(id, left.checked_sub(part.money).unwrap_or(Money::ZERO));
        if kept > Money::ZERO {
            parts.push(NewAllocation { money: kept, ..part });
        }
    }
    if credit > Money::ZERO {
        parts.push(NewAllocation { contract_id: None, plan_id: None, money: credit });
    }
    Ok(parts)
}

/// What a contract still takes besides a receivable: its amount less what others have paid or are
/// about to. Where an amendment with less waits for approval, that is its amount.
fn room_for(cx: &Context<'_>, receivable: &Receivable, id: ContractId) -> Result<Money> {
    let contract: Contract = cx.load(id)?;
    let worth = contract::least_worth(cx, &contract)?;
    let taken = taking(cx, id, Some(receivable.id))?;
    let left = worth.checked_sub(sum(taken.iter().map(|part| part.money))?);
    left.ok_or_else(|| Error::new(&codes::OUT_OF_RANGE).of(Allocation::META).field("money"))
}

/// The parts that count towards a contract or are about to, but for those of a receivable.
fn taking(
    cx: &Context<'_>,
    contract: ContractId,
    but: Option<ReceivableId>,
) -> Result<Vec<Allocation>> {
    let of = Bound::is(Allocation::META, "contract_id", Value::Id(contract.uuid()));
    let mut taking = Vec::new();
    for part in cx.find::<Allocation>(of)? {
        let other = Some(part.receivable_id) != but;
        if other && (part.effective || !mutant(48) && waits(cx, part.receivable_id)?) {
            taking.push(part);
        }
    }
    Ok(taking)
}

fn waits(cx: &Context<'_>, receivable: ReceivableId) -> Result<bool> {
    use crate::sales::approval::CheckStatus::InReview;
    let found: Option<Receivable> = cx.fetch(receivable, &Visibility::Everything, Bin::Live)?;
    Ok(found.is_some_and(|r| r.status == InReview))
}

/// Counts anew what contracts and plans show as received.
pub(super) fn recount(
    cx: &mut Context<'_>,
    contracts: BTreeSet<ContractId>,
    plans: BTreeSet<ReceivablePlanId>,
) -> Result<()> {
    for plan in plans {
        recount_plan(cx, plan)?;
    }
    for id in contracts {
        if let Some(contract) = cx.find_one(id)? {
            contract::recount(cx, &contract)?;
        }
    }
    Ok(())
}

/// Brings the parts of a receivable in step with whether it is in effect.
pub(super) fn follow(cx: &mut Context<'_>, receivable: &Receivable) -> Result<()> {
    let effective = counts(receivable) || mutant(47) && receivable.deleted_at.is_some();
    let held = of(cx, receivable.id)?;
    for part in held.iter().filter(|part| part.effective != effective) {
        cx.update(part, |p| p.effective = effective)?;
    }
    let contracts = held.iter().filter_map(|a| a.contract_id).collect();
    recount(cx, contracts, held.iter().filter_map(|a| a.plan_id).collect())
}
