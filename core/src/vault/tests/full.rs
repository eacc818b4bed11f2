//! A full vault, for tests that what is written is read back.

use super::{NOW, group, name, seed, vault_of};
use crate::device::DevicePublic;
use crate::group::sample::rank;
use crate::group::{Enrolment, Generation, Group, GroupId, Holds, Name, Origin};
use crate::organiser::SigningKey;
use crate::otp::{Algorithm, Digits, Parameters};
use crate::secret::Secret;
use crate::sheet::tests::{SUNDAY, sheet};
use crate::time::Period;
use crate::vault::Vault;

/// A vault with everything that version 1 can hold.
pub(super) fn full_vault() -> Vault {
    let mut smiths = group("Smith family", 1);
    smiths.add_member("Ann", Holds::App).unwrap();
    smiths
        .add_member("Bob Müller-Lüdenscheidt", Holds::Ringtrue)
        .unwrap();
    smiths.add_member("Großmutter", Holds::Sheet).unwrap();
    smiths.give_sheet("Großmutter", sheet(1, SUNDAY)).unwrap();
    smiths.add_member("Opa", Holds::Sheet).unwrap();
    smiths
        .confirm_member("Ann", Generation::FIRST, NOW)
        .unwrap();
    smiths.rotate(seed(11), 7, NOW.plus_days(1)).unwrap();
    let rotation = Enrolment {
        name: name("Smith family"),
        generation: Generation::new(7).unwrap(),
        origin: Origin::Ringtrue,
        parameters: Parameters::default(),
        secret: seed(12),
    };
    smiths.follow(rotation, false, NOW.plus_days(2));
    smiths.rotate(seed(13), 30, NOW.plus_days(3)).unwrap();
    smiths.undo_rotation().unwrap();
    organise(&mut smiths);

    let bank = Enrolment {
        name: Name::foreign("alice@example.com: \"q\"").unwrap(),
        generation: Generation::FIRST,
        origin: Origin::Foreign {
            prefix: Some(Name::foreign("Bank & Söhne").unwrap()),
            issuer: Some(Name::foreign("Bank = \\ #1").unwrap()),
        },
        parameters: Parameters {
            algorithm: Algorithm::Sha512,
            digits: Digits::new(8).unwrap(),
            period: Period::new(60).unwrap(),
        },
        secret: Secret::new(&[0xEE; 64]).unwrap(),
    };
    let bank = Group::from_enrolment(
        bank,
        Some(name("Die Bank")),
        GroupId::from_bytes([2; 16]),
        NOW,
    );
    let bare = Enrolment {
        name: Name::foreign("x").unwrap(),
        generation: Generation::FIRST,
        origin: Origin::Foreign {
            prefix: None,
            issuer: None,
        },
        parameters: Parameters::default(),
        secret: Secret::new(&[0xDD; 16]).unwrap(),
    };
    let bare = Group::from_enrolment(bare, None, GroupId::from_bytes([3; 16]), NOW);
    let mut vault = vault_of([smiths, bank, bare]);
    vault.set_default(GroupId::from_bytes([2; 16]));
    vault
}

/// Gives a group all that messages need: devices, an organiser on this device, one whom
/// they promoted, and one who was demoted.
fn organise(smiths: &mut Group) {
    let device = |byte| DevicePublic::sample(byte);
    smiths
        .give_device("Bob Müller-Lüdenscheidt", device(5))
        .unwrap();
    smiths.give_device("Father", device(6)).unwrap();
    smiths
        .pair("Bob Müller-Lüdenscheidt", Some(device(7)))
        .unwrap();
    smiths
        .become_first_organiser("Father", SigningKey::generate)
        .unwrap();
    for called in ["Bob Müller-Lüdenscheidt", "Ann"] {
        let key = SigningKey::generate().unwrap().public().unwrap();
        smiths.promote(called, key).unwrap();
    }
    smiths.demote("Ann").unwrap();
    smiths.parted.push((name("Eve"), device(8)));
    smiths.mark_sent(rank(7));
}
