//! Lists, counts and aggregates by looking at every row.

use super::data::{Data, Values, id_of, live};
use super::facts::{RowFacts, value};
use crate::error::{Error, Result, codes, internal};
use crate::model::value::date_from_days;
use crate::model::{EntityKind, EntityMeta, Kind, Money, Number, Raw, Row, Value};
use crate::query::{
    Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Column, Direction, Position,
    Visibility, eval, limits,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A row handed out: the asked columns of the stored values.
pub(super) struct MemoryRow<'a> {
    pub(super) values: &'a [Value],
    pub(super) columns: &'a [usize],
}

impl Row for MemoryRow<'_> {
    fn get(&self, column: usize) -> Result<Raw<'_>> {
        let value = self.columns.get(column).and_then(|c| self.values.get(*c));
        value.map(Value::raw).ok_or_else(|| internal("a column that was not asked for"))
    }
}

/// Whether a row lies in the bin, is visible and fulfils a filter.
pub(super) fn passes(
    data: &Data,
    entity: &'static EntityMeta,
    values: &[Value],
    bin: Bin,
    visibility: &Visibility,
    filter: &Bound,
) -> bool {
    let in_bin = match bin {
        Bin::Live => live(entity, values),
        Bin::Deleted => !live(entity, values),
        Bin::Any => true,
    };
    let facts = RowFacts { data, entity, values };
    in_bin && eval::visible(visibility, &facts) && eval::matches(filter, &facts)
}

fn found<'a>(data: &'a Data, query: &'a BoundQuery) -> impl Iterator<Item = (i64, &'a Values)> {
    data.rows(query.entity).filter(|(_, values)| {
        passes(data, query.entity, values, query.bin, &query.visibility, &query.filter)
            && query.search.as_ref().is_none_or(|search| {
                data.texts
                    .get(&(query.entity.no, id_of(query.entity, values)))
                    .is_some_and(|t| search.matches(t))
            })
    })
}

/// How a row stands to a position in the order of a query.
fn compare(query: &BoundQuery, a: (&[Value], i64), b: (&[Value], i64)) -> Ordering {
    let directed = |o: Ordering, d: Direction| if d == Direction::Desc { o.reverse() } else { o };
    let keys = query.order.iter().zip(a.0.iter().zip(b.0));
    let by_keys = keys.map(|((_, d), (x, y))| directed(x.cmp(y), *d)).find(|o| o.is_ne());
    by_keys.unwrap_or_else(|| directed(a.1.cmp(&b.1), query.tie()))
}

/// The rows of a page, in order.
pub(super) fn page<'a>(data: &'a Data, query: &'a BoundQuery) -> Result<Vec<&'a Values>> {
    let keys = |values: &[Value]| {
        query.order.iter().map(|(c, _)| value(values, query.entity, *c)).collect::<Vec<_>>()
    };
    let mut rows: Vec<(Vec<Value>, i64, &Values)> =
        found(data, query).map(|(no, v)| (keys(v), no, v)).collect();
    rows.sort_by(|a, b| compare(query, (&a.0, a.1), (&b.0, b.1)));
    if let Some(Position { values, id }) = &query.after {
        let no = match (query.entity.kind, values.last()) {
            (EntityKind::Log, Some(Value::Int(number))) => Some(*number),
            _ => data.row(query.entity, *id).map(|(no, _)| no),
        };
        let no = no.ok_or_else(|| Error::new(&codes::BAD_CURSOR))?;
        rows.retain(|row| compare(query, (&row.0, row.1), (values, no)).is_gt());
    }
    rows.truncate(query.limit);
    Ok(rows.into_iter().map(|(_, _, v)| v).collect())
}

/// How many rows there are.
pub(super) fn count(data: &Data, query: &BoundQuery) -> u64 {
    found(data, query).count() as u64
}

/// The rows of an aggregate.
pub(super) fn aggregate(data: &Data, a: &BoundAggregate) -> Result<Vec<Values>> {
    let mut groups: BTreeMap<Values, Vec<&Values>> = BTreeMap::new();
    if a.groups.is_empty() {
        groups.insert(Vec::new(), Vec::new());
    }
    for (_, values) in data.rows(a.entity) {
        if passes(data, a.entity, values, a.bin, &a.visibility, &a.filter) {
            let key =
                a.groups.iter().map(|g| group(values, a.entity, g)).collect::<Result<Values>>()?;
            groups.entry(key).or_default().push(values);
        }
    }
    if groups.len() > BoundAggregate::MAX_ROWS {
        return Err(Error::new(&codes::FILTER_TOO_LARGE)
            .with("what", "groups")
            .with("max", limits::GROUPS));
    }
    groups
        .into_iter()
        .map(|(mut key, rows)| {
            for m in &a.measures {
                key.push(measure(*m, a.entity, &rows)?);
            }
            Ok(key)
        })
        .collect()
}

fn group(values: &[Value], entity: &EntityMeta, group: &BoundGroup) -> Result<Value> {
    let found = value(values, entity, group.column);
    let Some((bucket, zone)) = group.bucket else { return Ok(found) };
    Ok(match found {
        Value::Date(date) => Value::Date(bucket.start(date)),
        Value::Time(at) => {
            let days = bucket.of_instant(at.timestamp_micros(), zone)?;
            date_from_days(days).map_or(Value::Null, Value::Date)
        }
        _ => Value::Null,
    })
}

fn measure(measure: BoundMeasure, entity: &EntityMeta, rows: &[&Values]) -> Result<Value> {
    let present = |column: Column| {
        rows.iter().map(move |v| value(v, entity, column)).filter(|v| !v.is_null())
    };
    Ok(match measure {
        BoundMeasure::Count => Value::Int(rows.len() as i64),
        BoundMeasure::CountOf(column) => Value::Int(present(column).count() as i64),
        BoundMeasure::Min(column) => present(column).min().unwrap_or_default(),
        BoundMeasure::Max(column) => present(column).max().unwrap_or_default(),
        BoundMeasure::Sum(column) => sum(present(column), column.kind)?,
    })
}

fn sum(values: impl Iterator<Item = Value>, kind: Kind) -> Result<Value> {
    let mut total: Option<i128> = None;
    for value in values {
        if let Raw::Int(i) = value.raw() {
            total = Some(total.unwrap_or(0) + i128::from(i));
        }
    }
    let Some(total) = total else { return Ok(Value::Null) };
    let total = i64::try_from(total).map_err(|_| Error::new(&codes::INTEGER_OVERFLOW))?;
    Ok(match kind {
        Kind::Money => Value::Money(Money::from_scaled(total)),
        Kind::Number => Value::Number(Number::from_scaled(total)),
        Kind::Date => date_from_days(total).map_or(Value::Null, Value::Date),
        _ => Value::Int(total),
    })
}
