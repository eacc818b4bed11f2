//! Day sheets, on paper for someone who has no device: a line for each day,
//! with both halves of that day. `call` decides which line counts; `text`
//! prints the page.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use data_encoding::HEXLOWER;

use crate::otp::{Code, Codes, Parameters, sheet_id};
use crate::secret::Secret;
use crate::time::{Counter, Day, UnixTime};

/// A sheet: its own key, the day it was printed, and for how many days.
///
/// The key is not derived from a seed, so the paper outlives rotations and
/// gives nothing else away. Clones share the key, which is wiped with the last
/// of them.
#[derive(Clone, Debug)]
pub struct Sheet {
    key: Arc<Secret>,
    from: Day,
    days: u32,
}

impl Sheet {
    /// The most days of a sheet: a year.
    pub const MAX_DAYS: u32 = 366;

    /// The number of days of a sheet by default.
    pub const DEFAULT_DAYS: u32 = 60;

    /// The number of days before its last one at which a sheet is due to be
    /// replaced: time enough to meet, or for the post.
    pub const NOTICE_DAYS: u64 = 14;

    /// Makes a sheet with `key`, printed on `from` for `days` days, `from`
    /// included. Returns `None` if the key does not have [`Secret::LENGTH`]
    /// bytes, for 0 days and more than [`Sheet::MAX_DAYS`], and if it would go
    /// past the calendar's end.
    #[must_use]
    pub fn new(key: Secret, from: Day, days: u32) -> Option<Self> {
        if key.expose().len() != Secret::LENGTH || days == 0 || days > Self::MAX_DAYS {
            return None;
        }
        let key = Arc::new(key);
        let sheet = Self { key, from, days };
        sheet.last().date().is_some().then_some(sheet)
    }

    /// Returns its key. For `sheet_code`, `vault` and `message` only.
    pub(crate) fn key(&self) -> &Secret {
        &self.key
    }

    /// Returns the day it was printed, which is its first.
    #[must_use]
    pub const fn from(&self) -> Day {
        self.from
    }

    /// Returns how many days it has: 1 to [`Sheet::MAX_DAYS`].
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.days
    }

    /// Returns its last day.
    #[must_use]
    pub const fn last(&self) -> Day {
        // `days` is 1 or more.
        let more = self.days.saturating_sub(1);
        Day::new(self.from.number().saturating_add(more as u64))
    }

    /// Returns whether it has a line for `day`.
    #[must_use]
    pub fn has(&self, day: Day) -> bool {
        (self.from..=self.last()).contains(&day)
    }

    /// Returns the days that it has a line for and that may be the day at
    /// `time`: `today`, then the days before and after if it is that day
    /// somewhere on earth. Each comes with its distance from `today`.
    pub fn days_at(&self, today: Day, time: UnixTime) -> impl Iterator<Item = (Day, i64)> {
        [0, -1, 1].into_iter().filter_map(move |off| {
            let day = today.offset(off)?;
            let is_now = off == 0 || day.is_somewhere(time);
            (is_now && self.has(day)).then_some((day, off))
        })
    }

    /// Returns whether its last day is over, or is no more than
    /// [`Sheet::NOTICE_DAYS`] away.
    #[must_use]
    pub const fn ends_soon(&self, today: Day) -> bool {
        self.last().number() <= today.number().saturating_add(Self::NOTICE_DAYS)
    }

    /// Returns the line of one day: 6 digits, the caller's half and the
    /// answerer's. HOTP (RFC 4226) with the day's number as counter.
    #[must_use]
    pub fn line(&self, day: Day) -> Code {
        self.codes().at_counter(day.counter())
    }

    pub(crate) fn codes(&self) -> Codes {
        Codes::new(&self.key, Parameters::default())
    }

    /// Returns the counters of its lines.
    pub(crate) const fn counters(&self) -> RangeInclusive<Counter> {
        self.from.counter()..=self.last().counter()
    }

    /// Returns the id that stands for it in a file that holds no secrets.
    #[must_use]
    pub fn id(&self) -> SheetId {
        SheetId::from_bytes(sheet_id(&self.key))
    }
}

impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        self.key.is_same_as(&other.key) && self.from == other.from && self.days == other.days
    }
}

impl Eq for Sheet {}

/// An id that stands for a sheet in a file that must not hold its key: 16 bytes
/// that reveal nothing to someone without the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetId([u8; Self::LENGTH]);

impl SheetId {
    /// The length of an id in bytes.
    pub const LENGTH: usize = 16;

    /// Makes an id of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Parses an id as it is written in a file: 32 hex digits.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl fmt::Display for SheetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Sheet;
    use crate::secret::Secret;
    use crate::time::{Day, UnixTime};

    /// 2026-11-22, a Sunday.
    pub(crate) const SUNDAY: Day = Day::new(20_779);

    /// A sheet whose key is this byte over and over, printed on `from`.
    pub(crate) fn sheet(byte: u8, from: Day) -> Sheet {
        let key = Secret::new(&[byte; Secret::LENGTH]).unwrap();
        Sheet::new(key, from, 60).unwrap()
    }

    #[test]
    fn a_sheet_has_a_key_of_twenty_bytes_and_a_year_of_days_at_most() {
        let of = |length: usize, days| {
            let key = Secret::new(&vec![1; length]).unwrap();
            Sheet::new(key, SUNDAY, days)
        };
        for (length, days) in [(20, 0), (20, 367), (19, 60), (21, 60), (32, 60)] {
            assert_eq!(of(length, days), None, "{length} {days}");
        }
        assert!(of(20, 1).is_some());
        let year = of(20, 366).unwrap();
        assert_eq!(year.last().to_string(), "2027-11-22");
        let key = || Secret::new(&[1; 20]).unwrap();
        let end = Day::from_iso("9999-12-30").unwrap();
        assert!(Sheet::new(key(), end, 1).is_some());
        assert_eq!(Sheet::new(key(), end, 30), None);
        assert_eq!(Sheet::new(key(), Day::new(u64::MAX), 366), None);
    }

    #[test]
    fn a_sheet_has_lines_for_its_days_and_ends_after_the_last() {
        let sheet = sheet(1, SUNDAY);
        let day = |off| SUNDAY.offset(off).unwrap();
        assert_eq!(sheet.last(), day(59));
        for (off, has) in [(-1, false), (0, true), (59, true), (60, false)] {
            assert_eq!(sheet.has(day(off)), has, "{off}");
        }
        for (off, soon) in [(0, false), (44, false), (45, true), (59, true), (99, true)] {
            assert_eq!(sheet.ends_soon(day(off)), soon, "{off}");
        }
    }

    #[test]
    fn a_line_may_be_due_on_the_days_that_it_is_somewhere() {
        let one_day = Sheet::new(Secret::new(&[1; 20]).unwrap(), SUNDAY, 1).unwrap();
        let noon = |off: i64| {
            let day = SUNDAY.offset(off).unwrap().number();
            UnixTime::from_secs(day * 86_400 + 43_200)
        };
        let days = |sheet: &Sheet, off| {
            let days = sheet.days_at(SUNDAY.offset(off).unwrap(), noon(off));
            days.map(|(_, off)| off).collect::<Vec<_>>()
        };
        assert_eq!(days(&one_day, 0), [0]);
        // At noon UTC it is tomorrow somewhere, and yesterday nowhere.
        assert_eq!(days(&one_day, -1), [1]);
        assert_eq!(days(&one_day, 1), [0; 0]);
        assert_eq!(days(&sheet(1, SUNDAY), 5), [0, 1]);
    }

    #[test]
    fn sheets_are_equal_if_their_keys_and_days_are() {
        let one = sheet(1, SUNDAY);
        assert_eq!(one, one.clone());
        assert_eq!(one.id(), one.clone().id());
        assert_ne!(one, sheet(2, SUNDAY));
        assert_ne!(one.id(), sheet(2, SUNDAY).id());
        assert_ne!(one, sheet(1, Day::new(1)));
        let key = Secret::new(&[1; 20]).unwrap();
        assert_ne!(one, Sheet::new(key, SUNDAY, 59).unwrap());
        assert!(!format!("{one:?}").contains("[1, 1"), "{one:?}");
    }
}
