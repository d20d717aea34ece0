//! A new file, or an older one brought up to the present schema.
//!
//! Both are one transaction: whoever dies in it leaves the file as it was. Before an older file
//! is changed a complete copy of it is written beside it, `<name>.backup-v<version>`.

use crate::error::storage;
use crate::open::{Site, role_name};
use crate::open::{files, structure};
use crate::transaction;
use crmkit_core::error::{codes, internal};
use crmkit_core::{Error, Result};
use crmkit_sql::schema::{APPLICATION_ID, Schema};
use rusqlite::{Connection, params};
use std::path::{Path, PathBuf};

/// Makes or upgrades the file, which has the schema of this older version.
pub(crate) fn bring_up(db: &Connection, site: &Site, found: i32) -> Result<()> {
    if found > 0 {
        copy(db, &backup_path(&site.path, found))?;
    }
    transaction::begin(db)?;
    let made = make(db, site).and_then(|()| transaction::commit(db));
    if made.is_err() {
        transaction::roll_back(db);
    }
    made
}

fn make(db: &Connection, site: &Site) -> Result<()> {
    let wanted = site.schema.version;
    // Another process may have been faster.
    match version(db)? {
        0 => create(db, site).map_err(storage)?,
        now if now < wanted => upgrade(db, &site.schema, now)?,
        now if now == wanted => {}
        now => {
            return Err(Error::new(&codes::SCHEMA_TOO_NEW)
                .with("found", now)
                .with("supported", wanted));
        }
    }
    db.pragma_update(None, "user_version", wanted).map_err(storage)?;
    structure::verify(db, site)
}

/// The version of the file's schema.
pub(crate) fn version(db: &Connection) -> Result<i32> {
    db.prepare_cached("PRAGMA user_version")
        .and_then(|mut s| s.query_row([], |row| row.get(0)))
        .map_err(storage)
}

fn create(tx: &Connection, site: &Site) -> rusqlite::Result<()> {
    tx.execute_batch(&site.schema.script())?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    let identity = site.options.identity;
    tx.execute(
        "INSERT INTO meta(key, value) VALUES ('role', ?), ('device', ?)",
        params![role_name(identity.role), identity.device.as_bytes()],
    )?;
    Ok(())
}

fn upgrade(tx: &Connection, schema: &Schema, from: i32) -> Result<()> {
    for to in from + 1..=schema.version {
        let step = schema.migrations.iter().find(|m| m.to == to);
        let step = step.ok_or_else(|| internal(format!("there is no step to schema {to}")))?;
        tx.execute_batch(step.sql).map_err(storage)?;
    }
    Ok(())
}

/// A name that is not taken: an earlier attempt may have left a copy, which stays.
fn backup_path(path: &Path, version: i32) -> PathBuf {
    let name = |n: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".backup-v{version}"));
        if n > 1 {
            name.push(format!("-{n}"));
        }
        PathBuf::from(name)
    };
    (1..).map(name).find(|p| !files::exists(p)).unwrap_or_else(|| name(1))
}

/// Writes a complete copy to a path where nothing is yet, and waits until the disk has it.
pub(crate) fn copy(db: &Connection, path: &Path) -> Result<()> {
    crate::open::plain_path(path)?;
    let failed = |what: &str| Error::new(&codes::STORAGE).with("what", what);
    if files::exists(path) {
        return Err(failed("the target exists already"));
    }
    let text = path.to_str().ok_or_else(|| failed("the target's name is not UTF-8"))?;
    let written = db.execute("VACUUM INTO ?", [text]).map_err(storage);
    let synced =
        written.and_then(|_| files::sync(path).map_err(|_| failed("the copy could not be synced")));
    if synced.is_err() {
        // Half a copy, made above: there was nothing before.
        let _ = files::remove(path);
    }
    synced
}
