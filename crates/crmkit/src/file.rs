//! Opening a company's file.

use crmkit_core::ENTITIES;
use crmkit_core::error::{Error, Result, codes};
use crmkit_core::model::Registry;
use crmkit_core::session::{Crm, CrmOptions};
use crmkit_core::store::{FileRole, Identity};
pub use crmkit_sqlite::{Durability, Profile};
use crmkit_sqlite::{OpenOptions, SqliteStore};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How a file is opened.
#[derive(Clone, Default)]
pub struct FileOptions {
    /// What an acknowledged command survives.
    pub durability: Durability,
    /// How much memory it may take.
    pub profile: Profile,
    /// The part a new file plays; one that exists keeps its own.
    pub role: FileRole,
    /// The installation that makes a new file, new when not said; one that exists keeps its own.
    pub device: Option<Uuid>,
    /// How long a call waits for another process.
    pub busy_timeout: Option<Duration>,
    /// The encryption key. Not supported yet; refused rather than ignored.
    pub key: Option<Vec<u8>>,
    /// Whether the file must exist.
    pub must_exist: bool,
    /// Where time and ids come from.
    pub crm: CrmOptions,
}

/// Opens a company's file, or makes it. A new file is empty: [`Crm::set_up`] comes next.
///
/// ```
/// use crmkit::admin::setup::CompanySetup;
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("company.crm");
/// let crm = crmkit::open(&path)?;
/// if !crm.is_set_up()? {
///     crm.set_up(CompanySetup {
///         company: "示例科技".into(),
///         admin_name: "陈晓明".into(),
///         admin_mobile: "13800000001".into(),
///         password: "correct horse".into(),
///         ..Default::default()
///     })?;
/// }
/// crm.close()?;
/// let session = crmkit::open(&path)?.login("138 0000 0001", "correct horse")?;
/// assert!(session.employee().is_ok());
/// # Ok::<(), crmkit::Error>(())
/// ```
///
/// # Errors
/// `storage.*` for a file that is no CRM, is damaged or comes from a newer version; it is then
/// left as it is.
pub fn open(path: impl AsRef<Path>) -> Result<Crm> {
    open_with(path, FileOptions::default())
}

/// Opens a company's file as told.
///
/// # Errors
/// As [`open`].
pub fn open_with(path: impl AsRef<Path>, options: FileOptions) -> Result<Crm> {
    let FileOptions { durability, profile, role, device, busy_timeout, key, must_exist, crm } =
        options;
    if key.is_some() {
        return Err(Error::new(&codes::UNSUPPORTED).with("what", "an encryption key"));
    }
    let device = device.unwrap_or_else(|| crm.ids.next(crm.clock.now()));
    let mut open = OpenOptions::new(Registry::new(ENTITIES), Identity { role, device });
    open.durability = durability;
    open.profile = profile;
    open.create = !must_exist;
    if let Some(timeout) = busy_timeout {
        open.busy_timeout = timeout;
    }
    Crm::new(Arc::new(SqliteStore::open(path, open)?), crm)
}
