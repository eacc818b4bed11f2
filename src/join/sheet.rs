//! Codes of sheets that another device printed: asks the core's questions, applies the
//! code, saves and reports.

use ringtrue_core::group::RollError;
use ringtrue_core::join::{AcceptedSheet, ApplyError, AskAboutSheet, IncomingSheet, SheetPlan};
use ringtrue_core::sheet_code::SheetCode;
use ringtrue_core::text::day_iso;
use ringtrue_core::{Group, GroupId, Name, Unconfirmed};
use serde_json::json;

use crate::args::Global;
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::join::report::confirm;
use crate::sys::System;
use crate::tell::{Status, say, say_json};
use crate::view::texts;

/// Puts the sheet on the roll of the selected group, after asking.
pub fn take_in(
    code: Unconfirmed<SheetCode>,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let today = system.day(system.now());
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let assume_yes = global.yes;
    let accepted = match (IncomingSheet { code, assume_yes }).plan(group, today) {
        SheetPlan::Known(member) => return report(group, &member, "known", global, system),
        SheetPlan::Refused(why) => {
            let why = texts().sheet_refused(&why);
            return Err(Failure::new(format!("can't use {what}: {why}")));
        }
        SheetPlan::NeedsQuestion(member) => {
            return Err(Failure::new(format!(
                "this sheet changes what counts from {member}, which --yes does not accept"
            ))
            .hint("run it on a terminal, without --yes"));
        }
        SheetPlan::Ask(question) => ask(question, group, system)?,
        SheetPlan::Ready(accepted) => accepted,
    };
    let mut store = Store::open(system)?;
    let (id, member) = apply(accepted, &mut store)?;
    store.save(Previous::Keep)?;
    match store.vault.group(id) {
        Some(group) => report(group, &member, "sheet", global, system),
        None => Ok(Status::Done),
    }
}

fn apply(accepted: AcceptedSheet, store: &mut Store) -> Result<(GroupId, Name), Failure> {
    accepted
        .apply(&mut store.vault)
        .map_err(|error: ApplyError<RollError>| match error {
            ApplyError::Misfit(error) => error.into(),
            ApplyError::Changed => {
                Failure::new("another ringtrue just changed the list").hint("run it again")
            }
        })
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

/// Shows whose sheet it is and what it changes, and asks whether to take it.
fn ask(
    question: AskAboutSheet,
    group: &Group,
    system: &mut System,
) -> Result<AcceptedSheet, Failure> {
    let code = question.code();
    let name = code.member();
    let sheet = texts().join_sheet(group.local_name(), name, code.from(), code.last());
    let change = question
        .change()
        .map(|change| texts().sheet_change(name, change));
    let lines = [Some(sheet), change, Some(texts().ask_sheet(name))];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    if confirm(
        &lines.join("\n"),
        "to take a sheet without asking: --yes",
        system,
    )? {
        return Ok(question.yes());
    }
    Err(Failure::new("not taken; nothing was changed"))
}
