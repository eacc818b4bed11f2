//! Finds the one thing to join with in a file or text: a link, a sheet code, a key or a
//! message.

use thiserror::Error;
use zeroize::Zeroizing;

use super::public::{PublicKeys, PublicKind};
use super::{FileKind, IncomingCode, IncomingError, Text, parse};
use crate::group::Name;
use crate::message::is_message;
use crate::otpauth::{LinkError, TypedKey};

/// Something to join with.
#[derive(Debug)]
pub enum Found {
    /// The link of a group, or the code of a member's sheet.
    Code(IncomingCode),
    /// A key that was printed or typed, without a group name.
    Key(TypedKey),
    /// A message, still sealed.
    Message(Vec<u8>),
}

/// The reason nothing was found to join with. It never repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FindError {
    /// The one code in it can't be used.
    #[error(transparent)]
    Code(#[from] IncomingError),
    /// There is more than one code in it, each described here.
    #[error("it contains more than one code: {}", .0.join("; "))]
    Several(Vec<String>),
    /// It is a mail whose text holds nothing, but it has an attachment that may.
    #[error("it is an email with an attachment")]
    Attachment,
    /// It is a file that holds no code or message.
    #[error("it is {0}")]
    File(FileKind),
    /// It is a public key, which doesn't let anyone join a group.
    #[error("{}", match .0 {
        PublicKind::Device => "it is a device key: it goes on a group's list and lets nobody join",
        PublicKind::Organiser => {
            "it is an organiser's key: give it to the organiser who promotes them"
        }
    })]
    PublicKey(PublicKind),
    /// It holds nothing that ringtrue can use.
    #[error("there is no enrolment link, key or message in it")]
    Nothing,
}

impl FindError {
    /// Returns true if only the group's name is missing or unusable, so that [`find`]
    /// may succeed with a name.
    #[must_use]
    pub const fn lacks_name(&self) -> bool {
        matches!(self, Self::Code(error) if error.lacks_name())
    }
}

/// Finds the one code, key or message in a file or text. `name` is used for a link
/// without a usable group name.
///
/// ```
/// use ringtrue_core::incoming::{IncomingCode, FindError, Found, find};
///
/// let link = "otpauth://totp/ringtrue:Smith%20family%201\
///             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
/// let note = format!("Hi Ben,\n{link}\nMum");
/// assert!(matches!(find(note.as_bytes(), None)?, Found::Code(IncomingCode::Link(_))));
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

/// Parses the texts of the QR codes in a picture, of which there must be exactly one.
///
/// # Errors
/// [`FindError::Code`], [`FindError::Several`] and [`FindError::Nothing`].
pub fn parse_picture(
    texts: &[Zeroizing<String>],
    name: Option<&Name>,
) -> Result<IncomingCode, FindError> {
    let codes = texts.iter().map(|text| {
        let is_address = text.contains("://");
        (parse(text, name), is_address)
    });
    exactly_one(codes.collect())
}

impl Text {
    /// Finds the one code or key in the text, ignoring everything else. `name` is used
    /// for a link without a usable group name.
    ///
    /// # Errors
    /// [`FindError::Code`] and [`FindError::Several`].
    pub fn find(&self, name: Option<&Name>) -> Result<Option<Found>, FindError> {
        let codes = self.codes(name);
        if !codes.is_empty() {
            let codes = codes.into_iter().map(|code| (code, false));
            return exactly_one(codes.collect()).map(|code| Some(Found::Code(code)));
        }
        let key = TypedKey::parse(self.as_str()).transpose();
        let key = key.map_err(IncomingError::Link)?;
        Ok(key.map(Found::Key))
    }
}

/// Returns the only code. The flag with each is true if its text is a web address, for
/// the description of a text that is not a code.
fn exactly_one(
    codes: Vec<(Result<IncomingCode, IncomingError>, bool)>,
) -> Result<IncomingCode, FindError> {
    match <[_; 1]>::try_from(codes) {
        Ok([(code, _)]) => Ok(code?),
        Err(none) if none.is_empty() => Err(FindError::Nothing),
        Err(several) => Err(FindError::Several(
            several.iter().map(description).collect(),
        )),
    }
}

/// Describes a code, without its secrets, to someone who has to choose one.
fn description((code, is_address): &(Result<IncomingCode, IncomingError>, bool)) -> String {
    match code {
        Ok(IncomingCode::Sheet(code)) => format!("the code of {}'s sheet", code.member()),
        Ok(IncomingCode::Link(link)) => format!("\"{}\"", link.key_name()),
        Err(IncomingError::Link(LinkError::NotALink)) if *is_address => "an address".to_owned(),
        Err(IncomingError::Link(LinkError::NotALink)) => "a text".to_owned(),
        Err(_) => "a link that can't be used".to_owned(),
    }
}

#[cfg(test)]
mod tests;
