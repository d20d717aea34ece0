//! A connection and what it remembers between calls.

pub(crate) mod functions;
pub(crate) mod row;
pub(crate) mod scopes;

use crate::connection::row::{array, bind};
use crate::connection::scopes::Scopes;
use crate::control::Control;
use crate::error::storage;
use crmkit_core::Result;
use crmkit_core::error::internal;
use crmkit_core::model::EntityMeta;
use crmkit_sql::{Sql, list};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

/// Texts of reads of whole rows, by entity and columns.
type Texts = HashMap<u16, Vec<(Box<[usize]>, Arc<ReadTexts>)>>;

/// Texts that read some columns of whole rows.
pub(crate) struct ReadTexts {
    /// Of an id.
    pub(crate) get: String,
    /// Of a list of row numbers.
    pub(crate) fetch: String,
}

/// A connection.
pub(crate) struct Conn {
    pub(crate) db: Connection,
    pub(crate) control: Arc<Control>,
    pub(crate) scopes: RefCell<Scopes>,
    texts: RefCell<Texts>,
    inserts: RefCell<HashMap<u16, Arc<str>>>,
    /// Whether rows are being handed out.
    streaming: Cell<bool>,
}

impl Conn {
    pub(crate) fn new(db: Connection, control: Arc<Control>, scopes: Scopes) -> Self {
        Self {
            db,
            control,
            scopes: RefCell::new(scopes),
            texts: RefCell::default(),
            inserts: RefCell::default(),
            streaming: Cell::new(false),
        }
    }

    /// A prepared statement with its arguments.
    pub(crate) fn prepare(&self, sql: &Sql<'_>) -> Result<CachedStatement<'_>> {
        let mut statement = self.db.prepare_cached(&sql.text).map_err(storage)?;
        bind(&mut statement, &sql.args).map_err(storage)?;
        Ok(statement)
    }

    /// Hands out the rows of a statement; says how many.
    pub(crate) fn stream(
        &self,
        sql: &Sql<'_>,
        on_row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<usize> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.raw_query();
        let mut n = 0;
        while let Some(row) = rows.next().map_err(storage)? {
            n += 1;
            self.hand_out(row, on_row)?;
        }
        Ok(n)
    }

    /// Whether a statement has a row.
    pub(crate) fn any(&self, sql: &Sql<'_>) -> Result<bool> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.raw_query();
        Ok(rows.next().map_err(storage)?.is_some())
    }

    /// Calls a callback, which must not come back to this connection.
    pub(crate) fn hand_out(
        &self,
        row: &Row<'_>,
        on_row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.streaming.set(true);
        let result = on_row(row);
        self.streaming.set(false);
        result
    }

    /// Refuses work while rows are handed out, after a lost transaction, and past the deadline.
    pub(crate) fn ready(&self) -> Result<()> {
        if self.streaming.get() {
            return Err(internal("a transaction was used from inside a row callback"));
        }
        self.control.check()?;
        if self.db.is_autocommit() {
            return Err(internal("a transaction went on after it had failed"));
        }
        Ok(())
    }

    /// Forgets that a callback was running, which a panic leaves behind, and what temporary
    /// tables held, which a rollback empties.
    pub(crate) fn forget(&self) {
        self.streaming.set(false);
        self.scopes.borrow_mut().forget();
    }

    /// Runs a statement without rows.
    pub(crate) fn execute(
        &self,
        text: &str,
        params: impl rusqlite::Params,
    ) -> rusqlite::Result<usize> {
        self.db.prepare_cached(text)?.execute(params)
    }

    /// The first column of the first row.
    pub(crate) fn first<T: rusqlite::types::FromSql>(
        &self,
        text: &str,
        params: impl rusqlite::Params,
    ) -> Result<Option<T>> {
        let mut statement = self.db.prepare_cached(text).map_err(storage)?;
        statement.query_row(params, |row| row.get(0)).optional().map_err(storage)
    }

    /// The texts that read these columns.
    pub(crate) fn read_texts(
        &self,
        entity: &'static EntityMeta,
        columns: &[usize],
    ) -> Result<Arc<ReadTexts>> {
        let mut texts = self.texts.borrow_mut();
        let known = texts.entry(entity.no).or_default();
        if let Some((_, texts)) = known.iter().find(|(c, _)| **c == *columns) {
            return Ok(texts.clone());
        }
        let texts = Arc::new(ReadTexts {
            get: list::get(entity, columns)?,
            fetch: list::fetch(entity, columns)?,
        });
        known.push((columns.into(), texts.clone()));
        Ok(texts)
    }

    /// The text that adds a row.
    pub(crate) fn insert_text(&self, entity: &'static EntityMeta) -> Arc<str> {
        let mut texts = self.inserts.borrow_mut();
        texts.entry(entity.no).or_insert_with(|| crmkit_sql::write::insert(entity).into()).clone()
    }

    /// Fills a scope table.
    pub(crate) fn fill(&self, table: u32, ids: &[uuid::Uuid]) -> Result<()> {
        self.execute(&format!("DELETE FROM temp.scope_{table}"), []).map_err(storage)?;
        let fill = format!("INSERT INTO temp.scope_{table}(u) SELECT value FROM rarray(?)");
        self.execute(&fill, [array(ids)]).map_err(storage)?;
        Ok(())
    }
}
