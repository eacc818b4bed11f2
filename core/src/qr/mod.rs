//! QR codes: [text to symbol](Symbol), as modules, SVG and PNG, and
//! [pixels to text](read()). Reading needs the feature `frames`; reading and
//! writing picture files needs `pictures`.
//!
//! Only this module knows modules, finder patterns and picture formats. It
//! doesn't know what a text means (an enrolment link, a message) or where a
//! picture comes from. Both may carry a seed, so every buffer made here is
//! wiped when it is dropped; the working copies inside the QR and picture
//! crates are out of our reach.

#[cfg(feature = "frames")]
mod read;
mod write;

#[cfg(feature = "frames")]
pub use read::{MAX_FRAME_SIDE, MAX_PIXELS, ReadError, read_grey};
#[cfg(feature = "pictures")]
pub use read::{looks_like_image, read};
pub use write::{Correction, Symbol, WriteError};
