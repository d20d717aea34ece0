//! An older file is brought up to the present schema while the disk fails or the power goes: it is
//! then as before or as after, opening it again finishes, and a whole copy of how it was lies beside
//! it whenever it has changed.

use super::{Numbered, department, older, options};
use crate::SqliteStore;
use crmkit_core::Result;
use crmkit_core::query::{BoundQuery, Total, Totals};
use crmkit_core::store::{Reader, Store, read};
use crmkit_simvfs::{Disk, Failure, Fault, Image, Kept, install};
use crmkit_sql::migrations::Migration;
use crmkit_sql::schema::Schema;
use crmkit_testkit::random::Random;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

const FILE: &str = "/sim/old.crm";
const ROWS: u32 = 200;
const FAILURES: [Failure; 4] = [Failure::Once, Failure::FromThenOn, Failure::Short, Failure::Death];

/// Two steps, the second of which writes every row anew.
const STEPS: &[Migration] = &[
    Migration { to: 2, sql: "CREATE TABLE passing (a INTEGER) STRICT" },
    Migration {
        to: 3,
        sql: "DROP TABLE passing;
              ALTER TABLE department ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
              UPDATE department SET name = hex(zeroblob(25)), position = 1",
    },
];

/// An older file as a program left it that did not close it: its rows still lie in the WAL.
fn old_file() -> Image {
    let store = SqliteStore::open(FILE, options(older())).unwrap();
    store
        .write(None, &mut |w| (0..ROWS).try_for_each(|n| w.insert(older(), &Numbered(n))))
        .unwrap();
    drop(store);
    Disk::image()
}

fn bring_up() -> Result<SqliteStore> {
    let schema = Schema::of(&options(department()).registry);
    let schema = Schema { version: 3, migrations: STEPS, ..schema };
    SqliteStore::open_with(Path::new(FILE), options(department()), schema)
}

/// What a file is, to somebody who knows neither schema.
fn state(file: &str) -> std::result::Result<String, rusqlite::Error> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let text = |sql: &str| db.query_row(sql, [], |row| row.get::<_, String>(0));
    Ok([
        text("PRAGMA integrity_check")?,
        text("SELECT group_concat(user_version) FROM pragma_user_version")?,
        text("SELECT group_concat(sql, ';' ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")?,
        text("SELECT group_concat(name || rev) FROM department")?,
        text("SELECT group_concat(key || hex(value)) FROM meta")?,
    ]
    .join("\n"))
}

/// The file before and after, and how many operations lie between.
struct Step {
    image: Image,
    before: String,
    after: String,
    operations: u64,
}

impl Step {
    fn new() -> Self {
        let image = old_file();
        let before = state(FILE).unwrap();
        Disk::restore(&image);
        Disk::count_from_here();
        bring_up().unwrap().close().unwrap();
        let operations = Disk::operations();
        let after = state(FILE).unwrap();
        assert!(before != after && before.starts_with("ok\n1\n") && after.starts_with("ok\n3\n"));
        Self { image, before, after, operations }
    }

    /// Brings the file up while an operation fails; says whether it was told to be done.
    fn fail(&self, at: u64, failure: Failure) -> bool {
        Disk::restore(&self.image);
        Disk::count_from_here();
        Disk::fail(Some(Fault { at, failure }));
        bring_up().is_ok()
    }

    /// What must hold of the file now, however it came to be so.
    fn holds(&self, told: bool, place: &str) {
        let found = state(FILE).unwrap_or_else(|e| panic!("{place}: {e}"));
        assert!(found == self.before || found == self.after, "{place}: between");
        assert!(!told || found == self.after, "{place}: told to be done");
        let copies = (1..5).map(|n| match n {
            1 => format!("{FILE}.backup-v1"),
            n => format!("{FILE}.backup-v1-{n}"),
        });
        let whole = |copy: &String| state(copy).is_ok_and(|copy| copy == self.before);
        let copied = copies.filter(|copy| Disk::holds(copy)).any(|copy| whole(&copy));
        assert!(found == self.before || copied, "{place}: changed, and no copy of how it was");
        let store = bring_up().unwrap_or_else(|e| panic!("{place}: not brought up again: {e}"));
        let rows = |r: &dyn Reader| r.count(&BoundQuery::all(department()), Totals::Exact);
        assert_eq!(
            read(&store, None, rows).unwrap(),
            Total::Exact { count: ROWS.into() },
            "{place}"
        );
        assert_eq!(store.check().unwrap(), [], "{place}");
        store.close().unwrap();
        assert!(state(FILE).unwrap() == self.after, "{place}: brought up again");
    }
}

#[test]
fn whatever_fails_while_a_file_is_brought_up_it_is_before_or_after() {
    install();
    let step = Step::new();
    let (mut tried, mut told_done) = (0, 0);
    for (at, failure) in (1..=step.operations).flat_map(|at| FAILURES.map(|f| (at, f))) {
        let place = format!("operation {at} of {}, {failure:?}", step.operations);
        let told = step.fail(at, failure);
        Disk::new_process(FILE);
        step.holds(told, &place);
        tried += 1;
        told_done += u64::from(told);
    }
    println!(
        "RELIABILITY A disk that fails while an older file is brought up: {tried} places and ways; \
         {} told, before or after, and brought up when opened again",
        tried - told_done
    );
    assert!(tried > told_done, "nothing failed");
}

fn lose_power(step: &Step, images: u64, hold: &mut dyn FnMut(bool, &str)) {
    let mut random = Random::new(4);
    for n in 0..images.div_ceil(10) {
        let at = 1 + random.next_u64() % step.operations;
        let told = step.fail(at, Failure::Death);
        let dead = Disk::image();
        for _ in 0..10.min(images - n * 10) {
            let kept = random.pick(&[Kept::None, Kept::All, Kept::SomeWrites, Kept::SomeSectors]);
            Disk::restore(&dead);
            Disk::power_loss(random.next_u64(), kept);
            hold(told, &format!("power loss at operation {at} of {}, {kept:?}", step.operations));
        }
    }
}

#[test]
fn the_power_goes_while_a_file_is_brought_up_and_it_is_before_or_after() {
    install();
    let step = Step::new();
    let images = std::env::var("POWER_LOSSES").map_or(10_000, |n| n.parse().unwrap()) / 10;
    let mut after = 0;
    lose_power(&step, images, &mut |told, place| {
        after += u64::from(state(FILE).is_ok_and(|state| state == step.after));
        step.holds(told, place);
    });
    println!(
        "RELIABILITY Power loss while an older file is brought up: {images} images; {} before and \
         {after} after, none between, all brought up when opened again",
        images - after
    );
    assert!(after > 0 && after < images);
}
