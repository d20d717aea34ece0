//! crmkit for Kotlin and Swift: thin handles over the same sessions, pages and commands.
//!
//! Records, choices, commands and errors are the core's own types. Here stands only what those
//! languages need besides: objects for what is generic in Rust ([`records`]), a query of plain
//! values, an outcome without generics. A command costs nothing here, an entity one line.

#![allow(
    clippy::result_large_err,
    reason = "errors are records that are copied across the border anyway"
)]

mod crm;
mod deals;
mod outcome;
mod query;
mod records;
mod session;

pub use crm::{Crm, ManualClock, OpenOptions, hash_password, regions, schema};
pub use outcome::Outcome;
pub use query::Query;
pub use session::{Session, Subscription};

use chrono::NaiveDate;
use crmkit_core::ffi::CrmError;
use crmkit_core::model::Timestamp;
use uuid::Uuid;

uniffi::setup_scaffolding!("crmkit");
crmkit_core::uniffi_reexport_scaffolding!();
uniffi::use_remote_type!(crmkit_core::Uuid);
uniffi::use_remote_type!(crmkit_core::Timestamp);
uniffi::use_remote_type!(crmkit_core::NaiveDate);

/// The result of everything that can fail.
type Result<T> = std::result::Result<T, CrmError>;
