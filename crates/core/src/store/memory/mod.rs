//! The reference store: everything in memory, every query by the interpreter.
//!
//! It is slow and obviously right. Tests compare the other backends with it; hosts use it for
//! previews and their own tests.

mod data;
mod facts;
mod query;
mod transaction;

use super::{Capability, Identity, Problem, Reader, Store, Writer};
use crate::error::{Error, Result, codes};
use crate::model::Registry;
use crate::model::time::running_micros;
use data::Data;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use transaction::{MemoryReader, MemoryWriter};

/// A store that lives and dies with the process.
///
/// # Behavior
/// Deadlines and interruptions are looked at when a transaction begins and when its work is done.
pub struct MemoryStore {
    registry: Registry,
    identity: Identity,
    data: RwLock<Data>,
    closed: AtomicBool,
    suspended: AtomicBool,
    interrupts: AtomicU64,
}

impl MemoryStore {
    /// An empty store for these entities.
    pub fn new(registry: Registry, identity: Identity) -> Self {
        Self {
            registry,
            identity,
            data: RwLock::default(),
            closed: AtomicBool::default(),
            suspended: AtomicBool::default(),
            interrupts: AtomicU64::default(),
        }
    }

    fn not_closed(&self) -> Result<()> {
        if self.closed.load(Ordering::SeqCst) { Err(Error::new(&codes::CLOSED)) } else { Ok(()) }
    }

    fn usable(&self) -> Result<()> {
        self.not_closed()?;
        if self.suspended.load(Ordering::SeqCst) { Err(Error::new(&codes::CLOSED)) } else { Ok(()) }
    }

    /// What refuses to go on when a call that begins now is past its deadline or interrupted.
    fn limit(&self, deadline: Option<Duration>) -> impl Fn() -> Result<()> {
        let seen = self.interrupts.load(Ordering::SeqCst);
        let span = deadline.map(|d| u64::try_from(d.as_micros()).unwrap_or(u64::MAX));
        let until = span.map_or(u64::MAX, |micros| running_micros().saturating_add(micros));
        move || {
            let interrupted = self.interrupts.load(Ordering::SeqCst) != seen;
            if interrupted || running_micros() >= until {
                return Err(Error::new(&codes::INTERRUPTED));
            }
            Ok(())
        }
    }
}

impl Store for MemoryStore {
    fn capability(&self) -> Capability {
        Capability { name: "memory", durable: false, backup: false, shared: false }
    }

    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn identity(&self) -> Identity {
        self.identity
    }

    fn read(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Reader) -> Result<()>,
    ) -> Result<()> {
        let in_time = self.limit(deadline);
        let data = self.data.read().unwrap_or_else(PoisonError::into_inner);
        self.usable()?;
        in_time()?;
        work(&MemoryReader(&data))?;
        in_time()
    }

    fn write(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Writer) -> Result<()>,
    ) -> Result<()> {
        let in_time = self.limit(deadline);
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        self.usable()?;
        in_time()?;
        let writer = MemoryWriter::new(&mut data);
        let result = work(&writer).and_then(|()| in_time());
        if result.is_ok() {
            writer.commit();
        }
        result
    }

    fn interrupt(&self) {
        self.interrupts.fetch_add(1, Ordering::SeqCst);
    }

    fn backup_to(&self, _path: &Path) -> Result<()> {
        self.usable()?;
        Err(Error::new(&codes::UNSUPPORTED).with("what", "backup of a store in memory"))
    }

    fn check(&self) -> Result<Vec<Problem>> {
        self.usable()?;
        Ok(Vec::new())
    }

    fn suspend(&self) -> Result<()> {
        self.not_closed()?;
        self.suspended.store(true, Ordering::SeqCst);
        Ok(())
    }

    fn resume(&self) -> Result<()> {
        self.not_closed()?;
        self.suspended.store(false, Ordering::SeqCst);
        Ok(())
    }

    fn close(&self) -> Result<()> {
        self.closed.store(true, Ordering::SeqCst);
        Ok(())
    }
}
