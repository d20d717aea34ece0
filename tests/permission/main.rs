//! Who may do what: the product on both stores against the oracle, relations that must hold
//! between answers, and by name every leak that other CRMs had.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: a panic is how a case fails"
)]

mod actions;
mod admin;
mod by_id;
mod cursors;
mod decisions;
mod exhaustive;
mod fields;
mod leaks;
mod many;
mod metamorphic;
mod places;
mod relations;
mod support;
mod twins;
mod walks;
