//! What each command prints, to the letter: the transcripts in
//! `tests/commands`, one file per subject, run from top to bottom on one device.
//!
//! A line `$ ringtrue …` is run, with `< FILE` as its standard input. Below it
//! stands what it prints: standard output as it is, each line of standard error
//! after `! `, and the exit status in brackets. Where no reader could know what
//! is printed, `[DATE]`, `[WORDS]`, `[KEY]` or `[DIR]` stands instead.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test --test commands` writes what is printed now.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests arrange the world, and end where it is not as arranged"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/known.rs"]
mod known;

mod alone;
mod arranged;
mod transcript;

use std::path::{Path, PathBuf};

use transcript::replay;

/// The check words of the test seed: the only ones that a transcript knows.
const TEST_WORDS: &str = "stylish cottage choir excellent hallway folklore";

/// The key of Ben's device.
const BENS: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// The key of Mum's as an organiser.
const MUMS: &str = "RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj";

/// The code of Grandma's sheet, which no clock has reached yet.
const SHEET: &str =
    "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=9990-11-01&days=60";

/// Another seed, for the generations after the first.
const NEXT_SEED: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[test]
fn every_transcript_is_what_the_program_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_transcript = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "txt");
    let transcripts: Vec<PathBuf> = paths.filter(is_transcript).collect();
    assert!(transcripts.len() >= 23, "{transcripts:?}");
    let differences: Vec<String> = transcripts.iter().filter_map(|path| replay(path)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}
