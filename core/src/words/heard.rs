//! What was heard on a call: text that a person typed, as digits and words.
//! One text is one reading at most; where it could be two, it is asked which.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::meaning::{Meant, Unheard};
use super::nearest::nearest;
use super::spoken::{self, Spoken};
use super::together::parted;
use super::tokens::{Token, tokens};
use super::word::Word;

/// What was heard on a call, as the digits and words that it was made of.
/// Its `Debug` tells neither.
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
    /// The longest text in bytes that is looked at: many times what a whole
    /// code with its words takes.
    pub const MAX_LENGTH: usize = 256;

    /// Reads what a person typed after hearing it. Case, spaces, accents and
    /// punctuation are folded; numbers may come as words ("nine oh one",
    /// "double five", "six forty-two"); words may run together ("tigerpiano");
    /// a misspelt word is the one that is nearest by its letters or its sound.
    ///
    /// ```
    /// use ringtrue_core::Heard;
    ///
    /// assert!(Heard::read("nine oh one, tyger").is_ok());
    /// assert!(Heard::read("xyzzy").is_err());
    /// ```
    ///
    /// # Errors
    /// [`Unheard`], which says why without repeating what was typed.
    pub fn read(text: &str) -> Result<Self, Unheard> {
        Self::read_asking(text, |_, _| None)
    }

    /// The same, and asks `which` of two words was meant where one is as near
    /// as the other, unless the digits beside it tell.
    ///
    /// # Errors
    /// [`Unheard`]: [`Unheard::TwoWords`] where `which` says neither.
    pub fn read_asking(
        text: &str,
        mut which: impl FnMut(Word, Word) -> Option<Word>,
    ) -> Result<Self, Unheard> {
        if text.len() > Self::MAX_LENGTH {
            return Err(Unheard::TooLong);
        }
        let said = said(&meant(text)?)?;
        let mut sounds = Self(Vec::with_capacity(said.len()));
        for said_now in said.iter() {
            sounds.0.push(match *said_now {
                Said::Sound(sound) => sound,
                Said::Either(one, other) => told_by_digits(&said, one, other)
                    .or_else(|| which(one, other).filter(|word| [one, other].contains(word)))
                    .map(Sound::Word)
                    .ok_or(Unheard::TwoWords(one, other))?,
            });
        }
        if sounds.0.is_empty() {
            return Err(Unheard::Nothing);
        }
        Ok(sounds)
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

/// What people say around a half: "it's 063", "my half is 063". None is on the list.
pub(super) const FILLERS: [&str; 24] = [
    "code", "digits", "er", "erm", "half", "hello", "hi", "hmm", "is", "it", "its", "mine", "my",
    "ok", "okay", "our", "ours", "said", "say", "thats", "the", "uh", "um", "yes",
];

/// What the words and digits of a text mean.
fn meant(text: &str) -> Result<Zeroizing<Vec<Meant>>, Unheard> {
    let tokens = tokens(text);
    // Alone it may be how a word of the list begins.
    let has_more = tokens.iter().any(|token| match token {
        Token::Digit(_) => true,
        Token::Letters(letters) => !FILLERS.contains(&letters.as_str()),
    });
    let mut meant = Zeroizing::new(Vec::with_capacity(tokens.len()));
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let letters = match first {
            Token::Digit(digit) => {
                meant.push(Meant::Spoken(Spoken::Digit(*digit)));
                continue;
            }
            Token::Letters(letters) => letters,
        };
        if let Some((Token::Letters(more), after)) = after.split_first()
            && let Some(word) = one_word(letters, more)
        {
            meant.push(Meant::Word(word));
            rest = after;
            continue;
        }
        if has_more && FILLERS.contains(&letters.as_str()) {
            continue;
        }
        let after_hundred = matches!(meant.last(), Some(Meant::Spoken(Spoken::Hundred)));
        if after_hundred && letters.as_str() == "and" {
            continue;
        }
        match Meant::from_spelling(letters) {
            Some(exactly) => meant.push(exactly),
            None => match parted(letters)?.as_slice() {
                [] => meant.push(nearest(letters)?),
                parts => meant.extend_from_slice(parts),
            },
        }
    }
    Ok(meant)
}

/// A word of the list that was typed as two: "pop corn".
fn one_word(letters: &str, more: &str) -> Option<Word> {
    Word::from_spelling(&Zeroizing::new([letters, more].concat()))
}

/// One thing that was said, or one as much as another.
#[derive(Clone, Copy, Zeroize)]
enum Said {
    Sound(Sound),
    Either(Word, Word),
}

/// The same with every number as its digits.
fn said(meant: &[Meant]) -> Result<Zeroizing<Vec<Said>>, Unheard> {
    let mut said = Zeroizing::new(Vec::with_capacity(2 * meant.len()));
    let mut rest = meant;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match *first {
            Meant::Word(word) => said.push(Said::Sound(Sound::Word(word))),
            Meant::Either(one, other) => said.push(Said::Either(one, other)),
            Meant::Spoken(first) => {
                let more = after.iter().map_while(Meant::spoken);
                let number: Vec<Spoken> = std::iter::once(first).chain(more).collect();
                let digits = spoken::digits(&number).ok_or(Unheard::NoSuchWord)?;
                said.extend(digits.into_iter().map(Sound::Digit).map(Said::Sound));
                rest = after.get(number.len() - 1..).unwrap_or_default();
            }
        }
    }
    Ok(said)
}

/// Which of the two words is said in the digits too: as the first or the second
/// half of a code.
fn told_by_digits(said: &[Said], one: Word, other: Word) -> Option<Word> {
    let digits = said.iter().filter_map(|said| match said {
        Said::Sound(Sound::Digit(digit)) => char::from_digit((*digit).into(), 10),
        _ => None,
    });
    let digits: Zeroizing<String> = Zeroizing::new(digits.collect());
    let is_said = |word: Word| {
        let at = |start| digits.get(start..).unwrap_or_default();
        [at(0), at(3), at(4)]
            .iter()
            .any(|half| half.starts_with(&word.digits()))
    };
    match (is_said(one), is_said(other)) {
        (true, false) => Some(one),
        (false, true) => Some(other),
        _ => None,
    }
}
