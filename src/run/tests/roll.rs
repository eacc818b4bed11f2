//! Device keys on the roll, and who is an organiser.

use std::io::Cursor;

use ringtrue_core::device::DeviceKey;
use ringtrue_core::qr::{Correction, Symbol};

use crate::run::tests::Device;
use crate::view::{Cells, key_code};

/// Returns a device that has a group.
fn father() -> Device {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.fake.out();
    father.fake.err();
    father
}

impl Device {
    /// Returns what `device` prints.
    fn key(&mut self, line: &str) -> String {
        self.fake.out();
        self.done(line);
        let key = self.fake.out().trim_end().to_owned();
        self.fake.err();
        key
    }

    /// Returns the six words of the key that `line` prints.
    fn words(&mut self, line: &str) -> String {
        let report: serde_json::Value =
            serde_json::from_str(&self.key(&format!("{line} --json"))).unwrap();
        report["words"].as_str().unwrap().to_owned()
    }

    /// Returns the roll in JSON.
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
    anna.fake.system.features.colour = true;
    (anna.fake.system.columns, anna.fake.system.rows) = (Some(80), Some(24));
    anna.done("device");
    let lines: Vec<String> = key_code(&key, 80, 24, Cells::Halves)
        .unwrap()
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
        anna.fake.system.features.colour = colour;
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
        father.done(&format!("members add Anna {line} --yes"));
        let told = father.fake.err();
        assert!(
            told.contains("compare these six words with Anna by voice: "),
            "{told}"
        );
        let roll = father.roll();
        assert_eq!(roll[0]["device"], key.as_str());
        assert_eq!(roll[0]["holds"], "ringtrue");
        assert_eq!(roll[0]["you"], false);
    }
}

#[test]
fn a_key_updates_who_is_on_the_roll_and_ends_their_sheet() {
    let (mut anna, mut father) = (Device::new(), father());
    let page = father.home.path().join("page.html").display().to_string();
    father.done(&format!("sheet --for Anna --out {page}"));
    father.fake.err();
    let first = anna.key("device");
    father.done(&format!("members add anna --device {first} --yes"));
    let told = father.fake.err();
    assert!(
        told.contains("Anna's sheet of 22 November 2026 no longer counts"),
        "{told}"
    );
    let second = Device::new().key("device");
    father.done(&format!("members add ANNA --device {second} --yes"));
    let told = father.fake.err();
    assert!(
        told.contains("had another key, which no longer counts"),
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
    father.done(&format!("members add Anna --device {key} --yes"));
    let failure = father.fails(&format!("members add Ben --device {key}"));
    assert!(
        failure.contains("that device key belongs to Anna"),
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
        assert!(failure.contains("it contains a secret"), "{failure}");
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
        ("hello".to_owned(), "no valid device key"),
        (slip, "no valid device key"),
        (format!("{one} {two}"), "it contains more than one key"),
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
        "Smith family 1\n  Dad  ringtrue  you, on this device\n"
    );
    // If both names are on the roll, they are merged.
    father.done("members add Father");
    father.done("members add father --me");
    let roll = father.roll();
    assert_eq!(roll.len(), 1);
    assert_eq!(roll[0]["name"], "Father");
    assert_eq!(roll[0]["you"], true);
}

/// Returns Dad's device, an organiser's; Mum's, who is on his roll; and her organiser key.
fn dad_and_mum() -> (Device, Device, String) {
    let (mut dad, mut mum) = (father(), Device::new());
    dad.done("members add Dad --me");
    mum.join(&mut dad);
    let key = mum.key("device");
    dad.done(&format!("members add Mum --device {key} --yes"));
    let file = dad.home.path().join("first.age");
    dad.done(&format!("rotate --yes --sealed {}", file.display()));
    let words = dad.words("device --organiser");
    mum.done(&format!(
        "join {} '--trust-organiser={words}'",
        file.display()
    ));
    let key = mum.key("device --organiser");
    dad.fake.err();
    (dad, mum, key)
}

#[test]
fn an_organiser_makes_another_one_and_takes_it_back() {
    let (mut dad, mut mum, key) = dad_and_mum();
    assert_eq!(mum.key("device --organiser"), key);
    let failure = dad.fails(&format!("members promote mum --key {key} --yes"));
    assert!(failure.contains("read the key's six words"), "{failure}");
    let words = mum.words("device --organiser");
    dad.done(&format!(
        "members promote mum --key {key} --accept-keys '{words}'"
    ));
    let told = dad.fake.err();
    assert!(told.contains("ringtrue rotate -g 'Smith family' --sealed FILE"));
    let roll = dad.roll();
    assert!(roll.iter().all(|member| member["organiser"] == true));
    let failure = dad.fails(&format!("members promote Mum --key {key}"));
    assert!(failure.contains("Mum is already an organiser"), "{failure}");
    dad.fake.out();
    dad.done("members");
    let shown = dad.fake.out();
    assert!(shown.contains("Dad  ringtrue  organiser; you, on this device\n"));
    assert!(
        shown.contains("Mum  ringtrue  organiser; code not checked yet"),
        "{shown}"
    );
    // Mum's own device learns it only from the next message.
    mum.fake.will_answer("n");
    let failure = mum.fails("members demote Dad");
    assert!(failure.contains("nothing was changed"), "{failure}");
    let [asked] = mum.fake.asked().try_into().unwrap();
    assert!(asked.contains("not an organiser's"), "{asked}");
    assert!(asked.contains("messages from Dad"), "{asked}");
    dad.done("members demote Mum");
    assert!(dad.fake.err().contains("--sealed FILE"));
    let failure = dad.fails(&format!("members promote Mum --key {key}"));
    assert!(failure.contains("was demoted"), "{failure}");
    let failure = dad.fails("members demote Mum");
    assert!(failure.contains("no organiser has that name"));
}

#[test]
fn another_key_of_an_organiser_ends_the_one_before_unless_both_are_in_use() {
    for (answer, counting) in [(None, 2), (Some("n"), 2), (Some("y"), 3)] {
        let (mut dad, mut mum, key) = dad_and_mum();
        let words = mum.words("device --organiser");
        let promote = |key: &str, words: &str| {
            format!("members promote Mum --key {key} --accept-keys '{words}'")
        };
        dad.done(&promote(&key, &words));
        assert!(dad.fake.asked().is_empty());
        let mut laptop = Device::new();
        laptop.join(&mut dad);
        let key = laptop.key("device --organiser");
        let words = laptop.words("device --organiser");
        let promote = promote(&key, &words);
        if let Some(answer) = answer {
            dad.fake.will_answer(answer);
            dad.done(&promote);
            let [asked] = dad.fake.asked().try_into().unwrap();
            let question = "Does Mum still have that device?";
            assert!(asked.contains(question), "{asked}");
        } else {
            dad.done(&format!("{promote} --yes"));
        }
        let vault = dad.opened("vault.age");
        assert_eq!(
            vault.matches("[[group.organiser]]").count(),
            counting,
            "{vault}"
        );
        assert_eq!(vault.matches("\ndemoted = ").count(), 3 - counting);
    }
}

#[test]
fn who_promotes_needs_a_key_and_to_be_an_organiser() {
    let (mut dad, mut mum, _) = dad_and_mum();
    let failure = dad.fails("members promote Mum");
    assert!(failure.contains("ringtrue device --organiser"), "{failure}");
    let failure = mum.fails("members promote Dad");
    assert!(
        failure.contains("does not belong to an organiser"),
        "{failure}"
    );
    let failure = father().fails("members promote Dad");
    assert!(failure.contains("has no organiser yet"), "{failure}");
    let key = dad.key("device");
    let failure = dad.fails(&format!("members promote Mum --key {key}"));
    assert!(
        failure.contains("a device's key, not an organiser's"),
        "{failure}"
    );
}

#[test]
fn an_organiser_who_is_taken_off_the_roll_is_none_any_more() {
    let (mut dad, mut mum, key) = dad_and_mum();
    let failure = mum.fails("members remove Dad");
    assert!(
        failure.contains("Dad is an organiser, and this"),
        "{failure}"
    );
    let failure = dad.fails("members remove Dad");
    assert!(failure.contains("they are the only organiser"), "{failure}");
    let words = mum.words("device --organiser");
    dad.done(&format!(
        "members promote Mum --key {key} --accept-keys '{words}'"
    ));
    let failure = dad.fails("members remove Dad");
    assert!(
        failure.contains("a device can't demote its own organiser"),
        "{failure}"
    );
    dad.done("members remove Mum");
    assert_eq!(dad.roll().len(), 1);
    let failure = dad.fails("members demote Mum");
    assert!(failure.contains("no organiser has that name"));
}

#[test]
fn an_organiser_who_is_renamed_is_still_one() {
    let (mut dad, mut mum, _) = dad_and_mum();
    mum.done("members pair Dad --words-match");
    dad.done("members add Papa --me");
    assert!(dad.fake.err().contains("Papa's from now on, not Dad's"));
    let roll = dad.roll();
    let papa = roll.iter().find(|member| member["name"] == "Papa").unwrap();
    assert_eq!(
        (&papa["organiser"], &papa["you"]),
        (&true.into(), &true.into())
    );
    assert!(!roll.iter().any(|member| member["name"] == "Dad"));
    let file = dad.home.path().join("second.age");
    dad.done(&format!("rotate --yes --sealed {}", file.display()));
    // Mum compared that key as Dad's.
    let words = dad.words("device");
    mum.done(&format!("join {} '--accept-keys={words}'", file.display()));
    // On every device, and still paired.
    let roll = mum.roll();
    assert_eq!(roll.len(), 2, "{roll:?}");
    let papa = roll.iter().find(|member| member["name"] == "Papa").unwrap();
    assert_eq!(
        (&papa["organiser"], &papa["paired"]),
        (&true.into(), &true.into())
    );
}

/// Returns Dad's device, on which Mum's organiser key was first known as Mum and is now known as
/// Carla, with someone else on the roll as Mum.
fn dad_and_carla() -> Device {
    let (mut dad, mut mum, key) = dad_and_mum();
    let words = mum.words("device --organiser");
    dad.done(&format!(
        "members promote Mum --key {key} --accept-keys '{words}'"
    ));
    let file = dad.home.path().join("second.age");
    dad.done(&format!("rotate --yes --sealed {}", file.display()));
    mum.done(&format!("join {}", file.display()));
    mum.done("members add Carla --me");
    let file = dad.home.path().join("third.age");
    mum.done(&format!("rotate --yes --sealed {}", file.display()));
    dad.done(&format!("join {}", file.display()));
    dad.done("members add Mum");
    assert_eq!(dad.organisers(), ["Dad", "Carla"]);
    dad.fake.err();
    dad.fake.asked();
    dad
}

impl Device {
    /// Returns the names of those whose messages count.
    fn organisers(&mut self) -> Vec<String> {
        self.fake.out();
        self.done("members --json");
        let report: serde_json::Value = serde_json::from_str(&self.fake.out()).unwrap();
        let organisers = report["organisers"].as_array().unwrap().iter();
        let name = |it: &serde_json::Value| it["name"].as_str().unwrap().to_owned();
        organisers.map(name).collect()
    }
}

#[test]
fn nobody_who_goes_by_another_name_now_is_demoted_before_they_are_named() {
    let file = tempfile::tempdir().unwrap();
    let file = file.path().join("lost.age");
    let rotate = format!("rotate --lost Mum --sealed {}", file.display());
    let mut other = father();
    let key = other.key("device --organiser");
    let words = other.words("device --organiser");
    let promote = format!("members promote Mum --key {key} --accept-keys '{words}'");
    let mut dad = dad_and_carla();
    let vault = dad.home.path().join("vault.age");
    let before = std::fs::read(&vault).unwrap();
    for (line, more) in [
        (rotate.as_str(), Some("y")),
        (&promote, None),
        ("members remove Mum", None),
        ("members demote Mum", None),
    ] {
        let only_demotes = line == "members demote Mum";
        for answer in ["n", "y"] {
            std::fs::write(&vault, &before).unwrap();
            let _ = std::fs::remove_file(&file);
            dad.fake.will_answer(answer);
            if let Some(more) = more {
                dad.fake.will_answer(more);
            }
            if only_demotes && answer == "n" {
                let failure = dad.fails(line);
                assert!(failure.contains("nothing was changed"), "{failure}");
            } else {
                dad.done(line);
            }
            let asked = dad.fake.asked();
            let first = asked.first().unwrap();
            assert!(
                first.contains("The organiser Carla may be Mum under another name"),
                "{first}"
            );
            let is_left = dad.organisers().contains(&"Carla".to_owned());
            assert_eq!(is_left, answer == "n", "{line}");
            if let Some(plan) = asked.get(1) {
                let line = "No longer an organiser from then on: Carla\n";
                assert_eq!(plan.contains(line), answer == "y", "{plan}");
            }
        }
        std::fs::write(&vault, &before).unwrap();
        let _ = std::fs::remove_file(&file);
        dad.fake.err();
        if only_demotes {
            dad.fails(&format!("{line} --yes"));
        } else {
            dad.done(&format!("{line} --yes"));
        }
        let told = dad.fake.err();
        let command = "ringtrue members demote -g 'Smith family' Carla";
        assert!(told.contains(command), "{line}: {told}");
        assert!(dad.fake.asked().is_empty());
        assert!(dad.organisers().contains(&"Carla".to_owned()), "{line}");
    }
}

#[test]
fn a_loss_says_beforehand_who_will_be_an_organiser_no_longer() {
    let (mut dad, mut mum, key) = dad_and_mum();
    let words = mum.words("device --organiser");
    dad.done(&format!(
        "members promote Mum --key {key} --accept-keys '{words}'"
    ));
    let file = dad.home.path().join("second.age");
    dad.fake.will_answer("n");
    dad.fails(&format!("rotate --lost Mum --sealed {}", file.display()));
    let [asked] = dad.fake.asked().try_into().unwrap();
    let line = "No longer an organiser from then on: Mum\n";
    assert!(asked.contains(line), "{asked}");
    assert_eq!(dad.organisers(), ["Dad", "Mum"]);
}

#[test]
fn of_several_keys_of_an_organiser_only_those_end_that_were_chosen() {
    let (mut dad, mut mum, first) = dad_and_mum();
    let mut thief = father();
    let second = thief.key("device --organiser");
    let words = [&mut mum, &mut thief].map(|it| it.words("device --organiser"));
    for (key, words) in [&first, &second].into_iter().zip(&words) {
        if key == &second {
            dad.fake.will_answer("y");
        }
        dad.done(&format!(
            "members promote Mum --key {key} --accept-keys '{words}'"
        ));
    }
    let vault = dad.home.path().join("vault.age");
    let before = std::fs::read(&vault).unwrap();
    // With several keys, nobody is demoted without a choice.
    dad.fake.asked();
    let failure = dad.fails("members demote Mum --yes");
    for told in [&first, &second, &words[0], &words[1]] {
        assert!(failure.contains(told), "{failure}");
    }
    assert!(dad.fake.asked().is_empty());
    let own = dad.key("device --organiser");
    let failure = dad.fails(&format!("members demote Mum --key {own}"));
    assert!(failure.contains("that name and that key"), "{failure}");
    for answer in ["", "0", "3", "Mum"] {
        dad.fake.will_answer(answer);
        let failure = dad.fails("members demote Mum");
        assert!(failure.contains("nothing was changed"), "{failure}");
        let [asked] = dad.fake.asked().try_into().unwrap();
        let listed = format!("\n  1  {}\n  2  {}\n", words[0], words[1]);
        assert!(asked.contains(&listed), "{asked}");
    }
    assert_eq!(std::fs::read(&vault).unwrap(), before);
    let by_key = format!("members demote Mum --key {first}");
    for (line, answer, left) in [
        ("members demote Mum", "1", [false, true]),
        ("members demote Mum", "2", [true, false]),
        ("members demote Mum", "all", [false, false]),
        (&by_key, "", [false, true]),
    ] {
        std::fs::write(&vault, &before).unwrap();
        if !answer.is_empty() {
            dad.fake.will_answer(answer);
        }
        dad.done(line);
        dad.fake.out();
        dad.done("members --json");
        let counting = dad.fake.out();
        let counts = [&first, &second].map(|key| counting.contains(key.as_str()));
        assert_eq!(counts, left, "{line} {answer}");
    }
}
