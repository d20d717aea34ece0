//! What a failing disk and a power loss do to a company: nothing that was not told.
//!
//! On the simulated disk of `crmkit-simvfs`, where whatever SQLite asks of it can fail, but unlocking
//! and closing, which SQLite takes for done. No case is counted twice: a failure is another
//! operation or another way, a power loss leaves an image that no other left.
//!
//! `POWER_LOSSES=100000 FAULT_PERCENT=100 cargo test --release --test faults` runs more than a day's
//! tests do. Each test prints what it did.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "tests; shared with tests/registry")]
#![allow(clippy::print_stdout, reason = "counts for docs/reliability.md")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: a panic is how a case fails"
)]

#[path = "../registry/driver.rs"]
mod driver;
mod power;
mod reads;
mod sweep;

use crmkit::model::CommandId;
use crmkit::session::{Crm, CrmOptions};
use crmkit::{Durability, FileOptions};
use crmkit_testkit::{ManualClock, SeededIds};
use std::sync::Arc;
use uuid::Uuid;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |n| n.parse().unwrap())
}

/// Opens the company on the simulated disk.
fn open(
    path: &str,
    clock: &Arc<ManualClock>,
    seed: u64,
    durability: Durability,
) -> crmkit::Result<Crm> {
    let ids = Arc::new(SeededIds::new(seed));
    let crm = CrmOptions { clock: clock.clone(), ids, deadline: None };
    crmkit::open_with(path, FileOptions { crm, durability, ..Default::default() })
}

fn command_id(n: u64) -> CommandId {
    let number = u128::from(n);
    CommandId(Uuid::from_u128((0x019c << 112) | (7 << 76) | (2 << 62) | number))
}
