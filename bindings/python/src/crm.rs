//! The open file.

use crate::convert::{arguments, id, wrong};
use crate::error::{engine, raised};
use crate::outcome::Outcome;
use crate::session::Session;
use crmkit::dynamic::from_json;
use crmkit::error::Result;
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock as CoreClock;
use crmkit::model::{Clock, Locale};
use crmkit::session::{Crm as Core, CrmOptions, Due};
use crmkit::store::Problem;
use crmkit::{Durability, FileOptions, Profile};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

type Timestamp = chrono::DateTime<chrono::Utc>;

/// A clock that stands still until it is moved: for tests, examples and replays.
#[pyclass(frozen, module = "crmkit")]
pub(crate) struct ManualClock(Arc<CoreClock>);

#[pymethods]
impl ManualClock {
    #[new]
    fn new(at: Timestamp) -> Self {
        Self(Arc::new(CoreClock::new(at)))
    }

    /// The instant it shows.
    #[getter]
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Moves it to an instant.
    fn set(&self, at: Timestamp) {
        self.0.set(at);
    }

    /// Moves it by a span, backwards when negative.
    fn advance(&self, by: chrono::TimeDelta) {
        self.0.advance(by.num_microseconds().unwrap_or(0));
    }
}

fn options(clock: Option<&ManualClock>, seed: Option<u64>, deadline: Option<Duration>) -> CrmOptions {
    let mut options = CrmOptions { deadline, ..CrmOptions::default() };
    if let Some(clock) = clock {
        options.clock = clock.0.clone();
    }
    if let Some(seed) = seed {
        options.ids = Arc::new(SeededIds::new(seed));
    }
    options
}

/// Opens a company's file, or makes it.
///
/// `durability` is "safe" or "may_lose_last_commits"; `profile` is "phone", "desktop" or
/// "server". `clock` and `seed` make runs repeatable.
#[pyfunction]
#[pyo3(signature = (path, *, durability = "safe", profile = "desktop", busy_timeout = None,
    must_exist = false, clock = None, seed = None, deadline = None))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn open(
    py: Python<'_>,
    path: PathBuf,
    durability: &str,
    profile: &str,
    busy_timeout: Option<Duration>,
    must_exist: bool,
    clock: Option<&ManualClock>,
    seed: Option<u64>,
    deadline: Option<Duration>,
) -> PyResult<Crm> {
    let refuse = |expected, name| raised(py, &wrong(expected, name), Locale::En);
    let durability = match durability {
        "safe" => Durability::Safe,
        "may_lose_last_commits" => Durability::MayLoseLastCommits,
        _ => return Err(refuse("'safe' or 'may_lose_last_commits'", "durability")),
    };
    let profile = match profile {
        "phone" => Profile::Phone,
        "desktop" => Profile::Desktop,
        "server" => Profile::Server,
        _ => return Err(refuse("'phone', 'desktop' or 'server'", "profile")),
    };
    let crm = options(clock, seed, deadline);
    let options =
        FileOptions { durability, profile, busy_timeout, must_exist, crm, ..FileOptions::default() };
    engine(py, || Locale::En, || crmkit::open_with(path, options)).map(Crm)
}

/// A CRM that lives and dies with the process: for tests and previews.
#[pyfunction]
#[pyo3(signature = (*, clock = None, seed = None, deadline = None))]
pub(crate) fn in_memory(
    py: Python<'_>,
    clock: Option<&ManualClock>,
    seed: Option<u64>,
    deadline: Option<Duration>,
) -> PyResult<Crm> {
    let options = options(clock, seed, deadline);
    engine(py, || Locale::En, || crmkit::in_memory_with(options)).map(Crm)
}

/// The argon2id hash of a password, as commands carry it.
#[pyfunction]
pub(crate) fn hash_password(py: Python<'_>, password: &str) -> PyResult<String> {
    engine(py, || Locale::En, || crmkit::session::hash_password(password))
}

/// A company's CRM, open. Usable from any thread; closes at the end of a `with` block.
#[pyclass(frozen, module = "crmkit")]
pub(crate) struct Crm(Core);

impl Crm {
    fn call<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&Core) -> Result<T> + Send) -> PyResult<T> {
        engine(py, || self.0.locale().unwrap_or(Locale::En), || work(&self.0))
    }
}

#[pymethods]
impl Crm {
    /// Sets the company up and returns its first super administrator: `company`, `admin_name`,
    /// `admin_mobile`, `password`, and if need be `zone`, `currency`, `locale`, `country`.
    #[pyo3(signature = (**setup))]
    fn set_up(&self, py: Python<'_>, setup: Option<&Bound<'_, PyDict>>) -> PyResult<Outcome> {
        let setup = arguments(setup);
        let outcome = self.call(py, |crm| crm.set_up(from_json(setup?)?))?;
        let locale = self.0.locale().unwrap_or_default();
        Outcome::new(py, outcome, locale)
    }

    /// Whether the company is set up.
    #[getter]
    fn is_set_up(&self, py: Python<'_>) -> PyResult<bool> {
        self.call(py, Core::is_set_up)
    }

    /// A session for somebody whom the host has authenticated itself.
    fn session(&self, py: Python<'_>, employee: &Bound<'_, PyAny>) -> PyResult<Session> {
        let employee = id(employee, "employee");
        self.call(py, |crm| crm.session(employee?.into())).map(Session)
    }

    /// A session for somebody who knows the password of a mobile number.
    fn login(&self, py: Python<'_>, mobile: &str, password: &str) -> PyResult<Session> {
        self.call(py, |crm| crm.login(mobile, password)).map(Session)
    }

    /// Runs timed work that is due and says what it was; call it every few minutes.
    fn tick(&self, py: Python<'_>) -> PyResult<Vec<Due>> {
        self.call(py, Core::tick)
    }

    /// What timed work would do now, and why.
    fn tick_preview(&self, py: Python<'_>) -> PyResult<Vec<Due>> {
        self.call(py, Core::tick_preview)
    }

    /// Writes a complete copy to a path where nothing is yet.
    fn backup_to(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        self.call(py, |crm| crm.backup_to(path))
    }

    /// Looks for damage.
    fn check(&self, py: Python<'_>) -> PyResult<Vec<Problem>> {
        self.call(py, Core::check)
    }

    /// Puts the file to rest before the process is frozen.
    fn suspend(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Core::suspend)
    }

    /// Goes on after `suspend`.
    fn resume(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Core::resume)
    }

    /// Ends the calls that are running now, from any thread.
    fn interrupt(&self, py: Python<'_>) {
        py.detach(|| self.0.interrupt());
    }

    /// Closes the file; calls on it and its sessions then raise `ClosedError`.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.call(py, Core::close)
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyAny>) -> PyResult<()> {
        self.close(py)
    }
}
