//! The contact of a customer to speak to first (首要联系人, B1.4).
//!
//! A customer's first contact becomes it by itself; when it is deleted, there is none until
//! somebody names another.

use super::{Customer, CustomerId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::sales::contact::{Contact, ContactId};
use crate::session::{Command, Context, operation};

command! {
    /// Says which contact of a customer to speak to first.
    pub struct SetPrimaryContact = "customer.set_primary_contact", 1, "设置首要联系人", "Set the primary contact" {
        /// The customer.
        customer: CustomerId,
        /// One of its contacts; nothing for none.
        contact: Option<ContactId>,
    } -> CustomerId; CUSTOMER_EDIT UNDOABLE
}

impl Command for SetPrimaryContact {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        let customer: Customer = cx.reach(self.customer, &operation::CUSTOMER_EDIT)?;
        if let Some(contact) = self.contact {
            let contact: Contact = cx.see(contact)?;
            require(contact.customer_id == customer.id, &codes::CONTACT_ELSEWHERE)
                .map_err(|e| e.of(Contact::META))?;
        }
        cx.update(&customer, |c| c.primary_contact_id = self.contact)?;
        Ok(customer.id)
    }
}
