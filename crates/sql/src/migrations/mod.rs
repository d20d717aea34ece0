//! The steps from older schemas to the present one, in order.
//!
//! A file made fresh is made from the declarations; one that is older runs the steps it lacks,
//! in one transaction and after a backup. A test holds the two ways to the same structure.

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// The version it leads to, from the one before.
    pub to: i32,
    /// The statements.
    pub sql: &'static str,
}

/// Every step since version 1, which is the first.
pub const ALL: &[Migration] = &[];
