//! What the kit needs to know of a backend.

use crmkit_core::ENTITIES;
use crmkit_core::model::Registry;
use crmkit_core::store::{FileRole, Identity, MemoryStore, Store};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// A backend under test. A closure that opens a store is one, too.
pub trait Backend {
    /// A new, empty store for [`ENTITIES`].
    fn open(&self) -> Arc<dyn Store>;

    /// The data of a store that was closed, opened anew. Durable backends only.
    fn reopen(&self, _closed: Arc<dyn Store>) -> Option<Arc<dyn Store>> {
        None
    }

    /// A copy that [`Store::backup_to`] wrote. Only backends with backup.
    fn open_copy(&self, _path: &Path) -> Option<Arc<dyn Store>> {
        None
    }
}

impl<F: Fn() -> Arc<dyn Store>> Backend for F {
    fn open(&self) -> Arc<dyn Store> {
        self()
    }
}

/// An empty reference store for [`ENTITIES`].
pub fn memory_store() -> MemoryStore {
    let identity = Identity { role: FileRole::Standalone, device: Uuid::from_u128(1) };
    MemoryStore::new(Registry::new(ENTITIES), identity)
}
