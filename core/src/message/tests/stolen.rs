//! Attacks with a stolen or removed organiser's key after a loss, and cases in which an
//! organiser could not seal anything.

use super::*;
use crate::group::sample::rank;
use crate::organiser::OrganiserKey;
use crate::vault::Vault;

/// Dad promoted Mum, and her laptop is stolen. The thief demotes `junk` keys that
/// nobody knows; then Ann trusts Dad, who demotes Mum's. Reports whether the thief's
/// next rotation is taken.
fn is_taken_after_trust(junk: usize) -> bool {
    let (mut dads, _, ann) = family();
    add(&mut dads, "Mum", &DeviceKey::generate());
    let mums_key = SigningKey::generate().unwrap();
    dads.promote("Mum", mums_key.public().unwrap()).unwrap();
    let mut anns = member_of(&dads);
    let mut thiefs = member_of(&dads);
    thiefs.organisers.own = Some(mums_key);
    let stolen = thiefs.organisers.own().unwrap().key;
    let junk: Vec<OrganiserKey> = (0..junk)
        .map(|_| SigningKey::generate().unwrap().public().unwrap())
        .collect();
    for number in [2, 3] {
        thiefs.rotate(seed(20 + number), 7, NOW).unwrap();
        thiefs.organisers.demote(&junk);
        let made = rotation(&thiefs, &[]).unwrap();
        thiefs.mark_sent(made.rank);
        let message = opened(&made.files[0].bytes, &ann);
        anns.apply_message(message.confirm(), false, NOW);
    }
    dads.rotate_without("Mum", seed(2), NOW).unwrap();
    let made = rotation(&dads, &[name("Mum")]).unwrap();
    dads.mark_sent(made.rank);
    let message = opened(&made.files[0].bytes, &ann);
    let groups = std::slice::from_ref(&anns);
    assert!(matches!(
        fit(groups, &message, true, None, None),
        Ok(MessageFit::Pins(_))
    ));
    anns.apply_message(message.confirm(), true, NOW);
    assert!(anns.organisers.demoted().contains(&stolen));

    thiefs.rotate(seed(30), 7, NOW).unwrap();
    let made = rotation(&thiefs, &[]).unwrap();
    let message = opened(&made.files[0].bytes, &ann);
    let groups = std::slice::from_ref(&anns);
    fit(groups, &message, false, None, None).is_ok()
}

#[test]
fn a_full_list_of_demoted_keys_brings_back_no_stolen_one() {
    assert!(!is_taken_after_trust(0));
    assert!(!is_taken_after_trust(500));
}

#[test]
fn a_backup_brings_back_nothing_that_a_demoted_key_made() {
    for ahead in [1_u8, 2] {
        let (mut dads, _, ann) = family();
        let mums_key = SigningKey::generate().unwrap();
        add(&mut dads, "Mum", &DeviceKey::generate());
        dads.promote("Mum", mums_key.public().unwrap()).unwrap();
        let [mut here, mut other, mut thiefs] = [(); 3].map(|()| member_of(&dads));
        thiefs.organisers.own = Some(mums_key);
        dads.rotate_without("Mum", seed(2), NOW).unwrap();
        let made = rotation(&dads, &[name("Mum")]).unwrap();
        here.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
        for number in 0..ahead {
            thiefs.rotate(seed(40 + number), 7, NOW).unwrap();
            let mut stolen = rotation(&thiefs, &[name("Zed")]).unwrap();
            let message = opened(&stolen.files[0].bytes, &ann);
            stolen.rank = made.rank;
            thiefs.mark_sent(stolen.rank);
            other.apply_message(message.confirm(), false, NOW);
        }
        // The lowest rank there is.
        if let Some(brought) = &mut other.brought_by {
            brought.rank = rank(0);
            brought.rank.excludes = true;
        }
        let mut vault = Vault::default();
        vault.add(here).unwrap();
        let mut backup = Vault::default();
        backup.add(other).unwrap();
        vault.merge(backup, NOW);
        let here = &vault.groups()[0];
        assert!(here.current.secret.is_same_as(&seed(2)), "{ahead} ahead");
    }
}

#[test]
fn a_member_who_returns_can_be_sealed_to() {
    let (mut dads, dad, _) = family();
    dads.dismiss("Bob").unwrap();
    dads.give_own_device("Bob", dad.public()).unwrap();
    rotation(&dads, &[]).unwrap();
    invitation(&dads, None, &words()).unwrap();

    let (dads, ..) = family();
    let key = dads.organisers.own.as_ref().unwrap().to_text();
    let [mut here, mut there] = [(); 2].map(|()| {
        let mut group = member_of(&dads);
        group.organisers.own = Some(SigningKey::from_text(&key).unwrap());
        group
    });
    here.note_departure(&name("Eve"), true);
    // On Dad's other device Eve is back, one generation later.
    there.rotate(seed(2), 7, NOW).unwrap();
    there
        .give_device("Eve", DeviceKey::generate().public())
        .unwrap();
    there.mark_sent(rank(1));
    let mut vault = Vault::default();
    vault.add(here).unwrap();
    let mut backup = Vault::default();
    backup.add(there).unwrap();
    vault.merge(backup, NOW);
    let group = &vault.groups()[0];
    assert!(group.member("Eve").is_ok());
    rotation(group, &[]).unwrap();
    invitation(group, None, &words()).unwrap();
}

#[test]
fn a_key_that_a_message_only_claims_for_somebody_is_not_dropped_with_them() {
    let (mut dads, ..) = family();
    let [ben, mum] = [DeviceKey::generate(), DeviceKey::generate()];
    for (called, key) in [("Ben", &ben), ("Mum", &mum)] {
        dads.give_device(called, key.public()).unwrap();
        dads.accept_key(called, key.public()).unwrap();
    }
    // In Eve's message, Mum is off the roll and her key is Ben's.
    dads.remove_member("Mum").unwrap();
    let bens = dads.members.iter_mut().find(|it| it.name.as_str() == "Ben");
    bens.unwrap().disputed = Some(mum.public());
    dads.rotate_without("Ben", seed(2), NOW).unwrap();
    assert!(dads.dropped.contains(&ben.public()));
    assert!(!dads.dropped.contains(&mum.public()));
    dads.give_device("Mum", mum.public()).unwrap();
}
