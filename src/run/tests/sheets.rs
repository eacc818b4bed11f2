//! Sheets: their lines, their days, their pages.

use std::cell::RefCell;
use std::rc::Rc;

use ringtrue_core::time::UtcOffset;

use crate::run::tests::{DAY, Device};
use crate::sys::browser::Opening;
use crate::tell::Status;

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
    father.fake.system.offset = Rc::new(|_| UtcOffset::from_secs(9 * 3600));
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
