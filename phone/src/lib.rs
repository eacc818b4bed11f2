//! The core as WebAssembly, for the page around it: a phone's groups ([`Phone`]), and
//! QR codes in a camera's frames.
//!
//! This crate has no rules of its own: each export passes its arguments to
//! `ringtrue-core` and returns the result. Links and the texts of QR codes
//! cross as bytes, since a JavaScript string can't be wiped. Times are
//! milliseconds since 1970, as `Date.now()` returns them.
//!
//! A panic is a trap that JavaScript can't recover from, and there is no hook
//! that prints its text. rxing may panic on a picture crafted for that: read frames
//! in a worker with an instance of its own.

#![deny(missing_docs)]

mod afar;
mod call;
mod device;
mod doctor;
mod error;
mod family;
mod join;
mod keep;
mod make;
mod message;
mod moment;
mod pages;
mod phone;
mod picture;
mod practice;
mod rotate;

use ringtrue_core::qr::{self, ReadError};
use ringtrue_core::text::Texts;
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

pub use self::afar::seal_invitation;
pub use self::call::{completion, is_idle, locks_after};
pub use self::device::NewKey;
pub use self::error::Error;
pub use self::keep::{draw_words, seal, unseal};
pub use self::message::open_invitation;
pub use self::pages::{Page, check_contact, contacts_on_card};
pub use self::phone::{Phone, Saved};
pub use self::picture::Picture;

/// Wipes every allocation when it is freed, including what wasm-bindgen copies in
/// and out.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Reads the QR codes in a camera frame: one byte per pixel, 0 for black and 255
/// for white, row by row. Finding none is not an error.
///
/// # Errors
/// [`Error::Frame`] if a side has more than 1920 pixels, or `grey` is not one
/// byte per pixel.
#[wasm_bindgen(js_name = readGrey)]
pub fn read_grey(width: u32, height: u32, grey: Vec<u8>) -> Result<Vec<Text>, Error> {
    match qr::read_grey(width, height, Zeroizing::new(grey)) {
        Ok(texts) => Ok(texts.into_iter().map(Text).collect()),
        Err(ReadError::NoCode) => Ok(Vec::new()),
        Err(error) => Err(Error::Frame(error)),
    }
}

/// The text of a QR code, which may hold a seed.
#[wasm_bindgen]
pub struct Text(Zeroizing<String>);

#[wasm_bindgen]
impl Text {
    /// Returns a copy as UTF-8, for the caller to wipe.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }
}

/// Returns every sentence that has no arguments, as a JSON object by id.
#[must_use]
#[wasm_bindgen]
pub fn sentences() -> String {
    let fixed = texts().fixed();
    let fixed = fixed.map(|(id, text)| (id.to_owned(), Value::from(text)));
    Value::Object(fixed.collect()).to_string()
}

fn texts() -> &'static Texts {
    Texts::english_isolated()
}

#[cfg(test)]
mod tests;
