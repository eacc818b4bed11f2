//! Turns lines into the bytes that paint them: all rows, or only those that changed.
//!
//! The only escape sequences written are moves to a row's start, colours, and the erasing of one
//! row. None of them scrolls.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

use super::Size;

/// A screen full of lines.
pub(super) struct Canvas {
    columns: u16,
    rows: Vec<Row>,
}

impl Canvas {
    /// Lays out lines from the top left. A line longer than a row is cut, as are lines below the
    /// bottom row.
    pub(super) fn new<L: AsRef<str>>(lines: &[L], size: Size) -> Self {
        let lines = lines.iter().map(AsRef::as_ref);
        let rows = lines.chain(std::iter::repeat("")).take(size.rows.into());
        Self {
            columns: size.columns,
            rows: rows.map(|line| Row::new(line, size.columns)).collect(),
        }
    }

    /// Returns the bytes that paint it, whatever the screen shows.
    pub(super) fn whole(&self) -> String {
        let rows = self.rows.iter().enumerate();
        painted(rows.map(|(index, row)| (index, row, None)))
    }

    /// Returns the bytes that turn a screen showing `before` into this one: an empty string if they
    /// are equal, `None` if their sizes differ.
    pub(super) fn changes(&self, before: &Self) -> Option<String> {
        if self.columns != before.columns || self.rows.len() != before.rows.len() {
            return None;
        }
        let rows = self.rows.iter().zip(&before.rows).enumerate();
        let changed = rows.filter(|(_, (row, before))| row.text != before.text);
        Some(painted(
            changed.map(|(index, (row, before))| (index, row, Some(before))),
        ))
    }
}

/// The text of a row, with its colours.
struct Row {
    text: String,
    /// How many cells it takes; `None` if terminals disagree about that.
    cells: Option<usize>,
}

impl Row {
    /// Lays out a line, without control characters except those that start a colour.
    fn new(line: &str, columns: u16) -> Self {
        let mut text = String::new();
        let mut even = true;
        let mut cells = 0_usize;
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            if c == '\x1b'
                && let Some((colour, behind)) = split_colour(rest.as_str())
            {
                text.push(c);
                text.push_str(colour);
                rest = behind.chars();
                continue;
            }
            let Some(width) = c.width() else { continue };
            // A combining mark needs a base character.
            if width == 0 && cells == 0 {
                continue;
            }
            // Selects the emoji form of a character, which is wider than the text form.
            let wider = usize::from(c == '\u{fe0f}');
            let end = cells.saturating_add(width).saturating_add(wider);
            if end > columns.into() {
                break;
            }
            cells = end;
            even &= is_even(c, width);
            text.push(c);
        }
        Self {
            text,
            cells: even.then_some(cells),
        }
    }
}

/// Returns the bytes that paint rows, each given as its index, the row, and the row shown before if
/// that is known.
fn painted<'a>(rows: impl Iterator<Item = (usize, &'a Row, Option<&'a Row>)>) -> String {
    let mut bytes = String::new();
    for (index, row, before) in rows {
        let old = before.and_then(|before| before.cells);
        // A row that is erased first may flicker: overwrite the old text, and erase only what is
        // left of it. After a full row there is nothing to erase, and erasing would take its last
        // character, on which the cursor stays. If terminals disagree about where either text
        // ends, erase first.
        let (first, last) = match (row.cells, old) {
            (Some(new), Some(old)) if new < old => ("", "\x1b[m\x1b[K"),
            (Some(_), Some(_)) => ("", ""),
            _ => ("\x1b[2K", ""),
        };
        let number = index + 1;
        // Writing to a string does not fail.
        let _ = write!(bytes, "\x1b[{number};1H\x1b[m{first}{}{last}", row.text);
    }
    bytes
}

/// Splits off the rest of a colour sequence, after its escape character.
fn split_colour(text: &str) -> Option<(&str, &str)> {
    let parameters = text.strip_prefix('[')?;
    let end = parameters.find(|c: char| !matches!(c, '0'..='9' | ';' | ':'))?;
    let is_colour = parameters.get(end..)?.starts_with('m');
    let length = end.checked_add("[m".len())?;
    is_colour.then(|| text.split_at_checked(length)).flatten()
}

/// Returns whether all terminals count the same cells for this character: false if it merges with
/// another, as marks, joiners, flags and skin tones do on some terminals at least.
fn is_even(c: char, width: usize) -> bool {
    let joined = matches!(c, '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}');
    matches!(width, 1 | 2) && !joined
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use vt100::Parser;

    use super::{Canvas, Row, Size};

    const SIZE: Size = Size {
        columns: 12,
        rows: 2,
    };

    fn canvas(lines: &[&str]) -> Canvas {
        Canvas::new(lines, SIZE)
    }

    /// Returns the bytes written when one canvas follows another.
    fn change(before: &[&str], after: &[&str]) -> String {
        let changes = canvas(after).changes(&canvas(before));
        changes.unwrap().clone()
    }

    #[test]
    fn a_canvas_lets_no_control_character_through_but_colours() {
        let canvas = canvas(&["a\nb\r\u{9b}c\x1b[7m", "d", "e"]);
        assert_eq!(
            canvas.whole(),
            "\x1b[1;1H\x1b[m\x1b[2Kabc\x1b[7m\x1b[2;1H\x1b[m\x1b[2Kd"
        );
    }

    #[test]
    fn a_canvas_lets_no_escape_sequence_through_but_colours() {
        for (line, shown) in [
            ("\x1b[1;38:5:16ma\x1b[mb", "\x1b[1;38:5:16ma\x1b[mb"),
            ("a\x1b[3Jb", "a[3Jb"),
            ("a\x1b]0;b", "a]0;b"),
            ("a\x1b[1", "a[1"),
            ("a\x1b[ßm", "a[ßm"),
            ("a\x1b\x1b[1mb", "a\x1b[1mb"),
            ("a\x1b", "a"),
        ] {
            assert_eq!(Row::new(line, 80).text, shown);
        }
    }

    #[test]
    fn a_line_is_cut_where_the_row_ends() {
        for (line, shown) in [
            ("abcde", "abcd"),
            ("ab語e", "ab語"),
            ("abc語", "abc"),
            ("abcu\u{308}", "abcu\u{308}"),
            ("abc❤\u{fe0f}", "abc❤"),
            ("\x1b[1mabcde\x1b[m", "\x1b[1mabcd"),
            ("\u{308}abcd", "abcd"),
        ] {
            assert_eq!(Row::new(line, 4).text, shown);
        }
    }

    #[test]
    fn nothing_is_written_where_nothing_changed() {
        let lines = ["\x1b[1mtop\x1b[m 語", "u\u{308}"];
        assert_eq!(change(&lines, &lines), "");
    }

    #[test]
    fn only_rows_that_changed_are_written() {
        for (before, after, written) in [
            ("9 seconds", "8 seconds", "8 seconds"),
            ("123 456", "\x1b[1m123 457", "\x1b[1m123 457"),
            ("\x1b[1ma\x1b[m", "\x1b[1mab", "\x1b[1mab"),
            ("abc", "\x1b[7ma", "\x1b[7ma\x1b[m\x1b[K"),
            ("語", "a", "a\x1b[m\x1b[K"),
            ("a", "", "\x1b[m\x1b[K"),
            // A full row, and one that was cut.
            ("0123456789ab", "0123456789ac", "0123456789ac"),
            ("0123456789ab", "0123456789a語", "0123456789a\x1b[m\x1b[K"),
        ] {
            assert_eq!(
                change(&["top", before], &["top", after]),
                format!("\x1b[2;1H\x1b[m{written}")
            );
        }
    }

    #[test]
    fn a_row_that_terminals_count_otherwise_is_painted_whole() {
        for uneven in ["u\u{308}", "❤\u{fe0f}", "🇩🇪", "👍🏽", "👨\u{200d}👩"] {
            let whole = format!("\x1b[1;1H\x1b[m\x1b[2K{uneven} 8");
            assert_eq!(
                change(&[&format!("{uneven} 9")], &[&format!("{uneven} 8")]),
                whole
            );
            assert_eq!(change(&["9"], &[&format!("{uneven} 8")]), whole);
        }
        assert_eq!(
            change(&["u\u{308} 9"], &["u 9"]),
            "\x1b[1;1H\x1b[m\x1b[2Ku 9"
        );
    }

    #[test]
    fn another_size_is_another_canvas() {
        let small = canvas(&["a"]);
        let large = Canvas::new(&["a"], Size { rows: 3, ..SIZE });
        assert!(large.changes(&small).is_none());
        let wide = Canvas::new(
            &["a"],
            Size {
                columns: 13,
                ..SIZE
            },
        );
        assert!(wide.changes(&small).is_none());
    }

    /// Generates lines of everything that a row may hold.
    fn lines() -> impl Strategy<Value = Vec<String>> {
        let part = prop_oneof![
            8 => prop::sample::select(vec!["a", "b", " ", "  ", "ü", "█"]),
            4 => prop::sample::select(vec!["語", "한", "🎹"]),
            1 => prop::sample::select(vec!["u\u{308}", "語\u{308}", "❤\u{fe0f}", "🇩🇪", "👍🏽", "\u{308}"]),
            3 => prop::sample::select(vec!["\x1b[1m", "\x1b[2m", "\x1b[7m", "\x1b[m", "\x1b[31m",
                "\x1b[38;5;16;48;5;231m", "\x1b[2J", "\n"]),
        ];
        let line = prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat());
        prop::collection::vec(line, 0..5)
    }

    fn terminal(size: Size) -> Parser {
        let [rows, columns] = [size.rows, size.columns].map(|n| NonZeroU16::new(n).unwrap());
        Parser::new(rows, columns, 100)
    }

    /// Returns whether these are only moves, colours and the erasing of one row.
    fn is_modest(bytes: &str) -> bool {
        let sequences = bytes.split('\x1b').skip(1);
        let end = |sequence: &str| sequence.find(|c: char| c.is_ascii_alphabetic());
        !bytes.chars().any(|c| c.is_control() && c != '\x1b')
            && sequences
                .map(|sequence| sequence.split_at(end(sequence).unwrap()))
                .all(|(start, end)| start.starts_with('[') && end.starts_with(['H', 'm', 'K']))
    }

    proptest! {
        #[test]
        fn changes_lead_to_the_canvas_that_is_painted_whole(
            columns in 1_u16..16,
            rows in 1_u16..5,
            screens in prop::collection::vec(lines(), 1..12),
        ) {
            let size = Size { columns, rows };
            let mut changed = terminal(size);
            let mut before: Option<Canvas> = None;
            for lines in screens {
                let canvas = Canvas::new(&lines, size);
                let bytes = match &before {
                    Some(before) => canvas.changes(before).unwrap(),
                    None => canvas.whole(),
                };
                prop_assert!(is_modest(&bytes), "{bytes:?}");
                changed.process(bytes.as_bytes());
                let mut whole = terminal(size);
                whole.process(canvas.whole().as_bytes());
                for row in 0..rows {
                    prop_assert!(!changed.screen().row_wrapped(row));
                    for column in 0..columns {
                        prop_assert_eq!(
                            changed.screen().cell(row, column),
                            whole.screen().cell(row, column),
                            "{} {} of {:?}", row, column, &lines
                        );
                    }
                }
                prop_assert_eq!(changed.screen().scrollback_len(), 0);
                before = Some(canvas);
            }
        }
    }
}
