//! Measures against hand-written rusqlite on the same file:
//! `cargo test --release -p crmkit-sqlite --test bars -- --ignored --nocapture`, with `ROWS=1000000`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "measures, and prints what it finds"
)]

mod common;

use common::{Cells, Dice, options};
use crmkit_core::model::entity::system;
use crmkit_core::model::value::time_from_micros;
use crmkit_core::model::{EntityMeta, Raw, Registry, Row, Value};
use crmkit_core::query::{
    Bin, BoundQuery, Direction, Keys, Member, OwnerSet, Owners, Position, Totals, Visibility,
};
use crmkit_core::store::{self, Reader, Store};
use crmkit_core::{ENTITIES, Result};
use crmkit_sqlite::{Durability, OpenOptions, Profile, SqliteStore};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::hint::black_box;
use std::time::Instant;
use uuid::Uuid;

fn entity(name: &str) -> &'static EntityMeta {
    Registry::new(ENTITIES).by_name(name).unwrap()
}

fn id(n: u64) -> Uuid {
    Uuid::from_u64_pair(
        0x0190_0000_0000_7000 | n >> 12 << 16,
        0x8000_0000_0000_0000 | n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 2,
    )
}

/// Owners 1–2000 have the newest nine tenths, 2001–4000 one old row each, the rest old ones.
fn owner(n: u64, rows: u64) -> u64 {
    match n {
        _ if n < 2000 => 2001 + n,
        _ if n < rows / 10 => 5000 + n % 1000,
        _ => 1 + n.wrapping_mul(2_654_435_761) % 2000,
    }
}

fn customer(n: u64, rows: u64) -> Vec<Value> {
    let e = entity("customer");
    let mut row = vec![Value::Null; e.fields.len()];
    let mut set = |name: &str, value: Value| row[e.position(name)] = value;
    let at = Value::Time(time_from_micros(1_700_000_000_000_000 + n as i64 * 1000).unwrap());
    set("id", Value::Id(id(n)));
    set("rev", Value::Int(1));
    set("created_at", at.clone());
    set("updated_at", at);
    set("name", Value::Text(format!("长沙市第{}有限公司", n.wrapping_mul(7919) % rows)));
    set("kind", Value::Text("organisation".into()));
    set("mobile", Value::Text(format!("138{n:08}")));
    set("owner_id", Value::Id(Uuid::from_u128(u128::from(owner(n, rows)))));
    set("followed", Value::Bool(false));
    if n.is_multiple_of(3) {
        set("custom", Value::Text(format!("{{\"10000\":\"o{}\",\"10001\":{n}}}", n % 50)));
    }
    row
}

fn fill(store: &SqliteStore, rows: u64) {
    let (e, team) = (entity("customer"), entity("customer_member"));
    let mut dice = Dice::new(1);
    for chunk in (0..rows).collect::<Vec<_>>().chunks(20_000) {
        store
            .write(None, &mut |w| {
                for n in chunk {
                    let row = customer(*n, rows);
                    let owner = row[e.position("owner_id")].as_id();
                    if n % (rows / 5000).max(1) == 0 {
                        let mut member = dice.row_of(team);
                        member[0] = Value::Id(Uuid::from_u128(u128::from(*n) + 1));
                        member[team.position("record_id")] = row[0].clone();
                        member[team.position("employee_id")] = Value::Id(Uuid::from_u128(2001));
                        member[team.position("touched_at")] = row[system::UPDATED].clone();
                        member[team.position("expires_at")] = Value::Null;
                        w.insert(team, &Cells(member))?;
                    }
                    w.insert(e, &Cells(row))?;
                    w.add_owned(e, owner, 1)?;
                }
                Ok(())
            })
            .unwrap();
    }
}

/// The median of some runs, in µs.
fn median(runs: usize, mut work: impl FnMut(usize)) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|n| {
            let start = Instant::now();
            work(n);
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn consume(row: &dyn Row, columns: usize) -> Result<()> {
    (0..columns).try_for_each(|c| row.get(c).map(|raw| drop(black_box(raw))))
}

fn consume_raw(row: &rusqlite::Row<'_>, columns: usize) {
    for c in 0..columns {
        match row.get_ref(c).unwrap() {
            ValueRef::Text(bytes) => drop(black_box(std::str::from_utf8(bytes).unwrap())),
            other => drop(black_box(other)),
        }
    }
}

fn keys(owners: impl Iterator<Item = u64>, member: Option<u64>) -> Visibility {
    let e = entity("customer");
    let owners =
        Owners::Set(OwnerSet::new(owners.map(|o| Uuid::from_u128(u128::from(o))).collect()));
    let member = member.map(|m| Member {
        team: entity("customer_member"),
        employee: Uuid::from_u128(u128::from(m)),
        write: false,
        now: time_from_micros(0).unwrap(),
    });
    Visibility::Keys(Keys { owner: e.owner().unwrap(), owners, member })
}

fn report(what: &str, ours: f64, floor: f64) {
    println!("{what:<42} {ours:>9.1} µs  floor {floor:>9.1} µs  {:>5.2}×", ours / floor);
}

struct Floor {
    db: Connection,
}

impl Floor {
    fn new(path: &std::path::Path) -> Self {
        let db = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .unwrap();
        db.execute_batch("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA mmap_size=2147483648; PRAGMA temp_store=MEMORY;").unwrap();
        db.execute_batch("CREATE TEMP TABLE scope(u BLOB PRIMARY KEY) STRICT, WITHOUT ROWID")
            .unwrap();
        db.set_prepared_statement_cache_capacity(256);
        Self { db }
    }

    fn scope(&self, visibility: &Visibility) {
        let Visibility::Keys(Keys { owners: Owners::Set(set), .. }) = visibility else { return };
        self.db.execute("DELETE FROM temp.scope", []).unwrap();
        for id in set.ids() {
            self.db.execute("INSERT INTO temp.scope VALUES(?)", [id.as_bytes()]).unwrap();
        }
    }

    fn page(&self, sql: &str, columns: usize) -> usize {
        let mut statement = self.db.prepare_cached(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut n = 0;
        while let Some(row) = rows.next().unwrap() {
            consume_raw(row, columns);
            n += 1;
        }
        n
    }
}

fn columns_sql(e: &EntityMeta, columns: &[usize]) -> String {
    columns
        .iter()
        .map(|c| match e.fields[*c].name {
            "custom" => "json(c.custom)".to_owned(),
            name => format!("c.{name}"),
        })
        .collect::<Vec<_>>()
        .join(",")
}

fn reads(r: &dyn Reader, floor: &Floor, rows: u64) {
    let e = entity("customer");
    let all = common::columns(e);
    let scope = keys(1..=50, Some(2001));
    let sql = format!("SELECT {} FROM customer c WHERE c.id=?", columns_sql(e, &all));
    floor.db.execute_batch("BEGIN").unwrap();
    let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        let get = |n: usize| id(rows - 1 - (n as u64 * 7) % 50_000);
        ours = ours.min(median(4000, |n| {
            r.get(e, get(n), &all, &Visibility::Everything, Bin::Live, &mut |row| {
                consume(row, all.len())
            })
            .map(drop)
            .unwrap();
        }));
        theirs = theirs.min(median(4000, |n| {
            let mut statement = floor.db.prepare_cached(&sql).unwrap();
            let mut found = statement.query([get(n).as_bytes()]).unwrap();
            consume_raw(found.next().unwrap().unwrap(), all.len());
        }));
    }
    report("get by id, everything, in a snapshot", ours, theirs);
    let scoped = median(4000, |n| {
        let which = id(rows - 1 - (n as u64 * 7) % 50_000);
        r.get(e, which, &all, &scope, Bin::Live, &mut |row| consume(row, all.len()))
            .map(drop)
            .unwrap();
    });
    report("get by id, 50 owners or the team", scoped, theirs);
    floor.db.execute_batch("COMMIT").unwrap();
}

fn pages(r: &dyn Reader, floor: &Floor, rows: u64) {
    let e = entity("customer");
    let columns: Vec<usize> = (0..e.fields.len())
        .filter(|c| e.fields[*c].is(crmkit_core::model::FieldFlags::LIST))
        .collect();
    let gather = "SELECT updated_at,rid FROM customer INDEXED BY ix_customer_owner_id_updated_at WHERE owner_id IN \
                  (SELECT u FROM temp.scope) AND deleted_at IS NULL ORDER BY updated_at DESC,rid DESC LIMIT 50";
    let scan = "SELECT updated_at,rid FROM customer INDEXED BY ix_customer_updated_at WHERE deleted_at IS NULL \
                AND +owner_id IN (SELECT u FROM temp.scope) ORDER BY updated_at DESC,rid DESC LIMIT 50";
    let full = |key: &str| {
        format!(
            "SELECT {} FROM ({key}) k CROSS JOIN customer c ON c.rid=k.rid ORDER BY c.updated_at DESC,c.rid DESC",
            columns_sql(e, &columns)
        )
    };
    let scopes: [(&str, Vec<u64>, Option<u64>); 8] = [
        ("1 dense owner", vec![7], None),
        ("1 tiny old owner", vec![2003], None),
        ("50 dense owners", (1..=50).collect(), None),
        ("50 sparse old owners", (2001..=2050).collect(), None),
        ("500 dense owners", (1..=500).collect(), None),
        ("2000 dense owners", (1..=2000).collect(), None),
        ("2000 sparse old owners", (2001..=4000).collect(), None),
        ("1 tiny owner and 5000 team rows", vec![2003], Some(2001)),
    ];
    for (what, owners, member) in scopes {
        let dense = owners[0] < 2000;
        let mut q = BoundQuery::all(e).order_by(system::UPDATED, Direction::Desc).limit(50);
        q.columns.clone_from(&columns);
        q.visibility = keys(owners.into_iter(), member);
        floor.scope(&q.visibility);
        let mut last = None;
        let ours = median(60, |_| {
            r.query(&q, &mut |row| {
                last = Some((
                    row.get(0)?.into_owned(),
                    row.get(columns.iter().position(|c| *c == system::UPDATED).unwrap())?
                        .into_owned(),
                ));
                consume(row, columns.len())
            })
            .unwrap()
        });
        let theirs = median(60, |_| assert!(floor.page(&full(gather), columns.len()) > 0));
        let scanned = if dense {
            median(60, |_| assert!(floor.page(&full(scan), columns.len()) > 0))
        } else {
            f64::MAX
        };
        report(&format!("page 1: {what}"), ours, theirs.min(scanned));
        let capped = median(20, |_| assert!(r.count(&q, Totals::Capped).is_ok()));
        println!("{:<42} {capped:>9.1} µs", format!("  total: {what}"));
        if dense {
            let at =
                time_from_micros(1_700_000_000_000_000 + (rows as i64 * 19 / 20) * 1000).unwrap();
            q.after = Some(Position { values: vec![Value::Time(at)], id: id(rows * 19 / 20) });
            report(
                &format!("  deep page: {what}"),
                median(60, |_| r.query(&q, &mut |row| consume(row, columns.len())).unwrap()),
                ours,
            );
        }
    }
    let mut q = BoundQuery::all(e).order_by(system::UPDATED, Direction::Desc).limit(50);
    q.columns.clone_from(&columns);
    let ours = median(60, |_| r.query(&q, &mut |row| consume(row, columns.len())).unwrap());
    let plain = format!(
        "SELECT {} FROM customer c WHERE deleted_at IS NULL ORDER BY updated_at DESC, rid DESC LIMIT 50",
        columns_sql(e, &columns)
    );
    report(
        "page 1: everything",
        ours,
        median(60, |_| assert!(floor.page(&plain, columns.len()) > 0)),
    );
    for (name, way) in [("name", Direction::Asc), ("next_contact_at", Direction::Desc)] {
        for (what, owners) in
            [("50 dense", 1..=50), ("50 sparse", 2001..=2050), ("2000 dense", 1..=2000)]
        {
            let mut q = BoundQuery::all(e).order_by(e.position(name), way).limit(50);
            q.columns.clone_from(&columns);
            q.visibility = keys(owners, None);
            let t = median(10, |_| r.query(&q, &mut |row| consume(row, columns.len())).unwrap());
            println!("{:<42} {t:>9.1} µs", format!("by {name}: {what}"));
        }
    }
}

fn writes(store: &SqliteStore, floor: &Floor, rows: u64) {
    let e = entity("customer");
    let mut next = rows;
    let ours = median(3000, |_| {
        next += 1;
        let row = Cells(customer(next, rows));
        store.write(None, &mut |w| w.insert(e, &row)).unwrap();
    });
    let places = vec!["?"; e.fields.len()].join(",").replacen(
        "?,?,?,?,?,?,?,?,?",
        "?,?,?,?,?,?,?,?,jsonb(?)",
        1,
    );
    let insert = format!(
        "INSERT INTO customer({}) VALUES({places})",
        e.fields.iter().map(|f| f.name).collect::<Vec<_>>().join(",")
    );
    let theirs = median(3000, |_| {
        next += 1;
        let row = customer(next, rows);
        let values = row.iter().map(|v| match v.raw() {
            Raw::Null => rusqlite::types::Value::Null,
            Raw::Int(i) => i.into(),
            Raw::Text(t) => t.into_owned().into(),
            Raw::Id(id) => id.as_bytes().to_vec().into(),
        });
        floor.db.prepare_cached("BEGIN IMMEDIATE").unwrap().execute([]).unwrap();
        floor
            .db
            .prepare_cached(&insert)
            .unwrap()
            .execute(rusqlite::params_from_iter(values))
            .unwrap();
        floor.db.prepare_cached("COMMIT").unwrap().execute([]).unwrap();
    });
    report("create, one transaction each, NORMAL", ours, theirs);
    let name = e.position("name");
    let ours = median(3000, |n| {
        let set = [(name, Raw::Text(format!("renamed {n}").into())), (system::REV, Raw::Int(2))];
        store
            .write(None, &mut |w| w.update(e, id(rows - 1 - n as u64), 1, &set).map(drop))
            .unwrap();
    });
    let theirs = median(3000, |n| {
        floor.db.prepare_cached("BEGIN IMMEDIATE").unwrap().execute([]).unwrap();
        let update = "UPDATE customer SET name=?, rev=? WHERE id=? AND rev=?";
        let which = id(rows - 10_001 - n as u64);
        floor
            .db
            .prepare_cached(update)
            .unwrap()
            .execute(rusqlite::params![format!("renamed {n}"), 2, which.as_bytes(), 1])
            .unwrap();
        floor.db.prepare_cached("COMMIT").unwrap().execute([]).unwrap();
    });
    report("rename, one transaction each, NORMAL", ours, theirs);
}

#[test]
#[ignore = "takes minutes; the numbers are read by people"]
fn against_hand_written_code() {
    let rows: u64 = std::env::var("ROWS").ok().and_then(|r| r.parse().ok()).unwrap_or(200_000);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bars.crm");
    let options = OpenOptions {
        durability: Durability::MayLoseLastCommits,
        profile: Profile::Server,
        ..options()
    };
    let store = SqliteStore::open(&path, options.clone()).unwrap();
    let start = Instant::now();
    fill(&store, rows);
    println!(
        "{rows} customers inserted at {:.0} rows/s",
        rows as f64 / start.elapsed().as_secs_f64()
    );
    store.close().unwrap();
    let start = Instant::now();
    let store = SqliteStore::open(&path, options).unwrap();
    println!("open {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
    let floor = Floor::new(&path);
    store
        .read(None, &mut |r| {
            reads(r, &floor, rows);
            pages(r, &floor, rows);
            Ok(())
        })
        .unwrap();
    let e = entity("customer");
    let (all, one) = (common::columns(e), id(rows / 2));
    let sql = format!("SELECT {} FROM customer c WHERE c.id=?", columns_sql(e, &all));
    let ours = median(4000, |_| {
        store::read(&store, None, |r| {
            r.get(e, one, &all, &Visibility::Everything, Bin::Live, &mut |row| {
                consume(row, all.len())
            })
        })
        .map(drop)
        .unwrap()
    });
    let theirs = median(4000, |_| {
        let mut statement = floor.db.prepare_cached(&sql).unwrap();
        let mut found = statement.query([one.as_bytes()]).unwrap();
        consume_raw(found.next().unwrap().unwrap(), all.len());
    });
    report("get by id, a transaction of its own", ours, theirs);
    writes(&store, &floor, rows);
}
