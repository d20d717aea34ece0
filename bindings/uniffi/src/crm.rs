//! Opening a company's file.

use crate::{Outcome, Result, Session};
use crmkit_core::admin::setup::CompanySetup;
use crmkit_core::ffi::CrmError;
use crmkit_core::model::id::SeededIds;
use crmkit_core::model::region::Region;
use crmkit_core::model::{Locale, Timestamp, time};
use crmkit_core::org::EmployeeId;
use crmkit_core::session::{CrmOptions, Due};
use crmkit_core::store::{FileRole, Problem};
use facade::FileOptions;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// What an acknowledged command survives.
#[uniffi::remote(Enum)]
pub enum Durability {
    /// The loss of power: a commit counts when the disk has it.
    Safe,
    /// The end of the process: about 7 times faster; a loss of power may take the last commits.
    MayLoseLastCommits,
}
use facade::Durability;

/// How much memory the file may take.
#[uniffi::remote(Enum)]
pub enum Profile {
    /// A few megabytes.
    Phone,
    /// Some ten megabytes.
    Desktop,
    /// Some hundred megabytes and most of the file mapped.
    Server,
}
use facade::Profile;

/// How a file is opened; what is not said is the safe default.
#[derive(Clone, Default, uniffi::Record)]
pub struct OpenOptions {
    /// What an acknowledged command survives.
    #[uniffi(default = None)]
    pub durability: Option<Durability>,
    /// How much memory it may take.
    #[uniffi(default = None)]
    pub profile: Option<Profile>,
    /// The part a new file plays; one that exists keeps its own.
    #[uniffi(default = None)]
    pub role: Option<FileRole>,
    /// The installation that makes a new file, new when not said; one that exists keeps its own.
    #[uniffi(default = None)]
    pub device: Option<Uuid>,
    /// How long a call waits for another process.
    #[uniffi(default = None)]
    pub busy_timeout: Option<Duration>,
    /// Whether the file must exist.
    #[uniffi(default = false)]
    pub must_exist: bool,
    /// How long a call may take unless its session says otherwise.
    #[uniffi(default = None)]
    pub deadline: Option<Duration>,
    /// A clock of one's own, for tests.
    #[uniffi(default = None)]
    pub clock: Option<Arc<ManualClock>>,
    /// Makes ids repeat from run to run, for tests.
    #[uniffi(default = None)]
    pub seed: Option<u64>,
}

impl OpenOptions {
    fn crm(&self) -> CrmOptions {
        let mut options = CrmOptions { deadline: self.deadline, ..CrmOptions::default() };
        if let Some(clock) = &self.clock {
            options.clock = Arc::clone(&clock.0) as Arc<dyn time::Clock>;
        }
        if let Some(seed) = self.seed {
            options.ids = Arc::new(SeededIds::new(seed));
        }
        options
    }

    fn file(self) -> FileOptions {
        FileOptions {
            crm: self.crm(),
            durability: self.durability.unwrap_or_default(),
            profile: self.profile.unwrap_or_default(),
            role: self.role.unwrap_or_default(),
            device: self.device,
            busy_timeout: self.busy_timeout,
            must_exist: self.must_exist,
            key: None,
        }
    }
}

/// A clock that stands still until it is moved: for tests and examples.
#[derive(uniffi::Object)]
pub struct ManualClock(Arc<time::ManualClock>);

#[uniffi::export]
impl ManualClock {
    /// A clock that shows an instant.
    #[uniffi::constructor]
    pub fn new(at: Timestamp) -> Result<Self> {
        Ok(Self(Arc::new(time::ManualClock::new(at))))
    }

    /// Moves it to an instant.
    pub fn set(&self, at: Timestamp) -> Result<()> {
        self.0.set(at);
        Ok(())
    }

    /// Moves it by seconds, backwards when negative.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.advance(seconds.saturating_mul(1_000_000));
    }

    /// Moves it by whole days.
    pub fn advance_days(&self, days: i64) {
        self.0.advance_days(days);
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        time::Clock::now(&*self.0)
    }
}

/// A company's CRM, open. Usable from any thread.
#[derive(uniffi::Object)]
pub struct Crm(facade::session::Crm);

impl Crm {
    /// A result whose error speaks the company's language.
    fn told<T>(&self, result: crmkit_core::Result<T>) -> Result<T> {
        result.map_err(|e| CrmError::new(&e, self.0.locale().unwrap_or_default()))
    }
}

#[uniffi::export]
impl Crm {
    /// Opens a company's file, or makes it.
    #[uniffi::constructor(default(options = None))]
    pub fn open(path: String, options: Option<OpenOptions>) -> Result<Self> {
        Ok(Self(facade::open_with(path, options.unwrap_or_default().file())?))
    }

    /// A CRM that lives and dies with the process: for tests and previews.
    #[uniffi::constructor(default(options = None))]
    pub fn in_memory(options: Option<OpenOptions>) -> Result<Self> {
        Ok(Self(facade::in_memory_with(options.unwrap_or_default().crm())?))
    }

    /// Sets the company up; yields its first super administrator.
    pub fn set_up(&self, setup: CompanySetup) -> Result<Outcome> {
        let done = self.told(self.0.set_up(setup))?;
        Ok(Outcome::new(done, self.0.locale().unwrap_or_default()))
    }

    /// Whether the company is set up.
    pub fn is_set_up(&self) -> Result<bool> {
        self.told(self.0.is_set_up())
    }

    /// A session for somebody who knows the password of a mobile number.
    pub fn login(&self, mobile: String, password: String) -> Result<Arc<Session>> {
        Session::new(self.told(self.0.login(&mobile, &password))?)
    }

    /// A session for somebody whom the host has authenticated itself.
    pub fn session(&self, employee: EmployeeId) -> Result<Arc<Session>> {
        Session::new(self.told(self.0.session(employee))?)
    }

    /// The part this file plays.
    pub fn role(&self) -> FileRole {
        self.0.role()
    }

    /// The installation that made this file.
    pub fn device(&self) -> Uuid {
        self.0.device()
    }

    /// The language of the company; English while it is not set up.
    pub fn locale(&self) -> Result<Locale> {
        self.told(self.0.locale())
    }

    /// Carries out a command that was given on another device, once for each id; for the host of
    /// a hub. JSON in and out: `{"command_id", "device", "actor", "given_at", "command",
    /// "version", "arguments"}`; the outcome as of `run_json`.
    pub fn accept_json(&self, text: String) -> Result<String> {
        self.told(self.0.accept_json(&text))
    }

    /// What timed work would do now, and why; for the host, which is trusted.
    pub fn tick_preview(&self) -> Result<Vec<Due>> {
        self.told(self.0.tick_preview())
    }

    /// Runs timed work that is due; for the host. Call it every few minutes.
    pub fn tick(&self) -> Result<Vec<Due>> {
        self.told(self.0.tick())
    }

    /// Ends the calls that are running now, from any thread.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }

    /// Writes a complete copy to a path where nothing is yet. Never copy the file yourself.
    pub fn backup_to(&self, path: String) -> Result<()> {
        self.told(self.0.backup_to(path))
    }

    /// Looks for damage.
    pub fn check(&self) -> Result<Vec<Problem>> {
        self.told(self.0.check())
    }

    /// Puts the file to rest before a phone's system freezes the process.
    pub fn suspend(&self) -> Result<()> {
        self.told(self.0.suspend())
    }

    /// Goes on after a suspension.
    pub fn resume(&self) -> Result<()> {
        self.told(self.0.resume())
    }

    /// Closes the file; calls on this handle and its sessions then fail with `closed`.
    /// (In Kotlin `close` and `use` do so too, and free the handle.)
    pub fn close_file(&self) -> Result<()> {
        self.told(self.0.close())
    }
}

/// The argon2id hash of a password, as commands carry it.
#[uniffi::export]
pub fn hash_password(password: String) -> Result<String> {
    Ok(crmkit_core::session::hash_password(&password)?)
}

/// The administrative divisions of China right below one, by code; the provinces when none is
/// given.
#[uniffi::export(default(above = None))]
pub fn regions(above: Option<String>) -> Vec<Region> {
    crmkit_core::model::region::regions(above.as_deref())
}

/// What crmkit declares, as JSON: entities, choices, commands, operations, errors, each with its
/// labels. For forms and menus.
#[uniffi::export]
pub fn schema() -> String {
    crmkit_core::dynamic::schema::schema().to_string()
}
