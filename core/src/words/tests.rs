//! The list, and the words that a text is read as.

mod misspelt;
mod table;

use proptest::prelude::{any, proptest};

use super::number_words::NumberWord;
use super::word::LIST;
use super::{Heard, HeardError, Sound, Word};

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
fn no_word_of_the_list_is_taken_for_a_number_or_two_words() {
    let pieces: Vec<_> = LIST
        .lines()
        .chain(NumberWord::names().map(|(name, _)| name))
        .collect();
    for line in LIST.lines() {
        assert!(NumberWord::from_spelling(line).is_none(), "{line}");
        let is_two = |first: &str| {
            line.strip_prefix(first)
                .is_some_and(|rest| pieces.contains(&rest))
        };
        assert!(!pieces.iter().any(|piece| is_two(piece)), "{line}");
    }
}

#[test]
fn the_letters_that_complete_a_word_are_read_as_it_or_asked_about() {
    for word in Word::all() {
        let mut completed = false;
        for length in 0..=word.as_str().len() {
            let letters = &word.as_str()[..length];
            let completing = Word::completing(letters);
            assert!(completing.is_none_or(|other| other == word), "{letters}");
            assert!(
                completing.is_some() || !completed,
                "{letters} is none again"
            );
            completed = completing.is_some();
            if completed {
                match Heard::read(letters) {
                    Ok(heard) => assert!(heard.sounds() == [Sound::Word(word)], "{letters}"),
                    Err(HeardError::TwoWords(one, other)) => {
                        assert!([one, other].contains(&word), "{letters}");
                    }
                    Err(heard_error) => assert_eq!(heard_error, HeardError::Several, "{letters}"),
                }
            }
            assert!(completed || length < 4, "{letters}");
        }
    }
}

#[test]
fn letters_that_begin_no_word_or_several_complete_none() {
    for letters in [
        "", "t", "z", "ti", "xy", "tigerr", "TIGE", "won", "ten", "é",
    ] {
        assert_eq!(Word::completing(letters), None, "{letters}");
    }
    assert_eq!(Word::completing("zoo").map(Word::as_str), Some("zoo"));
    assert_eq!(Word::completing("za"), None);
}

#[test]
fn numbers_are_heard_as_people_say_them() {
    for (text, digits) in [
        ("901", "901"),
        ("9 0 1", "901"),
        ("9-0-1.", "901"),
        ("nine oh one", "901"),
        ("Nine, ZERO one", "901"),
        ("nine o 1", "901"),
        ("nine o won", "901"),
        ("niner nought fife", "905"),
        ("for to ate", "428"),
        ("９０１", "901"),
        ("٩٠١", "901"),
        ("double five one", "551"),
        ("1 double 5", "155"),
        ("triple six", "666"),
        ("treble oh", "000"),
        ("six forty-two", "642"),
        ("6 forty 2", "642"),
        ("six forty", "640"),
        ("nine eleven", "911"),
        ("nine hundred", "900"),
        ("nine hundred and one", "901"),
        ("four hundred seventeen", "417"),
        ("nien sevn thre", "973"),
    ] {
        assert_eq!(heard(text), Ok(digits.into()), "{text}");
    }
    for text in [
        "double",
        "double tiger",
        "hundred",
        "five double",
        "tiger hundred",
    ] {
        assert_eq!(heard(text), Err(HeardError::NoDigit), "{text}");
    }
}

#[test]
fn what_people_say_around_a_half_is_ignored() {
    let same = |text: &str, plain: &str| {
        let (text, plain) = (Heard::read(text).unwrap(), Heard::read(plain).unwrap());
        text.sounds() == plain.sounds()
    };
    for (text, plain) in [
        ("it's 063", "063"),
        ("It\u{2019}s, er, 063", "063"),
        ("my half is 063", "063"),
        ("ok, the code is six three two", "632"),
        ("my half is nine oh one, tiger", "901 tiger"),
        ("is land", "island"),
    ] {
        assert!(same(text, plain), "{text}");
    }
    for filler in super::heard::FILLERS {
        assert!(Word::from_spelling(filler).is_none(), "{filler}");
        assert!(
            !super::number_words::begins_one(filler) || filler.len() < 3,
            "{filler}"
        );
    }
}

#[test]
fn words_that_run_together_are_parted() {
    for (text, spelt) in [
        ("tigerpiano", "tiger piano"),
        ("TigerPiano", "tiger piano"),
        ("nineohone", "9 0 1"),
        ("nineoone", "9 0 1"),
        ("nineohonetiger", "9 0 1 tiger"),
        ("tigernineohone", "tiger 9 0 1"),
        ("901tiger", "9 0 1 tiger"),
        ("901tiger642piano", "9 0 1 tiger 6 4 2 piano"),
        ("doublefivesix", "5 5 6"),
        ("sixfortytwo", "6 4 2"),
        ("pop corn", "popcorn"),
        ("note-book", "notebook"),
        ("o live", "olive"),
        ("for est", "forest"),
    ] {
        assert_eq!(heard(text), Ok(spelt.replace(' ', "")), "{text}");
    }
    assert_eq!(heard("tigerxyzzyplugh"), Err(HeardError::NoSuchWord));
}

#[test]
fn a_word_is_heard_near_its_spelling() {
    for text in [
        "tiger",
        "Tiger!",
        "tigr",
        "tigger",
        "tgier",
        "tige",
        "tigerr",
        "tyger",
        "tigre",
        "tíger",
        "TĪGER",
        "ti\u{301}ger",
        "tiger's",
        "tigor",
    ] {
        let tiger = heard(text).map(|spelt| spelt.starts_with("tiger"));
        assert_eq!(tiger, Ok(true), "{text}");
    }
    assert_eq!(heard("tiger, nine oh one"), Ok("tiger901".into()));
}

#[test]
fn a_word_is_heard_by_its_sound() {
    for (text, word) in [
        ("foto", "photo"),
        ("fizics", "physics"),
        ("kwiz", "quiz"),
        ("kween", "queen"),
        ("fesant", "pheasant"),
        ("nolidge", "knowledge"),
        ("rinosseris", "rhinoceros"),
        ("bisicle", "bicycle"),
        ("gorjus", "gorgeous"),
        ("filosofy", "philosophy"),
        ("kilogramme", "kilogram"),
        ("caviare", "caviar"),
        ("waggon", "wagon"),
    ] {
        assert_eq!(heard(text), Ok(word.into()), "{text}");
    }
}

#[test]
fn of_two_words_that_are_equally_near_it_is_asked_which() {
    let word = |spelling| Word::from_spelling(spelling).unwrap();
    let (bagel, eagle) = (word("bagel"), word("eagle"));
    assert_eq!(heard("bagle"), Err(HeardError::TwoWords(bagel, eagle)));
    for meant in [bagel, eagle] {
        let mut asked = 0;
        let heard = Heard::read_asking("bagle", |one, other| {
            asked += 1;
            assert_eq!((one, other), (bagel, eagle));
            Some(meant)
        });
        assert!(heard.unwrap().sounds() == [Sound::Word(meant)]);
        assert_eq!(asked, 1);
    }
    let neither = Heard::read_asking("bagle", |_, _| Some(word("tiger")));
    assert_eq!(neither.unwrap_err(), HeardError::TwoWords(bagel, eagle));
}

#[test]
fn a_word_that_is_on_no_list_is_ignored_beside_the_digits_of_a_half() {
    for (text, digits) in [
        // One slip from two words.
        ("064 bagle", "064"),
        ("bagle 064", "064"),
        ("bagle249", "249"),
        // Near a word other than that of its digits.
        ("585 oshen", "585"),
        ("five eight five, oshun", "585"),
        ("585 xyzzyplugh", "585"),
        ("585 тигр", "585"),
        ("585 oceanne 959 vinaigre", "585959"),
        ("8475 bagle five", "84755"),
    ] {
        let heard = Heard::read_asking(text, |_, _| panic!("{text}: asked")).unwrap();
        assert_eq!(
            in_words(&heard),
            in_words(&Heard::read(digits).unwrap()),
            "{text}"
        );
    }
    // A word that is on the list is not ignored.
    assert_eq!(heard("585 tiger"), Ok("585tiger".into()));
    // Two digits are not a half.
    assert_eq!(heard("90 xyzzyplugh"), Err(HeardError::NoSuchWord));
    assert!(matches!(heard("90 bagle"), Err(HeardError::TwoWords(..))));
}

#[test]
fn text_unlike_any_word_is_refused() {
    assert_eq!(heard("xyzzyplugh"), Err(HeardError::NoSuchWord));
    assert_eq!(heard("тигр"), Err(HeardError::NoSuchWord));
    assert_eq!(heard("!?"), Err(HeardError::Nothing));
    assert_eq!(heard(&"1".repeat(257)), Err(HeardError::TooLong));
}

#[test]
fn every_word_is_read_as_itself_alone_and_after_its_digits() {
    for word in Word::all() {
        let (line, digits) = (word.as_str(), word.digits());
        assert_eq!(heard(line), Ok(line.into()));
        let both = format!("{digits}{line}");
        assert_eq!(heard(&format!("{digits} {line}")), Ok(both.clone()));
        assert_eq!(heard(&both), Ok(both));
    }
}

proptest! {
    /// Parsing is forgiving but never ambiguous: a reading, written down again, is read
    /// as the same, and nothing is asked.
    #[test]
    fn a_text_has_one_reading_at_most(text in "[a-z0-9 ]{0,40}", answer in any::<bool>()) {
        let which = |one, other| Some(if answer { one } else { other });
        if let Ok(once) = Heard::read_asking(&text, which) {
            let spelt = in_words(&once);
            let again = Heard::read_asking(&spelt, |_, _| panic!("{spelt}: asked")).unwrap();
            assert!(again.sounds() == once.sounds(), "{text} → {spelt}");
            assert!(once.sounds().len() <= 3 * text.len());
        }
    }

    #[test]
    fn words_and_numbers_in_any_mix_are_read_as_they_are(
        said in proptest::collection::vec((any::<bool>(), 0..1000_u64), 1..8),
        together in any::<bool>(),
    ) {
        const NAMES: [&str; 10] = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        ];
        let (words, sounds): (Vec<&str>, Vec<Sound>) = said
            .into_iter()
            .map(|(is_word, number)| {
                let word = Word::from_number_modulo(number);
                let digit = u8::try_from(number % 10).unwrap();
                if is_word {
                    (word.as_str(), Sound::Word(word))
                } else {
                    (NAMES[usize::from(digit)], Sound::Digit(digit))
                }
            })
            .unzip();
        let text = words.join(if together { "" } else { " " });
        // Two ways to split it are an error, not a reading.
        match Heard::read(&text) {
            Ok(heard) => assert!(heard.sounds() == sounds, "{text}"),
            Err(heard_error) => assert!(together && heard_error == HeardError::Several, "{text}"),
        }
    }
}

fn heard(text: &str) -> Result<String, HeardError> {
    Heard::read(text).map(|heard| in_words(&heard).replace(' ', ""))
}

fn in_words(heard: &Heard) -> String {
    let spelt = heard.sounds().iter().map(|sound| match sound {
        Sound::Digit(digit) => digit.to_string(),
        Sound::Word(word) => word.to_string(),
    });
    spelt.collect::<Vec<_>>().join(" ")
}

#[test]
fn no_number_becomes_a_word_while_it_is_typed() {
    for name in [
        "zero", "oh", "o", "nought", "nil", "one", "won", "two", "to", "too", "three", "four",
        "for", "five", "fife", "six", "seven", "eight", "ate", "nine", "niner", "double", "triple",
        "ten", "eleven", "twelve", "thirteen", "twenty", "forty", "fifty", "hundred",
    ] {
        assert_eq!(super::completion(name), "", "{name}");
    }
}
