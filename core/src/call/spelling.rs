//! The digits of a half or a code, from what was heard: digits, words, or both if they
//! agree.

use zeroize::Zeroizing;

use crate::words::{Heard, Sound};

/// Returns the `length` digits of the half or code that was heard, if it is one: given
/// as digits, as words, or as both if they agree.
pub(super) fn read_digits(heard: &Heard, length: usize) -> Option<Zeroizing<String>> {
    let sounds = heard.sounds();
    match length {
        3 | 4 => read_half(sounds, length),
        6..=8 => read_code(sounds, length),
        _ => None,
    }
}

fn read_half(sounds: &[Sound], length: usize) -> Option<Zeroizing<String>> {
    let digits = |sounds: &[Sound]| in_digits(sounds, length);
    let words = |sounds: &[Sound]| in_words(sounds, length);
    digits(sounds)
        .or_else(|| words(sounds))
        .or_else(|| read_both(sounds, digits, words))
}

/// Reads digits and words, in either order, if they agree.
fn read_both(
    sounds: &[Sound],
    digits: impl Fn(&[Sound]) -> Option<Zeroizing<String>>,
    words: impl Fn(&[Sound]) -> Option<Zeroizing<String>>,
) -> Option<Zeroizing<String>> {
    agreed_reading(splits(sounds).filter_map(|(first, second)| {
        let (digits, words) = match digits(first) {
            Some(digits) => (digits, words(second)?),
            None => (digits(second)?, words(first)?),
        };
        (digits == words).then_some(digits)
    }))
}

fn splits(sounds: &[Sound]) -> impl Iterator<Item = (&[Sound], &[Sound])> {
    (1..sounds.len()).filter_map(|at| sounds.split_at_checked(at))
}

/// Reads a whole code: its digits, one half after the other, or all the digits and all
/// the words.
fn read_code(sounds: &[Sound], length: usize) -> Option<Zeroizing<String>> {
    let (caller, answerer) = (length.div_ceil(2), length / 2);
    let halves = |read: fn(&[Sound], usize) -> Option<Zeroizing<String>>, sounds: &[Sound]| {
        agreed_reading(splits(sounds).filter_map(|(first, second)| {
            Some(concat(&read(first, caller)?, &read(second, answerer)?))
        }))
    };
    let digits = |sounds: &[Sound]| in_digits(sounds, length);
    digits(sounds)
        .or_else(|| halves(read_half, sounds))
        .or_else(|| read_both(sounds, digits, |sounds| halves(in_words, sounds)))
}

/// Returns the reading on which all of `readings` agree; `None` if they differ.
fn agreed_reading(
    mut readings: impl Iterator<Item = Zeroizing<String>>,
) -> Option<Zeroizing<String>> {
    let first = readings.next()?;
    readings.all(|other| other == first).then_some(first)
}

fn in_digits(sounds: &[Sound], length: usize) -> Option<Zeroizing<String>> {
    if sounds.len() != length {
        return None;
    }
    let digits: Option<String> = sounds.iter().map(|sound| digit(*sound)).collect();
    digits.map(Zeroizing::new)
}

/// Reads a word, then a digit for each beyond three.
fn in_words(sounds: &[Sound], length: usize) -> Option<Zeroizing<String>> {
    let (Sound::Word(word), rest) = sounds.split_first()? else {
        return None;
    };
    let rest = in_digits(rest, length.checked_sub(3)?)?;
    Some(concat(&word.digits(), &rest))
}

fn digit(sound: Sound) -> Option<char> {
    match sound {
        Sound::Digit(digit) => char::from_digit(digit.into(), 10),
        Sound::Word(_) => None,
    }
}

fn concat(first: &str, second: &str) -> Zeroizing<String> {
    Zeroizing::new([first, second].concat())
}
