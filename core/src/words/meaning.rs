//! The meaning of a typed word, and why a text can't be read.

use thiserror::Error;
use zeroize::Zeroize;

use super::spoken::Spoken;
use super::word::Word;

/// The reason why a typed text can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unheard {
    /// It contains neither a digit nor a letter.
    #[error("nothing was typed")]
    Nothing,
    /// It is longer than [`Heard::MAX_LENGTH`](super::Heard::MAX_LENGTH) bytes.
    #[error("that is too long for a code")]
    TooLong,
    /// A word is not on the list, nor near one that is.
    #[error("a word in it is not on the word list, nor near one that is")]
    NoSuchWord,
    /// A word is equally near to two words of the list.
    #[error("a word in it could be \"{0}\" or \"{1}\": ask which")]
    TwoWords(Word, Word),
    /// A word is equally near to three or more words, or to a number and a word; or
    /// words that run together can be split in several ways.
    #[error("a word in it could be any of several")]
    Several,
    /// The digits are a half or a code, but the words with them stand for another one.
    #[error("the digits and the word are not the same number")]
    Disagree,
    /// It does not have six words, as a phrase must.
    #[error("it is to be six words, and these are {found}")]
    NotSix {
        /// The number of words found.
        found: usize,
    },
}

/// The meaning of one word that was typed.
#[derive(Clone, Copy, Zeroize)]
pub(super) enum Meant {
    Spoken(Spoken),
    Word(Word),
    /// Either word, equally likely.
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
