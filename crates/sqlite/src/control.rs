//! Deadlines and interruption.
//!
//! SQLite asks every 1,000 steps of its machine (some 30 µs) whether to go on. An interruption ends
//! the transactions that run at that moment: each remembers the number of interruptions at its
//! beginning. A statement may have an end of its own, its steps.

use crmkit_core::error::codes;
use crmkit_core::model::time::running_micros as now;
use crmkit_core::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// No deadline; also: nothing is running.
const NEVER: u64 = u64::MAX;

/// How many steps SQLite takes between two questions.
pub(crate) const STEPS: i32 = 1000;

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
    /// How many more questions end with going on.
    left: AtomicU64,
}

impl Control {
    pub(crate) fn new(interrupts: Interrupts) -> Self {
        let never = || AtomicU64::new(NEVER);
        Self { interrupts, until: never(), seen: never(), left: never() }
    }

    /// Whether to go on: what SQLite asks.
    pub(crate) fn goes_on(&self) -> bool {
        let left = self.left.load(Ordering::SeqCst);
        if left != NEVER {
            self.left.store(left.saturating_sub(1), Ordering::SeqCst);
        }
        left > 0 && !self.ended()
    }

    /// Runs something that may take so many steps; says also whether it took them.
    pub(crate) fn within<T>(&self, steps: u64, run: impl FnOnce() -> T) -> (T, bool) {
        self.left.store(steps / u64::from(STEPS.unsigned_abs()) + 1, Ordering::SeqCst);
        let result = run();
        (result, self.left.swap(NEVER, Ordering::SeqCst) == 0)
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
