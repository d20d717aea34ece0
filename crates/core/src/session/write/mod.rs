//! The write path: the only place from which rows are changed.
//!
//! It validates, counts revisions, keeps unique keys, counters, search text and team copies in
//! step, and logs every field old → new, all in the command's transaction. No handler can
//! forget any of it, because a handler has nothing else to write with.

mod custom;
mod derived;
mod purge;
pub(crate) mod record;
mod validate;

pub(crate) use derived::of_record;
pub use derived::rebuild;
pub(crate) use purge::purgeable;
pub(crate) use record::AnyRecord;
pub use validate::unique_key;

use super::door::Context;
use super::log::{ChangeKind, ChangeLog, RecordId};
use super::rights::Rights;
use crate::error::{Error, Result, codes, internal};
use crate::model::entity::{Patch, system};
use crate::model::geo::Place;
use crate::model::{Custom, Number};
use crate::model::{Entity, EntityKind, EntityMeta, FieldFlags, Kind, Raw, Value};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column};
use crate::session::door::Recorded;
use crate::store::Values;
use record::{Stored, changed_fields, diff_json, owner_of, root_of};
use std::borrow::Cow;

impl Context<'_> {
    /// Adds a record. Its id, revision and dates are set here.
    ///
    /// # Errors
    /// `value.*` for what does not fit its field, `record.duplicate` for a taken unique value.
    pub fn insert<E: Entity>(&mut self, mut record: E) -> Result<E> {
        self.insert_any(&mut record, 1)?;
        Ok(record)
    }

    /// Adds a record that says what another one does: what they share was looked at when somebody
    /// said it, and what it refers to may be gone since.
    ///
    /// # Errors
    /// As [`Context::insert`].
    pub(crate) fn insert_like<E: Entity>(&mut self, mut record: E, other: &E) -> Result<E> {
        self.insert_looking(&mut record, 1, Some(other))?;
        Ok(record)
    }

    pub(super) fn insert_any(&mut self, record: &mut dyn AnyRecord, rev: i64) -> Result<()> {
        self.insert_looking(record, rev, None)
    }

    /// Adds a record, and looks at what it does not share with another one.
    fn insert_looking(
        &mut self,
        record: &mut dyn AnyRecord,
        rev: i64,
        other: Option<&dyn AnyRecord>,
    ) -> Result<()> {
        let entity = record.meta();
        let id = if record.uuid().is_nil() { self.new_id::<RecordId>().0 } else { record.uuid() };
        let stamp = || Raw::Int(self.now().timestamp_micros());
        record.set(system::ID, Raw::Id(id))?;
        record.set(system::REV, Raw::Int(rev))?;
        record.set(system::CREATED, stamp())?;
        record.set(system::CREATED_BY, self.author())?;
        record.set(system::UPDATED, stamp())?;
        record.set(system::UPDATED_BY, self.author())?;
        locate(record)?;
        let fields = own_fields(entity);
        let mut looked_at = fields.clone();
        looked_at.retain(|i| other.is_none_or(|other| other.raw(*i) != record.raw(*i)));
        self.validate(record, None, &looked_at)?;
        self.writer.insert(entity, &AsValues(record))?;
        if record.live() {
            self.is_alive(entity, record.uuid());
        }
        self.keep_derived(None, Some(record), &fields)?;
        let given: Vec<usize> =
            fields.into_iter().filter(|i| record.raw(*i) != Raw::Null).collect();
        self.record(None, Some(record), ChangeKind::Created, &given)
    }

    fn author(&self) -> Raw<'static> {
        self.who().employee().map_or(Raw::Null, |id| Raw::Id(id.0))
    }

    /// Changes a record: `change` edits a copy, and what differs afterwards is written.
    ///
    /// # Errors
    /// As [`Context::insert`]; `record.stale` when another command changed it in between.
    pub fn update<E: Entity>(&mut self, old: &E, change: impl FnOnce(&mut E)) -> Result<E> {
        let mut new = old.clone();
        change(&mut new);
        self.update_any(old, &mut new, ChangeKind::Updated)?;
        Ok(new)
    }

    pub(super) fn update_any(
        &mut self,
        old: &dyn AnyRecord,
        new: &mut dyn AnyRecord,
        kind: ChangeKind,
    ) -> Result<()> {
        let entity = old.meta();
        locate(new)?;
        let given = changed_fields(old, new);
        self.validate(new, Some(old), &given)?;
        let differs = |i: &usize| old.raw(*i) != new.raw(*i);
        let changed: Vec<usize> = given.into_iter().filter(differs).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let rev = rev_of(old)?;
        new.set(system::REV, Raw::Int(rev + 1))?;
        let business = |f: &crate::model::FieldMeta| {
            !f.is(FieldFlags::DERIVED) && (!f.is(FieldFlags::SYSTEM) || f.kind == Kind::Custom)
        };
        if changed.iter().filter_map(|i| entity.fields.get(*i)).any(business) {
            // What a device did earlier may come after what was done later elsewhere.
            let now = self.now().timestamp_micros();
            let at =
                if let Raw::Int(before) = old.raw(system::UPDATED) { now.max(before) } else { now };
            new.set(system::UPDATED, Raw::Int(at))?;
            new.set(system::UPDATED_BY, self.author())?;
        }
        let stamps = [system::REV, system::UPDATED, system::UPDATED_BY].into_iter();
        let stamps = stamps.filter(|i| old.raw(*i) != new.raw(*i) && !changed.contains(i));
        let written = stamps.chain(changed.iter().copied());
        let set: Vec<(usize, Raw<'_>)> = written.map(|i| (i, new.raw(i))).collect();
        if !self.writer.update(entity, old.uuid(), rev, &set)? {
            return Err(Error::new(&codes::STALE).of(entity).with("rev", "?"));
        }
        self.keep_derived(Some(old), Some(new), &changed)?;
        self.record(Some(old), Some(new), kind, &changed)
    }

    /// Puts a record into the recycle bin; its unique values become free.
    ///
    /// # Errors
    /// Storage errors.
    pub fn delete<E: Entity>(&mut self, old: &E) -> Result<E> {
        let mut new = old.clone();
        self.delete_any(old, &mut new)?;
        Ok(new)
    }

    pub(super) fn delete_any(
        &mut self,
        old: &dyn AnyRecord,
        new: &mut dyn AnyRecord,
    ) -> Result<()> {
        self.forget_alive();
        new.set(system::DELETED, Raw::Int(self.now().timestamp_micros()))?;
        new.set(system::DELETED_BY, self.author())?;
        self.update_any(old, new, ChangeKind::Deleted)
    }

    /// Takes a record out of the recycle bin.
    ///
    /// # Errors
    /// `record.duplicate` when one of its unique values was given to another meanwhile.
    pub fn restore<E: Entity>(&mut self, old: &E) -> Result<E> {
        let mut new = old.clone();
        AnyRecord::set(&mut new, system::DELETED, Raw::Null)?;
        AnyRecord::set(&mut new, system::DELETED_BY, Raw::Null)?;
        self.update_any(old, &mut new, ChangeKind::Restored)?;
        Ok(new)
    }

    /// Sets what rules derive in a field of the live rows that fulfil a condition; says of how many.
    /// Only those columns are read that the write path looks at.
    pub(crate) fn derive(
        &mut self,
        entity: &'static EntityMeta,
        filter: Bound,
        (field, value): (&str, Raw<'static>),
    ) -> Result<u32> {
        let (position, declared) = entity.field(field).ok_or_else(|| internal("no such field"))?;
        if !declared.is(FieldFlags::DERIVED) || declared.unique.is_some() {
            return Err(internal("a field that people set"));
        }
        let looked_at =
            FieldFlags::SYSTEM | FieldFlags::OWNER | FieldFlags::ROOT | FieldFlags::POOL;
        let fields = entity.fields.iter().enumerate();
        let columns = fields.filter(|(i, f)| *i == position || f.is(looked_at)).map(|(i, _)| i);
        let mut query = BoundQuery::all(entity).filter(filter);
        query.columns = columns.collect();
        let rows = Stored::all(self.writer.reader(), &query)?;
        for old in &rows {
            let mut new = old.clone();
            new.set(position, value.clone())?;
            self.update_any(old, &mut new, ChangeKind::Updated)?;
        }
        u32::try_from(rows.len()).map_err(internal)
    }

    /// Makes a reference of the rows that fulfil a condition, the recycle bin included, name
    /// another record. A row that would stand there twice stays where it is.
    ///
    /// # Errors
    /// Storage errors.
    pub(crate) fn repoint(
        &mut self,
        entity: &'static EntityMeta,
        position: usize,
        filter: Bound,
        to: uuid::Uuid,
    ) -> Result<()> {
        for old in self.stored(entity, filter)? {
            let mut new = old.clone();
            new.set(position, Raw::Id(to))?;
            match self.part(|cx| cx.update_any(&old, &mut new, ChangeKind::Updated)) {
                Err(error) if !error.is(&codes::DUPLICATE) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// The rows that fulfil a condition, those of the recycle bin too.
    fn stored(&self, entity: &'static EntityMeta, filter: Bound) -> Result<Vec<Stored>> {
        let mut query = BoundQuery::all(entity).filter(filter);
        query.bin = Bin::Any;
        Stored::all(self.writer.reader(), &query)
    }

    /// Removes a link; the log keeps what it was.
    ///
    /// # Errors
    /// Storage errors.
    pub fn remove<E: Entity>(&mut self, old: &E) -> Result<()> {
        self.remove_any(old)
    }

    pub(super) fn remove_any(&mut self, old: &dyn AnyRecord) -> Result<()> {
        let entity = old.meta();
        if entity.kind != EntityKind::Link {
            return Err(internal("only links are removed"));
        }
        self.forget_alive();
        let id = Column::field(entity, system::ID);
        self.writer.delete_where(entity, &Bound::Cmp(id, Cmp::Eq, Value::Id(old.uuid())))?;
        let fields = own_fields(entity);
        self.keep_derived(Some(old), None, &fields)?;
        let given: Vec<usize> = fields.into_iter().filter(|i| old.raw(*i) != Raw::Null).collect();
        self.record(Some(old), None, ChangeKind::Removed, &given)
    }

    /// Adds a record from a person's input: field rights and custom fields are looked at too.
    ///
    /// # Errors
    /// As [`Context::insert`]; `right.field` for a field the person may not set.
    pub fn create<E: Entity>(&mut self, mut record: E) -> Result<E> {
        let entity = E::META;
        self.take_custom(&mut record)?;
        let given: Vec<usize> = own_fields(entity)
            .into_iter()
            .filter(|i| AnyRecord::raw(&record, *i) != Raw::Null)
            .collect();
        let given = self.said(&record, given);
        self.check_rights(entity, &given, &record, None)?;
        self.insert(record)
    }

    /// Changes a record by a person's patch: field rights and custom fields are looked at too.
    /// `also` makes the changes that follow from it by rule.
    ///
    /// # Errors
    /// As [`Context::update`]; `right.field`; `record.stale` when `expect_rev` is given and is
    /// not the record's revision.
    pub fn edit<E: Entity, P: Patch<E>>(
        &mut self,
        old: &E,
        patch: &P,
        expect_rev: Option<i64>,
        also: impl FnOnce(&mut E) -> Result<()>,
    ) -> Result<E> {
        expect(old, expect_rev)?;
        self.may_name(E::META, patch)?;
        let mut new = old.clone();
        patch.apply(&mut new)?;
        let custom = patch.custom().cloned().unwrap_or_default();
        let mut new = self.by_person(old, new, &custom)?;
        also(&mut new)?;
        self.update_any(old, &mut new, ChangeKind::Updated)?;
        Ok(new)
    }

    /// Refuses a patch that names a field which the caller may not read, even where it changes
    /// nothing: that would tell what stands there.
    fn may_name<E: Entity>(
        &self,
        entity: &'static EntityMeta,
        patch: &impl Patch<E>,
    ) -> Result<()> {
        let custom = patch.custom().into_iter().flat_map(|custom| custom.0.keys());
        let custom = custom.map(|key| format!("custom.{key}"));
        let mut named = patch.named().into_iter().map(str::to_owned).chain(custom);
        let hidden = |name: &String| {
            let known = name.starts_with("custom.") || entity.field(name).is_some();
            known && !self.sight.readable(entity, name)
        };
        named.find(hidden).map_or(Ok(()), |name| {
            Err(Error::new(&codes::FORBIDDEN_FIELD).entity(entity.name).field(name))
        })
    }

    /// Changes a record into what a person gave, with custom values by key.
    ///
    /// # Errors
    /// As [`Context::edit`].
    pub fn edit_as<E: Entity>(
        &mut self,
        old: &E,
        new: E,
        custom: &Custom,
        also: impl FnOnce(&mut E) -> Result<()>,
    ) -> Result<E> {
        let mut new = self.by_person(old, new, custom)?;
        also(&mut new)?;
        self.update_any(old, &mut new, ChangeKind::Updated)?;
        Ok(new)
    }

    fn by_person<E: Entity>(&mut self, old: &E, mut new: E, custom: &Custom) -> Result<E> {
        self.patch_custom(&mut new, old, custom)?;
        self.check_rights(E::META, &changed_fields(old, &new), &new, Some(old))?;
        Ok(new)
    }

    /// The fields of a new record that a person said something with: not what rules write, nor
    /// what it would be had he said nothing.
    fn said<E: Entity>(&self, record: &E, given: Vec<usize>) -> Vec<usize> {
        let blank = E::unsaid();
        let now = Raw::Int(self.now().timestamp_micros());
        let me = self.who().employee().map(|id| id.0);
        let said = |position: &usize| {
            let Some(field) = E::META.fields.get(*position) else { return false };
            let value = AnyRecord::raw(record, *position);
            let by_rule = field.is(FieldFlags::READONLY)
                || field.is(FieldFlags::DERIVED)
                || matches!(&value, Raw::Text(text) if self.given.iter().any(|n| n == text));
            let own = field.is(FieldFlags::OWNER) && record.id_at(*position) == me;
            let at_once = field.defaulted && field.kind == Kind::Time && value == now;
            let unsaid = field.defaulted && value == AnyRecord::raw(&blank, *position);
            !by_rule && !own && !at_once && !unsaid
        };
        given.into_iter().filter(said).collect()
    }

    /// Refuses to take a row back to what it was where the caller may no longer change a field
    /// that a person changes; what rules write goes along.
    pub(crate) fn may_take_back(&self, old: &dyn AnyRecord, new: &dyn AnyRecord) -> Result<()> {
        let entity = old.meta();
        let by_person = |position: &usize| {
            entity.fields.get(*position).is_some_and(|f| {
                let rule = [FieldFlags::READONLY, FieldFlags::DERIVED, FieldFlags::OWNER];
                (!f.is(FieldFlags::SYSTEM) || f.kind == Kind::Custom)
                    && !rule.into_iter().any(|flag| f.is(flag))
            })
        };
        let changed: Vec<usize> = changed_fields(old, new).into_iter().filter(by_person).collect();
        self.check_field_rights(entity, &changed, new, Some(old))
    }

    /// Refuses fields that the caller may not change and rows that he may not name.
    fn check_rights(
        &self,
        entity: &'static EntityMeta,
        fields: &[usize],
        new: &dyn AnyRecord,
        old: Option<&dyn AnyRecord>,
    ) -> Result<()> {
        self.check_references(new, fields)?;
        self.check_field_rights(entity, fields, new, old)
    }

    fn check_field_rights(
        &self,
        entity: &'static EntityMeta,
        fields: &[usize],
        new: &dyn AnyRecord,
        old: Option<&dyn AnyRecord>,
    ) -> Result<()> {
        let Some(rights) = self.rights().filter(|r| r.restricted()) else { return Ok(()) };
        let refuse = |rights: &Rights, name: &str| {
            let may = rights.edits(entity.name, name) || mutant(41);
            if may {
                Ok(())
            } else {
                Err(Error::new(&codes::FORBIDDEN_FIELD).entity(entity.name).field(name))
            }
        };
        for position in fields {
            if let Some(field) = entity.fields.get(*position).filter(|f| f.kind != Kind::Custom) {
                refuse(rights, field.name)?;
            }
        }
        self.custom_changes(entity, new, old)
            .iter()
            .try_for_each(|key| refuse(rights, &format!("custom.{key}")))
    }

    /// Logs a change.
    fn record(
        &mut self,
        old: Option<&dyn AnyRecord>,
        new: Option<&dyn AnyRecord>,
        kind: ChangeKind,
        fields: &[usize],
    ) -> Result<()> {
        let Some(row) = new.or(old) else { return Ok(()) };
        let entity = row.meta();
        let id = row.uuid();
        let rev = match row.raw(system::REV) {
            Raw::Int(rev) => rev,
            _ => 0,
        };
        let owner_before = old.and_then(owner_of).map(EmployeeId);
        let log = ChangeLog {
            entity: i64::from(entity.no),
            record_id: RecordId(id),
            root_id: RecordId(root_of(row).unwrap_or(id)),
            kind,
            rev,
            actor_id: self.who().employee(),
            at: self.now(),
            command_id: self.command_id,
            command: self.meta.name.to_owned(),
            fields: diff_json(entity, old, new, fields),
            owner_before,
            owner_after: new.and_then(owner_of).map(EmployeeId),
            ..ChangeLog::blank()
        };
        self.writer.append(ChangeLog::META, &log)?;
        self.sight.stale |= entity.epoch;
        let names = self.names(entity, fields, new, old);
        let root = match kind {
            ChangeKind::Removed => self.root_of_link(row),
            _ => None,
        };
        let team = root.filter(|(root, _)| root.team == Some(entity.name));
        let member = team.and_then(|_| row.id_at(entity.position("employee_id"))).map(EmployeeId);
        let fields = names;
        let pool = |row: Option<&dyn AnyRecord>| row.and_then(|r| r.id_at(entity.pool()?));
        let pools = [pool(old), pool(new)];
        let recorded =
            Recorded { entity, id, kind, rev, fields, owner_before, pools, root, member };
        self.changes.push(recorded);
        Ok(())
    }

    fn root_of_link(&self, row: &dyn AnyRecord) -> Option<(&'static EntityMeta, uuid::Uuid)> {
        let position = row.meta().roots().next()?;
        let Some(Kind::Id(name)) = row.meta().fields.get(position).map(|f| f.kind) else {
            return None;
        };
        Some((self.entity(name).ok()?, row.id_at(position)?))
    }

    fn names(
        &self,
        entity: &'static EntityMeta,
        fields: &[usize],
        new: Option<&dyn AnyRecord>,
        old: Option<&dyn AnyRecord>,
    ) -> Vec<Cow<'static, str>> {
        let mut names = Vec::with_capacity(fields.len());
        for field in fields.iter().filter_map(|i| entity.fields.get(*i)) {
            match (field.kind, new) {
                (Kind::Custom, Some(new)) => {
                    let keys = self.custom_changes(entity, new, old);
                    names.extend(keys.iter().map(|key| Cow::Owned(format!("custom.{key}"))));
                }
                _ => names.push(Cow::Borrowed(field.name)),
            }
        }
        names
    }
}

/// Puts a record into the cell of the map in which it lies.
fn locate(record: &mut dyn AnyRecord) -> Result<()> {
    let entity = record.meta();
    let Some([latitude, longitude, cell]) = entity.place() else { return Ok(()) };
    let wrong = |code, at: usize| match entity.fields.get(at) {
        Some(field) => Error::new(code).of(entity).at(field),
        None => Error::new(code),
    };
    let found = match (record.raw(latitude), record.raw(longitude)) {
        (Raw::Null, Raw::Null) => Raw::Null,
        (Raw::Int(north), Raw::Int(east)) => {
            let place = Place::new(Number::from_scaled(north), Number::from_scaled(east));
            Raw::Int(place.ok_or_else(|| wrong(&codes::OUT_OF_RANGE, latitude))?.cell())
        }
        (Raw::Null, _) => return Err(wrong(&codes::REQUIRED, latitude)),
        _ => return Err(wrong(&codes::REQUIRED, longitude)),
    };
    record.set(cell, found)
}

/// The positions that are not system columns; custom fields are not.
fn own_fields(entity: &EntityMeta) -> Vec<usize> {
    let own = |f: &crate::model::FieldMeta| !f.is(FieldFlags::SYSTEM) || f.kind == Kind::Custom;
    entity.fields.iter().enumerate().filter(|(_, f)| own(f)).map(|(i, _)| i).collect()
}

/// A record as values to insert.
struct AsValues<'a>(&'a dyn AnyRecord);

impl Values for AsValues<'_> {
    fn raw(&self, position: usize) -> Raw<'_> {
        self.0.raw(position)
    }
}

/// Refuses a command that was made for another revision.
///
/// # Errors
/// `record.stale` with the present revision.
pub fn expect<E: Entity>(record: &E, expect_rev: Option<i64>) -> Result<()> {
    let rev = rev_of(record)?;
    match expect_rev {
        Some(expected) if expected != rev && !mutant(35) => {
            Err(Error::new(&codes::STALE).of(E::META).with("rev", rev))
        }
        _ => Ok(()),
    }
}

fn rev_of(record: &dyn AnyRecord) -> Result<i64> {
    match record.raw(system::REV) {
        Raw::Int(rev) => Ok(rev),
        _ => Err(internal("a record without a revision")),
    }
}
