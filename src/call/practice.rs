//! `practice`: a call in which the program plays the other side. The core
//! decides what it says and what is right; this module handles the terminal,
//! the report and the record.

use crate::view::{practice_outcome, texts};
use ringtrue_core::call::Idle;
use ringtrue_core::practice::{Drill, Ending, Partner, due, pick};
use serde_json::json;

use crate::args;
use crate::args::{DrillName, Global};
use crate::call::console::uncovers;
use crate::device::store;
use crate::device::store::Store;
use crate::failure::Failure;
use crate::shown::{HeldStderr, next_key, paint, window};
use crate::sys::System;
use crate::sys::terminal::{Dialogue, Key, Screen, Wake};
use crate::tell::{Status, print_err, say, say_json, warn};

use crate::call::rehearsal::{DrillEffect, Now, Rehearsal};

pub fn run(
    practice: &args::Practice,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    if !system.out_is_terminal {
        return Err(Failure::new("practice needs a terminal")
            .hint_command("run it in a terminal window: ringtrue practice", ""));
    }
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let drill = match practice.drill {
        Some(name) => name.into(),
        None => choose(system)?,
    };
    let key = system.device_key.clone();
    let (Now { time, today }, random) = (now(system), system.random_bytes()?);
    let partner = Partner::new(drill, group, key.as_deref(), time, today, random);
    let mut rehearsal = Rehearsal::new(partner, key);
    if global.plain || !system.out_has_screen {
        in_lines(&mut rehearsal, system)?;
    } else {
        let held = HeldStderr::hold(system);
        let left = on_screen(&mut rehearsal, system);
        held.release(system);
        left?;
    }
    let ending = rehearsal.ending().ok_or_else(|| {
        Failure::new("the practice call was not finished and does not count")
            .hint_command("start another: ringtrue practice", "")
    })?;
    keep(drill, ending, system);
    report(drill, ending, &rehearsal.partner_name(), global, system)
}

/// Picks a drill that is due.
fn choose(system: &mut System) -> Result<Drill, Failure> {
    // An unreadable file is set aside by the next command that writes it.
    let state = store::read_state(&mut system.home.shared()).unwrap_or_default();
    let [random] = system.random_bytes()?;
    Ok(pick(&due(&state.practised), random).unwrap_or(Drill::Relative))
}

fn on_screen(rehearsal: &mut Rehearsal, system: &System) -> Result<(), Failure> {
    let mut screen = Screen::enter()?;
    let mut idle = Idle::since((system.uptime)());
    loop {
        let rows = rehearsal.rows(
            idle.must_hide((system.uptime)()),
            now(system),
            window(system),
        );
        paint(&mut screen, &rows, system)?;
        let Some(key) = next_key(&mut screen)? else {
            continue;
        };
        let was_hidden = idle.must_hide((system.uptime)());
        idle = Idle::since((system.uptime)());
        if was_hidden && uncovers(key) {
            continue;
        }
        if matches!(rehearsal.apply_key(key, now(system)), DrillEffect::Leave) {
            return Ok(());
        }
    }
}

/// Runs the drill line by line, for a screen reader or a terminal without a
/// screen. The report says how it ended.
fn in_lines(rehearsal: &mut Rehearsal, system: &System) -> Result<(), Failure> {
    let mut dialogue = Dialogue::begin()?;
    speak(rehearsal, &mut dialogue, system)?;
    while rehearsal.ending().is_none() {
        match dialogue.wait_until_second()? {
            Wake::Second => {
                if let Some(news) = rehearsal.news(now(system), columns(system)) {
                    say_paragraph(&news, &mut dialogue)?;
                }
            }
            // Resumed after a stop: the question has scrolled out of sight.
            Wake::Resize(_) => speak(rehearsal, &mut dialogue, system)?,
            // EOF ends it, as in any program that reads lines.
            Wake::Key(Key::EndOfText) => break,
            Wake::Key(key) => match rehearsal.apply_key(key, now(system)) {
                DrillEffect::Leave => break,
                DrillEffect::Echo(echo) => dialogue.echo(&echo)?,
                DrillEffect::Show if rehearsal.ending().is_none() => {
                    speak(rehearsal, &mut dialogue, system)?;
                }
                DrillEffect::Show | DrillEffect::Nothing => {}
            },
        }
    }
    Ok(dialogue.say("\n")?)
}

fn speak(
    rehearsal: &mut Rehearsal,
    dialogue: &mut Dialogue,
    system: &System,
) -> Result<(), Failure> {
    say_paragraph(&rehearsal.speech(now(system), columns(system)), dialogue)
}

fn say_paragraph(speech: &str, dialogue: &mut Dialogue) -> Result<(), Failure> {
    let speech = format!("\n{speech}");
    Ok(dialogue.say(&speech)?)
}

fn now(system: &System) -> Now {
    let time = system.now();
    Now {
        time,
        today: system.day(time),
    }
}

fn columns(system: &System) -> usize {
    window(system).columns.into()
}

/// Records the drill, so that `doctor` can suggest the next one. Failing to
/// record it is only a warning: the practice was still worth doing.
fn keep(drill: Drill, ending: Ending, system: &mut System) {
    let noted = Store::open(system).and_then(|mut store| {
        let mut state = store.state()?;
        state.note_drill(drill, drill.is_right(ending), system.now());
        store.save_state(&state)
    });
    if let Err(failure) = noted {
        print_err(system, failure);
        warn(system, "can't record that this call was practised");
    }
}

fn report(
    drill: Drill,
    ending: Ending,
    name: &str,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let right = drill.is_right(ending);
    if global.json {
        let report = json!({
            "drill": drill.as_str(),
            "right": right,
            "message": texts().lesson(drill, ending, name),
        });
        say_json(system, &report)?;
    } else {
        say(
            system,
            &practice_outcome(drill, ending, name, columns(system)),
        )?;
    }
    Ok(if right { Status::Done } else { Status::NoMatch })
}

impl From<DrillName> for Drill {
    fn from(name: DrillName) -> Self {
        match name {
            DrillName::Relative => Self::Relative,
            DrillName::AsksFirst => Self::AsksFirst,
            DrillName::RepeatsYours => Self::RepeatsYours,
            DrillName::OldCode => Self::OldCode,
            DrillName::Testing => Self::Testing,
            DrillName::Forced => Self::Forced,
        }
    }
}

#[cfg(test)]
mod tests;
