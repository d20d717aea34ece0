//! Making a contact.

use super::{Contact, ContactId, NewContact};
use crate::command;
use crate::error::{Result, codes, require};
use crate::query::Bin;
use crate::sales::customer::{Customer, of_customer};
use crate::sales::follow_up::note_plan;
use crate::sales::pool::owned_by_somebody;
use crate::session::{Command, Context, operation};

command! {
    /// Adds a contact to a customer that the caller sees. Its owner is the caller unless said
    /// otherwise; a customer's first contact is its primary one.
    pub struct CreateContact = "contact.create", 1, "新建联系人", "Create a contact" {
        /// What it is.
        contact: NewContact,
    } -> ContactId; CONTACT_CREATE UNDOABLE OFFLINE
}

impl Command for CreateContact {
    fn run(self, cx: &mut Context<'_>) -> Result<ContactId> {
        create(cx, self.contact.into_record()).map(|c| c.id)
    }
}

/// Makes a contact from what a person or a file gave.
pub(crate) fn create(cx: &mut Context<'_>, mut contact: Contact) -> Result<Contact> {
    let owner = match contact.owner_id {
        Some(owner) => owner,
        None => cx.me()?,
    };
    cx.own_for(owner, &operation::CONTACT_CREATE)?;
    owned_by_somebody::<Customer>(cx, contact.customer_id)?;
    contact.owner_id = Some(owner);
    contact.received_at = (cx.who().employee() != Some(owner)).then(|| cx.now());
    note_plan(&mut contact, None, cx.now())?;
    let contact = cx.create(contact)?;
    first_is_primary(cx, &contact)?;
    Ok(contact)
}

/// The only live contact of a customer is its primary one. A customer in a pool takes none.
pub(super) fn first_is_primary(cx: &mut Context<'_>, contact: &Contact) -> Result<()> {
    let customer: Customer = cx.load(contact.customer_id)?;
    require(customer.pool_id.is_none(), &codes::IN_POOL).map_err(|e| e.of(Customer::META))?;
    if of_customer::<Contact>(cx, customer.id, Bin::Live)?.len() == 1 {
        cx.update(&customer, |c| c.primary_contact_id = Some(contact.id))?;
    }
    Ok(())
}
