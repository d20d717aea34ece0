//! crmkit: an embeddable CRM. One file, one library, no server.
//!
//! ```
//! use crmkit::admin::setup::CompanySetup;
//! use crmkit::sales::customer::NewCustomer;
//!
//! let crm = crmkit::in_memory()?;
//! let admin = crm.set_up(CompanySetup {
//!     company: "示例科技".into(),
//!     admin_name: "陈晓明".into(),
//!     admin_mobile: "13800000001".into(),
//!     password: "correct horse".into(),
//!     ..Default::default()
//! })?;
//! let session = crm.session(admin.value)?;
//! let made = session.customers().create(NewCustomer { name: "武汉鑫源贸易".into(), ..Default::default() })?;
//! assert_eq!(session.customers().get(made.value)?.name, "武汉鑫源贸易");
//! # Ok::<(), crmkit::Error>(())
//! ```

pub use crmkit_core::*;

#[cfg(feature = "sqlite")]
mod file;
#[cfg(feature = "sqlite")]
pub use file::{Durability, FileOptions, Profile, open, open_with};

use crmkit_core::model::Registry;
use crmkit_core::session::{Crm, CrmOptions};
use crmkit_core::store::{FileRole, Identity, MemoryStore};
use std::sync::Arc;

/// A CRM that lives and dies with the process: for tests and previews.
///
/// # Errors
/// None at present.
pub fn in_memory() -> Result<Crm> {
    in_memory_with(CrmOptions::default())
}

/// The same with a clock and ids of one's own.
///
/// # Errors
/// None at present.
pub fn in_memory_with(options: CrmOptions) -> Result<Crm> {
    let device = options.ids.next(options.clock.now());
    let identity = Identity { role: FileRole::Standalone, device };
    Crm::new(Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity)), options)
}
