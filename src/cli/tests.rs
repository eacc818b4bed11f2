//! Commands in a world that stands still: what depends on days going by, on
//! random bytes, and on what a person answers. Everything else is tested with
//! the real program, in `tests/`.

#![expect(clippy::disallowed_methods, reason = "tests look at files")]

mod roll;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use clap::Parser as _;
use ringtrue::device::DeviceKey;
use ringtrue::time::UtcOffset;
use tempfile::TempDir;

use super::args::Arguments;
use super::{Failure, Status, run};
use crate::sys::browser::Opening;
use crate::sys::fake::Fake;

const DAY: u64 = 86_400;

#[test]
fn the_vault_of_a_new_group_is_this_text() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    assert_eq!(
        father.opened("vault.age"),
        r#"version = 1

[[group]]
id = "1415161718191a1b1c1d1e1f20212223"
name = "Smith family"
highest = 1
generation = 1
since = 1795370400
seed = "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT"
"#
    );
}

#[test]
fn an_old_seed_is_accepted_for_a_week_and_then_gone_from_every_file() {
    let mut father = Device::new();
    let mut daughter = Device::new();
    father.done("new 'Smith family'");
    daughter.join(&mut father);
    let old_seed = father.seed();
    father.done("rotate");

    father.wait(6 * DAY);
    daughter.wait(6 * DAY);
    let half = daughter.caller_half();
    assert_eq!(father.verdict(&half), "match_previous_generation");

    father.wait(DAY - 1);
    daughter.wait(DAY - 1);
    let half = daughter.caller_half();
    assert_eq!(father.verdict(&half), "match_previous_generation");
    assert!(father.opened("vault.age").contains(&old_seed));

    father.wait(1);
    daughter.wait(1);
    let half = daughter.caller_half();
    assert_eq!(father.verdict(&half), "no_match");
    assert!(!father.opened("vault.age").contains(&old_seed));
    assert!(!father.opened("vault.age.bak").contains(&old_seed));
}

#[test]
fn an_old_seed_goes_when_the_code_is_only_looked_at() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let old_seed = father.seed();
    father.done("rotate --overlap 1");
    father.wait(DAY);
    father.done("code");
    assert!(!father.opened("vault.age").contains(&old_seed));
    assert!(!father.opened("vault.age.bak").contains(&old_seed));
}

#[test]
fn a_rotation_for_a_lost_phone_leaves_no_old_seed() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.done("members add Anna");
    let first = father.seed();
    father.done("rotate");
    let second = father.seed();
    father.done("rotate --lost anna");
    for file in ["vault.age", "vault.age.bak"] {
        let text = father.opened(file);
        assert!(!text.contains(&first) && !text.contains(&second), "{file}");
        assert!(!text.contains("Anna"), "{file}");
    }
}

#[test]
fn a_rotation_is_undone_and_its_number_not_issued_again() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let first = father.seed();
    father.done("rotate");
    let undone = father.seed();
    father.done("rotate --undo");
    assert_eq!(father.seed(), first);
    assert!(!father.opened("vault.age.bak").contains(&undone));
    father.wait(30 * DAY);
    father.done("rotate");
    assert!(father.opened("vault.age").contains("generation = 3"));
    let failure = Device::new().fails("rotate --undo");
    assert!(failure.contains("no group on this device"), "{failure}");
}

#[test]
fn a_rotation_that_was_scanned_asks_whether_a_phone_was_lost() {
    for (lost, verdict) in [("y", "old_seed"), ("n", "match_previous_generation")] {
        let mut father = Device::new();
        let (mut daughter, mut son) = (Device::new(), Device::new());
        father.done("new 'Smith family'");
        daughter.join(&mut father);
        son.join(&mut father);
        father.done("rotate");
        father.done("rotate");
        daughter.fake.will_answer("y");
        daughter.fake.will_answer(lost);
        let picture = father.picture();
        daughter.done(&format!("join {picture}"));
        let asked = daughter.fake.asked();
        assert!(asked[0].contains("replaces generation 1"), "{asked:?}");
        assert!(asked[0].contains("2 generations at once"), "{asked:?}");
        assert!(asked[0].contains("Check words: "), "{asked:?}");
        let half = son.caller_half();
        assert_eq!(daughter.verdict(&half), verdict);
    }
}

#[test]
fn a_half_is_accepted_once() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let half = father.caller_half();
    assert_eq!(father.verdict(&half), "match");
    assert_eq!(father.verdict(&half), "used");
    father.wait(9 * 30);
    assert_eq!(father.verdict(&half), "used");
    father.wait(DAY);
    assert_eq!(father.verdict(&half), "used");
}

#[test]
fn a_member_who_is_heard_is_on_the_roll_call() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.done("members add Anna");
    let half = father.caller_half();
    father.done(&format!("check {half} --they-called --from anna"));
    father.fake.out();
    father.done("members");
    assert_eq!(
        father.fake.out(),
        "Smith family, generation 1\n  Anna  app       on generation 1 (2026-11-22 18:00 UTC)\n"
    );
    let failure = father.fails("check 000 --they-called --from Bob");
    assert!(failure.contains("nobody of that name"), "{failure}");
}

#[test]
fn a_new_device_is_confirmed_by_its_whole_code() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let code = father.code();
    for answer in ["000000", &code[..3], &code] {
        father.fake.will_answer(answer);
    }
    father.fake.system.out_is_terminal = true;
    father.fake.system.out_has_screen = true;
    father.done("invite --for Anna");
    let err = father.fake.err();
    assert!(err.contains("6 digits"), "{err}");
    assert!(err.contains("Anna is on generation 1."), "{err}");
    assert!(father.opened("vault.age").contains("Anna"));
}

#[test]
fn a_camera_that_sees_no_code_is_left_after_three_minutes() {
    let mut father = Device::new();
    // A minute goes by with every look at the clock.
    let minutes = Cell::new(0);
    father.fake.system.awake = Box::new(move || {
        minutes.set(minutes.get() + 1);
        Duration::from_secs(60 * minutes.get())
    });
    let failure = father.fails("join --camera");
    assert!(
        failure.contains("no QR code was found within 3 minutes"),
        "{failure}"
    );
    assert!(failure.contains("ringtrue join photo.jpg"), "{failure}");
    let told = father.fake.err();
    assert!(
        told.contains("If it does not open, go to: http://127.0.0.1:"),
        "{told}"
    );
}

/// A device with Grandma's sheet, and the halves of the line of a day, counted
/// from today.
fn with_sheet() -> Device {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.done("members add Grandma --sheet 431207");
    father.fake.err();
    father
}

fn grandmas_line(father: &mut Device, off: i64) -> (String, String) {
    father.fake.out();
    father.done("code --with Grandma --json");
    let report: serde_json::Value = serde_json::from_str(&father.fake.out()).unwrap();
    let days = report["days"].as_array().unwrap();
    let day = days.iter().find(|day| day["days_off"] == off).unwrap();
    let half = |side: &str| day[side]["digits"].as_str().unwrap().to_owned();
    (half("caller"), half("answerer"))
}

#[test]
fn the_line_of_another_day_counts_where_a_person_says_that_it_is_that_day_there() {
    for (answer, status) in [("y", Status::Done), ("n", Status::NoMatch)] {
        let mut father = with_sheet();
        let (tomorrow, own) = grandmas_line(&mut father, 1);
        father.fake.will_answer(answer);
        let check = format!("check {tomorrow} --they-called --from Grandma");
        assert_eq!(father.run(&check).unwrap(), status);
        assert_eq!(
            father.fake.asked(),
            [
                "That is the line of Monday 23 November 2026, and here it is Sunday 22 November \
              2026. Is it that day where Grandma is now?"
            ]
        );
        let told = father.fake.out();
        assert_eq!(told.contains(&own), status == Status::Done, "{told}");
        // The next day it is used up here too.
        father.wait(DAY);
        let again = match status {
            Status::Done => Status::NoMatch,
            _ => Status::Done,
        };
        assert_eq!(father.run(&check).unwrap(), again);
    }
}

#[test]
fn nobody_is_asked_of_a_day_that_it_is_nowhere_or_where_no_questions_are_wanted() {
    let mut father = with_sheet();
    let (today, _) = grandmas_line(&mut father, 0);
    let (tomorrow, _) = grandmas_line(&mut father, 1);
    let check = format!("check {tomorrow} --they-called --from Grandma --yes");
    assert_eq!(father.run(&check).unwrap(), Status::NoMatch);
    father.wait(DAY);
    // At 18:00 UTC it is yesterday nowhere any more.
    let check = format!("check {today} --they-called --from Grandma");
    assert_eq!(father.run(&check).unwrap(), Status::NoMatch);
    assert!(father.fake.asked().is_empty());
}

#[test]
fn the_day_is_that_of_the_calendar_on_the_wall() {
    let mut father = with_sheet();
    let (tomorrow, _) = grandmas_line(&mut father, 1);
    father.fake.system.offset = Box::new(|_| UtcOffset::from_secs(9 * 3600));
    assert_eq!(grandmas_line(&mut father, 0).0, tomorrow);
    father.done(&format!("check {tomorrow} --they-called --from Grandma"));
}

#[test]
fn a_sheet_is_printed_with_the_lines_that_count() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    let page = father.home.path().join("page.html").display().to_string();
    father.done(&format!("sheet --for Grandma --days 2 --out {page}"));
    let text = std::fs::read_to_string(&page).unwrap();
    for off in [0, 1] {
        let (caller, answerer) = grandmas_line(&mut father, off);
        assert!(text.contains(&format!("<b>{caller}</b>")), "{text}");
        assert!(text.contains(&format!("<b>{answerer}</b>")), "{text}");
    }
    assert!(text.contains("2026-11-23") && !text.contains("2026-11-24"));
    assert!(father.opened("vault.age").contains("sheet_generation = 1"));
}

#[test]
fn a_sheet_that_can_t_be_written_leaves_the_one_before() {
    let mut father = with_sheet();
    let failure = father.fails("sheet --for Grandma --yes --out /nonexistent/page.html");
    assert!(failure.contains("can't write"), "{failure}");
    assert!(father.opened("vault.age").contains("sheet = 431207"));
    // Nor does one that was not wanted.
    father.fake.will_answer("n");
    let failure = father.fails("sheet --for Grandma");
    assert!(failure.contains("was left as it is"), "{failure}");
    assert!(father.opened("vault.age").contains("sheet = 431207"));
}

#[test]
fn somebody_with_an_app_gets_a_sheet_only_where_that_was_said() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.done("members add Anna");
    father.fake.will_answer("n");
    father.fails("sheet --for Anna");
    assert!(father.fake.asked()[0].contains("\"app\""));
    assert!(father.opened("vault.age").contains("holds = \"app\""));
}

#[test]
fn a_page_is_opened_where_a_person_sits_before_it() {
    for (is_terminal, option, is_opened) in [
        (true, "", true),
        (true, "--no-open", false),
        (false, "", false),
    ] {
        let mut father = Device::new();
        father.done("new 'Smith family'");
        let opened = Rc::new(RefCell::new(Vec::new()));
        let met = Rc::clone(&opened);
        father.fake.system.browse = Box::new(move |target| {
            met.borrow_mut().push(target.to_owned());
            Ok(Opening::unheard())
        });
        father.fake.system.out_is_terminal = is_terminal;
        let page = father.home.path().join("page.html");
        father.done(&format!("sheet --card --out {} {option}", page.display()));
        let whole = is_opened.then(|| page.into_os_string());
        assert_eq!(*opened.borrow(), whole.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_page_with_a_secret_is_not_printed_on_a_terminal() {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    father.fake.system.out_is_terminal = true;
    for page in ["--invite", "--for Grandma"] {
        let failure = father.fails(&format!("sheet {page} --out -"));
        assert!(failure.contains("is a terminal"), "{failure}");
    }
    father.fake.out();
    father.done("sheet --card --out -");
    assert!(father.fake.out().starts_with("<!doctype html>"));
    assert!(!father.opened("vault.age").contains("Grandma"));
}

struct Device {
    home: TempDir,
    fake: Fake,
}

impl Device {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let fake = Fake::at(home.path());
        Self { home, fake }
    }

    fn run(&mut self, line: &str) -> Result<Status, Failure> {
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
    fn done(&mut self, line: &str) {
        let status = self.run(line).map_err(|failure| failure.to_string());
        assert_eq!(status, Ok(Status::Done), "{line}");
    }

    #[track_caller]
    fn fails(&mut self, line: &str) -> String {
        self.run(line).unwrap_err().to_string()
    }

    fn wait(&mut self, seconds: u64) {
        self.fake.wait(seconds);
    }

    /// Joins the group of another device by a picture.
    fn join(&mut self, other: &mut Self) {
        let picture = other.picture();
        self.done(&format!("join {picture} --yes"));
    }

    fn picture(&mut self) -> String {
        let picture = self.home.path().join("invite.png").display().to_string();
        self.done(&format!("invite --yes --png {picture}"));
        picture
    }

    fn verdict(&mut self, half: &str) -> String {
        self.fake.out();
        self.run(&format!("check {half} --they-called --json"))
            .unwrap();
        let report: serde_json::Value = serde_json::from_str(&self.fake.out()).unwrap();
        report["verdict"].as_str().unwrap().to_owned()
    }

    fn code(&mut self) -> String {
        self.fake.out();
        self.done("code --json");
        let report: serde_json::Value = serde_json::from_str(&self.fake.out()).unwrap();
        report["code"].as_str().unwrap().to_owned()
    }

    fn caller_half(&mut self) -> String {
        self.code()[..3].to_owned()
    }

    /// The seed in force, as the vault spells it.
    fn seed(&self) -> String {
        let text = self.opened("vault.age");
        let (_, after) = text.split_once("seed = \"").unwrap();
        after.split('"').next().unwrap().to_owned()
    }

    /// The text of a sealed file.
    fn opened(&self, name: &str) -> String {
        let path = |name: &str| self.home.path().join(name);
        let key = std::fs::read_to_string(path("device.key")).unwrap();
        let key = DeviceKey::from_text(&key).unwrap();
        let text = key.open(&std::fs::read(path(name)).unwrap()).unwrap();
        String::from_utf8(text.to_vec()).unwrap()
    }
}
