//! Reads the QR codes in grey pixels, and paints over each one that is found.

use rxing::common::HybridBinarizer;
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, FilteredImageReader, Luma8Source, RXingResult,
    Reader as _,
};
use zeroize::Zeroizing;

use super::reader::EitherReader;

/// The most pixels that a picture may have: 64 × 2^20.
///
/// Phones take 12 to 24 million by default; sensors of "64 megapixels" have up to
/// 64.4 million. A pixel takes at most 8 bytes, and a quarter of that in a photo.
pub const MAX_PIXELS: u64 = 64 << 20;

/// The shortest side, in pixels, that can hold a code: version 1 is 21 modules
/// wide.
pub(super) const MIN_SIDE: u32 = 21;

/// The side, in pixels, below which rxing enlarges a picture (a constant of its own),
/// up to 27 times each way.
const ENLARGED_BELOW: u32 = 150;

/// The largest ratio of length to width at which a picture is enlarged: a strip of
/// 55 × 700,000 pixels would become one of 28,000 million.
const ENLARGED_ASPECT: u32 = 10;

/// The most codes to look for in one picture. The caller wants one, and needs to
/// know if there are two; the rest is for copies of the same code.
const MAX_ROUNDS: usize = 4;

/// The margin that is painted over around a found symbol, relative to its size: about
/// half a module of the smallest symbol.
const PAINT_MARGIN: f64 = 0.03;

/// An error from reading a picture.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The first bytes match no format that can be read.
    #[error("not a picture: PNG, JPEG, GIF, WebP, BMP and ringtrue's own SVG can be read")]
    NotAnImage,
    /// The picture is damaged, cut short, or of an unusual kind.
    #[error("this {format} picture is damaged or of a kind that can't be read")]
    Unreadable {
        /// Name of the format that the first bytes announce.
        format: &'static str,
    },
    /// The picture's header announces more than [`MAX_PIXELS`].
    #[error("the picture has {pixels} pixels; at most {limit} are read")]
    TooManyPixels {
        /// Width times height.
        pixels: u64,
        /// The most pixels that are read.
        limit: u64,
    },
    /// A side of a frame is longer than [`MAX_FRAME_SIDE`].
    #[error("the frame's longer side has {side} pixels; the limit is {MAX_FRAME_SIDE}")]
    FrameTooLarge {
        /// The longer side, in pixels.
        side: u32,
    },
    /// The picture has no QR code that can be read.
    #[error("no QR code found in the picture")]
    NoCode,
}

/// The longest side of a frame, in pixels, that [`read_grey`] accepts.
pub const MAX_FRAME_SIDE: u32 = 1920;

/// Reads the distinct texts of the QR codes in one camera frame: one byte per pixel, 0 for
/// black and 255 for white, row by row. Unlike [`read`](super::read()), it makes no further
/// passes: the next frame is another chance.
///
/// # Errors
///
/// [`ReadError::FrameTooLarge`] if a side is longer than [`MAX_FRAME_SIDE`];
/// [`ReadError::Unreadable`] if `grey` is not one byte per pixel;
/// [`ReadError::NoCode`].
pub fn read_grey(
    width: u32,
    height: u32,
    grey: Zeroizing<Vec<u8>>,
) -> Result<Vec<Zeroizing<String>>, ReadError> {
    let side = width.max(height);
    if side > MAX_FRAME_SIDE {
        return Err(ReadError::FrameTooLarge { side });
    }
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if u64::try_from(grey.len()) != Ok(pixels) {
        return Err(ReadError::Unreadable { format: "grey" });
    }
    if width.min(height) < MIN_SIDE {
        return Err(ReadError::NoCode);
    }
    let mut frame = Pixels {
        width,
        height,
        luma: grey,
    };
    frame
        .texts_of_either_colour(Effort::Thorough)
        .ok_or(ReadError::NoCode)
}

/// The effort that the reader makes.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "pictures"),
    expect(dead_code, reason = "a frame is always looked at thoroughly")
)]
pub(super) enum Effort {
    /// The picture as it is, a third of the size and so on, each also with small gaps
    /// closed; small pictures are enlarged.
    Thorough,
    /// The picture as it is, and with small gaps closed.
    Twice,
    /// The picture as it is.
    Once,
}

/// A picture in grey: 0 is black, 255 is white.
#[derive(Clone)]
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Row by row, `width` × `height`.
    pub(super) luma: Zeroizing<Vec<u8>>,
}

impl Pixels {
    /// Returns the texts of dark codes on light or, if there are none, of light codes
    /// on dark; `None` if there are neither. Overwrites the pixels.
    pub(super) fn texts_of_either_colour(
        &mut self,
        effort: Effort,
    ) -> Option<Vec<Zeroizing<String>>> {
        let mut texts = self.texts(effort);
        if texts.is_empty() {
            self.luma.iter_mut().for_each(|luma| *luma = !*luma);
            texts = self.texts(effort);
        }
        (!texts.is_empty()).then_some(texts)
    }

    /// Returns the distinct texts of dark codes on light. Paints over each code, since
    /// the reader stops at the first one that it sees.
    pub(super) fn texts(&mut self, effort: Effort) -> Vec<Zeroizing<String>> {
        let mut texts = Vec::new();
        for _ in 0..MAX_ROUNDS {
            let Some(found) = self.find(effort) else {
                break;
            };
            let corners = self.corners(&found);
            let text = Zeroizing::new(found.getText().to_owned());
            if !texts.contains(&text) {
                texts.push(text);
            }
            self.paint(&corners);
        }
        texts
    }

    /// Returns the first code that the reader sees.
    fn find(&self, effort: Effort) -> Option<RXingResult> {
        let source = Luma8Source::new_with_slice(&self.luma, self.width, self.height).ok()?;
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let hints = DecodeHints {
            PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
            TryHarder: Some(true),
            ..DecodeHints::default()
        };
        let shorter = self.width.min(self.height);
        let longer = self.width.max(self.height);
        let is_strip = shorter < ENLARGED_BELOW && longer > shorter.saturating_mul(ENLARGED_ASPECT);
        if matches!(effort, Effort::Thorough) && !is_strip {
            return FilteredImageReader::new(EitherReader)
                .decode_with_hints(&mut bitmap, &hints)
                .ok();
        }
        let mut found = EitherReader.decode_with_hints(&mut bitmap, &hints);
        if found.is_err() && matches!(effort, Effort::Twice) && bitmap.close().is_ok() {
            found = EitherReader.decode_with_hints(&mut bitmap, &hints);
        }
        found.ok()
    }

    /// Returns the corners of the area to paint over, in pixels, in order around the code.
    fn corners(&self, found: &RXingResult) -> Vec<(f64, f64)> {
        let mut corners: Vec<_> = found
            .getPoints()
            .iter()
            .map(|point| {
                let x = f64::from(point.x) * f64::from(self.width);
                (x, f64::from(point.y) * f64::from(self.height))
            })
            .collect();
        let middle = middle(&corners);
        let angle = |corner: &(f64, f64)| (corner.1 - middle.1).atan2(corner.0 - middle.0);
        corners.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
        for corner in &mut corners {
            corner.0 += (corner.0 - middle.0) * 2.0 * PAINT_MARGIN;
            corner.1 += (corner.1 - middle.1) * 2.0 * PAINT_MARGIN;
        }
        corners
    }

    /// Paints a convex area white.
    fn paint(&mut self, corners: &[(f64, f64)]) {
        let width = self.width as usize;
        let rows = self.luma.chunks_exact_mut(width.max(1));
        for (row, y) in rows.zip(0_u32..) {
            let (left, right) = span(corners, f64::from(y) + 0.5);
            let area = whole(left, width)..whole(right, width);
            if let Some(area) = row.get_mut(area) {
                area.fill(u8::MAX);
            }
        }
    }
}

/// Returns where a horizontal line enters and leaves a convex area: +∞ and −∞ if it
/// misses it.
fn span(corners: &[(f64, f64)], y: f64) -> (f64, f64) {
    let nexts = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(nexts)
        .filter(|(a, b)| (a.1 <= y) != (b.1 <= y))
        .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(left, right), x| {
            (left.min(x), right.max(x))
        })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and what is outside of the picture is cut off"
)]
fn whole(x: f64, limit: usize) -> usize {
    (x.round() as usize).min(limit)
}

fn middle(corners: &[(f64, f64)]) -> (f64, f64) {
    let count = u32::try_from(corners.len()).map_or(1.0, f64::from);
    let sum = corners.iter().fold((0.0, 0.0), |sum, corner| {
        (sum.0 + corner.0, sum.1 + corner.1)
    });
    (sum.0 / count, sum.1 / count)
}
