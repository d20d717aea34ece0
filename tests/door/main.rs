//! The one door for changes: identity of commands, preconditions, logs, timed work, taking
//! back, and what the history of a record tells.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests: a panic is how a case fails"
)]

#[path = "../common/mod.rs"]
mod common;
mod history;
mod identity;
mod logs;
mod random;
mod stale;
mod tick;
mod undo;

use common::World;
use crmkit::model::CommandId;
use crmkit::sales::customer::{CustomerId, NewCustomer};
use crmkit::sales::lead::{LeadId, LeadPatch, NewLead};
use crmkit::sales::pool::{CreatePool, NewPool, PoolId};
use crmkit::session::{Outcome, RunOptions, Session};
use uuid::Uuid;

pub(crate) fn new_lead(name: &str) -> NewLead {
    NewLead { name: name.into(), ..Default::default() }
}

pub(crate) fn lead(session: &Session, name: &str) -> LeadId {
    session.leads().create(new_lead(name)).unwrap().value
}

pub(crate) fn remark(text: &str) -> LeadPatch {
    LeadPatch { remark: Some(text.into()), ..Default::default() }
}

pub(crate) fn customer(session: &Session, name: &str) -> Outcome<CustomerId> {
    session.customers().create(NewCustomer { name: name.into(), ..Default::default() }).unwrap()
}

/// A pool of the manager's with both salespeople.
pub(crate) fn pool(w: &World, name: &str) -> PoolId {
    let make = CreatePool {
        pool: NewPool { name: name.into(), ..Default::default() },
        admins: vec![w.ids[0]],
        members: vec![w.ids[1], w.ids[2]],
        departments: vec![],
    };
    w.admin.run(make).unwrap().value
}

/// A command id of one's own.
pub(crate) fn id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128((0x018f << 112) | (7 << 76) | (2 << 62) | n))
}

pub(crate) fn with(n: u128) -> RunOptions {
    RunOptions::id(id(n))
}
