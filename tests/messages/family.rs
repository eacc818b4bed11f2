//! A family of devices, each with its own home.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{Device, Run};

/// A device of a family, and a folder that all of them reach.
pub struct Person {
    pub device: Device,
    shared: PathBuf,
}

/// Devices that have done nothing yet, and the folder that they share.
pub fn people<const N: usize>(shared: &Path) -> [Person; N] {
    std::array::from_fn(|_| Person {
        device: Device::new(),
        shared: shared.to_owned(),
    })
}

/// Dad, who made the group and is on its roll, and Ann, who joined by an
/// invitation and whose device he has.
pub fn dad_and_ann(shared: &Path) -> [Person; 2] {
    let [dad, ann] = people(shared);
    dad.run(&["new", "Smith family"]).done();
    dad.run(&["members", "add", "Dad", "--me"]).done();
    dad.lets_in("Ann", &ann);
    [dad, ann]
}

impl Person {
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.device.run(arguments)
    }

    /// A file of the folder that they share.
    pub fn shared(&self, name: &str) -> String {
        self.shared.join(name).display().to_string()
    }

    /// Invites somebody from afar, who joins; and records their device.
    pub fn lets_in(&self, name: &str, other: &Self) {
        let file = self.shared(&format!("invitation-{name}.age"));
        let invite = ["invite", "--for", name, "--sealed", &file, "--yes"];
        let words = self.run(&invite).done().out;
        assert_eq!(words.split(' ').count(), 6, "{words}");
        assert_eq!(words.lines().count(), 1);
        other.joins_by(self, &file, &words).done();
        self.records(name, other);
    }

    /// Joins by an invitation whose six words were told.
    pub fn joins_by(&self, organiser: &Self, file: &str, words: &str) -> Run {
        let words = self.device.passphrase("words.txt", words, 0o600);
        let words = words.display().to_string();
        let trust = organiser.as_organiser();
        self.run(&["join", file, "--words-file", &words, &trust])
    }

    /// The option by which others take this device's messages, with its words as an
    /// organiser.
    pub fn as_organiser(&self) -> String {
        self.device.as_organiser()
    }

    /// Puts somebody's device key on the roll, after its words were compared.
    pub fn records(&self, name: &str, other: &Self) {
        self.device.records(name, &other.device);
    }

    /// The six words of this device's key.
    pub fn words(&self) -> String {
        self.device.words()
    }

    pub fn key(&self) -> String {
        self.run(&["device"]).done().out.trim_end().to_owned()
    }

    /// Makes somebody an organiser too.
    pub fn promotes(&self, name: &str, other: &Self) -> Run {
        let key = other
            .run(&["device", "--organiser", "--json"])
            .done()
            .json();
        let (key, words) = (key["organiser"].as_str(), key["words"].as_str());
        let (key, words) = (key.unwrap(), words.unwrap());
        let promote = ["members", "promote", name, "--key", key];
        self.run(&[promote.as_slice(), &["--accept-keys", words]].concat())
            .done()
    }

    /// Rotates into a file of the folder, and returns its path.
    pub fn seals(&self, file: &str, more: &[&str]) -> String {
        let file = self.shared(file);
        let rotate = ["rotate", "--yes", "--sealed", &file];
        self.run(&[rotate.as_slice(), more].concat()).done();
        file
    }

    /// Takes in what was sent.
    pub fn hears(&self, file: &str) -> Run {
        self.run(&["join", file])
    }

    /// Generation and code at a moment long past, which tells the seed.
    pub fn seed_told(&self) -> (u64, String) {
        let code = self.run(&["code", "--at", "0", "--json"]).done().json();
        let generation = code["generation"].as_u64().unwrap();
        (generation, code["code"].as_str().unwrap().to_owned())
    }

    /// The names of those whose messages count.
    pub fn organisers(&self) -> Vec<String> {
        let roll = self.run(&["members", "--json"]).done().json();
        let told = |organiser: &Value| {
            let name = organiser["name"].as_str().unwrap();
            if organiser["on_roll"].as_bool().unwrap() {
                name.to_owned()
            } else {
                format!("{name}, off the roll")
            }
        };
        let organisers = roll["organisers"].as_array().unwrap().iter();
        let mut names: Vec<String> = organisers.map(told).collect();
        names.sort();
        names
    }

    /// The names on the roll.
    pub fn roll(&self) -> Vec<String> {
        let roll = self.run(&["members", "--json"]).done().json();
        let name = |member: &Value| member["name"].as_str().unwrap().to_owned();
        let mut names: Vec<String> = roll["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(name)
            .collect();
        names.sort();
        names
    }
}

impl Person {
    /// Another device that reaches the same folder.
    pub fn new_like(other: &Self) -> Self {
        Self {
            device: Device::new(),
            shared: other.shared.clone(),
        }
    }

    /// Gives this device a copy of all that another one has.
    pub fn has_the_files_of(&self, other: &Self) {
        std::fs::create_dir(self.device.home()).unwrap();
        for (path, bytes) in other.device.files() {
            let to = self.device.home().join(path.file_name().unwrap());
            std::fs::write(to, bytes).unwrap();
        }
    }
}
