//! Time as a value: points, steps, the position within a step, and calendar days.
//! Nothing here reads a clock.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

/// A point in time in whole seconds since 1970-01-01T00:00:00Z, leap seconds
/// not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(u64);

impl UnixTime {
    /// Returns the point `seconds` after the start of 1970.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Returns the seconds since the start of 1970.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// Returns the point `seconds` later, saturating at the last one.
    #[must_use]
    pub const fn plus_secs(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Returns the point `days` of 86,400 seconds later, saturating at the last one.
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        // u32::MAX days are 3.7e14 seconds: the product can't overflow.
        Self(self.0.saturating_add(days as u64 * 86_400))
    }
}

/// The length of a time step, the *X* of RFC 6238: 1 to 300 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(u16);

impl Period {
    /// The longest accepted period in seconds. With a longer one, an overheard code
    /// would stay valid for too long.
    pub const MAX: u16 = 300;

    /// Creates a period of `seconds`.
    ///
    /// # Errors
    /// [`PeriodOutOfRange`] for 0 and for more than [`Period::MAX`].
    pub const fn new(seconds: u64) -> Result<Self, PeriodOutOfRange> {
        if seconds == 0 || seconds > Self::MAX as u64 {
            return Err(PeriodOutOfRange { seconds });
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 300")]
        Ok(Self(seconds as u16))
    }

    /// Returns its length in seconds: 1 to 300.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 as u64
    }

    /// Returns the step that `time` lies in: *T* of RFC 6238 section 4.2 (T0 = 0).
    #[must_use]
    pub const fn counter_at(self, time: UnixTime) -> Counter {
        Counter(time.0 / self.as_secs())
    }

    /// Returns how many seconds of the step have passed at `time`: 0 to period − 1.
    #[must_use]
    pub const fn elapsed_at(self, time: UnixTime) -> u64 {
        time.0 % self.as_secs()
    }

    /// Returns the seconds until the next step begins: 1 to period.
    #[must_use]
    pub const fn remaining_at(self, time: UnixTime) -> u64 {
        self.as_secs() - self.elapsed_at(time)
    }
}

impl Default for Period {
    /// Returns 30 seconds, the default of RFC 6238 section 5.2.
    fn default() -> Self {
        Self(30)
    }
}

/// A period that is 0 or longer than [`Period::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the period must be 1 to {} seconds, got {seconds}", Period::MAX)]
#[non_exhaustive]
pub struct PeriodOutOfRange {
    /// The period asked for, in seconds.
    pub seconds: u64,
}

/// The number of a time step: the moving factor *C* of RFC 4226, *T* of RFC 6238.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter(u64);

impl Counter {
    /// Returns the step with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns its number.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// Returns the step `steps` later, or earlier if negative; `None` outside the range
    /// of a counter.
    #[must_use]
    pub const fn offset(self, steps: i64) -> Option<Self> {
        match self.0.checked_add_signed(steps) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The difference between local time and UTC in seconds; negative if behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UtcOffset(i32);

impl UtcOffset {
    /// No difference: local time is UTC.
    pub const UTC: Self = Self(0);

    /// The furthest behind, 12 hours: Baker Island, where a day ends last.
    const LAST: Self = Self(-12 * 3600);

    /// The furthest ahead, 14 hours: Kiritimati, where a day begins first.
    const FIRST: Self = Self(14 * 3600);

    /// Creates an offset of `seconds` ahead of UTC.
    #[must_use]
    pub const fn from_secs(seconds: i32) -> Self {
        Self(seconds)
    }

    /// Returns the seconds ahead of UTC.
    #[must_use]
    pub const fn as_secs(self) -> i32 {
        self.0
    }
}

/// A calendar day, as a number of days since 1970-01-01. The same day begins and ends
/// at different times in different places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u64);

impl Day {
    /// Returns the day with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns the day at `time` in places with this offset from UTC.
    ///
    /// ```
    /// use ringtrue_core::time::{Day, UnixTime, UtcOffset};
    ///
    /// let time = UnixTime::from_secs(86_399);
    /// assert_eq!(Day::at(time, UtcOffset::UTC), Day::new(0));
    /// assert_eq!(Day::at(time, UtcOffset::from_secs(3600)), Day::new(1));
    /// ```
    #[must_use]
    pub const fn at(time: UnixTime, offset: UtcOffset) -> Self {
        Self(time.0.saturating_add_signed(offset.0 as i64) / 86_400)
    }

    /// Returns its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Returns the counter of codes that change once a day.
    #[must_use]
    pub const fn counter(self) -> Counter {
        Counter(self.0)
    }

    /// Returns the day `days` later, or earlier if negative; `None` outside the range
    /// of days.
    #[must_use]
    pub const fn offset(self, days: i64) -> Option<Self> {
        match self.0.checked_add_signed(days) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Parses a day in ISO 8601 form, from 1970-01-01 to 9999-12-30.
    ///
    /// ```
    /// use ringtrue_core::time::Day;
    ///
    /// assert_eq!(Day::from_iso("1970-01-02"), Some(Day::new(1)));
    /// assert_eq!(Day::from_iso("1970-02-30"), None);
    /// ```
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let date: Date = text.parse().ok()?;
        let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        let seconds = u64::try_from(midnight.as_second()).ok()?;
        let day = Self(seconds / 86_400);
        // jiff accepts other spellings too.
        (day.to_string() == text).then_some(day)
    }

    /// Returns the date, `None` past the end of jiff's calendar.
    pub(crate) fn date(self) -> Option<Date> {
        let seconds = i64::try_from(self.0).ok()?.checked_mul(86_400)?;
        let midnight = Timestamp::from_second(seconds).ok()?;
        Some(midnight.to_zoned(TimeZone::UTC).date())
    }

    /// Returns true if it is this day somewhere on earth at `time`.
    #[must_use]
    pub fn is_somewhere(self, time: UnixTime) -> bool {
        (Self::at(time, UtcOffset::LAST)..=Self::at(time, UtcOffset::FIRST)).contains(&self)
    }
}

/// A day as ISO 8601 writes it: "2026-11-22".
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => date.fmt(f),
            None => write!(f, "day {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counter, Day, Period, UnixTime, UtcOffset};

    #[test]
    fn a_step_ends_where_the_next_begins() {
        let period = Period::default();
        let (last, first) = (UnixTime::from_secs(59), UnixTime::from_secs(60));
        assert_eq!(period.counter_at(last), Counter::new(1));
        assert_eq!(period.counter_at(first), Counter::new(2));
        assert_eq!(
            (period.elapsed_at(last), period.remaining_at(last)),
            (29, 1)
        );
        assert_eq!(
            (period.elapsed_at(first), period.remaining_at(first)),
            (0, 30)
        );
    }

    #[test]
    fn periods_are_one_to_three_hundred_seconds() {
        assert!(Period::new(0).is_err());
        assert_eq!(Period::new(1).unwrap().as_secs(), 1);
        assert_eq!(Period::new(300).unwrap().as_secs(), 300);
        assert_eq!(Period::new(301).unwrap_err().seconds, 301);
        assert!(Period::new(u64::MAX).is_err());
    }

    #[test]
    fn a_day_begins_where_clocks_are_ahead_first() {
        let noon = UnixTime::from_secs(20_000 * 86_400 + 43_200);
        for (hours, day) in [(-12, 20_000), (0, 20_000), (11, 20_000), (12, 20_001)] {
            let offset = UtcOffset::from_secs(hours * 3600);
            assert_eq!(Day::at(noon, offset), Day::new(day), "{hours}");
        }
        // Midnight belongs to the day that begins.
        let midnight = UnixTime::from_secs(20_000 * 86_400);
        let before = UnixTime::from_secs(20_000 * 86_400 - 1);
        assert_eq!(Day::at(midnight, UtcOffset::UTC), Day::new(20_000));
        assert_eq!(Day::at(before, UtcOffset::UTC), Day::new(19_999));
        // The first day has none before it.
        let west = UtcOffset::from_secs(-3600);
        assert_eq!(Day::at(UnixTime::from_secs(0), west), Day::new(0));
        assert_eq!(Day::new(0).offset(-1), None);
    }

    #[test]
    fn two_or_three_days_are_somewhere_at_a_time() {
        let days = |hour: u64| {
            let time = UnixTime::from_secs(20_000 * 86_400 + hour * 3600);
            (19_995..20_005)
                .filter(|day| Day::new(*day).is_somewhere(time))
                .collect::<Vec<_>>()
        };
        assert_eq!(days(0), [19_999, 20_000]);
        assert_eq!(days(9), [19_999, 20_000]);
        assert_eq!(days(10), [19_999, 20_000, 20_001]);
        assert_eq!(days(11), [19_999, 20_000, 20_001]);
        assert_eq!(days(12), [20_000, 20_001]);
        assert_eq!(days(23), [20_000, 20_001]);
    }

    #[test]
    fn a_day_is_read_in_its_one_spelling() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2026-11-22", 20_779),
            ("9999-12-30", 2_932_895),
        ] {
            assert_eq!(Day::from_iso(text), Some(Day::new(number)), "{text}");
        }
        for text in [
            "",
            "1969-12-31",
            "2026-02-29",
            "2026-13-01",
            "20261122",
            "2026-11-22T00:00",
            "+2026-11-22",
            "+002026-11-22",
            " 2026-11-22",
            "day 7",
            "2026-11-2",
            "10000-01-01",
        ] {
            assert_eq!(Day::from_iso(text), None, "{text}");
        }
        assert_eq!(Day::new(u64::MAX).to_string(), format!("day {}", u64::MAX));
    }

    #[test]
    fn no_step_lies_before_the_first_or_after_the_last() {
        assert_eq!(Counter::new(0).offset(-1), None);
        assert_eq!(Counter::new(u64::MAX).offset(1), None);
        assert_eq!(Counter::new(5).offset(-5), Some(Counter::new(0)));
    }
}
