//! What a message changes that was let in: the seed, who is pinned, the roll.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{Content, Kind, Listed, Message, Old, Rank};
use crate::device::DevicePublic;
use crate::group::{
    DEFAULT_OVERLAP_DAYS, Enrolment, Generation, Group, Holds, Member, Name, Origin, Seed,
};
use crate::organiser::OrganiserKey;
use crate::otp::Parameters;
use crate::secret::Secret;
use crate::time::UnixTime;

/// The longest that a message can have the seed before accepted, in days.
const MAX_OVERLAP_DAYS: u32 = 365;

impl Group {
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
        group.list(content.members, &[], true, false);
        group.see(&message.signer, now);
        group
    }

    /// Takes in a message that fits it ([`fit`](super::fit())) and that a person, or its
    /// signature, has answered for. The seed before it is accepted for as long as
    /// the message says, where it is the one that the message means: of another
    /// one, its organiser may not know who has it. Nor is it where the organiser is
    /// a new one.
    ///
    /// `trusted` is that a person compared the organiser's six words and takes them
    /// instead of any other: what those brought counts no more, the seed before
    /// included.
    pub fn take(&mut self, message: Message, trusted: bool, now: UnixTime) {
        let counts = !trusted && self.id == message.content.group && self.counts(&message);
        if trusted && self.has_organiser() {
            self.refuse_old();
        }
        let (signer, rank) = (message.signer, message.rank);
        let content = message.content;
        self.pin(&content, counts);
        self.id = content.group;
        self.name = content.name;
        if self.local_name.as_ref() == Some(&self.name) {
            self.local_name = None;
        }
        // An invitation to a very large group has not all of its roll.
        let is_whole = content.kind == Kind::Rotation && content.part.is_none();
        let is_known = self.current.secret.is_same_as(&content.secret);
        if !is_known {
            let old = content.old.as_ref().filter(|old| counts && now < old.until);
            self.replace_seed(content.secret, content.generation, old, now);
        }
        if rank.is_some() {
            self.brought_by = rank;
        }
        self.list(content.members, &content.off, is_whole, is_known);
        self.see(&signer, now);
    }

    fn replace_seed(
        &mut self,
        secret: Secret,
        generation: Generation,
        old: Option<&Old>,
        now: UnixTime,
    ) {
        let here = self.generation();
        let limit = now.plus_days(MAX_OVERLAP_DAYS);
        let kept = old
            .map_or(now.plus_days(DEFAULT_OVERLAP_DAYS), |old| old.until)
            .min(limit);
        let is_old = |seed: &Seed| old.is_some_and(|old| old.is(seed));
        if here == generation {
            // Two were made at once, and this one counts: of the other nobody
            // is to say a half again. What was before both is as this one says.
            self.current.secret = secret;
            self.current.since = now;
            let previous = self.previous.first();
            if !previous.is_some_and(|previous| is_old(&previous.seed)) {
                self.refuse_old();
            }
        } else {
            let accepted = is_old(&self.current);
            self.put_in_force(generation, secret, kept, accepted, now);
        }
        // No older seed outlives a newer one.
        for previous in &mut self.previous {
            previous.until = previous.until.min(kept);
        }
        self.remove_expired(now);
    }

    /// Has no old seed accepted any more, only recognised.
    fn refuse_old(&mut self) {
        for previous in &mut self.previous {
            previous.accepted = false;
        }
    }

    /// Pins whom a message names. From one that counts they are added to those
    /// who are pinned; a person's trust begins anew.
    fn pin(&mut self, content: &Content, counts: bool) {
        if !counts {
            self.organisers.pinned.clone_from(&content.organisers);
            self.organisers.demoted.clone_from(&content.demoted);
            return;
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
        organisers.follow(&content.demoted);
    }

    /// Brings the roll to what a message says of it: who is new comes in, who is
    /// `off` goes, and where it `is_whole` also whoever an earlier message had
    /// and this one has not. What was seen of somebody here stays, and whom a
    /// person added here; on an organiser's device, whatever was changed since its
    /// last message; and whoever left since, where it only completes a roll
    /// (`is_known`) or this device is an organiser's and has not said so yet.
    fn list(&mut self, mut listed: Vec<Listed>, off: &[Name], is_whole: bool, is_known: bool) {
        let is_organiser = self.organisers.own().is_some();
        let left = self.off.iter();
        let left = left.filter(|left| is_known || is_organiser && !left.told);
        let left: BTreeSet<String> = left.map(|left| left.name.folded()).collect();
        listed.retain(|listed| !left.contains(&listed.name.folded()));
        let told: BTreeSet<String> = listed.iter().map(|listed| listed.name.folded()).collect();
        self.off.retain(|left| !told.contains(&left.name.folded()));
        for name in off {
            if !told.contains(&name.folded()) {
                self.note_off(name, true);
            }
        }
        self.rename(&listed, &told);
        self.dismiss_unlisted(&told, off, is_whole);
        let places = self.members.iter().map(|member| member.name.folded());
        let places: BTreeMap<String, usize> = places.zip(0..).collect();
        for listed in listed {
            let place = places.get(&listed.name.folded());
            if let Some(member) = place.and_then(|at| self.members.get_mut(*at)) {
                listed.update(member, is_organiser);
                continue;
            }
            self.members.push(listed.into_member(self));
        }
    }

    /// Takes off the roll whoever is `off` or not among those `told`. Should a
    /// message bring them back, they are paired as before.
    fn dismiss_unlisted(&mut self, told: &BTreeSet<String>, off: &[Name], is_whole: bool) {
        let off: BTreeSet<String> = off.iter().map(Name::folded).collect();
        let (stay, gone): (Vec<Member>, Vec<Member>) = std::mem::take(&mut self.members)
            .into_iter()
            .partition(|member| {
                let name = member.name.folded();
                let is_gone = is_whole && member.listed && !told.contains(&name);
                told.contains(&name) || !off.contains(&name) && !is_gone
            });
        self.members = stay;
        let paired = gone
            .into_iter()
            .filter_map(|member| Some((member.name, member.paired?)));
        self.parted.extend(paired);
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
        let mut renamed = Vec::new();
        for listed in listed {
            if !known.contains(&listed.name.folded())
                && let Some(member) = listed.device.and_then(|key| by_device.remove(&key))
            {
                // Somebody else may come to bear the old name.
                let old = std::mem::replace(&mut member.name, listed.name.clone());
                renamed.extend(member.paired.map(|paired| (old, paired)));
            }
        }
        self.parted.extend(renamed);
    }

    /// Notes that whoever signed has the seed in force.
    fn see(&mut self, signer: &OrganiserKey, now: UnixTime) {
        let name = self.organisers.of_key(signer);
        if let Some(name) = name.map(|organiser| organiser.name.clone()) {
            // Who is not on the roll can't be noted there.
            let _ = self.confirm_member(name.as_str(), self.generation(), now);
        }
    }

    /// Notes that the rotation of this rank, with the seed in force, was sealed
    /// here: its roll is everybody's.
    pub fn sent(&mut self, rank: Rank) {
        self.brought_by = Some(rank);
        for member in &mut self.members {
            member.listed = true;
        }
        for left in &mut self.off {
            left.told = true;
        }
    }
}

impl Listed {
    /// Brings a member to what a message says of them, but for what was changed
    /// here since: on an organiser's device anything, on every device a sheet,
    /// beside which nothing else counts.
    fn update(self, member: &mut Member, is_organiser: bool) {
        let is_sheet = member.holds == Holds::Sheet && member.sheet.is_some();
        if !member.listed && (is_organiser || is_sheet && self.holds != Holds::Sheet) {
            return;
        }
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

    fn into_member(self, group: &Group) -> Member {
        let mut member = group.newcomer(self.name, self.holds);
        member.device = self.device;
        member.sheet = self.sheet;
        member.listed = true;
        member
    }
}
