//! What somebody brings to join with: pasted, in a file, or in a picture; and the hints
//! for what can't be used.

use std::path::Path;

use ringtrue_core::Name;
use ringtrue_core::incoming::{self, CodeError, FileKind, FindError, Found, PublicKind, Text};
use ringtrue_core::otpauth::LinkError;
use ringtrue_core::qr;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::source;
use crate::sys::{System, files};
use crate::view::texts;

/// The link, code or key that a person pastes or types where it is not shown. A group
/// whose link has no name that can be used is called `name`.
pub fn pasted(name: Option<&Name>, system: &mut System) -> Result<(Found, String), Failure> {
    let answer = system
        .person
        .ask_unseen(&format!("{} ", texts().paste_link()));
    let pasted = Zeroizing::new(answer.ok_or_else(|| {
        Failure::nobody_to_ask("name a picture or a text, or - for standard input")
    })??);
    let what = "what was pasted";
    let text = Text::read(pasted.as_bytes());
    let found = match text.map(|text| text.find(name)).transpose() {
        Ok(Some(Some(found))) => Ok(found),
        Ok(_) => incoming::parse(&pasted, name)
            .map(Found::Code)
            .map_err(FindError::Code),
        Err(error) => Err(error),
    };
    let found = found.map_err(|error| unusable(what, &error))?;
    Ok((found, what.to_owned()))
}

/// What is in a file or in standard input, and what to call that.
pub fn read(path: &Path, system: &mut System) -> Result<(Vec<u8>, String), Failure> {
    if path.as_os_str() == "-" {
        return source::input(system);
    }
    let must_not = |what: &str| {
        Failure::new(format!(
            "{what} must not be an argument: others on this machine can see it"
        ))
        .command("paste the link where it is not shown: ringtrue join", "")
    };
    let is_link = |text: Text| !text.codes(None).is_empty();
    if Text::read(path.to_string_lossy().as_bytes()).is_some_and(is_link) {
        return Err(must_not("a link"));
    }
    let bytes = files::read_named(path, source::MAX_FILE).map_err(|error| {
        // The error would repeat it.
        if source::looks_like_key(path) {
            must_not("a key")
        } else {
            error.into()
        }
    })?;
    Ok((bytes, path.display().to_string()))
}

/// What is in a file: a picture's one code, a text's, or something else that `join`
/// takes.
pub fn find(bytes: &[u8], what: &str, name: Option<&Name>) -> Result<Found, Failure> {
    let found = if qr::looks_like_image(bytes) {
        let texts = source::codes(bytes, what)?;
        incoming::only_one(&texts, name).map(Found::Code)
    } else {
        incoming::find(bytes, name)
    };
    found.map_err(|error| match error {
        FindError::File(_) | FindError::Nothing => neither(bytes, what),
        error => unusable(what, &error),
    })
}

/// Says why nothing can be taken from `what`.
pub fn unusable(what: &str, error: &FindError) -> Failure {
    match error {
        FindError::Code(error) => unusable_code(what, error),
        FindError::Several(found) => Failure::new(format!(
            "{what} has more than one code in it: {}",
            found.join("; ")
        ))
        .hint("cut it so that only the right one is in it"),
        FindError::Attachment => Failure::new(format!("{what} is a mail with an attachment"))
            .command("save the attachment, and join that: ringtrue join", "FILE"),
        error => {
            let failure = Failure::new(format!("can't use {what}: {error}"));
            match error {
                FindError::PublicKey(PublicKind::Device) => {
                    failure.command("to put it there: ringtrue members add", "NAME --device KEY")
                }
                FindError::PublicKey(PublicKind::Organiser) => failure.command(
                    "to promote them: ringtrue members promote",
                    "NAME --key KEY",
                ),
                _ => failure,
            }
        }
    }
}

fn unusable_code(what: &str, error: &CodeError) -> Failure {
    let failure = Failure::new(format!("can't use {what}: {error}"));
    match error {
        CodeError::Sheet(_) => failure.hint(
            "scan it once more from the screen of the device that printed the sheet, or print a \
             new one",
        ),
        CodeError::Broken => failure.hint(
            "put the link on one line, with nothing else on it and an empty line below it; or ask \
             for a picture of the QR code: ringtrue invite --png FILE",
        ),
        CodeError::Rewritten => failure.hint(
            "ask for a picture of the QR code instead (ringtrue invite --png FILE), or for an \
             invitation in a file (ringtrue invite --sealed FILE)",
        ),
        CodeError::Link(LinkError::Altered) => failure
            .hint("ask for it once more, as a picture of the QR code: ringtrue invite --png FILE"),
        CodeError::Link(LinkError::Migration) => {
            failure.hint("ask for the QR code that ringtrue invite shows instead")
        }
        error if error.lacks_name() => {
            failure.hint("give the group a name that can be used: --as NAME")
        }
        CodeError::Link(LinkError::KeyLength { .. } | LinkError::KeyLetters) => {
            failure.hint("type it once more: it has eight groups of four")
        }
        _ => failure,
    }
}

fn neither(bytes: &[u8], what: &str) -> Failure {
    let failure = source::not_readable(bytes, what, "a text with an enrolment link or a message");
    match FileKind::of(bytes) {
        // What iPhones take.
        Some(FileKind::Heic) => failure.hint(
            "export it as JPEG, take a screenshot of it, or show the code to the camera: ringtrue \
             join --camera",
        ),
        Some(FileKind::Pdf) => failure.hint(
            "open it and take a screenshot of the QR code, or show the code to the camera: ringtrue \
             join --camera",
        ),
        _ => failure,
    }
}
