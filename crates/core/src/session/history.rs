//! The operation log of a record: who changed what, when, old → new (B1.20).

use super::company::Company;
use super::crm::{Session, Sight};
use super::log::{ChangeKind, ChangeLog};
use super::read::not_found;
use crate::error::{Error, Result, codes, internal};
use crate::model::entity::{Record, system};
use crate::model::region::region;
use crate::model::{
    ChoiceMeta, Entity, EntityMeta, FieldFlags, FieldMeta, Kind, Label, Locale, Raw, Timestamp,
    TypedId, Value,
};
use crate::org::{EmployeeId, OptionItem, OptionItemId};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Direction, Visibility};
use crate::store::{Reader, rows};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct FieldChange {
    /// The field's name, or `custom.key`.
    pub field: String,
    /// What people read, in the company's language.
    pub label: String,
    /// The value before, as people read it; nothing where there was none.
    pub old: Option<String>,
    /// The value afterwards.
    pub new: Option<String>,
    /// Whether the values are blank because the caller may not read the field.
    pub masked: bool,
}

/// One change of a record or of something that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct HistoryEntry {
    /// Where the entry stands; give the last one's back to read on.
    pub mark: String,
    /// When.
    pub at: Timestamp,
    /// Who; nobody for the system.
    pub actor_id: Option<EmployeeId>,
    /// The name of who.
    pub actor: String,
    /// The command's stable name.
    pub command: String,
    /// The entity's name: the record's own, or that of something that belongs to it.
    pub entity: String,
    /// The row.
    pub id: Uuid,
    /// What happened.
    pub kind: ChangeKind,
    /// Field by field.
    pub fields: Vec<FieldChange>,
}

/// Who did timed work.
const SYSTEM: Label = Label { zh: "系统", en: "System" };
const YES: Label = Label { zh: "是", en: "Yes" };
const NO: Label = Label { zh: "否", en: "No" };

impl Session {
    /// The operation log of a record that the caller sees, the newest first; `before` is the
    /// `mark` of the last entry of the page before.
    ///
    /// # Errors
    /// `record.not_found`, `right.missing`; `query.bad_cursor` for a mark of another history.
    pub fn history<E: Entity>(
        &self,
        id: E::Id,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>> {
        self.sight(|reader, sight| {
            let reach = sight.visibility(E::META)?;
            sight.history(reader, (E::META, id.uuid()), &reach, (before, limit))
        })
    }
}

/// The place in the log of a marked entry of this history. Places themselves are never shown: how
/// far apart two of them are would tell how much others have done in between.
fn position(reader: &dyn Reader, mark: &str, history: &[Bound]) -> Result<i64> {
    let log = ChangeLog::META;
    let column = |name: &str| Column::field(log, log.position(name));
    let invalid = || Error::new(&codes::BAD_CURSOR);
    let (id, rev) = mark.split_once('.').ok_or_else(invalid)?;
    let id = Uuid::parse_str(id).map_err(|_| invalid())?;
    let rev = rev.parse().map_err(|_| invalid())?;
    let mut filter = history.to_vec();
    filter.push(Bound::Cmp(column("record_id"), Cmp::Eq, Value::Id(id)));
    filter.push(Bound::Cmp(column("rev"), Cmp::Eq, Value::Int(rev)));
    let mut seq = None;
    reader.query(&BoundQuery::all(log).filter(Bound::And(filter)).limit(1), &mut |row| {
        seq = Some(ChangeLog::from_row(row)?.seq);
        Ok(())
    })?;
    seq.ok_or_else(invalid)
}

/// The records under whose history a row stands or stood, if it is not its own.
fn roots(reader: &dyn Reader, entity: &'static EntityMeta, id: Uuid) -> Result<Vec<Uuid>> {
    let columns: Vec<usize> = entity.roots().collect();
    let mut roots = Vec::new();
    if !columns.is_empty() {
        reader.get(entity, id, &columns, &Visibility::Everything, Bin::Any, &mut |row| {
            for place in 0..columns.len() {
                if let Raw::Id(id) = row.get(place)? {
                    roots.push(id);
                }
            }
            Ok(())
        })?;
    }
    Ok(roots)
}

impl Sight {
    /// A page of the operation log of a record that lies in a reach.
    pub(crate) fn history(
        &self,
        reader: &dyn Reader,
        (entity, id): (&'static EntityMeta, Uuid),
        reach: &Visibility,
        (before, limit): (Option<&str>, u32),
    ) -> Result<Vec<HistoryEntry>> {
        if !reader.get(entity, id, &[], reach, Bin::Any, &mut |_| Ok(()))? {
            return Err(not_found(entity));
        }
        let log = ChangeLog::META;
        let column = |name: &str| Column::field(log, log.position(name));
        let own = Value::Id(id);
        let mut roots: Vec<Value> = roots(reader, entity, id)?.into_iter().map(Value::Id).collect();
        let mut filter = Vec::new();
        if !roots.is_empty() {
            filter.push(Bound::Cmp(column("record_id"), Cmp::Eq, own.clone()));
        }
        roots.push(own);
        roots.extend(self.became(reader, entity, id)?);
        filter.push(Bound::In(column("root_id"), roots));
        if let Some(mark) = before {
            let seq = position(reader, mark, &filter)?;
            filter.push(Bound::Cmp(column("seq"), Cmp::Lt, Value::Int(seq)));
        }
        // What hangs on a record is seen with it, but not by who sees it through its pool alone.
        let own_reach = self.visibility(entity).unwrap_or(Visibility::Nothing);
        let open = own_reach == *reach
            || reader.get(entity, id, &[], &own_reach, Bin::Any, &mut |_| Ok(()))?;
        let readable = self
            .registry
            .iter()
            .filter(|e| open || *e == entity)
            .filter(|e| self.visibility(e).is_ok_and(|reach| reach != Visibility::Nothing));
        let readable = readable.map(|e| Value::Int(i64::from(e.no))).collect();
        filter.push(Bound::In(column("entity"), readable));
        let query = BoundQuery::all(log).filter(Bound::And(filter)).order_by(0, Direction::Desc);
        let query = query.limit(limit.min(crate::query::limits::PAGE) as usize);
        let changes: Vec<ChangeLog> = rows(reader, &query)?;
        changes.iter().map(|change| self.entry(reader, change)).collect()
    }

    /// The records that became this one.
    fn became(&self, reader: &dyn Reader, entity: &EntityMeta, id: Uuid) -> Result<Vec<Value>> {
        let mut found = Vec::new();
        for other in self.registry.iter() {
            let became =
                |f: &&FieldMeta| f.is(FieldFlags::BECAME) && f.kind == Kind::Id(entity.name);
            let Some(field) = other.fields.iter().find(became) else { continue };
            let mut query =
                BoundQuery::all(other).filter(Bound::is(other, field.name, Value::Id(id)));
            query.bin = Bin::Any;
            query.columns = vec![system::ID];
            reader.query(&query, &mut |row| {
                if let Raw::Id(id) = row.get(0)? {
                    found.push(Value::Id(id));
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    fn entry(&self, reader: &dyn Reader, change: &ChangeLog) -> Result<HistoryEntry> {
        let entity = self.registry.iter().find(|e| i64::from(e.no) == change.entity);
        let entity = entity.ok_or_else(|| internal("a log of an unknown entity"))?;
        let locale = self.company.locale();
        let actor = match change.actor_id {
            Some(id) => self.staff(reader)?.name(id).to_owned(),
            None => SYSTEM.get(locale).to_owned(),
        };
        let logged: BTreeMap<String, (Value, Value)> =
            serde_json::from_str(&change.fields).map_err(internal)?;
        let mut fields: Vec<(u32, FieldChange)> = Vec::new();
        for (number, (old, new)) in logged {
            let no = number.parse().map_err(internal)?;
            // Of what the place hides the log does not even tell that it changed: of a yes or a no
            // that would tell which.
            if let Some(described) = describe(entity, no, &self.company)
                && !self.is_veiled(entity, &described.field)
            {
                fields.push((no, self.field_change(reader, entity, described, &old, &new)?));
            }
        }
        fields.sort_by_key(|(no, _)| *no);
        Ok(HistoryEntry {
            mark: format!("{}.{}", change.record_id.0.simple(), change.rev),
            at: change.at,
            actor_id: change.actor_id,
            actor,
            command: change.command.clone(),
            entity: entity.name.to_owned(),
            id: change.record_id.0,
            kind: change.kind,
            fields: fields.into_iter().map(|(_, f)| f).collect(),
        })
    }

    fn field_change(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        described: Described,
        old: &Value,
        new: &Value,
    ) -> Result<FieldChange> {
        let Described { field, label, kind, region } = described;
        let masked = !self.readable(entity, &field);
        let text = |value: &Value| match value {
            _ if masked => Ok(None),
            Value::Text(code) if region => Ok(Some(named(code))),
            value => self.as_text(reader, value, kind),
        };
        Ok(FieldChange { old: text(old)?, new: text(new)?, field, label, masked })
    }

    /// A logged value as people read it: names for references, labels for choices, the company's
    /// time for instants.
    fn as_text(&self, reader: &dyn Reader, value: &Value, kind: Kind) -> Result<Option<String>> {
        let company = &self.company;
        Ok(match (kind, value) {
            (_, Value::Null) => None,
            (Kind::Choice(meta), Value::Text(code)) => {
                Some(choice_label(meta, code, company.locale()))
            }
            (Kind::Id(target), Value::Text(id)) => match Uuid::parse_str(id) {
                Err(_) => None,
                Ok(id) => Some(match target {
                    "employee" => self.staff(reader)?.name(EmployeeId(id)).to_owned(),
                    "option_item" => self.option_label(reader, OptionItemId(id))?,
                    _ => self.name_of(reader, target, id)?,
                }),
            },
            (Kind::Bool, Value::Int(yes)) => {
                Some(if *yes == 0 { NO } else { YES }.get(company.locale()).to_owned())
            }
            (Kind::Time, Value::Int(micros)) => {
                crate::model::value::time_from_micros(*micros).map(|at| company.zone().show(at))
            }
            (kind, value) => kind.read(value.raw()).ok().map(|v| v.to_text()),
        })
    }

    /// An option as people read it, also after it was deleted.
    fn option_label(&self, reader: &dyn Reader, id: OptionItemId) -> Result<String> {
        let mut label = self.company.option_label(id);
        if !self.company.options.contains_key(&id) {
            let (entity, all) = (OptionItem::META, &Visibility::Everything);
            reader.get(entity, id.uuid(), OptionItem::COLUMNS, all, Bin::Any, &mut |row| {
                label = OptionItem::from_row(row)?.label_in(self.company.locale());
                Ok(())
            })?;
        }
        Ok(label)
    }

    /// The name of a record that the caller sees; of any other, nothing is told.
    fn name_of(&self, reader: &dyn Reader, target: &str, id: Uuid) -> Result<String> {
        let mut name = "***".to_owned();
        if let Some(entity) = self.find(target)
            && let Some((position, _)) = entity.field("name")
            && self.readable(entity, "name")
            && let Ok(reach) = self.visibility(entity)
        {
            reader.get(entity, id, &[position], &reach, Bin::Any, &mut |row| {
                if let Raw::Text(text) = row.get(0)? {
                    name = text.into_owned();
                }
                Ok(())
            })?;
        }
        Ok(name)
    }
}

struct Described {
    field: String,
    label: String,
    kind: Kind,
    region: bool,
}

/// The full name of a division.
fn named(code: &str) -> String {
    region(code).map_or_else(|| code.to_owned(), |r| r.full_name)
}

/// The field of a logged number; secrets have none.
fn describe(entity: &EntityMeta, no: u32, company: &Company) -> Option<Described> {
    let locale = company.locale();
    if let Some(field) = entity.fields.iter().find(|f| u32::from(f.no) == no) {
        let shown = !field.is(FieldFlags::SECRET) && !field.is(FieldFlags::NOTED);
        return shown.then(|| Described {
            field: field.name.into(),
            label: field.label.get(locale).into(),
            kind: field.kind,
            region: field.is(FieldFlags::REGION),
        });
    }
    let custom = company.field_no(entity.name, i64::from(no))?;
    let label = match locale {
        Locale::En => custom.label_en.as_ref().unwrap_or(&custom.label),
        Locale::ZhCn => &custom.label,
    };
    Some(Described {
        field: format!("custom.{}", custom.key),
        label: label.clone(),
        kind: custom.kind.kind(),
        region: false,
    })
}

/// The names of the fields of a logged change.
pub(crate) fn field_names(
    change: &ChangeLog,
    entity: &EntityMeta,
    company: &Company,
) -> Vec<String> {
    let logged: BTreeMap<String, (Value, Value)> =
        serde_json::from_str(&change.fields).unwrap_or_default();
    let mut numbers: Vec<u32> = logged.keys().filter_map(|k| k.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.into_iter().filter_map(|no| describe(entity, no, company)).map(|d| d.field).collect()
}

fn choice_label(meta: &ChoiceMeta, code: &str, locale: Locale) -> String {
    meta.option(code).map_or_else(|| code.to_owned(), |o| o.label.get(locale).to_owned())
}

impl Company {
    /// An option as people read it.
    pub fn option_label(&self, id: OptionItemId) -> String {
        self.options.get(&id).map_or_else(|| "?".to_owned(), |o| o.label_in(self.locale()))
    }
}
