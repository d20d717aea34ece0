//! The recycle bin of invoices.

use super::status::counted;
use super::{Invoice, InvoiceId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::{TypedId, Value};
use crate::mutants::mutant;
use crate::query::{Bin, Bound};
use crate::sales::approval::CheckStatus;
use crate::sales::contract::{Contract, ContractId};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts invoices into the recycle bin: drafts and withdrawn ones; others only a super
    /// administrator, and none that was issued.
    pub struct DeleteInvoices = "invoice.delete", 1, "删除发票", "Delete invoices" {
        /// Which.
        invoices: Vec<InvoiceId>,
    } -> BatchReport; INVOICE_DELETE
}

impl Command for DeleteInvoices {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.invoices, |cx, id| {
            let invoice: Invoice = cx.reach(id, &operation::INVOICE_DELETE)?;
            let all_powerful = cx.rights().is_none_or(|r| r.is_super_admin());
            let draft = matches!(invoice.status, CheckStatus::Draft | CheckStatus::Withdrawn);
            require(draft || all_powerful, &codes::INVOICE_DELETE)?;
            require(invoice.status != CheckStatus::InReview, &codes::CONTRACT_IN_REVIEW)?;
            require(!invoice.issued, &codes::INVOICE_ISSUED)?;
            let invoice = cx.delete(&invoice)?;
            if mutant(51) { Ok(()) } else { counted(cx, &invoice) }
        })
    }
}

command! {
    /// Takes invoices out of the recycle bin, while their contract is not in it.
    pub struct RestoreInvoices = "invoice.restore", 1, "恢复发票", "Restore invoices" {
        /// Which.
        invoices: Vec<InvoiceId>,
    } -> BatchReport; INVOICE_DELETE
}

impl Command for RestoreInvoices {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.invoices, |cx, id| {
            let old: Invoice = cx.reach_in(id, &operation::INVOICE_DELETE, Bin::Deleted)?;
            let lives = cx.find_one::<Contract>(old.contract_id)?.is_some();
            require(lives, &codes::DELETED).map_err(|e| e.of(Contract::META))?;
            let invoice = cx.restore(&old)?;
            super::red::within(cx, &invoice)?;
            counted(cx, &invoice)
        })
    }
}

/// Refuses to delete a contract that has invoices which are not in the bin.
pub(crate) fn none_left(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    let of = Bound::is(Invoice::META, "contract_id", Value::Id(contract.uuid()));
    require(cx.find::<Invoice>(of)?.is_empty(), &codes::CONTRACT_USED)
}
