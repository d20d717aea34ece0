//! The one function that opens a file; nothing else touches it.
//!
//! The order matters. A file that is foreign, newer or altered is refused before anything is
//! written to it, not even its journal mode. Then comes what SQLite leaves off by default:
//! - WAL, read back; where it is impossible (a network disk) the old journal with
//!   `synchronous=EXTRA`, since FULL lost the last commit there in 67 of 300 power losses;
//! - DEFENSIVE and no trusted schema, so that a doctored file cannot run code of its own;
//! - bounds on statements, and the handler through which deadlines work.
//!
//! Readers are opened read-only rather than with `query_only`, which forbids temporary tables.

pub(crate) mod check;
mod files;
pub(crate) mod migrate;
pub(crate) mod structure;

use crate::connection::scopes::Scopes;
use crate::connection::{Conn, functions};
use crate::control::{Control, Interrupts, STEPS};
use crate::error::storage;
use crate::options::{Durability, OpenOptions};
use crmkit_core::error::codes;
use crmkit_core::store::{FileRole, Identity};
use crmkit_core::{Error, Result};
use crmkit_sql::schema::{APPLICATION_ID, Schema};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Older versions can damage a WAL that two connections write (fixed in 3.51.3).
const OLDEST: i32 = 3_051_003;

/// Prepared statements that a connection keeps: preparing a list costs 39× of finding it.
const PREPARED: usize = 256;

/// What is known about a file before it is open.
pub(crate) struct Site {
    pub(crate) path: PathBuf,
    pub(crate) options: OpenOptions,
    pub(crate) schema: Schema,
    pub(crate) interrupts: Interrupts,
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
}

/// Opens the first connection. A file of the present version in WAL mode is only read until somebody
/// writes: opening a second connection for that takes as long as the first. Whatever else it may be,
/// and whatever is wrong with it, the connection that writes finds out and says.
pub(crate) fn first(site: &Site) -> Result<(Conn, Purpose)> {
    match open(site, Purpose::Read).and_then(|conn| Ok(present(&conn.db, site)?.then_some(conn))) {
        Ok(Some(conn)) => Ok((conn, Purpose::Read)),
        // It was waited for once.
        Err(error) if error.is(&codes::BUSY) => Err(error),
        _ => Ok((open(site, Purpose::Write)?, Purpose::Write)),
    }
}

fn present(db: &Connection, site: &Site) -> Result<bool> {
    let mode = || db.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
    let present = recognise(db, site)? == site.schema.version && mode().map_err(storage)? == "wal";
    if present {
        structure::verify(db, site)?;
    }
    Ok(present)
}

/// Moves what is in the WAL over and removes it, where no connection that writes was open: one that
/// only reads leaves it when it is closed. What cannot be moved now stays for whoever comes next.
pub(crate) fn tidy(site: &Site) {
    if let Ok(db) = Connection::open_with_flags(&site.path, flags(site, Purpose::Write)) {
        let _ = db.busy_timeout(site.options.busy_timeout);
        // Neither needs the structure, which would take as long to read as opening did.
        let _ = db.execute_batch("PRAGMA checkpoint_fullfsync=ON; PRAGMA user_version");
    }
}

/// Opens a connection.
pub(crate) fn open(site: &Site, purpose: Purpose) -> Result<Conn> {
    refuse_early(site)?;
    let mut db = Connection::open_with_flags(&site.path, flags(site, purpose))
        .map_err(|e| cannot_open(e, site))?;
    harden(&db).map_err(storage)?;
    db.busy_timeout(site.options.busy_timeout).map_err(storage)?;
    let control = Arc::new(Control::new(site.interrupts.clone()));
    let scopes = if purpose == Purpose::Write {
        let version = recognise(&db, site)?;
        let present = version == site.schema.version;
        if present {
            structure::verify(&db, site)?;
        }
        journal(&db, site.options.durability).map_err(storage)?;
        prepare(&db, site).map_err(storage)?;
        if !present {
            migrate::bring_up(&db, site, version)?;
        }
        set(&db, DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(storage)?;
        Scopes::made(&db).map_err(storage)?
    } else {
        prepare(&db, site).map_err(storage)?;
        Scopes::to_be_made()
    };
    let handler = control.clone();
    db.progress_handler(STEPS, Some(move || !handler.goes_on())).map_err(storage)?;
    Ok(Conn::new(db, control, scopes))
}

fn refuse_early(site: &Site) -> Result<()> {
    if rusqlite::version_number() < OLDEST {
        return Err(Error::new(&codes::SQLITE_TOO_OLD)
            .with("found", rusqlite::version())
            .with("needed", "3.51.3"));
    }
    if site.options.key.is_some() {
        return Err(Error::new(&codes::UNSUPPORTED).with("what", "an encrypted file"));
    }
    plain_path(&site.path)
}

/// Refuses what SQLite could take for a URI.
pub(crate) fn plain_path(path: &Path) -> Result<()> {
    if path.as_os_str().as_encoded_bytes().starts_with(b"file:") {
        return Err(Error::new(&codes::UNSUPPORTED).with("what", "a URI as a path"));
    }
    Ok(())
}

fn flags(site: &Site, purpose: Purpose) -> OpenFlags {
    let shared = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    shared
        | match (purpose, site.options.create) {
            (Purpose::Read, _) => OpenFlags::SQLITE_OPEN_READ_ONLY,
            (Purpose::Write, false) => OpenFlags::SQLITE_OPEN_READ_WRITE,
            (Purpose::Write, true) => {
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
            }
        }
}

fn cannot_open(error: rusqlite::Error, site: &Site) -> Error {
    if site.path.exists() {
        storage(error)
    } else {
        Error::new(&codes::STORAGE).with("what", "there is no such file")
    }
}

fn set(db: &Connection, config: DbConfig, on: bool) -> rusqlite::Result<()> {
    db.set_db_config(config, on).map(drop)
}

fn harden(db: &Connection) -> rusqlite::Result<()> {
    // QPSG: else SQLite looks at bound values when it plans, and prepares anew whenever one is
    // bound again, `LIMIT ?` included: 15 µs a list.
    let on = [
        DbConfig::SQLITE_DBCONFIG_DEFENSIVE,
        DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG,
        DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
    ];
    let off = [
        DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA,
        DbConfig::SQLITE_DBCONFIG_DQS_DML,
        DbConfig::SQLITE_DBCONFIG_DQS_DDL,
        DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE,
        DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE,
        DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW,
    ];
    on.into_iter().try_for_each(|c| set(db, c, true))?;
    off.into_iter().try_for_each(|c| set(db, c, false))?;
    let limits = [
        (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 256 << 10),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 1000),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 20),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 4096),
        (Limit::SQLITE_LIMIT_ATTACHED, 1),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4096),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ];
    limits.into_iter().try_for_each(|(limit, n)| db.set_limit(limit, n).map(drop))
}

/// The version of the file's schema: 0 when it is empty. Refuses what is not ours to open.
fn recognise(db: &Connection, site: &Site) -> Result<i32> {
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i32>(0));
    let read = || {
        Ok((
            number("PRAGMA application_id")?,
            number("PRAGMA user_version")?,
            number("SELECT count(*) FROM sqlite_schema")?,
        ))
    };
    match read().map_err(storage)? {
        (0, 0, 0) if site.options.create => Ok(0),
        (APPLICATION_ID, version, _) if version > site.schema.version => {
            Err(Error::new(&codes::SCHEMA_TOO_NEW)
                .with("found", version)
                .with("supported", site.schema.version))
        }
        (APPLICATION_ID, version, _) if version > 0 => Ok(version),
        _ => Err(Error::new(&codes::NOT_A_CRM_FILE)),
    }
}

fn journal(db: &Connection, durability: Durability) -> rusqlite::Result<()> {
    let mode: String = db.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
    let synchronous = match (mode.as_str(), durability) {
        ("wal", Durability::Safe) => "FULL",
        ("wal", Durability::MayLoseLastCommits) => "NORMAL",
        _ => {
            db.query_row("PRAGMA journal_mode=DELETE", [], |row| row.get::<_, String>(0))?;
            "EXTRA"
        }
    };
    // On Apple's systems plain fsync does not reach the disk.
    let apple = if durability == Durability::Safe {
        "PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;"
    } else {
        ""
    };
    db.execute_batch(&format!(
        "PRAGMA synchronous={synchronous}; {apple} PRAGMA secure_delete=FAST; PRAGMA journal_size_limit=67108864;"
    ))
}

/// What every connection has. It sets up memory only, and writes nothing to the file.
fn prepare(db: &Connection, site: &Site) -> rusqlite::Result<()> {
    let profile = site.options.profile;
    // Checking the cells of a page costs a mapped file 1.8× on every read (it does so each time the
    // page is looked at), one that is read into the cache nothing to speak of.
    let check = if profile.mmap_size() == 0 { "ON" } else { "OFF" };
    db.execute_batch(&format!(
        "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check={check}; \
         PRAGMA cache_size={}; PRAGMA mmap_size={};",
        profile.cache_size(),
        profile.mmap_size()
    ))?;
    db.set_prepared_statement_cache_capacity(PREPARED);
    rusqlite::vtab::array::load_module(db)?;
    functions::register(db)
}

/// What the file was told when it was made.
pub(crate) fn identity(db: &Connection) -> Result<Identity> {
    let read = |key: &str| {
        db.query_row("SELECT value FROM meta WHERE key=?", [key], |row| {
            row.get::<_, rusqlite::types::Value>(0)
        })
        .optional()
    };
    let role = match read("role").map_err(storage)? {
        Some(rusqlite::types::Value::Text(role)) if role == "hub" => FileRole::Hub,
        Some(rusqlite::types::Value::Text(role)) if role == "replica" => FileRole::Replica,
        _ => FileRole::Standalone,
    };
    let device = match read("device").map_err(storage)? {
        Some(rusqlite::types::Value::Blob(bytes)) => Uuid::from_slice(&bytes).unwrap_or_default(),
        _ => Uuid::nil(),
    };
    Ok(Identity { role, device })
}

/// The name of a role in the file.
pub(crate) fn role_name(role: FileRole) -> &'static str {
    match role {
        FileRole::Standalone => "standalone",
        FileRole::Hub => "hub",
        FileRole::Replica => "replica",
    }
}
