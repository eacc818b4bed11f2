//! What a message does to the groups of a device: whose signature counts, which
//! of two rotations, and what is taken over. Nothing here asks; what must be
//! asked first, a [`Fit`] says.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::{Content, Listed, Message, Rank};
use crate::device::DevicePublic;
use crate::group::{
    self, DEFAULT_OVERLAP_DAYS, Enrolment, Generation, Group, Holds, Member, Name, Organiser,
    Origin, Unconfirmed,
};
use crate::organiser::OrganiserKey;
use crate::otp::Parameters;
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::words::{PHRASE_WORDS, Word};

/// The longest that a message can have the seed before accepted, in days.
const MAX_OVERLAP_DAYS: u32 = 365;

/// How a message fits the groups that a device has.
#[derive(Debug)]
pub enum Fit<'a> {
    /// It brings a group that is not here yet, and an organiser to pin.
    New,
    /// It is of a group that is here without an organiser, or with another one
    /// whom a person gave up: it brings one to pin, and may bring a new seed.
    Pins(&'a Group),
    /// A pinned organiser brings a new seed.
    Rotation(&'a Group),
    /// The seed is here, and it has more of the roll.
    Completes(&'a Group),
    /// All that it brings is here.
    Known(&'a Group),
}

/// Finds how `message` fits `groups`. `trust` is that a person has compared the
/// organiser's six words and takes them, whoever was pinned before; `local_name`
/// and `meant` are as for [`group::fit`].
///
/// # Errors
/// [`Misfit`], for what must not be taken in.
pub fn fit<'a>(
    groups: &'a [Group],
    message: &Unconfirmed<Message>,
    trust: bool,
    local_name: Option<&Name>,
    meant: Option<&'a Group>,
) -> Result<Fit<'a>, Misfit> {
    let message = message.held();
    let content = &message.content;
    let known = |group: &&Group| group.id == content.group && group.has_organiser();
    if let Some(group) = groups.iter().find(known) {
        if meant.is_some_and(|meant| meant.id != group.id) {
            return Err(Misfit::AnotherGroup {
                name: group.local_name().clone(),
            });
        }
        return message.against(group, trust);
    }
    let enrolment = Unconfirmed::new(content.enrolment()?);
    match group::fit(groups, &enrolment, local_name, meant)? {
        group::Fit::New => Ok(Fit::New),
        group::Fit::Known(group) | group::Fit::Rotation(group) => {
            if group.has_organiser() && !trust {
                return Err(message.foreign(group));
            }
            Ok(Fit::Pins(group))
        }
    }
}

impl Message {
    /// Against the group that it says it is of.
    fn against<'a>(&self, group: &'a Group, trust: bool) -> Result<Fit<'a>, Misfit> {
        let name = || group.local_name().clone();
        let content = &self.content;
        let is_pinned = group.counts(self);
        if !is_pinned && !trust {
            return Err(self.foreign(group));
        }
        let is_same = group.current.secret.is_same_as(&content.secret);
        let mut kept = std::iter::once(&group.current)
            .chain(group.previous.iter().map(|previous| &previous.seed));
        let is_old = kept.any(|seed| seed.secret.is_same_as(&content.secret));
        match content.generation.cmp(&group.generation()) {
            Ordering::Less => Err(Misfit::Older {
                group: name(),
                here: group.generation(),
                found: content.generation,
            }),
            Ordering::Equal if is_same && !is_pinned => Ok(Fit::Pins(group)),
            Ordering::Equal if is_same && self.completes(group) => Ok(Fit::Completes(group)),
            Ordering::Equal if is_same => Ok(Fit::Known(group)),
            Ordering::Equal if is_old => Err(Misfit::Retired { group: name() }),
            // Whom a person trusts anew, they trust against the one before.
            Ordering::Equal if !is_pinned => Ok(Fit::Pins(group)),
            Ordering::Equal if comes_first(self.rank, group.brought_by) => Ok(Fit::Rotation(group)),
            Ordering::Equal => Err(Misfit::Rival {
                group: name(),
                generation: content.generation,
            }),
            Ordering::Greater if content.generation <= group.highest => Err(Misfit::Undone {
                group: name(),
                generation: content.generation,
            }),
            Ordering::Greater if is_old => Err(Misfit::Retired { group: name() }),
            Ordering::Greater if is_pinned => Ok(Fit::Rotation(group)),
            Ordering::Greater => Ok(Fit::Pins(group)),
        }
    }

    /// Whether it has somebody of the roll who is not here, and is of the
    /// rotation that is.
    fn completes(&self, group: &Group) -> bool {
        let is_part = self.content.part.is_some() && self.rank == group.brought_by;
        let known: BTreeSet<String> = group.members.iter().map(|it| it.name.folded()).collect();
        let mut listed = self.content.members.iter();
        is_part && listed.any(|listed| !known.contains(&listed.name.folded()))
    }

    fn foreign(&self, group: &Group) -> Misfit {
        let mut organisers = self.content.organisers.iter();
        let name = organisers.find(|organiser| organiser.key == self.signer);
        let name = name.map_or(&self.content.name, |organiser| &organiser.name);
        if group.organisers.demoted.contains(&self.signer) {
            return Misfit::Demoted {
                group: group.local_name().clone(),
                name: name.clone(),
            };
        }
        Misfit::ForeignOrganiser {
            group: group.local_name().clone(),
            name: name.clone(),
            words: self.signer.words(),
        }
    }
}

/// Whether the rotation of rank `brought` counts, and not the one of rank `here`,
/// which brought the same generation. One that came by no message comes last.
fn comes_first(brought: Option<Rank>, here: Option<Rank>) -> bool {
    match (brought, here) {
        (Some(brought), Some(here)) => brought < here,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

impl Content {
    fn enrolment(&self) -> Result<Enrolment, Misfit> {
        Ok(Enrolment {
            name: self.name.clone(),
            generation: self.generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: Secret::new(self.secret.expose()).map_err(|_| Misfit::NoSeed)?,
        })
    }
}

impl Group {
    /// Whether the signature of `message` counts here: its organiser is pinned,
    /// or was promoted by one who is.
    fn counts(&self, message: &Message) -> bool {
        let signer = &message.signer;
        let organisers = &self.organisers;
        organisers.of_key(signer).is_some()
            || organisers
                .vouched(self, &message.content.organisers)
                .iter()
                .any(|organiser| organiser.key == *signer)
    }

    /// The group that a message brings, kept on this device under `local_name`
    /// where that is given. A person has compared the organiser's words.
    #[must_use]
    pub fn from_message(message: Message, local_name: Option<Name>, now: UnixTime) -> Self {
        let rank = message.rank;
        let mut content = message.content;
        let enrolment = Enrolment {
            name: content.name.clone(),
            generation: content.generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: content.secret,
        };
        let mut group = Self::from_enrolment(enrolment, local_name, content.group, now);
        group.organisers.pinned = std::mem::take(&mut content.organisers);
        group.organisers.demoted = std::mem::take(&mut content.demoted);
        group.brought_by = rank;
        group.list(content.members, &[], true);
        group.see(&message.signer, now);
        group
    }

    /// Takes in a message that fits it ([`fit`]) and that a person, or its
    /// signature, has answered for. The seed before it is accepted for as long as
    /// the message says, but not where generations lie between: one of those may
    /// have been made because something was lost; nor where the organiser is a
    /// new one.
    pub fn take(&mut self, message: Message, now: UnixTime) {
        let counts = self.id == message.content.group && self.counts(&message);
        let (signer, rank) = (message.signer, message.rank);
        let content = message.content;
        self.pin(&content, counts);
        self.id = content.group;
        self.name = content.name;
        if self.local_name.as_ref() == Some(&self.name) {
            self.local_name = None;
        }
        let is_whole = content.part.is_none();
        if !self.current.secret.is_same_as(&content.secret) {
            let limit = now.plus_days(MAX_OVERLAP_DAYS);
            let until = content.old_until.map(|until| until.min(limit));
            let until = until.filter(|until| counts && now < *until);
            self.replace_seed(content.secret, content.generation, until, now);
        }
        if rank.is_some() {
            self.brought_by = rank;
        }
        self.list(content.members, &content.off, is_whole);
        self.see(&signer, now);
    }

    fn replace_seed(
        &mut self,
        secret: Secret,
        generation: Generation,
        old_until: Option<UnixTime>,
        now: UnixTime,
    ) {
        let here = self.generation();
        let kept = old_until.unwrap_or(now.plus_days(DEFAULT_OVERLAP_DAYS));
        if here == generation {
            // Two were made at once, and this one counts: of the other nobody
            // is to say a half again. What was before both is as this one says.
            self.current.secret = secret;
            self.current.since = now;
            for previous in &mut self.previous {
                previous.accepted &= old_until.is_some();
            }
        } else {
            let accepted = old_until.is_some() && here.next() == Some(generation);
            self.put_in_force(generation, secret, kept, accepted, now);
        }
        // No older seed outlives a newer one.
        for previous in &mut self.previous {
            previous.until = previous.until.min(kept);
        }
        self.remove_expired(now);
    }

    /// Pins whom a message names. From one that counts they are added to those
    /// who are pinned; a person's trust begins anew.
    fn pin(&mut self, content: &Content, counts: bool) {
        if !counts {
            self.organisers.pinned.clone_from(&content.organisers);
            self.organisers.demoted.clone_from(&content.demoted);
            return;
        }
        for key in &content.demoted {
            if !self.organisers.demoted.contains(key) {
                self.organisers.demoted.push(*key);
            }
        }
        let organisers = &mut self.organisers;
        for organiser in &content.organisers {
            let mut pinned = organisers.pinned.iter_mut();
            match pinned.find(|pinned| pinned.key == organiser.key) {
                // They may go by another name now.
                Some(pinned) => pinned.name.clone_from(&organiser.name),
                None => organisers.pinned.push(organiser.clone()),
            }
        }
        let demoted = &organisers.demoted;
        let stays = |organiser: &Organiser| !demoted.contains(&organiser.key);
        organisers.pinned.retain(stays);
    }

    /// Brings the roll to what a message says of it: who is new comes in, who is
    /// `off` goes, and where it `is_whole` also whoever an earlier message had
    /// and this one has not. What was seen of somebody here stays, and whom a
    /// person added here.
    fn list(&mut self, listed: Vec<Listed>, off: &[Name], is_whole: bool) {
        let off: BTreeSet<String> = off.iter().map(Name::folded).collect();
        let told: BTreeSet<String> = listed.iter().map(|listed| listed.name.folded()).collect();
        self.rename(&listed, &told);
        let (stay, gone) =
            std::mem::take(&mut self.members)
                .into_iter()
                .partition(|member: &Member| {
                    let name = member.name.folded();
                    let is_gone = is_whole && member.listed && !told.contains(&name);
                    told.contains(&name) || !off.contains(&name) && !is_gone
                });
        self.members = stay;
        let gone: Vec<Member> = gone;
        let paired = gone
            .into_iter()
            .filter_map(|member| Some((member.name, member.paired?)));
        self.parted.extend(paired);
        let places = self.members.iter().map(|member| member.name.folded());
        let places: BTreeMap<String, usize> = places.zip(0..).collect();
        for listed in listed {
            let place = places.get(&listed.name.folded());
            if let Some(member) = place.and_then(|at| self.members.get_mut(*at)) {
                listed.update(member);
                continue;
            }
            let mut member = listed.into_member();
            let mut parted = self.parted.iter();
            let was = |(name, _): &&(Name, DevicePublic)| name.folded() == member.name.folded();
            member.paired = parted.find(was).map(|(_, device)| *device);
            self.members.push(member);
        }
    }

    /// Lets those go by another name who have one since, which their device's key
    /// tells: what was seen of them stays, and what they confirmed to each other.
    fn rename(&mut self, listed: &[Listed], told: &BTreeSet<String>) {
        let members = self.members.iter();
        let known: BTreeSet<String> = members.map(|member| member.name.folded()).collect();
        let members = self.members.iter_mut();
        let called_otherwise = members.filter(|member| !told.contains(&member.name.folded()));
        let mut by_device: BTreeMap<DevicePublic, &mut Member> = called_otherwise
            .filter_map(|member| Some((member.device?, member)))
            .collect();
        for listed in listed {
            if !known.contains(&listed.name.folded())
                && let Some(member) = listed.device.and_then(|key| by_device.remove(&key))
            {
                member.name = listed.name.clone();
            }
        }
    }

    /// Notes that whoever signed has the seed in force.
    fn see(&mut self, signer: &OrganiserKey, now: UnixTime) {
        let name = self.organisers.of_key(signer);
        if let Some(name) = name.map(|organiser| organiser.name.clone()) {
            // Who is not on the roll can't be noted there.
            let _ = self.confirm_member(name.as_str(), self.generation(), now);
        }
    }

    /// Notes that a message with the seed in force was made here: those on its
    /// roll are on everybody's, and a rotation's `rank` tells it from another.
    pub fn sent(&mut self, rank: Option<Rank>) {
        for member in &mut self.members {
            member.listed = true;
        }
        if rank.is_some() {
            self.brought_by = rank;
        }
    }
}

impl Listed {
    fn update(self, member: &mut Member) {
        member.name = self.name;
        member.holds = self.holds;
        member.device = self.device;
        member.sheet = match (member.sheet, self.sheet) {
            // One that was printed here since, or entered.
            (Some(here), Some(there)) if here.generation > there.generation => Some(here),
            (Some(here), None) if self.holds == Holds::Sheet => Some(here),
            (_, there) => there,
        };
        member.listed = true;
    }

    fn into_member(self) -> Member {
        let mut member = Member::new(self.name, self.holds);
        member.device = self.device;
        member.sheet = self.sheet;
        member.listed = true;
        member
    }
}

/// Why a message must not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// Its organiser is not one of those whom this device knows.
    #[error("it is signed by {name}, who is no organiser of \"{group}\" on this device")]
    ForeignOrganiser {
        /// The group here.
        group: Name,
        /// Who they say they are.
        name: Name,
        /// Their key as six words.
        words: [Word; PHRASE_WORDS],
    },
    /// Its organiser was one, and is no more.
    #[error("it is signed by {name} with a key that counts no more for \"{group}\"")]
    Demoted {
        /// The group here.
        group: Name,
        /// Who they say they are.
        name: Name,
    },
    /// It brings a generation before the one that is here.
    #[error(
        "it is older than what this device has: generation {found} of \"{group}\", and here is generation {here}"
    )]
    Older {
        /// The group here.
        group: Name,
        /// The generation here.
        here: Generation,
        /// The generation that it brings.
        found: Generation,
    },
    /// Two organisers rotated at once, and the other rotation counts.
    #[error(
        "two organisers made generation {generation} of \"{group}\" at once, and the one that \
         this device has counts"
    )]
    Rival {
        /// The group here.
        group: Name,
        /// The generation of both.
        generation: Generation,
    },
    /// The rotation that it brings was undone here.
    #[error("it brings generation {generation} of \"{group}\", which was undone on this device")]
    Undone {
        /// The group here.
        group: Name,
        /// The generation that it brings.
        generation: Generation,
    },
    /// It brings a seed that is here already, as if it were a new one.
    #[error("it has an old seed of \"{group}\", as if it were a new one")]
    Retired {
        /// The group here.
        group: Name,
    },
    /// It is not of the group that the person named.
    #[error("it is for \"{name}\"")]
    AnotherGroup {
        /// The group that it is for.
        name: Name,
    },
    /// It has no seed that could be taken over.
    #[error("its seed can't be used")]
    NoSeed,
    /// It fits no better than a link of the same would.
    #[error(transparent)]
    Enrolment(#[from] group::Misfit),
}
