//! Matching links to the groups on a device.

use super::{foreign_link, joined, name, our_link, smiths};
use crate::group::{Enrolment, Generation, Group, LinkFit, LinkMisfit, Name, Unconfirmed, fit};

#[test]
fn a_group_that_is_not_here_is_new() {
    let groups = [smiths()];
    assert_fits(&groups, &our_link("Jones", 1, 2), None, None, "new");
    assert_fits(&[], &our_link("Smith family", 7, 2), None, None, "new");
}

#[test]
fn the_same_seed_is_known_whatever_it_is_called() {
    let groups = [smiths(), joined(our_link("Jones", 4, 4), None, 2)];
    assert_fits(
        &groups,
        &our_link("Smith family", 1, 1),
        None,
        None,
        "known 1",
    );
    assert_fits(&groups, &our_link("Jones", 4, 4), None, None, "known 2");
    assert_fits(&groups, &our_link("Other", 9, 4), None, None, "known 2");
    let local = name("Cousins");
    assert_fits(
        &groups,
        &our_link("Jones", 4, 4),
        Some(&local),
        None,
        "known 2",
    );
}

#[test]
fn a_later_generation_is_a_rotation_and_may_jump() {
    let groups = [smiths()];
    for generation in [2, 3, 9999] {
        let link = our_link("Smith family", generation, 2);
        assert_fits(&groups, &link, None, None, "rotation 1");
    }
    let other_case = our_link("smith  FAMILY", 2, 2);
    assert_fits(&groups, &other_case, None, None, "rotation 1");
}

#[test]
fn an_older_generation_is_refused() {
    let groups = [joined(our_link("Smith family", 3, 3), None, 1)];
    let link = our_link("Smith family", 2, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        LinkMisfit::Older {
            group: name("Smith family"),
            here: Generation::new(3).unwrap(),
            found: Generation::new(2).unwrap(),
        }
    );
}

#[test]
fn another_seed_for_the_same_generation_is_refused() {
    let groups = [smiths()];
    let link = our_link("Smith family", 1, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        LinkMisfit::OtherSeed {
            group: name("Smith family"),
            generation: Generation::FIRST,
        }
    );
}

#[test]
fn of_two_groups_of_one_name_the_chosen_one_counts() {
    let groups = [
        joined(our_link("Family", 1, 1), None, 1),
        joined(our_link("Family", 1, 2), Some("Cousins"), 2),
    ];
    let link = our_link("Family", 2, 3);
    assert_eq!(
        misfit(&groups, &link, None, None),
        LinkMisfit::Several {
            name: name("Family"),
            groups: vec![name("Family"), name("Cousins")],
        }
    );
    assert_fits(&groups, &link, None, Some(&groups[0]), "rotation 1");
    assert_fits(&groups, &link, None, Some(&groups[1]), "rotation 2");
    // The same seed is known, whichever group has it.
    assert_fits(&groups, &our_link("Family", 1, 2), None, None, "known 2");
}

#[test]
fn a_local_name_keeps_a_link_as_a_separate_group() {
    let groups = [joined(our_link("Family", 1, 1), None, 1)];
    let link = our_link("Family", 2, 2);
    let cousins = name("Cousins");
    assert_fits(&groups, &link, Some(&cousins), None, "new");
    assert_fits(&groups, &link, Some(&cousins), Some(&groups[0]), "new");
    let taken = name("family");
    assert_eq!(
        misfit(&groups, &link, Some(&taken), None),
        LinkMisfit::NameTaken(taken.clone())
    );
}

#[test]
fn another_programs_link_does_not_fit_a_group_of_the_same_name() {
    let groups = [smiths()];
    let link = foreign_link("Smith family", None, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        LinkMisfit::NameTaken(name("Smith family"))
    );
    let groups = [joined(
        foreign_link("Smith family", Some("Bank"), 1),
        None,
        1,
    )];
    for link in [
        our_link("Smith family", 2, 2),
        foreign_link("Smith family", Some("Other bank"), 2),
    ] {
        assert!(matches!(
            misfit(&groups, &link, None, None),
            LinkMisfit::NameTaken(_)
        ));
    }
    assert!(matches!(
        misfit(
            &groups,
            &foreign_link("Smith family", Some("Bank"), 2),
            None,
            None
        ),
        LinkMisfit::OtherSeed { .. }
    ));
}

#[test]
fn a_new_group_cant_take_the_local_name_of_another() {
    let groups = [joined(our_link("Family", 1, 1), Some("Cousins"), 1)];
    let link = our_link("Cousins", 1, 2);
    assert_eq!(
        misfit(&groups, &link, None, None),
        LinkMisfit::NameTaken(name("Cousins"))
    );
}

#[test]
fn a_link_for_another_group_than_the_chosen_one_is_refused() {
    let groups = [smiths()];
    assert_eq!(
        misfit(&groups, &our_link("Jones", 2, 2), None, Some(&groups[0])),
        LinkMisfit::AnotherName {
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
    chosen: Option<&Group>,
    expected: &str,
) {
    // Find it in `groups`, since `fit` takes both with one lifetime.
    let chosen = chosen.and_then(|chosen| groups.iter().find(|group| group.id() == chosen.id()));
    let found = match fit(groups, link, local_name, chosen).unwrap() {
        LinkFit::New => "new".to_owned(),
        LinkFit::Known(group) => format!("known {}", group.id().as_bytes()[0]),
        LinkFit::Rotation(group) => format!("rotation {}", group.id().as_bytes()[0]),
    };
    assert_eq!(found, expected);
}

fn misfit(
    groups: &[Group],
    link: &Unconfirmed<Enrolment>,
    local_name: Option<&Name>,
    chosen: Option<&Group>,
) -> LinkMisfit {
    let chosen = chosen.and_then(|chosen| groups.iter().find(|group| group.id() == chosen.id()));
    fit(groups, link, local_name, chosen).unwrap_err()
}
