//! How the commonest misspellings of every word are read: the tables of
//! `docs/security/hearing.md`, as snapshots.

use super::misspelt::{Kind, by_ear_twice, commonest};
use super::{Heard, HeardError, Sound, Word};
use crate::words::number_words::NumberWord;

#[test]
#[ignore = "slow: looks up 20,000 misspellings"]
fn the_commonest_misspellings_of_a_word_are_never_another_word() {
    let mut counts = [Count::default(); Kind::ALL.len()];
    let mut exactly_another = Vec::new();
    for word in Word::all() {
        let misspellings = commonest(word.as_str());
        assert_eq!(misspellings.len(), 20, "{word}");
        for (kind, misspelt) in misspellings {
            let outcome = Outcome::of(&misspelt, word);
            if outcome == Outcome::Exactly {
                exactly_another.push(format!("{word} → {misspelt}"));
            }
            assert_ne!(outcome, Outcome::Astray, "{word} → {misspelt}");
            let row = Kind::ALL.iter().position(|other| *other == kind).unwrap();
            counts[row].add(outcome);
        }
    }
    // These are spelt exactly like other words or numbers.
    assert_eq!(
        exactly_another,
        [
            "precious → previous",
            "rugby → ruby",
            "thirsty → thirty",
            "zoo → oo"
        ]
    );
    let all = Count::sum(&counts);
    assert!(all.itself >= 19_550, "{all:?}");
    assert!(all.several + all.unread <= 100, "{all:?}");

    let mut rows: Vec<_> = Kind::ALL
        .iter()
        .zip(counts)
        .map(|(kind, count)| count.row(kind.name()))
        .collect();
    rows.push(all.row("all"));
    insta::assert_snapshot!("commonest", rows.join("\n"));
}

/// Covers people who can't spell, beyond single slips.
#[test]
fn words_misspelt_twice_by_ear_are_seldom_another_word() {
    let mut count = Count::default();
    for word in Word::all() {
        for misspelt in by_ear_twice(word.as_str()) {
            count.add(Outcome::of(&misspelt, word));
        }
    }
    assert!(count.astray <= 30, "{count:?}");
    insta::assert_snapshot!("twice", count.row("two slips by ear"));
}

#[test]
fn four_letters_are_their_word_or_a_question() {
    let mut count = Count::default();
    for word in Word::all() {
        let letters = word.as_str().get(..4).unwrap_or(word.as_str());
        let outcome = Outcome::of(letters, word);
        assert!(
            matches!(outcome, Outcome::Itself | Outcome::Asked | Outcome::Several),
            "{letters}"
        );
        count.add(outcome);
    }
    assert!(count.itself >= 940, "{count:?}");
    insta::assert_snapshot!("beginnings", count.row("the first four letters"));
}

/// The outcome of reading a misspelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Read as its word.
    Itself,
    /// Answered with a question that offers its word.
    Asked,
    /// Near more words than can be asked about.
    Several,
    /// Read as no word.
    Unread,
    /// Read as another word or a number, because it is spelt exactly like that.
    Exactly,
    /// Read as another word, without a question.
    Astray,
}

impl Outcome {
    fn of(misspelt: &str, word: Word) -> Self {
        match Heard::read(misspelt) {
            Ok(heard) if heard.sounds() == [Sound::Word(word)] => Self::Itself,
            Ok(heard) if is_exactly(misspelt, &heard) => Self::Exactly,
            Err(HeardError::TwoWords(one, other)) if [one, other].contains(&word) => Self::Asked,
            Ok(_) | Err(HeardError::TwoWords(..)) => Self::Astray,
            Err(HeardError::Several) => Self::Several,
            Err(_) => Self::Unread,
        }
    }
}

/// Returns true if the text is spelt exactly like a word or a number.
fn is_exactly(text: &str, heard: &Heard) -> bool {
    let is_zeros = heard.sounds().iter().all(|sound| *sound == Sound::Digit(0));
    Word::from_spelling(text).is_some() || NumberWord::from_spelling(text).is_some() || is_zeros
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    itself: usize,
    asked: usize,
    several: usize,
    unread: usize,
    exactly: usize,
    astray: usize,
}

impl Count {
    fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Itself => &mut self.itself,
            Outcome::Asked => &mut self.asked,
            Outcome::Several => &mut self.several,
            Outcome::Unread => &mut self.unread,
            Outcome::Exactly => &mut self.exactly,
            Outcome::Astray => &mut self.astray,
        } += 1;
    }

    fn sum(counts: &[Self]) -> Self {
        counts.iter().fold(Self::default(), |sum, count| Self {
            itself: sum.itself + count.itself,
            asked: sum.asked + count.asked,
            several: sum.several + count.several,
            unread: sum.unread + count.unread,
            exactly: sum.exactly + count.exactly,
            astray: sum.astray + count.astray,
        })
    }

    fn row(&self, name: &str) -> String {
        let Self {
            itself,
            asked,
            several,
            unread,
            exactly,
            astray,
        } = self;
        let typed = itself + asked + several + unread + exactly + astray;
        format!(
            "| {name} | {typed} | {itself} | {asked} | {several} | {unread} | {exactly} | {astray} |"
        )
    }
}
