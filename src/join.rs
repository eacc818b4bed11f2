//! `join`: enrols this device with what somebody else showed or sent. Until a
//! person has looked at it, it is nobody's word.

mod camera;
mod enrolment;
mod folder;
mod message;
mod taking;

use ringtrue_core::group::{Enrolment, Fit, Misfit, fit};
use ringtrue_core::message::is_message;
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, GroupId, Name, Unconfirmed, check_words};
use serde_json::json;

use crate::args::{Global, Join};
use crate::device::key;
use crate::device::store;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::sys::{System, files};
use crate::tell::{Status, note, say, say_json};

use crate::join::enrolment::{enrolment, only_one, pasted, read};

pub fn run(arguments: &Join, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let local_name = arguments.name.as_deref().map(Name::tidy).transpose()?;
    if arguments.camera {
        return camera::run(arguments, local_name.as_ref(), global, system);
    }
    let (enrolment, what) = match arguments.file.as_deref() {
        None => pasted(system)?,
        Some(path) if files::is_directory(path) => {
            return folder::run(path, arguments, global, system);
        }
        Some(path) => {
            let (bytes, what) = read(path, system)?;
            if is_message(&bytes) {
                return message::from_bytes(&bytes, &what, arguments, global, system);
            }
            (enrolment(&bytes, &what)?, what)
        }
    };
    let brought = Brought {
        enrolment,
        what,
        local_name,
        accept_rotation: arguments.accept_rotation,
    };
    let vault = store::read(system)?;
    let meant = named(global, &vault)?;
    let answer = match brought.fit(vault.groups(), meant)? {
        Fit::Known(group) => return report(group, How::Known, global, system),
        Fit::New => brought.ask_to_join(global, system)?,
        Fit::Rotation(group) => brought.ask_to_follow(group, global, system)?,
    };
    drop(vault);
    take_in(brought, answer, global, system)
}

/// What a person is asked who has seen the check words.
const COMPARE: &str = "Compare the check words with somebody in the group. Join it?";

/// What is told where the answer was no.
const NOT_JOINED: &str = "not joined; nothing was changed";

/// What was done with what somebody brought.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Known,
    Completed,
    Rotated,
    /// Two organisers rotated at once: this one counts, and not the one here.
    Displaced,
    Joined,
    Pinned,
}

/// What a person, or a script, said yes to.
#[derive(Clone, Copy)]
enum Answer {
    Join,
    Follow { accept_old: bool },
}

struct Brought {
    /// Where it came from, as it is told.
    what: String,
    enrolment: Unconfirmed<Enrolment>,
    local_name: Option<Name>,
    accept_rotation: bool,
}

impl Brought {
    fn fit<'a>(&self, groups: &'a [Group], meant: Option<&'a Group>) -> Result<Fit<'a>, Failure> {
        let fit = fit(groups, &self.enrolment, self.local_name.as_ref(), meant);
        fit.map_err(|misfit| {
            let failure = Failure::new(format!("can't use {}: {misfit}", self.what));
            match misfit {
                Misfit::Older { .. } => failure.hint("ask for the newest QR code"),
                Misfit::OtherSeed { .. } => failure.hint(
                    "if it is another group of that name, keep it apart: ringtrue join --as NAME",
                ),
                Misfit::Several { .. } => failure.hint("say which with -g NAME"),
                Misfit::NameTaken(_) => failure.hint("keep it under another name: --as NAME"),
                _ => failure,
            }
        })
    }

    fn ask_to_join(&self, global: &Global, system: &mut System) -> Result<Answer, Failure> {
        let question = format!("{}\n{COMPARE}", self.description());
        if global.yes || confirmed(&question, "to join unasked: --yes", system)? {
            return Ok(Answer::Join);
        }
        Err(Failure::new(NOT_JOINED))
    }

    fn ask_to_follow(
        &self,
        group: &Group,
        global: &Global,
        system: &mut System,
    ) -> Result<Answer, Failure> {
        if self.accept_rotation {
            return Ok(Answer::Follow { accept_old: false });
        }
        let option = "to take in a rotation unasked: --accept-rotation";
        if let [organiser, ..] = group.organisers().pinned() {
            return Err(Failure::new(format!(
                "rotations of \"{}\" come by message, from {}",
                group.local_name(),
                organiser.name
            ))
            .hint(format!(
                "ask {} on a number that you know; if it is meant so: --accept-rotation",
                organiser.name
            )));
        }
        if global.yes {
            return Err(Failure::new(format!(
                "this is a rotation of \"{}\", which --yes does not answer for",
                group.local_name()
            ))
            .hint(option));
        }
        let (here, brought) = (group.generation(), self.enrolment.generation());
        let jump = brought.number() - here.number();
        let jump = match jump {
            1 => String::new(),
            count => format!(
                "\nThat is {count} generations at once: ask whether there were so many rotations."
            ),
        };
        let question = format!(
            "{}\nThis replaces generation {here} of \"{}\" on this device.{jump}\n\
             Compare the check words with the one who rotated. Are they the same?",
            self.description(),
            group.local_name(),
        );
        if !confirmed(&question, option, system)? {
            return Err(Failure::new("not taken in; nothing was changed"));
        }
        let lost = "Was a phone, a laptop or a sheet lost?";
        Ok(Answer::Follow {
            accept_old: !confirmed(lost, option, system)?,
        })
    }

    fn description(&self) -> String {
        let words = self.enrolment.check_words();
        format!(
            "Group:       {}\nGeneration:  {}\nCheck words: {}",
            self.enrolment.name(),
            self.enrolment.generation(),
            check_words_line(&words)
        )
    }
}

/// Does what was answered, with the vault held alone. Whatever changed while
/// the person thought is looked at again.
fn take_in(
    brought: Brought,
    answer: Answer,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let passphrase = key::offer(global.yes, system)?;
    let now = system.now();
    let id = GroupId::from_bytes(system.random_bytes()?);
    let mut store = Store::open_first(passphrase, system)?;
    let meant = named(global, &store.vault)?;
    let fits = brought.fit(store.vault.groups(), meant)?;
    let (id, how) = match (fits, answer) {
        (Fit::New, Answer::Join) => {
            let enrolment = brought.enrolment.confirm();
            let group = Group::from_enrolment(enrolment, brought.local_name, id, now);
            let added = store.vault.add(group);
            added.map_err(|error| Failure::new(error.to_string()))?;
            (id, How::Joined)
        }
        (Fit::Rotation(group), Answer::Follow { accept_old }) => {
            let id = group.id();
            if let Some(group) = store.vault.group_mut(id) {
                group.follow(brought.enrolment.confirm(), accept_old, now);
            }
            (id, How::Rotated)
        }
        _ => {
            return Err(Failure::new("the groups on this device changed meanwhile")
                .hint("run it again: nothing was changed"));
        }
    };
    store.save(Before::Keep)?;
    match store.vault.group_mut(id) {
        Some(group) => report(group, how, global, system),
        None => Ok(Status::Done),
    }
}

fn named<'a>(
    global: &Global,
    vault: &'a ringtrue_core::Vault,
) -> Result<Option<&'a Group>, Failure> {
    match &global.group {
        Some(name) => Ok(Some(vault.select(Some(name))?)),
        None => Ok(None),
    }
}

fn confirmed(question: &str, option: &str, system: &mut System) -> Result<bool, Failure> {
    let answer = system.person.confirm(question);
    Ok(answer.ok_or_else(|| Failure::nobody_to_ask(option))??)
}

fn report(
    group: &Group,
    how: How,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let words = check_words_line(&check_words(&group.current().secret));
    let (name, generation) = (group.local_name(), group.generation());
    let done = match how {
        How::Known => "known",
        How::Completed => "completed",
        How::Rotated | How::Displaced => "rotated",
        How::Joined => "joined",
        How::Pinned => "pinned",
    };
    if global.json {
        say_json(
            system,
            &json!({
                "group": name.as_str(),
                "generation": generation.number(),
                "result": done,
                "check_words": words,
            }),
        )?;
        return Ok(Status::Done);
    }
    let text = match how {
        How::Known => format!("this device has \"{name}\", generation {generation}, already\n"),
        How::Pinned => format!(
            "\"{name}\" is on generation {generation}, and has an organiser\ncheck words: {words}\n"
        ),
        How::Completed => format!("more of the roll of \"{name}\", generation {generation}\n"),
        How::Rotated | How::Displaced | How::Joined => {
            format!("{done} \"{name}\", generation {generation}\ncheck words: {words}\n")
        }
    };
    say(system, &text)?;
    if how != How::Known {
        note(
            system,
            "on a call: ringtrue; to practise one: ringtrue practice",
        );
    }
    Ok(Status::Done)
}
