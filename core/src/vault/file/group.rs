//! Converts a group to and from its record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::read::{group_id, name};
use super::roll::{ComparedRecord, DepartureRecord, MemberRecord, PartedRecord, is_false};
use crate::device::DevicePublic;
use crate::group::{
    CountingKeys, Generation, Group, Name, Organiser, Organisers, Origin, Previous, Rank,
    RotationId, Seed, Statement,
};
use crate::message::OrganiserRecord;
use crate::organiser::{OrganiserKey, SigningKey};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::otpauth::{base32, from_base32};
use crate::sheet::SheetId;
use crate::time::{Period, UnixTime};
use crate::words::{words_from_line, words_line};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRecord<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    local_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign: Option<ForeignRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    highest: u64,
    generation: u64,
    since: u64,
    #[serde(borrow)]
    seed: Cow<'a, str>,
    /// The seed's six words, once computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    check_words: Option<String>,
    /// The rotation that brought the seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation: Option<RotationRecord>,
    /// True if a link brought it as a rotation.
    #[serde(default, skip_serializing_if = "is_false")]
    by_link: bool,
    /// The check words of seeds that never come back into force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    retired: Vec<String>,
    /// Members whom this device has to exclude by another rotation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    again: Vec<String>,
    /// Device keys that no longer count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dropped: Vec<String>,
    /// The generation in force when a device key that may have leaked was given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaked: Option<u64>,
    /// The ids of sheets that no message brings back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ended_sheets: Vec<String>,
    /// This device's own organiser key, as minisign writes one without a
    /// passphrase.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    organiser_key: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demoted: Vec<String>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    previous: Vec<PreviousRecord<'a>>,
    /// Organiser keys that a person compared on this device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    compared_organisers: Vec<String>,
    /// Device keys that a person compared on this device, with the name of the owner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    compared: Vec<ComparedRecord>,
    /// The six words of keys that people compare, by the key's text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    key_words: BTreeMap<String, String>,
    /// The original names of organisers who go by another one now, by the key's text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    first_names: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organiser: Vec<OrganiserRecord>,
    /// The organisers who counted before the generation in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<CountingRecord>,
    /// Statements about organisers by the rotations to the generation in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    said: Vec<StatementRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parted: Vec<PartedRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    off: Vec<DepartureRecord>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    member: Vec<MemberRecord<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ForeignRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviousRecord<'a> {
    generation: u64,
    since: u64,
    until: u64,
    accepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation: Option<RotationRecord>,
    /// True if a link brought it as a rotation.
    #[serde(default, skip_serializing_if = "is_false")]
    by_link: bool,
    /// The members whose device was lost, if the seed was given up for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<Vec<String>>,
    /// True if nobody was asked whether a device was lost.
    #[serde(default, skip_serializing_if = "is_false")]
    unasked: bool,
    #[serde(borrow)]
    seed: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check_words: Option<String>,
}

impl GroupRecord<'_> {
    pub fn from_group(group: &Group) -> Self {
        let Parameters {
            algorithm,
            digits,
            period,
        } = group.parameters;
        let default = Parameters::default();
        let Organisers {
            counting: CountingKeys { pinned, demoted },
            own,
            compared,
            original_names,
            before,
            statements,
        } = &group.organisers;
        let key_words = group.key_words.iter();
        Self {
            id: HEXLOWER.encode(group.id.as_bytes()).into(),
            name: group.name.to_string().into(),
            local_name: group.local_name.as_ref().map(Name::to_string),
            foreign: match &group.origin {
                Origin::Ringtrue => None,
                Origin::Foreign { prefix, issuer } => Some(ForeignRecord {
                    prefix: prefix.as_ref().map(Name::to_string),
                    issuer: issuer.as_ref().map(Name::to_string),
                }),
            },
            algorithm: (algorithm != default.algorithm).then(|| algorithm.as_str().to_owned()),
            digits: (digits != default.digits).then(|| digits.count() as u64),
            period: (period != default.period).then(|| period.as_secs()),
            highest: group.highest.number().into(),
            generation: group.current.generation.number().into(),
            since: group.current.since.as_secs(),
            seed: spelt(&group.current),
            check_words: words_spelt(&group.current),
            rotation: group.brought_by.as_ref().map(RotationRecord::from),
            by_link: group.by_link,
            retired: group.retired.iter().map(words_line).collect(),
            again: group.still_to_exclude.iter().map(Name::to_string).collect(),
            dropped: group.dropped.iter().map(DevicePublic::to_string).collect(),
            leaked: group.leaked.map(|leaked| leaked.number().into()),
            ended_sheets: group.ended_sheets.iter().map(SheetId::to_string).collect(),
            organiser_key: own
                .as_ref()
                .map(|key| Cow::Owned(key.to_text().as_str().to_owned())),
            demoted: demoted.iter().map(OrganiserKey::to_string).collect(),
            previous: group.previous.iter().map(PreviousRecord::from).collect(),
            compared_organisers: compared.iter().map(OrganiserKey::to_string).collect(),
            compared: group.compared.iter().map(ComparedRecord::from).collect(),
            key_words: key_words
                .map(|(key, words)| (key.clone(), words_line(words)))
                .collect(),
            first_names: original_names
                .iter()
                .map(|(key, name)| (key.to_string(), name.to_string()))
                .collect(),
            organiser: pinned.iter().map(OrganiserRecord::from).collect(),
            before: before.as_ref().map(CountingRecord::from),
            said: statements.iter().map(StatementRecord::from).collect(),
            parted: group.parted.iter().map(PartedRecord::from).collect(),
            off: group.departed.iter().map(DepartureRecord::from).collect(),
            member: group.members.iter().map(MemberRecord::from).collect(),
        }
    }

    pub fn into_group(self) -> Option<Group> {
        let default = Parameters::default();
        let parameters = Parameters {
            algorithm: match self.algorithm {
                Some(name) => Algorithm::from_name(&name)?,
                None => default.algorithm,
            },
            digits: match self.digits {
                Some(count) => Digits::new(count).ok()?,
                None => default.digits,
            },
            period: match self.period {
                Some(seconds) => Period::new(seconds).ok()?,
                None => default.period,
            },
        };
        let origin = match self.foreign {
            None => Origin::Ringtrue,
            Some(foreign) => Origin::Foreign {
                prefix: foreign.prefix.map(name).transpose().ok()?,
                issuer: foreign.issuer.map(name).transpose().ok()?,
            },
        };
        let previous = self.previous.into_iter().map(PreviousRecord::into_previous);
        let members = self.member.into_iter().map(MemberRecord::into_member);
        let counting = CountingRecord {
            organiser: self.organiser,
            demoted: self.demoted,
        };
        let retired = self.retired.iter().map(|line| words_from_line(line));
        let key_words = self.key_words.into_iter();
        let key_words = key_words.map(|(key, line)| Some((key, words_from_line(&line)?)));
        let original_names = self.first_names.into_iter();
        let original_names = original_names
            .map(|(key, first)| OrganiserKey::from_text(&key).ok().zip(name(first).ok()));
        let again = self.again.into_iter().map(|again| name(again).ok());
        let compared = self.compared.into_iter();
        let compared = compared.map(ComparedRecord::into_compared);
        let dropped = self.dropped.iter().map(|key| DevicePublic::from_text(key));
        let ended = self.ended_sheets.iter().map(|id| SheetId::from_text(id));
        let departed = self.off.into_iter().map(DepartureRecord::into_departure);
        let parted = self.parted.into_iter().map(PartedRecord::into_parted);
        let statements = self.said.into_iter().map(StatementRecord::into_statement);
        let own = self.organiser_key.map(|key| SigningKey::from_text(&key));
        let own = own.transpose();
        Some(Group {
            id: group_id(&self.id)?,
            name: name(self.name).ok()?,
            local_name: self.local_name.map(name).transpose().ok()?,
            origin,
            parameters,
            highest: Generation::new(self.highest)?,
            current: seed(self.generation, &self.seed, self.check_words, self.since)?,
            previous: previous.collect::<Option<_>>()?,
            members: members.collect::<Option<_>>()?,
            parted: parted.collect::<Option<_>>()?,
            departed: departed.collect::<Option<_>>()?,
            organisers: Organisers {
                counting: counting.into_counting()?,
                own: own.ok()?,
                compared: keys(&self.compared_organisers)?,
                original_names: original_names.collect::<Option<_>>()?,
                before: match self.before {
                    Some(before) => Some(before.into_counting()?),
                    None => None,
                },
                statements: statements.collect::<Option<_>>()?,
            },
            retired: retired.collect::<Option<_>>()?,
            still_to_exclude: again.collect::<Option<_>>()?,
            dropped: dropped.collect::<Result<_, _>>().ok()?,
            leaked: match self.leaked {
                Some(leaked) => Some(Generation::new(leaked)?),
                None => None,
            },
            ended_sheets: ended.collect::<Option<_>>()?,
            key_words: key_words.collect::<Option<_>>()?,
            compared: compared.collect::<Option<_>>()?,
            brought_by: match self.rotation {
                Some(rotation) => Some(rotation.into_rotation_id()?),
                None => None,
            },
            by_link: self.by_link,
        })
    }
}

impl PreviousRecord<'_> {
    fn into_previous(self) -> Option<Previous> {
        Some(Previous {
            seed: seed(self.generation, &self.seed, self.check_words, self.since)?,
            until: UnixTime::from_secs(self.until),
            accepted: self.accepted,
            brought_by: match self.rotation {
                Some(rotation) => Some(rotation.into_rotation_id()?),
                None => None,
            },
            by_link: self.by_link,
            lost_by: match self.lost {
                Some(names) => {
                    let names = names.into_iter().map(|lost| name(lost).ok());
                    Some(names.collect::<Option<_>>()?)
                }
                None => None,
            },
            unasked: self.unasked,
        })
    }
}

impl From<&Previous> for PreviousRecord<'_> {
    fn from(previous: &Previous) -> Self {
        Self {
            generation: previous.seed.generation.number().into(),
            since: previous.seed.since.as_secs(),
            until: previous.until.as_secs(),
            accepted: previous.accepted,
            rotation: previous.brought_by.as_ref().map(RotationRecord::from),
            by_link: previous.by_link,
            lost: previous
                .lost_by
                .as_ref()
                .map(|names| names.iter().map(Name::to_string).collect()),
            unasked: previous.unasked,
            seed: spelt(&previous.seed),
            check_words: words_spelt(&previous.seed),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RotationRecord {
    #[serde(default)]
    lost: bool,
    hash: String,
    by: String,
}

impl RotationRecord {
    fn into_rotation_id(self) -> Option<RotationId> {
        let hash = HEXLOWER.decode(self.hash.as_bytes()).ok()?;
        Some(RotationId {
            rank: Rank {
                excludes: self.lost,
                hash: hash.try_into().ok()?,
            },
            by: OrganiserKey::from_text(&self.by).ok()?,
        })
    }
}

impl From<&RotationId> for RotationRecord {
    fn from(brought: &RotationId) -> Self {
        Self {
            lost: brought.rank.excludes,
            hash: HEXLOWER.encode(&brought.rank.hash),
            by: brought.by.to_string(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountingRecord {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demoted: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organiser: Vec<OrganiserRecord>,
}

impl CountingRecord {
    fn into_counting(self) -> Option<CountingKeys> {
        Some(CountingKeys {
            pinned: organisers(self.organiser)?,
            demoted: keys(&self.demoted)?,
        })
    }
}

impl From<&CountingKeys> for CountingRecord {
    fn from(counting: &CountingKeys) -> Self {
        Self {
            demoted: counting
                .demoted
                .iter()
                .map(OrganiserKey::to_string)
                .collect(),
            organiser: counting.pinned.iter().map(OrganiserRecord::from).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementRecord {
    rotation: RotationRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demoted: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organiser: Vec<OrganiserRecord>,
}

impl StatementRecord {
    fn into_statement(self) -> Option<Statement> {
        Some(Statement {
            brought: self.rotation.into_rotation_id()?,
            organisers: organisers(self.organiser)?,
            demoted: keys(&self.demoted)?,
        })
    }
}

impl From<&Statement> for StatementRecord {
    fn from(statement: &Statement) -> Self {
        Self {
            rotation: RotationRecord::from(&statement.brought),
            demoted: statement
                .demoted
                .iter()
                .map(OrganiserKey::to_string)
                .collect(),
            organiser: statement
                .organisers
                .iter()
                .map(OrganiserRecord::from)
                .collect(),
        }
    }
}

fn organisers(records: Vec<OrganiserRecord>) -> Option<Vec<Organiser>> {
    let mut records = records.into_iter();
    let read = |record: OrganiserRecord| record.read(|text| name(text).ok());
    records.by_ref().map(read).collect()
}

fn keys(texts: &[String]) -> Option<Vec<OrganiserKey>> {
    let keys = texts.iter().map(|text| OrganiserKey::from_text(text));
    keys.collect::<Result<_, _>>().ok()
}

fn spelt<'a>(seed: &Seed) -> Cow<'a, str> {
    Cow::Owned(base32(&seed.secret).as_str().to_owned())
}

fn words_spelt(seed: &Seed) -> Option<String> {
    seed.words.get().map(words_line)
}

fn seed(generation: u64, spelt: &str, words: Option<String>, since: u64) -> Option<Seed> {
    let generation = Generation::new(generation)?;
    let secret = from_base32(spelt).ok()?;
    let seed = Seed::new(generation, secret, UnixTime::from_secs(since));
    if let Some(words) = words {
        let _ = seed.words.set(words_from_line(&words)?);
    }
    Some(seed)
}
