//! The roll: who is on it, and what they hold.

use super::{NOW, name, seed, smiths};
use crate::group::{Generation, Group, Holds, RollError};
use crate::sheet::{DayCodes, Serial, Sheet};

#[test]
fn the_roll_calls_those_to_reach_first_and_otherwise_in_order() {
    let mut group = smiths();
    for member in ["Ann", "Bob", "Cid", "Dee"] {
        group.add_member(member, Holds::App).unwrap();
    }
    let here = group.generation();
    group.confirm_member("Ann", here, NOW).unwrap();
    group.confirm_member("Cid", here, NOW).unwrap();
    assert_eq!(roll(&group), ["Bob", "Dee", "Ann", "Cid"]);
    group.rotate(seed(2), 7, NOW).unwrap();
    assert_eq!(roll(&group), ["Ann", "Bob", "Cid", "Dee"]);
    group
        .confirm_member("Ann", group.generation(), NOW)
        .unwrap();
    assert_eq!(roll(&group), ["Bob", "Cid", "Dee", "Ann"]);
}

#[test]
fn a_confirmation_never_goes_down() {
    let mut group = smiths();
    group.add_member("Ann", Holds::Sheet).unwrap();
    let (first, second) = (Generation::FIRST, Generation::new(2).unwrap());
    group.confirm_member("Ann", second, NOW).unwrap();
    group
        .confirm_member("Ann", first, NOW.plus_days(1))
        .unwrap();
    let seen = group.member("Ann").unwrap().confirmed.unwrap();
    assert_eq!((seen.generation, seen.at), (second, NOW));
    // Seen again on the same one, the later day counts.
    group
        .confirm_member("Ann", second, NOW.plus_days(2))
        .unwrap();
    let seen = group.member("Ann").unwrap().confirmed.unwrap();
    assert_eq!((seen.generation, seen.at), (second, NOW.plus_days(2)));
    assert_eq!(
        group.confirm_member("Bob", first, NOW),
        Err(RollError::Unknown)
    );
}

#[test]
fn nobody_is_on_the_roll_twice() {
    let mut group = smiths();
    group.add_member("Ann Smith", Holds::Ringtrue).unwrap();
    for again in ["Ann Smith", "ann  SMITH", "Ann&Smith"] {
        assert_eq!(
            group.add_member(again, Holds::App),
            Err(RollError::Known(name(again))),
        );
    }
    assert!(matches!(
        group.add_member(" & ", Holds::App),
        Err(RollError::Name(_))
    ));
    assert_eq!(
        group.remove_member("ANN smith").unwrap().name.as_str(),
        "Ann Smith"
    );
    assert_eq!(group.remove_member("Ann Smith"), Err(RollError::Unknown));
}

#[test]
fn a_new_sheet_takes_the_place_of_the_one_before() {
    let mut group = smiths();
    group.add_member("grandma", Holds::App).unwrap();
    let given = group.give_sheet("Grandma", serial(1)).unwrap();
    assert_eq!(given, None);
    let member = group.member("grandma").unwrap();
    // The sheet's key depends on the spelling.
    assert_eq!(
        (member.name.as_str(), member.holds),
        ("Grandma", Holds::Sheet)
    );
    let old = group.give_sheet("Grandma", serial(2)).unwrap().unwrap();
    assert_eq!((old.serial, old.generation), (serial(1), Generation::FIRST));
    let sheet = group.member("Grandma").unwrap().sheet.unwrap();
    assert_eq!(sheet.serial, serial(2));
    group.give_sheet("Opa", serial(3)).unwrap();
    assert_eq!(group.member("Opa").unwrap().holds, Holds::Sheet);
    assert!(matches!(
        group.give_sheet("|", serial(4)),
        Err(RollError::Name(_))
    ));
}

#[test]
fn every_rotation_asks_for_new_sheets_until_it_is_undone() {
    let mut group = smiths();
    group.give_sheet("Grandma", serial(1)).unwrap();
    let is_on = |group: &Group| group.member("Grandma").unwrap().is_on(group.generation());
    assert!(is_on(&group));
    group.rotate(seed(2), 7, NOW).unwrap();
    assert!(!is_on(&group));
    assert!(DayCodes::of(&group, &name("Grandma"), sheet(&group)).is_some());
    group.undo_rotation().unwrap();
    assert!(is_on(&group));
    group.rotate(seed(3), 7, NOW).unwrap();
    group.give_sheet("Grandma", serial(2)).unwrap();
    group.undo_rotation().unwrap();
    // It was made of the seed that was undone.
    assert!(!is_on(&group));
    assert!(DayCodes::of(&group, &name("Grandma"), sheet(&group)).is_none());
    // A line that was heard says of which seed the sheet is.
    group
        .confirm_sheet("Grandma", Generation::FIRST, NOW)
        .unwrap();
    assert!(is_on(&group));
    group.rotate_without("grandma", seed(4), NOW).unwrap();
    assert!(group.member("Grandma").is_err());
}

#[test]
fn a_serial_is_drawn_that_no_other_sheet_has() {
    let mut group = smiths();
    group.give_sheet("Grandma", serial(0)).unwrap();
    let mut drawn = [0_u8, 0, 5].into_iter();
    let fill = |bytes: &mut [u8]| {
        bytes.copy_from_slice(&[0, 0, 0, drawn.next().unwrap()]);
        Ok::<(), ()>(())
    };
    assert_eq!(group.draw_serial(fill), Ok(serial(5)));
}

fn serial(at: u32) -> Serial {
    Serial::new(100_000 + at).unwrap()
}

fn sheet(group: &Group) -> Sheet {
    group.member("Grandma").unwrap().sheet.unwrap()
}

fn roll(group: &Group) -> Vec<&str> {
    let roll = group.roll_call(None);
    roll.iter().map(|member| member.name.as_str()).collect()
}
