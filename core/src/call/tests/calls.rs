//! Arbitrary calls, for the property tests.

use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::table::cut;
use super::{Call, accepted as remembered_half, duress_half, enrolment, group_of};
use crate::call::{Part, Side};
use crate::otp::{Algorithm, Codes, Digits, Parameters};
use crate::secret::Secret;
use crate::time::{Counter, Period, UnixTime};

pub(super) fn sides() -> impl Strategy<Value = Side> {
    prop::sample::select(vec![Side::Caller, Side::Answerer])
}

pub(super) fn parameters() -> impl Strategy<Value = Parameters> {
    let algorithms = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
    let algorithm = prop::sample::select(algorithms.to_vec());
    let period = prop_oneof![Just(30_u64), 1..=300_u64];
    (algorithm, 6..=8_u64, period).prop_map(|(algorithm, digits, period)| Parameters {
        algorithm,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(period).unwrap(),
    })
}

/// Something that is said, before the seeds are known.
#[derive(Clone, Debug)]
enum Saying {
    /// A true part, by the seed of this age and the step relative to now.
    True(usize, i64, Part),
    Duress(i64, Part),
    /// Any digits.
    Digits(u32, usize),
}

fn sayings() -> impl Strategy<Value = Saying> {
    let parts = || {
        prop_oneof![
            3 => sides().prop_map(Part::Half),
            1 => Just(Part::Full),
        ]
    };
    prop_oneof![
        4 => (0..3_usize, -2..=2_i64, parts())
            .prop_map(|(seed, off, part)| Saying::True(seed, off, part)),
        2 => (0..3_usize, -23..=23_i64, parts())
            .prop_map(|(seed, off, part)| Saying::True(seed, off, part)),
        2 => (-2..=2_i64, parts()).prop_map(|(off, part)| Saying::Duress(off, part)),
        1 => (any::<u32>(), 1..10_usize)
            .prop_map(|(number, length)| Saying::Digits(number, length)),
    ]
}

/// Generates a group of up to three seeds, some accepted, some not, some expired, and
/// what is said in a call at some second of a step near or far from the start of time.
pub(super) fn calls() -> impl Strategy<Value = Call> {
    let seeds = any::<[[u8; 20]; 3]>();
    // How each rotation came about: a seed made here, with an overlap that ends
    // before or after now, or one that was followed.
    let rotation = prop_oneof![(0..=2_u32).prop_map(Ok), any::<bool>().prop_map(Err),];
    let rotations = prop::collection::vec(rotation, 0..=2);
    let now = prop_oneof![0..400_u64, 1_770_000_000..1_770_100_000_u64, any::<u64>()];
    let since = prop_oneof![
        Just(0_u64),
        Just(86_400),
        86_398..86_402_u64,
        0..200_000_u64
    ];
    let remembered = prop::collection::vec((1..=4_u64, sides(), -25..=25_i64), 0..4);
    let from = prop::option::weighted(0.9, sides());
    let setting = (parameters(), seeds, rotations, now, since);
    let call = (sayings(), remembered, any::<bool>(), from);
    (setting, call).prop_map(|(setting, (saying, remembered, said_before, from))| {
        let (parameters, seeds, rotations, now, since) = setting;
        let mut group = group_of(parameters, &seeds[0]);
        let then = UnixTime::from_secs(now.saturating_sub(since));
        for ((generation, seed), rotation) in (2..).zip(&seeds[1..]).zip(rotations) {
            match rotation {
                Ok(days) => group
                    .rotate(Secret::new(seed).unwrap(), days, then)
                    .unwrap(),
                Err(accept_old) => {
                    group.follow(enrolment(parameters, generation, seed), accept_old, then);
                }
            }
        }
        let step = Counter::new(now / parameters.period.as_secs());
        let mut accepted: Vec<_> = remembered
            .into_iter()
            .filter_map(|(generation, side, off)| {
                Some(remembered_half(
                    generation,
                    side,
                    step.offset(off)?.as_u64(),
                ))
            })
            .collect();
        let said = match saying {
            Saying::True(age, off, part) => {
                let secret = Secret::new(&seeds[age]).unwrap();
                let at = step.offset(off).unwrap_or(step);
                if let (true, Part::Half(side)) = (said_before, part) {
                    let generation = u64::try_from(age).unwrap() + 1;
                    accepted.push(remembered_half(generation, side, at.as_u64()));
                }
                let code = Codes::new(&secret, parameters).at_counter(at);
                cut(code.as_str(), part)
            }
            Saying::Duress(off, part) => {
                let at = step.offset(off).unwrap_or(step);
                let sides = part.sides().into_iter();
                sides
                    .map(|side| duress_half(&group, side, at).digits().to_owned())
                    .collect()
            }
            Saying::Digits(number, length) => format!("{number:010}")[..length].to_owned(),
        };
        Call {
            group,
            accepted,
            now,
            said,
            from,
        }
    })
}
