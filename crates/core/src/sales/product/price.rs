//! What products cost and cost before.
//!
//! A price once valid stays in the history: a change adds a row, and so does an undo, because
//! between the two somebody may have sold at the price that is taken back.

use super::{Product, ProductId, ProductPrice};
use crate::error::Result;
use crate::model::{Timestamp, TypedId, Value};
use crate::query::{Bound, BoundQuery, Direction, Query};
use crate::session::{Context, Session};

/// Writes down what a product costs from now on, where that is news.
///
/// # Errors
/// Storage errors.
pub(crate) fn keep_price(cx: &mut Context<'_>, product: &Product) -> Result<()> {
    let entity = ProductPrice::META;
    let of = Bound::is(entity, "product_id", Value::Id(product.id.uuid()));
    let newest = BoundQuery::all(entity).filter(of).limit(1);
    let newest = newest.order_by(entity.position("number"), Direction::Desc);
    let last = cx.query::<ProductPrice>(&newest)?.pop();
    let (price, cost_price) = (product.price, product.cost_price);
    if last.as_ref().is_some_and(|l| (l.price, l.cost_price) == (price, cost_price)) {
        return Ok(());
    }
    cx.insert(ProductPrice {
        product_id: product.id,
        number: last.as_ref().map_or(0, |l| l.number) + 1,
        price,
        cost_price,
        // A clock that was set back does not bring the rows out of order.
        valid_from: last.map_or(cx.now(), |l| l.valid_from.max(cx.now())),
        ..ProductPrice::blank()
    })?;
    Ok(())
}

impl Session {
    /// What a product cost at an instant: the newest of its prices that was valid then; none
    /// before the product was made.
    ///
    /// # Errors
    /// As [`Session::get`] for the product; `query.hidden_field` for who may not read its price.
    pub fn product_price_at(
        &self,
        product: ProductId,
        at: Timestamp,
    ) -> Result<Option<ProductPrice>> {
        let valid = ProductPrice::product_id().eq(product) & ProductPrice::valid_from().le(at);
        let query = Query::new(valid).desc(ProductPrice::number()).limit(1);
        Ok(self.list::<ProductPrice>(&query)?.rows.pop())
    }
}
