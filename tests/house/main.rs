//! The house is in order: links in the pages lead somewhere, nothing is left to
//! do, no file grew too long. Nothing here needs the network.

#![allow(clippy::disallowed_methods, reason = "tests look at the repository")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "so a test fails"
)]

mod pages;

use std::path::{Path, PathBuf};

/// What is not ours to keep in order: made by programs, or another's text.
const NOT_LOOKED_AT: [&str; 7] = [
    ".git",
    "target",
    "fuzz/target",
    "fuzz/corpus",
    "fuzz/artifacts",
    "fuzz/coverage",
    "tests/vectors/messages",
];

/// Files of more than 400 lines, and why each may be.
const LONG: [(&str, &str); 3] = [
    (
        "tests/corpus/pictures/kinds.rs",
        "a table of what is done to pictures",
    ),
    ("tests/no_leak.rs", "every command in every form"),
    ("tests/pairs.rs", "one story of three people"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text of the repository, by its path from the root, with slashes.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = name_of(&path);
            if NOT_LOOKED_AT.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                texts.push((name, text));
            }
        }
    }
    texts.sort();
    assert!(texts.iter().any(|(name, _)| name == "src/lib.rs"));
    texts
}

/// Whether a file's name ends so.
fn is_a(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it == ending)
}

fn name_of(path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root()).unwrap().to_owned();
    path.to_str().unwrap().replace('\\', "/")
}

#[test]
fn nothing_is_left_to_do() {
    // Put together here, so that this file has none of them.
    let words = [
        ("TO", "DO"),
        ("FIX", "ME"),
        ("XX", "X"),
        ("to", "do!"),
        ("unimpl", "emented!"),
        ("db", "g!"),
    ]
    .map(|(a, b)| format!("{a}{b}"));
    for (name, text) in texts() {
        for (at, line) in text.lines().enumerate() {
            for word in &words {
                assert!(!has_word(line, word), "{name}:{}: {line}", at + 1);
            }
        }
    }
}

/// Whether `word` stands in `line` by itself.
fn has_word(line: &str, word: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let is_macro = word.ends_with('!');
        !joins(before.chars().next_back()) && (is_macro || !joins(after.chars().next()))
    })
}

#[test]
fn no_file_is_over_400_lines() {
    let folders = ["src/", "tests/", "benches/", "fuzz/fuzz_targets/"];
    let mut long = Vec::new();
    for (name, text) in texts() {
        let is_source = is_a(&name, "rs") && folders.iter().any(|at| name.starts_with(at));
        if is_source && text.lines().count() > 400 {
            long.push(name);
        }
    }
    let allowed: Vec<_> = LONG.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(long, allowed, "divide it; or strike it off the exceptions");
}
