//! Deadlines and interruption.
//!
//! SQLite asks every 10,000 steps of its machine (about a millisecond) whether to go on. An
//! interruption ends the transactions that run at that moment: each remembers the number of
//! interruptions at its beginning.

use crmkit_core::error::codes;
use crmkit_core::model::time::running_micros as now;
use crmkit_core::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// No deadline; also: nothing is running.
const NEVER: u64 = u64::MAX;

/// The end of a span of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Until(u64);

impl Until {
    /// After this span, or never.
    pub(crate) fn after(span: Option<Duration>) -> Self {
        let micros = span.map(|s| u64::try_from(s.as_micros()).unwrap_or(NEVER));
        Self(micros.map_or(NEVER, |m| now().saturating_add(m)))
    }

    /// Whether it has come.
    pub(crate) fn passed(self) -> bool {
        self.0 != NEVER && now() >= self.0
    }
}

/// How often a store was interrupted.
pub(crate) type Interrupts = Arc<AtomicU64>;

/// When a call shall end: at its deadline, or at the next interruption.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    until: Until,
    seen: u64,
}

impl Limit {
    /// The limit of a call that begins now.
    pub(crate) fn new(deadline: Option<Duration>, interrupts: &Interrupts) -> Self {
        Self { until: Until::after(deadline), seen: interrupts.load(Ordering::SeqCst) }
    }

    /// Refuses to go on when the call shall end.
    pub(crate) fn check(&self, interrupts: &Interrupts) -> Result<()> {
        if self.until.passed() || interrupts.load(Ordering::SeqCst) != self.seen {
            return Err(Error::new(&codes::INTERRUPTED));
        }
        Ok(())
    }
}

/// What the progress handler of a connection looks at.
#[derive(Debug)]
pub(crate) struct Control {
    interrupts: Interrupts,
    until: AtomicU64,
    seen: AtomicU64,
}

impl Control {
    pub(crate) fn new(interrupts: Interrupts) -> Self {
        Self { interrupts, until: AtomicU64::new(NEVER), seen: AtomicU64::new(NEVER) }
    }

    /// From now on the connection ends its work at this limit.
    pub(crate) fn arm(&self, limit: Limit) {
        self.until.store(limit.until.0, Ordering::SeqCst);
        self.seen.store(limit.seen, Ordering::SeqCst);
    }

    /// From now on nothing ends its work: a commit is not to be cut in half.
    pub(crate) fn disarm(&self) {
        self.until.store(NEVER, Ordering::SeqCst);
        self.seen.store(NEVER, Ordering::SeqCst);
    }

    /// Whether the work shall end.
    pub(crate) fn ended(&self) -> bool {
        let seen = self.seen.load(Ordering::SeqCst);
        (seen != NEVER && self.interrupts.load(Ordering::SeqCst) != seen)
            || Until(self.until.load(Ordering::SeqCst)).passed()
    }

    /// Refuses to go on when the work shall end.
    pub(crate) fn check(&self) -> Result<()> {
        if self.ended() { Err(Error::new(&codes::INTERRUPTED)) } else { Ok(()) }
    }
}
