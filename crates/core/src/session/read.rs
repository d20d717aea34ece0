//! Reading: one record, lists, numbers; always scoped, hidden fields always blank.

use super::company::{members, subordinates};
use super::crm::{Session, Sight, Who};
use super::operation::Operation;
use crate::error::{Error, Result, codes, internal};
use crate::model::custom::present;
use crate::model::entity::{Record, system};
use crate::model::field::Kind;
use crate::model::{
    Entity, EntityKind, EntityMeta, FieldFlags, FieldMeta, Money, Number, Raw, Row, Timestamp,
    TypedId, Value, Zone,
};
use crate::mutants::mutant;
use crate::org::{DepartmentId, EmployeeId};
use crate::query::bind::{bind_aggregate, bind_query};
use crate::query::{
    Aggregate, Bin, BindContext, BoundQuery, ColumnRef, Cursor, Filter, Measure, Query, Seal, Set,
    Total, Totals, Visibility,
};
use crate::store::{MaskedRow, Reader};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A page of a list. It holds rows, not a transaction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next: Option<Cursor>,
    /// How many rows there are in all, if asked for.
    pub total: Option<Total>,
}

/// The rows of an aggregate: group values, then measures, ascending by group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Table {
    /// A name for every column.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

impl Sight {
    pub(crate) fn find(&self, name: &str) -> Option<&'static EntityMeta> {
        self.registry.iter().find(|e| e.name == name)
    }

    /// The error with what people call the entity and field in it, where it does not say yet.
    pub(crate) fn worded(&self, mut error: Error) -> Error {
        let entity = error.entity_name().and_then(|name| self.find(name));
        if let Some(entity) = entity.filter(|_| !error.is_called("entity")) {
            error = error.called("entity", entity.label);
        }
        if let (Some(entity), Some(name), false) =
            (entity, error.field_name(), error.is_called("field"))
        {
            let custom = name.strip_prefix("custom.");
            if let Some((_, field)) = entity.field(name) {
                error = error.called("field", field.label);
            } else if let Some(field) = custom.and_then(|key| self.company.field(entity.name, key))
            {
                let zh = field.label.clone();
                let en = field.label_en.clone().unwrap_or_else(|| zh.clone());
                error = error.called_as("field", zh, en);
            }
        }
        match error.params().get("target").and_then(|name| self.find(name)) {
            Some(target) => error.called("target", target.label),
            None => error,
        }
    }

    /// Which rows of an entity the caller may read.
    pub(crate) fn visibility(&self, entity: &'static EntityMeta) -> Result<Visibility> {
        match &self.rights {
            None => Ok(Visibility::Everything),
            Some(rights) => rights.visibility(entity, self.now, &|name| self.find(name)),
        }
    }

    /// Which rows of an entity an operation of the caller reaches.
    pub(crate) fn reach(
        &self,
        entity: &'static EntityMeta,
        operation: &Operation,
    ) -> Result<Visibility> {
        match &self.rights {
            None => Ok(Visibility::Everything),
            Some(rights) => rights.reach(entity, operation, self.now, &|name| self.find(name)),
        }
    }

    /// The places among a record's columns of those that are hidden from the caller.
    fn hidden<T: Record>(&self) -> Cow<'static, [usize]> {
        let rights = self.rights.as_ref().filter(|_| !mutant(9));
        if self.veiled.is_empty() && !rights.is_some_and(|r| r.restricted()) {
            return rights.map_or(Cow::default(), |_| T::SECRET.into());
        }
        let hides = |field: &FieldMeta| {
            rights.is_some_and(|r| r.hides(T::META, field)) || self.is_veiled(T::META, field.name)
        };
        let places = T::COLUMNS.iter().enumerate();
        places
            .filter(|(_, column)| T::META.fields.get(**column).is_some_and(hides))
            .map(|(place, _)| place)
            .collect()
    }

    /// Whether the place hides a field through which one looks.
    pub(crate) fn is_veiled(&self, entity: &EntityMeta, field: &str) -> bool {
        !self.veiled.is_empty() && self.veiled.contains(&format!("{}.{field}", entity.name))
    }

    /// Shows custom fields by key; those the caller may not read are left out and named as
    /// masked, whether or not there is a value.
    pub(crate) fn present<T: Record>(&self, record: &mut T) {
        let entity = T::META;
        let restricted =
            !self.veiled.is_empty() || self.rights.as_ref().is_some_and(|r| r.restricted());
        let reads = |key: &str| !restricted || self.readable(entity, &format!("custom.{key}"));
        let Some(custom) = record.custom_mut() else { return };
        if !custom.is_empty() {
            present(custom, |number| {
                let field = self.company.field_no(entity.name, number)?;
                reads(&field.key).then(|| (field.key.as_str(), field.kind.kind()))
            });
        }
        if restricted {
            let own = self.company.fields.iter().filter(|f| f.entity == entity.name);
            let hidden = own.filter(|f| !reads(&f.key)).map(|f| format!("custom.{}", f.key));
            record.masked_mut().extend(hidden);
        }
    }

    /// Reads one row that lies in a reach.
    pub(crate) fn get<T: Record>(
        &self,
        reader: &dyn Reader,
        id: Uuid,
        reach: &Visibility,
        bin: Bin,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.get_into(reader, id, (reach, bin), &mut found)?;
        Ok(found)
    }

    /// The same, into its place: a record is a kilobyte, which each function that hands it on copies.
    fn get_into<T: Record>(
        &self,
        reader: &dyn Reader,
        id: Uuid,
        (reach, bin): (&Visibility, Bin),
        found: &mut Option<T>,
    ) -> Result<()> {
        let masked = self.hidden::<T>();
        reader.get(T::META, id, T::COLUMNS, reach, bin, &mut |row| {
            let record = found.insert(MaskedRow::read(row, &masked)?);
            self.present(record);
            Ok(())
        })?;
        Ok(())
    }

    /// How many of the records that the caller sees fulfil a condition.
    pub(crate) fn number<E: Entity>(&self, reader: &dyn Reader, filter: Filter) -> Result<u64> {
        let reach = self.visibility(E::META)?;
        let bound = bind_query(&Query::new(filter), E::META, &[], reach, &Question(self, reader))?;
        match reader.count(&bound, Totals::Exact)? {
            Total::Exact { count } => Ok(count),
            Total::AtLeast { .. } => Err(internal("an exact count that is not")),
        }
    }

    /// Reads a page.
    pub(crate) fn page<T: Record>(
        &self,
        reader: &dyn Reader,
        query: &Query,
        reach: Visibility,
    ) -> Result<Page<T>> {
        let entity = T::META;
        let mut bound = bind_query(query, entity, T::COLUMNS, reach, &Question(self, reader))?;
        let total = match query.totals {
            Totals::None => None,
            totals => Some(reader.count(&bound, totals)?),
        };
        let sorts = sort_columns(&mut bound);
        let masked = self.hidden::<T>();
        bound.limit += 1;
        let (mut last, mut next) = (None, None);
        let mut rows = Vec::with_capacity(bound.limit.min(64));
        reader.query(&bound, &mut |row| {
            if rows.len() + 1 == bound.limit {
                next = last.take();
                return Ok(());
            }
            rows.push(MaskedRow::read(row, &masked)?);
            if rows.len() + 1 == bound.limit {
                last = Some(position(row, &bound, &sorts)?);
            }
            Ok(())
        })?;
        rows.iter_mut().for_each(|r| self.present(r));
        let next = next.map(|(values, id)| Cursor::new(&bound, values, id, self.seal()));
        Ok(Page { rows, next, total })
    }
}

/// Adds the columns that the cursor needs, and says where each sort value stands.
fn sort_columns(bound: &mut BoundQuery) -> Vec<usize> {
    let wanted = bound.order.iter().map(|(column, _)| match column.at {
        ColumnRef::Field(position) => position,
        ColumnRef::Custom(_) => system::CUSTOM,
    });
    let wanted: Vec<usize> = wanted.chain([system::ID]).collect();
    wanted
        .into_iter()
        .map(|position| {
            let place = bound.columns.iter().position(|c| *c == position);
            place.unwrap_or_else(|| {
                bound.columns.push(position);
                bound.columns.len() - 1
            })
        })
        .collect()
}

/// The sort values and the id of a row.
fn position(row: &dyn Row, bound: &BoundQuery, places: &[usize]) -> Result<(Vec<Value>, Uuid)> {
    let mut values = Vec::new();
    for ((column, _), place) in bound.order.iter().zip(places) {
        values.push(match column.at {
            ColumnRef::Field(_) => column.kind.read(row.get(*place)?)?,
            ColumnRef::Custom(no) => match Kind::Json.read(row.get(*place)?)? {
                Value::Text(json) => crate::model::custom::stored(&json, no, column.kind),
                _ => Value::Null,
            },
        });
    }
    let id = match (bound.entity.kind, places.last()) {
        (EntityKind::Log, _) | (_, None) => Uuid::nil(),
        (_, Some(place)) => {
            Kind::Id(bound.entity.name).read(row.get(*place)?)?.as_id().unwrap_or_default()
        }
    };
    Ok((values, id))
}

impl Sight {
    /// Whether the caller may read a field.
    pub(crate) fn readable(&self, entity: &EntityMeta, field: &str) -> bool {
        let secret = entity.field(field).is_some_and(|(_, f)| f.is(FieldFlags::SECRET));
        !secret
            && !self.is_veiled(entity, field)
            && self.rights.as_ref().is_none_or(|r| r.reads(entity.name, field))
    }

    fn me(&self) -> Uuid {
        self.who.employee().map_or(Uuid::nil(), TypedId::uuid)
    }

    fn seal(&self) -> Seal {
        Seal { device: self.device, caller: self.me() }
    }

    fn departments_of(&self, set: Set) -> BTreeSet<DepartmentId> {
        // Somebody from whom nothing is hidden has no rights to look at, but maybe a department.
        let home = || {
            let staff = self.staff.as_ref()?;
            staff.employees.get(&self.who.employee()?).map(|e| e.department_id)
        };
        let own = self.rights.as_ref().map_or_else(home, |rights| Some(rights.department()));
        match (set, own) {
            (Set::MyDepartment {}, Some(own)) => [own].into(),
            (Set::MyDepartments {}, Some(own)) => self.company.departments_below(own),
            _ => BTreeSet::new(),
        }
    }
}

/// What somebody asks in a transaction.
pub(crate) struct Question<'a>(pub(crate) &'a Sight, pub(crate) &'a dyn Reader);

impl BindContext for Question<'_> {
    fn entities(&self) -> Vec<&'static EntityMeta> {
        self.0.registry.iter().collect()
    }

    fn readable(&self, entity: &'static EntityMeta, field: &str) -> bool {
        self.0.readable(entity, field)
    }

    fn custom(&self, entity: &'static EntityMeta, key: &str) -> Option<(u32, Kind)> {
        let field = self.0.company.field(entity.name, key)?;
        Some((u32::try_from(field.number).ok()?, field.kind.kind()))
    }

    fn visibility(&self, entity: &'static EntityMeta) -> Result<Visibility> {
        self.0.visibility(entity)
    }

    fn me(&self) -> Uuid {
        self.0.me()
    }

    fn employees(&self, set: Set) -> Result<Vec<Uuid>> {
        let Question(sight, reader) = self;
        let Some(me) = sight.who.employee() else { return Ok(Vec::new()) };
        let ids: Vec<EmployeeId> = match set {
            Set::MySubordinates {} => subordinates(*reader, me)?.into_iter().collect(),
            set => members(*reader, sight.departments_of(set))?,
        };
        Ok(ids.into_iter().map(TypedId::uuid).collect())
    }

    fn departments(&self, set: Set) -> Vec<Uuid> {
        self.0.departments_of(set).into_iter().map(TypedId::uuid).collect()
    }

    fn now(&self) -> Timestamp {
        self.0.now
    }

    fn zone(&self) -> Zone {
        self.0.company.zone()
    }

    fn seal(&self) -> Seal {
        self.0.seal()
    }
}

/// The error for a row that is not there or not to be known of.
pub(crate) fn not_found(entity: &EntityMeta) -> Error {
    Error::new(&codes::NOT_FOUND).of(entity)
}

impl Session {
    /// Who acts in this session.
    pub fn who(&self) -> Who {
        self.who
    }

    /// One record.
    ///
    /// # Errors
    /// `record.not_found` when it does not exist, lies in the recycle bin or is not visible;
    /// `right.missing` without the right to read the entity.
    pub fn get<E: Entity>(&self, id: E::Id) -> Result<E> {
        let mut found = None;
        self.sight(|reader, sight| {
            let reach = sight.visibility(E::META)?;
            let bin = if mutant(8) { Bin::Any } else { Bin::Live };
            sight.get_into(reader, id.uuid(), (&reach, bin), &mut found)?;
            if found.is_none() { Err(not_found(E::META)) } else { Ok(()) }
        })?;
        found.ok_or_else(|| not_found(E::META))
    }

    /// A page of the records that the caller sees.
    ///
    /// # Errors
    /// `query.*` for a query that cannot be bound; `right.missing`.
    pub fn list<E: Entity>(&self, query: &Query) -> Result<Page<E::Summary>> {
        self.sight(|reader, sight| sight.page(reader, query, sight.visibility(E::META)?))
    }

    /// How many records of a query the caller sees.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn count<E: Entity>(&self, query: &Query, totals: Totals) -> Result<Total> {
        self.sight(|reader, sight| {
            let reach = sight.visibility(E::META)?;
            let bound = bind_query(query, E::META, &[], reach, &Question(sight, reader))?;
            reader.count(&bound, if totals == Totals::None { Totals::Capped } else { totals })
        })
    }

    /// Numbers over the records that the caller sees.
    ///
    /// # Errors
    /// As [`Session::list`]; `storage.integer_overflow`.
    pub fn aggregate<E: Entity>(&self, aggregate: &Aggregate) -> Result<Table> {
        self.sight(|reader, sight| {
            let reach = sight.visibility(E::META)?;
            let bound = bind_aggregate(aggregate, E::META, reach, &Question(sight, reader))?;
            let groups = bound
                .groups
                .iter()
                .map(|g| if g.bucket.is_some() { Kind::Date } else { g.column.kind });
            let kinds: Vec<Kind> = groups.chain(bound.measures.iter().map(measure_kind)).collect();
            let mut rows = Vec::new();
            reader.aggregate(&bound, &mut |row| {
                let values = kinds.iter().enumerate().map(|(i, kind)| kind.read(row.get(i)?));
                rows.push(averages(values.collect::<Result<_>>()?, aggregate)?);
                Ok(())
            })?;
            Ok(Table { columns: names(aggregate), rows })
        })
    }
}

fn measure_kind(measure: &crate::query::BoundMeasure) -> Kind {
    use crate::query::BoundMeasure::{Count, CountOf, Max, Min, Sum};
    match measure {
        Count | CountOf(_) => Kind::Int,
        Sum(column) | Min(column) | Max(column) => column.kind,
    }
}

/// Turns the sum and count of an average into the mean, half-up at the last kept place.
fn averages(values: Vec<Value>, aggregate: &Aggregate) -> Result<Vec<Value>> {
    let mut values = values.into_iter();
    let mut next = || values.next().ok_or_else(|| internal("a measure is missing"));
    let mut row = Vec::new();
    for _ in &aggregate.group {
        row.push(next()?);
    }
    for measure in &aggregate.measures {
        let value = next()?;
        row.push(match measure {
            Measure::Avg(_) => mean(&value, &next()?)?,
            _ => value,
        });
    }
    Ok(row)
}

fn mean(sum: &Value, count: &Value) -> Result<Value> {
    use rust_decimal::Decimal;
    let (total, n) = match (sum, count) {
        (_, Value::Int(0)) | (Value::Null, _) => return Ok(Value::Null),
        (Value::Int(i), Value::Int(n)) => (Decimal::from(*i), n),
        (Value::Money(m), Value::Int(n)) => (m.decimal(), n),
        (Value::Number(x), Value::Int(n)) => (x.decimal(), n),
        _ => return Err(internal("an average of something else")),
    };
    let mean = total / Decimal::from(*n);
    Ok(match sum {
        Value::Money(_) => Value::Money(Money::round(mean, Money::PLACES)?),
        _ => Value::Number(Number::round(mean, Number::PLACES)?),
    })
}

fn names(aggregate: &Aggregate) -> Vec<String> {
    let groups = aggregate.group.iter().map(|g| g.field.clone());
    let measures = aggregate.measures.iter().map(|m| match m {
        Measure::Count => "count".to_owned(),
        Measure::Sum(field) => format!("sum_{field}"),
        Measure::Avg(field) => format!("avg_{field}"),
        Measure::Min(field) => format!("min_{field}"),
        Measure::Max(field) => format!("max_{field}"),
    });
    groups.chain(measures).collect()
}

/// The pool in which a row lies.
pub(crate) fn pool_of(
    reader: &dyn Reader,
    entity: &'static EntityMeta,
    id: Uuid,
    bin: Bin,
) -> Result<Option<Uuid>> {
    entity.pool().map_or(Ok(None), |column| named(reader, (entity, id), column, bin))
}

/// What a row names in a column of references.
pub(crate) fn named(
    reader: &dyn Reader,
    (entity, id): (&'static EntityMeta, Uuid),
    column: usize,
    bin: Bin,
) -> Result<Option<Uuid>> {
    let mut named = None;
    reader.get(entity, id, &[column], &Visibility::Everything, bin, &mut |row| {
        if let Raw::Id(id) = row.get(0)? {
            named = Some(id);
        }
        Ok(())
    })?;
    Ok(named)
}
