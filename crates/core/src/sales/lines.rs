//! The arithmetic of product lines (B1.5): opportunities, contracts, quotes and invoices count in
//! the same way.
//!
//! All of it is exact and in whole units of the last place, so that nothing overflows unseen and
//! the same input gives the same cents everywhere. Two things are rounded, half-up: what a line
//! comes to, and what the document does. Which of price and discount a person typed is kept, and
//! the other one follows from it; computing a line again therefore changes nothing.

use crate::choice;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{Money, Number};

choice! {
    /// Which of a line's price and discount a person typed; the other follows from it.
    pub enum LineTyped = "line_typed" {
        /// The price.
        Price = "price", "售价", "Price";
        /// The discount.
        Discount = "discount", "折扣", "Discount";
    }
}

/// The numbers of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineNumbers {
    /// What a unit costs by the list.
    pub list_price: Money,
    /// How many units.
    pub quantity: Number,
    /// Which of the next two was typed.
    pub typed: LineTyped,
    /// What a unit is sold for; with four places where it follows from the discount.
    pub sales_price: Money,
    /// Per cent off the list price, with two places where it follows from the price; below zero
    /// for a price above the list's, and undefined where the list price is nothing.
    pub discount: Option<Number>,
    /// What the line comes to, in cents: sales price × quantity.
    pub subtotal: Money,
}

/// One hundred per cent, as a [`Number`] stores it.
const WHOLE: i128 = 100 * NUMBER;
/// One, as a [`Number`] stores it.
const NUMBER: i128 = 10i128.pow(Number::PLACES);
/// A cent, as [`Money`] stores it.
const CENT: i128 = 10i128.pow(Money::PLACES - 2);

impl LineNumbers {
    /// A line for which a person typed a price, or a discount, or neither: then it is sold at the
    /// list price.
    ///
    /// ```
    /// use crmkit_core::sales::lines::LineNumbers;
    /// let line = LineNumbers::new("19.99".parse()?, "3".parse()?, None, Some("15".parse()?))?;
    /// assert_eq!(line.sales_price.to_string(), "16.9915");
    /// assert_eq!(line.subtotal.to_string(), "50.97");
    /// # Ok::<(), crmkit_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `value.out_of_range` for a negative price, a quantity that is not positive, a discount
    /// outside 0 to 100 and what is too large to count; `line.price_or_discount` for both;
    /// `line.discount_undefined` for a discount on a list price of nothing.
    pub fn new(
        list_price: Money,
        quantity: Number,
        price: Option<Money>,
        discount: Option<Number>,
    ) -> Result<Self> {
        let out = |field: &'static str| Error::new(&codes::OUT_OF_RANGE).field(field);
        if list_price < Money::ZERO {
            return Err(out("list_price"));
        }
        if quantity <= Number::ZERO {
            return Err(out("quantity"));
        }
        let free = list_price == Money::ZERO;
        let (typed, sales_price, discount) = match (price, discount) {
            (Some(_), Some(_)) => return Err(Error::new(&codes::LINE_BOTH)),
            (Some(price), None) if price < Money::ZERO => return Err(out("sales_price")),
            (Some(price), None) => (LineTyped::Price, price, off(list_price, price)?),
            (None, None) if free => (LineTyped::Price, Money::ZERO, None),
            (None, discount) => {
                require(!free, &codes::LINE_DISCOUNT).map_err(|e| e.field("discount"))?;
                let discount = discount.unwrap_or(Number::ZERO);
                (LineTyped::Discount, reduced(list_price, discount)?, Some(discount))
            }
        };
        let product = i128::from(sales_price.scaled()) * i128::from(quantity.scaled());
        let subtotal = cents(rounded(product, NUMBER * CENT)).map_err(|e| e.field("subtotal"))?;
        Ok(Self { list_price, quantity, typed, sales_price, discount, subtotal })
    }

    /// The same line computed again from what was typed.
    ///
    /// # Errors
    /// As [`LineNumbers::new`].
    pub fn again(self) -> Result<Self> {
        let (price, discount) = match self.typed {
            LineTyped::Price => (Some(self.sales_price), None),
            LineTyped::Discount => (None, self.discount),
        };
        Self::new(self.list_price, self.quantity, price, discount)
    }
}

/// What a document comes to: the sum of its lines less the discount on the whole, in cents.
///
/// # Errors
/// `value.out_of_range` for a discount outside 0 to 100 and what is too large to count.
pub fn total(subtotals: impl IntoIterator<Item = Money>, discount_rate: Number) -> Result<Money> {
    let sum: i128 = subtotals.into_iter().map(|subtotal| i128::from(subtotal.scaled())).sum();
    let left = WHOLE - per_cent(discount_rate, "discount_rate")?;
    let total = sum.checked_mul(left).map(|product| rounded(product, WHOLE * CENT));
    total.or_error(&codes::OUT_OF_RANGE).and_then(cents).map_err(|e| e.field("total"))
}

/// The price that a discount leaves, with all places that money has.
fn reduced(list_price: Money, discount: Number) -> Result<Money> {
    let left = WHOLE - per_cent(discount, "discount")?;
    money(rounded(i128::from(list_price.scaled()) * left, WHOLE))
}

/// The discount that a price means, with two places.
fn off(list_price: Money, price: Money) -> Result<Option<Number>> {
    let (list, price) = (i128::from(list_price.scaled()), i128::from(price.scaled()));
    if list == 0 {
        return Ok(None);
    }
    let hundredths = rounded((list - price) * 10_000, list) * (NUMBER / 100);
    let discount = i64::try_from(hundredths).ok().map(Number::from_scaled);
    discount.or_error(&codes::OUT_OF_RANGE).map_err(|e| e.field("discount")).map(Some)
}

/// A rate between nothing and everything.
fn per_cent(rate: Number, field: &'static str) -> Result<i128> {
    let scaled = i128::from(rate.scaled());
    require((0..=WHOLE).contains(&scaled), &codes::OUT_OF_RANGE).map_err(|e| e.field(field))?;
    Ok(scaled)
}

/// The nearest whole quotient, halves away from zero.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    if rest.abs() * 2 >= divisor { quotient + dividend.signum() } else { quotient }
}

fn cents(count: i128) -> Result<Money> {
    count.checked_mul(CENT).or_error(&codes::OUT_OF_RANGE).and_then(money)
}

fn money(scaled: i128) -> Result<Money> {
    i64::try_from(scaled).ok().map(Money::from_scaled).or_error(&codes::OUT_OF_RANGE)
}
