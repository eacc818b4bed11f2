//! The call line by line, for a screen reader or a terminal without a screen:
//! the same keys, nothing that is redrawn, and each new code said once.

use ringtrue::Counter;
use ringtrue::view::{call_speech, new_code_speech};

use super::{Desk, Order, window};
use crate::cli::failure::Failure;
use crate::sys::terminal::{Dialogue, Wake};
use crate::sys::{System, hardening};

pub fn run(desk: &mut Desk, system: &mut System) -> Result<(), Failure> {
    let mut dialogue = Dialogue::begin()?;
    let mut said = None;
    say(desk, &mut dialogue, &mut said, system)?;
    loop {
        match dialogue.wait_until_second()? {
            Wake::Second => announce(desk, &mut dialogue, &mut said, system)?,
            // Back after a stop: the question is gone from sight.
            Wake::Resize(_) => say(desk, &mut dialogue, &mut said, system)?,
            Wake::Key(key) => match desk.take(key, system)? {
                Order::Leave => {
                    dialogue.say("\n")?;
                    return Ok(());
                }
                Order::Echo(echo) => dialogue.echo(&echo)?,
                Order::Nothing => {}
                _ => say(desk, &mut dialogue, &mut said, system)?,
            },
        }
    }
}

/// Says where the call stands, and what can be done.
fn say(
    desk: &Desk,
    dialogue: &mut Dialogue,
    said: &mut Option<Counter>,
    system: &System,
) -> Result<(), Failure> {
    let picture = desk.picture(desk.sitting.scene(), system.now())?;
    let speech = call_speech(&picture, columns(system));
    *said = Some(picture.counter());
    hardening::wipe_stack();
    Ok(dialogue.say(&format!("\n{}", *speech))?)
}

/// Says a code that is new while it is somebody's to say.
fn announce(
    desk: &Desk,
    dialogue: &mut Dialogue,
    said: &mut Option<Counter>,
    system: &System,
) -> Result<(), Failure> {
    let picture = desk.picture(desk.sitting.scene(), system.now())?;
    let is_new = *said != Some(picture.counter());
    *said = Some(picture.counter());
    let speech = new_code_speech(&picture, columns(system)).filter(|_| is_new);
    hardening::wipe_stack();
    if let Some(speech) = speech {
        dialogue.say(&format!("\n{}", *speech))?;
    }
    Ok(())
}

fn columns(system: &System) -> usize {
    window(system).columns.into()
}
