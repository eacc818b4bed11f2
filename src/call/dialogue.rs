//! The call line by line, for a screen reader or a terminal without a screen:
//! the same keys, nothing redrawn, each new code said once.

use crate::view::{call_speech, new_code_speech};
use ringtrue_core::Counter;
use ringtrue_core::call::Idle;

use crate::call::console::{Effect, uncovers};
use crate::call::session::{CallSession, ResumeAt};
use crate::failure::Failure;
use crate::shown::window;
use crate::sys::System;
use crate::sys::terminal::{Dialogue, Key, Wake};

/// Runs calls until the user quits or the device locks.
pub fn run(session: &mut CallSession, system: &mut System) -> Result<Option<ResumeAt>, Failure> {
    let mut dialogue = Dialogue::begin()?;
    let mut said = None;
    let mut idle = Idle::since((system.uptime)());
    let mut is_hidden = false;
    say(session, &mut dialogue, is_hidden, &mut said, system)?;
    loop {
        let wake = dialogue.wait_until_second()?;
        if CallSession::must_lock(idle, system) {
            dialogue.say("\n")?;
            return session.lock(system).map(Some);
        }
        let key = match wake {
            Wake::Second => {
                let was_hidden = is_hidden;
                is_hidden = session.is_hidden(idle, system);
                if session.flow.expire(system.now()) || is_hidden != was_hidden {
                    say(session, &mut dialogue, is_hidden, &mut said, system)?;
                } else if !is_hidden {
                    announce(session, &mut dialogue, &mut said, system)?;
                }
                continue;
            }
            // Resumed after a stop: the question has scrolled out of sight.
            Wake::Resize(_) => {
                say(session, &mut dialogue, is_hidden, &mut said, system)?;
                continue;
            }
            Wake::Key(key) => key,
        };
        // The machine may have slept since the last second.
        is_hidden = session.is_hidden(idle, system);
        idle = Idle::since((system.uptime)());
        let effect = match key {
            // EOF ends it, as in any program that reads lines.
            Key::EndOfText => Effect::Leave,
            key if is_hidden && uncovers(key) => Effect::Show,
            key => session.apply_key(key, system)?,
        };
        match effect {
            Effect::Leave => {
                dialogue.say("\n")?;
                return Ok(None);
            }
            Effect::Echo(echo) => dialogue.echo(&echo)?,
            Effect::Nothing => {}
            _ => {
                is_hidden = false;
                say(session, &mut dialogue, is_hidden, &mut said, system)?;
            }
        }
    }
}

/// Says the state of the call and what the user can do.
fn say(
    session: &CallSession,
    dialogue: &mut Dialogue,
    is_hidden: bool,
    said: &mut Option<Counter>,
    system: &System,
) -> Result<(), Failure> {
    let call = session.call_screen(session.scene(is_hidden), system)?;
    let speech = call_speech(&call, columns(system));
    *said = Some(call.counter());
    Ok(dialogue.say(&format!("\n{speech}"))?)
}

/// Says the code if it has just changed and this side has a half to say.
fn announce(
    session: &CallSession,
    dialogue: &mut Dialogue,
    said: &mut Option<Counter>,
    system: &System,
) -> Result<(), Failure> {
    let call = session.call_screen(session.scene(false), system)?;
    let is_new = *said != Some(call.counter());
    *said = Some(call.counter());
    let speech = new_code_speech(&call, columns(system)).filter(|_| is_new);
    if let Some(speech) = speech {
        dialogue.say(&format!("\n{speech}"))?;
    }
    Ok(())
}

fn columns(system: &System) -> usize {
    window(system).columns.into()
}
