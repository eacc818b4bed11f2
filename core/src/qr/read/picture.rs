//! Reads the QR codes in picture files, and decides how closely to search each part.

use std::slice;

use zeroize::Zeroizing;

use super::grey::{Effort, MIN_SIDE, Pixels, ReadError};
use super::passes::{PASSES, SQUEEZED};
use super::pixels::format_of;
use super::svg;

/// Longer side, in pixels, to which larger pictures are first reduced. A code that
/// fills a tenth of it still has some 4 pixels a module, and a photo of 12 million
/// pixels has four times as many to search.
const FIRST_SIDE: u32 = 2000;

/// Longer side, in pixels, to which larger pictures are reduced for further passes.
const PASS_SIDE: u32 = 1000;

/// How many windows of a large picture are searched at full size.
const WINDOWS: usize = 2;

/// The most pixels that all passes over a picture may search together.
const MAX_WORK: u64 = 8_000_000;

/// Returns whether `bytes` start like a picture of a format that [`read`] knows, or are a
/// page or an SVG with a QR code that we drew. The rest is not checked.
#[must_use]
pub fn looks_like_image(bytes: &[u8]) -> bool {
    format_of(bytes).is_some() || !svg::symbols(bytes).is_empty()
}

/// Reads the distinct texts of the QR codes in a picture, in the order found: at
/// least one, at most four. A picture is a PNG, JPEG, GIF, WebP or BMP file, or an
/// SVG or an HTML page with codes that [`Symbol::svg`](crate::qr::Symbol::svg) drew.
/// Of an animated GIF, the first frame with a code is read.
///
/// Codes may be turned, mirrored or tilted, have transparent light or dark parts, or
/// have their colours flipped. Text that names no encoding is decoded as UTF-8 if it
/// is valid. Once a code is seen in the picture reduced to 2000 pixels, codes too small
/// to be seen there are not searched for; once a plain code is seen, neither are codes
/// with flipped colours.
///
/// The QR decoder may panic on a picture crafted for that: callers that read foreign
/// pictures must catch it.
///
/// # Errors
///
/// [`ReadError::TooManyPixels`] from the header alone, before any pixel is
/// decoded; see [`ReadError`] for the others.
pub fn read(image: &[u8]) -> Result<Vec<Zeroizing<String>>, ReadError> {
    let drawn = svg::symbols(image);
    if !drawn.is_empty() {
        return texts_of_drawn(drawn).ok_or(ReadError::NoCode);
    }
    let is_large_enough = |pixels: &Pixels| pixels.width.min(pixels.height) >= MIN_SIDE;
    let pictures = Pixels::decode(image)?.into_iter();
    pictures
        .filter(is_large_enough)
        .find_map(|mut pixels| pixels.texts_of_any_size())
        .or_else(|| {
            Pixels::later_frames(image)?
                .filter(is_large_enough)
                .find_map(|mut frame| frame.texts_of_either_colour(Effort::Thorough))
        })
        .ok_or(ReadError::NoCode)
}

/// Returns the distinct texts of codes that we drew.
fn texts_of_drawn(drawn: Vec<Pixels>) -> Option<Vec<Zeroizing<String>>> {
    let mut texts: Vec<Zeroizing<String>> = Vec::new();
    for text in drawn.into_iter().flat_map(|mut it| it.texts(Effort::Once)) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    (!texts.is_empty()).then_some(texts)
}

impl Pixels {
    fn texts_of_any_size(&mut self) -> Option<Vec<Zeroizing<String>>> {
        match self.shrunk(FIRST_SIDE) {
            Some(small) => self.texts_of_large(small),
            None => self.texts_of_small(),
        }
    }

    /// Returns the texts of a picture that is small enough to be searched in every way.
    fn texts_of_small(&mut self) -> Option<Vec<Zeroizing<String>>> {
        let again = self.shrunk(PASS_SIDE).unwrap_or_else(|| self.clone());
        self.texts_of_either_colour(Effort::Thorough)
            .or_else(|| again.texts_on_paper())
            .or_else(|| texts_of_passes(slice::from_ref(&again), MAX_WORK))
            .or_else(|| again.texts_squeezed())
    }

    /// Returns the texts of a large picture. Searches the `small` copy in every way; the
    /// picture as it is, but not with its colours flipped; then the windows with the most
    /// edges and a smaller copy in further passes.
    fn texts_of_large(&mut self, mut small: Self) -> Option<Vec<Zeroizing<String>>> {
        let smaller = small.shrunk(PASS_SIDE);
        if let Some(texts) = small.texts_of_either_colour(Effort::Thorough) {
            return Some(texts);
        }
        let mut pictures = self.busiest_windows(WINDOWS);
        pictures.extend(smaller);
        let texts = self.texts(Effort::Once);
        if !texts.is_empty() {
            return Some(texts);
        }
        let whole = || pictures.last();
        whole()
            .and_then(Self::texts_on_paper)
            .or_else(|| texts_of_passes(&pictures, MAX_WORK / 2))
            .or_else(|| whole()?.texts_squeezed())
    }

    /// Returns the texts of the largest block on a dark ground.
    fn texts_on_paper(&self) -> Option<Vec<Zeroizing<String>>> {
        self.with_white_margin()?
            .texts_of_either_colour(Effort::Twice)
    }

    /// Returns the texts of a code that is much shorter one way than the other.
    fn texts_squeezed(&self) -> Option<Vec<Zeroizing<String>>> {
        SQUEEZED.into_iter().find_map(|percent| {
            let texts = self.scaled(percent)?.texts(Effort::Once);
            (!texts.is_empty()).then_some(texts)
        })
    }
}

/// Returns the texts of the first pass that sees a code in one of the pictures. Skips
/// a pass that would search more than the pixels that are `left`.
fn texts_of_passes(pictures: &[Pixels], mut left: u64) -> Option<Vec<Zeroizing<String>>> {
    PASSES.iter().find_map(|pass| {
        pictures.iter().find_map(|pixels| {
            left = left.checked_sub(pass.cost(pixels))?;
            pass.apply(pixels)?.texts_of_either_colour(pass.effort())
        })
    })
}
