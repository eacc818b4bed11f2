//! `code`: the current code, for a person or for a script.

use ringtrue::view::{CodeNow, code_lines, code_screen};
use ringtrue::{Group, Half, Side, UnixTime};
use serde_json::{Value, json};

use super::args::{Code, Global};
use super::failure::Failure;
use super::{Status, moment, say, say_json, store};
use crate::sys::System;

pub fn run(arguments: &Code, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    // Read after the vault was opened: what is shown is due when it is shown.
    let time = at.unwrap_or_else(|| system.now());
    print(group, time, global, system)
}

/// Prints the code of `group` at `time`.
pub fn print(
    group: &Group,
    time: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let now = CodeNow::of(group, time);
    if global.json {
        say_json(
            system,
            &json!({
                "group": now.group.as_str(),
                "generation": now.generation.number(),
                "code": now.code.as_str(),
                "caller": half(&now.half(Side::Caller)),
                "answerer": half(&now.half(Side::Answerer)),
                "counter": now.counter.as_u64(),
                "period": now.period,
                "expires_in": now.expires_in,
            }),
        )?;
    } else if system.out_is_terminal && !global.plain {
        say(system, &code_screen(&now))?;
    } else {
        say(system, &code_lines(&now))?;
    }
    Ok(Status::Done)
}

fn half(half: &Half) -> Value {
    json!({ "digits": half.digits(), "words": half.words() })
}
