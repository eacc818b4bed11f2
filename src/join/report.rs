//! What every way of joining asks and reports.

use ringtrue_core::join::{Done, Outcome};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, Vault};
use serde_json::json;

use crate::args::Global;
use crate::device::store::Before;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

/// What is told where the answer was no.
pub const NOT_JOINED: &str = "not joined; nothing was changed";

/// Returns the group that the user named with `-g`.
pub fn named<'a>(global: &Global, vault: &'a Vault) -> Result<Option<&'a Group>, Failure> {
    match &global.group {
        Some(name) => Ok(Some(vault.select(Some(name))?)),
        None => Ok(None),
    }
}

/// Returns the group that a link or a message was for.
pub fn group_of<'a>(done: &Done, vault: &'a Vault) -> Result<&'a Group, Failure> {
    let group = vault.group(done.group);
    group.ok_or_else(|| Failure::new("the group is gone meanwhile"))
}

/// Returns what saving does to the previous version of the vault.
pub const fn before(done: &Done) -> Before {
    if done.gives_up_seed {
        Before::Retire
    } else {
        Before::Keep
    }
}

pub fn confirmed(question: &str, option: &str, system: &mut System) -> Result<bool, Failure> {
    let answer = system.person.confirm(question);
    Ok(answer.ok_or_else(|| Failure::nobody_to_ask(option))??)
}

pub fn report(
    group: &Group,
    outcome: Outcome,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let words = check_words_line(&group.current().check_words());
    let (name, generation) = (group.local_name(), group.generation());
    let done = match outcome {
        Outcome::Known => "known",
        Outcome::Completed => "completed",
        Outcome::Rotated | Outcome::Displaced => "rotated",
        Outcome::Outranked => "outranked",
        Outcome::Joined => "joined",
        Outcome::Pinned => "pinned",
    };
    if global.json {
        say_json(
            system,
            &json!({
                "group": name.as_str(),
                "generation": generation.number(),
                "result": done,
                "check_words": words,
            }),
        )?;
        return Ok(Status::Done);
    }
    let text = match outcome {
        Outcome::Known | Outcome::Outranked => {
            format!("this device has \"{name}\", generation {generation}, already\n")
        }
        Outcome::Pinned => format!(
            "\"{name}\" is on generation {generation}, and has an organiser\ncheck words: {words}\n"
        ),
        Outcome::Completed => format!("more of the roll of \"{name}\", generation {generation}\n"),
        Outcome::Rotated | Outcome::Displaced | Outcome::Joined => {
            format!("{done} \"{name}\", generation {generation}\ncheck words: {words}\n")
        }
    };
    say(system, &text)?;
    if outcome != Outcome::Known {
        note(
            system,
            "on a call: ringtrue; to practise one: ringtrue practice",
        );
    }
    Ok(Status::Done)
}
