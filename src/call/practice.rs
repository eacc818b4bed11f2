//! `practice`: a call in which the program plays the other side. What it says
//! and what is right, the library knows; here are keys, pictures, the report
//! and the memory of it.

use crate::view::{practice_outcome, texts};
use ringtrue_core::call::Idle;
use ringtrue_core::practice::{Drill, Ending, Partner, drawn, due};
use serde_json::json;

use crate::args;
use crate::args::{DrillName, Global};
use crate::call::console::uncovers;
use crate::device::store;
use crate::device::store::Store;
use crate::failure::Failure;
use crate::shown::{Notes, key, paint, window};
use crate::sys::System;
use crate::sys::terminal::{Dialogue, Key, Screen, Wake};
use crate::tell::{Status, print_err, say, say_json, warn};

use crate::call::rehearsal::{Now, Rehearsal, Step};

pub fn run(
    practice: &args::Practice,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    if !system.out_is_terminal {
        return Err(Failure::new("there is no terminal to practise on")
            .command("run it in a terminal's window: ringtrue practice", ""));
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
        let kept = Notes::keep(system);
        let left = on_screen(&mut rehearsal, system);
        kept.tell(system);
        left?;
    }
    let ending = rehearsal.ending().ok_or_else(|| {
        Failure::new("the drill was left before its end, and does not count")
            .command("begin another: ringtrue practice", "")
    })?;
    keep(drill, ending, system);
    report(drill, ending, &rehearsal.partner_name(), global, system)
}

/// A drill that is due.
fn choose(system: &mut System) -> Result<Drill, Failure> {
    // What can't be read is set aside by whoever writes it next.
    let state = store::read_state(&mut system.home.shared()).unwrap_or_default();
    let [random] = system.random_bytes()?;
    Ok(drawn(&due(&state.practised), random).unwrap_or(Drill::Relative))
}

fn on_screen(rehearsal: &mut Rehearsal, system: &System) -> Result<(), Failure> {
    let mut screen = Screen::enter()?;
    let mut idle = Idle::since((system.uptime)());
    loop {
        let rows = rehearsal.rows(idle.is_over((system.uptime)()), now(system), window(system));
        paint(&mut screen, &rows, system)?;
        let Some(key) = key(&mut screen)? else {
            continue;
        };
        let was_hidden = idle.is_over((system.uptime)());
        idle = Idle::since((system.uptime)());
        if was_hidden && uncovers(key) {
            continue;
        }
        if matches!(rehearsal.take(key, now(system)), Step::Leave) {
            return Ok(());
        }
    }
}

/// The same line by line, for a screen reader or a terminal without a screen.
/// How it ended, the report tells.
fn in_lines(rehearsal: &mut Rehearsal, system: &System) -> Result<(), Failure> {
    let mut dialogue = Dialogue::begin()?;
    speak(rehearsal, &mut dialogue, system)?;
    while rehearsal.ending().is_none() {
        match dialogue.wait_until_second()? {
            Wake::Second => {
                if let Some(news) = rehearsal.news(now(system), columns(system)) {
                    tell(&news, &mut dialogue)?;
                }
            }
            // Back after a stop: the question is gone from sight.
            Wake::Resize(_) => speak(rehearsal, &mut dialogue, system)?,
            // As every program that reads lines ends.
            Wake::Key(Key::EndOfText) => break,
            Wake::Key(key) => match rehearsal.take(key, now(system)) {
                Step::Leave => break,
                Step::Echo(echo) => dialogue.echo(&echo)?,
                Step::Show if rehearsal.ending().is_none() => {
                    speak(rehearsal, &mut dialogue, system)?;
                }
                Step::Show | Step::Nothing => {}
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
    tell(&rehearsal.speech(now(system), columns(system)), dialogue)
}

fn tell(speech: &str, dialogue: &mut Dialogue) -> Result<(), Failure> {
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

/// Remembers it, so that `doctor` can suggest the next. A drill is worth its
/// while even where it can't be noted.
fn keep(drill: Drill, ending: Ending, system: &mut System) {
    let noted = Store::open(system).and_then(|mut store| {
        let mut state = store.state()?;
        state.note_drill(drill, drill.is_right(ending), system.now());
        store.save_state(&state)
    });
    if let Err(failure) = noted {
        print_err(system, failure);
        warn(system, "it can't be noted that this drill was done");
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
