//! The open file and who works in it.

use super::company::{Company, Person, Staff};
use super::events::Listeners;
use super::rights::Rights;
use crate::error::{Error, Result, codes};
use crate::model::id::RandomIds;
use crate::model::{Clock, DeviceId, IdSource, Locale, Registry, SystemClock, Timestamp};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::store::{FileRole, Problem, Reader, State, Store, read};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use uuid::Uuid;

/// Where time and ids come from, and how long calls may take.
#[derive(Clone)]
pub struct CrmOptions {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of command ids.
    pub ids: Arc<dyn IdSource>,
    /// How long a call may take unless its session says otherwise.
    pub deadline: Option<Duration>,
}

impl Default for CrmOptions {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), ids: Arc::new(RandomIds), deadline: None }
    }
}

struct Inner {
    store: Arc<dyn Store>,
    options: CrmOptions,
    company: RwLock<Option<Arc<Company>>>,
    staff: RwLock<Option<Arc<Staff>>>,
    listeners: Listeners,
}

/// A company's CRM, open. Cheap to clone, usable from any thread.
///
/// It gives sessions and looks after the file; it knows no permissions itself. `crmkit::open`
/// makes one.
///
/// ```
/// # use crmkit_core::{ENTITIES, admin::setup::CompanySetup, model::Registry};
/// # use crmkit_core::session::{Crm, CrmOptions};
/// # use crmkit_core::store::{FileRole, Identity, MemoryStore};
/// # let identity = Identity { role: FileRole::Standalone, device: Default::default() };
/// # let store = std::sync::Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity));
/// let crm = Crm::new(store, CrmOptions::default())?;
/// assert!(!crm.is_set_up()?);
/// # let setup = CompanySetup { company: "示例科技".into(), admin_name: "陈晓明".into(),
/// #     admin_mobile: "13800000001".into(), password: "correct horse".into(), ..Default::default() };
/// let admin = crm.set_up(setup)?.value;
/// let by_password = crm.login("13800000001", "correct horse")?;
/// let by_host = crm.session(admin)?; // the host has authenticated him itself
/// assert_eq!(by_password.employee()?, by_host.employee()?);
/// crm.close()?;
/// assert_eq!(crm.is_set_up().unwrap_err().code(), "closed");
/// # Ok::<(), crmkit_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Crm(Arc<Inner>);

impl Crm {
    /// Works on an open store.
    ///
    /// # Errors
    /// Storage errors.
    pub fn new(store: Arc<dyn Store>, options: CrmOptions) -> Result<Self> {
        let (company, staff, listeners) = Default::default();
        Ok(Self(Arc::new(Inner { store, options, company, staff, listeners })))
    }

    /// The store beneath: for tools and tests; it knows no permissions.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.options.clock
    }

    pub(crate) fn ids(&self) -> &dyn IdSource {
        &*self.0.options.ids
    }

    pub(crate) fn listeners(&self) -> &Listeners {
        &self.0.listeners
    }

    /// The part this file plays.
    pub fn role(&self) -> FileRole {
        self.0.store.identity().role
    }

    /// The installation that made this file.
    pub fn device(&self) -> Uuid {
        self.0.store.identity().device
    }

    /// Whether the company is set up.
    ///
    /// # Errors
    /// Storage errors.
    pub fn is_set_up(&self) -> Result<bool> {
        read(&**self.store(), None, |reader| Ok(reader.state(State::SetUp)? != 0))
    }

    /// The language of the company; English while it is not set up.
    ///
    /// # Errors
    /// Storage errors.
    pub fn locale(&self) -> Result<Locale> {
        read(&**self.store(), None, |reader| {
            let company = self.company(reader)?;
            Ok(if company.settings.is_some() { company.locale() } else { Locale::En })
        })
    }

    /// A session for somebody whom the host has authenticated itself.
    ///
    /// # Errors
    /// `session.disabled` for an unknown or disabled employee.
    pub fn session(&self, employee: EmployeeId) -> Result<Session> {
        read(&**self.store(), None, |reader| {
            self.rights(reader, &*self.company(reader)?, employee)
        })?;
        Ok(self.unchecked(Who::Employee(employee)))
    }

    /// A session of the system, which timed work and set-up run in.
    pub(crate) fn unchecked(&self, who: Who) -> Session {
        Session { crm: self.clone(), who, deadline: self.0.options.deadline, sent: None }
    }

    /// The company as of the transaction: the cached one while the epoch stands still.
    pub(crate) fn company(&self, reader: &dyn Reader) -> Result<Arc<Company>> {
        let epoch = reader.state(State::Epoch)?;
        let cached = self.0.company.read().unwrap_or_else(PoisonError::into_inner).clone();
        match cached {
            Some(company) if company.epoch == epoch || mutant(10) => Ok(company),
            _ => {
                let fresh = Arc::new(Company::read(reader, self.store().registry())?);
                *self.0.company.write().unwrap_or_else(PoisonError::into_inner) =
                    Some(Arc::clone(&fresh));
                Ok(fresh)
            }
        }
    }

    /// The company with its people as of the transaction, which must not have changed it.
    pub(crate) fn staff(&self, reader: &dyn Reader) -> Result<Arc<Staff>> {
        let company = self.company(reader)?;
        let cached = self.0.staff.read().unwrap_or_else(PoisonError::into_inner).clone();
        match cached {
            Some(staff) if staff.epoch == company.epoch => Ok(staff),
            _ => {
                let fresh = Arc::new(Staff::read(reader, company)?);
                *self.0.staff.write().unwrap_or_else(PoisonError::into_inner) =
                    Some(Arc::clone(&fresh));
                Ok(fresh)
            }
        }
    }

    /// The same, never from or into the cache: inside a transaction that has changed it and may
    /// yet be taken back.
    pub(crate) fn uncached_staff(reader: &dyn Reader, registry: &Registry) -> Result<Arc<Staff>> {
        let company = Arc::new(Company::read(reader, registry)?);
        Staff::read(reader, company).map(Arc::new)
    }

    /// The rights of an active employee.
    ///
    /// # Errors
    /// `session.disabled`.
    pub(crate) fn rights(
        &self,
        reader: &dyn Reader,
        company: &Company,
        id: EmployeeId,
    ) -> Result<Arc<Rights>> {
        company.rights(id, || {
            let person = Person::find(reader, id)?.filter(Person::active);
            let person = person.ok_or_else(|| Error::new(&codes::USER_DISABLED))?;
            let held = person.roles(reader, company)?;
            Rights::of(&person, held, company, reader)
        })
    }

    /// Ends the calls that are running now, from any thread.
    pub fn interrupt(&self) {
        self.0.store.interrupt();
    }

    /// Writes a complete copy to a path where nothing is yet. Never copy the file yourself: its
    /// newest part lies beside it.
    ///
    /// # Errors
    /// `unsupported`, storage errors.
    pub fn backup_to(&self, path: impl AsRef<Path>) -> Result<()> {
        self.0.store.backup_to(path.as_ref())
    }

    /// Looks for damage.
    ///
    /// # Errors
    /// Storage errors.
    pub fn check(&self) -> Result<Vec<Problem>> {
        self.0.store.check()
    }

    /// Puts the file to rest before a phone's system freezes the process.
    ///
    /// # Errors
    /// Storage errors.
    pub fn suspend(&self) -> Result<()> {
        self.0.store.suspend()
    }

    /// Goes on after [`Crm::suspend`].
    ///
    /// # Errors
    /// Storage errors.
    pub fn resume(&self) -> Result<()> {
        self.0.store.resume()
    }

    /// Closes the file; calls on this handle and its sessions then fail with `closed`.
    ///
    /// # Errors
    /// Storage errors.
    pub fn close(&self) -> Result<()> {
        self.0.store.close()
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// An employee.
    Employee(EmployeeId),
    /// Timed work and the set-up; sees everything, owns nothing.
    System,
}

impl Who {
    /// The employee, unless it is the system.
    pub fn employee(self) -> Option<EmployeeId> {
        match self {
            Who::Employee(id) => Some(id),
            Who::System => None,
        }
    }
}

/// Somebody at work. Cheap to clone, usable from any thread.
///
/// Everything that is read or changed goes through one: [`Session::get`], [`Session::list`],
/// [`Session::count`], [`Session::aggregate`], [`Session::history`] read, [`Session::run`] changes.
/// `session.leads()` and its like are shorter forms.
///
/// ```
/// # use crmkit_core::{ENTITIES, admin::setup::CompanySetup, model::Registry};
/// # use crmkit_core::session::{Crm, CrmOptions};
/// # use crmkit_core::store::{FileRole, Identity, MemoryStore};
/// use crmkit_core::query::{Query, Totals};
/// use crmkit_core::sales::lead::{CreateLead, Lead, NewLead};
/// use crmkit_core::session::RunOptions;
/// # let identity = Identity { role: FileRole::Standalone, device: Default::default() };
/// # let store = std::sync::Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity));
/// # let crm = Crm::new(store, CrmOptions::default())?;
/// # let setup = CompanySetup { company: "示例科技".into(), admin_name: "陈晓明".into(),
/// #     admin_mobile: "13800000001".into(), password: "correct horse".into(), ..Default::default() };
/// # let session = crm.session(crm.set_up(setup)?.value)?;
/// let lead = NewLead { name: "武汉鑫源贸易".into(), ..Default::default() };
/// let made = session.run(CreateLead { lead: lead.clone() })?;
/// // The same command under the same id is done once.
/// let again = session.run_with(CreateLead { lead }, RunOptions::id(made.command_id))?;
/// assert!(again.replayed && again.value == made.value);
/// assert_eq!(session.count::<Lead>(&Query::default(), Totals::Exact)?.to_string(), "1");
/// assert_eq!(session.history::<Lead>(made.value, None, 10)?.len(), 1);
/// session.undo(made.command_id)?;
/// assert_eq!(session.get::<Lead>(made.value).unwrap_err().code(), "record.not_found");
/// # Ok::<(), crmkit_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Session {
    pub(crate) crm: Crm,
    pub(crate) who: Who,
    pub(crate) deadline: Option<Duration>,
    /// Where and when what it runs was given, if that was elsewhere.
    pub(crate) sent: Option<Sent>,
}

/// Where and when a command was given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sent {
    pub(crate) device: DeviceId,
    pub(crate) given_at: Timestamp,
}

/// What one call may see: the company and the caller's rights inside its transaction.
#[derive(Clone)]
pub(crate) struct Sight {
    pub(crate) crm: Crm,
    pub(crate) company: Arc<Company>,
    pub(crate) rights: Option<Arc<Rights>>,
    pub(crate) who: Who,
    pub(crate) now: Timestamp,
    pub(crate) registry: Registry,
    /// The installation, with whose id cursors are sealed.
    pub(crate) device: Uuid,
    /// The company with its people, once the command asked for it.
    pub(crate) staff: Option<Arc<Staff>>,
    /// Whether the command has changed it since.
    pub(crate) stale: bool,
    /// Fields, as `entity.field`, that the place hides through which one looks.
    pub(crate) veiled: BTreeSet<String>,
}

impl Sight {
    /// The company with its people, with what the command has changed in it.
    pub(crate) fn staff(&self, reader: &dyn Reader) -> Result<Arc<Staff>> {
        match &self.staff {
            _ if self.stale => Crm::uncached_staff(reader, &self.registry),
            Some(staff) => Ok(Arc::clone(staff)),
            None => self.crm.staff(reader),
        }
    }
}

impl Session {
    /// The CRM it works in.
    pub fn crm(&self) -> &Crm {
        &self.crm
    }

    /// The employee at work.
    ///
    /// # Errors
    /// `right.system_only` in the system's own session.
    pub fn employee(&self) -> Result<EmployeeId> {
        self.who.employee().ok_or_else(|| Error::new(&codes::SYSTEM_ONLY))
    }

    /// The same session with calls that may take at most so long.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Session {
        Session { deadline: Some(deadline), ..self.clone() }
    }

    /// The language of the company.
    ///
    /// # Errors
    /// Storage errors.
    pub fn locale(&self) -> Result<Locale> {
        self.sight(|_, sight| Ok(sight.company.locale()))
    }

    /// Runs a reading transaction with the caller's rights as of it.
    pub(crate) fn sight<T>(
        &self,
        work: impl FnOnce(&dyn Reader, &Sight) -> Result<T>,
    ) -> Result<T> {
        let now = self.crm.clock().now();
        read(&**self.crm.store(), self.deadline, |reader| {
            let sight = self.see(reader, now)?;
            work(reader, &sight).map_err(|e| sight.worded(e))
        })
    }

    pub(crate) fn see(&self, reader: &dyn Reader, now: Timestamp) -> Result<Sight> {
        let company = self.crm.company(reader)?;
        let rights =
            self.who.employee().map(|id| self.crm.rights(reader, &company, id)).transpose()?;
        let (crm, who) = (self.crm.clone(), self.who);
        let (staff, stale, veiled) = Default::default();
        let (registry, device) = (crm.store().registry().clone(), crm.store().identity().device);
        Ok(Sight { crm, company, rights, who, now, registry, device, staff, stale, veiled })
    }
}
