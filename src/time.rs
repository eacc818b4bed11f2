//! Time as a value: points, steps, and where in a step a point lies. Nothing
//! here reads a clock.

use std::fmt;

use thiserror::Error;

/// A point in time in whole seconds since 1970-01-01T00:00:00Z, leap seconds
/// not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The point `seconds` after the start of 1970.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since the start of 1970.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// The point `seconds` later, or the last one there is.
    #[must_use]
    pub const fn plus_secs(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The point `days` of 86,400 seconds later, or the last one there is.
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
    /// The longest period in seconds that is accepted. A longer one keeps a
    /// code that was overheard alive for too long to be worth saying.
    pub const MAX: u16 = 300;

    /// A period of `seconds`.
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

    /// Its length in seconds.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 as u64
    }

    /// The step that `time` lies in: the *T* of RFC 6238 section 4.2, with
    /// T0 = 0.
    #[must_use]
    pub const fn counter_at(self, time: UnixTime) -> Counter {
        Counter(time.0 / self.as_secs())
    }

    /// Whole seconds of the step that have passed at `time`: 0 to period − 1.
    #[must_use]
    pub const fn elapsed_at(self, time: UnixTime) -> u64 {
        time.0 % self.as_secs()
    }

    /// Seconds until the next step begins: 1 to period.
    #[must_use]
    pub const fn remaining_at(self, time: UnixTime) -> u64 {
        self.as_secs() - self.elapsed_at(time)
    }
}

impl Default for Period {
    /// 30 seconds, the default of RFC 6238 section 5.2.
    fn default() -> Self {
        Self(30)
    }
}

/// A period that is 0 or longer than [`Period::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a period of {seconds} seconds is outside 1 to {}", Period::MAX)]
pub struct PeriodOutOfRange {
    /// What was asked for, in seconds.
    pub seconds: u64,
}

/// Which time step it is: the moving factor *C* of RFC 4226.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter(u64);

impl Counter {
    /// The step of this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The step `steps` later, or before where it is negative; `None` outside
    /// the numbers of a counter.
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

#[cfg(test)]
mod tests {
    use super::{Counter, Period, UnixTime};

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
    fn no_step_lies_before_the_first_or_after_the_last() {
        assert_eq!(Counter::new(0).offset(-1), None);
        assert_eq!(Counter::new(u64::MAX).offset(1), None);
        assert_eq!(Counter::new(5).offset(-5), Some(Counter::new(0)));
    }
}
