//! A device in a test's world, and the lines typed on it.

use clap::Parser as _;
use ringtrue_core::device::DeviceKey;
use tempfile::TempDir;

use crate::args::Arguments;
use crate::run::{Failure, run};
use crate::sys::fake::Fake;
use crate::tell::Status;

pub struct Device {
    pub home: TempDir,
    pub fake: Fake,
}

impl Device {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let fake = Fake::at(home.path());
        Self { home, fake }
    }

    pub fn run(&mut self, line: &str) -> Result<Status, Failure> {
        let quoted = line.split('\'').enumerate();
        let words = quoted.flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        });
        let arguments = Arguments::try_parse_from(["ringtrue"].into_iter().chain(words)).unwrap();
        self.fake.start();
        run(&arguments, &mut self.fake.system)
    }

    #[track_caller]
    pub fn done(&mut self, line: &str) {
        let status = self.run(line).map_err(|failure| failure.to_string());
        assert_eq!(status, Ok(Status::Done), "{line}");
    }

    #[track_caller]
    pub fn fails(&mut self, line: &str) -> String {
        self.run(line).unwrap_err().to_string()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.fake.wait(seconds);
    }

    /// Joins the group of another device by a picture.
    pub fn join(&mut self, other: &mut Self) {
        let picture = other.picture();
        self.done(&format!("join {picture} --yes"));
    }

    pub fn picture(&mut self) -> String {
        let picture = self.home.path().join("invite.png").display().to_string();
        self.done(&format!("invite --yes --png {picture}"));
        picture
    }

    pub fn verdict(&mut self, half: &str) -> String {
        self.fake.out();
        self.run(&format!("check {half} --they-called --json"))
            .unwrap();
        let report: serde_json::Value = serde_json::from_str(&self.fake.out()).unwrap();
        report["verdict"].as_str().unwrap().to_owned()
    }

    pub fn code(&mut self) -> String {
        self.fake.out();
        self.done("code --json");
        let report: serde_json::Value = serde_json::from_str(&self.fake.out()).unwrap();
        report["code"].as_str().unwrap().to_owned()
    }

    pub fn caller_half(&mut self) -> String {
        self.code()[..3].to_owned()
    }

    /// Returns the current seed, as the vault spells it.
    pub fn seed(&self) -> String {
        let text = self.opened("vault.age");
        let (_, after) = text.split_once("seed = \"").unwrap();
        after.split('"').next().unwrap().to_owned()
    }

    /// Returns the text of a sealed file, including its MAC line.
    pub fn opened(&self, name: &str) -> String {
        let path = |name: &str| self.home.path().join(name);
        let key = std::fs::read_to_string(path("device.key")).unwrap();
        let key = DeviceKey::from_text(&key).unwrap();
        let text = key.open(&std::fs::read(path(name)).unwrap()).unwrap();
        String::from_utf8(text.to_vec()).unwrap()
    }
}
