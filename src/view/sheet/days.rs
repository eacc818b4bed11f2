//! The sheet of somebody without a device: a line for each day. Whoever has it
//! can take part in calls as its holder, and as nobody else.

use zeroize::Zeroizing;

use super::html::Html;
use super::words::ENGLISH;
use crate::call::{Half, Side};
use crate::group::{Group, Name};
use crate::sheet::{Lines, Sheet};
use crate::time::Day;
use crate::view::line::civil;
use crate::view::{day_iso, day_written, quoted};

const STYLE: &str = "\
.which { font-size: 13pt; font-weight: bold; margin: 0 0 3mm; }
.days { width: 100%; table-layout: fixed; border-collapse: collapse; margin-top: 4mm; }
.days thead { display: table-header-group; }
.days tr { break-inside: avoid; }
.days th { font-size: 11pt; text-align: left; vertical-align: bottom; border-bottom: 0.6mm solid #000; \
padding: 1mm 1.5mm; }
.days th:first-child { width: 48mm; }
.days th:last-child { width: 16mm; }
.days th .serial { float: right; font-weight: normal; }
.days td { border-bottom: 0.2mm solid #000; padding: 1.2mm 1.5mm; vertical-align: middle; }
.days .half { font-size: 18pt; line-height: 1.15; white-space: nowrap; }
.days .half b { font-size: 20pt; letter-spacing: 0.4mm; margin-right: 2mm; }
.days .date { font-size: 12.5pt; line-height: 1.2; }
.days .date .iso { float: right; font-size: 9.5pt; }
.days .used { text-align: center; }
.box { display: inline-block; width: 7mm; height: 7mm; border: 0.5mm solid #000; }
.how li { font-size: 13pt; }
.end { break-inside: avoid; margin-top: 4mm; }
";

/// A sheet of `group` for `member`: `days` lines from `first` on. `None` where
/// the seed that it is made of is gone, or the calendar ends before it.
#[must_use]
pub fn day_sheet(
    group: &Group,
    member: &Name,
    sheet: Sheet,
    first: Day,
    days: u32,
) -> Option<Zeroizing<String>> {
    let words = &ENGLISH.days;
    let lines = Lines::of(group, member, sheet)?;
    let last = first.offset(i64::from(days).checked_sub(1)?)?;
    let (serial, generation) = (sheet.serial.to_string(), sheet.generation.to_string());
    let (typed, last) = (quoted(member), day_written(last));
    let filled = [
        ("member", member.as_str()),
        ("group", group.name().as_str()),
        ("serial", &serial),
        ("generation", &generation),
        ("last", &last),
    ];
    let on_device = [("member", typed.as_str()), ("serial", &serial)];
    let title = words.title.replace("{member}", member.as_str());
    Some(Html::page(ENGLISH.language, &title, STYLE, |page| {
        page.say("h1", "", words.title, &filled);
        page.say("p", "which", words.which, &filled);
        page.tag("ol", "how", |page| {
            for rule in [words.they_call, words.you_call, words.wrong, words.once] {
                page.say("li", "", rule, &filled);
            }
        });
        page.tag("table", "days", |page| {
            head(page, &filled);
            page.tag("tbody", "", |page| {
                let numbers = (0..i64::from(days)).filter_map(|off| first.offset(off));
                for day in numbers {
                    line(page, day, &lines);
                }
            });
        });
        page.tag("div", "end", |page| {
            page.say("p", "", words.last, &filled);
            page.tag("div", "loud", |page| page.say("p", "", words.keep, &filled));
            page.say("p", "small", words.family, &on_device);
        });
    }))
}

fn head(page: &mut Html, filled: &[(&str, &str)]) {
    let words = &ENGLISH.days;
    page.tag("thead", "", |page| {
        page.tag("tr", "", |page| {
            page.tag("th", "", |page| {
                page.say("span", "serial", words.sheet, filled);
                page.text(words.day);
            });
            for title in [words.caller, words.answerer, words.used] {
                page.say("th", "", title, &[]);
            }
        });
    });
}

fn line(page: &mut Html, day: Day, lines: &Lines) {
    let code = lines.on(day);
    page.tag("tr", "", |page| {
        page.tag("td", "date", |page| {
            page.tag("span", "iso", |page| page.text(&day_iso(day)));
            if let Some(date) = civil(day) {
                page.tag("b", "", |page| {
                    page.text(&date.strftime("%A").to_string());
                });
                page.raw("<br>");
                page.text(&date.strftime("%-d %B %Y").to_string());
            }
        });
        for side in [Side::Caller, Side::Answerer] {
            let half = Half::of(&code, side);
            page.tag("td", "half", |page| {
                page.tag("b", "", |page| page.text(half.digits()));
                page.text(&half.words().join(" "));
            });
        }
        page.tag("td", "used", |page| page.tag("span", "box", |_| {}));
    });
}
