//! Conversion of JavaScript's points in time.

use ringtrue_core::time::UtcOffset;
use ringtrue_core::{Day, UnixTime};

use crate::error::Error;
use crate::texts;

/// The last moment that a JavaScript `Date` can hold, in milliseconds
/// (ECMA-262, "Time Values and Time Range").
const LAST_MOMENT: f64 = 8.64e15;

/// The largest offset of a time zone from UTC, in minutes.
const MAX_OFFSET: i32 = 24 * 60;

/// A moment, and this phone's time zone.
#[derive(Clone, Copy)]
pub struct Moment {
    pub now: UnixTime,
    pub today: Day,
    offset: UtcOffset,
}

impl Moment {
    /// Converts `Date.now()` and `Date.getTimezoneOffset()`, which is positive west of
    /// Greenwich.
    pub fn new(now: f64, minutes_west: i32) -> Result<Self, Error> {
        let now = time(now)?;
        if !(-MAX_OFFSET..=MAX_OFFSET).contains(&minutes_west) {
            return Err(Error::Time);
        }
        let offset = UtcOffset::from_secs(minutes_west.saturating_mul(-60));
        Ok(Self {
            now,
            today: Day::at(now, offset),
            offset,
        })
    }

    /// Returns the local day at another moment.
    pub const fn day(&self, time: UnixTime) -> Day {
        Day::at(time, self.offset)
    }

    /// Returns another moment in local time, for a person.
    pub fn written(&self, time: UnixTime) -> String {
        texts().moment(time, self.offset)
    }
}

/// Converts `Date.now()`.
pub fn time(milliseconds: f64) -> Result<UnixTime, Error> {
    if !(0.0..=LAST_MOMENT).contains(&milliseconds) {
        return Err(Error::Time);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and below 2^53"
    )]
    let seconds = (milliseconds / 1000.0) as u64;
    Ok(UnixTime::from_secs(seconds))
}
