//! The rules of the company itself, on every store: departments, employees, roles, lists and
//! custom fields, settings, and what a leaver leaves (B1.16 to B1.18).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests: a panic is how a case fails"
)]

#[path = "../common/mod.rs"]
mod common;
mod departments;
mod employees;
mod leaver;
mod lists;
mod roles;
mod settings;
