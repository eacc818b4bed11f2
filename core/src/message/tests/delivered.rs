//! Any order of delivery ends alike on every device.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, proptest};

use super::{NOW, add, fit, name};
use crate::device::DeviceKey;
use crate::group::sample::group;
use crate::group::{Generation, Group, Name, Unconfirmed};
use crate::message::{Fit, Message, Rank, Sealed, rotation};
use crate::organiser::SigningKey;
use crate::secret::Secret;

const PEOPLE: [&str; 4] = ["Ann", "Ben", "Cleo", "Dan"];

/// What one organiser does next, of those who can.
#[derive(Clone, Debug)]
enum Step {
    /// They rotate, and keep the message.
    Rotate { who: usize },
    /// They make another one an organiser.
    Promote { who: usize, whom: usize },
    /// They get a message that was sent.
    Hear { who: usize, which: usize },
}

struct Person {
    key: DeviceKey,
    group: Group,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..PEOPLE.len();
    let step = proptest::prelude::prop_oneof![
        2 => who.clone().prop_map(|who| Step::Rotate { who }),
        1 => (who.clone(), who.clone()).prop_map(|(who, whom)| Step::Promote { who, whom }),
        2 => (who, any::<usize>()).prop_map(|(who, which)| Step::Hear { who, which }),
    ];
    prop::collection::vec(step, 1..14)
}

/// Four devices with one group, whose founder is the first.
fn people() -> Vec<Person> {
    let keys: Vec<DeviceKey> = PEOPLE.iter().map(|_| DeviceKey::generate()).collect();
    let with_roll = || {
        let mut group = group("Smith family");
        for (called, key) in PEOPLE.iter().zip(&keys) {
            add(&mut group, called, key);
        }
        group
    };
    let mut founder = with_roll();
    founder.found(PEOPLE[0], SigningKey::generate).unwrap();
    let pinned = founder.organisers.pinned.clone();
    let mut groups = vec![founder];
    for _ in 1..PEOPLE.len() {
        let mut group = with_roll();
        group.organisers.pinned.clone_from(&pinned);
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

/// Whether the message changed something.
fn deliver(letter: &[u8], person: &mut Person) -> bool {
    let message = open(letter, &person.key);
    let before = (person.group.generation(), person.group.brought_by);
    let fits = fit(
        std::slice::from_ref(&person.group),
        &message,
        false,
        None,
        None,
    );
    if matches!(fits, Ok(Fit::Rotation(_))) {
        person.group.take(message.confirm(), false, NOW);
    }
    before != (person.group.generation(), person.group.brought_by)
}

fn play(steps: &[Step], people: &mut [Person]) -> Vec<Vec<u8>> {
    let mut letters: Vec<Vec<u8>> = Vec::new();
    for (number, step) in (1..).zip(steps) {
        match *step {
            Step::Rotate { who } => {
                let group = &mut people[who].group;
                if group.organisers.own().is_none() {
                    continue;
                }
                let secret = Secret::new(&[number; Secret::LENGTH]).unwrap();
                group.rotate(secret, 7, NOW).unwrap();
                let made = rotation(group, &[] as &[Name]).unwrap();
                group.sent(made.rank);
                letters.extend(made.letters.into_iter().map(|letter| letter.bytes));
            }
            Step::Promote { who, whom } => {
                let key = people[whom].group.organisers.own_key().unwrap().unwrap();
                let name = name(PEOPLE[whom]);
                // Who is none, or is one already, changes nothing.
                let _ = people[who].group.promote(name.as_str(), key);
            }
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
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_delivery_ends_alike_on_every_device(
        steps in steps(),
        order in any::<prop::sample::Index>().prop_flat_map(|_| Just((0..64_usize).collect::<Vec<_>>()).prop_shuffle()),
        turns in prop::collection::vec(0..64_usize, PEOPLE.len()),
    ) {
        let mut people = people();
        let letters = play(&steps, &mut people);
        // Each device gets them in an order of its own, again and again.
        for (person, turn) in people.iter_mut().zip(&turns) {
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
            }
        }
        let ends: Vec<(Generation, Option<Rank>)> = people
            .iter()
            .map(|person| (person.group.generation(), person.group.brought_by))
            .collect();
        let first = ends[0];
        prop_assert_eq!(&ends, &vec![first; ends.len()]);
        // The highest generation that was signed by one who counts; all who
        // rotated could.
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
