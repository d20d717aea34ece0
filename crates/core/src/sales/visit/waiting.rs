//! Contracts that wait for a return visit (B1.6, B1.12).

use super::Visit;
use crate::error::Result;
use crate::model::{TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Column, Link, Related, Visibility};
use crate::sales::contract::{Contract, ContractId, effective};
use crate::session::Context;
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

/// An amendment takes over the return visits of its contract, so that nobody is asked to visit again.
pub(crate) fn carry_over(cx: &mut Context<'_>, old: ContractId, new: ContractId) -> Result<()> {
    let of = Bound::is(Visit::META, "contract_id", Value::Id(old.uuid()));
    let mut all = BoundQuery::all(Visit::META).filter(of);
    all.bin = Bin::Any;
    for visit in cx.query::<Visit>(&all)? {
        cx.update(&visit, |v| v.contract_id = new)?;
    }
    Ok(())
}
