//! Turns an unbound filter into a bound one: names become columns the caller may read, *me* and
//! *this month* become values, and every related entity brings its own visibility.
//!
//! The gate on hidden fields stands here, for filter, order, group and measures alike: seven
//! CRMs leaked a hidden column through a sort or a group in one year.

use super::aggregate::{Aggregate, Measure};
use super::bound::{
    Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Column, ColumnRef, Link, OwnerSet,
    Related, Visibility,
};
use super::filter::{Cmp, Filter, Operand, Relative, Set};
use super::order::{Bin, Order, Query};
use super::search::SearchQuery;
use super::{Direction, Period, Seal, limits};
use crate::error::{Error, Result, codes};
use crate::model::{
    EntityKind, EntityMeta, FieldFlags, FieldMeta, Kind, Timestamp, Value, Zone, entity::system,
};
use crate::mutants::mutant;
use chrono::{Days, TimeDelta};
use uuid::Uuid;

/// What binding must know; the session implements it.
pub trait BindContext {
    /// All entities.
    fn entities(&self) -> Vec<&'static EntityMeta>;
    /// Whether the caller may read a field.
    fn readable(&self, entity: &'static EntityMeta, field: &str) -> bool;
    /// The number and kind of a custom field by key.
    fn custom(&self, entity: &'static EntityMeta, key: &str) -> Option<(u32, Kind)>;
    /// Which rows of an entity the caller may read.
    ///
    /// # Errors
    /// `right.missing` when none of his roles may read the entity.
    fn visibility(&self, entity: &'static EntityMeta) -> Result<Visibility>;
    /// The caller.
    fn me(&self) -> Uuid;
    /// The employees of a set.
    ///
    /// # Errors
    /// Storage errors.
    fn employees(&self, set: Set) -> Result<Vec<Uuid>>;
    /// The departments of a set.
    fn departments(&self, set: Set) -> Vec<Uuid>;
    /// The instant of the call.
    fn now(&self) -> Timestamp;
    /// The company's zone.
    fn zone(&self) -> Zone;
    /// What the caller's cursors are sealed with.
    fn seal(&self) -> Seal;
}

/// Binds a filter over an entity.
///
/// # Errors
/// `query.*` for unknown or hidden fields, operators that do not fit, or a filter too large;
/// `value.*` for values that are not of the field's kind.
pub fn bind(
    filter: &Filter,
    entity: &'static EntityMeta,
    context: &dyn BindContext,
) -> Result<Bound> {
    Binder { context, nodes: 0 }.filter(filter, entity, 0)
}

/// Binds a list query.
///
/// # Errors
/// As [`bind`]; `query.page_too_large`, `query.bad_cursor`, `query.nothing_to_search`.
pub fn bind_query(
    query: &Query,
    entity: &'static EntityMeta,
    columns: &[usize],
    visibility: Visibility,
    context: &dyn BindContext,
) -> Result<BoundQuery> {
    if query.limit > limits::PAGE {
        return Err(Error::new(&codes::PAGE_TOO_LARGE).with("max", limits::PAGE));
    }
    too_large(query.order.len(), limits::ORDER, "order")?;
    let mut bound = BoundQuery {
        entity,
        columns: columns.to_vec(),
        visibility,
        bin: if entity.recycled() { query.bin } else { Bin::Any },
        filter: bind(&query.filter, entity, context)?,
        search: query
            .search
            .as_deref()
            .map(|words| bind_search(words, entity, context))
            .transpose()?,
        order: query.order.iter().map(|o| order(o, entity, context)).collect::<Result<_>>()?,
        after: None,
        limit: query.limit as usize,
    };
    // The search index has its hits in the order in which they were made: to sort them by anything
    // else, all of them would have to be read first, 3 µs each.
    if bound.order.is_empty() && bound.search.is_none() && entity.kind == EntityKind::Record {
        bound.order.push((Column::field(entity, system::UPDATED), Direction::Desc));
    }
    bound.after = query.after.as_ref().map(|c| c.position(&bound, context.seal())).transpose()?;
    Ok(bound)
}

/// Search words; the fields in which they may be found must be readable, since a hit tells what
/// they hold. Words without a digit are never found in a telephone number.
fn bind_search(
    words: &str,
    entity: &'static EntityMeta,
    context: &dyn BindContext,
) -> Result<SearchQuery> {
    too_large(words.len(), limits::TEXT, "bytes")?;
    let query = SearchQuery::parse(words);
    let numbers = query.as_ref().is_none_or(SearchQuery::finds_numbers);
    let searched = |f: &&FieldMeta| f.is(FieldFlags::SEARCH) || numbers && f.is(FieldFlags::PHONE);
    for field in entity.fields.iter().filter(searched) {
        if !context.readable(entity, field.name) {
            return Err(Error::new(&codes::HIDDEN_FIELD).entity(entity.name).field(field.name));
        }
    }
    query.ok_or_else(|| Error::new(&codes::NOTHING_TO_SEARCH))
}

/// Binds an aggregate. An average becomes a sum and a count, in that order.
///
/// # Errors
/// As [`bind`].
pub fn bind_aggregate(
    aggregate: &Aggregate,
    entity: &'static EntityMeta,
    visibility: Visibility,
    context: &dyn BindContext,
) -> Result<BoundAggregate> {
    too_large(aggregate.group.len(), limits::ORDER, "groups")?;
    too_large(aggregate.measures.len(), 16, "measures")?;
    let mut groups = Vec::new();
    for group in &aggregate.group {
        let column = column(&group.field, entity, context)?;
        let timed = matches!(column.kind, Kind::Date | Kind::Time);
        if group.bucket.is_some() && !timed || matches!(column.kind, Kind::Custom | Kind::Json) {
            return Err(operator(&group.field).entity(entity.name));
        }
        groups.push(BoundGroup { column, bucket: group.bucket.map(|b| (b, context.zone())) });
    }
    let mut measures = Vec::new();
    for measure in &aggregate.measures {
        let number = |field: &str| {
            let column = column(field, entity, context)?;
            let fits = matches!(column.kind, Kind::Int | Kind::Number | Kind::Money);
            if fits { Ok(column) } else { Err(operator(field).entity(entity.name)) }
        };
        let ordered = |field: &str| {
            let column = column(field, entity, context)?;
            let fits = !matches!(column.kind, Kind::Custom | Kind::Json | Kind::Id(_));
            if fits { Ok(column) } else { Err(operator(field).entity(entity.name)) }
        };
        match measure {
            Measure::Count => measures.push(BoundMeasure::Count),
            Measure::Sum(field) => measures.push(BoundMeasure::Sum(number(field)?)),
            Measure::Avg(field) => {
                measures.extend([
                    BoundMeasure::Sum(number(field)?),
                    BoundMeasure::CountOf(number(field)?),
                ]);
            }
            Measure::Min(field) => measures.push(BoundMeasure::Min(ordered(field)?)),
            Measure::Max(field) => measures.push(BoundMeasure::Max(ordered(field)?)),
        }
    }
    let filter = bind(&aggregate.filter, entity, context)?;
    let bin = if entity.recycled() { Bin::Live } else { Bin::Any };
    Ok(BoundAggregate { entity, visibility, bin, filter, groups, measures })
}

fn order(
    order: &Order,
    entity: &'static EntityMeta,
    context: &dyn BindContext,
) -> Result<(Column, Direction)> {
    let column = column(&order.field, entity, context)?;
    match column.kind {
        Kind::Custom | Kind::Json => Err(operator(&order.field).entity(entity.name)),
        _ => Ok((column, order.direction)),
    }
}

/// A column the caller may read: a field's name or `custom.key`.
fn column(name: &str, entity: &'static EntityMeta, context: &dyn BindContext) -> Result<Column> {
    let hidden = || Error::new(&codes::HIDDEN_FIELD).entity(entity.name).field(name);
    let unknown = || Error::new(&codes::UNKNOWN_FIELD).entity(entity.name).field(name);
    if let Some(key) = name.strip_prefix("custom.") {
        let (no, kind) = context.custom(entity, key).ok_or_else(unknown)?;
        return if context.readable(entity, name) {
            Ok(Column { at: ColumnRef::Custom(no), kind, nullable: true })
        } else {
            Err(hidden())
        };
    }
    let (position, meta) = entity.field(name).ok_or_else(unknown)?;
    if meta.is(FieldFlags::SECRET) || !context.readable(entity, name) && !mutant(6) {
        return Err(hidden());
    }
    Ok(Column::field(entity, position))
}

fn too_large(found: usize, max: usize, what: &'static str) -> Result<()> {
    if found <= max {
        Ok(())
    } else {
        let zh = match what {
            "nodes" => "条件数",
            "depth" => "嵌套层数",
            "values" => "取值数",
            "order" => "排序字段数",
            "groups" => "分组数",
            "measures" => "指标数",
            _ => "字节数",
        };
        let error = Error::new(&codes::FILTER_TOO_LARGE).with("what", what).with("max", max);
        Err(error.called_as("what", zh, what))
    }
}

fn operator(field: &str) -> Error {
    Error::new(&codes::WRONG_OPERATOR).field(field)
}

struct Binder<'a> {
    context: &'a dyn BindContext,
    nodes: usize,
}

impl Binder<'_> {
    fn filter(
        &mut self,
        filter: &Filter,
        entity: &'static EntityMeta,
        depth: usize,
    ) -> Result<Bound> {
        self.nodes += 1;
        too_large(self.nodes, limits::NODES, "nodes")?;
        too_large(depth, limits::DEPTH, "depth")?;
        let mut all = |of: &[Filter]| {
            of.iter().map(|f| self.filter(f, entity, depth + 1)).collect::<Result<Vec<_>>>()
        };
        match filter {
            Filter::All => Ok(Bound::All),
            Filter::Nothing => Ok(Bound::Nothing),
            Filter::And(of) => all(of).map(Bound::And),
            Filter::Or(of) => all(of).map(Bound::Or),
            Filter::Not(of) => Ok(Bound::Not(Box::new(self.filter(of, entity, depth + 1)?))),
            Filter::Has { relation, filter } => {
                let (link, related) = self.relation(relation, entity)?;
                let filter = self.filter(filter, related, depth + 1)?;
                self.has(link, related, filter)
            }
            Filter::Cmp { field, .. }
            | Filter::In { field, .. }
            | Filter::InSet { field, .. }
            | Filter::Text { field, .. }
            | Filter::Range { field, .. }
            | Filter::IsNull { field } => self.condition(filter, field, entity, depth),
        }
    }

    /// A condition on a field, which may be `relation.field`.
    fn condition(
        &mut self,
        filter: &Filter,
        field: &str,
        entity: &'static EntityMeta,
        depth: usize,
    ) -> Result<Bound> {
        match field.split_once('.') {
            Some((relation, rest)) if relation != "custom" => {
                too_large(depth, limits::DEPTH, "depth")?;
                let (link, related) = self.relation(relation, entity)?;
                let inner = self.condition(filter, rest, related, depth + 1)?;
                self.has(link, related, inner)
            }
            _ => self.leaf(filter, field, entity).map_err(|e| e.entity(entity.name)),
        }
    }

    fn has(&self, link: Link, entity: &'static EntityMeta, filter: Bound) -> Result<Bound> {
        let sees = self.context.visibility(entity)?;
        let visibility = if mutant(7) { Visibility::Everything } else { sees };
        Ok(Bound::Has(Box::new(Related { entity, link, visibility, filter })))
    }

    /// A reference without `_id`, or with `s` a child entity: one that has the record as a root or
    /// must refer to it.
    fn relation(
        &self,
        name: &str,
        entity: &'static EntityMeta,
    ) -> Result<(Link, &'static EntityMeta)> {
        let unknown =
            || Error::new(&codes::UNKNOWN_RELATION).entity(entity.name).with("name", name);
        let entities = self.context.entities();
        let find = |wanted: &str| entities.iter().copied().find(|e| e.name == wanted);
        let forward = entity
            .fields
            .iter()
            .enumerate()
            .find(|(_, f)| f.name.strip_suffix("_id") == Some(name));
        if let Some((position, meta)) = forward {
            let Kind::Id(target) = meta.kind else { return Err(unknown()) };
            column(meta.name, entity, self.context)?;
            return Ok((Link::Forward(position), find(target).ok_or_else(unknown)?));
        }
        let several = |e: &&'static EntityMeta| e.is_several(name);
        let child = entities.iter().copied().find(several).ok_or_else(unknown)?;
        let to_parent = |f: &FieldMeta| f.kind == Kind::Id(entity.name);
        let root = |p: &usize| child.fields.get(*p).is_some_and(to_parent);
        let must = |f: &FieldMeta| child.kind == EntityKind::Record && f.required() && to_parent(f);
        let position = child.roots().find(root).or_else(|| child.fields.iter().position(must));
        let position = position.ok_or_else(unknown)?;
        column(child.fields.get(position).map_or("", |f| f.name), child, self.context)?;
        Ok((Link::Reverse(position), child))
    }

    fn leaf(&mut self, filter: &Filter, name: &str, entity: &'static EntityMeta) -> Result<Bound> {
        let column = column(name, entity, self.context)?;
        let opaque = matches!(column.kind, Kind::Custom | Kind::Json);
        match filter {
            Filter::IsNull { .. } => Ok(Bound::IsNull(column)),
            _ if opaque => Err(operator(name)),
            Filter::Cmp { op, value, .. } => {
                let ordered = !matches!(column.kind, Kind::Bool | Kind::Id(_) | Kind::Choice(_));
                if *op != Cmp::Eq && !ordered {
                    return Err(operator(name));
                }
                if let Operand::Field { field } = value {
                    let other = self::column(field, entity, self.context)?;
                    let same = other.kind == column.kind;
                    return same
                        .then_some(Bound::Columns(column, *op, other))
                        .ok_or_else(|| operator(field));
                }
                Ok(Bound::Cmp(column, *op, self.operand(value, column, name)?))
            }
            Filter::In { values, .. } => {
                too_large(values.len(), limits::LIST, "values")?;
                let values =
                    values.iter().map(|v| self.operand(v, column, name)).collect::<Result<_>>()?;
                Ok(Bound::In(column, values))
            }
            Filter::Text { op, text, .. } if column.kind == Kind::Text => {
                too_large(text.len(), limits::TEXT, "bytes")?;
                Ok(Bound::Text(column, *op, text.clone()))
            }
            Filter::Range { from, to, .. }
                if !matches!(column.kind, Kind::Bool | Kind::Id(_) | Kind::Choice(_)) =>
            {
                let side = |v: &Option<Operand>| {
                    v.as_ref().map(|v| self.operand(v, column, name)).transpose()
                };
                Ok(Bound::Range(column, side(from)?, side(to)?))
            }
            Filter::InSet { set, .. } => self.set(*set, column, name),
            _ => Err(operator(name)),
        }
    }

    fn set(&self, set: Set, column: Column, name: &str) -> Result<Bound> {
        match (set, column.kind) {
            (Set::Period(period), Kind::Date | Kind::Time) => Ok(self.period(period, column)),
            (Set::Period(_), _) => Err(operator(name)),
            (set, Kind::Id("employee")) => {
                Ok(Bound::InSet(column, OwnerSet::new(self.context.employees(set)?)))
            }
            (Set::MyDepartment {} | Set::MyDepartments {}, Kind::Id("department")) => {
                Ok(Bound::InSet(column, OwnerSet::new(self.context.departments(set))))
            }
            _ => Err(operator(name)),
        }
    }

    fn period(&self, period: Period, column: Column) -> Bound {
        let zone = self.context.zone();
        let (from, to) = period.days(zone.date(self.context.now()));
        let value = |day| match column.kind {
            Kind::Time => Value::Time(zone.start_of(day)),
            _ => Value::Date(day),
        };
        Bound::Range(column, Some(value(from)), Some(value(to)))
    }

    fn operand(&self, operand: &Operand, column: Column, name: &str) -> Result<Value> {
        let value = match operand {
            Operand::Bool(b) => Value::Bool(*b),
            Operand::Int(i) => Value::Int(*i),
            Operand::Text(t) => {
                too_large(t.len(), limits::TEXT, "bytes")?;
                Value::Text(t.clone())
            }
            Operand::Field { .. } => return Err(operator(name)),
            Operand::Relative(relative) => {
                self.relative(*relative, column.kind).ok_or_else(|| operator(name))?
            }
        };
        column.kind.coerce(value).map_err(|e| e.field(name))
    }

    fn relative(&self, relative: Relative, kind: Kind) -> Option<Value> {
        let (now, zone) = (self.context.now(), self.context.zone());
        match (relative, kind) {
            (Relative::Me {}, Kind::Id("employee")) => Some(Value::Id(self.context.me())),
            (Relative::Today(n), Kind::Date | Kind::Time) => {
                let days = Days::new(u64::from(n.unsigned_abs()));
                let today = zone.date(now);
                let day = if n < 0 {
                    today.checked_sub_days(days)
                } else {
                    today.checked_add_days(days)
                }?;
                Some(if kind == Kind::Time {
                    Value::Time(zone.start_of(day))
                } else {
                    Value::Date(day)
                })
            }
            (Relative::Now(n), Kind::Time) => {
                now.checked_add_signed(TimeDelta::minutes(i64::from(n))).map(Value::Time)
            }
            _ => None,
        }
    }
}
