//! A device key that may have leaked: its seed and its sheets end on every device that
//! takes the next message.

use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use super::rivals::three;
use super::roll::{listed, message_listing};
use super::{NOW, add, family, member_of, name, opened, seed};
use crate::device::{DeviceKey, DevicePublic};
use crate::group::Group;
use crate::group::sample::rank;
use crate::message::rotation;
use crate::organiser::SigningKey;
use crate::sheet::tests::{SUNDAY, sheet};

/// Returns Dad's group, in which Ben replaced a device key that may have leaked and Opa
/// has a sheet; Ann's copy of the group; her key; and Ben's old key.
fn leaked() -> (Group, Group, DeviceKey, DevicePublic) {
    let (mut dads, _, ann) = family();
    let old = DeviceKey::generate();
    add(&mut dads, "Ben", &old);
    let mut anns = member_of(&dads);
    for group in [&mut dads, &mut anns] {
        group.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
    }
    let new = DeviceKey::generate().public();
    let old = old.public();
    assert_eq!(dads.device_before("ben", &new), Some(old));
    dads.give_device("Ben", new).unwrap();
    assert_eq!(dads.device_before("Ben", &new), None);
    assert_eq!(dads.give_up_device(old), [name("Opa")]);
    (dads, anns, ann, old)
}

fn is_accepted(group: &Group) -> bool {
    group.previous.iter().any(|previous| previous.accepted)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_message_after_a_leak_ends_the_seed_and_sheets_on_every_device(
        days in 0..40_u32,
        is_listed: bool,
        by_code in any::<bool>(),
    ) {
        let (mut dads, mut anns, ann, old) = leaked();
        if is_listed {
            for member in &mut anns.members {
                member.listed = true;
            }
        }
        if by_code {
            // The family scanned this one, and no message reports it.
            dads.rotate(seed(2), days, NOW).unwrap();
            prop_assert!(!is_accepted(&dads));
        }
        dads.rotate(seed(3), days, NOW).unwrap();
        // Nobody else had the seed just before this one.
        prop_assert_eq!(is_accepted(&dads), by_code && days > 0);
        let made = rotation(&dads, &[]).unwrap();
        prop_assert!(made.rank.excludes);
        anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
        prop_assert!(anns.current.secret.is_same_as(&seed(3)));
        prop_assert!(!is_accepted(&anns));
        prop_assert_eq!(&anns.member("Opa").unwrap().sheet, &None);
        prop_assert!(anns.dropped.contains(&old));

        dads.mark_sent(made.rank);
        dads.rotate(seed(4), 7, NOW).unwrap();
        prop_assert!(is_accepted(&dads));
        prop_assert!(!rotation(&dads, &[]).unwrap().rank.excludes);
    }
}

#[test]
fn a_seed_that_was_sealed_to_a_leaked_key_is_given_up_too() {
    // The organiser knows of the leak, or does not.
    for knows in [true, false] {
        let mut three = three();
        let (old, new) = (three.ann.public(), DeviceKey::generate().public());
        three.dads.give_device("Ann", new).unwrap();
        three.dads.give_up_device(old);
        assert!(three.dads.is_exposed());
        if knows {
            three.mums.give_device("Ann", new).unwrap();
            three.mums.give_up_device(old);
        }
        three.mums.rotate(seed(2), 7, NOW).unwrap();
        let message = message_listing(&three.mums, listed(&three.mums), |it| it.excludes = knows);
        three.dads.apply_message(message, false, NOW);
        assert!(three.dads.current.secret.is_same_as(&seed(2)));
        assert_eq!(three.dads.member("Ann").unwrap().device, Some(new));
        assert_eq!(three.dads.is_exposed(), !knows);
        three.dads.rotate(seed(3), 7, NOW).unwrap();
        assert_eq!(is_accepted(&three.dads), knows);
    }
}

#[test]
fn an_organiser_unaware_of_a_leak_neither_undoes_nor_hides_it() {
    let mut three = three();
    let (old, new) = (three.ann.public(), DeviceKey::generate().public());
    three.dads.give_device("Ann", new).unwrap();
    three.dads.give_up_device(old);
    three.dads.rotate(seed(2), 0, NOW).unwrap();
    let made = rotation(&three.dads, &[]).unwrap();
    three.dads.mark_sent(made.rank);
    assert!(!three.dads.is_exposed());
    // Mum never got it, and rotates twice.
    three.mums.rotate(seed(3), 7, NOW).unwrap();
    three.mums.rotate(seed(4), 7, NOW).unwrap();
    let message = message_listing(&three.mums, listed(&three.mums), |_| {});
    three.dads.apply_message(message, false, NOW);
    assert!(three.dads.current.secret.is_same_as(&seed(4)));
    assert_eq!(three.dads.member("Ann").unwrap().device, Some(new));
    assert!(three.dads.is_exposed());
    three.dads.rotate(seed(5), 7, NOW).unwrap();
    assert!(!is_accepted(&three.dads));
    assert!(rotation(&three.dads, &[]).unwrap().rank.excludes);
}

#[test]
fn after_a_lock_out_was_undone_the_next_rotation_locks_out_again() {
    let mut three = three();
    three.dads.remove_member("Ann").unwrap();
    three.dads.rotate(seed(2), 0, NOW).unwrap();
    let made = rotation(&three.dads, &[]).unwrap();
    three.dads.mark_sent(made.rank);
    assert!(!three.dads.has_unreported_departure());
    three.dads.undo_rotation().unwrap();
    assert!(three.dads.has_unreported_departure());
    three.dads.rotate(seed(3), 7, NOW).unwrap();
    assert!(rotation(&three.dads, &[]).unwrap().rank.excludes);
}

#[test]
fn no_message_brings_back_a_sheet_that_ended_here() {
    for (is_organisers, is_sent) in [(false, false), (true, false), (true, true)] {
        let mut three = three();
        for group in [&mut three.dads, &mut three.mums, &mut three.anns] {
            group.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        }
        let here = if is_organisers {
            &mut three.dads
        } else {
            &mut three.anns
        };
        here.end_sheets();
        if is_sent {
            here.mark_sent(rank(1));
        }
        let opas = |group: &Group| group.member("Opa").unwrap().sheet.clone();
        three.mums.rotate(seed(2), 7, NOW).unwrap();
        here.apply_message(
            message_listing(&three.mums, listed(&three.mums), |_| {}),
            false,
            NOW,
        );
        assert_eq!(opas(here), None);
        // A new sheet counts, and so does the old one if a person scans it.
        let next = sheet(2, SUNDAY.offset(1).unwrap());
        three.mums.give_sheet("Opa", next.clone()).unwrap();
        three.mums.rotate(seed(3), 7, NOW).unwrap();
        here.apply_message(
            message_listing(&three.mums, listed(&three.mums), |_| {}),
            false,
            NOW,
        );
        let is_unsent = is_organisers && !is_sent;
        assert_eq!(opas(here), (!is_unsent).then_some(next));
        here.apply_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        three.mums.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        three.mums.rotate(seed(4), 7, NOW).unwrap();
        here.apply_message(
            message_listing(&three.mums, listed(&three.mums), |_| {}),
            false,
            NOW,
        );
        assert_eq!(opas(here), Some(sheet(1, SUNDAY)));
    }
}

#[test]
fn no_message_brings_back_a_sheet_that_was_replaced_or_lost_here() {
    for is_replaced in [true, false] {
        let mut three = three();
        for group in [&mut three.dads, &mut three.mums] {
            group.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        }
        let next = is_replaced.then(|| sheet(2, SUNDAY.offset(1).unwrap()));
        match &next {
            Some(next) => drop(three.dads.give_sheet("Opa", next.clone()).unwrap()),
            None => drop(three.dads.rotate_without("Opa", seed(2), NOW).unwrap()),
        }
        three.dads.mark_sent(rank(1));
        for number in 3..5 {
            three.mums.rotate(seed(number), 7, NOW).unwrap();
        }
        let mums = message_listing(&three.mums, listed(&three.mums), |_| {});
        three.dads.apply_message(mums, false, NOW);
        let opas = three.dads.member("Opa").ok();
        let opas = opas.and_then(|opa| opa.sheet.clone());
        assert_ne!(opas, Some(sheet(1, SUNDAY)));
    }
}

#[test]
fn no_rival_brings_back_a_sheet_that_was_replaced_elsewhere() {
    let (old, new) = (sheet(1, SUNDAY), sheet(2, SUNDAY.offset(1).unwrap()));
    for is_displaced in [true, false] {
        let mut three = three();
        for group in [&mut three.dads, &mut three.mums, &mut three.anns] {
            group.give_sheet("Opa", old.clone()).unwrap();
            for member in &mut group.members {
                member.listed = true;
            }
        }
        three.dads.give_sheet("Opa", new.clone()).unwrap();
        three.dads.rotate(seed(2), 7, NOW).unwrap();
        three.mums.rotate(seed(3), 7, NOW).unwrap();
        let replaced = message_listing(&three.dads, listed(&three.dads), |_| {});
        let rival = message_listing(&three.mums, listed(&three.mums), |_| {});
        let anns = &mut three.anns;
        let opas = |group: &Group| group.member("Opa").unwrap().sheet.clone();
        if is_displaced {
            anns.apply_message(replaced, false, NOW);
            assert_eq!(opas(anns), Some(new.clone()));
            anns.apply_message(rival, false, NOW);
        } else {
            anns.apply_message(rival, false, NOW);
            assert_eq!(opas(anns), Some(old.clone()));
            anns.apply_losing_rotation(&replaced);
        }
        assert_eq!(opas(anns), None);
        // The next one to rotate passes it on.
        anns.organisers.own = three.mums.organisers.own.take();
        anns.rotate(seed(4), 7, NOW).unwrap();
        let next = message_listing(anns, listed(anns), |_| {});
        three.mums.apply_message(next, false, NOW);
        assert_eq!(opas(&three.mums), None);
        assert!(three.mums.has_ended(&old));
    }
}

#[test]
fn a_renewed_key_is_not_a_leak_in_a_group_without_messages() {
    let mut group = crate::group::sample::group("Smith family");
    let (old, new) = (
        DeviceKey::generate().public(),
        DeviceKey::generate().public(),
    );
    group.give_own_device("Ann", old).unwrap();
    group.move_device(old, new);
    group
        .become_first_organiser("Ann", SigningKey::generate)
        .unwrap();
    assert!(!group.is_exposed());
    // An organiser has to report the leak of their own key.
    group.move_device(new, DeviceKey::generate().public());
    assert!(group.is_exposed());
    group.rotate(seed(2), 7, NOW).unwrap();
    assert!(rotation(&group, &[]).unwrap().rank.excludes);
}
