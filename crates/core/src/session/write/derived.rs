//! Derived data: unique keys, owner counters, search text, team copies. Kept here, in the
//! command's transaction, and never by triggers; [`rebuild`] makes it anew from the records.

use super::record::{AnyRecord, Stored, owner_of, root_of};
use super::validate::unique_key;
use crate::error::{Error, Result, codes};
use crate::model::entity::system;
use crate::model::{EntityMeta, FieldFlags, Raw, Value};
use crate::mutants::mutant;
use crate::query::search::SearchText;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column};
use crate::session::door::Context;
use crate::store::{FileRole, Store, Writer, write};
use uuid::Uuid;

impl Context<'_> {
    /// Brings derived data in step with a change of these fields.
    pub(super) fn keep_derived(
        &mut self,
        old: Option<&dyn AnyRecord>,
        new: Option<&dyn AnyRecord>,
        fields: &[usize],
    ) -> Result<()> {
        let Some(entity) = new.or(old).map(AnyRecord::meta) else { return Ok(()) };
        let writer = self.writer;
        let live = |r: &&dyn AnyRecord| r.live();
        let (was, is) = (old.filter(live), new.filter(live));
        self.keep_keys(entity, was, is, fields)?;
        if entity.owner().is_some() {
            let (before, after) = (was.map(owner_of), is.map(owner_of));
            if before != after && !mutant(37) {
                if let Some(owner) = before {
                    writer.add_owned(entity, owner, -1)?;
                }
                if let Some(owner) = after {
                    writer.add_owned(entity, owner, 1)?;
                }
            }
        }
        let found = |i: &usize| {
            entity
                .fields
                .get(*i)
                .is_some_and(|f| f.is(FieldFlags::SEARCH) || f.is(FieldFlags::PHONE))
        };
        // Rows keep their text in the recycle bin, where they are searched as well.
        if entity.searched()
            && (old.is_none() || fields.iter().any(found) && !mutant(39))
            && let Some(row) = new
        {
            self.texts.push((entity, row.uuid(), search_text(row)));
        }
        if let (Some(name), Some(old), Some(new)) = (entity.team, old, new)
            && old.raw(system::UPDATED) != new.raw(system::UPDATED)
            && !mutant(40)
        {
            let team = self.entity(name)?;
            let touched = new.raw(system::UPDATED);
            writer.update_where(
                team,
                &of_record(team, new.uuid()),
                &[(team.position("touched_at"), touched)],
            )?;
        }
        Ok(())
    }

    /// What is known about a unique value that a row wants. A replica has a part of the rows
    /// only and may never conclude that a value is free.
    fn lookup(&self, kind: &str, key: &str, row: Uuid) -> Result<Lookup> {
        Ok(match self.writer.key(kind, key)? {
            Some(holder) if holder != row => Lookup::Taken,
            None if self.role() == FileRole::Replica => Lookup::NotSeenHere,
            _ => Lookup::Free,
        })
    }

    fn keep_keys(
        &mut self,
        entity: &EntityMeta,
        was: Option<&dyn AnyRecord>,
        is: Option<&dyn AnyRecord>,
        fields: &[usize],
    ) -> Result<()> {
        // A row that goes to another record is unique among that one's.
        let moved = was.is_some() != is.is_some() || was.map(root_of) != is.map(root_of);
        for (position, field) in entity.fields.iter().enumerate() {
            let Some(kind) = field.unique.filter(|_| moved || fields.contains(&position)) else {
                continue;
            };
            let key = |row: Option<&dyn AnyRecord>| row.and_then(|r| key_of(r, position));
            let (before, after) = (key(was), key(is));
            if before == after {
                continue;
            }
            if let (Some(key), Some(row)) = (&after, is) {
                match self.lookup(kind, key, row.uuid())? {
                    Lookup::Taken => {
                        return Err(Error::new(&codes::DUPLICATE).of(entity).at(field));
                    }
                    Lookup::NotSeenHere => {
                        self.warn(Error::new(&codes::NOT_SEEN_HERE).of(entity).at(field));
                    }
                    Lookup::Free => {}
                }
                self.writer.set_key(kind, key, Some(row.uuid()))?;
            }
            if let Some(key) = before.filter(|_| !mutant(38)) {
                self.writer.set_key(kind, &key, None)?;
            }
        }
        Ok(())
    }
}

/// What is known about a unique value.
enum Lookup {
    Taken,
    Free,
    NotSeenHere,
}

/// The condition that a link belongs to a record.
pub(crate) fn of_record(link: &'static EntityMeta, record: Uuid) -> Bound {
    Bound::Cmp(Column::field(link, link.position("record_id")), Cmp::Eq, Value::Id(record))
}

/// What of a unique value is compared. A row that belongs to a record is unique among that
/// record's rows only.
fn key_of(record: &dyn AnyRecord, position: usize) -> Option<String> {
    let Raw::Text(text) = record.raw(position) else { return None };
    let key = unique_key(&text);
    Some(root_of(record).map_or(key.clone(), |root| format!("{root} {key}")))
}

/// What the search box finds of a record.
fn search_text(record: &dyn AnyRecord) -> SearchText {
    let mut text = SearchText::new();
    for (position, field) in record.meta().fields.iter().enumerate() {
        if let Raw::Text(value) = record.raw(position) {
            if field.is(FieldFlags::PHONE) {
                text.add_phone(&value);
            } else if field.is(FieldFlags::SEARCH) {
                text.add_text(&value);
            }
        }
    }
    text
}

/// Makes all derived data anew from the records; nothing else changes.
///
/// # Errors
/// Storage errors; `record.duplicate` when two live records claim one unique value.
pub fn rebuild(store: &dyn Store) -> Result<()> {
    let entities: Vec<_> = store.registry().iter().collect();
    write(store, None, |writer| {
        writer.clear_derived()?;
        entities.iter().try_for_each(|entity| rebuild_entity(entity, writer))
    })
}

fn rebuild_entity(entity: &'static EntityMeta, writer: &dyn Writer) -> Result<()> {
    let unique = entity.fields.iter().any(|f| f.unique.is_some());
    if !unique && !entity.searched() && entity.owner().is_none() {
        return Ok(());
    }
    let mut query = BoundQuery::all(entity);
    query.bin = Bin::Any;
    for row in &Stored::all(writer.reader(), &query)? {
        if row.live() {
            rebuild_claims(entity, row, writer)?;
        }
        if entity.searched() {
            writer.set_text(entity, row.uuid(), &search_text(row))?;
        }
    }
    Ok(())
}

/// The unique keys of a live row, and its place among its owner's.
fn rebuild_claims(entity: &'static EntityMeta, row: &Stored, writer: &dyn Writer) -> Result<()> {
    for (position, field) in entity.fields.iter().enumerate() {
        if let (Some(kind), Some(key)) = (field.unique, key_of(row, position)) {
            if writer.key(kind, &key)?.is_some() {
                return Err(Error::new(&codes::DUPLICATE).of(entity).at(field));
            }
            writer.set_key(kind, &key, Some(row.uuid()))?;
        }
    }
    match entity.owner() {
        Some(_) => writer.add_owned(entity, owner_of(row), 1),
        None => Ok(()),
    }
}
