//! Splits typed text into single digits and runs of letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// One piece of typed text.
pub(super) enum Token {
    /// One digit, 0 to 9.
    Digit(u8),
    /// A run of letters, lower-case and without accents.
    Letters(Zeroizing<String>),
}

/// Splits text into single digits and runs of letters; everything else separates them.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut letters = Zeroizing::new(String::new());
    let apostrophe = |c: char| matches!(c, '\'' | '\u{2019}');
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if c.is_alphabetic() {
            push_plain(&mut letters, c);
            continue;
        }
        if apostrophe(c) || is_combining_mark(c) {
            continue;
        }
        if !letters.is_empty() {
            tokens.push(Token::Letters(std::mem::take(&mut letters)));
        }
        if let Some(digit) = decimal_digit(c) {
            tokens.push(Token::Digit(digit));
        }
    }
    if !letters.is_empty() {
        tokens.push(Token::Letters(letters));
    }
    tokens
}

/// Appends a letter, replacing those that have a plain spelling but no accent to
/// remove.
fn push_plain(letters: &mut String, c: char) {
    match c {
        'ß' => letters.push_str("ss"),
        'æ' => letters.push_str("ae"),
        'œ' => letters.push_str("oe"),
        'ø' => letters.push('o'),
        'đ' | 'ð' => letters.push('d'),
        'ł' => letters.push('l'),
        'ı' => letters.push('i'),
        plain => letters.push(plain),
    }
}

/// Returns the value of a digit, in the scripts whose keyboards type their own digits.
fn decimal_digit(c: char) -> Option<u8> {
    /// ASCII, Arabic-Indic, Persian, Devanagari, Bengali, full width.
    const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{FF10}'];
    ZEROS.into_iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(zero))?;
        u8::try_from(value).ok().filter(|value| *value <= 9)
    })
}
