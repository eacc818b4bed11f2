//! The sheet of someone without a device: a line for each day. Whoever has it
//! can take part in calls as its holder, and as nobody else.

use askama::Template;
use zeroize::Zeroizing;

use super::render::render;
use crate::call::{Half, Side};
use crate::group::{Group, Name};
use crate::sheet::{DayCodes, Sheet};
use crate::text::dates::civil;
use crate::text::{Texts, day_iso, quoted};
use crate::time::Day;

#[derive(Template)]
#[template(path = "days.html")]
struct DaySheet<'a> {
    group: &'a Name,
    member: &'a Name,
    /// The member as typed on a command line.
    typed: &'a str,
    sheet: Sheet,
    lines: &'a DayCodes,
    first: Day,
    days: u32,
    /// The last day, written out.
    last: &'a str,
}

struct Row {
    iso: String,
    /// Its weekday and its date; `None` past the calendar's end.
    date: Option<(String, String)>,
    halves: [Half; 2],
}

impl DaySheet<'_> {
    fn rows(&self) -> impl Iterator<Item = Row> {
        let days = (0..i64::from(self.days)).filter_map(|off| self.first.offset(off));
        let texts = Texts::english();
        days.map(|day| {
            let code = self.lines.on(day);
            Row {
                iso: day_iso(day),
                date: civil(day).map(|date| (texts.weekday(date), texts.date(date))),
                halves: [Side::Caller, Side::Answerer].map(|side| Half::of(&code, side)),
            }
        })
    }
}

/// Renders a sheet of `group` for `member`: `days` lines, starting on `first`.
/// Returns `None` if the seed that the sheet is made of is gone, or if it would
/// go past the last day there is.
#[must_use]
pub fn day_sheet(
    group: &Group,
    member: &Name,
    sheet: Sheet,
    first: Day,
    days: u32,
) -> Option<Zeroizing<String>> {
    let lines = DayCodes::of(group, member, sheet)?;
    let last = first.offset(i64::from(days).checked_sub(1)?)?;
    Some(render(&DaySheet {
        group: group.name(),
        member,
        typed: &quoted(member),
        sheet,
        lines: &lines,
        first,
        days,
        last: &Texts::english().day_written(last),
    }))
}
