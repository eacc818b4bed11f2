//! Names of groups and members, in the one form that every phone app keeps intact.

use std::fmt;

use thiserror::Error;
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

use super::generation::Generation;

/// A name in the form that goes into a link: letters, digits and marks of any script,
/// space, `.`, `_` and `-`; no space at either end and no two together; composed (NFC).
/// Between two letters it may have a joiner (U+200C, U+200D), which Persian and the
/// scripts of India use to tell words apart.
///
/// A name that came from elsewhere ([`Name::foreign`]) may have other visible
/// characters too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The longest name in characters. Even percent-encoded, it fits a QR code that a
    /// phone can read from a screen.
    pub const MAX_CHARS: usize = 40;

    /// The longest foreign name in characters.
    const MAX_FOREIGN_CHARS: usize = 256;

    /// Turns `text` into a name: any other character becomes a space, runs of spaces
    /// become one, and everything after [`Name::MAX_CHARS`] characters is cut off.
    /// Compare the name with `text` to see whether it changed.
    ///
    /// # Errors
    /// [`NameError::Empty`] when nothing is left.
    ///
    /// ```
    /// use ringtrue_core::Name;
    ///
    /// assert_eq!(Name::tidy("Smith & sons").unwrap().as_str(), "Smith sons");
    /// ```
    pub fn tidy(text: &str) -> Result<Self, NameError> {
        let text: String = text.nfc().collect();
        let spaced: String = with_neighbours(&text)
            .map(|(before, c, after)| match c {
                c if is_plain(c) || is_joining(before, c, after) => c,
                _ => ' ',
            })
            .collect();
        let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
        let cut: String = words.join(" ").chars().take(Self::MAX_CHARS).collect();
        match cut.trim_end_matches([' ', '\u{200C}', '\u{200D}']) {
            "" => Err(NameError::Empty),
            name => Ok(Self(name.to_owned())),
        }
    }

    /// Takes a name from elsewhere as it is, except for spaces at its ends.
    ///
    /// # Errors
    /// [`NameError`] when it is empty, too long, or has characters that can't
    /// be seen.
    pub fn foreign(text: &str) -> Result<Self, NameError> {
        refuse_hidden(text)?;
        let name = text.trim();
        let chars = name.chars().count();
        if name.is_empty() {
            Err(NameError::Empty)
        } else if chars > Self::MAX_FOREIGN_CHARS {
            Err(NameError::TooLong {
                chars,
                limit: Self::MAX_FOREIGN_CHARS,
            })
        } else {
            Ok(Self(name.to_owned()))
        }
    }

    /// Returns the name of a generation's key in a ringtrue group of this name: "Smith
    /// family 2".
    #[must_use]
    pub fn key_name(&self, generation: Generation) -> String {
        format!("{self} {generation}")
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a person who types `text` means this name. Letter case, joiners
    /// (which can't be seen) and anything that [`Name::tidy`] leaves out make no
    /// difference.
    #[must_use]
    pub fn is_meant_by(&self, text: &str) -> bool {
        let folded = |text: &str| Self::tidy(text).map(|name| without_joiners(&name.0));
        self.0 == text || matches!((folded(&self.0), folded(text)), (Ok(a), Ok(b)) if a == b)
    }

    /// Returns a file name made of this name and `what`: letters and digits of any script
    /// in lower case, with one hyphen between words.
    ///
    /// ```
    /// use ringtrue_core::Name;
    ///
    /// let name = Name::tidy("Smith family").unwrap();
    /// assert_eq!(name.file_name("card.html"), "smith-family-card.html");
    /// ```
    #[must_use]
    pub fn file_name(&self, what: &str) -> String {
        match self.for_file() {
            Some(name) => format!("{name}-{what}"),
            None => what.to_owned(),
        }
    }

    fn for_file(&self) -> Option<String> {
        let tidy = Self::tidy(&self.0).ok()?;
        let words = tidy.0.split(is_separator);
        let words: Vec<_> = words
            .map(without_joiners)
            .filter(|word| !word.is_empty())
            .collect();
        (!words.is_empty()).then(|| words.join("-"))
    }

    /// Returns the form that is equal for two names of the same person or group.
    pub(crate) fn folded(&self) -> String {
        Self::tidy(&self.0).map_or_else(|_| self.0.clone(), |name| without_joiners(&name.0))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The reason why a text is not a valid name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing is left of it.
    #[error("it has no letter or digit")]
    Empty,
    /// It has too many characters.
    #[error("it has {chars} characters; the limit is {limit}")]
    TooLong {
        /// The number of characters found.
        chars: usize,
        /// The limit, in characters.
        limit: usize,
    },
    /// It has a character that can't be seen, or that changes the order of
    /// those that can.
    #[error("it has a character that can't be seen (U+{:04X})", u32::from(*.0))]
    Hidden(char),
}

/// Refuses characters that a person who looks at the name would not see.
pub(crate) fn refuse_hidden(text: &str) -> Result<(), NameError> {
    let mut chars = with_neighbours(text);
    match chars.find(|(before, c, after)| is_hidden(*c) && !is_joining(*before, *c, *after)) {
        Some((_, c, _)) => Err(NameError::Hidden(c)),
        None => Ok(()),
    }
}

/// Returns each character with the one before it and the one after it.
fn with_neighbours(text: &str) -> impl Iterator<Item = (Option<char>, char, Option<char>)> + '_ {
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let after = text.chars().skip(1).map(Some).chain(std::iter::once(None));
    let chars = before.zip(text.chars()).zip(after);
    chars.map(|((before, c), after)| (before, c, after))
}

/// Returns whether `c` is a joiner inside a word.
fn is_joining(before: Option<char>, c: char, after: Option<char>) -> bool {
    let is_in_word = |c: Option<char>| c.is_some_and(|c| is_plain(c) && !is_separator(c));
    matches!(c, '\u{200C}' | '\u{200D}') && is_in_word(before) && is_in_word(after)
}

fn without_joiners(name: &str) -> String {
    name.replace(['\u{200C}', '\u{200D}'], "").to_lowercase()
}

/// Returns whether `c` is a control, a direction mark, of zero width, for private use, or
/// unassigned.
pub(crate) fn is_hidden(c: char) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned,
    };
    // Most names need no lookup.
    if c == ' ' || c.is_ascii_graphic() {
        return false;
    }
    // Letters and marks that Unicode lists as default-ignorable: they are drawn as
    // nothing.
    let ignorable = matches!(
        c,
        '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}'
            | '\u{180B}'..='\u{180F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{E0100}'..='\u{E01EF}'
    );
    ignorable
        || matches!(
            get_general_category(c),
            Control
                | Format
                | LineSeparator
                | ParagraphSeparator
                | PrivateUse
                | Surrogate
                | Unassigned
        )
}

/// Returns whether a name keeps `c` as it is.
fn is_plain(c: char) -> bool {
    use GeneralCategory::{
        DecimalNumber, EnclosingMark, LetterNumber, LowercaseLetter, ModifierLetter,
        NonspacingMark, OtherLetter, SpacingMark, TitlecaseLetter, UppercaseLetter,
    };
    if is_hidden(c) {
        return false;
    }
    is_separator(c)
        || matches!(
            get_general_category(c),
            LowercaseLetter
                | UppercaseLetter
                | TitlecaseLetter
                | ModifierLetter
                | OtherLetter
                | DecimalNumber
                | LetterNumber
                | NonspacingMark
                | SpacingMark
                | EnclosingMark
        )
}

const fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::{Name, NameError};

    #[test]
    fn a_name_keeps_letters_digits_and_marks_of_any_script() {
        for name in [
            "Smith family",
            "Müller-Lüdenscheidt",
            "عائلة سميث",
            "田中家 2",
            "परिवार",
            "a.b_c-d",
        ] {
            assert_eq!(Name::tidy(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn anything_else_becomes_one_space() {
        for (text, name) in [
            ("a&b#c=d?e%f+g", "a b c d e f g"),
            ("  Smith \t  family\n", "Smith family"),
            ("Tom\u{202E}evil\u{200B}", "Tom evil"),
            ("Fun \u{1F389} club", "Fun club"),
            ("ringtrue:x", "ringtrue x"),
        ] {
            assert_eq!(Name::tidy(text).unwrap().as_str(), name);
        }
        assert_eq!(Name::tidy(" &\u{0} "), Err(NameError::Empty));
    }

    #[test]
    fn a_name_is_cut_at_forty_characters_and_tidy_is_stable() {
        let long = format!("{} tail", "é".repeat(39));
        let name = Name::tidy(&long).unwrap();
        assert_eq!(name.as_str(), "é".repeat(39));
        assert_eq!(Name::tidy(name.as_str()), Ok(name));
    }

    #[test]
    fn a_foreign_name_may_have_punctuation_but_no_hidden_characters() {
        assert_eq!(
            Name::foreign(" alice@example.com ").unwrap().as_str(),
            "alice@example.com"
        );
        for hidden in [
            '\u{0}', '\n', '\u{202E}', '\u{200B}', '\u{2066}', '\u{FEFF}', '\u{3164}',
        ] {
            assert_eq!(
                Name::foreign(&format!("a{hidden}b")),
                Err(NameError::Hidden(hidden))
            );
        }
        assert!(Name::foreign(&"x".repeat(257)).is_err());
    }

    #[test]
    fn a_joiner_may_stand_inside_a_word_and_nowhere_else() {
        let name = "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645}";
        assert_eq!(Name::tidy(name).unwrap().as_str(), name);
        assert_eq!(Name::foreign(name).unwrap().as_str(), name);
        assert!(
            Name::tidy(name)
                .unwrap()
                .is_meant_by(&name.replace('\u{200C}', ""))
        );
        for joiner in ['\u{200C}', '\u{200D}'] {
            for (text, tidied) in [
                (format!("{joiner}\u{645}"), "\u{645}"),
                (format!("\u{645}{joiner}"), "\u{645}"),
                (format!("\u{645}{joiner}{joiner}\u{645}"), "\u{645} \u{645}"),
                (format!("\u{645} {joiner}\u{645}"), "\u{645} \u{645}"),
                (format!("\u{645}-{joiner}\u{645}"), "\u{645}- \u{645}"),
                (format!("\u{1F468}{joiner}\u{1F469}"), ""),
            ] {
                assert_eq!(
                    Name::foreign(&text),
                    Err(NameError::Hidden(joiner)),
                    "{text:?}"
                );
                let name = Name::tidy(&text).map(|name| name.as_str().to_owned());
                assert_eq!(name.unwrap_or_default(), tidied, "{text:?}");
            }
        }
        let long = format!("{}\u{200D}x", "\u{645}".repeat(39));
        let cut = Name::tidy(&long).unwrap();
        assert_eq!(cut.as_str(), "\u{645}".repeat(39));
    }

    #[test]
    fn a_file_is_called_by_letters_digits_and_hyphens() {
        for (text, file) in [
            ("Smith family", "smith-family"),
            ("Müller-Lüdenscheidt", "müller-lüdenscheidt"),
            ("عائلة سميث", "عائلة-سميث"),
            ("田中家 2", "田中家-2"),
            ("-rf ../..", "rf"),
            ("a.b_c - d", "a-b-c-d"),
            ("\u{645}\u{6CC}\u{200C}\u{62E}", "\u{645}\u{6CC}\u{62E}"),
            ("$(x) & \"y\"", "x-y"),
        ] {
            let file_of = |text| Name::foreign(text).unwrap().for_file();
            assert_eq!(file_of(text).as_deref(), Some(file), "{text}");
        }
        for text in ["&", "...", "- _"] {
            assert_eq!(Name::foreign(text).unwrap().for_file(), None, "{text}");
        }
    }

    #[test]
    fn a_person_may_type_a_name_in_any_case() {
        let name = Name::tidy("Smith family").unwrap();
        assert!(name.is_meant_by("smith  FAMILY"));
        assert!(!name.is_meant_by("Smith"));
    }
}
