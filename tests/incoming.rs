//! Input of the real binary's `join`: what people send each other, intact and damaged.
//! `core/tests/incoming.rs` tests which links the library reads.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::unwrap_used,
    reason = "Clippy treats helpers in integration tests as production code"
)]

mod common;

use common::{Device, Run, TEST_LINK, TEST_SEED};

/// The test link as mail and other programs alter it without losing any of it.
const ACCEPTED: &[(&str, &str)] = &[
    (
        "amp.html",
        "otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&amp;issuer=ringtrue\n",
    ),
    (
        "link.json",
        r#"{"link":"otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\u0026issuer=ringtrue"}"#,
    ),
    (
        "spaces.txt",
        "otpauth://totp/ringtrue:Smith family 1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue\n",
    ),
    (
        "marked.txt",
        "\u{FEFF}otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue\r\n",
    ),
    (
        "wrapped.txt",
        "otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDG\nNBVGY3TQOJQ&issuer=ringtrue\n",
    ),
    (
        "mail.eml",
        "From: dad@example.com\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHi,\r\notpauth://totp/ringtrue:Smith%20family%201?secret=3DGEZDGNBVGY3TQOJQGEZD=\r\nGNBVGY3TQOJQ&issuer=3Dringtrue\r\n",
    ),
];

/// Input that must be refused, with its error.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "cut.txt",
        "otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY\n",
        "was cut or altered on its way",
    ),
    (
        "wrapped.eml",
        "otpauth://totp/ringtrue:Smith%20family%201?secret=3DGEZDGNBVGY3TQOJQGEZD=\r\nGNBVGY3TQOJQ&issuer=3Dringtrue\r\n",
        "the link in it is broken by a space or a line break",
    ),
    (
        "foreign.txt",
        "otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY\n3TQOJQ&issuer=Example\n",
        "the link in it is broken by a space or a line break",
    ),
    (
        "safelinks.txt",
        "https://eur01.safelinks.example/?url=otpauth%3A%2F%2Ftotp%2Fringtrue%3ASmith%2520family%25201%3Fsecret%3DGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ%26issuer%3Dringtrue&data=05\n",
        "a mail filter has rewritten the link in it",
    ),
    (
        "attached.eml",
        "From: dad@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"XX\"\r\n\r\n--XX\r\nContent-Type: text/plain\r\n\r\nSee attached\r\n--XX\r\nContent-Type: application/octet-stream; name=\"for-ben.age\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"for-ben.age\"\r\n\r\nLS0tLS1CRUdJTiBBR0UgRU5DUllQVEVEIEZJTEUtLS0tLQo=\r\n--XX--\r\n",
        "save the attachment, and join that: ringtrue join FILE",
    ),
    ("empty.txt", "", "empty.txt is empty"),
    (
        "zeros.age",
        "\0\0\0\0",
        "it may not have arrived completely",
    ),
    (
        "short-key.txt",
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T\n",
        "expected 32 letters in the key, got 28",
    ),
    (
        "wrong-key.txt",
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJ0\n",
        "not one of A to Z and 2 to 7",
    ),
];

#[track_caller]
fn run_join(device: &Device, file: &str, more: &[&str]) -> Run {
    device.run([&["join", file, "--yes"], more].concat())
}

#[track_caller]
fn link_of(device: &Device) -> String {
    device.run(["invite", "--link"]).succeeds().out
}

#[test]
fn a_link_is_read_after_mail_and_other_programs_altered_it() {
    for (name, text) in ACCEPTED {
        let device = Device::new();
        std::fs::write(device.path(name), text).unwrap();
        run_join(&device, name, &[]).succeeds();
        assert_eq!(link_of(&device).trim_end(), TEST_LINK, "{name}");
        let device = Device::new();
        device.run_with(["join", "-", "--yes"], text).succeeds();
        assert_eq!(link_of(&device).trim_end(), TEST_LINK, "{name}, piped");
    }
    let units = std::iter::once(0xFEFF).chain(TEST_LINK.encode_utf16());
    let wide: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let device = Device::new();
    device.run_with(["join", "-", "--yes"], wide).succeeds();
    assert_eq!(link_of(&device).trim_end(), TEST_LINK);
}

#[test]
fn damaged_input_is_refused_with_the_reason() {
    for (name, text, told) in REFUSED {
        let device = Device::new();
        std::fs::write(device.path(name), text).unwrap();
        let refused = run_join(&device, name, &[]);
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains(told), "{refused:#?}");
        assert!(!refused.err.contains("GEZDGNBV"), "{refused:#?}");
        assert_eq!(device.files(), [], "{name}");
    }
}

#[test]
fn a_group_whose_link_has_no_name_is_named() {
    let link = format!("otpauth://totp/?secret={TEST_SEED}&issuer=Fam");
    let device = Device::new();
    let refused = device.run_with(["join", "-", "--yes"], &link);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("--as NAME"), "{refused:#?}");
    let named = ["join", "-", "--yes", "--as", "Fam"];
    let run = device.run_with(named, &link).succeeds();
    assert!(run.out.contains("joined \"Fam\""), "{run:#?}");
}

#[test]
fn a_key_on_paper_is_accepted_with_its_name_and_number() {
    let key = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ\n";
    let device = Device::new();
    for given in [&[][..], &["--as", "Smith family"]] {
        let refused = device.run_with([&["join", "-", "--yes"], given].concat(), key);
        assert_eq!(refused.status, 2);
        assert!(refused.err.contains("--as \"NAME NUMBER\""), "{refused:#?}");
        assert_eq!(device.files(), []);
    }
    let named = ["join", "-", "--yes", "--as", "Smith family 1"];
    device.run_with(named, key.to_lowercase()).succeeds();
    assert_eq!(link_of(&device).trim_end(), TEST_LINK);
    // The key and the name that the enrolment page says to type.
    device.run(["rotate", "--yes"]).succeeds();
    device
        .run(["sheet", "--invite", "--out", "page.html", "--no-open"])
        .succeeds();
    let page = std::fs::read_to_string(device.path("page.html")).unwrap();
    let (_, key) = page.split_once("<p class=\"key mono\">").unwrap();
    let (key, _) = key.split_once("</p>").unwrap();
    let other = Device::new();
    let entry = "Smith family 2";
    assert!(page.contains(&format!("Account: <bdi>ringtrue: {entry}</bdi>.")));
    other
        .run_with(["join", "-", "--yes", "--as", entry], key)
        .succeeds();
    assert_eq!(link_of(&other), link_of(&device));
}
