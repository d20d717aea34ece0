//! crmkit on SQLite: a company in one file.
//!
//! [`SqliteStore`] keeps one writing connection and a few reading ones; lists run on plans that
//! are chosen from counters, not by SQLite. The measurements behind each decision stand at the
//! head of the module that takes it.

#![forbid(unsafe_code)]

mod connection;
mod control;
mod error;
mod gate;
mod open;
mod options;
mod reader;
mod store;
#[cfg(test)]
mod tests;
mod transaction;
mod writer;

pub use options::{Durability, OpenOptions, Profile};
pub use store::SqliteStore;
