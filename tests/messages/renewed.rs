//! A member's device key may have leaked, and they renewed it.

use serde_json::Value;

use crate::family::{Person, people};

impl Person {
    /// Returns the members whose sheets count on this device.
    fn sheet_holders(&self) -> Vec<String> {
        let roll = self.run(&["members", "--json"]).succeeds().json();
        let members = roll["members"].as_array().unwrap().iter();
        let counts = members.filter(|member| member["sheet"] != Value::Null);
        counts
            .map(|member| member["name"].as_str().unwrap().to_owned())
            .collect()
    }

    fn prints_sheet_for(&self, member: &str) {
        let page = self.device.path("page.html").display().to_string();
        self.run(&["sheet", "--for", member, "--out", &page, "--yes"])
            .succeeds();
    }
}

#[test]
fn the_organisers_next_message_ends_the_old_code_and_every_sheet() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ben, ann] = people(post.path());
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    for (name, person) in [("Ben", &ben), ("Ann", &ann)] {
        dad.invites(name, person);
    }
    dad.prints_sheet_for("Opa");
    let second = dad.rotates_to("second.age", &[]);
    for person in [&ben, &ann] {
        person.joins_from(&second).succeeds();
        assert_eq!(person.sheet_holders(), ["Opa"]);
    }
    ann.prints_sheet_for("Aunt");
    let at = "1795370400";
    let old = ann.run(&["code", "--at", at, "--json"]).succeeds();

    let run = ben.run(&["device", "--renew", "--yes"]).succeeds();
    for told in [
        "members add -g 'Smith family' Ben --device age1",
        "Tell them if someone may have the old key",
    ] {
        assert!(run.out.contains(told), "{told}: {run:#?}");
    }
    // Nobody says that the old key is safe, so it counts as leaked.
    let words = ben.words();
    let add = ["members", "add", "Ben", "--device", &ben.key()];
    let run = dad.run(&[add.as_slice(), &["--accept-keys", &words]].concat());
    let run = run.succeeds();
    for told in [
        "so these ended too: Opa; print a new one",
        "change it now: ringtrue rotate -g 'Smith family' --sealed FILE",
    ] {
        assert!(run.err.contains(told), "{told}: {run:#?}");
    }
    assert!(dad.sheet_holders().is_empty());
    let third = dad.shared("third.age");
    let before = dad.device.files();
    let rotate = ["rotate", "--sealed", &third, "--yes", "--overlap", "3"];
    let refused = dad.run(&rotate);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("rotate without --overlap"));
    assert_eq!(dad.device.files(), before);
    assert!(!std::path::Path::new(&third).exists());

    let third = dad.rotates_to("third.age", &[]);
    for person in [&ben, &ann] {
        person.joins_from(&third).succeeds();
        assert_eq!(person.seed_fingerprint(), dad.seed_fingerprint());
        assert_eq!(person.sheet_holders(), Vec::<String>::new());
    }
    let check = ["check", &old.json_text("/code"), "--at", at, "--json"];
    for person in [&dad, &ben, &ann] {
        let run = person.run(&check);
        assert_eq!(run.json_text("/verdict"), "old_seed", "{run:#?}");
        assert!(run.out.contains("lost phone"), "{run:#?}");
    }
    // The leak is reported once, and then is over.
    dad.prints_sheet_for("Opa");
    let fourth = dad.rotates_to("fourth.age", &[]);
    for person in [&ben, &ann] {
        person.joins_from(&fourth).succeeds();
        assert_eq!(person.sheet_holders(), ["Opa"]);
        let run = person.run(&["groups"]).succeeds();
        assert!(
            run.out.contains("Smith family 3 accepted until"),
            "{run:#?}"
        );
    }
}
