//! Words typed without a space between them: "tigerpiano", "nineohone". Only exact
//! spellings are split: nobody knows where one misspelt word ends and the next begins.

use super::meaning::{HeardError, Meant};
use super::number_words::NumberWord;
use super::word::Word;

/// Splits letters into the words that they consist of; empty if that is impossible.
///
/// # Errors
/// [`HeardError::Several`] if there is more than one way to split them.
pub(super) fn split_run(letters: &str) -> Result<Vec<Meant>, HeardError> {
    let words = |piece: &str| Word::from_spelling(piece).map(Meant::Word);
    let numbers = |piece: &str| NumberWord::named(piece).map(Meant::Number);
    // A lone "o" is a zero only among digits: "pianoo" has a letter too many.
    let zero = |piece: &str| (piece == "o").then_some(Meant::Number(NumberWord::Digit(0)));
    let parts = split_with(letters, |piece| words(piece).or_else(|| numbers(piece)))?;
    if !parts.is_empty() {
        return Ok(parts);
    }
    split_with(letters, |piece| numbers(piece).or_else(|| zero(piece)))
}

/// Splits `letters` into pieces that `meaning` knows.
fn split_with(
    letters: &str,
    meaning: impl Fn(&str) -> Option<Meant>,
) -> Result<Vec<Meant>, HeardError> {
    // For each position: no way to split the rest, the only way by its first piece, or
    // several.
    let mut ways = vec![Way::None; letters.len() + 1];
    if let Some(end) = ways.last_mut() {
        *end = Way::End;
    }
    for from in (0..letters.len()).rev() {
        let mut way = Way::None;
        for to in from + 1..=letters.len().min(from + LONGEST_PIECE) {
            let Some(meant) = letters.get(from..to).and_then(&meaning) else {
                continue;
            };
            way = match (way, ways.get(to)) {
                (way, None | Some(Way::None)) => way,
                (Way::None, Some(Way::One(..) | Way::End)) => Way::One(meant, to),
                _ => Way::Several,
            };
        }
        if let Some(place) = ways.get_mut(from) {
            *place = way;
        }
    }
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        match ways.get(at) {
            Some(Way::One(meant, next)) => {
                parts.push(*meant);
                at = *next;
            }
            Some(Way::Several) => return Err(HeardError::Several),
            Some(Way::None) | None => return Ok(Vec::new()),
            Some(Way::End) => return Ok(parts),
        }
    }
}

#[derive(Clone, Copy)]
enum Way {
    None,
    One(Meant, usize),
    Several,
    End,
}

/// More letters than the longest word of the list or name of a number has.
const LONGEST_PIECE: usize = 16;
