//! The one code that somebody brings, of a group or of a sheet: pasted, in a text,
//! or in a picture. Or the key that stands on paper, or a message.

use std::path::Path;

use ringtrue_core::Name;
use ringtrue_core::incoming::{self, Code, CodeError, FileKind, Text};
use ringtrue_core::message::is_message;
use ringtrue_core::otpauth::{Component, LinkError, TypedKey};
use ringtrue_core::qr;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::source;
use crate::sys::{System, files};
use crate::view::texts;

/// What somebody brings.
pub enum Found {
    /// The link of a group, or the code of a member's sheet.
    Code(Code),
    /// A key without a name.
    Key(TypedKey),
    /// A file with a message.
    Message(Vec<u8>),
}

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
    let found = match text.map(|text| in_text(&text, what, name)).transpose()? {
        Some(Some(found)) => found,
        _ => Found::Code(incoming::parse(&pasted, name).map_err(|it| cannot_use(what, &it))?),
    };
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
pub fn find(bytes: Vec<u8>, what: &str, name: Option<&Name>) -> Result<Found, Failure> {
    if qr::looks_like_image(&bytes) {
        let texts = source::codes(&bytes, what)?;
        return only_one(&texts, what, name).map(Found::Code);
    }
    let Some(text) = Text::read(&bytes) else {
        let is_message = is_message(&bytes);
        return if is_message {
            Ok(Found::Message(bytes))
        } else {
            Err(neither(&bytes, what))
        };
    };
    if is_message(text.as_str().as_bytes()) {
        return Ok(Found::Message(text.as_str().into()));
    }
    match in_text(&text, what, name)? {
        Some(found) => Ok(found),
        None if text.has_attachment() => {
            let failure = Failure::new(format!("{what} is a mail with an attachment"));
            Err(failure.command("save the attachment, and join that: ringtrue join", "FILE"))
        }
        None => Err(neither(&bytes, what)),
    }
}

/// The one code or the key of a text, which may say more than that.
fn in_text(text: &Text, what: &str, name: Option<&Name>) -> Result<Option<Found>, Failure> {
    let codes = text.codes(name);
    if !codes.is_empty() {
        return the_one(codes, what).map(|code| Some(Found::Code(code)));
    }
    let key = TypedKey::parse(text.as_str()).transpose();
    let key = key.map_err(|error| cannot_use(what, &error.into()))?;
    Ok(key.map(Found::Key))
}

/// Takes the one code that a picture has.
pub fn only_one(
    texts: &[Zeroizing<String>],
    what: &str,
    name: Option<&Name>,
) -> Result<Code, Failure> {
    let codes = texts.iter().map(|text| {
        let code = incoming::parse(text, name);
        let is_address = text.contains("://");
        code.map_err(|error| (error, is_address))
    });
    several_or_one(codes.collect(), what)
}

fn the_one(codes: Vec<Result<Code, CodeError>>, what: &str) -> Result<Code, Failure> {
    let codes = codes
        .into_iter()
        .map(|code| code.map_err(|error| (error, false)));
    several_or_one(codes.collect(), what)
}

/// Takes the one code there is; of those that are none it is told which are addresses.
fn several_or_one(
    codes: Vec<Result<Code, (CodeError, bool)>>,
    what: &str,
) -> Result<Code, Failure> {
    match <[_; 1]>::try_from(codes) {
        Ok([code]) => code.map_err(|(error, _)| cannot_use(what, &error)),
        Err(several) => {
            let found: Vec<String> = several.iter().map(kind).collect();
            Err(Failure::new(format!(
                "{what} has more than one code in it: {}",
                found.join("; ")
            ))
            .hint("cut it so that only the right one is in it"))
        }
    }
}

/// What a text is, for somebody who has to choose, without what is secret.
fn kind(code: &Result<Code, (CodeError, bool)>) -> String {
    match code {
        Ok(Code::Sheet(code)) => format!("the code of {}'s sheet", code.member()),
        Ok(Code::Link(link)) => format!("\"{}\"", link.entry()),
        Err((CodeError::Link(LinkError::NotALink), true)) => "an address".to_owned(),
        Err((CodeError::Link(LinkError::NotALink), false)) => "a text".to_owned(),
        Err(_) => "a link that can't be used".to_owned(),
    }
}

fn cannot_use(what: &str, error: &CodeError) -> Failure {
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
        CodeError::Link(
            LinkError::NoLabel
            | LinkError::Malformed(Component::Label)
            | LinkError::Name {
                part: Component::Label,
                ..
            },
        ) => failure.hint("give the group a name that can be used: --as NAME"),
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
