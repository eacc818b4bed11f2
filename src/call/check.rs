//! `check`: whether what was heard is right.

use crate::view::{next_step, texts, try_again};
use ringtrue_core::call::{
    self, Against, Claim, Judged, Part, Spoken, Today, Turns, Who, have_own_code,
};
use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::group::Member;
use ringtrue_core::text::{day_iso, visible};
use ringtrue_core::words::Unheard;
use ringtrue_core::{Day, Digits, Group, Half, Heard, Name, Side, UnixTime, Verdict, Word};
use serde::Serialize;

use crate::args::{Check, Global};
use crate::call::judge::Asked;
use crate::call::moment::moment;
use crate::device::store;
use crate::failure::Failure;
use crate::roll::pair;
use crate::sys::System;
use crate::tell::{Status, note, print_err, say, say_json};

pub fn run(arguments: &Check, global: &Global, system: &mut System) -> Result<Status, Failure> {
    // Time counts from the program's start: a prompt takes time to answer.
    let at = arguments.at.as_deref().map(moment).transpose()?;
    let mut seen = store::see(system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    let own = system.device_key.clone();
    let from = who(arguments, group, global, system)?;
    let member = from.as_ref().map(|name| group.member(name.as_str()));
    let member = member.transpose()?;
    // Before anything is asked on a call.
    let against = held_to(member, group, at, system)?;
    let claim = hear_claim(arguments, &against, group, at, global, system)?;
    let asked = Asked {
        claim,
        member: from.as_ref().map(Name::as_str),
        own,
        accepted: Vec::new(),
    };
    let outcome = asked.judge(&mut seen, global.group.as_deref(), system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    let judged = Judged {
        finding: outcome.finding,
        against: &outcome.against,
        group,
        today: asked.claim.day.here,
    };
    // What is due when it is read, however long it took to answer what was
    // asked.
    let say_at = at.unwrap_or_else(|| system.now());
    let is_asked = arguments.from.is_none() && can_ask_who(global, system);
    report(&asked, &judged, is_asked, say_at, global, system)?;
    if arguments.from.is_some() {
        tell_unpaired(&asked, &judged, system);
    }
    Ok(match judged.finding.verdict {
        Verdict::Duress => Status::Duress,
        verdict if verdict.is_match() => Status::Done,
        _ => Status::NoMatch,
    })
}

/// Resolves what a half from this member is held against now.
fn held_to(
    member: Option<&Member>,
    group: &Group,
    at: Option<UnixTime>,
    system: &System,
) -> Result<Against, Failure> {
    let against = pair::against(member, group, system.device_key.as_deref())?;
    if let (Some(member), Against::Sheet { .. }) = (member, &against) {
        let time = at.unwrap_or(system.started);
        against
            .has_code(system.day(time), time)
            .map_err(|error| pair::no_code(member, error, group))?;
    }
    Ok(against)
}

/// Takes what was heard, and asks for whatever is missing to judge it.
fn hear_claim(
    arguments: &Check,
    against: &Against,
    group: &Group,
    at: Option<UnixTime>,
    global: &Global,
    system: &mut System,
) -> Result<Claim, Failure> {
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
        from: side(arguments, heard.as_ref(), digits, system)?,
        heard,
        day: Today {
            here: system.day(time),
            elsewhere: None,
        },
        time,
    };
    claim.day.elsewhere = elsewhere(&claim, against, group, global, system)?;
    Ok(claim)
}

/// The member who said it: the one that was named, or, where that makes a difference,
/// the one that a person at the terminal names; `None` for someone else.
fn who(
    arguments: &Check,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Option<Name>, Failure> {
    if let Some(member) = &arguments.from {
        return Ok(Some(group.member(member)?.name.clone()));
    }
    let own = system.device_key.as_ref().map(|key| key.public());
    let who = Who::of(group, own.as_ref(), &texts().someone_else());
    let Some(mut who) = who.filter(|_| can_ask_who(global, system)) else {
        return Ok(None);
    };
    loop {
        if who.candidates().next().is_none() {
            print_err(system, texts().who_nobody() + "\n");
            who.type_letters("");
        }
        // All of them, or those that began with what was typed.
        let answers: Vec<_> = who.candidates().map(|(choice, _)| choice.label()).collect();
        let question = texts().ask_who_of(&visible(&answers.join(", ")));
        let Some(letters) = system.person.ask(&(question + " ")) else {
            return Ok(None);
        };
        who.type_letters(&letters?);
        if let Some(choice) = who.chosen() {
            return Ok(choice.member().cloned());
        }
    }
}

/// Whether a person can be asked who it is.
fn can_ask_who(global: &Global, system: &System) -> bool {
    !global.yes && system.person.is_there()
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
fn side(
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

/// Tells what was found: in JSON, or in a sentence and what to say next. `is_asked` if
/// a person was asked who it is, should that make a difference.
fn report(
    asked: &Asked<'_>,
    judged: &Judged<'_>,
    is_asked: bool,
    say_at: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let is_mismatch = asked.claim.heard.is_ok() && judged.finding.verdict == Verdict::NoMatch;
    let others = if is_mismatch && !is_asked && asked.member.is_none() {
        let own = asked.own.as_ref().map(|key| key.public());
        have_own_code(judged.group, own.as_ref())
    } else {
        Vec::new()
    };
    if !others.is_empty() {
        let names: Vec<_> = others.iter().map(|name| name.as_str()).collect();
        note(
            system,
            format_args!(
                "if it was {}, add --from NAME: another code counts from them",
                visible(&names.join(" or "))
            ),
        );
    }
    let own = asked.own.as_deref().map(DeviceKey::public);
    if global.json {
        return say_json(system, &Report::of(asked, judged, others, own));
    }
    let columns = system.columns.map_or(usize::MAX, usize::from);
    let text = if let Err(unheard) = asked.claim.heard {
        try_again(unheard, columns)
    } else {
        let half = half_to_say(judged, say_at, system.day(say_at));
        next_step(judged, own.as_ref(), half.as_ref(), columns)
    };
    say(system, &text)
}

/// What whoever was called says next.
fn half_to_say(judged: &Judged<'_>, now: UnixTime, today: Day) -> Option<Half> {
    let mut turns = Turns::new(Side::Answerer, Spoken::Freely).held_to(judged.against.clone());
    turns.hear(judged.finding, judged.today);
    turns.own_half(judged.group, now, today)
}

/// Tells whoever named somebody that everybody in the group could have said it.
fn tell_unpaired(asked: &Asked<'_>, judged: &Judged<'_>, system: &mut System) {
    let group = judged.group;
    let member = asked.member.and_then(|member| group.member(member).ok());
    let is_the_groups = matches!(judged.against, Against::Group);
    if let Some(member) = member.filter(|_| is_the_groups && judged.finding.verdict.is_match()) {
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
    /// Whom to try instead of nobody in particular.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    try_from: Vec<&'a str>,
    message: String,
}

impl<'a> Report<'a> {
    fn of(
        asked: &Asked<'_>,
        judged: &Judged<'a>,
        others: Vec<&'a Name>,
        own: Option<DevicePublic>,
    ) -> Self {
        let finding = judged.finding;
        let (pair, sheet) = match judged.against {
            Against::Group => (None, None),
            Against::Pair { member, .. } => (Some(member.as_str()), None),
            Against::Sheet { sheet, .. } => (None, Some(sheet)),
        };
        let part = finding.part.filter(|_| !finding.is_the_groups());
        Self {
            group: judged.group.local_name().as_str(),
            verdict: finding.verdict.as_str(),
            half: part.map(Part::as_str),
            steps_off: finding.steps_off,
            generation: finding.generation.number(),
            pair,
            sheet: sheet.map(|sheet| day_iso(sheet.from())),
            day: sheet.map(|_| day_iso(judged.line_day())),
            try_from: others.into_iter().map(Name::as_str).collect(),
            message: match &asked.claim.heard {
                Err(unheard) => texts().not_read(*unheard),
                Ok(_) => texts().verdict_and_roll(judged, own.as_ref()),
            },
        }
    }
}
