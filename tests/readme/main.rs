//! Plays the examples of the README and of the book's guide on the devices that they
//! name: the real program in a pseudo-terminal, section by section, in the order of the
//! page. It must print what the page shows, apart from what differs each time.
//!
//! Each block of `console` or `sh` is played here, or named in `ELSEWHERE` with the reason
//! why not.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests set up files and processes, and fail by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../terminal/picture.rs"]
#[allow(dead_code, reason = "the session uses only some of this")]
mod picture;
#[path = "../common/redact.rs"]
mod redact;
#[path = "../terminal/session.rs"]
#[allow(dead_code, reason = "the examples need only some of this")]
mod session;

mod likeness;
mod page;
mod scene;

use likeness::compare;
use page::examples;
use scene::Scene;

/// Commands that are not played here, by their beginning, with the reason.
const ELSEWHERE: [(&str, &str); 11] = [
    (
        "cargo run",
        "builds the program anew; `new` is played below it",
    ),
    ("cargo test", "is what runs this"),
    (
        "ringtrue join --camera",
        "needs a browser and a camera: tests/camera/joining.rs plays it with both",
    ),
    (
        "ringtrue completions",
        "writes into folders of the shells: tests/completions/ plays them",
    ),
    (
        "ringtrue rotate --lost Dad",
        "an organiser's key was stolen: tests/messages/attacks.rs plays it",
    ),
    ("ringtrue join back.age --trust-organiser", "the same"),
    (
        "ringtrue device --renew",
        "ends pairs and sheets: tests/protect/renewal.rs plays it",
    ),
    (
        "ringtrue protect",
        "one needs a keyring: tests/protect/main.rs plays all three",
    ),
    (
        "ringtrue backup /media/stick/ringtrue.age",
        "needs that folder: tests/protect/backup.rs plays it with another",
    ),
    ("ringtrue restore /media/stick/ringtrue.age", "the same"),
    (
        "ringtrue doctor",
        "looks at this machine's clock: tests/protect/main.rs plays it",
    ),
];

#[test]
fn every_example_in_the_readme_and_the_guide_matches_the_programs_output() {
    let mut scene = Scene::of("");
    for example in examples() {
        if example.is_elsewhere() {
            continue;
        }
        if scene.section() != example.section {
            scene = Scene::of(&example.section);
        }
        let found = scene.play(&example);
        compare(&example, &found);
    }
}
