//! The contract every backend keeps, and random worlds against the reference store.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::options;
use crmkit_sqlite::{Durability, OpenOptions, SqliteStore};
use crmkit_testkit::{Backend, Store, model_test, store_conformance};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Stores in one folder, and where the last of them lies.
struct Files {
    folder: TempDir,
    made: AtomicU32,
    last: Mutex<PathBuf>,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, made: AtomicU32::new(0), last: Mutex::default() }
    }
}

/// Power is not cut in these tests, and waiting for the disk would be most of their time.
fn at(path: &Path) -> Arc<dyn Store> {
    let options = OpenOptions { durability: Durability::MayLoseLastCommits, ..options() };
    Arc::new(SqliteStore::open(path, options).unwrap())
}

impl Backend for Files {
    fn open(&self) -> Arc<dyn Store> {
        let n = self.made.fetch_add(1, Ordering::SeqCst);
        let path = self.folder.path().join(format!("{n}.crm"));
        self.last.lock().unwrap().clone_from(&path);
        at(&path)
    }

    fn reopen(&self, _closed: Arc<dyn Store>) -> Option<Arc<dyn Store>> {
        Some(at(&self.last.lock().unwrap()))
    }

    fn open_copy(&self, path: &Path) -> Option<Arc<dyn Store>> {
        Some(at(path))
    }
}

store_conformance!(Files::new());

#[test]
fn random_worlds_answer_as_in_memory() {
    let cases = std::env::var("CASES").ok().and_then(|c| c.parse().ok()).unwrap_or(10_000);
    model_test(&Files::new(), cases, 1);
}
