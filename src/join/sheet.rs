//! The code of a sheet that another device printed: whose it is, and what it would
//! change here; what is asked, and taking it in.

use ringtrue_core::group::{Holds, Member};
use ringtrue_core::sheet_code::SheetCode;
use ringtrue_core::text::day_iso;
use ringtrue_core::{Day, Group, Name, Unconfirmed};
use serde_json::json;

use crate::args::Global;
use crate::device::store;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::join::report::confirmed;
use crate::sys::System;
use crate::tell::{Status, say, say_json};
use crate::view::texts;

/// Asks, and puts the sheet on the roll of the group that is meant.
pub fn take_in(
    code: Unconfirmed<SheetCode>,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let today = system.day(system.now());
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let before = group.member(code.member().as_str()).ok().cloned();
    if holds(before.as_ref(), &code) {
        return report(group, code.member(), "known", global, system);
    }
    fits(&code, before.as_ref(), today)
        .map_err(|why| Failure::new(format!("can't use {what}: {why}")))?;
    ask(&code, before.as_ref(), group, global, system)?;

    let mut store = Store::open(system)?;
    let group = store
        .vault
        .group_mut(group.id())
        .ok_or_else(|| Failure::new("the group is gone meanwhile"))?;
    if group.member(code.member().as_str()).ok() != before.as_ref() {
        return Err(Failure::new("the roll on this device changed meanwhile").hint("run it again"));
    }
    let SheetCode { member, sheet } = code.confirm();
    group.take_sheet(member.as_str(), sheet)?;
    let id = group.id();
    store.save(Before::Keep)?;
    match store.vault.group_mut(id) {
        Some(group) => report(group, &member, "sheet", global, system),
        None => Ok(Status::Done),
    }
}

fn report(
    group: &Group,
    member: &Name,
    result: &str,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let member = group.member(member.as_str())?;
    let Some(sheet) = &member.sheet else {
        return Ok(Status::Done);
    };
    let (group, member) = (group.local_name(), &member.name);
    if global.json {
        let report = json!({
            "group": group.as_str(),
            "result": result,
            "member": member.as_str(),
            "sheet": day_iso(sheet.from()),
            "sheet_until": day_iso(sheet.last()),
        });
        say_json(system, &report)?;
    } else {
        let (from, last) = (
            texts().day_short(sheet.from()),
            texts().day_short(sheet.last()),
        );
        let text = match result {
            "known" => texts().sheet_known(member, &from),
            _ => texts().sheet_taken(member, &from, &last, group),
        };
        say(system, &(text + "\n"))?;
    }
    Ok(Status::Done)
}

/// Whether the member has this sheet here.
fn holds(member: Option<&Member>, code: &Unconfirmed<SheetCode>) -> bool {
    let sheet = member.and_then(|member| member.sheet.as_ref());
    sheet.is_some_and(|sheet| code.is(sheet))
}

/// Refuses a sheet that ended, or that was replaced.
fn fits(code: &Unconfirmed<SheetCode>, before: Option<&Member>, today: Day) -> Result<(), String> {
    let name = code.member();
    if code.last() < today {
        let last = texts().day_short(code.last());
        return Err(format!("{name}'s sheet in it ended on {last}"));
    }
    match before.and_then(|member| member.sheet.as_ref()) {
        Some(here) if here.from() > code.from() => Err(format!(
            "{name}'s sheet in it is of {}, and a newer one counts here, of {}",
            texts().day_short(code.from()),
            texts().day_short(here.from())
        )),
        _ => Ok(()),
    }
}

/// Shows whose sheet it is, and asks whether to take it. `--yes` answers only if
/// it takes the place of nothing.
fn ask(
    code: &Unconfirmed<SheetCode>,
    before: Option<&Member>,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let name = code.member();
    let change = before.and_then(change);
    if global.yes && change.is_none() {
        return Ok(());
    }
    if global.yes {
        return Err(Failure::new(format!(
            "this sheet changes what counts from {name}, which --yes does not answer for"
        ))
        .hint("run it on a terminal, without --yes"));
    }
    let sheet = texts().join_sheet(group.local_name(), name, code.from(), code.last());
    let lines = [Some(sheet), change, Some(texts().ask_sheet(name))];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    if confirmed(&lines.join("\n"), "to take a sheet unasked: --yes", system)? {
        return Ok(());
    }
    Err(Failure::new("not taken; nothing was changed"))
}

/// What no longer counts from a member who gets this sheet.
fn change(member: &Member) -> Option<String> {
    let name = &member.name;
    match (&member.sheet, member.holds) {
        (Some(sheet), _) => {
            let day = texts().day_short(sheet.from());
            Some(texts().join_sheet_ends(name, &day))
        }
        (None, Holds::Sheet) => None,
        (None, holds) => Some(texts().join_sheet_instead(name, holds.as_str())),
    }
}
