//! Issuing an invoice, and taking back that it was.

use super::{Invoice, InvoiceId};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::Bound;
use crate::sales::contract::Contract;
use crate::session::{Command, Context, operation};
use chrono::NaiveDate;

command! {
    /// Says that an invoice in effect was issued, with the number that it bears; or corrects that.
    /// Nothing more is issued for a contract that is void by now, but for red-letter ones.
    pub struct IssueInvoice = "invoice.issue", 1, "标记开票", "Mark as issued" {
        /// Which.
        invoice: InvoiceId,
        /// The number of the invoice itself.
        invoice_number: String,
        /// The day on which it was issued; today when not said.
        issued_on: Option<NaiveDate>,
        /// By which the post finds it.
        tracking_number: Option<String>,
    } -> InvoiceId; INVOICE_ISSUE
}

impl Command for IssueInvoice {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceId> {
        let invoice: Invoice = cx.reach(self.invoice, &operation::INVOICE_ISSUE)?;
        let at = |field: &'static str| move |e: Error| e.of(Invoice::META).field(field);
        require(invoice.status.effective(), &codes::INVOICE_NOT_EFFECTIVE).map_err(at("status"))?;
        if !invoice.issued && invoice.red_of_id.is_none() {
            let contract: Contract = cx.load(invoice.contract_id)?;
            require(contract.status.effective(), &codes::CONTRACT_NOT_EFFECTIVE)
                .map_err(at("contract_id"))?;
        }
        let number = Some(self.invoice_number).filter(|number| !number.trim().is_empty());
        let number = number.or_error(&codes::REQUIRED).map_err(at("invoice_number"))?;
        let issued_on = self.issued_on.unwrap_or(cx.today());
        require(issued_on <= cx.today(), &codes::OUT_OF_RANGE).map_err(at("issued_on"))?;
        let new = cx.update(&invoice, |i| {
            i.issued = true;
            i.invoice_number = Some(number);
            i.issued_on = Some(issued_on);
            i.tracking_number = self.tracking_number;
        })?;
        Ok(new.id)
    }
}

command! {
    /// Takes back that an invoice was issued, as long as no red-letter invoice rests on it.
    pub struct ResetInvoice = "invoice.reset", 1, "重置开票信息", "Take back that it was issued" {
        /// Which.
        invoice: InvoiceId,
    } -> InvoiceId; INVOICE_RESET
}

impl Command for ResetInvoice {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceId> {
        let invoice: Invoice = cx.reach(self.invoice, &operation::INVOICE_RESET)?;
        let wrong = |e: Error| e.of(Invoice::META);
        require(invoice.issued, &codes::INVOICE_NOT_ISSUED).map_err(wrong)?;
        let red = Bound::is(Invoice::META, "red_of_id", Value::Id(invoice.id.uuid()));
        require(cx.find::<Invoice>(red)?.is_empty(), &codes::INVOICE_HAS_RED).map_err(wrong)?;
        let new = cx.update(&invoice, |i| {
            i.issued = false;
            (i.invoice_number, i.issued_on, i.tracking_number) = (None, None, None);
        })?;
        Ok(new.id)
    }
}
