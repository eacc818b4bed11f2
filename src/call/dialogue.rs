//! The call line by line, for a screen reader or a terminal without a screen:
//! the same keys, nothing that is redrawn, and each new code said once.

use crate::view::{call_speech, new_code_speech};
use ringtrue_core::Counter;
use ringtrue_core::call::Idle;

use crate::call::console::{Order, uncovers};
use crate::call::desk::{Desk, Locked};
use crate::failure::Failure;
use crate::shown::window;
use crate::sys::System;
use crate::sys::terminal::{Dialogue, Key, Wake};

/// Leads through calls until the person leaves, or until the device locks.
pub fn run(desk: &mut Desk, system: &mut System) -> Result<Option<Locked>, Failure> {
    let mut dialogue = Dialogue::begin()?;
    let mut said = None;
    let mut idle = Idle::since((system.uptime)());
    let mut is_hidden = false;
    say(desk, &mut dialogue, is_hidden, &mut said, system)?;
    loop {
        let wake = dialogue.wait_until_second()?;
        if Desk::must_lock(idle, system) {
            dialogue.say("\n")?;
            return desk.lock(system).map(Some);
        }
        let key = match wake {
            Wake::Second => {
                let was_hidden = is_hidden;
                is_hidden = desk.is_hidden(idle, system);
                if desk.sitting.pass(system.now()) || is_hidden != was_hidden {
                    say(desk, &mut dialogue, is_hidden, &mut said, system)?;
                } else if !is_hidden {
                    announce(desk, &mut dialogue, &mut said, system)?;
                }
                continue;
            }
            // Back after a stop: the question is gone from sight.
            Wake::Resize(_) => {
                say(desk, &mut dialogue, is_hidden, &mut said, system)?;
                continue;
            }
            Wake::Key(key) => key,
        };
        // The machine may have slept since the last second.
        is_hidden = desk.is_hidden(idle, system);
        idle = Idle::since((system.uptime)());
        let order = match key {
            // As every program that reads lines ends.
            Key::EndOfText => Order::Leave,
            key if is_hidden && uncovers(key) => Order::Show,
            key => desk.take(key, system)?,
        };
        match order {
            Order::Leave => {
                dialogue.say("\n")?;
                return Ok(None);
            }
            Order::Echo(echo) => dialogue.echo(&echo)?,
            Order::Nothing => {}
            _ => {
                is_hidden = false;
                say(desk, &mut dialogue, is_hidden, &mut said, system)?;
            }
        }
    }
}

/// Says where the call stands, and what can be done.
fn say(
    desk: &Desk,
    dialogue: &mut Dialogue,
    is_hidden: bool,
    said: &mut Option<Counter>,
    system: &System,
) -> Result<(), Failure> {
    let picture = desk.picture(desk.scene(is_hidden), system)?;
    let speech = call_speech(&picture, columns(system));
    *said = Some(picture.counter());
    Ok(dialogue.say(&format!("\n{speech}"))?)
}

/// Says a code that is new while it is somebody's to say.
fn announce(
    desk: &Desk,
    dialogue: &mut Dialogue,
    said: &mut Option<Counter>,
    system: &System,
) -> Result<(), Failure> {
    let picture = desk.picture(desk.scene(false), system)?;
    let is_new = *said != Some(picture.counter());
    *said = Some(picture.counter());
    let speech = new_code_speech(&picture, columns(system)).filter(|_| is_new);
    if let Some(speech) = speech {
        dialogue.say(&format!("\n{speech}"))?;
    }
    Ok(())
}

fn columns(system: &System) -> usize {
    window(system).columns.into()
}
