//! The next number of a rule.

use super::rule::{Counter, Part, parts, rule_for};
use super::{CounterReset, NumberCounter, NumberCounterId, NumberRuleId};
use crate::error::{Error, OrError, Result, codes};
use crate::model::{CommandId, EntityMeta, TypedId, Value, derive_id};
use crate::mutants::mutant;
use crate::query::Bound;
use crate::session::Context;
use crate::session::write::unique_key;
use crate::store::FileRole;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// The number of a new record: the typed one if there is one, else the next of the entity's rule,
/// for the record's date or else today. A number that a live record has by hand is passed over.
///
/// On a replica it is provisional: `T`, what tells the device apart, and a count of its own. The
/// hub, which runs the command again, gives a real one.
///
/// # Errors
/// `number.required` where none is typed and no rule gives one; storage errors.
pub(crate) fn next(
    cx: &mut Context<'_>,
    entity: &'static EntityMeta,
    field: &str,
    typed: Option<&str>,
    date: Option<NaiveDate>,
) -> Result<String> {
    if let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        return Ok(typed.to_owned());
    }
    let rule = rule_for(cx, entity.name)?.filter(|rule| rule.enabled);
    let missing = || Error::new(&codes::NUMBER_REQUIRED).of(entity).field(field);
    let rule = rule.ok_or_else(missing)?;
    if cx.role() == FileRole::Replica {
        let held = counter(cx, rule.id, PROVISIONAL)?;
        let count = held.as_ref().map_or(0, |c| c.last) + 1;
        keep(cx, rule.id, PROVISIONAL, held, count)?;
        let number = format!("T{}-{count}", device(cx));
        cx.given.push(number.clone());
        return Ok(number);
    }
    let parts = parts(cx, rule.id)?;
    let date = date.unwrap_or_else(|| cx.today());
    let (start, step, reset) = counting(&parts)?;
    let period = if mutant(66) { Default::default() } else { period(reset, date) };
    let held = counter(cx, rule.id, period)?;
    let after = |count: i64| count.checked_add(step).or_error(&codes::INTEGER_OVERFLOW);
    let mut count = match &held {
        // A start that was raised meanwhile counts.
        Some(counter) => after(counter.last)?.max(start),
        None => start,
    };
    let unique = entity.field(field).and_then(|(_, field)| field.unique);
    let taken = |cx: &Context<'_>, number: &str| match unique {
        Some(kind) => Ok(cx.writer.key(kind, &unique_key(number))?.is_some()),
        None => Ok(false),
    };
    let mut number = written(&parts, date, count);
    while taken(cx, &number)? {
        count = after(count)?;
        number = written(&parts, date, count);
    }
    keep(cx, rule.id, period, held, count)?;
    cx.given.push(number.clone());
    Ok(number)
}

/// Start, step and reset of the counter among the parts.
fn counting(parts: &[Part]) -> Result<(i64, i64, CounterReset)> {
    let counter = parts.iter().find_map(|part| match part {
        Part::Counter(Counter { start, step, reset, .. }) => Some((*start, *step, *reset)),
        _ => None,
    });
    counter.or_error(&codes::NUMBER_COUNTER)
}

fn written(parts: &[Part], date: NaiveDate, count: i64) -> String {
    let written = parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Date(pattern) => pattern.write(date),
        Part::Counter(Counter { width, .. }) => format!("{count:0width$}"),
    });
    written.collect::<Vec<_>>().join("-")
}

/// How far a rule has counted in a period.
fn counter(cx: &Context<'_>, rule: NumberRuleId, period: i64) -> Result<Option<NumberCounter>> {
    let entity = NumberCounter::META;
    let of = Bound::And(vec![
        Bound::is(entity, "rule_id", Value::Id(rule.uuid())),
        Bound::is(entity, "period", Value::Int(period)),
    ]);
    Ok(cx.find(of)?.pop())
}

/// Notes how far a rule has counted in a period.
fn keep(
    cx: &mut Context<'_>,
    rule_id: NumberRuleId,
    period: i64,
    held: Option<NumberCounter>,
    last: i64,
) -> Result<()> {
    if let Some(counter) = held {
        return cx.update(&counter, |counter| counter.last = last).map(|_| ());
    }
    // Its id takes none of the command's: on the hub the row may be there already, and what the
    // command makes must have the same ids.
    let part = u32::try_from(period).unwrap_or(u32::MAX);
    let id = NumberCounterId(derive_id(CommandId(rule_id.uuid()), Uuid::nil(), part));
    let counter = NumberCounter { id, rule_id, period, last, ..NumberCounter::blank() };
    cx.insert(counter).map(|_| ())
}

/// The counter of provisional numbers.
const PROVISIONAL: i64 = 1;

/// The period of a date in which a counter counts.
fn period(reset: CounterReset, date: NaiveDate) -> i64 {
    let (year, month, day) = (i64::from(date.year()), date.month(), date.day());
    match reset {
        CounterReset::Never => 0,
        CounterReset::Yearly => year * 10_000,
        CounterReset::Monthly => year * 10_000 + i64::from(month) * 100,
        CounterReset::Daily => year * 10_000 + i64::from(month) * 100 + i64::from(day),
    }
}

/// What tells the numbers of devices apart. The device's id itself stays unsaid: cursors are
/// sealed with it.
fn device(cx: &Context<'_>) -> String {
    let derived = derive_id(CommandId(cx.identity().device), Uuid::nil(), 0);
    let text = derived.simple().to_string().to_uppercase();
    text.chars().skip(26).collect()
}
