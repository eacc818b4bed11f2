//! The content of a link or a message, before and after a person confirms it.
//! `otpauth` parses and prints links.

use std::fmt;

use super::generation::Generation;
use super::name::Name;
use crate::otp::{Parameters, check_words};
use crate::secret::Secret;
use crate::words::{PHRASE_WORDS, Word};

/// The program that made a group, which decides how its link is spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// ringtrue: label and issuer both say so, and the account ends in the
    /// generation.
    Ringtrue,
    /// Another program. Both parts are kept as they came, so that the link can
    /// be shown again.
    Foreign {
        /// The part of the label before the colon.
        prefix: Option<Name>,
        /// The `issuer` parameter.
        issuer: Option<Name>,
    },
}

/// A group that a link or a message brings to a device.
#[derive(Debug)]
pub struct Enrolment {
    /// The group's name.
    pub name: Name,
    /// The generation of the seed.
    pub generation: Generation,
    /// The program that made it.
    pub origin: Origin,
    /// Algorithm, digits and period.
    pub parameters: Parameters,
    /// The seed.
    pub secret: Secret,
}

/// A value that came from somebody else and that no person has confirmed yet.
/// It can be shown and compared; only [`Unconfirmed::confirm`] releases it.
pub struct Unconfirmed<T>(T);

impl<T> Unconfirmed<T> {
    /// Holds `it` back until a person confirms it.
    #[must_use]
    pub const fn new(it: T) -> Self {
        Self(it)
    }

    /// Returns the value that is held back, to look at.
    pub(crate) const fn held(&self) -> &T {
        &self.0
    }

    /// Releases the value. Call this only after the user, or a script, said
    /// yes.
    #[must_use]
    pub fn confirm(self) -> T {
        self.0
    }
}

impl Unconfirmed<Enrolment> {
    /// Returns the group's name, all of whose characters are visible.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.0.name
    }

    /// Returns the generation of the seed.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.0.generation
    }

    /// Returns the name of the key, as people see it: "Smith family 2".
    #[must_use]
    pub fn key_name(&self) -> String {
        key_name(self.name(), self.origin(), self.generation())
    }

    /// Returns the program that made it.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// Returns the algorithm, digits and period.
    #[must_use]
    pub const fn parameters(&self) -> Parameters {
        self.0.parameters
    }

    /// Returns six words to compare with somebody who has the seed.
    #[must_use]
    pub fn check_words(&self) -> [Word; PHRASE_WORDS] {
        check_words(&self.0.secret)
    }
}

impl<T> fmt::Debug for Unconfirmed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unconfirmed(..)")
    }
}

/// Returns the name of a key, as people see it.
pub(super) fn key_name(name: &Name, origin: &Origin, generation: Generation) -> String {
    match origin {
        Origin::Ringtrue => name.key_name(generation),
        Origin::Foreign { .. } => name.to_string(),
    }
}
