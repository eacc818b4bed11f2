//! `code`: the current code, for a person or for a script.

use ringtrue::call::Spoken;
use ringtrue::view::{CodeNow, code_lines, code_screen};
use ringtrue::{Group, Half, Side};
use serde_json::{Value, json};

use super::args::{Code, Global};
use super::failure::Failure;
use super::{Status, json_line, moment, say, store, watch};
use crate::sys::System;

pub fn run(arguments: &Code, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let vault = store::read(system)?;
    let spoken = if arguments.duress {
        Spoken::UnderDuress
    } else {
        Spoken::Freely
    };
    if arguments.watch {
        return watch::run(vault, spoken, global, system);
    }
    let group = vault.select(global.group.as_deref())?;
    // Read after the vault was opened: what is shown is due when it is shown.
    let time = at.unwrap_or_else(|| system.now());
    print(&CodeNow::of(group, spoken, time), global, system)
}

/// Prints the code of `group` now.
pub fn print_now(group: &Group, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let now = CodeNow::of(group, Spoken::Freely, system.now());
    print(&now, global, system)
}

/// Prints a code.
fn print(now: &CodeNow<'_>, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let text = text(now, global, system)?;
    say(system, &text)?;
    Ok(Status::Done)
}

/// A code as it is printed for whoever reads.
pub fn text(now: &CodeNow<'_>, global: &Global, system: &System) -> Result<String, Failure> {
    if global.json {
        return json_line(&json!({
            "group": now.group.as_str(),
            "generation": now.generation.number(),
            "code": now.digits().as_str(),
            "caller": half(now.half(Side::Caller)),
            "answerer": half(now.half(Side::Answerer)),
            "counter": now.counter.as_u64(),
            "period": now.period,
            "expires_in": now.expires_in,
        }));
    }
    Ok(if system.out_is_terminal && !global.plain {
        code_screen(now)
    } else {
        code_lines(now)
    })
}

fn half(half: &Half) -> Value {
    json!({ "digits": half.digits(), "words": half.words() })
}
