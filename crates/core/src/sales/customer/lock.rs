//! Locking customers: a locked one never goes to the pool (B1.2).

use super::{Customer, CustomerId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::org::EmployeeId;
use crate::sales::capacity::CapacityKind;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Locks customers: no rule and no person puts them into the pool until they are unlocked.
    pub struct LockCustomers = "customer.lock", 1, "锁定客户", "Lock customers" {
        /// Which.
        customers: Vec<CustomerId>,
    } -> BatchReport; CUSTOMER_LOCK UNDOABLE
}

impl Command for LockCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_LOCK)?;
            require(!customer.locked, &codes::LOCKED)?;
            if let Some(owner) = customer.owner_id {
                cx.room_for(CapacityKind::Locked, owner, customer.dealt)?;
            }
            cx.update(&customer, |c| c.locked = true).map(|_| ())
        })
    }
}

command! {
    /// Unlocks customers.
    pub struct UnlockCustomers = "customer.unlock", 1, "解锁客户", "Unlock customers" {
        /// Which.
        customers: Vec<CustomerId>,
    } -> BatchReport; CUSTOMER_LOCK UNDOABLE
}

impl Command for UnlockCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_LOCK)?;
            require(customer.locked, &codes::NOT_LOCKED)?;
            cx.update(&customer, |c| c.locked = false).map(|_| ())
        })
    }
}

/// Whether a customer that comes to an owner keeps its lock: where he has no room for it, it is
/// lost, and he is told.
pub(super) fn keeps_lock(
    cx: &mut Context<'_>,
    customer: &Customer,
    owner: EmployeeId,
) -> Result<bool> {
    if !customer.locked {
        return Ok(false);
    }
    match cx.room_for(CapacityKind::Locked, owner, customer.dealt) {
        Err(error) if error.is(&codes::CAPACITY_FULL) => {
            cx.warn(error.of(Customer::META));
            Ok(false)
        }
        room => room.map(|()| true),
    }
}
