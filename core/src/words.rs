//! The word list: three digits as one word, and the words meant by what was heard.
//! `call` decides which half of which code they are.

mod compared;
mod heard;
mod meaning;
mod nearest;
mod phrase;
mod spoken;
mod together;
mod tokens;
mod word;

pub(crate) use self::compared::{Compared, words_of};
pub use self::heard::Heard;
pub(crate) use self::heard::Sound;
pub use self::meaning::Unheard;
pub use self::phrase::{PHRASE_WORDS, Phrase};
pub(crate) use self::phrase::{words_from_line, words_line};
pub use self::word::{Word, completion};

#[cfg(test)]
mod tests;
