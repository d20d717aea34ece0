//! Red-letter invoices (红字发票), which take back what was invoiced.

use super::{Invoice, InvoiceId};
use crate::admin::number;
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{Money, TypedId, Value};
use crate::mutants::mutant;
use crate::query::Bound;
use crate::sales::approval::CheckStatus;
use crate::session::{Command, Context, operation};
use chrono::NaiveDate;

command! {
    /// Applies for a red-letter invoice that takes back an issued one, or a part of it.
    pub struct CreateRedInvoice = "invoice.create_red", 1, "开具红字发票", "Apply for a red-letter invoice" {
        /// The invoice that is taken back.
        invoice: InvoiceId,
        /// Its number, where no rule makes one.
        number: Option<String>,
        /// How much is taken back, above zero; all that is left when not said.
        money: Option<Money>,
        /// The day for which it is applied; today when not said.
        applied_on: Option<NaiveDate>,
        /// Why.
        remark: Option<String>,
    } -> InvoiceId; INVOICE_CREATE
}

impl Command for CreateRedInvoice {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceId> {
        let of: Invoice = cx.reach(self.invoice, &operation::INVOICE_EDIT)?;
        require(of.issued && of.red_of_id.is_none(), &codes::INVOICE_NOT_ISSUED)
            .map_err(|e| e.of(Invoice::META))?;
        let left = left(cx, &of, None)?;
        let back = self.money.unwrap_or(left);
        let applied_on = self.applied_on.unwrap_or(cx.today());
        let typed = self.number.as_deref();
        let number = number::next(cx, Invoice::META, "number", typed, Some(applied_on))?;
        let red = Invoice {
            number,
            money: Money::ZERO.checked_sub(back).or_error(&codes::OUT_OF_RANGE)?,
            applied_on,
            remark: self.remark,
            red_of_id: Some(of.id),
            id: InvoiceId::default(),
            tax: None,
            status: CheckStatus::Draft,
            issued: false,
            invoice_number: None,
            issued_on: None,
            tracking_number: None,
            owner_id: Some(cx.me()?),
            ..of
        };
        super::create::check(&red)?;
        let red = cx.insert(red)?;
        within(cx, &red)?;
        Ok(red.id)
    }
}

/// Refuses to take back more than was invoiced, or what was not issued.
pub(super) fn within(cx: &Context<'_>, red: &Invoice) -> Result<()> {
    let Some(of) = red.red_of_id else { return Ok(()) };
    let of: Invoice = cx.load(of)?;
    require(of.issued, &codes::INVOICE_NOT_ISSUED).map_err(|e| e.of(Invoice::META))?;
    let left = left(cx, &of, Some(red.id))?;
    let beyond = left.checked_add(red.money).or_error(&codes::OUT_OF_RANGE)?;
    require(beyond >= Money::ZERO || mutant(55), &codes::INVOICE_RED).map_err(|e: Error| {
        e.of(Invoice::META).field("money").with("left", cx.told(Invoice::META, "money", left))
    })
}

/// What of an invoice is not taken back yet, by red-letter ones of any status; but for one.
fn left(cx: &Context<'_>, of: &Invoice, but: Option<InvoiceId>) -> Result<Money> {
    let red = Bound::is(Invoice::META, "red_of_id", Value::Id(of.id.uuid()));
    let mut left = of.money;
    for red in cx.find::<Invoice>(red)?.iter().filter(|red| Some(red.id) != but) {
        left = left.checked_add(red.money).or_error(&codes::OUT_OF_RANGE)?;
    }
    Ok(left)
}
