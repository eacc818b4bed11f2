//! Errors from parsing a link, which name the part at fault.

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::group::NameError;
use crate::otp::DigitsOutOfRange;
use crate::secret::TooShort;
use crate::time::PeriodOutOfRange;

/// The longest link that is parsed, in bytes. A QR code holds 2,953.
pub const MAX_LINK_LENGTH: usize = 4096;

/// A query parameter that ringtrue understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key {
    /// `secret`
    Secret,
    /// `issuer`
    Issuer,
    /// `algorithm`
    Algorithm,
    /// `digits`
    Digits,
    /// `period`
    Period,
}

impl Key {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Issuer => "issuer",
            Self::Algorithm => "algorithm",
            Self::Digits => "digits",
            Self::Period => "period",
        }
    }

    /// Returns the parameter of this name, percent-decoded and in any case, so that
    /// `SECRET` beside `secret` counts as a repeat.
    pub(super) fn from_name(raw: &str) -> Option<Self> {
        let name = percent_decode_str(raw).decode_utf8().ok()?;
        [
            Self::Secret,
            Self::Issuer,
            Self::Algorithm,
            Self::Digits,
            Self::Period,
        ]
        .into_iter()
        .find(|key| key.as_str().eq_ignore_ascii_case(&name))
    }
}

/// A component of a link that text is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Component {
    /// The label, which has the account's name.
    Label,
    /// The `issuer`.
    Issuer,
    /// The `secret`.
    Secret,
}

impl Component {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Label => "name",
            Self::Issuer => "issuer",
            Self::Secret => "secret",
        }
    }
}

/// An error from parsing an enrolment link or a typed key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The text does not begin with `otpauth://`.
    #[error("not an enrolment link: those begin with otpauth://")]
    NotALink,
    /// The text is an authenticator app's export of many accounts.
    #[error("it is an authenticator app's export of many accounts, not an enrolment link")]
    Migration,
    /// The link is longer than [`MAX_LINK_LENGTH`].
    #[error("the link has {bytes} bytes; the limit is {MAX_LINK_LENGTH}")]
    TooLong {
        /// The link's length in bytes.
        bytes: usize,
    },
    /// The link is for HOTP (RFC 4226), whose codes go by a counter instead of the time.
    #[error("the link is for counter-based codes (HOTP); ringtrue needs time-based ones (TOTP)")]
    CounterBased,
    /// The link is for neither TOTP nor HOTP.
    #[error("the link is for a kind of code that ringtrue does not know")]
    UnknownKind,
    /// There is no label.
    #[error("the link has no name in it")]
    NoLabel,
    /// There is no secret.
    #[error("the link has no secret in it")]
    NoSecret,
    /// The link claims to be from ringtrue but is not spelt like one, or has the escapes
    /// of an email.
    #[error("the link was cut or altered on its way")]
    Altered,
    /// A typed key has the wrong length.
    #[error("expected 32 letters in the key, got {letters}")]
    KeyLength {
        /// The key's length in letters.
        letters: usize,
    },
    /// A typed key has a character that is not base32.
    #[error("the key has a character that is not one of A to Z and 2 to 7")]
    KeyLetters,
    /// A parameter occurs twice, and programs disagree on which one counts.
    #[error("the link has \"{}\" twice", .0.as_str())]
    Doubled(Key),
    /// A percent-escape is malformed, or the bytes are not UTF-8.
    #[error("the {} in the link is malformed", .0.as_str())]
    Malformed(Component),
    /// A name can't be used.
    #[error("the {} in the link can't be used: {error}", part.as_str())]
    Name {
        /// The component with the name.
        part: Component,
        /// What is wrong with it.
        error: NameError,
    },
    /// The secret is not base32.
    #[error("the secret in the link is not base32")]
    SecretNotBase32,
    /// The secret is too short.
    #[error("the link can't be used: {0}")]
    SecretTooShort(#[from] TooShort),
    /// The algorithm is not SHA1, SHA256 or SHA512.
    #[error("the link asks for an algorithm other than SHA1, SHA256 and SHA512")]
    UnknownAlgorithm,
    /// The digits or the period are not a number.
    #[error("\"{}\" in the link is not a number", .0.as_str())]
    NotANumber(Key),
    /// The digits are outside 6 to 8.
    #[error("the link can't be used: {0}")]
    Digits(#[from] DigitsOutOfRange),
    /// The period is outside 1 to 300 seconds.
    #[error("the link can't be used: {0}")]
    Period(#[from] PeriodOutOfRange),
}
