//! The sheet for someone without a device: a line for each day. Anyone who has it can
//! take part in calls as its holder, and as nobody else.

use askama::Template;
use zeroize::Zeroizing;

use super::render::render;
use crate::call::{Half, Side};
use crate::group::{Group, Name};
use crate::sheet::Sheet;
use crate::text::html::Html;
use crate::text::{Texts, day_iso};
use crate::time::Day;

#[derive(Template)]
#[template(path = "days.html")]
struct DaySheet<'a> {
    texts: &'a Texts,
    title: Html,
    which: Html,
    /// The sheet's name, for the head of the table.
    printed: Html,
    end: Html,
    sheet: &'a Sheet,
}

struct Row {
    iso: String,
    /// Weekday and date; `None` past the calendar's end.
    date: Option<(String, String)>,
    halves: [Half; 2],
}

impl DaySheet<'_> {
    fn rows(&self) -> impl Iterator<Item = Row> {
        let days = self.sheet.from().number()..=self.sheet.last().number();
        days.map(Day::new).map(|day| {
            let code = self.sheet.line(day);
            Row {
                iso: day_iso(day),
                date: day
                    .date()
                    .map(|date| (self.texts.weekday(date), self.texts.date(date))),
                halves: [Side::Caller, Side::Answerer].map(|side| Half::of(&code, side)),
            }
        })
    }
}

/// Renders the sheet of a `member` of `group`: a line for each of its days.
#[must_use]
pub fn day_sheet(group: &Group, member: &Name, sheet: &Sheet, texts: &Texts) -> Zeroizing<String> {
    render(&DaySheet {
        texts,
        title: texts.days_title(member),
        which: texts.days_which(group.name(), &texts.day_short(sheet.from())),
        printed: texts.days_printed(&texts.day_short(sheet.from())),
        end: texts.days_end(&texts.day_written(sheet.last())),
        sheet,
    })
}
