//! A group's record, both ways.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::read::{group_id, name};
use super::roll::{MemberRecord, OffRecord, PartedRecord};
use crate::group::{Generation, Group, Name, Organisers, Origin, Previous, Seed};
use crate::message::OrganiserRecord;
use crate::organiser::{OrganiserKey, SigningKey};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::otpauth::{base32, from_base32};
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
    /// The seed's six words, once they were computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    check_words: Option<String>,
    /// The SHA-256 of the message that brought the seed, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// This device's own organiser key, as minisign writes one without a
    /// passphrase.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    organiser_key: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demoted: Vec<String>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    previous: Vec<PreviousRecord<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organiser: Vec<OrganiserRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parted: Vec<PartedRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    off: Vec<OffRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    member: Vec<MemberRecord>,
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
            pinned,
            demoted,
            own,
        } = &group.organisers;
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
            message: group.brought_by.map(|digest| HEXLOWER.encode(&digest)),
            organiser_key: own
                .as_ref()
                .map(|key| Cow::Owned(key.to_text().as_str().to_owned())),
            demoted: demoted.iter().map(OrganiserKey::to_string).collect(),
            previous: group.previous.iter().map(PreviousRecord::from).collect(),
            organiser: pinned.iter().map(OrganiserRecord::from).collect(),
            parted: group.parted.iter().map(PartedRecord::from).collect(),
            off: group.off.iter().map(OffRecord::from).collect(),
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
        let organisers = self.organiser.into_iter();
        let organisers = organisers.map(|record| record.read(|text| name(text).ok()));
        let demoted = self.demoted.iter().map(|key| OrganiserKey::from_text(key));
        let off = self.off.into_iter().map(OffRecord::into_off);
        let parted = self.parted.into_iter().map(PartedRecord::into_parted);
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
            off: off.collect::<Option<_>>()?,
            organisers: Organisers {
                pinned: organisers.collect::<Option<_>>()?,
                demoted: demoted.collect::<Result<_, _>>().ok()?,
                own: own.ok()?,
            },
            brought_by: match self.message {
                Some(text) => Some(digest(&text)?),
                None => None,
            },
        })
    }
}

impl PreviousRecord<'_> {
    fn into_previous(self) -> Option<Previous> {
        Some(Previous {
            seed: seed(self.generation, &self.seed, self.check_words, self.since)?,
            until: UnixTime::from_secs(self.until),
            accepted: self.accepted,
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
            seed: spelt(&previous.seed),
            check_words: words_spelt(&previous.seed),
        }
    }
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

fn digest(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}
