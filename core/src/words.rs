//! The word list: three digits as one word, and the words meant by what was heard.
//! `call` decides which half of which code they are.

mod check_words;
mod heard;
mod meaning;
mod nearest;
mod number_words;
mod phrase;
mod split;
mod tokens;
mod word;

pub(crate) use self::check_words::{KeyKind, check_words_for};
pub use self::heard::Heard;
pub(crate) use self::heard::Sound;
pub use self::meaning::HeardError;
pub use self::phrase::{PHRASE_WORDS, Phrase};
pub(crate) use self::phrase::{words_from_line, words_line};
pub use self::word::{Word, completion};

#[cfg(test)]
mod tests;
