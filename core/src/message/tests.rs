//! Whole messages: sealed by one device, opened by another.

mod delivered;
mod leaked;
mod refused;
mod rivals;
mod roll;
mod stolen;

use super::content::Content;
use super::{
    MAX_RECIPIENTS, MessageFit, MessageKind, Sealed, SealedTo, TextError, fit, invitation, rotation,
};
use crate::device::DeviceKey;
use crate::group::sample::{brought, group};
use crate::group::{Group, Holds, Member, Name, Unconfirmed};
use crate::organiser::SigningKey;
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::words::Phrase;

const NOW: UnixTime = UnixTime::from_secs(1_795_370_400);

fn name(text: &str) -> Name {
    Name::tidy(text).unwrap()
}

fn seed(byte: u8) -> Secret {
    Secret::new(&[byte; Secret::LENGTH]).unwrap()
}

fn words() -> Phrase {
    Phrase::draw(|bytes| {
        bytes.fill(5);
        Ok::<_, ()>(())
    })
    .unwrap()
}

fn add(group: &mut Group, called: &str, key: &DeviceKey) {
    let mut member = Member::new(name(called), Holds::Ringtrue);
    member.device = Some(key.public());
    group.members.push(member);
}

/// A group with its founder Dad, and Ann, and their devices.
fn family() -> (Group, DeviceKey, DeviceKey) {
    let (dad, ann) = (DeviceKey::generate(), DeviceKey::generate());
    let mut group = group("Smith family");
    add(&mut group, "Dad", &dad);
    add(&mut group, "Ann", &ann);
    group.add_member("Bob", Holds::App).unwrap();
    group
        .become_first_organiser("Dad", SigningKey::generate)
        .unwrap();
    (group, dad, ann)
}

fn opened(bytes: &[u8], key: &DeviceKey) -> Unconfirmed<super::Message> {
    Sealed::find(bytes).unwrap().open(key).unwrap()
}

fn member_of(group: &Group) -> Group {
    let letter = invitation(group, Some(&name("Ann")), &words()).unwrap();
    let message = Sealed::find(&letter).unwrap();
    let message = message.open_with_words(&words()).unwrap();
    assert!(matches!(
        fit(&[], &message, false, None, None),
        Ok(MessageFit::New)
    ));
    Group::from_message(message.confirm(), None, NOW)
}

#[test]
fn an_invitation_brings_the_group_its_roll_and_its_organiser() {
    let (group, _, ann) = family();
    let letter = invitation(&group, Some(&name("Ann")), &words()).unwrap();
    let sealed = Sealed::find(&letter).unwrap();
    assert_eq!(sealed.to(), SealedTo::Words);
    let message = sealed.open_with_words(&words()).unwrap();
    assert_eq!(message.kind(), MessageKind::Invitation);
    assert_eq!(message.name().as_str(), "Smith family");
    assert_eq!(message.to(), Some(&name("Ann")));
    assert_eq!(message.organiser().unwrap().name.as_str(), "Dad");
    let joined = Group::from_message(message.confirm(), None, NOW);
    assert!(joined.current.secret.is_same_as(&group.current.secret));
    assert_eq!(joined.id, group.id);
    assert_eq!(
        joined.organisers.counting.pinned,
        group.organisers.counting.pinned
    );
    assert_eq!(joined.members.len(), 3);
    assert_eq!(joined.member("Ann").unwrap().device, Some(ann.public()));
    assert!(joined.member("Dad").unwrap().is_on(joined.generation()));
}

#[test]
fn a_rotation_reaches_the_remaining_members_and_not_the_lost_device() {
    let (mut dads, _, ann) = family();
    let lost = DeviceKey::generate();
    add(&mut dads, "Eve", &lost);
    let mut anns = member_of(&dads);
    dads.rotate_without("Eve", seed(2), NOW).unwrap();
    let made = rotation(&dads, &[name("Eve")]).unwrap();
    let [letter] = made.files.as_slice() else {
        panic!("one letter does for three");
    };
    assert_eq!(letter.recipients, 2);
    let eves = Sealed::find(&letter.bytes).unwrap().open(&lost);
    assert_eq!(eves.unwrap_err(), super::OpenError::OtherDevice);

    let message = opened(&letter.bytes, &ann);
    let groups = [anns];
    assert!(matches!(
        fit(&groups, &message, false, None, None),
        Ok(MessageFit::Rotation(_))
    ));
    [anns] = groups;
    anns.apply_message(message.confirm(), false, NOW);
    assert!(anns.current.secret.is_same_as(&dads.current.secret));
    assert!(anns.member("Eve").is_err());
    // The old seed is recognised, but not accepted.
    assert_eq!(anns.previous.len(), 1);
    assert!(!anns.previous[0].accepted);
    assert_eq!(anns.brought_by.unwrap().rank, made.rank);
}

#[test]
fn the_old_seed_is_accepted_as_long_as_the_message_says() {
    let (mut dads, _, ann) = family();
    let mut anns = member_of(&dads);
    dads.rotate(seed(2), 3, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
    assert!(anns.previous[0].accepted);
    assert_eq!(anns.previous[0].until, NOW.plus_days(3));

    // Two generations at once: the one between may have been made for a loss, and
    // is the one that the message means.
    dads.rotate(seed(3), 3, NOW).unwrap();
    dads.rotate(seed(4), 3, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
    assert!(anns.previous.iter().all(|previous| !previous.accepted));
}

#[test]
fn only_the_old_seed_that_the_message_names_is_accepted() {
    let (mut dads, _, ann) = family();
    let mut anns = member_of(&dads);
    // Another organiser rotated at the same time, and may know of no loss.
    anns.rotate(seed(12), 7, NOW).unwrap();
    anns.brought_by = Some(brought(0));
    dads.rotate(seed(2), 7, NOW).unwrap();
    dads.rotate(seed(3), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    let mut later = opened(&made.files[0].bytes, &ann).confirm();
    assert_eq!(later.content.old.as_ref().unwrap().until, NOW.plus_days(7));
    anns.apply_message(later, false, NOW);
    assert!(anns.previous.iter().all(|previous| !previous.accepted));

    // Of two rivals, the winner says which seed was before both.
    for (before, accepted) in [(seed(3), true), (seed(13), false)] {
        let mut anns = member_of(&dads);
        anns.current.secret = before;
        anns.rotate(seed(14), 7, NOW).unwrap();
        dads.rotate(seed(4), 7, NOW).unwrap();
        later = opened(&rotation(&dads, &[]).unwrap().files[0].bytes, &ann).confirm();
        anns.apply_message(later, false, NOW);
        assert!(anns.current.secret.is_same_as(&seed(4)));
        assert_eq!(anns.previous[0].accepted, accepted);
        dads.undo_rotation().unwrap();
        dads.highest = dads.generation();
    }
}

#[test]
fn an_old_seed_is_accepted_only_if_the_message_names_it_correctly() {
    let (mut dads, ..) = family();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let content = Content::of(&dads, MessageKind::Rotation, Vec::new()).unwrap();
    let text = content.to_toml().unwrap();
    let (_, from) = text.split_once("\nold = \"").unwrap();
    let (words, _) = from.split_once('"').unwrap();
    assert_eq!(words.split(' ').count(), 6);
    let line = format!("old = \"{words}\"\n");
    let unnamed = Content::from_toml(&text.replace(&line, "")).unwrap();
    assert!(unnamed.old.is_none());
    let until = format!("old_until = {}\n", NOW.plus_days(7).as_secs());
    let wrong = [
        text.replace(&until, ""),
        text.replace(words, &words.to_uppercase()),
        text.replace(words, &words.replace(' ', "  ")),
        text.replace(words, &format!("{words} tiger")),
        text.replace(words, "tiger"),
        text.replace(words, ""),
    ];
    for text in wrong {
        let error = Content::from_toml(&text).unwrap_err();
        assert_eq!(error, TextError::Wrong("old"), "{text}");
    }
}

#[test]
fn a_message_keeps_what_this_device_knows_and_added() {
    let (mut dads, _, ann) = family();
    let mut anns = member_of(&dads);
    anns.confirm_member("Bob", anns.generation(), NOW).unwrap();
    anns.members[1].paired = Some(ann.public());
    anns.add_member("Aunt", Holds::App).unwrap();
    dads.remove_member("Bob").unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
    assert!(anns.member("Bob").is_err());
    assert!(anns.member("Aunt").is_ok());
    assert_eq!(anns.member("Ann").unwrap().paired, Some(ann.public()));
}

#[test]
fn a_member_whom_a_message_brings_back_is_still_paired() {
    let (mut dads, dad, ann) = family();
    let mut anns = member_of(&dads);
    anns.pair("Dad", Some(dad.public())).unwrap();
    let dads_entry = dads.members.remove(0);
    dads.rotate(seed(2), 7, NOW).unwrap();
    let without = rotation(&dads, &[]).unwrap();
    anns.apply_message(opened(&without.files[0].bytes, &ann).confirm(), false, NOW);
    assert!(anns.member("Dad").is_err());
    dads.members.push(dads_entry);
    dads.members[2].device = Some(DeviceKey::generate().public());
    dads.members[0].device = Some(ann.public());
    dads.rotate(seed(3), 7, NOW).unwrap();
    let again = rotation(&dads, &[]).unwrap();
    anns.apply_message(opened(&again.files[0].bytes, &ann).confirm(), false, NOW);
    assert_eq!(anns.member("Dad").unwrap().paired, Some(dad.public()));
}

#[test]
fn a_scanned_group_gets_its_organiser_from_the_first_message() {
    let (mut dads, _, ann) = family();
    let mut scanned = group("Smith family");
    scanned.id = crate::group::GroupId::from_bytes([9; 16]);
    dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    let message = opened(&made.files[0].bytes, &ann);
    let groups = [scanned];
    assert!(matches!(
        fit(&groups, &message, false, None, None),
        Ok(MessageFit::Pins(_))
    ));
    [scanned] = groups;
    scanned.apply_message(message.confirm(), false, NOW);
    assert_eq!(scanned.id, dads.id);
    assert!(scanned.has_organiser());
    assert!(scanned.current.secret.is_same_as(&dads.current.secret));
}

#[test]
fn large_groups_get_several_messages_and_organisers_the_whole_roll() {
    let (mut dads, dad, ann) = family();
    for number in 0..MAX_RECIPIENTS {
        let called = format!("Member {number}");
        let mut member = Member::new(name(&called), Holds::Ringtrue);
        member.device = Some(DeviceKey::generate().public());
        dads.members.push(member);
    }
    let mut anns = group("Smith family");
    anns.id = dads.id;
    anns.organisers.counting.pinned = dads.organisers.counting.pinned.clone();
    let mut others = group("Smith family");
    others.id = dads.id;
    others.organisers.counting.pinned = dads.organisers.counting.pinned.clone();
    others.organisers.own = None;
    dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    assert_eq!(made.files.len(), 2);
    assert_eq!(made.files[0].recipients, MAX_RECIPIENTS - 1);
    // Ann can open only the first.
    anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
    assert_eq!(anns.brought_by.unwrap().rank, made.rank);
    assert!(
        Sealed::find(&made.files[1].bytes)
            .unwrap()
            .open(&ann)
            .is_err()
    );
    // An organiser can open both; the later part arrives first.
    let mut groups = [others];
    for (letter, expected) in [(1, "rotation"), (0, "completes"), (1, "known")] {
        let message = opened(&made.files[letter].bytes, &dad);
        let how = match fit(&groups, &message, false, None, None).unwrap() {
            MessageFit::Rotation(_) => "rotation",
            MessageFit::Completes(_) => "completes",
            MessageFit::Known(_) => "known",
            other => panic!("{other:?}"),
        };
        assert_eq!(how, expected);
        groups[0].apply_message(message.confirm(), false, NOW);
    }
    assert_eq!(groups[0].members.len(), MAX_RECIPIENTS + 3);
    assert_eq!(groups[0].brought_by.unwrap().rank, made.rank);
}
