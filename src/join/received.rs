//! A message that was opened: what taking it in would mean, and what is asked
//! before.

use ringtrue_core::group::Organiser;
use ringtrue_core::message::{self, Fit, Message, Misfit};
use ringtrue_core::text::{check_words_line, quoted};
use ringtrue_core::{Group, Name, Unconfirmed};

use crate::args::{Global, Join};
use crate::failure::Failure;
use crate::join::report::{NOT_JOINED, confirmed};
use crate::sys::System;

/// What answers for an organiser where nobody can be asked.
const TRUST: &str = "to take its organiser unasked: --trust-organiser";

/// A message that was opened, and how it came.
pub struct Received {
    pub message: Unconfirmed<Message>,
    /// Where it came from, as it is told.
    pub what: String,
    pub local_name: Option<Name>,
    /// Whether the organiser's words were compared.
    pub trust: bool,
}

/// Why a message was not taken in.
pub struct Refused {
    pub failure: Failure,
    /// What does not fit, where it is that.
    pub misfit: Option<Misfit>,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            misfit: None,
        }
    }
}

/// What taking it in means, where that was asked of a person or of its signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Means {
    New,
    Pins,
    Rotation,
    Completes,
    Known,
}

pub fn received(
    message: Unconfirmed<Message>,
    what: &str,
    arguments: &Join,
) -> Result<Received, Failure> {
    Ok(Received {
        message,
        what: what.to_owned(),
        local_name: arguments.name.as_deref().map(Name::tidy).transpose()?,
        trust: arguments.trust_organiser,
    })
}

impl Received {
    /// What taking it in means, and which group of those it is for.
    pub fn means<'a>(
        &self,
        groups: &'a [Group],
        meant: Option<&'a Group>,
    ) -> Result<(Means, Option<&'a Group>), Refused> {
        let fits = message::fit(
            groups,
            &self.message,
            self.trust,
            self.local_name.as_ref(),
            meant,
        );
        match fits.map_err(|misfit| self.misfit(misfit))? {
            Fit::New => Ok((Means::New, None)),
            Fit::Pins(group) => Ok((Means::Pins, Some(group))),
            Fit::Rotation(group) => Ok((Means::Rotation, Some(group))),
            Fit::Completes(group) => Ok((Means::Completes, Some(group))),
            Fit::Known(group) => Ok((Means::Known, Some(group))),
        }
    }

    fn misfit(&self, misfit: Misfit) -> Refused {
        let failure = Failure::new(format!("can't use {}: {misfit}", self.what));
        let failure = match &misfit {
            Misfit::ForeignOrganiser {
                group,
                name,
                words,
                is_same,
            } => {
                let words = check_words_line(words);
                let trust = format!(
                    "call {name} on a number that you know and compare the organiser's six words: \
                     {words}; only if they are the same, and {name} is to take the place of the \
                     organiser here: -g {} --trust-organiser",
                    quoted(group)
                );
                failure.hint(if *is_same {
                    trust
                } else {
                    format!("if it is another group of that name: --as NAME. Else {trust}")
                })
            }
            Misfit::Demoted { .. } => {
                failure.hint("don't use it; ask another organiser, on a number that you know")
            }
            Misfit::Older { .. } => failure.hint("nothing is to be done: this device is ahead"),
            Misfit::Rival { lost, group, .. } => failure.hint(match lost.first() {
                None => {
                    "nothing is to be done: in the end all devices have the same one".to_owned()
                }
                Some(lost) => format!(
                    "{lost} was taken off the roll by it, but not by the one that counts: an \
                     organiser rotates once more: ringtrue rotate -g {} --lost {} --sealed FILE",
                    quoted(group),
                    quoted(lost)
                ),
            }),
            Misfit::Undone { .. } | Misfit::Retired { .. } => {
                failure.hint("ask the organiser to rotate once more")
            }
            Misfit::AnotherGroup { name } => failure.hint(format!(
                "to take it in: ringtrue join -g {} FILE",
                quoted(name)
            )),
            Misfit::Enrolment(_) => failure.hint(
                "if it is another group of that name, keep it apart: ringtrue join --as NAME",
            ),
            _ => failure,
        };
        Refused {
            failure,
            misfit: Some(misfit),
        }
    }

    /// Whether a person has to say yes to its organiser: they may have said so
    /// before, but where they are there, they see what it does.
    pub fn is_asked(&self, global: &Global, system: &System) -> bool {
        !self.trust || (system.person.is_there() && !global.yes)
    }

    /// Shows who invites to what, and asks whether that is so.
    pub fn ask(&self, here: Option<&Group>, system: &mut System) -> Result<(), Failure> {
        let message = &self.message;
        let organiser = message.organiser();
        let who = organiser.map_or("the organiser", |organiser| organiser.name.as_str());
        let key = organiser.map(|organiser: &Organiser| check_words_line(&organiser.key.words()));
        let change = match here {
            None => String::new(),
            Some(group) => {
                let name = group.local_name();
                let brought = message.organisers();
                let gone = group.organisers().pinned().iter();
                let gone = gone.filter(|it| brought.iter().all(|other| other.key != it.key));
                let instead = match either(gone).as_str() {
                    "" => String::new(),
                    names => format!(", and no more from {names}"),
                };
                let replaces = if group.current().check_words() == message.check_words() {
                    format!("\"{name}\" is on this device already")
                } else {
                    let here = group.generation();
                    format!("This REPLACES generation {here} of \"{name}\" on this device")
                };
                let from = either(brought.iter());
                format!("{replaces}; from now on its rotations come from {from}{instead}.\n")
            }
        };
        let question = format!(
            "Group:             {}\nGeneration:        {}\nOrganiser:         {who}\n\
             Check words:       {}\nOrganiser's words: {}\n{change}\
             Call {who} on a number that you know. Has {who} the same check words, and the same \
             organiser's words?",
            message.name(),
            message.generation(),
            check_words_line(&message.check_words()),
            key.unwrap_or_default(),
        );
        if confirmed(&question, TRUST, system)? {
            return Ok(());
        }
        Err(Failure::new(NOT_JOINED))
    }
}

/// The names of organisers, each of whom will do.
fn either<'a>(organisers: impl Iterator<Item = &'a Organiser>) -> String {
    let names: Vec<&str> = organisers.map(|it| it.name.as_str()).collect();
    names.join(" or ")
}
