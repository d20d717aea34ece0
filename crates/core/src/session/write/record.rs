//! Records without their type: what the write path needs of any of them.

use crate::error::Result;
use crate::model::entity::system;
use crate::model::{Entity, EntityKind, EntityMeta, FieldFlags, Kind, Raw, Row};
use crate::mutants::mutant;
use crate::query::BoundQuery;
use crate::store::Reader;
use std::fmt::{Display, Formatter, Write};
use uuid::Uuid;

/// A record of any entity.
pub(crate) trait AnyRecord {
    fn meta(&self) -> &'static EntityMeta;
    fn raw(&self, position: usize) -> Raw<'_>;
    fn set(&mut self, position: usize, value: Raw<'_>) -> Result<()>;

    fn uuid(&self) -> Uuid {
        match self.raw(system::ID) {
            Raw::Id(id) => id,
            _ => Uuid::nil(),
        }
    }

    fn id_at(&self, position: usize) -> Option<Uuid> {
        match self.raw(position) {
            Raw::Id(id) => Some(id),
            _ => None,
        }
    }

    fn live(&self) -> bool {
        !self.meta().recycled() || self.raw(system::DELETED) == Raw::Null
    }
}

impl<E: Entity> AnyRecord for E {
    fn meta(&self) -> &'static EntityMeta {
        E::META
    }
    fn raw(&self, position: usize) -> Raw<'_> {
        Entity::raw(self, position)
    }
    fn set(&mut self, position: usize, value: Raw<'_>) -> Result<()> {
        Entity::set(self, position, value)
    }
}

/// A row of any entity, as its stored values.
#[derive(Clone)]
pub(crate) struct Stored {
    entity: &'static EntityMeta,
    values: Vec<Raw<'static>>,
}

impl Stored {
    /// Reads a row of some columns; the others have no value.
    pub(crate) fn read(
        entity: &'static EntityMeta,
        columns: &[usize],
        row: &dyn Row,
    ) -> Result<Self> {
        let mut read = Self::empty(entity);
        for (column, position) in columns.iter().enumerate() {
            read.set(*position, row.get(column)?)?;
        }
        Ok(read)
    }

    /// The rows of a query, as far as it asks for their columns.
    pub(crate) fn all(reader: &dyn Reader, query: &BoundQuery) -> Result<Vec<Self>> {
        let mut rows = Vec::new();
        reader.query(query, &mut |row| {
            rows.push(Self::read(query.entity, &query.columns, row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// A row with no values.
    pub(crate) fn empty(entity: &'static EntityMeta) -> Self {
        Self { entity, values: vec![Raw::Null; entity.fields.len()] }
    }
}

impl AnyRecord for Stored {
    fn meta(&self) -> &'static EntityMeta {
        self.entity
    }
    fn raw(&self, position: usize) -> Raw<'_> {
        self.values.get(position).cloned().unwrap_or(Raw::Null)
    }
    fn set(&mut self, position: usize, value: Raw<'_>) -> Result<()> {
        if let Some(slot) = self.values.get_mut(position) {
            *slot = value.into_owned();
        }
        Ok(())
    }
}

/// The positions at which two records differ.
pub(super) fn changed_fields(old: &dyn AnyRecord, new: &dyn AnyRecord) -> Vec<usize> {
    (0..old.meta().fields.len()).filter(|i| old.raw(*i) != new.raw(*i)).collect()
}

/// Who owns a live record, or null; nothing for an entity that nobody owns.
pub(super) fn owner_of(record: &dyn AnyRecord) -> Option<Uuid> {
    record.meta().owner().and_then(|position| record.id_at(position))
}

/// The record from which a row inherits its visibility: the last root that is set.
pub(super) fn root_of(record: &dyn AnyRecord) -> Option<Uuid> {
    record.meta().roots().filter_map(|position| record.id_at(position)).last()
}

/// `{"field number": [old, new]}` in stored form. Secrets are left out; custom fields stand
/// under their own numbers.
pub(super) fn diff_json<'a>(
    entity: &EntityMeta,
    old: Option<&'a dyn AnyRecord>,
    new: Option<&'a dyn AnyRecord>,
    fields: &[usize],
) -> String {
    let mut json = String::with_capacity(64 * fields.len());
    json.push('{');
    for position in fields {
        let Some(field) = entity.fields.get(*position) else { continue };
        if field.is(FieldFlags::SECRET)
            || field.is(FieldFlags::SYSTEM)
                && field.kind != Kind::Custom
                && entity.kind == EntityKind::Log
        {
            continue;
        }
        let raw =
            |record: Option<&'a dyn AnyRecord>| record.map_or(Raw::Null, |r| r.raw(*position));
        let (before, after) = (raw(if mutant(36) { new } else { old }), raw(new));
        if field.kind == Kind::Custom {
            for (number, before, after) in custom_diff(&before, &after) {
                pair(&mut json, number, before, after);
            }
        } else {
            pair(&mut json, field.no, Json(&before), Json(&after));
        }
    }
    json.push('}');
    json
}

fn pair(json: &mut String, number: impl Display, before: impl Display, after: impl Display) {
    let comma = if json.len() > 1 { "," } else { "" };
    let _ = write!(json, "{comma}\"{number}\":[{before},{after}]");
}

/// A stored value as JSON.
struct Json<'a>(&'a Raw<'a>);

impl Display for Json<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Raw::Null => f.write_str("null"),
            Raw::Int(i) => i.fmt(f),
            Raw::Text(text) => {
                f.write_str(&serde_json::to_string(text.as_ref()).map_err(|_| std::fmt::Error)?)
            }
            Raw::Id(id) => write!(f, "\"{id}\""),
        }
    }
}

/// The numbers of custom fields that differ, with both values as JSON.
pub(super) fn custom_diff(before: &Raw<'_>, after: &Raw<'_>) -> Vec<(String, String, String)> {
    let map = |raw: &Raw<'_>| match raw {
        Raw::Text(text) => serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
            .unwrap_or_default(),
        _ => serde_json::Map::new(),
    };
    let (before, after) = (map(before), map(after));
    let mut numbers: Vec<&String> = before.keys().chain(after.keys()).collect();
    numbers.sort();
    numbers.dedup();
    let json = |value: Option<&serde_json::Value>| {
        value.map_or_else(|| "null".to_owned(), ToString::to_string)
    };
    numbers
        .into_iter()
        .filter(|n| before.get(*n) != after.get(*n))
        .map(|n| (n.clone(), json(before.get(n)), json(after.get(n))))
        .collect()
}
