//! What the tests share: files, rows and reading.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use crmkit_core::model::entity::system;
use crmkit_core::model::value::{date_from_days, time_from_micros};
use crmkit_core::model::{
    EntityKind, EntityMeta, Kind, Money, Number, Raw, Registry, Row, Timestamp, Value,
};
use crmkit_core::query::search::SearchText;
use crmkit_core::query::{BoundAggregate, BoundQuery};
use crmkit_core::store::{FileRole, Identity, MemoryStore, Reader, Store, Values, Writer};
use crmkit_core::{ENTITIES, Result};
use crmkit_sqlite::{OpenOptions, SqliteStore};
use std::collections::BTreeMap;
use std::fmt::Debug;
use uuid::Uuid;

pub(crate) fn identity() -> Identity {
    Identity { role: FileRole::Hub, device: Uuid::from_u128(7) }
}

pub(crate) fn options() -> OpenOptions {
    OpenOptions::new(Registry::new(ENTITIES), identity())
}

/// The same company in SQLite and in memory.
pub(crate) struct Pair {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) sqlite: SqliteStore,
    pub(crate) memory: MemoryStore,
}

impl Pair {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sqlite = SqliteStore::open(dir.path().join("a.crm"), options()).unwrap();
        Self { dir, sqlite, memory: MemoryStore::new(Registry::new(ENTITIES), identity()) }
    }

    pub(crate) fn write<T: Debug + PartialEq>(&self, work: &dyn Fn(&dyn Writer) -> Result<T>) -> T {
        let run = |store: &dyn Store| crmkit_core::store::write(store, None, work).unwrap();
        let (a, b) = (run(&self.sqlite), run(&self.memory));
        assert_eq!(a, b);
        a
    }

    pub(crate) fn same<T: Debug + PartialEq>(
        &self,
        what: &str,
        work: &dyn Fn(&dyn Reader) -> Result<T>,
    ) -> T {
        let run =
            |store: &dyn Store| crmkit_core::store::read(store, None, work).map_err(|e| e.code());
        let (a, b) = (run(&self.sqlite), run(&self.memory));
        assert_eq!(a, b, "left SQLite, right memory; {what}");
        a.unwrap()
    }
}

/// What a check finds, apart from references to rows that random data does not have.
pub(crate) fn problems(store: &SqliteStore) -> Vec<String> {
    let found = store.check().unwrap();
    found.into_iter().filter(|p| !p.what.contains("does not exist")).map(|p| p.place).collect()
}

/// A row by field position.
pub(crate) struct Cells(pub(crate) Vec<Value>);

impl Values for Cells {
    fn raw(&self, position: usize) -> Raw<'_> {
        self.0[position].raw()
    }
}

/// Inserts rows with their counters and search texts.
pub(crate) fn insert(w: &dyn Writer, rows: &[(&'static EntityMeta, Vec<Value>)]) -> Result<usize> {
    for (e, row) in rows {
        if e.kind == EntityKind::Log {
            w.append(e, &Cells(row.clone()))?;
            continue;
        }
        w.insert(e, &Cells(row.clone()))?;
        if let (Some(owner), true) = (e.owner(), row[system::ID] != Value::Null) {
            let live = row[system::DELETED].is_null();
            w.add_owned(e, row[owner].as_id(), i64::from(live))?;
        }
        if e.searched() {
            let mut text = SearchText::new();
            row[e.position(if e.name == "follow_up" { "content" } else { "name" })]
                .as_text()
                .iter()
                .for_each(|t| text.add_text(t));
            w.set_text(e, row[0].as_id().unwrap(), &text)?;
        }
    }
    Ok(rows.len())
}

pub(crate) fn columns(e: &EntityMeta) -> Vec<usize> {
    (0..e.fields.len()).collect()
}

fn cells(row: &dyn Row, columns: usize) -> Result<Vec<Raw<'static>>> {
    (0..columns).map(|c| row.get(c).map(Raw::into_owned)).collect()
}

pub(crate) fn rows(reader: &dyn Reader, q: &BoundQuery) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    reader
        .query(q, &mut |row| {
            let kind = |(c, p): (usize, &usize)| q.entity.fields[*p].kind.read(row.get(c)?);
            rows.push(q.columns.iter().enumerate().map(kind).collect::<Result<Vec<_>>>()?);
            Ok(())
        })
        .unwrap();
    rows
}

pub(crate) fn get(
    reader: &dyn Reader,
    e: &'static EntityMeta,
    id: Uuid,
    q: &BoundQuery,
) -> Result<(bool, Vec<Raw<'static>>)> {
    let mut found = Vec::new();
    let there = reader.get(e, id, &q.columns, &q.visibility, q.bin, &mut |row| {
        found = cells(row, q.columns.len())?;
        Ok(())
    })?;
    Ok((there, found))
}

pub(crate) fn groups(reader: &dyn Reader, a: &BoundAggregate) -> Result<Vec<Vec<Raw<'static>>>> {
    let mut rows = Vec::new();
    reader.aggregate(a, &mut |row| {
        rows.push(cells(row, a.groups.len() + a.measures.len())?);
        Ok(())
    })?;
    Ok(rows)
}

/// The value of a custom field in a row.
pub(crate) fn custom(row: &[Value], e: &EntityMeta, no: u32, kind: Kind) -> Value {
    let Some(text) = e.flagged_kind(Kind::Custom).and_then(|p| row[p].as_text()) else {
        return Value::Null;
    };
    let json: BTreeMap<String, Value> = crmkit_core_json(text);
    match (json.get(&no.to_string()), kind) {
        (Some(Value::Int(i)), Kind::Number) => Value::Number(Number::from_scaled(*i)),
        (Some(Value::Int(i)), Kind::Bool) => Value::Bool(*i != 0),
        (Some(Value::Text(t)), _) => Value::Text(t.clone()),
        _ => Value::Null,
    }
}

fn crmkit_core_json(text: &str) -> BTreeMap<String, Value> {
    use crmkit_core::model::{Custom, FieldType};
    Custom::from_raw(Raw::Text(text.into())).unwrap().0
}

pub(crate) fn time(n: i64) -> Timestamp {
    time_from_micros(n * 20_000_000_000_000).unwrap()
}

/// Random numbers from a seed (SplitMix64).
pub(crate) struct Dice {
    state: u64,
    made: BTreeMap<&'static str, Vec<Uuid>>,
    updated: BTreeMap<Uuid, Value>,
    teams: Vec<(Value, Value)>,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, made: BTreeMap::new(), updated: BTreeMap::new(), teams: Vec::new() }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    pub(crate) fn person(&mut self) -> Uuid {
        Uuid::from_u128(1 + self.below(5) as u128)
    }

    /// The id of a row made before, or of none.
    pub(crate) fn id(&mut self, e: &EntityMeta) -> Uuid {
        let known = self.made.get(e.name).cloned().unwrap_or_default();
        if known.is_empty() || self.one_in(8) { Uuid::from_u128(99) } else { self.pick(&known) }
    }

    pub(crate) fn of_kind(&mut self, kind: Kind, span: usize) -> Value {
        let n = self.below(span) as i64;
        match kind {
            Kind::Bool => Value::Bool(n % 2 == 0),
            Kind::Int => Value::Int(n),
            Kind::Number => Value::Number(Number::from_scaled(n)),
            Kind::Money => Value::Money(Money::from_scaled(n - 1)),
            Kind::Text => Value::Text(
                self.pick(&["", "a", "Ab", "aB%", "a_b", "x\0y", "ab\0", "武汉", "武a", "É"])
                    .into(),
            ),
            Kind::Choice(meta) => {
                Value::Text(meta.options[self.below(meta.options.len())].code.into())
            }
            Kind::Id(_) => Value::Id(self.person()),
            Kind::Date => Value::Date(date_from_days(n * 17).unwrap()),
            Kind::Time => Value::Time(time(n)),
            Kind::Custom | Kind::Json => Value::Null,
        }
    }

    pub(crate) fn value(&mut self, e: &'static EntityMeta, position: usize) -> Value {
        let field = &e.fields[position];
        match field.kind {
            Kind::Id(target) if self.made.contains_key(target) => {
                let known = self.made[target].clone();
                Value::Id(self.pick(&known))
            }
            kind => self.of_kind(kind, 6),
        }
    }

    fn custom(&mut self) -> Value {
        let mut custom = crmkit_core::model::Custom::default();
        for (no, kind) in [("10000", Kind::Text), ("10001", Kind::Number), ("10002", Kind::Bool)] {
            if self.one_in(2) {
                let value = self.of_kind(kind, 4);
                // JSON text with a NUL in it is cut by SQLite; the domain refuses control characters.
                let value = Value::Text(value.to_text().replace('\0', "0"));
                let value = if kind == Kind::Text { value } else { self.of_kind(kind, 4) };
                custom = custom.with(no, value);
            }
        }
        use crmkit_core::model::FieldType;
        match custom.raw() {
            Raw::Text(t) => Value::Text(t.into_owned()),
            _ => Value::Null,
        }
    }

    /// A value for every field.
    pub(crate) fn row_of(&mut self, e: &'static EntityMeta) -> Vec<Value> {
        (0..e.fields.len())
            .map(|p| {
                let nothing = e.fields[p].nullable && self.one_in(3);
                match e.fields[p].kind {
                    Kind::Custom => self.custom(),
                    Kind::Json => Value::Null,
                    _ if nothing => Value::Null,
                    _ => self.value(e, p),
                }
            })
            .collect()
    }

    /// A row that may be inserted.
    pub(crate) fn row(&mut self, e: &'static EntityMeta) -> Vec<Value> {
        let mut row = self.row_of(e);
        if e.kind != EntityKind::Log {
            let id = Uuid::from_u128(u128::from(self.next()) << 64 | u128::from(self.next()));
            row[system::ID] = Value::Id(id);
            if e.recycled() && !self.one_in(4) {
                row[system::DELETED] = Value::Null;
            }
            if e.name == "customer_member" {
                self.team(e, &mut row);
            }
            self.made.entry(e.name).or_default().push(id);
            self.updated.insert(id, row[system::UPDATED].clone());
        }
        row
    }

    /// A team member: once per customer, with the copy of the customer's update.
    fn team(&mut self, e: &'static EntityMeta, row: &mut [Value]) {
        let (record, employee) = (e.position("record_id"), e.position("employee_id"));
        while self.teams.contains(&(row[record].clone(), row[employee].clone())) {
            row[record] = self.value(e, record);
            row[employee] = Value::Id(Uuid::from_u128(u128::from(self.next() % 40) + 1));
        }
        self.teams.push((row[record].clone(), row[employee].clone()));
        row[e.position("touched_at")] = self.updated[&row[record].as_id().unwrap()].clone();
    }
}
