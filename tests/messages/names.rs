//! Attacks by an organiser who expects to be removed: she puts a key of her own, or another
//! member's, under a name that is not hers.

use serde_json::Value;

use crate::common::Run;
use crate::family::{Person, people};

/// Sets up Dad and Eve, who are organisers, Mum and Ben, whose keys Dad has all compared,
/// and a second device of Eve's, which nobody knows of.
fn family(shared: &std::path::Path) -> [Person; 5] {
    let [dad, mum, ben, eve, second] = people(shared);
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    for (name, person) in [("Mum", &mum), ("Ben", &ben), ("Eve", &eve)] {
        dad.invites(name, person);
    }
    dad.promotes("Eve", &eve);
    let file = dad.rotates_to("second.age", &[]);
    for person in [&mum, &ben, &eve] {
        person.joins_from(&file).succeeds();
    }
    [dad, mum, ben, eve, second]
}

impl Person {
    /// Returns the device key of a member on this device's roll.
    fn key_of(&self, name: &str) -> Option<String> {
        let roll = self.run(&["members", "--json"]).succeeds().json();
        let mut members = roll["members"].as_array().unwrap().iter();
        let member = members.find(|member| member["name"] == name)?;
        member["device"].as_str().map(str::to_owned)
    }

    /// Asserts that rotating fails because of a key in dispute.
    #[track_caller]
    fn assert_cant_seal(&self, more: &[&str]) -> Run {
        let (before, file) = (self.device.files(), self.shared("not-sealed.age"));
        let rotate = ["rotate", "--sealed", &file];
        let refused = self.run(&[rotate.as_slice(), more].concat());
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(!std::path::Path::new(&file).exists(), "{refused:#?}");
        assert_eq!(self.device.files(), before);
        refused
    }
}

/// Asserts that the error names both keys, and how to choose.
#[track_caller]
fn assert_names_both(run: &Run, one: &str, other: &str) {
    for told in ["in dispute", one, other, "--accept-keys=\"SIX WORDS\""] {
        assert!(run.err.contains(told), "{told}: {run:#?}");
    }
}

#[test]
fn a_second_key_under_a_members_name_gets_nothing_sealed() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ben, eve, second] = family(post.path());
    let (bens, hers) = (ben.words(), second.words());
    eve.adds("Ben", &second);
    let third = eve.rotates_to("third.age", &[]);
    let run = dad.joins_from(&third).succeeds();
    assert!(
        run.out.contains("the device key of Ben is in dispute"),
        "{run:#?}"
    );
    assert!(
        run.out.contains("this device is on the list as Dad"),
        "{run:#?}"
    );
    assert_names_both(&run, &bens, &hers);
    // Dad finds out about Eve, and tries to remove her.
    for more in [["--lost", "Eve"].as_slice(), &["--lost", "Eve", "--yes"]] {
        assert_names_both(&dad.assert_cant_seal(more), &bens, &hers);
    }
    let others = ["--lost", "Eve", "--accept-keys", &mum.words()];
    let refused = dad.assert_cant_seal(&others);
    assert_names_both(&refused, &bens, &hers);
    assert!(!refused.err.contains(&mum.words()), "{refused:#?}");
    // He calls Ben, who reads his words. Case and punctuation don't matter.
    let spoken = bens.to_uppercase().replace(' ', ", ");
    let fourth = dad.rotates_to("fourth.age", &["--lost", "Eve", "--accept-keys", &spoken]);
    for person in [&mum, &ben] {
        person.joins_from(&fourth).succeeds();
        assert_eq!(person.seed_fingerprint(), dad.seed_fingerprint());
    }
    for person in [&eve, &second] {
        assert_eq!(person.joins_from(&fourth).status, 2);
    }
    assert_eq!(dad.key_of("Ben"), Some(ben.key()));
}

#[test]
fn a_lost_member_needs_no_choice_between_two_keys() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ben, eve, second] = family(post.path());
    eve.adds("Ben", &second);
    dad.joins_from(&eve.rotates_to("third.age", &[])).succeeds();
    dad.assert_cant_seal(&[]);
    let fourth = dad.rotates_to("fourth.age", &["--lost", "Ben"]);
    for person in [&ben, &second] {
        assert_eq!(person.joins_from(&fourth).status, 2);
    }
}

#[test]
fn a_key_is_chosen_when_the_message_comes_or_later() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ben, eve, second] = family(post.path());
    eve.adds("Ben", &second);
    let third = eve.rotates_to("third.age", &[]);
    let hers = second.words();
    // The words fit no key to compare: that is an error, but the rotation is accepted.
    let others = "glove popcorn describe fruit index underline";
    let run = dad.run(&["join", &third, "--accept-keys", others]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert_eq!(dad.seed_fingerprint().0, 3);
    // Ben does have a new device. Repeating the command changes nothing.
    let join = ["join", third.as_str(), "--accept-keys", &hers];
    for _ in 0..2 {
        dad.run(&join).succeeds();
        assert_eq!(dad.key_of("Ben"), Some(second.key()));
    }
    let fourth = dad.rotates_to("fourth.age", &[]);
    second.assert_can_open(&fourth);
    assert_eq!(ben.joins_from(&fourth).status, 2);
}

impl Person {
    /// Asserts that a device that no member of the group has yet can open a message, which
    /// is sealed to it.
    fn assert_can_open(&self, file: &str) {
        let refused = self.joins_from(file);
        assert!(refused.err.contains("--trust-organiser"), "{refused:#?}");
    }
}

#[test]
fn two_swapped_keys_stay_with_their_owners() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ben, eve, _] = family(post.path());
    let (mums, bens) = (mum.device.key().public(), ben.device.key().public());
    eve.device.edit(|group| {
        group.accept_key("Ben", mums).unwrap();
        group.accept_key("Mum", bens).unwrap();
    });
    let third = eve.rotates_to("third.age", &[]);
    let run = dad.joins_from(&third).succeeds();
    for name in ["Mum", "Ben"] {
        let line = format!("the device key of {name} is in dispute");
        assert!(run.out.contains(&line), "{run:#?}");
    }
    // "Ben 2 is lost" must not take Mum off.
    assert_names_both(
        &dad.assert_cant_seal(&["--lost", "Ben"]),
        &mum.words(),
        &ben.words(),
    );
    let fourth = dad.rotates_to(
        "fourth.age",
        &["--lost", "Ben", "--accept-keys", &mum.words()],
    );
    mum.joins_from(&fourth).succeeds();
    assert_eq!(ben.joins_from(&fourth).status, 2);
    assert_eq!(dad.key_of("Mum"), Some(mum.key()));
}

#[test]
fn a_member_who_comes_back_with_another_key_is_in_dispute() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ben, eve, second] = family(post.path());
    eve.run(&["members", "remove", "Ben"]).succeeds();
    dad.joins_from(&eve.rotates_to("third.age", &[])).succeeds();
    assert_eq!(dad.key_of("Ben"), None);
    eve.adds("Ben", &second);
    let run = dad
        .joins_from(&eve.rotates_to("fourth.age", &[]))
        .succeeds();
    assert_names_both(&run, &ben.words(), &second.words());
    assert_names_both(&dad.assert_cant_seal(&[]), &ben.words(), &second.words());
}

#[test]
fn every_new_name_with_a_key_and_every_new_organiser_is_reported() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, _, eve, second] = family(post.path());
    eve.adds("Ben 2", &second);
    let third = eve.rotates_to("third.age", &[]);
    for person in [&dad, &mum] {
        let run = person.joins_from(&third).succeeds();
        let line = "new on the list, with a device key: Ben 2\n";
        assert!(run.out.contains(line), "{run:#?}");
    }
    // Dad did not compare the key, and sees that wherever it matters.
    let roll = dad.run(&["members", "--json"]).succeeds().json();
    let compared = |name: &str| {
        let mut members = roll["members"].as_array().unwrap().iter();
        members.find(|member| member["name"] == name).unwrap()["compared"].clone()
    };
    assert_eq!(compared("Ben 2"), Value::Bool(false));
    assert_eq!(compared("Ben"), Value::Bool(true));
    let roll = dad.run(&["members"]).succeeds();
    assert_eq!(roll.out.matches("key not compared").count(), 1, "{roll:#?}");
    let file = dad.shared("fourth.age");
    let run = dad.run(&["rotate", "--yes", "--sealed", &file]).succeeds();
    assert!(run.out.contains("Ben 2 (not compared)"), "{run:#?}");
    assert!(!run.out.contains("Ben (not"), "{run:#?}");
    // The others are told who was promoted.
    eve.joins_from(&file).succeeds();
    second.joins_from(&file);
    eve.promotes("Ben 2", &mum);
    let run = dad.joins_from(&eve.rotates_to("fifth.age", &[])).succeeds();
    assert!(run.out.contains("new organiser: Ben 2"), "{run:#?}");
}

#[test]
fn a_compared_key_under_a_new_name_is_in_dispute() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ben, eve, _] = family(post.path());
    eve.run(&["members", "remove", "Ben"]).succeeds();
    eve.adds("Uncle", &ben);
    let run = dad.joins_from(&eve.rotates_to("third.age", &[])).succeeds();
    assert!(run.err.contains("known here as Ben's"), "{run:#?}");
    dad.assert_cant_seal(&[]);
    dad.rotates_to("fourth.age", &["--accept-keys", &ben.words()]);
    assert_eq!(dad.key_of("Uncle"), Some(ben.key()));
}

#[test]
fn a_key_is_added_after_its_words_or_by_yes_as_not_compared() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ben, _, second] = family(post.path());
    let (key, before) = (second.key(), dad.device.files());
    let add = |name, more: &[&str]| {
        dad.run(&[["members", "add", name, "--device", &key].as_slice(), more].concat())
    };
    for (name, more, told) in [
        ("Zed", [].as_slice(), "--accept-keys=\"SIX WORDS\""),
        (
            "Zed",
            &["--accept-keys", &ben.words()],
            "do not match the key given for Zed",
        ),
        ("Zed", &["--accept-keys", "tiger piano"], "six words"),
        // A key that was compared is not replaced by one that was not.
        ("Ben", &["--yes"], "--accept-keys=\"SIX WORDS\""),
    ] {
        let refused = add(name, more);
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains(told), "{refused:#?}");
        for words in [ben.words(), second.words()] {
            assert!(!refused.err.contains(&words), "{refused:#?}");
        }
        assert_eq!(dad.device.files(), before);
    }
    let run = add("Zed", &["--yes"]).succeeds();
    assert!(run.out.contains("key not compared"), "{run:#?}");
    let run = add("Zed", &["--accept-keys", &second.words()]).succeeds();
    assert!(!run.out.contains("key not compared"), "{run:#?}");
}

#[test]
fn nobody_is_promoted_before_six_words_were_compared() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ..] = family(post.path());
    let key = mum.run(&["device", "--organiser"]).succeeds().out;
    let before = dad.device.files();
    let promote = ["members", "promote", "Mum", "--key", key.trim_end()];
    for more in [
        [].as_slice(),
        &["--yes"],
        &["--accept-keys", &mum.words(), "--yes"],
    ] {
        let refused = dad.run(&[promote.as_slice(), more].concat());
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains("--accept-keys"), "{refused:#?}");
        assert_eq!(dad.device.files(), before);
    }
    assert_eq!(dad.organisers(), ["Dad", "Eve"]);
    dad.promotes("Mum", &mum);
    assert_eq!(dad.organisers(), ["Dad", "Eve", "Mum"]);
}

#[test]
fn a_second_key_under_an_organisers_name_replaces_the_first_only_if_chosen() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, _, eve, second] = family(post.path());
    let words = |person: &Person| {
        let key = person.run(&["device", "--organiser", "--json"]).succeeds();
        key.json()["words"].as_str().unwrap().to_owned()
    };
    dad.promotes("Mum", &mum);
    second.run(&["new", "Smith family"]).succeeds();
    eve.promotes("Mum", &second);
    dad.joins_from(&eve.rotates_to("third.age", &[])).succeeds();
    assert_eq!(dad.organisers(), ["Dad", "Eve", "Mum", "Mum"]);
    let before = dad.device.files();
    let demote = ["members", "demote", "Mum"];
    let refused = dad.run(&demote);
    assert_eq!(refused.status, 2, "{refused:#?}");
    for told in [&words(&mum), &words(&second), "Mum --key KEY"] {
        assert!(refused.err.contains(told), "{refused:#?}");
    }
    assert_eq!(dad.device.files(), before);
    let key = second.run(&["device", "--organiser"]).succeeds().out;
    dad.run(&[demote.as_slice(), &["--key", key.trim_end()]].concat())
        .succeeds();
    assert_eq!(dad.organisers(), ["Dad", "Eve", "Mum"]);
    let roll = dad.run(&["members", "--words"]).succeeds();
    assert!(roll.out.contains(&words(&mum)), "{roll:#?}");
}
