//! `code`: prints the current code, for a person or for a script.

use crate::view::{CodeNow, SheetNow, sheet_lines, sheet_screen, texts};
use ringtrue_core::call::{Expected, Manner};
use ringtrue_core::group::Member;
use ringtrue_core::text::day_iso;
use ringtrue_core::{Group, Half, Side, UnixTime};
use serde_json::json;

use crate::args::{Code, Global};
use crate::call::format::{format_code, half_json};
use crate::call::moment::parse_time;
use crate::call::watch;
use crate::device::store;
use crate::failure::Failure;
use crate::roll::{day_sheet, pair};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

pub fn run(arguments: &Code, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let at = arguments.at.as_deref().map(parse_time).transpose()?;
    let vault = store::read(system)?;
    let manner = if arguments.duress {
        Manner::UnderDuress
    } else {
        Manner::Freely
    };
    if arguments.watch {
        return watch::run(vault, manner, global, system);
    }
    let group = vault.select(global.group.as_deref())?;
    // Read the clock only after opening the vault, so that the code is due when
    // it is shown.
    let time = at.unwrap_or_else(|| system.now());
    if let Some(member) = &arguments.with {
        return with(group.member(member)?, group, manner, time, global, system);
    }
    print(&CodeNow::of(group, manner, time), global, system)
}

/// Prints what counts on a call with this member: the pair's code, a line of
/// their sheet, or the group's code.
fn with(
    member: &Member,
    group: &Group,
    manner: Manner,
    time: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let own = system.device_key.clone();
    let expected = pair::resolve_against(Some(member), group, own.as_deref())?;
    match (&expected, manner) {
        (Expected::Pair { shared, .. }, _) => {
            let now = CodeNow::of(shared, manner, time).between(&member.name);
            return print(&now, global, system);
        }
        (Expected::Sheet { sheet, .. }, Manner::Freely) => {
            let today = system.day(time);
            expected
                .has_code(today, time)
                .map_err(|error| pair::no_code(member, error, group))?;
            let accepted = store::read_recent(&mut system.home.shared()).of(group);
            let days = sheet.days_at(today, time).map(|(day, _)| day);
            let used = days
                .filter(|day| expected.is_used(*day, &accepted))
                .collect();
            let now = SheetNow::new(group, member, sheet, today, time, used);
            return print_sheet(&now, member, group, global, system);
        }
        (Expected::Sheet { .. }, Manner::UnderDuress) => {
            return Err(
                Failure::new(format!("{}'s sheet has no duress half", member.name))
                    .hint("say any wrong half, and they will hang up"),
            );
        }
        (Expected::Group, _) => {}
    }
    let text = pair::unpaired(member, group, own.as_deref(), "this is the group's code");
    note(system, text);
    print(&CodeNow::of(group, manner, time), global, system)
}

/// Prints today's line of a member's sheet, and the line of any other day that
/// it is now somewhere in the world.
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
                "caller": half_json(&Half::of(&line, Side::Caller)),
                "answerer": half_json(&Half::of(&line, Side::Answerer)),
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
            day_sheet::new_sheet_hint(member, group),
        );
        note(system, format_args!("their sheet ends on {last}: {print}"));
    }
    Ok(Status::Done)
}

/// Prints the current code of `group`.
pub fn print_now(group: &Group, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let now = CodeNow::of(group, Manner::Freely, system.now());
    print(&now, global, system)
}

fn print(now: &CodeNow<'_>, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let text = format_code(now, global, system)?;
    say(system, &text)?;
    Ok(Status::Done)
}
