//! Periods relative to today, in the company's calendar; weeks begin on Monday.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A span of days relative to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Period {
    /// The day so many days from today.
    Day(i32),
    /// The week so many weeks from this one.
    Week(i32),
    /// The month so many months from this one.
    Month(i32),
    /// The quarter so many quarters from this one.
    Quarter(i32),
    /// The year so many years from this one.
    Year(i32),
    /// Today and the days before, so many in all.
    LastDays(u16),
    /// Today and the days after, so many in all.
    NextDays(u16),
}

impl Period {
    /// The first day and the day after the last; the farthest dates where the calendar ends.
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first = |d: NaiveDate| d.with_day(1).unwrap_or(d);
        match self {
            Period::Day(n) => span(add_days(today, i64::from(n)), |d| add_days(d, 1)),
            Period::Week(n) => {
                let monday = add_days(today, -i64::from(today.weekday().num_days_from_monday()));
                span(add_days(monday, 7 * i64::from(n)), |d| add_days(d, 7))
            }
            Period::Month(n) => span(add_months(first(today), n), |d| add_months(d, 1)),
            Period::Quarter(n) => {
                let back = i32::try_from(today.month0() % 3).unwrap_or(0);
                span(add_months(first(today), n.saturating_mul(3).saturating_sub(back)), |d| {
                    add_months(d, 3)
                })
            }
            Period::Year(n) => {
                let january = first(today).with_month(1).unwrap_or(today);
                span(add_months(january, n.saturating_mul(12)), |d| add_months(d, 12))
            }
            Period::LastDays(n) => (add_days(today, 1 - i64::from(n)), add_days(today, 1)),
            Period::NextDays(n) => (today, add_days(today, i64::from(n))),
        }
    }
}

fn span(from: NaiveDate, end: impl Fn(NaiveDate) -> NaiveDate) -> (NaiveDate, NaiveDate) {
    (from, end(from))
}

fn add_days(date: NaiveDate, n: i64) -> NaiveDate {
    let days = Days::new(n.unsigned_abs());
    if n < 0 {
        date.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_days(days).unwrap_or(NaiveDate::MAX)
    }
}

fn add_months(date: NaiveDate, n: i32) -> NaiveDate {
    let months = Months::new(n.unsigned_abs());
    if n < 0 {
        date.checked_sub_months(months).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_months(months).unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_by_table() {
        let d = |t: &str| t.parse::<NaiveDate>().unwrap();
        let today = d("2026-11-22"); // a Sunday
        let table = [
            (Period::Day(0), "2026-11-22", "2026-11-23"),
            (Period::Day(-1), "2026-11-21", "2026-11-22"),
            (Period::Week(0), "2026-11-16", "2026-11-23"),
            (Period::Month(0), "2026-11-01", "2026-12-01"),
            (Period::Month(-9), "2026-02-01", "2026-03-01"),
            (Period::Quarter(0), "2026-10-01", "2027-01-01"),
            (Period::Quarter(-1), "2026-07-01", "2026-10-01"),
            (Period::Year(1), "2027-01-01", "2028-01-01"),
            (Period::LastDays(7), "2026-11-16", "2026-11-23"),
            (Period::NextDays(7), "2026-11-22", "2026-11-29"),
        ];
        for (period, from, to) in table {
            assert_eq!(period.days(today), (d(from), d(to)), "{period:?}");
        }
        Period::Year(i32::MIN).days(today);
        Period::Week(i32::MAX).days(today);
    }
}
