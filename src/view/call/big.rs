//! Large digits, which can be read from across a room.

use super::{BOLD, Row, Window, styled, text};
use crate::view::width;
use ringtrue_core::call::Half;

/// The height of a digit, in dots.
const HEIGHT: usize = 5;

/// Three dots per row; the highest bit is the leftmost.
const DIGITS: [[u8; HEIGHT]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b001, 0b001, 0b001],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// Returns the rows of a half: its digits in dots of `2 * scale` by `scale`
/// cells, which look about square, and its word beside them, or below if it does
/// not fit.
pub(super) fn half(half: &Half, scale: usize, window: Window) -> Vec<Row> {
    let word = styled(BOLD, &half.words().join(" "));
    let mut rows: Vec<Row> = (0..HEIGHT)
        .flat_map(|row| std::iter::repeat_n(row, scale))
        .map(|row| dots(half.digits(), row, scale, window))
        .collect();
    let digits = rows.first().map_or(0, |row| width(row));
    let fits_beside = digits + 3 + width(&half.words().join(" ")) <= window.columns.into();
    match rows.get_mut(HEIGHT / 2 * scale) {
        Some(middle) if fits_beside => *middle = text(&format!("{}   {word}", *middle)),
        _ => rows.push(text(&word)),
    }
    rows
}

fn dots(digits: &str, row: usize, scale: usize, window: Window) -> Row {
    let dot = if window.is_unicode { "█" } else { "#" };
    let digits = digits.chars().filter_map(|digit| {
        let shape = DIGITS.get(usize::try_from(digit.to_digit(10)?).ok()?)?;
        let bits = shape.get(row)?;
        let cells = [0b100, 0b010, 0b001].map(|bit| if bits & bit == 0 { " " } else { dot });
        Some(cells.map(|cell| cell.repeat(2 * scale)).concat())
    });
    let mut dots = Row::default();
    for digit in digits {
        let gap = if dots.is_empty() { 0 } else { 2 * scale };
        dots = [dots.as_str(), &" ".repeat(gap), &digit].concat();
    }
    dots
}
