//! The domain of crmkit. No SQL, no I/O, no clock and no randomness of its own.
//!
//! Modules depend downwards only: `commands` → areas (`sales`, `org`, …) → `session` →
//! `store` → `query` → `model`; a test holds that.

pub mod error;
pub mod model;
pub mod query;
pub mod store;

pub use crmkit_macros::{choice, command, entity};
pub use error::{Error, ErrorKind, Result};
