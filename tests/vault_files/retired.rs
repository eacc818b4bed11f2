//! Old seeds are deleted when the program says so.

use ringtrue_core::{Codes, Parameters, Secret, UnixTime};

use crate::common::{Device, TEST_SEED};
use crate::{damaged, replace_with_symlink, seal, unsealed};

#[test]
fn the_seed_of_a_forgotten_group_is_gone_at_once() {
    let device = damaged(&|_| {});
    for name in ["vault.age", "vault.age.bak"] {
        assert!(unsealed(&device, name).contains(TEST_SEED), "{name}");
    }
    device
        .run(["groups", "forget", "Smith family", "--yes"])
        .succeeds();
    for name in ["vault.age", "vault.age.bak"] {
        assert!(!unsealed(&device, name).contains(TEST_SEED), "{name}");
    }
}

#[test]
fn without_an_overlap_the_old_seed_is_kept_to_be_recognised_and_not_accepted() {
    let device = damaged(&|_| {});
    device.run(["rotate", "--yes", "--overlap", "0"]).succeeds();
    let text = unsealed(&device, "vault.age");
    assert!(text.contains(TEST_SEED), "{text}");
    assert!(!text.contains("accepted = true"), "{text}");
}

#[test]
fn the_seed_of_a_lost_phone_is_kept_to_warn_of_it_and_not_accepted() {
    let device = damaged(&|_| {});
    device.run(["rotate", "--yes", "--lost", "Anna"]).succeeds();
    let text = unsealed(&device, "vault.age");
    assert!(text.contains("lost = [\"Anna\"]"), "{text}");
    assert!(!text.contains("accepted = true"), "{text}");
    let undone = device.run(["rotate", "--yes", "--undo"]);
    assert_eq!(undone.status, 2, "{undone:#?}");
    assert!(undone.err.contains("a device was lost"), "{undone:#?}");
}

#[test]
fn an_undone_seed_is_gone_too() {
    let device = damaged(&|_| {});
    device.run(["rotate", "--yes"]).succeeds();
    let link = device.run(["invite", "--link"]).succeeds().out;
    let seed = link
        .split("secret=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert!(unsealed(&device, "vault.age").contains(seed));
    device.run(["rotate", "--yes", "--undo"]).succeeds();
    for name in ["vault.age", "vault.age.bak"] {
        assert!(!unsealed(&device, name).contains(seed), "{name}");
        assert!(unsealed(&device, name).contains(TEST_SEED), "{name}");
    }
}

#[test]
fn the_next_reader_removes_an_expired_seed() {
    for arguments in [
        &["code"][..],
        &["members"],
        &["groups"],
        &["members", "add", "Ben"],
    ] {
        let device = damaged(&expire);
        let run = device.run(arguments).succeeds();
        assert_eq!(run.err, "", "{arguments:?}");
        for name in ["vault.age", "vault.age.bak"] {
            let text = unsealed(&device, name);
            assert!(!text.contains(TEST_SEED), "{arguments:?} {name}");
        }
    }
}

#[test]
fn an_old_seed_that_cannot_be_removed_still_lets_a_reader_answer() {
    let device = damaged(&|device| {
        expire(device);
        replace_with_symlink(device, "lock");
    });
    let before = device.files();
    let run = device.run(["code"]).succeeds();
    assert!(run.out.contains("key: Smith family 2"), "{}", run.out);
    assert!(
        run.err
            .contains("warning: can't remove an old key that has expired"),
        "{}",
        run.err
    );
    // An expired seed is no longer accepted, whether or not it could be removed.
    let at = UnixTime::from_secs(1_000_000_000);
    let secret = Secret::new(b"12345678901234567890").unwrap();
    let code = Codes::new(&secret, Parameters::default()).at(at);
    let run = device.run(["check", code.as_str(), "--at", "1000000000"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert_eq!(device.files(), before);
}

/// Rotates, and moves the end of the overlap into the past, in the `.bak` file too.
fn expire(device: &Device) {
    device.run(["rotate", "--yes"]).succeeds();
    let text = unsealed(device, "vault.age");
    let until = text
        .lines()
        .find(|line| line.starts_with("until = "))
        .unwrap();
    let text = text.replace(until, "until = 1000000000");
    seal(device, &["vault.age", "vault.age.bak"], &text);
}
