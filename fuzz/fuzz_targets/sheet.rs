//! Parses any text as the code of a sheet. If it parses, the code printed from it is the
//! same text.

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
