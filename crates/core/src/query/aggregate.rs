//! Counts and sums by group.

use super::Filter;
use crate::error::{Result, internal};
use crate::model::Zone;
use crate::model::value::{date_to_days, time_from_micros};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A span of time into which dates and instants are grouped; weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Bucket {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

impl Bucket {
    /// All buckets.
    pub const ALL: [Bucket; 5] =
        [Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter, Bucket::Year];

    /// The first day of the bucket in which a date lies.
    pub fn start(self, date: NaiveDate) -> NaiveDate {
        let month = |month: u32| NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date);
        match self {
            Bucket::Day => date,
            Bucket::Week => date
                .checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))
                .unwrap_or(date),
            Bucket::Month => month(date.month()),
            Bucket::Quarter => month(date.month0() / 3 * 3 + 1),
            Bucket::Year => month(1),
        }
    }

    /// The same for a stored instant, in the company's zone, as a stored date.
    ///
    /// # Errors
    /// `internal` for an instant out of range.
    pub fn of_instant(self, micros: i64, zone: Zone) -> Result<i64> {
        let at = time_from_micros(micros).ok_or_else(|| internal("an instant out of range"))?;
        Ok(date_to_days(self.start(zone.date(at))))
    }
}

/// What rows are grouped by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Group {
    /// The field's name, or `custom.key`.
    pub field: String,
    /// The span for dates and instants; the value itself without.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub bucket: Option<Bucket>,
}

/// What is measured of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Measure {
    /// How many rows.
    Count,
    /// The sum of a number, money or integer field.
    Sum(String),
    /// The mean of the present values, rounded half-up at the last kept place.
    Avg(String),
    /// The smallest present value.
    Min(String),
    /// The largest present value.
    Max(String),
}

/// A question for numbers: rows by group, ascending.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Aggregate {
    /// Which rows.
    pub filter: Filter,
    /// By what; nothing = one row over all.
    pub group: Vec<Group>,
    /// What of them.
    pub measures: Vec<Measure>,
}
