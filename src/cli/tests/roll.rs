//! Device keys on the roll, and who is an organiser.

use std::io::Cursor;

use ringtrue::device::DeviceKey;
use ringtrue::qr::{Correction, Symbol};

use super::Device;

/// A device that has a group.
fn father() -> Device {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.fake.out();
    father.fake.err();
    father
}

impl Device {
    /// What `device` prints.
    fn key(&mut self, line: &str) -> String {
        self.fake.out();
        self.done(line);
        let key = self.fake.out().trim_end().to_owned();
        self.fake.err();
        key
    }

    /// The roll in JSON.
    fn roll(&mut self) -> Vec<serde_json::Value> {
        self.fake.out();
        self.done("members --json");
        let report: serde_json::Value = serde_json::from_str(&self.fake.out()).unwrap();
        report["members"].as_array().unwrap().clone()
    }
}

#[test]
fn a_device_without_a_group_has_a_key_and_keeps_it() {
    let mut anna = Device::new();
    let key = anna.key("device");
    assert!(key.starts_with("age1"), "{key}");
    assert_eq!(anna.key("device"), key);
    anna.done("new 'Smith family'");
    assert_eq!(anna.key("device"), key);
    let report: serde_json::Value = serde_json::from_str(&anna.key("device --json")).unwrap();
    assert_eq!(report["device"], key.as_str());
    let words = report["words"].as_str().unwrap().to_owned();
    assert_eq!(words.split(' ').count(), 6);
    anna.done("device");
    assert!(anna.fake.err().contains(&words));
}

#[test]
fn a_key_is_sealed_to_a_passphrase_where_device_is_the_first_command() {
    let mut anna = Device::new();
    let file = anna.home.path().join("passphrase");
    std::fs::write(&file, "correct horse\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let closed = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&file, closed).unwrap();
    }
    let line = format!("device --passphrase-file {}", file.display());
    let key = anna.key(&line);
    assert!(!anna.home.path().join("device.key").exists());
    assert_eq!(anna.key(&line), key);
}

#[test]
fn on_a_terminal_the_key_stands_below_its_qr_code() {
    let mut anna = Device::new();
    let key = anna.key("device");
    anna.fake.system.out_is_terminal = true;
    anna.fake.system.shows.colour = true;
    (anna.fake.system.columns, anna.fake.system.rows) = (Some(80), Some(24));
    anna.done("device");
    let symbol = Symbol::new(&key, Correction::Low).unwrap();
    let lines = symbol.terminal_lines(ringtrue::qr::Cells::Halves);
    let lines: Vec<String> = lines
        .iter()
        .map(|line| anstream::adapter::strip_str(line).to_string())
        .collect();
    let out = anna.fake.out();
    assert_eq!(out, format!("{}\n{key}\n", lines.join("\n")));
    for (columns, rows, colour, told) in [
        (40, 24, true, "needs 41 columns by 23 rows"),
        (80, 22, true, "needs 41 columns by 23 rows"),
        (80, 24, false, "needs a terminal with colours"),
    ] {
        anna.fake.system.shows.colour = colour;
        (anna.fake.system.columns, anna.fake.system.rows) = (Some(columns), Some(rows));
        anna.fake.err();
        assert_eq!(anna.key("device --yes"), key);
        anna.done("device");
        let err = anna.fake.err();
        assert!(err.contains(told), "{err}");
    }
    assert_eq!(anna.key("device --plain"), key);
}

#[test]
fn a_device_key_is_typed_piped_or_scanned() {
    let key = Device::new().key("device");
    let text = format!("Hello, this is my key: \"{key}\".\n");
    let picture = Symbol::new(&key, Correction::Medium)
        .unwrap()
        .png()
        .unwrap();
    for (line, input) in [
        (format!("--device {key}"), Vec::new()),
        ("--device -".to_owned(), text.into_bytes()),
        ("--scan -".to_owned(), picture.to_vec()),
    ] {
        let mut father = father();
        father.fake.system.input = Box::new(Cursor::new(input));
        father.done(&format!("members add Anna {line}"));
        let told = father.fake.err();
        assert!(told.contains("to compare with Anna by voice: "), "{told}");
        let roll = father.roll();
        assert_eq!(roll[0]["device"], key.as_str());
        assert_eq!(roll[0]["holds"], "ringtrue");
        assert_eq!(roll[0]["you"], false);
    }
}

#[test]
fn a_key_updates_who_is_on_the_roll_and_voids_their_sheet() {
    let (mut anna, mut father) = (Device::new(), father());
    father.done("members add Anna --sheet 431207");
    father.fake.err();
    let first = anna.key("device");
    father.done(&format!("members add anna --device {first}"));
    let told = father.fake.err();
    assert!(
        told.contains("Anna's sheet 431207 counts no more"),
        "{told}"
    );
    let second = Device::new().key("device");
    father.done(&format!("members add ANNA --device {second}"));
    let told = father.fake.err();
    assert!(
        told.contains("had another key, which counts no more"),
        "{told}"
    );
    let roll = father.roll();
    assert_eq!(roll.len(), 1);
    assert_eq!(roll[0]["name"], "Anna");
    assert_eq!(roll[0]["device"], second.as_str());
    assert_eq!(roll[0]["sheet"], serde_json::Value::Null);
}

#[test]
fn a_device_is_one_member_s() {
    let (mut anna, mut father) = (Device::new(), father());
    let key = anna.key("device");
    father.done(&format!("members add Anna --device {key}"));
    let failure = father.fails(&format!("members add Ben --device {key}"));
    assert!(
        failure.contains("Anna has that device key already"),
        "{failure}"
    );
    assert_eq!(father.roll().len(), 1);
}

#[test]
fn a_secret_that_was_pasted_as_a_key_is_refused_and_not_repeated() {
    let mut father = father();
    let secret = DeviceKey::generate().to_text();
    let own = secret.lines().last().unwrap();
    let link = "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for typed in [own, &own.to_lowercase(), link] {
        for option in ["--device", "--scan"] {
            let failure = father.fails(&format!("members add Anna {option} {typed}"));
            assert!(!failure.contains(&typed[10..]), "{failure}");
        }
    }
    for input in [secret.as_str(), link] {
        father.fake.system.input = Box::new(Cursor::new(input.as_bytes().to_vec()));
        let failure = father.fails("members add Anna --device -");
        assert!(failure.contains("it has a secret in it"), "{failure}");
    }
    assert!(father.roll().is_empty());
}

#[test]
fn what_is_no_device_key_is_refused() {
    let mut father = father();
    let organiser = father.key("device --organiser");
    let (one, two) = (Device::new().key("device"), Device::new().key("device"));
    let slip = one.replace("age1", "age1q");
    for (input, told) in [
        ("hello".to_owned(), "no device's key"),
        (slip, "a letter of that is wrong"),
        (format!("{one} {two}"), "more than one device's key"),
        (organiser, "an organiser's key, not a device's"),
    ] {
        father.fake.system.input = Box::new(Cursor::new(input.into_bytes()));
        let failure = father.fails("members add Anna --device -");
        assert!(failure.contains(told), "{failure}");
    }
}

#[test]
fn this_device_is_entered_and_renamed_by_me() {
    let mut father = father();
    let key = father.key("device");
    father.done("members add Organiser --me");
    father.done("members add Dad --me");
    let told = father.fake.err();
    assert!(
        told.contains("Dad's from now on, not Organiser's"),
        "{told}"
    );
    let roll = father.roll();
    assert_eq!(roll.len(), 1);
    assert_eq!(roll[0]["name"], "Dad");
    assert_eq!(roll[0]["device"], key.as_str());
    assert_eq!(roll[0]["you"], true);
    father.done("members");
    assert_eq!(
        father.fake.out(),
        "Smith family, generation 1\n  Dad  ringtrue  you, on this device\n"
    );
    // Where both names are there, they become one.
    father.done("members add Father");
    father.done("members add father --me");
    let roll = father.roll();
    assert_eq!(roll.len(), 1);
    assert_eq!(roll[0]["name"], "Father");
    assert_eq!(roll[0]["you"], true);
}
