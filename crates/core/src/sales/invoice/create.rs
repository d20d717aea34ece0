//! Applying for an invoice.

use super::lines::{self, NewInvoiceLine};
use super::status::told_beyond;
use super::{Invoice, InvoiceId, NewInvoice};
use crate::admin::number;
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::Money;
use crate::sales::contract::Contract;
use crate::sales::invoice_title::{InvoiceTitle, InvoiceTitleId, TitleKind};
use crate::session::{Command, Context, operation};

command! {
    /// Applies for an invoice for a contract which is in effect. Where more is invoiced than the
    /// contract is worth, the person is told.
    pub struct CreateInvoice = "invoice.create", 1, "新建发票", "Apply for an invoice" {
        /// What it is.
        invoice: NewInvoice,
        /// The customer's title to which it is made out.
        title_from: Option<InvoiceTitleId>,
        /// What is invoiced, with the tax in it; together the amount.
        lines: Option<Vec<NewInvoiceLine>>,
    } -> InvoiceId; INVOICE_CREATE
}

impl Command for CreateInvoice {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceId> {
        let mut invoice = self.invoice.into_record();
        let owner = match invoice.owner_id {
            Some(owner) => owner,
            None => cx.me()?,
        };
        cx.own_for(owner, &operation::INVOICE_CREATE)?;
        invoice.owner_id = Some(owner);
        let contract: Contract = cx.see(invoice.contract_id)?;
        require(contract.status.effective(), &codes::CONTRACT_NOT_EFFECTIVE)
            .map_err(|e| e.of(Invoice::META).field("contract_id"))?;
        (invoice.customer_id, invoice.currency) = (contract.customer_id, contract.currency);
        if let Some(title) = self.title_from {
            make_out(cx, &mut invoice, title)?;
        }
        check(&invoice)?;
        let (typed, date) = (Some(invoice.number.as_str()), Some(invoice.applied_on));
        invoice.number = number::next(cx, Invoice::META, "number", typed, date)?;
        let invoice = cx.create(invoice)?;
        let invoice = lines::put(cx, &invoice, self.lines.unwrap_or_default())?;
        told_beyond(cx, &invoice)?;
        Ok(invoice.id)
    }
}

/// Makes an invoice out to a title that its customer keeps.
fn make_out(cx: &Context<'_>, invoice: &mut Invoice, title: InvoiceTitleId) -> Result<()> {
    let title: InvoiceTitle = cx.see(title)?;
    require(title.customer_id == invoice.customer_id, &codes::TITLE_ELSEWHERE)
        .map_err(|e| e.of(Invoice::META).field("title"))?;
    invoice.title_kind = title.kind;
    invoice.title = Some(title.title);
    invoice.tax_number = title.tax_number;
    invoice.bank = title.bank;
    invoice.account = title.account;
    invoice.address = title.address;
    invoice.phone = title.phone;
    Ok(())
}

/// Refuses an invoice of nothing, or to nobody; only a red-letter one is below zero.
pub(super) fn check(invoice: &Invoice) -> Result<()> {
    let at = |field: &'static str| move |e: Error| e.of(Invoice::META).field(field);
    let fits = match invoice.red_of_id {
        None => invoice.money > Money::ZERO,
        Some(_) => invoice.money < Money::ZERO,
    };
    require(fits, &codes::OUT_OF_RANGE).map_err(at("money"))?;
    invoice.money.fits_in(&invoice.currency).map_err(at("money"))?;
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    said(&invoice.title).then_some(()).or_error(&codes::REQUIRED).map_err(at("title"))?;
    let company = invoice.title_kind == TitleKind::Company;
    require(!company || said(&invoice.tax_number), &codes::TAX_NUMBER_MISSING)
        .map_err(at("tax_number"))
}
