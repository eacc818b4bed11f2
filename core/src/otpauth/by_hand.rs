//! The key that is typed by hand, both ways: printed in groups of four, and read as
//! a person types it. It says nothing of the group, so name and number are asked.

use zeroize::Zeroizing;

use super::error::LinkError;
use super::label::split_generation;
use super::{RINGTRUE, base32, from_base32};
use crate::group::{Enrolment, Generation, Group, Name, NameError, Origin, Unconfirmed};
use crate::otp::Parameters;
use crate::secret::Secret;

/// How many letters of base32 the key of a ringtrue group has.
const LETTERS: usize = 32;

/// How many letters may be missing or too many for a text to be called a key.
const MISCOUNTED: usize = 6;

/// Prints the key as it is typed by hand: base32, in groups of four.
#[must_use]
pub fn key_by_hand(group: &Group) -> Zeroizing<String> {
    let spelt = base32(&group.current().secret);
    let mut key = Zeroizing::new(String::with_capacity(2 * spelt.len()));
    for (at, letter) in spelt.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            key.push(' ');
        }
        key.push(letter);
    }
    key
}

/// A key that somebody typed.
#[derive(Debug)]
pub struct TypedKey(Secret);

impl TypedKey {
    /// Reads a key of 32 letters in either case, with spaces, hyphens and line breaks
    /// anywhere; `None` for a text that is no key.
    ///
    /// # Errors
    /// [`LinkError::KeyLength`] and [`LinkError::KeyLetters`] for a key that was
    /// mistyped.
    ///
    /// ```
    /// use ringtrue_core::otpauth::{TypedKey, name_and_number};
    ///
    /// let key = TypedKey::parse("gezd gnbv gy3t qojq GEZD GNBV GY3T QOJQ").unwrap()?;
    /// let (name, number) = name_and_number("Smith family 2").unwrap();
    /// let unconfirmed = key.enrolment(name, number.unwrap());
    /// assert_eq!(unconfirmed.name().as_str(), "Smith family");
    /// assert_eq!(unconfirmed.generation().number(), 2);
    /// # Ok::<(), ringtrue_core::otpauth::LinkError>(())
    /// ```
    pub fn parse(text: &str) -> Option<Result<Self, LinkError>> {
        let mut letters = Zeroizing::new(String::with_capacity(LETTERS + MISCOUNTED));
        for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            if !letter.is_ascii_alphanumeric() || letters.len() == LETTERS + MISCOUNTED {
                return None;
            }
            letters.push(letter);
        }
        let is_base32 = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'2'..=b'7');
        let are_base32 = letters.bytes().all(is_base32);
        match letters.len() {
            LETTERS if are_base32 => Some(from_base32(&letters).map(Self)),
            LETTERS => Some(Err(LinkError::KeyLetters)),
            count if are_base32 && LETTERS.abs_diff(count) <= MISCOUNTED => {
                Some(Err(LinkError::KeyLength { letters: count }))
            }
            _ => None,
        }
    }

    /// Returns what it enrols a device in, which the person who typed it has said.
    #[must_use]
    pub fn enrolment(self, name: Name, generation: Generation) -> Unconfirmed<Enrolment> {
        Unconfirmed::new(Enrolment {
            name,
            generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: self.0,
        })
    }
}

/// Reads a group's name as it stands beside a printed key, with its number or
/// without: "Smith family 2", or "ringtrue: Smith family 2".
///
/// # Errors
/// [`NameError`].
pub fn name_and_number(text: &str) -> Result<(Name, Option<Generation>), NameError> {
    let text = text.trim();
    let account = text
        .strip_prefix(RINGTRUE)
        .and_then(|rest| rest.trim_start().strip_prefix(':'));
    let (name, number) = split_generation(account.unwrap_or(text).trim());
    Ok((Name::tidy(name)?, number))
}
