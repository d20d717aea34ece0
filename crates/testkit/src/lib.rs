//! The test kit for storage backends: conformance cases and a model test.
//!
//! A backend proves itself with two things (`docs/storage-contract.md` tells the whole story):
//!
//! - [`store_conformance!`]: one `#[test]` per sentence of the contract of [`Store`];
//! - [`model_test`]: random data, filters, orders, pages, searches, aggregates and writes, run
//!   on the backend and on `MemoryStore`, which must answer the same, row for row.
//!
//! ```
//! use crmkit_testkit::{Store, memory_store};
//! use std::sync::Arc;
//!
//! // In a backend's tests/conformance.rs; a durable backend implements `Backend` itself.
//! crmkit_testkit::store_conformance!(|| Arc::new(memory_store()) as Arc<dyn Store>);
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: a panic is how a case fails"
)]

mod backend;
pub mod conformance;
pub mod model;
pub mod oracle;
pub mod random;
pub mod replica;
pub mod rows;

pub use backend::{Backend, memory_store};
pub use crmkit_core::model::id::SeededIds;
pub use crmkit_core::model::time::ManualClock;
pub use crmkit_core::store::Store;
pub use model::{Failure, model_test, run_cases};
