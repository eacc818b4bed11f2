//! A key typed by hand. It carries neither the group's name nor its number, so the
//! user has to give both.

use ringtrue_core::group::Enrolment;
use ringtrue_core::otpauth::{TypedKey, parse_name_and_number};
use ringtrue_core::{Generation, Name, Unconfirmed};

use crate::args::{Global, Join};
use crate::failure::Failure;
use crate::sys::System;
use crate::view::texts;

/// Completes a typed key with the group's name and number, from `--as` or by asking.
pub fn enrolment(
    key: TypedKey,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Unconfirmed<Enrolment>, Failure> {
    let (name, number) = match arguments.name.as_deref() {
        Some(text) => parse_name_and_number(text)?,
        None => parse_name_and_number(&ask(&texts().ask_key_name(), global, system)?)?,
    };
    let number = match number {
        Some(number) => number,
        None => ask_number(&name, global, system)?,
    };
    Ok(key.enrolment(name, number))
}

fn ask_number(name: &Name, global: &Global, system: &mut System) -> Result<Generation, Failure> {
    let answer = ask(&texts().ask_key_number(name), global, system)?;
    let number = answer.trim().parse().ok().and_then(Generation::new);
    number.ok_or_else(|| Failure::new("not a valid number; nothing was changed"))
}

fn ask(question: &str, global: &Global, system: &mut System) -> Result<String, Failure> {
    let answer = if global.yes {
        None
    } else {
        system.person.ask(&format!("{question} "))
    };
    Ok(answer.ok_or_else(|| {
        Failure::new("a typed key has no group name or number")
            .hint("give both: --as \"NAME NUMBER\"")
    })??)
}
