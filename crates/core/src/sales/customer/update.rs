//! Changing a customer.

use super::{Customer, CustomerId, CustomerPatch};
use crate::command;
use crate::error::Result;
use crate::sales::follow_up::note_plan;
use crate::session::{Command, Context, operation};

command! {
    /// Changes a customer.
    pub struct UpdateCustomer = "customer.update", 1, "编辑客户", "Change a customer" {
        /// Which.
        customer: CustomerId,
        /// What changes.
        patch: CustomerPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> CustomerId; CUSTOMER_EDIT UNDOABLE OFFLINE
}

impl Command for UpdateCustomer {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        let old: Customer = cx.reach(self.customer, &operation::CUSTOMER_EDIT)?;
        let now = cx.now();
        let noted = |new: &mut _| note_plan(new, Some(&old), now);
        Ok(cx.edit(&old, &self.patch, self.expect_rev, noted)?.id)
    }
}
