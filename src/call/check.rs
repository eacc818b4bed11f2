//! `check`: whether what was heard is right.

use std::rc::Rc;

use crate::view::{
    LineFound, PairFound, line_verdict, next_in_pair, next_line, next_step, not_read, pair_verdict,
    try_again, verdict,
};
use ringtrue_core::call::{self, Finding, Part, Spoken, half_to_say};
use ringtrue_core::group::{Holds, Member};
use ringtrue_core::recent::Recent;
use ringtrue_core::sheet::{Lines, Sheet};
use ringtrue_core::text::{day_iso, day_written, quoted};
use ringtrue_core::words::Unheard;
use ringtrue_core::{Day, Digits, Group, Half, Heard, Side, UnixTime, Verdict, Word};
use serde::Serialize;

use crate::args::{Check, Global};
use crate::call::judge::Asked;
use crate::call::moment::moment;
use crate::device::store;
use crate::failure::Failure;
use crate::roll::pair;
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

pub fn run(arguments: &Check, global: &Global, system: &mut System) -> Result<Status, Failure> {
    // Time counts from the program's start: a prompt takes time to answer.
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let time = at.unwrap_or(system.started);
    let mut seen = store::see(system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    let own = system.device_key.clone();
    let digits = match &arguments.from {
        Some(member) => {
            let member = group.member(member)?;
            // Before anything is asked on a call.
            pair::with(member, group, own.as_deref())?;
            digits_of(member, group)?
        }
        None => group.parameters().digits,
    };
    let heard = hear(&arguments.heard.join(" "), system)?;
    let mut asked = Asked {
        from: from(arguments, heard.as_ref(), digits, system)?,
        heard,
        member: arguments.from.as_deref(),
        offset: Rc::clone(&system.offset),
        elsewhere: None,
        own,
        time,
        accepted: Vec::new(),
    };
    asked.elsewhere = elsewhere(&asked, group, global, system)?;
    let finding = asked.judge(&mut seen, global.group.as_deref(), system)?;
    let group = seen.vault.select(global.group.as_deref())?;
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

/// How many digits a member's code has.
fn digits_of(member: &Member, group: &Group) -> Result<Digits, Failure> {
    match (member.holds, member.sheet) {
        (Holds::Sheet, None) => {
            let (name, of) = (quoted(&member.name), quoted(group.local_name()));
            Err(Failure::new(format!(
                "{} has a sheet that is not known here",
                member.name
            ))
            .hint(format!(
                "enter its serial: ringtrue members add -g {of} {name} --sheet SERIAL, or print a \
                 new one: ringtrue sheet -g {of} --for {name}"
            )))
        }
        (Holds::Sheet, Some(_)) => Ok(Digits::default()),
        (_, _) => Ok(group.parameters().digits),
    }
}

/// The day that it is where they are: asked for where what was heard is the line
/// of the day before or after, and it is that day somewhere. One line a day is
/// what an impostor has to guess, so no other counts unless a person says so.
fn elsewhere(
    asked: &Asked<'_>,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Option<Day>, Failure> {
    let Some(member) = asked.member else {
        return Ok(None);
    };
    let member = group.member(member)?;
    if member.sheet.is_none() || global.yes {
        return Ok(None);
    }
    let found = asked.find(group, &Recent::default())?;
    let today = asked.today();
    let (Verdict::WrongTime, Some(day)) = (found.verdict, today.offset(found.steps_off)) else {
        return Ok(None);
    };
    if !day.is_somewhere(asked.time) {
        return Ok(None);
    }
    let question = format!(
        "That is the line of {}, and here it is {}. Is it that day where {} is now?",
        day_written(day),
        day_written(today),
        member.name
    );
    if let Some(answer) = system.person.confirm(&question) {
        return Ok(answer?.then_some(day));
    }
    note(
        system,
        "if it is that day where they are, set TZ to their time zone",
    );
    Ok(None)
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
    digits: Digits,
    system: &mut System,
) -> Result<Option<Side>, Failure> {
    if arguments.i_called {
        return Ok(Some(Side::Answerer));
    } else if arguments.they_called {
        return Ok(Some(Side::Caller));
    }
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

/// Tells what was found: in JSON, or in a sentence and what to say next.
fn report(
    asked: &Asked<'_>,
    finding: &Finding,
    group: &Group,
    say_at: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let line = line_found(asked, finding, group);
    let shared = asked.shared(group)?;
    let pair = match (&shared, asked.member) {
        (Some(_), Some(member)) => Some(PairFound {
            finding,
            member: &group.member(member)?.name,
            is_the_groups: finding.verdict == Verdict::NoMatch && asked.is_the_groups(group),
        }),
        _ => None,
    };
    if finding.verdict.is_match() && line.is_none() && pair.is_none() {
        tell_unpaired(asked, group, system);
    }
    if global.json {
        let report = Report::of(asked, finding, line.as_ref(), pair.as_ref(), group);
        return say_json(system, &report);
    }
    let columns = system.columns.map_or(usize::MAX, usize::from);
    let text = match (&asked.heard, &line) {
        (Err(unheard), _) => try_again(*unheard, columns),
        (Ok(_), Some((found, sheet))) => {
            let half = half_of_line(found, *sheet, group);
            next_line(found, half.as_ref(), columns)
        }
        (Ok(_), None) => {
            let counter = group.parameters().period.counter_at(say_at);
            let (generation, side) = (finding.generation, Side::Answerer);
            let counts = shared.as_ref().unwrap_or(group);
            let half = half_to_say(counts, generation, Spoken::Freely, side, counter);
            match &pair {
                Some(found) => next_in_pair(found, Some(&half), columns),
                None => next_step(finding, Some(&half), columns),
            }
        }
    };
    say(system, &text)
}

/// Tells whoever named somebody that everybody in the group could have said it.
fn tell_unpaired(asked: &Asked<'_>, group: &Group, system: &mut System) {
    let member = asked.member.and_then(|member| group.member(member).ok());
    if let Some(member) = member {
        let which = "that was the code of the group, which everybody in it has";
        let text = pair::unpaired(member, group, asked.own.as_deref(), which);
        note(system, text);
    }
}

/// What was found, as JSON has it.
#[derive(Serialize)]
struct Report<'a> {
    group: &'a str,
    verdict: &'static str,
    half: Option<&'static str>,
    steps_off: i64,
    generation: u16,
    /// Only where it was held against the code of two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pair: Option<&'a str>,
    /// Only where it was held against a sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    message: String,
}

impl<'a> Report<'a> {
    fn of(
        asked: &Asked<'_>,
        finding: &Finding,
        line: Option<&(LineFound<'_>, Sheet)>,
        pair: Option<&PairFound<'a>>,
        group: &'a Group,
    ) -> Self {
        Self {
            group: group.local_name().as_str(),
            verdict: finding.verdict.as_str(),
            half: finding.part.map(Part::as_str),
            steps_off: finding.steps_off,
            generation: finding.generation.number(),
            pair: pair.map(|found| found.member.as_str()),
            sheet: line.map(|(_, sheet)| sheet.serial.number()),
            day: line.map(|(found, _)| day_iso(found.day)),
            message: match (&asked.heard, line, pair) {
                (Err(unheard), _, _) => not_read(*unheard),
                (Ok(_), Some((found, _)), _) => line_verdict(found),
                (Ok(_), None, Some(found)) => pair_verdict(found),
                (Ok(_), None, None) => verdict(finding),
            },
        }
    }
}

/// What was found, where it was held against a sheet.
fn line_found<'a>(
    asked: &Asked<'_>,
    finding: &'a Finding,
    group: &'a Group,
) -> Option<(LineFound<'a>, Sheet)> {
    let member = group.member(asked.member?).ok()?;
    let sheet = member.sheet?;
    let today = asked.today();
    let found = LineFound {
        finding,
        member: &member.name,
        day: today.offset(finding.steps_off).unwrap_or(today),
        today,
    };
    Some((found, sheet))
}

/// The answerer's half of a line, for whoever was just called by the one who
/// holds the sheet.
fn half_of_line(found: &LineFound<'_>, sheet: Sheet, group: &Group) -> Option<Half> {
    let finding = found.finding;
    if !finding.verdict.is_match() || finding.part != Some(Part::Half(Side::Caller)) {
        return None;
    }
    let sheet = Sheet {
        generation: finding.generation,
        ..sheet
    };
    let lines = Lines::of(group, found.member, sheet)?;
    Some(Half::of(&lines.on(found.day), Side::Answerer))
}
