//! Halves of a code, and the side of the call that says each.

use std::fmt;

use zeroize::Zeroizing;

use crate::otp::{Code, Digits};
use crate::words::Word;

/// A side of a call, which says one of the halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one who called. Speaks first.
    Caller,
    /// The one who answered.
    Answerer,
}

impl Side {
    /// Returns the other side of the call.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Caller => Self::Answerer,
            Self::Answerer => Self::Caller,
        }
    }

    /// Returns its name, as stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Answerer => "answerer",
        }
    }

    /// Returns the side with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Caller, Self::Answerer]
            .into_iter()
            .find(|side| side.as_str() == name)
    }
}

/// One side's half of a code: 3 or 4 digits. `Debug` prints only how many.
#[derive(Clone, PartialEq, Eq)]
pub struct Half(pub(super) Zeroizing<String>);

impl Half {
    /// Returns the half of `code` that `side` says: 3 + 3, 4 + 3 or 4 + 4 digits.
    ///
    /// ```
    /// use ringtrue_core::{Codes, Counter, Half, Parameters, Secret, Side};
    ///
    /// let secret = Secret::new(b"12345678901234567890").unwrap();
    /// let code = Codes::new(&secret, Parameters::default()).at_counter(Counter::new(0));
    /// assert_eq!(code.as_str(), "755224");
    /// assert_eq!(Half::of(&code, Side::Caller).digits(), "755");
    /// assert_eq!(Half::of(&code, Side::Answerer).digits(), "224");
    /// ```
    #[must_use]
    pub fn of(code: &Code, side: Side) -> Self {
        let digits = code.as_str();
        let (caller, answerer) = digits.split_at(digits.len().div_ceil(2));
        let half = match side {
            Side::Caller => caller,
            Side::Answerer => answerer,
        };
        Self(Zeroizing::new(half.to_owned()))
    }

    /// Returns its 3 or 4 digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Returns how it is read out after its digits: the word for the first three, then
    /// the fourth digit if there is one.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let (three, rest) = self.0.split_at_checked(3).unwrap_or((&self.0, ""));
        let word = Word::from_digits(three).map(|word| word.to_string());
        let rest = (!rest.is_empty()).then(|| rest.to_owned());
        word.into_iter().chain(rest).collect()
    }

    pub(super) const fn length(digits: Digits, side: Side) -> usize {
        match side {
            Side::Caller => digits.count().div_ceil(2),
            Side::Answerer => digits.count() / 2,
        }
    }
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Half({} digits)", self.0.len())
    }
}
