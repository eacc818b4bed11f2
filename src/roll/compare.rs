//! Comparing keys by their six words: the words given with an option, and the choice
//! between two keys in dispute.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Dispute, Organiser};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::roll::NewDevice;
use ringtrue_core::rotate::{ChosenKey, accept, disputes_to_settle};
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::words::{PHRASE_WORDS, Phrase, Word};
use ringtrue_core::{Group, GroupId, Name};

use crate::args::{Global, Rotate};
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{note, print_err};
use crate::view::texts;

/// The option that confirms a key, as hints show it.
pub const ACCEPT: &str = "--accept-keys=\"SIX WORDS\"";

/// The command that shows six words to compare.
const SHOW_WORDS: &str = "ringtrue words";

/// The words given with `--accept-keys`, six for each key.
pub struct AcceptedWords(Vec<Typed>);

struct Typed {
    readings: Vec<Phrase>,
    is_used: bool,
}

impl AcceptedWords {
    /// Parses what was typed. Errors do not repeat it.
    pub fn read(typed: &[String]) -> Result<Self, Failure> {
        let read = |text: &String| {
            Ok(Typed {
                readings: readings(text, "--accept-keys")?,
                is_used: false,
            })
        };
        typed.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Returns true if these words were typed, and uses them up.
    pub fn use_up(&mut self, words: &[Word; PHRASE_WORDS]) -> bool {
        let mut unused = self.0.iter_mut().filter(|typed| !typed.is_used);
        let found = unused.find(|typed| typed.readings.iter().any(|read| read.is(words)));
        if let Some(typed) = found {
            typed.is_used = true;
            return true;
        }
        false
    }

    /// Returns true if any of the words are still unused.
    pub fn has_unused(&self) -> bool {
        self.0.iter().any(|typed| !typed.is_used)
    }
}

/// Parses six words given with an option.
pub fn readings(text: &str, option: &str) -> Result<Vec<Phrase>, Failure> {
    Phrase::readings(text)
        .map_err(|error| Failure::new(format!("can't use the words of {option}: {error}")))
}

/// Makes sure that a person compared a member's device key, by the words that were
/// typed or by asking. Returns false if `--yes` leaves it not compared.
pub fn confirm_device(
    plan: &NewDevice,
    typed: Option<&str>,
    global: &Global,
    system: &mut System,
) -> Result<bool, Failure> {
    let NewDevice { name, key, .. } = plan;
    if let Some(typed) = typed {
        return check_typed_words(typed, &key.words(), name).map(|()| true);
    }
    if plan.is_compared {
        return Ok(true);
    }
    if global.yes {
        if plan.contradicts {
            return Err(Failure::new(format!(
                "either you compared another device key of {name}, or this one is known as someone \
                 else's: --yes does not accept it"
            ))
            .hint(by_voice(name)));
        }
        return Ok(false);
    }
    let words = check_words_line(&key.words());
    let question = texts().ask_device_key(name, &words, SHOW_WORDS);
    let same = system.person.confirm(&question).ok_or_else(|| {
        Failure::no_terminal_hint(&format!(
            "{}; to add the key as not compared: --yes",
            by_voice(name)
        ))
    })??;
    if same {
        return Ok(true);
    }
    Err(
        Failure::new(format!("{name}'s key was not added; nothing was changed")).hint(format!(
            "ask {name} for the right key: ringtrue device shows it there"
        )),
    )
}

/// Makes sure that a person compared the key of a future organiser. `--yes` does not
/// answer that.
pub fn confirm_organiser(
    name: &Name,
    key: &OrganiserKey,
    typed: Option<&str>,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    if let Some(typed) = typed {
        return check_typed_words(typed, &key.words(), name);
    }
    if global.yes {
        let text = format!("--yes promotes nobody: {name}'s six words have to be compared");
        return Err(Failure::new(text).hint(by_voice(name)));
    }
    let words = check_words_line(&key.words());
    let question = texts().ask_organiser_key(name, &words, SHOW_WORDS);
    let same = system.person.confirm(&question);
    if same.ok_or_else(|| Failure::no_terminal_hint(&by_voice(name)))?? {
        return Ok(());
    }
    Err(
        Failure::new(format!("{name} was not promoted; nothing was changed")).hint(format!(
            "ask {name} for the right key: ringtrue device --organiser shows it there"
        )),
    )
}

/// Fails if the words that were typed are not those of the key. The error repeats neither.
fn check_typed_words(
    typed: &str,
    words: &[Word; PHRASE_WORDS],
    name: &Name,
) -> Result<(), Failure> {
    let readings = readings(typed, "--accept-keys")?;
    if readings.iter().any(|read| read.is(words)) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the words given with --accept-keys do not match the key given for {name}; nothing was \
             changed"
    ))
    .hint(format!(
        "don't use that key; call {name} on a number that you know"
    )))
}

/// Hint for confirming a key without being asked.
fn by_voice(name: &Name) -> String {
    format!("ask {name} to read the key's six words to you, then: {ACCEPT}")
}

/// Chooses between keys in dispute: by the words that were typed, then by asking.
/// Returns the choices, and the disputes that are left.
///
/// Words don't say whose they are, so the keys known here are tried first: if a message
/// swapped two members' keys, each stays with its owner.
fn choose(
    mut disputes: Vec<Dispute>,
    accepted: &mut AcceptedWords,
    asks: bool,
    system: &mut System,
) -> Result<(Vec<ChosenKey>, Vec<Dispute>), Failure> {
    let mut choices = Vec::new();
    let sides: [fn(&Dispute) -> Option<DevicePublic>; 2] =
        [|dispute| dispute.here, |dispute| Some(dispute.claimed)];
    for side in sides {
        if !accepted.has_unused() {
            break;
        }
        disputes.retain(|dispute| {
            let key = side(dispute).filter(|key| accepted.use_up(&key.words()));
            choices.extend(key.map(|key| ChosenKey {
                name: dispute.name.clone(),
                key,
            }));
            key.is_none()
        });
    }
    if !asks || !system.person.is_there() {
        return Ok((choices, disputes));
    }
    let mut left = Vec::new();
    for dispute in disputes {
        match ask_disputed_key(&dispute, system)? {
            Some(key) => choices.push(ChosenKey {
                name: dispute.name,
                key,
            }),
            None => left.push(dispute),
        }
    }
    Ok((choices, left))
}

/// Asks which key a member said is theirs; `None` for neither.
fn ask_disputed_key(
    dispute: &Dispute,
    system: &mut System,
) -> Result<Option<DevicePublic>, Failure> {
    let name = &dispute.name;
    let (here, claimed_key) = dispute.keys();
    let claimed = check_words_line(&claimed_key.words());
    let mut lines = vec![match here {
        Some(here) => texts().dispute_of_two(name, &check_words_line(&here.words()), &claimed),
        None => texts().dispute_of_one(name, &claimed),
    }];
    if let Some(known) = &dispute.known_as {
        lines.push(texts().dispute_known_as(known));
    }
    lines.push(texts().ask_dispute(name, SHOW_WORDS) + " ");
    let answer = system
        .person
        .ask(&lines.join("\n"))
        .ok_or_else(Failure::no_terminal)??;
    Ok(match answer.trim() {
        "1" => here,
        "2" => Some(claimed_key),
        _ => None,
    })
}

/// Describes a dispute with both sets of words.
fn described(dispute: &Dispute) -> String {
    let name = &dispute.name;
    let (here, claimed) = dispute.keys();
    let claimed = check_words_line(&claimed.words());
    let known_as = match &dispute.known_as {
        Some(known) => format!(" (known here as {known}'s)"),
        None => String::new(),
    };
    match here {
        Some(here) => format!(
            "{name}'s device key is in dispute: the one known here has the words {}, the one in \
             the message {claimed}{known_as}",
            check_words_line(&here.words())
        ),
        None => format!(
            "{name}'s device key is in dispute: the one in the message has the words \
             {claimed}{known_as}"
        ),
    }
}

/// Settles every dispute before anything is sealed, except the one about a member whose
/// device is lost.
pub fn settle_before_sealing(
    arguments: &Rotate,
    global: &Global,
    system: &mut System,
) -> Result<Vec<ChosenKey>, Failure> {
    let mut accepted = AcceptedWords::read(&arguments.accept_keys)?;
    if arguments.sealed.is_none() {
        return Ok(Vec::new());
    }
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    if group.organisers().own().is_none() {
        return Ok(Vec::new());
    }
    let disputes = disputes_to_settle(group, arguments.lost.as_deref());
    let (choices, left) = choose(disputes, &mut accepted, true, system)?;
    if let Some(first) = left.first() {
        let lines: Vec<String> = left.iter().map(described).collect();
        let (name, of) = (&first.name, shell_name(group.local_name()));
        return Err(Failure::new(lines.join("; ")).hint(format!(
            "call {name} on a number that you know, have them run ringtrue words, and accept the \
             key with their six words: ringtrue rotate -g {of} --sealed FILE {ACCEPT}; or take \
             {name}'s device off the list: --lost {}",
            shell_name(name)
        )));
    }
    if accepted.has_unused() {
        return Err(not_in_dispute());
    }
    Ok(choices)
}

/// Returns the error for typed words that match no key still to be compared.
fn not_in_dispute() -> Failure {
    Failure::new("the words given with --accept-keys match no key that needs comparing")
}

/// Settles what a message left to compare: keys in dispute, and organisers for whom
/// nobody vouches. Asks about them, or warns.
pub fn settle_after_joining(
    id: GroupId,
    is_news: bool,
    accepted: &mut AcceptedWords,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let vault = store::read(system)?;
    let Some(group) = vault.group(id) else {
        return Ok(());
    };
    let disputes = group.disputes();
    let organisers = group.uncompared_organisers();
    use_for_known_keys(group, &disputes, accepted);
    let (choices, left) = choose(disputes, accepted, !global.yes, system)?;
    let mut trusted = Vec::new();
    for organiser in organisers {
        if accepted.use_up(&organiser.key.words()) {
            trusted.push(organiser.key);
        } else if is_news {
            trusted.extend(ask_about(organiser, group, global, system)?);
        }
    }
    if !choices.is_empty() || !trusted.is_empty() {
        let mut store = Store::open(system)?;
        let here = store.vault.group_mut(id);
        let here = here.ok_or_else(|| Failure::new("another ringtrue just removed the group"))?;
        accept(&choices, here)?;
        for key in trusted {
            here.accept_organiser(key);
        }
        store.save(Previous::Keep)?;
    }
    for choice in &choices {
        let words = check_words_line(&choice.key.words());
        note(
            system,
            format_args!(
                "{}'s device key is the one with the words {words}",
                choice.name
            ),
        );
    }
    for dispute in &left {
        let warning = Failure::new(format!(
            "{}; nothing is sealed to either",
            described(dispute)
        ))
        .hint(format!(
            "call {} on a number that you know, have them run ringtrue words, and accept the key \
             with their six words: ringtrue join -g {} FILE {ACCEPT}",
            dispute.name,
            shell_name(group.local_name())
        ));
        print_err(system, warning.warning());
    }
    Ok(())
}

/// Uses up words of keys that were compared before, as in an earlier run: they are no
/// mistake.
fn use_for_known_keys(group: &Group, disputes: &[Dispute], accepted: &mut AcceptedWords) {
    if !accepted.has_unused() {
        return;
    }
    let is_disputed = |name: &Name| disputes.iter().any(|dispute| dispute.name == *name);
    for member in group.members() {
        if let Some(key) = member.device
            && group.is_compared(&member.name, &key)
            && !is_disputed(&member.name)
            && !disputes.iter().any(|dispute| dispute.claimed == key)
        {
            accepted.use_up(&key.words());
        }
    }
    for organiser in group.organisers().pinned() {
        if group.is_organiser_compared(&organiser.key) {
            accepted.use_up(&organiser.key.words());
        }
    }
}

/// Fails if any typed words belong to no key.
pub fn all_used(accepted: &AcceptedWords) -> Result<(), Failure> {
    if accepted.has_unused() {
        return Err(not_in_dispute().hint(
            "the message was accepted; compare the words once more: ringtrue members --words",
        ));
    }
    Ok(())
}

/// Asks whether an organiser for whom nobody vouches is who they say they are.
fn ask_about(
    organiser: &Organiser,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Option<OrganiserKey>, Failure> {
    let name = &organiser.name;
    let words = check_words_line(&organiser.key.words());
    let named = texts().uncompared_organiser(name, group.local_name(), &words);
    if global.yes || !system.person.is_there() {
        let warning = Failure::new(named).hint(format!(
            "call {name} on a number that you know; if those are {name}'s words as the organiser: \
             ringtrue join -g {} FILE {ACCEPT}",
            shell_name(group.local_name())
        ));
        print_err(system, warning.warning());
        return Ok(None);
    }
    let question = format!(
        "{named}\n{}",
        texts().ask_uncompared_organiser(name, SHOW_WORDS)
    );
    let same = system
        .person
        .confirm(&question)
        .ok_or_else(Failure::no_terminal)??;
    Ok(same.then_some(organiser.key))
}
