//! Reads what the user joins with: pasted, from a file, or from a picture. Errors carry
//! hints for what can't be used.

use std::path::Path;

use ringtrue_core::Name;
use ringtrue_core::incoming::{self, FileKind, FindError, Found, IncomingError, PublicKind, Text};
use ringtrue_core::otpauth::LinkError;
use ringtrue_core::qr;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::source;
use crate::sys::{System, files};
use crate::view::texts;

/// Asks for a link, code or key without echoing it. `name` is for a group whose link
/// has no usable name.
pub fn pasted(name: Option<&Name>, system: &mut System) -> Result<(Found, String), Failure> {
    let answer = system
        .person
        .ask_unseen(&format!("{} ", texts().paste_link()));
    let pasted = Zeroizing::new(answer.ok_or_else(|| {
        Failure::no_terminal_hint("give a picture or a text file, or - for standard input")
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
    let found = found.map_err(|error| unusable_error(what, &error))?;
    Ok((found, what.to_owned()))
}

/// Reads a file or standard input. Returns the bytes, and a name for them in messages.
pub fn read(path: &Path, system: &mut System) -> Result<(Vec<u8>, String), Failure> {
    if path.as_os_str() == "-" {
        return source::read_stdin(system);
    }
    let must_not = |what: &str| {
        Failure::new(format!(
            "{what} must not be an argument: others on this machine can see it"
        ))
        .hint_command("paste the link where it is not shown: ringtrue join", "")
    };
    let is_link = |text: Text| !text.codes(None).is_empty();
    if Text::read(path.to_string_lossy().as_bytes()).is_some_and(is_link) {
        return Err(must_not("a link"));
    }
    let bytes = files::read_named(path, source::MAX_FILE).map_err(|error| {
        // The error would repeat the key.
        if source::looks_like_key(path) {
            must_not("a key")
        } else {
            error.into()
        }
    })?;
    Ok((bytes, path.display().to_string()))
}

/// Finds what `join` can take in a file: the only code in a picture or text, a key, or
/// a message.
pub fn find(bytes: &[u8], what: &str, name: Option<&Name>) -> Result<Found, Failure> {
    let found = if qr::looks_like_image(bytes) {
        let texts = source::read_qr_codes(bytes, what)?;
        incoming::parse_picture(&texts, name).map(Found::Code)
    } else {
        incoming::find(bytes, name)
    };
    found.map_err(|error| match error {
        FindError::File(_) | FindError::Nothing => unreadable_error(bytes, what),
        error => unusable_error(what, &error),
    })
}

/// Explains why nothing in `what` can be used.
pub fn unusable_error(what: &str, error: &FindError) -> Failure {
    match error {
        FindError::Code(error) => unusable_code_error(what, error),
        FindError::Several(found) => Failure::new(format!(
            "{what} contains more than one code: {}",
            found.join("; ")
        ))
        .hint("cut or crop it so that only the right one is left"),
        FindError::Attachment => Failure::new(format!("{what} is an email with an attachment"))
            .hint_command("save the attachment, and join that: ringtrue join", "FILE"),
        error => {
            let failure = Failure::new(format!("can't use {what}: {error}"));
            match error {
                FindError::PublicKey(PublicKind::Device) => failure
                    .hint_command("to put it there: ringtrue members add", "NAME --device KEY"),
                FindError::PublicKey(PublicKind::Organiser) => failure.hint_command(
                    "to promote them: ringtrue members promote",
                    "NAME --key KEY",
                ),
                _ => failure,
            }
        }
    }
}

fn unusable_code_error(what: &str, error: &IncomingError) -> Failure {
    let failure = Failure::new(format!("can't use {what}: {error}"));
    match error {
        IncomingError::Sheet(_) => failure.hint(
            "scan it once more from the screen of the device that printed the sheet, or print a \
             new one",
        ),
        IncomingError::Broken => failure.hint(
            "put the link on one line, with nothing else on it and an empty line below it; or ask \
             for a picture of the QR code: ringtrue invite --png FILE",
        ),
        IncomingError::Rewritten => failure.hint(
            "ask for a picture of the QR code instead (ringtrue invite --png FILE), or for an \
             invitation in a file (ringtrue invite --sealed FILE)",
        ),
        IncomingError::Link(LinkError::Altered) => failure
            .hint("ask for it once more, as a picture of the QR code: ringtrue invite --png FILE"),
        IncomingError::Link(LinkError::Migration) => {
            failure.hint("ask for the QR code that ringtrue invite shows instead")
        }
        error if error.lacks_name() => {
            failure.hint("give the group a name that can be used: --as NAME")
        }
        IncomingError::Link(LinkError::KeyLength { .. } | LinkError::KeyLetters) => {
            failure.hint("type it once more: it has eight groups of four")
        }
        _ => failure,
    }
}

fn unreadable_error(bytes: &[u8], what: &str) -> Failure {
    let failure = source::wrong_kind(bytes, what, "a text with an enrolment link or a message");
    match FileKind::of(bytes) {
        // The format of iPhone photos.
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
