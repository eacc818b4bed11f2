//! Questions and reports that all ways of joining share.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::join::{Done, Outcome, RollChange};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, Vault};
use serde_json::{Value, json};

use crate::args::Global;
use crate::device::store::Previous;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};
use crate::view::texts;

/// The error if the user declines.
pub const NOT_JOINED: &str = "not joined; nothing was changed";

/// Returns the group that the user named with `-g`.
pub fn selected_group<'a>(global: &Global, vault: &'a Vault) -> Result<Option<&'a Group>, Failure> {
    match &global.group {
        Some(name) => Ok(Some(vault.select(Some(name))?)),
        None => Ok(None),
    }
}

/// Returns the group that a link or a message was for.
pub fn group_of<'a>(done: &Done, vault: &'a Vault) -> Result<&'a Group, Failure> {
    let group = vault.group(done.group);
    group.ok_or_else(|| Failure::new("another ringtrue just removed the group"))
}

/// Returns what saving does to the previous version of the vault.
pub const fn previous(done: &Done) -> Previous {
    if done.gives_up_seed {
        Previous::Overwrite
    } else {
        Previous::Keep
    }
}

pub fn confirm(question: &str, option: &str, system: &mut System) -> Result<bool, Failure> {
    let answer = system.person.confirm(question);
    Ok(answer.ok_or_else(|| Failure::no_terminal_hint(option))??)
}

pub fn yes_or_unsure(question: &str, option: &str, system: &mut System) -> Result<bool, Failure> {
    let answer = system.person.yes_or_unsure(question);
    Ok(answer.ok_or_else(|| Failure::no_terminal_hint(option))??)
}

pub fn report(
    group: &Group,
    done: &Done,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let words = check_words_line(&group.current().check_words());
    let (name, generation) = (group.local_name(), group.generation());
    let outcome = done.outcome;
    let result = match outcome {
        Outcome::Known => "known",
        Outcome::Completed => "completed",
        Outcome::Rotated | Outcome::Displaced => "rotated",
        Outcome::Outranked => "outranked",
        Outcome::Joined => "joined",
        Outcome::Pinned => "pinned",
    };
    if global.json {
        let mut report = json!({
            "group": name.as_str(),
            "generation": generation.number(),
            "result": result,
            "check_words": words,
        });
        if !done.changes.is_empty()
            && let Some(report) = report.as_object_mut()
        {
            let changes = done.changes.iter().map(change_json).collect();
            report.insert("changes".to_owned(), changes);
        }
        say_json(system, &report)?;
        return Ok(Status::Done);
    }
    say(system, &outcome_lines(outcome, group, &words))?;
    for change in &done.changes {
        say(system, &(texts().roll_change(change) + "\n"))?;
    }
    if outcome != Outcome::Known {
        note(
            system,
            "on a call: ringtrue; to practise one: ringtrue practice",
        );
    }
    Ok(Status::Done)
}

/// Returns what was done, and the check words if there is something to compare.
fn outcome_lines(outcome: Outcome, group: &Group, words: &str) -> String {
    let entry = group.key_name();
    let words = texts().check_words_are(words);
    match outcome {
        Outcome::Known | Outcome::Outranked => texts().join_already(&entry) + "\n",
        Outcome::Completed => texts().join_completed(&entry) + "\n",
        Outcome::Pinned => format!("{}\n{words}\n", texts().join_pinned(&entry)),
        Outcome::Rotated | Outcome::Displaced => {
            format!("{}\n{words}\n", texts().join_rotated(&entry))
        }
        Outcome::Joined => format!("{}\n{words}\n", texts().join_joined(&entry)),
    }
}

fn change_json(change: &RollChange) -> Value {
    let words = |key: &DevicePublic| check_words_line(&key.words());
    match change {
        RollChange::NewKey { name } => json!({ "change": "new_key", "name": name.as_str() }),
        RollChange::OtherKey { name } => json!({ "change": "other_key", "name": name.as_str() }),
        RollChange::Renamed { from, to } => {
            json!({ "change": "renamed", "name": to.as_str(), "from": from.as_str() })
        }
        RollChange::Disputed(dispute) => json!({
            "change": "disputed",
            "name": dispute.name.as_str(),
            "known_words": dispute.here.as_ref().map(words),
            "message_words": words(&dispute.claimed),
        }),
        RollChange::RenamedOrganiser { from, to } => {
            json!({ "change": "renamed_organiser", "name": to.as_str(), "from": from.as_str() })
        }
        RollChange::NewOrganiser { name } => {
            json!({ "change": "new_organiser", "name": name.as_str() })
        }
        RollChange::GoneOrganiser { name } => {
            json!({ "change": "gone_organiser", "name": name.as_str() })
        }
        RollChange::GoneOrganiserKey { name } => {
            json!({ "change": "gone_organiser_key", "name": name.as_str() })
        }
        RollChange::Uncompared { name, key } => json!({
            "change": "uncompared_organiser",
            "name": name.as_str(),
            "words": check_words_line(&key.words()),
        }),
        _ => json!({ "change": "other" }),
    }
}

/// Prints whether this device is on the roll after a rotation.
pub fn print_own_place(
    group: &Group,
    own: Option<&DevicePublic>,
    system: &mut System,
) -> Result<(), Failure> {
    if let Some(member) = own.and_then(|own| group.member_with(own)) {
        let line = texts().join_on_roll(&member.name) + "\n";
        return say(system, &line);
    }
    note(
        system,
        "this device is not on the list, so it gets no more messages: ask the organiser to add it",
    );
    Ok(())
}
