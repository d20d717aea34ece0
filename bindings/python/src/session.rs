//! Somebody at work: reads by entity name, commands by command name.

use crate::convert::{arguments, id, to_json};
use crate::error::{Held, Speaks};
use crate::outcome::Outcome;
use crate::page::{Page, Total};
use crate::read::{page, reader};
use chrono::NaiveDate;
use crmkit::commands::*;
use crmkit::dynamic::{aggregate, from_json, query};
use crmkit::error::{Error, Result, codes};
use crmkit::model::{CommandId, Locale, Timestamp};
use crmkit::sales::approval::PlannedStep;
use crmkit::sales::calendar::CalendarEntry;
use crmkit::sales::customer::{CustomerId, DeleteBlock, ForgottenCount, Nearby, NearbyQuery};
use crmkit::sales::duplicate::{Duplicate, DuplicateQuery};
use crmkit::sales::lead::{LeadStateCount, MappedField};
use crmkit::sales::opportunity::StalledOpportunity;
use crmkit::sales::pool::{DaysToPool, PoolId};
use crmkit::sales::product::ProductPrice;
use crmkit::sales::todo::{Todo, TodoCount, TodoKind};
use crmkit::sales::visit::{SatisfactionCount, SatisfactionOf};
use crmkit::session::{
    Command, Declared, Due, Event, HistoryEntry, Listener, Outcome as CoreOutcome, RunOptions,
    Session as Core, Subscription as CoreSubscription, Table, Why, WhySeen,
};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::Value as Json;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Somebody at work. Usable from any thread.
#[pyclass(frozen, module = "crmkit")]
pub(crate) struct Session(Held<Core>);

impl Session {
    pub(crate) fn new(core: Core) -> Self {
        Self(Held::new(core))
    }

    pub(crate) fn call<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Core) -> Result<T> + Send,
    ) -> PyResult<T> {
        self.0.call(py, work)
    }

    fn outcome<T: IntoYield + Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Core) -> Result<CoreOutcome<T>> + Send,
    ) -> PyResult<Outcome> {
        let (outcome, locale) = self.call(py, |session| Ok((work(session)?, session.speaks())))?;
        Outcome::new(py, outcome, locale)
    }
}

/// A command run by its name.
type Run = fn(&Core, Json, RunOptions, Locale) -> Result<CoreOutcome<Yield>>;

fn run<C: Command>(
    session: &Core,
    arguments: Json,
    options: RunOptions,
    locale: Locale,
) -> Result<CoreOutcome<Yield>>
where
    C::Output: IntoYield,
{
    let outcome = session.run_with(from_json::<C>(arguments)?, options)?;
    Ok(outcome.map(|value| value.into_yield(locale)))
}

macro_rules! runners {
    ($($method:ident: $command:ty;)*) => {
        const RUNNERS: &[(&str, Run)] =
            &[$((<$command as Declared>::META.name, run::<$command>)),*];
    };
}
crmkit::commands!(runners);

#[pymethods]
impl Session {
    /// The employee at work.
    #[getter]
    fn employee(&self, py: Python<'_>) -> PyResult<Uuid> {
        self.call(py, |session| session.employee().map(|e| e.0))
    }

    /// The same session with calls that may take at most so long.
    fn with_deadline(&self, py: Python<'_>, deadline: Duration) -> PyResult<Self> {
        self.call(py, |session| Ok(session.with_deadline(deadline))).map(Self::new)
    }

    /// The language of the company, "zh-CN" or "en".
    #[getter]
    fn locale(&self, py: Python<'_>) -> PyResult<&'static str> {
        self.call(py, Core::locale).map(crate::crm::code)
    }

    /// Runs a command by its name, e.g. `session.run("lead.create", lead={"name": "…"})`. With
    /// a `command_id` of your own it can be retried: it is done once.
    #[pyo3(signature = (command, /, *, command_id = None, deadline = None, **arguments))]
    fn run(
        &self,
        py: Python<'_>,
        command: &str,
        command_id: Option<Uuid>,
        deadline: Option<Duration>,
        arguments: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Outcome> {
        let json = crate::convert::arguments(arguments);
        let options = RunOptions { command_id: command_id.map(CommandId), deadline };
        let runner = RUNNERS.iter().find(|(name, _)| *name == command);
        let (outcome, locale) = self.call(py, |session| {
            let unknown = || Error::new(&codes::UNKNOWN_COMMAND).with("name", command);
            let (_, run) = runner.ok_or_else(unknown)?;
            let locale = session.speaks();
            Ok((run(session, json?, options, locale)?, locale))
        })?;
        Outcome::new(py, outcome.map(Done), locale)
    }

    /// Runs a command given as JSON: `{"command": "lead.create", "id": "…", …arguments}`.
    fn run_json(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        self.call(py, |session| session.run_json(text))
    }

    /// Reads what JSON asks for: `{"read": "get", "entity": "lead", "id": "…"}`.
    fn read_json(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        self.call(py, |session| session.read_json(text))
    }

    /// One record; with `pool`, a customer of that pool or one of its contacts.
    #[pyo3(signature = (entity, id, *, pool = None))]
    fn get(
        &self,
        py: Python<'_>,
        entity: &str,
        id: &Bound<'_, PyAny>,
        pool: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let id = crate::convert::id(id, "id");
        let pool = pool.map(|pool| crate::convert::id(pool, "pool"));
        let found = self.call(py, |session| match pool {
            Some(pool) if entity == "contact" => {
                Ok(Box::new(vec![session.pool(PoolId(pool?)).contact(id?.into())?]) as _)
            }
            Some(pool) => Ok(Box::new(vec![session.pool(PoolId(pool?)).get(id?.into())?]) as _),
            None => reader(entity)?.get(session, id?),
        })?;
        found.only(py)
    }

    /// A page of records; with `pool`, of the customers of that pool or of their contacts,
    /// follow-ups or invoice titles.
    #[pyo3(signature = (entity, *, pool = None, **query))]
    fn list(
        &self,
        py: Python<'_>,
        entity: &str,
        pool: Option<&Bound<'_, PyAny>>,
        query: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Page> {
        let asked = arguments(query);
        let pool = pool.map(|pool| id(pool, "pool"));
        self.call(py, |session| {
            let query = crmkit::dynamic::query(asked?)?;
            let Some(pool) = pool.transpose()? else {
                return reader(entity)?.list(session, &query);
            };
            let pool = session.pool(PoolId(pool));
            match entity {
                "contact" => pool.contacts(&query).map(page),
                "follow_up" => pool.follow_ups(&query).map(page),
                "invoice_title" => pool.invoice_titles(&query).map(page),
                _ => pool.list(&query).map(page),
            }
        })
    }

    /// How many records there are.
    #[pyo3(signature = (entity, **query))]
    fn count(
        &self,
        py: Python<'_>,
        entity: &str,
        query: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Total> {
        let asked = arguments(query);
        let count = |session: &Core| reader(entity)?.count(session, &self::query(asked?)?);
        self.call(py, count).map(Total::from)
    }

    /// Numbers by group.
    #[pyo3(signature = (entity, **question))]
    fn aggregate(
        &self,
        py: Python<'_>,
        entity: &str,
        question: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let asked = arguments(question);
        self.call(py, |session| reader(entity)?.aggregate(session, &aggregate(asked?)?))
    }

    /// The operation log of a record, the newest first; `before` is the `mark` of the last entry
    /// of the page before. With `pool`, of a customer of that pool.
    #[pyo3(signature = (entity, id, *, pool = None, before = None, limit = 50))]
    fn history(
        &self,
        py: Python<'_>,
        entity: &str,
        id: &Bound<'_, PyAny>,
        pool: Option<&Bound<'_, PyAny>>,
        before: Option<&str>,
        limit: u32,
    ) -> PyResult<Vec<HistoryEntry>> {
        let id = crate::convert::id(id, "id");
        let pool = pool.map(|pool| crate::convert::id(pool, "pool"));
        self.call(py, |session| match pool {
            Some(pool) if entity == "customer" => {
                session.pool(PoolId(pool?)).history(id?.into(), before, limit)
            }
            Some(_) => {
                let what = format!("the history of a pool's {entity}");
                Err(Error::new(&codes::UNSUPPORTED).with("what", what))
            }
            None => reader(entity)?.history(session, id?, before, limit),
        })
    }

    /// Why the caller sees a record.
    fn why_visible(
        &self,
        py: Python<'_>,
        entity: &str,
        id: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<Why>> {
        let id = crate::convert::id(id, "id");
        self.call(py, |session| reader(entity)?.why_visible(session, id?))
    }

    /// Every active employee who sees a record, and why.
    fn who_can_see(
        &self,
        py: Python<'_>,
        entity: &str,
        id: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<WhySeen>> {
        let id = crate::convert::id(id, "id");
        self.call(py, |session| reader(entity)?.who_can_see(session, id?))
    }

    /// Who may be the same: customers, customers of pools and unconverted leads with this name
    /// or number, the surest first; also outside one's data scope, as far as the settings show.
    #[pyo3(signature = (name = None, *, mobile = None, telephone = None, limit = None))]
    fn find_duplicates(
        &self,
        py: Python<'_>,
        name: Option<String>,
        mobile: Option<String>,
        telephone: Option<String>,
        limit: Option<u32>,
    ) -> PyResult<Vec<Duplicate>> {
        let query = DuplicateQuery { name, mobile, telephone, limit };
        self.call(py, |session| session.find_duplicates(&query))
    }

    /// Who may be the same as a lead.
    fn duplicates_of_lead(
        &self,
        py: Python<'_>,
        lead: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<Duplicate>> {
        let lead = id(lead, "lead");
        self.call(py, |session| session.duplicates_of_lead(lead?.into()))
    }

    /// Every field of leads that conversion can copy, and where it goes.
    fn lead_mapping(&self, py: Python<'_>) -> PyResult<Vec<MappedField>> {
        self.call(py, Core::lead_mapping)
    }

    /// Takes back a command of one's own: its outcome or its id.
    fn undo(&self, py: Python<'_>, of: &Bound<'_, PyAny>) -> PyResult<Outcome> {
        let of = of.getattr("command_id").unwrap_or_else(|_| of.clone());
        let of = id(&of, "of");
        self.outcome(py, |session| session.undo(CommandId(of?)))
    }

    /// Sets a password: one's own, or with the right to manage employees anybody's.
    fn set_password(
        &self,
        py: Python<'_>,
        employee: &Bound<'_, PyAny>,
        password: &str,
    ) -> PyResult<Outcome> {
        let employee = id(employee, "employee");
        self.outcome(py, |session| session.set_password(employee?.into(), password))
    }

    /// Hands over everything that somebody who leaves owns, to one or several others in turn.
    #[pyo3(signature = (leaver, to, *, command_id))]
    fn hand_over(
        &self,
        py: Python<'_>,
        leaver: &Bound<'_, PyAny>,
        to: &Bound<'_, PyAny>,
        command_id: Uuid,
    ) -> PyResult<Outcome> {
        let leaver = id(leaver, "leaver");
        let to = to_json(to, "to").and_then(from_json);
        self.outcome(py, |session| session.hand_over(leaver?.into(), to?, CommandId(command_id)))
    }

    /// How many days customers have before a pool takes them, one entry for each that a rule
    /// concerns.
    fn days_to_pool(
        &self,
        py: Python<'_>,
        customers: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<DaysToPool>> {
        let customers = to_json(customers, "customers").and_then(from_json::<Vec<CustomerId>>);
        self.call(py, |session| session.days_to_pool(&customers?))
    }

    /// One's own customers of which a pool reminds one, the most urgent first.
    fn entering_pool(&self, py: Python<'_>) -> PyResult<Vec<DaysToPool>> {
        self.call(py, Core::entering_pool)
    }

    /// What keeps customers from being deleted: one entry for each kind of live record.
    fn customer_delete_blocks(
        &self,
        py: Python<'_>,
        customers: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<DeleteBlock>> {
        let customers = to_json(customers, "customers").and_then(from_json::<Vec<CustomerId>>);
        self.call(py, |session| session.customer_delete_blocks(&customers?))
    }

    /// The customers near a place, the nearest first; the radius is in metres.
    #[pyo3(signature = (latitude, longitude, radius, *, kind = None, limit = None))]
    fn nearby(
        &self,
        py: Python<'_>,
        latitude: &Bound<'_, PyAny>,
        longitude: &Bound<'_, PyAny>,
        radius: i64,
        kind: Option<&Bound<'_, PyAny>>,
        limit: Option<u32>,
    ) -> PyResult<Vec<Nearby>> {
        let number = |value: &Bound<'_, PyAny>, name: &str| {
            to_json(value, name).and_then(from_json::<crmkit::model::Number>)
        };
        let (latitude, longitude) = (number(latitude, "latitude"), number(longitude, "longitude"));
        let kind = kind.map(|kind| to_json(kind, "kind").and_then(from_json)).transpose();
        self.call(py, |session| {
            let (latitude, longitude) = (latitude?, longitude?);
            session.nearby(&NearbyQuery { latitude, longitude, radius, kind: kind?, limit })
        })
    }

    /// One of one's own to-do lists, the most urgent first.
    fn todos(&self, py: Python<'_>, kind: &Bound<'_, PyAny>) -> PyResult<Vec<Todo>> {
        let kind = to_json(kind, "kind").and_then(from_json::<TodoKind>);
        self.call(py, |session| session.todos(kind?))
    }

    /// How many items each of one's own to-do lists has.
    fn todo_counts(&self, py: Python<'_>) -> PyResult<Vec<TodoCount>> {
        self.call(py, Core::todo_counts)
    }

    /// What one has planned from one day to another, both included, the earliest first: whom to
    /// get in touch with, and when.
    fn calendar(
        &self,
        py: Python<'_>,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PyResult<Vec<CalendarEntry>> {
        self.call(py, |session| session.calendar(first, last))
    }

    /// How content customers are, by "customer" or by "product", from the return visits of some days,
    /// both included: the least content first.
    fn satisfaction(
        &self,
        py: Python<'_>,
        of: &Bound<'_, PyAny>,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PyResult<Vec<SatisfactionCount>> {
        let of = to_json(of, "of").and_then(from_json::<SatisfactionOf>);
        self.call(py, |session| session.satisfaction(of?, first, last))
    }

    /// What a product cost at an instant; None before it was made.
    fn product_price_at(
        &self,
        py: Python<'_>,
        product: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
    ) -> PyResult<Option<ProductPrice>> {
        let product = id(product, "product");
        let at = to_json(at, "at").and_then(from_json::<Timestamp>);
        self.call(py, |session| session.product_price_at(product?.into(), at?))
    }

    /// The steps that a document which one sees would pass if one submitted it now; none where
    /// nothing has to be approved.
    fn approval_steps(
        &self,
        py: Python<'_>,
        entity: &str,
        document: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<PlannedStep>> {
        let document = id(document, "document");
        self.call(py, |session| session.approval_steps(entity, document?))
    }

    /// How many of the customers that one sees are forgotten for more than 7, 15, 30, 90 and 180
    /// days.
    fn forgotten_counts(&self, py: Python<'_>) -> PyResult<Vec<ForgottenCount>> {
        self.call(py, Core::forgotten_counts)
    }

    /// The open opportunities that one sees and that have stood at their stage for too long, the
    /// longest first.
    fn stalled_opportunities(&self, py: Python<'_>) -> PyResult<Vec<StalledOpportunity>> {
        self.call(py, Core::stalled_opportunities)
    }

    /// How many of the leads that one sees are in each state.
    fn lead_states(&self, py: Python<'_>) -> PyResult<Vec<LeadStateCount>> {
        self.call(py, Core::lead_states)
    }

    /// What timed work would do now, and why.
    fn tick_preview(&self, py: Python<'_>) -> PyResult<Vec<Due>> {
        self.call(py, Core::tick_preview)
    }

    /// Runs timed work that is due.
    fn tick(&self, py: Python<'_>) -> PyResult<Vec<Due>> {
        self.call(py, Core::tick)
    }

    /// Calls `listener(event)` after every committed change to rows that this session sees,
    /// until the subscription is cancelled or forgotten.
    fn subscribe(&self, py: Python<'_>, listener: Py<PyAny>) -> PyResult<Subscription> {
        let listener = Arc::new(Callback(listener));
        let subscription = self.call(py, |session| Ok(session.subscribe(listener)))?;
        Ok(Subscription(Mutex::new(Some(subscription))))
    }
}

/// A yield that is one already.
struct Done(Yield);

impl IntoYield for Done {
    fn into_yield(self, _: Locale) -> Yield {
        self.0
    }
}

struct Callback(Py<PyAny>);

impl Listener for Callback {
    fn on_event(&self, event: Event) {
        Python::attach(|py| {
            if let Err(error) = self.0.call1(py, (event,)) {
                error.write_unraisable(py, Some(self.0.bind(py)));
            }
        });
    }
}

/// A standing wish to be told; ends with `cancel`, a `with` block, or when it is forgotten.
#[pyclass(frozen, module = "crmkit")]
pub(crate) struct Subscription(Mutex<Option<CoreSubscription>>);

#[pymethods]
impl Subscription {
    /// Ends it.
    fn cancel(&self, py: Python<'_>) {
        py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn __enter__(this: Py<Self>) -> PyResult<Py<Self>> {
        let ended = this.get().0.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        if ended { Err(PyRuntimeError::new_err("the subscription has ended")) } else { Ok(this) }
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyAny>) {
        self.cancel(py);
    }
}
