//! Transactions: all or nothing, nested parts, snapshots, turns, closing.

use super::{customer, finds, named, names, put_names, read, refused};
use crate::Backend;
use crate::rows::{RowData, column, entity, list};
use crmkit_core::error::{Error, Result, codes};
use crmkit_core::model::Raw;
use crmkit_core::query::search::{SearchQuery, SearchText};
use crmkit_core::query::{Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery};
use crmkit_core::query::{Totals, Visibility};
use crmkit_core::store::{self, State, Store, Writer};
use std::sync::mpsc;
use std::time::Duration;

/// An error that no backend makes by itself.
fn mine() -> Error {
    Error::new(&codes::LAST_ADMIN)
}

/// Changes one thing of every sort, so that a rollback has them all to take back.
fn change_everything(w: &dyn Writer) -> Result<()> {
    let (new, old) = (RowData::bare(customer(), 0), named("old"));
    let mut text = SearchText::new();
    text.add_text("findable");
    new.add(w)?;
    RowData::bare(entity("customer_member"), 1).add(w)?;
    RowData::bare(entity("change_log"), 1).add(w)?;
    w.delete_where(entity("change_log"), &Bound::IsNull(column(entity("change_log"), "actor_id")))?;
    w.update_where(
        customer(),
        &Bound::All,
        &[(customer().position("name"), Raw::Text("x".into()))],
    )?;
    w.set_key("customer.name", "old", None)?;
    w.set_key("customer.name", "x", Some(new.id()))?;
    w.add_owned(customer(), None, 5)?;
    w.set_state(State::Epoch, 9)?;
    w.set_text(customer(), old.id(), &text)
}

/// What [`change_everything`] changes, as text to compare.
fn everything(store: &dyn Store) -> String {
    read(store, |r| {
        let search = SearchQuery::parse("findable");
        let found = BoundQuery { search, ..BoundQuery::all(customer()) };
        let rows = ["customer", "customer_member", "change_log"]
            .map(|e| list(r, &BoundQuery::all(entity(e))));
        let keys = [r.key("customer.name", "old")?, r.key("customer.name", "x")?];
        let numbers = (r.owned(customer(), None)?, r.state(State::Epoch)?);
        Ok(format!("{rows:?} {keys:?} {numbers:?} {:?}", list(r, &found)?))
    })
}

fn prepared(backend: &dyn Backend) -> std::sync::Arc<dyn Store> {
    let store = backend.open();
    store::write(&*store, None, |w| {
        named("old").add(w)?;
        RowData::bare(entity("change_log"), 2).add(w)?;
        w.set_key("customer.name", "old", Some(named("old").id()))
    })
    .unwrap();
    store
}

/// A transaction that ends in an error leaves nothing behind, and passes the error on.
pub fn an_error_takes_everything_back(backend: &dyn Backend) {
    let store = prepared(backend);
    let before = everything(&*store);
    let result = store::write(&*store, None, |w| {
        change_everything(w)?;
        Err::<(), _>(mine())
    });
    refused(result, &codes::LAST_ADMIN);
    assert_eq!(everything(&*store), before);
    store::write(&*store, None, change_everything).unwrap();
    assert_ne!(everything(&*store), before);
}

/// A failed part takes back what it did and nothing that was done before or is done after.
pub fn a_failed_part_takes_back_only_itself(backend: &dyn Backend) {
    let store = prepared(backend);
    let before = everything(&*store);
    store::write(&*store, None, |w| {
        named("before").add(w)?;
        let result = w.savepoint(&mut || {
            change_everything(w)?;
            Err(mine())
        });
        refused(result, &codes::LAST_ADMIN);
        named("after").add(w)
    })
    .unwrap();
    finds(&*store, Bound::All, &["old", "before", "after"]);
    let gone = Bound::Not(Box::new(Bound::Cmp(
        column(customer(), "name"),
        crmkit_core::query::Cmp::Eq,
        "old".into(),
    )));
    let set = [(customer().position("deleted_at"), Raw::Int(1))];
    store::write(&*store, None, |w| {
        w.update_where(customer(), &gone, &set)?;
        w.add_owned(customer(), None, -2)
    })
    .unwrap();
    assert_eq!(everything(&*store), before);
}

/// Parts within parts: an inner one that succeeded goes with the outer one that fails.
pub fn parts_nest(backend: &dyn Backend) {
    let store = backend.open();
    store::write(&*store, None, |w| {
        named("1").add(w)?;
        let outer = w.savepoint(&mut || {
            named("2").add(w)?;
            w.savepoint(&mut || named("3").add(w))?;
            Err(mine())
        });
        refused(outer, &codes::LAST_ADMIN);
        w.savepoint(&mut || {
            named("4").add(w)?;
            let inner = w.savepoint(&mut || {
                named("5").add(w)?;
                Err(mine())
            });
            refused(inner, &codes::LAST_ADMIN);
            named("2").add(w)
        })
    })
    .unwrap();
    finds(&*store, Bound::All, &["1", "4", "2"]);
}

/// A writer sees what it has written so far.
pub fn a_writer_reads_its_own_writes(backend: &dyn Backend) {
    let store = backend.open();
    let all = BoundQuery::all(customer());
    store::write(&*store, None, |w| {
        assert_eq!(list(w, &all)?.len(), 0);
        named("a").add(w)?;
        assert_eq!(list(w, &all)?.len(), 1);
        assert_eq!(list(w.reader(), &all)?.len(), 1, "its reading half, too");
        w.set_state(State::Epoch, 3)?;
        assert_eq!(w.state(State::Epoch)?, 3);
        Ok(())
    })
    .unwrap();
}

/// A reader sees one state from begin to end, whatever is committed meanwhile. Whether the
/// writer waits for it or not is the backend's business.
pub fn a_reader_sees_a_snapshot(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a"]);
    let (done, written) = mpsc::channel();
    std::thread::scope(|threads| {
        let all = BoundQuery::all(customer());
        let writer = &store;
        store::read(&*store, None, |r| {
            assert_eq!(list(r, &all)?.len(), 1);
            threads.spawn(move || {
                put_names(&**writer, &["b"]);
                done.send(()).unwrap();
            });
            let _ = written.recv_timeout(Duration::from_millis(200));
            assert_eq!(list(r, &all)?.len(), 1, "the snapshot moved");
            Ok(())
        })
        .unwrap();
    });
    assert_eq!(names(&*store, &BoundQuery::all(customer())), ["a", "b"]);
}

/// Writers of many threads take turns: nothing is lost, and no one is turned away.
pub fn writers_take_turns(backend: &dyn Backend) {
    let store = backend.open();
    let (threads, times) = (4, 10);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..times {
                    store::write(&*store, None, |w| {
                        let n = w.state(State::Epoch)?;
                        std::thread::yield_now();
                        w.set_state(State::Epoch, n + 1)
                    })
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(read(&*store, |r| r.state(State::Epoch)), threads * times);
}

/// Readers of many threads are served while others write.
pub fn readers_run_side_by_side(backend: &dyn Backend) {
    let store = backend.open();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let rows = names(&*store, &BoundQuery::all(customer())).len();
                    assert_eq!(rows % 2, 0, "half a transaction was seen");
                }
            });
        }
        for i in 0..10 {
            put_names(&*store, &[&format!("{i}a"), &format!("{i}b")]);
        }
    });
}

/// What a row callback returns comes back as it is, and no further row is streamed.
pub fn row_callbacks_can_stop(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "b", "c"]);
    let mut seen = 0;
    let mut stop = |_: &dyn crmkit_core::model::Row| {
        seen += 1;
        if seen % 2 == 0 { Err(mine()) } else { Ok(()) }
    };
    let all = BoundQuery::all(customer());
    let count = BoundAggregate {
        entity: customer(),
        visibility: Visibility::Everything,
        bin: Bin::Live,
        filter: Bound::All,
        groups: vec![BoundGroup { column: column(customer(), "name"), bucket: None }],
        measures: vec![BoundMeasure::Count],
    };
    refused(store::read(&*store, None, |r| r.query(&all, &mut stop)), &codes::LAST_ADMIN);
    refused(store::read(&*store, None, |r| r.aggregate(&count, &mut stop)), &codes::LAST_ADMIN);
    refused(store::write(&*store, None, |w| w.query(&all, &mut stop)), &codes::LAST_ADMIN);
    let one = named("a").id();
    let get = store::read(&*store, None, |r| {
        r.get(customer(), one, &[0], &Visibility::Everything, Bin::Live, &mut |_| Err(mine()))
    });
    refused(get, &codes::LAST_ADMIN);
    assert_eq!(seen, 6, "rows were streamed after the callback said stop");
    finds(&*store, Bound::All, &["a", "b", "c"]);
    put_names(&*store, &["d"]);
}

/// An interrupt ends what is running now, and nothing that begins later; a deadline that is far
/// away does not matter.
pub fn an_interrupt_is_soon_over(backend: &dyn Backend) {
    let store = backend.open();
    store.interrupt();
    put_names(&*store, &["a"]);
    store.interrupt();
    let hour = Some(Duration::from_secs(3600));
    store::write(&*store, hour, |w| named("b").add(w)).unwrap();
    let all = BoundQuery::all(customer());
    assert_eq!(store::read(&*store, hour, |r| list(r, &all)).unwrap().len(), 2);
}

/// A writer that is interrupted while it runs changes nothing.
pub fn an_interrupted_writer_changes_nothing(backend: &dyn Backend) {
    let store = backend.open();
    let written = store::write(&*store, None, |w| {
        named("a").add(w)?;
        store.interrupt();
        Ok(())
    });
    refused(written, &codes::INTERRUPTED);
    finds(&*store, Bound::All, &[]);
    put_names(&*store, &["b"]);
}

/// Past its deadline a call reads and changes nothing, and the next one works.
pub fn nothing_is_done_past_a_deadline(backend: &dyn Backend) {
    let store = backend.open();
    let all = BoundQuery::all(customer());
    let now = Some(Duration::ZERO);
    refused(store::write(&*store, now, |w| named("a").add(w)), &codes::INTERRUPTED);
    refused(store::read(&*store, now, |r| r.count(&all, Totals::Exact)), &codes::INTERRUPTED);
    finds(&*store, Bound::All, &[]);
    put_names(&*store, &["b"]);
}

/// While suspended every call is `closed`; suspending twice is once, and so is going on.
pub fn a_suspended_store_refuses(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a"]);
    let all = BoundQuery::all(customer());
    store.suspend().unwrap();
    store.suspend().unwrap();
    refused(store::read(&*store, None, |r| r.count(&all, Totals::Exact)), &codes::CLOSED);
    refused(store::write(&*store, None, |w| w.set_state(State::Epoch, 1)), &codes::CLOSED);
    refused(store.check(), &codes::CLOSED);
    store.resume().unwrap();
    store.resume().unwrap();
    finds(&*store, Bound::All, &["a"]);
    store.suspend().unwrap();
    store.close().unwrap();
    refused(store.resume(), &codes::CLOSED);
}

/// After closing, every call is `closed`.
pub fn a_closed_store_refuses(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a"]);
    store.close().unwrap();
    let all = BoundQuery::all(customer());
    refused(store::read(&*store, None, |r| r.count(&all, Totals::Exact)), &codes::CLOSED);
    refused(store::write(&*store, None, |w| w.set_state(State::Epoch, 1)), &codes::CLOSED);
    refused(store.check(), &codes::CLOSED);
    refused(store.suspend(), &codes::CLOSED);
    refused(store.resume(), &codes::CLOSED);
    store.interrupt();
    assert!(store.registry().by_name("customer").is_ok(), "what needs no data still works");
}
