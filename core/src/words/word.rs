//! The word list: a thousand words, one for each three digits.

use std::fmt;

use zeroize::Zeroize;

use super::number_words;

/// A word of the list, which stands for three digits.
///
/// ```
/// use ringtrue_core::Word;
///
/// let word = Word::from_digits("901").unwrap();
/// assert_eq!(word.as_str(), "tiger");
/// assert_eq!(word.digits(), "901");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Zeroize)]
pub struct Word(u16);

impl Word {
    /// The number of words in the list.
    pub(crate) const COUNT: u64 = 1000;

    /// Returns the word for three ASCII digits, `None` for anything else.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        let three = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        three.then(|| digits.parse().ok().map(Self)).flatten()
    }

    /// Returns the word for `number` modulo [`Word::COUNT`].
    #[must_use]
    pub(crate) const fn from_number_modulo(number: u64) -> Self {
        Self((number % Self::COUNT) as u16)
    }

    /// Returns the only word that begins with these lower-case letters, two or more of
    /// them; `None` if no word does, or more than one. Four letters identify every
    /// word; fewer are not enough if the name of a number begins with them too.
    ///
    /// [`Heard::read`](super::Heard::read) reads the same letters as this word, or
    /// asks; it never reads them as another.
    ///
    /// ```
    /// use ringtrue_core::Word;
    ///
    /// let tiger = Word::from_digits("901");
    /// assert_eq!(Word::completing("tige"), tiger);
    /// assert_eq!(Word::completing("tig"), tiger);
    /// assert_eq!(Word::completing("ti"), None);
    /// ```
    #[must_use]
    pub fn completing(letters: &str) -> Option<Self> {
        if letters.len() < 2 {
            return None;
        }
        let first = Self::first_from(letters);
        let mut words = (first..1000).map(Self);
        let begins = |word: &Self| word.as_str().starts_with(letters);
        let word = words.next().filter(begins)?;
        let is_whole = word.as_str() == letters;
        let is_shared = words.next().is_some_and(|next| begins(&next));
        let may_be_a_number =
            letters.len() < UNIQUE_PREFIX_LEN && number_words::begins_one(letters);
        (is_whole || !is_shared && !may_be_a_number).then_some(word)
    }

    /// Returns its spelling: lower-case ASCII letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let at = usize::from(self.0);
        let start = STARTS.get(at).copied().unwrap_or_default();
        let next = STARTS.get(at + 1).copied().unwrap_or_default();
        LIST.get(start.into()..usize::from(next).saturating_sub(1))
            .unwrap_or_default()
    }

    /// Returns the three digits that it stands for.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:03}", self.0)
    }

    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..1000).map(Self)
    }

    /// Returns the word with exactly this spelling.
    pub(crate) fn from_spelling(spelling: &str) -> Option<Self> {
        let word = Self(Self::first_from(spelling));
        (!spelling.is_empty() && word.as_str() == spelling).then_some(word)
    }

    /// Returns the number of the first word that does not sort before `spelling`; 1000
    /// if all do. The list is sorted.
    fn first_from(spelling: &str) -> u16 {
        let (mut from, mut to) = (0, 1000);
        while from < to {
            let middle = u16::midpoint(from, to);
            if Self(middle).as_str() < spelling {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

/// Returns the letters missing from the last word of `typed`, if only one word is
/// possible; empty if it is complete or ambiguous.
///
/// ```
/// use ringtrue_core::words::completion;
///
/// assert_eq!(completion("901 Tig"), "er");
/// assert_eq!(completion("901 ti"), "");
/// ```
#[must_use]
pub fn completion(typed: &str) -> &'static str {
    let from = typed
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphabetic())
        .last()
        .map_or(typed.len(), |(at, _)| at);
    let mut letters = typed.get(from..).unwrap_or_default().to_lowercase();
    let rest = Word::completing(&letters)
        .and_then(|word| word.as_str().get(letters.len()..))
        .unwrap_or_default();
    letters.zeroize();
    rest
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The number of letters that identify every word of the list.
const UNIQUE_PREFIX_LEN: usize = 4;

pub(super) static LIST: &str = include_str!("en.txt");

/// The offset at which each word begins in the list, and then the list's end.
static STARTS: [u16; 1001] = starts(LIST.as_bytes());

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a compile error"
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
