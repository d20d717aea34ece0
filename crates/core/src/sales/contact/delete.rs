//! The recycle bin of contacts.

use super::create::first_is_primary;
use super::{Contact, ContactId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::query::{Bin, Visibility};
use crate::sales::customer::{Customer, of_customer};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts contacts into the recycle bin. A customer whose primary contact goes has none until
    /// somebody names another.
    pub struct DeleteContacts = "contact.delete", 1, "删除联系人", "Delete contacts" {
        /// Which.
        contacts: Vec<ContactId>,
    } -> BatchReport; CONTACT_DELETE UNDOABLE
}

impl Command for DeleteContacts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.contacts, |cx, id| {
            let contact: Contact = cx.reach(id, &operation::CONTACT_DELETE)?;
            let customer: Customer = cx.load(contact.customer_id)?;
            if customer.primary_contact_id == Some(id) {
                cx.update(&customer, |c| c.primary_contact_id = None)?;
            }
            cx.delete(&contact).map(|_| ())
        })
    }
}

command! {
    /// Takes contacts out of the recycle bin, while their customer is not in it.
    pub struct RestoreContacts = "contact.restore", 1, "恢复联系人", "Restore contacts" {
        /// Which.
        contacts: Vec<ContactId>,
    } -> BatchReport; CONTACT_DELETE UNDOABLE
}

impl Command for RestoreContacts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.contacts, |cx, id| {
            let contact: Contact = cx.reach_in(id, &operation::CONTACT_DELETE, Bin::Deleted)?;
            let customer =
                cx.fetch::<Customer>(contact.customer_id, &Visibility::Everything, Bin::Live)?;
            require(customer.is_some(), &codes::DELETED).map_err(|e| e.of(Customer::META))?;
            let contact = cx.restore(&contact)?;
            first_is_primary(cx, &contact)
        })
    }
}

/// A customer goes into the recycle bin with its contacts.
pub(crate) fn delete_with(cx: &mut Context<'_>, customer: &Customer) -> Result<()> {
    for contact in of_customer::<Contact>(cx, customer.id, Bin::Live)? {
        cx.delete(&contact)?;
    }
    Ok(())
}

/// The contacts that went into the recycle bin at the instant of their customer come out of it
/// with the customer. `customer` is what it was there.
pub(crate) fn restore_with(cx: &mut Context<'_>, customer: &Customer) -> Result<()> {
    let mut contacts = of_customer::<Contact>(cx, customer.id, Bin::Deleted)?;
    contacts.retain(|contact| contact.deleted_at == customer.deleted_at);
    contacts.iter().try_for_each(|contact| cx.restore(contact).map(|_| ()))
}
