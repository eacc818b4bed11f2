#![expect(clippy::disallowed_methods, reason = "tests look at files")]

use ringtrue_core::call::Verdict;
use tempfile::TempDir;

use crate::call::practice::{Drill, DrillName, Ending, Global, Status, args, choose, keep, report};
use crate::run::run_line;
use crate::sys::fake::Fake;

const DAY: u64 = 86_400;

#[test]
fn a_drill_is_kept_and_doctor_suggests_the_one_that_went_wrong() {
    let (home, mut fake) = device();
    assert_eq!(finding(&mut fake), "look: ringtrue practice");
    let right = Ending::WentOn(Verdict::Match);
    keep(Drill::Relative, right, &mut fake.system);
    assert_eq!(finding(&mut fake), "well: ");
    keep(Drill::Testing, Ending::GaveIn, &mut fake.system);
    fake.wait(1);
    keep(Drill::OldCode, Ending::GaveIn, &mut fake.system);
    assert_eq!(finding(&mut fake), "look: ringtrue practice old-code");
    for drill in [Drill::Testing, Drill::OldCode] {
        keep(drill, Ending::HungUp(None), &mut fake.system);
    }
    assert_eq!(finding(&mut fake), "well: ");
    fake.wait(90 * DAY - 1);
    assert_eq!(finding(&mut fake), "well: ");
    fake.wait(1);
    assert_eq!(finding(&mut fake), "look: ringtrue practice");
    let state = std::fs::read_to_string(home.path().join("state.toml")).unwrap();
    assert!(state.contains("name = \"testing\"\ntimes = 2\n"), "{state}");
    assert!(!home.path().join("recent.toml").exists());
    assert_eq!(fake.err(), "");
}

#[test]
fn a_drill_that_can_not_be_noted_is_a_warning() {
    let (home, mut fake) = device();
    std::fs::create_dir(home.path().join("state.toml")).unwrap();
    keep(Drill::Relative, Ending::GaveIn, &mut fake.system);
    let err = fake.err();
    let warning = "ringtrue: warning: can't record that this call was practised\n";
    assert!(err.ends_with(warning), "{err}");
}

#[test]
fn what_was_kept_and_is_damaged_is_set_aside() {
    let (home, mut fake) = device();
    std::fs::write(home.path().join("state.toml"), "version = 1\nnew = 1").unwrap();
    assert!(choose(&mut fake.system).is_ok());
    keep(Drill::Relative, Ending::GaveIn, &mut fake.system);
    let state = std::fs::read_to_string(home.path().join("state.toml")).unwrap();
    assert!(
        state.contains("[[drill]]\nname = \"relative\"\n"),
        "{state}"
    );
}

#[test]
fn without_a_name_every_drill_has_its_turn() {
    let (_home, mut fake) = device();
    let mut done = Vec::new();
    for _ in Drill::ALL {
        let drill = choose(&mut fake.system).unwrap();
        assert!(!done.contains(&drill), "{drill:?}");
        keep(drill, Ending::HungUp(None), &mut fake.system);
        fake.wait(1);
        done.push(drill);
    }
    // Hanging up at once was wrong in these two.
    let wrong = [Drill::Relative, Drill::Forced];
    assert!(wrong.contains(&choose(&mut fake.system).unwrap()));
    for drill in wrong {
        keep(drill, Ending::WentOn(Verdict::Match), &mut fake.system);
        fake.wait(1);
    }
    let oldest = done.iter().find(|drill| !wrong.contains(drill));
    assert_eq!(Some(&choose(&mut fake.system).unwrap()), oldest);
}

#[test]
fn the_report_is_a_few_lines_or_json_and_the_status_says_whether_it_was_right() {
    let (_home, mut fake) = device();
    fake.out();
    for (ending, status, json, text) in [
        (
            Ending::HungUp(None),
            Status::Done,
            r#"{"drill":"testing","right":true,"message":"Nobody needs "#,
            "PRACTICE  testing: right\nNobody needs ",
        ),
        (
            Ending::GaveIn,
            Status::NoMatch,
            r#"{"drill":"testing","right":false,"message":"You read out "#,
            "PRACTICE  testing: not right\nYou read out ",
        ),
    ] {
        for (line, start) in [("practice --json", json), ("practice", text)] {
            let global = global(line);
            let reported = report(Drill::Testing, ending, "Anna", &global, &mut fake.system);
            assert_eq!(reported.unwrap(), status);
            let out = fake.out();
            assert!(out.starts_with(start), "{out}");
        }
    }
}

#[test]
fn every_drill_can_be_named() {
    use clap::ValueEnum as _;
    let names = DrillName::value_variants().iter().map(|name| {
        let drill = Drill::from(*name);
        assert_eq!(name.to_possible_value().unwrap().get_name(), drill.as_str());
        drill
    });
    assert_eq!(names.collect::<Vec<_>>(), Drill::ALL);
}

/// Returns a device with a group.
fn device() -> (TempDir, Fake) {
    let home = tempfile::tempdir().unwrap();
    let mut fake = Fake::at(home.path());
    run_line("new Smiths", &mut fake.system);
    // Start without the state that `new` recorded.
    std::fs::remove_file(home.path().join("state.toml")).unwrap();
    fake.err();
    (home, fake)
}

/// Returns `doctor`'s finding about practice, and its fix.
fn finding(fake: &mut Fake) -> String {
    fake.out();
    run_line("doctor --json", &mut fake.system);
    let report: serde_json::Value = serde_json::from_str(&fake.out()).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let mut of_practice = findings.iter().filter(|one| one["topic"] == "practice");
    let found = of_practice.next().unwrap();
    assert!(of_practice.next().is_none());
    let fix = found["fix"].as_str().unwrap_or_default();
    format!("{}: {fix}", found["health"].as_str().unwrap())
}

fn global(line: &str) -> Global {
    use clap::Parser as _;
    let words = ["ringtrue"].into_iter().chain(line.split_whitespace());
    args::Arguments::try_parse_from(words).unwrap().global
}
