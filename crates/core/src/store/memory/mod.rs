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
use data::Data;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use transaction::{MemoryReader, MemoryWriter};

/// A store that lives and dies with the process.
pub struct MemoryStore {
    registry: Registry,
    identity: Identity,
    data: RwLock<Data>,
    closed: AtomicBool,
}

impl MemoryStore {
    /// An empty store for these entities.
    pub fn new(registry: Registry, identity: Identity) -> Self {
        Self { registry, identity, data: RwLock::default(), closed: AtomicBool::new(false) }
    }

    fn open(&self) -> Result<()> {
        if self.closed.load(Ordering::SeqCst) { Err(Error::new(&codes::CLOSED)) } else { Ok(()) }
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
        _deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Reader) -> Result<()>,
    ) -> Result<()> {
        self.open()?;
        let data = self.data.read().unwrap_or_else(PoisonError::into_inner);
        work(&MemoryReader(&data))
    }

    fn write(
        &self,
        _deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Writer) -> Result<()>,
    ) -> Result<()> {
        self.open()?;
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        let writer = MemoryWriter::new(&mut data);
        let result = work(&writer);
        if result.is_ok() {
            writer.commit();
        }
        result
    }

    fn interrupt(&self) {}

    fn backup_to(&self, _path: &Path) -> Result<()> {
        self.open()?;
        Err(Error::new(&codes::UNSUPPORTED).with("what", "backup of a store in memory"))
    }

    fn check(&self) -> Result<Vec<Problem>> {
        self.open()?;
        Ok(Vec::new())
    }

    fn suspend(&self) -> Result<()> {
        self.open()
    }

    fn resume(&self) -> Result<()> {
        self.open()
    }

    fn close(&self) -> Result<()> {
        self.closed.store(true, Ordering::SeqCst);
        Ok(())
    }
}
