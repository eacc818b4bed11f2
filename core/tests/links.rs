//! Enrolment links, tested with the vectors in `tests/vectors/otpauth` and with
//! properties that hold for any link.

#![allow(clippy::disallowed_methods, reason = "the test walks its folder")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "Clippy treats helpers in integration tests as production code"
)]

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_assume,
    prop_oneof, proptest,
};
use ringtrue_core::group::{Enrolment, Origin};
use ringtrue_core::otpauth::{self, LinkError};
use ringtrue_core::{
    Algorithm, Digits, Generation, Group, GroupId, Name, Parameters, Period, Secret, Unconfirmed,
    UnixTime,
};
use serde::Deserialize;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

/// The seed of RFC 4226's examples, as encoded in a link.
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[serde(default)]
    accepted: Vec<Accepted>,
    #[serde(default)]
    refused: Vec<Refused>,
}

/// A link that is accepted. Missing fields are as in a canonical link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    what: String,
    link: String,
    name: String,
    #[serde(default = "one")]
    generation: u16,
    foreign: Option<Foreign>,
    #[serde(default = "sha1")]
    algorithm: String,
    #[serde(default = "six")]
    digits: usize,
    #[serde(default = "thirty")]
    period: u64,
    printed: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    prefix: Option<String>,
    issuer: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    what: String,
    link: String,
    error: String,
}

fn one() -> u16 {
    1
}

fn sha1() -> String {
    "SHA1".to_owned()
}

fn six() -> usize {
    6
}

fn thirty() -> u64 {
    30
}

#[test]
fn every_link_in_the_vectors_is_accepted_or_refused_as_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/otpauth");
    let (mut accepted, mut refused) = (0, 0);
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let vectors: Vectors = toml::from_str(&text).unwrap();
        vectors.accepted.iter().for_each(assert_accepted);
        vectors.refused.iter().for_each(assert_refused);
        accepted += vectors.accepted.len();
        refused += vectors.refused.len();
    }
    assert!(accepted >= 65 && refused >= 120, "{accepted}, {refused}");
}

fn assert_accepted(vector: &Accepted) {
    let what = &vector.what;
    let enrolment = otpauth::parse(&vector.link).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(enrolment.name().as_str(), vector.name, "{what}");
    assert_eq!(enrolment.generation().number(), vector.generation, "{what}");
    let text = |name: &Option<Name>| name.as_ref().map(Name::to_string);
    match (enrolment.origin(), &vector.foreign) {
        (Origin::Ringtrue, None) => {}
        (Origin::Foreign { prefix, issuer }, Some(foreign)) => {
            assert_eq!(text(prefix), foreign.prefix, "{what}");
            assert_eq!(text(issuer), foreign.issuer, "{what}");
        }
        (origin, _) => panic!("{what}: {origin:?}"),
    }
    let parameters = enrolment.parameters();
    assert_eq!(parameters.algorithm.as_str(), vector.algorithm, "{what}");
    assert_eq!(parameters.digits.count(), vector.digits, "{what}");
    assert_eq!(parameters.period.as_secs(), vector.period, "{what}");
    let printed = otpauth::link(&joined(enrolment));
    assert_eq!(*printed, vector.printed, "{what}");
    let again = otpauth::link(&joined(otpauth::parse(&printed).unwrap()));
    assert_eq!(again, printed, "{what}");
}

fn assert_refused(vector: &Refused) {
    let what = &vector.what;
    let error = otpauth::parse(&vector.link)
        .err()
        .unwrap_or_else(|| panic!("{what} was taken"));
    assert_eq!(error.to_string(), vector.error, "{what}");
    assert_hides_seed(&error, SEED);
}

/// Asserts that no eight letters of the seed are in an error.
#[track_caller]
fn assert_hides_seed(error: &LinkError, seed: &str) {
    let told = format!("{error} {error:?}").to_ascii_uppercase();
    for part in seed.to_ascii_uppercase().as_bytes().windows(8) {
        let part = std::str::from_utf8(part).unwrap();
        assert!(!told.contains(part), "{told}");
    }
}

fn joined(enrolment: Unconfirmed<Enrolment>) -> Group {
    let id = GroupId::from_bytes([7; 16]);
    Group::from_enrolment(enrolment.confirm(), None, id, NOW)
}

/// Returns everything that a link contains, the seed last.
fn fields(enrolment: Enrolment) -> impl Debug + PartialEq {
    (
        enrolment.name,
        enrolment.generation,
        enrolment.origin,
        enrolment.parameters,
        enrolment.secret.expose().to_vec(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_link_is_read_back_unchanged(
        (ours, origin) in origins(),
        text in texts(60),
        generation in 1..=9999_u64,
        parameters in parameters(),
        seed in seeds(),
    ) {
        let name = if ours { Name::tidy(&text) } else { Name::foreign(&text) };
        prop_assume!(name.is_ok());
        let seed = if ours { seed.into_iter().cycle().take(Secret::LENGTH).collect() } else { seed };
        let enrolment = || Enrolment {
            name: name.clone().unwrap(),
            generation: if ours { Generation::new(generation).unwrap() } else { Generation::FIRST },
            origin: origin.clone(),
            parameters,
            secret: Secret::new(&seed).unwrap(),
        };
        let group = joined(Unconfirmed::new(enrolment()));
        let printed = otpauth::link(&group);
        prop_assert!(printed.is_ascii());
        match otpauth::parse(&printed) {
            Ok(read) => {
                let read = read.confirm();
                prop_assert_eq!(fields(read), fields(enrolment()));
                let again = joined(otpauth::parse(&printed).unwrap());
                prop_assert_eq!(otpauth::link(&again), printed);
            }
            Err(LinkError::TooLong { bytes }) => {
                // Names of other programs can be too long; no link can carry them.
                prop_assert!(!ours);
                prop_assert_eq!(bytes, printed.len());
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn any_link_that_is_read_prints_and_reads_the_same(
        label in texts(30),
        issuer in texts(30),
        escaped in any::<bool>(),
    ) {
        let spelt = |text: &str| {
            let escape = |byte: u8| format!("%{byte:02X}");
            if escaped { text.bytes().map(escape).collect() } else { text.to_owned() }
        };
        let link = format!(
            "otpauth://totp/{}?secret={SEED}&issuer={}", spelt(&label), spelt(&issuer)
        );
        if let Ok(read) = otpauth::parse(&link) {
            let printed = otpauth::link(&joined(read));
            let again = otpauth::parse(&printed).unwrap().confirm();
            let first = otpauth::parse(&link).unwrap().confirm();
            prop_assert_eq!(fields(again), fields(first));
        }
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), head in 0..4_usize) {
        let heads = ["", "otpauth://", "otpauth://totp/", "otpauth://totp/a?secret="];
        let link = format!("{}{text}", heads[head]);
        if let Err(error) = otpauth::parse(&link) {
            assert_hides_seed(&error, SEED);
        }
    }

    #[test]
    fn an_error_about_a_tampered_link_does_not_reveal_its_seed(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), changes()), 1..4),
        seed in prop::collection::vec(any::<u8>(), 20..40),
    ) {
        let secret = Secret::new(&seed).unwrap();
        let id = GroupId::from_bytes([7; 16]);
        let group = Group::new(Name::tidy("Smith family").unwrap(), secret, id, NOW);
        let printed = otpauth::link(&group);
        let mut link = printed.to_string();
        for (at, change) in cuts {
            let mut at = at.index(link.len() + 1);
            while !link.is_char_boundary(at) {
                at -= 1;
            }
            match change {
                Some(text) => link.insert_str(at, &text),
                None => link.truncate(at),
            }
        }
        if let Err(error) = otpauth::parse(&link) {
            let spelt = printed.split("secret=").nth(1).unwrap();
            assert_hides_seed(&error, spelt.split('&').next().unwrap());
        }
    }

    #[test]
    fn two_devices_that_joined_by_one_link_agree_on_every_code(
        seed in seeds(),
        parameters in parameters(),
        time in any::<u64>(),
    ) {
        let enrolment = Enrolment {
            name: Name::foreign("alice@example.com").unwrap(),
            generation: Generation::FIRST,
            origin: Origin::Foreign { prefix: None, issuer: None },
            parameters,
            secret: Secret::new(&seed).unwrap(),
        };
        let first = joined(Unconfirmed::new(enrolment));
        let second = joined(otpauth::parse(&otpauth::link(&first)).unwrap());
        let third = joined(otpauth::parse(&otpauth::link(&second)).unwrap());
        let time = UnixTime::from_secs(time);
        let code = first.codes().at(time);
        prop_assert_eq!(&second.codes().at(time), &code);
        prop_assert_eq!(&third.codes().at(time), &code);
        prop_assert_eq!(code.as_str().len(), parameters.digits.count());
    }
}

/// Generates text to put into a link, or `None` to cut it.
fn changes() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        2 => "[%&=#?:/+ a-zA-Z0-9]{1,4}".prop_map(Some),
        1 => any::<String>().prop_map(Some),
        1 => prop::sample::select(vec!["%00", "%FF", "&secret=", "&period=0", "hotp"])
            .prop_map(|text| Some(text.to_owned())),
    ]
}

/// Generates texts with the characters that break links and names.
fn texts(longest: usize) -> impl Strategy<Value = String> {
    let chars = prop_oneof![
        4 => prop::char::range('a', 'z'),
        2 => prop::sample::select(" :%&=#?/+._-0129~@\\\"'".chars().collect::<Vec<_>>()),
        1 => prop::sample::select("é家ع\u{301}\u{A0}\u{3000}🎉".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
    ];
    let chars = prop::collection::vec(chars, 0..longest);
    chars.prop_map(|chars| chars.into_iter().collect())
}

/// Generates whether a group is ours, and its origin. A prefix has no colon: it is the
/// text before the first one.
fn origins() -> impl Strategy<Value = (bool, Origin)> {
    let name = |text: String| Name::foreign(&text).ok();
    let foreign = (texts(30), texts(30)).prop_map(move |(prefix, issuer)| {
        let prefix = name(prefix.replace(':', ""));
        let issuer = name(issuer);
        (false, Origin::Foreign { prefix, issuer })
    });
    prop_oneof![Just((true, Origin::Ringtrue)), foreign]
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let algorithms = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
    let algorithm = prop::sample::select(algorithms.to_vec());
    let period = prop_oneof![Just(30), 1..=300_u64];
    (algorithm, 6..=8_u64, period).prop_map(|(algorithm, digits, period)| Parameters {
        algorithm,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(period).unwrap(),
    })
}

/// Generates seeds of any length; one in four begins like a value in a quoted-printable
/// mail, `3D`.
fn seeds() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop::collection::vec(any::<u8>(), Secret::MIN_LENGTH..80);
    (bytes, 0..4_u8).prop_map(|(mut bytes, kind)| {
        if kind == 0 {
            bytes.splice(..2, [0xD8, 0xC8]);
        }
        bytes
    })
}
