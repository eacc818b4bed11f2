use super::Pair;
use crate::call::{self, Accepted, Half, Manner, Side, Verdict, half_to_say};
use crate::device::DeviceKey;
use crate::group::Group;
use crate::group::sample::group;
use crate::otp::{Codes, Parameters, check_words};
use crate::recent::Recent;
use crate::secret::Secret;
use crate::time::{Counter, UnixTime};
use crate::words::Heard;

/// The middle of a step, when only one half is due.
const NOW: UnixTime = UnixTime::from_secs(59_000_000 * 30 + 15);

/// Alice's key in RFC 7748 section 6.1 (`bob` has Bob's), in age's format.
fn alice() -> DeviceKey {
    key("AGE-SECRET-KEY-1WURK6ZNNRZJH60QKC9E9RVNXGH05CTU8A0QFJ243WLA628DE9S4QRFH26J")
}

fn bob() -> DeviceKey {
    key("AGE-SECRET-KEY-1TK4SSLNZF29YK70P079C8QQWUEHNHVFFYCVTDLGU979J0LUGUR4SMHZYQ2")
}

/// A third key: 32 bytes of 3.
fn carol() -> DeviceKey {
    key("AGE-SECRET-KEY-1QVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPS2PGGME")
}

fn key(text: &str) -> DeviceKey {
    DeviceKey::from_text(text).unwrap()
}

fn pair(own: &DeviceKey, other: &DeviceKey) -> Pair {
    Pair::new(own, &other.public()).unwrap()
}

fn seed(byte: u8) -> Secret {
    Secret::new(&[byte; 20]).unwrap()
}

/// Returns the verdict on the caller's half.
fn verdict(group: &Group, half: &Half, accepted: &[Accepted]) -> Verdict {
    let heard = Heard::read(half.digits()).unwrap();
    call::check(group, &heard, Some(Side::Caller), accepted, NOW).verdict
}

fn half(group: &Group, manner: Manner) -> Half {
    let counter = group.parameters().period.counter_at(NOW);
    half_to_say(group, group.generation(), manner, Side::Caller, counter)
}

#[test]
fn the_key_the_id_and_the_words_match_an_independent_computation() {
    // Computed in Python from RFC 7748 and RFC 5869: see
    // core/tests/vectors/README.md.
    let group = group("Smith family");
    for pair in [pair(&alice(), &bob()), pair(&bob(), &alice())] {
        let key = pair.key(&group.current.secret);
        assert_eq!(
            key.expose(),
            [
                0x3b, 0x64, 0xce, 0x22, 0xc1, 0x21, 0x15, 0xc7, 0x2a, 0x3c, 0xb5, 0x2b, 0xee, 0xf7,
                0x50, 0xed, 0x45, 0xce, 0xde, 0x48,
            ]
        );
        assert_eq!(
            check_words(&key).map(crate::words::Word::as_str),
            [
                "twilight",
                "crocodile",
                "youth",
                "hiccup",
                "lemonade",
                "galaxy"
            ]
        );
        assert_eq!(
            pair.id(group.id()).as_bytes(),
            &[
                0xef, 0x84, 0xdb, 0x29, 0xc2, 0x7b, 0x32, 0x0e, 0x74, 0xda, 0xf1, 0xce, 0x96, 0xe1,
                0x0f, 0x61,
            ]
        );
        let code = Codes::new(&key, Parameters::default()).at_counter(Counter::new(59_000_000));
        assert_eq!(code.as_str(), "431729");
    }
}

#[test]
fn another_device_and_another_seed_give_another_key() {
    let (alice, bob, carol) = (alice(), bob(), carol());
    let here = pair(&alice, &bob).key(&seed(1));
    assert!(!here.is_same_as(&pair(&alice, &carol).key(&seed(1))));
    assert!(!here.is_same_as(&pair(&carol, &bob).key(&seed(1))));
    assert!(!here.is_same_as(&pair(&alice, &bob).key(&seed(2))));
}

#[test]
fn a_pair_accepts_only_its_own_code() {
    let group = group("Smith family");
    let (alice, bob, carol) = (alice(), bob(), carol());
    let here = pair(&alice, &bob).group(&group);
    let there = pair(&bob, &alice).group(&group);
    assert_eq!(
        verdict(&here, &half(&there, Manner::Freely), &[]),
        Verdict::Match
    );
    assert_eq!(
        verdict(&here, &half(&there, Manner::UnderDuress), &[]),
        Verdict::Duress
    );
    for other in [&group, &pair(&carol, &bob).group(&group)] {
        let verdict = verdict(&here, &half(other, Manner::Freely), &[]);
        assert!(!verdict.is_genuine(), "{verdict:?}");
    }
}

#[test]
fn a_rotation_overlaps_in_a_pair_as_in_the_group() {
    for (overlap, expected) in [(7, Verdict::MatchPreviousGeneration), (0, Verdict::OldSeed)] {
        let mut group = group("Smith family");
        let said = half(&pair(&bob(), &alice()).group(&group), Manner::Freely);
        group.rotate(seed(7), overlap, NOW).unwrap();
        let here = pair(&alice(), &bob()).group(&group);
        assert_eq!(verdict(&here, &said, &[]), expected);
    }
}

#[test]
fn accepted_halves_are_remembered_per_pair_and_group() {
    let carol = carol();
    let mut firm = group("Bakers");
    firm.id = crate::group::GroupId::from_bytes([2; 16]);
    let family = group("Smith family");
    let here = pair(&alice(), &bob()).group(&family);
    let there = pair(&bob(), &alice()).group(&family);
    let said = half(&there, Manner::Freely);
    let heard = Heard::read(said.digits()).unwrap();
    let found = call::check(&here, &heard, Some(Side::Caller), &[], NOW);
    let mut recent = Recent::default();
    let period = here.parameters().period;
    recent.remember(&here, &found.to_remember(period, NOW), NOW);
    assert_eq!(verdict(&here, &said, &recent.of(&here)), Verdict::Used);
    for other in [
        family.id(),
        pair(&alice(), &carol).id(family.id()),
        pair(&alice(), &bob()).id(firm.id()),
    ] {
        assert_ne!(other, here.id());
        recent.forget_id(other);
    }
    assert_eq!(recent.of(&here).len(), 1);
    recent.forget_id(pair(&alice(), &bob()).id(family.id()));
    assert_eq!(recent.of(&here), []);
}
