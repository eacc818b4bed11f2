//! Days and moments, as people write them.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::Texts;
use super::texts::sentences;
use crate::time::{Day, UnixTime, UtcOffset};

sentences! {
    fn date_weekday(weekday: u64) = "date-weekday";
    fn date_of_month(day: u64, month: u64, year: u64) = "date-of-month";
    fn date_with_weekday(weekday: &str, date: &str) = "date-with-weekday";
    fn date_day_past_calendar(number: &str) = "date-day-past-calendar";
    fn date_moment(year: &str, month: &str, day: &str, hour: &str, minute: &str) = "date-moment";
    fn date_past_calendar() = "date-past-calendar";
}

impl Texts {
    /// Returns a day written out: "Sunday 22 November 2026".
    #[must_use]
    pub fn day_written(&self, day: Day) -> String {
        match day.date() {
            Some(date) => self.date_with_weekday(&self.weekday(date), &self.date(date)),
            None => self.date_day_past_calendar(&day.number().to_string()),
        }
    }

    /// Returns a day without its weekday, which names a sheet: "22 November 2026".
    #[must_use]
    pub fn day_short(&self, day: Day) -> String {
        match day.date() {
            Some(date) => self.date(date),
            None => self.date_day_past_calendar(&day.number().to_string()),
        }
    }

    /// Returns a moment to the minute, as local clocks at `offset` from UTC show it:
    /// "2026-11-22 14:05".
    #[must_use]
    pub fn moment(&self, time: UnixTime, offset: UtcOffset) -> String {
        let Some(at) = on_the_wall(time, offset) else {
            return self.date_past_calendar();
        };
        let part = |pattern| at.strftime(pattern).to_string();
        let (year, month, day) = (part("%Y"), part("%m"), part("%d"));
        self.date_moment(&year, &month, &day, &part("%H"), &part("%M"))
    }

    /// Returns the name of a date's weekday.
    pub(super) fn weekday(&self, date: Date) -> String {
        self.date_weekday(date.weekday().to_monday_one_offset().unsigned_abs().into())
    }

    /// Returns a date without its weekday: "22 November 2026".
    pub(super) fn date(&self, date: Date) -> String {
        self.date_of_month(
            date.day().unsigned_abs().into(),
            date.month().unsigned_abs().into(),
            date.year().unsigned_abs().into(),
        )
    }
}

/// Returns a day as ISO 8601 writes it: "2026-11-22".
#[must_use]
pub fn day_iso(day: Day) -> String {
    day.to_string()
}

fn on_the_wall(time: UnixTime, offset: UtcOffset) -> Option<Zoned> {
    let seconds = i64::try_from(time.as_secs()).ok()?;
    let moment = Timestamp::from_second(seconds).ok()?;
    let offset = Offset::from_seconds(offset.as_secs()).ok()?;
    Some(moment.to_zoned(TimeZone::fixed(offset)))
}

#[cfg(test)]
mod tests {
    use super::{Texts, day_iso};
    use crate::time::{Day, UnixTime, UtcOffset};

    #[test]
    fn a_day_is_written_out() {
        let day_written = |day| Texts::english().day_written(day);
        let sunday = Day::new(20_779);
        assert_eq!(day_written(sunday), "Sunday 22 November 2026");
        assert_eq!(day_written(Day::new(0)), "Thursday 1 January 1970");
        assert_eq!(day_written(Day::new(20_878)), "Monday 1 March 2027");
        assert_eq!(Texts::english().day_short(sunday), "22 November 2026");
        assert_eq!(day_iso(sunday), "2026-11-22");
        assert_eq!(day_iso(Day::new(11_016)), "2000-02-29");
        assert_eq!(day_written(Day::new(u64::MAX)), format!("day {}", u64::MAX));
    }

    #[test]
    fn every_day_of_a_year_has_its_english_names() {
        for day in 20_819..20_819 + 366 {
            let day = Day::new(day);
            let written = day.date().unwrap().strftime("%A %-d %B %Y");
            assert_eq!(Texts::english().day_written(day), written.to_string());
        }
    }

    #[test]
    fn a_moment_is_written_to_the_minute_by_the_clock_on_the_wall() {
        let moment = |seconds, hours| {
            let offset = UtcOffset::from_secs(hours * 3600);
            Texts::english().moment(UnixTime::from_secs(seconds), offset)
        };
        assert_eq!(moment(0, 0), "1970-01-01 00:00");
        assert_eq!(moment(1_770_000_013, 0), "2026-02-02 02:40");
        assert_eq!(moment(1_770_000_013, 10), "2026-02-02 12:40");
        assert_eq!(moment(1_770_000_013, -3), "2026-02-01 23:40");
        assert_eq!(moment(u64::MAX, 0), "a time past the calendar's end");
    }
}
