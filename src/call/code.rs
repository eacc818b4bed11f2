//! `code`: the current code, for a person or for a script.

use crate::view::{CodeNow, SheetNow, sheet_lines, sheet_screen, texts};
use ringtrue_core::call::{Against, Spoken};
use ringtrue_core::group::Member;
use ringtrue_core::text::day_iso;
use ringtrue_core::{Group, Half, Side, UnixTime};
use serde_json::json;

use crate::args::{Code, Global};
use crate::call::moment::moment;
use crate::call::printed::{half, text};
use crate::call::watch;
use crate::device::store;
use crate::failure::Failure;
use crate::roll::{pair, paper};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

pub fn run(arguments: &Code, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let vault = store::read(system)?;
    let spoken = if arguments.duress {
        Spoken::UnderDuress
    } else {
        Spoken::Freely
    };
    if arguments.watch {
        return watch::run(vault, spoken, global, system);
    }
    let group = vault.select(global.group.as_deref())?;
    // Read after the vault was opened: what is shown is due when it is shown.
    let time = at.unwrap_or_else(|| system.now());
    if let Some(member) = &arguments.with {
        return with(group.member(member)?, group, spoken, time, global, system);
    }
    print(&CodeNow::of(group, spoken, time), global, system)
}

/// Prints what counts with somebody: the code of two, a line of a sheet, or the
/// code of the group.
fn with(
    member: &Member,
    group: &Group,
    spoken: Spoken,
    time: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let own = system.device_key.clone();
    let against = pair::against(Some(member), group, own.as_deref())?;
    match (&against, spoken) {
        (Against::Pair { shared, .. }, _) => {
            let now = CodeNow::of(shared, spoken, time).between(&member.name);
            return print(&now, global, system);
        }
        (Against::Sheet { sheet, .. }, Spoken::Freely) => {
            let today = system.day(time);
            against
                .has_code(today, time)
                .map_err(|error| pair::no_code(member, error, group))?;
            let accepted = store::read_recent(&mut system.home.shared()).of(group);
            let days = sheet.days_at(today, time).map(|(day, _)| day);
            let used = days
                .filter(|day| against.is_used(*day, &accepted))
                .collect();
            let now = SheetNow::new(group, member, sheet, today, time, used);
            return print_sheet(&now, member, group, global, system);
        }
        (Against::Sheet { .. }, Spoken::UnderDuress) => {
            return Err(
                Failure::new(format!("{}'s sheet has no duress half", member.name))
                    .hint("a half that is wrong makes them hang up"),
            );
        }
        (Against::Group, _) => {}
    }
    let text = pair::unpaired(
        member,
        group,
        own.as_deref(),
        "this is the code of the group",
    );
    note(system, text);
    print(&CodeNow::of(group, spoken, time), global, system)
}

/// Prints the line of the day of somebody's sheet, and of each other day that it
/// is somewhere.
fn print_sheet(
    now: &SheetNow<'_>,
    member: &Member,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let sheet = now.sheet();
    if global.json {
        let day = |(day, off, line): (ringtrue_core::Day, i64, ringtrue_core::Code)| {
            json!({
                "day": day_iso(day),
                "days_off": off,
                "caller": half(&Half::of(&line, Side::Caller)),
                "answerer": half(&Half::of(&line, Side::Answerer)),
                "used": now.is_used(day),
            })
        };
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "member": member.name.as_str(),
                "sheet": day_iso(sheet.from()),
                "days": now.days().map(day).collect::<Vec<_>>(),
            }),
        )?;
    } else if system.out_is_terminal && !global.plain {
        say(system, &sheet_screen(now))?;
    } else {
        say(system, &sheet_lines(now))?;
    }
    if sheet.ends_soon(now.today()) {
        let (last, print) = (
            texts().day_short(sheet.last()),
            paper::print_new(member, group),
        );
        note(system, format_args!("their sheet ends on {last}: {print}"));
    }
    Ok(Status::Done)
}

/// Prints the code of `group` now.
pub fn print_now(group: &Group, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let now = CodeNow::of(group, Spoken::Freely, system.now());
    print(&now, global, system)
}

/// Prints a code.
fn print(now: &CodeNow<'_>, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let text = text(now, global, system)?;
    say(system, &text)?;
    Ok(Status::Done)
}
