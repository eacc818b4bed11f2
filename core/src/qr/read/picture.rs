//! Picture files to text: how closely each part of a picture is searched.

use std::slice;

use zeroize::Zeroizing;

use super::grey::{Effort, MIN_SIDE, Pixels, ReadError};
use super::passes::{PASSES, SQUEEZED};
use super::pixels::format_of;
use super::svg;

/// Longer side, in pixels, to which larger pictures are brought first: a code
/// that fills a tenth of it still has some 4 pixels a module, and a photo of
/// 12 million pixels has four times as many to search.
const FIRST_LOOK: u32 = 2000;

/// Longer side, in pixels, to which larger pictures are brought for the passes
/// that try them in other ways.
const SECOND_LOOK: u32 = 1000;

/// How many places of a large picture are looked at as they are.
const WINDOWS: usize = 2;

/// How many pixels all passes over a picture may look at.
const MOST_WORK: u64 = 8_000_000;

/// Whether `bytes` start as a picture of a format that [`read`] knows, or are a page
/// or an SVG with a QR code that we drew; nothing is said about the rest.
#[must_use]
pub fn looks_like_image(bytes: &[u8]) -> bool {
    format_of(bytes).is_some() || !svg::symbols(bytes).is_empty()
}

/// Reads all different texts of the QR codes in a picture, in the order found: at
/// least one, at most four. A picture is a PNG, JPEG, GIF, WebP or BMP file, or an
/// SVG or an HTML page with codes that [`Symbol::svg`](crate::qr::Symbol::svg) drew.
/// Of an animated GIF, the first frame with a code is read.
///
/// Codes may be turned, mirrored, tilted, transparent where they are light or
/// where they are dark, or have their colours flipped. The same text twice counts
/// once. Text of bytes that name no encoding is taken for UTF-8 where it can be.
/// Beside a code that is seen in a picture reduced to 2000 pixels, one that is too
/// small for that is not looked for, nor are flipped colours beside a plain code.
///
/// The QR decoder behind this may panic on a picture made for it: callers that
/// read foreign pictures catch that.
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

/// All different texts of codes that we drew.
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
        match self.shrunk(FIRST_LOOK) {
            Some(small) => self.texts_of_large(small),
            None => self.texts_of_small(),
        }
    }

    /// All texts of a picture that is small enough to be looked at in every way.
    fn texts_of_small(&mut self) -> Option<Vec<Zeroizing<String>>> {
        let again = self.shrunk(SECOND_LOOK).unwrap_or_else(|| self.clone());
        self.texts_of_either_colour(Effort::Thorough)
            .or_else(|| again.texts_on_paper())
            .or_else(|| texts_of_passes(slice::from_ref(&again), MOST_WORK))
            .or_else(|| again.texts_squeezed())
    }

    /// All texts of a picture that is too large for that: of the `small` copy in
    /// every way; of all of it as it is, and not with its colours flipped; then
    /// closely where most is going on, and made smaller still.
    fn texts_of_large(&mut self, mut small: Self) -> Option<Vec<Zeroizing<String>>> {
        let smaller = small.shrunk(SECOND_LOOK);
        if let Some(texts) = small.texts_of_either_colour(Effort::Thorough) {
            return Some(texts);
        }
        let mut pictures = self.busiest(WINDOWS);
        pictures.extend(smaller);
        let texts = self.texts(Effort::Once);
        if !texts.is_empty() {
            return Some(texts);
        }
        let whole = || pictures.last();
        whole()
            .and_then(Self::texts_on_paper)
            .or_else(|| texts_of_passes(&pictures, MOST_WORK / 2))
            .or_else(|| whole()?.texts_squeezed())
    }

    /// All texts of the largest block on a dark ground.
    fn texts_on_paper(&self) -> Option<Vec<Zeroizing<String>>> {
        self.on_paper()?.texts_of_either_colour(Effort::Twice)
    }

    /// All texts of a code that is much shorter one way than the other.
    fn texts_squeezed(&self) -> Option<Vec<Zeroizing<String>>> {
        SQUEEZED.into_iter().find_map(|percent| {
            let texts = self.scaled(percent)?.texts(Effort::Once);
            (!texts.is_empty()).then_some(texts)
        })
    }
}

/// All texts of the first pass that sees a code in one of the pictures. A pass
/// for which too little work is left is passed over.
fn texts_of_passes(pictures: &[Pixels], mut left: u64) -> Option<Vec<Zeroizing<String>>> {
    PASSES.iter().find_map(|pass| {
        pictures.iter().find_map(|pixels| {
            left = left.checked_sub(pass.work(pixels))?;
            pass.of(pixels)?.texts_of_either_colour(pass.effort())
        })
    })
}
