//! Writing inside a transaction.

use crate::connection::Conn;
use crate::connection::row::{Bind, bind};
use crate::connection::scopes::Held;
use crate::error::{of_row, storage};
use crate::reader::{Tx, owner_bytes};
use crmkit_core::Result;
use crmkit_core::error::internal;
use crmkit_core::model::{EntityMeta, Kind, Raw};
use crmkit_core::query::Bound;
use crmkit_core::query::search::SearchText;
use crmkit_core::store::{Reader, State, Values, Writer};
use crmkit_sql::{Sql, schema, write};
use rusqlite::params;
use uuid::Uuid;

impl Writer for Tx<'_> {
    fn reader(&self) -> &dyn Reader {
        self
    }

    fn insert(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<()> {
        self.add(entity, values)
    }

    fn append(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<i64> {
        self.add(entity, values)?;
        Ok(self.conn.db.last_insert_rowid())
    }

    fn update(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        rev: i64,
        set: &[(usize, Raw<'_>)],
    ) -> Result<bool> {
        self.conn.ready()?;
        if set.is_empty() {
            let found = format!("SELECT 1 FROM {} WHERE id=? AND rev=?", entity.name);
            return Ok(self.conn.first::<i64>(&found, params![id.as_bytes(), rev])?.is_some());
        }
        let text = write::update(entity, set);
        let mut statement = self.conn.db.prepare_cached(&text).map_err(storage)?;
        for (n, (_, value)) in (1..).zip(set) {
            statement.raw_bind_parameter(n, Bind(value)).map_err(storage)?;
        }
        statement.raw_bind_parameter(set.len() + 1, id.as_bytes()).map_err(storage)?;
        statement.raw_bind_parameter(set.len() + 2, rev).map_err(storage)?;
        Ok(statement.raw_execute().map_err(|e| of_row(e, entity))? > 0)
    }

    fn update_where(
        &self,
        entity: &'static EntityMeta,
        filter: &Bound,
        set: &[(usize, Raw<'_>)],
    ) -> Result<u64> {
        self.conn.ready()?;
        if set.is_empty() {
            return Err(internal("an update of no columns"));
        }
        self.change(entity, &write::update_where(entity, filter, set, &mut Held::new(self.conn))?)
    }

    fn delete_where(&self, entity: &'static EntityMeta, filter: &Bound) -> Result<u64> {
        self.conn.ready()?;
        self.change(entity, &write::delete_where(entity, filter, &mut Held::new(self.conn))?)
    }

    fn set_state(&self, state: State, value: i64) -> Result<()> {
        self.run(
            "INSERT OR REPLACE INTO meta(key, value) VALUES(?,?)",
            params![state.name(), value],
        )
    }

    fn set_key(&self, kind: &str, key: &str, row: Option<Uuid>) -> Result<()> {
        match row {
            Some(row) => self.run(
                "INSERT OR REPLACE INTO unique_key(kind, key, row) VALUES(?,?,?)",
                params![kind, key, row.as_bytes()],
            ),
            None => self.run("DELETE FROM unique_key WHERE kind=? AND key=?", [kind, key]),
        }
    }

    fn add_owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>, by: i64) -> Result<()> {
        self.run(
            "INSERT INTO owner_stat(entity, owner, n) VALUES(?,?,?) ON CONFLICT DO UPDATE SET n=n+excluded.n",
            params![entity.no, owner_bytes(owner.as_ref()), by],
        )
    }

    fn set_text(&self, entity: &'static EntityMeta, id: Uuid, text: &SearchText) -> Result<()> {
        self.conn.ready()?;
        if !entity.searched() {
            return Err(internal("search text of an entity that is not searched"));
        }
        let name = entity.name;
        let row: Option<i64> =
            self.conn.first(&format!("SELECT rid FROM {name} WHERE id=?"), [id.as_bytes()])?;
        let Some(row) = row else { return Ok(()) };
        if text.is_empty() {
            return self.run(&format!("DELETE FROM {name}_fts WHERE rowid=?"), [row]);
        }
        let write =
            format!("INSERT OR REPLACE INTO {name}_fts(rowid, body, initials) VALUES(?,?,?)");
        self.run(&write, params![row, text.body(), text.initials()])
    }

    fn index_custom(
        &self,
        entity: &'static EntityMeta,
        no: u32,
        _kind: Kind,
        wanted: bool,
    ) -> Result<()> {
        self.conn.ready()?;
        if entity.flagged_kind(Kind::Custom).is_none() {
            return Err(internal("a custom field of an entity that has none"));
        }
        let index = schema::custom_index(entity, no);
        let known = "SELECT 1 FROM sqlite_schema WHERE type='index' AND name=?";
        let exists = self.conn.first::<i64>(known, [&index.name])?.is_some();
        match (wanted, exists) {
            (true, false) => self.conn.db.execute_batch(&index.sql).map_err(storage),
            (false, true) => {
                self.conn.db.execute_batch(&format!("DROP INDEX {}", index.name)).map_err(storage)
            }
            _ => Ok(()),
        }
    }

    fn clear_derived(&self) -> Result<()> {
        self.run("DELETE FROM owner_stat", [])?;
        self.run("DELETE FROM unique_key", [])?;
        for name in self.conn.search_tables()? {
            self.run(&format!("INSERT INTO {name}({name}) VALUES('delete-all')"), [])?;
        }
        Ok(())
    }

    fn savepoint(&self, part: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        self.run("SAVEPOINT part", [])?;
        let result = part();
        if result.is_err() && !self.conn.db.is_autocommit() {
            self.conn.execute("ROLLBACK TO part", []).map_err(storage)?;
            self.conn.forget();
        }
        if !self.conn.db.is_autocommit() {
            self.conn.execute("RELEASE part", []).map_err(storage)?;
        }
        result
    }
}

impl Tx<'_> {
    fn add(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<()> {
        self.conn.ready()?;
        let text = self.conn.insert_text(entity);
        let mut statement = self.conn.db.prepare_cached(&text).map_err(storage)?;
        for (n, position) in (1..).zip(write::first_value(entity)..entity.fields.len()) {
            statement.raw_bind_parameter(n, Bind(&values.raw(position))).map_err(storage)?;
        }
        statement.raw_execute().map_err(|e| of_row(e, entity))?;
        Ok(())
    }

    fn change(&self, entity: &'static EntityMeta, sql: &Sql<'_>) -> Result<u64> {
        let mut statement = self.conn.db.prepare_cached(&sql.text).map_err(storage)?;
        bind(&mut statement, &sql.args).map_err(storage)?;
        Ok(statement.raw_execute().map_err(|e| of_row(e, entity))? as u64)
    }

    fn run(&self, text: &str, params: impl rusqlite::Params) -> Result<()> {
        self.conn.ready()?;
        self.conn.execute(text, params).map_err(storage)?;
        Ok(())
    }
}

impl Conn {
    /// The names of the search indexes.
    pub(crate) fn search_tables(&self) -> Result<Vec<String>> {
        let find = "SELECT name FROM sqlite_schema WHERE type='table' AND sql LIKE 'CREATE VIRTUAL TABLE%'";
        let mut statement = self.db.prepare_cached(find).map_err(storage)?;
        let names = statement.query_map([], |row| row.get(0)).map_err(storage)?;
        names.collect::<rusqlite::Result<_>>().map_err(storage)
    }
}
