//! `check`: whether what was heard is right.

use ringtrue::call::{self, Finding};
use ringtrue::recent::Recent;
use ringtrue::view::{next_step, not_read, try_again, verdict};
use ringtrue::words::Unheard;
use ringtrue::{Codes, Group, Half, Heard, Side, UnixTime, Vault, Verdict, Word};
use serde_json::json;

use super::args::{Check, Global};
use super::failure::Failure;
use super::store::{self, Before, Store};
use super::{Status, moment, note, say, say_json, warn};
use crate::sys::System;

pub fn run(arguments: &Check, global: &Global, system: &mut System) -> Result<Status, Failure> {
    // Time counts from the program's start: a prompt takes time to answer.
    let time = match &arguments.at {
        Some(at) => moment(at)?,
        None => system.started,
    };
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
    };
    let (finding, vault) = asked.judge(vault, global, system)?;
    let group = vault.select(global.group.as_deref())?;
    report(&asked, &finding, group, global, system)?;
    Ok(match finding.verdict {
        Verdict::Duress => Status::Duress,
        verdict if verdict.is_match() => Status::Done,
        _ => Status::NoMatch,
    })
}

struct Asked<'a> {
    heard: Result<Heard, Unheard>,
    from: Option<Side>,
    member: Option<&'a str>,
    time: UnixTime,
}

impl Asked<'_> {
    /// Judges it with the vault held alone, so that of two who check the same
    /// half at once only one is told that it matches.
    fn judge(
        &self,
        vault: Vault,
        global: &Global,
        system: &mut System,
    ) -> Result<(Finding, Vault), Failure> {
        match Store::open(system) {
            Ok(mut store) => {
                let finding = self.judge_and_remember(&mut store, global, system)?;
                Ok((finding, store.vault))
            }
            // Whoever is called now needs an answer, even from a disk that is
            // full or may only be read.
            Err(failure) => {
                cannot_note(system, failure);
                let group = vault.select(global.group.as_deref())?;
                let finding = self.find(group, &Recent::default());
                Ok((finding, vault))
            }
        }
    }

    fn judge_and_remember(
        &self,
        store: &mut Store,
        global: &Global,
        system: &mut System,
    ) -> Result<Finding, Failure> {
        let mut recent = match store.recent(system) {
            Ok(recent) => recent,
            Err(failure) => {
                cannot_note(system, failure);
                let group = store.vault.select(global.group.as_deref())?;
                return Ok(self.find(group, &Recent::default()));
            }
        };
        let group = store.vault.select_mut(global.group.as_deref())?;
        let finding = self.find(group, &recent);
        let used = finding.to_remember(group.parameters().period, self.time);
        if used.is_empty() {
            return Ok(finding);
        }
        recent.remember(group, &used, self.time);
        let mut kept = store.save_recent(&recent);
        if let Some(member) = self.member {
            let group = store.vault.select_mut(global.group.as_deref())?;
            group.confirm_member(member, finding.generation, system.now())?;
            kept = kept.and(store.save(Before::Keep));
        }
        if let Err(failure) = kept {
            cannot_note(system, failure);
        }
        Ok(finding)
    }

    fn find(&self, group: &Group, recent: &Recent) -> Finding {
        match &self.heard {
            Ok(heard) => call::check(group, heard, self.from, &recent.of(group), self.time),
            Err(_) => Finding::no_match(group),
        }
    }
}

fn cannot_note(system: &mut System, failure: Failure) {
    note(system, failure);
    warn(system, "it can't be noted that this half was used");
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
/// where nobody can be asked.
fn which(one: Word, other: Word, system: &mut System) -> Result<Option<Word>, Failure> {
    let question = format!("Was it {one} or {other}? ");
    loop {
        let Some(answer) = system.person.ask(&question) else {
            return Ok(None);
        };
        let answer = answer?.trim().to_lowercase();
        let begins_so = |word: Word| word.as_str().starts_with(&answer);
        match (begins_so(one), begins_so(other)) {
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
    let own_half = own_half(finding, group, asked.time);
    say(system, &next_step(finding, Some(&own_half), columns))
}

/// The answerer's half, of the seed that was heard: whoever is on an old one
/// can check a half of that one alone.
fn own_half(finding: &Finding, group: &Group, time: UnixTime) -> Half {
    let mut previous = group.previous().iter();
    let codes = match previous.find(|previous| previous.seed.generation == finding.generation) {
        Some(previous) => Codes::new(&previous.seed.secret, group.parameters()),
        None => group.codes(),
    };
    Half::of(&codes.at(time), Side::Answerer)
}
