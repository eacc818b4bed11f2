//! Several groups, and their changes by another ringtrue during a call.

#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]

use std::fs;

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::call::Manner;
use ringtrue_core::{Half, Side};

use crate::call::screen::tests::{Call, Device, HEARING, SMITHS, WHO, begin, joins, runs, spelt};

const WORK: &str = "otpauth://totp/ringtrue:Work%201?\
                    secret=MZXW6YTBOJSGC5BRGIZTINJWG44DSMBR&issuer=ringtrue";

const CLUB: &str = "otpauth://totp/ringtrue:Club%201?\
                    secret=ORUGS4ZANFZSAYJAORSXG5BAOZSWG5DP&issuer=ringtrue";

const RIGHT: &str = "\x1b[C";
const LEFT: &str = "\x1b[D";

/// Returns a device with three groups.
fn three(line: &str) -> Device {
    let mut device = Device::of(SMITHS, line);
    joins(&mut device.other, WORK, "");
    joins(&mut device.other, CLUB, "");
    device
}

/// Returns the half that `side` says now in the group at this index.
fn half_of(call: &mut Call, at: usize, side: Side) -> Half {
    let vault = call.vault();
    let group = &vault.groups()[at];
    crate::call::screen::tests::half(
        group,
        group.generation(),
        Manner::Freely,
        side,
        call.now(),
        0,
    )
}

#[test]
fn the_arrows_go_round_and_keep_who_called() {
    let mut call = three("").start();
    call.wait_for("← → other group");
    let names = ["Smith family", "Work", "Club"].map(|name| format!("{name} 1"));
    call.wait_for(&names[0]);
    call.begins(Caller);
    for (keys, at) in [(RIGHT, 1), (RIGHT, 2), (RIGHT, 0), (LEFT, 2), (LEFT, 1)] {
        // Someone correcting their input does not want another group.
        call.types("123");
        call.types(keys);
        call.types("4");
        call.wait_for("They answer: 1234_");
        call.types("\x15");
        call.wait_for("They answer: _");
        call.types(keys);
        call.wait_for(&names[at]);
        let mine = half_of(&mut call, at, Caller);
        assert_eq!(call.reads(), Some(spelt(&mine)));
    }
    // Only this group's halves count.
    let (theirs, elsewhere) = (
        half_of(&mut call, 1, Answerer),
        half_of(&mut call, 0, Answerer),
    );
    call.hears(elsewhere.digits());
    call.wait_for("That is not the code.");
    call.types(RIGHT);
    call.wait_for("They answer: _");
    call.types(LEFT);
    call.wait_for(&names[1]);
    call.hears(theirs.digits());
    call.wait_for("You can talk.");
    // The call is over for this group; the next one awaits a half.
    call.types(LEFT);
    call.wait_for("They answer: _");
    call.wait_for(&names[0]);
    call.starts_over();
    call.types(LEFT);
    call.wait_for(&names[2]);
    call.wait_for("Who called?");
    call.types("q");
    call.ends(0);
}

#[test]
fn another_group_has_not_heard_the_caller() {
    let mut call = three("-g Work").start();
    call.wait_for("Work 1");
    call.types("t");
    call.wait_for("They say: _");
    let theirs = half_of(&mut call, 1, Caller);
    call.hears(theirs.digits());
    call.wait_for("Now say:");
    assert!(call.reads().is_some());
    call.types(RIGHT);
    call.wait_for("Club 1");
    call.wait_for("They say: _");
    call.wait_for(HEARING);
    assert_eq!(call.reads(), None);
    call.types("\x03");
    call.ends(0);
}

#[test]
fn with_one_group_the_arrows_do_nothing() {
    let mut call = begin();
    call.they_called();
    call.types("12");
    call.types(RIGHT);
    call.types("3");
    call.wait_for("They say: 123_");
    assert!(!call.contents().contains("other group"));
    call.types("\x03");
    call.ends(0);
}

#[test]
fn the_default_group_is_shown_first() {
    let mut device = three("");
    runs(&mut device.other, "groups default Club");
    let mut call = device.start();
    call.wait_for("Club 1");
    call.types("q");
    call.ends(0);
}

#[test]
fn the_next_call_is_of_the_seed_that_another_ringtrue_made_meanwhile() {
    let mut call = begin();
    call.begins(Caller);
    let old = call.half(Caller, 0);
    runs(&mut call.other, "rotate --yes");
    // A call in progress keeps the old seed, though the other side may have the
    // new one.
    assert_eq!(call.reads(), Some(spelt(&old)));
    call.starts_over();
    call.begins(Caller);
    call.wait_for("Smith family 2");
    let new = call.half(Caller, 0);
    assert_ne!(spelt(&old), spelt(&new));
    assert_eq!(call.reads(), Some(spelt(&new)));
    call.types("\x03");
    call.ends(0);
}

#[test]
fn a_rotation_while_a_half_is_typed_is_known_when_it_is_judged() {
    let mut call = begin();
    call.they_called();
    call.types("1\x7f");
    call.wait_for("They say: _");
    runs(&mut call.other, "rotate --yes");
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.hears(theirs.digits());
    call.wait_for("Smith family 2");
    call.wait_for("It rings true");
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.types("q");
    call.ends(0);
}

#[test]
fn a_group_that_was_forgotten_meanwhile_accepts_nothing() {
    let mut device = Device::of(WORK, "");
    joins(&mut device.other, CLUB, "");
    let mut call = device.start();
    call.wait_for("Work 1");
    call.types("t");
    call.wait_for("They say: _");
    call.types("\x1b");
    call.wait_for(WHO);
    runs(&mut call.other, "groups forget Work --yes");
    call.types("t");
    call.session.ends("exited 2");
    let sent = call.session.text();
    assert!(!sent.contains("Now say"), "{sent}");
    let (_, told) = sent.rsplit_once("\x1b[?25h").unwrap();
    assert!(told.contains("ringtrue: error: "), "{told}");
    assert!(
        told.contains("another ringtrue just removed this group"),
        "{told}"
    );
}

/// Someone on a call needs an answer even if nothing can be written.
#[test]
fn a_verdict_comes_where_it_cant_be_noted() {
    for broken in ["recent.toml", "vault.age"] {
        let mut call = begin();
        call.they_called();
        let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
        let file = call.session.home().join(broken);
        let aside = file.with_extension("aside");
        if file.exists() {
            fs::rename(&file, &aside).unwrap();
        }
        fs::create_dir(&file).unwrap();
        call.hears(theirs.digits());
        call.wait_for("It rings true");
        assert_eq!(call.reads(), Some(spelt(&mine)));
        // The warning is printed after the screen closes, not on it.
        let told = "ringtrue: warning: can't record that this half was used";
        call.looks_up();
        call.types("?");
        call.wait_for("any key goes back");
        assert!(!call.session.text().contains("ringtrue: "));
        call.types("x");
        call.wait_for("q quit");
        call.types("q");
        call.session.ends("exited 0");
        let sent = call.session.text();
        let (_, after) = sent.rsplit_once("\x1b[?25h").unwrap();
        assert!(after.contains(told), "{after}");
    }
}

#[test]
fn a_half_that_was_accepted_by_another_ringtrue_meanwhile_was_used() {
    let mut call = begin();
    call.they_called();
    let theirs = call.half(Caller, 0);
    runs(
        &mut call.other,
        &format!("check {} --they-called", theirs.digits()),
    );
    call.hears(theirs.digits());
    call.wait_for("said before");
    assert_eq!(call.reads(), None);
    call.starts_over();
    call.wait_for(WHO);
    call.types("q");
    call.ends(0);
}
