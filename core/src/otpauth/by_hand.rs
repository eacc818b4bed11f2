//! Parses and prints the key that people type by hand. It doesn't name the group, so
//! its name and number have to be asked for.

use zeroize::Zeroizing;

use super::error::LinkError;
use super::label::split_generation;
use super::{RINGTRUE, base32, from_base32};
use crate::group::{Enrolment, Generation, Group, Name, NameError, Origin, Unconfirmed};
use crate::otp::Parameters;
use crate::secret::Secret;

/// Length of a ringtrue group's key, in base32 letters.
const LETTERS: usize = 32;

/// The most letters that a text may have too few or too many to be reported as a
/// mistyped key.
const MISCOUNTED: usize = 6;

/// Returns the key to type by hand: base32, in groups of four letters.
#[must_use]
pub fn key_to_type(group: &Group) -> Zeroizing<String> {
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

/// A key that someone typed.
#[derive(Debug)]
pub struct TypedKey(Secret);

impl TypedKey {
    /// Parses a key of 32 letters in either case, with spaces, hyphens and line breaks
    /// anywhere. Returns `None` for a text that is not a key.
    ///
    /// # Errors
    /// [`LinkError::KeyLength`] and [`LinkError::KeyLetters`] for a mistyped key.
    ///
    /// ```
    /// use ringtrue_core::otpauth::{TypedKey, parse_name_and_number};
    ///
    /// let key = TypedKey::parse("gezd gnbv gy3t qojq GEZD GNBV GY3T QOJQ").unwrap()?;
    /// let (name, number) = parse_name_and_number("Smith family 2").unwrap();
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

    /// Returns the enrolment of this key, with the name and number that its typist gave.
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

/// Parses a group's name, with or without its number, as printed beside a key:
/// "Smith family 2", or "ringtrue: Smith family 2".
///
/// # Errors
/// [`NameError`].
pub fn parse_name_and_number(text: &str) -> Result<(Name, Option<Generation>), NameError> {
    let text = text.trim();
    let account = text
        .strip_prefix(RINGTRUE)
        .and_then(|rest| rest.trim_start().strip_prefix(':'));
    let (name, number) = split_generation(account.unwrap_or(text).trim());
    Ok((Name::tidy(name)?, number))
}
