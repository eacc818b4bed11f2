//! Numbers as people say them: "nine oh one", "double five", "six forty-two", "four
//! hundred and seven". Only the spellings here are numbers; `nearest` handles misspelt
//! ones.

use zeroize::Zeroize;

/// One word of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroize)]
pub(super) enum Spoken {
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

impl Spoken {
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
        names.find_map(|(known, spoken)| (known == name).then_some(spoken))
    }

    /// Returns the names of all number words.
    pub(super) fn names() -> impl Iterator<Item = (&'static str, Self)> {
        NAMES.iter().copied()
    }
}

/// Returns true if the name of a number begins with these letters.
pub(super) fn begins_one(letters: &str) -> bool {
    Spoken::names().any(|(name, _)| name.starts_with(letters))
        || Spoken::from_spelling(letters).is_some()
}

/// Returns the digits of number words, in order; `None` if they are no number, such as
/// "double" without a digit after it.
pub(super) fn digits(spoken: &[Spoken]) -> Option<Vec<u8>> {
    let mut digits = Vec::new();
    let mut rest = spoken;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (*first, after.first()) {
            (Spoken::Digit(digit), Some(Spoken::Hundred)) => {
                digits.push(digit);
                rest = after.get(1..).unwrap_or_default();
                match rest.first() {
                    Some(Spoken::Teen(_) | Spoken::Ten(_)) => {}
                    Some(Spoken::Digit(1..)) => digits.push(0),
                    _ => digits.extend([0, 0]),
                }
            }
            (Spoken::Digit(digit), _) => digits.push(digit),
            (Spoken::Times(times), Some(Spoken::Digit(digit))) => {
                digits.extend(std::iter::repeat_n(*digit, times));
                rest = after.get(1..).unwrap_or_default();
            }
            (Spoken::Teen(last), _) => digits.extend([1, last]),
            (Spoken::Ten(ten), Some(Spoken::Digit(digit @ 1..))) => {
                digits.extend([ten, *digit]);
                rest = after.get(1..).unwrap_or_default();
            }
            (Spoken::Ten(ten), _) => digits.extend([ten, 0]),
            (Spoken::Times(_) | Spoken::Hundred, _) => return None,
        }
    }
    Some(digits)
}

const NAMES: [(&str, Spoken); 39] = [
    ("zero", Spoken::Digit(0)),
    ("oh", Spoken::Digit(0)),
    ("nought", Spoken::Digit(0)),
    ("naught", Spoken::Digit(0)),
    ("aught", Spoken::Digit(0)),
    ("nil", Spoken::Digit(0)),
    ("one", Spoken::Digit(1)),
    ("two", Spoken::Digit(2)),
    ("three", Spoken::Digit(3)),
    ("four", Spoken::Digit(4)),
    ("five", Spoken::Digit(5)),
    ("six", Spoken::Digit(6)),
    ("seven", Spoken::Digit(7)),
    ("eight", Spoken::Digit(8)),
    ("nine", Spoken::Digit(9)),
    ("niner", Spoken::Digit(9)),
    ("double", Spoken::Times(2)),
    ("triple", Spoken::Times(3)),
    ("treble", Spoken::Times(3)),
    ("ten", Spoken::Teen(0)),
    ("eleven", Spoken::Teen(1)),
    ("twelve", Spoken::Teen(2)),
    ("thirteen", Spoken::Teen(3)),
    ("fourteen", Spoken::Teen(4)),
    ("fifteen", Spoken::Teen(5)),
    ("sixteen", Spoken::Teen(6)),
    ("seventeen", Spoken::Teen(7)),
    ("eighteen", Spoken::Teen(8)),
    ("nineteen", Spoken::Teen(9)),
    ("twenty", Spoken::Ten(2)),
    ("thirty", Spoken::Ten(3)),
    ("forty", Spoken::Ten(4)),
    ("fourty", Spoken::Ten(4)),
    ("fifty", Spoken::Ten(5)),
    ("sixty", Spoken::Ten(6)),
    ("seventy", Spoken::Ten(7)),
    ("eighty", Spoken::Ten(8)),
    ("ninety", Spoken::Ten(9)),
    ("hundred", Spoken::Hundred),
];
