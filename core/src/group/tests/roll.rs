//! The roll: who is on it, and what they hold.

use super::{NOW, name, seed, smiths};
use crate::device::DevicePublic;
use crate::group::{Generation, Group, Holds, Name, Pairing, Parted, RollError};
use crate::sheet::tests::{SUNDAY, sheet};

#[test]
fn the_roll_call_lists_those_behind_first() {
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
    // If they are seen again on the same one, the later day counts.
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
fn a_new_sheet_replaces_the_previous_one() {
    let mut group = smiths();
    group.add_member("grandma", Holds::App).unwrap();
    let given = group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
    assert_eq!(given, None);
    let member = group.member("grandma").unwrap();
    assert_eq!(
        (member.name.as_str(), member.holds),
        ("grandma", Holds::Sheet)
    );
    group
        .confirm_member("Grandma", group.generation(), NOW)
        .unwrap();
    // The same sheet again changes nothing.
    group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
    assert!(group.member("Grandma").unwrap().confirmed.is_some());
    let old = group.give_sheet("Grandma", sheet(2, SUNDAY)).unwrap();
    assert_eq!(old, Some(sheet(1, SUNDAY)));
    let member = group.member("Grandma").unwrap();
    assert_eq!(member.sheet, Some(sheet(2, SUNDAY)));
    assert_eq!(member.confirmed, None);
    group.give_sheet("Opa", sheet(3, SUNDAY)).unwrap();
    assert_eq!(group.member("Opa").unwrap().holds, Holds::Sheet);
    assert!(matches!(
        group.give_sheet("|", sheet(4, SUNDAY)),
        Err(RollError::Name(_))
    ));
}

#[test]
fn a_sheet_outlives_rotations_and_is_behind_two_weeks_before_its_end() {
    let mut group = smiths();
    group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
    let is_behind = |group: &Group, off| {
        let today = SUNDAY.offset(off).unwrap();
        group.is_behind(group.member("Grandma").unwrap(), None, today)
    };
    group.rotate(seed(2), 7, NOW).unwrap();
    group.undo_rotation().unwrap();
    group.rotate(seed(3), 0, NOW).unwrap();
    let grandma = group.member("Grandma").unwrap();
    assert_eq!(grandma.sheet, Some(sheet(1, SUNDAY)));
    for (off, behind) in [(0, false), (44, false), (45, true), (59, true), (60, true)] {
        assert_eq!(is_behind(&group, off), behind, "{off}");
    }
    group.add_member("Opa", Holds::Sheet).unwrap();
    assert!(group.is_behind(group.member("Opa").unwrap(), None, SUNDAY));
}

#[test]
fn the_loss_of_a_device_that_had_their_keys_ends_all_sheets() {
    let device = DevicePublic::from_bytes([9; 32]).unwrap();
    for (lost, ended) in [
        ("App", vec![]),
        ("Opa", vec![]),
        ("Ringtrue", vec!["Grandma", "Opa"]),
        ("Keyless", vec!["Grandma", "Opa"]),
    ] {
        let mut group = smiths();
        group.add_member("App", Holds::App).unwrap();
        group.give_device("Ringtrue", device).unwrap();
        group.add_member("Keyless", Holds::Ringtrue).unwrap();
        group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
        group.give_sheet("Opa", sheet(2, SUNDAY)).unwrap();
        let told = group.rotate_without(lost, seed(2), NOW).unwrap();
        let told: Vec<&str> = told.iter().map(Name::as_str).collect();
        assert_eq!(told, ended, "{lost}");
        assert!(group.member(lost).is_err());
        let grandma = group.member("Grandma").unwrap();
        assert_eq!(grandma.holds, Holds::Sheet);
        assert_eq!(grandma.sheet.is_none(), !ended.is_empty(), "{lost}");
    }
}

#[test]
fn the_loss_of_ones_own_device_ends_all_sheets() {
    let key = |byte| DevicePublic::from_bytes([byte; 32]).unwrap();
    let mut group = smiths();
    group.give_own_device("Dad", key(9)).unwrap();
    group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
    let moved = group.rotate_without_old_device("Dad", key(8), seed(2), NOW);
    assert_eq!(moved.unwrap().sheets, [name("Grandma")]);
    let grandma = group.member("Grandma").unwrap();
    assert_eq!((grandma.holds, &grandma.sheet), (Holds::Sheet, &None));
}

#[test]
fn the_loss_of_ones_own_device_ends_all_pairs() {
    let [old, new, bens] = [9, 8, 7].map(DevicePublic::sample);
    // The roll need not have the key of the lost device.
    for known in [Some(old), None] {
        let mut group = smiths();
        group.add_member("Dad", Holds::Ringtrue).unwrap();
        group.members[0].device = known;
        group.give_device("Ben", bens).unwrap();
        group.pair("Ben", Some(bens)).unwrap();
        let change = group.rotate_without_old_device("Dad", new, seed(2), NOW);
        assert_eq!(change.unwrap().pairs, [name("Ben")], "{known:?}");
        let pairing = group.member("Ben").unwrap().pairing();
        assert_eq!(pairing, Pairing::Parted(Parted::OtherKey), "{known:?}");
    }
}

#[test]
fn a_lost_device_is_dropped_though_its_key_was_compared_under_an_earlier_name() {
    let [old, new] = [9, 8].map(DevicePublic::sample);
    for is_there in [false, true] {
        let mut group = smiths();
        group.give_device("Organiser", old).unwrap();
        group.accept_key("Organiser", old).unwrap();
        group.members[0].name = name("Dad");
        let mut again = smiths();
        again.members.clone_from(&group.members);
        again.compared.clone_from(&group.compared);
        if is_there {
            // Then the key may be theirs.
            for group in [&mut group, &mut again] {
                group.add_member("Organiser", Holds::Ringtrue).unwrap();
            }
        }
        group.rotate_without("Dad", seed(2), NOW).unwrap();
        let moved = again.rotate_without_old_device("Dad", new, seed(2), NOW);
        moved.unwrap();
        for group in [group, again] {
            assert_eq!(group.dropped.contains(&old), !is_there);
        }
    }
}

#[test]
fn a_compared_key_of_this_device_goes_by_its_new_name() {
    let [ours, other] = [9, 7].map(DevicePublic::sample);
    let mut group = smiths();
    group.give_device("Dad", other).unwrap();
    group.accept_key("Dad", other).unwrap();
    group.give_own_device("Organiser", ours).unwrap();
    group.remember_own(ours);
    for called in ["Father", "Dad"] {
        group.give_own_device(called, ours).unwrap();
        assert!(group.is_compared(&name(called), &ours));
        assert!(!group.contradicts(&name(called), &ours));
    }
}

fn roll(group: &Group) -> Vec<&str> {
    let roll = group.roll_call(None, SUNDAY);
    roll.iter().map(|member| member.name.as_str()).collect()
}

#[test]
fn someone_who_enrols_is_put_on_the_roll_with_what_they_hold() {
    let mut group = smiths();
    let first = group.generation();
    let mut enrol = |name: &str, holds| group.enrol_member(name, holds, first, NOW);
    assert_eq!(enrol("Ann", Holds::Ringtrue).unwrap().as_str(), "Ann");
    // The roll keeps what they held.
    assert_eq!(enrol("ANN", Holds::App).unwrap().as_str(), "Ann");
    assert!(matches!(enrol("?", Holds::App), Err(RollError::Name(_))));
    let [ann] = group.members() else {
        panic!("one was enrolled")
    };
    assert_eq!(ann.holds, Holds::Ringtrue);
    assert!(ann.is_on(first));
}
