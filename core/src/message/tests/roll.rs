//! The effect of messages on the roll: nobody who left comes back, nobody loses their
//! pair or sheet, and what an organiser changed stays changed.

use super::{NOW, add, family, member_of, name, opened, seed};
use crate::device::DeviceKey;
use crate::group::sample::rank;
use crate::group::{Group, Holds, RotationId};
use crate::message::content::{Content, Listed};
use crate::message::{MAX_RECIPIENTS, Message, MessageKind, rotation};
use crate::organiser::SigningKey;
use crate::sheet::Sheet;
use crate::sheet::tests::{SUNDAY, sheet};

/// Returns a message of `group` with this roll, for a member's device.
pub(super) fn message_listing(
    group: &Group,
    listed: Vec<Listed>,
    change: impl FnOnce(&mut Content),
) -> Message {
    let mut content = Content::of(group, MessageKind::Rotation, listed).unwrap();
    change(&mut content);
    Message {
        content,
        signer: group.organisers.own().unwrap().key,
        brought: Some(RotationId {
            rank: rank(1),
            by: group.organisers.own().unwrap().key,
        }),
    }
}

pub(super) fn listed(group: &Group) -> Vec<Listed> {
    group.members.iter().map(Listed::from).collect()
}

#[test]
fn every_rotation_repeats_who_left() {
    let (mut dads, _, ann) = family();
    for number in 0..MAX_RECIPIENTS {
        add(
            &mut dads,
            &format!("Member {number}"),
            &DeviceKey::generate(),
        );
    }
    let mut anns = member_of(&dads);
    add(&mut anns, "Eve", &DeviceKey::generate());
    add(&mut dads, "Eve", &DeviceKey::generate());
    dads.rotate(seed(2), 7, NOW).unwrap();
    dads.mark_sent(rank(2));
    dads.rotate_without("Eve", seed(3), NOW).unwrap();
    dads.mark_sent(rank(3));
    // Ann missed the last two.
    dads.rotate(seed(4), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    assert_eq!(made.files.len(), 2);
    anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
    assert!(anns.member("Eve").is_err());
    // Someone who is back is no longer off.
    dads.add_member("Eve", Holds::App).unwrap();
    assert_eq!(dads.departed, []);
}

#[test]
fn an_organisers_own_changes_survive_anothers_rotation() {
    let (mut dads, ..) = family();
    let mut mums = member_of(&dads);
    let key = mums.offer_key(SigningKey::generate).unwrap();
    add(&mut dads, "Mum", &DeviceKey::generate());
    dads.promote("Mum", key).unwrap();
    mums.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    let new = DeviceKey::generate().public();
    mums.give_device("Ann", new).unwrap();
    mums.remove_member("Bob").unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    mums.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(mums.member("Ann").unwrap().device, Some(new));
    assert!(mums.member("Bob").is_err());
    // Once it is sent, the next message counts again.
    mums.mark_sent(rank(4));
    dads.rotate(seed(3), 7, NOW).unwrap();
    mums.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    assert!(mums.member("Bob").is_ok());
}

#[test]
fn an_invitation_takes_nobody_off_the_roll() {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    dads.rotate(seed(2), 7, NOW).unwrap();
    let short = listed(&dads).into_iter().take(1).collect();
    let mut message = message_listing(&dads, short, |_| {});
    message.content.kind = MessageKind::Invitation;
    anns.apply_message(message, false, NOW);
    assert_eq!(anns.members.len(), 3);
}

#[test]
fn two_messages_dont_downgrade_a_paired_member() {
    let (mut dads, dad, _) = family();
    let mut anns = member_of(&dads);
    anns.pair("Dad", Some(dad.public())).unwrap();
    dads.members[0].name = name("Daddy");
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Daddy").unwrap().paired, Some(dad.public()));
    add(&mut dads, "Dad", &DeviceKey::generate());
    dads.rotate(seed(3), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Dad").unwrap().paired, Some(dad.public()));
}

#[test]
fn a_sheet_entered_here_still_counts_after_a_message() {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    anns.give_sheet("Bob", sheet(1, SUNDAY)).unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    let bob = anns.member("Bob").unwrap();
    assert_eq!(
        (bob.holds, &bob.sheet),
        (Holds::Sheet, &Some(sheet(1, SUNDAY)))
    );
}

/// Returns Bob's sheet on Ann's device after Dad's rotation. Ann has `here`, from a
/// message if `is_listed`; Dad has `there`.
fn after_a_rotation(here: Option<Sheet>, is_listed: bool, there: Option<Sheet>) -> Option<Sheet> {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    if let Some(here) = here {
        anns.give_sheet("Bob", here).unwrap();
    }
    let bob = anns.members.iter_mut().find(|it| it.name.as_str() == "Bob");
    let bob = bob.unwrap();
    (bob.holds, bob.listed) = (Holds::Sheet, is_listed);
    let bob = dads.members.iter_mut().find(|it| it.name.as_str() == "Bob");
    let bob = bob.unwrap();
    (bob.holds, bob.sheet) = (Holds::Sheet, there);
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    anns.member("Bob").unwrap().sheet.clone()
}

#[test]
fn a_rotation_has_every_valid_sheet_except_those_printed_here_since() {
    let day = |off| SUNDAY.offset(off).unwrap();
    let (one, other) = (|| Some(sheet(1, day(0))), |off| Some(sheet(2, day(off))));
    for (what, is_listed, there, stays) in [
        ("told, ended", true, None, None),
        ("told, the same", true, one(), one()),
        ("told, an earlier one", true, other(-1), other(-1)),
        ("told, a later one", true, other(1), other(1)),
        ("printed here, none there", false, None, one()),
        ("printed here, the same", false, one(), one()),
        ("printed here, an earlier one", false, other(-1), one()),
        ("printed here, one of that day", false, other(0), other(0)),
        ("printed here, a later one", false, other(1), other(1)),
    ] {
        assert_eq!(after_a_rotation(one(), is_listed, there), stays, "{what}");
    }
    assert_eq!(after_a_rotation(None, true, one()), one());
    assert_eq!(after_a_rotation(None, false, one()), one());
}

#[test]
fn a_sheet_that_a_message_has_too_ends_with_a_later_one() {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    for group in [&mut dads, &mut anns] {
        group.give_sheet("Bob", sheet(1, SUNDAY)).unwrap();
    }
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Bob").unwrap().sheet, Some(sheet(1, SUNDAY)));
    dads.end_sheets();
    dads.rotate(seed(3), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    let bob = anns.member("Bob").unwrap();
    assert_eq!((bob.holds, &bob.sheet), (Holds::Sheet, &None));
}

#[test]
fn an_invitation_without_a_sheet_ends_none() {
    let (mut dads, ..) = family();
    dads.add_member("Opa", Holds::Sheet).unwrap();
    let mut anns = member_of(&dads);
    anns.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
    anns.mark_sent(rank(1));
    dads.rotate(seed(2), 7, NOW).unwrap();
    let mut message = message_listing(&dads, listed(&dads), |_| {});
    message.content.kind = MessageKind::Invitation;
    anns.apply_message(message, false, NOW);
    assert_eq!(anns.member("Opa").unwrap().sheet, Some(sheet(1, SUNDAY)));
}

#[test]
fn losing_a_device_with_ringtrue_also_ends_unreported_sheets() {
    // A phone with an app had no keys, and without a loss nobody else has them.
    for (holds, is_lost, ends) in [
        (Holds::Ringtrue, true, true),
        (Holds::Ringtrue, false, false),
        (Holds::App, true, false),
    ] {
        let (mut dads, ..) = family();
        dads.add_member("Eve", holds).unwrap();
        let mut anns = member_of(&dads);
        // Printed on Mum's device, and scanned on Dad's and Ann's.
        for group in [&mut dads, &mut anns] {
            group.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        }
        dads.rotate_without("Eve", seed(2), NOW).unwrap();
        dads.end_sheets();
        // No message names her.
        anns.give_sheet("Aunt", sheet(2, SUNDAY)).unwrap();
        let message = message_listing(&dads, listed(&dads), |it| {
            (it.departed, it.excludes) = (vec![name("Eve")], is_lost);
            // The sheets that it names would end in any case.
            it.ended_sheets.clear();
        });
        anns.apply_message(message, false, NOW);
        let opa = anns.member("Opa").unwrap();
        assert_eq!(opa.sheet.is_none(), ends, "{holds:?} {is_lost}");
        assert_eq!(opa.holds, Holds::Sheet);
        let aunt = anns.member("Aunt").unwrap();
        assert_eq!(aunt.sheet.is_none(), ends, "{holds:?} {is_lost}");
        assert_eq!(aunt.holds, Holds::Sheet);
    }
}

#[test]
fn the_loss_of_an_organisers_own_laptop_ends_unsent_sheets_once() {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    let lost = DeviceKey::generate().public();
    dads.dropped.push(lost);
    for (generation, ends) in [(2, true), (3, false)] {
        anns.give_sheet("Aunt", sheet(1, SUNDAY)).unwrap();
        dads.rotate(seed(generation), 0, NOW).unwrap();
        let message = message_listing(&dads, listed(&dads), |it| it.excludes = true);
        anns.apply_message(message, false, NOW);
        // The second message still says which keys were dropped before.
        let aunt = anns.member("Aunt").unwrap();
        assert_eq!(aunt.sheet.is_none(), ends, "{generation}");
    }
}

#[test]
fn a_sheet_that_was_scanned_ends_with_a_rotation_that_does_not_have_it() {
    for (holds, ends) in [(Holds::Sheet, true), (Holds::App, false)] {
        let (mut dads, ..) = family();
        dads.add_member("Opa", holds).unwrap();
        let mut anns = member_of(&dads);
        anns.mark_sent(rank(1));
        anns.apply_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        dads.rotate(seed(2), 7, NOW).unwrap();
        anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
        let opa = anns.member("Opa").unwrap();
        assert_eq!(opa.sheet.is_none(), ends);
        // Someone who holds a sheet never falls back to less.
        assert_eq!(opa.holds, Holds::Sheet);
    }
    // A member whom no message named stays on the roll with their sheet.
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    anns.apply_sheet("Opa", sheet(1, SUNDAY)).unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Opa").unwrap().sheet, Some(sheet(1, SUNDAY)));
}

#[test]
fn on_an_organisers_device_an_unsent_sheet_gives_way_to_a_later_one_alone() {
    for (off, stays) in [(-1, true), (0, true), (1, false)] {
        let (mut dads, ..) = family();
        let mut mums = member_of(&dads);
        let key = mums.offer_key(SigningKey::generate).unwrap();
        add(&mut dads, "Mum", &DeviceKey::generate());
        dads.promote("Mum", key).unwrap();
        mums.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
        mums.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        let day = SUNDAY.offset(off).unwrap();
        dads.give_sheet("Opa", sheet(2, day)).unwrap();
        dads.rotate(seed(2), 7, NOW).unwrap();
        mums.apply_message(message_listing(&dads, listed(&dads), |_| {}), false, NOW);
        let here = mums.member("Opa").unwrap().sheet.clone();
        assert_eq!(here == Some(sheet(1, SUNDAY)), stays, "{off}");
    }
}
