//! The manual: which pages exist, what they contain, and that `man` and mandoc report no
//! problems with them.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

mod common;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Device, is_installed};

/// Writes all pages to a directory of their own, and returns their paths.
fn write_pages(device: &Device) -> Vec<PathBuf> {
    std::fs::create_dir(device.path("man")).unwrap();
    device.run(["man", "man"]).succeeds();
    let entries = std::fs::read_dir(device.path("man")).unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

fn name(page: &Path) -> String {
    page.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Returns a page as `man` shows it, with its warnings.
fn run_man(page: &Path, width: &str) -> Output {
    Command::new("man")
        .args(["--warnings", "-l"])
        .arg(page)
        .env("LC_ALL", "C.UTF-8")
        .env("MANWIDTH", width)
        .env("MAN_KEEP_FORMATTING", "")
        .output()
        .unwrap()
}

#[test]
fn every_command_has_a_page_that_everybody_may_read() {
    let device = Device::new();
    let pages = write_pages(&device);
    let names: Vec<String> = pages.iter().map(|page| name(page)).collect();
    for expected in [
        "ringtrue",
        "ringtrue-new",
        "ringtrue-members-add",
        "ringtrue-man",
    ] {
        assert!(
            names.contains(&expected.to_owned()),
            "{expected}: {names:?}"
        );
    }
    for page in &pages {
        let mode = std::fs::metadata(page).unwrap().permissions().mode();
        assert_eq!(mode & 0o400, 0o400);
        assert_eq!(mode & 0o111, 0, "{page:?}");
        // Every page that this one refers to exists.
        let text = std::fs::read_to_string(page).unwrap().replace("\\-", "-");
        let told = text
            .split("\\fB")
            .filter_map(|part| part.split_once("\\fR(1)"));
        for (told, _) in told.filter(|told| told.0.starts_with("ringtrue")) {
            assert!(names.contains(&told.to_owned()), "{page:?} tells of {told}");
        }
    }
    assert!(!device.home().exists(), "the manual needs no vault");
}

#[test]
fn one_page_goes_to_standard_output() {
    let device = Device::new();
    let page = device.run(["man"]).succeeds().out;
    write_pages(&device);
    let written = std::fs::read_to_string(device.path("man/ringtrue.1")).unwrap();
    assert_eq!(page, written);
}

#[test]
fn existing_pages_are_not_replaced_without_asking() {
    let device = Device::new();
    write_pages(&device);
    let mine = device.path("man/ringtrue-new.1");
    std::fs::write(&mine, "mine").unwrap();
    let run = device.run(["man", "man"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("to replace them without asking: --yes"),
        "{run:?}"
    );
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "mine");
    device.run(["man", "man", "--yes"]).succeeds();
    assert_ne!(std::fs::read_to_string(&mine).unwrap(), "mine");
    // A missing directory is created; a file in its place is an error.
    device.run(["man", "share/man/man1"]).succeeds();
    assert!(device.path("share/man/man1/ringtrue.1").exists());
    assert_eq!(device.run(["man", "man/ringtrue.1"]).status, 2);
}

#[test]
fn man_shows_every_page_in_full_and_warns_of_nothing() {
    if !is_installed("man") {
        return;
    }
    let device = Device::new();
    for page in write_pages(&device) {
        for width in ["80", "60"] {
            let output = run_man(&page, width);
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(
                output.status.success() && told.is_empty(),
                "{page:?}: {told}"
            );
            let text = String::from_utf8(output.stdout).unwrap();
            for section in [
                "NAME",
                "SYNOPSIS",
                "DESCRIPTION",
                "OPTIONS",
                "EXAMPLES",
                "EXIT STATUS",
                "ENVIRONMENT",
                "FILES",
                "SEE ALSO",
            ] {
                let heads = |line: &str| line.starts_with(|c: char| !c.is_whitespace());
                let mut lines = text.lines().skip_while(|line| *line != section).skip(1);
                let next = lines
                    .next()
                    .unwrap_or_else(|| panic!("{page:?}: {section}"));
                assert!(
                    !next.is_empty() && !heads(next),
                    "{page:?}: {section} is empty"
                );
            }
        }
    }
}

#[test]
fn mandoc_objects_only_to_the_missing_date() {
    if !is_installed("mandoc") {
        return;
    }
    let device = Device::new();
    for page in write_pages(&device) {
        let output = Command::new("mandoc")
            .args(["-T", "lint", "-W", "warning"])
            .arg(&page)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        for line in told.lines() {
            // The second comes from clap_mangen's lists of possible values.
            let known =
                line.contains("missing date") || line.contains("skipping paragraph macro: br");
            assert!(known, "{line}");
        }
    }
}
