//! The sheet of someone without a device: a line for each day. Whoever has it
//! can take part in calls as its holder, and as nobody else.

use askama::Template;
use zeroize::Zeroizing;

use super::render::render;
use crate::call::{Half, Side};
use crate::group::{Group, Name};
use crate::sheet::{DayCodes, Serial, Sheet};
use crate::text::dates::civil;
use crate::text::html::Html;
use crate::text::{Texts, day_iso, quoted};
use crate::time::Day;

#[derive(Template)]
#[template(path = "days.html")]
struct DaySheet<'a> {
    texts: &'a Texts,
    title: Html,
    which: Html,
    /// Which sheet it is, for the head of the table.
    numbered: Html,
    end: Html,
    /// The member as typed on a command line.
    typed: &'a str,
    serial: Serial,
    lines: &'a DayCodes,
    first: Day,
    days: u32,
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
        days.map(|day| {
            let code = self.lines.on(day);
            Row {
                iso: day_iso(day),
                date: civil(day).map(|date| (self.texts.weekday(date), self.texts.date(date))),
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
    texts: &Texts,
) -> Option<Zeroizing<String>> {
    let lines = DayCodes::of(group, member, sheet)?;
    let last = first.offset(i64::from(days).checked_sub(1)?)?;
    Some(render(&DaySheet {
        texts,
        title: texts.days_title(member),
        which: texts.days_which(group.name(), sheet.serial, sheet.generation),
        numbered: texts.days_serial(sheet.serial),
        end: texts.days_end(&texts.day_written(last)),
        typed: &quoted(member),
        serial: sheet.serial,
        lines: &lines,
        first,
        days,
    }))
}
