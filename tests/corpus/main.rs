//! Pictures of QR codes as people take them: how many are read, and that none is misread.
//! `cargo bench --locked -- corpus` measures the time.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

#[path = "../common/mod.rs"]
mod common;
mod pictures;

use common::Device;
use pictures::{EACH, KINDS, picture};
use ringtrue_core::qr;

#[test]
fn a_screenshot_or_a_photo_from_a_pipe_joins() {
    for kind in ["terminal", "held"] {
        let at = KINDS.iter().position(|other| other.name == kind).unwrap();
        let device = Device::new();
        let picture = picture(at, 3);
        device
            .run_with(["join", "-", "--yes"], picture.file)
            .succeeds();
        let link = device.run(["invite", "--link"]).succeeds().out;
        assert_eq!(link.trim_end(), picture.text, "{kind}");
    }
}

#[test]
#[ignore = "slow: reads 544 pictures"]
fn each_kind_of_picture_is_read_as_often_as_before_and_never_wrongly() {
    // One thread per kind; more threads than cores do no harm.
    let kinds = std::thread::scope(|scope| {
        let kinds: Vec<_> = (0..KINDS.len())
            .map(|kind| scope.spawn(move || count_read(kind)))
            .collect();
        kinds
            .into_iter()
            .map(|kind| kind.join().unwrap())
            .collect::<Vec<_>>()
    });
    for (kind, right) in KINDS.iter().zip(&kinds) {
        assert!(*right >= kind.floor, "{}: {right} of {EACH}", kind.name);
    }
    let all: usize = kinds.iter().sum();
    assert!(all * 100 >= KINDS.len() * EACH * 85, "{all}: {kinds:?}");
}

/// Returns how many pictures of a kind are read, and asserts that none is misread.
fn count_read(kind: usize) -> usize {
    let read = |number: &usize| {
        let picture = picture(kind, *number);
        match qr::read(&picture.file) {
            Ok(texts) => {
                let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
                assert_eq!(texts, [picture.text], "{} {number}", KINDS[kind].name);
                true
            }
            Err(_) => false,
        }
    };
    (0..EACH).filter(read).count()
}
