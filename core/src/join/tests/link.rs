use super::{NOW, group, id, name, seed, vault_of};
use crate::group::{Enrolment, Generation, Group, Holds, LinkMisfit, Origin, Unconfirmed};
use crate::join::{
    AcceptedLink, ApplyError, AskToFollow, AskToJoin, IncomingLink, LinkPlan, LinkRefusal, Outcome,
    Reason,
};
use crate::organiser::SigningKey;
use crate::otp::Parameters;
use crate::sheet::tests::{SUNDAY, sheet};
use crate::vault::Vault;

/// A link of *Smith family* whose seed repeats `byte`.
fn link(generation: u64, byte: u8) -> IncomingLink {
    IncomingLink {
        enrolment: Unconfirmed::new(Enrolment {
            name: name("Smith family"),
            generation: Generation::new(generation).unwrap(),
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: seed(byte),
        }),
        local_name: None,
        assume_yes: false,
        accept_rotation: None,
    }
}

fn smiths() -> Group {
    group("Smith family", 1)
}

fn smiths_with_organiser() -> Group {
    let mut group = smiths();
    group.add_member("Dad", Holds::App).unwrap();
    group
        .become_first_organiser("Dad", SigningKey::generate)
        .unwrap();
    group
}

fn question_to_join(plan: LinkPlan) -> AskToJoin {
    match plan {
        LinkPlan::AskToJoin(question) => question,
        other => panic!("{other:?}"),
    }
}

fn question_to_follow(plan: LinkPlan) -> AskToFollow {
    match plan {
        LinkPlan::AskToFollow(question) => question,
        other => panic!("{other:?}"),
    }
}

fn ready(plan: LinkPlan) -> AcceptedLink {
    match plan {
        LinkPlan::Ready(accepted) => accepted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_group_is_joined_after_a_yes() {
    let mut vault = vault_of([]);
    let question = question_to_join(link(3, 2).plan(vault.groups(), None).unwrap());
    assert_eq!(question.enrolment().name().as_str(), "Smith family");
    assert_eq!(question.enrolment().generation().number(), 3);
    let done = question.yes().apply(&mut vault, id(9), NOW).unwrap();
    assert_eq!((done.group, done.outcome), (id(9), Outcome::Joined));
    assert!(!done.is_unlisted && !done.gives_up_seed && done.renamed.is_empty());
    let group = vault.group(id(9)).unwrap();
    assert!(group.current().secret.is_same_as(&seed(2)));
    assert_eq!(group.current().since, NOW);
}

#[test]
fn yes_in_advance_joins_under_the_given_name_but_follows_no_rotation() {
    let mut vault = vault_of([smiths()]);
    let mut incoming = link(2, 2);
    incoming.assume_yes = true;
    incoming.local_name = Some(name("Cousins"));
    let accepted = ready(incoming.plan(vault.groups(), None).unwrap());
    assert_eq!(accepted.name().as_str(), "Cousins");
    accepted.apply(&mut vault, id(9), NOW).unwrap();
    assert_eq!(vault.group(id(9)).unwrap().local_name().as_str(), "Cousins");

    let mut incoming = link(2, 3);
    incoming.assume_yes = true;
    let chosen = vault.group(id(1));
    let plan = incoming.plan(vault.groups(), chosen).unwrap();
    let refusal = LinkRefusal::NeedsQuestion {
        group: name("Smith family"),
    };
    assert!(matches!(&plan, LinkPlan::Refused(found) if *found == refusal));
}

#[test]
fn a_seed_in_force_here_is_known() {
    let groups = [smiths()];
    let plan = link(1, 1).plan(&groups, None).unwrap();
    let LinkPlan::Known(done) = plan else {
        panic!("{plan:?}");
    };
    assert_eq!((done.group, done.outcome), (id(1), Outcome::Known));
}

#[test]
fn a_rotation_says_what_it_replaces_and_how_far_it_jumps() {
    for (generation, jump) in [(2, 1), (4, 3), (9999, 9998)] {
        for reason in [Reason::Routine, Reason::Departure, Reason::Loss] {
            let mut vault = vault_of([smiths()]);
            let plan = link(generation, 2).plan(vault.groups(), None).unwrap();
            let question = question_to_follow(plan);
            assert_eq!(question.group.as_str(), "Smith family");
            assert_eq!(question.replaces, Generation::FIRST);
            assert_eq!(question.jump, jump);
            let accepted = question
                .yes(reason, u16::try_from(generation).ok())
                .unwrap();
            let done = accepted.apply(&mut vault, id(9), NOW).unwrap();
            assert_eq!((done.group, done.outcome), (id(1), Outcome::Rotated));
            let group = vault.group(id(1)).unwrap();
            assert!(group.current().secret.is_same_as(&seed(2)));
            let old = &group.previous()[0];
            assert_eq!(old.accepted, reason == Reason::Routine);
            assert_eq!(old.lost_by.is_some(), reason == Reason::Loss);
        }
    }
}

#[test]
fn a_link_rotates_a_group_with_an_organiser_only_by_the_option() {
    let mut vault = vault_of([smiths_with_organiser()]);
    let refusal = LinkRefusal::ByMessage {
        group: name("Smith family"),
        organiser: name("Dad"),
    };
    for assume_yes in [false, true] {
        let mut incoming = link(2, 2);
        incoming.assume_yes = assume_yes;
        let plan = incoming.plan(vault.groups(), None).unwrap();
        assert!(matches!(&plan, LinkPlan::Refused(found) if *found == refusal));
    }
    let mut incoming = link(2, 2);
    incoming.accept_rotation = Some(0);
    let accepted = ready(incoming.plan(vault.groups(), None).unwrap());
    accepted.apply(&mut vault, id(9), NOW).unwrap();
    let group = vault.group(id(1)).unwrap();
    assert_eq!(group.generation().number(), 2);
    // Nobody said that nothing was lost.
    assert!(!group.previous()[0].accepted);
    assert_eq!(group.previous()[0].lost_by, Some(Vec::new()));
    // Nobody said that something was, either.
    vault.group_mut(id(1)).unwrap().undo_rotation().unwrap();
    assert_eq!(vault.groups()[0].generation().number(), 1);
}

#[test]
fn a_link_that_does_not_fit_is_refused_when_planned() {
    let mut group = smiths();
    group.rotate(seed(2), 7, NOW).unwrap();
    let misfit = link(1, 3).plan(&[group], None).unwrap_err();
    assert!(matches!(misfit, LinkMisfit::Older { .. }), "{misfit:?}");
}

#[test]
fn the_chosen_group_is_the_one_that_changes() {
    let mut second = link(1, 2);
    second.local_name = Some(name("Cousins"));
    second.assume_yes = true;
    let mut vault = vault_of([smiths()]);
    let accepted = ready(second.plan(vault.groups(), None).unwrap());
    accepted.apply(&mut vault, id(2), NOW).unwrap();
    let misfit = link(2, 3).plan(vault.groups(), None).unwrap_err();
    assert!(matches!(misfit, LinkMisfit::Several { .. }), "{misfit:?}");

    let plan = |vault: &Vault| link(2, 3).plan(vault.groups(), vault.group(id(2)));
    let question = question_to_follow(plan(&vault).unwrap());
    assert_eq!(question.group.as_str(), "Cousins");
    let done = question
        .yes(Reason::Loss, None)
        .unwrap()
        .apply(&mut vault, id(9), NOW)
        .unwrap();
    assert_eq!(done.group, id(2));
    assert_eq!(vault.group(id(1)).unwrap().generation(), Generation::FIRST);

    // If that group is gone, no other one takes its place.
    let plan = link(3, 4).plan(vault.groups(), vault.group(id(2)));
    let accepted = question_to_follow(plan.unwrap())
        .yes(Reason::Loss, None)
        .unwrap();
    vault.remove(id(2));
    let error = accepted.apply(&mut vault, id(9), NOW).unwrap_err();
    assert_eq!(error, ApplyError::Changed);
    assert_eq!(vault.group(id(1)).unwrap().generation(), Generation::FIRST);
}

#[test]
fn an_answer_is_checked_again_if_the_vault_changed_since() {
    let empty = vault_of([]);
    let accepted = |generation, byte| {
        let plan = link(generation, byte).plan(empty.groups(), None);
        question_to_join(plan.unwrap()).yes()
    };
    // A yes to a new group is not a yes to a rotation.
    let mut vault = vault_of([smiths()]);
    let error = accepted(2, 2).apply(&mut vault, id(9), NOW).unwrap_err();
    assert_eq!(error, ApplyError::Changed);
    let error = accepted(1, 1).apply(&mut vault, id(9), NOW).unwrap_err();
    assert_eq!(error, ApplyError::Changed);
    let error = accepted(1, 2).apply(&mut vault, id(9), NOW).unwrap_err();
    let misfit = LinkMisfit::OtherSeed {
        group: name("Smith family"),
        generation: Generation::FIRST,
    };
    assert_eq!(error, ApplyError::Misfit(misfit));
    assert_eq!(vault.groups().len(), 1);
    assert_eq!(vault.group(id(1)).unwrap().generation(), Generation::FIRST);

    // Nor is it the other way round.
    let plan = link(2, 2).plan(vault.groups(), None).unwrap();
    let accepted = question_to_follow(plan).yes(Reason::Routine, None).unwrap();
    vault.remove(id(1));
    let error = accepted.apply(&mut vault, id(9), NOW).unwrap_err();
    assert_eq!(error, ApplyError::Changed);
    assert!(vault.groups().is_empty());
}

#[test]
fn a_jump_past_fifty_needs_its_number() {
    let mut vault = vault_of([smiths()]);
    for (generation, number, is_followed) in [
        (51, None, true),
        (52, None, false),
        (52, Some(51), false),
        (52, Some(52), true),
        (9999, Some(0), false),
    ] {
        let plan = link(generation, 2).plan(vault.groups(), None).unwrap();
        let question = question_to_follow(plan);
        assert_eq!(question.needs_number(), generation > 51);
        let accepted = question.yes(Reason::Routine, number);
        assert_eq!(accepted.is_some(), is_followed, "{generation} {number:?}");

        let mut incoming = link(generation, 2);
        incoming.accept_rotation = Some(number.unwrap_or(0));
        let plan = incoming.plan(vault.groups(), None).unwrap();
        let is_ready = matches!(plan, LinkPlan::Ready(_));
        assert_eq!(is_ready, is_followed, "{generation} {number:?}");
    }
    let far = question_to_follow(link(52, 2).plan(vault.groups(), None).unwrap());
    let accepted = far.yes(Reason::Routine, Some(52)).unwrap();
    accepted.apply(&mut vault, id(9), NOW).unwrap();
    assert_eq!(vault.group(id(1)).unwrap().generation().number(), 52);
}

#[test]
fn the_sheets_end_only_with_their_keys() {
    for (reason, ends) in [
        (Reason::Routine, false),
        (Reason::Departure, false),
        (Reason::Loss, false),
        (Reason::LossOfSheetKeys, true),
    ] {
        let mut group = smiths();
        group.give_sheet("Grandma", sheet(1, SUNDAY)).unwrap();
        let mut vault = vault_of([group]);
        let plan = link(2, 2).plan(vault.groups(), None).unwrap();
        let question = question_to_follow(plan);
        assert_eq!(question.sheets, [name("Grandma")]);
        let accepted = question.yes(reason, None).unwrap();
        accepted.apply(&mut vault, id(9), NOW).unwrap();
        let group = vault.group(id(1)).unwrap();
        let grandma = group.member("Grandma").unwrap();
        assert_eq!(
            (grandma.holds, grandma.sheet.is_none()),
            (Holds::Sheet, ends)
        );
        assert_eq!(group.previous()[0].accepted, reason == Reason::Routine);
    }
}
