//! Parses any text as an enrolment link. If it parses, the link printed from it parses
//! as the same. Also looks for links in it, as in a mail.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ringtrue_core::incoming::Text;
use ringtrue_core::{Group, GroupId, UnixTime, otpauth};

fuzz_target!(|text: &str| {
    if let Some(text) = Text::read(text.as_bytes()) {
        let _ = text.codes(None);
    }
    let Ok(unconfirmed) = otpauth::parse(text) else {
        return;
    };
    let group = |unconfirmed: ringtrue_core::Unconfirmed<ringtrue_core::group::Enrolment>| {
        let id = GroupId::from_bytes([0; 16]);
        Group::from_enrolment(unconfirmed.confirm(), None, id, UnixTime::from_secs(0))
    };
    let group_once = group(unconfirmed);
    let printed = otpauth::link(&group_once);
    let group_twice = group(otpauth::parse(&printed).expect("what was printed is read"));
    assert_eq!(printed, otpauth::link(&group_twice));
    assert_eq!(group_once.name(), group_twice.name());
    assert_eq!(group_once.generation(), group_twice.generation());
    assert_eq!(group_once.origin(), group_twice.origin());
});
