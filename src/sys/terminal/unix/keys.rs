//! Decodes keys from the bytes that terminals send.

use super::super::Key;

/// Returns the first key of these bytes and its length in bytes; `None` if it is incomplete, unless
/// these are the `last` bytes of it.
pub(super) fn next_key(bytes: &[u8], last: bool) -> Option<(Key, usize)> {
    let (&first, rest) = bytes.split_first()?;
    let key = match first {
        ESCAPE => return escaped(rest, last),
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        0x03 => Key::Interrupt,
        0x04 => Key::EndOfText,
        0x07 => Key::Bell,
        0x08 | 0x7f => Key::Backspace,
        0x15 => Key::EraseLine,
        0x17 => Key::EraseWord,
        0x00..0x20 => Key::Other,
        _ => return next_char(bytes, last),
    };
    Some((key, 1))
}

const ESCAPE: u8 = 0x1b;

/// Returns the key that begins with an escape, given what follows the escape.
fn escaped(rest: &[u8], last: bool) -> Option<(Key, usize)> {
    if let Some(length) = escape_length(rest) {
        let key = match rest.get(..length) {
            Some(b"[A" | b"OA") => Key::Up,
            Some(b"[B" | b"OB") => Key::Down,
            Some(b"[C" | b"OC") => Key::Right,
            Some(b"[D" | b"OD") => Key::Left,
            _ => Key::Other,
        };
        return Some((key, length.saturating_add(1)));
    }
    if !last {
        return None;
    }
    // Nothing but escapes: the Esc key, pressed once or more.
    if rest.iter().all(|byte| *byte == ESCAPE) {
        return Some((Key::Escape, 1));
    }
    Some((Key::Other, rest.len().saturating_add(1)))
}

/// Returns the length of what follows an escape: the rest of a function key, or a key pressed with
/// Alt, which sends an escape before the key's own bytes.
fn escape_length(rest: &[u8]) -> Option<usize> {
    let alt = rest.iter().take_while(|byte| **byte == ESCAPE).count();
    let key = match rest.get(alt..)? {
        [] | [b'['] => return None,
        [b'[', parameters @ ..] => {
            let end = parameters.iter().position(|b| matches!(b, 0x40..=0x7e))?;
            end.saturating_add(2)
        }
        [b'O', after @ ..] => after.first().map(|_| 2)?,
        key => next_char(key, true).map(|(_, length)| length)?,
    };
    Some(key.saturating_add(alt))
}

fn next_char(bytes: &[u8], last: bool) -> Option<(Key, usize)> {
    let valid = bytes.utf8_chunks().next()?;
    if let Some(c) = valid.valid().chars().next() {
        let key = if c.is_control() {
            Key::Other
        } else {
            Key::Char(c)
        };
        return Some((key, c.len_utf8()));
    }
    let invalid = valid.invalid().len();
    // The beginning of a character whose end has not arrived.
    let begun = invalid == bytes.len()
        && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none());
    (last || !begun).then_some((Key::Other, invalid))
}

#[cfg(test)]
mod tests {
    use super::{Key, next_key};

    fn keys(mut bytes: &[u8]) -> Vec<Key> {
        let mut keys = Vec::new();
        while let Some((key, length)) = next_key(bytes, true) {
            keys.push(key);
            bytes = &bytes[length..];
        }
        keys
    }

    #[test]
    fn plain_keys_are_told_apart() {
        assert_eq!(
            keys("aß—\r\n\x7f\x08\x17\x15\t\x03\x04\x1a\0".as_bytes()),
            [
                Key::Char('a'),
                Key::Char('ß'),
                Key::Char('—'),
                Key::Enter,
                Key::Enter,
                Key::Backspace,
                Key::Backspace,
                Key::EraseWord,
                Key::EraseLine,
                Key::Tab,
                Key::Interrupt,
                Key::EndOfText,
                Key::Other,
                Key::Other,
            ]
        );
    }

    #[test]
    fn arrows_are_told_apart_in_both_of_their_spellings() {
        for (letter, key) in [
            ('A', Key::Up),
            ('B', Key::Down),
            ('C', Key::Right),
            ('D', Key::Left),
        ] {
            for introducer in ["\x1b[", "\x1bO"] {
                let typed = format!("{introducer}{letter}q");
                assert_eq!(keys(typed.as_bytes()), [key, Key::Char('q')]);
            }
        }
    }

    #[test]
    fn a_function_key_is_one_other_key() {
        for spelling in [
            "\x1b[H",
            "\x1b[3~",
            "\x1b[Z",
            "\x1bOP",
            "\x1b[15~",
            "\x1b[1;5A",
            "\x1b[1;5C",
            "\x1b\x1b[A",
            "\x1b\x1bOA",
            "\x1bx",
            "\x1bß",
            "\x1b\x7f",
        ] {
            let typed = format!("{spelling}q");
            assert_eq!(keys(typed.as_bytes()), [Key::Other, Key::Char('q')]);
        }
    }

    #[test]
    fn an_escape_is_the_esc_key_only_when_nothing_follows() {
        assert_eq!(next_key(b"\x1b", false), None);
        assert_eq!(next_key(b"\x1b", true), Some((Key::Escape, 1)));
        assert_eq!(next_key(b"\x1b\x1b", false), None);
        assert_eq!(keys(b"\x1b\x1b"), [Key::Escape, Key::Escape]);
        assert_eq!(next_key(b"\x1b[1;", false), None);
        assert_eq!(next_key(b"\x1b[1;", true), Some((Key::Other, 4)));
    }

    #[test]
    fn a_character_in_two_parts_waits_for_its_end() {
        assert_eq!(next_key(&"ß".as_bytes()[..1], false), None);
        assert_eq!(next_key(&"ß".as_bytes()[..1], true), Some((Key::Other, 1)));
        assert_eq!(next_key(b"\xff", false), Some((Key::Other, 1)));
        assert_eq!(keys(b"\xffq"), [Key::Other, Key::Char('q')]);
    }
}
