//! Drafting a contract.

use super::{Contract, ContractId, ContractLine, ContractSigner, NewContract, count, lines};
use crate::admin::number;
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::Money;
use crate::org::EmployeeId;
use crate::sales::contact::Contact;
use crate::sales::customer::Customer;
use crate::sales::lines::{NewLine, of_document, total_of};
use crate::sales::opportunity::Opportunity;
use crate::sales::pool::owned_by_somebody;
use crate::session::{Command, Context, operation};

command! {
    /// Drafts a contract with a customer that the caller sees. Its owner is the caller unless said
    /// otherwise. It takes effect when it is submitted.
    pub struct CreateContract = "contract.create", 1, "新建合同", "Create a contract" {
        /// What it is.
        contract: NewContract,
        /// Its lines; what is worth, if not said, is what they come to.
        lines: Option<Vec<NewLine>>,
        /// Who signs for us.
        signers: Option<Vec<EmployeeId>>,
    } -> ContractId; CONTRACT_CREATE UNDOABLE OFFLINE
}

impl Command for CreateContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let said = self.contract.money;
        let contract = create(cx, self.contract.into_record())?;
        match self.lines {
            Some(lines) => lines::put(cx, &contract, lines, said)?,
            None => count(cx, contract.id)?,
        };
        if let Some(signers) = self.signers {
            super::signers::put(cx, contract.id, signers)?;
        }
        Ok(contract.id)
    }
}

/// Makes a draft from what a person gave.
fn create(cx: &mut Context<'_>, mut contract: Contract) -> Result<Contract> {
    let owner = match contract.owner_id {
        Some(owner) => owner,
        None => cx.me()?,
    };
    cx.own_for(owner, &operation::CONTRACT_CREATE)?;
    owned_by_somebody::<Customer>(cx, contract.customer_id)?;
    contract.owner_id = Some(owner);
    if contract.currency.is_empty() {
        contract.currency = cx.company()?.currency().to_owned();
        // Nobody said it.
        cx.given.push(contract.currency.clone());
    }
    check(cx, &contract, None)?;
    let typed = Some(contract.number.as_str());
    contract.number = number::next(cx, Contract::META, "number", typed, Some(contract.order_date))?;
    cx.create(contract)
}

/// Refuses what cannot be agreed: less than nothing, less than the smallest unit of the currency,
/// an end before the beginning, somebody else's contact or opportunity. What was there before is not looked at again.
pub(super) fn check(cx: &Context<'_>, contract: &Contract, old: Option<&Contract>) -> Result<()> {
    let at = |field: &'static str| move |e: crate::Error| e.of(Contract::META).field(field);
    require(contract.money >= Money::ZERO, &codes::OUT_OF_RANGE).map_err(at("money"))?;
    total_of::<ContractLine>(&[], contract.discount_rate, &contract.currency)
        .map_err(|e| e.of(Contract::META))?;
    let ordered = contract.starts_on.zip(contract.ends_on).is_none_or(|(start, end)| start <= end);
    require(ordered, &codes::CONTRACT_DATES).map_err(at("ends_on"))?;
    let capitals = contract.currency.chars().all(|c| c.is_ascii_uppercase());
    require(capitals && contract.currency.len() == 3, &codes::BAD_CURRENCY)
        .map_err(|e| e.with("value", &contract.currency))?;
    contract.money.fits_in(&contract.currency).map_err(at("money"))?;
    if let Some(id) = contract.contact_id.filter(|id| old.and_then(|o| o.contact_id) != Some(*id)) {
        let contact: Contact = cx.see(id)?;
        require(contact.customer_id == contract.customer_id, &codes::CONTACT_ELSEWHERE)
            .map_err(at("contact_id"))?;
    }
    let new = contract.opportunity_id;
    if let Some(id) = new.filter(|id| old.and_then(|o| o.opportunity_id) != Some(*id)) {
        let opportunity: Opportunity = cx.see(id)?;
        require(opportunity.customer_id == contract.customer_id, &codes::OPPORTUNITY_ELSEWHERE)
            .map_err(at("opportunity_id"))?;
    }
    Ok(())
}

/// The lines of a contract as a person would give them, and its signers: for a copy.
pub(super) fn parts(
    cx: &Context<'_>,
    contract: ContractId,
) -> Result<(Vec<ContractLine>, Vec<EmployeeId>)> {
    let lines = of_document(cx, contract.into())?;
    let signers: Vec<ContractSigner> = super::signers::of(cx, contract)?;
    Ok((lines, signers.into_iter().map(|s| s.employee_id).collect()))
}
