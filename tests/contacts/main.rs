//! Contacts, on every store (B1.4), and what deletion, transfer and the pool mean for them
//! (B1.2, B1.3).
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

mod cascade;
mod delete;
mod follow_ups;
mod import;
mod leaks;
mod pool;
mod random;
mod rules;

use crmkit::org::EmployeeId;
use crmkit::sales::contact::{Contact, ContactId, NewContact};
use crmkit::sales::customer::CustomerId;
use crmkit::session::Session;

/// A contact of a customer, made by somebody for himself.
pub fn contact(by: &Session, customer_id: CustomerId, name: &str) -> ContactId {
    let new = NewContact { customer_id, name: name.into(), ..Default::default() };
    by.contacts().create(new).unwrap().value
}

/// A contact of a customer for somebody.
pub fn contact_of(
    by: &Session,
    customer_id: CustomerId,
    name: &str,
    owner: EmployeeId,
) -> ContactId {
    let owner_id = Some(owner);
    let new = NewContact { customer_id, name: name.into(), owner_id, ..Default::default() };
    by.contacts().create(new).unwrap().value
}

pub fn owner(by: &Session, contact: ContactId) -> Option<EmployeeId> {
    by.get::<Contact>(contact).unwrap().owner_id
}

/// The primary contact of a customer.
pub fn primary(by: &Session, customer: CustomerId) -> Option<ContactId> {
    by.customers().get(customer).unwrap().primary_contact_id
}
