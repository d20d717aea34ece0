//! The arithmetic of product lines (B1.5): opportunities, contracts, quotes and invoices count in
//! the same way.
//!
//! All of it is exact and in whole units of the last place, so that nothing overflows unseen and
//! the same input gives the same cents everywhere. Two things are rounded, half-up: what a line
//! comes to, and what the document does. Which of price and discount a person typed is kept, and
//! the other one follows from it; computing a line again therefore changes nothing.

use super::product::{Product, ProductId, choosable};
use crate::choice;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::number::currency_places;
use crate::model::{Entity, EntityMeta, Money, Number, Value};
use crate::org::OptionItemId;
use crate::query::Bound;
use crate::session::Context;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    /// What the line comes to, in the smallest unit of its currency: sales price × quantity.
    pub subtotal: Money,
}

/// One hundred per cent.
pub const ALL: Number = Number::from_scaled(100 * 10i64.pow(Number::PLACES));
/// The same, as a [`Number`] stores it.
const WHOLE: i128 = ALL.scaled() as i128;
/// One, as a [`Number`] stores it.
const NUMBER: i128 = 10i128.pow(Number::PLACES);

/// The smallest amount of so many decimal places, as [`Money`] stores it.
const fn unit(places: u32) -> i128 {
    10i128.pow(Money::PLACES.saturating_sub(places))
}

impl LineNumbers {
    /// A line for which a person typed a price, or a discount, or neither: then it is sold at the
    /// list price. Its currency has so many decimal places.
    ///
    /// ```
    /// use crmkit_core::sales::lines::LineNumbers;
    /// let line = LineNumbers::new("19.99".parse()?, "3".parse()?, None, Some("15".parse()?), 2)?;
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
        places: u32,
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
        let subtotal = rounded_to(places, product, NUMBER).map_err(|e| e.field("subtotal"))?;
        Ok(Self { list_price, quantity, typed, sales_price, discount, subtotal })
    }

    /// The same line computed again from what was typed.
    ///
    /// # Errors
    /// As [`LineNumbers::new`].
    pub fn again(self, places: u32) -> Result<Self> {
        let (price, discount) = match self.typed {
            LineTyped::Price => (Some(self.sales_price), None),
            LineTyped::Discount => (None, self.discount),
        };
        Self::new(self.list_price, self.quantity, price, discount, places)
    }
}

/// What a document comes to: the sum of its lines less the discount on the whole, in a currency of
/// so many decimal places.
///
/// # Errors
/// `value.out_of_range` for a discount outside 0 to 100 and what is too large to count.
pub fn total(
    subtotals: impl IntoIterator<Item = Money>,
    discount_rate: Number,
    places: u32,
) -> Result<Money> {
    let sum: i128 = subtotals.into_iter().map(|subtotal| i128::from(subtotal.scaled())).sum();
    let left = WHOLE - per_cent(discount_rate, "discount_rate")?;
    let product = sum.checked_mul(left).or_error(&codes::OUT_OF_RANGE);
    product.and_then(|p| rounded_to(places, p, WHOLE)).map_err(|e| e.field("total"))
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

/// The nearest amount of so many decimal places.
fn rounded_to(places: u32, dividend: i128, divisor: i128) -> Result<Money> {
    let count = rounded(dividend, divisor * unit(places));
    count.checked_mul(unit(places)).or_error(&codes::OUT_OF_RANGE).and_then(money)
}

fn money(scaled: i128) -> Result<Money> {
    i64::try_from(scaled).ok().map(Money::from_scaled).or_error(&codes::OUT_OF_RANGE)
}

/// A line, as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewLine {
    /// What is sold: on the shelf, unless the document has it already.
    pub product_id: ProductId,
    /// How many units.
    pub quantity: Number,
    /// What a unit costs by the list; what the document or the product says when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub list_price: Option<Money>,
    /// What a unit is sold for; or else say the discount. With neither, a line that stays keeps
    /// what was typed, and a new one is sold at the list price.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub sales_price: Option<Money>,
    /// Per cent off the list price; or else say the price.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub discount: Option<Number>,
    /// In what it is counted; what the document or the product says when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub unit: Option<OptionItemId>,
    /// The tax in per cent; what the document or the product says when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub tax_rate: Option<Number>,
}

/// What a stored line holds besides its document and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineValues {
    pub(crate) product_id: ProductId,
    pub(crate) unit: Option<OptionItemId>,
    pub(crate) tax_rate: Option<Number>,
    pub(crate) numbers: LineNumbers,
}

/// A line of a document, as it is stored; see [`lined!`](crate::sales::lines::lined).
pub(crate) trait DocumentLine: Entity {
    fn position(&self) -> i64;
    fn values(&self) -> LineValues;
    fn fill(&mut self, document: Uuid, position: i64, values: LineValues);
}

/// Makes a link that holds the lines of a document one: the link, and its field of the document.
macro_rules! lined {
    ($line:ident, $document:ident) => {
        impl $crate::sales::lines::DocumentLine for $line {
            fn position(&self) -> i64 {
                self.position
            }
            fn values(&self) -> $crate::sales::lines::LineValues {
                $crate::sales::lines::LineValues {
                    product_id: self.product_id,
                    unit: self.unit,
                    tax_rate: self.tax_rate,
                    numbers: $crate::sales::lines::LineNumbers {
                        list_price: self.list_price,
                        quantity: self.quantity,
                        typed: self.typed,
                        sales_price: self.sales_price,
                        discount: self.discount,
                        subtotal: self.subtotal,
                    },
                }
            }
            fn fill(
                &mut self,
                document: uuid::Uuid,
                position: i64,
                values: $crate::sales::lines::LineValues,
            ) {
                let numbers = values.numbers;
                self.$document = document.into();
                self.position = position;
                self.product_id = values.product_id;
                self.unit = values.unit;
                self.tax_rate = values.tax_rate;
                self.list_price = numbers.list_price;
                self.quantity = numbers.quantity;
                self.typed = numbers.typed;
                self.sales_price = numbers.sales_price;
                self.discount = numbers.discount;
                self.subtotal = numbers.subtotal;
            }
        }
    };
}
pub(crate) use lined;

/// Lines of one document.
const MOST: usize = 500;

/// The lines of a document, in their order.
pub(crate) fn of_document<L: DocumentLine>(cx: &Context<'_>, document: Uuid) -> Result<Vec<L>> {
    let root = L::META.roots().find_map(|at| L::META.fields.get(at)).map_or("", |f| f.name);
    let mut lines: Vec<L> = cx.find(Bound::is(L::META, root, Value::Id(document)))?;
    lines.sort_by_key(DocumentLine::position);
    Ok(lines)
}

/// What a document's lines come to, less its discount; nothing where it has none.
pub(crate) fn total_of<L: DocumentLine>(
    lines: &[L],
    discount_rate: Number,
    currency: &str,
) -> Result<Option<Money>> {
    let subtotals = lines.iter().map(|line| line.values().numbers.subtotal);
    let total = total(subtotals, discount_rate, currency_places(currency))?;
    Ok((!lines.is_empty()).then_some(total))
}

/// Gives a document these lines in this order, and no others. A product that it has already may
/// be off the shelf by now; a line that stays keeps what nobody says otherwise. Products are priced
/// in the company's currency: in another one, a new line says its list price.
pub(crate) fn set<L: DocumentLine>(
    cx: &mut Context<'_>,
    document: Uuid,
    given: Vec<NewLine>,
    currency: &str,
) -> Result<Vec<L>> {
    require(given.len() <= MOST, &codes::TOO_MANY_ROWS)
        .map_err(|e| e.of(L::META).with("max", MOST))?;
    let held: Vec<L> = of_document(cx, document)?;
    let known: Vec<LineValues> = held.iter().map(DocumentLine::values).collect();
    let mut free: Vec<Option<L>> = held.into_iter().map(Some).collect();
    let mut kept = Vec::new();
    for (position, line) in (0..).zip(given) {
        let same = |values: &LineValues| values.product_id == line.product_id;
        let at = known.iter().zip(&free).position(|(values, old)| old.is_some() && same(values));
        let old = at.and_then(|at| free.get_mut(at)).and_then(Option::take);
        let basis = match old.as_ref().map(DocumentLine::values) {
            Some(values) => Basis::kept(&values),
            None => match known.iter().find(|values| same(values)) {
                Some(values) => Basis::of(values),
                None => {
                    let product = choosable(cx, line.product_id)?;
                    if line.list_price.is_none() {
                        in_own_currency(cx, currency)
                            .map_err(|e| e.of(L::META).field("list_price"))?;
                    }
                    Basis::new(&product)
                }
            },
        };
        let values = priced(cx, L::META, line, basis, currency_places(currency))?;
        kept.push((position, old, values));
    }
    for old in free.iter().flatten() {
        cx.remove(old)?;
    }
    let mut lines = Vec::with_capacity(kept.len());
    for (position, old, values) in kept {
        lines.push(match old {
            Some(old) => cx.update(&old, |line| line.fill(document, position, values))?,
            None => {
                let mut line = L::unsaid();
                line.fill(document, position, values);
                cx.insert(line)?
            }
        });
    }
    Ok(lines)
}

/// Refuses amounts in a currency other than the company's.
pub(crate) fn in_own_currency(cx: &Context<'_>, currency: &str) -> Result<()> {
    let own = cx.sight.company.currency();
    require(own == currency, &codes::FOREIGN_CURRENCY).map_err(|e| e.with("currency", own))
}

/// What a line has where nobody says otherwise.
struct Basis {
    list_price: Money,
    /// The price and the discount, of which one was typed.
    sold: (LineTyped, Money, Option<Number>),
    unit: Option<OptionItemId>,
    tax_rate: Option<Number>,
}

impl Basis {
    fn new(product: &Product) -> Self {
        Self::at(product.price, product.unit, product.tax_rate)
    }

    /// Sold at the list price.
    fn at(list_price: Money, unit: Option<OptionItemId>, tax_rate: Option<Number>) -> Self {
        let sold = (LineTyped::Discount, list_price, Some(Number::ZERO));
        Self { list_price, sold, unit, tax_rate }
    }

    /// Of another line of the same product.
    fn of(values: &LineValues) -> Self {
        Self::at(values.numbers.list_price, values.unit, values.tax_rate)
    }

    /// Of the line itself.
    fn kept(values: &LineValues) -> Self {
        let LineNumbers { typed, sales_price, discount, .. } = values.numbers;
        Self { sold: (typed, sales_price, discount), ..Self::of(values) }
    }
}

/// How many decimal places the price of a unit has, by the settings.
pub(crate) fn price_places(cx: &Context<'_>) -> u32 {
    let places = cx.sight.company.settings.as_ref().map_or(2, |settings| settings.price_places);
    u32::try_from(places).unwrap_or(Money::PLACES)
}

/// The values of a line that somebody gave, who may edit the fields that he says otherwise.
fn priced(
    cx: &Context<'_>,
    entity: &'static EntityMeta,
    line: NewLine,
    basis: Basis,
    places: u32,
) -> Result<LineValues> {
    let (typed, price, discount) = basis.sold;
    let plain = discount.is_none_or(|discount| discount == Number::ZERO);
    let same_price = |said| said == price && (plain || typed == LineTyped::Price);
    let same_discount = |said| Some(said) == discount && (plain || typed == LineTyped::Discount);
    let otherwise = [
        ("list_price", line.list_price.is_some_and(|price| price != basis.list_price)),
        ("sales_price", line.sales_price.is_some_and(|price| !same_price(price))),
        ("discount", line.discount.is_some_and(|discount| !same_discount(discount))),
        ("unit", line.unit.is_some() && line.unit != basis.unit),
        ("tax_rate", line.tax_rate.is_some() && line.tax_rate != basis.tax_rate),
    ];
    let may = |field| cx.rights().is_none_or(|rights| rights.edits(entity.name, field));
    if let Some((field, _)) = otherwise.iter().find(|(field, said)| *said && !may(field)) {
        return Err(Error::new(&codes::FORBIDDEN_FIELD).of(entity).field(*field));
    }
    let wrong = |e: Error| e.of(entity);
    let said = [
        ("list_price", line.list_price.filter(|said| *said != basis.list_price)),
        ("sales_price", line.sales_price.filter(|said| *said != price)),
    ];
    let most = price_places(cx).max(places);
    for (field, said) in said {
        let fits = said.map_or(Ok(()), |said| said.within_places(most));
        fits.map_err(|e| wrong(e).field(field))?;
    }
    if let Some(rate) = line.tax_rate {
        per_cent(rate, "tax_rate").map_err(wrong)?;
    }
    let list_price = line.list_price.unwrap_or(basis.list_price);
    let sold = match (line.sales_price, line.discount, typed) {
        (None, None, LineTyped::Price) => (Some(price), None),
        (None, None, LineTyped::Discount) if list_price > Money::ZERO => (None, discount),
        (sales_price, discount, _) => (sales_price, discount),
    };
    let numbers = LineNumbers::new(list_price, line.quantity, sold.0, sold.1, places);
    Ok(LineValues {
        product_id: line.product_id,
        unit: line.unit.or(basis.unit),
        tax_rate: line.tax_rate.or(basis.tax_rate),
        numbers: numbers.map_err(wrong)?,
    })
}
