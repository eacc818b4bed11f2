//! Opened messages: plans them against the vault, and asks the core's questions.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::join::{
    AcceptedMessage, AskAboutOrganiser, IncomingMessage, MessagePlan, Trust,
};
use ringtrue_core::message::{Message, MessageMisfit};
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::{Name, Unconfirmed};

use crate::args::{Global, Join};
use crate::device::store;
use crate::failure::Failure;
use crate::join::report::{NOT_JOINED, confirm, selected_group};
use crate::roll::compare::readings;
use crate::sys::System;
use crate::view::texts;

/// Hint with the option that vouches for an organiser if nobody can be asked.
const TRUST: &str = "ask the organiser to read their six words to you, then pass them: \
                     --trust-organiser=\"SIX WORDS\"";

/// An opened message, and where it came from.
pub struct Received {
    pub incoming: IncomingMessage,
    /// How to name its source in errors.
    pub what: String,
}

/// The error for a message that was not taken in.
pub struct RejectedMessage {
    pub failure: Failure,
    /// The misfit, unless something else went wrong.
    pub misfit: Option<MessageMisfit>,
}

impl From<Failure> for RejectedMessage {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            misfit: None,
        }
    }
}

pub fn received(
    message: Unconfirmed<Message>,
    what: &str,
    arguments: &Join,
) -> Result<Received, Failure> {
    Ok(Received {
        incoming: IncomingMessage {
            message,
            local_name: arguments.name.as_deref().map(Name::tidy).transpose()?,
            trust: match arguments.trust_organiser.as_deref() {
                None => Trust::Known,
                Some("") => Trust::Signer,
                Some(words) => Trust::SignerWithWords(readings(words, "--trust-organiser")?),
            },
        },
        what: what.to_owned(),
    })
}

/// Fails if `--trust-organiser` has no words and nobody can be asked. `--yes` does not answer this.
pub fn check_can_ask(arguments: &Join, global: &Global, system: &System) -> Result<(), Failure> {
    let is_bare = arguments.trust_organiser.as_deref() == Some("");
    if is_bare && (global.yes || !system.person.is_there()) {
        return Err(
            Failure::new("--trust-organiser without words has to ask, but can't").hint(TRUST),
        );
    }
    Ok(())
}

/// Plans the message in `what` against the vault as it is now.
pub fn plan(
    incoming: IncomingMessage,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<MessagePlan, RejectedMessage> {
    let vault = store::read(system)?;
    let plan = incoming.plan(vault.groups(), selected_group(global, &vault)?);
    plan.map_err(|misfit| reject(what, misfit))
}

/// Returns the error for a message in `what` that can't be used.
#[expect(clippy::too_many_lines, reason = "a hint for each misfit")]
pub fn reject(what: &str, misfit: MessageMisfit) -> RejectedMessage {
    let failure = Failure::new(format!("can't use {what}: {misfit}"));
    let failure = match &misfit {
        MessageMisfit::ForeignOrganiser {
            group,
            name,
            words,
            is_same,
        } => {
            let words = check_words_line(words);
            let trust = format!(
                "call {name} on a number that you know and compare the organiser's six words: \
                 {words}; only if they match, and {name} should replace the organiser here: \
                 -g {} --trust-organiser",
                shell_name(group)
            );
            failure.hint(if *is_same {
                trust
            } else {
                format!("if it is another group of that name: --as NAME; otherwise {trust}")
            })
        }
        MessageMisfit::Demoted { .. } => {
            failure.hint("don't use it; ask another organiser, on a number that you know")
        }
        MessageMisfit::Older { .. } => failure.hint("nothing to do: this device is ahead"),
        MessageMisfit::Outranked {
            removed, moved, group, ..
        } => failure.hint(after_rival(removed, moved, group)),
        MessageMisfit::TooFar { .. } => failure.hint(
            "call the organiser on a number that you know; if the key changed that often, compare six \
             words: --trust-organiser",
        ),
        MessageMisfit::Undecided { .. } => failure.hint(
            "call both, and join the message of the one you trust, after comparing six words: \
             --trust-organiser",
        ),
        MessageMisfit::Disagrees { .. } | MessageMisfit::OtherWords => {
            failure.hint("don't use it; ask the organiser, on a number that you know")
        }
        MessageMisfit::Retired { .. } => {
            failure.hint("ask the organiser to change the key once more")
        }
        MessageMisfit::AnotherGroup { name } => failure.hint(format!(
            "to use it: ringtrue join -g {} FILE",
            shell_name(name)
        )),
        MessageMisfit::Enrolment(_) => failure
            .hint("if it is another group of that name, keep it apart: ringtrue join --as NAME"),
        _ => failure,
    };
    RejectedMessage {
        failure,
        misfit: Some(misfit),
    }
}

/// Returns what to do after a rotation that lost against a rival: the rival may have left
/// someone on the roll, or be sealed to a lost device instead of the new one.
fn after_rival(removed: &[Name], moved: &[(Name, DevicePublic)], group: &Name) -> String {
    let of = shell_name(group);
    if let Some(lost) = removed.first() {
        return format!(
            "it took {lost} off the list, but the one that counts did not: an organiser should \
             change the key once more: ringtrue rotate -g {of} --lost {} --sealed FILE",
            shell_name(lost)
        );
    }
    if let Some((name, device)) = moved.first() {
        return format!(
            "it lists a new device for {name}, which can't open the message that counts; if an old one \
             was lost, that one can: an organiser should add the new one and change the key once more: \
             ringtrue members add -g {of} {} --device {device}; then ringtrue rotate -g {of} \
             --sealed FILE",
            shell_name(name)
        );
    }
    "nothing to do: all devices will end up with the same one".to_owned()
}

/// Shows who invites to what, and asks for confirmation.
pub fn ask_about_organiser(
    question: AskAboutOrganiser,
    system: &mut System,
) -> Result<AcceptedMessage, Failure> {
    let mut lines = texts().about_message(&question);
    lines.push(texts().ask_about_organiser(&question));
    if confirm(&lines.join("\n"), TRUST, system)? {
        return Ok(question.yes());
    }
    Err(Failure::new(NOT_JOINED))
}
