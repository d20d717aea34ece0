//! Handing contacts to somebody else (B1.4).

use super::{Contact, ContactId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::{Child, TeamAccess};
use crate::sales::team::{self, Membership};
use crate::session::operation::Operation;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands contacts to another owner. Team membership does not suffice to do it. The old owner
    /// goes, or stays as a team member.
    pub struct TransferContacts = "contact.transfer", 1, "转移联系人", "Transfer contacts" {
        /// Which.
        contacts: Vec<ContactId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
    } -> BatchReport; CONTACT_TRANSFER UNDOABLE
}

impl Command for TransferContacts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let reached = (self.contacts.as_slice(), &operation::CONTACT_TRANSFER);
        team::transfer_each(cx, reached, self.to, (self.keep, self.keep_until), transfer)
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    contact: &Contact,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    require(contact.owner_id != Some(to), &codes::ALREADY_OWNER)?;
    let now = cx.now();
    let new = cx.update(contact, |c| {
        c.owner_id = Some(to);
        c.followed = false;
        c.received_at = Some(now);
    })?;
    team::new_owner(cx, &new, contact.owner_id, keep)
}

impl Child for Contact {
    const TRANSFER: &'static Operation = &operation::CONTACT_TRANSFER;

    fn transfer(
        &self,
        cx: &mut Context<'_>,
        to: EmployeeId,
        keep: Option<Membership>,
    ) -> Result<()> {
        transfer(cx, self, to, keep)
    }
}
