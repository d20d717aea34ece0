//! Contracts by their dates.

use super::Contract;
use crate::error::Result;
use crate::model::{Choice, EntityMeta, TypedId, Value};
use crate::query::{Bound, BoundQuery, Column, Direction};
use crate::sales::approval::CheckStatus;
use crate::sales::customer::CustomerId;
use crate::session::Context;
use chrono::{Days, NaiveDate};

/// Those in effect.
pub(crate) fn effective(entity: &'static EntityMeta) -> Bound {
    let column = Column::field(entity, entity.position("status"));
    let codes = CheckStatus::EFFECTIVE.map(|s| Value::Text(s.code().into()));
    Bound::In(column, codes.to_vec())
}

/// Those in effect that end within so many days.
pub(crate) fn expiring(today: NaiveDate, days: i64) -> Bound {
    let entity = Contract::META;
    let days = Days::new(u64::try_from(days).unwrap_or(0) + 1);
    let end = today.checked_add_days(days).unwrap_or(NaiveDate::MAX);
    let ends = Column::field(entity, entity.position("ends_on"));
    let within = Bound::Range(ends, Some(Value::Date(today)), Some(Value::Date(end)));
    Bound::And(vec![effective(entity), within])
}

/// When a customer first ordered by a contract that is in effect.
pub(crate) fn first_order(cx: &Context<'_>, customer: CustomerId) -> Result<Option<NaiveDate>> {
    let entity = Contract::META;
    let of = Bound::is(entity, "customer_id", Value::Id(customer.uuid()));
    let query = BoundQuery::all(entity).filter(Bound::And(vec![of, effective(entity)]));
    let first = query.order_by(entity.position("order_date"), Direction::Asc).limit(1);
    Ok(cx.query::<Contract>(&first)?.first().map(|c| c.order_date))
}
