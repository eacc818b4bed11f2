//! A QR code in a terminal of 256 colours: dark on light whatever the theme, with
//! its quiet zone.

use ringtrue_core::qr::Symbol;

/// Black on white by number, from the part of the 256-colour palette that
/// themes leave alone (the cube's corners; 0 and 15 are the theme's own).
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";

/// The background of a dark module, and of a light one, where each is blank
/// cells: the same two colours.
const DARK: &str = "\x1b[48;5;16m";
const LIGHT: &str = "\x1b[48;5;231m";

/// Back to the terminal's own colours.
const RESET: &str = "\x1b[0m";

/// What a terminal's cells show of a symbol. A cell is about twice as high as
/// it is wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Two modules, one above the other, as half blocks of Unicode.
    Halves,
    /// Half a module, as a blank on its colour: ASCII alone.
    Blanks,
}

/// Returns the columns and rows that [`lines`] takes.
pub fn size(symbol: &Symbol, cells: Cells) -> (usize, usize) {
    let modules = symbol.modules();
    match cells {
        Cells::Halves => (modules, modules.div_ceil(2)),
        Cells::Blanks => (modules.saturating_mul(2), modules),
    }
}

/// Returns the lines that draw `symbol`.
///
/// Each line resets the colours and carries no line end, so that other text
/// can stand beside it.
pub fn lines(symbol: &Symbol, cells: Cells) -> Vec<String> {
    let rows = 0..symbol.modules();
    match cells {
        Cells::Halves => rows.step_by(2).map(|top| halves(symbol, top)).collect(),
        Cells::Blanks => rows.map(|y| blanks(symbol, y)).collect(),
    }
}

/// Returns the line whose upper modules are those of row `top`.
fn halves(symbol: &Symbol, top: usize) -> String {
    // A half block is 3 bytes of UTF-8. Room for all from the start, since a
    // string that grows leaves copies behind.
    let capacity = BLACK_ON_WHITE.len() + RESET.len() + 3 * symbol.modules();
    let mut line = String::with_capacity(capacity);
    line.push_str(BLACK_ON_WHITE);
    // The number of rows is odd: below the last, `is_dark` says light, which
    // is white here, not what the terminal shows by default.
    line.extend((0..symbol.modules()).map(|x| {
        match (
            symbol.is_dark(x, top),
            symbol.is_dark(x, top.saturating_add(1)),
        ) {
            (false, false) => ' ',
            (false, true) => '▄',
            (true, false) => '▀',
            (true, true) => '█',
        }
    }));
    line.push_str(RESET);
    line
}

/// Returns the line of row `y`, two cells a module.
fn blanks(symbol: &Symbol, y: usize) -> String {
    // At most, each module has another colour than the one before.
    let module = LIGHT.len() + 2;
    let capacity = symbol.modules().saturating_mul(module) + RESET.len();
    let mut line = String::with_capacity(capacity);
    let mut last = None;
    for x in 0..symbol.modules() {
        let dark = symbol.is_dark(x, y);
        if last.replace(dark) != Some(dark) {
            line.push_str(if dark { DARK } else { LIGHT });
        }
        line.push_str("  ");
    }
    line.push_str(RESET);
    line
}

#[cfg(test)]
mod tests;
