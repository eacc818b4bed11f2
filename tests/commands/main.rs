//! What each command prints, to the letter: the transcripts in
//! `tests/commands`, one file a subject, run from top to bottom on one device.
//!
//! A line `$ ringtrue …` is run, with `< FILE` as its standard input. Below it
//! stands what it prints: standard output as it is, each line of standard error
//! after `! `, and the exit status in brackets. Where no reader could know what
//! is printed, `[DATE]`, `[WORDS]`, `[SERIAL]`, `[KEY]` or `[DIR]` stands instead.
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

use std::path::Path;

use transcript::transcript;

/// The check words of the test seed: the only ones that a transcript knows.
const TEST_WORDS: &str = "tempo goggles degree motor fabulous mirror";

/// The key of Ben's device.
const BENS: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// The key of Mum's as an organiser.
const MUMS: &str = "RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj";

/// Another seed, for the generations after the first.
const NEXT_SEED: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[test]
fn new_makes_a_group_and_prints_no_secret() {
    transcript("new");
}

#[test]
fn invite_writes_the_enrolment_where_it_is_told_to() {
    transcript("invite");
}

#[test]
fn join_reads_pictures_and_texts() {
    transcript("join");
}

#[test]
fn join_by_camera_needs_a_terminal_or_a_browser() {
    transcript("join-camera");
}

#[test]
fn join_refuses_what_is_no_enrolment() {
    transcript("join-refuses");
}

#[test]
fn join_follows_a_rotation_only_where_that_was_said() {
    transcript("join-rotation");
}

#[test]
fn join_keeps_two_groups_of_one_name_apart() {
    transcript("join-names");
}

#[test]
fn code_prints_the_code_of_a_moment() {
    transcript("code");
}

#[test]
fn check_says_what_to_think_of_what_was_heard() {
    transcript("check");
}

#[test]
fn check_hears_digits_words_and_near_misses() {
    transcript("check-heard");
}

#[test]
fn check_takes_what_people_type() {
    transcript("check-near");
}

#[test]
fn check_knows_the_old_seed() {
    transcript("check-rotation");
}

#[test]
fn practice_needs_a_terminal() {
    transcript("practice");
}

#[test]
fn rotate_makes_a_new_seed_and_calls_the_roll() {
    transcript("rotate");
}

#[test]
fn members_keeps_the_roll() {
    transcript("members");
}

#[test]
fn device_prints_public_keys() {
    transcript("device");
}

#[test]
fn members_has_their_device_keys_and_organisers() {
    transcript("members-keys");
}

#[test]
fn sheet_writes_pages_and_each_line_counts_once() {
    transcript("sheet");
}

#[test]
fn groups_lists_chooses_and_forgets() {
    transcript("groups");
}

#[test]
fn a_group_from_elsewhere_keeps_its_parameters() {
    transcript("foreign");
}

#[test]
fn protect_says_how_the_key_is_kept() {
    transcript("protect");
}

#[test]
fn backup_and_restore_say_what_they_do_and_leave() {
    transcript("backup");
}

#[test]
fn what_was_mistyped_is_told_and_not_repeated() {
    transcript("usage");
}

#[test]
fn every_transcript_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let source = include_str!("main.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".txt") else {
            continue;
        };
        assert!(
            source.contains(&format!("transcript(\"{name}\")")),
            "{name}"
        );
    }
}
