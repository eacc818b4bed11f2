//! `doctor --calendar`: writes a calendar file that reminds the family of the next
//! rotation and the next drill.

use std::path::Path;

use data_encoding::HEXLOWER;
use ringtrue_core::calendar::{
    Event, PRACTICE_DAYS, ROTATION_DAYS, calendar, practice_due, rotation_due,
};
use ringtrue_core::text::{day_iso, shell_name};
use ringtrue_core::vault::SelectError;
use ringtrue_core::{Day, Group, UnixTime};
use serde_json::{Value, json};

use crate::args::Global;
use crate::ask::overwrite;
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, say, say_json, shown_path};
use crate::view::texts;

/// Days until the first drill, for someone who has never done one.
const FIRST_PRACTICE_DAYS: u32 = 7;

pub fn run(path: &Path, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let to_out = path.as_os_str() == "-";
    if to_out && global.json {
        return Err(
            Failure::new("the calendar and the report can't both go to standard output")
                .hint("write the calendar to a file: --calendar FILE"),
        );
    }
    let vault = store::read(system)?;
    // Without a group there is nothing to be reminded of.
    let first = vault.groups().first().ok_or(SelectError::Empty)?;
    let now = system.now();
    let mut events: Vec<Event> = vault
        .groups()
        .iter()
        .map(|group| rotation(group, next(rotation_due(group), system)))
        .collect();
    let state = store::read_state(&mut system.home.shared()).unwrap_or_default();
    let due = practice_due(&state).unwrap_or(now.plus_days(FIRST_PRACTICE_DAYS));
    events.push(practice(first, next(due, system)));
    let text = calendar(&events, now);
    if to_out {
        say(system, &text)?;
        return Ok(Status::Done);
    }
    overwrite(path, text.as_bytes(), global, system)?;
    if global.json {
        let events: Vec<Value> = events
            .iter()
            .map(|event| json!({ "uid": event.uid, "day": day_iso(event.day) }))
            .collect();
        // JSON is UTF-8, which a path need not be.
        let file = path.display().to_string();
        say_json(system, &json!({ "file": file, "events": events }))?;
    } else {
        say(
            system,
            &(texts().calendar_written(&shown_path(path)) + "\n"),
        )?;
    }
    Ok(Status::Done)
}

/// Returns the local day on which something is due, or tomorrow if it is overdue.
fn next(due: UnixTime, system: &System) -> Day {
    let tomorrow = system.now().plus_days(1);
    system.day(due.max(tomorrow))
}

fn rotation(group: &Group, day: Day) -> Event {
    let name = group.local_name();
    let command = format!("ringtrue rotate -g {}", shell_name(name));
    Event {
        uid: uid("rotation", group),
        day,
        every: ROTATION_DAYS,
        summary: texts().calendar_rotation(name),
        description: texts().calendar_rotation_how(name, &command),
    }
}

fn practice(group: &Group, day: Day) -> Event {
    Event {
        uid: uid("practice", group),
        day,
        every: PRACTICE_DAYS,
        summary: texts().calendar_practice(),
        description: texts().calendar_practice_how("ringtrue practice"),
    }
}

/// Returns an event's id, the same in every run and different in each family. The
/// group's id is not secret: message files are named after it.
fn uid(what: &str, group: &Group) -> String {
    format!("{what}-{}@ringtrue", HEXLOWER.encode(group.id().as_bytes()))
}
