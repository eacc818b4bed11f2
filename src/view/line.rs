//! A line of somebody's sheet, for whoever has a device: what it says today,
//! and what to think of one that was heard.

use super::verdict::in_lines;
use super::{BAD, BOLD, DIM, GOOD, padded, styled, texts, width};
use ringtrue_core::call::{Finding, Half, Side};
use ringtrue_core::group::{Group, Member, Name};
use ringtrue_core::otp::Code;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::day_iso;
use ringtrue_core::time::{Day, UnixTime};

/// What somebody's sheet says at one moment.
#[derive(Debug)]
pub struct SheetNow<'a> {
    group: &'a Name,
    member: &'a Name,
    sheet: &'a Sheet,
    today: Day,
    time: UnixTime,
}

impl<'a> SheetNow<'a> {
    /// The sheet of `member` at `time`, where it is `today` here.
    #[must_use]
    pub fn new(
        group: &'a Group,
        member: &'a Member,
        sheet: &'a Sheet,
        today: Day,
        time: UnixTime,
    ) -> Self {
        Self {
            group: group.local_name(),
            member: &member.name,
            sheet,
            today,
            time,
        }
    }

    /// Today's line, then those of yesterday and tomorrow where it is that day
    /// somewhere on earth, as far as the sheet has them: the day, how far it is
    /// from today, the line.
    pub fn days(&self) -> impl Iterator<Item = (Day, i64, Code)> {
        let days = self.sheet.days_at(self.today, self.time);
        days.map(|(day, off)| (day, off, self.sheet.line(day)))
    }
}

/// The sheet for eyes: today's line, and below it those of the days that it is
/// elsewhere.
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
        let day = texts().day_written(day);
        let title = match off {
            0 => texts().sheet_today(&day),
            1.. => texts().sheet_tomorrow(&day),
            _ => texts().sheet_yesterday(&day),
        };
        text.push_str(&format!("\n  {title}\n"));
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

/// The sheet for a script: one thing a line.
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
        text.push_str(&format!(
            "{}, {}: caller {}, answerer {}\n",
            relative(off),
            day_iso(day),
            half(Side::Caller),
            half(Side::Answerer)
        ));
    }
    text
}

/// The day in a script's line, the same in every language.
const fn relative(off: i64) -> &'static str {
    match off {
        0 => "today here",
        1.. => "tomorrow here",
        _ => "yesterday here",
    }
}

/// What was found of a line of somebody's sheet.
#[derive(Clone, Copy, Debug)]
pub struct LineFound<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// Whose sheet it is.
    pub member: &'a Name,
    /// The day of the line that was heard.
    pub day: Day,
    /// The day that it is here.
    pub today: Day,
}

/// What a finding means and what to do, in one sentence or two. It has no half
/// of a code in it.
#[must_use]
pub fn line_verdict(found: &LineFound<'_>) -> String {
    texts().line_verdict(found.finding, found.member, found.day, found.today)
}

/// The verdict in colour, broken between words for `columns` cells, and what to
/// say next, where that is `own_half`.
#[must_use]
pub fn next_line(found: &LineFound<'_>, own_half: Option<&Half>, columns: usize) -> String {
    let style = if found.finding.verdict.is_match() {
        GOOD
    } else {
        BAD
    };
    let mut text = in_lines(style, &line_verdict(found), columns);
    if let Some(half) = own_half {
        let digits = styled(BOLD, half.digits());
        let words = styled(BOLD, &half.words().join(" "));
        let now_say = texts().now_say_your_half();
        text.push_str(&format!("{now_say} {digits}  {words}\n"));
    }
    text
}
