//! What outlives the process: data, copies, rest.

use super::{customer, finds, named, put_names, read, refused};
use crate::Backend;
use crate::rows::{RowData, column, entity, list, put};
use crmkit_core::error::codes;
use crmkit_core::model::Kind;
use crmkit_core::query::search::{SearchQuery, SearchText};
use crmkit_core::query::{Bound, BoundQuery, Direction};
use crmkit_core::store::{self, State, Store};
use std::sync::Arc;

/// Fills a store with something of every sort.
fn fill(store: &dyn Store) {
    let mut text = SearchText::new();
    text.add_text("魁鲸");
    store::write(store, None, |w| {
        named("z").add(w)?;
        named("a").add(w)?;
        RowData::full(entity("change_log"), 1).add(w)?;
        w.set_key("customer.name", "z", Some(named("z").id()))?;
        w.set_state(State::Epoch, 7)?;
        w.index_custom(customer(), 10_001, Kind::Int, true)?;
        w.set_text(customer(), named("a").id(), &text)
    })
    .unwrap();
}

/// Everything [`fill`] made, as text to compare.
fn dump(store: &dyn Store) -> String {
    read(store, |r| {
        let search = SearchQuery::parse("魁鲸");
        let found = BoundQuery { search, ..BoundQuery::all(customer()) };
        let ties = BoundQuery {
            order: vec![(column(customer(), "mobile"), Direction::Desc)],
            ..BoundQuery::all(customer())
        };
        let log = BoundQuery::all(entity("change_log"));
        let rows = [list(r, &ties)?, list(r, &found)?, list(r, &log)?];
        let facts = (r.key("customer.name", "z")?, r.owned(customer(), None)?);
        Ok(format!("{rows:?} {facts:?} {}", r.state(State::Epoch)?))
    })
}

/// A durable store finds everything again, goes on counting where it was, and is itself.
pub fn everything_is_there_after_reopening(backend: &dyn Backend) {
    let store = backend.open();
    let (durable, identity) = (store.capability().durable, store.identity());
    fill(&*store);
    let before = dump(&*store);
    store.close().unwrap();
    let Some(store) = backend.reopen(Arc::clone(&store)) else {
        assert!(!durable, "a durable backend implements `Backend::reopen`");
        return;
    };
    assert_eq!(dump(&*store), before);
    assert_eq!(store.identity(), identity);
    let log = entity("change_log");
    let numbers = store::write(&*store, None, |w| {
        w.delete_where(log, &Bound::All)?;
        let first = w.append(log, &RowData::bare(log, 2))?;
        Ok([first, w.append(log, &RowData::bare(log, 3))?])
    })
    .unwrap();
    assert!(numbers[0] > 1 && numbers[1] > numbers[0], "{numbers:?}");
    put_names(&*store, &["m"]);
    finds(&*store, Bound::All, &["z", "a", "m"]);
}

/// A backup is a store of its own with everything committed before; it refuses to overwrite.
/// A backend without backup says `unsupported`.
pub fn a_backup_is_complete(backend: &dyn Backend) {
    let store = backend.open();
    fill(&*store);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("copy");
    if !store.capability().backup {
        refused(store.backup_to(&path), &codes::UNSUPPORTED);
        return;
    }
    let before = dump(&*store);
    store.backup_to(&path).unwrap();
    assert!(store.backup_to(&path).is_err(), "something is at the path already");
    put_names(&*store, &["later"]);
    let copy = backend.open_copy(&path).expect("a backend with backup opens copies");
    assert_eq!(dump(&*copy), before);
    put_names(&*copy, &["in the copy"]);
    finds(&*store, Bound::All, &["z", "a", "later"]);
    copy.close().unwrap();
}

/// Rest takes nothing away, and afterwards the store works as before.
pub fn suspending_keeps_everything(backend: &dyn Backend) {
    let store = backend.open();
    fill(&*store);
    let before = dump(&*store);
    store.suspend().unwrap();
    store.resume().unwrap();
    assert_eq!(dump(&*store), before);
    put_names(&*store, &["later"]);
    finds(&*store, Bound::All, &["z", "a", "later"]);
}

/// A store that was only used finds no damage in itself.
pub fn check_finds_nothing_wrong(backend: &dyn Backend) {
    let store = backend.open();
    assert_eq!(store.check().unwrap(), []);
    // An entity without search text, unique keys and owners: nothing is derived from it.
    put(&*store, &[1, 2].map(|k| RowData::bare(entity("import_job"), k)));
    assert_eq!(store.check().unwrap(), []);
}
