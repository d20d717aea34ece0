//! Whether a file has the structure that the declarations say.
//!
//! A trigger that somebody added runs inside our transactions, and a table that somebody altered
//! breaks what we promise about it. The statements that made the tables are compared first, which
//! decides nearly always; after an `ALTER TABLE` their texts differ, and then a database is made
//! in memory from the declarations and both are asked for their columns and indexes.

use crate::error::storage;
use crate::open::Site;
use crmkit_core::error::codes;
use crmkit_core::model::Registry;
use crmkit_core::{Error, Result};
use crmkit_sql::schema::{Schema, custom_index};
use rusqlite::Connection;
use std::collections::{BTreeSet, HashMap};

/// Something in `sqlite_schema`.
struct Found {
    kind: String,
    name: String,
    sql: String,
}

/// Refuses a file that has another structure.
pub(crate) fn verify(db: &Connection, site: &Site) -> Result<()> {
    differences(db, &site.schema, &site.options.registry).and_then(|found| match found.first() {
        None => Ok(()),
        Some(what) => Err(Error::new(&codes::SCHEMA_TAMPERED).with("what", what)),
    })
}

/// What a file has that it should not, or lacks.
pub(crate) fn differences(
    db: &Connection,
    schema: &Schema,
    registry: &Registry,
) -> Result<Vec<String>> {
    let mut declared: Declared<'_> =
        schema.objects.iter().map(|o| (o.name.as_str(), (o.sql.as_str(), false))).collect();
    let others = others(db, &mut declared).map_err(storage)?;
    let found = |name: &str| declared.get(name).is_some_and(|(_, found)| *found);
    let missing = schema.objects.iter().filter(|o| !found(&o.name));
    let mut different: Vec<String> = missing.map(|o| format!("{} is missing", o.name)).collect();
    let mut reference = None;
    for object in &others {
        let same = match declared.get(object.name.as_str()) {
            Some((sql, _)) if alterable(&object.kind, sql) => {
                let reference = match &mut reference {
                    Some(reference) => reference,
                    none => none.insert(in_memory(schema).map_err(storage)?),
                };
                shape(db, object).map_err(storage)? == shape(reference, object).map_err(storage)?
            }
            Some(_) => false,
            None => expected(object, &declared, registry),
        };
        if !same {
            different.push(format!("{} {}", object.kind, object.name));
        }
    }
    Ok(different)
}

/// Whether an object can be the same with another text. A trigger can have the name of a table.
fn alterable(kind: &str, declared: &str) -> bool {
    matches!(kind, "table" | "index") && !declared.starts_with("CREATE VIRTUAL")
}

/// By name, what makes an object and whether the file has it.
type Declared<'s> = HashMap<&'s str, (&'s str, bool)>;

/// The objects that are not made by what is declared; marks those that the file has.
fn others(db: &Connection, declared: &mut Declared<'_>) -> rusqlite::Result<Vec<Found>> {
    let mut statement = db.prepare("SELECT type, name, ifnull(sql,'') FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    let mut others = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, sql) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let known = declared.get_mut(name).is_some_and(|(declared, found)| {
            *found = true;
            *declared == sql
        });
        if !known {
            others.push(Found { kind: row.get(0)?, name: name.into(), sql: sql.into() });
        }
    }
    Ok(others)
}

/// Whether an undeclared object is one that comes with the declared ones: statistics, SQLite's
/// own indexes, the inner tables of a search index, an index of a custom field.
fn expected(object: &Found, declared: &Declared<'_>, registry: &Registry) -> bool {
    let (kind, name) = (object.kind.as_str(), object.name.as_str());
    if name.starts_with("sqlite_") {
        return matches!(kind, "table" | "index");
    }
    if let Some((search, part)) = name.rsplit_once('_').filter(|_| kind == "table") {
        let parts = ["data", "idx", "docsize", "config", "content"];
        return parts.contains(&part)
            && declared.get(search).is_some_and(|(sql, _)| sql.starts_with("CREATE VIRTUAL"));
    }
    let custom =
        name.strip_prefix("cf_").and_then(|n| n.rsplit_once('_')).filter(|_| kind == "index");
    custom.is_some_and(|(entity, no)| match (registry.by_name(entity), no.parse()) {
        (Ok(entity), Ok(no)) => custom_index(entity, no).sql == object.sql,
        _ => false,
    })
}

fn in_memory(schema: &Schema) -> rusqlite::Result<Connection> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(&schema.script())?;
    Ok(db)
}

/// What a table or index is, apart from its text, the order of columns and their defaults (a
/// column added later must have one, and every insert gives every value).
fn shape(db: &Connection, object: &Found) -> rusqlite::Result<BTreeSet<String>> {
    let table = "SELECT 'column', name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?1) \
                 UNION ALL SELECT 'table', type, wr, strict, NULL, NULL FROM pragma_table_list WHERE schema='main' AND name=?1";
    let index = "SELECT 'key', seqno, name, desc, coll, key FROM pragma_index_xinfo(?1) \
                 UNION ALL SELECT 'index', tbl_name, substr(sql, instr(sql,')')), instr(sql,'UNIQUE'), NULL, NULL FROM sqlite_schema WHERE name=?1";
    let sql = if object.kind == "table" { table } else { index };
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([&object.name])?;
    let mut lines = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let cells = (0..columns).map(|c| row.get_ref(c).map(|v| format!("{v:?}")));
        lines.insert(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" "));
    }
    Ok(lines)
}
