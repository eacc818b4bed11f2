//! What messages do to the roll: nobody who left comes back, nobody who is paired
//! or holds a sheet becomes less, and what an organiser changed stays changed.

use super::{NOW, add, family, member_of, name, opened, seed};
use crate::device::DeviceKey;
use crate::group::sample::rank;
use crate::group::{Brought, Group, Holds};
use crate::message::content::{Content, Listed};
use crate::message::{Kind, MAX_RECIPIENTS, Message, rotation};
use crate::organiser::SigningKey;
use crate::sheet::Serial;

/// What a message of `group` with this on its roll does to a member's device.
fn told(group: &Group, listed: Vec<Listed>, change: impl FnOnce(&mut Content)) -> Message {
    let mut content = Content::of(group, Kind::Rotation, listed).unwrap();
    change(&mut content);
    Message {
        content,
        signer: group.organisers.own().unwrap().key,
        brought: Some(Brought {
            rank: rank(1),
            by: group.organisers.own().unwrap().key,
        }),
    }
}

fn listed(group: &Group) -> Vec<Listed> {
    group.members.iter().map(Listed::from).collect()
}

#[test]
fn who_left_is_told_again_with_every_rotation() {
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
    dads.sent(rank(2));
    dads.rotate_without("Eve", seed(3), NOW).unwrap();
    dads.sent(rank(3));
    // Ann missed those two.
    dads.rotate(seed(4), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    assert_eq!(made.letters.len(), 2);
    anns.take(opened(&made.letters[0].bytes, &ann).confirm(), false, NOW);
    assert!(anns.member("Eve").is_err());
    // Whoever is back is not off any more.
    dads.add_member("Eve", Holds::App).unwrap();
    assert_eq!(dads.off, []);
}

#[test]
fn what_an_organiser_changed_since_is_not_undone_by_another_ones_rotation() {
    let (mut dads, ..) = family();
    let mut mums = member_of(&dads);
    let key = mums.offer_key(SigningKey::generate).unwrap();
    add(&mut dads, "Mum", &DeviceKey::generate());
    dads.promote("Mum", key).unwrap();
    mums.take(told(&dads, listed(&dads), |_| {}), false, NOW);
    let new = DeviceKey::generate().public();
    mums.give_device("Ann", new).unwrap();
    mums.remove_member("Bob").unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    mums.take(told(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(mums.member("Ann").unwrap().device, Some(new));
    assert!(mums.member("Bob").is_err());
    // Once it was sent, the next message counts again.
    mums.sent(rank(4));
    dads.rotate(seed(3), 7, NOW).unwrap();
    mums.take(told(&dads, listed(&dads), |_| {}), false, NOW);
    assert!(mums.member("Bob").is_ok());
}

#[test]
fn an_invitation_takes_nobody_off_the_roll() {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    dads.rotate(seed(2), 7, NOW).unwrap();
    let short = listed(&dads).into_iter().take(1).collect();
    let mut message = told(&dads, short, |_| {});
    message.content.kind = Kind::Invitation;
    anns.take(message, false, NOW);
    assert_eq!(anns.members.len(), 3);
}

#[test]
fn two_messages_make_nobody_who_is_paired_a_lesser_one() {
    let (mut dads, dad, _) = family();
    let mut anns = member_of(&dads);
    anns.pair("Dad", Some(dad.public())).unwrap();
    dads.members[0].name = name("Daddy");
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.take(told(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Daddy").unwrap().paired, Some(dad.public()));
    add(&mut dads, "Dad", &DeviceKey::generate());
    dads.rotate(seed(3), 7, NOW).unwrap();
    anns.take(told(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Dad").unwrap().paired, Some(dad.public()));
}

#[test]
fn a_sheet_that_was_entered_here_stays_what_counts() {
    let (mut dads, ..) = family();
    let mut anns = member_of(&dads);
    anns.give_sheet("Bob", Serial::new(431_207).unwrap())
        .unwrap();
    dads.rotate(seed(2), 7, NOW).unwrap();
    anns.take(told(&dads, listed(&dads), |_| {}), false, NOW);
    assert_eq!(anns.member("Bob").unwrap().holds, Holds::Sheet);
}
