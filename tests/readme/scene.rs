//! The people of the examples, their devices, and what they type.

use std::cell::RefCell;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};

use crate::common::Device;
use crate::page::Example;
use crate::redact::split_words;
use crate::session::Setup;

/// The device keys of Father and Ben, fixed so that the page can show their public keys and
/// words.
const FATHERS: &str = "AGE-SECRET-KEY-1QVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPS2PGGME";
const BENS: &str = "AGE-SECRET-KEY-1TK4SSLNZF29YK70P079C8QQWUEHNHVFFYCVTDLGU979J0LUGUR4SMHZYQ2";

/// The last line of the enrolment screen.
const GO_ON: &str = "Press Enter to continue.";
const CHANGE: &str = "Change the key? [y/N] ";

/// An answer to a question.
#[derive(Clone, Copy)]
enum Answer {
    Enter,
    /// Enter, after noting the six words on the screen.
    Noted,
    Yes,
    /// The half that a caller says now.
    FirstDigits,
    No,
    /// The six words that a file is sealed to.
    SixWords,
}

/// A section of the page, and the devices at its start.
pub struct Scene {
    section: String,
    father: Device,
    ben: Device,
    /// The six words that a file is sealed to, as noted from the screen.
    six_words: RefCell<String>,
}

impl Scene {
    pub fn of(section: &str) -> Self {
        let mut scene = Self {
            section: section.to_owned(),
            father: Device::new(),
            ben: Device::new(),
            six_words: RefCell::default(),
        };
        match section {
            "docs/guide/sheet.md: Grandmother's sheet" => scene.father_has_the_group(),
            "docs/guide/afar.md: From afar" => {
                (scene.father, scene.ben) = (device_with_key(FATHERS), device_with_key(BENS));
                scene.father_has_the_group();
                let father = &scene.father;
                scene.run("ringtrue invite --for Anna", father);
                let sheet = ["sheet", "--for", "Grandma", "--out", "sheet.html"];
                father.run(sheet).succeeds();
            }
            "docs/guide/pairs.md: Only between the two of you" => {
                (scene.father, scene.ben) = (device_with_key(FATHERS), device_with_key(BENS));
                scene.father_has_the_group();
                scene.father.adds("Ben", &scene.ben);
            }
            _ => {}
        }
        scene
    }

    pub fn section(&self) -> &str {
        &self.section
    }

    fn father_has_the_group(&self) {
        self.father.run(["new", "Smith family"]).succeeds();
    }

    /// Returns Mother's laptop, which has the group as her phone does.
    fn mother_joins(&self) -> Device {
        let mother = Device::new();
        let link = self.father.run(["invite", "--link"]).succeeds().out;
        mother.run_with(["join", "-", "--yes"], link).succeeds();
        mother
    }

    /// Runs a command of the page, and returns the lines left on the terminal.
    pub fn play(&self, example: &Example) -> Vec<String> {
        let at_bens = example.at.as_deref() == Some("at Ben's");
        assert!(at_bens || example.at.is_none(), "{}: where?", example.place);
        if example.typed == "ringtrue rotate --lost Anna" {
            // The page does not show how Ben's phone joined.
            self.run("ringtrue invite --for Ben", &self.father);
        }
        let device = if at_bens {
            &self.ben
        } else if example.typed.starts_with("ringtrue check five") {
            &self.mother_joins()
        } else {
            &self.father
        };
        let found = self.run(&example.typed, device);
        // Copying the files stands for the mail, chat or shared folder.
        for file in ["for-ben.age", "saturday.age"] {
            if let Ok(bytes) = std::fs::read(self.father.path(file)) {
                std::fs::write(self.ben.path(file), bytes).unwrap();
            }
        }
        found
    }

    fn run(&self, typed: &str, device: &Device) -> Vec<String> {
        let arguments = split_words(&self.with_due_half(typed));
        let arguments: Vec<&str> = arguments[1..].iter().map(String::as_str).collect();
        let programs = create_path(device);
        let setup = Setup::of(device).size(200, 60).variable("TZ", "UTC0");
        let setup = setup
            .variable("LANG", "C.UTF-8")
            .variable("PATH", &programs);
        let mut session = setup.run(&arguments);
        for (asked, answer) in answers(typed) {
            session.shows(asked);
            session.types(&match answer {
                Answer::Enter => "\n".to_owned(),
                Answer::Noted => {
                    *self.six_words.borrow_mut() = six_words(&session.contents());
                    "\n".to_owned()
                }
                Answer::Yes => "y\n".to_owned(),
                Answer::No => "n\n".to_owned(),
                Answer::FirstDigits => format!("{}\n", self.due(&[], "/caller/digits")),
                Answer::SixWords => format!("{}\n", self.six_words.borrow()),
            });
        }
        session.ends(expected_status(typed));
        let shown = session.contents();
        let (shown, _) = shown.split_once("[ended ").unwrap();
        let lines = shown.lines().map(|line| line.trim_end().to_owned());
        let mut lines: Vec<String> = lines.collect();
        if lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    /// Replaces the half in a command of the page with the one that is due now.
    fn with_due_half(&self, typed: &str) -> String {
        let (shown, due) = if typed.contains("five eight five ocean") {
            let digits = self.due(&[], "/caller/digits");
            let word = self.due(&[], "/caller/words/0");
            if self.due(&[], "/caller/digits") != digits {
                // The step ended in between.
                return self.with_due_half(typed);
            }
            ("five eight five ocean", format!("{digits} {word}"))
        } else if typed.contains("728 reindeer") {
            let line = self.due(&["--with", "Grandma"], "/days/0/caller/digits");
            ("728 reindeer", line)
        } else if typed.contains("check 901") {
            ("901", self.half_of_the_group_alone())
        } else {
            return typed.to_owned();
        };
        typed.replace(shown, &due)
    }

    /// Returns the group's half that is due. Rotates until it is not also a half of the pair
    /// of Father and Ben, now or soon, which happens by chance one time in 20.
    fn half_of_the_group_alone(&self) -> String {
        loop {
            let half = self.due(&[], "/caller/digits");
            let check = ["check", &half, "--they-called", "--from", "Ben", "--json"];
            if self.father.run(check).json()["verdict"] == "no_match" {
                return half;
            }
            self.father.run(["rotate", "--yes"]).succeeds();
        }
    }

    /// Returns a string from the report of `code` on Father's device.
    fn due(&self, more: &[&str], part: &str) -> String {
        let code = self.father.run(["code", "--json"].iter().chain(more));
        let report = code.succeeds().json();
        report.pointer(part).unwrap().as_str().unwrap().to_owned()
    }
}

/// Returns the expected exit status of a command.
fn expected_status(typed: &str) -> u8 {
    // The group's code, from someone who is paired, is no match.
    u8::from(typed.contains("check 901"))
}

/// Returns the questions that a command asks, and the answers.
fn answers(typed: &str) -> Vec<(&'static str, Answer)> {
    let begins = |start: &str| typed.starts_with(start);
    if begins("ringtrue new") {
        vec![
            ("(press Enter for none): ", Answer::Enter),
            (GO_ON, Answer::Enter),
        ]
    } else if begins("ringtrue sheet --for") {
        vec![(GO_ON, Answer::Enter)]
    } else if begins("ringtrue invite --for Ben --sealed") {
        vec![(GO_ON, Answer::Noted)]
    } else if begins("ringtrue invite") {
        vec![
            (GO_ON, Answer::Enter),
            ("digits will do: ", Answer::FirstDigits),
            ("app.) [y/N] ", Answer::No),
        ]
    } else if typed == "ringtrue rotate --lost Anna" {
        vec![(CHANGE, Answer::Yes), (GO_ON, Answer::Enter)]
    } else if begins("ringtrue rotate --lost Anna --sealed") {
        vec![(CHANGE, Answer::Yes)]
    } else if begins("ringtrue join for-ben.age") {
        vec![
            ("Tab hides them", Answer::SixWords),
            ("the same there? [y/N] ", Answer::Yes),
        ]
    } else if begins("ringtrue members add Ben --device") {
        vec![("Ben's device? [y/N] ", Answer::Yes)]
    } else if begins("ringtrue members pair") {
        vec![("are right too? [y/N] ", Answer::Yes)]
    } else {
        Vec::new()
    }
}

/// Returns the six words on a screen that are to be read to someone else.
fn six_words(screen: &str) -> String {
    let after = screen
        .lines()
        .skip_while(|line| !line.contains(':'))
        .skip(1);
    let mut words = after.map(str::trim);
    let six = words.find(|line| line.split_whitespace().count() == 6);
    six.unwrap_or_else(|| panic!("{screen}")).to_owned()
}

/// Returns a device that has only this device key.
fn device_with_key(text: &str) -> Device {
    let device = Device::new();
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(device.home())
        .unwrap();
    device.write_with_mode("home/device.key", text, 0o600);
    device
}

/// Creates a `PATH` folder with an `xdg-open` that does nothing.
fn create_path(device: &Device) -> String {
    let folder = device.path("programs");
    std::fs::create_dir_all(&folder).unwrap();
    let browser = folder.join("xdg-open");
    std::fs::write(&browser, "#!/bin/sh\nexit 0\n").unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder.to_str().unwrap().to_owned()
}
