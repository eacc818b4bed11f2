//! What a message changes that was let in: the seed, who is pinned, the roll.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{Content, Kind, Listed, Message, Old};
use crate::device::DevicePublic;
use crate::group::{
    Brought, Counting, DEFAULT_OVERLAP_DAYS, Enrolment, Generation, Group, Holds, Kept, Member,
    Name, Origin, Rank, Said, Seed,
};
use crate::organiser::OrganiserKey;
use crate::otp::{Parameters, check_words};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::time::UnixTime;

/// The longest that a message can have the seed before accepted, in days.
const MAX_OVERLAP_DAYS: u32 = 365;

impl Group {
    /// The group that a message brings, kept on this device under `local_name`
    /// where that is given. A person has compared the organiser's words.
    #[must_use]
    pub fn from_message(message: Message, local_name: Option<Name>, now: UnixTime) -> Self {
        let (brought, said) = (message.brought, message.said());
        let mut content = message.content;
        let enrolment = Enrolment {
            name: content.name.clone(),
            generation: content.generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: content.secret,
        };
        let mut group = Self::from_enrolment(enrolment, local_name, content.group, now);
        let counting = Counting {
            pinned: std::mem::take(&mut content.organisers),
            demoted: std::mem::take(&mut content.demoted),
        };
        group.organisers.trust(Some(message.signer), said, counting);
        group.brought_by = brought;
        group.dropped = std::mem::take(&mut content.dropped);
        group.ended = std::mem::take(&mut content.ended);
        group.list(content.members, &content.off, content.kind, true, false);
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
    /// instead of any other: what those brought no longer counts, the seed before
    /// included.
    pub fn take(&mut self, message: Message, trusted: bool, now: UnixTime) {
        let counts = !trusted && self.id == message.content.group && self.counts(&message);
        if trusted && self.has_organiser() {
            self.refuse_old();
        }
        let (signer, brought, said) = (message.signer, message.brought, message.said());
        let mut content = message.content;
        self.take_name(&content);
        // An invitation to a very large group has not all of its roll.
        let is_whole = content.kind == Kind::Rotation && content.part.is_none();
        let is_known = self.current.secret.is_same_as(&content.secret);
        self.end_told(std::mem::take(&mut content.ended));
        self.settle_sheets(&mut content);
        let dropped = std::mem::take(&mut content.dropped);
        self.hear_of_loss(&content, &dropped, counts);
        let is_rival = !is_known && content.generation == self.generation();
        let back = self.back_again(&content, is_rival);
        if !is_known {
            let old = content.old.as_ref().filter(|old| counts && now < old.until);
            let leaving = self.leaving(&content);
            let kept = if content.lost || !leaving.is_empty() {
                Kept::Lost(leaving)
            } else {
                Kept::Recognised
            };
            self.replace_seed(content.secret, content.generation, old, kept, now);
            // Who signed it did not know of a key that was given up, and sealed it to that.
            if self.leaked.is_some() || self.lists_dropped(&content.members) {
                self.leaked = Some(content.generation);
            }
            if trusted {
                // Counting starts again from here.
                self.highest = content.generation;
            }
        }
        let counting = Counting {
            pinned: content.organisers,
            demoted: content.demoted,
        };
        if counts {
            self.pin(&counting.demoted, said, is_known, is_rival);
        } else {
            // A person's trust begins anew.
            self.organisers.trust(Some(signer), said, counting);
        }
        if brought.is_some() {
            self.brought_by = brought;
        }
        self.drop_told(dropped, &content.off);
        self.strike_dropped(&mut content.members);
        let kind = content.kind;
        self.list(content.members, &content.off, kind, is_whole, is_known);
        self.note_again(back);
        self.see(&signer, now);
    }

    /// Notes that a message tells of a loss: a rotation of which nobody was asked is undone
    /// no longer, and a key that was given up here is told if the message drops it as well.
    fn hear_of_loss(&mut self, content: &Content, dropped: &[DevicePublic], counts: bool) {
        if !content.lost {
            return;
        }
        for previous in &mut self.previous {
            previous.unasked = false;
        }
        if counts && self.dropped.iter().all(|key| dropped.contains(key)) {
            // The others have heard of it.
            self.leaked = None;
        }
    }

    fn lists_dropped(&self, members: &[Listed]) -> bool {
        let mut devices = members.iter().filter_map(|listed| listed.device);
        devices.any(|key| self.dropped.contains(&key))
    }

    /// Puts no dropped key on a roll again, whoever signed that: what the member has here
    /// stays instead.
    fn strike_dropped(&self, members: &mut [Listed]) {
        for listed in members {
            if listed.device.is_some_and(|key| self.dropped.contains(&key)) {
                listed.device = self.device_of(&listed.name);
            }
        }
    }

    /// Returns the device key that a member has here, if it was not given up.
    fn device_of(&self, name: &Name) -> Option<DevicePublic> {
        let device = self.member(name.as_str()).ok()?.device;
        device.filter(|key| !self.dropped.contains(key))
    }

    /// Notes who is to be excluded once more, for as long as they are on the roll.
    fn note_again(&mut self, back: Vec<Name>) {
        for name in back {
            self.forget_again(&name);
            self.again.push(name);
        }
        let again = std::mem::take(&mut self.again).into_iter();
        let again = again.filter(|name| self.member(name.as_str()).is_ok());
        self.again = again.collect();
    }

    /// Takes what a rotation that is not in force says about who may sign.
    pub fn hear_rival(&mut self, message: &Message) {
        if let Some(said) = message.said() {
            self.organisers.hear(self.id, said, false);
        }
        self.drop_told(message.content.dropped.clone(), &message.content.off);
        self.end_told(message.content.ended.iter().copied());
        if !self.is_retired(&message.content.secret) {
            self.retired.push(check_words(&message.content.secret));
        }
    }

    /// Takes the group's id and name.
    fn take_name(&mut self, content: &Content) {
        self.id = content.group;
        self.name = content.name.clone();
        if self.local_name.as_ref() == Some(&self.name) {
            self.local_name = None;
        }
    }

    /// Those on the roll here whom a message takes off.
    fn leaving(&self, content: &Content) -> Vec<Name> {
        let off = content.off.iter();
        off.filter(|name| self.member(name.as_str()).is_ok())
            .cloned()
            .collect()
    }

    /// Those on a message's roll whom this device's own rotation excluded, which is
    /// in force until now.
    fn back_again(&self, content: &Content, is_rival: bool) -> Vec<Name> {
        let own = self.organisers.own_key().ok().flatten();
        if !is_rival || own.is_none() || self.brought_by.map(|brought| brought.by) != own {
            return Vec::new();
        }
        let listed = content.members.iter();
        let listed: BTreeSet<String> = listed.map(|listed| listed.name.folded()).collect();
        let off = self.off.iter().map(|left| &left.name);
        off.filter(|name| listed.contains(&name.folded()))
            .cloned()
            .collect()
    }

    fn replace_seed(
        &mut self,
        secret: Secret,
        generation: Generation,
        old: Option<&Old>,
        otherwise: Kept,
        now: UnixTime,
    ) {
        self.by_link = false;
        let here = self.generation();
        let limit = now.plus_days(MAX_OVERLAP_DAYS);
        let kept = old
            .map_or(now.plus_days(DEFAULT_OVERLAP_DAYS), |old| old.until)
            .min(limit);
        let is_old = |seed: &Seed| old.is_some_and(|old| old.is(seed));
        if here == generation {
            // Two were made at once, and this one counts: of the other nobody
            // is to say a half again. What was before both is as this one says.
            let displaced =
                std::mem::replace(&mut self.current, Seed::new(generation, secret, now));
            self.retire(&displaced);
            let current = self.current.check_words();
            self.retired.retain(|words| *words != current);
            if let Kept::Lost(names) = &otherwise {
                for previous in &mut self.previous {
                    previous.lost.get_or_insert_with(|| names.clone());
                }
            }
            let previous = self.previous.first();
            if !previous.is_some_and(|previous| is_old(&previous.seed)) {
                self.refuse_old();
            }
        } else {
            let accepted = is_old(&self.current);
            let current = if accepted { Kept::Accepted } else { otherwise };
            self.put_in_force(generation, secret, kept, current, now);
        }
        // No older seed outlives a newer one.
        for previous in &mut self.previous {
            previous.until = previous.until.min(kept);
        }
        self.remove_expired(now);
    }

    /// Has no old seed accepted any more, only recognised.
    pub(crate) fn refuse_old(&mut self) {
        for previous in &mut self.previous {
            previous.accepted = false;
        }
    }

    /// Pins whom a message names that counts, beside those who are pinned, if someone who
    /// counts vouches for them.
    fn pin(
        &mut self,
        demoted: &[OrganiserKey],
        said: Option<Said>,
        is_known: bool,
        is_rival: bool,
    ) {
        match said {
            Some(said) if is_rival || is_known => {
                self.organisers.hear(self.id, said, true);
            }
            Some(said) => self.organisers.begin(self.id, said),
            // An invitation to a seed that came by no message.
            None => self.organisers.demote(demoted),
        }
    }

    /// Brings the roll to what a message says of it: who is new comes in, who is
    /// `off` goes, and where it `is_whole` also whoever an earlier message had
    /// and this one has not; a sheet that a rotation (`kind`) does not have has
    /// ended. What was seen of somebody here stays, and whom a
    /// person added here; on an organiser's device, whatever was changed since its
    /// last message; and whoever left since, where it only completes a roll
    /// (`is_known`) or this device is an organiser's and has not said so yet.
    fn list(
        &mut self,
        mut listed: Vec<Listed>,
        off: &[Name],
        kind: Kind,
        is_whole: bool,
        is_known: bool,
    ) {
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
            let contradicts = listed
                .device
                .is_some_and(|key| self.contradicts(&listed.name, &key));
            let here = place.and_then(|at| self.members.get(*at));
            let here = here.and_then(|member| member.device);
            let known = self.compared_key(&listed.name);
            let known = known.filter(|key| !self.dropped.contains(key)).or(here);
            let claimed = if contradicts { listed.device } else { None };
            let listed = Listed {
                device: if contradicts { known } else { listed.device },
                ..listed
            };
            if let Some(member) = place.and_then(|at| self.members.get_mut(*at)) {
                listed.update(member, claimed, kind, is_organiser);
                continue;
            }
            let mut member = listed.into_member(self);
            member.disputed = claimed;
            self.members.push(member);
        }
    }

    /// Whether a message tells of a lost device that may have had the keys of all
    /// sheets: one with ringtrue.
    fn loses_sheet_keys(&self, content: &Content) -> bool {
        if !content.lost {
            return false;
        }
        let off: BTreeSet<String> = content.off.iter().map(Name::folded).collect();
        let mut members = self.members.iter();
        let mut dropped = content.dropped.iter();
        dropped.any(|key| !self.dropped.contains(key))
            || members.any(|it| it.holds == Holds::Ringtrue && off.contains(&it.name.folded()))
    }

    /// Leaves out of a message the sheets that ended here, and ends those that were
    /// printed here since and that it does not have, if their keys may be lost.
    fn settle_sheets(&mut self, content: &mut Content) {
        for listed in &mut content.members {
            listed.sheet = listed.sheet.take().filter(|sheet| !self.has_ended(sheet));
        }
        if !self.loses_sheet_keys(content) {
            return;
        }
        let listed = &content.members;
        let there = listed.iter().map(|it| (it.name.folded(), &it.sheet));
        let there: BTreeMap<String, &Option<Sheet>> = there.collect();
        let unsent = |member: &&mut Member| !member.listed && member.sheet.is_some();
        let mut ended = Vec::new();
        for member in self.members.iter_mut().filter(unsent) {
            let there = there.get(&member.name.folded());
            let there = there.and_then(|sheet| (*sheet).clone());
            let here = std::mem::replace(&mut member.sheet, there);
            ended.extend(here.filter(|here| member.sheet.as_ref() != Some(here)));
        }
        self.note_ended(ended.iter().map(Sheet::id));
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
        if let Ok(Some(by)) = self.organisers.own_key() {
            let brought = Brought { rank, by };
            self.brought_by = Some(brought);
            self.organisers.sent(brought);
        }
        for member in &mut self.members {
            member.listed = true;
        }
        for left in &mut self.off {
            left.told = true;
        }
        self.leaked = None;
    }
}

impl Listed {
    /// Brings a member to what a message says of them, but for what was changed
    /// here since: on an organiser's device anything, on every device a sheet,
    /// beside which nothing else counts. Of two sheets the later one stays; of one
    /// day, on an organiser's device the one here, elsewhere that of the message.
    fn update(
        self,
        member: &mut Member,
        claimed: Option<DevicePublic>,
        kind: Kind,
        is_organiser: bool,
    ) {
        if !member.listed {
            if is_organiser {
                if self.is_printed_after(member) {
                    member.sheet = self.sheet;
                }
                return;
            }
            if member.sheet.is_some() && !self.is_printed_on_or_after(member) {
                return;
            }
        }
        member.name = self.name;
        member.holds = self.holds;
        member.device = self.device;
        member.disputed = claimed;
        member.sheet = match kind {
            // Who invites may not have all sheets to tell of.
            Kind::Invitation if self.holds == Holds::Sheet => self.sheet.or(member.sheet.take()),
            Kind::Invitation | Kind::Rotation => self.sheet,
        };
        member.listed = true;
    }

    fn is_printed_after(&self, member: &Member) -> bool {
        let sheets = self.sheet.as_ref().zip(member.sheet.as_ref());
        sheets.is_some_and(|(there, here)| there.from() > here.from())
    }

    fn is_printed_on_or_after(&self, member: &Member) -> bool {
        let sheets = self.sheet.as_ref().zip(member.sheet.as_ref());
        sheets.is_some_and(|(there, here)| there.from() >= here.from())
    }

    fn into_member(self, group: &Group) -> Member {
        let mut member = group.newcomer(self.name, self.holds);
        member.device = self.device;
        member.sheet = self.sheet;
        member.listed = true;
        member
    }
}
