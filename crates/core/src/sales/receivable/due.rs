//! Payment plans by their day: soon due, overdue, and the job that marks the latter.

use super::{PlanState, ReceivablePlan, ReceivablePlanId};
use crate::command;
use crate::error::Result;
use crate::model::{Choice, FieldType, Money, Raw, TypedId, Value};
use crate::query::{Bound, BoundQuery, Cmp, Column};
use crate::session::tick::Now;
use crate::session::{Command, Context, Declared, Due, Job, Session};
use crate::store::Reader;
use chrono::{Days, NaiveDate};

fn column(field: &str) -> Column {
    Column::field(ReceivablePlan::META, ReceivablePlan::META.position(field))
}

/// Those that run and of which something is missing.
fn open() -> [Bound; 2] {
    [
        Bound::is(ReceivablePlan::META, "state", Value::Text(PlanState::Running.code().into())),
        Bound::Cmp(column("unreceived"), Cmp::Gt, Value::Money(Money::ZERO)),
    ]
}

/// Those that are overdue on a day, marked or not.
pub(crate) fn plans_overdue(today: NaiveDate) -> Bound {
    let before = Bound::Range(column("due_on"), None, Some(Value::Date(today)));
    Bound::And(open().into_iter().chain([before]).collect())
}

/// Those that are overdue on a day and not marked.
fn unmarked(today: NaiveDate) -> Bound {
    let unmarked = Bound::is(ReceivablePlan::META, "overdue", Value::Bool(false));
    Bound::And(vec![unmarked, plans_overdue(today)])
}

/// Those due within so many days from a day on.
pub(crate) fn plans_due(today: NaiveDate, days: u64) -> Bound {
    let end = today.checked_add_days(Days::new(days + 1)).unwrap_or(NaiveDate::MAX);
    let soon = Bound::Range(column("due_on"), Some(Value::Date(today)), Some(Value::Date(end)));
    Bound::And(open().into_iter().chain([soon]).collect())
}

/// Marks payment plans as overdue on the day after theirs.
pub struct WatchPlans;

impl Job for WatchPlans {
    fn name(&self) -> &'static str {
        MarkOverduePlans::META.name
    }

    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>> {
        let filter = unmarked(now.company().zone().date(now.at()));
        let entity = ReceivablePlan::META;
        let mut query = BoundQuery::all(entity).filter(filter);
        query.columns = ["id", "due_on"].map(|name| entity.position(name)).into();
        let mut late = Vec::new();
        reader.query(&query, &mut |row| {
            let due_on = NaiveDate::from_raw(row.get(1)?)?;
            late.push(Due {
                job: self.name().to_owned(),
                entity: entity.name.to_owned(),
                id: ReceivablePlanId::from_raw(row.get(0)?)?.uuid(),
                why: due_on.to_string(),
            });
            Ok(())
        })?;
        Ok(late)
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        due.chunks(500).try_for_each(|chunk| {
            let plans = chunk.iter().map(|due| due.id.into()).collect();
            system.run(MarkOverduePlans { plans }).map(|_| ())
        })
    }
}

command! {
    /// Marks those of some payment plans as overdue that are.
    pub struct MarkOverduePlans = "receivable_plan.mark_overdue", 1, "标记逾期回款计划", "Mark overdue payment plans" {
        /// Which.
        plans: Vec<ReceivablePlanId>,
    } -> u32; System
}

impl Command for MarkOverduePlans {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let mut marked = 0;
        // What is read is still at hand when it is written.
        for plans in self.plans.chunks(50) {
            let ids = plans.iter().map(|id| Value::Id(id.uuid())).collect();
            let filter = Bound::And(vec![Bound::In(column("id"), ids), unmarked(cx.today())]);
            marked += cx.derive(ReceivablePlan::META, filter, ("overdue", Raw::Int(1)))?;
        }
        Ok(marked)
    }
}
