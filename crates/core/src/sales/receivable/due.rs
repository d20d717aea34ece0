//! Payment plans by their day: soon due, overdue, and the job that marks the latter.

use super::plan_state::overdue;
use super::{PlanState, ReceivablePlan, ReceivablePlanId};
use crate::command;
use crate::error::Result;
use crate::model::{Choice, Money, TypedId, Value};
use crate::query::{Bound, BoundQuery, Cmp, Column};
use crate::session::tick::Now;
use crate::session::{Command, Context, Declared, Due, Job, Session};
use crate::store::{Reader, rows};
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
        let today = now.company().zone().date(now.at());
        let unmarked = Bound::is(ReceivablePlan::META, "overdue", Value::Bool(false));
        let filter = Bound::And(vec![unmarked, plans_overdue(today)]);
        let late: Vec<ReceivablePlan> =
            rows(reader, &BoundQuery::all(ReceivablePlan::META).filter(filter))?;
        Ok(late.iter().map(|plan| due_of(self.name(), plan)).collect())
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        due.chunks(500).try_for_each(|chunk| {
            let plans = chunk.iter().map(|due| due.id.into()).collect();
            system.run(MarkOverduePlans { plans }).map(|_| ())
        })
    }
}

fn due_of(job: &str, plan: &ReceivablePlan) -> Due {
    Due {
        job: job.to_owned(),
        entity: ReceivablePlan::META.name.to_owned(),
        id: plan.id.uuid(),
        why: format!("{} {}", plan.due_on, plan.unreceived),
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
        let today = cx.today();
        let mut marked = 0;
        for id in self.plans {
            let found: Option<ReceivablePlan> = cx.find_one(id)?;
            if let Some(plan) = found.filter(|plan| !plan.overdue && overdue(plan, today)) {
                cx.update(&plan, |p| p.overdue = true)?;
                marked += 1;
            }
        }
        Ok(marked)
    }
}
