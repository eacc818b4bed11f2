//! The word list: three digits as one word, and what was heard as the word
//! that was meant. Which half of which code that is, `call` decides.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;
use zeroize::Zeroize;

/// One word of the list, and so three digits.
///
/// ```
/// use ringtrue::Word;
///
/// let word = Word::from_digits("901").unwrap();
/// assert_eq!(word.as_str(), "tiger");
/// assert_eq!(word.digits(), "901");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Zeroize)]
pub struct Word(u16);

impl Word {
    /// How many words there are.
    pub const COUNT: u64 = 1000;

    /// The word of three ASCII digits, `None` for anything else.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        let three = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        three.then(|| digits.parse().ok().map(Self)).flatten()
    }

    /// The word of `number` modulo [`Word::COUNT`].
    #[must_use]
    pub const fn from_number_modulo(number: u64) -> Self {
        Self((number % Self::COUNT) as u16)
    }

    /// Its spelling: lower-case ASCII letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let at = usize::from(self.0);
        let start = STARTS.get(at).copied().unwrap_or_default();
        let next = STARTS.get(at + 1).copied().unwrap_or_default();
        LIST.get(start.into()..usize::from(next).saturating_sub(1))
            .unwrap_or_default()
    }

    /// The three digits that it spells.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:03}", self.0)
    }

    /// The one word that begins with these letters (lower-case), from the second
    /// letter on.
    #[must_use]
    pub fn completing(letters: &str) -> Option<Self> {
        let mut words = Self::all().filter(|word| word.as_str().starts_with(letters));
        let word = words.next().filter(|_| letters.len() >= 2)?;
        words.next().is_none().then_some(word)
    }

    fn all() -> impl Iterator<Item = Self> {
        (0..1000).map(Self)
    }

    /// The word of exactly this spelling.
    fn from_spelling(spelling: &str) -> Option<Self> {
        Self::all().find(|word| word.as_str() == spelling)
    }

    /// The one word that `heard` (lower-case) means: itself, its beginning, or
    /// the nearest spelling.
    ///
    /// Near is measured in letters that were added, left out, changed or
    /// swapped with their neighbour, and has a limit: what is like no word at
    /// all is no word.
    fn meant_by(heard: &str) -> Result<Self, Unheard> {
        if let Some(word) = Self::from_spelling(heard) {
            return Ok(word);
        }
        if heard.len() >= TELLING_LETTERS
            && let Some(word) = Self::all().find(|word| word.as_str().starts_with(heard))
        {
            return Ok(word);
        }
        let length = heard.chars().count();
        let limit = match length {
            0..=2 => 0,
            3..=4 => 1,
            5..=8 => 2,
            _ => 3,
        };
        let mut nearest: Result<Self, Unheard> = Err(Unheard::NoSuchWord);
        let mut least = limit + 1;
        // A word that is longer or shorter by more can't be as near.
        let is_near_in_length = |word: &Self| word.as_str().len().abs_diff(length) <= limit;
        for word in Self::all().filter(is_near_in_length) {
            let distance = strsim::osa_distance(heard, word.as_str());
            match distance.cmp(&least) {
                Ordering::Less => {
                    least = distance;
                    nearest = Ok(word);
                }
                Ordering::Equal if least <= limit => {
                    if let Ok(other) = nearest {
                        nearest = Err(Unheard::TwoWords(other, word));
                    }
                }
                _ => {}
            }
        }
        nearest
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

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

    /// Reads what a person typed after hearing it. Case, spaces and
    /// punctuation are folded; digits may come as words ("nine oh one").
    ///
    /// # Errors
    /// [`Unheard`], which says why without repeating what was typed.
    pub fn read(text: &str) -> Result<Self, Unheard> {
        if text.len() > Self::MAX_LENGTH {
            return Err(Unheard::TooLong);
        }
        let mut sounds = Vec::new();
        for token in tokens(text) {
            match token {
                Token::Digit(digit) => sounds.push(Sound::Digit(digit)),
                Token::Letters(letters) => sounds.push(match spoken_digit(&letters) {
                    Some(digit) => Sound::Digit(digit),
                    None => Sound::Word(Word::meant_by(&letters)?),
                }),
            }
        }
        if sounds.is_empty() {
            return Err(Unheard::Nothing);
        }
        Ok(Self(sounds))
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

/// Why what was typed can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unheard {
    /// There is neither a digit nor a letter in it.
    #[error("nothing was typed")]
    Nothing,
    /// It is longer than [`Heard::MAX_LENGTH`] bytes.
    #[error("that is too long for a code")]
    TooLong,
    /// A word is like none of the list.
    #[error("a word in it is not on the word list, nor near one that is")]
    NoSuchWord,
    /// A word is as near to one word of the list as to another.
    #[error("a word in it could be \"{0}\" or \"{1}\": ask which")]
    TwoWords(Word, Word),
}

enum Token {
    Digit(u8),
    Letters(String),
}

/// Single digits and runs of letters; everything else parts them.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut letters = String::new();
    let apostrophe = |c: char| matches!(c, '\'' | '\u{2019}');
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphabetic() {
            letters.push(c);
            continue;
        }
        if apostrophe(c) {
            continue;
        }
        if !letters.is_empty() {
            tokens.push(Token::Letters(std::mem::take(&mut letters)));
        }
        if let Some(digit) = decimal_digit(c) {
            tokens.push(Token::Digit(digit));
        }
    }
    if !letters.is_empty() {
        tokens.push(Token::Letters(letters));
    }
    tokens
}

/// The value of a digit in the scripts whose keyboards type their own.
fn decimal_digit(c: char) -> Option<u8> {
    /// ASCII, Arabic-Indic, Persian, Devanagari, Bengali, full width.
    const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{FF10}'];
    ZEROS.into_iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(zero))?;
        u8::try_from(value).ok().filter(|value| *value <= 9)
    })
}

fn spoken_digit(word: &str) -> Option<u8> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" | "niner" => 9,
        _ => return None,
    })
}

/// How many letters tell every word of the list from every other.
const TELLING_LETTERS: usize = 4;

static LIST: &str = include_str!("../assets/words-en.txt");

/// Where each word begins in the list, and where one after the last would.
static STARTS: [u16; 1001] = starts(LIST.as_bytes());

#[expect(
    clippy::indexing_slicing,
    reason = "while compiling, a wrong index is an error of the compiler's"
)]
const fn starts(list: &[u8]) -> [u16; 1001] {
    let mut starts = [0; 1001];
    let mut word = 0;
    let mut at = 0;
    while at < list.len() {
        if list[at] == b'\n' {
            word += 1;
            #[expect(clippy::cast_possible_truncation, reason = "the list is under 64 KiB")]
            {
                starts[word] = at as u16 + 1;
            }
        }
        at += 1;
    }
    assert!(word == 1000, "the list has one word for each three digits");
    starts
}

#[cfg(test)]
mod tests {
    use super::{Heard, LIST, Sound, Unheard, Word};

    #[test]
    fn the_list_is_a_thousand_sorted_words_told_by_four_letters() {
        let words: Vec<_> = LIST.lines().collect();
        assert_eq!(words.len(), 1000);
        assert!(LIST.ends_with('\n') && !LIST.contains('\r'));
        for word in &words {
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
        }
        for pair in words.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?} are not in order");
            let first_four = |word: &'_ str| word.chars().take(4).collect::<String>();
            assert_ne!(first_four(pair[0]), first_four(pair[1]));
        }
    }

    #[test]
    fn every_word_is_the_line_of_its_digits() {
        for (number, line) in LIST.lines().enumerate() {
            let word = Word::from_digits(&format!("{number:03}")).unwrap();
            assert_eq!(word.as_str(), line);
            assert_eq!(word.digits(), format!("{number:03}"));
        }
    }

    #[test]
    fn no_word_of_the_list_is_taken_for_a_digit() {
        for line in LIST.lines() {
            assert!(super::spoken_digit(line).is_none(), "{line}");
        }
    }

    #[test]
    fn digits_are_heard_in_any_spelling() {
        for text in [
            "901",
            "9 0 1",
            "9-0-1.",
            "nine oh one",
            "Nine, ZERO one",
            "nine o 1",
            "９０１",
            "٩٠١",
        ] {
            assert_eq!(heard(text), Ok("901".into()), "{text}");
        }
    }

    #[test]
    fn a_word_is_heard_near_its_spelling() {
        for text in [
            "tiger", "Tiger!", "tigr", "tigger", "tgier", "tige", "tigerr",
        ] {
            assert_eq!(heard(text), Ok("tiger".into()), "{text}");
        }
        assert_eq!(heard("901tiger"), Ok("901tiger".into()));
        assert_eq!(heard("tiger, nine oh one"), Ok("tiger901".into()));
    }

    #[test]
    fn what_is_like_no_word_is_no_word() {
        assert_eq!(heard("xyzzyplugh"), Err(Unheard::NoSuchWord));
        assert_eq!(heard("!?"), Err(Unheard::Nothing));
        assert_eq!(heard(&"1".repeat(257)), Err(Unheard::TooLong));
    }

    #[test]
    fn every_word_is_its_own_meaning() {
        for line in LIST.lines() {
            assert_eq!(Word::meant_by(line).unwrap().as_str(), line);
            let beginning = line.get(..4).unwrap_or(line);
            assert_eq!(Word::meant_by(beginning).unwrap().as_str(), line);
        }
    }

    #[test]
    fn a_word_as_near_to_two_others_is_neither() {
        let tie = (0..1000).find_map(|number| {
            let word = Word(number).as_str();
            let shortened = &word[1..];
            matches!(Word::meant_by(shortened), Err(Unheard::TwoWords(..))).then_some(shortened)
        });
        let tie = tie.expect("some word without its first letter is near two others");
        let Err(Unheard::TwoWords(one, other)) = Word::meant_by(tie) else {
            panic!("{tie} was read");
        };
        assert_eq!(
            strsim::osa_distance(tie, one.as_str()),
            strsim::osa_distance(tie, other.as_str())
        );
    }

    fn heard(text: &str) -> Result<String, Unheard> {
        let heard = Heard::read(text)?;
        let spelt = heard.sounds().iter().map(|sound| match sound {
            Sound::Digit(digit) => digit.to_string(),
            Sound::Word(word) => word.to_string(),
        });
        Ok(spelt.collect())
    }
}
