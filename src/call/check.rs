//! `check`: judges what was heard on a call.

use crate::view::{next_step, texts, try_again};
use ringtrue_core::call::{
    self, Claim, DueDay, Expected, FindingContext, Manner, Part, Turns, Who, members_with_own_code,
};
use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::group::Member;
use ringtrue_core::text::{day_iso, escape_invisible};
use ringtrue_core::words::HeardError;
use ringtrue_core::{Day, Digits, Group, Half, Heard, Name, Side, UnixTime, Verdict, Word};
use serde::Serialize;

use crate::args::{Check, Global};
use crate::call::judge::Case;
use crate::call::moment::parse_time;
use crate::device::store;
use crate::failure::Failure;
use crate::roll::pair;
use crate::sys::System;
use crate::tell::{Status, note, print_err, say, say_json};

pub fn run(arguments: &Check, global: &Global, system: &mut System) -> Result<Status, Failure> {
    // Without `--at`, a half given as an argument is judged as of the program's start,
    // since answering a prompt takes time.
    let at = arguments.at.as_deref().map(parse_time).transpose()?;
    let mut seen = store::read_with_ciphertext(system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    let own = system.device_key.clone();
    let from = speaker(arguments, group, global, system)?;
    let member = from.as_ref().map(|name| group.member(name.as_str()));
    let member = member.transpose()?;
    // Fail before asking for what was heard.
    let expected = resolve_against(member, group, at, system)?;
    let claim = hear_claim(arguments, &expected, group, at, global, system)?;
    let case = Case {
        claim,
        member: from.as_ref().map(Name::as_str),
        own,
        accepted: Vec::new(),
    };
    let outcome = case.judge(&mut seen, global.group.as_deref(), system)?;
    let group = seen.vault.select(global.group.as_deref())?;
    let context = FindingContext {
        finding: outcome.finding,
        expected: &outcome.expected,
        group,
        today: case.claim.day.here,
    };
    // Show the half that is due when it is read, however long the prompts took.
    let say_at = at.unwrap_or_else(|| system.now());
    let is_asked = arguments.from.is_none() && can_ask_who(global, system);
    report(&case, &context, is_asked, say_at, global, system)?;
    if arguments.from.is_some() {
        note_unpaired(&case, &context, system);
    }
    Ok(match context.finding.verdict {
        Verdict::Duress => Status::Duress,
        verdict if verdict.is_match() => Status::Done,
        _ => Status::NoMatch,
    })
}

/// Resolves what a half from this member is judged against.
fn resolve_against(
    member: Option<&Member>,
    group: &Group,
    at: Option<UnixTime>,
    system: &System,
) -> Result<Expected, Failure> {
    let expected = pair::resolve_against(member, group, system.device_key.as_deref())?;
    if let (Some(member), Expected::Sheet { .. }) = (member, &expected) {
        let time = at.unwrap_or(system.started);
        expected
            .has_code(system.day(time), time)
            .map_err(|error| pair::no_code(member, error, group))?;
    }
    Ok(expected)
}

/// Takes what was heard, and asks for anything else needed to judge it.
fn hear_claim(
    arguments: &Check,
    expected: &Expected,
    group: &Group,
    at: Option<UnixTime>,
    global: &Global,
    system: &mut System,
) -> Result<Claim, Failure> {
    let (text, time) = if arguments.heard.is_empty() {
        let text = ask_what_was_heard(system)?;
        (text, at.unwrap_or_else(|| system.now()))
    } else {
        (arguments.heard.join(" "), at.unwrap_or(system.started))
    };
    let digits = expected.digits(group);
    let (heard, is_later) = parse_half(&text, digits, system)?;
    let time = match at {
        None if is_later => system.now(),
        _ => time,
    };
    let mut claim = Claim {
        from: heard_side(arguments, heard.as_ref(), digits, system)?,
        heard,
        day: DueDay {
            here: system.day(time),
            there: None,
        },
        time,
    };
    claim.day.there = ask_day_elsewhere(&claim, expected, group, global, system)?;
    Ok(claim)
}

/// Returns the member who said it: the one named by `--from` or, if it makes a
/// difference, the one chosen at the terminal; `None` for someone else.
fn speaker(
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
        // All answers, or those that match the letters typed so far.
        let answers: Vec<_> = who.candidates().map(|(choice, _)| choice.label()).collect();
        let question = texts().ask_who_of(&escape_invisible(&answers.join(", ")));
        let Some(letters) = system.person.ask(&(question + " ")) else {
            return Ok(None);
        };
        who.type_letters(&letters?);
        if let Some(choice) = who.chosen() {
            return Ok(choice.member().cloned());
        }
    }
}

/// Returns true if someone at the terminal can be asked who it is.
fn can_ask_who(global: &Global, system: &System) -> bool {
    !global.yes && system.person.is_there()
}

/// Asks for what was heard. Time then counts from the answer, not from the program's
/// start: nobody knows when the other side will speak.
fn ask_what_was_heard(system: &mut System) -> Result<String, Failure> {
    let answer = system.person.ask(&(texts().ask_what_was_heard() + " "));
    let answer = answer.ok_or_else(|| {
        Failure::no_terminal_hint("say what was heard: ringtrue check HEARD --they-called")
    });
    Ok(answer??)
}

/// Asks whether it is another day where the member is, if their half is from that
/// day's line.
fn ask_day_elsewhere(
    claim: &Claim,
    expected: &Expected,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Option<Day>, Failure> {
    let Expected::Sheet { member, .. } = expected else {
        return Ok(None);
    };
    if global.yes {
        return Ok(None);
    }
    let Some(day) = expected.other_day(claim, group) else {
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

/// Parses what was heard, and asks which word was meant if two are equally close. If
/// nobody can be asked, it stays unread.
fn parse_heard(text: &str, system: &mut System) -> Result<Result<Heard, HeardError>, Failure> {
    let mut failure = None;
    let heard = Heard::read_asking(text, |one, other| {
        ask_which_word(one, other, system).unwrap_or_else(|failed| {
            failure = Some(failed);
            None
        })
    });
    failure.map_or(Ok(heard), Err)
}

/// Parses a half, and asks for it once more if its digits and word disagree; if they
/// still do, the digits decide. If nobody can be asked, nothing is judged. The
/// returned flag is true if it was asked for again.
fn parse_half(
    text: &str,
    digits: Digits,
    system: &mut System,
) -> Result<(Result<Heard, HeardError>, bool), Failure> {
    let heard = parse_heard(text, system)?;
    let disagrees = |heard: &Heard| call::disagrees(heard, digits);
    if !heard.as_ref().is_ok_and(disagrees) {
        return Ok((heard, false));
    }
    let question = texts().say_once_more(HeardError::Disagree) + " ";
    let Some(answer) = system.person.ask(&question) else {
        return Ok((Err(HeardError::Disagree), false));
    };
    let heard = parse_heard(&answer?, system)?;
    let decided = heard.map(|heard| {
        if disagrees(&heard) {
            heard.digits_alone()
        } else {
            heard
        }
    });
    Ok((decided, true))
}

/// Asks which of two words was meant; enough letters to tell them apart will do.
/// `None` means neither, or that nobody can be asked.
fn ask_which_word(one: Word, other: Word, system: &mut System) -> Result<Option<Word>, Failure> {
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

/// Returns the side that was heard, and asks for it if it matters and no argument gave
/// it.
fn heard_side(
    arguments: &Check,
    heard: Result<&Heard, &HeardError>,
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
            Failure::no_terminal_hint("say who called: --they-called or --i-called")
        })??;
        match answer.trim().to_lowercase().as_str() {
            "t" | "they" => return Ok(Some(Side::Caller)),
            "i" => return Ok(Some(Side::Answerer)),
            _ => {}
        }
    }
}

/// Reports the finding: as JSON, or as a sentence and what to say next. `is_asked` is
/// true if someone could be asked who it is.
fn report(
    case: &Case<'_>,
    context: &FindingContext<'_>,
    is_asked: bool,
    say_at: UnixTime,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let is_mismatch = case.claim.heard.is_ok() && context.finding.verdict == Verdict::NoMatch;
    let others = if is_mismatch && !is_asked && case.member.is_none() {
        let own = case.own.as_ref().map(|key| key.public());
        members_with_own_code(context.group, own.as_ref())
    } else {
        Vec::new()
    };
    if !others.is_empty() {
        let names: Vec<_> = others.iter().map(|name| name.as_str()).collect();
        note(
            system,
            format_args!(
                "if it was {}, add --from NAME: they use a different code",
                escape_invisible(&names.join(" or "))
            ),
        );
    }
    let own = case.own.as_deref().map(DeviceKey::public);
    if global.json {
        return say_json(system, &Report::of(case, context, others, own));
    }
    let columns = system.columns.map_or(usize::MAX, usize::from);
    let text = if let Err(heard_error) = case.claim.heard {
        try_again(heard_error, columns)
    } else {
        let half = half_to_say(context, say_at, system.day(say_at));
        next_step(context, own.as_ref(), half.as_ref(), columns)
    };
    say(system, &text)
}

/// Returns the half that the answerer says next, if any.
fn half_to_say(context: &FindingContext<'_>, now: UnixTime, today: Day) -> Option<Half> {
    let mut turns = Turns::new(Side::Answerer, Manner::Freely).held_to(context.expected.clone());
    turns.hear(context.finding, context.today);
    turns.own_half(context.group, now, today)
}

/// Notes, after a match with `--from`, that it was only the group's code, which
/// everyone in the group has.
fn note_unpaired(case: &Case<'_>, context: &FindingContext<'_>, system: &mut System) {
    let group = context.group;
    let member = case.member.and_then(|member| group.member(member).ok());
    let is_group_code = matches!(context.expected, Expected::Group);
    if let Some(member) = member.filter(|_| is_group_code && context.finding.verdict.is_match()) {
        let which = "that was the group's code, which everyone in it has";
        let text = pair::unpaired(member, group, case.own.as_deref(), which);
        note(system, text);
    }
}

/// The finding in JSON.
#[derive(Serialize)]
struct Report<'a> {
    group: &'a str,
    verdict: &'static str,
    half: Option<&'static str>,
    steps_off: i64,
    generation: u16,
    /// Set only if a pair's code was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pair: Option<&'a str>,
    /// Set only if a sheet was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    /// Members to try with `--from`, since they use a code of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    try_from: Vec<&'a str>,
    message: String,
}

impl<'a> Report<'a> {
    fn of(
        case: &Case<'_>,
        context: &FindingContext<'a>,
        others: Vec<&'a Name>,
        own: Option<DevicePublic>,
    ) -> Self {
        let finding = context.finding;
        let (pair, sheet) = match context.expected {
            Expected::Group => (None, None),
            Expected::Pair { member, .. } => (Some(member.as_str()), None),
            Expected::Sheet { sheet, .. } => (None, Some(sheet)),
        };
        let part = finding.part.filter(|_| !finding.is_group_code());
        Self {
            group: context.group.local_name().as_str(),
            verdict: finding.verdict.as_str(),
            half: part.map(Part::as_str),
            steps_off: finding.steps_off,
            generation: finding.generation.number(),
            pair,
            sheet: sheet.map(|sheet| day_iso(sheet.from())),
            day: sheet.map(|_| day_iso(context.line_day())),
            try_from: others.into_iter().map(Name::as_str).collect(),
            message: match &case.claim.heard {
                Err(heard_error) => texts().not_read(*heard_error),
                Ok(_) => texts().verdict_and_roll(context, own.as_ref()),
            },
        }
    }
}
