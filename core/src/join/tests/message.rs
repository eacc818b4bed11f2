use super::{NOW, group, id, name, seed, vault_of};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, Holds, Member, Unconfirmed};
use crate::join::{
    AcceptedMessage, ApplyError, AskAboutOrganiser, IncomingMessage, MessagePlan, Outcome, Trust,
};
use crate::message::{MAX_RECIPIENTS, Message, MessageMisfit, Sealed, invitation, rotation};
use crate::organiser::SigningKey;
use crate::pair::Pair;
use crate::vault::Vault;
use crate::words::{Phrase, words_line};

/// A group with its organiser Dad, and Ann, and their devices.
struct Family {
    dads: Group,
    dad: DeviceKey,
    ann: DeviceKey,
}

fn family() -> Family {
    let (dad, ann) = (DeviceKey::generate(), DeviceKey::generate());
    let mut dads = group("Smith family", 1);
    dads.give_device("Dad", dad.public()).unwrap();
    dads.give_device("Ann", ann.public()).unwrap();
    dads.become_first_organiser("Dad", SigningKey::generate)
        .unwrap();
    Family { dads, dad, ann }
}

fn incoming(message: Unconfirmed<Message>) -> IncomingMessage {
    IncomingMessage {
        message,
        local_name: None,
        trust: Trust::Known,
    }
}

fn trusted(message: Unconfirmed<Message>) -> IncomingMessage {
    let words = words_line(&message.organiser().unwrap().key.words());
    IncomingMessage {
        trust: Trust::SignerWithWords(Phrase::readings(&words).unwrap()),
        ..incoming(message)
    }
}

fn invited(from: &Group, to: Option<&str>) -> Unconfirmed<Message> {
    let words = Phrase::draw(|bytes| {
        bytes.fill(5);
        Ok::<_, ()>(())
    });
    let words = words.unwrap();
    let letter = invitation(from, to.map(name).as_ref(), &words).unwrap();
    Sealed::find(&letter)
        .unwrap()
        .open_with_words(&words)
        .unwrap()
}

/// The rotation that brought the seed in force, as this device opens it.
fn rotated(from: &Group, key: &DeviceKey) -> Unconfirmed<Message> {
    opened(&rotation(from, &[]).unwrap().files[0].bytes, key)
}

fn opened(letter: &[u8], key: &DeviceKey) -> Unconfirmed<Message> {
    Sealed::find(letter).unwrap().open(key).unwrap()
}

/// The vault of a device that joined by a message to Ann.
fn anns_vault(family: &Family) -> Vault {
    let mut vault = vault_of([]);
    let message = rotated(&family.dads, &family.ann);
    let accepted = ready(trusted(message).plan(&[], None).unwrap());
    accepted.apply(&mut vault, &family.ann, NOW).unwrap();
    vault
}

fn question(plan: MessagePlan) -> AskAboutOrganiser {
    match plan {
        MessagePlan::AskAboutOrganiser(question) => question,
        other => panic!("{other:?}"),
    }
}

fn ready(plan: MessagePlan) -> AcceptedMessage {
    match plan {
        MessagePlan::Ready(accepted) => accepted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_invitation_is_applied_once_its_organiser_is_confirmed() {
    let family = family();
    let mut vault = vault_of([]);
    let plan = incoming(invited(&family.dads, Some("Bob"))).plan(vault.groups(), None);
    let question = question(plan.unwrap());
    assert_eq!(question.change, None);
    assert_eq!(question.message().organiser().unwrap().name.as_str(), "Dad");
    let bobs = DeviceKey::generate();
    let done = question.yes().apply(&mut vault, &bobs, NOW).unwrap();
    assert_eq!((done.group, done.outcome), (id(1), Outcome::Joined));
    // Dad does not have the key of Bob's device yet; Bob's own does.
    assert!(done.is_unlisted && !done.gives_up_seed && done.renamed.is_empty());
    let group = vault.group(id(1)).unwrap();
    assert_eq!(group.member("Bob").unwrap().device, Some(bobs.public()));

    let accepted = ready(
        trusted(invited(&family.dads, Some("Ann")))
            .plan(&[], None)
            .unwrap(),
    );
    let done = accepted.apply(&mut vault_of([]), &family.ann, NOW).unwrap();
    assert!(!done.is_unlisted);
}

#[test]
fn typed_words_are_enough_to_trust_their_signer() {
    let family = family();
    let message = || rotated(&family.dads, &family.ann);
    let own = |group: &Group| group.organisers().own().unwrap().key;
    let dads = words_line(&own(&family.dads).words());
    let anns = words_line(&family.ann.public().words());
    let plan = |trust| {
        let incoming = IncomingMessage {
            trust,
            ..incoming(message())
        };
        incoming.plan(&[], None)
    };
    for trust in [Trust::Known, Trust::Signer] {
        let asked = plan(trust).unwrap();
        assert!(matches!(asked, MessagePlan::AskAboutOrganiser(_)));
    }
    let typed = |words: &str| Trust::SignerWithWords(Phrase::readings(words).unwrap());
    assert_eq!(plan(typed(&anns)).unwrap_err(), MessageMisfit::OtherWords);
    let mut vault = vault_of([]);
    let accepted = ready(plan(typed(&dads.to_uppercase())).unwrap());
    accepted.apply(&mut vault, &family.ann, NOW).unwrap();
    // Dad's key counts as compared from then on.
    let key = own(&family.dads);
    assert!(vault.group(id(1)).unwrap().is_organiser_compared(&key));
}

#[test]
fn an_earlier_comparison_ends_when_another_organiser_is_trusted() {
    let mut family = family();
    let mut vault = anns_vault(&family);
    let dads = family.dads.organisers().own().unwrap().key;
    // Mum has the group too, and starts again with a key of hers, at a lower
    // generation, since Dad's key was stolen.
    vault.group_mut(id(1)).unwrap().current.generation = Generation::new(9).unwrap();
    let mut mums = group("Smith family", 1);
    mums.give_device("Mum", DeviceKey::generate().public())
        .unwrap();
    mums.give_device("Ann", family.ann.public()).unwrap();
    mums.become_first_organiser("Mum", SigningKey::generate)
        .unwrap();
    mums.rotate(seed(7), 7, NOW).unwrap();
    let accepted = ready(
        trusted(rotated(&mums, &family.ann))
            .plan(vault.groups(), None)
            .unwrap(),
    );
    let done = accepted.apply(&mut vault, &family.ann, NOW).unwrap();
    assert_eq!(done.went_down, Generation::new(9));
    assert!(!vault.group(id(1)).unwrap().is_organiser_compared(&dads));
    for byte in [21, 22, 23] {
        family.dads.rotate(seed(byte), 7, NOW).unwrap();
    }
    let stolen = incoming(rotated(&family.dads, &family.ann));
    let misfit = stolen.plan(vault.groups(), None).unwrap_err();
    assert!(
        matches!(misfit, MessageMisfit::ForeignOrganiser { .. }),
        "{misfit:?}"
    );
}

#[test]
fn a_pinned_organisers_rotation_is_applied_without_asking() {
    let mut family = family();
    let mut vault = anns_vault(&family);
    family.dads.rotate(seed(2), 7, NOW).unwrap();
    let plan = incoming(rotated(&family.dads, &family.ann)).plan(vault.groups(), None);
    let done = ready(plan.unwrap()).apply(&mut vault, &family.ann, NOW);
    let done = done.unwrap();
    assert_eq!((done.group, done.outcome), (id(1), Outcome::Rotated));
    assert!(done.gives_up_seed && !done.is_unlisted);
    assert!(done.back.is_empty() && done.renamed.is_empty());
    assert_eq!(vault.group(id(1)).unwrap().generation().number(), 2);

    let again = incoming(rotated(&family.dads, &family.ann)).plan(vault.groups(), None);
    let MessagePlan::Known(done) = again.unwrap() else {
        panic!("all of it is here");
    };
    assert_eq!((done.group, done.outcome), (id(1), Outcome::Known));
}

#[test]
fn a_foreign_organisers_rotation_is_refused_when_planned() {
    let family = family();
    let vault = anns_vault(&family);
    let mut eves = group("Smith family", 1);
    eves.give_device("Ann", family.ann.public()).unwrap();
    eves.add_member("Eve", Holds::App).unwrap();
    eves.become_first_organiser("Eve", SigningKey::generate)
        .unwrap();
    eves.rotate(seed(66), 7, NOW).unwrap();
    let message = rotated(&eves, &family.ann);
    let misfit = incoming(message).plan(vault.groups(), None).unwrap_err();
    assert!(matches!(misfit, MessageMisfit::ForeignOrganiser { .. }));

    // If a person trusts Eve as the organiser, they see who goes.
    let message = IncomingMessage {
        trust: Trust::Signer,
        ..incoming(rotated(&eves, &family.ann))
    };
    let change = question(message.plan(vault.groups(), None).unwrap()).change;
    let change = change.unwrap();
    assert_eq!(change.replaces, Some(Generation::FIRST));
    assert_eq!(change.organisers, [name("Eve")]);
    assert_eq!(change.gone, [name("Dad")]);
}

#[test]
fn an_organiser_whose_key_was_demoted_here_is_named() {
    let mut family = family();
    let mums = DeviceKey::generate();
    family.dads.give_device("Mum", mums.public()).unwrap();
    let key = SigningKey::generate().unwrap().public().unwrap();
    family.dads.promote("Mum", key).unwrap();
    let mut anns = group("Smith family", 1);
    anns.id = id(9);
    anns.organisers.demote(&[key]);
    let vault = vault_of([anns]);
    let message = rotated(&family.dads, &family.ann);
    let change = question(incoming(message).plan(vault.groups(), None).unwrap()).change;
    let change = change.unwrap();
    assert_eq!(change.organisers, [name("Dad")]);
    assert_eq!(change.demoted, [name("Mum")]);
}

#[test]
fn a_group_that_was_scanned_gets_an_organiser_and_an_id() {
    let mut family = family();
    for is_rotated in [false, true] {
        let mut scanned = group("Smith family", 1);
        scanned.id = id(9);
        scanned.give_device("Dad", family.dad.public()).unwrap();
        let pair = Pair::new(&family.ann, &family.dad.public()).unwrap();
        let mut vault = vault_of([scanned]);
        if is_rotated {
            family.dads.rotate(seed(2), 7, NOW).unwrap();
        }
        let message = rotated(&family.dads, &family.ann);
        let question = question(incoming(message).plan(vault.groups(), None).unwrap());
        let change = question.change.clone().unwrap();
        assert_eq!(change.group.as_str(), "Smith family");
        assert_eq!(change.replaces, is_rotated.then_some(Generation::FIRST));
        assert_eq!(change.organisers, [name("Dad")]);
        assert!(change.gone.is_empty());
        let done = question.yes().apply(&mut vault, &family.ann, NOW).unwrap();
        assert_eq!((done.group, done.outcome), (id(1), Outcome::Pinned));
        assert!(done.gives_up_seed && !done.is_unlisted);
        let pairs = (pair.id(id(9)), pair.id(id(1)));
        assert_eq!(done.renamed, [(id(9), id(1)), pairs]);
        assert!(vault.group(id(1)).unwrap().has_organiser());
    }
}

#[test]
fn the_winner_of_two_concurrent_rotations_displaces_the_other() {
    let mut family = family();
    let mut vault = anns_vault(&family);
    let mut made = Vec::new();
    for byte in [2, 3] {
        family.dads.rotate(seed(byte), 7, NOW).unwrap();
        made.push(rotation(&family.dads, &[]).unwrap());
        family.dads.undo_rotation().unwrap();
        family.dads.highest = Generation::FIRST;
    }
    // The lower rank wins, so deliver it last.
    made.sort_by_key(|made| std::cmp::Reverse(made.rank));
    for (made, outcome) in made.iter().zip([Outcome::Rotated, Outcome::Displaced]) {
        let message = opened(&made.files[0].bytes, &family.ann);
        let accepted = ready(incoming(message).plan(vault.groups(), None).unwrap());
        let done = accepted.apply(&mut vault, &family.ann, NOW).unwrap();
        assert_eq!(done.outcome, outcome);
        assert!(done.gives_up_seed);
    }
    let message = opened(&made[0].files[0].bytes, &family.ann);
    let misfit = incoming(message).plan(vault.groups(), None).unwrap_err();
    assert!(
        matches!(misfit, MessageMisfit::Outranked { .. }),
        "{misfit:?}"
    );
}

#[test]
fn a_later_part_of_a_rotation_completes_the_roll() {
    let mut family = family();
    let mut dads_second = anns_vault(&family);
    for number in 0..MAX_RECIPIENTS {
        let device = DeviceKey::generate().public();
        let mut member = Member::new(name(&format!("M {number}")), Holds::Ringtrue);
        member.device = Some(device);
        family.dads.members.push(member);
    }
    family.dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&family.dads, &[]).unwrap();
    for (letter, outcome) in made
        .files
        .iter()
        .zip([Outcome::Rotated, Outcome::Completed])
    {
        let message = opened(&letter.bytes, &family.dad);
        let plan = incoming(message).plan(dads_second.groups(), None);
        let done = ready(plan.unwrap()).apply(&mut dads_second, &family.dad, NOW);
        let done = done.unwrap();
        assert_eq!(done.outcome, outcome);
        assert_eq!(done.gives_up_seed, outcome == Outcome::Rotated);
    }
}

#[test]
fn members_who_are_back_on_the_roll_are_named() {
    let mut family = family();
    family.dads.add_member("Bob", Holds::App).unwrap();
    let mut vault = anns_vault(&family);
    let bob = family.dads.remove_member("Bob").unwrap();
    family.dads.rotate(seed(2), 7, NOW).unwrap();
    let without = rotated(&family.dads, &family.ann);
    family.dads.members.push(bob);
    family.dads.departed.clear();
    family.dads.rotate(seed(3), 7, NOW).unwrap();
    let with = rotated(&family.dads, &family.ann);
    for (message, back) in [(without, vec![]), (with, vec![name("Bob")])] {
        let accepted = ready(incoming(message).plan(vault.groups(), None).unwrap());
        let done = accepted.apply(&mut vault, &family.ann, NOW).unwrap();
        assert_eq!(done.back, back);
    }
}

#[test]
fn an_answer_is_checked_again_if_the_vault_changed_since() {
    let mut family = family();
    let plan = incoming(rotated(&family.dads, &family.ann)).plan(&[], None);
    let accepted = question(plan.unwrap()).yes();
    let (mut vault, mut another) = (anns_vault(&family), anns_vault(&family));
    let error = accepted.apply(&mut vault, &family.ann, NOW).unwrap_err();
    assert_eq!(error, ApplyError::Changed);

    family.dads.rotate(seed(2), 7, NOW).unwrap();
    let plan = |vault: &Vault| {
        let message = incoming(rotated(&family.dads, &family.ann));
        ready(message.plan(vault.groups(), vault.group(id(1))).unwrap())
    };
    let [first, second, third, fourth] = std::array::from_fn(|_| plan(&vault));
    first.apply(&mut vault, &family.ann, NOW).unwrap();
    let error = second.apply(&mut vault, &family.ann, NOW).unwrap_err();
    assert_eq!(error, ApplyError::Changed);
    assert_eq!(vault.group(id(1)).unwrap().generation().number(), 2);

    // The group that was named is gone, or no longer trusts Dad.
    let error = third.apply(&mut vault_of([]), &family.ann, NOW);
    assert_eq!(error.unwrap_err(), ApplyError::Changed);
    let group = another.group_mut(id(1)).unwrap();
    group.organisers.counting.demoted = vec![group.organisers.counting.pinned.remove(0).key];
    group
        .become_first_organiser("Ann", SigningKey::generate)
        .unwrap();
    let error = fourth.apply(&mut another, &family.ann, NOW).unwrap_err();
    assert!(matches!(
        error,
        ApplyError::Misfit(MessageMisfit::Demoted { .. })
    ));
    assert_eq!(
        another.group(id(1)).unwrap().generation(),
        Generation::FIRST
    );
}
