//! An organiser who foresees that she will be removed, and moves keys and names
//! beforehand.

use super::{NOW, group, name, seed};
use crate::device::DeviceKey;
use crate::group::{Group, Holds, RollError};
use crate::join::{Done, IncomingMessage, MessagePlan, RollChange, Trust};
use crate::message::{OpenError, Sealed, SealedTo, invitation, rotation};
use crate::organiser::SigningKey;
use crate::vault::Vault;
use crate::words::Phrase;

/// Dad and Eve are organisers; Dad's device compared Ben's and Mum's keys.
struct Family {
    /// Dad's device.
    dads: Vault,
    dad: DeviceKey,
    eves: Group,
    ben: DeviceKey,
    mum: DeviceKey,
    /// Eve's second device.
    second: DeviceKey,
}

fn family() -> Family {
    let [dad, eve, ben, mum, second] = std::array::from_fn(|_| DeviceKey::generate());
    let mut dads = group("Smith family", 1);
    for (called, key) in [("Dad", &dad), ("Eve", &eve), ("Ben", &ben), ("Mum", &mum)] {
        dads.give_device(called, key.public()).unwrap();
    }
    dads.become_first_organiser("Dad", SigningKey::generate)
        .unwrap();
    let words = Phrase::draw(|bytes| {
        bytes.fill(5);
        Ok::<_, ()>(())
    });
    let words = words.unwrap();
    let letter = invitation(&dads, Some(&name("Eve")), &words).unwrap();
    let message = Sealed::find(&letter).unwrap().open_with_words(&words);
    let mut eves = Group::from_message(message.unwrap().confirm(), None, NOW);
    let key = eves.offer_key(SigningKey::generate).unwrap();
    dads.promote("Eve", key).unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    dads.mark_sent(made.rank);
    let message = Sealed::find(&made.files[0].bytes).unwrap().open(&eve);
    eves.apply_message(message.unwrap().confirm(), false, NOW);
    for (called, key) in [("Ben", &ben), ("Mum", &mum)] {
        dads.accept_key(called, key.public()).unwrap();
    }
    let mut vault = Vault::default();
    vault.add(dads).unwrap();
    Family {
        dads: vault,
        dad,
        eves,
        ben,
        mum,
        second,
    }
}

impl Family {
    fn dads(&mut self) -> &mut Group {
        let id = self.dads.groups()[0].id();
        self.dads.group_mut(id).unwrap()
    }

    /// Eve rotates, and Dad's device takes her message.
    fn eve_rotates(&mut self, byte: u8) -> Done {
        self.eves.rotate(seed(byte), 7, NOW).unwrap();
        let made = rotation(&self.eves, &[]).unwrap();
        self.eves.mark_sent(made.rank);
        self.take(&made.files[0].bytes)
    }

    fn take(&mut self, letter: &[u8]) -> Done {
        let sealed = Sealed::find(letter).unwrap();
        assert_eq!(sealed.to(), SealedTo::Devices);
        let incoming = IncomingMessage {
            message: sealed.open(&self.dad).unwrap(),
            local_name: None,
            trust: Trust::Known,
        };
        let plan = incoming.plan(self.dads.groups(), None).unwrap();
        let MessagePlan::Ready(accepted) = plan else {
            panic!("{plan:?}");
        };
        accepted.apply(&mut self.dads, &self.dad, NOW).unwrap()
    }

    /// Reports whether a rotation without Eve can be opened by these keys.
    fn without_eve(&mut self, keys: &[&DeviceKey]) -> Vec<bool> {
        let dads = self.dads();
        dads.rotate_without("Eve", seed(99), NOW).unwrap();
        let made = rotation(dads, &[name("Eve")]).unwrap();
        let sealed = Sealed::find(&made.files[0].bytes).unwrap();
        let opens = |key: &&DeviceKey| match sealed.open(key) {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error, OpenError::OtherDevice);
                false
            }
        };
        keys.iter().map(opens).collect()
    }
}

fn copy(key: &DeviceKey) -> DeviceKey {
    DeviceKey::from_text(&key.to_text()).unwrap()
}

fn disputed(done: &Done) -> Vec<&str> {
    let disputes = done.changes.iter().filter_map(|change| match change {
        RollChange::Disputed(dispute) => Some(dispute.name.as_str()),
        _ => None,
    });
    disputes.collect()
}

#[test]
fn her_second_key_under_bens_name_is_in_dispute() {
    let mut family = family();
    let second = family.second.public();
    family.eves.give_device("Ben", second).unwrap();
    let done = family.eve_rotates(3);
    assert_eq!(disputed(&done), ["Ben"]);
    let [dispute] = family.dads().disputes().try_into().unwrap();
    assert_eq!(dispute.here, Some(family.ben.public()));
    assert_eq!(dispute.claimed, second);
    let (ben, second) = (copy(&family.ben), copy(&family.second));
    assert_eq!(family.without_eve(&[&ben, &second]), [false, false]);
    // Once a person has chosen, it is sealed to that key.
    family.dads().accept_key("Ben", ben.public()).unwrap();
    let made = rotation(family.dads(), &[]).unwrap();
    let sealed = Sealed::find(&made.files[0].bytes).unwrap();
    assert!(sealed.open(&ben).is_ok());
    assert!(sealed.open(&second).is_err());
}

#[test]
fn names_that_were_swapped_are_in_dispute() {
    let mut family = family();
    let (eve, mum) = (
        family.eves.member("Eve").unwrap().device.unwrap(),
        family.mum.public(),
    );
    for (called, key) in [("Eve", mum), ("Mum", eve)] {
        let at = family
            .eves
            .members
            .iter()
            .position(|it| it.name == name(called))
            .unwrap();
        family.eves.members[at].device = Some(key);
    }
    let done = family.eve_rotates(3);
    assert_eq!(disputed(&done), ["Eve", "Mum"]);
    // Mum is not expelled in Eve's place: her key is not dropped.
    let dads = family.dads();
    dads.accept_key("Mum", mum).unwrap();
    dads.rotate_without("Eve", seed(9), NOW).unwrap();
    assert_eq!(dads.member("Mum").unwrap().device, Some(mum));
    assert!(dads.dropped.contains(&eve));
}

#[test]
fn a_renamed_organiser_is_found_by_their_first_name_and_demoted_when_named() {
    type Removal = fn(&mut Group, &str);
    let removals: [Removal; 3] = [
        |dads, called| drop(dads.rotate_without(called, seed(9), NOW).unwrap()),
        |dads, called| drop(dads.dismiss(called).unwrap()),
        // Nobody has that name now.
        |dads, called| assert!(dads.organisers_called(called).is_empty()),
    ];
    // By the name that her key has as an organiser's, and by the one on the roll.
    for (organiser, member, confirmed) in [
        ("Zed", "Eve", true),
        ("Eve", "Zed", true),
        ("Zed", "Eve", false),
        ("Eve", "Zed", false),
    ] {
        for removal in removals {
            let mut family = family();
            let key = family.eves.organisers.own_key().unwrap().unwrap();
            let device = family.eves.member("Eve").unwrap().device.unwrap();
            family.dads().accept_key("Eve", device).unwrap();
            for it in &mut family.eves.organisers.counting.pinned {
                if it.key == key {
                    it.name = name(organiser);
                }
            }
            for it in &mut family.eves.members {
                if it.device == Some(device) {
                    it.name = name(member);
                }
            }
            family.eve_rotates(3);
            // It is still known after a restart.
            let kept = family.dads.to_toml().unwrap();
            family.dads = Vault::from_toml(&kept).unwrap();
            let dads = family.dads();
            assert_eq!(
                dads.organisers().of_key(&key).unwrap().name,
                name(organiser)
            );
            let once_called: Vec<_> = dads.organisers_once_called(member);
            let [known] = once_called.try_into().unwrap();
            assert_eq!((known.key, &known.name), (key, &name(organiser)));
            if confirmed {
                dads.demote_keys(&[key]).unwrap();
            }
            removal(dads, member);
            assert_eq!(dads.organisers().demoted().contains(&key), confirmed);
            if !confirmed {
                assert!(dads.organisers().of_key(&key).is_some(), "{organiser}");
                continue;
            }
            assert_eq!(dads.organisers().pinned().len(), 1);
        }
    }
}

#[test]
fn a_member_who_returns_with_another_key_is_in_dispute() {
    let mut family = family();
    family.eves.dismiss("Ben").unwrap();
    let done = family.eve_rotates(3);
    assert!(disputed(&done).is_empty());
    assert_eq!(family.dads().member("Ben"), Err(RollError::Unknown));
    let second = family.second.public();
    family.eves.give_device("Ben", second).unwrap();
    let done = family.eve_rotates(4);
    assert_eq!(disputed(&done), ["Ben"]);
    let second = copy(&family.second);
    assert_eq!(family.without_eve(&[&second]), [false]);
}

#[test]
fn a_new_name_with_a_key_is_reported() {
    let mut family = family();
    let second = family.second.public();
    family.eves.give_device("Ben's phone", second).unwrap();
    let done = family.eve_rotates(3);
    let new = RollChange::NewKey {
        name: name("Ben's phone"),
    };
    assert_eq!(done.changes, [new]);
    assert!(!family.dads().is_compared(&name("Ben's phone"), &second));
}

#[test]
fn a_known_key_under_another_name_is_reported() {
    let mut family = family();
    family.dads().compared.clear();
    let ben = family.ben.public();
    let at = family
        .eves
        .members
        .iter()
        .position(|it| it.name == name("Ben"))
        .unwrap();
    family.eves.members[at].name = name("Benjamin");
    let done = family.eve_rotates(3);
    let renamed = RollChange::Renamed {
        from: name("Ben"),
        to: name("Benjamin"),
    };
    assert_eq!(done.changes, [renamed]);
    assert_eq!(family.dads().member("Benjamin").unwrap().device, Some(ben));
}

#[test]
fn a_dropped_key_is_never_on_a_roll_again() {
    let mut family = family();
    let ben = family.ben.public();
    family.dads().rotate_without("Ben", seed(3), NOW).unwrap();
    let made = rotation(family.dads(), &[name("Ben")]).unwrap();
    family.dads().mark_sent(made.rank);
    assert_eq!(
        family.dads().give_device("Ben's phone", ben),
        Err(RollError::DeviceDropped)
    );
    // Eve missed it, and puts him on the roll again.
    family.eves.rotate(seed(4), 7, NOW).unwrap();
    family
        .eves
        .members
        .iter_mut()
        .find(|it| it.name == name("Ben"))
        .unwrap()
        .name = name("Bob");
    family.eve_rotates(5);
    let dads = family.dads();
    assert!(
        dads.members()
            .iter()
            .all(|member| member.device != Some(ben))
    );
}

#[test]
fn an_organiser_vouched_for_by_a_demoted_key_counts_once_compared() {
    let mut family = family();
    let puppet = SigningKey::generate().unwrap().public().unwrap();
    family.eves.add_member("Zoe", Holds::App).unwrap();
    family.eves.promote("Zoe", puppet).unwrap();
    // Dad never gets Eve's rotation, only Mum's: she took Zoe from Eve, and then
    // demoted Eve.
    let mut mums = family.eves;
    let key = SigningKey::generate().unwrap();
    let mum = key.public().unwrap();
    family
        .dads
        .group_mut(mums.id())
        .unwrap()
        .promote("Mum", mum)
        .unwrap();
    let promoted = family.dads.groups()[0]
        .organisers
        .of_key(&mum)
        .unwrap()
        .clone();
    mums.organisers.counting.pinned.push(promoted);
    mums.organisers.own = Some(key);
    mums.demote("Eve").unwrap();
    mums.rotate(seed(7), 7, NOW).unwrap();
    let made = rotation(&mums, &[]).unwrap();
    family.eves = mums;
    let done = family.take(&made.files[0].bytes);
    let uncompared = RollChange::Uncompared {
        name: name("Zoe"),
        key: puppet,
    };
    assert!(done.changes.contains(&uncompared), "{:?}", done.changes);
    let dads = family.dads();
    assert!(dads.organisers.of_key(&puppet).is_none());
    dads.accept_organiser(puppet);
    assert!(dads.organisers.of_key(&puppet).is_some());
}
