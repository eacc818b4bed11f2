//! Pairs: two paired devices accept no code that anybody else could know. Each device is
//! the real program with its own data directory. The keys are fixed, so that no two
//! halves are equal by chance.

#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic fails the test"
)]

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use common::{Device, Run, read};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::{Day, Secret, UnixTime};

/// The keys of RFC 7748 section 6.1, and one of thirty-two bytes 3.
const ANNS: &str = "AGE-SECRET-KEY-1WURK6ZNNRZJH60QKC9E9RVNXGH05CTU8A0QFJ243WLA628DE9S4QRFH26J";
const BENS: &str = "AGE-SECRET-KEY-1TK4SSLNZF29YK70P079C8QQWUEHNHVFFYCVTDLGU979J0LUGUR4SMHZYQ2";
const CARLAS: &str = "AGE-SECRET-KEY-1QVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPS2PGGME";

/// The middle of a step, when only one half per side is due.
const NOW: &str = "1770000015";

/// Three people of one firm, who have each other's device keys.
struct Firm {
    ann: Device,
    ben: Device,
    carla: Device,
}

impl Firm {
    fn new() -> Self {
        let firm = Self {
            ann: Device::joined_with_key(ANNS),
            ben: Device::joined_with_key(BENS),
            carla: Device::joined_with_key(CARLAS),
        };
        let all = [
            ("Ann", &firm.ann),
            ("Ben", &firm.ben),
            ("Carla", &firm.carla),
        ];
        for (_, device) in all {
            for (name, other) in all {
                give_key(device, name, other.key().public());
            }
        }
        firm
    }

    /// Returns the firm with Ann and Ben paired.
    fn paired() -> Self {
        let firm = Self::new();
        pair(&firm.ann, "Ben");
        pair(&firm.ben, "Ann");
        firm
    }
}

fn give_key(device: &Device, name: &str, key: DevicePublic) {
    device.edit(|group| {
        group.give_device(name, key).unwrap();
    });
}

/// Gives a member a sheet for the days around [`NOW`].
fn give_sheet(device: &Device, name: &str) {
    let key = Secret::new(b"abcdefghijklmnopqrst").unwrap();
    let sheet = Sheet::new(key, Day::from_iso("2026-01-20").unwrap(), 60).unwrap();
    device.edit(|group| {
        group.give_sheet(name, sheet).unwrap();
    });
}

/// Pairs, and returns the words that each reads to the other.
#[track_caller]
fn pair(device: &Device, name: &str) -> [String; 2] {
    let run = device.run(["members", "pair", name, "--words-match", "--json"]);
    let report = run.succeeds().json();
    ["your_words", "their_words"].map(|field| report[field].as_str().unwrap().to_owned())
}

/// Returns the report of `code`.
#[track_caller]
fn code(device: &Device, more: &[&str]) -> serde_json::Value {
    let typed = ["code", "--at", NOW, "--json"];
    device.run(typed.iter().chain(more)).succeeds().json()
}

/// Returns the caller's half.
#[track_caller]
fn half(device: &Device, more: &[&str]) -> String {
    let code = code(device, more);
    code["caller"]["digits"].as_str().unwrap().to_owned()
}

fn check(device: &Device, half: &str, more: &[&str]) -> Run {
    let typed = ["check", half, "--they-called", "--at", NOW];
    device.run(typed.iter().chain(more))
}

/// Returns the verdict and the exit status.
#[track_caller]
fn verdict(device: &Device, half: &str, from: &str) -> (String, i32) {
    let run = check(device, half, &["--from", from, "--json"]);
    let verdict = run.json()["verdict"].as_str().unwrap().to_owned();
    (verdict, run.status)
}

/// Asserts that the command fails with these words, and leaves the vault as it was.
#[track_caller]
fn assert_refused(device: &Device, typed: &[&str], words: &[&str]) {
    let before = read(&device.home().join("vault.age"));
    let run = device.run(typed);
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:#?}");
    for words in words {
        assert!(run.err.contains(words), "{words}: {run:#?}");
    }
    assert_eq!(read(&device.home().join("vault.age")), before);
}

#[test]
fn before_pairing_the_groups_code_counts_and_the_program_says_so() {
    let firm = Firm::new();
    firm.ann.run(["members", "add", "Dora"]).succeeds();
    firm.ann
        .run(["members", "add", "Emil", "--ringtrue"])
        .succeeds();
    let groups = half(&firm.ann, &[]);
    for (name, told) in [
        ("Ben", "you and Ben have not paired yet"),
        ("Dora", "Dora has an app"),
        ("Emil", "Emil's device key is not known here"),
        ("Ann", "this is Ann's own device"),
    ] {
        let run = firm
            .ann
            .run(["code", "--with", name, "--at", NOW])
            .succeeds();
        assert!(
            run.out.contains(&groups) && !run.out.contains("pair"),
            "{run:#?}"
        );
        let note = format!("{told}: this is the group's code");
        assert!(run.err.contains(&note), "{run:#?}");
        let forced = firm
            .ann
            .run(["code", "--with", name, "--at", NOW, "--duress"]);
        let forced = forced.succeeds();
        assert_eq!(
            forced.out,
            firm.ann.run(["code", "--duress", "--at", NOW]).out
        );
        assert!(forced.err.contains(&note), "{forced:#?}");
    }
    let run = check(&firm.ann, &groups, &["--from", "Ben"]).succeeds();
    let note = "you and Ben have not paired yet: that was the group's code";
    assert!(run.err.contains(note), "{run:#?}");
}

#[test]
fn a_pairs_halves_count_once() {
    let firm = Firm::new();
    let [anns, bens] = pair(&firm.ann, "Ben");
    assert_eq!([bens, anns.clone()], pair(&firm.ben, "ann"));
    assert_eq!(anns.split(' ').count(), 6);
    let said = code(&firm.ben, &["--with", "Ann"]);
    assert_eq!(said["pair"], "Ann");
    assert_ne!(said["code"], code(&firm.ben, &[])["code"]);
    let said = half(&firm.ben, &["--with", "Ann"]);

    let first = check(&firm.ann, &said, &["--from", "Ben"]).succeeds();
    let own = code(&firm.ann, &["--with", "Ben"]);
    let own = own["answerer"]["digits"].as_str().unwrap();
    let expected = "It rings true: that is the caller's half of the code that you and Ben share.\n\
                    Now say your half: ";
    assert!(
        first.out.starts_with(&format!("{expected}{own}  ")),
        "{first:#?}"
    );
    assert_eq!(first.err, "");
    let answered = firm.ben.run([
        "check",
        own,
        "--i-called",
        "--from",
        "Ann",
        "--at",
        NOW,
        "--json",
    ]);
    let answered = answered.succeeds().json();
    assert_eq!(
        (&answered["verdict"], &answered["pair"]),
        (&"match".into(), &"Ann".into())
    );
    assert_eq!(verdict(&firm.ann, &said, "Ben"), ("used".to_owned(), 1));
    let roll = firm.ann.run(["members", "--json"]).succeeds().json();
    let mut members = roll["members"].as_array().unwrap().iter();
    let ben = members.find(|member| member["name"] == "Ben").unwrap();
    assert_eq!(ben["generation"], 1);
}

#[test]
fn the_groups_code_is_no_match_in_a_pair() {
    let firm = Firm::paired();
    let groups = half(&firm.carla, &[]);
    let run = check(&firm.ann, &groups, &["--from", "Ben"]);
    assert_eq!(run.status, 1);
    let sentence = "That was the code of the group, which everybody in it has, and from Ben only \
                    the code that you two share counts: hang up, and call back on a number that \
                    you know.";
    assert_eq!(run.out, format!("{sentence}\n"));
    let report = check(&firm.ann, &groups, &["--from", "Ben", "--json"]).json();
    assert_eq!(report["verdict"], "no_match");
    assert_eq!(report["message"], sentence);
    assert_eq!(report["pair"], "Ben");
    let forced = half(&firm.carla, &["--duress"]);
    assert_eq!(
        verdict(&firm.ann, &forced, "Ben"),
        ("no_match".to_owned(), 1)
    );
    // From others, it counts as before.
    assert_eq!(
        verdict(&firm.ann, &groups, "Carla"),
        ("match".to_owned(), 0)
    );
}

#[test]
fn a_paired_colleague_cannot_pose_as_the_boss() {
    let firm = Firm::paired();
    pair(&firm.ann, "Carla");
    pair(&firm.carla, "Ann");
    let carlas = half(&firm.carla, &["--with", "Ann"]);
    let run = check(&firm.ann, &carlas, &["--from", "Ben"]);
    assert_eq!(run.status, 1);
    let told = "That is not the code that you and Ben share: hang up";
    assert!(run.out.starts_with(told), "{run:#?}");
    assert_eq!(
        verdict(&firm.ann, &carlas, "Carla"),
        ("match".to_owned(), 0)
    );
}

#[test]
fn a_pair_has_duress_halves_of_its_own() {
    let firm = Firm::paired();
    let forced = half(&firm.ben, &["--with", "Ann", "--duress"]);
    assert_ne!(forced, half(&firm.ben, &["--duress"]));
    assert_eq!(verdict(&firm.ann, &forced, "Ben"), ("duress".to_owned(), 3));
}

#[test]
fn a_sheet_has_no_duress_half() {
    let firm = Firm::new();
    give_sheet(&firm.ann, "Opa");
    assert_refused(
        &firm.ann,
        &["code", "--with", "Opa", "--duress"],
        &["Opa's sheet has no duress half"],
    );
}

#[test]
fn the_overlap_of_a_rotation_applies_to_a_pair() {
    let firm = Firm::paired();
    let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = Secret::new(b"abcdefghijklmnopqrst").unwrap();
    firm.ann.edit(|group| {
        group
            .rotate(seed, 7, UnixTime::from_secs(real.as_secs()))
            .unwrap();
    });
    let old = half(&firm.ben, &["--with", "Ann"]);
    let run = check(&firm.ann, &old, &["--from", "Ben"]).succeeds();
    let told = "of the code that you and Ben share, but with Smith family 1";
    assert!(run.out.contains(told), "{run:#?}");
    // Someone who has only the old seed can only check an answer that uses it.
    let own = code(&firm.ben, &["--with", "Ann"]);
    let own = own["answerer"]["digits"].as_str().unwrap();
    assert!(run.out.contains(&format!("Now say your half: {own}  ")));
    assert_eq!(verdict(&firm.ann, &old, "Ben"), ("used".to_owned(), 1));
    assert_eq!(code(&firm.ann, &["--with", "Ben"])["generation"], 2);
}

#[test]
fn a_pair_never_falls_back_to_the_groups_code() {
    let firm = Firm::paired();
    let groups = half(&firm.carla, &[]);
    let code = ["code", "--with", "Ben"];
    let check = [
        "check",
        &groups,
        "--they-called",
        "--from",
        "Ben",
        "--at",
        NOW,
    ];
    let carlas = firm.carla.key().public();
    firm.ann.edit(|group| {
        group.remove_member("Carla").unwrap();
        group.give_device("Ben", carlas).unwrap();
    });
    for typed in [&code[..], &check] {
        assert_refused(
            &firm.ann,
            typed,
            &[
                "their device key on the list has changed",
                "ringtrue -g 'Smith family' members pair Ben",
                "ringtrue -g 'Smith family' members unpair Ben",
            ],
        );
    }
    // With the confirmed key back on the roll, everything works as before.
    give_key(&firm.ann, "Ben", firm.ben.key().public());
    let said = half(&firm.ben, &["--with", "Ann"]);
    assert_eq!(verdict(&firm.ann, &said, "Ben"), ("match".to_owned(), 0));
    give_sheet(&firm.ann, "Ben");
    for typed in [&code[..], &check] {
        let words = [
            "they now use a day sheet",
            "ringtrue -g 'Smith family' members unpair Ben",
        ];
        assert_refused(&firm.ann, typed, &words);
    }
}

#[test]
fn a_new_device_is_paired_again() {
    let firm = Firm::paired();
    let carlas = firm.carla.key().public();
    firm.ann.edit(|group| {
        group.remove_member("Carla").unwrap();
        group.give_device("Ben", carlas).unwrap();
    });
    let [anns, carlas] = pair(&firm.ann, "Ben");
    assert_eq!([carlas, anns], pair(&firm.carla, "Ann"));
    let said = half(&firm.carla, &["--with", "Ann"]);
    assert_eq!(verdict(&firm.ann, &said, "Ben"), ("match".to_owned(), 0));
    let said = half(&firm.ben, &["--with", "Ann"]);
    assert_eq!(verdict(&firm.ann, &said, "Ben"), ("no_match".to_owned(), 1));
}

#[test]
fn after_unpairing_the_groups_code_counts_again() {
    let firm = Firm::paired();
    let typed = ["members", "unpair", "Ben"];
    assert_refused(&firm.ann, &typed, &["to end it without asking: --yes"]);
    let ended = firm
        .ann
        .run(typed.iter().chain(&["--yes", "--json"]))
        .succeeds()
        .json();
    assert_eq!(ended["paired"], false);
    let groups = half(&firm.carla, &[]);
    assert_eq!(verdict(&firm.ann, &groups, "Ben"), ("match".to_owned(), 0));
    assert_refused(&firm.ann, &typed, &["you and Ben are not paired"]);
}

#[test]
fn pairing_needs_two_keys_and_somebody_who_compared_the_words() {
    let firm = Firm::new();
    firm.ann.run(["members", "add", "Dora"]).succeeds();
    // u = 1, of order 4: the shared secret would be all zeros with anybody.
    let low = "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya";
    let emil = ["members", "add", "Emil", "--device", low];
    assert_refused(&firm.ann, &emil, &["it is not a safe device key"]);
    for (typed, words) in [
        (
            &["members", "pair", "Ben"][..],
            "read their six words to the other; if they have: --words-match",
        ),
        (
            &["members", "pair", "Ben", "--yes"],
            "no terminal to ask on",
        ),
        (
            &["members", "pair", "Ann", "--words-match"],
            "this is Ann's own device",
        ),
        (
            &["members", "pair", "Dora", "--words-match"],
            "ringtrue -g 'Smith family' members add Dora --device KEY",
        ),
        (
            &["members", "pair", "Fritz", "--words-match"],
            "nobody on the list has that name",
        ),
    ] {
        assert_refused(&firm.ann, typed, &[words]);
    }
}

#[test]
fn a_check_of_a_pairs_half_needs_the_passphrase_once() {
    let firm = Firm::paired();
    let said = half(&firm.ben, &["--with", "Ann"]);
    let file = firm.ann.write_with_mode("pass", "correct horse\n", 0o600);
    let file = file.to_str().unwrap();
    let protect = ["protect", "passphrase", "--passphrase-file", file];
    firm.ann.run(protect).succeeds();
    let more = ["--from", "Ben", "--passphrase-file", file];
    let run = check(&firm.ann, &said, &more).succeeds();
    assert!(run.out.contains("that you and Ben share"), "{run:#?}");
    let run = check(&firm.ann, &said, &["--from", "Ben"]);
    assert_eq!(run.status, 2, "{run:#?}");
}

#[test]
fn forgetting_a_group_forgets_the_used_halves_of_its_pairs() {
    let firm = Firm::paired();
    let said = half(&firm.ben, &["--with", "Ann"]);
    check(&firm.ann, &said, &["--from", "Ben"]).succeeds();
    let recent = || String::from_utf8(read(&firm.ann.home().join("recent.toml"))).unwrap();
    assert!(recent().contains("[[accepted]]"));
    assert!(!recent().contains("Ben"));
    firm.ann
        .run(["groups", "forget", "Smith family", "--yes"])
        .succeeds();
    assert!(!recent().contains("[[accepted]]"), "{}", recent());
}

#[test]
fn a_used_half_stays_used_when_the_group_gets_its_id_from_a_message() {
    let firm = Firm::paired();
    let said = half(&firm.ben, &["--with", "Ann"]);
    check(&firm.ann, &said, &["--from", "Ben"]).succeeds();
    let words = firm
        .ben
        .run(["invite", "--sealed", "invite.age"])
        .succeeds()
        .out;
    let words = firm.ann.write_with_mode("words", &words, 0o600);
    let invite = firm.ben.path("invite.age");
    let join = [
        "join",
        invite.to_str().unwrap(),
        "--words-file",
        words.to_str().unwrap(),
        &firm.ben.trust_option(),
    ];
    let id = || {
        let mut id = None;
        firm.ann.edit(|group| id = Some(group.id()));
        id
    };
    let before = id();
    firm.ann.run(join).succeeds();
    assert_ne!(id(), before);
    assert_eq!(verdict(&firm.ann, &said, "Ben"), ("used".to_owned(), 1));
}
