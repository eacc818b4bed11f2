//! The one code that somebody brings, of a group or of a sheet; or the key that stands
//! on paper, or a message.

use thiserror::Error;
use zeroize::Zeroizing;

use super::public::{PublicKeys, PublicKind};
use super::{Code, CodeError, FileKind, Text, parse};
use crate::group::Name;
use crate::message::is_message;
use crate::otpauth::{LinkError, TypedKey};

/// What somebody brings.
#[derive(Debug)]
pub enum Found {
    /// The link of a group, or the code of a member's sheet.
    Code(Code),
    /// A key without a name.
    Key(TypedKey),
    /// A message, still sealed.
    Message(Vec<u8>),
}

/// Why nothing can be taken from what somebody brings. Nothing secret is repeated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FindError {
    /// The one code in it can't be used.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// There is more than one code in it, each described here.
    #[error("it has more than one code in it: {}", .0.join("; "))]
    Several(Vec<String>),
    /// It is a mail, and what it brings may be in its attachment.
    #[error("it is a mail with an attachment")]
    Attachment,
    /// It is a file that holds no code or message.
    #[error("it is {0}")]
    File(FileKind),
    /// It is a public key, which is no way into a group.
    #[error("{}", match .0 {
        PublicKind::Device => "it is a device's key, which is for the roll of a group",
        PublicKind::Organiser => "it is an organiser's key, which is for the one who promotes them",
    })]
    PublicKey(PublicKind),
    /// There is nothing of ringtrue's in it.
    #[error("there is no enrolment link, key or message in it")]
    Nothing,
}

impl FindError {
    /// Returns true if only the name of the group is missing or can't be used: with one
    /// it may be found.
    #[must_use]
    pub const fn lacks_name(&self) -> bool {
        matches!(self, Self::Code(error) if error.lacks_name())
    }
}

/// Finds what is in a file or a text: the one code, a key or a message. A group whose
/// link has no name that can be used is called `name`.
///
/// ```
/// use ringtrue_core::incoming::{Code, FindError, Found, find};
///
/// let link = "otpauth://totp/ringtrue:Smith%20family%201\
///             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
/// let note = format!("Hi Ben,\n{link}\nMum");
/// assert!(matches!(find(note.as_bytes(), None)?, Found::Code(Code::Link(_))));
/// assert_eq!(find(b"Milk, eggs", None).unwrap_err(), FindError::Nothing);
/// # Ok::<(), FindError>(())
/// ```
///
/// # Errors
/// [`FindError`].
pub fn find(bytes: &[u8], name: Option<&Name>) -> Result<Found, FindError> {
    let nothing = || FileKind::of(bytes).map_or(FindError::Nothing, FindError::File);
    let public = |text: &Text| PublicKeys::find(&[text.as_str()]).ok()?.kind();
    let Some(text) = Text::read(bytes) else {
        return if is_message(bytes) {
            Ok(Found::Message(bytes.to_vec()))
        } else {
            Err(nothing())
        };
    };
    if is_message(text.as_str().as_bytes()) {
        return Ok(Found::Message(text.as_str().into()));
    }
    match text.find(name)? {
        Some(found) => Ok(found),
        None if text.has_attachment() => Err(FindError::Attachment),
        None => Err(public(&text).map_or_else(nothing, FindError::PublicKey)),
    }
}

/// Takes the one code of a picture that has these texts.
///
/// # Errors
/// [`FindError::Code`] and [`FindError::Several`].
pub fn only_one(texts: &[Zeroizing<String>], name: Option<&Name>) -> Result<Code, FindError> {
    let codes = texts.iter().map(|text| {
        let is_address = text.contains("://");
        (parse(text, name), is_address)
    });
    the_one(codes.collect())
}

impl Text {
    /// Finds the one code or the key in it, whatever else it says. A group whose link
    /// has no name that can be used is called `name`.
    ///
    /// # Errors
    /// [`FindError::Code`] and [`FindError::Several`].
    pub fn find(&self, name: Option<&Name>) -> Result<Option<Found>, FindError> {
        let codes = self.codes(name);
        if !codes.is_empty() {
            let codes = codes.into_iter().map(|code| (code, false));
            return the_one(codes.collect()).map(|code| Some(Found::Code(code)));
        }
        let key = TypedKey::parse(self.as_str()).transpose();
        let key = key.map_err(CodeError::Link)?;
        Ok(key.map(Found::Key))
    }
}

/// Takes the one code there is. Each goes with whether it is an address, should it be
/// no code.
fn the_one(codes: Vec<(Result<Code, CodeError>, bool)>) -> Result<Code, FindError> {
    match <[_; 1]>::try_from(codes) {
        Ok([(code, _)]) => Ok(code?),
        Err(several) => Err(FindError::Several(
            several.iter().map(description).collect(),
        )),
    }
}

/// Describes a code to somebody who has to choose, without what is secret.
fn description((code, is_address): &(Result<Code, CodeError>, bool)) -> String {
    match code {
        Ok(Code::Sheet(code)) => format!("the code of {}'s sheet", code.member()),
        Ok(Code::Link(link)) => format!("\"{}\"", link.entry()),
        Err(CodeError::Link(LinkError::NotALink)) if *is_address => "an address".to_owned(),
        Err(CodeError::Link(LinkError::NotALink)) => "a text".to_owned(),
        Err(_) => "a link that can't be used".to_owned(),
    }
}

#[cfg(test)]
mod tests;
