//! Handing invoices to somebody else.

use super::{Invoice, InvoiceId};
use crate::command;
use crate::error::{Error, Result, codes, require};
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
        let company = cx.company()?;
        company.active(self.to).ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("to"))?;
        let keep = team::kept(cx, self.keep, self.keep_until)?;
        cx.each(&self.invoices, |cx, id| {
            let invoice: Invoice = cx.reach(id, &operation::INVOICE_TRANSFER)?;
            transfer(cx, &invoice, self.to, keep)
        })
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    invoice: &Invoice,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    require(invoice.owner_id != Some(to), &codes::ALREADY_OWNER)?;
    let new = cx.update(invoice, |i| i.owner_id = Some(to))?;
    team::new_owner(cx, &new, invoice.owner_id, keep)?;
    approval::keep_deciders_of::<Invoice>(cx, new.id)
}
