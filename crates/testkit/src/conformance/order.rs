//! The order of lists.

use super::{customer, named, names, put_names, read};
use crate::Backend;
use crate::rows::{RowData, column, custom, date, id, list, put, time};
use crmkit_core::model::entity::system;
use crmkit_core::model::{Kind, Raw, Value};
use crmkit_core::query::Direction::{Asc, Desc};
use crmkit_core::query::{Bound, BoundQuery, Cmp, Column, ColumnRef, Direction};
use crmkit_core::store::{self, Store};

/// Checks the names of all customers in an order.
#[track_caller]
fn ordered(store: &dyn Store, order: &[(Column, Direction)], expected: &[&str]) {
    let query = BoundQuery { order: order.to_vec(), ..BoundQuery::all(customer()) };
    assert_eq!(names(store, &query), expected, "{order:?}");
}

/// Empty values come first ascending and last descending, in fields of every kind and in
/// custom fields.
pub fn empty_values_sort_first(backend: &dyn Backend) {
    let store = backend.open();
    let low = named("low")
        .with("mobile", "")
        .with("source", Value::Id(uuid::Uuid::nil()))
        .with("pooled_at", time(-5))
        .with("received", "assigned")
        .with("custom", custom(&[(1, "".into()), (2, i64::MIN.into()), (3, date(-9))]));
    let high = named("high")
        .with("mobile", "1")
        .with("source", Value::Id(uuid::Uuid::max()))
        .with("pooled_at", time(0))
        .with("received", "claimed")
        .with("custom", custom(&[(1, "1".into()), (2, 0.into()), (3, date(0))]));
    let null = named("null").with("custom", custom(&[(1, Value::Null)]));
    put(&*store, &[high, named("empty"), low, null]);
    let custom = |no, kind| Column { at: ColumnRef::Custom(no), kind, nullable: true };
    let fields = ["mobile", "source", "pooled_at", "received"].map(|f| column(customer(), f));
    let customs = [custom(1, Kind::Text), custom(2, Kind::Int), custom(3, Kind::Date)];
    for column in fields.into_iter().chain(customs) {
        ordered(&*store, &[(column, Asc)], &["empty", "null", "low", "high"]);
        ordered(&*store, &[(column, Desc)], &["high", "low", "null", "empty"]);
    }
}

/// Ties, and lists without an order, are in insertion order; after a descending last field it
/// runs backwards.
pub fn ties_are_in_insertion_order(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["m", "c", "x", "a"]);
    let set = [(system::UPDATED, Raw::Int(7)), (system::CREATED, Raw::Int(7))];
    store::write(&*store, None, |w| w.update_where(customer(), &Bound::All, &set)).unwrap();
    let (forwards, backwards) = (["m", "c", "x", "a"], ["a", "x", "c", "m"]);
    let [updated, created, mobile] =
        ["updated_at", "created_at", "mobile"].map(|f| column(customer(), f));
    ordered(&*store, &[], &forwards);
    for tied in [updated, created, mobile] {
        ordered(&*store, &[(tied, Asc)], &forwards);
        ordered(&*store, &[(tied, Desc)], &backwards);
        ordered(&*store, &[(tied, Desc), (created, Asc)], &forwards);
        ordered(&*store, &[(tied, Asc), (created, Desc)], &backwards);
    }
}

/// Each field of an order runs its own way.
pub fn directions_mix(backend: &dyn Backend) {
    let store = backend.open();
    let row = |name: &str, level: u64, followed: bool| {
        let ids = [1, 2].map(|k| id("option_item", k));
        let (low, high) = (ids.iter().min().unwrap(), ids.iter().max().unwrap());
        let level = if level == 1 { low } else { high };
        named(name).with("level", Value::Id(*level)).with("followed", followed)
    };
    put(&*store, &[row("a", 1, true), row("b", 2, false), row("c", 1, false), row("d", 2, true)]);
    let [level, followed, name] = ["level", "followed", "name"].map(|f| column(customer(), f));
    ordered(&*store, &[(level, Asc), (followed, Asc)], &["c", "a", "b", "d"]);
    ordered(&*store, &[(level, Asc), (followed, Desc)], &["a", "c", "d", "b"]);
    ordered(&*store, &[(level, Desc), (followed, Asc)], &["b", "d", "c", "a"]);
    ordered(&*store, &[(followed, Desc), (level, Desc), (name, Asc)], &["d", "a", "b", "c"]);
    ordered(&*store, &[(followed, Asc), (name, Desc)], &["c", "b", "d", "a"]);
}

/// Text sorts by its bytes: capitals first, then small letters, then everything else.
pub fn text_sorts_by_bytes(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["é", "b", "a", "😀", "B", "鲸", "", "ab", "10", "9", "\u{FFFD}"]);
    let name = column(customer(), "name");
    let ascending = ["", "10", "9", "B", "a", "ab", "b", "é", "鲸", "\u{FFFD}", "😀"];
    ordered(&*store, &[(name, Asc)], &ascending);
    let mut descending = ascending;
    descending.reverse();
    ordered(&*store, &[(name, Desc)], &descending);
    let below = Bound::Cmp(name, Cmp::Lt, "a".into());
    super::finds(&*store, below, &["B", "", "10", "9"]);
}

/// An edited row stays where it was among its ties.
pub fn an_update_keeps_the_place_among_ties(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "b", "c"]);
    let first = Bound::Cmp(column(customer(), "name"), Cmp::Eq, "a".into());
    let set = [(customer().position("remark"), Raw::Text("edited".into()))];
    store::write(&*store, None, |w| w.update_where(customer(), &first, &set)).unwrap();
    ordered(&*store, &[], &["a", "b", "c"]);
    ordered(&*store, &[(column(customer(), "mobile"), Desc)], &["c", "b", "a"]);
}

/// A limit of zero gives no row, and `usize::MAX` all.
pub fn a_limit_of_zero_is_empty(backend: &dyn Backend) {
    let store = backend.open();
    put(&*store, &[1, 2, 3].map(|k| RowData::bare(customer(), k)));
    let rows = |limit| read(&*store, |r| list(r, &BoundQuery::all(customer()).limit(limit))).len();
    assert_eq!([0, 1, 3, 4, usize::MAX].map(rows), [0, 1, 3, 3, 3]);
}
