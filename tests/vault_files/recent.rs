//! The memory of used halves.

use crate::common::{TEST_SEED, read};
use crate::{Damage, damaged, directory, link, write};

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
            .done();
        let told = "ringtrue: warning: which halves were used before can't be read; \
                    the file is kept as ";
        assert!(run.err.starts_with(told), "{}", run.err);
        assert_eq!(read(&device.home().join("recent.toml.damaged")), bytes);
        let again = device.run(["check", "287", "--they-called", "--at", "59"]);
        assert_eq!((again.status, again.err.as_str()), (1, ""));
    }
}

#[test]
fn memory_that_cannot_be_read_does_not_stop_a_call() {
    let cases: [Damage<'_>; 2] = [&|device| directory(device, "recent.toml"), &|device| {
        device.run(["check", "755224", "--at", "0"]).done();
        link(device, "recent.toml");
    }];
    for damage in cases {
        let device = damaged(damage);
        let before = device.files();
        let run = device
            .run(["check", "287", "--they-called", "--at", "59"])
            .done();
        assert!(run.err.contains("recent.toml"), "{}", run.err);
        assert!(
            run.err
                .contains("warning: it can't be noted that this half was used")
        );
        assert_eq!(device.files(), before);
    }
}

#[test]
fn the_memory_of_used_halves_has_no_names_and_no_secrets() {
    let device = damaged(&|_| {});
    device
        .run(["check", "287082", "--at", "59", "--from", "Anna"])
        .done();
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
        .done();
    let text = String::from_utf8(read(&device.home().join("recent.toml"))).unwrap();
    assert!(!text.contains("group"), "{text}");
}
