//! Sheets: their lines, their days, their pages.

use std::cell::RefCell;
use std::rc::Rc;

use ringtrue_core::time::UtcOffset;

use crate::run::tests::{DAY, Device};
use crate::sys::browser::Launch;
use crate::tell::Status;

/// The code of Grandma's sheet, printed today, for 60 days.
const SHEET: &str =
    "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=2026-11-22&days=60";

/// The halves of its line for today.
const TODAY: (&str, &str) = ("463", "881");

/// Returns a device with Grandma's sheet.
fn with_sheet() -> Device {
    let mut father = Device::new();
    father.done("new 'Smith family'");
    take(&mut father, SHEET, "--yes");
    father.fake.err();
    father.fake.out();
    father
}

/// Joins with the code of a sheet in a text.
#[track_caller]
fn take(device: &mut Device, code: &str, more: &str) {
    let join = join_command(device, code, more);
    device.done(&join);
}

/// Writes the code to a file, and returns the command that joins with it.
fn join_command(device: &Device, code: &str, more: &str) -> String {
    let path = device.home.path().join("sheet.txt");
    std::fs::write(&path, format!("{code}\n")).unwrap();
    format!("join {} {more}", path.display())
}

/// Returns the halves of the line `off` days from today.
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
                "That is the line for Monday 23 November 2026, but here it is Sunday 22 November \
              2026. Is it Monday 23 November 2026 where Grandma is?"
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
    // At 18:00 UTC it is no longer yesterday anywhere.
    let check = format!("check {today} --they-called --from Grandma");
    assert_eq!(father.run(&check).unwrap(), Status::NoMatch);
    assert!(father.fake.asked().is_empty());
}

#[test]
fn the_day_is_that_of_the_calendar_on_the_wall() {
    let mut father = with_sheet();
    let (tomorrow, _) = grandmas_line(&mut father, 1);
    father.fake.system.offset = Rc::new(|_| UtcOffset::from_secs(9 * 3600));
    assert_eq!(grandmas_line(&mut father, 0).0, tomorrow);
    father.done(&format!("check {tomorrow} --they-called --from Grandma"));
}

#[test]
fn at_a_terminal_it_is_asked_who_it_is() {
    let mut father = with_sheet();
    father.done("members add Gregor");
    let check = format!("check {} --they-called", TODAY.0);
    for (answers, asked, status) in [
        (&["gra"][..], 1, Status::Done),
        (&["Grandma"], 1, Status::NoMatch),
        (&["", "x", "g", "gre"], 4, Status::NoMatch),
        (&["someone"], 1, Status::NoMatch),
    ] {
        for answer in answers {
            father.fake.will_answer(answer);
        }
        father.fake.out();
        assert_eq!(father.run(&check).unwrap(), status, "{answers:?}");
        let questions = father.fake.asked();
        assert_eq!(questions.len(), asked, "{questions:?}");
        let all = "Who is it (Grandma, Gregor, someone else)? Type the first letters: ";
        assert_eq!(questions[0], all);
        // Only the names that begin with what was typed.
        if let Some(question) = questions.get(3) {
            assert!(question.starts_with("Who is it (Grandma, Gregor)?"));
        }
        let told = father.fake.out();
        assert_eq!(told.contains(TODAY.1), status == Status::Done, "{told}");
    }
    assert!(father.opened("vault.age").contains("confirmed"));
    // Her half counts once, and with `--from` nobody is asked.
    assert_eq!(
        father.run(&format!("{check} --from Grandma")).unwrap(),
        Status::NoMatch
    );
    assert!(father.fake.asked().is_empty());
}

#[test]
fn without_questions_a_mismatch_names_whom_to_try() {
    let mut father = with_sheet();
    let check = format!("check {} --they-called --yes", TODAY.0);
    assert_eq!(father.run(&check).unwrap(), Status::NoMatch);
    let err = father.fake.err();
    let told = "if it was Grandma, add --from NAME: they use a different code";
    assert!(err.contains(told), "{err}");
    father.fake.out();
    assert_eq!(
        father.run(&format!("{check} --json")).unwrap(),
        Status::NoMatch
    );
    let report: serde_json::Value = serde_json::from_str(&father.fake.out()).unwrap();
    assert_eq!(report["try_from"], serde_json::json!(["Grandma"]));
    assert!(father.fake.asked().is_empty());
}

#[test]
fn a_line_that_was_used_is_shown_as_used() {
    let mut father = with_sheet();
    let is_used = |father: &mut Device| {
        father.fake.out();
        father.done("code --with Grandma --json");
        let report: serde_json::Value = serde_json::from_str(&father.fake.out()).unwrap();
        let days = report["days"].as_array().unwrap().iter();
        let used: Vec<bool> = days.map(|day| day["used"].as_bool().unwrap()).collect();
        father.done("code --with Grandma --plain");
        let lines = father.fake.out();
        assert_eq!(lines.contains(", used\n"), used[0], "{lines}");
        father.fake.system.out_is_terminal = true;
        father.done("code --with Grandma");
        father.fake.system.out_is_terminal = false;
        let screen = father.fake.out();
        let told = "Today's line is used: call back on a number you had before today.";
        assert_eq!(screen.contains(told), used[0], "{screen}");
        used
    };
    assert_eq!(is_used(&mut father), [false, false]);
    father.done(&format!("check {} --they-called --from Grandma", TODAY.0));
    assert_eq!(is_used(&mut father), [true, false]);
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
    let vault = father.opened("vault.age");
    assert!(
        vault.contains("from = \"2026-11-22\"\ndays = 2\n"),
        "{vault}"
    );
}

#[test]
fn a_sheet_that_can_t_be_written_leaves_the_one_before() {
    let mut father = with_sheet();
    let failure = father.fails("sheet --for Grandma --yes --out /nonexistent/page.html");
    assert!(failure.contains("can't write"), "{failure}");
    assert!(
        father
            .opened("vault.age")
            .contains("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    );
    // Nor does a sheet that was declined.
    father.fake.will_answer("n");
    let failure = father.fails("sheet --for Grandma");
    assert!(failure.contains("was not changed"), "{failure}");
    assert!(
        father
            .opened("vault.age")
            .contains("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    );
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
            Ok(Launch::unknown())
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

#[test]
fn a_line_is_what_the_key_and_the_day_give() {
    let mut father = with_sheet();
    let (caller, answerer) = grandmas_line(&mut father, 0);
    assert_eq!((caller.as_str(), answerer.as_str()), TODAY);
}

#[test]
fn a_printed_sheet_is_shown_as_a_code_that_another_device_takes() {
    let (mut father, mut daughter) = (Device::new(), Device::new());
    father.done("new 'Smith family'");
    daughter.join(&mut father);
    father.fake.system.out_is_terminal = true;
    father.fake.system.out_has_screen = true;
    let page = father.home.path().join("page.html");
    let page = page.display().to_string();
    let print = format!("sheet --for Grandma --days 20 --no-open --out {page}");
    father.fake.asked();
    father.done(&print);
    let shown = father.fake.asked().concat();
    assert!(
        shown.contains("Grandma's sheet of 22 November 2026"),
        "{shown}"
    );
    assert!(shown.contains("ringtrue join --camera"), "{shown}");
    // On the screen and nowhere else.
    let html = std::fs::read_to_string(&page).unwrap();
    let key = father.opened("vault.age");
    let (_, key) = key.split_once("key = \"").unwrap();
    let key = &key[..32];
    assert!(!html.contains(key) && !html.contains("ringtrue-sheet"));
    for told in [father.fake.out(), father.fake.err()] {
        assert!(
            !told.contains(key) && !told.contains("ringtrue-sheet"),
            "{told}"
        );
    }
    father.fake.system.out_is_terminal = false;

    let code = format!("ringtrue-sheet:Grandma?key={key}&from=2026-11-22&days=20");
    daughter.fake.will_answer("y");
    take(&mut daughter, &code, "");
    let (caller, answerer) = grandmas_line(&mut father, 0);
    assert_eq!(grandmas_line(&mut daughter, 0), (caller.clone(), answerer));
    let check = format!("check {caller} --they-called --from Grandma");
    assert_eq!(daughter.run(&check).unwrap(), Status::Done);
    assert_eq!(daughter.run(&check).unwrap(), Status::NoMatch);
}

#[test]
fn a_person_is_asked_whose_sheet_it_is_and_what_it_changes() {
    for (before, change) in [
        ("groups", None),
        ("members add Grandma --app", Some("has \"app\" on the list")),
        (
            "sheet --for Grandma --no-open --yes --out PAGE",
            Some("sheet of 22 November 2026 then no longer counts"),
        ),
    ] {
        let mut father = Device::new();
        father.done("new 'Smith family'");
        let page = father.home.path().join("page.html").display().to_string();
        father.done(&before.replace("PAGE", &page));
        let vault = father.opened("vault.age");
        father.fake.will_answer("n");
        let failure = join_command(&father, SHEET, "");
        let failure = father.fails(&failure);
        assert!(failure.contains("nothing was changed"), "{failure}");
        let asked = father.fake.asked().concat();
        for part in [
            "Group:  Smith family",
            "Member: Grandma",
            "printed on Sunday 22 November 2026, until Wednesday 20 January 2027",
        ] {
            assert!(asked.contains(part), "{asked}");
        }
        match change {
            Some(change) => assert!(asked.contains(change), "{asked}"),
            None => assert!(!asked.contains("count"), "{asked}"),
        }
        assert_eq!(father.opened("vault.age"), vault);
        father.fake.will_answer("y");
        take(&mut father, SHEET, "");
        let (caller, answerer) = grandmas_line(&mut father, 0);
        assert_eq!((caller.as_str(), answerer.as_str()), TODAY);
    }
}

#[test]
fn a_sheet_that_ended_or_was_replaced_is_not_taken() {
    let mut father = with_sheet();
    for (code, why) in [
        (
            SHEET.replace("2026-11-22&days=60", "2026-11-01&days=21"),
            "ended on",
        ),
        (
            SHEET.replace("2026-11-22", "2026-11-21"),
            "a newer one counts here",
        ),
    ] {
        let join = join_command(&father, &code, "");
        let failure = father.fails(&join);
        assert!(failure.contains(why), "{failure}");
        assert!(!failure.contains("GEZD"), "{failure}");
    }
    // On its last day it still counts.
    let mut daughter = Device::new();
    daughter.done("new 'Smith family'");
    let last = SHEET.replace("2026-11-22&days=60", "2026-11-01&days=22");
    take(&mut daughter, &last, "--yes");
    grandmas_line(&mut daughter, 0);
}

#[test]
fn a_sheet_counts_until_its_last_day_is_over_everywhere() {
    let mut father = with_sheet();
    // 2027-01-20 is the last day; at 18:00 UTC the day after, it is over everywhere.
    father.wait(59 * DAY);
    let (caller, _) = grandmas_line(&mut father, 0);
    let told = father.fake.err();
    assert!(told.contains("ends on 20 January 2027"), "{told}");
    // In Kiritimati it is the 21st, but still the 20th where Grandma is.
    father.fake.system.offset = Rc::new(|_| UtcOffset::from_secs(14 * 3600));
    father.fake.will_answer("y");
    father.done(&format!("check {caller} --they-called --from Grandma"));
    father.fake.system.offset = Rc::new(|_| UtcOffset::UTC);
    father.wait(DAY);
    for line in [
        "code --with Grandma",
        "check 463 --they-called --from Grandma",
    ] {
        let failure = father.fails(line);
        assert!(failure.contains("ended on 20 January 2027"), "{failure}");
        assert!(
            failure.contains("sheet -g 'Smith family' --for Grandma"),
            "{failure}"
        );
    }
}

#[test]
fn doctor_and_the_roll_call_ask_for_a_new_sheet_two_weeks_before_the_end() {
    let mut father = with_sheet();
    for (days, due) in [(44, false), (1, true), (20, true)] {
        father.wait(days * DAY);
        father.fake.out();
        father.done("members");
        assert_eq!(father.fake.out().contains("print a new one"), due);
        let _ = father.run("doctor");
        let told = father.fake.out();
        assert_eq!(
            told.contains("ends within two weeks: Grandma"),
            due,
            "{told}"
        );
    }
}

#[test]
fn the_lines_of_a_sheet_stay_used_whatever_comes_between() {
    let mut father = with_sheet();
    let (caller, answerer) = TODAY;
    let check = format!("check {caller} --they-called --from Grandma");
    father.done(&check);
    father.done("rotate --overlap 0 --yes");
    assert_eq!(father.run(&check).unwrap(), Status::NoMatch);
    // Replaced, and scanned once more.
    father.done("members remove Grandma");
    take(&mut father, SHEET, "--yes");
    assert_eq!(father.run(&check).unwrap(), Status::NoMatch);
    let other = format!("check {answerer} --i-called --from Grandma");
    assert_eq!(father.run(&other).unwrap(), Status::NoMatch);
}

#[test]
fn a_rotation_that_was_scanned_asks_whether_the_keys_of_sheets_were_lost() {
    for (lost, then, counts) in [("n", "n", true), ("y", "n", true), ("y", "y", false)] {
        let (mut father, mut daughter) = (Device::new(), Device::new());
        father.done("new 'Smith family'");
        daughter.join(&mut father);
        take(&mut daughter, SHEET, "--yes");
        father.done("rotate --yes");
        daughter.fake.will_answer("y");
        daughter.fake.will_answer(lost);
        daughter.fake.will_answer(then);
        let picture = father.picture();
        daughter.done(&format!("join {picture}"));
        let asked = daughter.fake.asked();
        assert_eq!(asked.len(), 3, "{asked:?}");
        let asks_about_keys = asked[2].contains("those of Grandma will no longer count");
        assert_eq!(asks_about_keys, lost == "y", "{asked:?}");
        assert_eq!(daughter.run("code --with Grandma").is_ok(), counts);
    }
}
