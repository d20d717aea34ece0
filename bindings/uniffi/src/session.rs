//! Somebody at work: every command, import, timed work, events.

use crate::{Outcome, Result};
use chrono::NaiveDate;
use crmkit_core::commands::*;
use crmkit_core::data::*;
use crmkit_core::error::{Error, codes};
use crmkit_core::ffi::{CrmError, ImportListener};
use crmkit_core::model::{CommandId, Locale, Timestamp};
use crmkit_core::org::EmployeeId;
use crmkit_core::sales::approval::PlannedStep;
use crmkit_core::sales::calendar::CalendarEntry;
use crmkit_core::sales::customer::{CustomerId, DeleteBlock, ForgottenCount, Nearby, NearbyQuery};
use crmkit_core::sales::duplicate::{Duplicate, DuplicateQuery};
use crmkit_core::sales::lead::{LeadId, LeadStateCount, MappedField};
use crmkit_core::sales::opportunity::StalledOpportunity;
use crmkit_core::sales::pool::{DaysToPool, PoolId};
use crmkit_core::sales::product::{ProductId, ProductPrice};
use crmkit_core::sales::todo::{Todo, TodoCount, TodoKind};
use crmkit_core::sales::visit::{SatisfactionCount, SatisfactionOf};
use crmkit_core::session::{Command, Due, Listener, RunOptions};
use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Somebody at work. Usable from any thread.
#[derive(Clone, uniffi::Object)]
pub struct Session {
    pub(crate) core: crmkit_core::session::Session,
    locale: Locale,
}

impl Session {
    pub(crate) fn new(core: crmkit_core::session::Session) -> Result<Arc<Self>> {
        let locale = core.locale()?;
        Ok(Arc::new(Self { core, locale }))
    }

    /// A result whose error speaks the company's language.
    pub(crate) fn told<T>(&self, result: crmkit_core::Result<T>) -> Result<T> {
        result.map_err(|error| CrmError::new(&error, self.locale))
    }

    /// Runs a command, once for each id.
    pub(crate) fn run<C: Command>(&self, command: C, id: Option<CommandId>) -> Result<Outcome>
    where
        C::Output: IntoYield,
    {
        let options = RunOptions { command_id: id, deadline: None };
        self.told(self.core.run_with(command, options)).map(|o| Outcome::new(o, self.locale))
    }

    fn import(
        &self,
        file: &mut dyn Read,
        plan: &ImportPlan,
        listener: Option<Arc<dyn ImportListener>>,
        id: Option<CommandId>,
        pool: Option<PoolId>,
    ) -> Result<ImportReport> {
        let options = RunOptions { command_id: id, deadline: None };
        let mut failed = None;
        let tell = &mut |counts| match &listener {
            None => true,
            Some(listener) => listener.on_progress(counts).unwrap_or_else(|error| {
                failed = Some(error);
                false
            }),
        };
        let report = match pool {
            Some(pool) => self.core.import_into_pool(pool, file, plan, options, tell),
            None => self.core.import(file, plan, options, tell),
        };
        failed.map_or_else(|| self.told(report), Err)
    }
}

macro_rules! methods {
    ($($method:ident: $command:ident;)*) => {
        #[uniffi::export]
        impl Session { $(
            /// Runs the command. The same id again does nothing new and gives the first outcome.
            #[uniffi::method(default(command_id = None))]
            pub fn $method(&self, command: $command, command_id: Option<CommandId>) -> Result<Outcome> {
                self.run(command, command_id)
            }
        )* }
    };
}
crmkit_core::commands!(methods);

/// A standing wish to be told of changes; dropping it ends it.
#[derive(uniffi::Object)]
pub struct Subscription(crmkit_core::session::Subscription);

#[uniffi::export]
impl Subscription {
    /// Ends it.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

#[uniffi::export]
impl Session {
    /// The employee at work.
    pub fn employee(&self) -> Result<EmployeeId> {
        self.told(self.core.employee())
    }

    /// The language of the company.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The same session with calls that may take at most so long.
    pub fn with_deadline(&self, deadline: Duration) -> Arc<Session> {
        Arc::new(Self { core: self.core.with_deadline(deadline), locale: self.locale })
    }

    /// Runs a command given as JSON: `{"command": "lead.create", "id": "…", …arguments}`; the
    /// outcome comes back as JSON.
    pub fn run_json(&self, text: String) -> Result<String> {
        self.told(self.core.run_json(&text))
    }

    /// Reads what JSON asks for, as JSON: `{"read": "get", "entity": "lead", "id": "…"}`.
    pub fn read_json(&self, text: String) -> Result<String> {
        self.told(self.core.read_json(&text))
    }

    /// Tells a listener of every change to rows that this session sees, on the thread that made
    /// it, until the subscription is dropped.
    pub fn subscribe(&self, listener: Arc<dyn Listener>) -> Arc<Subscription> {
        Arc::new(Subscription(self.core.subscribe(listener)))
    }

    /// Imports a CSV file; customers may go into a pool. Interrupted, it is called again with the
    /// same command id and file.
    #[uniffi::method(default(listener = None, command_id = None, pool = None))]
    pub fn import_file(
        &self,
        path: String,
        plan: ImportPlan,
        listener: Option<Arc<dyn ImportListener>>,
        command_id: Option<CommandId>,
        pool: Option<PoolId>,
    ) -> Result<ImportReport> {
        let unreadable = |e| Error::new(&codes::STORAGE).with("what", e);
        let mut file = self.told(File::open(path).map_err(unreadable))?;
        self.import(&mut file, &plan, listener, command_id, pool)
    }

    /// Imports a CSV file held in memory; customers may go into a pool.
    #[uniffi::method(default(listener = None, command_id = None, pool = None))]
    pub fn import_bytes(
        &self,
        bytes: Vec<u8>,
        plan: ImportPlan,
        listener: Option<Arc<dyn ImportListener>>,
        command_id: Option<CommandId>,
        pool: Option<PoolId>,
    ) -> Result<ImportReport> {
        self.import(&mut bytes.as_slice(), &plan, listener, command_id, pool)
    }

    /// The rows of an import of one's own that made no record, in file order.
    pub fn import_issues(&self, job: ImportJobId) -> Result<Vec<ImportIssue>> {
        self.told(self.core.import_issues(job))
    }

    /// The same as a CSV file that a spreadsheet opens.
    pub fn import_error_file(&self, job: ImportJobId) -> Result<String> {
        self.told(self.core.import_error_file(job))
    }

    /// Hands over everything that somebody owns; the same id again goes on where it stopped.
    pub fn hand_over(
        &self,
        leaver: EmployeeId,
        heirs: Vec<EmployeeId>,
        command_id: CommandId,
    ) -> Result<Outcome> {
        let done = self.told(self.core.hand_over(leaver, heirs, command_id))?;
        Ok(Outcome::new(done, self.locale))
    }

    /// Sets a password: one's own, or with the right to manage employees anybody's.
    pub fn set_password(&self, employee: EmployeeId, password: String) -> Result<Outcome> {
        let done = self.told(self.core.set_password(employee, &password))?;
        Ok(Outcome::new(done, self.locale))
    }

    /// How many days customers have before a pool takes them, one entry for each that a rule
    /// concerns.
    pub fn days_to_pool(&self, customers: Vec<CustomerId>) -> Result<Vec<DaysToPool>> {
        self.told(self.core.days_to_pool(&customers))
    }

    /// One's own customers of which a pool reminds one, the most urgent first.
    pub fn entering_pool(&self) -> Result<Vec<DaysToPool>> {
        self.told(self.core.entering_pool())
    }

    /// What keeps customers from being deleted: one entry for each kind of live record.
    pub fn customer_delete_blocks(&self, customers: Vec<CustomerId>) -> Result<Vec<DeleteBlock>> {
        self.told(self.core.customer_delete_blocks(&customers))
    }

    /// The customers near a place, the nearest first.
    pub fn nearby(&self, query: NearbyQuery) -> Result<Vec<Nearby>> {
        self.told(self.core.nearby(&query))
    }

    /// One of one's own to-do lists, the most urgent first.
    pub fn todos(&self, kind: TodoKind) -> Result<Vec<Todo>> {
        self.told(self.core.todos(kind))
    }

    /// How many items each of one's own to-do lists has.
    pub fn todo_counts(&self) -> Result<Vec<TodoCount>> {
        self.told(self.core.todo_counts())
    }

    /// What one has planned from one day to another, both included, the earliest first: whom to
    /// get in touch with, and when.
    pub fn calendar(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<CalendarEntry>> {
        self.told(self.core.calendar(from, to))
    }

    /// How content customers are, from the return visits of some days, both included: the least
    /// content first.
    pub fn satisfaction(
        &self,
        of: SatisfactionOf,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<SatisfactionCount>> {
        self.told(self.core.satisfaction(of, first, last))
    }

    /// What a product cost at an instant; nothing before it was made.
    pub fn product_price_at(
        &self,
        product: ProductId,
        at: Timestamp,
    ) -> Result<Option<ProductPrice>> {
        self.told(self.core.product_price_at(product, at))
    }

    /// The steps that a document which the session sees would pass if one submitted it now; none
    /// where nothing has to be approved.
    pub fn approval_steps(&self, entity: String, document: Uuid) -> Result<Vec<PlannedStep>> {
        self.told(self.core.approval_steps(&entity, document))
    }

    /// How many of the customers that the session sees are forgotten for more than 7, 15, 30, 90
    /// and 180 days.
    pub fn forgotten_counts(&self) -> Result<Vec<ForgottenCount>> {
        self.told(self.core.forgotten_counts())
    }

    /// The open opportunities that the session sees and that have stood at their stage for too
    /// long, the longest first.
    pub fn stalled_opportunities(&self) -> Result<Vec<StalledOpportunity>> {
        self.told(self.core.stalled_opportunities())
    }

    /// How many of the leads that the session sees are in each state.
    pub fn lead_states(&self) -> Result<Vec<LeadStateCount>> {
        self.told(self.core.lead_states())
    }

    /// Who may be the same: customers, customers of pools and unconverted leads with this name
    /// or number, the surest first; also outside one's data scope, as far as the settings show.
    pub fn find_duplicates(&self, query: DuplicateQuery) -> Result<Vec<Duplicate>> {
        self.told(self.core.find_duplicates(&query))
    }

    /// Who may be the same as a lead.
    pub fn duplicates_of_lead(&self, lead: LeadId) -> Result<Vec<Duplicate>> {
        self.told(self.core.duplicates_of_lead(lead))
    }

    /// Every field of leads that conversion can copy, and where it goes.
    pub fn lead_mapping(&self) -> Result<Vec<MappedField>> {
        self.told(self.core.lead_mapping())
    }

    /// What timed work would do now, and why.
    pub fn tick_preview(&self) -> Result<Vec<Due>> {
        self.told(self.core.tick_preview())
    }

    /// Runs timed work that is due.
    pub fn tick(&self) -> Result<Vec<Due>> {
        self.told(self.core.tick())
    }
}
