//! Why a link is refused, and in which part of it.

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::group::NameError;
use crate::otp::DigitsOutOfRange;
use crate::secret::TooShort;
use crate::time::PeriodOutOfRange;

/// The longest link in bytes that is read. A QR holds 2,953.
pub const MAX_LINK_LENGTH: usize = 4096;

/// A parameter that is understood.
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

    /// The parameter of this name in any case, so that no `SECRET` can stand
    /// beside a `secret`; an escaped name is its plain one.
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
    /// What the account is called.
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

/// Why a text is no link that a device can be enrolled with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// It does not begin with `otpauth://`.
    #[error("it is not an enrolment link (those begin with otpauth://)")]
    NotALink,
    /// It is an authenticator app's own export.
    #[error("it is an authenticator app's export of many accounts, not an enrolment link")]
    Migration,
    /// It is longer than [`MAX_LINK_LENGTH`].
    #[error("the link has {bytes} bytes; the limit is {MAX_LINK_LENGTH}")]
    TooLong {
        /// How many bytes there are.
        bytes: usize,
    },
    /// It is for codes that count calls instead of time.
    #[error("the link is for codes by counter (hotp); ringtrue needs codes by time (totp)")]
    CounterBased,
    /// It is for something else.
    #[error("the link is for a kind of code that ringtrue does not know")]
    UnknownKind,
    /// There is no label.
    #[error("the link has no name in it")]
    NoLabel,
    /// There is no secret.
    #[error("the link has no secret in it")]
    NoSecret,
    /// It says that ringtrue made it, and is not as ringtrue makes them; or its
    /// escapes are those of a mail.
    #[error("the link was cut or altered on its way")]
    Altered,
    /// A key that was typed is longer or shorter than one is.
    #[error("the key has {letters} letters, and needs 32")]
    KeyLength {
        /// How many there are.
        letters: usize,
    },
    /// A key that was typed has a character that no key has.
    #[error("the key has a character that is not one of A to Z and 2 to 7")]
    KeyLetters,
    /// A parameter stands twice, so that two programs may read two things.
    #[error("the link has \"{}\" twice", .0.as_str())]
    Doubled(Key),
    /// A percent sign that escapes nothing, or bytes that are no UTF-8.
    #[error("the {} in the link is not well-formed", .0.as_str())]
    Malformed(Component),
    /// A name that must not be shown.
    #[error("the {} in the link can't be used: {error}", part.as_str())]
    Name {
        /// Which name.
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
    /// An algorithm other than SHA1, SHA256 and SHA512.
    #[error("the link asks for an algorithm other than SHA1, SHA256 and SHA512")]
    UnknownAlgorithm,
    /// Digits or period that are no number.
    #[error("\"{}\" in the link is not a number", .0.as_str())]
    NotANumber(Key),
    /// Digits outside 6 to 8.
    #[error("the link can't be used: {0}")]
    Digits(#[from] DigitsOutOfRange),
    /// A period outside 1 to 300 seconds.
    #[error("the link can't be used: {0}")]
    Period(#[from] PeriodOutOfRange),
}
