//! Lines to the bytes that paint them.

use std::fmt::Write as _;

use zeroize::Zeroizing;

/// The bytes that paint these lines, and erase the rest of every row.
pub(super) fn picture<L: AsRef<str>>(lines: &[L], rows: u16) -> Zeroizing<String> {
    let text = lines.iter().map(|line| line.as_ref().len()).sum::<usize>();
    let moves = usize::from(rows).saturating_mul(ROW_MOVE_MAX);
    // The text is secret: it must not leave a copy behind by growing.
    let mut bytes = Zeroizing::new(String::with_capacity(text.saturating_add(moves)));
    let mut lines = lines.iter();
    for row in 1..=rows {
        // Writing to a string does not fail.
        let _ = write!(bytes, "\x1b[{row};1H\x1b[m\x1b[2K");
        if let Some(line) = lines.next() {
            let shown = |c: &char| !c.is_control() || *c == '\x1b';
            bytes.extend(line.as_ref().chars().filter(shown));
        }
    }
    bytes
}

/// Bytes of the move to a row's start, a reset of colours and the erasing of the row, at most.
const ROW_MOVE_MAX: usize = "\x1b[65535;1H\x1b[m\x1b[2K".len();
