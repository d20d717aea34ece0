//! What hosts hold in their hands: closing, dropping, threads, deadlines, copies, rest; files
//! that play a part; and who is told of changes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests: a panic is how a case fails"
)]

#[path = "../common/mod.rs"]
mod common;
mod epoch;
mod file;
mod listening;
mod open;
mod replica;

use crmkit::sales::lead::{LeadId, NewLead};
use crmkit::session::Session;

pub(crate) fn lead(session: &Session, name: &str) -> LeadId {
    session.leads().create(NewLead { name: name.into(), ..Default::default() }).unwrap().value
}
