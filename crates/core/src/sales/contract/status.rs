//! Where a contract stands, and everything that follows from it.

use super::{Contract, ContractId, ContractPatch, chain, lines, update};
use crate::command;
use crate::error::{Code, Error, Result, codes, require};
use crate::model::{Choice, EntityMeta, FieldType, Money, Number, TypedId, Value};
use crate::query::{Bound, BoundQuery, Column, Direction};
use crate::sales::approval::{self, Approvable, Approval, CheckStatus, StepChoice};
use crate::sales::customer::{CustomerId, refresh_deal};
use crate::sales::lines::NewLine;
use crate::sales::opportunity::Opportunity;
use crate::sales::{invoice, receivable};
use crate::session::write::expect;
use crate::session::{Command, Context, operation};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

command! {
    /// Submits a contract, with changes if there are any: it takes effect at once where nothing has
    /// to be approved, else somebody decides.
    pub struct SubmitContract = "contract.submit", 1, "提交合同", "Submit a contract" {
        /// Which.
        contract: ContractId,
        /// What changes with it.
        patch: Option<ContractPatch>,
        /// Its lines from now on.
        lines: Option<Vec<NewLine>>,
        /// Whom the caller chooses to decide, where the flow lets him.
        choices: Option<Vec<StepChoice>>,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ContractId; CONTRACT_EDIT
}

impl Command for SubmitContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let mut contract: Contract = cx.reach(self.contract, &operation::CONTRACT_EDIT)?;
        let refused = match contract.status {
            CheckStatus::InReview => Some(&codes::CONTRACT_IN_REVIEW),
            CheckStatus::Approved => Some(&codes::CONTRACT_APPROVED),
            CheckStatus::Void if contract.amended_by_id.is_some() => Some(&codes::CONTRACT_AMENDED),
            _ => None,
        };
        if let Some(code) = refused {
            return Err(Error::new(code).of(Contract::META));
        }
        if contract.status.effective() {
            chain::none_in_review(cx, contract.id)?;
        }
        match &self.patch {
            Some(patch) => contract = update::change(cx, &contract, patch, self.expect_rev)?,
            None => expect(&contract, self.expect_rev)?,
        }
        if let Some(given) = self.lines {
            let said = self.patch.and_then(|patch| patch.money);
            contract = lines::put(cx, &contract, given, said)?;
        }
        chain::may_take_effect(cx, &contract)?;
        receivable::covers(cx, &contract)?;
        approval::submit(cx, &contract, self.choices.unwrap_or_default())?;
        Ok(contract.id)
    }
}

impl Approvable for Contract {
    const FIELD: &'static str = "contract_id";

    fn name(approval: &mut Approval, id: Uuid) {
        approval.contract_id = Some(id.into());
    }

    fn settle(cx: &mut Context<'_>, contract: Self, status: CheckStatus) -> Result<()> {
        follow(cx, &contract, status).map(|_| ())
    }
}

/// Gives a contract a status, and brings everything in step that follows from it: what it takes the
/// place of, its payment plans, what was received for it, whether its customer has dealt.
pub(crate) fn follow(
    cx: &mut Context<'_>,
    contract: &Contract,
    status: CheckStatus,
) -> Result<Contract> {
    let (now, was_effective) = (cx.now(), contract.status.effective());
    let mut contract = cx.update(contract, |c| {
        c.status = status;
        c.effective_at = status.effective().then(|| c.effective_at.unwrap_or(now));
        c.void_reason = c.void_reason.take().filter(|_| status == CheckStatus::Void);
    })?;
    if status.effective() {
        chain::take_place(cx, &contract)?;
        receivable::credit_rest(cx, contract.id, contract.money)?;
    }
    receivable::follow_contract(cx, &contract)?;
    if contract.amends_id.is_some() || contract.received > Money::ZERO {
        // It may have taken over what was received for the other one.
        contract = count(cx, contract.id)?;
    }
    if was_effective || status.effective() {
        refresh_deal(cx, contract.customer_id)?;
    }
    Ok(contract)
}

/// Brings in step what follows from a contract of which something was taken back.
pub(crate) fn sound(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    update::fits(cx, contract)?;
    has_its_opportunity(cx, contract, &codes::UNDO_TOUCHED)?;
    receivable::follow_contract(cx, contract)?;
    count(cx, contract.id)?;
    approval::keep_deciders_of::<Contract>(cx, contract.id)?;
    refresh_deal(cx, contract.customer_id)
}

/// Refuses a contract whose opportunity is in the recycle bin.
pub(super) fn has_its_opportunity(
    cx: &Context<'_>,
    contract: &Contract,
    code: &'static Code,
) -> Result<()> {
    let Some(id) = contract.opportunity_id else { return Ok(()) };
    let there = cx.find_one::<Opportunity>(id)?.is_some();
    require(there, code).map_err(|e| e.of(Opportunity::META))
}

/// Counts anew what was received and invoiced for a contract.
pub(crate) fn count(cx: &mut Context<'_>, id: ContractId) -> Result<Contract> {
    let contract = cx.load(id)?;
    recount(cx, &contract)
}

/// The same for one that was just read.
pub(crate) fn recount(cx: &mut Context<'_>, contract: &Contract) -> Result<Contract> {
    let new = counted(cx, contract.clone())?;
    cx.update(contract, |c| *c = new)
}

/// A contract with what was received and invoiced for it.
pub(super) fn counted(cx: &Context<'_>, contract: Contract) -> Result<Contract> {
    let received = receivable::received_for(cx, contract.id)?;
    let invoiced = invoice::invoiced_for(cx, contract.id)?;
    let too_much = || Error::new(&codes::OUT_OF_RANGE).of(Contract::META).field("unreceived");
    let unreceived = contract.money.checked_sub(received).ok_or_else(too_much)?;
    let progress = progress(received, contract.money)?;
    Ok(Contract { received, unreceived, progress, invoiced, ..contract })
}

/// What was received, in per cent of an amount, with two places.
fn progress(received: Money, money: Money) -> Result<Number> {
    let hundred = Decimal::ONE_HUNDRED;
    if money == Money::ZERO {
        return Number::round(hundred, 2);
    }
    let share = received.decimal().checked_div(money.decimal());
    let share = share.and_then(|share| share.checked_mul(hundred)).unwrap_or(hundred);
    Number::round(share, 2)
}

/// Refuses an action on a contract that is not in effect.
pub(super) fn in_effect(contract: &Contract) -> Result<()> {
    require(contract.status.effective(), &codes::CONTRACT_NOT_EFFECTIVE)
        .map_err(|e| e.of(Contract::META))
}

/// Those in effect.
pub(crate) fn effective(entity: &'static EntityMeta) -> Bound {
    let column = Column::field(entity, entity.position("status"));
    let codes = CheckStatus::EFFECTIVE.map(|s| Value::Text(s.code().into()));
    Bound::In(column, codes.to_vec())
}

/// Those in effect that end within so many days.
pub(crate) fn expiring(today: NaiveDate, days: i64) -> Bound {
    let entity = Contract::META;
    let days = Days::new(u64::try_from(days).unwrap_or(0) + 1);
    let end = today.checked_add_days(days).unwrap_or(NaiveDate::MAX);
    let ends = Column::field(entity, entity.position("ends_on"));
    let within = Bound::Range(ends, Some(Value::Date(today)), Some(Value::Date(end)));
    Bound::And(vec![effective(entity), within])
}

/// When a customer first ordered by a contract that is in effect.
pub(crate) fn first_order(cx: &Context<'_>, customer: CustomerId) -> Result<Option<NaiveDate>> {
    let entity = Contract::META;
    let of = Bound::is(entity, "customer_id", Value::Id(customer.uuid()));
    let query = BoundQuery::all(entity).filter(Bound::And(vec![of, effective(entity)]));
    let mut query = query.order_by(entity.position("order_date"), Direction::Asc).limit(1);
    query.columns = vec![entity.position("order_date")];
    let mut first = None;
    cx.writer.query(&query, &mut |row| {
        first = Some(NaiveDate::from_raw(row.get(0)?)?);
        Ok(())
    })?;
    Ok(first)
}
