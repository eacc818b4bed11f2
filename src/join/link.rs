//! Links and QR codes: asks the core's questions, applies the link, saves and reports.

use ringtrue_core::group::{Enrolment, LinkMisfit};
use ringtrue_core::join::{AcceptedLink, ApplyError, AskToFollow, AskToJoin, LinkRefusal, Reason};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{GroupId, Name, Unconfirmed};

use crate::args::Global;
use crate::device::key;
use crate::device::store::Store;
use crate::failure::Failure;
use crate::join::report::{NOT_JOINED, confirm, group_of, previous, report, yes_or_unsure};
use crate::sys::System;
use crate::tell::Status;
use crate::view::texts;

/// Hint with the option that accepts a rotation.
const FOLLOW: &str = "to accept a new key without asking: --accept-rotation";

/// Hint with the option that accepts a rotation far ahead.
const FOLLOW_FAR: &str = "to accept a key that is more than 50 ahead: --accept-rotation=NUMBER";

/// Returns the error for a link in `what` that can't be used.
pub fn misfit_error(what: &str, misfit: &LinkMisfit) -> Failure {
    let failure = Failure::new(format!("can't use {what}: {misfit}"));
    match misfit {
        LinkMisfit::Older { .. } => failure.hint("ask for the newest QR code"),
        LinkMisfit::OtherSeed { .. } => failure
            .hint("if it is another group of that name, keep it apart: ringtrue join --as NAME"),
        LinkMisfit::Several { .. } => failure.hint("choose one with -g NAME"),
        LinkMisfit::NameTaken(_) => failure.hint("keep it under another name: --as NAME"),
        _ => failure,
    }
}

/// Returns the error for a rotation that is not followed.
pub fn refusal_error(refusal: &LinkRefusal) -> Failure {
    match refusal {
        LinkRefusal::ByMessage { group, organiser } => Failure::new(format!(
            "new keys of \"{group}\" come by message, from {organiser}"
        ))
        .hint(format!(
            "ask {organiser} on a number that you know; to accept the link anyway: --accept-rotation"
        )),
        LinkRefusal::TooFar { group, found } => Failure::new(format!(
            "the link is for \"{}\", more than 50 ahead of this device",
            group.key_name(*found)
        ))
        .hint(FOLLOW_FAR),
        LinkRefusal::NeedsQuestion { group } => Failure::new(format!(
            "this is a new key of \"{group}\", which --yes does not accept"
        ))
        .hint(FOLLOW),
    }
}

pub fn ask_to_join(question: AskToJoin, system: &mut System) -> Result<AcceptedLink, Failure> {
    let text = format!(
        "{}\n{}",
        description(question.enrolment()),
        texts().ask_join()
    );
    if confirm(&text, "to join without asking: --yes", system)? {
        return Ok(question.yes());
    }
    Err(Failure::new(NOT_JOINED))
}

pub fn ask_to_follow(question: AskToFollow, system: &mut System) -> Result<AcceptedLink, Failure> {
    let mut lines = vec![
        description(question.enrolment()),
        texts().join_replaces(&question.group.key_name(question.replaces)),
    ];
    if question.jump > 1 {
        lines.push(texts().join_jump(question.jump.into()));
    }
    lines.push(texts().ask_follow());
    if !confirm(&lines.join("\n"), FOLLOW, system)? {
        return Err(Failure::new("not accepted; nothing was changed"));
    }
    let number = if question.needs_number() {
        Some(typed_number(system)?)
    } else {
        None
    };
    let reason = ask_reason(&question.sheets, system)?;
    question
        .yes(reason, number)
        .ok_or_else(|| Failure::new("wrong number; nothing was changed"))
}

/// Asks whether something was lost and, if anyone holds a sheet, whether the keys
/// of the sheets were. If nothing was, asks whether someone left.
fn ask_reason(sheets: &[Name], system: &mut System) -> Result<Reason, Failure> {
    if !yes_or_unsure(&texts().ask_what_was_lost(), FOLLOW, system)? {
        return Ok(if confirm(&texts().ask_left(), FOLLOW, system)? {
            Reason::Departure
        } else {
            Reason::Routine
        });
    }
    if sheets.is_empty() {
        return Ok(Reason::Loss);
    }
    let names: Vec<&str> = sheets.iter().map(Name::as_str).collect();
    let question = texts().ask_sheet_keys_lost(&names.join(", "));
    Ok(if yes_or_unsure(&question, FOLLOW, system)? {
        Reason::LossOfSheetKeys
    } else {
        Reason::Loss
    })
}

/// Asks for the number of a rotation so far ahead that it may be a trick: the highest
/// number of all would leave the family none to rotate to.
fn typed_number(system: &mut System) -> Result<u16, Failure> {
    let answer = system.person.ask(&(texts().ask_number() + " "));
    let answer = answer.ok_or_else(|| Failure::no_terminal_hint(FOLLOW_FAR))??;
    Ok(answer.trim().parse().unwrap_or_default())
}

/// Describes a link without its seed.
pub fn description(enrolment: &Unconfirmed<Enrolment>) -> String {
    texts().join_link(
        &enrolment.key_name(),
        &check_words_line(&enrolment.check_words()),
    )
}

/// Applies the link in `what` under the exclusive lock, saves and reports.
pub fn apply(
    accepted: AcceptedLink,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let passphrase = key::choose_passphrase(global.yes, system)?;
    let now = system.now();
    let id = GroupId::from_bytes(system.random_bytes()?);
    let mut store = Store::open_with_passphrase(passphrase, system)?;
    let done = accepted
        .apply(&mut store.vault, id, now)
        .map_err(|error| match error {
            ApplyError::Misfit(misfit) => misfit_error(what, &misfit),
            ApplyError::Changed => {
                Failure::new(error.to_string()).hint("run it again: nothing was changed")
            }
        })?;
    store.save(previous(&done))?;
    report(group_of(&done, &store.vault)?, &done, global, system)
}
