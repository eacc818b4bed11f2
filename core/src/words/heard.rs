//! The digits and words in text that a person typed after hearing it on a call. A text
//! has at most one reading; if there could be two, the person is asked.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::meaning::{HeardError, Meant};
use super::nearest::nearest;
use super::number_words::{self, NumberWord};
use super::split::split_run;
use super::tokens::{Token, tokens};
use super::word::Word;

/// The digits and words that were heard on a call. `Debug` prints only how many there
/// are.
pub struct Heard(Vec<Sound>);

/// One thing that was said.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
pub(crate) enum Sound {
    /// One digit, 0 to 9.
    Digit(u8),
    /// One word of the list.
    Word(Word),
}

impl Heard {
    /// The longest text in bytes that is parsed: many times the length of a whole code
    /// with its words.
    pub const MAX_LENGTH: usize = 256;

    /// Parses what a person typed after hearing it. Case, spaces, accents and
    /// punctuation are folded; numbers may come as words ("nine oh one", "double five",
    /// "six forty-two"); words may run together ("tigerpiano"); a misspelt word is read
    /// as the nearest one by its letters or its sound, or ignored next to the digits of
    /// a half.
    ///
    /// ```
    /// use ringtrue_core::Heard;
    ///
    /// assert!(Heard::read("nine oh one, tyger").is_ok());
    /// assert!(Heard::read("xyzzy").is_err());
    /// ```
    ///
    /// # Errors
    /// [`HeardError`], which says why without repeating what was typed.
    pub fn read(text: &str) -> Result<Self, HeardError> {
        Self::read_asking(text, |_, _| None)
    }

    /// Parses like [`Heard::read`], but asks `which` of two equally near words was
    /// meant.
    ///
    /// # Errors
    /// [`HeardError`]: [`HeardError::TwoWords`] if `which` chooses neither.
    pub fn read_asking(
        text: &str,
        mut which: impl FnMut(Word, Word) -> Option<Word>,
    ) -> Result<Self, HeardError> {
        if text.len() > Self::MAX_LENGTH {
            return Err(HeardError::TooLong);
        }
        let said = expand_numbers(&resolve(text)?)?;
        let mut sounds = Self(Vec::with_capacity(said.len()));
        for said_now in said.iter() {
            sounds.0.push(match *said_now {
                Said::Sound(sound) => sound,
                Said::Either(one, other) => which(one, other)
                    .filter(|word| [one, other].contains(word))
                    .map(Sound::Word)
                    .ok_or(HeardError::TwoWords(one, other))?,
            });
        }
        if sounds.0.is_empty() {
            return Err(HeardError::Nothing);
        }
        Ok(sounds)
    }

    /// Returns its digits without its words.
    #[must_use]
    pub fn digits_alone(&self) -> Self {
        let digits = self
            .0
            .iter()
            .filter(|sound| matches!(sound, Sound::Digit(_)));
        Self(digits.copied().collect())
    }

    /// Returns the number of words in it.
    pub(crate) fn words(&self) -> usize {
        let words = self.0.iter();
        words
            .filter(|sound| matches!(sound, Sound::Word(_)))
            .count()
    }

    pub(crate) fn sounds(&self) -> &[Sound] {
        &self.0
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Heard({} sounds)", self.0.len())
    }
}

/// Words that people say around a half: "it's 063", "my half is 063". None is on the
/// list.
pub(super) const FILLERS: [&str; 24] = [
    "code", "digits", "er", "erm", "half", "hello", "hi", "hmm", "is", "it", "its", "mine", "my",
    "ok", "okay", "our", "ours", "said", "say", "thats", "the", "uh", "um", "yes",
];

/// The smallest number of digits in a half. From that many on, the digits decide: among
/// the other words typed, only exact list words count.
const MIN_HALF_DIGITS: usize = 3;

/// Resolves the words and digits of a text.
fn resolve(text: &str) -> Result<Zeroizing<Vec<Meant>>, HeardError> {
    let spelt = match_exactly(text);
    let digits = spelt.iter().filter_map(|spelt| match spelt {
        Spelt::Exactly(Meant::Number(word)) => Some(*word),
        Spelt::Exactly(_) | Spelt::Somehow(_) => None,
    });
    let digits: Vec<NumberWord> = digits.collect();
    let digits_decide =
        number_words::digits(&digits).is_some_and(|digits| digits.len() >= MIN_HALF_DIGITS);
    let mut meant = Zeroizing::new(Vec::with_capacity(spelt.len()));
    for spelt in spelt {
        match spelt {
            Spelt::Exactly(exactly) => meant.push(exactly),
            Spelt::Somehow(_) if digits_decide => {}
            Spelt::Somehow(letters) => match split_run(&letters)?.as_slice() {
                [] => meant.push(nearest(&letters)?),
                parts => meant.extend_from_slice(parts),
            },
        }
    }
    Ok(meant)
}

/// A digit or word of a text.
enum Spelt {
    /// It is spelt exactly like a list word or a number.
    Exactly(Meant),
    /// It is not.
    Somehow(Zeroizing<String>),
}

fn match_exactly(text: &str) -> Vec<Spelt> {
    let tokens = tokens(text);
    // A filler alone may be the beginning of a list word.
    let has_more = tokens.iter().any(|token| match token {
        Token::Digit(_) => true,
        Token::Letters(letters) => !FILLERS.contains(&letters.as_str()),
    });
    let mut spelt = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let letters = match first {
            Token::Digit(digit) => {
                spelt.push(Spelt::Exactly(Meant::Number(NumberWord::Digit(*digit))));
                continue;
            }
            Token::Letters(letters) => letters,
        };
        if let Some((Token::Letters(more), after)) = after.split_first()
            && let Some(word) = one_word(letters, more)
        {
            spelt.push(Spelt::Exactly(Meant::Word(word)));
            rest = after;
            continue;
        }
        if has_more && FILLERS.contains(&letters.as_str()) {
            continue;
        }
        let last = spelt.last();
        let after_hundred = matches!(
            last,
            Some(Spelt::Exactly(Meant::Number(NumberWord::Hundred)))
        );
        if after_hundred && letters.as_str() == "and" {
            continue;
        }
        spelt.push(match Meant::from_spelling(letters) {
            Some(exactly) => Spelt::Exactly(exactly),
            None => Spelt::Somehow(letters.clone()),
        });
    }
    spelt
}

/// Returns a list word that was typed as two: "pop corn".
fn one_word(letters: &str, more: &str) -> Option<Word> {
    Word::from_spelling(&Zeroizing::new([letters, more].concat()))
}

/// A digit or word that was said, or two equally likely words.
#[derive(Clone, Copy, Zeroize)]
enum Said {
    Sound(Sound),
    Either(Word, Word),
}

/// Replaces every number by its digits.
fn expand_numbers(meant: &[Meant]) -> Result<Zeroizing<Vec<Said>>, HeardError> {
    let mut said = Zeroizing::new(Vec::with_capacity(2 * meant.len()));
    let mut rest = meant;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match *first {
            Meant::Word(word) => said.push(Said::Sound(Sound::Word(word))),
            Meant::Either(one, other) => said.push(Said::Either(one, other)),
            Meant::Number(first) => {
                let more = after.iter().map_while(Meant::number);
                let number: Vec<NumberWord> = std::iter::once(first).chain(more).collect();
                let digits = number_words::digits(&number).ok_or(HeardError::NoDigit)?;
                said.extend(digits.into_iter().map(Sound::Digit).map(Said::Sound));
                rest = after.get(number.len() - 1..).unwrap_or_default();
            }
        }
    }
    Ok(said)
}
