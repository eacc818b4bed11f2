//! Comparing the six words of keys on the terminal.

use crate::common::Device;
use crate::session::Session;

impl Device {
    /// Seals a rotation, and returns its file.
    fn rotates_to(&self, name: &str) -> String {
        let file = self.path(name).display().to_string();
        self.run(["rotate", "--sealed", &file, "--yes"]).succeeds();
        file
    }

    /// Returns the key and the words that a command reports.
    fn key_and_words(&self, command: &[&str], key: &str) -> [String; 2] {
        let report = self.run(command).succeeds().json();
        [key, "words"].map(|part| report[part].as_str().unwrap().to_owned())
    }
}

/// Returns Dad and Eve, both organisers, a message in which Eve gives Ben a second key,
/// and the words of both keys.
fn with_a_dispute() -> ([Device; 2], String, [String; 2]) {
    let [eve, ben, second] = std::array::from_fn(|_| Device::new());
    let dad = Device::joined();
    dad.run(["members", "add", "Dad", "--me"]).succeeds();
    dad.adds("Ben", &ben);
    dad.adds("Eve", &eve);
    let first = dad.rotates_to("first.age");
    eve.run(["join", &first, &dad.trust_option()]).succeeds();
    let [key, words] = eve.key_and_words(&["device", "--organiser", "--json"], "organiser");
    let promote = ["members", "promote", "Eve", "--key", &key];
    dad.run([promote.as_slice(), &["--accept-keys", &words]].concat())
        .succeeds();
    eve.run(["join", &dad.rotates_to("second.age")]).succeeds();
    eve.adds("Ben", &second);
    let third = eve.rotates_to("third.age");
    ([dad, eve], third, [ben.words(), second.words()])
}

#[test]
fn a_disputed_key_is_chosen_by_its_words() {
    let ([dad, _eve], third, words) = with_a_dispute();
    let which = "or Enter for neither: ";
    let mut session = Session::run(&dad, &["join", &third]);
    session.shows(which);
    for words in &words {
        assert!(session.is_showing(words));
    }
    session.types("\r").ends(0);
    session.shows("nothing is sealed to either");

    let file = dad.path("fourth.age").display().to_string();
    let rotate = ["rotate", "--yes", "--sealed", &file];
    let mut session = Session::run(&dad, &rotate);
    session.shows(which).types("3\r").ends(2);
    let mut session = Session::run(&dad, &rotate);
    session.shows(which).types("1\r").ends(0);
    assert!(session.contents().contains("Only the devices of"));
    let [bens, _] = words;
    let shown = dad.run(["members", "--words"]).succeeds().out;
    assert!(shown.contains(&format!("{bens}  compared here")), "{shown}");
}

#[test]
fn a_key_is_added_and_promoted_once_a_person_saw_the_same_words() {
    let (dad, ben) = (Device::joined(), Device::new());
    let [key, words] = ben.key_and_words(&["device", "--json"], "device");
    let add = ["members", "add", "Ben", "--device", &key];
    let before = dad.files();
    let same = "the same six for Ben's device? [y/N] ";
    let mut session = Session::run(&dad, &add);
    session.shows(same);
    assert!(session.is_showing(&words));
    session.types("n\r").ends(2);
    assert_eq!(dad.files(), before);
    let mut session = Session::run(&dad, &add);
    session.shows(same).types("y\r").ends(0);
    assert!(!session.contents().contains("not compared"));

    dad.run(["members", "add", "Dad", "--me"]).succeeds();
    let first = dad.rotates_to("first.age");
    ben.run(["join", &first, &dad.trust_option()]).succeeds();
    let [key, words] = ben.key_and_words(&["device", "--organiser", "--json"], "organiser");
    let promote = ["members", "promote", "Ben", "--key", &key];
    let same = "the same six there, for an organiser? [y/N] ";
    let mut session = Session::run(&dad, &promote);
    session.shows(same);
    assert!(session.is_showing(&words));
    session.types("n\r").ends(2);
    let mut session = Session::run(&dad, &promote);
    session.shows(same).types("y\r").ends(0);
    assert!(
        session
            .contents()
            .contains("organiser; code not checked yet")
    );
}

#[test]
fn an_old_key_is_dropped_unless_the_person_is_sure_that_nobody_has_it() {
    for (answer, is_safe) in [("y\r", true), ("n\r", false), ("\r", false)] {
        let (dad, ben) = (Device::joined(), Device::new());
        dad.run(["members", "add", "Dad", "--me"]).succeeds();
        dad.adds("Ben", &ben);
        let first = dad.rotates_to("first.age");
        ben.run(["join", &first, &dad.trust_option()]).succeeds();
        ben.run(["device", "--renew", "--yes"]).succeeds();
        let [key, words] = ben.key_and_words(&["device", "--json"], "device");
        let add = ["members", "add", "Ben", "--device", &key];
        let add = [add.as_slice(), &["--accept-keys", &words]].concat();
        let mut session = Session::run(&dad, &add);
        session.shows("Are you certain that nobody else has it? [y/N] ");
        session.types(answer).ends(0);
        let screen = session.contents();
        assert_eq!(!session.is_showing("change it now"), is_safe, "{screen}");
        let rotate = ["rotate", "--json", "--yes"];
        let report = dad.run(rotate).succeeds().json();
        assert_eq!(!report["old_accepted_until"].is_null(), is_safe, "{report}");
    }
}
