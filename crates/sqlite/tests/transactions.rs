//! Transactions: what fails is taken back, what runs too long ends, and writers take turns.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use common::{Cells, Dice, insert, options, rows};
use crmkit_core::error::codes;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityMeta, Raw, Registry, Value};
use crmkit_core::query::search::SearchText;
use crmkit_core::query::{
    Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Column, Keys, OwnerSet,
    Owners, TextOp, Total, Totals, Visibility,
};
use crmkit_core::store::{self, Reader, State, Store, Writer};
use crmkit_core::{ENTITIES, Error, Result};
use crmkit_sqlite::SqliteStore;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

fn entity(name: &str) -> &'static EntityMeta {
    Registry::new(ENTITIES).by_name(name).unwrap()
}

fn empty() -> (TempDir, SqliteStore) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(dir.path().join("a.crm"), options()).unwrap();
    (dir, store)
}

fn customers(n: usize) -> Vec<(&'static EntityMeta, Vec<Value>)> {
    let mut dice = Dice::new(5);
    let mut customer = || {
        let mut row = dice.row(entity("customer"));
        row[system::DELETED] = Value::Null;
        row
    };
    (0..n).map(|_| (entity("customer"), customer())).collect()
}

fn filled(n: usize) -> (TempDir, SqliteStore) {
    let (dir, store) = empty();
    store::write(&store, None, |w| insert(w, &customers(n))).unwrap();
    (dir, store)
}

fn state(store: &SqliteStore) -> i64 {
    store::read(store, None, |r| r.state(State::Epoch)).unwrap()
}

fn failed() -> Error {
    Error::new(&codes::NOT_SET_UP)
}

/// A list by update within the scope of these owners.
fn scoped(owners: &[u128]) -> BoundQuery {
    let e = entity("customer");
    let owners = Owners::Set(OwnerSet::new(owners.iter().map(|o| Uuid::from_u128(*o)).collect()));
    let mut q = BoundQuery::all(e).order_by(system::UPDATED, crmkit_core::query::Direction::Desc);
    q.visibility = Visibility::Keys(Keys { owner: e.owner().unwrap(), owners, member: None });
    q
}

fn seen(reader: &dyn Reader, owners: &[u128]) -> usize {
    rows(reader, &scoped(owners)).len()
}

#[test]
fn what_fails_is_taken_back() {
    let (_dir, store) = empty();
    let error = store.write(None, &mut |w| {
        w.set_state(State::Epoch, 5)?;
        Err(failed())
    });
    assert_eq!(error.unwrap_err().code(), "setup.missing");
    assert_eq!(state(&store), 0);
    store
        .write(None, &mut |w| {
            w.set_state(State::Epoch, 1)?;
            w.savepoint(&mut || {
                w.set_state(State::Epoch, 2)?;
                assert!(
                    w.savepoint(&mut || w.set_state(State::Epoch, 3).and(Err(failed()))).is_err()
                );
                assert_eq!(w.state(State::Epoch)?, 2);
                Ok(())
            })?;
            assert!(w.savepoint(&mut || w.set_state(State::Epoch, 4).and(Err(failed()))).is_err());
            Ok(())
        })
        .unwrap();
    assert_eq!(state(&store), 2);
}

#[test]
fn a_panic_takes_back_and_leaves_the_store_usable() {
    let (_dir, store) = filled(3);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(None, &mut |w| {
            w.set_state(State::Epoch, 5)?;
            w.query(&BoundQuery::all(entity("customer")), &mut |_| panic!("in a row"))
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(state(&store), 0);
    store.write(None, &mut |w| w.set_state(State::Epoch, 1)).unwrap();
    assert_eq!(state(&store), 1);
}

#[test]
fn scopes_survive_what_a_rollback_does_to_temporary_tables() {
    let (_dir, store) = filled(40);
    let count = |w: &dyn Writer, owners: &[u128]| seen(w.reader(), owners);
    let whole = store::write(&store, None, |w| Ok((count(w, &[1, 2]), count(w, &[3])))).unwrap();
    for _ in 0..3 {
        let _ = store.write(None, &mut |w| {
            count(w, &[4]);
            let _ = w.savepoint(&mut || {
                count(w, &[5, 1]);
                Err(failed())
            });
            assert_eq!((count(w, &[1, 2]), count(w, &[3])), whole);
            Err(failed())
        });
        assert_eq!(
            store::write(&store, None, |w| Ok((count(w, &[1, 2]), count(w, &[3])))).unwrap(),
            whole
        );
    }
}

#[test]
fn more_sets_than_scope_tables_are_no_problem() {
    let (_dir, store) = filled(40);
    let owner = Column::field(entity("customer"), entity("customer").owner().unwrap());
    let set = |n: u128| {
        Bound::InSet(
            owner,
            OwnerSet::new(vec![Uuid::from_u128(n % 5 + 1), Uuid::from_u128(n + 100)]),
        )
    };
    let all = BoundQuery::all(entity("customer")).filter(Bound::Or((0..30).map(set).collect()));
    let owned =
        BoundQuery::all(entity("customer")).filter(Bound::Not(Box::new(Bound::IsNull(owner))));
    let (a, b) = store::read(&store, None, |r| Ok((rows(r, &all), rows(r, &owned)))).unwrap();
    assert_eq!(a, b);
    for n in 0..40 {
        let one = store::read(&store, None, |r| Ok(seen(r, &[n % 5 + 1, n + 100]))).unwrap();
        assert_eq!(one, store::read(&store, None, |r| Ok(seen(r, &[n % 5 + 1]))).unwrap());
    }
}

#[test]
fn a_transaction_is_not_used_from_inside_a_row() {
    let (_dir, store) = filled(3);
    store
        .read(None, &mut |r| {
            let inside = r.query(&BoundQuery::all(entity("customer")), &mut |_| {
                r.state(State::Epoch).map(drop)
            });
            assert_eq!(inside.unwrap_err().code(), "internal");
            r.state(State::Epoch).map(drop)
        })
        .unwrap();
    let nested = store.write(None, &mut |_| store.write(None, &mut |_| Ok(())));
    assert_eq!(nested.unwrap_err().code(), "internal");
    store
        .write(None, &mut |w| {
            w.set_state(State::Epoch, 9)?;
            assert_eq!(state(&store), 0, "a reader beside sees the last commit");
            Ok(())
        })
        .unwrap();
}

/// A question that takes seconds.
fn slow(reader: &dyn Reader) -> Result<()> {
    let name = Column::field(entity("customer"), entity("customer").position("name"));
    let never = Bound::Text(name, TextOp::Contains, "not there".into());
    let q = BoundQuery::all(entity("customer")).filter(Bound::Or(vec![never; 200]));
    (0..10_000).try_for_each(|_| reader.count(&q, Totals::Exact).map(drop))
}

#[test]
fn deadlines_end_what_runs_too_long() {
    let (_dir, store) = filled(500);
    let soon = Some(Duration::from_millis(50));
    assert_eq!(store.read(soon, &mut |r| slow(r)).unwrap_err().code(), "interrupted");
    let write = store.write(soon, &mut |w| {
        w.set_state(State::Epoch, 7)?;
        slow(w.reader())
    });
    assert_eq!(write.unwrap_err().code(), "interrupted");
    let late = store.write(soon, &mut |w| {
        w.set_state(State::Epoch, 7)?;
        std::thread::sleep(Duration::from_millis(60));
        Ok(())
    });
    assert_eq!(late.unwrap_err().code(), "interrupted");
    assert_eq!(state(&store), 0);
    store.write(Some(Duration::from_secs(60)), &mut |w| w.set_state(State::Epoch, 1)).unwrap();
}

#[test]
fn an_interruption_ends_what_runs_now_and_nothing_later() {
    let (_dir, store) = filled(500);
    store.interrupt();
    std::thread::scope(|s| {
        let reading = s.spawn(|| store.read(None, &mut |r| slow(r)));
        let writing = s.spawn(|| store.write(None, &mut |w| slow(w.reader())));
        std::thread::sleep(Duration::from_millis(100));
        store.interrupt();
        assert_eq!(reading.join().unwrap().unwrap_err().code(), "interrupted");
        assert_eq!(writing.join().unwrap().unwrap_err().code(), "interrupted");
    });
    store.write(None, &mut |w| w.set_state(State::Epoch, 1)).unwrap();
    assert_eq!(state(&store), 1);
}

#[test]
fn a_writer_who_waits_too_long_gives_up() {
    let (dir, store) = empty();
    store
        .write(None, &mut |_| {
            std::thread::scope(|s| {
                let other =
                    s.spawn(|| store.write(Some(Duration::from_millis(30)), &mut |_| Ok(())));
                assert_eq!(other.join().unwrap().unwrap_err().code(), "interrupted");
                Ok(())
            })
        })
        .unwrap();
    let patience = Duration::from_millis(100);
    let options = crmkit_sqlite::OpenOptions { busy_timeout: patience, ..options() };
    let other = SqliteStore::open(dir.path().join("a.crm"), options).unwrap();
    store
        .write(None, &mut |_| {
            assert_eq!(other.write(None, &mut |_| Ok(())).unwrap_err().code(), "storage.busy");
            assert_eq!(
                other.write(Some(Duration::from_millis(1)), &mut |_| Ok(())).unwrap_err().code(),
                "interrupted"
            );
            Ok(())
        })
        .unwrap();
    other.write(None, &mut |_| Ok(())).unwrap();
}

#[test]
fn threads_and_stores_on_one_file_take_turns() {
    let (dir, a) = empty();
    let b = SqliteStore::open(dir.path().join("a.crm"), options()).unwrap();
    let reads = AtomicU64::new(0);
    let add = |store: &SqliteStore| {
        for _ in 0..100 {
            store
                .write(None, &mut |w| {
                    let n = w.state(State::Epoch)?;
                    w.set_state(State::Epoch, n + 1)
                })
                .unwrap();
        }
    };
    let look = |store: &SqliteStore| {
        for _ in 0..200 {
            let twice =
                store::read(store, None, |r| Ok((r.state(State::Epoch)?, r.state(State::Epoch)?)))
                    .unwrap();
            assert_eq!(twice.0, twice.1);
            reads.fetch_add(1, Ordering::SeqCst);
        }
    };
    std::thread::scope(|s| {
        for store in [&a, &a, &b, &b] {
            s.spawn(move || add(store));
            s.spawn(move || look(store));
        }
    });
    assert_eq!((state(&a), reads.load(Ordering::SeqCst)), (400, 800));
}

#[test]
fn a_second_row_under_a_unique_index_is_a_duplicate() {
    let (_dir, store) = empty();
    let e = entity("employee_role");
    let mut dice = Dice::new(3);
    let first = dice.row(e);
    let mut second = first.clone();
    second[0] = Value::Id(Uuid::from_u128(77));
    let both = |second: &Vec<Value>| {
        store
            .write(None, &mut |w| {
                w.insert(e, &Cells(first.clone()))?;
                w.insert(e, &Cells(second.clone()))
            })
            .unwrap_err()
    };
    let error = both(&second);
    assert_eq!(
        (error.code(), error.entity_name(), error.field_name()),
        ("record.duplicate", Some("employee_role"), Some("employee_id,role_id"))
    );
    second[6] = Value::Id(Uuid::from_u128(78));
    second[0] = first[0].clone();
    assert_eq!(both(&second).field_name(), Some("id"));
}

#[test]
fn an_update_needs_the_expected_revision() {
    let (_dir, store) = empty();
    let made = customers(2);
    store::write(&store, None, |w| insert(w, &made)).unwrap();
    let e = entity("customer");
    let (id, Value::Int(rev)) = (made[0].1[0].as_id().unwrap(), made[0].1[system::REV].clone())
    else {
        panic!()
    };
    let set =
        [(system::REV, Raw::Int(rev + 1)), (e.position("name"), Raw::Text("x\0'; --".into()))];
    let update = |rev| store::write(&store, None, |w| w.update(e, id, rev, &set)).unwrap();
    assert_eq!((update(rev), update(rev), update(rev + 1)), (true, false, true));
    let found = store::read(&store, None, |r| Ok(rows(r, &BoundQuery::all(e)))).unwrap();
    assert_eq!(found[0][e.position("name")], Value::Text("x\0'; --".into()));
    assert_eq!(found[1], made[1].1);
}

#[test]
fn sums_are_exact_or_refused() {
    let (_dir, store) = empty();
    let e = entity("import_job");
    let (mut dice, rows) = (Dice::new(2), e.position("rows"));
    let sum = |numbers: &[i64]| {
        store::write(&store, None, |w| {
            w.update_where(e, &Bound::All, &[(system::DELETED, Raw::Int(1))])?;
            Ok(())
        })
        .unwrap();
        for n in numbers {
            let mut row = dice.row(e);
            row[rows] = Value::Int(*n);
            row[system::DELETED] = Value::Null;
            store::write(&store, None, |w| w.insert(e, &Cells(row))).unwrap();
        }
        let a = BoundAggregate {
            entity: e,
            visibility: Visibility::Everything,
            bin: Bin::Live,
            filter: Bound::All,
            groups: Vec::new(),
            measures: vec![BoundMeasure::Sum(Column::field(e, rows)), BoundMeasure::Count],
        };
        store::read(&store, None, |r| common::groups(r, &a)).map_err(|e| e.code())
    };
    let mut sum = sum;
    assert_eq!(sum(&[]), Ok(vec![vec![Raw::Null, Raw::Int(0)]]));
    assert_eq!(sum(&[i64::MAX, 1]), Err("storage.integer_overflow"));
    assert_eq!(sum(&[i64::MAX, 5, -5, -1]), Ok(vec![vec![Raw::Int(i64::MAX - 1), Raw::Int(4)]]));
    assert_eq!(sum(&[i64::MIN, -7, 7]), Ok(vec![vec![Raw::Int(i64::MIN), Raw::Int(3)]]));
}

#[test]
fn groups_and_counts_have_bounds() {
    let (_dir, store) = empty();
    let e = entity("change_log");
    let mut dice = Dice::new(9);
    store::write(&store, None, |w| {
        (0..10_001).try_for_each(|_| w.append(e, &Cells(dice.row(e))).map(drop))
    })
    .unwrap();
    let a = BoundAggregate {
        entity: e,
        visibility: Visibility::Everything,
        bin: Bin::Any,
        filter: Bound::All,
        groups: vec![BoundGroup { column: Column::field(e, 0), bucket: None }],
        measures: vec![BoundMeasure::Count],
    };
    store
        .read(None, &mut |r| {
            assert_eq!(common::groups(r, &a).unwrap_err().code(), "query.filter_too_large");
            assert_eq!(
                r.count(&BoundQuery::all(e), Totals::Capped)?,
                Total::AtLeast { count: 1000 }
            );
            assert_eq!(
                r.count(&BoundQuery::all(e), Totals::Exact)?,
                Total::Exact { count: 10_001 }
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn numbers_of_a_log_are_never_given_twice() {
    let (_dir, store) = empty();
    let e = entity("change_log");
    let mut dice = Dice::new(4);
    let mut append = || store::write(&store, None, |w| w.append(e, &Cells(dice.row(e)))).unwrap();
    assert_eq!((append(), append()), (1, 2));
    assert_eq!(store::write(&store, None, |w| w.delete_where(e, &Bound::All)).unwrap(), 2);
    assert_eq!(append(), 3);
}

#[test]
fn check_finds_what_is_not_what_it_derives_from() {
    let (_dir, store) = filled(10);
    let own = common::problems;
    assert_eq!(own(&store), Vec::<String>::new());
    store
        .write(None, &mut |w| w.add_owned(entity("customer"), Some(Uuid::from_u128(1)), 1))
        .unwrap();
    assert_eq!(own(&store), ["customer"]);
    store.write(None, &mut |w| w.set_key("customer.name", "k", Some(Uuid::from_u128(99)))).unwrap();
    assert_eq!(own(&store), ["customer", "unique_key"]);
    store
        .write(None, &mut |w| {
            w.clear_derived()?;
            assert_eq!(w.key("customer.name", "k")?, None);
            Ok(())
        })
        .unwrap();
    assert_eq!(own(&store), ["customer"], "all counters are gone, the customers are not");
}

#[test]
fn search_text_follows_its_row() {
    let (_dir, store) = empty();
    let made = customers(2);
    store::write(&store, None, |w| insert(w, &made)).unwrap();
    let e = entity("customer");
    let found = |words: &str| {
        let mut q = BoundQuery::all(e);
        q.search = crmkit_core::query::search::SearchQuery::parse(words);
        store::read(&store, None, |r| Ok(rows(r, &q).len())).unwrap()
    };
    let set = |words: &str| {
        let mut text = SearchText::new();
        text.add_text(words);
        store.write(None, &mut |w| w.set_text(e, made[0].1[0].as_id().unwrap(), &text)).unwrap();
    };
    set("长沙魁鲸");
    assert_eq!((found("魁鲸"), found("天津")), (1, 0));
    set("天津");
    assert_eq!((found("魁鲸"), found("天津")), (0, 1));
    set("");
    assert_eq!((found("魁鲸"), found("天津")), (0, 0));
}
