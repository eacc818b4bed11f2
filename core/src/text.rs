//! Texts for families that are not tied to a screen: sentences, dates, and the
//! pages to print.

mod calls;
mod camera;
mod dates;
mod doctor;
mod enrolment;
mod html;
mod join;
mod keep;
mod language;
mod pages;
mod phone;
mod practice;
mod roll;
mod rotate;
mod rules;
mod texts;
mod verdicts;

use crate::group::{Name, is_hidden};
use crate::words::{PHRASE_WORDS, Word, words_line};

pub use dates::day_iso;
pub use language::TextsError;
pub use pages::{Contact, ContactError, card_page, day_sheet, invite_page};
pub use roll::When;
pub use texts::Texts;

/// Returns the check words on one line.
#[must_use]
pub fn check_words_line(words: &[Word; PHRASE_WORDS]) -> String {
    words_line(words)
}

/// Returns the names, each in quotes, separated by commas.
#[must_use]
pub fn in_quotes(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

/// Returns a name for a command line that the user types, quoted if a shell needs it. A name that
/// others may have chosen freely, or that would be taken for an option, becomes `NAME`.
#[must_use]
pub fn shell_name(name: &Name) -> String {
    let text = name.as_str();
    let is_tidy = Name::tidy(text).is_ok_and(|tidy| tidy == *name);
    if is_tidy && !text.starts_with('-') {
        shell_quote(text)
    } else {
        "NAME".to_owned()
    }
}

/// Quotes a text, such as a path, if a shell needs it.
#[must_use]
pub fn shell_quote(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    if text.chars().all(plain) && !text.starts_with('-') {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Escapes the invisible characters of a text that others may have chosen, such as a
/// file's name: controls, which a terminal obeys, and those that reorder the text
/// around them. The joiners that some scripts need inside a word stay.
///
/// ```
/// use ringtrue_core::text::escape_invisible;
///
/// assert_eq!(escape_invisible("photo\u{202e}gpj.exe"), "photo\\u{202e}gpj.exe");
/// ```
#[must_use]
pub fn escape_invisible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}') {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{check_words_line, escape_invisible, shell_name, shell_quote};
    use crate::group::Name;
    use crate::otp::check_words;
    use crate::secret::Secret;

    #[test]
    fn the_check_words_stand_on_one_line() {
        let words = check_words(&Secret::new(b"12345678901234567890").unwrap());
        assert_eq!(
            check_words_line(&words),
            "stylish cottage choir excellent hallway folklore"
        );
    }

    #[test]
    fn what_can_not_be_seen_is_escaped() {
        for (text, shown) in [
            ("/home/mum/photo.jpg", "/home/mum/photo.jpg"),
            ("Großmutter, 田中家", "Großmutter, 田中家"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("a\u{1b}[2Jb\nc", "a\\u{1b}[2Jb\\nc"),
            (
                "\u{202E}\u{2066}\u{200F}\u{9b}",
                "\\u{202e}\\u{2066}\\u{200f}\\u{9b}",
            ),
        ] {
            assert_eq!(escape_invisible(text), shown);
            assert_eq!(escape_invisible(shown), shown);
        }
    }

    #[test]
    fn a_text_on_a_command_line_is_quoted_where_a_shell_needs_it() {
        for (called, expected) in [
            ("Smith", "Smith"),
            ("田中家", "田中家"),
            ("a.b_c-d", "a.b_c-d"),
            ("Smith family", "'Smith family'"),
            ("-x", "'-x'"),
            ("O'Brien", r"'O'\''Brien'"),
            ("$(reboot)", "'$(reboot)'"),
            ("a;b", "'a;b'"),
            ("~", "'~'"),
        ] {
            assert_eq!(shell_quote(called), expected);
        }
    }

    #[test]
    fn a_foreign_name_does_not_stand_on_a_command_line() {
        for (called, expected) in [
            ("Smith", "Smith"),
            ("田中家", "田中家"),
            ("a.b_c-d", "a.b_c-d"),
            ("Smith family", "'Smith family'"),
            ("-x", "NAME"),
            ("O'Brien", "NAME"),
            ("$(reboot)", "NAME"),
            ("a;b", "NAME"),
            ("~", "NAME"),
            ("anna@example.com", "NAME"),
        ] {
            assert_eq!(shell_name(&Name::foreign(called).unwrap()), expected);
        }
    }
}
