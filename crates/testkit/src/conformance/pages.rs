//! Keyset pages and totals.

use super::{customer, named, names, put_names, read, refused};
use crate::Backend;
use crate::rows::{Cells, RowData, column, custom, entity, list, put, time, value};
use crmkit_core::error::codes;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityKind, Kind, Raw, Value};
use crmkit_core::query::Direction::{Asc, Desc};
use crmkit_core::query::{
    Bin, Bound, BoundQuery, Cmp, Column, ColumnRef, Direction, Position, Total, Totals, limits,
};
use crmkit_core::store::{self, Store};
use uuid::Uuid;

/// Where a page ended whose last row is this one.
fn position(query: &BoundQuery, last: &Cells) -> Position {
    let id = match (query.entity.kind, &last[0]) {
        (EntityKind::Record | EntityKind::Link, Raw::Id(id)) => *id,
        _ => Uuid::nil(),
    };
    let values = query.order.iter().map(|(c, _)| value(query.entity, last, *c)).collect();
    Position { values, id }
}

/// Reads a list page by page.
fn walk(store: &dyn Store, query: &BoundQuery, size: usize) -> Vec<Cells> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let query = BoundQuery { after, limit: size, ..query.clone() };
        let page = read(store, |r| list(r, &query));
        assert!(page.len() <= size);
        let Some(last) = page.last() else { return rows };
        after = Some(position(&query, last));
        rows.extend(page);
        assert!(rows.len() < 1000, "the pages do not end");
    }
}

/// Pages of any size, read one after the other, are the one big page.
pub fn pages_equal_one_list(backend: &dyn Backend) {
    let store = backend.open();
    let rows: Vec<RowData> = (0..24u64)
        .map(|k| {
            let mut row = named(&format!("{k}")).with("followed", k % 2 == 0);
            if k % 3 != 0 {
                let number = Value::Int(k as i64 % 4 - 2);
                row = row
                    .with("pooled_at", time(k as i64 % 5 - 2))
                    .with("custom", custom(&[(7, number)]));
            }
            row.with("updated_at", time(1_000 + k as i64 / 6))
        })
        .collect();
    put(&*store, &rows);
    let custom = Column { at: ColumnRef::Custom(7), kind: Kind::Int, nullable: true };
    let [pooled, followed, updated] =
        ["pooled_at", "followed", "updated_at"].map(|f| column(customer(), f));
    let orders: &[&[(Column, Direction)]] = &[
        &[],
        &[(updated, Desc)],
        &[(updated, Asc)],
        &[(pooled, Asc)],
        &[(pooled, Desc)],
        &[(custom, Asc), (pooled, Desc)],
        &[(custom, Desc), (pooled, Asc)],
        &[(followed, Desc), (custom, Asc), (pooled, Desc), (updated, Asc)],
    ];
    for order in orders {
        let query = BoundQuery { order: order.to_vec(), ..BoundQuery::all(customer()) };
        let whole = read(&*store, |r| list(r, &query));
        assert_eq!(whole.len(), rows.len());
        for size in [1, 5, 100] {
            assert_eq!(walk(&*store, &query, size), whole, "{order:?} in pages of {size}");
        }
    }
}

/// A log pages by its number, with a nil id, both ways, even when its last row is gone.
pub fn a_log_pages_by_number(backend: &dyn Backend) {
    let store = backend.open();
    let log = entity("change_log");
    put(&*store, &(0..7).map(|k| RowData::bare(log, k)).collect::<Vec<_>>());
    let last = Bound::Cmp(column(log, "rev"), Cmp::Eq, Value::Int(6));
    store::write(&*store, None, |w| w.delete_where(log, &last)).unwrap();
    for direction in [Asc, Desc] {
        let query = BoundQuery::all(log).order_by(0, direction);
        let whole = read(&*store, |r| list(r, &query));
        assert_eq!(whole.len(), 6);
        for size in [1, 4] {
            assert_eq!(walk(&*store, &query, size), whole, "{direction:?} in pages of {size}");
        }
    }
}

/// A position may be that of a row which was edited, deleted, or never was in the list.
pub fn a_position_need_not_be_a_result(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "b", "c", "d"]);
    put(&*store, &[named("gone").with("deleted_at", time(1))]);
    let name = column(customer(), "name");
    let after = |direction, at: Value, id| {
        let after = Some(Position { values: vec![at], id });
        let order = vec![(name, direction)];
        names(&*store, &BoundQuery { order, after, ..BoundQuery::all(customer()) })
    };
    let id = |name| named(name).id();
    assert_eq!(after(Asc, "bb".into(), id("a")), ["c", "d"], "b was renamed in between");
    assert_eq!(after(Asc, "c".into(), id("gone")), ["d"], "a tie inserted later has passed");
    assert_eq!(after(Asc, "c".into(), id("b")), ["c", "d"], "a tie inserted earlier has not");
    assert_eq!(after(Desc, "c".into(), id("gone")), ["c", "b", "a"]);
    assert_eq!(after(Desc, "c".into(), id("b")), ["b", "a"]);
    assert_eq!(after(Asc, Value::Null, id("gone")), ["a", "b", "c", "d"]);
    assert!(after(Desc, Value::Null, id("gone")).is_empty());
}

/// A position with an id that never was is `query.bad_cursor`.
pub fn an_unknown_position_is_refused(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "b"]);
    let after = Some(Position { values: vec!["a".into()], id: Uuid::from_u128(5) });
    let order = vec![(column(customer(), "name"), Asc)];
    let query = BoundQuery { order, after, ..BoundQuery::all(customer()) };
    refused(store::read(&*store, None, |r| list(r, &query)), &codes::BAD_CURSOR);
}

/// A total is that of the whole list: neither limit nor position matters.
pub fn counts_ignore_the_page(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "b", "c"]);
    put(&*store, &[named("gone").with("deleted_at", time(1))]);
    let count = |query: &BoundQuery| {
        [Totals::Exact, Totals::Capped].map(|t| read(&*store, |r| r.count(query, t)))
    };
    let exactly = |count| [Total::Exact { count }; 2];
    let all = BoundQuery::all(customer()).order_by(system::UPDATED, Desc);
    assert_eq!(count(&all), exactly(3));
    assert_eq!(count(&all.clone().limit(1)), exactly(3));
    assert_eq!(count(&all.clone().limit(0)), exactly(3));
    let values = vec![time(0)];
    let after = Some(Position { values, id: named("a").id() });
    assert_eq!(count(&BoundQuery { after, ..all.clone() }), exactly(3));
    assert_eq!(count(&BoundQuery { bin: Bin::Deleted, ..all.clone() }), exactly(1));
    assert_eq!(count(&BoundQuery { bin: Bin::Any, ..all.clone() }), exactly(4));
    let b = Bound::Cmp(column(customer(), "name"), Cmp::Eq, "b".into());
    assert_eq!(count(&all.filter(b)), exactly(1));
}

/// A capped total is exact up to the cap, and beyond it exact or the cap itself.
pub fn counting_stops_at_the_cap(backend: &dyn Backend) {
    let store = backend.open();
    let (log, cap) = (entity("change_log"), limits::COUNT);
    put(&*store, &(0..cap - 1).map(|k| RowData::bare(log, k)).collect::<Vec<_>>());
    let count = |totals| {
        let here = Bound::IsNull(column(log, "actor_id"));
        read(&*store, |r| r.count(&BoundQuery::all(log).filter(here), totals))
    };
    assert_eq!(count(Totals::Capped), Total::Exact { count: cap - 1 });
    put(&*store, &[1, 2].map(|k| RowData::bare(log, k)));
    assert_eq!(count(Totals::Exact), Total::Exact { count: cap + 1 });
    let capped = count(Totals::Capped);
    let allowed = [Total::AtLeast { count: cap }, Total::Exact { count: cap + 1 }];
    assert!(allowed.contains(&capped), "{capped:?}");
}
