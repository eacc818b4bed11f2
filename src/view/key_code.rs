//! Public keys, which are not secret and may appear among other text.

use super::qr::{self, Cells};
use ringtrue_core::qr::{Correction, Symbol};

/// The rows kept free below the QR code: the key as text, and the next prompt.
const BELOW: usize = 2;

/// The error for a terminal too small for a key's QR code, with the size needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooSmall {
    /// The columns needed.
    pub columns: usize,
    /// The rows needed.
    pub rows: usize,
}

/// Returns the lines that show the QR code of a public key.
///
/// # Errors
/// [`TooSmall`] if it does not fit in `columns` by `rows` cells.
pub fn key_code(key: &str, columns: u16, rows: u16, cells: Cells) -> Result<Vec<String>, TooSmall> {
    let symbol = Symbol::new(key, Correction::Low);
    let size = |symbol: &Symbol| qr::size(symbol, cells);
    // A key is never too long for a QR code.
    let (wide, high) = symbol.as_ref().map_or((usize::MAX, usize::MAX), size);
    let needed = TooSmall {
        columns: wide,
        rows: high.saturating_add(BELOW),
    };
    let fits = needed.columns <= columns.into() && needed.rows <= rows.into();
    let lines = |symbol: Symbol| qr::lines(&symbol, cells);
    match symbol {
        Ok(symbol) if fits => Ok(lines(symbol)),
        _ => Err(needed),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, TooSmall, key_code};

    const KEY: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    #[test]
    fn a_device_key_has_its_qr_code_in_the_smallest_common_window() {
        for (cells, columns, rows) in [(Cells::Halves, 41, 23), (Cells::Blanks, 82, 43)] {
            let lines = key_code(KEY, columns, rows, cells).unwrap();
            assert_eq!(lines.len(), usize::from(rows) - 2);
            let small = TooSmall {
                columns: columns.into(),
                rows: rows.into(),
            };
            assert_eq!(key_code(KEY, columns - 1, rows, cells), Err(small));
            assert_eq!(key_code(KEY, columns, rows - 1, cells), Err(small));
        }
    }
}
