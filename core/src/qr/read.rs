//! Reads the QR codes in a picture.

mod grey;
#[cfg(feature = "pictures")]
mod passes;
#[cfg(feature = "pictures")]
mod picture;
#[cfg(feature = "pictures")]
mod pixels;
mod reader;
#[cfg(feature = "pictures")]
mod svg;

pub use self::grey::{MAX_FRAME_SIDE, MAX_PIXELS, ReadError, read_grey};
#[cfg(feature = "pictures")]
pub use self::picture::{looks_like_image, read};

#[cfg(test)]
#[cfg(feature = "pictures")]
mod tests;
