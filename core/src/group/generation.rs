//! The generation of a seed.

use std::fmt;

/// The number of a seed's rotation: 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(u16);

impl Generation {
    /// The first generation.
    pub const FIRST: Self = Self(1);

    /// The last possible generation.
    pub const LAST: Self = Self(9999);

    /// Creates the generation with this number. Returns `None` outside 1 to
    /// 9999.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        let number = u16::try_from(number).ok()?;
        (Self::FIRST.0..=Self::LAST.0)
            .contains(&number)
            .then_some(Self(number))
    }

    /// Returns its number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Returns the next generation, `None` after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(u64::from(self.0) + 1)
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
