//! A QR code in a 256-colour terminal: dark on light in every theme, with its
//! quiet zone.

use ringtrue_core::qr::Symbol;

/// Black on white, by numbers that themes leave alone: the corners of the
/// 256-colour cube (0 and 15 belong to the theme).
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";

/// The background of a dark or light module made of blank cells, in the same two
/// colours.
const DARK: &str = "\x1b[48;5;16m";
const LIGHT: &str = "\x1b[48;5;231m";

/// Restores the terminal's own colours.
const RESET: &str = "\x1b[0m";

/// The way to draw a symbol's modules in terminal cells, which are about twice as
/// high as wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Two modules per cell, one above the other, as Unicode half blocks.
    Halves,
    /// Two blank cells per module, on its colour: ASCII only.
    Blanks,
}

/// Returns the columns and rows that [`lines`] takes.
pub fn size(symbol: &Symbol, cells: Cells) -> (usize, usize) {
    let modules = symbol.side();
    match cells {
        Cells::Halves => (modules, modules.div_ceil(2)),
        Cells::Blanks => (modules.saturating_mul(2), modules),
    }
}

/// Returns the lines that draw `symbol`.
///
/// Each line resets the colours and has no line ending, so that text can follow
/// it.
pub fn lines(symbol: &Symbol, cells: Cells) -> Vec<String> {
    let rows = 0..symbol.side();
    match cells {
        Cells::Halves => rows.step_by(2).map(|top| halves(symbol, top)).collect(),
        Cells::Blanks => rows.map(|y| blanks(symbol, y)).collect(),
    }
}

/// Returns the line for the module rows `top` and `top + 1`.
fn halves(symbol: &Symbol, top: usize) -> String {
    // A half block is 3 bytes of UTF-8. Reserve room for all of them, since a
    // string that grows leaves copies behind.
    let capacity = BLACK_ON_WHITE.len() + RESET.len() + 3 * symbol.side();
    let mut line = String::with_capacity(capacity);
    line.push_str(BLACK_ON_WHITE);
    // The number of rows is odd. Below the last, `is_dark` returns light, which
    // is drawn white and not in the terminal's default colour.
    line.extend((0..symbol.side()).map(|x| {
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
    // In the worst case, every module changes the colour.
    let module = LIGHT.len() + 2;
    let capacity = symbol.side().saturating_mul(module) + RESET.len();
    let mut line = String::with_capacity(capacity);
    let mut last = None;
    for x in 0..symbol.side() {
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
