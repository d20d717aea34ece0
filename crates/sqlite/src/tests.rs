//! Tests that need the inside: older schemas and a full disk.

mod faults;

use crate::connection::scopes::Held;
use crate::control::Limit;
use crate::open::structure;
use crate::{OpenOptions, SqliteStore};
use crmkit_core::ENTITIES;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityMeta, Raw, Registry};
use crmkit_core::query::{BoundQuery, Direction, Keys, OwnerSet, Owners, Totals, Visibility};
use crmkit_core::store::{FileRole, Identity, State, Store, Values};
use crmkit_sql::list::{self, Access};
use crmkit_sql::migrations::Migration;
use crmkit_sql::schema::Schema;
use rusqlite::StatementStatus;
use std::path::Path;
use uuid::Uuid;

fn department() -> &'static EntityMeta {
    Registry::new(ENTITIES).by_name("department").unwrap()
}

/// The department as it was before its last field was declared.
fn older() -> &'static EntityMeta {
    let d = department();
    let (_, fields) = d.fields.split_last().unwrap();
    Box::leak(Box::new(EntityMeta {
        no: d.no,
        name: d.name,
        label: d.label,
        doc: d.doc,
        kind: d.kind,
        fields,
        flags: EntityMeta::flags_of(fields),
        read: d.read,
        team: d.team,
        indexes: d.indexes,
        epoch: d.epoch,
        lasting: d.lasting,
    }))
}

fn options(entity: &'static EntityMeta) -> OpenOptions {
    OpenOptions::new(
        Registry::new(&[entity]),
        Identity { role: FileRole::Standalone, device: Uuid::nil() },
    )
}

/// The schema of version 2, in which the department got its position.
fn newer(steps: &'static [Migration]) -> Schema {
    let schema = Schema::of(&Registry::new(&[department()]));
    Schema { version: 2, migrations: steps, ..schema }
}

const STEP: &[Migration] = &[Migration {
    to: 2,
    sql: "ALTER TABLE department ADD COLUMN position INTEGER NOT NULL DEFAULT 0",
}];

struct Row;

impl Values for Row {
    fn raw(&self, position: usize) -> Raw<'_> {
        match department().fields.get(position).map(|f| f.name) {
            Some("id") => Raw::Id(Uuid::from_u128(1)),
            Some("name") => Raw::Text("Sales".into()),
            Some("rev" | "created_at" | "updated_at") => Raw::Int(1),
            _ => Raw::Null,
        }
    }
}

struct Numbered(u32);

impl Values for Numbered {
    fn raw(&self, position: usize) -> Raw<'_> {
        match department().fields.get(position).map(|f| f.name) {
            Some("id") => Raw::Id(Uuid::from_u128(u128::from(self.0) + 1)),
            _ => Row.raw(position).into_owned(),
        }
    }
}

fn old_file(path: &Path) {
    let store = SqliteStore::open(path, options(older())).unwrap();
    store.write(None, &mut |w| w.insert(older(), &Row)).unwrap();
    store.close().unwrap();
}

fn backups(dir: &Path) -> Vec<String> {
    let names =
        std::fs::read_dir(dir).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|n| n.contains("backup")).collect();
    names.sort();
    names
}

fn found(store: &SqliteStore) -> Vec<String> {
    let lease = store.gate.reader().unwrap();
    structure::differences(&lease.conn().unwrap().db, &store.gate.site.schema, store.registry())
        .unwrap()
}

#[test]
fn a_fresh_file_an_upgraded_one_and_the_declarations_are_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (dir.path().join("old"), dir.path().join("new"));
    old_file(&old);
    let fresh = SqliteStore::open_with(&new, options(department()), newer(STEP)).unwrap();
    let upgraded = SqliteStore::open_with(&old, options(department()), newer(STEP)).unwrap();
    assert_eq!((found(&fresh), found(&upgraded)), (vec![], vec![]));
    let mut positions = Vec::new();
    upgraded
        .read(None, &mut |r| {
            r.query(&BoundQuery::all(department()), &mut |row| {
                positions.push(row.get(department().fields.len() - 1)?.into_owned());
                Ok(())
            })
        })
        .unwrap();
    assert_eq!(positions, [Raw::Int(0)]);
    assert_eq!(backups(dir.path()), ["old.backup-v1"]);
    let backup = SqliteStore::open(dir.path().join("old.backup-v1"), options(older())).unwrap();
    assert!(backup.check().unwrap().is_empty());
    backup.close().unwrap();
    upgraded.close().unwrap();
    SqliteStore::open_with(&old, options(department()), newer(STEP)).unwrap();
    assert_eq!(backups(dir.path()), ["old.backup-v1"], "a present file needs no copy");
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    old_file(&path);
    const BROKEN: &[Migration] = &[Migration {
        to: 2,
        sql: "ALTER TABLE department ADD COLUMN position INTEGER; ALTER TABLE nothing ADD COLUMN a",
    }];
    const MISSING: &[Migration] = &[];
    for steps in [BROKEN, MISSING] {
        let error =
            SqliteStore::open_with(&path, options(department()), newer(steps)).err().unwrap();
        assert_eq!(error.code(), "internal");
    }
    let store = SqliteStore::open(&path, options(older())).unwrap();
    assert!(store.check().unwrap().is_empty());
    assert_eq!(backups(dir.path()), ["a.backup-v1", "a.backup-v1-2"], "earlier copies stay");
}

#[test]
fn a_step_to_another_structure_than_the_declared_one_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    old_file(&path);
    const WRONG: &[Migration] =
        &[Migration { to: 2, sql: "ALTER TABLE department ADD COLUMN position TEXT" }];
    let error = SqliteStore::open_with(&path, options(department()), newer(WRONG)).err().unwrap();
    assert_eq!(error.code(), "storage.schema_tampered");
    assert!(SqliteStore::open(&path, options(older())).is_ok(), "nothing was committed");
}

#[test]
fn a_full_disk_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(dir.path().join("a"), options(department())).unwrap();
    let pages = |most: i64| {
        let lease = store.gate.writer(Limit::new(None, &store.gate.site.interrupts)).unwrap();
        let db = &lease.conn().unwrap().db;
        db.query_row("PRAGMA max_page_count=1", [], |r| r.get::<_, i64>(0)).unwrap();
        db.query_row(&format!("PRAGMA max_page_count={most}"), [], |r| r.get::<_, i64>(0)).unwrap();
    };
    pages(1);
    let fill = |n: u32| {
        store.write(None, &mut |w| {
            (0..n).try_for_each(|k| w.set_key("kind", &format!("{k:0>1000}"), Some(Uuid::nil())))
        })
    };
    assert_eq!(fill(1000).unwrap_err().code(), "storage.full");
    store
        .read(None, &mut |r| {
            assert_eq!(r.key("kind", &format!("{:0>1000}", 0))?, None);
            Ok(())
        })
        .unwrap();
    let swallowed = store.write(None, &mut |w| {
        let _ = w.savepoint(&mut || {
            (0..1000).try_for_each(|k| w.set_key("kind", &format!("{k:0>1000}"), Some(Uuid::nil())))
        });
        let _ = w.set_state(State::Epoch, 5);
        Ok(())
    });
    let state = crmkit_core::store::read(&store, None, |r| r.state(State::Epoch)).unwrap();
    assert_eq!(state, if swallowed.is_ok() { 5 } else { 0 }, "all or nothing");
    pages(1_000_000);
    fill(1000).unwrap();
}

/// At every page that the step needs.
#[test]
fn a_step_for_which_there_is_no_room_leaves_the_file_as_it_was() {
    const LONGER: &[Migration] = &[Migration {
        to: 2,
        sql: "ALTER TABLE department ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
              UPDATE department SET name = hex(zeroblob(25)), position = 1",
    }];
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let store = SqliteStore::open(path("old"), options(older())).unwrap();
    let fill = |w: &dyn crmkit_core::store::Writer| {
        (0..2000_u32).try_for_each(|n| w.insert(older(), &Numbered(n)))
    };
    store.write(None, &mut |w| fill(w)).unwrap();
    store.close().unwrap();
    let pages = |file: &Path| {
        let db = rusqlite::Connection::open(file).unwrap();
        db.query_row("PRAGMA page_count", [], |row| row.get::<_, u32>(0)).unwrap()
    };
    let before = pages(&path("old"));
    std::fs::copy(path("old"), path("new")).unwrap();
    SqliteStore::open_with(&path("new"), options(department()), newer(LONGER)).unwrap();
    let after = pages(&path("new"));
    assert!(after > before + 5, "the step needs pages");
    for most in before..after {
        let file = path(&format!("full-{most}"));
        std::fs::copy(path("old"), &file).unwrap();
        crmkit_simvfs::pages_at_most(Some(most));
        let told = SqliteStore::open_with(&file, options(department()), newer(LONGER)).err();
        crmkit_simvfs::pages_at_most(None);
        assert_eq!(told.unwrap().code(), "storage.full", "{most} pages");
        let old = SqliteStore::open(&file, options(older())).unwrap();
        assert_eq!(old.check().unwrap(), [], "{most} pages");
        old.close().unwrap();
        let new = SqliteStore::open_with(&file, options(department()), newer(LONGER)).unwrap();
        let rows = |r: &dyn crmkit_core::store::Reader| {
            r.count(&BoundQuery::all(department()), Totals::Exact)
        };
        let count = crmkit_core::store::read(&new, None, rows).unwrap();
        assert_eq!(count, crmkit_core::query::Total::Exact { count: 2000 });
        new.close().unwrap();
    }
    println!(
        "RELIABILITY A step to a newer schema without room: {} page counts; \
         the file is as before, and brought up when there is room",
        after - before
    );
}

#[test]
fn a_statement_is_prepared_once() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::new(ENTITIES);
    let customer = registry.by_name("customer").unwrap();
    let identity = Identity { role: FileRole::Standalone, device: Uuid::nil() };
    let store =
        SqliteStore::open(dir.path().join("a"), OpenOptions::new(registry, identity)).unwrap();
    let owners = Owners::Set(OwnerSet::new(vec![Uuid::nil(), Uuid::max()]));
    let keys = Keys { owner: customer.owner().unwrap(), owners, member: None };
    let by_name = |n: usize| {
        BoundQuery::all(customer).order_by(customer.position("name"), Direction::Asc).limit(n)
    };
    let by_update = |n: usize| {
        let visibility = Visibility::Keys(keys.clone());
        BoundQuery {
            visibility,
            ..BoundQuery::all(customer).order_by(system::UPDATED, Direction::Desc).limit(n)
        }
    };
    for n in 1..=40 {
        store
            .read(None, &mut |r| {
                r.query(&by_update(n), &mut |_| Ok(()))?;
                r.query(&by_name(n), &mut |_| Ok(()))?;
                r.count(&by_name(n), Totals::Exact).map(drop)
            })
            .unwrap();
    }
    let lease = store.gate.reader().unwrap();
    let conn = lease.conn().unwrap();
    let held = &mut Held::new(conn);
    for sql in [
        list::gather_rows(&by_update(1), &keys, None, held).unwrap().text,
        list::select(&by_name(1), None, Access::Direct, held).unwrap().text,
        list::count(&by_name(1), None, Access::Direct, held).unwrap().text,
    ] {
        let statement = conn.db.prepare_cached(&sql).unwrap();
        let status = |which| statement.get_status(which);
        assert_eq!(
            (status(StatementStatus::Run), status(StatementStatus::RePrepare)),
            (40, 0),
            "{sql}"
        );
    }
}

/// After an error of the disk SQLite takes a transaction back itself, its temporary tables too.
#[test]
fn a_panic_after_sqlite_rolled_back_leaves_a_usable_connection() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.crm");
    SqliteStore::open(&path, options(department())).unwrap().close().unwrap();
    let store = SqliteStore::open(&path, options(department())).unwrap();
    let set = OwnerSet::new(vec![Uuid::from_u128(1)]);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let lease = store.gate.reader().unwrap();
        let conn = lease.conn().unwrap();
        conn.db.execute_batch("BEGIN").unwrap();
        conn.owned_by(department().no, &set).unwrap();
        conn.db.execute_batch("ROLLBACK").unwrap();
        panic!("what a caller may do when he is told");
    }));
    assert!(panicked.is_err());
    let lease = store.gate.reader().unwrap();
    assert_eq!(lease.conn().unwrap().owned_by(department().no, &set).unwrap(), None);
}
