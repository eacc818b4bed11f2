//! `check`: whether what was heard is right.

use ringtrue::call::{self, Finding, Spoken, half_to_say};
use ringtrue::view::{next_step, not_read, try_again, verdict};
use ringtrue::words::Unheard;
use ringtrue::{Group, Heard, Side, UnixTime, Verdict, Word};
use serde_json::json;

use super::args::{Check, Global};
use super::failure::Failure;
use super::judge::Asked;
use super::{Status, moment, say, say_json, store};
use crate::sys::System;

pub fn run(arguments: &Check, global: &Global, system: &mut System) -> Result<Status, Failure> {
    // Time counts from the program's start: a prompt takes time to answer.
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let time = at.unwrap_or(system.started);
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    if let Some(member) = &arguments.from {
        group.member(member)?;
    }
    let heard = hear(&arguments.heard.join(" "), system)?;
    let asked = Asked {
        from: from(arguments, heard.as_ref(), group, system)?,
        heard,
        member: arguments.from.as_deref(),
        time,
        accepted: Vec::new(),
    };
    let (finding, read) = asked.judge(&vault, global.group.as_deref(), system)?;
    let vault = read.unwrap_or(vault);
    let group = vault.select(global.group.as_deref())?;
    // What is due when it is read, however long it took to answer what was
    // asked.
    let say_at = at.unwrap_or_else(|| system.now());
    report(&asked, &finding, group, say_at, global, system)?;
    Ok(match finding.verdict {
        Verdict::Duress => Status::Duress,
        verdict if verdict.is_match() => Status::Done,
        _ => Status::NoMatch,
    })
}

/// Reads what was heard; of two words that are equally near, it is asked which.
/// Where nobody can be asked, it is not read.
fn hear(text: &str, system: &mut System) -> Result<Result<Heard, Unheard>, Failure> {
    let mut failure = None;
    let heard = Heard::read_asking(text, |one, other| {
        which(one, other, system).unwrap_or_else(|failed| {
            failure = Some(failed);
            None
        })
    });
    failure.map_or(Ok(heard), Err)
}

/// Which of two words it was, told by as many of its letters as tell; `None`
/// for neither, and where nobody can be asked.
fn which(one: Word, other: Word, system: &mut System) -> Result<Option<Word>, Failure> {
    let question = format!("Was it {one} or {other}? (Enter for neither) ");
    loop {
        let Some(answer) = system.person.ask(&question) else {
            return Ok(None);
        };
        let answer = answer?.trim().to_lowercase();
        if answer.is_empty() {
            return Ok(None);
        }
        let is = |word: Word| word.as_str() == answer;
        let begins_so = |word: Word| is(word) || word.as_str().starts_with(&answer);
        match (begins_so(one) && !is(other), begins_so(other) && !is(one)) {
            (true, false) => return Ok(Some(one)),
            (false, true) => return Ok(Some(other)),
            _ => {}
        }
    }
}

/// Which side was heard, asked for where it matters and was not said.
fn from(
    arguments: &Check,
    heard: Result<&Heard, &Unheard>,
    group: &Group,
    system: &mut System,
) -> Result<Option<Side>, Failure> {
    if arguments.i_called {
        return Ok(Some(Side::Answerer));
    } else if arguments.they_called {
        return Ok(Some(Side::Caller));
    }
    let digits = group.parameters().digits;
    if !heard.is_ok_and(|heard| call::needs_side(heard, digits)) {
        return Ok(None);
    }
    loop {
        let question = "Who called? Type t if they called you, i if you called them: ";
        let answer = system.person.ask(question).ok_or_else(|| {
            Failure::nobody_to_ask("say who called: --they-called or --i-called")
        })??;
        match answer.trim().to_lowercase().as_str() {
            "t" | "they" => return Ok(Some(Side::Caller)),
            "i" => return Ok(Some(Side::Answerer)),
            _ => {}
        }
    }
}

fn report(
    asked: &Asked<'_>,
    finding: &Finding,
    group: &Group,
    say_at: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    if global.json {
        return say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "verdict": finding.verdict.as_str(),
                "half": finding.part.map(call::Part::as_str),
                "steps_off": finding.steps_off,
                "generation": finding.generation.number(),
                "message": match &asked.heard {
                    Ok(_) => verdict(finding),
                    Err(unheard) => not_read(*unheard),
                },
            }),
        );
    }
    let columns = system.columns.map_or(usize::MAX, usize::from);
    if let Err(unheard) = &asked.heard {
        return say(system, &try_again(*unheard, columns));
    }
    let counter = group.parameters().period.counter_at(say_at);
    let own_half = half_to_say(
        group,
        finding.generation,
        Spoken::Freely,
        Side::Answerer,
        counter,
    );
    say(system, &next_step(finding, Some(&own_half), columns))
}
