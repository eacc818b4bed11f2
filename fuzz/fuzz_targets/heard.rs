//! Parses any text as a heard half, and judges it. Only a match is remembered, and it
//! is used up the second time.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ringtrue_core::{Heard, Side, UnixTime, Verdict, call, otpauth};

fuzz_target!(|input: (u32, bool, &str)| {
    let (time, caller, text) = input;
    // If it could be either of two words, let the input choose.
    let which = |one, other| Some(if caller { one } else { other });
    let Ok(heard) = Heard::read_asking(text, which) else {
        return;
    };
    let link = "otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
    let now = UnixTime::from_secs(time.into());
    let group = ringtrue_core::Group::from_enrolment(
        otpauth::parse(link).expect("a link").confirm(),
        None,
        ringtrue_core::GroupId::from_bytes([0; 16]),
        now,
    );
    let side = if caller { Side::Caller } else { Side::Answerer };
    let first = call::check(&group, &heard, Some(side), &[], now);
    let used = first.to_remember(group.parameters().period, now);
    assert_eq!(first.verdict.is_match(), !used.is_empty());
    if first.verdict.is_match() {
        let second = call::check(&group, &heard, Some(side), &used, now);
        assert_eq!(second.verdict, Verdict::Used);
    }
});
