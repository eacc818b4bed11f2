//! Finds links, codes, keys and messages in text from outside: a mail, a note or a
//! paste. Files that hold none of them are recognised by kind.
//!
//! A link is accepted only if its end is certain: one that was broken over lines may
//! look complete and have a different seed.

mod file;
mod find;
mod mail;
mod public;
mod reading;

use thiserror::Error;
use zeroize::Zeroizing;

pub use self::file::FileKind;
pub use self::find::{FindError, Found, find, parse_picture};
pub use self::public::{KeyError, PublicKeys, PublicKind, is_secret};
use self::reading::{Reading, Words};
use crate::encoding::decode;
use crate::group::{Enrolment, Name, Unconfirmed};
use crate::otpauth::{self, Component, LinkError};
use crate::sheet_code::{self, SheetCode};

/// The schemes of the links and codes to look for.
const SCHEMES: [&str; 3] = ["otpauth:", "otpauth-migration:", "ringtrue-sheet:"];

/// Schemes as mail filters escape them, to rewrite a link into an address of their own.
const ESCAPED_SCHEMES: [&str; 2] = ["otpauth%3a", "otpauth-3a"];

/// The maximum number of codes to find in one text: only one is wanted.
const MAX_CODES: usize = 4;

/// The maximum number of possible links to examine in one text, which bounds the time
/// for a text with millions of them.
const MAX_PLACES: usize = 64;

/// An enrolment link or a sheet code, not yet confirmed.
#[derive(Debug)]
pub enum IncomingCode {
    /// The link that enrols a device in a group.
    Link(Unconfirmed<Enrolment>),
    /// The code of a member's sheet.
    Sheet(Unconfirmed<SheetCode>),
}

impl IncomingCode {
    fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Link(one), Self::Link(other)) => {
                one.origin() == other.origin() && is_same_but_for_origin(one, other)
            }
            (Self::Sheet(one), Self::Sheet(other)) => {
                one.member() == other.member() && one.is(&other.held().sheet)
            }
            _ => false,
        }
    }
}

fn is_same_but_for_origin(one: &Unconfirmed<Enrolment>, other: &Unconfirmed<Enrolment>) -> bool {
    one.name() == other.name()
        && one.generation() == other.generation()
        && one.parameters() == other.parameters()
        && one.held().secret.is_same_as(&other.held().secret)
}

/// The reason a link or sheet code can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IncomingError {
    /// The link can't be used.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The sheet code can't be used.
    #[error(transparent)]
    Sheet(#[from] sheet_code::CodeError),
    /// Line breaks or spaces got into the link, so its end is uncertain.
    #[error("the link in it is broken by a space or a line break, so its end is unclear")]
    Broken,
    /// The link is escaped inside a web address: some mail filters do that.
    #[error("a mail filter has rewritten the link in it")]
    Rewritten,
}

impl IncomingError {
    /// Returns true if only the group's name is missing or unusable, so that [`parse`]
    /// may succeed with a name.
    #[must_use]
    pub const fn lacks_name(&self) -> bool {
        matches!(
            self,
            Self::Link(
                LinkError::NoLabel
                    | LinkError::Malformed(Component::Label)
                    | LinkError::Name {
                        part: Component::Label,
                        ..
                    }
            )
        )
    }
}

/// Parses a text that is exactly one code, such as the text of a QR code. `name` is
/// used if the link has no usable group name.
///
/// # Errors
/// [`IncomingError`], which never repeats the text.
pub fn parse(text: &str, name: Option<&Name>) -> Result<IncomingCode, IncomingError> {
    if sheet_code::is_code(text) {
        return Ok(IncomingCode::Sheet(sheet_code::parse(text)?));
    }
    let link = match name {
        Some(name) => otpauth::parse_as(text, name),
        None => otpauth::parse(text),
    };
    Ok(IncomingCode::Link(link?))
}

/// A text from outside, extracted from its mail if it came in one.
#[derive(Debug)]
pub struct Text {
    text: Zeroizing<String>,
    has_attachment: bool,
}

impl Text {
    /// Decodes a text in UTF-8, or in UTF-16 with a byte order mark. The text parts of
    /// a mail are decoded as its headers say. Returns `None` if it is not text.
    ///
    /// ```
    /// use ringtrue_core::incoming::{IncomingCode, Text};
    ///
    /// let mail = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n\
    ///     Hi Ben, otpauth://totp/ringtrue:Smith%20family%201?secret=3DGEZDGNBVGY3TQ=\r\n\
    ///     OJQGEZDGNBVGY3TQOJQ&issuer=3Dringtrue\r\n";
    /// let text = Text::read(mail).unwrap();
    /// match text.codes(None).as_slice() {
    ///     [Ok(IncomingCode::Link(link))] => assert_eq!(link.name().as_str(), "Smith family"),
    ///     _ => panic!("there is one link in it"),
    /// }
    /// ```
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = decode(bytes)?;
        Some(mail::decode_mail(&text).unwrap_or_else(|| Self {
            text: Zeroizing::new(text.into_owned()),
            has_attachment: false,
        }))
    }

    /// Returns the text itself, which may be secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the text is from a mail with an attachment. Attachments are not
    /// searched.
    #[must_use]
    pub const fn has_attachment(&self) -> bool {
        self.has_attachment
    }

    /// Finds the distinct links and codes in the text, at most the first few. `name` is
    /// used for a link without a usable group name.
    #[must_use]
    pub fn codes(&self, name: Option<&Name>) -> Vec<Result<IncomingCode, IncomingError>> {
        let text = self.text.as_str();
        let mut found: Vec<Result<IncomingCode, IncomingError>> = Vec::new();
        let mut is_rewritten = contains_any_case(text, &ESCAPED_SCHEMES);
        let mut starts = starts(text).take(MAX_PLACES).peekable();
        while let Some(start) = starts.next() {
            if is_in_address(text, start) {
                is_rewritten = true;
                continue;
            }
            let end = starts.peek().copied().unwrap_or(text.len());
            let words = Words::of(text.get(start..end).unwrap_or_default());
            let is_all = text.trim().len() == text.get(start..).map_or(0, |it| it.trim().len());
            let code = Reading::of(&words, name).code(is_all);
            let is_known = |other: &Result<IncomingCode, IncomingError>| match (other, &code) {
                (Ok(other), Ok(code)) => other.is_same_as(code),
                (Err(other), Err(error)) => other == error,
                _ => false,
            };
            if !found.iter().any(is_known) {
                found.push(code);
            }
            if found.len() == MAX_CODES {
                break;
            }
        }
        if found.is_empty() && is_rewritten {
            found.push(Err(IncomingError::Rewritten));
        }
        found
    }
}

/// Returns the offsets at which links and codes begin.
fn starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let letters = text.match_indices(['o', 'O', 'r', 'R']);
    letters.map(|(at, _)| at).filter(|at| {
        let starts_with = |scheme: &str| {
            let start = text.get(*at..at.saturating_add(scheme.len()));
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        SCHEMES.iter().any(|scheme| starts_with(scheme))
    })
}

/// Returns whether the link at offset `at` is inside a web address.
fn is_in_address(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(reading::is_end).next().unwrap_or_default();
    contains_any_case(word, &["http://", "https://"])
}

fn contains_any_case(text: &str, parts: &[&str]) -> bool {
    let text = Zeroizing::new(text.to_ascii_lowercase());
    parts.iter().any(|part| text.contains(part))
}
