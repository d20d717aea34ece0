//! Contracts that wait for a return visit (B1.6, B1.12).

use super::Visit;
use crate::model::Value;
use crate::query::{Bound, Column, Link, Related, Visibility};
use crate::sales::contract::{Contract, effective};
use chrono::{Days, NaiveDate};

/// Contracts in effect that began so many days ago or earlier and had no return visit yet.
pub(crate) fn to_visit(today: NaiveDate, days: i64) -> Bound {
    let entity = Contract::META;
    let days = u64::try_from(days).unwrap_or(0);
    let began = today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
    let starts = Column::field(entity, entity.position("starts_on"));
    let until = began.succ_opt().unwrap_or(NaiveDate::MAX);
    let due = Bound::Range(starts, None, Some(Value::Date(until)));
    let visited = Bound::Has(Box::new(Related {
        entity: Visit::META,
        link: Link::Reverse(Visit::META.position("contract_id")),
        visibility: Visibility::Everything,
        filter: Bound::All,
    }));
    Bound::And(vec![effective(entity), due, Bound::Not(Box::new(visited))])
}
