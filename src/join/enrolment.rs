//! The one code that somebody brings, of a group or of a sheet: pasted, in a text,
//! or in a picture.

use std::path::Path;

use ringtrue_core::Unconfirmed;
use ringtrue_core::group::Enrolment;
use ringtrue_core::otpauth::{self, LinkError};
use ringtrue_core::qr;
use ringtrue_core::sheet_code::{self, SheetCode};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::source;
use crate::sys::{System, files};
use crate::view::texts;

/// How the links and codes begin that are looked for in a text.
const SCHEMES: [&str; 3] = ["otpauth:", "otpauth-migration:", "ringtrue-sheet:"];

/// The most links of a text that are told apart: as many as codes of a picture.
const MAX_LINKS: usize = 4;

/// What somebody brings.
pub enum Found {
    /// The link that enrols this device in a group.
    Enrolment(Unconfirmed<Enrolment>),
    /// The code of a member's sheet.
    Sheet(Unconfirmed<SheetCode>),
}

/// The link or code that a person pastes where it is not shown.
pub fn pasted(system: &mut System) -> Result<(Found, String), Failure> {
    let prompt = texts().paste_link() + " ";
    let link = system.person.ask_unseen(&prompt).ok_or_else(|| {
        Failure::nobody_to_ask("name a picture or a text, or - for standard input")
    })??;
    let what = "what was pasted";
    Ok((parse(&link, what)?, what.to_owned()))
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
    if link_in(&path.to_string_lossy()).is_some() {
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

/// The one link or code that is in it: a picture's, or a text's.
pub fn find(bytes: &[u8], what: &str) -> Result<Found, Failure> {
    if qr::looks_like_image(bytes) {
        return only_one(&source::codes(bytes, what)?, what);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| neither(what))?;
    from_text(text, what)
}

/// The link or code in a word, without the brackets, quotes and full stops that a text
/// puts around it.
fn link_in(word: &str) -> Option<&str> {
    let is_start = |at: &usize| {
        SCHEMES.iter().any(|scheme| {
            let start = word.get(*at..at.saturating_add(scheme.len()));
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
    };
    let start = word.char_indices().map(|(at, _)| at).find(is_start)?;
    let link = word.get(start..)?.split(['"', '<', '>']).next()?;
    Some(link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']))
}

/// Takes the one link of a text: a text file may say more than that.
fn from_text(text: &str, what: &str) -> Result<Found, Failure> {
    let mut links: Vec<Zeroizing<String>> = Vec::new();
    for found in text.split_whitespace().filter_map(link_in) {
        if !links.iter().any(|link| link.as_str() == found) {
            links.push(Zeroizing::new(found.to_owned()));
        }
        // One is wanted: to tell of millions would take as long as to read them.
        if links.len() == MAX_LINKS {
            break;
        }
    }
    if links.is_empty() {
        return Err(neither(what));
    }
    only_one(&links, what)
}

pub fn only_one(texts: &[Zeroizing<String>], what: &str) -> Result<Found, Failure> {
    match texts {
        [text] => parse(text, what),
        several => {
            let found: Vec<String> = several.iter().map(|text| kind(text)).collect();
            Err(Failure::new(format!(
                "{what} has more than one code in it: {}",
                found.join("; ")
            ))
            .hint("cut it so that only the right one is in it"))
        }
    }
}

/// What a text is, for somebody who has to choose, without what is secret.
fn kind(text: &str) -> String {
    if let Ok(code) = sheet_code::parse(text) {
        return format!("the code of {}'s sheet", code.member());
    }
    match otpauth::parse(text) {
        Ok(link) => format!("\"{}\", generation {}", link.name(), link.generation()),
        Err(LinkError::NotALink) if text.contains("://") => "an address".to_owned(),
        Err(LinkError::NotALink) => "a text".to_owned(),
        Err(_) => "a link that can't be used".to_owned(),
    }
}

fn parse(text: &str, what: &str) -> Result<Found, Failure> {
    if sheet_code::is_code(text) {
        let code = sheet_code::parse(text);
        return code.map(Found::Sheet).map_err(|error| {
            Failure::new(format!("can't use {what}: {error}")).hint(
                "scan it once more from the screen of the device that printed the sheet, or print \
                 a new one",
            )
        });
    }
    otpauth::parse(text).map(Found::Enrolment).map_err(|error| {
        let failure = Failure::new(format!("can't use {what}: {error}"));
        match error {
            LinkError::Migration => {
                failure.hint("ask for the QR code that ringtrue invite shows instead")
            }
            _ => failure,
        }
    })
}

fn neither(what: &str) -> Failure {
    Failure::new(format!(
        "{what} is neither a picture (PNG, JPEG, GIF, WebP, BMP) nor a text with an enrolment \
         link or a message"
    ))
}
