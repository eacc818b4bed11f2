//! Commands in a fake world: tests that depend on days passing, on random bytes, or
//! on a person's answers. Everything else is tested with the real program, in
//! `tests/`.

#![expect(clippy::disallowed_methods, reason = "tests look at files")]

mod device;
mod lost;
mod passphrase;
mod renewal;
mod roll;
mod sheets;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use ringtrue_core::time::UtcOffset;

use crate::run::tests::device::Device;

const DAY: u64 = 86_400;

#[test]
fn the_vault_of_a_new_group_is_this_text() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let text = father.opened("vault.age");
    let (_, text) = text.split_once('\n').unwrap();
    assert_eq!(
        text,
        r#"version = 1

[[group]]
id = "1415161718191a1b1c1d1e1f20212223"
name = "Smith family"
highest = 1
generation = 1
since = 1795370400
seed = "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT"
"#
    );
}

#[test]
fn an_old_seed_is_accepted_for_a_week_and_then_gone_from_every_file() {
    let mut father = Device::new();
    let mut daughter = Device::new();
    father.done("new 'Smith family'");
    daughter.join(&mut father);
    let old_seed = father.seed();
    father.done("rotate --yes");

    father.wait(6 * DAY);
    daughter.wait(6 * DAY);
    let half = daughter.caller_half();
    assert_eq!(father.verdict(&half), "match_previous_generation");

    father.wait(DAY - 1);
    daughter.wait(DAY - 1);
    let half = daughter.caller_half();
    assert_eq!(father.verdict(&half), "match_previous_generation");
    assert!(father.opened("vault.age").contains(&old_seed));

    father.wait(1);
    daughter.wait(1);
    let half = daughter.caller_half();
    assert_eq!(father.verdict(&half), "no_match");
    assert!(!father.opened("vault.age").contains(&old_seed));
    assert!(!father.opened("vault.age.bak").contains(&old_seed));
}

#[test]
fn an_old_seed_goes_when_the_code_is_only_looked_at() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let old_seed = father.seed();
    father.done("rotate --overlap 1 --yes");
    father.wait(DAY);
    father.done("code");
    assert!(!father.opened("vault.age").contains(&old_seed));
    assert!(!father.opened("vault.age.bak").contains(&old_seed));
}

#[test]
fn a_rotation_for_a_lost_phone_leaves_no_old_seed_after_a_week() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.done("members add Anna");
    let first = father.seed();
    father.done("rotate --yes");
    let second = father.seed();
    father.done("rotate --lost anna --yes");
    // They are recognised, to warn about the lost phone, but not accepted.
    let text = father.opened("vault.age");
    assert_eq!(text.matches("lost = [\"Anna\"]").count(), 2, "{text}");
    assert_eq!(text.matches("accepted = true").count(), 0, "{text}");
    father.wait(8 * DAY);
    father.done("code");
    for file in ["vault.age", "vault.age.bak"] {
        let text = father.opened(file);
        assert!(!text.contains(&first) && !text.contains(&second), "{file}");
        assert!(!text.contains("Anna"), "{file}");
    }
}

#[test]
fn the_code_of_a_lost_phone_tells_who_has_not_scanned_the_new_one_yet() {
    let mut father = Device::new();
    let mut daughter = Device::new();
    father.done("new 'Smith family'");
    daughter.join(&mut father);
    for command in [
        "members add Dad --me",
        "members add Anna",
        "members add Ben",
        "members add Carla",
        "rotate --lost anna --yes",
    ] {
        father.done(command);
    }
    let half = father.caller_half();
    father.done(&format!("check {half} --they-called --from Ben"));
    father.fake.out();
    let half = daughter.caller_half();
    father.run(&format!("check {half} --they-called")).unwrap();
    let told = father.fake.out();
    assert!(told.contains("Anna's lost phone"), "{told}");
    assert!(
        told.contains("Nobody has checked yet whether these have the new code: Carla."),
        "{told}"
    );
}

#[test]
fn a_rotation_is_undone_and_its_number_not_issued_again() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let first = father.seed();
    father.done("rotate --yes");
    let undone = father.seed();
    father.done("rotate --undo --yes");
    assert_eq!(father.seed(), first);
    assert!(!father.opened("vault.age.bak").contains(&undone));
    father.wait(30 * DAY);
    father.done("rotate --yes");
    assert!(father.opened("vault.age").contains("generation = 3"));
    let failure = Device::new().fails("rotate --undo --yes");
    assert!(failure.contains("no group on this device"), "{failure}");
}

#[test]
fn a_rotation_that_was_scanned_asks_whether_a_phone_was_lost_or_someone_left() {
    for (answers, verdict) in [
        (vec!["y"], "old_seed"),
        (vec!["n", "y"], "old_seed"),
        (vec!["n", "n"], "match_previous_generation"),
    ] {
        let mut father = Device::new();
        let (mut daughter, mut son) = (Device::new(), Device::new());
        father.done("new 'Smith family'");
        daughter.join(&mut father);
        son.join(&mut father);
        father.done("rotate --yes");
        father.done("rotate --yes");
        daughter.fake.will_answer("y");
        for answer in &answers {
            daughter.fake.will_answer(answer);
        }
        let picture = father.picture();
        daughter.done(&format!("join {picture}"));
        let asked = daughter.fake.asked();
        assert_eq!(asked.len(), 1 + answers.len(), "{asked:?}");
        assert!(
            asked[0].contains("replaces \"Smith family 1\""),
            "{asked:?}"
        );
        assert!(asked[0].contains("goes up by 2 at once"), "{asked:?}");
        assert!(asked[0].contains("family's words: "), "{asked:?}");
        let half = son.caller_half();
        assert_eq!(daughter.verdict(&half), verdict);
    }
}

#[test]
fn a_half_is_accepted_once() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let half = father.caller_half();
    assert_eq!(father.verdict(&half), "match");
    assert_eq!(father.verdict(&half), "used");
    father.wait(9 * 30);
    assert_eq!(father.verdict(&half), "used");
    father.wait(DAY);
    assert_eq!(father.verdict(&half), "used");
}

#[test]
fn what_was_heard_is_asked_for_if_it_is_not_given() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let half = father.caller_half();
    father.fake.will_answer(&half);
    father.done("check --they-called");
    let asked = father.fake.asked();
    assert!(asked[0].starts_with("What did they say?"), "{asked:?}");
}

#[test]
fn a_member_who_is_heard_is_on_the_roll_call() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.done("members add Anna");
    let half = father.caller_half();
    father.done(&format!("check {half} --they-called --from anna"));
    father.fake.out();
    father.done("members");
    assert_eq!(
        father.fake.out(),
        "Smith family 1\n  Anna  app       has Smith family 1 (2026-11-22 18:00)\n"
    );
    // In local time, outside London.
    father.fake.system.offset = Rc::new(|_| UtcOffset::from_secs(-7 * 3600));
    father.done("members");
    let out = father.fake.out();
    assert!(out.contains("(2026-11-22 11:00)"), "{out}");
    let failure = father.fails("check 000 --they-called --from Bob");
    assert!(
        failure.contains("nobody on the list has that name"),
        "{failure}"
    );
}

#[test]
fn the_entry_before_is_named_when_its_code_is_read() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let old = father.code();
    father.done("rotate --yes");
    let new = father.code();
    father.fake.system.out_is_terminal = true;
    father.fake.system.out_has_screen = true;
    for answer in [&old, &new, "n"] {
        father.fake.will_answer(answer);
    }
    father.done("invite --for Anna");
    let err = father.fake.err();
    assert!(
        err.contains("That is Smith family 1: ask them to read Smith family 2."),
        "{err}"
    );
}

#[test]
fn a_new_device_is_confirmed_by_its_first_digits_or_all_and_by_no_others() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let code = father.code();
    father.fake.system.out_is_terminal = true;
    father.fake.system.out_has_screen = true;
    for (command, answers, holds) in [
        (
            "invite --for Anna",
            &["000000", &code[3..], &code, "n"][..],
            "app",
        ),
        ("invite --for Ben", &["000", &code[..3], "y"], "ringtrue"),
        ("invite --for Cleo --ringtrue", &[&code[..3]], "ringtrue"),
        ("invite --for Dora --app", &[&code], "app"),
        ("invite --for Eve --yes", &[&code], "app"),
        // The roll already says what Ben has.
        ("invite --for Ben", &[&code[..3]], "ringtrue"),
        ("invite --for Ben --ringtrue", &[&code[..3]], "ringtrue"),
    ] {
        for answer in answers {
            father.fake.will_answer(answer);
        }
        father.done(command);
        let err = father.fake.err();
        let name = command.split(' ').nth(2).unwrap();
        assert!(
            err.contains(&format!("{name}'s device shows the right code.")),
            "{err}"
        );
        assert_eq!(
            err.contains("Type the first 3 digits"),
            answers.len() > 2,
            "{err}"
        );
        let asked = father.fake.asked().join("\n");
        assert_eq!(
            asked.contains("have ringtrue?"),
            answers.len() > 2,
            "{asked}"
        );
        father.fake.out();
        father.done("members --plain");
        let roll = father.fake.out();
        let line = roll.lines().find(|line| line.contains(name)).unwrap();
        assert_eq!(line.split_whitespace().nth(1), Some(holds), "{line}");
    }
    let failure = father.fails("invite --for Ben --app");
    assert!(
        failure.contains("Ben is already on the list with \"ringtrue\""),
        "{failure}"
    );
}

#[test]
fn the_calendar_reminds_of_what_the_doctor_finds_due() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let days = |father: &mut Device| {
        father.fake.out();
        father.done("doctor --calendar -");
        let text = father.fake.out();
        let days = text.lines().filter_map(|line| line.split_once("DATE:"));
        days.map(|(_, day)| day.to_owned()).collect::<Vec<_>>()
    };
    // Half a year from now, and for a family that never practised, next week.
    assert_eq!(days(&mut father), ["20270521", "20261129"]);
    // By the local calendar, where Monday has begun.
    father.fake.system.offset = Rc::new(|_| UtcOffset::from_secs(13 * 3600));
    assert_eq!(days(&mut father), ["20270522", "20261130"]);
    // A date that has passed moves to tomorrow.
    father.wait(200 * DAY);
    assert_eq!(days(&mut father), ["20270612", "20270618"]);
}

#[test]
fn a_camera_that_sees_no_code_is_left_after_three_minutes() {
    let mut father = Device::new();
    // A minute passes with every reading of the clock.
    let minutes = Cell::new(0);
    father.fake.system.uptime = Box::new(move || {
        minutes.set(minutes.get() + 1);
        Duration::from_secs(60 * minutes.get())
    });
    let failure = father.fails("join --camera");
    assert!(
        failure.contains("no QR code was found within 3 minutes"),
        "{failure}"
    );
    assert!(failure.contains("ringtrue join photo.jpg"), "{failure}");
    let told = father.fake.err();
    assert!(
        told.contains("If it does not open, go to: http://127.0.0.1:"),
        "{told}"
    );
}
