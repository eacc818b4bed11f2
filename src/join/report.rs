//! What every way of joining asks and reports.

use ringtrue_core::Group;
use ringtrue_core::text::check_words_line;
use serde_json::json;

use crate::args::Global;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

/// What is told where the answer was no.
pub const NOT_JOINED: &str = "not joined; nothing was changed";

/// What was done with what somebody brought.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    Known,
    Completed,
    Rotated,
    /// Two organisers rotated at once: this one counts, and not the one here.
    Displaced,
    Joined,
    Pinned,
}

pub fn named<'a>(
    global: &Global,
    vault: &'a ringtrue_core::Vault,
) -> Result<Option<&'a Group>, Failure> {
    match &global.group {
        Some(name) => Ok(Some(vault.select(Some(name))?)),
        None => Ok(None),
    }
}

pub fn confirmed(question: &str, option: &str, system: &mut System) -> Result<bool, Failure> {
    let answer = system.person.confirm(question);
    Ok(answer.ok_or_else(|| Failure::nobody_to_ask(option))??)
}

pub fn report(
    group: &Group,
    how: How,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let words = check_words_line(&group.current().check_words());
    let (name, generation) = (group.local_name(), group.generation());
    let done = match how {
        How::Known => "known",
        How::Completed => "completed",
        How::Rotated | How::Displaced => "rotated",
        How::Joined => "joined",
        How::Pinned => "pinned",
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
    let text = match how {
        How::Known => format!("this device has \"{name}\", generation {generation}, already\n"),
        How::Pinned => format!(
            "\"{name}\" is on generation {generation}, and has an organiser\ncheck words: {words}\n"
        ),
        How::Completed => format!("more of the roll of \"{name}\", generation {generation}\n"),
        How::Rotated | How::Displaced | How::Joined => {
            format!("{done} \"{name}\", generation {generation}\ncheck words: {words}\n")
        }
    };
    say(system, &text)?;
    if how != How::Known {
        note(
            system,
            "on a call: ringtrue; to practise one: ringtrue practice",
        );
    }
    Ok(Status::Done)
}
