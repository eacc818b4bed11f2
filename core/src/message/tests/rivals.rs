//! Rotations made at once: their possible effects on each other, and the bounds that
//! keep every device able to write the next message.

use super::roll::{listed, message_listing};
use super::{NOW, add, family, fit, member_of, name, opened, seed, words};
use crate::device::DeviceKey;
use crate::group::sample::rank;
use crate::group::{
    self, Enrolment, Group, Holds, Organiser, Organisers, Origin, RotateError, RotationId,
    SeedFate, Unconfirmed,
};
use crate::message::content::{SealError, Split};
use crate::message::{
    Message, MessageFit, MessageKind, MessageMisfit, Sealed, invitation, rotation,
};
use crate::organiser::SigningKey;
use crate::otp::Parameters;
use crate::sheet::SheetId;
use crate::sheet::tests::{SUNDAY, sheet};

/// The devices of two organisers and a member, whose key opens all messages.
pub(super) struct Three {
    pub(super) dads: Group,
    pub(super) mums: Group,
    pub(super) anns: Group,
    pub(super) ann: DeviceKey,
}

pub(super) fn three() -> Three {
    let (mut dads, _, ann) = family();
    add(&mut dads, "Mum", &DeviceKey::generate());
    let mut mums = member_of(&dads);
    let key = mums.offer_key(SigningKey::generate).unwrap();
    dads.promote("Mum", key).unwrap();
    let mut anns = member_of(&dads);
    for group in [&mut mums, &mut anns] {
        let pinned = &mut group.organisers.counting.pinned;
        pinned.clone_from(&dads.organisers.counting.pinned);
    }
    Three {
        dads,
        mums,
        anns,
        ann,
    }
}

impl Three {
    fn open(&self, letter: &[u8]) -> Unconfirmed<Message> {
        opened(letter, &self.ann)
    }
}

#[test]
fn a_rotation_whose_seed_was_scanned_first_still_removes_those_it_excludes() {
    let mut three = three();
    three.dads.rotate_without("Mum", seed(2), NOW).unwrap();
    let letter = rotation(&three.dads, &[]).unwrap().files.remove(0);
    three.anns.rotate(seed(2), 0, NOW).unwrap();
    assert_eq!(three.anns.brought_by, None);
    let message = three.open(&letter.bytes);
    let groups = std::slice::from_ref(&three.anns);
    assert!(matches!(
        fit(groups, &message, false, None, None),
        Ok(MessageFit::Completes(_))
    ));
    three.anns.apply_message(message.confirm(), false, NOW);
    assert!(three.anns.member("Mum").is_err());
    let organisers = three.anns.organisers.pinned();
    assert!(organisers.iter().all(|it| it.name.as_str() != "Mum"));
    // The same message again is known.
    let message = three.open(&letter.bytes);
    let groups = std::slice::from_ref(&three.anns);
    assert!(matches!(
        fit(groups, &message, false, None, None),
        Ok(MessageFit::Known(_))
    ));
}

#[test]
fn an_invitation_that_precedes_its_rotation_removes_those_it_excludes() {
    let mut three = three();
    let eve = DeviceKey::generate();
    for group in [&mut three.dads, &mut three.anns] {
        add(group, "Eve", &eve);
        group.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        for member in &mut group.members {
            member.listed = true;
        }
    }
    three.dads.rotate_without("Eve", seed(2), NOW).unwrap();
    three.dads.demote("Mum").unwrap();
    let made = rotation(&three.dads, &[]).unwrap();
    three.dads.mark_sent(made.rank);
    let letter = invitation(&three.dads, Some(&name("Ann")), &words()).unwrap();
    let invited = Sealed::find(&letter).unwrap();
    let invited = invited.open_with_words(&words()).unwrap();
    let groups = std::slice::from_ref(&three.anns);
    assert!(matches!(
        fit(groups, &invited, false, None, None),
        Ok(MessageFit::Rotation(_))
    ));
    three.anns.apply_message(invited.confirm(), false, NOW);
    let anns = &three.anns;
    assert!(anns.member("Eve").is_err());
    assert!(anns.dropped.contains(&eve.public()));
    assert_eq!(anns.member("Opa").unwrap().sheet, None);
    let mut organisers = anns.organisers.pinned().iter();
    assert!(organisers.all(|it| it.name.as_str() != "Mum"));
    let message = three.open(&made.files[0].bytes);
    let groups = std::slice::from_ref(&three.anns);
    assert!(matches!(
        fit(groups, &message, false, None, None),
        Ok(MessageFit::Known(_))
    ));
    // Nor does a new device put anyone back on the roll.
    let joined = member_of(&three.dads);
    assert_eq!(joined.departed, three.dads.departed);
}

#[test]
fn a_rotation_scanned_without_asking_cant_be_undone_once_its_message_reports_a_loss() {
    let mut three = three();
    three.dads.add_member("Eve", Holds::App).unwrap();
    three.dads.rotate_without("Eve", seed(2), NOW).unwrap();
    let letter = rotation(&three.dads, &[name("Eve")]).unwrap();
    let scanned = Enrolment {
        name: name("Smith family"),
        generation: three.dads.generation(),
        origin: Origin::Ringtrue,
        parameters: Parameters::default(),
        secret: seed(2),
    };
    let mums = &mut three.mums;
    mums.follow_keeping(SeedFate::Unasked, scanned, NOW);
    mums.apply_message(
        opened(&letter.files[0].bytes, &three.ann).confirm(),
        false,
        NOW,
    );
    let refused = mums.undo_rotation();
    assert_eq!(refused, Err(RotateError::Lost(Vec::new())));
}

/// Rotates and undoes it: other devices get only its message.
fn rotated_once(group: &mut Group, byte: u8) -> Vec<u8> {
    let before = group.highest;
    group.rotate(seed(byte), 7, NOW).unwrap();
    let letter = rotation(group, &[]).unwrap().files.remove(0);
    group.undo_rotation().unwrap();
    group.highest = before;
    letter.bytes
}

/// Takes a message as `join` does.
fn deliver(
    message: Unconfirmed<Message>,
    group: &mut Group,
) -> Result<&'static str, MessageMisfit> {
    let how = match fit(std::slice::from_ref(group), &message, false, None, None)? {
        MessageFit::Rotation(_) => "rotation",
        MessageFit::Outranked(_) => "rival",
        MessageFit::Known(_) => "known",
        other => panic!("{other:?}"),
    };
    match how {
        "rotation" => group.apply_message(message.confirm(), false, NOW),
        "rival" => group.apply_losing_rotation(message.held()),
        _ => {}
    }
    Ok(how)
}

#[test]
fn a_removal_counts_after_any_number_of_other_rotations() {
    let mut three = three();
    for byte in 100..130 {
        let letter = rotated_once(&mut three.mums, byte);
        let message = three.open(&letter);
        deliver(message, &mut three.anns).unwrap();
    }
    assert!(three.anns.organisers.statements.len() < 30);
    three.dads.rotate_without("Bob", seed(2), NOW).unwrap();
    let made = rotation(&three.dads, &[name("Bob")]).unwrap();
    let message = three.open(&made.files[0].bytes);
    assert_eq!(deliver(message, &mut three.anns), Ok("rotation"));
    assert!(three.anns.current.secret.is_same_as(&seed(2)));
    assert!(three.anns.member("Bob").is_err());
}

#[test]
fn a_seed_that_was_displaced_or_outranked_is_never_accepted_as_new() {
    let mut three = three();
    for byte in [3, 4, 5] {
        let letter = rotated_once(&mut three.mums, byte);
        let message = three.open(&letter);
        deliver(message, &mut three.anns).unwrap();
    }
    let anns = &three.anns;
    let in_force = |byte| anns.current.secret.is_same_as(&seed(byte));
    let given_up: Vec<u8> = [3, 4, 5].into_iter().filter(|it| !in_force(*it)).collect();
    assert_eq!(given_up.len(), 2);
    for byte in given_up {
        assert!(anns.is_retired(&seed(byte)));
        let link = Unconfirmed::new(Enrolment {
            name: name("Cousins"),
            generation: crate::group::Generation::FIRST,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: seed(byte),
        });
        for local_name in [None, Some(name("Apart"))] {
            let groups = std::slice::from_ref(anns);
            let misfit = group::fit(groups, &link, local_name.as_ref(), None).unwrap_err();
            assert!(
                matches!(misfit, group::LinkMisfit::Retired { .. }),
                "{misfit:?}"
            );
        }
    }
}

#[test]
fn an_undone_rotation_of_ones_own_displaces_nothing() {
    let mut three = three();
    let letter = rotated_once(&mut three.mums, 3);
    let ann = three.ann;
    let mums = || opened(&letter, &ann);
    // One of Dad's rotations that would win.
    let dads = (10..=u8::MAX)
        .map(|byte| rotated_once(&mut three.dads, byte))
        .find(|letter| opened(letter, &ann).rank() < mums().rank())
        .unwrap();
    assert_eq!(deliver(mums(), &mut three.dads), Ok("rotation"));
    let misfit = deliver(opened(&dads, &ann), &mut three.dads).unwrap_err();
    assert!(
        matches!(misfit, MessageMisfit::Retired { .. }),
        "{misfit:?}"
    );
    assert!(three.dads.current.secret.is_same_as(&seed(3)));
}

#[test]
fn an_undo_goes_back_to_the_rotation_before() {
    let mut three = three();
    let letter = rotated_once(&mut three.mums, 3);
    deliver(three.open(&letter), &mut three.dads).unwrap();
    let before = three.dads.brought_by;
    assert!(before.is_some());
    three.dads.rotate(seed(4), 7, NOW).unwrap();
    assert_eq!(three.dads.brought_by, None);
    three.dads.undo_rotation().unwrap();
    assert_eq!(three.dads.brought_by, before);
}

#[test]
fn neither_an_invitation_nor_a_later_part_displaces_a_rotation() {
    let Three {
        mut dads,
        mums,
        mut anns,
        ..
    } = three();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let by = |group: &Group, byte| RotationId {
        rank: rank(byte),
        by: group.organisers.own().unwrap().key,
    };
    let mut message = message_listing(&dads, listed(&dads), |_| {});
    message.brought = Some(by(&dads, 9));
    anns.apply_message(message, false, NOW);
    let later = Split {
        number: 2,
        of: 2,
        first: Some([1; 32]),
    };
    for (kind, part, displaces) in [
        (MessageKind::Invitation, None, false),
        (MessageKind::Rotation, Some(later), false),
        (MessageKind::Rotation, None, true),
    ] {
        let mut other = message_listing(&mums, listed(&mums), |content| {
            (content.kind, content.part) = (kind, part);
            (content.generation, content.secret) = (dads.generation(), seed(3));
        });
        other.brought = Some(by(&mums, 1));
        let groups = std::slice::from_ref(&anns);
        let other = Unconfirmed::new(other);
        let fits = fit(groups, &other, false, None, None);
        let is_rotation = matches!(fits, Ok(MessageFit::Rotation(_)));
        assert_eq!(is_rotation, displaces, "{kind} {part:?}: {fits:?}");
    }
}

#[test]
fn a_forged_part_with_the_hash_of_a_rotation_does_not_keep_that_one_out() {
    let mut three = three();
    three.dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&three.dads, &[]).unwrap();
    let mut forged = message_listing(&three.mums, listed(&three.mums), |content| {
        (content.generation, content.secret) = (three.dads.generation(), seed(66));
        content.part = Some(Split {
            number: 2,
            of: 2,
            first: Some(made.rank.hash),
        });
    });
    forged.brought = Some(RotationId {
        rank: made.rank,
        by: forged.signer,
    });
    three.anns.apply_message(forged, false, NOW);
    assert!(three.anns.current.secret.is_same_as(&seed(66)));
    let message = three.open(&made.files[0].bytes);
    assert_eq!(deliver(message, &mut three.anns), Ok("rotation"));
    assert!(three.anns.current.secret.is_same_as(&seed(2)));
}

#[test]
fn a_later_demotion_survives_a_concurrent_rotation() {
    let mut three = three();
    add(&mut three.dads, "Cousin", &DeviceKey::generate());
    let cousins_key = SigningKey::generate().unwrap();
    three
        .dads
        .promote("Cousin", cousins_key.public().unwrap())
        .unwrap();
    let mut cousins = member_of(&three.dads);
    cousins.organisers.own = Some(cousins_key);
    let pinned = three.dads.organisers.counting.pinned.clone();
    cousins.organisers.counting.pinned = pinned;
    three.dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&three.dads, &[]).unwrap();
    three.dads.mark_sent(made.rank);
    let mums_key = three.mums.organisers.own().unwrap().key;
    three.dads.demote("Mum").unwrap();
    let mums = rotated_once(&mut three.mums, 3);
    let misfit = deliver(three.open(&mums), &mut three.dads).unwrap_err();
    assert!(
        matches!(misfit, MessageMisfit::Demoted { .. }),
        "{misfit:?}"
    );
    for byte in [4, 5, 6] {
        let rival = rotated_once(&mut cousins, byte);
        deliver(three.open(&rival), &mut three.dads).unwrap();
        assert!(three.dads.organisers.of_key(&mums_key).is_none());
        assert!(three.dads.organisers.demoted().contains(&mums_key));
    }
}

/// Returns a message of Mum's for the generation after the one on Ann's device.
fn next(three: &Three, change: impl FnOnce(&mut super::Content)) -> Message {
    let generation = three.anns.generation().next().unwrap();
    let byte = u8::try_from(generation.number()).unwrap();
    message_listing(&three.mums, listed(&three.mums), |content| {
        (content.generation, content.secret) = (generation, seed(byte));
        change(content);
    })
}

#[test]
fn no_message_makes_a_device_remember_more_than_a_message_can_name() {
    let mut three = three();
    let key = || SigningKey::generate().unwrap().public().unwrap();
    let mums = three.mums.organisers.own().unwrap().clone();
    for round in 0..2 {
        let message = next(&three, |content| {
            content.demoted = (0..300).map(|_| key()).collect();
            content.dropped = (0..300).map(|_| DeviceKey::generate().public()).collect();
            content.ended_sheets = (0..150)
                .map(|at| {
                    let mut bytes = [round; SheetId::LENGTH];
                    bytes[0] = at;
                    SheetId::from_bytes(bytes)
                })
                .collect();
            let others = (0..49).map(|at| {
                let key = SigningKey::generate().unwrap().public().unwrap();
                let text = crate::organiser::promotion(three.mums.id, &key);
                Organiser {
                    name: name(&format!("Organiser {at}")),
                    key,
                    promoted: Some(crate::group::PromotionSignature {
                        by: mums.key,
                        signature: three
                            .mums
                            .organisers
                            .own
                            .as_ref()
                            .unwrap()
                            .sign(&text)
                            .unwrap(),
                    }),
                }
            });
            content.organisers = [mums.clone()].into_iter().chain(others).collect();
        });
        three.anns.apply_message(message, false, NOW);
    }
    let anns = &mut three.anns;
    assert_eq!(anns.organisers.pinned().len(), Organisers::MAX);
    assert_eq!(anns.organisers.demoted().len(), Organisers::MAX_DEMOTED);
    assert_eq!(anns.dropped.len(), Group::MAX_DROPPED);
    assert_eq!(anns.ended_sheets.len(), Group::MAX_ENDED);
    // A sheet that counts still ends, and a key that counts is still demoted.
    anns.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
    let dads = three.dads.organisers.own().unwrap().key;
    assert!(anns.organisers.of_key(&dads).is_some());
    let message = next(&three, |content| {
        (content.demoted, content.ended_sheets) = (vec![dads], vec![sheet(1, SUNDAY).id()]);
    });
    three.anns.apply_message(message, false, NOW);
    assert!(three.anns.has_ended(&sheet(1, SUNDAY)));
    assert_eq!(three.anns.ended_sheets.len(), Group::MAX_ENDED);
    assert!(three.anns.organisers.of_key(&dads).is_none());
    assert!(three.anns.organisers.demoted().contains(&dads));
    // An organiser who applied all of that can still write a message.
    three.anns.organisers.own = three.mums.organisers.own.take();
    three.anns.rotate(seed(9), 7, NOW).unwrap();
    assert_eq!(rotation(&three.anns, &[]).unwrap().files.len(), 1);
}

#[test]
fn a_message_that_no_device_would_read_is_not_written() {
    let (mut dads, ..) = family();
    for _ in 0..=Group::MAX_DROPPED {
        dads.dropped.push(DeviceKey::generate().public());
    }
    dads.rotate(seed(2), 7, NOW).unwrap();
    assert_eq!(rotation(&dads, &[]).unwrap_err(), SealError::Unwritable);
}

#[test]
fn a_message_drops_a_compared_key_only_with_its_owner() {
    let mut three = three();
    let (ben, anns) = (DeviceKey::generate().public(), three.ann.public());
    three.anns.give_device("Ben", ben).unwrap();
    three.anns.accept_key("Ben", ben).unwrap();
    three.anns.remember_own(anns);
    let message = next(&three, |content| content.dropped = vec![ben, anns]);
    three.anns.apply_message(message, false, NOW);
    assert_eq!(three.anns.dropped, []);
    assert_eq!(three.anns.member("Ann").unwrap().device, Some(anns));
    let message = next(&three, |content| {
        (content.dropped, content.departed) = (vec![ben, anns], vec![name("Ben")]);
    });
    three.anns.apply_message(message, false, NOW);
    assert_eq!(three.anns.dropped, [ben]);
    // Ben's old key does not come back under his name, and any other key is disputed.
    let dads = three.dads.members[0].device.unwrap();
    for (key, disputed) in [(ben, None), (anns, Some(anns)), (dads, Some(dads))] {
        let mut bens = listed(&three.mums);
        let mut entry = crate::message::content::Listed::from(&three.mums.members[1]);
        (entry.name, entry.device) = (name("Ben"), Some(key));
        bens.retain(|it| it.device != Some(key));
        bens.push(entry);
        let message = next(&three, |content| content.members = bens);
        three.anns.apply_message(message, false, NOW);
        let ben = three.anns.member("Ben").unwrap();
        assert_eq!((ben.device, ben.disputed), (None, disputed));
    }
}

/// Returns an organiser's message for generation 2, with this byte as its rank.
fn rival(from: &Group, byte: u8, change: impl FnOnce(&mut super::Content)) -> Message {
    let mut message = message_listing(from, listed(from), |content| {
        content.generation = crate::group::Generation::new(2).unwrap();
        content.secret = seed(byte);
        change(content);
    });
    message.brought = Some(RotationId {
        rank: rank(byte),
        by: message.signer,
    });
    message
}

fn fits(message: Message, group: &Group) -> bool {
    let groups = std::slice::from_ref(group);
    let message = Unconfirmed::new(message);
    matches!(
        fit(groups, &message, false, None, None),
        Ok(MessageFit::Rotation(_))
    )
}

#[test]
fn a_second_key_that_a_demoted_organiser_promoted_is_demoted_with_her() {
    let mut three = three();
    let mums = three.mums.organisers.own().unwrap().key;
    // Mum foresees her removal.
    let fresh = SigningKey::generate().unwrap();
    let key = fresh.public().unwrap();
    three
        .mums
        .add_member("Cousin", crate::group::Holds::App)
        .unwrap();
    three.mums.promote("Cousin", key).unwrap();
    three.mums.organisers.own = Some(fresh);
    let first = rival(&three.mums, 1, |content| content.excludes = true);
    three.anns.apply_message(first, false, NOW);
    assert!(three.anns.organisers.of_key(&key).is_some());
    let removal = || rival(&three.dads, 200, |content| content.demoted = vec![mums]);
    assert!(fits(removal(), &three.anns));
    three.anns.apply_message(removal(), false, NOW);
    assert!(three.anns.organisers.of_key(&key).is_none());
    assert!(three.anns.current.secret.is_same_as(&seed(200)));
    // The same in the other order.
    let mut bens = super::member_of(&three.dads);
    bens.apply_message(removal(), false, NOW);
    let first = rival(&three.mums, 1, |content| content.excludes = true);
    assert!(!fits(first, &bens));
}

#[test]
fn no_organiser_renames_another_one() {
    let three = three();
    let (dad, mum) = (
        three.dads.organisers.own().unwrap().key,
        three.mums.organisers.own().unwrap().key,
    );
    let called = |names: [(&str, _); 2]| {
        let mut anns = member_of(&three.dads);
        let message = rival(&three.mums, 3, |content| {
            for organiser in &mut content.organisers {
                let (called, _) = names.iter().find(|(_, key)| *key == organiser.key).unwrap();
                organiser.name = name(called);
            }
        });
        anns.apply_message(message, false, NOW);
        [dad, mum].map(|key| anns.organisers.of_key(&key).unwrap().name.to_string())
    };
    assert_eq!(called([("Mum", dad), ("Dad", mum)]), ["Dad", "Mum"]);
    assert_eq!(called([("Uncle", dad), ("Mum", mum)]), ["Dad", "Mum"]);
    assert_eq!(called([("Dad", dad), ("Mama", mum)]), ["Dad", "Mama"]);
}

#[test]
fn a_key_that_replaces_a_stolen_one_vouches_only_for_compared_organisers() {
    let mut three = three();
    let mum = three.mums.organisers.own().unwrap().key;
    assert!(three.dads.is_organiser_compared(&mum));
    // The thief promoted this key with Dad's.
    let thiefs = SigningKey::generate().unwrap().public().unwrap();
    three.dads.promote("Bob", thiefs).unwrap();
    three.dads.organisers.compared.retain(|key| *key != thiefs);
    assert!(!three.dads.is_organiser_compared(&thiefs));
    let key = three.dads.replace_organiser_key(SigningKey::generate);
    assert!(key.unwrap().is_some());
    let organisers = three.dads.organisers();
    assert!(organisers.of_key(&mum).is_some() && organisers.of_key(&thiefs).is_none());
    assert!(three.dads.is_organiser_compared(&mum));
}

#[test]
fn a_later_part_that_demotes_a_signer_displaces_their_rotation() {
    let three = three();
    let mum = three.mums.organisers.own().unwrap().key;
    let mut anns = member_of(&three.dads);
    anns.apply_message(rival(&three.mums, 3, |_| {}), false, NOW);
    let part = Split {
        number: 2,
        of: 2,
        first: Some([200; 32]),
    };
    for (demoted, ends) in [(vec![], false), (vec![mum], true)] {
        let later = rival(&three.dads, 200, |content| {
            (content.part, content.demoted) = (Some(part), demoted);
        });
        assert_eq!(fits(later, &anns), ends);
    }
}

#[test]
fn many_rotations_of_one_organiser_push_out_nothing_that_another_one_says() {
    let three = three();
    let mut anns = member_of(&three.dads);
    anns.apply_message(
        rival(&three.mums, 0, |content| content.excludes = true),
        false,
        NOW,
    );
    let puppet = SigningKey::generate().unwrap().public().unwrap();
    // Dad's rotation loses, but what it says still counts.
    let dads = rival(&three.dads, 250, |content| content.demoted = vec![puppet]);
    let by = dads.brought.unwrap();
    anns.apply_losing_rotation(&dads);
    for byte in 1..40 {
        anns.apply_losing_rotation(&rival(&three.mums, byte, |_| {}));
    }
    assert!(anns.organisers.statements.len() < 40);
    assert!(
        anns.organisers
            .statements
            .iter()
            .any(|statement| statement.brought == by)
    );
    assert!(anns.organisers.demoted().contains(&puppet));
}

#[test]
fn those_still_to_exclude_are_named_until_they_are_off_the_roll() {
    let mut three = three();
    let eve = DeviceKey::generate();
    for group in [&mut three.dads, &mut three.mums] {
        add(group, "Eve", &eve);
    }
    three.dads.rotate_without("Eve", seed(2), NOW).unwrap();
    three.dads.mark_sent(rank(9));
    three.dads.apply_message(
        rival(&three.mums, 1, |content| content.excludes = true),
        false,
        NOW,
    );
    assert_eq!(three.dads.still_to_exclude(), [name("Eve")]);
    // Neither Mum's next message nor Dad's own rotation forgets that.
    let next = message_listing(&three.mums, listed(&three.mums), |content| {
        content.generation = crate::group::Generation::new(3).unwrap();
        content.secret = seed(33);
    });
    three.dads.apply_message(next, false, NOW);
    assert_eq!(three.dads.still_to_exclude(), [name("Eve")]);
    three.dads.rotate(seed(4), 7, NOW).unwrap();
    three.dads.mark_sent(rank(3));
    assert_eq!(three.dads.still_to_exclude(), [name("Eve")]);
    three.dads.rotate_without("Eve", seed(5), NOW).unwrap();
    assert_eq!(three.dads.still_to_exclude(), []);
}

#[test]
fn an_organiser_has_to_exclude_those_whom_a_losing_rotation_took_off() {
    let mut three = three();
    let eve = DeviceKey::generate();
    for group in [&mut three.dads, &mut three.mums, &mut three.anns] {
        add(group, "Eve", &eve);
    }
    for group in [&mut three.dads, &mut three.anns] {
        // Without a loss, those who left may be back.
        let scheduled = rival(&three.mums, 2, |content| {
            content.departed = vec![name("Ann")];
        });
        group.apply_losing_rotation(&scheduled);
        assert_eq!(group.still_to_exclude(), []);
        let losing = rival(&three.mums, 1, |content| {
            content.excludes = true;
            content.departed = vec![name("Eve"), name("Dad"), name("Stranger")];
        });
        group.apply_losing_rotation(&losing);
    }
    // Not the organiser whose device this is.
    assert_eq!(three.dads.still_to_exclude(), [name("Eve")]);
    // A member can't rotate for the family.
    assert_eq!(three.anns.still_to_exclude(), []);
    three.dads.rotate_without("Eve", seed(5), NOW).unwrap();
    assert_eq!(three.dads.still_to_exclude(), []);
}

#[test]
fn an_organiser_who_opened_the_losing_rotation_first_has_to_exclude_them_too() {
    let mut three = three();
    let eve = DeviceKey::generate();
    for group in [&mut three.dads, &mut three.mums, &mut three.anns] {
        add(group, "Eve", &eve);
    }
    for (group, expected) in [
        (&mut three.dads, vec![name("Eve")]),
        (&mut three.anns, vec![]),
    ] {
        let winner = rival(&three.mums, 1, |content| content.excludes = true);
        let mut loser = rival(&three.mums, 2, |content| {
            content.excludes = true;
            content.members.retain(|listed| listed.name != name("Eve"));
            content.departed = vec![name("Eve")];
        });
        loser.brought.as_mut().unwrap().rank.excludes = true;
        group.apply_message(loser, false, NOW);
        assert!(group.member("Eve").is_err());
        group.apply_message(winner, false, NOW);
        assert!(group.member("Eve").is_ok());
        assert_eq!(group.still_to_exclude(), expected);
    }
}

#[test]
fn a_message_lists_nobody_both_as_a_member_and_as_departed() {
    let (dads, ..) = family();
    let mut content = super::Content::of(&dads, MessageKind::Rotation, listed(&dads)).unwrap();
    content.departed = vec![name("dad")];
    let text = content.to_toml().unwrap();
    let error = super::Content::from_toml(&text).unwrap_err();
    assert_eq!(error, super::TextError::Wrong("off"));
}

#[test]
fn a_message_drops_keys_on_the_roll_even_if_the_list_is_full() {
    let mut three = three();
    let eve = DeviceKey::generate().public();
    three.anns.give_device("Eve", eve).unwrap();
    let many = (0..Group::MAX_DROPPED).map(|_| DeviceKey::generate().public());
    three.anns.apply_dropped(many.collect(), &[]);
    three.anns.apply_dropped(vec![eve], &[]);
    assert_eq!(three.anns.member("Eve").unwrap().device, None);
    assert_eq!(three.anns.dropped.len(), Group::MAX_DROPPED);
    assert!(three.anns.dropped.contains(&eve));
}

#[test]
fn the_loss_of_ones_own_device_drops_no_key_that_is_known_to_be_another_ones() {
    let mut three = three();
    let (old, new, mums) = (
        three.dads.member("Dad").unwrap().device.unwrap(),
        DeviceKey::generate().public(),
        DeviceKey::generate().public(),
    );
    three.dads.give_device("Mum", mums).unwrap();
    three.dads.accept_key("Mum", mums).unwrap();
    // Eve claimed this key for Dad.
    three.dads.members[0].disputed = Some(mums);
    three
        .dads
        .rotate_without_old_device("Dad", new, seed(2), NOW)
        .unwrap();
    assert!(three.dads.dropped.contains(&old));
    assert!(!three.dads.dropped.contains(&mums));
    assert_eq!(three.dads.member("Mum").unwrap().device, Some(mums));
}

#[test]
fn a_replaced_device_is_reported_if_the_winning_rotation_is_sealed_to_the_lost_one() {
    let mut three = three();
    let new = DeviceKey::generate().public();
    assert_eq!(three.dads.replaced_lost_device(&new), None);
    three
        .dads
        .rotate_without_old_device("Dad", new, seed(2), NOW)
        .unwrap();
    assert_eq!(three.dads.replaced_lost_device(&new), Some(&name("Dad")));
    let first = message_listing(&three.dads, listed(&three.dads), |_| {});
    let again = message_listing(&three.dads, listed(&three.dads), |_| {});
    three.mums.rotate(seed(3), 7, NOW).unwrap();
    three.mums.mark_sent(rank(0));
    for message in [first, again].map(Unconfirmed::new) {
        let misfit = message.held().rival(&three.mums);
        let MessageMisfit::Outranked { removed, moved, .. } = misfit else {
            panic!("{misfit:?}");
        };
        assert_eq!((removed, moved), (Vec::new(), vec![(name("Dad"), new)]));
        let _ = deliver(message, &mut three.mums);
    }
    assert!(three.mums.current.secret.is_same_as(&seed(3)));
}
