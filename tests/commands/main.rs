//! The exact output of each command: the transcripts in `tests/commands`, one file per
//! subject, run from top to bottom on one device.
//!
//! A line `$ ringtrue …` is run, with `< FILE` as its standard input. Its output follows:
//! standard output as it is, each line of standard error after `! `, and the exit status
//! in brackets. `[DATE]`, `[WORDS]`, `[KEY]` and `[DIR]` replace what changes from run
//! to run. A line that starts with `#` is a comment.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test --test commands` rewrites the transcripts.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests set up files and processes, and fail by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/redact.rs"]
mod redact;

mod alone;
mod arranged;
mod transcript;

use std::path::{Path, PathBuf};

use transcript::replay;

/// The check words of the test seed, the only ones that appear in a transcript.
const TEST_WORDS: &str = "stylish cottage choir excellent hallway folklore";

/// Ben's device key.
const BENS: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// Mum's key as an organiser.
const MUMS: &str = "RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj";

/// The code of Grandma's sheet, which is far in the future.
const SHEET: &str =
    "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=9990-11-01&days=60";

/// Another seed, for the generations after the first.
const NEXT_SEED: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[test]
fn every_transcript_matches_the_programs_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_transcript = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "txt");
    let transcripts: Vec<PathBuf> = paths.filter(is_transcript).collect();
    assert!(transcripts.len() >= 23, "{transcripts:?}");
    let differences: Vec<String> = transcripts.iter().filter_map(|path| replay(path)).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}
