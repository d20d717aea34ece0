//! Changing an invoice that is not in review, not approved and not issued.

use super::create::check;
use super::lines::{self, NewInvoiceLine};
use super::{Invoice, InvoiceId, InvoicePatch};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::sales::approval::{self, CheckStatus};
use crate::session::{Command, Context, operation};

command! {
    /// Changes an invoice that is not in review, not approved and not issued. One that needed no
    /// approval when it was submitted, but would now, is changed by submitting it again.
    pub struct UpdateInvoice = "invoice.update", 1, "编辑发票", "Change an invoice" {
        /// Which.
        invoice: InvoiceId,
        /// What changes.
        patch: InvoicePatch,
        /// Its lines from now on.
        lines: Option<Vec<NewInvoiceLine>>,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> InvoiceId; INVOICE_EDIT
}

impl Command for UpdateInvoice {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceId> {
        let old: Invoice = cx.reach(self.invoice, &operation::INVOICE_EDIT)?;
        may_change(&old)?;
        let submit = old.status == CheckStatus::NotNeeded && approval::needed::<Invoice>(cx)?;
        require(!submit, &codes::CONTRACT_SUBMIT).map_err(|e| e.of(Invoice::META))?;
        let new = change(cx, &old, &self.patch, self.lines, self.expect_rev)?;
        super::red::within(cx, &new)?;
        super::status::told_beyond(cx, &new)?;
        super::status::counted(cx, &new)?;
        Ok(new.id)
    }
}

/// Refuses changes where the status does not let one.
pub(super) fn may_change(invoice: &Invoice) -> Result<()> {
    let code = match invoice.status {
        CheckStatus::InReview => &codes::CONTRACT_IN_REVIEW,
        CheckStatus::Approved => &codes::INVOICE_APPROVED,
        _ if invoice.issued => &codes::INVOICE_ISSUED,
        _ => return Ok(()),
    };
    Err(Error::new(code).of(Invoice::META))
}

/// The effect of a person's patch and lines. Lines that do not fit another amount must be given
/// anew.
pub(super) fn change(
    cx: &mut Context<'_>,
    old: &Invoice,
    patch: &InvoicePatch,
    given: Option<Vec<NewInvoiceLine>>,
    expect_rev: Option<i64>,
) -> Result<Invoice> {
    let new = cx.edit(old, patch, expect_rev, |new: &mut Invoice| {
        require(!new.number.trim().is_empty(), &codes::REQUIRED)
            .map_err(|e| e.of(Invoice::META).field("number"))?;
        check(new)
    })?;
    let given = match given {
        Some(given) => given,
        None if new.money == old.money => return Ok(new),
        None => {
            let held = lines::of(cx, new.id)?.into_iter();
            let line = |l: super::InvoiceLine| NewInvoiceLine {
                name: l.name,
                money: l.money,
                tax_rate: l.tax_rate,
            };
            held.map(line).collect()
        }
    };
    lines::put(cx, &new, given)
}
