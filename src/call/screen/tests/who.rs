//! The question *Who is it?*: Grandma reads today's line from her sheet, Ben and
//! this device share a code, and everyone else has the group's.

#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]

use std::fs;

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::call::{Expected, Manner};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::{Counter, Day, Half, Side};

use crate::call::screen::tests::{Call, Device, HEARING, SMITHS, WHO, begin, joins, runs, spelt};
use crate::device::store::{Previous, Store};

/// The code of a sheet of Grandma's that starts today.
const SHEET: &str =
    "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=2026-11-22&days=60";

/// 2026-11-22, the date of the test's clock.
const TODAY: Day = Day::new(20_779);

const LIST: [&str; 4] = ["Ben", "Grandma", "Anna", "someone else"];

/// The keys of RFC 7748 section 6.1: fixed, so that no two halves are equal by
/// chance.
const OWN: &str = "AGE-SECRET-KEY-1WURK6ZNNRZJH60QKC9E9RVNXGH05CTU8A0QFJ243WLA628DE9S4QRFH26J";
const BENS: &str = "AGE-SECRET-KEY-1TK4SSLNZF29YK70P079C8QQWUEHNHVFFYCVTDLGU979J0LUGUR4SMHZYQ2";

/// Returns the Smiths' device with Anna's app, Grandma's sheet and a pair with Ben.
fn family(line: &str) -> Device {
    let mut device = Device::without_groups(line);
    let home = device.setup.home();
    fs::create_dir(&home).unwrap();
    fs::write(home.join("device.key"), OWN).unwrap();
    joins(&mut device.other, SMITHS, "");
    runs(&mut device.other, "members add Anna");
    let bens = DeviceKey::from_text(BENS).unwrap().public();
    let mut store = Store::open(&mut device.other.system).unwrap();
    let group = store.vault.select_mut(None).unwrap();
    group.give_device("Ben", bens).unwrap();
    group.pair("Ben", Some(bens)).unwrap();
    store.save(Previous::Keep).unwrap();
    drop(store);
    joins(&mut device.other, SHEET, "");
    device
}

fn begin_family() -> Call {
    let mut call = family("").start();
    call.wait_for(WHO);
    call
}

impl Call {
    /// Returns the half that `side` says `off` days or codes from now.
    fn half_with(&mut self, name: Option<&str>, side: Side, off: i64) -> Half {
        self.half_with_as(Manner::Freely, name, side, off)
    }

    fn half_with_as(&mut self, manner: Manner, name: Option<&str>, side: Side, off: i64) -> Half {
        let vault = self.vault();
        let group = &vault.groups()[0];
        let member = name.map(|name| group.member(name).unwrap());
        let key = self.other.system.device_key.clone();
        let expected = Expected::new(member, group, key.as_deref()).unwrap();
        let step: Counter = expected.step_at(group, self.now(), TODAY);
        let step = step.offset(off).unwrap();
        expected
            .half(group, group.generation(), manner, side, step)
            .unwrap()
    }

    /// Begins a call, and answers who it is.
    #[track_caller]
    fn is_with(&mut self, own: Side, letters: &str) {
        self.types(if own == Caller { "i" } else { "t" });
        self.wait_for("Who is it?");
        self.types(letters);
        self.types("\r");
        self.wait_for(HEARING);
    }
}

#[test]
fn grandmas_line_rings_true_and_the_rest_of_it_is_said_back() {
    let mut call = begin_family();
    call.is_with(Answerer, "g");
    call.wait_for("Grandma's line for Sunday 22 November 2026");
    let theirs = call.half_with(Some("Grandma"), Caller, 0);
    let mine = call.half_with(Some("Grandma"), Answerer, 0);
    assert_eq!(call.reads(), None);
    call.hears(&spelt(&theirs));
    call.wait_for(&format!("✓ {}  It rings true", spelt(&theirs)));
    assert_eq!(call.reads(), Some(spelt(&mine)));
    // She is confirmed on the roll-call, and nobody else is.
    let vault = call.vault();
    assert!(
        vault.groups()[0]
            .member("Grandma")
            .unwrap()
            .confirmed
            .is_some()
    );
    assert!(
        vault.groups()[0]
            .member("Anna")
            .unwrap()
            .confirmed
            .is_none()
    );

    // A line counts only once.
    call.starts_over();
    call.is_with(Answerer, "gr");
    call.wait_for("Today's line is used: call back on a number you had before today.");
    call.hears(theirs.digits());
    call.wait_for("Hang up.");
    call.wait_for("was used before");
    assert_eq!(call.reads(), None);
    call.starts_over();
    call.is_with(Caller, "gr");
    call.wait_for("Today's line is used");
    assert_eq!(call.reads(), None);
    call.types("\x03");
    call.ends(0);
}

#[test]
fn each_is_held_to_their_own_code_and_told_their_own_half() {
    for own in [Caller, Answerer] {
        let mut call = begin_family();
        for (letters, name) in [
            ("b", Some("Ben")),
            ("g", Some("Grandma")),
            ("a", Some("Anna")),
            ("so", None),
        ] {
            let theirs = call.half_with(name, own.other(), 0);
            let mine = call.half_with(name, own, 0);
            call.is_with(own, letters);
            if own == Caller {
                assert_eq!(call.reads(), Some(spelt(&mine)), "{letters}");
            }
            // Another member's half does not match.
            let other = if name == Some("Ben") {
                None
            } else {
                Some("Ben")
            };
            let wrong = call.half_with(other, own.other(), 0);
            call.hears(wrong.digits());
            call.wait_for("Hang up.");
            call.starts_over();
            call.is_with(own, letters);
            call.hears(theirs.digits());
            call.wait_for("It rings true");
            if own == Answerer {
                assert_eq!(call.reads(), Some(spelt(&mine)), "{letters}");
            }
            call.starts_over();
            call.session.clock.advance(30);
        }
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn from_ben_the_groups_code_does_not_count() {
    let mut call = begin_family();
    call.is_with(Answerer, "ben");
    call.wait_for("Ben: the code that you two share");
    let groups = call.half(Caller, 0);
    call.hears(groups.digits());
    call.wait_for("Hang up.");
    call.wait_for("From Ben only the");
    assert_eq!(call.reads(), None);
    call.types("q");
    call.ends(0);
}

#[test]
fn the_list_is_walked_by_arrows_and_narrowed_by_letters() {
    let mut call = begin_family();
    call.types("t");
    for name in LIST {
        call.wait_for(&format!("    {name}"));
    }
    // Enter out of habit chooses nobody.
    call.types("\r");
    call.types("\x1b[B");
    call.wait_for("> Ben");
    call.types("\x1b[A");
    call.wait_for("> someone else");
    call.types("\x1b[A");
    call.wait_for("> Anna");
    // Letters neither quit nor start a half.
    call.types("q");
    call.wait_for("No name here starts with that.");
    call.types("\x7f");
    call.wait_for("    Grandma");
    call.types("an\r");
    call.wait_for("Anna: the group's code");
    // With only one group, left and right do not ask again.
    call.types("\x1b[C\x1b[D1");
    call.wait_for("They say: 1_");
    call.starts_over();
    call.types("q");
    call.ends(0);
}

#[test]
fn a_line_of_another_day_is_asked_about() {
    for (answer, is_right) in [("y", true), ("n", false)] {
        let mut call = begin_family();
        let theirs = call.half_with(Some("Grandma"), Caller, 1);
        let mine = call.half_with(Some("Grandma"), Answerer, 1);
        call.is_with(Answerer, "g");
        call.types(&format!("{}\r", theirs.digits()));
        call.wait_for("That is the line for Monday 23 November 2026");
        assert_eq!(call.reads(), None);
        call.types(answer);
        if is_right {
            call.wait_for("It rings true");
            assert_eq!(call.reads(), Some(spelt(&mine)));
        } else {
            call.wait_for("Somebody may be repeating an old one.");
            call.wait_for("Hang up.");
        }
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn who_has_a_sheet_that_ended_says_nothing_that_counts() {
    let mut device = family("");
    let mut store = Store::open(&mut device.other.system).unwrap();
    let group = store.vault.select_mut(None).unwrap();
    group.end_sheets();
    group
        .give_device("Ben", DeviceKey::generate().public())
        .unwrap();
    store.save(Previous::Keep).unwrap();
    drop(store);
    let mut call = device.start();
    call.wait_for(WHO);
    for (letters, why) in [
        ("g", "No sheet of Grandma's counts here"),
        ("b", "another device key is on the list now"),
    ] {
        for key in ["t", "i"] {
            call.types(key);
            call.wait_for("Who is it?");
            call.types(&format!("{letters}\r"));
            call.wait_for("Hang up.");
            let said: Vec<_> = call
                .contents()
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            assert!(said.join(" ").contains(why), "{said:?}");
            assert_eq!(call.reads(), None);
            call.starts_over();
        }
    }
    call.types("q");
    call.ends(0);
}

#[test]
fn who_is_forced_says_a_half_that_grandma_finds_wrong() {
    let mut call = begin_family();
    call.types("\x07");
    call.is_with(Caller, "g");
    let forced = call.half_with_as(Manner::UnderDuress, Some("Grandma"), Caller, 0);
    assert_eq!(call.reads(), Some(spelt(&forced)));
    assert_ne!(forced, call.half_with(Some("Grandma"), Caller, 0));
    call.types("\x03");
    call.ends(0);
}

#[test]
fn nobody_is_asked_where_all_have_the_groups_code() {
    let mut call = begin();
    runs(&mut call.other, "members add Anna");
    call.they_called();
    call.wait_for("They say: _");
    call.types("\x03");
    call.ends(0);
}

/// Returns the screens of a call with Grandma, one below the other.
fn storyboard(columns: u16, rows: u16) -> String {
    let mut call = family("").size(columns, rows).start();
    let mut board = String::new();
    let mut see = |name: &str, call: &Call| {
        board.push_str(&format!("== {name}\n{}\n", call.session.picture()));
    };
    call.wait_for(WHO);
    call.types("i");
    call.wait_for("    someone else");
    call.wait_for("? rules");
    see("who is it", &call);
    call.types("\x1b[B");
    call.wait_for("> Ben");
    see("one is chosen", &call);
    call.types("g");
    call.wait_for("First letters: g_");
    call.wait_for("> Grandma");
    call.wait_for("? rules");
    see("first letters", &call);
    call.types("\r");
    call.wait_for("They answer: _");
    call.wait_for("Enter check");
    see("I called Grandma", &call);
    let tomorrow = call.half_with(Some("Grandma"), Answerer, 1);
    call.types(&format!("{}\r", tomorrow.digits()));
    call.wait_for("  n  No");
    call.wait_for("Esc start over");
    see("which day is it there", &call);
    call.types("n");
    call.wait_for("q quit");
    see("it is another day's line", &call);
    call.starts_over();
    call.types("ig\r");
    call.wait_for("They answer: _");
    let theirs = call.half_with(Some("Grandma"), Answerer, 0);
    call.types(&format!("{}\r", theirs.digits()));
    call.wait_for("You can talk.");
    call.starts_over();
    call.types("ig\r");
    call.wait_for("They answer: _");
    call.wait_for("Enter check");
    see("today's line is used", &call);
    call.types("\x03");
    call.ends(0);
    board
}

#[test]
fn the_screens_of_who_it_is() {
    insta::assert_snapshot!(storyboard(80, 24));
}

#[test]
fn the_screens_of_who_it_is_in_a_small_window() {
    insta::assert_snapshot!(storyboard(40, 12));
}

#[test]
fn it_is_asked_aloud() {
    let mut call = family("--plain").size(200, 24).start();
    call.wait_for("q to leave: ");
    call.answers("t", "Who is it? Ben, Grandma, Anna, someone else.");
    call.answers("\r", "Who is it? Ben, Grandma, Anna, someone else.");
    call.answers("\x1b[B", "\nBen.");
    call.answers("x\r", "No name here starts with that.");
    call.answers("\x15g", "g");
    call.answers("\r", "Grandma's line for Sunday 22 November 2026.");
    let theirs = call.half_with(Some("Grandma"), Caller, 0);
    let mine = call.half_with(Some("Grandma"), Answerer, 0);
    call.answers(
        &format!("{}\r", theirs.digits()),
        &format!("Now say: {}.", spelt(&mine)),
    );
    call.types("q");
    call.ends(0);
    assert!(!call.session.text().contains('\x1b'));
}
