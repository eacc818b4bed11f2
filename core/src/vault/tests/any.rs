//! Generates arbitrary vaults.

use data_encoding::BASE64;
use proptest::prelude::{Just, Strategy, any, prop};

use crate::device::DevicePublic;
use crate::group::{
    Confirmation, CountingKeys, Generation, Group, GroupId, Holds, Member, Name, Organiser,
    Organisers, Origin, Previous, PromotionSignature, Rank, RotationId, Seed, Statement,
};
use crate::organiser::{OrganiserKey, SigningKey};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::secret::Secret;
use crate::sheet::{Sheet, SheetId};
use crate::time::{Day, Period, UnixTime};
use crate::vault::Vault;
use crate::words::Word;

pub(super) fn vaults() -> impl Strategy<Value = Vault> {
    let groups = prop::collection::vec(groups(), 0..4);
    let renewal = prop::option::of((1..128_u8).prop_map(DevicePublic::sample));
    (groups, any::<Option<[u8; 16]>>(), renewal).prop_map(|(groups, default, renewal)| Vault {
        groups,
        default: default.map(GroupId::from_bytes),
        unread: Vec::new(),
        renewal,
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
        prop::collection::vec((seeds(), times(), any::<bool>(), losts()), 0..3),
        generations(),
    );
    let members = prop::collection::vec(members(), 0..4);
    let parted = (names(), (1..128_u8).prop_map(DevicePublic::sample));
    let parted = prop::collection::vec(parted, 0..3);
    let people = (
        members,
        organisers(),
        parted,
        prop::option::of(rotation_ids()),
    );
    (identity, parameters(), seeds, people).prop_map(|(identity, parameters, seeds, people)| {
        let (id, name, local_name, origin) = identity;
        let (members, organisers, parted, brought_by) = people;
        let (current, previous, highest) = seeds;
        let previous = previous
            .into_iter()
            .map(|(seed, until, accepted, lost_by)| Previous {
                seed,
                until,
                accepted,
                brought_by: None,
                by_link: accepted,
                lost_by,
                unasked: accepted,
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
            retired: vec![six_words(), six_words()],
            still_to_exclude: vec![Name::foreign("Eve").unwrap()],
            compared: vec![(Name::foreign("Ann").unwrap(), DevicePublic::sample(7))],
            dropped: vec![DevicePublic::sample(9)],
            leaked: Some(highest),
            ended_sheets: vec![SheetId::from_bytes(id)],
            key_words: [(DevicePublic::sample(7).to_string(), six_words())].into(),
            members,
            organisers,
            departed: Vec::new(),
            parted,
            brought_by,
            by_link: brought_by.is_none(),
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
    (bytes, generations(), times()).prop_map(|(bytes, generation, since)| {
        Seed::new(generation, Secret::new(&bytes).unwrap(), since)
    })
}

fn members() -> impl Strategy<Value = Member> {
    let holds = prop::sample::select(vec![Holds::App, Holds::Ringtrue, Holds::Sheet]);
    let confirmed = prop::option::of((generations(), times()));
    let sheet = prop::option::of((any::<[u8; 20]>(), 0..2_932_000_u64, 1..=366_u32));
    let keys = (devices(), devices(), any::<bool>());
    let parts = (names(), holds, confirmed, sheet, keys);
    parts.prop_map(|(name, holds, confirmed, sheet, keys)| Member {
        name,
        device: keys.0,
        disputed: keys.1,
        paired: keys.1,
        listed: keys.2,
        holds,
        confirmed: confirmed.map(|(generation, at)| Confirmation { generation, at }),
        sheet: sheet
            .filter(|_| holds == Holds::Sheet)
            .map(|(key, from, days)| {
                let key = Secret::new(&key).unwrap();
                Sheet::new(key, Day::new(from), days).unwrap()
            }),
    })
}

fn devices() -> impl Strategy<Value = Option<DevicePublic>> {
    let key = (1..128_u8).prop_map(DevicePublic::sample);
    prop::option::of(key)
}

fn organisers() -> impl Strategy<Value = Organisers> {
    let statement = (rotation_ids(), countings()).prop_map(|(brought, counting)| Statement {
        brought,
        organisers: counting.pinned,
        demoted: counting.demoted,
    });
    let before = prop::option::of(countings());
    let statements = prop::collection::vec(statement, 0..3);
    let compared = prop::collection::vec(organiser_keys(), 0..3);
    (countings(), any::<bool>(), compared, before, statements).prop_map(
        |(counting, is_one, compared, before, statements)| Organisers {
            counting,
            own: is_one.then(|| SigningKey::generate().unwrap()),
            original_names: compared
                .first()
                .map(|key| (*key, Name::foreign("Eve").unwrap()))
                .into_iter()
                .collect(),
            compared,
            before,
            statements,
        },
    )
}

fn countings() -> impl Strategy<Value = CountingKeys> {
    let pinned = (
        names(),
        organiser_keys(),
        prop::option::of(organiser_keys()),
    );
    let pinned = pinned.prop_map(|(name, key, by)| Organiser {
        name,
        key,
        promoted: by.map(|by| PromotionSignature {
            by,
            signature: "one\ntwo \"\n".to_owned(),
        }),
    });
    let pinned = prop::collection::vec(pinned, 0..3);
    let demoted = prop::collection::vec(organiser_keys(), 0..3);
    (pinned, demoted).prop_map(|(pinned, demoted)| CountingKeys { pinned, demoted })
}

fn rotation_ids() -> impl Strategy<Value = RotationId> {
    (any::<bool>(), any::<[u8; 32]>(), organiser_keys()).prop_map(|(excludes, hash, by)| {
        RotationId {
            rank: Rank { excludes, hash },
            by,
        }
    })
}

fn losts() -> impl Strategy<Value = Option<Vec<Name>>> {
    prop::option::of(prop::collection::vec(names(), 0..3))
}

fn six_words() -> [Word; 6] {
    [Word::from_digits("901").unwrap(); 6]
}

fn organiser_keys() -> impl Strategy<Value = OrganiserKey> {
    let key = |byte| [b"Ed".as_slice(), &[byte; 40]].concat();
    any::<u8>().prop_map(move |byte| OrganiserKey::from_text(&BASE64.encode(&key(byte))).unwrap())
}

fn generations() -> impl Strategy<Value = Generation> {
    (1..=9999_u64).prop_map(|number| Generation::new(number).unwrap())
}

fn times() -> impl Strategy<Value = UnixTime> {
    any::<u64>().prop_map(UnixTime::from_secs)
}
