//! Counts and sums by group.

use super::{customer, named, read, refused};
use crate::Backend;
use crate::rows::{Cells, RowData, column, custom, date, entity, groups, put, time};
use chrono::NaiveDate;
use crmkit_core::error::codes;
use crmkit_core::model::{EntityMeta, Kind, Money, Raw, Value, Zone};
use crmkit_core::query::{
    Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, Bucket, Column, ColumnRef, Visibility,
    limits,
};
use crmkit_core::store::{self, Store};

/// An aggregate over the live rows of an entity.
fn over(entity: &'static EntityMeta, by: &[Column], measures: &[BoundMeasure]) -> BoundAggregate {
    let bin = if entity.recycled() { Bin::Live } else { Bin::Any };
    BoundAggregate {
        entity,
        visibility: Visibility::Everything,
        bin,
        filter: Bound::All,
        groups: by.iter().map(|c| BoundGroup { column: *c, bucket: None }).collect(),
        measures: measures.to_vec(),
    }
}

fn rows(store: &dyn Store, aggregate: &BoundAggregate) -> Vec<Cells> {
    read(store, |r| groups(r, aggregate))
}

fn int(i: i64) -> Raw<'static> {
    Raw::Int(i)
}

fn text(t: &'static str) -> Raw<'static> {
    Raw::Text(t.into())
}

fn money(name: &'static str) -> (Column, impl Fn(i64) -> RowData) {
    let column = Column { at: ColumnRef::Custom(9), kind: Kind::Money, nullable: true };
    let row =
        move |m| named(name).with("custom", custom(&[(9, Value::Money(Money::from_scaled(m)))]));
    (column, row)
}

/// Without groups there is exactly one row, of zero counts and empty sums; with groups none.
pub fn no_rows_give_one_row(backend: &dyn Backend) {
    let store = backend.open();
    let (job, at) = (entity("import_job"), |name| column(entity("import_job"), name));
    use BoundMeasure::{Count, CountOf, Max, Min, Sum};
    let measures =
        [Count, CountOf(at("rows")), Sum(at("rows")), Min(at("rows")), Max(at("file_name"))];
    let nothing = [vec![int(0), int(0), Raw::Null, Raw::Null, Raw::Null]];
    assert_eq!(rows(&*store, &over(job, &[], &measures)), nothing);
    assert!(rows(&*store, &over(job, &[at("state")], &measures)).is_empty());
    put(&*store, &[RowData::bare(job, 1), RowData::bare(job, 2).with("deleted_at", time(1))]);
    let refuse = |filter, visibility, bin| {
        let aggregate = BoundAggregate { filter, visibility, bin, ..over(job, &[], &measures) };
        assert_eq!(rows(&*store, &aggregate), nothing);
    };
    refuse(Bound::Nothing, Visibility::Everything, Bin::Live);
    refuse(Bound::All, Visibility::Nothing, Bin::Live);
    assert_eq!(rows(&*store, &over(job, &[], &[Count])), [[int(1)]], "the bin does not count");
    let bin = Bin::Any;
    assert_eq!(rows(&*store, &BoundAggregate { bin, ..over(job, &[], &[Count]) }), [[int(2)]]);
}

/// Groups ascend, the empty one first; several columns one after the other.
pub fn groups_ascend(backend: &dyn Backend) {
    let store = backend.open();
    let row = |name: &str, received: Option<&str>, followed: bool| {
        let received = received.map_or(Value::Null, Value::from);
        named(name).with("received", received).with("followed", followed)
    };
    let (claimed, assigned) = (Some("claimed"), Some("assigned"));
    put(&*store, &[row("1", claimed, true), row("2", None, false), row("3", assigned, true)]);
    put(&*store, &[row("4", claimed, false), row("5", claimed, true), row("6", None, true)]);
    let [received, followed] = ["received", "followed"].map(|n| column(customer(), n));
    let count = [BoundMeasure::Count];
    let by_received = rows(&*store, &over(customer(), &[received], &count));
    let expected = [(Raw::Null, 2), (text("assigned"), 1), (text("claimed"), 3)];
    assert_eq!(by_received, expected.map(|(g, n)| vec![g, int(n)]));
    let by_both = rows(&*store, &over(customer(), &[followed, received], &count));
    let expected = [
        (0, Raw::Null, 1),
        (0, text("claimed"), 1),
        (1, Raw::Null, 1),
        (1, text("assigned"), 1),
        (1, text("claimed"), 2),
    ];
    assert_eq!(by_both, expected.map(|(f, r, n)| vec![int(f), r, int(n)]));
}

/// Sums, extremes and counts of a column leave empty values out.
pub fn nulls_are_not_measured(backend: &dyn Backend) {
    let store = backend.open();
    let (amount, row) = money("a");
    let none = named("none").with("mobile", "B");
    put(&*store, &[row(15), none, money("b").1(-5).with("mobile", "a")]);
    use BoundMeasure::{Count, CountOf, Max, Min, Sum};
    let mobile = column(customer(), "mobile");
    let measures = [Count, CountOf(amount), Sum(amount), Min(amount), Max(amount), CountOf(mobile)];
    let expected = [3, 2, 10, -5, 15, 2].map(int).to_vec();
    assert_eq!(rows(&*store, &over(customer(), &[], &measures)), [expected]);
    let texts =
        over(customer(), &[], &[Min(mobile), Max(mobile), Max(column(customer(), "email"))]);
    assert_eq!(rows(&*store, &texts), [vec![text("B"), text("a"), Raw::Null]]);
    let times = over(customer(), &[], &[Max(column(customer(), "pooled_at"))]);
    assert_eq!(rows(&*store, &times), [[Raw::Null]]);
}

/// A sum that does not fit is `storage.integer_overflow`, one that just fits is exact.
pub fn a_sum_out_of_range_is_refused(backend: &dyn Backend) {
    let store = backend.open();
    let amount = money("").0;
    put(&*store, &[money("a").1(i64::MAX - 1), money("b").1(1)]);
    let sum = over(customer(), &[], &[BoundMeasure::Sum(amount)]);
    assert_eq!(rows(&*store, &sum), [[int(i64::MAX)]]);
    put(&*store, &[money("c").1(1)]);
    refused(store::read(&*store, None, |r| groups(r, &sum)), &codes::INTEGER_OVERFLOW);
    put(&*store, &[money("d").1(-1)]);
    assert_eq!(rows(&*store, &sum), [[int(i64::MAX)]], "only the whole sum must fit");
    let greatest = over(customer(), &[], &[BoundMeasure::Max(amount)]);
    assert_eq!(rows(&*store, &greatest), [[int(i64::MAX - 1)]], "the store goes on");
}

/// Instants fall into the days, weeks, … of the zone; dates into their own. A group is the
/// first day of its span.
pub fn times_fall_into_buckets(backend: &dyn Backend) {
    let store = backend.open();
    let on = Column { at: ColumnRef::Custom(4), kind: Kind::Date, nullable: true };
    let at = |text: &str| Value::Time(text.parse().unwrap());
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let row = |name: &str, instant: &str, date: &str| {
        let date = custom(&[(4, Value::Date(day(date)))]);
        named(name).with("pooled_at", at(instant)).with("custom", date)
    };
    put(
        &*store,
        &[
            row("1", "2026-03-31T15:59:59.999999Z", "2026-03-31"), // the last instant of March there
            row("2", "2026-03-31T16:00:00Z", "2026-04-01"),        // the first of April
            row("3", "2025-12-31T16:00:00Z", "2026-01-01"),        // New Year there
            row("4", "1969-12-31T12:00:00Z", "1969-12-28"),        // before the epoch
            named("5"),
        ],
    );
    let by = |column, bucket, zone: &str| {
        let mut aggregate = over(customer(), &[column], &[BoundMeasure::Count]);
        aggregate.groups[0].bucket = Some((bucket, Zone::parse(zone).unwrap()));
        rows(&*store, &aggregate)
    };
    let expected = |groups: &[(&str, i64)]| {
        let group = |(d, n): &(&str, i64)| vec![Value::Date(day(d)).raw().into_owned(), int(*n)];
        let mut rows = vec![vec![Raw::Null, int(1)]];
        rows.extend(groups.iter().map(group));
        rows
    };
    let pooled = column(customer(), "pooled_at");
    let tables: [(Bucket, &[(&str, i64)]); 5] = [
        (
            Bucket::Day,
            &[("1969-12-31", 1), ("2026-01-01", 1), ("2026-03-31", 1), ("2026-04-01", 1)],
        ),
        (Bucket::Week, &[("1969-12-29", 1), ("2025-12-29", 1), ("2026-03-30", 2)]),
        (
            Bucket::Month,
            &[("1969-12-01", 1), ("2026-01-01", 1), ("2026-03-01", 1), ("2026-04-01", 1)],
        ),
        (Bucket::Quarter, &[("1969-10-01", 1), ("2026-01-01", 2), ("2026-04-01", 1)]),
        (Bucket::Year, &[("1969-01-01", 1), ("2026-01-01", 3)]),
    ];
    for (bucket, groups) in tables {
        assert_eq!(by(pooled, bucket, "Asia/Shanghai"), expected(groups), "{bucket:?}");
    }
    let utc = [("1969-12-01", 1), ("2025-12-01", 1), ("2026-03-01", 2)];
    assert_eq!(by(pooled, Bucket::Month, "UTC"), expected(&utc));
    let weeks = [("1969-12-22", 1), ("2025-12-29", 1), ("2026-03-30", 2)];
    assert_eq!(by(on, Bucket::Week, "Asia/Shanghai"), expected(&weeks));
    let years = [("1969-01-01", 1), ("2026-01-01", 3)];
    assert_eq!(by(on, Bucket::Year, "America/New_York"), expected(&years));
    let whole = over(customer(), &[on], &[BoundMeasure::Count]);
    assert_eq!(rows(&*store, &whole)[1][0], date(-4).raw().into_owned(), "no bucket: the date");
}

/// Up to the allowed number of groups all come, one more is `query.filter_too_large`.
pub fn too_many_groups_are_refused(backend: &dyn Backend) {
    let store = backend.open();
    let log = entity("change_log");
    let row = |rev: usize| RowData::bare(log, 1).with("rev", rev as i64);
    put(&*store, &(0..limits::GROUPS).map(row).collect::<Vec<_>>());
    let by_rev = over(log, &[column(log, "rev")], &[BoundMeasure::Count]);
    assert_eq!(rows(&*store, &by_rev).len(), limits::GROUPS);
    put(&*store, &[row(limits::GROUPS)]);
    refused(store::read(&*store, None, |r| groups(r, &by_rev)), &codes::FILTER_TOO_LARGE);
    assert_eq!(rows(&*store, &over(log, &[], &[BoundMeasure::Count])).len(), 1);
}
