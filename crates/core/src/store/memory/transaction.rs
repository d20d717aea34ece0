//! Transactions: reading through a shared reference, writing with a list of what to take back.

use super::data::{Data, Table, Values as Row};
use super::query::{MemoryRow, aggregate, count, page, passes};
use crate::error::{Error, Result, codes, internal};
use crate::model::entity::system;
use crate::model::{EntityKind, EntityMeta, Kind, Raw, Value};
use crate::query::search::SearchText;
use crate::query::{Bin, Bound, BoundAggregate, BoundQuery, Total, Totals, Visibility};
use crate::store::{OnRow, Reader, State, Values, Writer};
use std::cell::RefCell;
use uuid::Uuid;

pub(super) struct MemoryReader<'a>(pub(super) &'a Data);

impl Reader for MemoryReader<'_> {
    fn get(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        columns: &[usize],
        visibility: &Visibility,
        bin: Bin,
        on_row: OnRow<'_>,
    ) -> Result<bool> {
        match self.0.row(entity, id) {
            Some((_, values)) if passes(self.0, entity, values, bin, visibility, &Bound::All) => {
                on_row(&MemoryRow { values, columns })?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn query(&self, query: &BoundQuery, on_row: OnRow<'_>) -> Result<()> {
        page(self.0, query)?
            .into_iter()
            .try_for_each(|values| on_row(&MemoryRow { values, columns: &query.columns }))
    }

    fn count(&self, query: &BoundQuery, _totals: Totals) -> Result<Total> {
        Ok(Total::Exact { count: count(self.0, query) })
    }

    fn aggregate(&self, a: &BoundAggregate, on_row: OnRow<'_>) -> Result<()> {
        let columns: Vec<usize> = (0..a.groups.len() + a.measures.len()).collect();
        aggregate(self.0, a)?
            .iter()
            .try_for_each(|values| on_row(&MemoryRow { values, columns: &columns }))
    }

    fn state(&self, state: State) -> Result<i64> {
        Ok(self.0.state.get(&state).copied().unwrap_or(0))
    }

    fn key(&self, kind: &str, key: &str) -> Result<Option<Uuid>> {
        Ok(self.0.keys.get(&(kind.to_owned(), key.to_owned())).copied())
    }

    fn owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>) -> Result<i64> {
        Ok(self.0.owned.get(&(entity.no, owner)).copied().unwrap_or(0))
    }
}

/// How to take one write back.
enum Undo {
    Row { entity: &'static EntityMeta, no: i64, before: Option<Row> },
    State(State, Option<i64>),
    Key((String, String), Option<Uuid>),
    Owned((u16, Option<Uuid>), Option<i64>),
    Text((u16, Uuid), Option<SearchText>),
}

pub(super) struct MemoryWriter<'a> {
    data: RefCell<&'a mut Data>,
    undo: RefCell<Vec<Undo>>,
}

impl<'a> MemoryWriter<'a> {
    pub(super) fn new(data: &'a mut Data) -> Self {
        Self { data: RefCell::new(data), undo: RefCell::default() }
    }

    /// Keeps what was written; without, dropping the writer takes it back, also in a panic.
    pub(super) fn commit(&self) {
        if let Ok(mut undo) = self.undo.try_borrow_mut() {
            undo.clear();
        }
    }

    /// Takes back everything since a mark.
    pub(super) fn roll_back(&self, mark: usize) -> Result<()> {
        let undo = self.undo.try_borrow_mut().map_err(|_| reentered())?.split_off(mark);
        self.change(|data| {
            for undo in undo.into_iter().rev() {
                match undo {
                    Undo::Row { entity, no, before } => put(data, entity, no, before),
                    Undo::State(state, before) => set(&mut data.state, state, before),
                    Undo::Key(key, before) => set(&mut data.keys, key, before),
                    Undo::Owned(key, before) => set(&mut data.owned, key, before),
                    Undo::Text(key, before) => set(&mut data.texts, key, before),
                }
            }
            Ok(())
        })
    }

    fn view<T>(&self, f: impl FnOnce(&MemoryReader<'_>) -> Result<T>) -> Result<T> {
        let data = self.data.try_borrow().map_err(|_| reentered())?;
        f(&MemoryReader(&data))
    }

    fn change<T>(&self, f: impl FnOnce(&mut Data) -> Result<T>) -> Result<T> {
        let mut data = self.data.try_borrow_mut().map_err(|_| reentered())?;
        f(&mut data)
    }

    fn remember(&self, undo: Undo) -> Result<()> {
        self.undo.try_borrow_mut().map_err(|_| reentered())?.push(undo);
        Ok(())
    }

    fn write_row(&self, entity: &'static EntityMeta, no: i64, row: Option<Row>) -> Result<()> {
        let before = self.change(|data| {
            let before = data.tables.get(&entity.no).and_then(|t| t.rows.get(&no)).cloned();
            put(data, entity, no, row);
            Ok(before)
        })?;
        self.remember(Undo::Row { entity, no, before })
    }

    fn add(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<i64> {
        let fields = entity.fields.iter().enumerate();
        let mut row: Row =
            fields.map(|(i, f)| f.kind.read(values.raw(i))).collect::<Result<_>>()?;
        let no = self.change(|data| Ok(data.tables.entry(entity.no).or_default().last + 1))?;
        if let (EntityKind::Log, Some(number)) = (entity.kind, row.first_mut()) {
            *number = Value::Int(no);
        }
        self.check_indexes(entity, no, &row)?;
        self.write_row(entity, no, Some(row))?;
        Ok(no)
    }

    /// Refuses a second row with the same id or the same values under a unique index.
    fn check_indexes(&self, entity: &'static EntityMeta, no: i64, row: &Row) -> Result<()> {
        let ids: &[&str] = &["id"];
        let own = (entity.kind != EntityKind::Log).then_some(ids);
        let unique = entity.indexes.iter().filter(|i| i.unique).map(|i| i.columns);
        for columns in unique.chain(own) {
            let key = |row: &Row| {
                columns
                    .iter()
                    .map(|c| row.get(entity.position(c)).cloned().unwrap_or_default())
                    .collect()
            };
            let wanted: Row = key(row);
            let taken = self.view(|reader| {
                Ok(reader.0.rows(entity).any(|(n, other)| {
                    n != no && !wanted.contains(&Value::Null) && key(other) == wanted
                }))
            })?;
            if taken {
                return Err(Error::new(&codes::DUPLICATE)
                    .entity(entity.name)
                    .field(columns.join(",")));
            }
        }
        Ok(())
    }

    fn assign(
        &self,
        entity: &'static EntityMeta,
        no: i64,
        mut row: Row,
        set: &[(usize, Raw<'_>)],
    ) -> Result<()> {
        for (position, raw) in set {
            if let (Some(slot), Some(field)) =
                (row.get_mut(*position), entity.fields.get(*position))
            {
                *slot = field.kind.read(raw.clone())?;
            }
        }
        self.check_indexes(entity, no, &row)?;
        self.write_row(entity, no, Some(row))
    }

    fn matching(&self, entity: &'static EntityMeta, filter: &Bound) -> Result<Vec<(i64, Row)>> {
        self.view(|reader| {
            let rows = reader.0.rows(entity);
            let found = rows.filter(|(_, v)| {
                passes(reader.0, entity, v, Bin::Any, &Visibility::Everything, filter)
            });
            Ok(found.map(|(no, v)| (no, v.clone())).collect())
        })
    }
}

impl Drop for MemoryWriter<'_> {
    fn drop(&mut self) {
        let _ = self.roll_back(0);
    }
}

fn reentered() -> Error {
    internal("a transaction was used from inside a row callback")
}

fn set<K: Ord, V>(map: &mut std::collections::BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    };
}

/// Puts a row in its place, or removes it.
fn put(data: &mut Data, entity: &'static EntityMeta, no: i64, row: Option<Row>) {
    let table: &mut Table = data.tables.entry(entity.no).or_default();
    let id = |row: &Row| super::data::id_of(entity, row);
    if let Some(old) = table.rows.remove(&no) {
        table.ids.remove(&id(&old));
    }
    if let Some(row) = row {
        table.ids.insert(id(&row), no);
        table.rows.insert(no, row);
        table.last = table.last.max(no);
    }
}

impl Reader for MemoryWriter<'_> {
    fn get(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        columns: &[usize],
        visibility: &Visibility,
        bin: Bin,
        on_row: OnRow<'_>,
    ) -> Result<bool> {
        self.view(|r| r.get(entity, id, columns, visibility, bin, on_row))
    }

    fn query(&self, query: &BoundQuery, on_row: OnRow<'_>) -> Result<()> {
        self.view(|r| r.query(query, on_row))
    }

    fn count(&self, query: &BoundQuery, totals: Totals) -> Result<Total> {
        self.view(|r| r.count(query, totals))
    }

    fn aggregate(&self, aggregate: &BoundAggregate, on_row: OnRow<'_>) -> Result<()> {
        self.view(|r| r.aggregate(aggregate, on_row))
    }

    fn state(&self, state: State) -> Result<i64> {
        self.view(|r| r.state(state))
    }

    fn key(&self, kind: &str, key: &str) -> Result<Option<Uuid>> {
        self.view(|r| r.key(kind, key))
    }

    fn owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>) -> Result<i64> {
        self.view(|r| r.owned(entity, owner))
    }
}

impl Writer for MemoryWriter<'_> {
    fn reader(&self) -> &dyn Reader {
        self
    }

    fn insert(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<()> {
        self.add(entity, values).map(|_| ())
    }

    fn append(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<i64> {
        self.add(entity, values)
    }

    fn update(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        rev: i64,
        set: &[(usize, Raw<'_>)],
    ) -> Result<bool> {
        let found = self.view(|r| Ok(r.0.row(entity, id).map(|(no, v)| (no, v.clone()))))?;
        match found {
            Some((no, row)) if row.get(system::REV) == Some(&Value::Int(rev)) => {
                self.assign(entity, no, row, set)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn update_where(
        &self,
        entity: &'static EntityMeta,
        filter: &Bound,
        set: &[(usize, Raw<'_>)],
    ) -> Result<u64> {
        let rows = self.matching(entity, filter)?;
        let n = rows.len() as u64;
        rows.into_iter().try_for_each(|(no, row)| self.assign(entity, no, row, set))?;
        Ok(n)
    }

    fn delete_where(&self, entity: &'static EntityMeta, filter: &Bound) -> Result<u64> {
        let rows = self.matching(entity, filter)?;
        let n = rows.len() as u64;
        rows.into_iter().try_for_each(|(no, _)| self.write_row(entity, no, None))?;
        Ok(n)
    }

    fn set_state(&self, state: State, value: i64) -> Result<()> {
        let before = self.change(|data| Ok(data.state.insert(state, value)))?;
        self.remember(Undo::State(state, before))
    }

    fn set_key(&self, kind: &str, key: &str, row: Option<Uuid>) -> Result<()> {
        let key = (kind.to_owned(), key.to_owned());
        let before = self.change(|data| {
            let before = data.keys.get(&key).copied();
            set(&mut data.keys, key.clone(), row);
            Ok(before)
        })?;
        self.remember(Undo::Key(key, before))
    }

    fn add_owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>, by: i64) -> Result<()> {
        let key = (entity.no, owner);
        let before = self.change(|data| {
            let before = data.owned.get(&key).copied();
            data.owned.insert(key, before.unwrap_or(0) + by);
            Ok(before)
        })?;
        self.remember(Undo::Owned(key, before))
    }

    fn set_text(&self, entity: &'static EntityMeta, id: Uuid, text: &SearchText) -> Result<()> {
        let key = (entity.no, id);
        let text = (!text.is_empty()).then(|| text.clone());
        let before = self.change(|data| {
            let before = data.texts.get(&key).cloned();
            set(&mut data.texts, key, text);
            Ok(before)
        })?;
        self.remember(Undo::Text(key, before))
    }

    fn index_custom(
        &self,
        _entity: &'static EntityMeta,
        _no: u32,
        _kind: Kind,
        _wanted: bool,
    ) -> Result<()> {
        Ok(())
    }

    fn clear_derived(&self) -> Result<()> {
        let (keys, owned, texts) = self.view(|r| {
            let d = r.0;
            Ok((
                d.keys.keys().cloned().collect::<Vec<_>>(),
                d.owned.keys().copied().collect::<Vec<_>>(),
                d.texts.keys().copied().collect::<Vec<_>>(),
            ))
        })?;
        keys.iter().try_for_each(|(kind, key)| self.set_key(kind, key, None))?;
        for key in owned {
            let before = self.change(|data| Ok(data.owned.remove(&key)))?;
            self.remember(Undo::Owned(key, before))?;
        }
        for key in texts {
            let before = self.change(|data| Ok(data.texts.remove(&key)))?;
            self.remember(Undo::Text(key, before))?;
        }
        Ok(())
    }

    fn savepoint(&self, part: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let mark = self.undo.try_borrow().map_err(|_| reentered())?.len();
        let result = part();
        if result.is_err() {
            self.roll_back(mark)?;
        }
        result
    }
}
