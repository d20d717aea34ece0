//! The open file.

use crate::convert::{arguments, id, wrong};
use crate::error::{Held, Speaks, engine, raised};
use crate::outcome::Outcome;
use crate::session::Session;
use crmkit::dynamic::from_json;
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock as CoreClock;
use crmkit::model::{Clock, Locale};
use crmkit::session::{Crm as Core, CrmOptions, Due};
use crmkit::store::{FileRole, Problem};
use crmkit::{Durability, FileOptions, Profile};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

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

fn options(
    clock: Option<&ManualClock>,
    seed: Option<u64>,
    deadline: Option<Duration>,
) -> CrmOptions {
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
/// "server". A new file has the `role` "standalone", "hub" or "replica" and is made by `device`;
/// one that exists keeps its own. `clock` and `seed` make runs repeatable.
#[pyfunction]
#[pyo3(signature = (path, *, durability = "safe", profile = "desktop", role = "standalone",
    device = None, busy_timeout = None, must_exist = false, clock = None, seed = None, deadline = None))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn open(
    py: Python<'_>,
    path: PathBuf,
    durability: &str,
    profile: &str,
    role: &str,
    device: Option<&Bound<'_, PyAny>>,
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
    let role = match role {
        "standalone" => FileRole::Standalone,
        "hub" => FileRole::Hub,
        "replica" => FileRole::Replica,
        _ => return Err(refuse("'standalone', 'hub' or 'replica'", "role")),
    };
    let device = device.map(|device| id(device, "device")).transpose();
    let device = device.map_err(|error| raised(py, &error, Locale::En))?;
    let crm = options(clock, seed, deadline);
    let options = FileOptions {
        durability,
        profile,
        role,
        device,
        busy_timeout,
        must_exist,
        crm,
        ..FileOptions::default()
    };
    engine(py, || Locale::En, || crmkit::open_with(path, options)).map(Crm::new)
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
    engine(py, || Locale::En, || crmkit::in_memory_with(options)).map(Crm::new)
}

/// The code of a language.
pub(crate) fn code(locale: Locale) -> &'static str {
    match locale {
        Locale::ZhCn => "zh-CN",
        Locale::En => "en",
    }
}

/// The argon2id hash of a password, as commands carry it.
#[pyfunction]
pub(crate) fn hash_password(py: Python<'_>, password: &str) -> PyResult<String> {
    engine(py, || Locale::En, || crmkit::session::hash_password(password))
}

/// A company's CRM, open. Usable from any thread; closes at the end of a `with` block.
#[pyclass(frozen, module = "crmkit")]
pub(crate) struct Crm(Held<Core>);

impl Crm {
    fn new(core: Core) -> Self {
        Self(Held::new(core))
    }
}

#[pymethods]
impl Crm {
    /// Sets the company up and returns its first super administrator: `company`, `admin_name`,
    /// `admin_mobile`, `password`, and if need be `zone`, `currency`, `locale`, `country`.
    #[pyo3(signature = (**setup))]
    fn set_up(&self, py: Python<'_>, setup: Option<&Bound<'_, PyDict>>) -> PyResult<Outcome> {
        let setup = arguments(setup);
        let set_up = |crm: &Core| Ok((crm.set_up(from_json(setup?)?)?, crm.speaks()));
        let (outcome, locale) = self.0.call(py, set_up)?;
        Outcome::new(py, outcome, locale)
    }

    /// Whether the company is set up.
    #[getter]
    fn is_set_up(&self, py: Python<'_>) -> PyResult<bool> {
        self.0.call(py, Core::is_set_up)
    }

    /// The part this file plays: "standalone", "hub" or "replica".
    #[getter]
    fn role(&self, py: Python<'_>) -> PyResult<&'static str> {
        self.0.call(py, |crm| {
            Ok(match crm.role() {
                FileRole::Standalone => "standalone",
                FileRole::Hub => "hub",
                FileRole::Replica => "replica",
            })
        })
    }

    /// The installation that made this file.
    #[getter]
    fn device(&self, py: Python<'_>) -> PyResult<Uuid> {
        self.0.call(py, |crm| Ok(crm.device()))
    }

    /// The language of the company, "zh-CN" or "en"; English while it is not set up.
    #[getter]
    fn locale(&self, py: Python<'_>) -> PyResult<&'static str> {
        self.0.call(py, Core::locale).map(code)
    }

    /// A session for somebody whom the host has authenticated itself.
    fn session(&self, py: Python<'_>, employee: &Bound<'_, PyAny>) -> PyResult<Session> {
        let employee = id(employee, "employee");
        self.0.call(py, |crm| crm.session(employee?.into())).map(Session::new)
    }

    /// A session for somebody who knows the password of a mobile number.
    fn login(&self, py: Python<'_>, mobile: &str, password: &str) -> PyResult<Session> {
        self.0.call(py, |crm| crm.login(mobile, password)).map(Session::new)
    }

    /// Carries out a command that was given on another device, once for each id; for the host of
    /// a hub. JSON in and out: `{"command_id", "device", "actor", "given_at", "command",
    /// "version", "arguments"}`; the outcome as of `run_json`.
    fn accept_json(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        self.0.call(py, |crm| crm.accept_json(text))
    }

    /// Runs timed work that is due and says what it was; call it every few minutes.
    fn tick(&self, py: Python<'_>) -> PyResult<Vec<Due>> {
        self.0.call(py, Core::tick)
    }

    /// What timed work would do now, and why.
    fn tick_preview(&self, py: Python<'_>) -> PyResult<Vec<Due>> {
        self.0.call(py, Core::tick_preview)
    }

    /// Writes a complete copy to a path where nothing is yet.
    fn backup_to(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        self.0.call(py, |crm| crm.backup_to(path))
    }

    /// Looks for damage.
    fn check(&self, py: Python<'_>) -> PyResult<Vec<Problem>> {
        self.0.call(py, Core::check)
    }

    /// Puts the file to rest before the process is frozen.
    fn suspend(&self, py: Python<'_>) -> PyResult<()> {
        self.0.call(py, Core::suspend)
    }

    /// Goes on after `suspend`.
    fn resume(&self, py: Python<'_>) -> PyResult<()> {
        self.0.call(py, Core::resume)
    }

    /// Ends the calls that are running now, from any thread.
    fn interrupt(&self, py: Python<'_>) -> PyResult<()> {
        self.0.call(py, |crm| {
            crm.interrupt();
            Ok(())
        })
    }

    /// Closes the file; calls on it and its sessions then raise `ClosedError`.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.0.call(py, Core::close)
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyAny>) -> PyResult<()> {
        self.close(py)
    }
}
