//! Handing customers to somebody else (B1.2).

use super::children::{Cascade, Givers, chosen};
use super::lock::keeps_lock;
use super::{Customer, CustomerId, Received, TeamAccess};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::capacity::CapacityKind;
use crate::sales::team::{self, Membership};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands customers to another owner. Team membership does not suffice to do it. The old
    /// owner goes, or stays as a team member.
    pub struct TransferCustomers = "customer.transfer", 1, "转移客户", "Transfer customers" {
        /// Which.
        customers: Vec<CustomerId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
        /// Which of their records go along: those of the caller and of people below him, or, for
        /// a super administrator, of everybody. Their old owners go or stay in the same way.
        cascade: Option<Vec<Cascade>>,
    } -> BatchReport; CUSTOMER_TRANSFER UNDOABLE
}

impl Command for TransferCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let company = cx.company()?;
        company.active(self.to).ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("to"))?;
        let keep = team::kept(cx, self.keep, self.keep_until)?;
        let children = chosen(self.cascade);
        children.iter().try_for_each(|kind| cx.need(kind.transfer_operation))?;
        let from = Givers::of(cx)?;
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_TRANSFER)?;
            transfer(cx, &customer, self.to, keep)?;
            children.iter().try_for_each(|kind| (kind.transfer)(cx, id, &from, self.to, keep))
        })
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    customer: &Customer,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    require(customer.owner_id != Some(to), &codes::ALREADY_OWNER)?;
    // What lies in the recycle bin counts when it comes out of it.
    let mut locked = customer.locked;
    if customer.deleted_at.is_none() {
        cx.room_for(CapacityKind::Owned, to, customer.dealt)?;
        locked = keeps_lock(cx, customer, to)?;
    }
    let now = cx.now();
    let new = cx.update(customer, |c| {
        c.owner_id = Some(to);
        c.followed = false;
        c.locked = locked;
        c.from_pool_id = None;
        c.received = Some(Received::Assigned);
        c.received_at = Some(now);
    })?;
    team::new_owner(cx, &new, customer.owner_id, keep)
}
