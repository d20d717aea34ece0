//! SQLite's errors as ours. Their texts may name columns but never hold values.

use crmkit_core::Error;
use crmkit_core::error::{codes, internal};
use crmkit_core::model::EntityMeta;
use rusqlite::{ErrorCode, ffi};

/// The error of a statement that is no commit.
#[cold]
pub(crate) fn storage(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::new(&codes::BUSY),
        Some(ErrorCode::DiskFull) => Error::new(&codes::DISK_FULL),
        Some(ErrorCode::OperationInterrupted) => Error::new(&codes::INTERRUPTED),
        Some(ErrorCode::DatabaseCorrupt) => damaged("SQLite cannot read it"),
        Some(ErrorCode::NotADatabase) => Error::new(&codes::NOT_A_CRM_FILE),
        Some(_) if message(&error) == Some("integer overflow") => {
            Error::new(&codes::INTEGER_OVERFLOW)
        }
        Some(ErrorCode::ConstraintViolation | ErrorCode::Unknown | ErrorCode::TypeMismatch)
        | None => internal(error),
        Some(_) => Error::new(&codes::STORAGE).with("what", error),
    }
}

/// The error of writing a row: a second row under a unique index is the caller's.
pub(crate) fn of_row(error: rusqlite::Error, entity: &EntityMeta) -> Error {
    match unique_fields(&error, entity) {
        Some(fields) => Error::new(&codes::DUPLICATE).entity(entity.name).field(fields),
        None => storage(error),
    }
}

/// The fields of `UNIQUE constraint failed: table.a, table.b`.
fn unique_fields(error: &rusqlite::Error, entity: &EntityMeta) -> Option<String> {
    let rusqlite::Error::SqliteFailure(failure, Some(text)) = error else { return None };
    if failure.extended_code != ffi::SQLITE_CONSTRAINT_UNIQUE {
        return None;
    }
    let columns = text.split_once(": ")?.1.split(", ");
    let fields =
        columns.map(|c| c.strip_prefix(entity.name).and_then(|c| c.strip_prefix('.')).unwrap_or(c));
    Some(fields.collect::<Vec<_>>().join(","))
}

/// The error of a commit. An I/O error may come after the last byte is written: whoever opens the
/// file next may then find the change (measured in 3 of 3 kinds of failing fsync).
pub(crate) fn of_commit(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DiskFull | ErrorCode::OperationInterrupted) => {
            storage(error)
        }
        _ => Error::new(&codes::COMMIT_UNKNOWN),
    }
}

fn message(error: &rusqlite::Error) -> Option<&str> {
    match error {
        rusqlite::Error::SqliteFailure(_, text) => text.as_deref(),
        _ => None,
    }
}

/// A file that is not what it should be.
pub(crate) fn damaged(what: &str) -> Error {
    Error::new(&codes::DAMAGED).with("what", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
    }

    #[test]
    fn an_io_error_of_a_commit_leaves_its_outcome_open() {
        for (code, expected) in [
            (ffi::SQLITE_IOERR_FSYNC, "commit.outcome_unknown"),
            (ffi::SQLITE_IOERR_WRITE, "commit.outcome_unknown"),
            (ffi::SQLITE_FULL, "storage.full"),
            (ffi::SQLITE_BUSY, "storage.busy"),
        ] {
            assert_eq!(of_commit(failure(code)).code(), expected);
        }
    }

    #[test]
    fn failures_have_their_codes() {
        for (code, expected) in [
            (ffi::SQLITE_IOERR_READ, "storage"),
            (ffi::SQLITE_READONLY, "storage"),
            (ffi::SQLITE_CORRUPT, "storage.damaged"),
            (ffi::SQLITE_NOTADB, "storage.not_crmkit"),
            (ffi::SQLITE_INTERRUPT, "interrupted"),
            (ffi::SQLITE_ERROR, "internal"),
        ] {
            assert_eq!(storage(failure(code)).code(), expected);
        }
    }
}
