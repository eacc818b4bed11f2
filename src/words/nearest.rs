//! The word that a misspelling means: near by its letters.
//!
//! Near are the words with the fewest slips: letters that were added, left out,
//! changed or swapped with their neighbour. One slip in three or four letters,
//! two in up to eight, three in more; what takes more is no word. A beginning
//! that only one word has is one slip from it, however much of the word is
//! missing. The name of a number is near where it is one slip away, and it is
//! not a word's beginning.
//!
//! The one word that is near was meant. Of two it has to be asked which.

use super::Word;
use super::heard::{Meant, Unheard};
use super::spoken::Spoken;

/// What these lower-case letters mean, which are exactly no word.
pub(super) fn nearest(letters: &str) -> Result<Meant, Unheard> {
    let (near, number) = match Word::completing(letters) {
        Some(word) => (near_by_letters(letters, Some(word)), None),
        None => (near_by_letters(letters, None), near_number(letters)),
    };
    match (near.words.as_slice(), number) {
        ([], None) => Err(Unheard::NoSuchWord),
        ([], Some(number)) => Ok(Meant::Spoken(number)),
        (_, Some(number)) if near.slips > 1 => Ok(Meant::Spoken(number)),
        ([word], None) => Ok(Meant::Word(*word)),
        ([one, other], None) => Ok(Meant::Either(*one, *other)),
        _ => Err(Unheard::Several),
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

/// No fewer slips than these part the two, told at a glance: by their lengths,
/// and by the letters that only one of them has.
fn least_slips(one: &str, other: &str) -> usize {
    let bit = |byte: u8| 1_u32 << (byte & 31);
    let bits = |text: &str| text.bytes().fold(0, |bits, byte| bits | bit(byte));
    let only = |one, other| (bits(one) & !bits(other)).count_ones();
    let only = only(one, other).max(only(other, one));
    let longer = one.chars().count().abs_diff(other.len());
    longer.max(only.try_into().unwrap_or(0))
}

fn slips(letters: &str, word: Word) -> usize {
    strsim::osa_distance(letters, word.as_str())
}

/// The one number whose name is a slip away.
fn near_number(letters: &str) -> Option<Spoken> {
    let is_near = |name: &str| {
        name.len() >= 3 && letters.len() >= 3 && strsim::osa_distance(letters, name) == 1
    };
    let mut near = Spoken::names().filter(|(name, _)| is_near(name));
    let (_, number) = near.next()?;
    near.all(|(_, other)| other == number).then_some(number)
}
