//! Adding a follow-up: what it means for the records on which it stands (B1.14).

use super::parts::Parts;
use super::root::keep;
use super::{FileReference, FollowUp, FollowUpId, NewFollowUp};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::Timestamp;
use crate::sales::contact::{Contact, ContactId};
use crate::sales::contract::Contract;
use crate::sales::customer::{Customer, CustomerId};
use crate::sales::lead::Lead;
use crate::sales::opportunity::Opportunity;
use crate::sales::pool::owned_by_somebody;
use crate::session::{Command, Context, operation};

command! {
    /// Records what was said to a lead, a customer or a contact, or about an opportunity or a
    /// contract, and when to speak again.
    pub struct AddFollowUp = "follow_up.create", 1, "新建跟进", "Add a follow-up" {
        /// What it is.
        follow_up: NewFollowUp,
        /// Who else was spoken to: contacts of the same customer.
        contacts: Option<Vec<ContactId>>,
        /// Files that belong to it.
        files: Option<Vec<FileReference>>,
    } -> FollowUpId; FOLLOW_UP_CREATE UNDOABLE OFFLINE
}

impl Command for AddFollowUp {
    fn run(self, cx: &mut Context<'_>) -> Result<FollowUpId> {
        let follow_up = self.follow_up.into_record();
        in_the_future(cx, &follow_up)?;
        add(cx, follow_up, Parts::of(self.contacts, self.files)?).map(|f| f.id)
    }
}

/// Refuses a plan for the past.
pub(super) fn in_the_future(cx: &Context<'_>, follow_up: &FollowUp) -> Result<()> {
    let future = follow_up.next_contact_at.is_none_or(|at| at > cx.now());
    require(future, &codes::IN_THE_PAST).map_err(|e| e.entity("follow_up").field("next_contact_at"))
}

/// Records a follow-up from what a person or a file gave.
pub(crate) fn add(cx: &mut Context<'_>, mut follow_up: FollowUp, parts: Parts) -> Result<FollowUp> {
    let now = cx.now();
    if follow_up.at == Timestamp::default() {
        follow_up.at = now;
    }
    require(follow_up.at <= now, &codes::IN_THE_FUTURE)
        .map_err(|e| e.entity("follow_up").field("at"))?;
    let FollowUp { lead_id, contact_id, opportunity_id, contract_id, customer_id, .. } = follow_up;
    let of_customer = contact_id.is_some()
        || opportunity_id.is_some()
        || contract_id.is_some()
        || customer_id.is_some();
    let home = match (lead_id, of_customer) {
        // A converted lead's follow-ups stand on its customer too, unless that is somebody else's
        // by now, or nobody's: who does not see it does not follow it up.
        (Some(lead), false) => {
            let customer = cx.reach_root::<Lead>(lead)?.customer_id;
            follow_up.customer_id = cx.if_seen::<Customer>(customer)?;
            follow_up.customer_id
        }
        (None, true) => Some(home_of(cx, &mut follow_up)?),
        _ => return Err(Error::new(&codes::FOLLOW_UP_TARGET).entity("follow_up")),
    };
    parts.check(cx, home)?;
    // A file tells of plans that were made when it happened.
    follow_up.planned_at = Some(if follow_up.import_id.is_some() { follow_up.at } else { now });
    let follow_up = cx.create(follow_up)?;
    parts.keep(cx, &follow_up)?;
    keep(cx, &follow_up)?;
    Ok(follow_up)
}

/// The one customer of all that a follow-up names. It stands on that customer too, if the caller
/// sees it.
fn home_of(cx: &Context<'_>, follow_up: &mut FollowUp) -> Result<CustomerId> {
    let told = |e: Error, field: &str| e.entity("follow_up").field(field);
    let mut home = follow_up.customer_id;
    if let Some(customer) = home {
        cx.reach_root::<Customer>(customer)?;
    }
    if let Some(opportunity) = follow_up.opportunity_id {
        let customer = cx.reach_root::<Opportunity>(opportunity)?.customer_id;
        require(*home.get_or_insert(customer) == customer, &codes::OPPORTUNITY_ELSEWHERE)
            .map_err(|e| told(e, "opportunity_id"))?;
    }
    if let Some(contract) = follow_up.contract_id {
        let customer = cx.reach_root::<Contract>(contract)?.customer_id;
        require(*home.get_or_insert(customer) == customer, &codes::CONTRACT_ELSEWHERE)
            .map_err(|e| told(e, "contract_id"))?;
    }
    if let Some(contact) = follow_up.contact_id {
        let customer = cx.reach_root::<Contact>(contact)?.customer_id;
        require(*home.get_or_insert(customer) == customer, &codes::CONTACT_ELSEWHERE)
            .map_err(|e| told(e, "contact_id"))?;
    }
    let home = home.or_error(&codes::FOLLOW_UP_TARGET)?;
    follow_up.customer_id = cx.if_seen::<Customer>(Some(home))?;
    Ok(home)
}

impl Context<'_> {
    /// The record that is followed up: visible to the caller, who may add follow-ups to it.
    fn reach_root<E: crate::model::Entity>(&self, id: E::Id) -> Result<E> {
        self.need(&operation::FOLLOW_UP_CREATE)?;
        owned_by_somebody::<E>(self, id)?;
        self.see(id)
    }
}
