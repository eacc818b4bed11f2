//! A line that is typed key by key: its text, and the bytes that keep a terminal in step with it.

use std::fmt;

use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthChar;

use super::Key;

/// The line typed so far. Its `Debug` does not reveal the text.
pub struct Line {
    text: String,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({} bytes)", self.text.len())
    }
}

impl Line {
    /// Returns an empty line.
    pub fn new() -> Self {
        Self {
            text: String::new(),
        }
    }

    /// Returns its text: no control characters, at most 256 bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Empties the line without an edit for the terminal.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// Applies a key, and returns the edit for a terminal whose cursor is at the end of the line:
    /// empty if nothing changes.
    pub fn apply_key(&mut self, key: Key) -> Echo {
        match key {
            Key::Char(c) => self.push(c),
            Key::Backspace => self.cut(self.last_cell()),
            Key::EraseWord => self.cut(self.last_word()),
            Key::EraseLine => self.cut(0),
            _ => Echo::default(),
        }
    }

    fn push(&mut self, c: char) -> Echo {
        let fits = self.text.len().saturating_add(c.len_utf8()) <= LENGTH_MAX;
        // A combining mark needs a base character. Terminals disagree about variation selectors and
        // joiners, so that those could not be erased again.
        let shown = match c.width() {
            None => false,
            Some(0) => self.ends_in_a_word() && is_combining_mark(c) && !is_variation_selector(c),
            Some(_) => true,
        };
        if !fits || !shown {
            return Echo::default();
        }
        self.text.push(c);
        Echo(c.to_string())
    }

    fn ends_in_a_word(&self) -> bool {
        let last = self.text.chars().last();
        last.is_some_and(|c| !c.is_whitespace())
    }

    /// Returns where the last character that has cells of its own begins.
    fn last_cell(&self) -> usize {
        let mut characters = self.text.char_indices().rev();
        let last = characters.find(|(_, c)| c.width() != Some(0));
        last.map_or(0, |(start, _)| start)
    }

    /// Returns where the last word begins.
    fn last_word(&self) -> usize {
        let words = self.text.trim_end();
        let space = words.char_indices().rev().find(|(_, c)| c.is_whitespace());
        space.map_or(0, |(start, c)| start.saturating_add(c.len_utf8()))
    }

    /// Erases everything from `start` on.
    fn cut(&mut self, start: usize) -> Echo {
        let erased = self.text.get(start..).unwrap_or_default();
        let cells = erased.chars().filter_map(UnicodeWidthChar::width).sum();
        let echo = Echo(ERASE_CELL.repeat(cells));
        self.text.truncate(start);
        echo
    }
}

/// The bytes that show an edit on a terminal: a character, or a backspace, a space and a backspace
/// for each cell to erase.
#[derive(Default)]
pub struct Echo(String);

impl fmt::Debug for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Echo({} bytes)", self.0.len())
    }
}

impl Echo {
    /// Returns the bytes.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The longest line in bytes: room for twenty codes, or for the longest name.
const LENGTH_MAX: usize = 256;

/// Erases the cell before the cursor, on dumb terminals too.
const ERASE_CELL: &str = "\x08 \x08";

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, prop, prop_assert_eq, prop_oneof, proptest};

    use super::{ERASE_CELL, Key, LENGTH_MAX, Line};

    fn typed(text: &str) -> Line {
        let mut line = Line::new();
        for c in text.chars() {
            line.apply_key(Key::Char(c));
        }
        line
    }

    /// Returns the line after this key, and the echo of the key.
    fn after(text: &str, key: Key) -> (String, String) {
        let mut line = typed(text);
        let echo = line.apply_key(key);
        (line.text().to_owned(), echo.as_str().to_owned())
    }

    fn erased(rest: &str, cells: usize) -> (String, String) {
        (rest.to_owned(), ERASE_CELL.repeat(cells))
    }

    #[test]
    fn a_character_is_echoed_as_it_is() {
        assert_eq!(after("a", Key::Char('ß')), ("aß".into(), "ß".into()));
        assert_eq!(after("", Key::Char('語')), ("語".into(), "語".into()));
    }

    #[test]
    fn backspace_erases_the_cells_of_one_character_and_its_marks() {
        assert_eq!(after("ab", Key::Backspace), erased("a", 1));
        assert_eq!(after("a語", Key::Backspace), erased("a", 2));
        assert_eq!(after("au\u{308}", Key::Backspace), erased("a", 1));
        assert_eq!(after("", Key::Backspace), erased("", 0));
    }

    #[test]
    fn a_word_is_erased_with_the_space_behind_it() {
        assert_eq!(after("tiger  piano", Key::EraseWord), erased("tiger  ", 5));
        assert_eq!(after("tiger 語 ", Key::EraseWord), erased("tiger ", 3));
        assert_eq!(after("tiger", Key::EraseWord), erased("", 5));
        assert_eq!(after("  ", Key::EraseWord), erased("", 2));
    }

    #[test]
    fn a_line_is_erased_whole() {
        assert_eq!(after("tiger 語", Key::EraseLine), erased("", 8));
    }

    #[test]
    fn keys_that_do_not_edit_change_nothing() {
        for key in [Key::Enter, Key::Escape, Key::Up, Key::Tab, Key::Interrupt] {
            assert_eq!(after("tiger", key), ("tiger".into(), String::new()));
        }
    }

    #[test]
    fn what_could_not_be_erased_again_is_not_taken() {
        for c in ['\u{fe0f}', '\u{200d}', '\u{200b}', '\u{202e}', '\u{1b}'] {
            assert_eq!(after("a", Key::Char(c)), ("a".into(), String::new()));
        }
        assert_eq!(after("", Key::Char('\u{308}')), Default::default());
        assert_eq!(
            after(" ", Key::Char('\u{308}')),
            (" ".into(), String::new())
        );
    }

    #[test]
    fn a_line_that_is_full_takes_no_more() {
        let full = "x".repeat(LENGTH_MAX);
        assert_eq!(after(&full, Key::Char('y')), (full.clone(), String::new()));
        let almost = "x".repeat(LENGTH_MAX - 1);
        assert_eq!(after(&almost, Key::Char('ß')), (almost, String::new()));
    }

    proptest! {
        #[test]
        fn a_terminal_shows_what_the_line_holds(
            keys in prop::collection::vec(
                prop_oneof![
                    4 => proptest::sample::select(vec!['a', ' ', 'ü', '語', '\u{308}', '🎹', '\u{200d}'])
                        .prop_map(Key::Char),
                    2 => Just(Key::Backspace),
                    1 => Just(Key::EraseWord),
                ],
                0..60,
            )
        ) {
            let wide = std::num::NonZeroU16::new(200).unwrap();
            let mut terminal = vt100::Parser::new(std::num::NonZeroU16::MIN, wide, 0);
            let mut line = Line::new();
            for key in keys {
                terminal.process(line.apply_key(key).as_str().as_bytes());
            }
            let contents = terminal.screen().contents();
            prop_assert_eq!(contents.trim_end(), line.text().trim_end());
        }
    }
}
