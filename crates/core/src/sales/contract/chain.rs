//! Contracts that come from something else: from an opportunity that was won, or from another
//! contract as its copy, renewal (续签) or amendment (变更).

use super::create::{check, parts};
use super::status::in_effect;
use super::{Contract, ContractId, ContractLine, ContractMember, Fulfilment, count, signers};
use crate::admin::number;
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Entity, EntityMeta, Money, TypedId, Value};
use crate::query::Bound;
use crate::sales::approval::CheckStatus;
use crate::sales::contact::Contact;
use crate::sales::customer::Customer;
use crate::sales::lines::{DocumentLine, of_document};
use crate::sales::opportunity::{Opportunity, OpportunityId, OpportunityLine, OpportunityState};
use crate::sales::pool::owned_by_somebody;
use crate::sales::product::choosable;
use crate::sales::team::{self, Membership};
use crate::sales::{invoice, receivable, visit};
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
        may_say(
            cx,
            &[("starts_on", self.starts_on.is_some()), ("ends_on", self.ends_on.is_some())],
        )?;
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

command! {
    /// Drafts the contract of an opportunity that is open or won, of today: with its name, customer,
    /// contact and products, and worth the same. Its owner is the caller.
    pub struct DraftContract = "contract.draft", 1, "由商机新建合同", "Draft an opportunity's contract" {
        /// The opportunity.
        opportunity: OpportunityId,
        /// The number of the contract, where no rule makes one.
        number: Option<String>,
    } -> ContractId; CONTRACT_CREATE UNDOABLE
}

impl Command for DraftContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let from: Opportunity = cx.see(self.opportunity)?;
        let goes = matches!(from.state, OpportunityState::Open | OpportunityState::Won);
        require(goes, &codes::OPPORTUNITY_ENDED).map_err(|e| e.of(Opportunity::META))?;
        owned_by_somebody::<Customer>(cx, from.customer_id)?;
        cx.see::<Customer>(from.customer_id)?;
        may_say(cx, &[("number", self.number.is_some())])?;
        takes(cx, Opportunity::META, &["name", "money", "total", "discount_rate"])?;
        takes(cx, OpportunityLine::META, &PRICED)?;
        let contact = cx.if_seen::<Contact>(from.primary_contact_id)?;
        let today = cx.today();
        let number =
            number::next(cx, Contract::META, "number", self.number.as_deref(), Some(today))?;
        let currency = cx.company()?.currency().to_owned();
        let contract = Contract {
            number,
            currency,
            name: from.name,
            customer_id: from.customer_id,
            opportunity_id: Some(from.id),
            contact_id: contact,
            money: from.money.unwrap_or(Money::ZERO),
            total: from.total,
            discount_rate: from.discount_rate,
            order_date: today,
            owner_id: Some(cx.me()?),
            ..Contract::blank()
        };
        let contract = cx.insert(contract)?;
        for line in of_document::<OpportunityLine>(cx, from.id.uuid())? {
            choosable(cx, line.product_id)?;
            let mut new = ContractLine::unsaid();
            new.fill(contract.id.uuid(), line.position, line.values());
            cx.insert(new)?;
        }
        count(cx, contract.id)?;
        Ok(contract.id)
    }
}

/// What a line says besides its product.
const PRICED: [&str; 6] =
    ["quantity", "list_price", "sales_price", "discount", "subtotal", "tax_rate"];

/// Refuses to take over fields that the caller may not read: he would read them afterwards.
fn takes(cx: &Context<'_>, entity: &'static EntityMeta, fields: &[&'static str]) -> Result<()> {
    let hidden = fields.iter().find(|field| !cx.sight.readable(entity, field));
    hidden.map_or(Ok(()), |field| Err(Error::new(&codes::FORBIDDEN_FIELD).of(entity).field(*field)))
}

/// The amendments of a contract on which somebody works.
fn amendments(cx: &Context<'_>, contract: ContractId) -> Result<Vec<Contract>> {
    let amending = Bound::is(Contract::META, "amends_id", Value::Id(contract.uuid()));
    cx.find(Bound::And(vec![amending, Contract::stands()]))
}

/// Refuses to touch a contract while somebody decides about an amendment of it, which is to take
/// its place as it is.
pub(super) fn none_in_review(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    let waits = |amendment: &Contract| amendment.status == CheckStatus::InReview;
    let free = !amendments(cx, contract)?.iter().any(waits);
    require(free, &codes::CONTRACT_AMENDING).map_err(|e| e.of(Contract::META))
}

/// What a contract is worth, or an amendment of it that somebody decides about, if that is less.
pub(crate) fn least_worth(cx: &Context<'_>, contract: &Contract) -> Result<Money> {
    let waits = |amendment: &Contract| amendment.status == CheckStatus::InReview;
    let amendments = amendments(cx, contract.id)?.into_iter().filter(waits);
    Ok(amendments.map(|amendment| amendment.money).fold(contract.money, Money::min))
}

/// Drafts a contract with what another one says, its lines and signers. An amendment stays with
/// the people of its contract; a copy and a renewal are new, their owner is the caller, and they
/// name only what he could name anew.
fn draft(
    cx: &mut Context<'_>,
    old: &Contract,
    number: Option<String>,
    change: impl FnOnce(&mut Contract),
) -> Result<ContractId> {
    let (lines, people) = parts(cx, old.id)?;
    let mut new = Contract {
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
        owner_id: Some(cx.me()?),
        ..Contract::blank()
    };
    change(&mut new);
    let company = cx.company()?;
    let amends = new.amends_id.is_some();
    if amends {
        let contact = new.contact_id.map(|id| cx.find_one::<Contact>(id)).transpose()?.flatten();
        new.contact_id = contact.map(|contact| contact.id);
        let owner = old.owner_id.filter(|owner| company.active(*owner).is_some());
        new.owner_id = owner.or(new.owner_id);
    } else {
        owned_by_somebody::<Customer>(cx, old.customer_id)?;
        cx.see::<Customer>(old.customer_id)?;
        new.contact_id = cx.if_seen::<Contact>(new.contact_id)?;
        new.opportunity_id = cx.if_seen::<Opportunity>(new.opportunity_id)?;
        lines.iter().try_for_each(|line| choosable(cx, line.product_id).map(|_| ()))?;
    }
    check(cx, &new, Some(old))?;
    may_say(cx, &[("number", number.is_some())])?;
    new.number =
        number::next(cx, Contract::META, "number", number.as_deref(), Some(new.order_date))?;
    // What it takes over was looked at when somebody said it.
    let new = cx.insert(new)?;
    if amends {
        let now = cx.now();
        for member in team::members::<Contract>(cx, old.id)? {
            let ContractMember { employee_id, access, expires_at, .. } = member;
            if expires_at.is_none_or(|at| at > now) && new.owner_id != Some(employee_id) {
                team::put(cx, &new, employee_id, Membership { access, expires_at })?;
            }
        }
    }
    for line in lines {
        let copy = ContractLine { contract_id: new.id, id: Default::default(), ..line.clone() };
        cx.insert_like(copy, &line)?;
    }
    let people = people.into_iter().filter(|id| company.active(*id).is_some()).collect();
    signers::put(cx, new.id, people)?;
    count(cx, new.id)?;
    Ok(new.id)
}

/// Refuses fields that a person says and may not edit.
fn may_say(cx: &Context<'_>, said: &[(&'static str, bool)]) -> Result<()> {
    let entity = Contract::META;
    let may = |field| cx.rights().is_none_or(|rights| rights.edits(entity.name, field));
    let refused = said.iter().find(|(field, said)| *said && !may(field));
    refused.map_or(Ok(()), |(field, _)| {
        Err(Error::new(&codes::FORBIDDEN_FIELD).of(entity).field(*field))
    })
}

/// Refuses an amendment of a contract that is not in effect any more, unless it is this one that
/// took its place; and two that wait for a decision.
pub(super) fn may_take_effect(cx: &Context<'_>, contract: &Contract) -> Result<()> {
    let Some(old) = contract.amends_id.filter(|_| contract.effective_at.is_none()) else {
        return Ok(());
    };
    none_in_review(cx, old)?;
    let old: Option<Contract> = cx.find_one(old)?;
    let there = |old: Contract| old.status.effective() || old.amended_by_id == Some(contract.id);
    require(old.is_some_and(there), &codes::CONTRACT_NOT_EFFECTIVE)
        .map_err(|e: Error| e.of(Contract::META).field("amends_id"))
}

/// An amendment that takes effect takes the place of its contract.
pub(super) fn take_place(cx: &mut Context<'_>, contract: &Contract) -> Result<()> {
    let Some(old) = contract.amends_id else { return Ok(()) };
    let Some(old) = cx.find_one::<Contract>(old)?.filter(|old| old.status.effective()) else {
        return Ok(());
    };
    receivable::credit_rest(cx, old.id, contract.money)?;
    receivable::carry_over(cx, &old, contract)?;
    // An order that was cancelled or refused begins anew.
    let ended = [Some(Fulfilment::Cancelled), Some(Fulfilment::Refused)];
    if !ended.contains(&old.fulfilment) {
        let contract: Contract = cx.load(contract.id)?;
        cx.update(&contract, |c| c.fulfilment = old.fulfilment)?;
    }
    invoice::carry_over(cx, old.id, contract.id)?;
    visit::carry_over(cx, old.id, contract.id)?;
    let old: Contract = cx.load(old.id)?;
    let old = cx.update(&old, |c| {
        c.amended_by_id = Some(contract.id);
        c.void_reason = Some(contract.number.clone());
    })?;
    super::follow(cx, &old, CheckStatus::Void).map(|_| ())
}
