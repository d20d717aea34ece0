//! Taking a command back, where nobody has touched its effect since.

use super::context::Context;
use super::run::{changed_by, logged};
use crate::error::{Error, OrError, Result, codes, internal, require};
use crate::model::custom::{Custom, stored_map};
use crate::model::entity::system;
use crate::model::{
    CommandId, Entity, EntityKind, EntityMeta, FieldFlags, FieldType, Kind, Raw, ReadRule, Value,
};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Visibility};
use crate::session::log::{ChangeKind, ChangeLog, CommandLog};
use crate::session::operation::{self, Operation};
use crate::session::read::{not_found, pool_of};
use crate::session::write::record::{AnyRecord, Stored};
use crate::store::rows;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Context<'_> {
    /// Takes back a command of one's own, or anybody's for a super administrator: all its changes,
    /// in reverse. The caller looks whether the rules of his area hold afterwards.
    ///
    /// # Errors
    /// `undo.*`, `right.missing`, `record.not_found`, and what the reversed values violate.
    pub(crate) fn take_back(&mut self, of: CommandId) -> Result<TakenBack> {
        let log = logged(self.writer.reader(), of)?.or_error(&codes::NOTHING_TO_UNDO)?;
        let own = log.actor_id == self.who().employee();
        if !own && !self.rights().is_none_or(|r| r.is_super_admin()) {
            return Err(Error::new(&codes::NOTHING_TO_UNDO));
        }
        if let Some(operation) = &log.operation {
            self.need(Operation::by_code(operation)?)?;
        }
        // What somebody once granted or took he may no longer have the standing to.
        let grants = log.operation.as_deref() == Some(operation::ROLE_MANAGE.code);
        let company = self.company()?;
        let all_powerful = self.rights().is_none_or(|r| r.is_super_admin());
        require(!grants || all_powerful, &codes::ESCALATION)?;
        if !log.undoable {
            return Err(Error::new(&codes::UNDO_REFUSED).with("command", &log.name));
        }
        if undone(self, of)? {
            return Err(Error::new(&codes::UNDONE));
        }
        let changes = changed_by(self.writer.reader(), of)?;
        let concerned = concerned(self, &log, &changes)?;
        let before = reached(self, &concerned)?;
        let mut seen = BTreeSet::new();
        for change in changes.iter().rev() {
            let newest = seen.insert((change.entity, change.record_id));
            let above = company.is_super_admin(EmployeeId(change.record_id.0));
            require(!above || all_powerful, &codes::ESCALATION)?;
            reverse(self, change, newest).map_err(taken_since)?;
        }
        require(self.company()?.administered(), &codes::LAST_ADMIN)?;
        self.company()?.sound()?;
        // Who takes something back reaches the rows before or afterwards: rights may have gone.
        let after = reached(self, &concerned)?;
        for ((entity, ..), seen) in concerned.iter().zip(before.into_iter().zip(after)) {
            if seen == (false, false) {
                return Err(not_found(entity));
            }
        }
        self.undoes = Some(of);
        Ok(TakenBack { command: log.name, operation: log.operation, changes: changes.len() })
    }

    /// The records of an entity that a command changed, or whose parts it changed.
    pub(crate) fn touched<E: Entity>(&self, command: CommandId) -> Result<BTreeSet<E::Id>> {
        let mut records = BTreeSet::new();
        for change in changed_by(self.writer.reader(), command)? {
            let entity = entity_of(self, &change)?;
            let mut roots = entity.roots().filter_map(|position| entity.fields.get(position));
            if entity == E::META {
                records.insert(E::Id::from(change.record_id.0));
            } else if roots.any(|field| field.kind == Kind::Id(E::META.name)) {
                records.insert(E::Id::from(change.root_id.0));
            }
        }
        Ok(records)
    }
}

/// What was taken back.
pub(crate) struct TakenBack {
    /// The name of the command.
    pub command: String,
    /// The operation that it needed; nothing for one that its own rules guard.
    pub operation: Option<String>,
    /// How many changes it had made.
    pub changes: usize,
}

fn undone(cx: &Context<'_>, command: CommandId) -> Result<bool> {
    let entity = CommandLog::META;
    let column = Column::field(entity, entity.position("undoes"));
    let query =
        BoundQuery::all(entity).filter(Bound::Cmp(column, Cmp::Eq, Value::Id(command.0))).limit(1);
    let mut found = false;
    cx.writer.query(&query, &mut |_| {
        found = true;
        Ok(())
    })?;
    Ok(found)
}

fn entity_of(cx: &Context<'_>, change: &ChangeLog) -> Result<&'static EntityMeta> {
    let known = cx.sight.registry.iter().find(|e| i64::from(e.no) == change.entity);
    known.or_error(&codes::NOTHING_TO_UNDO)
}

/// The rows that one must reach to take a command back, and with what reach: those of the
/// entity that its operation is about, or else whatever it changed that can be seen at all.
fn concerned(
    cx: &Context<'_>,
    log: &CommandLog,
    changes: &[ChangeLog],
) -> Result<Vec<(&'static EntityMeta, Uuid, Visibility)>> {
    let operation = log.operation.as_deref().map(Operation::by_code).transpose()?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for change in changes {
        let (entity, id) = (entity_of(cx, change)?, change.record_id.0);
        let about = |o: &&Operation| o.code.split('.').next() == Some(entity.name);
        match operation.filter(about) {
            Some(operation) => own.push((entity, id, cx.sight.reach(entity, operation)?)),
            None if entity.read == ReadRule::Internal => {}
            None => {
                let reach = cx.sight.visibility(entity).unwrap_or(Visibility::Nothing);
                others.push((entity, id, reach));
            }
        }
    }
    Ok(if own.is_empty() { others } else { own })
}

/// Whether each of the rows is there and in reach.
fn reached(
    cx: &Context<'_>,
    rows: &[(&'static EntityMeta, Uuid, Visibility)],
) -> Result<Vec<bool>> {
    let reader = cx.writer.reader();
    let found = rows.iter().map(|(entity, id, reach)| {
        Ok(reader.get(entity, *id, &[], reach, Bin::Any, &mut |_| Ok(()))?
            || cx.sight.sees_pool(reader, entity, pool_of(reader, entity, *id, Bin::Any)?)?)
    });
    found.collect()
}

/// What must be unique and has been given to another row meanwhile does not come back.
fn taken_since(error: Error) -> Error {
    if !error.is(&codes::DUPLICATE) {
        return error;
    }
    let touched = Error::new(&codes::UNDO_TOUCHED);
    let touched = error.entity_name().into_iter().fold(touched, Error::entity);
    error.field_name().into_iter().fold(touched, Error::field)
}

/// Reverses one change. `newest` says that it is the command's last on this row: the row must
/// then still be as the command left it.
fn reverse(cx: &mut Context<'_>, change: &ChangeLog, newest: bool) -> Result<()> {
    let entity = entity_of(cx, change)?;
    if entity.lasting {
        return Ok(());
    }
    let present = present(cx, entity, change.record_id.0)?;
    let touched = || Error::new(&codes::UNDO_TOUCHED).entity(entity.name);
    let before = values(entity, change)?;
    if change.kind == ChangeKind::Removed {
        if present.is_some() {
            return Err(touched());
        }
        let mut link = Stored::empty(entity);
        link.set(system::ID, Raw::Id(change.record_id.0))?;
        before.put(&mut link)?;
        return cx.insert_any(&mut link, change.rev + 1);
    }
    let old = present.ok_or_else(touched)?;
    if newest && standing(cx, change, &old)? != change.rev && !mutant(44) {
        return Err(touched());
    }
    let mut new = old.clone();
    match (change.kind, entity.kind) {
        (ChangeKind::Created, EntityKind::Link) => cx.remove_any(&old),
        (ChangeKind::Created, _) => {
            // What others have added to it meanwhile would be lost with it.
            let id = change.record_id.0;
            if cx.used(entity, id, Bin::Any)? || cx.has_parts(entity, id)? {
                return Err(Error::new(&codes::UNDO_USED).entity(entity.name));
            }
            cx.delete_any(&old, &mut new)
        }
        _ => {
            if !before.leads_to_live_rows(cx, entity)? {
                return Err(touched());
            }
            before.put(&mut new)?;
            cx.may_take_back(&old, &new)?;
            if change.kind == ChangeKind::Deleted && !has_its_records(cx, &new)? {
                return Err(touched());
            }
            let kind = match change.kind {
                ChangeKind::Deleted => ChangeKind::Restored,
                ChangeKind::Restored => ChangeKind::Deleted,
                _ => ChangeKind::Updated,
            };
            cx.update_any(&old, &mut new, kind)
        }
    }
}

/// The revision whose values a row has now: a change that was taken back is as if it had not been.
fn standing(cx: &Context<'_>, change: &ChangeLog, row: &Stored) -> Result<i64> {
    let entity = ChangeLog::META;
    let Raw::Int(mut rev) = row.raw(system::REV) else { return Err(internal("no revision")) };
    while rev > change.rev {
        let of_row = Bound::And(vec![
            Bound::is(entity, "root_id", Value::Id(change.root_id.0)),
            Bound::is(entity, "record_id", Value::Id(change.record_id.0)),
            Bound::is(entity, "rev", Value::Int(rev)),
        ]);
        let last: Vec<ChangeLog> =
            rows(cx.writer.reader(), &BoundQuery::all(entity).filter(of_row))?;
        let [last] = last.as_slice() else { break };
        let reader = cx.writer.reader();
        let Some(undone) = logged(reader, last.command_id)?.and_then(|log| log.undoes) else {
            break;
        };
        let same_row = |c: &ChangeLog| (c.entity, c.record_id) == (change.entity, change.record_id);
        let Some(first) = changed_by(reader, undone)?.into_iter().find(same_row) else { break };
        rev = first.rev - 1;
    }
    Ok(rev)
}

/// Whether the records to which a row must refer are live. What it merely belongs to (a root)
/// may be in the bin: the row is then not seen either.
fn has_its_records(cx: &Context<'_>, row: &Stored) -> Result<bool> {
    for (position, field) in row.meta().fields.iter().enumerate() {
        let referred = field.required() && !field.is(FieldFlags::ROOT | FieldFlags::SYSTEM);
        if let (true, Kind::Id(target), Some(id)) = (referred, field.kind, row.id_at(position))
            && !cx.exists(cx.entity(target)?, id, &Visibility::Everything)?
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn present(cx: &Context<'_>, entity: &'static EntityMeta, id: Uuid) -> Result<Option<Stored>> {
    let columns: Vec<usize> = (0..entity.fields.len()).collect();
    let mut found = None;
    cx.writer.get(entity, id, &columns, &Visibility::Everything, Bin::Any, &mut |row| {
        found = Some(Stored::read(entity, &columns, row)?);
        Ok(())
    })?;
    Ok(found)
}

/// What a row held before a change: declared fields by position, custom ones by number.
#[derive(Default)]
struct Before {
    fields: BTreeMap<usize, Raw<'static>>,
    custom: BTreeMap<String, Value>,
}

impl Before {
    /// Whether the rows that rules, not people, once referred to are still there; references by
    /// people are looked at when the row is written.
    fn leads_to_live_rows(&self, cx: &Context<'_>, entity: &EntityMeta) -> Result<bool> {
        for (position, value) in &self.fields {
            let field = entity.fields.get(*position).filter(|f| f.is(FieldFlags::READONLY));
            if let (Some(Kind::Id(target)), Raw::Id(id)) = (field.map(|f| f.kind), value)
                && let Ok(target) = cx.entity(target)
                && !cx.exists(target, *id, &Visibility::Everything)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts the old values back into a row.
    fn put(self, row: &mut Stored) -> Result<()> {
        for (position, value) in self.fields {
            row.set(position, value)?;
        }
        if !self.custom.is_empty() {
            let mut custom = Custom(stored_map(&row.raw(system::CUSTOM)));
            for (number, value) in self.custom {
                match value {
                    Value::Null => custom.0.remove(&number),
                    value => custom.0.insert(number, value),
                };
            }
            row.set(system::CUSTOM, custom.raw())?;
        }
        Ok(())
    }
}

/// The logged old values.
fn values(entity: &EntityMeta, change: &ChangeLog) -> Result<Before> {
    let logged: BTreeMap<String, (Value, Value)> =
        serde_json::from_str(&change.fields).map_err(internal)?;
    let mut values = Before::default();
    for (number, (old, _)) in logged {
        let no: u32 = number.parse().map_err(internal)?;
        let field = entity.fields.iter().enumerate().find(|(_, f)| u32::from(f.no) == no);
        match field {
            Some((position, field)) if !field.is(FieldFlags::SECRET) => {
                values.fields.insert(position, raw(field.kind, old)?);
            }
            Some(_) => {}
            None => {
                values.custom.insert(number, old);
            }
        }
    }
    Ok(values)
}

/// A logged value in stored form.
fn raw(kind: Kind, value: Value) -> Result<Raw<'static>> {
    Ok(match (kind, value) {
        (_, Value::Null) => Raw::Null,
        (Kind::Id(_), Value::Text(text)) => Raw::Id(Uuid::parse_str(&text).map_err(internal)?),
        (_, Value::Int(i)) => Raw::Int(i),
        (_, Value::Text(text)) => Raw::Text(Cow::Owned(text)),
        _ => return Err(internal("a logged value of no stored form")),
    })
}
