//! Messages in: an invitation's six words are asked for, a rotation is opened by
//! this device's key. Whose signature counts is not asked; whom to trust is.

use ringtrue_core::group::Organiser;
use ringtrue_core::message::{self, Fit, Message, Misfit, Sealed, SealedTo, UnopenedError};
use ringtrue_core::text::{check_words_line, quoted};
use ringtrue_core::words::Phrase;
use ringtrue_core::{Group, Name, Unconfirmed, check_words};

use crate::args::{Global, Join};
use crate::device::key;
use crate::failure::Failure;
use crate::join::taking::{take_in, tell};
use crate::join::{NOT_JOINED, confirmed};
use crate::sys::System;
use crate::tell::{Status, print_err};

/// How often the words may be typed.
const TRIES: usize = 3;

/// What answers for an organiser where nobody can be asked.
const TRUST: &str = "to take its organiser unasked: --trust-organiser";

/// A message that was opened, and how it came.
pub(super) struct Received {
    pub(super) message: Unconfirmed<Message>,
    /// Where it came from, as it is told.
    pub(super) what: String,
    pub(super) local_name: Option<Name>,
    /// Whether the organiser's words were compared.
    pub(super) trust: bool,
}

/// Why a message was not taken in.
pub(super) struct Refused {
    pub(super) failure: Failure,
    /// What does not fit, where it is that.
    pub(super) misfit: Option<Misfit>,
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
pub(super) enum Means {
    New,
    Pins,
    Rotation,
    Completes,
    Known,
}

/// Takes in the message in `bytes`.
pub fn from_bytes(
    bytes: &[u8],
    what: &str,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let sealed = Sealed::find(bytes).map_err(|error| cannot_open(what, &error))?;
    let message = open(&sealed, what, global, system)?;
    let received = received(message, what, arguments)?;
    let taken = take_in(received, global, system).map_err(|refused| refused.failure)?;
    tell(&taken, global, system)
}

pub(super) fn received(
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

fn open(
    sealed: &Sealed,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Unconfirmed<Message>, Failure> {
    let failed = |error| cannot_open(what, &error);
    match sealed.to() {
        SealedTo::Words => open_with_words(sealed, what, global, system),
        SealedTo::Devices => {
            let key = key::unlock(system)?;
            let key = key.ok_or_else(|| cannot_open(what, &UnopenedError::OtherDevice))?;
            sealed.open(&key).map_err(failed)
        }
    }
}

fn open_with_words(
    sealed: &Sealed,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Unconfirmed<Message>, Failure> {
    let wrong = || cannot_open(what, &UnopenedError::WrongWords);
    if let Some(file) = &global.words_file {
        let text = key::passphrase_file(file)?;
        let readings = readings(&text, &file.display().to_string())?;
        return try_words(sealed, &readings)
            .ok_or_else(wrong)?
            .map_err(|error| cannot_open(what, &error));
    }
    for _ in 0..TRIES {
        let text = ask_words(system)?;
        let told = match Phrase::readings(&text) {
            Err(unheard) => unheard.to_string(),
            Ok(readings) => match try_words(sealed, &readings) {
                Some(opened) => return opened.map_err(|error| cannot_open(what, &error)),
                None => "those words do not open it".to_owned(),
            },
        };
        print_err(system, format_args!("That is not it: {told}.\n"));
    }
    Err(wrong())
}

fn ask_words(system: &mut System) -> Result<String, Failure> {
    let prompt = "The six words (they are not shown): ";
    let answer = system.person.ask_unseen(prompt).ok_or_else(|| {
        Failure::nobody_to_ask("name a file with the six words: --words-file FILE")
    })?;
    Ok(answer?)
}

fn readings(text: &str, file: &str) -> Result<Vec<Phrase>, Failure> {
    Phrase::readings(text)
        .map_err(|error| Failure::new(format!("can't use the words in {file}: {error}")))
}

/// Opens it with the first reading that does; `None` where none does.
fn try_words(
    sealed: &Sealed,
    readings: &[Phrase],
) -> Option<Result<Unconfirmed<Message>, UnopenedError>> {
    readings
        .iter()
        .map(|words| sealed.open_with_words(words))
        .find(|opened| !matches!(opened, Err(UnopenedError::WrongWords)))
}

fn cannot_open(what: &str, error: &UnopenedError) -> Failure {
    let failure = Failure::new(format!("can't use {what}: {error}"));
    match error {
        UnopenedError::OtherDevice => failure.hint(
            "let the organiser put this device on the roll (ringtrue device shows its key), or \
             send you an invitation: ringtrue invite --sealed FILE",
        ),
        UnopenedError::CutShort | UnopenedError::Changed => {
            failure.hint("let it be sent once more, as a file")
        }
        UnopenedError::WrongWords => failure.hint("ask for the six words once more, by voice"),
        UnopenedError::Unsigned | UnopenedError::OtherKind => {
            failure.hint("don't use it; ask the organiser, on a number that you know")
        }
        _ => failure,
    }
}

/// The names of organisers, each of whom will do.
fn either<'a>(organisers: impl Iterator<Item = &'a Organiser>) -> String {
    let names: Vec<&str> = organisers.map(|it| it.name.as_str()).collect();
    names.join(" or ")
}

impl Received {
    /// What taking it in means, and which group of those it is for.
    pub(super) fn means<'a>(
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
    pub(super) fn is_asked(&self, global: &Global, system: &System) -> bool {
        !self.trust || (system.person.is_there() && !global.yes)
    }

    /// Shows who invites to what, and asks whether that is so.
    pub(super) fn ask(&self, here: Option<&Group>, system: &mut System) -> Result<(), Failure> {
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
                let replaces = if check_words(&group.current().secret) == message.check_words() {
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
