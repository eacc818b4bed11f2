//! QR codes: [text to symbol](Symbol) for a terminal, SVG and PNG, and
//! [pixels to text](read()).
//!
//! Here lives everything that knows modules, finder patterns or picture
//! formats. What the text means (an enrolment link, a message) is no business
//! of this room, and neither is where a picture comes from: bytes in, texts
//! out. All of them may carry a seed, so every buffer made here is wiped when
//! it is dropped; the working copies inside the QR and picture crates are out
//! of our reach.

mod read;
mod write;

pub use read::{MAX_FRAME_SIDE, MAX_PIXELS, ReadError, looks_like_image, read, read_grey};
pub use write::{Cells, Correction, Symbol, WriteError};
