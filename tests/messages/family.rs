//! A family of devices, each with its own data directory.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{Device, Run};

/// A device of a family, and the folder that they share.
pub struct Person {
    pub device: Device,
    shared: PathBuf,
}

/// Returns devices without any data that share a folder.
pub fn people<const N: usize>(shared: &Path) -> [Person; N] {
    std::array::from_fn(|_| Person {
        device: Device::new(),
        shared: shared.to_owned(),
    })
}

/// Sets up Dad, who created the group, and Ann, who joined by an invitation and whose
/// device is on Dad's roll.
pub fn dad_and_ann(shared: &Path) -> [Person; 2] {
    let [dad, ann] = people(shared);
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    dad.invites("Ann", &ann);
    [dad, ann]
}

impl Person {
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.device.run(arguments)
    }

    /// Returns the path of a file in the shared folder.
    pub fn shared(&self, name: &str) -> String {
        self.shared.join(name).display().to_string()
    }

    /// Invites someone from afar, who joins, and records their device.
    pub fn invites(&self, name: &str, other: &Self) {
        let file = self.shared(&format!("invitation-{name}.age"));
        let invite = ["invite", "--for", name, "--sealed", &file, "--yes"];
        let words = self.run(&invite).succeeds().out;
        assert_eq!(words.split(' ').count(), 6, "{words}");
        assert_eq!(words.lines().count(), 1);
        other.joins_by(self, &file, &words).succeeds();
        self.adds(name, other);
    }

    /// Joins by an invitation and its six words.
    pub fn joins_by(&self, organiser: &Self, file: &str, words: &str) -> Run {
        let words = self.device.write_with_mode("words.txt", words, 0o600);
        let words = words.display().to_string();
        let trust = organiser.trust_option();
        self.run(&["join", file, "--words-file", &words, &trust])
    }

    /// Returns the option with which others accept this device's messages:
    /// `--trust-organiser` with its words as an organiser.
    pub fn trust_option(&self) -> String {
        self.device.trust_option()
    }

    /// Puts someone's device key on the roll, with its words compared.
    pub fn adds(&self, name: &str, other: &Self) {
        self.device.adds(name, &other.device);
    }

    /// Returns the six words of the device key.
    pub fn words(&self) -> String {
        self.device.words()
    }

    pub fn key(&self) -> String {
        self.run(&["device"]).succeeds().out.trim_end().to_owned()
    }

    /// Makes someone an organiser too.
    pub fn promotes(&self, name: &str, other: &Self) -> Run {
        let key = other
            .run(&["device", "--organiser", "--json"])
            .succeeds()
            .json();
        let (key, words) = (key["organiser"].as_str(), key["words"].as_str());
        let (key, words) = (key.unwrap(), words.unwrap());
        let promote = ["members", "promote", name, "--key", key];
        self.run(&[promote.as_slice(), &["--accept-keys", words]].concat())
            .succeeds()
    }

    /// Rotates into a file in the shared folder, and returns its path.
    pub fn rotates_to(&self, file: &str, more: &[&str]) -> String {
        let file = self.shared(file);
        let rotate = ["rotate", "--yes", "--sealed", &file];
        self.run(&[rotate.as_slice(), more].concat()).succeeds();
        file
    }

    /// Joins from a message.
    pub fn joins_from(&self, file: &str) -> Run {
        self.run(&["join", file])
    }

    /// Returns the generation, and the code at time 0, which identifies the seed.
    pub fn seed_fingerprint(&self) -> (u64, String) {
        let code = self.run(&["code", "--at", "0", "--json"]).succeeds().json();
        let generation = code["generation"].as_u64().unwrap();
        (generation, code["code"].as_str().unwrap().to_owned())
    }

    /// Returns the names of the organisers whose messages count.
    pub fn organisers(&self) -> Vec<String> {
        let roll = self.run(&["members", "--json"]).succeeds().json();
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

    /// Returns the names on the roll.
    pub fn roll(&self) -> Vec<String> {
        let roll = self.run(&["members", "--json"]).succeeds().json();
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
    /// Returns another device that shares the same folder.
    pub fn new_like(other: &Self) -> Self {
        Self {
            device: Device::new(),
            shared: other.shared.clone(),
        }
    }

    /// Copies all files of another device to this one.
    pub fn copies_files_of(&self, other: &Self) {
        std::fs::create_dir(self.device.home()).unwrap();
        for (path, bytes) in other.device.files() {
            let to = self.device.home().join(path.file_name().unwrap());
            std::fs::write(to, bytes).unwrap();
        }
    }
}
