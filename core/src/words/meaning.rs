//! The meaning of a typed word, and why a text can't be read.

use thiserror::Error;
use zeroize::Zeroize;

use super::number_words::NumberWord;
use super::word::Word;

/// The reason why a typed text can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HeardError {
    /// It contains neither a digit nor a letter.
    #[error("nothing was typed")]
    Nothing,
    /// It is longer than [`Heard::MAX_LENGTH`](super::Heard::MAX_LENGTH) bytes.
    #[error("the text is too long for a code")]
    TooLong,
    /// It has too few or too many digits for a half or a code; a word has three.
    #[error("there are too few or too many digits for a half or a code")]
    WrongLength,
    /// "double" or "triple" has no digit after it, or "hundred" none before it.
    #[error("\"double\" and \"triple\" need a digit after them, \"hundred\" one before it")]
    NoDigit,
    /// A word is not on the list, nor near one that is.
    #[error("one word is neither on the word list nor close to one that is")]
    NoSuchWord,
    /// A word is equally near to two words of the list.
    #[error("one word could be \"{0}\" or \"{1}\"; ask which")]
    TwoWords(Word, Word),
    /// A word is equally near to three or more words, or to a number and a word; or
    /// words that run together can be split in several ways.
    #[error("one word could be any of several")]
    Several,
    /// The digits are a half or a code, but the words with them stand for another one.
    #[error("the digits and the word do not match")]
    Disagree,
    /// The digits of a phrase are not in groups of three, each of which is a word.
    #[error("the digits are not in groups of three")]
    LooseDigits,
    /// It does not have six words, as a phrase must.
    #[error("expected six words, got {found}")]
    NotSix {
        /// The number of words found.
        found: usize,
    },
}

/// The meaning of one word that was typed.
#[derive(Clone, Copy, Zeroize)]
pub(super) enum Meant {
    Number(NumberWord),
    Word(Word),
    /// Either word, equally likely.
    Either(Word, Word),
}

impl Meant {
    pub(super) fn from_spelling(letters: &str) -> Option<Self> {
        let word = || Word::from_spelling(letters).map(Self::Word);
        NumberWord::from_spelling(letters)
            .map(Self::Number)
            .or_else(word)
    }

    pub(super) const fn number(&self) -> Option<NumberWord> {
        match self {
            Self::Number(word) => Some(*word),
            Self::Word(_) | Self::Either(..) => None,
        }
    }
}
