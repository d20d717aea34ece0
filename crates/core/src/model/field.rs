//! Field types: what a Rust type is in storage, in filters and in words.

use super::value::{date_from_days, time_from_micros};
use super::{ChoiceMeta, Money, Number, Raw, Timestamp, TypedId, Value};
use crate::error::{Error, Result, codes, require};
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::RangeInclusive;
use uuid::Uuid;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// A decimal number, six places.
    Number,
    /// Money, four places.
    Money,
    /// Text.
    Text,
    /// One of a fixed list.
    Choice(&'static ChoiceMeta),
    /// A reference to a row of the named entity.
    Id(&'static str),
    /// A business date.
    Date,
    /// An instant.
    Time,
    /// The values of custom fields.
    Custom,
    /// A JSON document that only crmkit reads.
    Json,
}

impl Kind {
    /// The stable name, written into golden files and metadata.
    pub fn name(&self) -> String {
        match self {
            Kind::Bool => "boolean".into(),
            Kind::Int => "integer".into(),
            Kind::Number => "number".into(),
            Kind::Money => "money".into(),
            Kind::Text => "text".into(),
            Kind::Choice(meta) => format!("choice:{}", meta.name),
            Kind::Id(entity) => format!("id:{entity}"),
            Kind::Date => "date".into(),
            Kind::Time => "time".into(),
            Kind::Custom => "custom".into(),
            Kind::Json => "json".into(),
        }
    }

    /// Turns an untyped value (from JSON, a filter text, a file) into one of this kind.
    ///
    /// # Errors
    /// `value.wrong_kind`, `value.unknown_choice`, `value.too_many_places`, `value.out_of_range`.
    pub fn coerce(&self, value: Value) -> Result<Value> {
        let value = self.converted(value)?;
        let year = match &value {
            Value::Date(date) => date.year(),
            Value::Time(at) => at.year(),
            _ => return Ok(value),
        };
        require(YEARS.contains(&year), &codes::OUT_OF_RANGE)?;
        Ok(value)
    }

    fn converted(&self, value: Value) -> Result<Value> {
        match (self, value) {
            (_, Value::Null) => Ok(Value::Null),
            (Kind::Text | Kind::Json | Kind::Custom, v @ Value::Text(_))
            | (Kind::Bool, v @ Value::Bool(_))
            | (Kind::Int, v @ Value::Int(_))
            | (Kind::Number, v @ Value::Number(_))
            | (Kind::Money, v @ Value::Money(_))
            | (Kind::Id(_), v @ Value::Id(_))
            | (Kind::Date, v @ Value::Date(_))
            | (Kind::Time, v @ Value::Time(_)) => Ok(v),
            (Kind::Choice(meta), Value::Text(code)) => match meta.option(&code) {
                Some(_) => Ok(Value::Text(code)),
                None => Err(Error::new(&codes::UNKNOWN_CHOICE).with("value", code)),
            },
            (Kind::Number, Value::Int(i)) => Ok(Value::Number(i.to_string().parse()?)),
            (Kind::Money, Value::Int(i)) => Ok(Value::Money(i.to_string().parse()?)),
            (kind, Value::Text(text)) => kind.parse(&text),
            (kind, _) => Err(kind.wrong()),
        }
    }

    fn parse(&self, text: &str) -> Result<Value> {
        let wrong = || self.wrong();
        match self {
            Kind::Bool => text.parse().map(Value::Bool).map_err(|_| wrong()),
            Kind::Int => text.parse().map(Value::Int).map_err(|_| wrong()),
            Kind::Number => text.parse().map(Value::Number),
            Kind::Money => text.parse().map(Value::Money),
            Kind::Id(_) => Uuid::parse_str(text).map(Value::Id).map_err(|_| wrong()),
            Kind::Date => {
                NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Value::Date).map_err(|_| wrong())
            }
            Kind::Time => parse_time(text).map(Value::Time).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }

    pub(crate) fn wrong(&self) -> Error {
        let zh = match self {
            Kind::Bool => "是或否",
            Kind::Int => "整数",
            Kind::Number => "数字",
            Kind::Money => "金额",
            Kind::Text | Kind::Json | Kind::Custom => "文本",
            Kind::Choice(_) => "选项",
            Kind::Id(_) => "编号",
            Kind::Date => "日期",
            Kind::Time => "时间",
        };
        let name = self.name();
        let error = Error::new(&codes::WRONG_KIND).with("expected", &name);
        error.called_as("expected", zh, name)
    }

    /// The typed value of a stored one.
    ///
    /// # Errors
    /// `storage.damaged` when the stored value is not of this kind.
    pub fn read(&self, raw: Raw<'_>) -> Result<Value> {
        Ok(match (self, raw) {
            (_, Raw::Null) => Value::Null,
            (Kind::Bool, Raw::Int(i)) => Value::Bool(i != 0),
            (Kind::Int, Raw::Int(i)) => Value::Int(i),
            (Kind::Number, Raw::Int(i)) => Value::Number(Number::from_scaled(i)),
            (Kind::Money, Raw::Int(i)) => Value::Money(Money::from_scaled(i)),
            (Kind::Text | Kind::Choice(_) | Kind::Custom | Kind::Json, Raw::Text(t)) => {
                Value::Text(t.into_owned())
            }
            (Kind::Id(_), Raw::Id(id)) => Value::Id(id),
            (Kind::Date, Raw::Int(i)) => {
                Value::Date(date_from_days(i).ok_or_else(|| damaged(self))?)
            }
            (Kind::Time, Raw::Int(i)) => {
                Value::Time(time_from_micros(i).ok_or_else(|| damaged(self))?)
            }
            _ => return Err(damaged(self)),
        })
    }
}

/// The years of dates and instants: what every language and database on the way can hold.
const YEARS: RangeInclusive<i32> = 1..=9999;

#[cold]
fn damaged(kind: &Kind) -> Error {
    Error::new(&codes::DAMAGED).with("what", format!("a value that is not a {}", kind.name()))
}

/// RFC 3339 with any offset, kept to the microsecond.
fn parse_time(text: &str) -> Option<Timestamp> {
    let at: Timestamp = chrono::DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    time_from_micros(at.timestamp_micros())
}

/// A Rust type that a field may have.
pub trait FieldType: Sized {
    /// What it is.
    const KIND: Kind;
    /// Whether it may be absent.
    const NULLABLE: bool = false;
    /// Reads the stored form.
    ///
    /// # Errors
    /// `storage.damaged` when the stored value is of another kind.
    fn from_raw(raw: Raw<'_>) -> Result<Self>;
    /// The stored form.
    fn raw(&self) -> Raw<'_>;
    /// What a caller sees who may not read the field.
    fn blank() -> Self;
    /// The typed value.
    ///
    /// # Errors
    /// `storage.damaged` when the value is not of this kind.
    fn value(&self) -> Result<Value> {
        Self::KIND.read(self.raw())
    }
}

/// Reads the value of a column; a masked one comes back blank, and so does one that cannot be read,
/// for which the error of [`FieldType::from_raw`] is left. With a result of each field instead,
/// to be looked at and taken apart, getting a record took a twentieth longer.
#[inline(always)]
pub fn read<T: FieldType>(
    value: Raw<'_>,
    column: usize,
    masked: &[usize],
    failed: &mut Option<Error>,
) -> T {
    if masked.contains(&column) {
        return T::blank();
    }
    T::from_raw(value).unwrap_or_else(|error| {
        *failed = Some(error);
        T::blank()
    })
}

macro_rules! scalar {
    ($type:ty, $kind:expr, $blank:expr, $pattern:pat => $value:expr, |$self:ident| $raw:expr) => {
        impl FieldType for $type {
            const KIND: Kind = $kind;
            #[inline]
            fn from_raw(raw: Raw<'_>) -> Result<Self> {
                match raw {
                    $pattern => $value,
                    _ => None,
                }
                .ok_or_else(|| damaged(&Self::KIND))
            }
            fn raw(&$self) -> Raw<'_> {
                $raw
            }
            fn blank() -> Self {
                $blank
            }
        }
    };
}

scalar!(bool, Kind::Bool, false, Raw::Int(i) => Some(i != 0), |self| Raw::Int(i64::from(*self)));
scalar!(i64, Kind::Int, 0, Raw::Int(i) => Some(i), |self| Raw::Int(*self));
scalar!(Number, Kind::Number, Number::ZERO, Raw::Int(i) => Some(Number::from_scaled(i)), |self| Raw::Int(self.scaled()));
scalar!(Money, Kind::Money, Money::ZERO, Raw::Int(i) => Some(Money::from_scaled(i)), |self| Raw::Int(self.scaled()));
scalar!(String, Kind::Text, String::new(), Raw::Text(t) => Some(t.into_owned()), |self| Raw::Text(Cow::Borrowed(self)));
scalar!(NaiveDate, Kind::Date, NaiveDate::default(), Raw::Int(i) => date_from_days(i), |self| Raw::Int(super::value::date_to_days(*self)));
scalar!(Timestamp, Kind::Time, Timestamp::default(), Raw::Int(i) => time_from_micros(i), |self| Raw::Int(self.timestamp_micros()));

impl<T: TypedId> FieldType for T {
    const KIND: Kind = Kind::Id(T::ENTITY);
    #[inline]
    fn from_raw(raw: Raw<'_>) -> Result<Self> {
        match raw {
            Raw::Id(id) => Ok(id.into()),
            _ => Err(damaged(&Self::KIND)),
        }
    }
    fn raw(&self) -> Raw<'_> {
        Raw::Id((*self).into())
    }
    fn blank() -> Self {
        Uuid::nil().into()
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    #[inline]
    fn from_raw(raw: Raw<'_>) -> Result<Self> {
        match raw {
            Raw::Null => Ok(None),
            raw => T::from_raw(raw).map(Some),
        }
    }
    fn raw(&self) -> Raw<'_> {
        self.as_ref().map_or(Raw::Null, T::raw)
    }
    fn blank() -> Self {
        None
    }
}

/// A typed handle of a field, from which filters and orders are built:
/// `Customer::level().eq(level)`.
#[derive(Debug)]
pub struct Field<T> {
    /// The field's name, unique within its entity.
    pub name: &'static str,
    kind: PhantomData<fn() -> T>,
}

impl<T> Field<T> {
    /// The handle of a field.
    pub const fn new(name: &'static str) -> Self {
        Self { name, kind: PhantomData }
    }
}

impl<T> Clone for Field<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Field<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coercion_by_table() {
        let text = |t: &str| Value::Text(t.into());
        let ok = [
            (Kind::Int, text("42"), Value::Int(42)),
            (Kind::Money, Value::Int(7), Value::Money(Money::from_scaled(70_000))),
            (Kind::Number, text("0.000001"), Value::Number(Number::from_scaled(1))),
            (Kind::Bool, text("true"), Value::Bool(true)),
            (
                Kind::Date,
                text("2026-02-28"),
                Value::Date(NaiveDate::from_ymd_opt(2026, 2, 28).unwrap()),
            ),
            (
                Kind::Time,
                text("2026-01-01T08:00:00+08:00"),
                Value::Time("2026-01-01T00:00:00Z".parse().unwrap()),
            ),
            (Kind::Date, Value::Null, Value::Null),
        ];
        for (kind, from, to) in ok {
            assert_eq!(kind.coerce(from).unwrap(), to);
        }
        let refused = [
            (Kind::Int, text("4.2")),
            (Kind::Date, text("2026-02-30")),
            (Kind::Id("x"), text("not-an-id")),
            (Kind::Bool, Value::Int(1)),
            (Kind::Text, Value::Int(1)),
        ];
        for (kind, from) in refused {
            assert_eq!(kind.coerce(from).unwrap_err().code(), "value.wrong_kind");
        }
    }

    #[test]
    fn dates_and_instants_are_of_the_years_1_to_9999() {
        let within = ["0001-01-01", "9999-12-31"];
        let beyond = ["0000-12-31", "+10000-01-01", "+200000-01-01", "-0001-01-01"];
        let refused = |kind: Kind, value| kind.coerce(value).err().map(|e| e.code());
        for (days, want) in [(&within[..], None), (&beyond[..], Some("value.out_of_range"))] {
            for day in days {
                let date: NaiveDate = day.parse().unwrap();
                let at = date.and_hms_opt(23, 59, 59).unwrap().and_utc();
                assert_eq!(refused(Kind::Date, Value::Date(date)), want, "{day}");
                assert_eq!(refused(Kind::Date, Value::Text((*day).into())), want, "{day}");
                assert_eq!(refused(Kind::Time, Value::Time(at)), want, "{day}");
            }
        }
    }
}
