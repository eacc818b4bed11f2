//! Numbers as people say them: "nine oh one", "double five", "six forty-two", "four
//! hundred and seven". Only the spellings here are numbers; `nearest` handles misspelt
//! ones.

use zeroize::Zeroize;

/// One word of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroize)]
pub(super) enum NumberWord {
    /// One digit.
    Digit(u8),
    /// "double", "triple": how many times the next digit is meant.
    Times(usize),
    /// "ten" to "nineteen", by its last digit.
    Teen(u8),
    /// "twenty" to "ninety", by its first digit.
    Ten(u8),
    /// "hundred", after a digit.
    Hundred,
}

impl NumberWord {
    /// Returns the number word with exactly this spelling, or one that sounds the same.
    /// Words of the list are not numbers: "tree" is not "three".
    pub(super) fn from_spelling(spelling: &str) -> Option<Self> {
        Self::named(spelling).or(match spelling {
            "o" => Some(Self::Digit(0)),
            "won" => Some(Self::Digit(1)),
            "to" | "too" => Some(Self::Digit(2)),
            "for" => Some(Self::Digit(4)),
            "fife" => Some(Self::Digit(5)),
            "ate" => Some(Self::Digit(8)),
            _ => None,
        })
    }

    /// Returns the number word with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut names = Self::names();
        names.find_map(|(known, word)| (known == name).then_some(word))
    }

    /// Returns the names of all number words.
    pub(super) fn names() -> impl Iterator<Item = (&'static str, Self)> {
        NAMES.iter().copied()
    }
}

/// Returns true if the name of a number begins with these letters.
pub(super) fn begins_one(letters: &str) -> bool {
    NumberWord::names().any(|(name, _)| name.starts_with(letters))
        || NumberWord::from_spelling(letters).is_some()
}

/// Returns the digits of number words, in order; `None` if they are no number, such as
/// "double" without a digit after it.
pub(super) fn digits(words: &[NumberWord]) -> Option<Vec<u8>> {
    let mut digits = Vec::new();
    let mut rest = words;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (*first, after.first()) {
            (NumberWord::Digit(digit), Some(NumberWord::Hundred)) => {
                digits.push(digit);
                rest = after.get(1..).unwrap_or_default();
                match rest.first() {
                    Some(NumberWord::Teen(_) | NumberWord::Ten(_)) => {}
                    Some(NumberWord::Digit(1..)) => digits.push(0),
                    _ => digits.extend([0, 0]),
                }
            }
            (NumberWord::Digit(digit), _) => digits.push(digit),
            (NumberWord::Times(times), Some(NumberWord::Digit(digit))) => {
                digits.extend(std::iter::repeat_n(*digit, times));
                rest = after.get(1..).unwrap_or_default();
            }
            (NumberWord::Teen(last), _) => digits.extend([1, last]),
            (NumberWord::Ten(ten), Some(NumberWord::Digit(digit @ 1..))) => {
                digits.extend([ten, *digit]);
                rest = after.get(1..).unwrap_or_default();
            }
            (NumberWord::Ten(ten), _) => digits.extend([ten, 0]),
            (NumberWord::Times(_) | NumberWord::Hundred, _) => return None,
        }
    }
    Some(digits)
}

const NAMES: [(&str, NumberWord); 39] = [
    ("zero", NumberWord::Digit(0)),
    ("oh", NumberWord::Digit(0)),
    ("nought", NumberWord::Digit(0)),
    ("naught", NumberWord::Digit(0)),
    ("aught", NumberWord::Digit(0)),
    ("nil", NumberWord::Digit(0)),
    ("one", NumberWord::Digit(1)),
    ("two", NumberWord::Digit(2)),
    ("three", NumberWord::Digit(3)),
    ("four", NumberWord::Digit(4)),
    ("five", NumberWord::Digit(5)),
    ("six", NumberWord::Digit(6)),
    ("seven", NumberWord::Digit(7)),
    ("eight", NumberWord::Digit(8)),
    ("nine", NumberWord::Digit(9)),
    ("niner", NumberWord::Digit(9)),
    ("double", NumberWord::Times(2)),
    ("triple", NumberWord::Times(3)),
    ("treble", NumberWord::Times(3)),
    ("ten", NumberWord::Teen(0)),
    ("eleven", NumberWord::Teen(1)),
    ("twelve", NumberWord::Teen(2)),
    ("thirteen", NumberWord::Teen(3)),
    ("fourteen", NumberWord::Teen(4)),
    ("fifteen", NumberWord::Teen(5)),
    ("sixteen", NumberWord::Teen(6)),
    ("seventeen", NumberWord::Teen(7)),
    ("eighteen", NumberWord::Teen(8)),
    ("nineteen", NumberWord::Teen(9)),
    ("twenty", NumberWord::Ten(2)),
    ("thirty", NumberWord::Ten(3)),
    ("forty", NumberWord::Ten(4)),
    ("fourty", NumberWord::Ten(4)),
    ("fifty", NumberWord::Ten(5)),
    ("sixty", NumberWord::Ten(6)),
    ("seventy", NumberWord::Ten(7)),
    ("eighty", NumberWord::Ten(8)),
    ("ninety", NumberWord::Ten(9)),
    ("hundred", NumberWord::Hundred),
];
