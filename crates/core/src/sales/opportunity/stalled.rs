//! Opportunities that have stood at a stage for too long (停滞商机).

use super::{Opportunity, OpportunityId};
use crate::error::{Error, Result, codes};
use crate::model::{TypedId, Value};
use crate::query::{Bound, BoundQuery, Column, Direction};
use crate::sales::stage::{Stage, StageId};
use crate::session::Session;
use crate::store::rows;
use chrono::Days;
use serde::Serialize;

/// An opportunity that has stood at its stage for longer than its stage allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct StalledOpportunity {
    /// The opportunity.
    pub opportunity: OpportunityId,
    /// Its name; empty for who may not read it.
    pub name: String,
    /// The stage.
    pub stage: StageId,
    /// For how many of the company's days it has stood there.
    pub days: i64,
    /// How many of them are too many.
    pub rotten_days: i64,
}

impl Session {
    /// The open opportunities that the caller sees and that have stood at their stage for more of
    /// the company's days than the stage allows, the longest first.
    ///
    /// # Errors
    /// `right.missing`; `query.hidden_field` for who may not read where they stand.
    pub fn stalled_opportunities(&self) -> Result<Vec<StalledOpportunity>> {
        self.sight(|reader, sight| {
            let entity = Opportunity::META;
            let readable = |field: &str| sight.readable(entity, field);
            let mut needed = ["stage_id", "stage_since", "state"].into_iter();
            if let Some(hidden) = needed.find(|field| !readable(field)) {
                return Err(Error::new(&codes::HIDDEN_FIELD).of(entity).field(hidden));
            }
            let (reach, named) = (sight.visibility(entity)?, readable("name"));
            let zone = sight.company.zone();
            let today = zone.date(sight.now);
            let mut found = Vec::new();
            for stage in rows::<Stage>(reader, &BoundQuery::all(Stage::META))? {
                let Some(limit) = stage.rotten_days else { continue };
                let Some(day) = today.checked_sub_days(Days::new(limit.unsigned_abs())) else {
                    continue;
                };
                let since = entity.position("stage_since");
                let end = Some(Value::Time(zone.start_of(day)));
                let mut query = BoundQuery::all(entity)
                    .filter(Bound::And(vec![
                        Bound::is(entity, "stage_id", Value::Id(stage.id.uuid())),
                        Opportunity::is_open(),
                        Bound::Range(Column::field(entity, since), None, end),
                    ]))
                    .order_by(since, Direction::Asc);
                query.visibility = reach.clone();
                for opportunity in rows::<Opportunity>(reader, &query)? {
                    found.push(StalledOpportunity {
                        opportunity: opportunity.id,
                        name: if named { opportunity.name } else { String::new() },
                        stage: stage.id,
                        days: zone.days_between(opportunity.stage_since, sight.now),
                        rotten_days: limit,
                    });
                }
            }
            found.sort_by_key(|stalled| (-stalled.days, stalled.opportunity));
            Ok(found)
        })
    }
}
