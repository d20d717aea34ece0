//! The recycle bin of customers.

use super::children::none_left;
use super::lock::keeps_lock;
use super::{Customer, CustomerId};
use crate::command;
use crate::error::Result;
use crate::query::Bin;
use crate::sales::capacity::CapacityKind;
use crate::sales::pool::held_again;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts customers into the recycle bin. One that has live contacts stays.
    pub struct DeleteCustomers = "customer.delete", 1, "删除客户", "Delete customers" {
        /// Which.
        customers: Vec<CustomerId>,
    } -> BatchReport; CUSTOMER_DELETE UNDOABLE
}

impl Command for DeleteCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_DELETE)?;
            delete(cx, &customer)
        })
    }
}

/// The effect of a deletion.
pub(crate) fn delete(cx: &mut Context<'_>, customer: &Customer) -> Result<()> {
    none_left(cx, customer.id)?;
    cx.delete(customer).map(|_| ())
}

command! {
    /// Takes customers out of the recycle bin.
    pub struct RestoreCustomers = "customer.restore", 1, "恢复客户", "Restore customers" {
        /// Which.
        customers: Vec<CustomerId>,
    } -> BatchReport; CUSTOMER_DELETE UNDOABLE
}

impl Command for RestoreCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach_in(id, &operation::CUSTOMER_DELETE, Bin::Deleted)?;
            let mut locked = customer.locked;
            if let Some(owner) = customer.owner_id {
                cx.room_for(CapacityKind::Owned, owner, customer.dealt)?;
                locked = keeps_lock(cx, &customer, owner)?;
            }
            let customer = cx.restore(&customer)?;
            held_again(cx, &customer)?;
            cx.update(&customer, |c| {
                c.locked = locked;
                // One that comes back is a customer of its own again.
                c.merged_into_id = None;
            })
            .map(|_| ())
        })
    }
}
