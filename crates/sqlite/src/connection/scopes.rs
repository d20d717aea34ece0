//! Sets of owners kept in temporary tables between calls.
//!
//! A connection has a few; the one unused for longest makes room. A set is recognised by its ids,
//! not only by its mark. Next to each stand the counters of its last use, since summing them takes
//! 0.46 ms for 2,000 owners and a list 0.13 ms.

use crate::connection::Conn;
use crate::error::storage;
use crmkit_core::Result;
use crmkit_core::query::OwnerSet;
use crmkit_sql::Sets;
use rusqlite::Connection;

/// Temporary tables of a connection.
pub(crate) const TABLES: u32 = 8;

/// How often counters are used before they are looked up again.
const USES: u32 = 256;

/// Counters of the live rows of a scope.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Load {
    /// Owners that have rows.
    pub(crate) owners: i64,
    /// Their rows.
    pub(crate) rows: i64,
    /// All rows of the entity.
    pub(crate) all: i64,
    /// Whether a scan for the first page ran out of its budget: the rows are old.
    pub(crate) scan_failed: bool,
}

#[derive(Default)]
struct Scope {
    set: Option<OwnerSet>,
    used: u64,
    loads: Vec<(u16, Load, u32)>,
}

/// What the temporary tables of a connection hold.
pub(crate) struct Scopes {
    tables: Vec<Scope>,
    clock: u64,
    /// Whether the tables are there.
    made: bool,
    /// Whether they stay after a rollback.
    lasting: bool,
}

impl Scopes {
    /// Of a connection that writes: its transactions are taken back now and then, and tables made
    /// in one would go with it.
    pub(crate) fn made(db: &Connection) -> rusqlite::Result<Self> {
        db.execute_batch(&script())?;
        Ok(Self::new(true))
    }

    /// Of a connection that reads: who sees all needs no tables.
    pub(crate) fn to_be_made() -> Self {
        Self::new(false)
    }

    fn new(made: bool) -> Self {
        let tables = (0..TABLES).map(|_| Scope::default()).collect();
        Self { tables, clock: 0, made, lasting: made }
    }

    /// After a rollback.
    pub(crate) fn forget(&mut self) {
        *self = Self::new(self.lasting);
    }
}

/// The statements that make the tables where there are none.
fn script() -> String {
    let table = |n| {
        format!(
            "CREATE TEMP TABLE IF NOT EXISTS scope_{n}(u BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
        )
    };
    (0..TABLES).map(table).collect()
}

/// The sets of one statement: none of them makes room for another.
pub(crate) struct Held<'c> {
    conn: &'c Conn,
    since: u64,
}

impl<'c> Held<'c> {
    pub(crate) fn new(conn: &'c Conn) -> Self {
        Self { conn, since: conn.scopes.borrow().clock }
    }
}

impl Sets for Held<'_> {
    fn table(&mut self, set: &OwnerSet) -> Result<Option<u32>> {
        let mut scopes = self.conn.scopes.borrow_mut();
        if !scopes.made {
            self.conn.db.execute_batch(&script()).map_err(storage)?;
            scopes.made = true;
        }
        scopes.clock += 1;
        let clock = scopes.clock;
        let known = (0..).zip(&mut scopes.tables).find(|(_, s)| s.set.as_ref() == Some(set));
        if let Some((n, scope)) = known {
            scope.used = clock;
            return Ok(Some(n));
        }
        let oldest = (0..).zip(&mut scopes.tables).min_by_key(|(_, s)| s.used);
        let Some((n, scope)) = oldest.filter(|(_, s)| s.used <= self.since) else {
            return Ok(None);
        };
        *scope = Scope { set: None, used: clock, loads: Vec::new() };
        self.conn.fill(n, set.ids())?;
        scope.set = Some(set.clone());
        Ok(Some(n))
    }
}

impl Conn {
    /// The counters of a set, possibly a little old: they choose a plan, not a result.
    pub(crate) fn load(&self, entity: u16, set: &OwnerSet) -> Result<Load> {
        let Some(table) = Held::new(self).table(set)? else { return Ok(Load::default()) };
        if let Some(load) = self.remembered(table, entity) {
            return Ok(load);
        }
        let sum = format!(
            "SELECT count(*), ifnull(sum(n),0), (SELECT ifnull(sum(n),0) FROM owner_stat WHERE entity=?1) \
             FROM owner_stat WHERE entity=?1 AND n>0 AND owner IN (SELECT u FROM temp.scope_{table})"
        );
        let mut statement = self.db.prepare_cached(&sum).map_err(storage)?;
        let load = statement.query_row([entity], |row| {
            Ok(Load {
                owners: row.get(0)?,
                rows: row.get(1)?,
                all: row.get(2)?,
                scan_failed: false,
            })
        });
        let load = load.map_err(storage)?;
        if let Some(scope) = self.scopes.borrow_mut().tables.get_mut(table as usize) {
            scope.loads.retain(|(e, ..)| *e != entity);
            scope.loads.push((entity, load, USES));
        }
        Ok(load)
    }

    /// Remembers that scanning was the wrong plan for a set.
    pub(crate) fn scan_failed(&self, entity: u16, set: &OwnerSet) {
        let mut scopes = self.scopes.borrow_mut();
        let scope = scopes.tables.iter_mut().find(|s| s.set.as_ref() == Some(set));
        if let Some((_, load, _)) =
            scope.and_then(|s| s.loads.iter_mut().find(|(e, ..)| *e == entity))
        {
            load.scan_failed = true;
        }
    }

    /// How many live rows the owners of a set have, exactly.
    pub(crate) fn owned_by(&self, entity: u16, set: &OwnerSet) -> Result<Option<i64>> {
        let (owners, ids) = match Held::new(self).table(set)? {
            Some(table) => (format!("SELECT u FROM temp.scope_{table}"), Vec::new()),
            None => ("SELECT value FROM rarray(?2)".to_owned(), set.ids().to_vec()),
        };
        let sum = format!("SELECT sum(n) FROM owner_stat WHERE entity=?1 AND owner IN ({owners})");
        let n = match ids.is_empty() {
            true => self.first::<Option<i64>>(&sum, [entity])?,
            false => self.first::<Option<i64>>(
                &sum,
                rusqlite::params![entity, crate::connection::row::array(&ids)],
            )?,
        };
        Ok(n.flatten())
    }

    fn remembered(&self, table: u32, entity: u16) -> Option<Load> {
        let mut scopes = self.scopes.borrow_mut();
        let (_, load, uses) =
            scopes.tables.get_mut(table as usize)?.loads.iter_mut().find(|(e, ..)| *e == entity)?;
        *uses = uses.checked_sub(1)?;
        Some(*load)
    }
}
