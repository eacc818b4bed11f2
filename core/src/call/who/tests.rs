use super::{Candidate, Who, members_with_own_code};
use crate::device::DevicePublic;
use crate::group::sample::group;
use crate::group::{Group, Holds};
use crate::sheet::tests::{SUNDAY, sheet};

const BENS: DevicePublic = DevicePublic::sample(9);
const OWN: DevicePublic = DevicePublic::sample(8);

/// Anna and Ann have an app, Ben is paired, Grandma and Sue hold paper, and Dad has
/// this device.
fn family() -> Group {
    let mut group = group("Smith family");
    group.add_member("Anna", Holds::App).unwrap();
    group.give_device("Dad", OWN).unwrap();
    group.give_device("Ben", BENS).unwrap();
    group.pair("Ben", Some(BENS)).unwrap();
    group.add_member("Ann", Holds::App).unwrap();
    group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
    group.add_member("Sue", Holds::Sheet).unwrap();
    group
}

fn who() -> Who {
    Who::of(&family(), Some(&OWN), "someone else").unwrap()
}

fn candidates(who: &Who) -> Vec<&str> {
    who.candidates().map(|(choice, _)| choice.label()).collect()
}

fn chosen(who: &Who) -> Option<&str> {
    who.chosen().map(Candidate::label)
}

#[test]
fn who_it_is_is_asked_only_if_somebody_has_a_sheet_or_a_pair() {
    let mut group = group("Smith family");
    let is_asked = |group: &Group| Who::of(group, Some(&OWN), "someone else").is_some();
    assert!(!is_asked(&group));
    group.add_member("Anna", Holds::App).unwrap();
    group.give_device("Ben", BENS).unwrap();
    assert!(!is_asked(&group));
    assert!(members_with_own_code(&group, Some(&OWN)).is_empty());
    for has in [
        |group: &mut Group| group.pair("Ben", Some(BENS)).unwrap(),
        // A member whose sheet ended: nothing is accepted from them, least of all the
        // group's code.
        |group: &mut Group| {
            group.add_member("Grandma", Holds::Sheet).unwrap();
        },
    ] {
        let mut group = self::group("Smith family");
        group.give_device("Ben", BENS).unwrap();
        has(&mut group);
        assert!(is_asked(&group));
    }
}

#[test]
fn members_with_their_own_code_come_first_and_someone_else_last() {
    let who = who();
    let all = ["Ben", "Grandma", "Sue", "Anna", "Ann", "someone else"];
    assert_eq!(candidates(&who), all);
    let members: Vec<bool> = who
        .candidates()
        .map(|(choice, _)| choice.member().is_some())
        .collect();
    assert_eq!(members, [true, true, true, true, true, false]);
    let names: Vec<_> = members_with_own_code(&family(), Some(&OWN))
        .iter()
        .map(|name| name.as_str().to_owned())
        .collect();
    assert_eq!(names, all[..3]);
}

#[test]
fn letters_choose_the_only_match_or_an_exact_name() {
    let mut who = who();
    assert_eq!(chosen(&who), None);
    for (letters, found) in [
        ("g", Some("Grandma")),
        ("GRAN", Some("Grandma")),
        ("b", Some("Ben")),
        ("s", None),
        ("su", Some("Sue")),
        ("so", Some("someone else")),
        ("an", None),
        ("ann", Some("Ann")),
        ("anna", Some("Anna")),
        ("x", None),
        ("d", None),
        ("", None),
        (" ", None),
    ] {
        who.type_letters(letters);
        assert_eq!(chosen(&who), found, "{letters:?}");
    }
    who.type_letters("s");
    assert_eq!(candidates(&who), ["Sue", "someone else"]);
    who.type_letters("x");
    assert!(candidates(&who).is_empty());
    who.step(true);
    assert_eq!(chosen(&who), None);
}

#[test]
fn arrows_cycle_through_the_names_that_begin_with_the_letters() {
    let mut who = who();
    who.step(false);
    assert_eq!(chosen(&who), Some("someone else"));
    for found in ["Ben", "Grandma"] {
        who.step(true);
        assert_eq!(chosen(&who), Some(found));
    }
    who.type_letters("an");
    for (forward, found) in [
        (true, "Anna"),
        (true, "Ann"),
        (true, "Anna"),
        (false, "Ann"),
    ] {
        who.step(forward);
        assert_eq!(chosen(&who), Some(found));
    }
}
