//! Any bytes as a picture. A panic of a decoder is caught by the program and is
//! no finding; a crash, a hang or memory without end is.

#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // libfuzzer-sys aborts on any panic; the program catches those of decoders.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let _ = std::panic::catch_unwind(|| {
        let _ = ringtrue_core::qr::looks_like_image(bytes);
        let _ = ringtrue_core::qr::read(bytes);
    });
});
