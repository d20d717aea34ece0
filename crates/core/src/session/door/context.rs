//! What a handler works with: the caller's sight, ids that follow from the command, and a
//! transaction that records everything.

use super::CommandMeta;
use crate::error::{Error, Result, codes, internal, unless_refused};
use crate::model::entity::system;
use crate::model::{
    CommandId, Entity, EntityKind, EntityMeta, FieldFlags, FieldMeta, Kind, Raw, Registry,
    Timestamp, TypedId, Value, Zone, derive_id,
};
use crate::mutants::mutant;
use crate::org::{EmployeeId, FieldDefinition};
use crate::query::search::SearchText;
use crate::query::{
    Bin, Bound, BoundQuery, Cmp, Column, ColumnRef, Link, Related, Total, Totals, Visibility,
};
use crate::session::company::Staff;
use crate::session::crm::{Crm, Sight, Who};
use crate::session::log::ChangeKind;
use crate::session::operation::Operation;
use crate::session::read::not_found;
use crate::session::rights::{Rights, Scope};
use crate::store::{FileRole, Identity, Writer};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// A change as the write path recorded it.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) entity: &'static EntityMeta,
    pub(crate) id: Uuid,
    pub(crate) kind: ChangeKind,
    pub(crate) rev: i64,
    pub(crate) fields: Vec<Cow<'static, str>>,
    pub(crate) owner_before: Option<EmployeeId>,
    /// The pool in which it lay before, and the one in which it lies.
    pub(crate) pools: [Option<Uuid>; 2],
    /// The record to which a removed link belonged.
    pub(crate) root: Option<(&'static EntityMeta, Uuid)>,
    /// Who was a member by a removed link of a team.
    pub(crate) member: Option<EmployeeId>,
}

/// What a handler works with.
pub struct Context<'a> {
    pub(crate) writer: &'a dyn Writer,
    pub(crate) sight: Sight,
    pub(crate) command_id: CommandId,
    pub(crate) meta: &'static CommandMeta,
    pub(crate) changes: Vec<Recorded>,
    /// Search texts, written when the handler is done: with texts pending, every savepoint makes
    /// FTS5 write its index, which was a third of an import.
    pub(crate) texts: Vec<(&'static EntityMeta, Uuid, SearchText)>,
    pub(crate) warnings: Vec<Error>,
    /// Texts that rules gave (numbers, a currency): nobody said them.
    pub(crate) given: Vec<String>,
    pub(crate) undoes: Option<CommandId>,
    pub(crate) given_at: Timestamp,
    identity: Identity,
    registry: &'a Registry,
    made: u32,
    /// Live rows that this command has seen, so that a reference to one is not looked up again.
    alive: RefCell<BTreeSet<(u16, Uuid)>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        crm: &'a Crm,
        writer: &'a dyn Writer,
        sight: Sight,
        command_id: CommandId,
        meta: &'static CommandMeta,
        given_at: Timestamp,
    ) -> Self {
        Self {
            writer,
            sight,
            command_id,
            meta,
            changes: Vec::new(),
            texts: Vec::new(),
            warnings: Vec::new(),
            given: Vec::new(),
            undoes: None,
            given_at,
            identity: crm.store().identity(),
            registry: crm.store().registry(),
            made: 0,
            alive: RefCell::default(),
        }
    }

    /// The one instant of the command: when the person gave it. What he may do is decided as of
    /// the instant at which it is carried out.
    pub fn now(&self) -> Timestamp {
        self.given_at
    }

    /// The company's zone.
    pub fn zone(&self) -> Zone {
        self.sight.company.zone()
    }

    /// The company's date.
    pub fn today(&self) -> NaiveDate {
        self.zone().date(self.now())
    }

    /// Who acts.
    pub fn who(&self) -> Who {
        self.sight.who
    }

    /// The employee who acts.
    ///
    /// # Errors
    /// `right.system_only` when it is the system.
    pub fn me(&self) -> Result<EmployeeId> {
        self.who().employee().ok_or_else(|| Error::new(&codes::SYSTEM_ONLY))
    }

    /// The rights of who acts; the system has no limits.
    pub fn rights(&self) -> Option<&Rights> {
        self.sight.rights.as_deref()
    }

    /// A value of a field as an error may tell it: not to who may not read the field.
    pub(crate) fn told(
        &self,
        entity: &EntityMeta,
        field: &str,
        value: impl std::fmt::Display,
    ) -> String {
        let reads = self.rights().is_none_or(|rights| rights.reads(entity.name, field));
        if reads { value.to_string() } else { "***".to_owned() }
    }

    /// The part this file plays.
    pub fn role(&self) -> FileRole {
        self.identity.role
    }

    pub(crate) fn identity(&self) -> Identity {
        self.identity
    }

    /// The company, with what this command has changed in it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn company(&mut self) -> Result<Arc<Staff>> {
        let staff = self.sight.staff(self.writer.reader())?;
        if self.sight.stale || self.sight.staff.is_none() {
            self.sight.company = Arc::clone(staff.company());
            self.sight.staff = Some(Arc::clone(&staff));
            self.sight.stale = false;
        }
        Ok(staff)
    }

    /// An entity by name.
    ///
    /// # Errors
    /// `query.unknown_entity`.
    pub fn entity(&self, name: &str) -> Result<&'static EntityMeta> {
        self.registry.by_name(name)
    }

    /// All entities.
    pub fn registry(&self) -> &'a Registry {
        self.registry
    }

    /// A new id. The hub that runs this command again makes the same.
    pub fn new_id<T: TypedId>(&mut self) -> T {
        let actor = self.who().employee().map_or(Uuid::nil(), TypedId::uuid);
        let id = derive_id(self.command_id, actor, self.made);
        self.made += 1;
        T::from(id)
    }

    /// Tells the person something although the command is carried out.
    pub fn warn(&mut self, warning: Error) {
        self.warnings.push(warning);
    }

    /// Refuses who lacks an operation beyond the command's own.
    ///
    /// # Errors
    /// `right.missing`.
    pub fn need(&self, operation: &Operation) -> Result<()> {
        match self.rights() {
            Some(rights) if !rights.may(operation) => Err(operation.missing()),
            _ => Ok(()),
        }
    }

    /// A live record, whoever may see it: for rules, not for showing.
    ///
    /// # Errors
    /// `record.not_found`.
    pub fn load<E: Entity>(&self, id: E::Id) -> Result<E> {
        self.fetch(id, &Visibility::Everything, Bin::Live)?.ok_or_else(|| not_found(E::META))
    }

    /// A live record on which the caller may do an operation.
    ///
    /// # Errors
    /// `record.not_found` when he may not see it, `pool.pooled` when he sees it in a pool only,
    /// `right.row` when he sees it but may not do this.
    pub fn reach<E: Entity>(&self, id: E::Id, operation: &Operation) -> Result<E> {
        self.reach_in(id, operation, Bin::Live)
    }

    /// The same in the recycle bin.
    ///
    /// # Errors
    /// As [`Context::reach`].
    pub fn reach_in<E: Entity>(&self, id: E::Id, operation: &Operation, bin: Bin) -> Result<E> {
        let entity = E::META;
        let reach = self.sight.reach(entity, operation)?;
        // What he does not see does not exist, however far the operation itself reaches.
        let visible = self.sight.visibility(entity).unwrap_or(Visibility::Nothing);
        let Some(found) = self.fetch(id, &visible, bin)? else {
            return Err(self.out_of_reach(entity, id.uuid(), bin)?);
        };
        let within = mutant(14)
            || reach == visible
            || owned(&found, &reach)
            || self.writer.get(entity, id.uuid(), &[], &reach, bin, &mut |_| Ok(()))?;
        if within { Ok(found) } else { Err(operation.not_on_row()) }
    }

    /// A live record that the caller may read.
    ///
    /// # Errors
    /// `record.not_found`, `right.missing`; `pool.pooled` when he sees it in a pool only.
    pub fn see<E: Entity>(&self, id: E::Id) -> Result<E> {
        match self.fetch(id, &self.sight.visibility(E::META)?, Bin::Live)? {
            Some(found) => Ok(found),
            None => Err(self.out_of_reach(E::META, id.uuid(), Bin::Live)?),
        }
    }

    /// Whether the caller may do an operation on a live record.
    pub(crate) fn may<E: Entity>(&self, id: E::Id, operation: &Operation) -> Result<bool> {
        Ok(unless_refused(self.reach::<E>(id, operation))?.is_some())
    }

    /// What refers to a live record, if the caller may read that.
    pub(crate) fn if_seen<E: Entity>(&self, id: Option<E::Id>) -> Result<Option<E::Id>> {
        let Some(id) = id else { return Ok(None) };
        Ok(unless_refused(self.see::<E>(id))?.map(|_| id))
    }

    /// Why nothing is done to a row that data scopes and teams do not show: who sees it in a pool
    /// is told that it lies there; for anybody else it does not exist.
    fn out_of_reach(&self, entity: &'static EntityMeta, id: Uuid, bin: Bin) -> Result<Error> {
        let pooled = self.sight.sees_pooled(self.writer.reader(), entity, id, bin)?;
        Ok(if pooled { Error::new(&codes::IN_POOL).of(entity) } else { not_found(entity) })
    }

    /// Whether the caller sees a record in a pool.
    pub(crate) fn sees_pooled<E: Entity>(&self, id: E::Id, bin: Bin) -> Result<bool> {
        self.sight.sees_pooled(self.writer.reader(), E::META, id.uuid(), bin)
    }

    /// A live record, whoever may see it, if there is one.
    pub(crate) fn find_one<E: Entity>(&self, id: E::Id) -> Result<Option<E>> {
        self.fetch(
            id,
            &Visibility::Everything,
            if E::META.recycled() { Bin::Live } else { Bin::Any },
        )
    }

    pub(crate) fn fetch<E: Entity>(
        &self,
        id: E::Id,
        reach: &Visibility,
        bin: Bin,
    ) -> Result<Option<E>> {
        let mut found = None;
        self.writer.get(E::META, id.uuid(), E::COLUMNS, reach, bin, &mut |row| {
            found = Some(E::from_row(row)?);
            Ok(())
        })?;
        if found.is_some() && bin == Bin::Live {
            self.is_alive(E::META, id.uuid());
        }
        Ok(found)
    }

    /// Remembers that a row is there and live.
    pub(crate) fn is_alive(&self, entity: &EntityMeta, id: Uuid) {
        self.alive.borrow_mut().insert((entity.no, id));
    }

    /// Whether a row is known to be there and live.
    pub(crate) fn knows_alive(&self, entity: &EntityMeta, id: Uuid) -> bool {
        self.alive.borrow().contains(&(entity.no, id))
    }

    /// Forgets which rows are there: some may have gone.
    pub(crate) fn forget_alive(&self) {
        self.alive.borrow_mut().clear();
    }

    /// How many rows a query has, exactly.
    ///
    /// # Errors
    /// Storage errors.
    pub(crate) fn count(&self, query: &BoundQuery) -> Result<i64> {
        match self.writer.count(query, Totals::Exact)? {
            Total::Exact { count } | Total::AtLeast { count } => {
                i64::try_from(count).map_err(internal)
            }
        }
    }

    /// The live rows that fulfil a condition, whoever may see them, in insertion order.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find<E: Entity>(&self, filter: Bound) -> Result<Vec<E>> {
        self.query(&BoundQuery::all(E::META).filter(filter))
    }

    /// The rows of a bound query.
    ///
    /// # Errors
    /// Storage errors.
    pub fn query<E: Entity>(&self, query: &BoundQuery) -> Result<Vec<E>> {
        crate::store::rows(self.writer.reader(), query)
    }

    /// Whether a row, of those in `bin`, refers to another. What belongs to the other does not
    /// count, nor what belongs to a record in the recycle bin, nor what this command put there.
    ///
    /// # Errors
    /// Storage errors.
    pub fn used(&mut self, target: &EntityMeta, id: Uuid, bin: Bin) -> Result<bool> {
        let company = self.company()?;
        let mut used = false;
        for entity in self.registry.iter().filter(|e| e.kind != EntityKind::Log) {
            let refers = |f: &FieldMeta| f.kind == Kind::Id(target.name);
            let own = FieldFlags::ROOT | FieldFlags::SYSTEM;
            let declared = entity.fields.iter().enumerate();
            let declared = declared.filter(|(_, f)| refers(f) && !f.flags.has(own));
            let custom = company
                .fields
                .iter()
                .filter(|f| f.entity == entity.name && f.kind.kind() == Kind::Id(target.name));
            let columns = declared.map(|(position, _)| Column::field(entity, position));
            let columns: Vec<Column> = columns.chain(custom.map(custom_column)).collect();
            let root = entity.roots().next().filter(|_| entity.kind == EntityKind::Link);
            let deleted = |c: &&Recorded| c.entity == entity && c.kind == ChangeKind::Deleted;
            let gone = self.changes.iter().filter(deleted).map(|c| Value::Id(c.id));
            let gone = Bound::In(Column::field(entity, system::ID), gone.collect());
            for column in columns {
                let mut filter = vec![
                    Bound::Cmp(column, Cmp::Eq, Value::Id(id)),
                    Bound::Not(Box::new(gone.clone())),
                ];
                if let Some(position) = root
                    && let Some(Kind::Id(name)) = entity.fields.get(position).map(|f| f.kind)
                {
                    filter.push(Bound::Has(Box::new(Related {
                        entity: self.entity(name)?,
                        link: Link::Forward(position),
                        visibility: Visibility::Everything,
                        filter: Bound::All,
                    })));
                }
                let mut query = BoundQuery::all(entity).filter(Bound::And(filter)).limit(1);
                query.bin = if entity.recycled() { bin } else { Bin::Any };
                query.columns.clear();
                self.writer.query(&query, &mut |_| {
                    used = true;
                    Ok(())
                })?;
            }
        }
        Ok(used)
    }

    /// Whether anything that is not in the recycle bin belongs to a record, besides what only
    /// tells what has been.
    ///
    /// # Errors
    /// Storage errors.
    pub fn has_parts(&self, target: &EntityMeta, id: Uuid) -> Result<bool> {
        let parts = |e: &&EntityMeta| e.kind != EntityKind::Log && !e.lasting;
        for entity in self.registry.iter().filter(parts) {
            let roots = entity.roots().filter_map(|at| entity.fields.get(at));
            for field in roots.filter(|f| f.kind == Kind::Id(target.name)) {
                let of = Bound::is(entity, field.name, Value::Id(id));
                if self.count(&BoundQuery::all(entity).filter(of))? > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Refuses an owner on whose records the operation does not work: nobody makes records for
    /// people outside his own scope.
    ///
    /// # Errors
    /// `owner.inactive`, `right.row`.
    pub fn own_for(&mut self, owner: EmployeeId, operation: &Operation) -> Result<()> {
        let company = self.company()?;
        company
            .active(owner)
            .ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("owner_id"))?;
        let Some(rights) = self.rights() else { return Ok(()) };
        let within = match rights.scope(operation)? {
            Scope::All => true,
            Scope::Owners(set) => set.contains(owner.uuid()) || owner == rights.employee(),
        };
        if within || mutant(45) { Ok(()) } else { Err(operation.not_on_row().field("owner_id")) }
    }

    /// Does something to each of several rows: a row that is refused changes nothing and says
    /// why, the others go on.
    ///
    /// # Errors
    /// `command.too_many_rows`, and failures of the machine, which end the whole batch.
    pub fn each<I: TypedId>(
        &mut self,
        ids: &[I],
        mut work: impl FnMut(&mut Self, I) -> Result<()>,
    ) -> Result<BatchReport> {
        if ids.len() > BatchReport::MAX {
            return Err(Error::new(&codes::TOO_MANY_ROWS).with("max", BatchReport::MAX));
        }
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let result = self.part(|cx| work(cx, *id));
            let error = match result {
                Err(e) if e.is_of_machine() => return Err(e),
                other => other.err(),
            };
            rows.push(RowReport { id: id.uuid(), error });
        }
        Ok(BatchReport { rows })
    }

    /// A part of the command that is taken back alone if it fails.
    ///
    /// # Errors
    /// What the part returns.
    pub fn part(&mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let (changes, warnings, writer) = (self.changes.len(), self.warnings.len(), self.writer);
        let texts = self.texts.len();
        let mut work = Some(work);
        let mut work = || work.take().map_or(Ok(()), |work| work(self));
        let result = if mutant(42) { work() } else { writer.savepoint(&mut work) };
        if result.is_err() {
            self.sight.stale |= self.changes.iter().skip(changes).any(|c| c.entity.epoch);
            self.forget_alive();
            self.changes.truncate(changes);
            self.texts.truncate(texts);
            self.warnings.truncate(warnings);
        }
        result.map_err(|e| self.sight.worded(e))
    }
}

/// Whether a record belongs to one of the owners whose records are reached.
fn owned<E: Entity>(record: &E, reach: &Visibility) -> bool {
    match reach {
        Visibility::Keys(keys) => {
            matches!(record.raw(keys.owner), Raw::Id(owner) if keys.owners.contains(owner))
        }
        _ => false,
    }
}

/// What became of one row of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowReport {
    /// The row.
    pub id: Uuid,
    /// Why it was refused; nothing when it was done.
    pub error: Option<Error>,
}

/// What became of the rows of a batch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchReport {
    /// One entry per row, in the order given.
    pub rows: Vec<RowReport>,
}

impl BatchReport {
    /// Rows of a batch.
    pub const MAX: usize = 1000;

    /// How many rows were done.
    pub fn done(&self) -> usize {
        self.rows.iter().filter(|r| r.error.is_none()).count()
    }

    /// The refusal of a batch of one.
    ///
    /// # Errors
    /// The row's own.
    pub fn single(&self) -> Result<()> {
        self.rows.iter().find_map(|r| r.error.clone()).map_or(Ok(()), Err)
    }
}

/// The column of a custom field.
fn custom_column(field: &FieldDefinition) -> Column {
    let at = ColumnRef::Custom(u32::try_from(field.number).unwrap_or_default());
    Column { at, kind: field.kind.kind(), nullable: true }
}
