//! Beginning and ending transactions: the only place that does.
//!
//! A writing one takes the lock at once. One that first reads and then writes failed as BUSY in
//! 450 of 600 tries beside others; immediate ones in none.

use crate::connection::Conn;
use crate::control::{Interrupts, Limit};
use crate::error::{of_commit, storage};
use crmkit_core::error::codes;
use crmkit_core::{Error, Result};
use rusqlite::Connection;
use std::time::Duration;

/// How long SQLite waits for another process before it is asked anew and deadlines are looked at.
/// It sleeps the longer the longer it waits, up to 100 ms, and then hardly ever hits the moment
/// between two transactions of a process that writes all the time: one of two such processes
/// waited for the other's end. Asked anew it tries six times in 20 ms.
const STEP: Duration = Duration::from_millis(20);

/// Begins to write, waiting as long as the connection does.
pub(crate) fn begin(db: &Connection) -> Result<()> {
    db.execute_batch("BEGIN IMMEDIATE").map_err(storage)
}

/// Begins to write, waiting for another process as long as the options and the limit allow.
pub(crate) fn begin_within(
    conn: &Conn,
    patience: Duration,
    limit: Limit,
    interrupts: &Interrupts,
) -> Result<()> {
    let own = Limit::new(Some(patience), interrupts);
    conn.db.busy_timeout(STEP.min(patience)).map_err(storage)?;
    let mut begun = conn.execute("BEGIN IMMEDIATE", []).map_err(storage);
    while busy(&begun) {
        if let Err(interrupted) = limit.check(interrupts) {
            begun = Err(interrupted);
        } else if own.check(interrupts).is_err() {
            break;
        } else {
            begun = conn.execute("BEGIN IMMEDIATE", []).map_err(storage);
        }
    }
    conn.db.busy_timeout(patience).map_err(storage)?;
    begun.map(drop)
}

fn busy<T>(result: &Result<T>) -> bool {
    result.as_ref().is_err_and(|e| e.is(&codes::BUSY))
}

/// Begins to read; the snapshot is that of the first read.
pub(crate) fn begin_reading(conn: &Conn) -> Result<()> {
    conn.execute("BEGIN", []).map(drop).map_err(storage)
}

/// Ends reading, whatever came of it. It commits, so that the temporary tables keep what they
/// were filled with.
pub(crate) fn end_reading(conn: &Conn) {
    if conn.db.is_autocommit() || conn.execute("COMMIT", []).is_err() {
        conn.forget();
        roll_back(&conn.db);
    }
}

/// Commits.
pub(crate) fn commit(db: &Connection) -> Result<()> {
    if db.is_autocommit() {
        return Err(Error::new(&codes::STORAGE).with("what", "the transaction had already failed"));
    }
    db.prepare_cached("COMMIT").and_then(|mut s| s.execute([])).map(drop).map_err(of_commit)
}

/// Takes everything back; SQLite may have done so already.
pub(crate) fn roll_back(db: &Connection) {
    if !db.is_autocommit() {
        // If even this fails, the connection is closed by who lent it.
        let _ = db.prepare_cached("ROLLBACK").and_then(|mut s| s.execute([]));
    }
}
