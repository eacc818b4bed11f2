//! Merging backups: nothing that was retired, ended or demoted comes back.

use super::{NOW, group, name, seed, vault_of};
use crate::device::DevicePublic;
use crate::group::sample::{brought, rank};
use crate::group::{Departure, Generation, Group, GroupId, Holds};
use crate::organiser::SigningKey;
use crate::otp::check_words;
use crate::sheet::tests::{SUNDAY, sheet};
use crate::vault::{Merged, Vault};
use crate::words::words_line;

/// A group whose grandmother holds the sheet of this key and day.
fn with_sheet(generation: u64, key: u8, off: i64) -> Group {
    let mut smiths = group("Smith family", 1);
    for at in 1..generation {
        let secret = seed(10 + u8::try_from(at).unwrap());
        smiths.rotate(secret, 7, NOW).unwrap();
    }
    let from = SUNDAY.offset(off).unwrap();
    smiths.give_sheet("Grandma", sheet(key, from)).unwrap();
    smiths
}

#[test]
fn no_backup_brings_back_a_sheet_that_ended() {
    for (what, backup, stays) in [
        ("the same seed, a later day", (2, 3, 1), (2, 0)),
        ("an older seed, a later day", (1, 3, 1), (2, 0)),
        ("a later seed, an earlier day", (3, 3, -1), (2, 0)),
        ("a later seed, the same day", (3, 3, 0), (2, 0)),
        ("a later seed, a later day", (3, 3, 1), (3, 1)),
    ] {
        let mut vault = vault_of([with_sheet(2, 2, 0)]);
        let (generation, key, off) = backup;
        vault.merge(vault_of([with_sheet(generation, key, off)]), NOW);
        let grandma = vault.groups()[0].member("Grandma").unwrap();
        let (key, off) = stays;
        let stays = sheet(key, SUNDAY.offset(off).unwrap());
        assert_eq!(grandma.sheet, Some(stays), "{what}");
    }
    // Nor if it ended with nothing in its place.
    for has_left in [false, true] {
        let mut here = with_sheet(2, 2, 0);
        here.end_sheets();
        if has_left {
            here.remove_member("Grandma").unwrap();
        }
        let mut vault = vault_of([here]);
        vault.merge(vault_of([with_sheet(3, 2, 0)]), NOW);
        assert_eq!(vault.groups()[0].generation().number(), 3);
        let grandma = vault.groups()[0].member("Grandma").unwrap();
        assert_eq!((grandma.holds, &grandma.sheet), (Holds::Sheet, &None));
    }
}

/// A group whose organiser has this device.
fn with_organiser() -> Group {
    let mut smiths = group("Smith family", 1);
    smiths.give_device("Dad", device(1)).unwrap();
    smiths
        .become_first_organiser("Dad", SigningKey::generate)
        .unwrap();
    smiths
}

/// The same group on a device of a member who is not an organiser.
fn as_a_member(of: &Group, pinned: bool) -> Group {
    let mut smiths = group("Smith family", 1);
    if pinned {
        smiths.organisers.counting.pinned = of.organisers.counting.pinned.clone();
    } else {
        smiths.id = GroupId::from_bytes([7; 16]);
    }
    smiths
}

fn device(byte: u8) -> DevicePublic {
    DevicePublic::sample(byte)
}

#[test]
fn an_organisers_key_comes_back_if_the_seed_is_here_already() {
    for pinned in [true, false] {
        let backup = with_organiser();
        let (id, key) = (backup.id, backup.organisers.own().unwrap().key);
        let mut vault = vault_of([as_a_member(&backup, pinned)]);
        let backup = vault_of([backup]);
        let told = vault.merge_preview(&backup);
        assert!(matches!(told.as_slice(), [Merged::Key { .. }]), "{told:?}");
        vault.merge(backup, NOW);
        let here = &vault.groups()[0];
        assert_eq!(here.id, id);
        assert_eq!(here.organisers.own().unwrap().key, key);
    }
}

#[test]
fn a_backup_goes_to_the_group_with_its_id_rather_than_one_with_its_seed() {
    let mut backup = group("Smith family", 1);
    backup.rotate(seed(2), 7, NOW).unwrap();
    let mut vault = vault_of([group("Kept apart", 2), group("Smith family", 1)]);
    assert!(vault.merge(vault_of([backup]), NOW));
    let generations = vault.groups().iter().map(|it| it.generation().number());
    assert_eq!(generations.collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn an_organisers_key_goes_to_the_group_with_its_id_rather_than_one_with_its_seed() {
    let backup = with_organiser();
    let (id, key) = (backup.id, backup.organisers.own().unwrap().key);
    let mut apart = as_a_member(&backup, false);
    apart.local_name = Some(name("Kept apart"));
    let other = apart.id;
    let mut vault = vault_of([apart, as_a_member(&backup, true)]);
    vault.merge(vault_of([backup]), NOW);
    let [apart, here] = vault.groups() else {
        panic!("{:?}", vault.groups());
    };
    assert_eq!((apart.id, here.id), (other, id));
    assert!(apart.organisers.own().is_none());
    assert_eq!(here.organisers.own().unwrap().key, key);
}

#[test]
fn the_default_group_stays_the_default_when_it_takes_a_backups_id() {
    let backup = with_organiser();
    let here = as_a_member(&backup, false);
    let before = here.id;
    let mut vault = vault_of([here]);
    vault.default = Some(before);
    let id = backup.id;
    vault.merge(vault_of([backup]), NOW);
    assert_ne!(id, before);
    assert_eq!((vault.groups()[0].id, vault.default), (id, Some(id)));
}

#[test]
fn no_number_that_a_backups_device_issued_is_issued_again() {
    let mut backup = with_organiser();
    let mut here = as_a_member(&backup, true);
    here.by_link = true;
    backup.rotate(seed(2), 7, NOW).unwrap();
    backup.brought_by = Some(brought(2));
    let undone = Generation::new(5).unwrap();
    backup.highest = undone;
    let mut vault = vault_of([here]);
    vault.merge(vault_of([backup]), NOW);
    let here = &vault.groups()[0];
    assert_eq!((here.generation().number(), here.highest), (2, undone));
}

#[test]
fn an_organisers_key_comes_back_if_the_seed_was_replaced_since() {
    let backup = with_organiser();
    let key = backup.organisers.own().unwrap().key;
    let mut here = as_a_member(&backup, true);
    here.rotate(seed(2), 7, NOW).unwrap();
    here.brought_by = Some(brought(2));
    let mut vault = vault_of([here]);
    vault.merge(vault_of([backup]), NOW);
    let here = &vault.groups()[0];
    assert_eq!(here.organisers.own().unwrap().key, key);
    assert_eq!(here.generation().number(), 2);
    assert_eq!(here.brought_by, Some(brought(2)));
}

#[test]
fn a_key_that_was_demoted_here_does_not_come_back() {
    let backup = with_organiser();
    let mut here = as_a_member(&backup, true);
    here.organisers.counting.demoted = here
        .organisers
        .counting
        .pinned
        .drain(..)
        .map(|it| it.key)
        .collect();
    let vault = vault_of([here]);
    let backup = vault_of([backup]);
    let told = vault.merge_preview(&backup);
    assert!(matches!(told.as_slice(), [Merged::Same { .. }]), "{told:?}");
}

#[test]
fn a_key_offered_here_stays_if_the_backups_key_does_not_count() {
    let mut backup = with_organiser();
    let mut here = as_a_member(&with_organiser(), true);
    let offered = here.offer_key(SigningKey::generate).unwrap();
    backup.organisers.counting.pinned.clear();
    backup.rotate(seed(2), 7, NOW).unwrap();
    let mut vault = vault_of([here]);
    vault.merge(vault_of([backup]), NOW);
    let here = &vault.groups()[0];
    assert_eq!(here.generation().number(), 2);
    assert_eq!(here.organisers.own_key(), Ok(Some(offered)));
}

#[test]
fn a_later_backup_brings_the_devices_of_its_roll_each_to_one_member() {
    let mut here = group("Smith family", 1);
    here.add_member("Ann", Holds::App).unwrap();
    here.give_device("Ben", device(2)).unwrap();
    here.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
    let mut backup = group("Smith family", 1);
    for (called, key) in [("Ann", 3), ("Ben", 4), ("Opa", 5), ("Eve", 2)] {
        backup.give_device(called, device(key)).unwrap();
    }
    backup.rotate(seed(2), 7, NOW).unwrap();
    let mut vault = vault_of([here]);
    vault.merge(vault_of([backup]), NOW);
    let of = |called: &str| vault.groups()[0].member(called).unwrap();
    assert_eq!(
        (of("Ann").holds, of("Ann").device),
        (Holds::Ringtrue, Some(device(3)))
    );
    assert_eq!(of("Ben").device, Some(device(4)));
    assert_eq!((of("Opa").holds, of("Opa").device), (Holds::Sheet, None));
    // Ben already had Eve's key when the backup was merged.
    assert_eq!(of("Eve").device, None);
    assert!(vault.groups()[0].member_with(&device(2)).is_none());
    assert_eq!(of("Eve").name, name("Eve"));
}

#[test]
fn a_later_backup_removes_those_who_left_and_keeps_out_those_never_here() {
    let (mut here, mut backup) = (with_organiser(), with_organiser());
    for smiths in [&mut here, &mut backup] {
        smiths.give_device("Eve", device(2)).unwrap();
    }
    here.pair("Eve", Some(device(2))).unwrap();
    here.add_member("Aunt", Holds::App).unwrap();
    here.add_member("Uncle", Holds::App).unwrap();
    backup.add_member("Bob", Holds::App).unwrap();
    backup.remove_member("Bob").unwrap();
    // Uncle left and is back.
    backup.add_member("Uncle", Holds::App).unwrap();
    let uncle = backup.remove_member("Uncle").unwrap();
    backup.rotate_without("Eve", seed(2), NOW).unwrap();
    backup.mark_sent(rank(2));
    backup.members.push(uncle);
    let mut vault = vault_of([here]);
    vault.merge(vault_of([backup]), NOW);
    let here = vault.groups.remove(0);
    assert!(here.member("Eve").is_err());
    assert!(here.member("Aunt").is_ok());
    assert!(here.member("Uncle").is_ok());
    assert_eq!(here.parted, [(name("Eve"), device(2))]);
    let left = |called: &str| Departure {
        name: name(called),
        reported: true,
    };
    assert_eq!(here.departed, [left("Bob"), left("Eve")]);
}

#[test]
fn a_later_backup_demotes_and_an_older_one_does_not() {
    let mums = SigningKey::generate().unwrap().public().unwrap();
    let mut backup = with_organiser();
    backup.add_member("Mum", Holds::Ringtrue).unwrap();
    backup.promote("Mum", mums).unwrap();
    let pinned = backup.organisers.counting.pinned.clone();
    backup.demote("Mum").unwrap();
    // If the seed is the one here, a person may have trusted her again since.
    let mut here = as_a_member(&backup, true);
    here.organisers.counting.pinned.clone_from(&pinned);
    let mut vault = vault_of([here]);
    let text = vault_of([backup]).to_toml().unwrap();
    let read = || crate::vault::Vault::from_toml(&text).unwrap();
    vault.merge(read(), NOW);
    assert!(vault.groups()[0].organisers.of_key(&mums).is_some());
    let mut backup = read();
    backup.groups[0].rotate(seed(2), 7, NOW).unwrap();
    let mut here = as_a_member(&backup.groups[0], true);
    here.organisers.counting.pinned = pinned;
    let mut vault = vault_of([here]);
    vault.merge(backup, NOW);
    let here = &vault.groups()[0].organisers;
    assert!(here.of_key(&mums).is_none());
    assert_eq!(here.demoted(), [mums]);
    assert_eq!(here.own().unwrap().name, name("Dad"));
}

#[test]
fn compared_keys_are_neither_demoted_nor_replaced() {
    let mums = SigningKey::generate().unwrap().public().unwrap();
    let (mut here, mut backup) = (with_organiser(), with_organiser());
    for smiths in [&mut here, &mut backup] {
        smiths.add_member("Mum", Holds::Ringtrue).unwrap();
        smiths.promote("Mum", mums).unwrap();
    }
    here.organisers.compared.push(mums);
    here.give_device("Ben", device(2)).unwrap();
    here.accept_key("Ben", device(2)).unwrap();
    here.give_device("Ann", device(3)).unwrap();
    backup.demote("Mum").unwrap();
    backup.give_device("Ben", device(4)).unwrap();
    backup.accept_key("Ben", device(4)).unwrap();
    backup.give_device("Ann", device(5)).unwrap();
    backup.rotate(seed(2), 7, NOW).unwrap();
    let words = backup.current.check_words();
    let mut vault = vault_of([here]);
    let backup = vault_of([backup]);
    let [told] = vault.merge_preview(&backup).try_into().unwrap();
    let Merged::Replaced {
        words: told, kept, ..
    } = told
    else {
        panic!("{told:?}")
    };
    assert_eq!(told, words);
    assert_eq!(kept, [name("Mum"), name("Ben")]);
    assert!(vault.merge(backup, NOW));
    let here = &vault.groups()[0];
    assert_eq!(here.generation().number(), 2);
    assert!(here.organisers.of_key(&mums).is_some());
    let of = |called: &str| here.member(called).unwrap().device;
    assert_eq!((of("Ben"), of("Ann")), (Some(device(2)), Some(device(5))));
    assert!(here.is_compared(&name("Ben"), &device(2)));
}

#[test]
fn what_a_backup_gave_up_is_given_up_here_too() {
    let with_notes = |generations: u8| {
        let mut smiths = group("Smith family", 1);
        for at in 0..generations {
            smiths.rotate(seed(10 + at), 7, NOW).unwrap();
        }
        smiths.retired.push(check_words(&seed(99)));
        smiths.drop_device(device(9));
        smiths.compared.push((name("Ann"), device(3)));
        smiths
    };
    for generations in [0, 1, 2] {
        let mut here = group("Smith family", 1);
        here.rotate(seed(10), 7, NOW).unwrap();
        here.give_device("Eve", device(9)).unwrap();
        let mut vault = vault_of([here]);
        let backup = || vault_of([with_notes(generations)]);
        assert!(vault.learns_from(&backup()), "it is asked");
        assert!(vault.merge(backup(), NOW), "{generations}");
        assert!(!vault.learns_from(&backup()));
        let here = &vault.groups()[0];
        assert!(here.is_retired(&seed(99)), "{generations}");
        let is_in_force = here.current.secret.is_same_as(&seed(10));
        assert_eq!(here.is_retired(&seed(10)), !is_in_force);
        assert_eq!(here.member("Eve").unwrap().device, None);
        assert!(here.dropped.contains(&device(9)));
        // That was not compared on this device.
        assert!(!here.is_compared(&name("Ann"), &device(3)));
        assert!(
            !vault.merge(backup(), NOW),
            "the same again changes nothing"
        );
    }
}

#[test]
fn an_unreported_leak_survives_on_another_device() {
    for is_rotated in [false, true] {
        let mut backup = with_organiser();
        let here = as_a_member(&backup, true);
        backup.give_up_device(device(9));
        if is_rotated {
            backup.rotate(seed(2), 7, NOW).unwrap();
        }
        let mut vault = vault_of([here]);
        assert!(vault.merge(vault_of([backup]), NOW));
        assert_eq!(vault.groups()[0].leaked, Some(Generation::FIRST));
    }
}

#[test]
fn a_seed_made_in_ignorance_of_a_leak_is_exposed() {
    let rotated = |times: u8| {
        let mut smiths = with_organiser();
        for at in 0..times {
            smiths.rotate(seed(10 + at), 7, NOW).unwrap();
        }
        smiths
    };
    for (here, there, is_leaked_here, knows, leaked) in [
        // The seed that counts came after the leak, and knows of it.
        (1, 0, false, true, None),
        (0, 1, true, true, Some(1)),
        // It was sealed to the leaked key.
        (1, 0, false, false, Some(2)),
        (0, 1, true, false, Some(2)),
        // It is the leaked seed itself.
        (1, 1, false, false, Some(2)),
    ] {
        let (mut here, mut there) = (rotated(here), rotated(there));
        let (leaks, other) = if is_leaked_here {
            (&mut here, &mut there)
        } else {
            (&mut there, &mut here)
        };
        leaks.give_up_device(device(9));
        if knows {
            other.drop_device(device(9));
        }
        let text = vault_of([there]).to_toml().unwrap();
        let backup = || Vault::from_toml(&text).unwrap();
        let mut vault = vault_of([here]);
        vault.merge(backup(), NOW);
        let told = vault.groups()[0].leaked.map(Generation::number);
        assert_eq!(told, leaked);
        assert!(!vault.learns_from(&backup()));
        assert!(!vault.merge(backup(), NOW));
    }
}

#[test]
fn a_backup_whose_roll_has_a_key_that_was_given_up_here_brings_an_exposed_seed() {
    let (mut here, mut there) = (with_organiser(), with_organiser());
    here.drop_device(device(9));
    there.give_device("Eve", device(9)).unwrap();
    there.rotate(seed(2), 7, NOW).unwrap();
    let mut vault = vault_of([here]);
    vault.merge(vault_of([there]), NOW);
    assert!(vault.groups()[0].is_exposed());
}

#[test]
fn a_sheet_that_ended_elsewhere_ends_here_and_one_that_took_its_place_counts() {
    let (old, new) = (sheet(2, SUNDAY), sheet(3, SUNDAY));
    for (generation, replaced, stays) in [
        (2, false, None),
        (2, true, None),
        (3, false, None),
        (3, true, Some(&new)),
    ] {
        let mut there = with_sheet(generation, 2, 0);
        if replaced {
            there.give_sheet("Grandma", new.clone()).unwrap();
        } else {
            there.end_sheets();
        }
        let text = vault_of([there]).to_toml().unwrap();
        let backup = || Vault::from_toml(&text).unwrap();
        let mut vault = vault_of([with_sheet(2, 2, 0)]);
        assert!(vault.learns_from(&backup()));
        assert!(vault.merge(backup(), NOW));
        let here = &vault.groups()[0];
        assert!(here.has_ended(&old));
        assert_eq!(here.member("Grandma").unwrap().sheet.as_ref(), stays);
        assert!(!vault.learns_from(&backup()));
        assert!(!vault.merge(backup(), NOW));
    }
}

#[test]
fn a_compared_key_that_was_dropped_elsewhere_is_in_dispute_or_goes_with_its_owner() {
    for (is_rotated, is_off) in [(false, false), (true, false), (true, true)] {
        let (mut here, mut there) = (with_organiser(), with_organiser());
        for smiths in [&mut here, &mut there] {
            smiths.give_device("Ben", device(2)).unwrap();
        }
        here.accept_key("Ben", device(2)).unwrap();
        if is_off {
            there.rotate_without("Ben", seed(2), NOW).unwrap();
        } else {
            there.drop_device(device(2));
            there.give_device("Ben", device(4)).unwrap();
            if is_rotated {
                there.rotate(seed(2), 7, NOW).unwrap();
            }
        }
        let text = vault_of([there]).to_toml().unwrap();
        let backup = || Vault::from_toml(&text).unwrap();
        let mut vault = vault_of([here]);
        if let [Merged::Replaced { kept, .. }] = vault.merge_preview(&backup()).as_slice() {
            assert_eq!(kept.contains(&name("Ben")), !is_off);
        }
        assert!(vault.learns_from(&backup()));
        assert!(vault.merge(backup(), NOW));
        let here = &vault.groups()[0];
        assert_eq!(here.dropped.contains(&device(2)), is_off);
        if is_off {
            assert!(here.member("Ben").is_err());
        } else {
            let [dispute] = here.disputes().try_into().unwrap();
            assert_eq!(
                (dispute.here, dispute.claimed),
                (Some(device(2)), device(4))
            );
        }
        assert!(!vault.learns_from(&backup()));
        assert!(!vault.merge(backup(), NOW));
    }
}

#[test]
fn a_seed_that_is_more_than_50_ahead_or_was_retired_here_stays_out() {
    let ahead = |generations: u64| {
        let mut smiths = group("Smith family", 1);
        smiths.highest = Generation::new(generations).unwrap();
        smiths.rotate(seed(2), 7, NOW).unwrap();
        vault_of([smiths])
    };
    let here = || vault_of([group("Smith family", 1)]);
    let told = here().merge_preview(&ahead(50));
    assert!(
        matches!(told.as_slice(), [Merged::Replaced { .. }]),
        "{told:?}"
    );
    let told = here().merge_preview(&ahead(51));
    assert!(
        matches!(told.as_slice(), [Merged::TooFar { .. }]),
        "{told:?}"
    );
    let mut retired = here();
    retired.groups[0].retired.push(check_words(&seed(2)));
    let told = retired.merge_preview(&ahead(2));
    assert!(
        matches!(told.as_slice(), [Merged::Retired { .. }]),
        "{told:?}"
    );
}

#[test]
fn a_backup_whose_seed_was_given_up_here_is_not_added_as_another_group() {
    let mut here = group("Smith family", 1);
    here.rotate(seed(2), 0, NOW).unwrap();
    // From another device, on which the group has another id and name.
    let mut there = group("The Smiths", 1);
    there.id = GroupId::from_bytes([7; 16]);
    let mut vault = vault_of([here]);
    let backup = vault_of([there]);
    let told = vault.merge_preview(&backup);
    assert!(
        matches!(told.as_slice(), [Merged::Retired { name: of, .. }] if *of == name("Smith family")),
        "{told:?}"
    );
    assert!(!vault.merge(backup, NOW));
    assert_eq!(vault.groups().len(), 1);
}

#[test]
fn a_backups_cached_key_words_are_not_believed() {
    let mut there = group("Smith family", 1);
    there.give_device("Ben", device(2)).unwrap();
    there.rotate(seed(2), 7, NOW).unwrap();
    there.keep_key_words();
    let (own, bens) = (there.current.check_words(), device(2).words());
    let text = vault_of([there]).to_toml().unwrap();
    // Anyone who knows the passphrase can write this.
    let false_words = words_line(&check_words(&seed(9)));
    let forged = [own, bens].iter().fold(text.to_string(), |text, words| {
        let line = words_line(words);
        assert!(text.contains(&line));
        text.replace(&line, &false_words)
    });
    let backup = Vault::from_backup(&forged).unwrap();
    let mut vault = vault_of([group("Smith family", 1)]);
    let told = vault.merge_preview(&backup);
    assert!(
        matches!(told.as_slice(), [Merged::Replaced { words, .. }] if *words == own),
        "{told:?}"
    );
    vault.merge(backup, NOW);
    let here = &vault.groups()[0];
    assert_eq!(here.current.check_words(), own);
    assert_eq!(here.device_words(&device(2)), bens);
}

#[test]
fn a_backup_puts_no_key_on_the_roll_that_was_dropped_or_contradicts_a_comparison() {
    let mut here = group("Smith family", 1);
    here.give_device("Ann", device(2)).unwrap();
    here.accept_key("Ann", device(2)).unwrap();
    here.remove_member("Ann").unwrap();
    here.drop_device(device(3));
    let mut there = group("Smith family", 1);
    for (called, byte) in [("Ann", 4), ("Ann's phone", 2), ("Eve", 3), ("Ben", 5)] {
        there.give_device(called, device(byte)).unwrap();
    }
    there.rotate(seed(2), 7, NOW).unwrap();
    let mut vault = vault_of([here]);
    assert!(vault.merge(vault_of([there]), NOW));
    let here = &vault.groups()[0];
    let devices = ["Ann", "Ann's phone", "Eve", "Ben"].map(|it| here.member(it).unwrap().device);
    assert_eq!(devices, [None, None, None, Some(device(5))]);
}

#[test]
fn no_older_backup_restores_an_organisers_key_that_trust_gave_up() {
    let stolen = SigningKey::generate().unwrap().public().unwrap();
    let mut before = with_organiser();
    before.add_member("Mum", Holds::Ringtrue).unwrap();
    before.promote("Mum", stolen).unwrap();
    before.organisers.compared.push(stolen);
    let mut named = before.organisers.counting.pinned.clone();
    let mut here = as_a_member(&before, true);
    let pinned = &mut here.organisers.counting.pinned;
    pinned.retain(|organiser| organiser.key != stolen);
    let mut vault = vault_of([here]);
    vault.merge(vault_of([before]), NOW);
    let here = &vault.groups()[0];
    assert!(!here.is_organiser_compared(&stolen));
    // The stolen key names itself, and nobody vouches for it.
    named.retain(|organiser| organiser.key == stolen);
    named[0].promoted = None;
    assert_eq!(here.organisers.unvouched(here.id, &named), [&named[0]]);
}

#[test]
fn a_forged_backup_gives_up_no_compared_key_and_pushes_nothing_out() {
    let mut here = with_organiser();
    let lost = device(9);
    here.drop_device(lost);
    here.give_device("Mum", device(2)).unwrap();
    here.accept_key("Mum", device(2)).unwrap();
    let mut forged = as_a_member(&here, true);
    let (own, dad) = (device(1), here.organisers.own().unwrap().key);
    forged.dropped = vec![own, device(2)];
    let more = (0..600).map(|_| crate::device::DeviceKey::generate().public());
    forged.dropped.extend(more);
    forged.compared.push((name("Ben"), device(7)));
    forged.organisers.counting.demoted = vec![dad];
    forged.rotate(seed(2), 7, NOW).unwrap();
    let mut vault = vault_of([here]);
    vault.remember_own(own);
    let backup = vault_of([forged]);
    let told = vault.merge_preview(&backup);
    assert!(
        matches!(told.as_slice(), [Merged::Replaced { demoted, .. }] if demoted.is_empty()),
        "{told:?}"
    );
    assert!(vault.merge(backup, NOW));
    let here = &vault.groups()[0];
    let of = |called: &str| here.member(called).unwrap().device;
    assert_eq!((of("Dad"), of("Mum")), (Some(own), Some(device(2))));
    assert!(here.dropped.contains(&lost));
    assert_eq!(here.dropped.len(), Group::MAX_DROPPED);
    assert!(here.compared_key(&name("Ben")).is_none());
    assert!(here.organisers.own().is_some());
    // The displaced seed is retired.
    assert!(here.is_retired(&seed(1)));
}
