//! A link that somebody brought: what it would change here, what is asked, and
//! taking it in.

use ringtrue_core::group::{Enrolment, Fit, Misfit, fit};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, GroupId, Name, Unconfirmed};

use crate::args::Global;
use crate::device::key;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::join::report::{How, NOT_JOINED, confirmed, named, report};
use crate::sys::System;
use crate::tell::Status;

/// What a person is asked who has seen the check words.
pub const COMPARE: &str = "Compare the check words with somebody in the group. Join it?";

/// What a person, or a script, said yes to.
#[derive(Clone, Copy)]
pub enum Answer {
    Join,
    Follow { accept_old: bool },
}

pub struct Brought {
    /// Where it came from, as it is told.
    pub what: String,
    pub enrolment: Unconfirmed<Enrolment>,
    pub local_name: Option<Name>,
    pub accept_rotation: bool,
}

impl Brought {
    pub fn fit<'a>(
        &self,
        groups: &'a [Group],
        meant: Option<&'a Group>,
    ) -> Result<Fit<'a>, Failure> {
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

    pub fn ask_to_join(&self, global: &Global, system: &mut System) -> Result<Answer, Failure> {
        let question = format!("{}\n{COMPARE}", self.description());
        if global.yes || confirmed(&question, "to join unasked: --yes", system)? {
            return Ok(Answer::Join);
        }
        Err(Failure::new(NOT_JOINED))
    }

    pub fn ask_to_follow(
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

    pub fn description(&self) -> String {
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
pub fn take_in(
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
