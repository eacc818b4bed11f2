//! Phrases of six words: a number of 60 bits that can be read aloud and typed.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::heard::{Heard, Sound};
use super::meaning::HeardError;
use super::word::Word;

/// The number of words in a phrase, and of those that people compare to check a key: 60
/// bits, so that searching for a key with somebody else's words is impractical.
pub const PHRASE_WORDS: usize = 6;

/// The number of phrases: 1000 to the sixth, a little under 2 to the 60th.
const COUNT: u64 = 10_u64.pow(18);

/// The most readings of a typed text that are tried: each costs a key derivation.
const MAX_READINGS: usize = 4;

/// Returns the words for `number` modulo 10^18; the last word stands for its last three
/// digits.
#[must_use]
pub(super) fn six_words(number: u64) -> [Word; PHRASE_WORDS] {
    let mut rest = number % COUNT;
    let mut words = [Word::default(); PHRASE_WORDS];
    for word in words.iter_mut().rev() {
        *word = Word::from_number_modulo(rest);
        rest /= Word::COUNT;
    }
    words
}

/// Returns six words on one line, as in formats and on screens.
pub(crate) fn words_line(words: &[Word; PHRASE_WORDS]) -> String {
    words.map(Word::as_str).join(" ")
}

/// Parses six words in exactly the form of [`words_line`].
pub(crate) fn words_from_line(line: &str) -> Option<[Word; PHRASE_WORDS]> {
    let words: Option<Vec<Word>> = line.split(' ').map(Word::from_spelling).collect();
    words?.try_into().ok()
}

/// Six secret words, to which a message is sealed. Wiped on drop; `Debug` prints none
/// of them.
pub struct Phrase([Word; PHRASE_WORDS]);

impl Phrase {
    /// Draws a phrase uniformly from a random source that fills a buffer.
    ///
    /// # Errors
    /// The error that `fill` returns.
    pub fn draw<E>(mut fill: impl FnMut(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        // Reject numbers from here on: they would make the lower phrases more likely.
        const FAIR: u64 = u64::MAX - u64::MAX % COUNT;
        loop {
            let mut bytes = Zeroizing::new([0; 8]);
            fill(bytes.as_mut_slice())?;
            let drawn = Zeroizing::new(u64::from_be_bytes(*bytes));
            if *drawn < FAIR {
                return Ok(Self(six_words(*drawn)));
            }
        }
    }

    /// Returns the phrases that a person may have meant by typing `text`: case, spaces
    /// and punctuation are folded, a misspelt word is read as the nearest, and three
    /// digits as a word. If a word could be either of two, both readings are returned,
    /// at most four in all.
    ///
    /// # Errors
    /// [`HeardError`], which contains nothing of the text but words of the list.
    pub fn readings(text: &str) -> Result<Vec<Self>, HeardError> {
        let mut choices = 0;
        let mut readings = vec![Self::read(text, |_| {
            choices += 1;
            false
        })?];
        let others = 1_usize.checked_shl(choices).unwrap_or(usize::MAX);
        if others > MAX_READINGS {
            return Err(HeardError::Several);
        }
        for choice in 1..others {
            readings.push(Self::read(text, |at| choice >> at & 1 == 1)?);
        }
        Ok(readings)
    }

    /// Parses `text`, taking the second of two possible words if `second` says so. Its
    /// argument counts those choices from 0.
    fn read(text: &str, mut second: impl FnMut(usize) -> bool) -> Result<Self, HeardError> {
        let mut place = 0;
        let heard = Heard::read_asking(text, |one, other| {
            let word = if second(place) { other } else { one };
            place += 1;
            Some(word)
        })?;
        let mut words = Zeroizing::new(Vec::with_capacity(PHRASE_WORDS));
        let mut sounds = heard.sounds();
        while let Some((first, rest)) = sounds.split_first() {
            sounds = rest;
            words.push(match (*first, rest) {
                (Sound::Word(word), _) => word,
                (Sound::Digit(one), [Sound::Digit(two), Sound::Digit(three), after @ ..]) => {
                    sounds = after;
                    let number = u64::from(one) * 100 + u64::from(*two) * 10 + u64::from(*three);
                    Word::from_number_modulo(number)
                }
                (Sound::Digit(_), _) => return Err(HeardError::LooseDigits),
            });
        }
        let words: [Word; PHRASE_WORDS] = words
            .as_slice()
            .try_into()
            .map_err(|_| HeardError::NotSix { found: words.len() })?;
        Ok(Self(words))
    }

    /// Returns true if it consists of these six words, such as those of a key.
    #[must_use]
    pub fn is(&self, words: &[Word; PHRASE_WORDS]) -> bool {
        self.0 == *words
    }

    /// Returns the words separated by single spaces: the text that a message is sealed
    /// to.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        for word in self.0 {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word.as_str());
        }
        text
    }
}

impl Drop for Phrase {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phrase(6 words)")
    }
}

#[cfg(test)]
mod tests {
    use super::{COUNT, Phrase, six_words};
    use crate::words::{HeardError, Word};

    #[test]
    fn a_number_is_six_words_of_its_digits() {
        let digits = |number: u64| six_words(number).map(Word::digits).concat();
        assert_eq!(digits(1), "000000000000000001");
        assert_eq!(digits(123_456_789_012_345_678), "123456789012345678");
        assert_eq!(digits(COUNT + 7), "000000000000000007");
    }

    #[test]
    fn a_phrase_is_read_as_it_was_written_in_any_case_and_with_slips() {
        let phrase = drawn(123_456_789_012_345_678);
        let text = phrase.to_text().to_string();
        let spaced = text.replace(' ', ", ").to_uppercase();
        let cut: Vec<String> = text
            .split(' ')
            .map(|word| word.chars().take(4).collect())
            .collect();
        let digits = "123 456 789 012 345 678";
        for typed in [&text, &spaced, &cut.join(" "), digits] {
            let readings = Phrase::readings(typed).unwrap();
            let read = readings.iter().map(Phrase::to_text);
            assert!(read.into_iter().any(|read| *read == text), "{typed}");
        }
    }

    #[test]
    fn five_and_seven_words_are_no_phrase() {
        let text = drawn(1).to_text();
        let five = text.rsplit_once(' ').unwrap().0;
        assert_eq!(
            Phrase::readings(five).unwrap_err(),
            HeardError::NotSix { found: 5 }
        );
        let seven = format!("{} tiger", text.as_str());
        assert_eq!(
            Phrase::readings(&seven).unwrap_err(),
            HeardError::NotSix { found: 7 }
        );
    }

    #[test]
    fn digits_that_are_not_in_threes_are_no_phrase() {
        for typed in ["12", "1234 tiger", "123 456 789 012 345 67"] {
            let error = Phrase::readings(typed).unwrap_err();
            assert_eq!(error, HeardError::LooseDigits, "{typed}");
        }
    }

    #[test]
    fn a_phrase_is_drawn_from_all_there_are_alike() {
        let text = |number| drawn(number).to_text().to_string();
        assert_eq!(text(18 * COUNT - 1), text(COUNT - 1));
        // The lowest number that is rejected, and then 7.
        let mut draws = [18 * COUNT, 7].into_iter();
        let phrase = Phrase::draw(|bytes| {
            bytes.copy_from_slice(&draws.next().unwrap().to_be_bytes());
            Ok::<_, ()>(())
        });
        assert_eq!(phrase.unwrap().to_text().as_str(), text(7));
        assert_eq!(Phrase::draw(|_| Err("none")).unwrap_err(), "none");
    }

    #[test]
    fn debug_tells_no_word() {
        assert_eq!(format!("{:?}", drawn(1)), "Phrase(6 words)");
    }

    fn drawn(number: u64) -> Phrase {
        Phrase::draw(|bytes| {
            bytes.copy_from_slice(&number.to_be_bytes());
            Ok::<_, ()>(())
        })
        .unwrap()
    }
}
