//! Incoming messages: an invitation opens with six words that the user types, a rotation
//! with this device's key. The user is asked whom to trust, never whether a signature is
//! valid.

use std::io::ErrorKind;

use ringtrue_core::Unconfirmed;
use ringtrue_core::message::{Message, OpenError, Sealed, SealedTo};
use ringtrue_core::words::Phrase;

use crate::args::{Global, Join};
use crate::device::key;
use crate::failure::Failure;
use crate::join::apply::{report_done, take_in};
use crate::join::missed;
use crate::join::received::{check_can_ask, received};
use crate::roll::compare::{AcceptedWords, all_used};
use crate::shown::can_show;
use crate::sys::System;
use crate::sys::terminal::Size;
use crate::tell::{Status, print_err};
use crate::view::{six_words_screen, texts};

/// Attempts at typing the words.
const TRIES: usize = 3;

/// Takes in the message in `bytes`.
pub fn from_bytes(
    bytes: &[u8],
    what: &str,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let mut accepted = AcceptedWords::read(&arguments.accept_keys)?;
    let sealed = Sealed::find(bytes).map_err(|error| unopened_error(what, &error))?;
    let message = open(&sealed, what, global, system)?;
    check_can_ask(arguments, global, system)?;
    let received = received(message, what, arguments)?;
    let done = take_in(received, global, system).map_err(|rejected| rejected.failure)?;
    let status = report_done(&done, &mut accepted, global, system)?;
    all_used(&accepted)?;
    Ok(status)
}

fn open(
    sealed: &Sealed,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Unconfirmed<Message>, Failure> {
    match sealed.to() {
        SealedTo::Words => open_with_words(sealed, what, global, system),
        SealedTo::Devices => {
            let key = key::unlock(system)?;
            let key = key.ok_or_else(|| unopened_error(what, &OpenError::OtherDevice))?;
            sealed.open(&key).map_err(|error| match error {
                OpenError::OtherDevice => missed::not_for_this_device(what, system),
                _ => unopened_error(what, &error),
            })
        }
    }
}

fn open_with_words(
    sealed: &Sealed,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Unconfirmed<Message>, Failure> {
    let wrong = || unopened_error(what, &OpenError::WrongWords);
    if let Some(file) = &global.words_file {
        let text = key::passphrase_file(file)?;
        let readings = readings(&text, &file.display().to_string())?;
        return try_words(sealed, &readings)
            .ok_or_else(wrong)?
            .map_err(|error| unopened_error(what, &error));
    }
    let mut problem = None;
    for _ in 0..TRIES {
        let text = ask_words(what, problem.as_deref(), global, system)?;
        let why = match Phrase::readings(&text) {
            Err(heard_error) => texts().six_words_unheard(&heard_error.to_string()),
            Ok(readings) => match try_words(sealed, &readings) {
                Some(opened) => return opened.map_err(|error| unopened_error(what, &error)),
                None => texts().six_words_wrong(),
            },
        };
        problem = Some(why);
    }
    Err(wrong())
}

/// Asks for the six words. They are visible while typed if they can be cleared from the
/// screen afterwards. `problem` is what was wrong with the previous attempt.
fn ask_words(
    what: &str,
    problem: Option<&str>,
    global: &Global,
    system: &mut System,
) -> Result<String, Failure> {
    if can_show(global, system) && system.person.is_there() {
        let answer = system.person.ask_on_screen(&|size: Size, typed: &str| {
            six_words_screen(what, problem, typed, size.columns)
        });
        return answer.map_err(|error| match error.kind() {
            ErrorKind::Interrupted => Failure::new("stopped; nothing was changed"),
            _ => error.into(),
        });
    }
    if let Some(problem) = problem {
        print_err(system, format_args!("{problem}\n"));
    }
    let prompt = texts().ask_six_words_unseen(what) + " ";
    let answer = system.person.ask_unseen(&prompt).ok_or_else(|| {
        Failure::no_terminal_hint("name a file with the six words: --words-file FILE")
    })?;
    Ok(answer?)
}

fn readings(text: &str, file: &str) -> Result<Vec<Phrase>, Failure> {
    Phrase::readings(text)
        .map_err(|error| Failure::new(format!("can't use the words in {file}: {error}")))
}

/// Opens the message with the first reading that fits; `None` if none does.
fn try_words(
    sealed: &Sealed,
    readings: &[Phrase],
) -> Option<Result<Unconfirmed<Message>, OpenError>> {
    readings
        .iter()
        .map(|words| sealed.open_with_words(words))
        .find(|opened| !matches!(opened, Err(OpenError::WrongWords)))
}

pub fn unopened_error(what: &str, error: &OpenError) -> Failure {
    let failure = Failure::new(format!("can't use {what}: {error}"));
    match error {
        OpenError::OtherDevice => failure.hint(
            "ask the organiser to put this device on the list (ringtrue device shows its key), or to \
             send you an invitation: ringtrue invite --sealed FILE",
        ),
        OpenError::CutShort => {
            failure.hint("wait until it has been synced or downloaded, or ask for it again")
        }
        OpenError::Changed => failure.hint("ask for it again, as a file"),
        OpenError::WrongWords => failure.hint("ask for the six words once more, by voice"),
        OpenError::Unsigned | OpenError::OtherKind => {
            failure.hint("don't use it; ask the organiser, on a number that you know")
        }
        _ => failure,
    }
}
