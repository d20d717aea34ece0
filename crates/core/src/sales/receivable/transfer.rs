//! Handing receivables to somebody else.

use super::{Receivable, ReceivableId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::approval;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, Membership};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands receivables to another owner. Team membership does not suffice to do it.
    pub struct TransferReceivables = "receivable.transfer", 1, "转移回款", "Transfer receivables" {
        /// Which.
        receivables: Vec<ReceivableId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
    } -> BatchReport; RECEIVABLE_TRANSFER UNDOABLE
}

impl Command for TransferReceivables {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let reached = (self.receivables.as_slice(), &operation::RECEIVABLE_TRANSFER);
        team::transfer_each(cx, reached, self.to, (self.keep, self.keep_until), transfer)
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    receivable: &Receivable,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    approval::give(cx, receivable, to, keep)
}
