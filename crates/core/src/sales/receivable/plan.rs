//! Making, changing and deleting payment plans.

use super::plan_state::{of, settle};
use super::{Allocation, Receivable, ReceivablePlan, ReceivablePlanId, ReceivablePlanPatch};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Money, TypedId, Value};
use crate::mutants::mutant;
use crate::org::OptionItemId;
use crate::query::{Bin, Bound};
use crate::sales::approval::CheckStatus;
use crate::sales::contract::{self, Contract, ContractId};
use crate::session::{BatchReport, Command, Context, operation};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is to be received, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanTerms {
    /// How much.
    pub money: Money,
    /// When.
    pub due_on: NaiveDate,
    /// How.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub method: Option<OptionItemId>,
    /// How many days before it is on the to-do list; 3 when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub remind_days: Option<i64>,
    /// Anything else.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub remark: Option<String>,
}

command! {
    /// Plans what is to be received for a contract that is in review or in effect. The periods go
    /// on from its last one. Who plans more than the contract is worth is told.
    pub struct CreateReceivablePlans = "receivable_plan.create", 1, "新建回款计划", "Create payment plans" {
        /// The contract.
        contract: ContractId,
        /// The plans, in order.
        plans: Vec<PlanTerms>,
    } -> ContractId; RECEIVABLE_PLAN_EDIT UNDOABLE
}

impl Command for CreateReceivablePlans {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let contract: Contract = cx.reach(self.contract, &operation::RECEIVABLE_PLAN_EDIT)?;
        require(self.plans.len() <= 200, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", 200))?;
        let fits = contract.status.effective() || contract.status == CheckStatus::InReview;
        require(fits, &codes::PLAN_TOO_EARLY).map_err(|e| e.of(Contract::META))?;
        let first = next_period(cx, contract.id)?;
        for (period, PlanTerms { money, due_on, method, remind_days, remark }) in
            (first..).zip(self.plans)
        {
            let plan = ReceivablePlan {
                contract_id: contract.id,
                customer_id: contract.customer_id,
                period,
                money,
                due_on,
                method,
                remark,
                remind_days: remind_days.unwrap_or(3),
                ..ReceivablePlan::blank()
            };
            check(&plan, &contract.currency)?;
            let plan = cx.create(plan)?;
            settle(cx, &plan, &contract)?;
        }
        within(cx, &contract)?;
        Ok(contract.id)
    }
}

/// The number of a contract's next plan.
pub(super) fn next_period(cx: &Context<'_>, contract: ContractId) -> Result<i64> {
    Ok(of(cx, contract, Bin::Live)?.iter().map(|plan| plan.period).max().unwrap_or(0) + 1)
}

fn check(plan: &ReceivablePlan, currency: &str) -> Result<()> {
    let at = |field: &'static str| move |e: Error| e.of(ReceivablePlan::META).field(field);
    require(plan.money > Money::ZERO, &codes::OUT_OF_RANGE).map_err(at("money"))?;
    plan.money.fits_in(currency).map_err(at("money"))?;
    require((0..=3650).contains(&plan.remind_days), &codes::OUT_OF_RANGE).map_err(at("remind_days"))
}

/// Tells who plans to receive more than a contract is worth.
pub(super) fn within(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    let plans = of(cx, contract.id, Bin::Live)?;
    let planned = super::allocation::sum(plans.iter().map(|plan| plan.money))?;
    if planned > contract.money {
        let error = Error::new(&codes::PLAN_BEYOND).of(ReceivablePlan::META);
        let planned = cx.told(ReceivablePlan::META, "money", planned);
        let money = cx.told(Contract::META, "money", contract.money);
        cx.warn(error.with("planned", planned).with("money", money));
    }
    Ok(())
}

/// A plan whose contract the caller may plan for.
fn reach(cx: &Context<'_>, id: ReceivablePlanId, bin: Bin) -> Result<(ReceivablePlan, Contract)> {
    let plan: ReceivablePlan = cx.reach_in(id, &operation::RECEIVABLE_PLAN_EDIT, bin)?;
    let contract = cx.reach(plan.contract_id, &operation::RECEIVABLE_PLAN_EDIT)?;
    Ok((plan, contract))
}

/// Whether a receivable, in effect or not, is counted towards a plan.
fn named(cx: &Context<'_>, plan: ReceivablePlanId) -> Result<Vec<Allocation>> {
    cx.find(Bound::is(Allocation::META, "plan_id", Value::Id(plan.uuid())))
}

/// Refuses to touch a plan that a receivable names which is not in the bin.
fn not_named(cx: &Context<'_>, plan: ReceivablePlanId) -> Result<()> {
    for part in named(cx, plan)? {
        let binned = cx.find_one::<Receivable>(part.receivable_id)?.is_none();
        require(binned, &codes::PLAN_USED).map_err(|e| e.of(ReceivablePlan::META))?;
    }
    Ok(())
}

/// Brings a plan in step of which something was taken back, unless a receivable names it by now.
pub(crate) fn plan_sound(cx: &mut Context<'_>, plan: ReceivablePlanId) -> Result<()> {
    not_named(cx, plan)?;
    super::plan_state::recount(cx, plan)
}

command! {
    /// Changes a payment plan towards which no receivable is counted.
    pub struct UpdateReceivablePlan = "receivable_plan.update", 1, "编辑回款计划", "Change a payment plan" {
        /// Which.
        plan: ReceivablePlanId,
        /// What changes.
        patch: ReceivablePlanPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ReceivablePlanId; RECEIVABLE_PLAN_EDIT UNDOABLE
}

impl Command for UpdateReceivablePlan {
    fn run(self, cx: &mut Context<'_>) -> Result<ReceivablePlanId> {
        let (old, contract) = reach(cx, self.plan, Bin::Live)?;
        not_named(cx, old.id)?;
        let new =
            cx.edit(&old, &self.patch, self.expect_rev, |plan| check(plan, &contract.currency))?;
        let new = settle(cx, &new, &contract)?;
        within(cx, &contract)?;
        Ok(new.id)
    }
}

command! {
    /// Puts payment plans into the recycle bin. What was counted towards them stays counted towards
    /// their contract.
    pub struct DeleteReceivablePlans = "receivable_plan.delete", 1, "删除回款计划", "Delete payment plans" {
        /// Which.
        plans: Vec<ReceivablePlanId>,
    } -> BatchReport; RECEIVABLE_PLAN_EDIT
}

impl Command for DeleteReceivablePlans {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.plans, |cx, id| {
            let (plan, contract) = reach(cx, id, Bin::Live)?;
            for part in named(cx, id)?.into_iter().filter(|_| !mutant(53)) {
                cx.update(&part, |p| p.plan_id = None)?;
            }
            let plan = settle(cx, &plan, &contract)?;
            cx.delete(&plan)?;
            contract::count(cx, contract.id).map(|_| ())
        })
    }
}

command! {
    /// Takes payment plans out of the recycle bin. One whose period was given to another meanwhile
    /// gets the next.
    pub struct RestoreReceivablePlans = "receivable_plan.restore", 1, "恢复回款计划", "Restore payment plans" {
        /// Which.
        plans: Vec<ReceivablePlanId>,
    } -> BatchReport; RECEIVABLE_PLAN_EDIT
}

impl Command for RestoreReceivablePlans {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.plans, |cx, id| {
            let (old, contract) = reach(cx, id, Bin::Deleted)?;
            let next = next_period(cx, contract.id)?;
            let taken =
                of(cx, contract.id, Bin::Live)?.iter().any(|plan| plan.period == old.period);
            let plan = cx.restore(&old)?;
            let plan = cx.update(&plan, |p| p.period = if taken { next } else { p.period })?;
            settle(cx, &plan, &contract).map(|_| ())
        })
    }
}
