mod fit;
mod roll;

use super::{
    DEFAULT_OVERLAP_DAYS, Enrolment, Generation, Group, GroupId, Holds, Name, Origin, RollError,
    RotateError, Unconfirmed,
};
use crate::otp::Parameters;
use crate::secret::Secret;
use crate::time::UnixTime;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

fn seed(byte: u8) -> Secret {
    Secret::new(&[byte; Secret::LENGTH]).unwrap()
}

fn name(text: &str) -> Name {
    Name::tidy(text).unwrap()
}

/// Returns a group of generation 1 whose seed repeats the byte 1.
fn smiths() -> Group {
    Group::new(
        name("Smith family"),
        seed(1),
        GroupId::from_bytes([1; 16]),
        NOW,
    )
}

/// Returns the enrolment in a link of ringtrue.
fn our_link(called: &str, generation: u64, byte: u8) -> Unconfirmed<Enrolment> {
    Unconfirmed::new(Enrolment {
        name: name(called),
        generation: Generation::new(generation).unwrap(),
        origin: Origin::Ringtrue,
        parameters: Parameters::default(),
        secret: seed(byte),
    })
}

fn foreign_link(called: &str, issuer: Option<&str>, byte: u8) -> Unconfirmed<Enrolment> {
    Unconfirmed::new(Enrolment {
        name: Name::foreign(called).unwrap(),
        generation: Generation::FIRST,
        origin: Origin::Foreign {
            prefix: None,
            issuer: issuer.map(|issuer| Name::foreign(issuer).unwrap()),
        },
        parameters: Parameters::default(),
        secret: seed(byte),
    })
}

/// Creates the group of an enrolment, with a local name or without.
fn joined(enrolment: Unconfirmed<Enrolment>, local: Option<&str>, id: u8) -> Group {
    Group::from_enrolment(
        enrolment.confirm(),
        local.map(name),
        GroupId::from_bytes([id; 16]),
        NOW,
    )
}

/// Returns the generation, the byte of its seed and whether it is accepted,
/// newest first.
fn previous(group: &Group) -> Vec<(u16, u8, bool)> {
    let seeds = group.previous().iter();
    seeds
        .map(|previous| {
            (
                previous.seed.generation.number(),
                previous.seed.secret.expose()[0],
                previous.accepted,
            )
        })
        .collect()
}

fn in_force(group: &Group) -> (u16, u8) {
    let current = group.current();
    (current.generation.number(), current.secret.expose()[0])
}

#[test]
fn a_rotation_puts_the_next_generation_in_force_and_keeps_the_old_seed() {
    let mut group = smiths();
    let later = NOW.plus_days(1);
    group.rotate(seed(2), DEFAULT_OVERLAP_DAYS, later).unwrap();
    assert_eq!(in_force(&group), (2, 2));
    assert_eq!(group.current().since, later);
    assert_eq!(previous(&group), [(1, 1, true)]);
    assert_eq!(group.previous()[0].until, later.plus_days(7));
    assert_eq!(group.previous()[0].seed.since, NOW);
}

#[test]
fn an_overlap_of_no_days_keeps_the_old_seed_to_recognise_it_and_to_undo() {
    let mut group = smiths();
    group.rotate(seed(2), 0, NOW).unwrap();
    assert_eq!(in_force(&group), (2, 2));
    assert_eq!(previous(&group), [(1, 1, false)]);
    assert_eq!(group.previous()[0].until, NOW.plus_days(7));
    group.undo_rotation().unwrap();
    assert_eq!(in_force(&group), (1, 1));
}

#[test]
fn an_old_seed_is_kept_until_its_last_second() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    let until = NOW.plus_days(7);
    let last = UnixTime::from_secs(until.as_secs() - 1);
    assert!(!group.remove_expired(last));
    assert_eq!(previous(&group), [(1, 1, true)]);
    assert!(group.remove_expired(until));
    assert_eq!(previous(&group), []);
    assert!(!group.remove_expired(until));
}

#[test]
fn an_older_seed_does_not_outlive_a_newer_one() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    group.rotate(seed(3), 1, NOW).unwrap();
    assert_eq!(previous(&group), [(2, 2, true), (1, 1, true)]);
    group.remove_expired(NOW.plus_days(1));
    assert_eq!(previous(&group), []);

    // Otherwise it would be accepted although the newer one is not.
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    group.rotate(seed(3), 0, NOW).unwrap();
    assert_eq!(previous(&group), [(2, 2, false), (1, 1, false)]);
}

#[test]
fn a_longer_overlap_does_not_lengthen_that_of_an_older_seed() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    group.rotate(seed(3), 30, NOW).unwrap();
    group.remove_expired(NOW.plus_days(7));
    assert_eq!(previous(&group), [(2, 2, true)]);
}

#[test]
fn the_longest_overlap_at_the_end_of_time_does_not_overflow() {
    let mut group = smiths();
    let end = UnixTime::from_secs(u64::MAX - 1);
    group.rotate(seed(2), u32::MAX, end).unwrap();
    assert_eq!(previous(&group), [(1, 1, true)]);
}

#[test]
fn a_seed_that_a_lost_member_had_is_only_recognised() {
    let mut group = smiths();
    group.add_member("Ann", Holds::App).unwrap();
    group.add_member("Bob", Holds::App).unwrap();
    group.rotate(seed(2), 7, NOW).unwrap();
    let first = Generation::FIRST;
    group.confirm_member("Ann", first, NOW).unwrap();
    group.rotate_without("bob", seed(3), NOW).unwrap();
    assert_eq!(in_force(&group), (3, 3));
    // For a week they are recognised, as those of a lost device.
    assert_eq!(previous(&group), [(2, 2, false), (1, 1, false)]);
    for previous in group.previous() {
        assert_eq!(previous.lost_by, Some(vec![name("Bob")]));
    }
    let undone = group.undo_rotation();
    assert_eq!(undone, Err(RotateError::Lost(vec![name("Bob")])));
    assert_eq!(group.member("Bob"), Err(RollError::Unknown));
    let ann = group.member("Ann").unwrap();
    assert!(ann.is_on(first) && !ann.is_on(group.generation()));
}

#[test]
fn a_rotation_that_is_refused_changes_nothing() {
    let mut group = smiths();
    group.add_member("Ann", Holds::App).unwrap();
    assert_eq!(
        group.rotate_without("Bob", seed(2), NOW),
        Err(RotateError::Roll(RollError::Unknown))
    );
    assert_eq!(in_force(&group), (1, 1));
    assert_eq!(previous(&group), []);

    group.follow(our_link("Smith family", 9999, 9).confirm(), true, NOW);
    for refused in [
        group.rotate(seed(2), 7, NOW),
        group.rotate_without("Ann", seed(2), NOW).map(drop),
    ] {
        assert_eq!(refused, Err(RotateError::Exhausted));
    }
    assert_eq!(in_force(&group), (9999, 9));
    assert!(group.member("Ann").is_ok());
}

#[test]
fn the_last_generation_is_9999_even_after_it_was_undone() {
    assert_eq!(Generation::new(0), None);
    assert_eq!(Generation::new(9999), Some(Generation::LAST));
    assert_eq!(Generation::new(10_000), None);
    assert_eq!(Generation::new(u64::MAX), None);
    assert_eq!(Generation::LAST.next(), None);

    let mut group = smiths();
    group.follow(our_link("Smith family", 9998, 8).confirm(), true, NOW);
    group.rotate(seed(9), 7, NOW).unwrap();
    assert_eq!(in_force(&group), (9999, 9));
    group.undo_rotation().unwrap();
    assert_eq!(in_force(&group), (9998, 8));
    assert_eq!(group.rotate(seed(9), 7, NOW), Err(RotateError::Exhausted));
}

#[test]
fn another_programs_group_is_not_rotated_here() {
    let mut group = joined(foreign_link("alice@example.com", None, 1), None, 1);
    group.add_member("Ann", Holds::App).unwrap();
    assert_eq!(group.rotate(seed(2), 7, NOW), Err(RotateError::Foreign));
    assert_eq!(
        group.rotate_without("Ann", seed(2), NOW),
        Err(RotateError::Foreign)
    );
    assert_eq!(in_force(&group), (1, 1));
    assert!(group.member("Ann").is_ok());
}

#[test]
fn an_undone_number_is_never_issued_again() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    group.undo_rotation().unwrap();
    assert_eq!(in_force(&group), (1, 1));
    assert_eq!(previous(&group), []);
    group.rotate(seed(3), 7, NOW).unwrap();
    assert_eq!(in_force(&group), (3, 3));
    group.undo_rotation().unwrap();
    group.rotate(seed(4), 7, NOW).unwrap();
    assert_eq!(in_force(&group), (4, 4));
}

#[test]
fn after_an_undo_the_previous_seed_never_expires() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    group.undo_rotation().unwrap();
    assert!(!group.remove_expired(NOW.plus_days(400)));
    assert_eq!(in_force(&group), (1, 1));
    assert_eq!(group.undo_rotation(), Err(RotateError::NothingToUndo));
}

#[test]
fn an_undo_forgets_who_was_seen_on_the_undone_seed() {
    let mut group = smiths();
    let first = Generation::FIRST;
    for member in ["Ann", "Bob", "Cid"] {
        group.add_member(member, Holds::App).unwrap();
    }
    group.confirm_member("Ann", first, NOW).unwrap();
    group.confirm_member("Bob", first, NOW).unwrap();
    group.rotate(seed(2), 7, NOW).unwrap();
    group
        .confirm_member("Bob", group.generation(), NOW)
        .unwrap();
    group.undo_rotation().unwrap();
    let seen = |member| group.member(member).unwrap().confirmed;
    assert_eq!(seen("Ann").unwrap().generation, first);
    assert_eq!(seen("Bob"), None);
    assert_eq!(seen("Cid"), None);
}

#[test]
fn a_rotation_by_somebody_else_is_followed() {
    for accept_old in [true, false] {
        let mut group = smiths();
        let rotation = our_link("Smith family", 5, 5).confirm();
        group.follow(rotation, accept_old, NOW);
        assert_eq!(in_force(&group), (5, 5));
        assert_eq!(previous(&group), [(1, 1, accept_old)]);
        assert_eq!(group.previous()[0].until, NOW.plus_days(7));
        group.rotate(seed(6), 7, NOW).unwrap();
        assert_eq!(in_force(&group), (6, 6));
    }
}

#[test]
fn after_a_loss_no_older_seed_is_accepted() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    group.follow(our_link("Smith family", 3, 3).confirm(), false, NOW);
    assert_eq!(previous(&group), [(2, 2, false), (1, 1, false)]);
    group.rotate(seed(4), 7, NOW).unwrap();
    assert_eq!(
        previous(&group),
        [(3, 3, true), (2, 2, false), (1, 1, false)]
    );
}

#[test]
fn debug_output_has_no_seed_in_it() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    let enrolment = our_link("Smith family", 3, 3);
    assert_eq!(format!("{enrolment:?}"), "Unconfirmed(..)");
    let texts = [
        format!("{:?}", enrolment.confirm()),
        format!("{group:?}"),
        format!("{:?}", group.codes()),
    ];
    for text in texts {
        for byte in [1, 2, 3] {
            let bytes = format!("{:?}", [byte; Secret::LENGTH]);
            assert!(!text.contains(bytes.trim_matches(['[', ']'])), "{text}");
        }
    }
}
