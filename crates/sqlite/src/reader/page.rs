//! Pages of lists.
//!
//! The default list, which everybody opens all day, has plans of its own. With `k` owners that
//! have rows, `n` rows of theirs and `N` in all, measured in µs:
//! `gather = 100 + 2.2·k + 3·min(k,50)`, `scan = 110 + 0.2·50·N/n`; the smaller one is taken, and
//! a scan takes no more steps of SQLite's machine than come to half of what gathering would have cost;
//! when they do not fill the page, the scope is gathered, now and, after a first page, the next times.
//! That keeps any realistic scope at 0.06–0.7 ms.

use crate::connection::row::SqliteRow;
use crate::connection::scopes::{Held, Load};
use crate::error::storage;
use crate::reader::Tx;
use crmkit_core::error::codes;
use crmkit_core::model::Value;
use crmkit_core::query::{Bin, Bound, BoundQuery, Keys, OwnerSet, Owners, Position, Visibility};
use crmkit_core::store::OnRow;
use crmkit_core::{Error, Result};
use crmkit_sql::Sql;
use crmkit_sql::list::{self, Place};
use crmkit_sql::schema::row_number;
use std::rc::Rc;

impl Tx<'_> {
    /// Streams a page.
    pub(crate) fn page(&self, query: &BoundQuery, on_row: OnRow<'_>) -> Result<()> {
        let after = query.after.as_ref().map(|p| self.row_at(query, p)).transpose()?;
        if query.limit == 0 || query.visibility == Visibility::Nothing {
            return Ok(());
        }
        if let Some(keys) = pinned(query) {
            let after = ended(query, after)?;
            let Owners::Set(set) = &keys.owners else {
                let sql = list::newest(query, keys, after, &mut Held::new(self.conn))?;
                return self.conn.stream(&sql, &mut |row| on_row(&SqliteRow(row))).map(drop);
            };
            return self.owned(query, keys, set, after, on_row);
        }
        let access = self.list_access(query, looked_at(query))?;
        let sql = list::select(query, after, access, &mut Held::new(self.conn))?;
        self.conn.stream(&sql, &mut |row| on_row(&SqliteRow(row)))?;
        Ok(())
    }

    /// The number of the row at a position.
    fn row_at(&self, query: &BoundQuery, position: &Position) -> Result<i64> {
        if let Some(number) = list::number_at(query.entity, &position.values) {
            return Ok(number);
        }
        let entity = query.entity;
        let bad = || Error::new(&codes::BAD_CURSOR);
        if position.values.len() != query.order.len() || row_number(entity) != "rid" {
            return Err(bad());
        }
        let text = format!("SELECT rid FROM {} WHERE id=?", entity.name);
        self.conn.first(&text, [position.id.as_bytes()])?.ok_or_else(bad)
    }

    /// Streams a page of the default list of some owners' rows and of those a team opens.
    fn owned(
        &self,
        query: &BoundQuery,
        keys: &Keys,
        set: &OwnerSet,
        after: Option<Place>,
        on_row: OnRow<'_>,
    ) -> Result<()> {
        let sets = || Held::new(self.conn);
        let team = match &keys.member {
            // Most of the lists are of people in no team: that costs a fifth of looking for rows.
            Some(member) if self.conn.any(&list::in_a_team(member))? => {
                self.collect(&list::team(query, member, after, &mut sets())?)?
            }
            _ => Vec::new(),
        };
        let load = self.conn.load(query.entity.no, set)?;
        let budget = scan_budget(load, query.limit);
        if team.is_empty() {
            return self.owned_only(query, keys, set, after, budget, on_row);
        }
        let mut places = Vec::new();
        let mut full = false;
        if let Some(budget) = budget {
            let sql = list::scan(query, keys, after, &mut sets())?;
            full = self.scan(query, set, (&sql, budget), &mut |row| {
                places.push(place(row, 0)?);
                Ok(())
            })?;
        }
        if !full {
            places = self.collect(&list::gather(query, keys, after, &mut sets())?)?;
        }
        places.extend(team);
        places.sort_unstable_by_key(|p| std::cmp::Reverse((p.updated, p.row)));
        places.dedup();
        places.truncate(query.limit);
        self.fetch(query, &places, on_row)
    }

    /// The same where nothing is to be merged: rows at once. What a scan has not reached when its
    /// budget ends is gathered.
    fn owned_only(
        &self,
        query: &BoundQuery,
        keys: &Keys,
        set: &OwnerSet,
        mut after: Option<Place>,
        budget: Option<u64>,
        on_row: OnRow<'_>,
    ) -> Result<()> {
        let sets = || Held::new(self.conn);
        let Some(budget) = budget else {
            let sql = list::gather_rows(query, keys, after, &mut sets())?;
            return self.conn.stream(&sql, &mut |row| on_row(&SqliteRow(row))).map(drop);
        };
        let sql = list::scan_rows(query, keys, after, &mut sets())?;
        let columns = query.columns.len().max(1);
        let mut found = 0;
        let full = self.scan(query, set, (&sql, budget), &mut |row| {
            found += 1;
            after = Some(place(row, columns)?);
            on_row(&SqliteRow(row))
        })?;
        if !full {
            let rest = BoundQuery { limit: query.limit - found, ..query.clone() };
            self.owned_only(&rest, keys, set, after, None, on_row)?;
        }
        Ok(())
    }

    /// Runs a scan within a budget of steps; says whether it came to its end. A first page that did
    /// not is remembered; the end of a list, where everything older is looked through, says nothing
    /// about the rest of it.
    fn scan(
        &self,
        query: &BoundQuery,
        set: &OwnerSet,
        (sql, budget): (&Sql<'_>, u64),
        on_row: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<()>,
    ) -> Result<bool> {
        let control = &self.conn.control;
        let (found, spent) = control.within(budget, || self.conn.stream(sql, on_row));
        match found {
            Err(error) if spent && error.is(&codes::INTERRUPTED) => {
                control.check()?;
                if query.filter == Bound::All && query.after.is_none() {
                    self.conn.scan_failed(query.entity.no, set);
                }
                Ok(false)
            }
            found => found.map(|_| true),
        }
    }

    fn collect(&self, sql: &Sql<'_>) -> Result<Vec<Place>> {
        let mut places = Vec::new();
        self.conn.stream(sql, &mut |row| {
            places.push(place(row, 0)?);
            Ok(())
        })?;
        Ok(places)
    }

    /// Streams the rows of places.
    fn fetch(&self, query: &BoundQuery, places: &[Place], on_row: OnRow<'_>) -> Result<()> {
        let texts = self.conn.read_texts(query.entity, &query.columns)?;
        let mut statement = self.conn.db.prepare_cached(&texts.fetch).map_err(storage)?;
        let numbers: Vec<rusqlite::types::Value> = places.iter().map(|p| p.row.into()).collect();
        statement.raw_bind_parameter(1, Rc::new(numbers)).map_err(storage)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(storage)? {
            self.conn.hand_out(row, &mut |row| on_row(&SqliteRow(row)))?;
        }
        Ok(())
    }
}

/// The place that stands in two columns.
fn place(row: &rusqlite::Row<'_>, column: usize) -> Result<Place> {
    let number = |column| row.get(column).map_err(storage);
    Ok(Place { updated: number(column)?, row: number(column + 1)? })
}

/// Where the page before ended, in the default order.
fn ended(query: &BoundQuery, row: Option<i64>) -> Result<Option<Place>> {
    match (row, query.after.as_ref().and_then(|p| p.values.first())) {
        (Some(row), Some(Value::Time(updated))) => {
            Ok(Some(Place { updated: updated.timestamp_micros(), row }))
        }
        (None, _) => Ok(None),
        _ => Err(Error::new(&codes::BAD_CURSOR)),
    }
}

/// Whether a query is the default list of some keys, or of anybody's rows. A condition that has
/// an index is a better start.
fn pinned(query: &BoundQuery) -> Option<&Keys> {
    let default = query.by_update()
        && query.bin == Bin::Live
        && query.search.is_none()
        && query.entity.owner().is_some()
        && !list::selective(&query.filter, query.entity)
        && query.after.as_ref().is_none_or(|p| matches!(p.values.as_slice(), [Value::Time(_)]));
    match &query.visibility {
        Visibility::Keys(Keys { owners: Owners::Anyone, member: Some(_), .. }) => None,
        Visibility::Keys(keys) if default => Some(keys),
        _ => None,
    }
}

/// How many entries of an index must be tested for each page, as many as would fit it, if all rows
/// are; nothing where there is no saying. A hit of the search index is tested by its row, which
/// takes as long as five entries.
fn looked_at(query: &BoundQuery) -> Option<u64> {
    let limit = query.limit as u64;
    match &query.search {
        _ if query.filter != Bound::All => None,
        None => Some(limit),
        Some(_) => query.order.is_empty().then_some(limit.saturating_mul(5)),
    }
}

/// How many steps to scan, if scanning is the better plan: seven for an index entry, fifty more for a
/// row of the page.
fn scan_budget(load: Load, limit: usize) -> Option<u64> {
    let (k, n, all) = (load.owners as f64, load.rows.max(1) as f64, load.all as f64);
    let gather = 100.0 + 2.2 * k + 3.0 * k.min(50.0);
    let scan = 110.0 + 0.2 * limit as f64 * all / n;
    let steps = 7.0 * gather / 0.4 + 50.0 * limit as f64;
    (scan < gather && !load.scan_failed).then_some(steps as u64)
}
