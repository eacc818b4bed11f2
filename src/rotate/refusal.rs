//! Errors and hints if a group is not rotated, or nothing can be sealed for it.

use ringtrue_core::message::SealError;
use ringtrue_core::rotate::{AcceptError, InviteError, RequestError, SignerError};
use ringtrue_core::text::shell_name;
use ringtrue_core::{Group, Name};

use crate::failure::Failure;
use crate::view::texts;

/// Returns the error for a refusal to rotate `group`.
pub fn request_error(error: RequestError, group: &Group) -> Failure {
    let text = error.to_string();
    match error {
        RequestError::NotYours { organisers, .. } => {
            let names: Vec<&str> = organisers.iter().map(Name::as_str).collect();
            let demote = match group.organisers().pinned() {
                [only] => shell_name(&only.name),
                _ => "NAME".to_owned(),
            };
            Failure::new(text).hint(format!(
                "ask {}; if that is no longer possible: ringtrue members demote -g {} {demote}, \
                 here and on every other device; or make a new group: ringtrue new NAME",
                names.join(" or "),
                shell_name(group.local_name())
            ))
        }
        RequestError::ThisDevice(_) => {
            Failure::new(text).hint("name the person whose phone, laptop or sheet is lost")
        }
        RequestError::Exposed => Failure::new(text).hint("rotate without --overlap"),
        RequestError::Signer(error) => no_signer(error, group),
        RequestError::Keys(error) => error.into(),
        RequestError::Organiser(error) => error.into(),
        RequestError::Rotate(error) => error.into(),
        _ => Failure::new(text),
    }
}

/// Returns the error for a device that can't sign for `group`.
pub fn no_signer(error: SignerError, group: &Group) -> Failure {
    let failure = Failure::new(error.to_string());
    let of = shell_name(group.local_name());
    match error {
        SignerError::Taken(_) => failure.hint(format!(
            "if that is you, on a new device: ringtrue members add -g {of} NAME --me"
        )),
        SignerError::NotOnRoll(name) => failure.hint(format!(
            "if your old one is lost: ringtrue rotate -g {of} --lost {name} --sealed FILE; to put \
             this one in its place for another reason: ringtrue members add -g {of} {name} --me",
            name = shell_name(&name)
        )),
        SignerError::NotYou => seal_error(SealError::NotYou, group),
        SignerError::Roll(error) => error.into(),
        SignerError::Organiser(error) => error.into(),
        _ => failure,
    }
}

/// Returns the error for an invitation to `group` that can't be made.
pub fn not_invited(error: InviteError, group: &Group) -> Failure {
    match error {
        InviteError::Signer(error) => no_signer(error, group),
        InviteError::Seal(error) => seal_error(error, group),
        InviteError::Roll(error) => error.into(),
        _ => Failure::new(error.to_string()),
    }
}

/// Returns the error for a message of `group` that can't be sealed.
pub fn seal_error(error: SealError, group: &Group) -> Failure {
    let name = group.local_name();
    let failure = Failure::new(format!("can't seal \"{name}\": {error}"));
    match error {
        SealError::NotYou => {
            let organisers = texts().any_of(&group.organisers().names());
            failure.hint(format!(
                "ask {organisers} to do it, or to make you one too: ringtrue members promote"
            ))
        }
        SealError::Foreign => failure.hint(format!(
            "show its QR code: ringtrue invite -g {}",
            shell_name(name)
        )),
        _ => failure,
    }
}

impl From<AcceptError> for Failure {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Roll(error) => error.into(),
            error => Self::new(error.to_string()).hint("run it again"),
        }
    }
}
