//! Rows made from the declarations of entities, and how rows are read back.

use crate::random::mix;
use chrono::NaiveDate;
use crmkit_core::error::Result;
use crmkit_core::model::entity::system;
use crmkit_core::model::value::{date_from_days, time_from_micros};
use crmkit_core::model::{
    Custom, EntityKind, EntityMeta, FieldFlags, FieldMeta, FieldType, Kind, Money, Number, Raw,
    Row, Value,
};
use crmkit_core::query::{BoundAggregate, BoundQuery, Column, ColumnRef};
use crmkit_core::store::{Reader, Values, Writer};
use crmkit_core::{ENTITIES, store};
use std::fmt;
use uuid::Uuid;

/// A row that was read: its stored values in the order that was asked for.
pub type Cells = Vec<Raw<'static>>;

/// The entity of a name.
pub fn entity(name: &str) -> &'static EntityMeta {
    ENTITIES.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("no entity {name}"))
}

/// The id of the `k`-th row of an entity. Ids do not ascend with `k`, so that an order by id
/// never looks like insertion order.
pub fn id(entity: &str, k: u64) -> Uuid {
    let high = mix(number(entity) ^ mix(k));
    Uuid::from_u128(u128::from(high) << 64 | u128::from(mix(high)))
}

/// A number that stands for a text.
pub fn number(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// A row to insert.
#[derive(Clone, PartialEq)]
pub struct RowData {
    /// Its entity.
    pub entity: &'static EntityMeta,
    /// The value of every field.
    pub values: Vec<Value>,
}

/// Only what is there: a failing case is read by people.
impl fmt::Debug for RowData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let present = self.entity.fields.iter().zip(&self.values).filter(|(_, v)| !v.is_null());
        f.write_str(self.entity.name)?;
        f.debug_map().entries(present.map(|(field, v)| (field.name, v))).finish()
    }
}

impl Values for RowData {
    fn raw(&self, position: usize) -> Raw<'_> {
        self.values.get(position).map_or(Raw::Null, Value::raw)
    }
}

impl RowData {
    /// The `k`-th row of an entity, with a value in every field. References to roots lead to
    /// row 0, which must exist; other references may lead nowhere.
    pub fn full(entity: &'static EntityMeta, k: u64) -> Self {
        let mut values: Vec<Value> = entity.fields.iter().map(|f| plain(f, k)).collect();
        if entity.kind != EntityKind::Log {
            values[system::ID] = Value::Id(id(entity.name, k));
        }
        Self { entity, values }
    }

    /// The `k`-th row of an entity, empty where it may be.
    pub fn bare(entity: &'static EntityMeta, k: u64) -> Self {
        let mut row = Self::full(entity, k);
        for (value, field) in row.values.iter_mut().zip(entity.fields) {
            if field.nullable {
                *value = Value::Null;
            }
        }
        row
    }

    /// A bare row known by its name.
    pub fn named(entity: &'static EntityMeta, name: &str) -> Self {
        Self::bare(entity, number(name)).with("name", name)
    }

    /// The same row with another value in a field.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.values[self.entity.position(field)] = value.into();
        self
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.values[system::ID].as_id().expect("a log row has no id")
    }

    /// Its stored values in all columns.
    pub fn cells(&self) -> Cells {
        self.values.iter().map(|v| v.raw().into_owned()).collect()
    }

    /// Adds it to a store and counts it for its owner, as commands do: totals may come from
    /// these counters.
    ///
    /// # Errors
    /// As [`Writer::insert`].
    pub fn add(&self, writer: &dyn Writer) -> Result<()> {
        if self.entity.kind == EntityKind::Log {
            return writer.append(self.entity, self).map(drop);
        }
        writer.insert(self.entity, self)?;
        match self.entity.owner() {
            Some(owner) if self.values[system::DELETED].is_null() => {
                writer.add_owned(self.entity, self.values[owner].as_id(), 1)
            }
            _ => Ok(()),
        }
    }
}

/// An unremarkable value that differs from row to row.
fn plain(field: &FieldMeta, k: u64) -> Value {
    let small = (k % 1000) as i64;
    match field.kind {
        Kind::Bool => Value::Bool(k % 2 == 1),
        Kind::Int => Value::Int(small),
        Kind::Number => Value::Number(Number::from_scaled(small)),
        Kind::Money => Value::Money(Money::from_scaled(small)),
        Kind::Text | Kind::Json => text(field, &format!("{}{k}", field.name)),
        Kind::Choice(meta) => meta.options[k as usize % meta.options.len()].code.into(),
        Kind::Id(target) => Value::Id(id(target, if field.is(FieldFlags::ROOT) { 0 } else { k })),
        Kind::Date => date(20_000 + small),
        Kind::Time => time(1_750_000_000_000_000 + small),
        Kind::Custom => Value::Null,
    }
}

/// A date by its days since 1970.
pub fn date(days: i64) -> Value {
    Value::Date(date_from_days(days).expect("a date"))
}

/// An instant by its microseconds since 1970.
pub fn time(micros: i64) -> Value {
    Value::Time(time_from_micros(micros).expect("an instant"))
}

/// Text, cut to what a field may hold.
pub fn text(field: &FieldMeta, text: &str) -> Value {
    let max = if field.max == 0 { usize::MAX } else { field.max as usize };
    Value::Text(text.chars().take(max).collect())
}

/// Texts that break careless storage: quotes, wildcards, things that look like numbers, NUL.
pub const ODD_TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "é",
    "É",
    "%",
    "_",
    "\\",
    "'",
    "\"",
    "'; drop table customer;--",
    "NULL",
    "0",
    "007",
    "1e3",
    "0x1F",
    "-0.0",
    "a\0b",
    "\0",
    "\r\n\t",
    "魁鲸科技",
    "😀👨‍👩‍👧",
    "\u{FEFF}x",
    "\u{10FFFF}",
    "{\"a\":1}",
    "[]",
    "null",
];

/// Values at the borders of what a field may hold.
pub fn extremes(field: &FieldMeta) -> Vec<Value> {
    let ints = [i64::MIN, -1, 0, 1, i64::MAX];
    match field.kind {
        Kind::Bool => vec![Value::Bool(false), Value::Bool(true)],
        Kind::Int => ints.map(Value::Int).to_vec(),
        Kind::Number => ints.map(|i| Value::Number(Number::from_scaled(i))).to_vec(),
        Kind::Money => ints.map(|i| Value::Money(Money::from_scaled(i))).to_vec(),
        Kind::Text | Kind::Json => {
            let long = "鲸x".repeat(2000);
            ODD_TEXTS.iter().copied().chain([long.as_str()]).map(|t| text(field, t)).collect()
        }
        Kind::Choice(meta) => meta.options.iter().map(|o| o.code.into()).collect(),
        Kind::Id(_) => vec![Value::Id(Uuid::nil()), Value::Id(Uuid::max())],
        Kind::Date => {
            let ends = [(1, 1, 1), (1899, 12, 31), (1969, 12, 31), (1970, 1, 1), (9999, 12, 31)];
            ends.map(|(y, m, d)| Value::Date(NaiveDate::from_ymd_opt(y, m, d).unwrap())).to_vec()
        }
        Kind::Time => {
            let years_1_and_9999 = [-62_135_596_800_000_000, 253_402_300_799_999_999];
            let near = [-1_000_001, -1, 0, 1, 1_700_000_000_123_456];
            near.into_iter().chain(years_1_and_9999).map(time).collect()
        }
        Kind::Custom => {
            let odd = ODD_TEXTS.iter().filter(|t| !t.contains('\0'));
            odd.map(|t| custom(&[(10_001, (*t).into()), (10_002, i64::MIN.into())])).collect()
        }
    }
}

/// Values of custom fields as they are stored.
pub fn custom(values: &[(u32, Value)]) -> Value {
    let map = values.iter().map(|(no, v)| (no.to_string(), v.clone())).collect();
    match Custom(map).raw() {
        Raw::Text(json) => Value::Text(json.into_owned()),
        _ => Value::Null,
    }
}

/// The typed value of a column, of a row in all columns.
pub fn value(entity: &'static EntityMeta, cells: &[Raw<'_>], column: Column) -> Value {
    let raw = match column.at {
        ColumnRef::Field(position) => return column.kind.read(cells[position].clone()).unwrap(),
        ColumnRef::Custom(no) => {
            let stored = entity.flagged_kind(Kind::Custom).map_or(Raw::Null, |i| cells[i].clone());
            Custom::from_raw(stored).unwrap().0.remove(&no.to_string()).unwrap_or_default()
        }
    };
    match column.kind {
        Kind::Id(_) => column.kind.coerce(raw).unwrap(),
        kind => kind.read(raw.raw()).unwrap(),
    }
}

/// A column by its name.
pub fn column(entity: &'static EntityMeta, name: &str) -> Column {
    Column::field(entity, entity.position(name))
}

/// The first `columns` values of a row.
///
/// # Errors
/// What the row reports.
pub fn cells(row: &dyn Row, columns: usize) -> Result<Cells> {
    (0..columns).map(|i| row.get(i).map(Raw::into_owned)).collect()
}

/// All rows of a query.
///
/// # Errors
/// As [`Reader::query`].
pub fn list(reader: &dyn Reader, query: &BoundQuery) -> Result<Vec<Cells>> {
    let mut rows = Vec::new();
    reader.query(query, &mut |row| {
        rows.push(cells(row, query.columns.len())?);
        Ok(())
    })?;
    Ok(rows)
}

/// All rows of an aggregate.
///
/// # Errors
/// As [`Reader::aggregate`].
pub fn groups(reader: &dyn Reader, aggregate: &BoundAggregate) -> Result<Vec<Cells>> {
    let (mut rows, columns) = (Vec::new(), aggregate.groups.len() + aggregate.measures.len());
    reader.aggregate(aggregate, &mut |row| {
        rows.push(cells(row, columns)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Commits rows; panics when one is refused.
pub fn put(store: &dyn store::Store, rows: &[RowData]) {
    store::write(store, None, |w| rows.iter().try_for_each(|r| r.add(w))).unwrap();
}
