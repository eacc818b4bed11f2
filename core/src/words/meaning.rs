//! What a word that was typed may mean, and why a text can't be read.

use thiserror::Error;
use zeroize::Zeroize;

use super::spoken::Spoken;
use super::word::Word;

/// Why a text that was typed can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unheard {
    /// There is neither a digit nor a letter in it.
    #[error("nothing was typed")]
    Nothing,
    /// It is longer than [`Heard::MAX_LENGTH`](super::Heard::MAX_LENGTH) bytes.
    #[error("that is too long for a code")]
    TooLong,
    /// A word is like none of the list.
    #[error("a word in it is not on the word list, nor near one that is")]
    NoSuchWord,
    /// A word is as near to one word of the list as to another.
    #[error("a word in it could be \"{0}\" or \"{1}\": ask which")]
    TwoWords(Word, Word),
    /// A word is as near to three or more words, or to a number as to a word; or
    /// words that run together can be parted in several ways.
    #[error("a word in it could be any of several")]
    Several,
    /// The digits are a half or a code, and the words beside them are another one.
    #[error("the digits and the word are not the same number")]
    Disagree,
    /// Six words were asked for.
    #[error("it is to be six words, and these are {found}")]
    NotSix {
        /// How many there were.
        found: usize,
    },
}

/// The meaning of one word that was typed.
#[derive(Clone, Copy, Zeroize)]
pub(super) enum Meant {
    Spoken(Spoken),
    Word(Word),
    /// One as much as the other.
    Either(Word, Word),
}

impl Meant {
    pub(super) fn from_spelling(letters: &str) -> Option<Self> {
        let word = || Word::from_spelling(letters).map(Self::Word);
        Spoken::from_spelling(letters)
            .map(Self::Spoken)
            .or_else(word)
    }

    pub(super) const fn spoken(&self) -> Option<Spoken> {
        match self {
            Self::Spoken(spoken) => Some(*spoken),
            Self::Word(_) | Self::Either(..) => None,
        }
    }
}
