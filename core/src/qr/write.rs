//! Draws text as a QR symbol, and the symbol as SVG and PNG.

use std::fmt::{self, Write as _};
use std::hint::black_box;

#[cfg(feature = "pictures")]
use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use qrcode::bits::{Bits, encode_auto};
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};
use zeroize::Zeroizing;

/// Width of the light margin, in modules, on each side.
///
/// ISO/IEC 18004 asks for 4, and scanners fail on codes with less.
const QUIET_ZONE: usize = 4;

/// Width and height of a module, in pixels, in a PNG and in an SVG that is not scaled.
///
/// 8 keeps the smallest modules sharp after a messenger has halved the picture
/// and compressed it as JPEG.
const PIXELS_PER_MODULE: usize = 8;

/// Error correction level: how much of a symbol may be damaged (ISO/IEC 18004).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Correction {
    /// Level L, about 7 %: the smallest symbol, for a screen.
    Low,
    /// Level M, about 15 %: for pictures and paper.
    Medium,
}

impl Correction {
    /// Returns the longest text in bytes: a version 40 symbol in byte mode
    /// (ISO/IEC 18004, table 7).
    const fn capacity(self) -> usize {
        match self {
            Self::Low => 2953,
            Self::Medium => 2331,
        }
    }

    const fn level(self) -> EcLevel {
        match self {
            Self::Low => EcLevel::L,
            Self::Medium => EcLevel::M,
        }
    }
}

/// An error from drawing a text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// No QR code is large enough.
    #[error("the text has {bytes} bytes; a QR code holds at most {limit}")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
        /// The longest text of mixed characters, in bytes, at this correction
        /// level; digits and capitals take less room.
        limit: usize,
    },
    /// The PNG encoder failed.
    #[error("could not encode the PNG")]
    Png,
}

/// A QR code, without its quiet zone: which modules are dark.
///
/// The pattern is as secret as the text it spells: it is wiped on drop, and
/// `Debug` shows only the size.
pub struct Symbol {
    /// Row by row, `inner_side` × `inner_side`; true is dark.
    dark: Zeroizing<Vec<bool>>,
    inner_side: usize,
}

impl Symbol {
    /// Draws `text` as the smallest QR code (never a Micro QR code) that holds
    /// it.
    ///
    /// ```
    /// use ringtrue_core::qr::{Correction, Symbol};
    ///
    /// let symbol = Symbol::new("otpauth://totp/ringtrue:Smith", Correction::Low)?;
    /// assert_eq!(symbol.side(), 33);
    /// assert!(symbol.is_dark(4, 4));
    /// # Ok::<(), ringtrue_core::qr::WriteError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`WriteError::TooLong`] if no symbol holds `text`.
    pub fn new(text: &str, correction: Correction) -> Result<Self, WriteError> {
        let code = encode(text, correction.level()).map_err(|_| WriteError::TooLong {
            bytes: text.len(),
            limit: correction.capacity(),
        })?;
        let inner_side = code.width();
        let mut colors = code.into_colors();
        let dark = Zeroizing::new(colors.iter().map(|&color| color == Color::Dark).collect());
        // `Color` can't be zeroized; without the black box the compiler may
        // optimise away a write that nothing reads.
        colors.fill(Color::Light);
        black_box(&colors);
        Ok(Self { dark, inner_side })
    }

    /// Returns the width and height in modules, including the quiet zone: 29 to 185.
    #[must_use]
    pub fn side(&self) -> usize {
        self.inner_side.saturating_add(2 * QUIET_ZONE)
    }

    /// Returns whether a module is dark. `x` and `y` count from the quiet zone's
    /// upper left corner; the quiet zone and everything outside it is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |n: usize| n.checked_sub(QUIET_ZONE).filter(|&n| n < self.inner_side);
        inside(x)
            .zip(inside(y))
            .and_then(|(x, y)| self.dark.get(y * self.inner_side + x))
            .is_some_and(|&dark| dark)
    }

    /// Returns the symbol as an SVG element, black on white, with its quiet zone:
    /// a file of its own, or part of an HTML page.
    #[must_use]
    pub fn svg(&self) -> Zeroizing<String> {
        let modules = self.side();
        let pixels = modules.saturating_mul(PIXELS_PER_MODULE);
        // A run takes at most 19 bytes, and at most every second module starts
        // one. Reserve for all of them, since a string that grows leaves unwiped
        // copies behind.
        let mut svg = Zeroizing::new(String::with_capacity(512 + self.dark.len() * 10));
        // Writing to a string never fails.
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" \
             viewBox=\"0 0 {modules} {modules}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{modules}v{modules}H0z\"/><path fill=\"#000\" d=\""
        );
        for y in 0..modules {
            let mut x = 0;
            while x < modules {
                let run = (x..modules).take_while(|&x| self.is_dark(x, y)).count();
                if run > 0 {
                    let _ = write!(svg, "M{x} {y}h{run}v1h-{run}z");
                }
                // The module after a run is light, so skip it.
                x += run + 1;
            }
        }
        svg.push_str("\"/></svg>\n");
        svg
    }

    /// Returns the symbol as a PNG, 8-bit grey, 8 pixels a module, with its quiet zone.
    ///
    /// # Errors
    ///
    /// [`WriteError::Png`] if the encoder fails, which no symbol is known to cause.
    #[cfg(feature = "pictures")]
    pub fn png(&self) -> Result<Zeroizing<Vec<u8>>, WriteError> {
        let side = self.side().saturating_mul(PIXELS_PER_MODULE);
        let mut pixels = Zeroizing::new(Vec::with_capacity(side.saturating_mul(side)));
        for y in 0..side {
            pixels.extend((0..side).map(|x| {
                let dark = self.is_dark(x / PIXELS_PER_MODULE, y / PIXELS_PER_MODULE);
                if dark { 0 } else { u8::MAX }
            }));
        }
        // As large as the pixels, so that it never grows; see `svg`.
        let mut png = Zeroizing::new(Vec::with_capacity(pixels.len()));
        let side = u32::try_from(side).map_err(|_| WriteError::Png)?;
        PngEncoder::new(&mut *png)
            .write_image(&pixels, side, side, ExtendedColorType::L8)
            .map_err(|_| WriteError::Png)?;
        Ok(png)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Symbol")
            .field("side", &self.side())
            .finish_non_exhaustive()
    }
}

fn encode(text: &str, level: EcLevel) -> Result<QrCode, QrError> {
    if text.is_ascii() {
        return QrCode::with_bits(encode_auto(text.as_bytes(), level)?, level);
    }
    // Use byte mode only: the automatic encoder takes UTF-8 bytes that look like
    // Shift JIS for kanji, and readers would then show other characters.
    for version in 1..=40 {
        let mut bits = Bits::new(Version::Normal(version));
        let fits = bits
            .push_byte_data(text.as_bytes())
            .and_then(|()| bits.push_terminator(level));
        if fits.is_ok() {
            return QrCode::with_bits(bits, level);
        }
    }
    Err(QrError::DataTooLong)
}

#[cfg(test)]
mod tests;
