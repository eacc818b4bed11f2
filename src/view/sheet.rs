//! The current line of a member's sheet, shown to someone who has a device.

use super::{BAD, BOLD, DIM, padded, styled, texts, width};
use ringtrue_core::call::{Half, Side};
use ringtrue_core::group::{Group, Member, Name};
use ringtrue_core::otp::Code;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::day_iso;
use ringtrue_core::time::{Day, UnixTime};

/// A member's sheet at one moment.
#[derive(Debug)]
pub struct SheetNow<'a> {
    group: &'a Name,
    member: &'a Name,
    sheet: &'a Sheet,
    today: Day,
    time: UnixTime,
    /// The days whose lines were accepted before.
    used: Vec<Day>,
}

impl<'a> SheetNow<'a> {
    /// Returns the sheet of `member` at `time`, when it is `today` here. The lines
    /// of the days `used` were accepted before.
    #[must_use]
    pub fn new(
        group: &'a Group,
        member: &'a Member,
        sheet: &'a Sheet,
        today: Day,
        time: UnixTime,
        used: Vec<Day>,
    ) -> Self {
        Self {
            group: group.local_name(),
            member: &member.name,
            sheet,
            today,
            time,
            used,
        }
    }

    /// Returns the sheet.
    #[must_use]
    pub const fn sheet(&self) -> &'a Sheet {
        self.sheet
    }

    /// Returns the local date.
    #[must_use]
    pub const fn today(&self) -> Day {
        self.today
    }

    /// Returns true if the line of this day was accepted before.
    #[must_use]
    pub fn is_used(&self, day: Day) -> bool {
        self.used.contains(&day)
    }

    /// Returns the lines that may be due: today's, then yesterday's and tomorrow's
    /// if it is that day somewhere on earth and the sheet has it. Each comes with
    /// its day and the distance from today in days.
    pub fn days(&self) -> impl Iterator<Item = (Day, i64, Code)> {
        let days = self.sheet.days_at(self.today, self.time);
        days.map(|(day, off)| (day, off, self.sheet.line(day)))
    }
}

/// Formats the sheet for a person: today's line, and below it those of the dates in
/// other time zones.
#[must_use]
pub fn sheet_screen(now: &SheetNow<'_>) -> String {
    let mut text = format!(
        "{}  {}\n",
        styled(BOLD, now.group.as_str()),
        styled(
            DIM,
            &texts().sheet_of_member(now.member, &texts().day_short(now.sheet.from()))
        ),
    );
    for (day, off, line) in now.days() {
        let title = texts().day_written(day);
        let title = match off {
            0 => texts().sheet_today(&title),
            1.. => texts().sheet_tomorrow(&title),
            _ => texts().sheet_yesterday(&title),
        };
        text.push_str(&format!("\n  {title}\n"));
        if now.is_used(day) {
            let used = match off {
                0 => texts().line_is_used(),
                _ => texts().line_is_used_elsewhere(),
            };
            text.push_str(&format!("  {}\n", styled(BAD, &used)));
        }
        let says = [texts().caller_says(), texts().answerer_says()];
        let widest = says.iter().map(|says| width(says)).max().unwrap_or(0);
        for (says, side) in says.iter().zip([Side::Caller, Side::Answerer]) {
            let half = Half::of(&line, side);
            let style = if off == 0 { BOLD } else { DIM };
            let digits = styled(style, half.digits());
            let words = styled(style, &half.words().join(" "));
            text.push_str(&format!(
                "    {}  {digits}  {words}\n",
                padded(says, widest)
            ));
        }
    }
    text
}

/// Formats the sheet for a script, one line per day.
#[must_use]
pub fn sheet_lines(now: &SheetNow<'_>) -> String {
    let mut text = format!(
        "group: {}\nmember: {}\nsheet: {}\n",
        now.group,
        now.member,
        day_iso(now.sheet.from())
    );
    for (day, off, line) in now.days() {
        let half = |side| {
            let half = Half::of(&line, side);
            format!("{} {}", half.digits(), half.words().join(" "))
        };
        let used = if now.is_used(day) { ", used" } else { "" };
        text.push_str(&format!(
            "{}, {}: caller {}, answerer {}{used}\n",
            relative(off),
            day_iso(day),
            half(Side::Caller),
            half(Side::Answerer)
        ));
    }
    text
}

/// Names the day in a script's line, in English whatever the language.
const fn relative(off: i64) -> &'static str {
    match off {
        0 => "today here",
        1.. => "tomorrow here",
        _ => "yesterday here",
    }
}
