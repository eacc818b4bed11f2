//! Messages delivered in any order end the same on every device.

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_assume, proptest,
};

use super::{NOW, add, fit, name};
use crate::device::DeviceKey;
use crate::group::sample::group;
use crate::group::{Generation, Group, Holds, Name, Unconfirmed};
use crate::message::{Message, MessageFit, Rank, Sealed, rotation};
use crate::organiser::{OrganiserKey, SigningKey};
use crate::secret::Secret;
use crate::sheet::tests::{SUNDAY, sheet};

const PEOPLE: [&str; 4] = ["Ann", "Ben", "Cleo", "Dan"];

/// Members who lose what they hold sooner or later: an app, ringtrue, or a sheet.
const SPARES: [&str; 5] = ["Eve", "Finn", "Gus", "Oma", "Opa"];

/// The spares who have a sheet.
const HOLDERS: [&str; 2] = ["Oma", "Opa"];

struct Person {
    key: DeviceKey,
    group: Group,
}

/// Four devices with one group, founded by the first.
fn people() -> Vec<Person> {
    let keys: Vec<DeviceKey> = PEOPLE.iter().map(|_| DeviceKey::generate()).collect();
    let with_roll = || {
        let mut group = group("Smith family");
        for (called, key) in PEOPLE.iter().zip(&keys) {
            add(&mut group, called, key);
        }
        for (spare, holds) in SPARES.iter().zip([Holds::App, Holds::App, Holds::Ringtrue]) {
            group.add_member(spare, holds).unwrap();
        }
        for (holder, key) in HOLDERS.iter().zip(250..) {
            group.give_sheet(holder, sheet(key, SUNDAY)).unwrap();
        }
        for member in &mut group.members {
            member.listed = true;
        }
        group
    };
    let mut founder = with_roll();
    founder
        .become_first_organiser(PEOPLE[0], SigningKey::generate)
        .unwrap();
    let pinned = founder.organisers.counting.pinned.clone();
    let mut groups = vec![founder];
    for _ in 1..PEOPLE.len() {
        let mut group = with_roll();
        group.organisers.counting.pinned.clone_from(&pinned);
        group.offer_key(SigningKey::generate).unwrap();
        groups.push(group);
    }
    let mut keys = keys.into_iter();
    groups
        .into_iter()
        .map(|group| Person {
            key: keys.next().unwrap(),
            group,
        })
        .collect()
}

fn open(letter: &[u8], key: &DeviceKey) -> Unconfirmed<Message> {
    Sealed::find(letter).unwrap().open(key).unwrap()
}

/// Delivers a message, and reports whether it changed anything.
fn deliver(letter: &[u8], person: &mut Person) -> bool {
    let message = open(letter, &person.key);
    let state = |group: &Group| {
        (
            group.generation(),
            group.brought_by,
            group.organisers.statements.len(),
        )
    };
    let before = state(&person.group);
    let groups = std::slice::from_ref(&person.group);
    match fit(groups, &message, false, None, None) {
        Ok(MessageFit::Rotation(_)) => person.group.apply_message(message.confirm(), false, NOW),
        Ok(MessageFit::Outranked(_)) => person.group.apply_losing_rotation(message.held()),
        _ => {}
    }
    before != state(&person.group)
}

/// Delivers all messages to each device in an order of its own, until nothing changes.
fn deliver_all(letters: &[Vec<u8>], people: &mut [Person], order: &[usize], turns: &[usize]) {
    for (person, turn) in people.iter_mut().zip(turns) {
        let mut rounds = 0;
        loop {
            let mut changed = false;
            for at in order.iter().cycle().skip(*turn).take(order.len()) {
                if let Some(letter) = letters.get(*at) {
                    changed |= deliver(letter, person);
                }
            }
            if !changed {
                break;
            }
            rounds += 1;
            assert!(rounds < 50, "it goes on for ever");
        }
    }
}

fn orders() -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    let order = Just((0..64_usize).collect::<Vec<_>>()).prop_shuffle();
    (order, prop::collection::vec(0..64_usize, PEOPLE.len()))
}

/// Rotates on a person's device, without `lost` if given, and returns the message.
fn rotate(person: &mut Person, lost: Option<usize>, byte: u8) -> Option<Vec<u8>> {
    let group = &mut person.group;
    group.organisers.own()?;
    let secret = Secret::new(&[byte; Secret::LENGTH]).unwrap();
    let lost = lost.map(|lost| SPARES[lost]);
    let lost = lost.filter(|lost| group.member(lost).is_ok());
    let off: Vec<Name> = lost.into_iter().map(name).collect();
    match lost {
        Some(lost) => drop(group.rotate_without(lost, secret, NOW).unwrap()),
        None => group.rotate(secret, 7, NOW).unwrap(),
    }
    let made = rotation(group, &off).unwrap();
    group.mark_sent(made.rank);
    made.files.into_iter().map(|letter| letter.bytes).next()
}

fn losses() -> impl Strategy<Value = Option<usize>> {
    prop::option::of(0..SPARES.len())
}

/// A step of one organiser.
#[derive(Clone, Debug)]
enum Step {
    /// They rotate, and keep the message.
    Rotate { who: usize, lost: Option<usize> },
    /// They make another one an organiser.
    Promote { who: usize, whom: usize },
    /// They get a message that was sent.
    Hear { who: usize, which: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..PEOPLE.len();
    let step = proptest::prelude::prop_oneof![
        2 => (who.clone(), losses()).prop_map(|(who, lost)| Step::Rotate { who, lost }),
        1 => (who.clone(), who.clone()).prop_map(|(who, whom)| Step::Promote { who, whom }),
        2 => (who, any::<usize>()).prop_map(|(who, which)| Step::Hear { who, which }),
    ];
    prop::collection::vec(step, 1..14)
}

fn promote(people: &mut [Person], who: usize, whom: usize) {
    let key = people[whom].group.organisers.own_key().unwrap().unwrap();
    // Promoting someone who is not an organiser, or a second time, changes nothing.
    let _ = people[who].group.promote(PEOPLE[whom], key);
}

fn play(steps: &[Step], people: &mut [Person]) -> Vec<Vec<u8>> {
    let mut letters: Vec<Vec<u8>> = Vec::new();
    for (number, step) in (1..).zip(steps) {
        match *step {
            Step::Rotate { who, lost } => letters.extend(rotate(&mut people[who], lost, number)),
            Step::Promote { who, whom } => promote(people, who, whom),
            Step::Hear { who, which } => {
                if let Some(at) = which.checked_rem(letters.len()) {
                    deliver(&letters[at], &mut people[who]);
                }
            }
        }
    }
    letters
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn devices_converge_in_any_order_of_delivery(
        steps in steps(),
        (order, turns) in orders(),
    ) {
        let mut people = people();
        let letters = play(&steps, &mut people);
        deliver_all(&letters, &mut people, &order, &turns);
        let ends: Vec<(Generation, Option<Rank>)> = people
            .iter()
            .map(|person| {
                let brought = person.group.brought_by;
                (person.group.generation(), brought.map(|brought| brought.rank))
            })
            .collect();
        let first = ends[0];
        prop_assert_eq!(&ends, &vec![first; ends.len()]);
        // The highest generation wins: everyone who rotated was an organiser who
        // counted.
        let ranks = letters.iter().map(|letter| {
            let message = open(letter, &people[0].key);
            (message.generation(), std::cmp::Reverse(message.rank()))
        });
        if let Some((generation, std::cmp::Reverse(rank))) = ranks.max() {
            prop_assert_eq!(first, (generation, rank));
        }
        for person in &people {
            let here = &person.group.current.secret;
            assert!(here.is_same_as(&people[0].group.current.secret));
        }
    }
}

/// A turn of one organiser, at the same time as the others. It ends with a rotation.
#[derive(Clone, Debug)]
struct Turn {
    who: usize,
    demotes: Option<usize>,
    promotes: Option<usize>,
    prints: Option<usize>,
    lost: Option<usize>,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let whom = || prop::option::of(0..PEOPLE.len());
    let prints = prop::option::of(0..HOLDERS.len());
    let turn = (0..PEOPLE.len(), whom(), whom(), prints, losses());
    let turn = turn.prop_map(|(who, demotes, promotes, prints, lost)| Turn {
        who,
        demotes,
        promotes,
        prints,
        lost,
    });
    prop::collection::vec(turn, 1..=4)
}

/// Plays one round: several organisers each rotate before they get the others'
/// messages.
fn play_round(turns: &[Turn], people: &mut [Person], byte: u8) -> Vec<Vec<u8>> {
    let mut done: Vec<usize> = Vec::new();
    let mut letters = Vec::new();
    for (turn, byte) in turns.iter().zip(byte..) {
        if done.contains(&turn.who) {
            continue;
        }
        done.push(turn.who);
        if let Some(whom) = turn.promotes {
            promote(people, turn.who, whom);
        }
        if let Some(whom) = turn.demotes {
            let _ = people[turn.who].group.demote(PEOPLE[whom]);
        }
        let group = &mut people[turn.who].group;
        if let Some(holder) = turn.prints
            && group.organisers.own().is_some()
        {
            let from = SUNDAY.offset(i64::from(byte % 3)).unwrap();
            group
                .give_sheet(HOLDERS[holder], sheet(byte, from))
                .unwrap();
        }
        letters.extend(rotate(&mut people[turn.who], turn.lost, byte));
    }
    letters
}

/// Reports whether organisers demote each other in a circle: only people can
/// decide that.
fn is_circle(messages: &[Unconfirmed<Message>]) -> bool {
    let messages: Vec<&Message> = messages.iter().map(Unconfirmed::held).collect();
    let mut left: Vec<_> = messages.iter().map(|message| message.signer).collect();
    loop {
        let demoted = |key: &OrganiserKey| {
            let left = messages.iter().filter(|it| left.contains(&it.signer));
            left.clone()
                .any(|it| it.signer != *key && it.content.demoted.contains(key))
        };
        let rest: Vec<_> = left.iter().copied().filter(|key| demoted(key)).collect();
        match rest.len() {
            0 => return false,
            count if count == left.len() => return true,
            _ => left = rest,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn concurrent_rotations_with_losses_and_demotions_converge(
        rounds in prop::collection::vec((turns(), orders()), 1..4),
        promoted in prop::collection::vec(0..PEOPLE.len(), 0..4),
    ) {
        let mut people = people();
        for whom in promoted {
            promote(&mut people, 0, whom);
        }
        // Everyone learns of the promotions.
        let letter = rotate(&mut people[0], None, 200).unwrap();
        for person in &mut people {
            deliver(&letter, person);
        }
        let mut has_same_sheets = true;
        for ((turns, (order, starts)), byte) in rounds.iter().zip((1..).step_by(5)) {
            let ended = people[0].group.ended_sheets.clone();
            let letters = play_round(turns, &mut people, byte);
            let key = &people[0].key;
            let opened: Vec<_> = letters.iter().map(|letter| open(letter, key)).collect();
            prop_assume!(!is_circle(&opened));
            deliver_all(&letters, &mut people, order, starts);
            let first = &people[0].group;
            // A device may or may not hear of an organiser whom another one demotes.
            has_same_sheets &= opened.iter().map(Unconfirmed::held).all(|message| {
                let mut told = message.content.ended_sheets.iter();
                told.all(|id| ended.contains(id)) || first.organisers.of_key(&message.signer).is_some()
            });
            for person in &people {
                let group = &person.group;
                prop_assert_eq!(group.generation(), first.generation());
                assert!(group.current.secret.is_same_as(&first.current.secret));
                let keys = |group: &Group| {
                    let mut keys: Vec<_> = group.organisers.pinned().iter().map(|it| it.key).collect();
                    keys.sort_unstable();
                    let mut demoted = group.organisers.demoted().to_vec();
                    demoted.sort_unstable();
                    (keys, demoted)
                };
                prop_assert_eq!(keys(group), keys(first));
                let sheets = |group: &Group| {
                    let sheet = |holder| group.member(holder).ok().map(|it| it.sheet.clone());
                    HOLDERS.map(sheet)
                };
                if has_same_sheets {
                    prop_assert_eq!(sheets(group), sheets(first));
                }
            }
        }
    }
}
