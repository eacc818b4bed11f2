//! What a link or a message brings, before and after a person said yes to it.
//! How a link is spelt is `otpauth`'s.

use std::fmt;

use super::generation::Generation;
use super::name::Name;
use crate::otp::{CHECK_WORDS, Parameters, check_words};
use crate::secret::Secret;
use crate::words::Word;

/// Who made a group, which decides how its link is spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A ringtrue: label and issuer both say so, and the account ends in the
    /// generation.
    Ringtrue,
    /// Another program. Both parts are kept as they came, to be shown again.
    Foreign {
        /// What stood before the colon of the label.
        prefix: Option<Name>,
        /// The `issuer` parameter.
        issuer: Option<Name>,
    },
}

/// What a link or a message enrols a device in.
#[derive(Debug)]
pub struct Enrolment {
    /// The group's name.
    pub name: Name,
    /// The generation of the seed.
    pub generation: Generation,
    /// Who made it.
    pub origin: Origin,
    /// Algorithm, digits and period.
    pub parameters: Parameters,
    /// The seed.
    pub secret: Secret,
}

/// Something that came from somebody else, before a person has looked at it
/// and said yes. It can be shown and compared; only [`Unconfirmed::confirm`]
/// gives it out.
pub struct Unconfirmed<T>(T);

impl<T> Unconfirmed<T> {
    /// Holds `it` back until a person has looked.
    #[must_use]
    pub const fn new(it: T) -> Self {
        Self(it)
    }

    /// What is held back, to be looked at.
    pub(crate) const fn held(&self) -> &T {
        &self.0
    }

    /// Gives it out. To be called after the person said yes, or a script did.
    #[must_use]
    pub fn confirm(self) -> T {
        self.0
    }
}

impl Unconfirmed<Enrolment> {
    /// The group's name: every character of it can be seen.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.0.name
    }

    /// The generation of the seed.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.0.generation
    }

    /// Returns the name of the key, as people see it: "Smith family 2".
    #[must_use]
    pub fn entry(&self) -> String {
        entry(self.name(), self.origin(), self.generation())
    }

    /// Who made it.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// Algorithm, digits and period.
    #[must_use]
    pub const fn parameters(&self) -> Parameters {
        self.0.parameters
    }

    /// Six words to compare with somebody who has the seed.
    #[must_use]
    pub fn check_words(&self) -> [Word; CHECK_WORDS] {
        check_words(&self.0.secret)
    }
}

impl<T> fmt::Debug for Unconfirmed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unconfirmed(..)")
    }
}

/// Returns the name of a key, as people see it.
pub(super) fn entry(name: &Name, origin: &Origin, generation: Generation) -> String {
    match origin {
        Origin::Ringtrue => name.entry(generation),
        Origin::Foreign { .. } => name.to_string(),
    }
}
