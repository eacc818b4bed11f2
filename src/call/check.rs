//! `check`: whether what was heard is right.

use crate::view::{
    LineFound, PairFound, line_verdict, next_in_pair, next_line, next_step, pair_verdict, texts,
    try_again,
};
use ringtrue_core::call::{self, Against, Claim, Finding, Part, Spoken, Today, half_to_say};
use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::day_iso;
use ringtrue_core::words::Unheard;
use ringtrue_core::{Day, Digits, Group, Half, Heard, Side, UnixTime, Verdict, Word};
use serde::Serialize;

use crate::args::{Check, Global};
use crate::call::judge::{Asked, Judged};
use crate::call::moment::moment;
use crate::device::store;
use crate::failure::Failure;
use crate::roll::{pair, paper};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

pub fn run(arguments: &Check, global: &Global, system: &mut System) -> Result<Status, Failure> {
    // Time counts from the program's start: a prompt takes time to answer.
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let mut seen = store::see(system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    let own = system.device_key.clone();
    let member = arguments.from.as_deref();
    let member = member.map(|member| group.member(member)).transpose()?;
    // Before anything is asked on a call.
    let against = pair::against(member, group, own.as_deref())?;
    if let (Some(member), Against::Sheet { sheet, .. }) = (member, &against) {
        let time = at.unwrap_or(system.started);
        paper::has_line(member, sheet, group, system.day(time), time)?;
    }
    let (text, time) = if arguments.heard.is_empty() {
        let text = ask(system)?;
        (text, at.unwrap_or_else(|| system.now()))
    } else {
        (arguments.heard.join(" "), at.unwrap_or(system.started))
    };
    let digits = against.digits(group);
    let (heard, is_later) = hear_half(&text, digits, system)?;
    let time = match at {
        None if is_later => system.now(),
        _ => time,
    };
    let mut claim = Claim {
        from: from(arguments, heard.as_ref(), digits, system)?,
        heard,
        day: Today {
            here: system.day(time),
            elsewhere: None,
        },
        time,
    };
    claim.day.elsewhere = elsewhere(&claim, &against, group, global, system)?;
    let asked = Asked {
        claim,
        member: arguments.from.as_deref(),
        own,
        accepted: Vec::new(),
    };
    let judged = asked.judge(&mut seen, global.group.as_deref(), system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    // What is due when it is read, however long it took to answer what was
    // asked.
    let say_at = at.unwrap_or_else(|| system.now());
    report(&asked, &judged, group, say_at, global, system)?;
    let finding = judged.finding;
    Ok(match finding.verdict {
        Verdict::Duress => Status::Duress,
        verdict if verdict.is_match() => Status::Done,
        _ => Status::NoMatch,
    })
}

/// Asks what was heard. On a call nobody knows when the other side will speak, so
/// time counts from the answer, not from the start.
fn ask(system: &mut System) -> Result<String, Failure> {
    let answer = system.person.ask(&(texts().ask_what_was_heard() + " "));
    let answer = answer.ok_or_else(|| {
        Failure::nobody_to_ask("say what was heard: ringtrue check HEARD --they-called")
    });
    Ok(answer??)
}

/// Asks if it is another day where the member is, if their half is of that day's
/// line.
fn elsewhere(
    claim: &Claim,
    against: &Against,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Option<Day>, Failure> {
    let Against::Sheet { member, .. } = against else {
        return Ok(None);
    };
    if global.yes {
        return Ok(None);
    }
    let Some(day) = against.other_day(claim, group) else {
        return Ok(None);
    };
    let question = texts().ask_which_day(day, claim.day.here, member);
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

/// Reads a half, and asks for it once more if its digits and word disagree: then the
/// digits decide. Where nobody can be asked, nothing is judged. Returns whether it was
/// said once more.
fn hear_half(
    text: &str,
    digits: Digits,
    system: &mut System,
) -> Result<(Result<Heard, Unheard>, bool), Failure> {
    let heard = hear(text, system)?;
    let disagrees = |heard: &Heard| call::disagrees(heard, digits);
    if !heard.as_ref().is_ok_and(disagrees) {
        return Ok((heard, false));
    }
    let question = texts().say_once_more(Unheard::Disagree) + " ";
    let Some(answer) = system.person.ask(&question) else {
        return Ok((Err(Unheard::Disagree), false));
    };
    let heard = hear(&answer?, system)?;
    let decided = heard.map(|heard| {
        if disagrees(&heard) {
            heard.digits_alone()
        } else {
            heard
        }
    });
    Ok((decided, true))
}

/// Which of two words it was, told by as many of its letters as tell; `None`
/// for neither, and where nobody can be asked.
fn which(one: Word, other: Word, system: &mut System) -> Result<Option<Word>, Failure> {
    let question = texts().ask_which_word(one, other) + " ";
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
    let question = texts().ask_which_side() + " ";
    loop {
        let answer = system.person.ask(&question).ok_or_else(|| {
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
    judged: &Judged,
    group: &Group,
    say_at: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let Judged {
        finding, against, ..
    } = judged;
    if finding.verdict.is_match() && matches!(against, Against::Group) {
        tell_unpaired(asked, group, system);
    }
    let found = Found::of(asked, judged, group);
    let own = asked.own.as_deref().map(DeviceKey::public);
    if global.json {
        return say_json(system, &Report::of(asked, finding, &found, group, own));
    }
    let columns = system.columns.map_or(usize::MAX, usize::from);
    let half = || {
        let counter = group.parameters().period.counter_at(say_at);
        let (generation, side) = (finding.generation, Side::Answerer);
        half_to_say(
            against.counts(group),
            generation,
            Spoken::Freely,
            side,
            counter,
        )
    };
    let text = match (&asked.claim.heard, &found) {
        (Err(unheard), _) => try_again(*unheard, columns),
        (Ok(_), Found::Line(found, sheet)) => {
            let half = half_of_line(found, sheet);
            next_line(found, half.as_ref(), columns)
        }
        (Ok(_), Found::InPair(found)) => next_in_pair(found, Some(&half()), columns),
        (Ok(_), Found::InGroup) => next_step(finding, group, own.as_ref(), Some(&half()), columns),
    };
    say(system, &text)
}

/// A finding, with what is told about what it was held against.
enum Found<'a> {
    InGroup,
    InPair(PairFound<'a>),
    Line(LineFound<'a>, &'a Sheet),
}

impl<'a> Found<'a> {
    fn of(asked: &Asked<'_>, judged: &'a Judged, group: &Group) -> Self {
        let finding = &judged.finding;
        match &judged.against {
            Against::Group => Self::InGroup,
            Against::Pair { member, shared } => Self::InPair(PairFound {
                finding,
                group: shared,
                member,
                is_the_groups: finding.verdict == Verdict::NoMatch
                    && asked.claim.is_the_groups(group),
            }),
            Against::Sheet { member, sheet } => {
                let today = asked.claim.day.here;
                let found = LineFound {
                    finding,
                    member,
                    day: today.offset(finding.steps_off).unwrap_or(today),
                    today,
                };
                Self::Line(found, sheet)
            }
        }
    }
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
    sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    message: String,
}

impl<'a> Report<'a> {
    fn of(
        asked: &Asked<'_>,
        finding: &Finding,
        found: &Found<'a>,
        group: &'a Group,
        own: Option<DevicePublic>,
    ) -> Self {
        let (pair, line, verdict) = match found {
            Found::InGroup => {
                let told = texts().verdict_and_roll(finding, group, own.as_ref());
                (None, None, told)
            }
            Found::InPair(found) => (Some(found.member.as_str()), None, pair_verdict(found)),
            Found::Line(found, sheet) => (None, Some((found.day, sheet)), line_verdict(found)),
        };
        Self {
            group: group.local_name().as_str(),
            verdict: finding.verdict.as_str(),
            half: finding.part.map(Part::as_str),
            steps_off: finding.steps_off,
            generation: finding.generation.number(),
            pair,
            sheet: line.map(|(_, sheet)| day_iso(sheet.from())),
            day: line.map(|(day, _)| day_iso(day)),
            message: match &asked.claim.heard {
                Err(unheard) => texts().not_read(*unheard),
                Ok(_) => verdict,
            },
        }
    }
}

/// The answerer's half of a line, for whoever was just called by the one who
/// holds the sheet.
fn half_of_line(found: &LineFound<'_>, sheet: &Sheet) -> Option<Half> {
    let finding = found.finding;
    if !finding.verdict.is_match() || finding.part != Some(Part::Half(Side::Caller)) {
        return None;
    }
    Some(Half::of(&sheet.line(found.day), Side::Answerer))
}
