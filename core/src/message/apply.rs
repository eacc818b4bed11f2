//! Applies an accepted message to a group: its seed, its pinned organisers, its roll.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{AcceptedOld, Content, Listed, Message, MessageKind};
use crate::device::DevicePublic;
use crate::group::{
    CountingKeys, DEFAULT_OVERLAP_DAYS, Enrolment, Generation, Group, Holds, Member, Name, Origin,
    Rank, RotationId, Seed, SeedFate, Statement,
};
use crate::organiser::OrganiserKey;
use crate::otp::{Parameters, check_words};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::time::UnixTime;

/// The longest that a message can keep the previous seed accepted, in days.
const MAX_OVERLAP_DAYS: u32 = 365;

impl Group {
    /// Creates the group that a message brings, under `local_name` on this device if
    /// given. A person must have compared the organiser's words.
    #[must_use]
    pub fn from_message(message: Message, local_name: Option<Name>, now: UnixTime) -> Self {
        let (brought, statement) = (message.brought, message.statement());
        let mut content = message.content;
        let enrolment = Enrolment {
            name: content.name.clone(),
            generation: content.generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: content.secret,
        };
        let mut group = Self::from_enrolment(enrolment, local_name, content.group, now);
        let counting = CountingKeys {
            pinned: std::mem::take(&mut content.organisers),
            demoted: std::mem::take(&mut content.demoted),
        };
        group
            .organisers
            .trust(Some(message.signer), statement, counting);
        group.brought_by = brought;
        group.dropped = std::mem::take(&mut content.dropped);
        group.ended_sheets = std::mem::take(&mut content.ended_sheets);
        group.update_roll(
            content.members,
            &content.departed,
            content.kind,
            true,
            false,
        );
        group.note_signer_seen(&message.signer, now);
        group
    }

    /// Applies a message that fits the group ([`fit`](super::fit())) and that a person
    /// or its signature vouches for.
    ///
    /// The previous seed stays accepted for as long as the message says, but only if it
    /// is the one that the message means: the organiser may not know who has another
    /// one. It is not accepted if the organiser is new here.
    ///
    /// `trusted` means that a person compared the organiser's six words and trusts them
    /// instead of all others: what those brought no longer counts, including the
    /// previous seed.
    pub fn apply_message(&mut self, message: Message, trusted: bool, now: UnixTime) {
        let counts = !trusted && self.id == message.content.group && self.counts(&message);
        if trusted && self.has_organiser() {
            self.refuse_old();
        }
        let (signer, brought, statement) = (message.signer, message.brought, message.statement());
        let mut content = message.content;
        self.adopt_name(&content);
        // An invitation to a very large group doesn't have its whole roll.
        let is_whole = content.kind == MessageKind::Rotation && content.part.is_none();
        let is_known = self.current.secret.is_same_as(&content.secret);
        self.apply_ended(std::mem::take(&mut content.ended_sheets));
        self.settle_sheets(&mut content);
        let dropped = std::mem::take(&mut content.dropped);
        self.hear_of_loss(&content, &dropped, counts);
        let is_rival = !is_known && content.generation == self.generation();
        let back = self.returned_members(&content, is_rival);
        if !is_known {
            let old = content.old.as_ref().filter(|old| counts && now < old.until);
            let leaving = self.leaving(&content);
            let kept = if content.excludes || !leaving.is_empty() {
                SeedFate::Lost(leaving)
            } else {
                SeedFate::Recognised
            };
            self.replace_seed(content.secret, content.generation, old, kept, now);
            // The signer didn't know that a key was given up, and sealed the seed to it.
            if self.leaked.is_some() || self.lists_dropped(&content.members) {
                self.leaked = Some(content.generation);
            }
            if trusted {
                // Generations count from here again.
                self.highest = content.generation;
            }
        }
        let counting = CountingKeys {
            pinned: content.organisers,
            demoted: content.demoted,
        };
        if counts {
            self.pin(&counting.demoted, statement, is_known, is_rival);
        } else {
            // A person's trust starts afresh.
            self.organisers.trust(Some(signer), statement, counting);
        }
        if brought.is_some() {
            self.brought_by = brought;
        }
        self.apply_dropped(dropped, &content.departed);
        self.strike_dropped(&mut content.members);
        let kind = content.kind;
        self.update_roll(content.members, &content.departed, kind, is_whole, is_known);
        self.note_exclusions(back);
        self.note_signer_seen(&signer, now);
    }

    /// Notes a loss that a message reports. A rotation that was taken without asking
    /// can no longer be undone, and a leak noted here is settled if the message drops
    /// every key dropped here.
    fn hear_of_loss(&mut self, content: &Content, dropped: &[DevicePublic], counts: bool) {
        if !content.excludes {
            return;
        }
        for previous in &mut self.previous {
            previous.unasked = false;
        }
        if counts && self.dropped.iter().all(|key| dropped.contains(key)) {
            // The others know of the leak.
            self.leaked = None;
        }
    }

    fn lists_dropped(&self, members: &[Listed]) -> bool {
        let mut devices = members.iter().filter_map(|listed| listed.device);
        devices.any(|key| self.dropped.contains(&key))
    }

    /// Removes dropped keys from a message's roll, whoever signed it. The member keeps
    /// the key they have here.
    fn strike_dropped(&self, members: &mut [Listed]) {
        for listed in members {
            if listed.device.is_some_and(|key| self.dropped.contains(&key)) {
                listed.device = self.device_of(&listed.name);
            }
        }
    }

    /// Returns the device key that a member has here, unless it was dropped.
    fn device_of(&self, name: &Name) -> Option<DevicePublic> {
        let device = self.member(name.as_str()).ok()?.device;
        device.filter(|key| !self.dropped.contains(key))
    }

    /// Notes the members to exclude once more, for as long as they are on the roll.
    fn note_exclusions(&mut self, back: Vec<Name>) {
        for name in back {
            self.forget_exclusion(&name);
            self.still_to_exclude.push(name);
        }
        let again = std::mem::take(&mut self.still_to_exclude).into_iter();
        let again = again.filter(|name| self.member(name.as_str()).is_ok());
        self.still_to_exclude = again.collect();
    }

    /// Applies a rotation that lost: what it says about organisers, dropped keys and
    /// ended sheets. Its seed is retired. An organiser has to rotate again without the
    /// members that it takes off the roll.
    pub fn apply_losing_rotation(&mut self, message: &Message) {
        let counts = self.counts(message);
        let is_new = message
            .statement()
            .is_some_and(|statement| self.organisers.add_rival(self.id, statement, false));
        // Without a loss, it only repeats who left before, and they may be back here.
        if let Some(own) = self.organisers.own()
            && counts
            && is_new
            && message.content.excludes
        {
            let own = own.name.folded();
            let mut left = self.leaving(&message.content);
            left.retain(|name| name.folded() != own);
            self.note_exclusions(left);
        }
        self.apply_dropped(message.content.dropped.clone(), &message.content.departed);
        self.apply_ended(message.content.ended_sheets.iter().copied());
        if !self.is_retired(&message.content.secret) {
            self.retired.push(check_words(&message.content.secret));
        }
    }

    /// Takes the group's id and name.
    fn adopt_name(&mut self, content: &Content) {
        self.id = content.group;
        self.name = content.name.clone();
        if self.local_name.as_ref() == Some(&self.name) {
            self.local_name = None;
        }
    }

    /// Returns the members here whom a message takes off the roll.
    fn leaving(&self, content: &Content) -> Vec<Name> {
        let departed = content.departed.iter();
        departed
            .filter(|name| self.member(name.as_str()).is_ok())
            .cloned()
            .collect()
    }

    /// Returns the members on a rival's roll that the rotation in force until now excluded.
    /// Empty unless this device is an organiser's.
    fn returned_members(&self, content: &Content, is_rival: bool) -> Vec<Name> {
        let own = self.organisers.own_key().ok().flatten();
        let excluded = self
            .brought_by
            .is_some_and(|brought| Some(brought.by) == own || brought.rank.excludes);
        if !is_rival || own.is_none() || !excluded {
            return Vec::new();
        }
        let listed = content.members.iter();
        let listed: BTreeSet<String> = listed.map(|listed| listed.name.folded()).collect();
        let departed = self.departed.iter().map(|left| &left.name);
        departed
            .filter(|name| listed.contains(&name.folded()))
            .cloned()
            .collect()
    }

    fn replace_seed(
        &mut self,
        secret: Secret,
        generation: Generation,
        old: Option<&AcceptedOld>,
        otherwise: SeedFate,
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
            // Two rotations were made at once, and this one wins: no half of the other
            // may be said again. This one decides about the seed before both.
            let displaced =
                std::mem::replace(&mut self.current, Seed::new(generation, secret, now));
            self.retire(&displaced);
            let current = self.current.check_words();
            self.retired.retain(|words| *words != current);
            if let SeedFate::Lost(names) = &otherwise {
                for previous in &mut self.previous {
                    previous.lost_by.get_or_insert_with(|| names.clone());
                }
            }
            let previous = self.previous.first();
            if !previous.is_some_and(|previous| is_old(&previous.seed)) {
                self.refuse_old();
            }
        } else {
            let accepted = is_old(&self.current);
            let current = if accepted {
                SeedFate::Accepted
            } else {
                otherwise
            };
            self.put_in_force(generation, secret, kept, current, now);
        }
        // No older seed outlives a newer one.
        for previous in &mut self.previous {
            previous.until = previous.until.min(kept);
        }
        self.remove_expired(now);
    }

    /// Stops accepting the previous seeds. They are still recognised.
    pub(crate) fn refuse_old(&mut self) {
        for previous in &mut self.previous {
            previous.accepted = false;
        }
    }

    /// Pins the organisers that a message names, beside those already pinned, if an
    /// organiser who counts vouches for them.
    fn pin(
        &mut self,
        demoted: &[OrganiserKey],
        statement: Option<Statement>,
        is_known: bool,
        is_rival: bool,
    ) {
        match statement {
            Some(statement) if is_rival || is_known => {
                self.organisers.add_rival(self.id, statement, true);
            }
            Some(statement) => self.organisers.start_generation(self.id, statement),
            // An invitation, unless its signer made the rotation that it carries.
            None => self.organisers.demote(demoted),
        }
    }

    /// Updates the roll from a message.
    ///
    /// New members are added and those in `departed` removed. If the roll `is_whole`, so are
    /// members whom an earlier message had and this one does not. A sheet that a
    /// rotation (`kind`) does not have has ended.
    ///
    /// Confirmations made here and members added here are kept; on an organiser's device,
    /// so are all other changes since its last message. Members who left here
    /// stay off if the message has the seed in force (`is_known`), or if this is an
    /// organiser's device that has not reported it yet.
    fn update_roll(
        &mut self,
        mut listed: Vec<Listed>,
        departed: &[Name],
        kind: MessageKind,
        is_whole: bool,
        is_known: bool,
    ) {
        let is_organiser = self.organisers.own().is_some();
        let left = self.departed.iter();
        let left = left.filter(|left| is_known || is_organiser && !left.reported);
        let left: BTreeSet<String> = left.map(|left| left.name.folded()).collect();
        listed.retain(|listed| !left.contains(&listed.name.folded()));
        let listed_names: BTreeSet<String> =
            listed.iter().map(|listed| listed.name.folded()).collect();
        self.departed
            .retain(|left| !listed_names.contains(&left.name.folded()));
        for name in departed {
            if !listed_names.contains(&name.folded()) {
                self.note_departure(name, true);
            }
        }
        self.rename(&listed, &listed_names);
        self.dismiss_unlisted(&listed_names, departed, is_whole);
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

    /// Returns whether a message reports the loss of a device with ringtrue, which may
    /// have had the keys of all sheets.
    fn loses_sheet_keys(&self, content: &Content) -> bool {
        if !content.excludes {
            return false;
        }
        let departed: BTreeSet<String> = content.departed.iter().map(Name::folded).collect();
        let mut members = self.members.iter();
        let mut dropped = content.dropped.iter();
        dropped.any(|key| !self.dropped.contains(key))
            || members.any(|it| it.holds == Holds::Ringtrue && departed.contains(&it.name.folded()))
    }

    /// Removes from a message the sheets that ended here. If it reports a loss of sheet
    /// keys, also ends the sheets that were printed here since and that it does not
    /// have.
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

    /// Takes members off the roll who are `departed`, or who are missing from a whole roll.
    /// Their pairs are kept, in case a message brings them back.
    fn dismiss_unlisted(
        &mut self,
        listed_names: &BTreeSet<String>,
        departed: &[Name],
        is_whole: bool,
    ) {
        let departed: BTreeSet<String> = departed.iter().map(Name::folded).collect();
        let (stay, gone): (Vec<Member>, Vec<Member>) = std::mem::take(&mut self.members)
            .into_iter()
            .partition(|member| {
                let name = member.name.folded();
                let is_gone = is_whole && member.listed && !listed_names.contains(&name);
                listed_names.contains(&name) || !departed.contains(&name) && !is_gone
            });
        self.members = stay;
        let paired = gone
            .into_iter()
            .filter_map(|member| Some((member.name, member.paired?)));
        self.parted.extend(paired);
    }

    /// Renames members whose device key a message lists under a new name. What was seen
    /// of them is kept, and so are their pairs.
    fn rename(&mut self, listed: &[Listed], listed_names: &BTreeSet<String>) {
        let members = self.members.iter();
        let known: BTreeSet<String> = members.map(|member| member.name.folded()).collect();
        let members = self.members.iter_mut();
        let called_otherwise =
            members.filter(|member| !listed_names.contains(&member.name.folded()));
        let mut by_device: BTreeMap<DevicePublic, &mut Member> = called_otherwise
            .filter_map(|member| Some((member.device?, member)))
            .collect();
        let mut renamed = Vec::new();
        for listed in listed {
            if !known.contains(&listed.name.folded())
                && let Some(member) = listed.device.and_then(|key| by_device.remove(&key))
            {
                // Someone else may take the old name.
                let old = std::mem::replace(&mut member.name, listed.name.clone());
                renamed.extend(member.paired.map(|paired| (old, paired)));
            }
        }
        self.parted.extend(renamed);
    }

    /// Notes that the signer has the seed in force.
    fn note_signer_seen(&mut self, signer: &OrganiserKey, now: UnixTime) {
        let name = self.organisers.of_key(signer);
        if let Some(name) = name.map(|organiser| organiser.name.clone()) {
            // A signer who is not on the roll can't be noted there.
            let _ = self.confirm_member(name.as_str(), self.generation(), now);
        }
    }

    /// Notes that this device sealed the rotation of this rank, with the seed in force.
    /// Every member now has its roll.
    pub fn mark_sent(&mut self, rank: Rank) {
        if let Ok(Some(by)) = self.organisers.own_key() {
            let brought = RotationId { rank, by };
            self.brought_by = Some(brought);
            self.organisers.mark_sent(brought);
        }
        for member in &mut self.members {
            member.listed = true;
        }
        for left in &mut self.departed {
            left.reported = true;
        }
        self.leaked = None;
    }
}

impl Listed {
    /// Updates a member from a message, except for changes made here since the last
    /// one: on an organiser's device all of them, on any device a sheet, which
    /// outweighs anything else they hold. Of two sheets the later one is kept. If both
    /// are of one day, an organiser's device keeps its own, and others take the
    /// message's.
    fn update(
        self,
        member: &mut Member,
        claimed: Option<DevicePublic>,
        kind: MessageKind,
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
            // The inviting device may not have every sheet.
            MessageKind::Invitation if self.holds == Holds::Sheet => {
                self.sheet.or(member.sheet.take())
            }
            MessageKind::Invitation | MessageKind::Rotation => self.sheet,
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
