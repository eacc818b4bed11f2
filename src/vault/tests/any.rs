//! Any vault at all.

use proptest::prelude::{Just, Strategy, any, prop};

use crate::group::{
    Confirmation, Generation, Group, GroupId, Holds, Member, Name, Origin, Previous, Seed,
};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::secret::Secret;
use crate::sheet::{Serial, Sheet};
use crate::time::{Period, UnixTime};
use crate::vault::Vault;

pub(super) fn vaults() -> impl Strategy<Value = Vault> {
    let groups = prop::collection::vec(groups(), 0..4);
    (groups, any::<Option<[u8; 16]>>()).prop_map(|(groups, default)| Vault {
        groups,
        default: default.map(GroupId::from_bytes),
        unread: Vec::new(),
    })
}

fn groups() -> impl Strategy<Value = Group> {
    let identity = (
        any::<[u8; 16]>(),
        names(),
        prop::option::of(names()),
        origins(),
    );
    let seeds = (
        seeds(),
        prop::collection::vec((seeds(), times(), any::<bool>()), 0..3),
        generations(),
    );
    let members = prop::collection::vec(members(), 0..4);
    (identity, parameters(), seeds, members).prop_map(|(identity, parameters, seeds, members)| {
        let (id, name, local_name, origin) = identity;
        let (current, previous, highest) = seeds;
        let previous = previous
            .into_iter()
            .map(|(seed, until, accepted)| Previous {
                seed,
                until,
                accepted,
            });
        Group {
            id: GroupId::from_bytes(id),
            name,
            local_name,
            origin,
            parameters,
            current,
            previous: previous.collect(),
            highest,
            members,
        }
    })
}

fn names() -> impl Strategy<Value = Name> {
    let texts = prop::collection::vec(any::<char>(), 1..30);
    let texts = texts.prop_map(|chars| chars.into_iter().collect::<String>());
    texts.prop_filter_map("a name that can be seen", |text| {
        Name::foreign(&text).or_else(|_| Name::tidy(&text)).ok()
    })
}

fn origins() -> impl Strategy<Value = Origin> {
    let foreign = (prop::option::of(names()), prop::option::of(names()));
    let foreign = foreign.prop_map(|(prefix, issuer)| Origin::Foreign { prefix, issuer });
    proptest::prelude::prop_oneof![Just(Origin::Ringtrue), foreign]
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let algorithms = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
    let algorithm = prop::sample::select(algorithms.to_vec());
    (algorithm, 6..=8_u64, 1..=300_u64).prop_map(|(algorithm, digits, period)| Parameters {
        algorithm,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(period).unwrap(),
    })
}

fn seeds() -> impl Strategy<Value = Seed> {
    let bytes = prop::collection::vec(any::<u8>(), 16..80);
    (bytes, generations(), times()).prop_map(|(bytes, generation, since)| Seed {
        generation,
        secret: Secret::new(&bytes).unwrap(),
        since,
    })
}

fn members() -> impl Strategy<Value = Member> {
    let holds = prop::sample::select(vec![Holds::App, Holds::Ringtrue, Holds::Sheet]);
    let confirmed = prop::option::of((generations(), times()));
    let sheet = prop::option::of((100_000..=999_999_u32, generations()));
    (names(), holds, confirmed, sheet).prop_map(|(name, holds, confirmed, sheet)| Member {
        name,
        holds,
        confirmed: confirmed.map(|(generation, at)| Confirmation { generation, at }),
        sheet: sheet
            .filter(|_| holds == Holds::Sheet)
            .map(|(serial, generation)| Sheet {
                serial: Serial::new(serial).unwrap(),
                generation,
            }),
    })
}

fn generations() -> impl Strategy<Value = Generation> {
    (1..=9999_u64).prop_map(|number| Generation::new(number).unwrap())
}

fn times() -> impl Strategy<Value = UnixTime> {
    any::<u64>().prop_map(UnixTime::from_secs)
}
