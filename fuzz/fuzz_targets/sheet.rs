//! Any text as the code of a sheet: refused, or read, and then the code that is
//! printed is the one that was read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ringtrue_core::sheet_code::{code, parse};

fuzz_target!(|text: &str| {
    let Ok(unconfirmed) = parse(text) else {
        return;
    };
    let found = unconfirmed.confirm();
    assert_eq!(code(&found.member, &found.sheet).as_str(), text.trim());
    assert!(found.sheet.has(found.sheet.last()));
    let _ = found.sheet.line(found.sheet.last());
});
