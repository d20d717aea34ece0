//! What is opened, what is refused and left as it is, and what is written beside.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use common::{Dice, identity, insert, options, problems, rows};
use crmkit_core::model::{EntityMeta, Kind, Registry, Value};
use crmkit_core::query::BoundQuery;
use crmkit_core::store::{self, FileRole, Identity, Reader, State, Store};
use crmkit_core::{ENTITIES, Error};
use crmkit_sqlite::{Durability, OpenOptions, Profile, SqliteStore};
use rusqlite::Connection;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

fn entity(name: &str) -> &'static EntityMeta {
    Registry::new(ENTITIES).by_name(name).unwrap()
}

fn place() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.crm");
    (dir, path)
}

fn refused(path: &Path, options: OpenOptions) -> Error {
    SqliteStore::open(path, options).err().unwrap()
}

fn filled(path: &Path, leads: usize) -> SqliteStore {
    let store = SqliteStore::open(path, options()).unwrap();
    let mut dice = Dice::new(1);
    let made: Vec<_> = (0..leads).map(|_| (entity("lead"), dice.row(entity("lead")))).collect();
    store::write(&store, None, |w| insert(w, &made)).unwrap();
    store
}

fn all(store: &SqliteStore) -> Vec<Vec<Value>> {
    store::read(store, None, |r| Ok(rows(r, &BoundQuery::all(entity("lead"))))).unwrap()
}

fn files(dir: &TempDir) -> Vec<OsString> {
    let found = std::fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap().file_name());
    let mut files: Vec<_> = found.collect();
    files.sort();
    files
}

#[test]
fn what_is_written_is_there_after_opening_again() {
    let (_dir, path) = place();
    let store = filled(&path, 20);
    let before = all(&store);
    assert!(before.len() > 10);
    store.close().unwrap();
    assert_eq!(store.read(None, &mut |_| Ok(())).unwrap_err().code(), "closed");
    let options = OpenOptions {
        identity: Identity { role: FileRole::Replica, device: Uuid::nil() },
        durability: Durability::MayLoseLastCommits,
        profile: Profile::Phone,
        create: false,
        ..options()
    };
    let again = SqliteStore::open(&path, options).unwrap();
    assert_eq!(all(&again), before);
    assert_eq!(again.identity(), identity(), "a file keeps what it was told when it was made");
}

#[test]
fn what_is_not_ours_is_refused_and_left_alone() {
    let (dir, path) = place();
    let missing = refused(&path, OpenOptions { create: false, ..options() });
    assert_eq!(missing.code(), "storage");
    assert!(!path.exists());
    assert_eq!(refused(Path::new("file:a.crm?mode=memory"), options()).code(), "unsupported");
    let key = OpenOptions { key: Some(vec![1; 32]), ..options() };
    assert_eq!(refused(&path, key).code(), "unsupported");
    assert!(!path.exists());
    for (n, setup) in
        ["CREATE TABLE t(a)", "PRAGMA application_id=7", "PRAGMA user_version=1"].iter().enumerate()
    {
        let other = dir.path().join(format!("{n}.db"));
        Connection::open(&other).unwrap().execute_batch(setup).unwrap();
        let before = std::fs::read(&other).unwrap();
        assert_eq!(refused(&other, options()).code(), "storage.not_crmkit");
        assert_eq!(std::fs::read(&other).unwrap(), before);
    }
    let text = dir.path().join("text");
    std::fs::write(&text, "name,phone\n".repeat(500)).unwrap();
    assert_eq!(refused(&text, options()).code(), "storage.not_crmkit");
    assert_eq!(std::fs::read(&text).unwrap(), "name,phone\n".repeat(500).as_bytes());
}

#[test]
fn a_newer_file_is_refused_unwritten_also_with_its_last_commits_in_the_wal() {
    let (_dir, path) = place();
    filled(&path, 5).close().unwrap();
    let newer = Connection::open(&path).unwrap();
    newer
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA user_version=99;",
        )
        .unwrap();
    let wal = PathBuf::from(format!("{}-wal", path.display()));
    let before = (std::fs::read(&path).unwrap(), std::fs::read(&wal).unwrap());
    assert!(!before.1.is_empty());
    let error = refused(&path, options());
    assert_eq!(error.code(), "storage.schema_too_new");
    assert_eq!(
        (error.params()["found"].as_str(), error.params()["supported"].as_str()),
        ("99", "1")
    );
    assert_eq!((std::fs::read(&path).unwrap(), std::fs::read(&wal).unwrap()), before);
}

#[test]
fn another_process_with_a_newer_schema_stops_our_writing() {
    let (_dir, path) = place();
    let store = filled(&path, 1);
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version=99").unwrap();
    assert_eq!(store.write(None, &mut |_| Ok(())).unwrap_err().code(), "storage.schema_too_new");
}

#[test]
fn a_doctored_schema_is_refused() {
    for doctored in [
        "CREATE TRIGGER t AFTER INSERT ON lead BEGIN DELETE FROM lead; END",
        "CREATE VIEW v AS SELECT * FROM lead",
        "CREATE TABLE more(a)",
        "ALTER TABLE lead ADD COLUMN more TEXT",
        "DROP INDEX ix_lead_name",
        "DROP INDEX ix_lead_name; CREATE INDEX ix_lead_name ON lead(name)",
        "CREATE INDEX cf_lead_10000 ON lead(name)",
        "CREATE INDEX cf_nothing_1 ON lead(name)",
        "ALTER TABLE lead RENAME COLUMN remark TO note",
        "DROP TABLE lead_fts",
        "CREATE TRIGGER lead AFTER INSERT ON lead BEGIN DELETE FROM lead; END",
        "CREATE TRIGGER ix_lead_name AFTER INSERT ON lead BEGIN DELETE FROM lead; END",
        "DROP TABLE follow_up_file; CREATE VIEW follow_up_file AS SELECT * FROM lead",
        "DROP TABLE lead_fts; CREATE VIRTUAL TABLE lead_fts \
         USING fts5(body, initials, content='', contentless_delete=1, tokenize='porter')",
    ] {
        let (_dir, path) = place();
        filled(&path, 1).close().unwrap();
        Connection::open(&path).unwrap().execute_batch(doctored).unwrap();
        assert_eq!(refused(&path, options()).code(), "storage.schema_tampered", "{doctored}");
    }
}

#[test]
fn statistics_and_indexes_of_custom_fields_are_no_tampering() {
    let (_dir, path) = place();
    let store = filled(&path, 50);
    store::write(&store, None, |w| w.index_custom(entity("lead"), 10_000, Kind::Text, true))
        .unwrap();
    store::write(&store, None, |w| w.index_custom(entity("lead"), 10_000, Kind::Text, true))
        .unwrap();
    assert!(problems(&store).is_empty(), "made twice is made once");
    store.close().unwrap();
    Connection::open(&path).unwrap().execute_batch("ANALYZE").unwrap();
    let store = SqliteStore::open(&path, options()).unwrap();
    store::write(&store, None, |w| w.index_custom(entity("lead"), 10_000, Kind::Text, false))
        .unwrap();
    assert!(problems(&store).is_empty());
}

#[test]
fn a_backup_is_complete_and_never_overwrites() {
    let (dir, path) = place();
    let store = filled(&path, 30);
    let target = dir.path().join("b.crm");
    store.backup_to(&target).unwrap();
    let copy = SqliteStore::open(&target, options()).unwrap();
    assert_eq!(all(&copy), all(&store));
    assert!(problems(&copy).is_empty());
    assert_eq!(store.backup_to(&target).unwrap_err().code(), "storage");
    assert_eq!(store.backup_to(Path::new("file:c.crm")).unwrap_err().code(), "unsupported");
    assert_eq!(store.backup_to(&dir.path().join("no/such/dir")).unwrap_err().code(), "storage");
    store.write(None, &mut |w| w.set_state(State::Epoch, 1)).unwrap();
}

#[test]
fn a_suspended_store_holds_nothing_and_goes_on() {
    let (dir, path) = place();
    let store = filled(&path, 10);
    let before = all(&store);
    store.suspend().unwrap();
    store.suspend().unwrap();
    assert_eq!(store.read(None, &mut |_| Ok(())).unwrap_err().code(), "closed");
    assert_eq!(store.write(None, &mut |_| Ok(())).unwrap_err().code(), "closed");
    assert_eq!(files(&dir), ["a.crm"], "no log is left");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").unwrap();
    drop(other);
    store.resume().unwrap();
    assert_eq!(all(&store), before);
    store.write(None, &mut |w| w.set_state(State::Epoch, 1)).unwrap();
    store.close().unwrap();
    store.close().unwrap();
    assert_eq!(store.resume().unwrap_err().code(), "closed");
}

/// Who only reads opens no connection that writes, and the log of another process is his to move.
#[test]
fn who_only_read_leaves_no_log_either() {
    let endings: [fn(SqliteStore); 3] =
        [|store| store.suspend().unwrap(), |store| store.close().unwrap(), |store| drop(store)];
    let (dir, path) = place();
    filled(&path, 10).close().unwrap();
    let epoch = |store: &SqliteStore| store::read(store, None, |r| r.state(State::Epoch)).unwrap();
    for (n, end) in (1..).zip(endings) {
        let store = SqliteStore::open(&path, options()).unwrap();
        assert_eq!(epoch(&store), n - 1);
        let other = SqliteStore::open(&path, options()).unwrap();
        other.write(None, &mut |w| w.set_state(State::Epoch, n)).unwrap();
        other.close().unwrap();
        assert_eq!(files(&dir), ["a.crm", "a.crm-shm", "a.crm-wal"], "the first one is open");
        assert_eq!(epoch(&store), n);
        end(store);
        assert_eq!(files(&dir), ["a.crm"]);
    }
}

#[test]
fn closing_while_somebody_reads_leaves_no_log() {
    let (dir, path) = place();
    filled(&path, 10).close().unwrap();
    let store = SqliteStore::open(&path, options()).unwrap();
    let reading = Barrier::new(2);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let slowly = &mut |_: &dyn Reader| {
                reading.wait();
                std::thread::sleep(Duration::from_millis(100));
                Ok(())
            };
            store.read(None, slowly).unwrap();
        });
        reading.wait();
        store.close().unwrap();
        assert_eq!(files(&dir), ["a.crm"]);
    });
}

#[test]
fn a_file_that_was_removed_is_not_made_again() {
    let (dir, path) = place();
    filled(&path, 10).close().unwrap();
    let store = SqliteStore::open(&path, options()).unwrap();
    files(&dir).iter().for_each(|file| std::fs::remove_file(dir.path().join(file)).unwrap());
    let error = store.write(None, &mut |_| Ok(())).unwrap_err();
    assert_eq!(error.code(), "storage");
    assert!(error.to_string().contains("there is no such file"), "{error}");
    assert!(files(&dir).is_empty());
}

/// As a backup is, and a file on a network disk.
#[test]
fn a_file_without_a_log_gets_one() {
    let (dir, path) = place();
    let filled = filled(&path, 10);
    let before = all(&filled);
    filled.close().unwrap();
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA journal_mode=DELETE").unwrap();
    drop(db);
    let store = SqliteStore::open(&path, options()).unwrap();
    assert_eq!(all(&store), before);
    assert_eq!(files(&dir), ["a.crm", "a.crm-shm", "a.crm-wal"]);
}

#[test]
fn a_damaged_file_is_named_so() {
    let (_dir, path) = place();
    let store = filled(&path, 500);
    store.close().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();
    match SqliteStore::open(&path, options()) {
        Err(error) => assert_eq!(error.code(), "storage.damaged"),
        Ok(store) => match store.check() {
            Err(error) => assert_eq!(error.code(), "storage.damaged"),
            Ok(problems) => assert!(!problems.is_empty()),
        },
    }
}
