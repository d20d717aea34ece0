//! The functions our statements call: they are the interpreter's own, so that both stores mean
//! the same.

use crmkit_core::model::Zone;
use crmkit_core::model::value::{date_from_days, date_to_days};
use crmkit_core::query::eval::text_matches;
use crmkit_core::query::{Bucket, TextOp};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

type Boxed = Box<dyn std::error::Error + Send + Sync>;

/// Makes the functions known to a connection.
pub(crate) fn register(db: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    let texts = [
        ("text_contains", TextOp::Contains),
        ("text_starts", TextOp::StartsWith),
        ("text_ends", TextOp::EndsWith),
    ];
    for (name, op) in texts {
        db.create_scalar_function(name, 2, flags, move |c| text(c, op))?;
    }
    db.create_scalar_function("bucket_of_date", 3, flags, |c| {
        let bucket = bucket(c)?;
        let Some(days) = integer(c)? else { return Ok(None) };
        Ok(date_from_days(days).map(|date| date_to_days(bucket.start(date))))
    })?;
    db.create_scalar_function("bucket_of_time", 3, flags, |c| {
        let bucket = bucket(c)?;
        let zone = c.get_or_create_aux(2, |name| -> std::result::Result<Zone, Boxed> {
            Ok(Zone::parse(name.as_str()?)?)
        })?;
        let Some(micros) = integer(c)? else { return Ok(None) };
        bucket.of_instant(micros, *zone).map(Some).map_err(failed)
    })
}

/// Whether a text stands in another; false for what is no text.
fn text(context: &Context<'_>, op: TextOp) -> Result<bool> {
    let (ValueRef::Text(found), ValueRef::Text(wanted)) = (context.get_raw(0), context.get_raw(1))
    else {
        return Ok(false);
    };
    let utf8 = |bytes| std::str::from_utf8(bytes).map_err(failed);
    Ok(text_matches(op, utf8(found)?, utf8(wanted)?))
}

fn integer(context: &Context<'_>) -> Result<Option<i64>> {
    match context.get_raw(0) {
        ValueRef::Integer(i) => Ok(Some(i)),
        _ => Ok(None),
    }
}

fn bucket(context: &Context<'_>) -> Result<Bucket> {
    let place: u32 = context.get(1)?;
    Bucket::ALL
        .get(place as usize)
        .copied()
        .ok_or(Error::InvalidFunctionParameterType(1, rusqlite::types::Type::Integer))
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::UserFunctionError(Box::new(error))
}
