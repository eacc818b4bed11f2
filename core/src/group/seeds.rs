//! A group and its seeds: the one in force, those before it, and rotation.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use thiserror::Error;

use super::enrolment::{Enrolment, Origin, key_name};
use super::generation::Generation;
use super::member::{Departure, DeviceChange, Holds, Member, RollError};
use super::name::Name;
use super::organisers::Organisers;
use super::rank::RotationId;
use crate::device::DevicePublic;
use crate::id::GroupId;
use crate::otp::{Codes, Parameters, check_words};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::sheet::SheetId;
use crate::time::UnixTime;
use crate::words::{PHRASE_WORDS, Word};

/// The default overlap, in days, for which an old seed is accepted after a rotation. In a
/// week, everyone meets someone who has the new one.
pub const DEFAULT_OVERLAP_DAYS: u32 = 7;

/// The furthest a rotation may jump ahead, in generations, unless the user confirms the
/// number. A jump to the last one would leave none to rotate to.
pub const MAX_JUMP: u16 = 50;

/// A seed with its place in the group's history.
#[derive(Debug)]
#[non_exhaustive]
pub struct Seed {
    /// The generation of the seed.
    pub generation: Generation,
    /// The seed's bytes.
    pub secret: Secret,
    /// The time at which this device got it.
    pub since: UnixTime,
    /// The check words, once computed.
    pub(crate) words: OnceLock<[Word; PHRASE_WORDS]>,
}

impl Seed {
    /// Creates a seed that this device got at `since`.
    #[must_use]
    pub const fn new(generation: Generation, secret: Secret, since: UnixTime) -> Self {
        Self {
            generation,
            secret,
            since,
            words: OnceLock::new(),
        }
    }

    /// Returns six words to compare with someone who has the seed. Computing them takes
    /// about 40 ms the first time; the vault stores them.
    #[must_use]
    pub fn check_words(&self) -> [Word; PHRASE_WORDS] {
        *self.words.get_or_init(|| check_words(&self.secret))
    }
}

/// A seed that a rotation replaced and that is still kept.
#[derive(Debug)]
#[non_exhaustive]
pub struct Previous {
    /// The seed.
    pub seed: Seed,
    /// The time at which it is removed.
    pub until: UnixTime,
    /// True if its halves are still accepted, false if they are only recognised.
    pub accepted: bool,
    /// The rotation that brought it, if it came by message.
    pub(crate) brought_by: Option<RotationId>,
    /// True if a link brought it, as a rotation.
    pub(crate) by_link: bool,
    /// The members whose device was lost, if the seed was given up for that. Empty if
    /// they are not known.
    pub lost_by: Option<Vec<Name>>,
    /// True if nobody was asked whether a device was lost. The seed then counts as lost,
    /// but the rotation can be undone.
    pub(crate) unasked: bool,
}

/// The fate of a seed that is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SeedFate {
    /// Accepted until it expires.
    Accepted,
    /// Only recognised.
    Recognised,
    /// Only recognised, as the seed of a lost device, because nobody was asked whether
    /// one was lost.
    Unasked,
    /// Only recognised, as the seed of a device that one of these members lost. Empty if
    /// they are not known.
    Lost(Vec<Name>),
}

/// People who share one seed.
#[derive(Debug)]
pub struct Group {
    pub(crate) id: GroupId,
    pub(crate) name: Name,
    pub(crate) local_name: Option<Name>,
    pub(crate) origin: Origin,
    pub(crate) parameters: Parameters,
    pub(crate) current: Seed,
    /// Newest first.
    pub(crate) previous: Vec<Previous>,
    /// The highest generation that this device has put in force, including undone ones,
    /// so that it never issues one twice.
    pub(crate) highest: Generation,
    /// The check words of every seed that was replaced, lost or undone here and is no
    /// longer kept. No link, message or backup puts one of these back in force, nor one
    /// of `previous`.
    pub(crate) retired: Vec<[Word; PHRASE_WORDS]>,
    /// See [`Group::still_to_exclude`].
    pub(crate) still_to_exclude: Vec<Name>,
    pub(crate) members: Vec<Member>,
    pub(crate) organisers: Organisers,
    /// Members who left since the group began to use messages. Every message and backup
    /// repeats them, since a device may have missed the first message to say so.
    pub(crate) departed: Vec<Departure>,
    /// Former members who were paired with this device's holder. If a message brings one
    /// back, they are still paired.
    pub(crate) parted: Vec<(Name, DevicePublic)>,
    /// Device keys whose words a person compared on this device, each with its owner's
    /// name.
    pub(crate) compared: Vec<(Name, DevicePublic)>,
    /// Device keys that no longer count, under any name.
    pub(crate) dropped: Vec<DevicePublic>,
    /// The generation in force when a device key was last given up here because someone
    /// may have it. Cleared once a message has said so.
    pub(crate) leaked: Option<Generation>,
    /// Sheets that ended early, because someone may have their keys or a new one was
    /// printed. No message brings one back.
    pub(crate) ended_sheets: Vec<SheetId>,
    /// The six words of device keys and organisers' keys, by the key's text, once
    /// computed.
    pub(crate) key_words: BTreeMap<String, [Word; PHRASE_WORDS]>,
    /// The rotation that brought the seed in force, if it came by message. It decides
    /// which of two concurrent rotations counts, so that every device picks the same one.
    pub(crate) brought_by: Option<RotationId>,
    /// True if a link brought the seed in force, as a rotation.
    pub(crate) by_link: bool,
}

impl Group {
    /// Creates a group of generation 1 on this device.
    #[must_use]
    pub fn new(name: Name, secret: Secret, id: GroupId, now: UnixTime) -> Self {
        let enrolment = Enrolment {
            name,
            generation: Generation::FIRST,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret,
        };
        Self::from_enrolment(enrolment, None, id, now)
    }

    /// Creates a group from a confirmed enrolment. This device calls it `local_name`, if
    /// given.
    #[must_use]
    pub fn from_enrolment(
        enrolment: Enrolment,
        local_name: Option<Name>,
        id: GroupId,
        now: UnixTime,
    ) -> Self {
        Self {
            id,
            name: enrolment.name,
            local_name,
            origin: enrolment.origin,
            parameters: enrolment.parameters,
            current: Seed::new(enrolment.generation, enrolment.secret, now),
            previous: Vec::new(),
            highest: enrolment.generation,
            retired: Vec::new(),
            still_to_exclude: Vec::new(),
            members: Vec::new(),
            organisers: Organisers::default(),
            departed: Vec::new(),
            parted: Vec::new(),
            compared: Vec::new(),
            dropped: Vec::new(),
            leaked: None,
            ended_sheets: Vec::new(),
            key_words: BTreeMap::new(),
            brought_by: None,
            by_link: false,
        }
    }

    /// Returns the id that stands for the group in files.
    #[must_use]
    pub const fn id(&self) -> GroupId {
        self.id
    }

    /// Returns the name that the group has on every member's device.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// Returns the name that the group goes by on this device.
    #[must_use]
    pub fn local_name(&self) -> &Name {
        self.local_name.as_ref().unwrap_or(&self.name)
    }

    /// Returns the name of the key in force, as people see it: "Smith family 2".
    #[must_use]
    pub fn key_name(&self) -> String {
        self.key_name_of(self.generation())
    }

    /// Returns the name of a generation's key, as people see it. A group of another
    /// program has only one key, and no number after its name.
    #[must_use]
    pub fn key_name_of(&self, generation: Generation) -> String {
        key_name(self.local_name(), &self.origin, generation)
    }

    /// Returns the label of the key in force in an authenticator app: issuer and account.
    #[must_use]
    pub fn key_name_in_app(&self) -> String {
        match &self.origin {
            Origin::Ringtrue => format!("ringtrue: {}", self.name.key_name(self.generation())),
            Origin::Foreign {
                issuer: Some(issuer),
                ..
            } => format!("{issuer}: {}", self.name),
            Origin::Foreign { .. } => self.name.to_string(),
        }
    }

    /// Returns the program that made the group.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the algorithm, digits and period of its codes.
    #[must_use]
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// Returns the seed in force.
    #[must_use]
    pub const fn current(&self) -> &Seed {
        &self.current
    }

    /// Reports whether this seed was replaced, lost or undone on this device.
    #[must_use]
    pub fn is_retired(&self, seed: &Secret) -> bool {
        self.is_retired_as(seed, || check_words(seed))
    }

    /// Like [`Group::is_retired`], but takes the seed's check words from `words`, which
    /// is called only if they are needed: they take about 40 ms to compute.
    pub(crate) fn is_retired_as(
        &self,
        seed: &Secret,
        words: impl FnOnce() -> [Word; PHRASE_WORDS],
    ) -> bool {
        let mut previous = self.previous.iter();
        previous.any(|previous| previous.seed.secret.is_same_as(seed))
            || !self.retired.is_empty() && self.retired.contains(&words())
    }

    /// Returns the members who can have the seed in force although one of two concurrent
    /// rotations excluded them, because the other one counts. This organiser's device should
    /// rotate again without them.
    #[must_use]
    pub fn still_to_exclude(&self) -> &[Name] {
        &self.still_to_exclude
    }

    /// Reports whether the rotation to the seed in force gave up the previous one because
    /// a device was lost.
    fn gave_up(&self) -> bool {
        let before = self.previous.first();
        before.is_some_and(|previous| previous.lost_by.is_some())
    }

    /// Reports whether someone may have the seed in force, through a device key that was
    /// given up on this organiser's device. The next rotation then gives up the seed too.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        let since = |leaked| self.generation() <= leaked;
        self.organisers.own().is_some() && self.leaked.is_some_and(since)
    }

    /// Reports whether the next message has to say that the rotation excludes someone.
    pub(crate) fn has_unreported_loss(&self) -> bool {
        self.gave_up() || self.leaked.is_some() || self.has_unreported_departure()
    }

    /// Reports whether someone was taken off the roll since the last message: they should not
    /// be able to use the old seed during an overlap. Always false without an organiser.
    #[must_use]
    pub fn has_unreported_departure(&self) -> bool {
        self.departed.iter().any(|left| !left.reported)
    }

    /// Reports whether a message carries the seed in force.
    #[must_use]
    pub const fn is_in_message(&self) -> bool {
        self.brought_by.is_some()
    }

    /// Reports whether this device may rotate: it is an organiser's, or the group has no
    /// organiser.
    #[must_use]
    pub fn may_rotate(&self) -> bool {
        !self.has_organiser() || self.organisers.own().is_some()
    }

    /// Reports whether this device may undo the rotation to the seed in force: it may
    /// rotate, or the rotation came by link. Only an organiser undoes one that came by
    /// message.
    #[must_use]
    pub fn may_undo(&self) -> bool {
        let came_by_link = self.by_link && !self.is_in_message();
        self.may_rotate() || came_by_link
    }

    /// Reports whether there is a rotation to undo on this device.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        let before = self.previous.first();
        self.may_undo() && before.is_some_and(|it| it.lost_by.is_none() || it.unasked)
    }

    /// Returns the generation in force.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.current.generation
    }

    /// Returns the previous seeds that are still kept, newest first.
    #[must_use]
    pub fn previous(&self) -> &[Previous] {
        &self.previous
    }

    /// Returns the newest previous seed whose code is still accepted.
    #[must_use]
    pub fn accepted_before(&self) -> Option<&Previous> {
        self.previous.iter().find(|previous| previous.accepted)
    }

    /// Returns the codes of the seed in force.
    #[must_use]
    pub fn codes(&self) -> Codes {
        Codes::new(&self.current.secret, self.parameters)
    }

    /// Puts `secret` in force as the next generation, and accepts older seeds for
    /// `overlap_days` at most. All of them stay known as retired. With 0 days, or if
    /// someone may have the seed ([`Group::is_exposed`]), older ones are only recognised,
    /// for [`DEFAULT_OVERLAP_DAYS`].
    ///
    /// # Errors
    /// [`RotateError`]; the group is then unchanged.
    pub fn rotate(
        &mut self,
        secret: Secret,
        overlap_days: u32,
        now: UnixTime,
    ) -> Result<(), RotateError> {
        let generation = self.next_generation()?;
        let (days, kept) = if self.is_exposed() {
            (DEFAULT_OVERLAP_DAYS, SeedFate::Lost(Vec::new()))
        } else if overlap_days == 0 {
            (DEFAULT_OVERLAP_DAYS, SeedFate::Recognised)
        } else {
            (overlap_days, SeedFate::Accepted)
        };
        let until = now.plus_days(days);
        self.put_in_force(generation, secret, until, kept, now);
        // No older seed outlives a newer one.
        for previous in &mut self.previous {
            previous.until = previous.until.min(until);
        }
        self.remove_expired(now);
        Ok(())
    }

    /// Puts `secret` in force as the next generation because what `member` holds is lost,
    /// and takes them off the roll. Older seeds are no longer accepted, but recognised
    /// for [`DEFAULT_OVERLAP_DAYS`] as those of the lost device. If the member had
    /// ringtrue, their device may have had the key of every sheet, so all sheets end.
    /// Returns the members whose sheets ended.
    ///
    /// # Errors
    /// [`RotateError`]; the group is then unchanged.
    pub fn rotate_without(
        &mut self,
        member: &str,
        secret: Secret,
        now: UnixTime,
    ) -> Result<Vec<Name>, RotateError> {
        let generation = self.next_generation()?;
        let organisers = self.organiser_keys_of(member);
        let gone = self.remove_member(member)?;
        let theirs = gone
            .device
            .filter(|key| !self.is_compared_as_another(key, &gone.name));
        // Not a key that a person compared as someone else's.
        let claimed = gone.disputed.filter(|key| {
            self.compared_as(key)
                .is_none_or(|it| it.folded() == gone.name.folded())
        });
        for key in theirs.into_iter().chain(claimed) {
            let has_owner = self.members.iter().any(|member| member.device == Some(key));
            if !has_owner {
                self.drop_device(key);
            }
        }
        self.note_ended(gone.sheet.as_ref().map(Sheet::id));
        let ended = match gone.holds {
            Holds::Ringtrue => self.end_sheets(),
            Holds::App | Holds::Sheet => Vec::new(),
        };
        if self.organisers.own().is_some() {
            self.organisers.counting.demote(&organisers);
        }
        let until = now.plus_days(DEFAULT_OVERLAP_DAYS);
        let lost = SeedFate::Lost(vec![gone.name]);
        self.put_in_force(generation, secret, until, lost, now);
        Ok(ended)
    }

    /// Puts `secret` in force as the next generation because the device that `member` had
    /// before this one is lost. They stay on the roll with this device, whose key is
    /// `own`. The old key never counts again. Pairs end, and so do all sheets, whose keys
    /// the lost device may have had.
    ///
    /// # Errors
    /// [`RotateError`]; the group is then unchanged.
    pub fn rotate_without_old_device(
        &mut self,
        member: &str,
        own: DevicePublic,
        secret: Secret,
        now: UnixTime,
    ) -> Result<DeviceChange, RotateError> {
        let generation = self.next_generation()?;
        let member = self.member(member)?;
        let (name, old) = (member.name.clone(), [member.device, member.disputed]);
        let organisers = self.organiser_keys_of(name.as_str());
        if self.dropped.contains(&own) || old.contains(&Some(own)) {
            return Err(RollError::DeviceDropped.into());
        }
        let mut moved = DeviceChange::default();
        let [device, disputed] = old;
        let theirs = device.filter(|key| !self.is_compared_as_another(key, &name));
        // Not a key that a person compared as someone else's.
        let claimed = disputed.filter(|key| {
            self.compared_as(key)
                .is_none_or(|it| it.folded() == name.folded())
        });
        for old in theirs.into_iter().chain(claimed) {
            self.move_device(old, own);
        }
        // Even if the roll doesn't have the old device's key.
        moved.pairs = self.end_pairs(theirs.or(claimed).unwrap_or(own));
        if self.organisers.own().is_some() {
            self.organisers.counting.demote(&organisers);
        }
        self.give_own_device(name.as_str(), own)?;
        moved.me = Some(name.clone());
        moved.sheets = self.end_sheets();
        let until = now.plus_days(DEFAULT_OVERLAP_DAYS);
        let lost = SeedFate::Lost(vec![name]);
        self.put_in_force(generation, secret, until, lost, now);
        Ok(moved)
    }

    /// Goes back to the previous seed, which then no longer expires. The undone seed is
    /// retired, and this device never issues its number again.
    ///
    /// # Errors
    /// [`RotateError`]; the group is then unchanged.
    pub fn undo_rotation(&mut self) -> Result<(), RotateError> {
        let previous = self.previous.first().ok_or(RotateError::NothingToUndo)?;
        if let Some(lost) = previous.lost_by.as_ref().filter(|_| !previous.unasked) {
            return Err(RotateError::Lost(lost.clone()));
        }
        let Previous {
            seed,
            accepted,
            brought_by,
            by_link,
            ..
        } = self.previous.remove(0);
        if !accepted {
            // Whoever was locked out has this seed: the next message must lock them out too.
            for left in &mut self.departed {
                left.reported = false;
            }
        }
        self.unretire(&seed);
        let undone = std::mem::replace(&mut self.current, seed);
        self.retire(&undone);
        self.brought_by = brought_by;
        self.by_link = by_link;
        self.organisers.forget_statements();
        for member in &mut self.members {
            member.forget_after(self.current.generation);
        }
        Ok(())
    }

    /// Follows a rotation that somebody else made, as found by [`fit`](super::fit()). The
    /// previous seed is kept for [`DEFAULT_OVERLAP_DAYS`]: accepted if `accept_old`, and
    /// otherwise only recognised, as a lost one.
    pub fn follow(&mut self, rotation: Enrolment, accept_old: bool, now: UnixTime) {
        let old = if accept_old {
            SeedFate::Accepted
        } else {
            SeedFate::Lost(Vec::new())
        };
        self.follow_keeping(old, rotation, now);
    }

    pub(crate) fn follow_keeping(&mut self, old: SeedFate, rotation: Enrolment, now: UnixTime) {
        let until = now.plus_days(DEFAULT_OVERLAP_DAYS);
        self.put_in_force(rotation.generation, rotation.secret, until, old, now);
    }

    /// Removes the old seeds whose time is over. Returns whether there were any.
    pub fn remove_expired(&mut self, now: UnixTime) -> bool {
        let (kept, expired): (Vec<_>, Vec<_>) = std::mem::take(&mut self.previous)
            .into_iter()
            .partition(|previous| now < previous.until);
        self.previous = kept;
        for previous in &expired {
            self.retire(&previous.seed);
        }
        !expired.is_empty()
    }

    /// Removes all old seeds, even those whose time is not over.
    pub(crate) fn forget_previous(&mut self) {
        for previous in std::mem::take(&mut self.previous) {
            self.retire(&previous.seed);
        }
    }

    fn next_generation(&self) -> Result<Generation, RotateError> {
        if self.origin != Origin::Ringtrue {
            return Err(RotateError::Foreign);
        }
        let newest = self.highest.max(self.current.generation);
        newest.next().ok_or(RotateError::Exhausted)
    }

    pub(crate) fn put_in_force(
        &mut self,
        generation: Generation,
        secret: Secret,
        until: UnixTime,
        kept: SeedFate,
        now: UnixTime,
    ) {
        let seed = Seed::new(generation, secret, now);
        let old = std::mem::replace(&mut self.current, seed);
        let (accepted, unasked) = (kept == SeedFate::Accepted, kept == SeedFate::Unasked);
        let lost_by = match kept {
            SeedFate::Accepted | SeedFate::Recognised => None,
            SeedFate::Unasked => Some(Vec::new()),
            SeedFate::Lost(names) => Some(names),
        };
        if !accepted {
            for previous in &mut self.previous {
                previous.accepted = false;
                // The lost device had these too.
                if previous.lost_by.is_none() {
                    (previous.lost_by, previous.unasked) = (lost_by.clone(), unasked);
                }
            }
        }
        self.previous.insert(
            0,
            Previous {
                seed: old,
                until,
                accepted,
                brought_by: self.brought_by,
                by_link: self.by_link,
                lost_by,
                unasked,
            },
        );
        self.highest = self.highest.max(generation);
        self.brought_by = None;
        self.by_link = false;
        self.organisers.start_generation_unsigned(self.id);
    }

    /// Keeps the check words of a seed that is no longer in force, and not kept itself.
    pub(crate) fn retire(&mut self, seed: &Seed) {
        let words = seed.check_words();
        if !self.retired.contains(&words) {
            self.retired.push(words);
        }
    }

    /// Forgets that a seed was retired, since it comes back into force.
    pub(crate) fn unretire(&mut self, seed: &Seed) {
        if !self.retired.is_empty() {
            let words = seed.check_words();
            self.retired.retain(|retired| *retired != words);
        }
    }
}

/// The reason why a group can't be rotated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RotateError {
    /// Another program made the group, and would not follow.
    #[error("it was not made by ringtrue: change its key in the app that made it")]
    Foreign,
    /// The group is, or once was, at [`Generation::LAST`].
    #[error("it has had {} keys, the most possible", Generation::LAST)]
    Exhausted,
    /// No older seed is kept.
    #[error("there is no older key to go back to")]
    NothingToUndo,
    /// The older seed was given up because these members lost a device. Empty if they are
    /// not known.
    #[error("the previous key was given up because a device was lost")]
    Lost(Vec<Name>),
    /// The roll does not allow it.
    #[error(transparent)]
    Roll(#[from] RollError),
}
