//! Finds the word meant by a misspelling: the nearest by its letters, or by its sound.
//!
//! The rules:
//!
//! 1. Near by letters are the words with the fewest slips: letters that were added,
//!    left out, changed or swapped with their neighbour. Three or four letters may have
//!    one slip, five to eight two, longer ones three; anything beyond is no word. A
//!    beginning that only one word has counts as one slip from it, however much of the
//!    word is missing.
//! 2. Near by sound are the words with the same Double Metaphone code: of these, the
//!    ones with the fewest slips. Since it encodes only consonants, at most half of the
//!    letters may be slips, or two thirds if the code has at least three.
//! 3. Words that are near by letters and by sound come before those that are near by
//!    letters alone, unless these are a single slip away, which anyone's finger can
//!    make in any word. If no word is both, and those near by sound have at most
//!    [`SOUND_IS_WORTH`] slips more, both kinds are near. A beginning is not compared
//!    by sound.
//! 4. The name of a number is near if it is one slip away and the letters are not the
//!    beginning of a word.
//!
//! If one word is near, it was meant. If two are, the person is asked which.

use std::sync::LazyLock;

use rphonetic::DoubleMetaphone;

use super::meaning::{HeardError, Meant};
use super::number_words::NumberWord;
use super::word::Word;

/// The number of extra slips allowed for a word that sounds the same. With 0, "bockser"
/// is read as "locker", and four times as many words misspelt twice by ear are taken
/// for others; with 2, there are 200 more questions in 20,000 words, and no fewer such
/// words.
const SOUND_IS_WORTH: usize = 1;

/// Resolves lower-case letters that match no list word exactly.
pub(super) fn nearest(letters: &str) -> Result<Meant, HeardError> {
    let (near, number) = match Word::completing(letters) {
        Some(word) => (near_by_letters(letters, Some(word)), None),
        None => (
            near_by_letters(letters, None).with(near_by_sound(letters)),
            near_number(letters),
        ),
    };
    match (near.words.as_slice(), number) {
        ([], None) => Err(HeardError::NoSuchWord),
        ([], Some(number)) => Ok(Meant::Number(number)),
        (_, Some(number)) if near.slips > 1 => Ok(Meant::Number(number)),
        ([word], None) => Ok(Meant::Word(*word)),
        ([one, other], None) => Ok(Meant::Either(*one, *other)),
        _ => Err(HeardError::Several),
    }
}

/// The words that are equally near, and how many slips away they are.
struct Near {
    words: Vec<Word>,
    slips: usize,
}

impl Near {
    const NONE: Self = Self {
        words: Vec::new(),
        slips: usize::MAX,
    };

    fn add(&mut self, word: Word, slips: usize) {
        if slips < self.slips {
            self.words.clear();
            self.slips = slips;
        }
        if slips == self.slips && !self.words.contains(&word) {
            self.words.push(word);
        }
    }

    /// Combines the words near by letters with those near `by_sound` (rule 3).
    fn with(mut self, by_sound: Self) -> Self {
        if self.words.is_empty() {
            return by_sound;
        }
        let sounds_so = |word: &Word| by_sound.words.contains(word);
        if self.words.iter().any(sounds_so) {
            if self.slips > 1 {
                self.words.retain(sounds_so);
            }
        } else if by_sound.slips <= self.slips + SOUND_IS_WORTH {
            self.words.extend(by_sound.words);
        }
        self
    }
}

fn near_by_letters(letters: &str, beginning: Option<Word>) -> Near {
    let length = letters.chars().count();
    let limit = match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut near = Near::NONE;
    if let Some(word) = beginning {
        near.add(word, 1);
    }
    for word in Word::all() {
        let at_most = limit.min(near.slips);
        if least_slips(letters, word.as_str()) <= at_most {
            let slips = slips(letters, word);
            if slips <= at_most {
                near.add(word, slips);
            }
        }
    }
    near
}

/// Returns a cheap lower bound on the slips between the two: from their lengths, and
/// from the letters that only one of them has.
fn least_slips(one: &str, other: &str) -> usize {
    let bit = |byte: u8| 1_u32 << (byte & 31);
    let bits = |text: &str| text.bytes().fold(0, |bits, byte| bits | bit(byte));
    let only = |one, other| (bits(one) & !bits(other)).count_ones();
    let only = only(one, other).max(only(other, one));
    let longer = one.chars().count().abs_diff(other.len());
    longer.max(only.try_into().unwrap_or(0))
}

fn near_by_sound(letters: &str) -> Near {
    let mut near = Near::NONE;
    // The sound of other letters is unknown, and a whole sentence is no word.
    if !letters.bytes().all(|byte| byte.is_ascii_lowercase()) || letters.len() > LONGEST_HEARD {
        return near;
    }
    let heard = sounds(letters);
    for (word, sounds) in Word::all().zip(SOUNDS.iter()) {
        // Each may have two pronunciations; one in common is enough.
        let Some(same) = heard.iter().find(|sound| sounds.contains(sound)) else {
            continue;
        };
        let longer = letters.len().max(word.as_str().len());
        let limit = if same.len() < 3 {
            longer / 2
        } else {
            longer * 2 / 3
        };
        let slips = slips(letters, word);
        if slips <= limit {
            near.add(word, slips);
        }
    }
    near
}

fn slips(letters: &str, word: Word) -> usize {
    strsim::osa_distance(letters, word.as_str())
}

/// Returns the only number whose name is one slip away.
fn near_number(letters: &str) -> Option<NumberWord> {
    let is_near = |name: &str| {
        name.len() >= 3 && letters.len() >= 3 && strsim::osa_distance(letters, name) == 1
    };
    let mut near = NumberWord::names().filter(|(name, _)| is_near(name));
    let (_, number) = near.next()?;
    near.all(|(_, other)| other == number).then_some(number)
}

/// The most letters that may still be one misspelt word: the longest of the list has
/// 12.
const LONGEST_HEARD: usize = 24;

/// The sounds of each word, in the order of the list.
static SOUNDS: LazyLock<Vec<[String; 2]>> =
    LazyLock::new(|| Word::all().map(|word| sounds(word.as_str())).collect());

fn sounds(letters: &str) -> [String; 2] {
    let sounds = DoubleMetaphone::new(None).double_metaphone(letters);
    [sounds.primary(), sounds.alternate()]
}
