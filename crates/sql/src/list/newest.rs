//! The default list: the rows last updated, by the plans that `crmkit_sqlite` chooses from.

use crate::compile::{Compiler, Sets};
use crate::schema::{index_name, member_index, name};
use crate::sql::{Arg, Sql};
use crmkit_core::Result;
use crmkit_core::error::internal;
use crmkit_core::model::EntityMeta;
use crmkit_core::query::{Bin, Bound, BoundQuery, Column, Keys, Member, Owners};

/// A row number and the sort value before it, where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The instant of the last update.
    pub updated: i64,
    /// The row number.
    pub row: i64,
}

impl<'a> Compiler<'a, '_> {
    /// `AND` live, after the place.
    fn live_after(&mut self, entity: &EntityMeta, alias: u32, time: &str, after: Option<Place>) {
        self.bin(entity, 0, Bin::Live);
        if let Some(Place { updated, row }) = after {
            self.sql.push(" AND (");
            self.at(alias, time)
                .push(",t0.rid)<(")
                .bind(Arg::Int(updated))
                .push(",")
                .bind(Arg::Int(row))
                .push(")");
        }
    }

    /// From everybody's rows, newest first, those of the owners.
    fn by_update(
        &mut self,
        query: &'a BoundQuery,
        keys: &'a Keys,
        after: Option<Place>,
    ) -> Result<()> {
        let entity = query.entity;
        self.sql.push(" FROM ").push(entity.name).push(" t0 INDEXED BY ");
        self.sql.push(&index_name(entity, &["updated_at"])).push(" WHERE ");
        self.live_after(entity, 0, "updated_at", after);
        self.sql.push(" AND ");
        self.owned(keys, entity, 0)?;
        self.filtered(query)?;
        self.sql.push(" ORDER BY t0.updated_at DESC,t0.rid DESC");
        self.limit(query.limit);
        Ok(())
    }

    /// From the owners' rows, newest first.
    fn gathered(
        &mut self,
        query: &'a BoundQuery,
        keys: &'a Keys,
        after: Option<Place>,
    ) -> Result<()> {
        let Owners::Set(set) = &keys.owners else {
            return Err(internal("anybody's rows are not gathered"));
        };
        let (entity, owner) = (query.entity, name(query.entity, keys.owner));
        self.sql.push(" FROM ").push(entity.name).push(" t0 INDEXED BY ");
        self.sql.push(&index_name(entity, &[owner, "updated_at"]));
        self.sql.push(" WHERE t0.").push(owner);
        self.in_set(set)?;
        self.sql.push(" AND ");
        self.live_after(entity, 0, "updated_at", after);
        self.filtered(query)?;
        self.sql.push(" ORDER BY t0.updated_at DESC,t0.rid DESC");
        self.limit(query.limit);
        Ok(())
    }

    fn filtered(&mut self, query: &'a BoundQuery) -> Result<()> {
        if query.filter != Bound::All {
            self.sql.push(" AND ");
            self.bound(&query.filter, query.entity, 0)?;
        }
        Ok(())
    }
}

/// The newest places of the owners' rows, owner by owner.
///
/// # Errors
/// As [`select`](super::select).
pub fn gather<'a>(
    query: &'a BoundQuery,
    keys: &'a Keys,
    after: Option<Place>,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT t0.updated_at,t0.rid");
    c.gathered(query, keys, after)?;
    Ok(c.sql)
}

/// The rows at those places, in one statement: where there is nothing to merge them with.
///
/// # Errors
/// As [`select`](super::select).
pub fn gather_rows<'a>(
    query: &'a BoundQuery,
    keys: &'a Keys,
    after: Option<Place>,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT ");
    c.columns(query.entity, &query.columns)?;
    if matches!(&keys.owners, Owners::Set(set) if set.ids().len() == 1) {
        // His index has them in order: there is nothing to sort before the rows are read.
        c.gathered(query, keys, after)?;
        return Ok(c.sql);
    }
    c.sql.push(" FROM (SELECT t0.updated_at,t0.rid");
    c.gathered(query, keys, after)?;
    c.sql.push(") k CROSS JOIN ").push(query.entity.name).push(" t0 ON t0.rid=k.rid");
    Ok(c.sql)
}

/// The newest rows that anybody owns. Nothing that is read is passed over, so that there is no
/// gain in finding the places first: that took 1.5×.
///
/// # Errors
/// As [`select`](super::select).
pub fn newest<'a>(
    query: &'a BoundQuery,
    keys: &'a Keys,
    after: Option<Place>,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT ");
    c.columns(query.entity, &query.columns)?;
    c.by_update(query, keys, after)?;
    Ok(c.sql)
}

/// The newest places of the owners' rows, by everybody's newest. When few of them are theirs it
/// goes on to the end: who runs it sets an end to that.
///
/// # Errors
/// As [`select`](super::select).
pub fn scan<'a>(
    query: &'a BoundQuery,
    keys: &'a Keys,
    after: Option<Place>,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT t0.updated_at,t0.rid");
    c.by_update(query, keys, after)?;
    Ok(c.sql)
}

/// The rows at those places, in one statement: where there is nothing to merge them with. The
/// place of each stands behind its columns.
///
/// # Errors
/// As [`select`](super::select).
pub fn scan_rows<'a>(
    query: &'a BoundQuery,
    keys: &'a Keys,
    after: Option<Place>,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("SELECT ");
    c.columns(query.entity, &query.columns)?;
    c.sql.push(",t0.updated_at,t0.rid");
    c.by_update(query, keys, after)?;
    Ok(c.sql)
}

/// The newest places of the rows whose team has the member. It relies on `touched_at` being the
/// row's `updated_at`.
///
/// # Errors
/// As [`select`](super::select).
pub fn team<'a>(
    query: &'a BoundQuery,
    member: &'a Member,
    after: Option<Place>,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let entity = query.entity;
    let mut c = Compiler::new(sets);
    c.sql
        .push("SELECT t99.touched_at,t0.rid FROM ")
        .push(member.team.name)
        .push(" t99 INDEXED BY ")
        .push(&member_index(member.team));
    c.sql.push(" CROSS JOIN ").push(entity.name).push(" t0 ON t0.id=t99.record_id WHERE ");
    c.admits(member, 99);
    c.sql.push(" AND ");
    if let Some(owner) = entity.owner() {
        c.column(entity, 0, Column::field(entity, owner))?;
        c.sql.push(" IS NOT NULL AND ");
    }
    if let Some(Place { updated, .. }) = after {
        c.sql.push("t99.touched_at<=").bind(Arg::Int(updated)).push(" AND ");
    }
    c.live_after(entity, 99, "touched_at", after);
    c.filtered(query)?;
    c.sql.push(" ORDER BY t99.touched_at DESC,t0.rid DESC");
    c.limit(query.limit);
    Ok(c.sql)
}
