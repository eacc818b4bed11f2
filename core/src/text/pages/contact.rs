//! People to call, for a card.

use thiserror::Error;

use crate::group::{Group, Holds, Name, NameError, refuse_hidden};

/// Someone to call when a call could not be trusted. A missing name or number is a
/// line to fill in by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub(super) name: Option<Name>,
    pub(super) number: Option<String>,
}

impl Contact {
    /// The number of contacts that a card has room for.
    pub const MAX: usize = 3;

    /// The longest name in characters.
    const MAX_NAME: usize = 30;

    /// The longest number in characters: one with a country code and an extension.
    const MAX_NUMBER: usize = 24;

    /// Parses a name and, after the last comma, a number: `Anna, 555 0123`. Without a
    /// comma, the number is a line to fill in.
    ///
    /// ```
    /// use ringtrue_core::text::Contact;
    ///
    /// assert!(Contact::parse("Anna, 555 0123").is_ok());
    /// assert!(Contact::parse("Anna, later").is_err());
    /// ```
    ///
    /// # Errors
    /// [`ContactError`], which never repeats the text.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        refuse_hidden(text)?;
        let (name, number) = match text.rsplit_once(',') {
            Some((name, number)) => (name, Some(number.trim())),
            None => (text, None),
        };
        let name = Name::foreign(name)?;
        let chars = name.as_str().chars().count();
        if chars > Self::MAX_NAME {
            let limit = Self::MAX_NAME;
            return Err(NameError::TooLong { chars, limit }.into());
        }
        Ok(Self {
            name: Some(name),
            number: number.map(checked).transpose()?,
        })
    }

    /// Returns the members with a phone or a computer, if a card has room for all of them;
    /// else one line to fill in.
    pub(super) fn from_roll(group: &Group) -> Vec<Self> {
        let roll = group.members().iter();
        let names: Vec<_> = roll
            .filter(|member| member.holds != Holds::Sheet)
            .map(|member| Some(member.name.clone()))
            .collect();
        let names = match names.len() {
            1..=Self::MAX => names,
            _ => vec![None],
        };
        let blank = |name| Self { name, number: None };
        names.into_iter().map(blank).collect()
    }
}

fn checked(number: &str) -> Result<String, ContactError> {
    let chars = number.chars().count();
    if chars > Contact::MAX_NUMBER {
        return Err(ContactError::Long { chars });
    }
    if !number.chars().any(char::is_numeric) {
        return Err(ContactError::NoDigit);
    }
    Ok(number.to_owned())
}

/// An error from parsing a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ContactError {
    /// The name can't be used.
    #[error("the name can't be used: {0}")]
    Name(#[from] NameError),
    /// The number has too many characters.
    #[error(
        "the number has {chars} characters; the limit is {}",
        Contact::MAX_NUMBER
    )]
    Long {
        /// The number's length in characters.
        chars: usize,
    },
    /// The text after the comma has no digit.
    #[error("there is no number after the comma")]
    NoDigit,
}
