//! Instants, business dates, and the one clock.
//!
//! An instant ([`Timestamp`]) and a business date (`NaiveDate` in the company's [`Zone`]) are
//! different types and never mixed: "30 days without follow-up" counts calendar days where the
//! company is, whatever the machine's zone.

use crate::error::{Error, Result, codes};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

/// An instant, exact to the microsecond.
pub type Timestamp = DateTime<Utc>;

/// Where "now" comes from; a host or a test may supply its own.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where time comes in")]
    fn now(&self) -> Timestamp {
        let now = Utc::now();
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }
}

/// Microseconds that the process has been running for, as far as anybody asked: for deadlines,
/// which are about the machine's time and not the business's.
#[allow(clippy::disallowed_methods, reason = "the one place where time comes in")]
pub fn running_micros() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// A clock that stands still until it is moved: for tests, examples and replays.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows the given instant.
    pub fn new(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.timestamp_micros()))
    }

    /// Moves the clock to an instant.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves the clock by a number of microseconds, backwards when negative.
    pub fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Moves the clock by whole days.
    pub fn advance_days(&self, days: i64) {
        self.advance(days.saturating_mul(86_400_000_000));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

/// The company's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(chrono_tz::Asia::Shanghai)
    }
}

impl Zone {
    /// A zone by its IANA name, e.g. `Asia/Shanghai`.
    ///
    /// # Errors
    /// `settings.zone` for an unknown name.
    pub fn parse(name: &str) -> Result<Self> {
        name.parse().map(Self).map_err(|_| Error::new(&codes::BAD_ZONE).with("value", name))
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The calendar date at an instant.
    pub fn date(&self, at: Timestamp) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// The first instant of a date. Where the clocks skip midnight it is the end of the gap.
    pub fn start_of(&self, date: NaiveDate) -> Timestamp {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let local = (0..=3).find_map(|hours| {
            self.0.from_local_datetime(&(midnight + chrono::TimeDelta::hours(hours))).earliest()
        });
        local.map_or_else(|| Utc.from_utc_datetime(&midnight), |l| l.with_timezone(&Utc))
    }

    /// An instant as people read it: date, hour and minute where the company is.
    pub fn show(&self, at: Timestamp) -> String {
        at.with_timezone(&self.0).format("%Y-%m-%d %H:%M").to_string()
    }

    /// Calendar days from one instant to another: 0 on the same date, negative backwards.
    pub fn days_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.date(to).signed_duration_since(self.date(from)).num_days()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_calendar_days_of_the_company() {
        let zone = Zone::default();
        // 23:30 and 00:30 in Shanghai: one hour apart, yet the next day.
        assert_eq!(zone.days_between(at("2026-03-01T15:30:00Z"), at("2026-03-01T16:30:00Z")), 1);
        assert_eq!(zone.days_between(at("2026-03-01T16:30:00Z"), at("2026-03-02T15:30:00Z")), 0);
    }

    #[test]
    fn a_day_starts_where_the_clocks_allow() {
        let zone = Zone::parse("America/Sao_Paulo").unwrap();
        // 2018-11-04 began at 01:00 there.
        let start = zone.start_of(NaiveDate::from_ymd_opt(2018, 11, 4).unwrap());
        assert_eq!(start, at("2018-11-04T03:00:00Z"));
        assert!(Zone::parse("Mars/Base").is_err());
    }
}
