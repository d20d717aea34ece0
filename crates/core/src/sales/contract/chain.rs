//! Contracts that come from others: a copy, a renewal (续签), an amendment (变更).

use super::create::{create, parts};
use super::status::in_effect;
use super::{Contract, ContractId, ContractLine, count, signers};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::{Bound, Cmp, Column};
use crate::sales::approval::CheckStatus;
use crate::sales::{invoice, receivable};
use crate::session::{Command, Context, operation};
use chrono::NaiveDate;

command! {
    /// Drafts a contract like another one, of today.
    pub struct CopyContract = "contract.copy", 1, "复制合同", "Copy a contract" {
        /// Which.
        contract: ContractId,
        /// The number of the new one, where no rule makes one.
        number: Option<String>,
    } -> ContractId; CONTRACT_CREATE UNDOABLE
}

impl Command for CopyContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let old: Contract = cx.see(self.contract)?;
        let today = cx.today();
        draft(cx, &old, self.number, |c| c.order_date = today)
    }
}

command! {
    /// Drafts a contract that carries another one on. It begins on the day after the other one's
    /// end and lasts as long, unless said otherwise.
    pub struct RenewContract = "contract.renew", 1, "续签合同", "Renew a contract" {
        /// Which.
        contract: ContractId,
        /// The number of the new one, where no rule makes one.
        number: Option<String>,
        /// From which day it holds.
        starts_on: Option<NaiveDate>,
        /// Until which day.
        ends_on: Option<NaiveDate>,
    } -> ContractId; CONTRACT_CREATE UNDOABLE
}

impl Command for RenewContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let old: Contract = cx.see(self.contract)?;
        in_effect(&old)?;
        let today = cx.today();
        let starts_on = self.starts_on.or_else(|| old.ends_on.and_then(|end| end.succ_opt()));
        let lasts = old.starts_on.zip(old.ends_on).map(|(start, end)| end - start);
        let same_length = starts_on.zip(lasts).and_then(|(from, l)| from.checked_add_signed(l));
        let ends_on = self.ends_on.or(same_length);
        draft(cx, &old, self.number, |c| {
            c.renews_id = Some(old.id);
            (c.order_date, c.starts_on, c.ends_on) = (today, starts_on, ends_on);
        })
    }
}

command! {
    /// Drafts an amendment of a contract that is in effect. When it takes effect, it takes the
    /// contract's place: what was received and invoiced goes over to it, and its payment plans are
    /// made anew.
    pub struct AmendContract = "contract.amend", 1, "变更合同", "Amend a contract" {
        /// Which.
        contract: ContractId,
        /// The number of the amendment, where no rule makes one.
        number: Option<String>,
    } -> ContractId; CONTRACT_CREATE UNDOABLE
}

impl Command for AmendContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let old: Contract = cx.reach(self.contract, &operation::CONTRACT_EDIT)?;
        in_effect(&old)?;
        require(amendments(cx, old.id)?.is_empty(), &codes::CONTRACT_AMENDING)?;
        draft(cx, &old, self.number, |c| c.amends_id = Some(old.id))
    }
}

/// The amendments of a contract on which somebody works.
fn amendments(cx: &Context<'_>, contract: ContractId) -> Result<Vec<Contract>> {
    let entity = Contract::META;
    let status = Column::field(entity, entity.position("status"));
    let void = Value::Text("void".into());
    cx.find(Bound::And(vec![
        Bound::is(entity, "amends_id", Value::Id(contract.uuid())),
        Bound::Not(Box::new(Bound::Cmp(status, Cmp::Eq, void))),
    ]))
}

/// Drafts a contract with what another one says, its lines and signers. Its owner is the caller.
fn draft(
    cx: &mut Context<'_>,
    old: &Contract,
    number: Option<String>,
    change: impl FnOnce(&mut Contract),
) -> Result<ContractId> {
    let (lines, people) = parts(cx, old.id)?;
    let mut new = Contract {
        number: number.unwrap_or_default(),
        name: old.name.clone(),
        customer_id: old.customer_id,
        opportunity_id: old.opportunity_id,
        money: old.money,
        currency: old.currency.clone(),
        order_date: old.order_date,
        starts_on: old.starts_on,
        ends_on: old.ends_on,
        contact_id: old.contact_id,
        kind: old.kind,
        payment_method: old.payment_method,
        remark: old.remark.clone(),
        discount_rate: old.discount_rate,
        total: old.total,
        custom: old.custom.clone(),
        status: CheckStatus::Draft,
        ..Contract::blank()
    };
    change(&mut new);
    let new = create(cx, new)?;
    for line in lines {
        cx.insert(ContractLine { contract_id: new.id, id: Default::default(), ..line })?;
    }
    let company = cx.company()?;
    let people = people.into_iter().filter(|id| company.active(*id).is_some()).collect();
    signers::put(cx, new.id, people)?;
    count(cx, new.id)?;
    Ok(new.id)
}

/// Refuses an amendment of a contract that is not in effect any more.
pub(super) fn may_take_effect(cx: &Context<'_>, contract: &Contract) -> Result<()> {
    let Some(old) = contract.amends_id.filter(|_| contract.effective_at.is_none()) else {
        return Ok(());
    };
    let old: Option<Contract> = cx.find_one(old)?;
    let in_effect = old.is_some_and(|old| old.status.effective());
    require(in_effect, &codes::CONTRACT_NOT_EFFECTIVE)
        .map_err(|e: Error| e.of(Contract::META).field("amends_id"))
}

/// An amendment that takes effect takes the place of its contract.
pub(super) fn take_place(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    let Some(old) = contract.amends_id else { return Ok(()) };
    let Some(old) = cx.find_one::<Contract>(old)?.filter(|old| old.status.effective()) else {
        return Ok(());
    };
    receivable::carry_over(cx, &old, contract)?;
    invoice::carry_over(cx, old.id, contract.id)?;
    let old: Contract = cx.load(old.id)?;
    let old = cx.update(&old, |c| {
        c.amended_by_id = Some(contract.id);
        c.void_reason = Some(contract.number.clone());
    })?;
    super::follow(cx, &old, CheckStatus::Void).map(|_| ())
}
