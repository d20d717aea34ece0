//! Making a customer.

use super::{Customer, CustomerId, NewCustomer, Received};
use crate::command;
use crate::error::Result;
use crate::sales::capacity::CapacityKind;
use crate::sales::follow_up::note_plan;
use crate::session::{Command, Context, operation};

command! {
    /// Makes a customer. Its owner is the caller unless said otherwise; its recycle clock starts
    /// now.
    pub struct CreateCustomer = "customer.create", 1, "新建客户", "Create a customer" {
        /// What it is.
        customer: NewCustomer,
    } -> CustomerId; CUSTOMER_CREATE UNDOABLE OFFLINE
}

impl Command for CreateCustomer {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        create(cx, self.customer.into_record()).map(|c| c.id)
    }
}

/// Makes a customer from what a person or a file gave.
pub(crate) fn create(cx: &mut Context<'_>, mut customer: Customer) -> Result<Customer> {
    let owner = match customer.owner_id {
        Some(owner) => owner,
        None => cx.me()?,
    };
    cx.own_for(owner, &operation::CUSTOMER_CREATE)?;
    cx.room_for(CapacityKind::Owned, owner, false)?;
    customer.owner_id = Some(owner);
    customer.received = (cx.who().employee() != Some(owner)).then_some(Received::Assigned);
    customer.received_at = Some(cx.now());
    customer.last_follow_at = Some(cx.now());
    note_plan(&mut customer, None, cx.now())?;
    cx.create(customer)
}
