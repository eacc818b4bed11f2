//! Matching links to the groups on a device.

use super::{brought, foreign, joined, name, smiths};
use crate::group::{Enrolment, Fit, Generation, Group, Misfit, Name, Unconfirmed, fit};

#[test]
fn a_group_that_is_not_here_is_new() {
    let groups = [smiths()];
    assert_fits(&groups, &brought("Jones", 1, 2), None, None, "new");
    assert_fits(&[], &brought("Smith family", 7, 2), None, None, "new");
}

#[test]
fn the_same_seed_is_known_whatever_it_is_called() {
    let groups = [smiths(), joined(brought("Jones", 4, 4), None, 2)];
    assert_fits(
        &groups,
        &brought("Smith family", 1, 1),
        None,
        None,
        "known 1",
    );
    assert_fits(&groups, &brought("Jones", 4, 4), None, None, "known 2");
    assert_fits(&groups, &brought("Other", 9, 4), None, None, "known 2");
    let local = name("Cousins");
    assert_fits(
        &groups,
        &brought("Jones", 4, 4),
        Some(&local),
        None,
        "known 2",
    );
}

#[test]
fn a_later_generation_is_a_rotation_and_may_jump() {
    let groups = [smiths()];
    for generation in [2, 3, 9999] {
        let link = brought("Smith family", generation, 2);
        assert_fits(&groups, &link, None, None, "rotation 1");
    }
    let other_case = brought("smith  FAMILY", 2, 2);
    assert_fits(&groups, &other_case, None, None, "rotation 1");
}

#[test]
fn an_older_generation_is_refused() {
    let groups = [joined(brought("Smith family", 3, 3), None, 1)];
    let link = brought("Smith family", 2, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        Misfit::Older {
            group: name("Smith family"),
            here: Generation::new(3).unwrap(),
            found: Generation::new(2).unwrap(),
        }
    );
}

#[test]
fn another_seed_for_the_same_generation_is_refused() {
    let groups = [smiths()];
    let link = brought("Smith family", 1, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        Misfit::OtherSeed {
            group: name("Smith family"),
            generation: Generation::FIRST,
        }
    );
}

#[test]
fn where_two_groups_have_the_name_the_one_meant_counts() {
    let groups = [
        joined(brought("Family", 1, 1), None, 1),
        joined(brought("Family", 1, 2), Some("Cousins"), 2),
    ];
    let link = brought("Family", 2, 3);
    assert_eq!(
        misfit(&groups, &link, None, None),
        Misfit::Several {
            name: name("Family"),
            groups: vec![name("Family"), name("Cousins")],
        }
    );
    assert_fits(&groups, &link, None, Some(&groups[0]), "rotation 1");
    assert_fits(&groups, &link, None, Some(&groups[1]), "rotation 2");
    // The same seed is known, whichever group has it.
    assert_fits(&groups, &brought("Family", 1, 2), None, None, "known 2");
}

#[test]
fn a_name_of_its_own_makes_a_group_apart() {
    let groups = [joined(brought("Family", 1, 1), None, 1)];
    let link = brought("Family", 2, 2);
    let cousins = name("Cousins");
    assert_fits(&groups, &link, Some(&cousins), None, "new");
    assert_fits(&groups, &link, Some(&cousins), Some(&groups[0]), "new");
    let taken = name("family");
    assert_eq!(
        misfit(&groups, &link, Some(&taken), None),
        Misfit::NameTaken(taken.clone())
    );
}

#[test]
fn a_group_of_the_name_but_not_of_the_maker_takes_the_name() {
    let groups = [smiths()];
    let link = foreign("Smith family", None, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        Misfit::NameTaken(name("Smith family"))
    );
    let groups = [joined(foreign("Smith family", Some("Bank"), 1), None, 1)];
    for link in [
        brought("Smith family", 2, 2),
        foreign("Smith family", Some("Other bank"), 2),
    ] {
        assert!(matches!(
            misfit(&groups, &link, None, None),
            Misfit::NameTaken(_)
        ));
    }
    assert!(matches!(
        misfit(
            &groups,
            &foreign("Smith family", Some("Bank"), 2),
            None,
            None
        ),
        Misfit::OtherSeed { .. }
    ));
}

#[test]
fn a_local_name_that_another_group_brings_is_taken() {
    let groups = [joined(brought("Family", 1, 1), Some("Cousins"), 1)];
    let link = brought("Cousins", 1, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        Misfit::NameTaken(name("Cousins"))
    );
}

#[test]
fn what_is_for_another_group_than_the_one_meant_is_refused() {
    let groups = [smiths()];
    assert_eq!(
        misfit(&groups, &brought("Jones", 2, 2), None, Some(&groups[0])),
        Misfit::AnotherName {
            group: name("Smith family"),
            found: name("Jones"),
        }
    );
}

#[track_caller]
fn assert_fits(
    groups: &[Group],
    link: &Unconfirmed<Enrolment>,
    local_name: Option<&Name>,
    meant: Option<&Group>,
    expected: &str,
) {
    // `fit` borrows the one that is meant for as long as the others.
    let meant = meant.and_then(|meant| groups.iter().find(|group| group.id() == meant.id()));
    let found = match fit(groups, link, local_name, meant).unwrap() {
        Fit::New => "new".to_owned(),
        Fit::Known(group) => format!("known {}", group.id().as_bytes()[0]),
        Fit::Rotation(group) => format!("rotation {}", group.id().as_bytes()[0]),
    };
    assert_eq!(found, expected);
}

fn misfit(
    groups: &[Group],
    link: &Unconfirmed<Enrolment>,
    local_name: Option<&Name>,
    meant: Option<&Group>,
) -> Misfit {
    let meant = meant.and_then(|meant| groups.iter().find(|group| group.id() == meant.id()));
    fit(groups, link, local_name, meant).unwrap_err()
}
