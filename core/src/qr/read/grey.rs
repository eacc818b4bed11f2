//! Grey pixels to text: every QR code in them, each painted over as it is found.

use rxing::common::HybridBinarizer;
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, FilteredImageReader, Luma8Source, RXingResult,
    Reader as _,
};
use zeroize::Zeroizing;

use super::reader::EitherReader;

/// Most pixels a picture may have: 64 megapixels.
///
/// What phones take by default is 12 to 24 million; sensors of "64 megapixels" have
/// up to 64.4 million. The pixels are 8 bytes each at most, and a quarter of that in
/// a photo.
pub const MAX_PIXELS: u64 = 64 << 20;

/// Shortest side, in pixels, that can hold a code: version 1 is 21 modules
/// wide.
pub(super) const MIN_SIDE: u32 = 21;

/// The reader enlarges pictures with a side below this (its own constant), up
/// to 27 times each way.
const ENLARGED_BELOW: u32 = 150;

/// How many times longer than wide a picture may be to be enlarged: a strip of
/// 55 × 700,000 pixels would become one of 28,000 million.
const ENLARGED_ASPECT: u32 = 10;

/// Most codes looked for in one picture. The caller wants one, and needs to
/// know if there are two; the others are for the same code shown several times.
const MAX_ROUNDS: usize = 4;

/// How far a found symbol's painted area reaches beyond it, relative to its
/// size: half a module of the smallest symbol, less than the quiet zone of any.
const PAINT_MARGIN: f64 = 0.03;

/// Why a picture gave no text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The first bytes are of none of the formats we read.
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
        /// [`MAX_PIXELS`].
        limit: u64,
    },
    /// No QR code was found that can be read.
    #[error("no QR code found in the picture")]
    NoCode,
}

/// Most pixels of a frame to each side: what [`read_grey`] takes.
pub const MAX_FRAME_SIDE: u32 = 1920;

/// Reads all different texts of the QR codes in one frame of a camera: a byte a
/// pixel, 0 for black and 255 for white, row by row. As [`read`](super::read()), but what is
/// not seen at first sight is left to the next frame.
///
/// # Errors
///
/// [`ReadError::TooManyPixels`] where a side has more than [`MAX_FRAME_SIDE`];
/// [`ReadError::Unreadable`] where `grey` is not one byte for each pixel;
/// [`ReadError::NoCode`].
pub fn read_grey(
    width: u32,
    height: u32,
    grey: Zeroizing<Vec<u8>>,
) -> Result<Vec<Zeroizing<String>>, ReadError> {
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if width.max(height) > MAX_FRAME_SIDE {
        let limit = u64::from(MAX_FRAME_SIDE).pow(2);
        return Err(ReadError::TooManyPixels { pixels, limit });
    }
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

/// How hard the reader tries.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "pictures"),
    expect(dead_code, reason = "a frame is always looked at thoroughly")
)]
pub(super) enum Effort {
    /// The picture as it is, a third of the size and so on, each once more with
    /// small gaps closed; small ones enlarged.
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
    /// All texts of dark codes on light or, where there are none, of light
    /// codes on dark; `None` for neither. Afterwards the pixels are spent.
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

    /// All different texts of dark codes on light, each painted over as it is
    /// found, since the reader stops at the first that it sees.
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

    /// The first code that the reader sees.
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

    /// A found code's corners in pixels, in the order of a walk around it.
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

/// Where a horizontal line enters and leaves a convex area; from +∞ to −∞ if
/// it passes by.
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
