//! What is invoiced, and the tax in it.

use super::{Invoice, InvoiceId, InvoiceLine};
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::number::currency_places;
use crate::model::{Money, Number, TypedId, Value};
use crate::query::Bound;
use crate::session::Context;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A line of an invoice, as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewInvoiceLine {
    /// What is invoiced.
    pub name: String,
    /// How much, tax included; with the sign of the invoice.
    pub money: Money,
    /// The tax in per cent.
    pub tax_rate: Number,
}

pub(super) fn of(cx: &Context<'_>, invoice: InvoiceId) -> Result<Vec<InvoiceLine>> {
    let of = Bound::is(InvoiceLine::META, "invoice_id", Value::Id(invoice.uuid()));
    let mut lines: Vec<InvoiceLine> = cx.find(of)?;
    lines.sort_by_key(|line| line.position);
    Ok(lines)
}

/// Gives an invoice these lines and no others. Together they are its amount; without any, its tax
/// is not said.
pub(super) fn put(
    cx: &mut Context<'_>,
    invoice: &Invoice,
    given: Vec<NewInvoiceLine>,
) -> Result<Invoice> {
    require(given.len() <= 500, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", 500))?;
    for old in of(cx, invoice.id)? {
        cx.remove(&old)?;
    }
    let (mut sum, mut taxes) = (Money::ZERO, Money::ZERO);
    let none = given.is_empty();
    for (position, NewInvoiceLine { name, money, tax_rate }) in (0..).zip(given) {
        let at = |field: &'static str| move |e: Error| e.of(InvoiceLine::META).field(field);
        let sign = (money > Money::ZERO) == (invoice.money > Money::ZERO) && money != Money::ZERO;
        require(sign, &codes::OUT_OF_RANGE).map_err(at("money"))?;
        money.fits_in(&invoice.currency).map_err(at("money"))?;
        let tax =
            tax_in(money, tax_rate, currency_places(&invoice.currency)).map_err(at("tax_rate"))?;
        sum = sum.checked_add(money).or_error(&codes::OUT_OF_RANGE).map_err(at("money"))?;
        taxes = taxes.checked_add(tax).or_error(&codes::OUT_OF_RANGE).map_err(at("tax"))?;
        cx.create(InvoiceLine {
            invoice_id: invoice.id,
            position,
            name,
            money,
            tax_rate,
            tax,
            ..InvoiceLine::blank()
        })?;
    }
    if !none && sum != invoice.money {
        let error = Error::new(&codes::INVOICE_LINES).of(Invoice::META).field("money");
        let money = cx.told(Invoice::META, "money", invoice.money);
        return Err(error.with("sum", sum).with("money", money));
    }
    cx.update(invoice, |i| i.tax = (!none).then_some(taxes))
}

/// The tax in an amount that includes it: amount × rate ÷ (100 + rate), half away from zero.
fn tax_in(money: Money, rate: Number, places: u32) -> Result<Money> {
    let hundred = Decimal::ONE_HUNDRED;
    require((Decimal::ZERO..=hundred).contains(&rate.decimal()), &codes::OUT_OF_RANGE)?;
    let tax = money.decimal().checked_mul(rate.decimal());
    let tax = tax.and_then(|tax| tax.checked_div(hundred + rate.decimal()));
    Money::round(tax.or_error(&codes::OUT_OF_RANGE)?, places)
}
