//! The domain of crmkit. No SQL, no I/O, no clock and no randomness of its own.
//!
//! Modules depend downwards only: `commands` → areas (`sales`, `org`, …) → `session` →
//! `store` → `query` → `model`; a test holds that.

pub mod error;
pub mod data;
pub mod model;
pub mod org;
pub mod query;
pub mod sales;
pub mod session;
pub mod store;

pub use crmkit_macros::{choice, command, entity};
pub use error::{Error, ErrorKind, Result};

/// Every entity that crmkit has.
pub static ENTITIES: &[&model::EntityMeta] = &[
    <org::Settings as model::Entity>::META,
    <org::Department as model::Entity>::META,
    <org::Employee as model::Entity>::META,
    <org::Credential as model::Entity>::META,
    <org::Role as model::Entity>::META,
    <org::RoleRight as model::Entity>::META,
    <org::RoleTarget as model::Entity>::META,
    <org::RoleField as model::Entity>::META,
    <org::EmployeeRole as model::Entity>::META,
    <org::FieldDefinition as model::Entity>::META,
    <org::OptionItem as model::Entity>::META,
    <org::LoginAttempt as model::Entity>::META,
    <sales::lead::Lead as model::Entity>::META,
    <sales::customer::Customer as model::Entity>::META,
    <sales::customer::CustomerMember as model::Entity>::META,
    <sales::pool::Pool as model::Entity>::META,
    <sales::pool::PoolMember as model::Entity>::META,
    <sales::follow_up::FollowUp as model::Entity>::META,
    <data::ImportJob as model::Entity>::META,
    <data::ImportProblem as model::Entity>::META,
    <session::log::ChangeLog as model::Entity>::META,
    <session::log::CommandLog as model::Entity>::META,
];
