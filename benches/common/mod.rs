//! What benches share: the clock, where tables go, a company, measuring, and code written by hand.

#![allow(dead_code, reason = "each bench uses a part of it")]

pub mod company;
pub mod hand;
pub mod log;
pub mod measure;
pub mod pages;
pub mod report;
pub mod same;

use rustix::time::{ClockId, clock_gettime};
use std::path::Path;
use std::time::Duration;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
const END: &str = "<!-- end -->";

/// The CPU time that this thread has taken.
pub fn cpu() -> Duration {
    let t = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(t.tv_sec.unsigned_abs(), t.tv_nsec as u32)
}

/// The middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Moves what the log of a file holds into it.
pub fn checkpoint(file: &Path) {
    let db = rusqlite::Connection::open(file).unwrap();
    let left = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    assert_eq!(left, Ok(0), "somebody is reading");
}

/// The place of `docs/performance.md` that a command fills.
pub struct Table(String);

impl Table {
    pub fn of(command: &str) -> Self {
        Self(format!("<!-- made by `{command}` -->"))
    }

    /// Replaces what stands there, or adds it at the end.
    pub fn write(&self, text: &str) {
        let (begin, page) = (&self.0, std::fs::read_to_string(PAGE).unwrap());
        let table = format!("{begin}\n\n{}\n\n{END}", text.trim_end());
        let page = match page.split_once(begin) {
            Some((before, old)) => format!("{before}{table}{}", old.split_once(END).unwrap().1),
            None => format!("{page}\n{table}\n"),
        };
        std::fs::write(PAGE, page).unwrap();
    }
}
