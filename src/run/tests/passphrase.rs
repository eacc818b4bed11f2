//! A person chooses a passphrase.

use anstream::adapter::strip_str;

use crate::run::tests::Device;

const PROMPT: &str = "Passphrase for this device (press Enter for none): ";
const WORDS: &str = "The six words (press Enter to see them again): ";
const OFFER: &str = "Use six random words instead? They are shown next.";

/// Returns a new device at a terminal, whose owner gives these answers.
fn asked(answers: &[&str]) -> Device {
    let mut device = Device::new();
    device.fake.system.out_is_terminal = true;
    device.fake.system.out_has_screen = true;
    for answer in answers {
        device.fake.will_answer(answer);
    }
    device
}

impl Device {
    fn opens_with(&mut self, passphrase: &str) -> bool {
        let path = self.home.path().join("device.key.age");
        let sealed = std::fs::read(path).unwrap();
        ringtrue_core::seal::open_with_passphrase(&sealed, passphrase).is_ok()
    }
}

#[test]
fn a_weak_passphrase_is_called_weak_and_six_words_are_taken_instead() {
    // The random bytes of a test are always the same.
    let mut device = asked(&["password1", "y", "", "wrong", "", "stop"]);
    device.fails("device");
    let asked_for = device.fake.asked();
    let shown = &asked_for[2];
    let line = strip_str(shown.lines().nth(2).unwrap()).to_string();
    assert_eq!(line.split(' ').count(), 6, "{shown}");
    assert!(shown.contains("Write them down"), "{shown}");
    assert_eq!(
        asked_for
            .iter()
            .map(|asked| if asked == shown { "shown" } else { asked })
            .collect::<Vec<_>>(),
        [
            PROMPT, OFFER, "shown", WORDS, "shown", WORDS, WORDS, "shown", WORDS, WORDS
        ]
    );
    let told = device.fake.err();
    assert!(told.contains("That passphrase is weak: someone"), "{told}");
    assert!(told.contains("Those are not the six words."), "{told}");
    assert!(!told.contains(&line), "{told}");

    let mut device = asked(&["password1", "y", &line]);
    device.done("device");
    assert!(device.opens_with(&line));
    assert!(!device.opens_with("password1"));
}

#[test]
fn whoever_wants_no_words_is_asked_once_more_and_has_their_way() {
    for second in ["password1", "correct horse battery staple"] {
        let mut device = asked(&["password1", "n", second, second]);
        device.done("device");
        assert!(device.opens_with(second));
        let asked_for = device.fake.asked();
        assert_eq!(asked_for, [PROMPT, OFFER, PROMPT, "Type it again: "]);
        let told = device.fake.err();
        assert_eq!(told.matches("is weak").count(), 1, "{told}");
    }
}

#[test]
fn a_strong_passphrase_is_taken_at_once() {
    let mut device = asked(&["correct horse battery staple"; 2]);
    device.done("device");
    assert!(!device.fake.err().contains("weak"));
    assert!(device.opens_with("correct horse battery staple"));
}

#[test]
fn words_are_not_offered_where_they_can_not_be_shown_and_gone() {
    for (line, has_screen) in [("device --plain", true), ("device", false)] {
        let mut device = asked(&["password1", "password1", "password1"]);
        device.fake.system.out_has_screen = has_screen;
        device.done(line);
        assert_eq!(device.fake.asked(), [PROMPT, PROMPT, "Type it again: "]);
        assert!(device.fake.err().contains("That passphrase is weak"));
    }
}
