//! Lists, counts and aggregates.
//!
//! Three ways to the rows a caller may see, measured at a million customers:
//! - [`Access::Direct`]: walk the table or an index and test the owner of each row;
//! - [`Access::Narrow`]: take the rows of the visible owners (2.2 µs an owner) and of the team
//!   first, and look at nothing else. Right when they are few;
//! - for the default order of some owners' rows two pinned statements that yield row numbers
//!   only, from covering indexes (1.4–1.7× faster than rows at once): [`gather`] merges the
//!   owners' newest, [`scan`] walks everybody's newest and stops after a budget. The team comes
//!   from [`team`], a list of its own: `owner IN (…) OR EXISTS(team)` took 0.8–4.7 s where this
//!   takes 0.4–0.7 ms. Anybody's rows come from [`newest`] at once.
//!
//! Which one is decided in Rust from counters; SQLite's own choice took up to 1.6 s.

mod newest;

pub use newest::{Place, gather, gather_rows, newest, scan, scan_rows, team};

use crate::compile::{Compiler, Sets};
use crate::schema::{index_name, indexed, member_index, name, row_number};
use crate::sql::{Arg, Sql};
use crmkit_core::Result;
use crmkit_core::error::internal;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityMeta, Kind, Value};
use crmkit_core::query::search::SearchQuery;
use crmkit_core::query::{
    Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Column, ColumnRef, Direction,
    Keys, Member, Owners, Visibility,
};
use std::borrow::Cow;

/// How to come to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// By the table or an index, testing each row.
    Direct,
    /// By the owners and the team first; only for live rows seen by [`Keys`] of some owners.
    Narrow,
}

/// What all three kinds of statement have in common.
struct Rows<'a> {
    entity: &'static EntityMeta,
    visibility: &'a Visibility,
    bin: Bin,
    filter: &'a Bound,
    search: Option<&'a SearchQuery>,
}

impl<'a> Rows<'a> {
    fn of(query: &'a BoundQuery) -> Self {
        let BoundQuery { entity, visibility, bin, filter, search, .. } = query;
        Self { entity, visibility, bin: *bin, filter, search: search.as_ref() }
    }
}

impl<'a> Compiler<'a, '_> {
    /// ` FROM … WHERE …`.
    fn rows(&mut self, rows: &Rows<'a>, access: Access) -> Result<()> {
        let (entity, table) = (rows.entity, rows.entity.name);
        let narrow = match (access, rows.visibility) {
            (Access::Narrow, Visibility::Keys(keys)) => Some(keys),
            _ => None,
        };
        self.sql.push(" FROM ");
        if let Some(keys) = narrow {
            self.narrowed(entity, keys)?;
            self.sql.push(" k CROSS JOIN ").push(table).push(" t0 ON t0.rid=k.rid WHERE ");
        } else if rows.search.is_some() {
            self.sql
                .push(table)
                .push("_fts CROSS JOIN ")
                .push(table)
                .push(" t0 ON t0.rid=")
                .push(table)
                .push("_fts.rowid WHERE ");
        } else {
            self.sql.push(table).push(" t0 WHERE ");
        }
        if let Some(search) = rows.search {
            let words = Arg::Text(Cow::Owned(crate::fts::match_text(search)));
            match narrow {
                // The search index is asked once, not once per row.
                Some(_) => {
                    self.sql.push("t0.rid IN (SELECT rowid FROM ").push(table).push("_fts WHERE ")
                }
                None => &mut self.sql,
            };
            self.sql.push(table).push("_fts MATCH ").bind(words);
            self.sql.push(if narrow.is_some() { ") AND " } else { " AND " });
        }
        self.bin(entity, 0, rows.bin);
        if narrow.is_none() {
            self.sql.push(" AND ");
            self.visible(rows.visibility, entity, 0)?;
        }
        self.sql.push(" AND ");
        self.bound(rows.filter, entity, 0)
    }

    /// The numbers of the rows that the keys open.
    fn narrowed(&mut self, entity: &'static EntityMeta, keys: &'a Keys) -> Result<()> {
        let Owners::Set(set) = &keys.owners else {
            return Err(internal("anybody's rows are not few"));
        };
        let (owner, deleted) = (name(entity, keys.owner), name(entity, system::DELETED));
        let index = index_name(entity, &[owner, name(entity, system::UPDATED)]);
        self.sql.push("(SELECT rid FROM ").push(entity.name).push(" INDEXED BY ").push(&index);
        self.sql.push(" WHERE ").push(owner);
        self.in_set(set)?;
        self.sql.push(" AND ").push(deleted).push(" IS NULL");
        if let Some(member) = &keys.member {
            // Without those of the owners, so that the two parts need not be compared.
            self.sql
                .push(" UNION ALL SELECT t9.rid FROM ")
                .push(member.team.name)
                .push(" t8 CROSS JOIN ");
            self.sql.push(entity.name).push(" t9 ON t9.id=t8.record_id WHERE ");
            self.admits(member, 8);
            self.sql.push(" AND ");
            self.at(9, owner).push(" IS NOT NULL AND NOT ");
            self.at(9, owner);
            self.in_set(set)?;
        }
        self.sql.push(")");
        Ok(())
    }

    fn columns(&mut self, entity: &EntityMeta, columns: &[usize]) -> Result<()> {
        for (n, position) in columns.iter().enumerate() {
            let field = entity
                .fields
                .get(*position)
                .ok_or_else(|| internal("a column that does not exist"))?;
            self.sql.push(if n == 0 { "" } else { "," });
            match field.kind {
                Kind::Custom => self.sql.push("json(t0.").push(field.name).push(")"),
                _ => self.sql.push("t0.").push(field.name),
            };
        }
        self.sql.push(if columns.is_empty() { "NULL" } else { "" });
        Ok(())
    }

    /// The column that breaks ties. Words alone are left to the search index, which has that order
    /// and stops at the limit; SQLite would sort all that has the words.
    fn tie(&mut self, query: &BoundQuery, access: Access) -> &mut Self {
        let words_alone = query.search.is_some() && query.order.is_empty();
        if words_alone && access == Access::Direct {
            self.sql.push(query.entity.name).push("_fts.rowid");
        } else {
            self.sql.push("t0.").push(row_number(query.entity));
        }
        self
    }

    fn limit(&mut self, rows: usize) {
        self.sql.push(" LIMIT ").bind(Arg::Int(i64::try_from(rows).unwrap_or(i64::MAX)));
    }
}

/// The rows of a query. `after` is the number of the row at its position.
///
/// # Errors
/// `internal` for a query that does not fit the entity; storage errors.
pub fn select<'a>(
    query: &'a BoundQuery,
    after: Option<i64>,
    access: Access,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT ");
    c.columns(query.entity, &query.columns)?;
    c.rows(&Rows::of(query), access)?;
    if let (Some(position), Some(number)) = (&query.after, after) {
        c.sql.push(" AND ");
        let descending = query.tie() == Direction::Desc;
        c.before_tie(query.entity, &query.order, &position.values)?;
        c.tie(query, access).sql.push(if descending { "<" } else { ">" }).bind(Arg::Int(number));
        c.sql.push("))");
    }
    c.sql.push(" ORDER BY ");
    for (column, direction) in &query.order {
        c.column(query.entity, 0, *column)?;
        c.sql.push(if *direction == Direction::Desc { " DESC," } else { "," });
    }
    let way = if query.tie() == Direction::Desc { " DESC" } else { "" };
    c.tie(query, access).sql.push(way);
    c.limit(query.limit);
    Ok(c.sql)
}

/// How many rows a query has, counting no further than `most`.
///
/// # Errors
/// As [`select`].
pub fn count<'a>(
    query: &'a BoundQuery,
    most: Option<u64>,
    access: Access,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push(if most.is_some() { "SELECT count(*) FROM (SELECT 1" } else { "SELECT count(*)" });
    c.rows(&Rows::of(query), access)?;
    if let Some(most) = most {
        c.limit(usize::try_from(most).unwrap_or(usize::MAX));
        c.sql.push(")");
    }
    Ok(c.sql)
}

/// How many rows of an entity have the words, whoever may see them, counting no further than
/// `most`.
pub fn count_matches<'a>(entity: &'static EntityMeta, search: &SearchQuery, most: u64) -> Sql<'a> {
    let mut none = NoSets;
    let mut c = Compiler::new(&mut none);
    c.sql
        .push("SELECT count(*) FROM (SELECT 1 FROM ")
        .push(entity.name)
        .push("_fts WHERE ")
        .push(entity.name);
    c.sql.push("_fts MATCH ").bind(Arg::Text(Cow::Owned(crate::fts::match_text(search))));
    c.limit(usize::try_from(most).unwrap_or(usize::MAX));
    c.sql.push(")");
    c.sql
}

/// How many live rows only the team opens, counting no further than `most`.
///
/// # Errors
/// As [`select`].
pub fn count_team<'a>(
    entity: &'static EntityMeta,
    keys: &'a Keys,
    member: &'a Member,
    most: u64,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql
        .push("SELECT count(*) FROM (SELECT 1 FROM ")
        .push(member.team.name)
        .push(" t99 CROSS JOIN ");
    c.sql.push(entity.name).push(" t0 ON t0.id=t99.record_id WHERE ");
    c.admits(member, 99);
    c.sql.push(" AND ");
    c.bin(entity, 0, Bin::Live);
    c.sql.push(" AND ");
    c.column(entity, 0, Column::field(entity, keys.owner))?;
    c.sql.push(" IS NOT NULL AND NOT (");
    c.owned(keys, entity, 0)?;
    c.sql.push(")");
    c.limit(usize::try_from(most).unwrap_or(usize::MAX));
    c.sql.push(")");
    Ok(c.sql)
}

/// The groups and measures of an aggregate, one row more than it may have. With `wide` every sum
/// is two columns, of the values' upper and lower 32 bits: SQLite gives up when an intermediate
/// sum overflows, though the whole may fit.
///
/// # Errors
/// As [`select`].
pub fn aggregate<'a>(
    a: &'a BoundAggregate,
    wide: bool,
    access: Access,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT ");
    for group in &a.groups {
        c.group(a.entity, group)?;
        c.sql.push(",");
    }
    for measure in &a.measures {
        c.measure(a.entity, *measure, wide)?;
        c.sql.push(",");
    }
    c.sql.push("NULL");
    let rows = Rows {
        entity: a.entity,
        visibility: &a.visibility,
        bin: a.bin,
        filter: &a.filter,
        search: None,
    };
    c.rows(&rows, access)?;
    for word in [" GROUP BY ", " ORDER BY "] {
        for n in 1..=a.groups.len() {
            c.sql.push(if n == 1 { word } else { "," }).number(n as u64);
        }
    }
    c.limit(BoundAggregate::MAX_ROWS + 1);
    Ok(c.sql)
}

impl<'a> Compiler<'a, '_> {
    fn group(&mut self, entity: &EntityMeta, group: &BoundGroup) -> Result<()> {
        let Some((bucket, zone)) = group.bucket else {
            return self.typed(entity, 0, group.column);
        };
        let function =
            if group.column.kind == Kind::Time { "bucket_of_time(" } else { "bucket_of_date(" };
        self.sql.push(function);
        self.column(entity, 0, group.column)?;
        let place =
            crmkit_core::query::Bucket::ALL.iter().position(|b| *b == bucket).unwrap_or_default();
        self.sql.push(",").number(place as u64).push(",");
        self.sql.bind(Arg::Text(Cow::Borrowed(zone.name()))).push(")");
        Ok(())
    }

    fn measure(&mut self, entity: &EntityMeta, measure: BoundMeasure, wide: bool) -> Result<()> {
        let (function, column) = match measure {
            BoundMeasure::Count => {
                self.sql.push("count(*)");
                return Ok(());
            }
            BoundMeasure::CountOf(column) => ("count(", column),
            BoundMeasure::Min(column) => ("min(", column),
            BoundMeasure::Max(column) => ("max(", column),
            BoundMeasure::Sum(column) => ("sum(", column),
        };
        self.sql.push(function);
        self.typed(entity, 0, column)?;
        if wide && matches!(measure, BoundMeasure::Sum(_)) {
            self.sql.push(">>32),sum(");
            self.column(entity, 0, column)?;
            self.sql.push("&4294967295");
        }
        self.sql.push(")");
        Ok(())
    }
}

/// The row of an id, whoever may see it: the columns, then owner (or NULL) and deletion.
///
/// # Errors
/// `internal` for a column that does not exist.
pub fn get(entity: &'static EntityMeta, columns: &[usize]) -> Result<String> {
    let mut c = by(entity, columns)?;
    c.push_str(&format!(",{}", entity.owner().map_or("NULL", |o| name(entity, o))));
    c.push_str(&format!(
        ",{}",
        if entity.recycled() { name(entity, system::DELETED) } else { "NULL" }
    ));
    Ok(c + " FROM " + entity.name + " t0 WHERE t0.id=?")
}

/// The row of an id, if it lies in the bin and is visible.
///
/// # Errors
/// As [`select`].
pub fn one<'a>(
    entity: &'static EntityMeta,
    id: uuid::Uuid,
    columns: &[usize],
    visibility: &'a Visibility,
    bin: Bin,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT ");
    c.columns(entity, columns)?;
    c.rows(&Rows { entity, visibility, bin, filter: &Bound::All, search: None }, Access::Direct)?;
    c.sql.push(" AND t0.id=").bind(Arg::Id(id));
    Ok(c.sql)
}

/// The rows of a list of numbers, in its order: the columns.
///
/// # Errors
/// `internal` for a column that does not exist.
pub fn fetch(entity: &'static EntityMeta, columns: &[usize]) -> Result<String> {
    Ok(by(entity, columns)?
        + " FROM rarray(?) k CROSS JOIN "
        + entity.name
        + " t0 ON t0."
        + row_number(entity)
        + "=k.value")
}

fn by(entity: &'static EntityMeta, columns: &[usize]) -> Result<String> {
    let mut none = NoSets;
    let mut c = Compiler::new(&mut none);
    c.sql.push("SELECT ");
    c.columns(entity, columns)?;
    Ok(c.sql.text)
}

struct NoSets;

impl Sets for NoSets {
    fn table(&mut self, _: &crmkit_core::query::OwnerSet) -> Result<Option<u32>> {
        Ok(None)
    }
}

/// Whether a row is open to a member: its arguments are the row's id, then the member.
pub fn admitted<'a>(member: &'a Member, record: uuid::Uuid) -> Sql<'a> {
    let mut none = NoSets;
    let mut c = Compiler::new(&mut none);
    c.sql
        .push("SELECT 1 FROM ")
        .push(member.team.name)
        .push(" t0 WHERE t0.record_id=")
        .bind(Arg::Id(record))
        .push(" AND ");
    c.admits(member, 0);
    c.sql
}

/// Whether somebody is a member of any row.
pub fn in_a_team(member: &Member) -> Sql<'_> {
    let mut none = NoSets;
    let mut c = Compiler::new(&mut none);
    c.sql
        .push("SELECT 1 FROM ")
        .push(member.team.name)
        .push(" t0 INDEXED BY ")
        .push(&member_index(member.team))
        .push(" WHERE ");
    c.admits(member, 0);
    c.sql.push(" LIMIT 1");
    c.sql
}

/// Whether some condition that must hold is answered by an index of its own; a list is then best
/// left to SQLite, which starts from there.
pub fn selective(filter: &Bound, entity: &EntityMeta) -> bool {
    let column = |c: &Column| match c.at {
        ColumnRef::Field(position) => position != system::UPDATED && indexed(entity, position),
        ColumnRef::Custom(_) => true,
    };
    match filter {
        Bound::Cmp(c, ..) | Bound::In(c, _) | Bound::InSet(c, _) => column(c),
        Bound::Range(c, from, to) => (from.is_some() || to.is_some()) && column(c),
        Bound::And(of) => of.iter().any(|f| selective(f, entity)),
        _ => false,
    }
}

/// The number of the row at a position: given for a log, looked up by id elsewhere.
pub fn number_at(entity: &EntityMeta, values: &[Value]) -> Option<i64> {
    match values.last() {
        Some(Value::Int(seq)) if entity.kind == crmkit_core::model::EntityKind::Log => Some(*seq),
        _ => None,
    }
}
