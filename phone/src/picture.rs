//! QR codes to show.

use ringtrue_core::qr::{Correction, Symbol};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;

/// A QR code, as secret as its text. Free it once it is drawn.
#[wasm_bindgen]
pub struct Picture(Symbol);

impl Picture {
    /// Draws `text` for a screen.
    pub(crate) fn of(text: &str) -> Result<Self, Error> {
        Ok(Self(Symbol::new(text, Correction::Low)?))
    }
}

#[wasm_bindgen]
impl Picture {
    /// Returns the width and height in modules, including the quiet zone.
    #[must_use]
    pub fn side(&self) -> usize {
        self.0.side()
    }

    /// Returns the modules row by row, 1 for dark and 0 for light, for the caller to wipe.
    #[must_use]
    pub fn dark(&self) -> Vec<u8> {
        let side = self.0.side();
        let all = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        all.map(|(x, y)| u8::from(self.0.is_dark(x, y))).collect()
    }
}
