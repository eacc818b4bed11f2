//! Reads any bytes as a picture. A decoder's panic is no finding, since the program
//! catches it; a crash, a hang or unbounded memory is.

#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // libfuzzer-sys aborts on any panic, even one that is caught.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let _ = std::panic::catch_unwind(|| {
        let _ = ringtrue_core::qr::looks_like_image(bytes);
        let _ = ringtrue_core::qr::read(bytes);
    });
});
