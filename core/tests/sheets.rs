//! Sheet codes, tested with the vectors in `tests/vectors/sheets`.

#![allow(clippy::disallowed_methods, reason = "the test walks its folder")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "Clippy treats helpers in integration tests as production code"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use data_encoding::HEXLOWER;
use ringtrue_core::Day;
use ringtrue_core::sheet_code::{code, parse};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[serde(default)]
    accepted: Vec<Accepted>,
    #[serde(default)]
    refused: Vec<Refused>,
}

/// A code that is accepted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    what: String,
    code: String,
    member: String,
    from: String,
    days: u32,
    last: String,
    id: String,
    /// The lines of some of its days, both halves each.
    lines: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    what: String,
    code: String,
    error: String,
}

#[test]
fn the_vectors_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/sheets");
    let (mut accepted, mut refused) = (0, 0);
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let vectors: Vectors = toml::from_str(&text).unwrap();
        accepted += vectors.accepted.len();
        refused += vectors.refused.len();
        vectors.accepted.iter().for_each(Accepted::holds);
        vectors.refused.iter().for_each(Refused::holds);
    }
    assert!(accepted > 0 && refused > 0);
}

impl Accepted {
    #[track_caller]
    fn holds(&self) {
        let what = &self.what;
        let found = parse(&self.code).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(found.member().as_str(), self.member, "{what}");
        assert_eq!(found.from().to_string(), self.from, "{what}");
        assert_eq!(found.days(), self.days, "{what}");
        assert_eq!(found.last().to_string(), self.last, "{what}");
        let found = found.confirm();
        assert_eq!(*code(&found.member, &found.sheet), self.code, "{what}");
        let id = HEXLOWER.encode(found.sheet.id().as_bytes());
        assert_eq!(id, self.id, "{what}");
        for (day, line) in &self.lines {
            let day = Day::from_iso(day).unwrap();
            assert!(found.sheet.has(day), "{what}: {day}");
            assert_eq!(found.sheet.line(day).as_str(), line, "{what}: {day}");
        }
    }
}

impl Refused {
    #[track_caller]
    fn holds(&self) {
        let error = parse(&self.code).unwrap_err();
        assert_eq!(error.to_string(), self.error, "{}", self.what);
    }
}
