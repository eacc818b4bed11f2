//! Every spelling of what is heard.

use zeroize::Zeroizing;

use super::{check_at, group_of, with_digits};
use crate::call::{Finding, Half, Part, Side, Verdict, needs_side};
use crate::otp::Digits;
use crate::words::Heard;

#[test]
fn a_half_is_read_from_its_digits_its_word_or_both() {
    // At counter 0 the code is 755224 with 6 digits.
    let (caller, other) = (word("755"), word("901"));
    for text in [
        "755".to_owned(),
        "7 5 5".to_owned(),
        "7-5-5!".to_owned(),
        "seven five five".to_owned(),
        caller.clone(),
        caller.to_uppercase(),
        format!("755 {caller}"),
        format!("{caller} 755"),
        format!("755{caller}"),
        format!("seven five five, {caller}."),
        format!("{caller} seven 5 five"),
    ] {
        let found = heard_at_zero(&text, Some(Side::Caller), 6);
        assert_eq!(found.verdict, Verdict::Match, "{text}");
        assert_eq!(found.part, Some(Part::Half(Side::Caller)), "{text}");
        assert!(asks_side(&text, 6), "{text}");
        // Without a side it matches nothing.
        assert_eq!(heard_at_zero(&text, None, 6), no_match(6), "{text}");
        // From the other side it is this side's own half, repeated.
        let found = heard_at_zero(&text, Some(Side::Answerer), 6);
        assert_eq!(found.verdict, Verdict::OwnHalf, "{text}");
        assert_eq!(found.part, Some(Part::Half(Side::Caller)), "{text}");
    }
    for text in [
        format!("755 {other}"),
        format!("{other} 755"),
        format!("754 {caller}"),
        format!("{caller} {other} {caller}"),
        format!("{caller} {caller}"),
        format!("{caller} 7"),
        format!("7 {caller} 55"),
        format!("75 {caller} 5"),
        "75".to_owned(),
        "7555".to_owned(),
        "755755".to_owned(),
    ] {
        let found = heard_at_zero(&text, Some(Side::Caller), 6);
        assert_eq!(found, no_match(6), "{text}");
        assert!(!asks_side(&text, 6), "{text}");
    }
}

#[test]
fn a_half_of_four_digits_is_a_word_and_then_a_digit() {
    // RFC 4226: the truncated value at counter 0 is 1284755224.
    let caller = word("847");
    for text in [
        "8475".to_owned(),
        "eight four seven five".to_owned(),
        format!("{caller} 5"),
        format!("{caller} five"),
        format!("8475 {caller} 5"),
        format!("{caller} 5 8475"),
    ] {
        let found = heard_at_zero(&text, Some(Side::Caller), 8);
        assert_eq!(found.verdict, Verdict::Match, "{text}");
        assert!(asks_side(&text, 8), "{text}");
    }
    for text in [
        caller.clone(),
        format!("5 {caller}"),
        format!("8475 {caller}"),
        format!("8475 {caller} 6"),
        format!("{caller} 6 8475"),
        "847".to_owned(),
    ] {
        let found = heard_at_zero(&text, Some(Side::Caller), 8);
        assert_eq!(found, no_match(8), "{text}");
    }
}

#[test]
fn a_code_of_seven_digits_is_four_and_three() {
    let (caller, answerer) = (word("475"), word("224"));
    for (text, side) in [
        ("4755".to_owned(), Side::Caller),
        (format!("{caller} 5"), Side::Caller),
        (format!("4755 {caller} 5"), Side::Caller),
        ("224".to_owned(), Side::Answerer),
        (answerer.clone(), Side::Answerer),
        (format!("224 {answerer}"), Side::Answerer),
    ] {
        let found = heard_at_zero(&text, Some(side), 7);
        assert_eq!(found.verdict, Verdict::Match, "{text}");
        let found = heard_at_zero(&text, Some(side.other()), 7);
        assert_eq!(found.verdict, Verdict::OwnHalf, "{text}");
        assert!(asks_side(&text, 7), "{text}");
    }
}

#[test]
fn a_full_code_is_read_in_every_spelling() {
    for (digits, code, halves) in [
        (6, "755224", [("755", word("755")), ("224", word("224"))]),
        (
            7,
            "4755224",
            [("4755", word("475") + " 5"), ("224", word("224"))],
        ),
        (
            8,
            "84755224",
            [("8475", word("847") + " 5"), ("5224", word("522") + " 4")],
        ),
    ] {
        let [(first, first_word), (second, second_word)] = &halves;
        for text in [
            code.to_owned(),
            format!("{first} {second}"),
            format!("{first_word} {second_word}"),
            format!("{first} {first_word} {second} {second_word}"),
            format!("{first_word} {first} {second_word} {second}"),
            format!("{first} {first_word} {second}"),
            format!("{first} {first_word} {second_word}"),
            format!("{first} {second} {second_word}"),
            format!("{first} {second_word}"),
            format!("{first_word} {second}"),
            format!("{code} {first_word} {second_word}"),
            format!("{first_word} {second_word} {code}"),
        ] {
            for side in [None, Some(Side::Caller), Some(Side::Answerer)] {
                let found = heard_at_zero(&text, side, digits);
                assert_eq!(found.verdict, Verdict::Match, "{text}");
                assert_eq!(found.part, Some(Part::Full), "{text}");
            }
            assert!(!asks_side(&text, digits), "{text}");
        }
        for text in [
            format!("{second} {second_word} {first} {first_word}"),
            format!("{code} {second_word} {first_word}"),
            format!("{second_word} {first_word}"),
            format!("{code}{code}"),
            format!("{code} {first_word}"),
        ] {
            let found = heard_at_zero(&text, None, digits);
            assert_eq!(found, no_match(digits), "{text}");
        }
    }
}

#[test]
fn the_debug_of_a_half_has_no_digit_of_it() {
    let half = Half(Zeroizing::new("755".to_owned()));
    assert_eq!(format!("{half:?}"), "Half(3 digits)");
    let heard = Heard::read("755").unwrap();
    assert_eq!(format!("{heard:?}"), "Heard(3 sounds)");
}

fn word(digits: &str) -> String {
    crate::words::Word::from_digits(digits).unwrap().to_string()
}

/// Checks `text` at counter 0 of RFC 4226's key, with codes of `digits`.
fn heard_at_zero(text: &str, from: Option<Side>, digits: u64) -> Finding {
    let group = group_of(with_digits(digits), b"12345678901234567890");
    check_at(&group, text, from, 15)
}

fn no_match(digits: u64) -> Finding {
    Finding::no_match(&group_of(with_digits(digits), &[1; 20]))
}

fn asks_side(text: &str, digits: u64) -> bool {
    needs_side(&Heard::read(text).unwrap(), Digits::new(digits).unwrap())
}
