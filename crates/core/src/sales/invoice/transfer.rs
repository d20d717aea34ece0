//! Handing invoices to somebody else.

use super::{Invoice, InvoiceId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::approval;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, Membership};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands invoices to another owner. Team membership does not suffice to do it.
    pub struct TransferInvoices = "invoice.transfer", 1, "转移发票", "Transfer invoices" {
        /// Which.
        invoices: Vec<InvoiceId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
    } -> BatchReport; INVOICE_TRANSFER UNDOABLE
}

impl Command for TransferInvoices {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let reached = (self.invoices.as_slice(), &operation::INVOICE_TRANSFER);
        team::transfer_each(cx, reached, self.to, (self.keep, self.keep_until), transfer)
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    invoice: &Invoice,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    approval::give(cx, invoice, to, keep)
}
