//! The memory of used halves.

use crate::common::{TEST_SEED, read};
use crate::{Damage, damaged, replace_with_directory, replace_with_symlink, write};

#[test]
fn damaged_memory_of_used_halves_is_set_aside_and_the_call_goes_on() {
    for bytes in [
        &b""[..],
        b"version = 2",
        b"version = 1\naccepted = 3",
        b"\xff",
    ] {
        let device = damaged(&|device| write(device, "recent.toml", bytes));
        let run = device
            .run(["check", "287", "--they-called", "--at", "59"])
            .succeeds();
        let warning = "ringtrue: warning: can't read the list of used halves; moved the file to ";
        assert!(run.err.starts_with(warning), "{}", run.err);
        assert_eq!(read(&device.home().join("recent.toml.damaged")), bytes);
        let again = device.run(["check", "287", "--they-called", "--at", "59"]);
        assert_eq!((again.status, again.err.as_str()), (1, ""));
    }
}

#[test]
fn a_file_that_was_set_aside_before_is_kept() {
    let device = damaged(&|device| write(device, "recent.toml", b"first"));
    let check = ["check", "287", "--they-called", "--at", "59"];
    device.run(check).succeeds();
    write(&device, "recent.toml", b"second");
    let run = device.run(check).succeeds();
    assert!(run.err.contains("recent.toml.damaged.2\n"), "{}", run.err);
    assert_eq!(read(&device.home().join("recent.toml.damaged")), b"first");
    assert_eq!(
        read(&device.home().join("recent.toml.damaged.2")),
        b"second"
    );
}

#[test]
fn memory_that_cannot_be_read_does_not_stop_a_call() {
    let cases: [Damage<'_>; 2] = [
        &|device| replace_with_directory(device, "recent.toml"),
        &|device| {
            device.run(["check", "755224", "--at", "0"]).succeeds();
            replace_with_symlink(device, "recent.toml");
        },
    ];
    for damage in cases {
        let device = damaged(damage);
        let before = device.files();
        let run = device
            .run(["check", "287", "--they-called", "--at", "59"])
            .succeeds();
        assert!(run.err.contains("recent.toml"), "{}", run.err);
        assert!(
            run.err
                .contains("warning: can't record that this half was used")
        );
        assert_eq!(device.files(), before);
    }
}

#[test]
fn the_memory_of_used_halves_has_no_names_and_no_secrets() {
    let device = damaged(&|_| {});
    device
        .run(["check", "287082", "--at", "59", "--from", "Anna"])
        .succeeds();
    let text = String::from_utf8(read(&device.home().join("recent.toml"))).unwrap();
    for secret in [
        "Smith", "Anna", "287", "082", "extreme", "belong", TEST_SEED,
    ] {
        // A group's id is hexadecimal: it may hold any three digits.
        let lines = text.lines().filter(|line| !line.starts_with("group = "));
        let mut lines = lines.filter(|line| !line.starts_with("at = "));
        assert!(lines.all(|line| !line.contains(secret)), "{secret}");
    }
    assert_eq!(text.matches("[[accepted]]").count(), 2);
    device
        .run(["groups", "forget", "Smith family", "--yes"])
        .succeeds();
    let text = String::from_utf8(read(&device.home().join("recent.toml"))).unwrap();
    assert!(!text.contains("group"), "{text}");
}
