//! A group and its seeds: the one in force, those before it, and rotation.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use thiserror::Error;

use super::enrolment::{Enrolment, Origin, entry};
use super::generation::Generation;
use super::member::{Holds, Member, Moved, Off, RollError};
use super::name::Name;
use super::organisers::Organisers;
use super::rank::Brought;
use crate::device::DevicePublic;
use crate::id::GroupId;
use crate::otp::{CHECK_WORDS, Codes, Parameters, check_words};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::sheet::SheetId;
use crate::time::UnixTime;
use crate::words::{PHRASE_WORDS, Word};

/// How long an old seed is accepted after a rotation, in days, unless the
/// person says otherwise: a week in which everybody meets somebody.
pub const DEFAULT_OVERLAP_DAYS: u32 = 7;

/// How many generations at once a device follows without being told the number:
/// a jump to the last one would leave none.
pub const MAX_JUMP: u16 = 50;

/// A seed with its place in the group's history.
#[derive(Debug)]
#[non_exhaustive]
pub struct Seed {
    /// Which rotation it came with.
    pub generation: Generation,
    /// The key itself.
    pub secret: Secret,
    /// When this device got it.
    pub since: UnixTime,
    /// Its check words, once they were computed.
    pub(crate) words: OnceLock<[Word; CHECK_WORDS]>,
}

impl Seed {
    /// A seed that this device got at `since`.
    #[must_use]
    pub const fn new(generation: Generation, secret: Secret, since: UnixTime) -> Self {
        Self {
            generation,
            secret,
            since,
            words: OnceLock::new(),
        }
    }

    /// Returns six words to compare with someone who has the seed. The first
    /// time they take some 40 ms to compute; the vault keeps them.
    #[must_use]
    pub fn check_words(&self) -> [Word; CHECK_WORDS] {
        *self.words.get_or_init(|| check_words(&self.secret))
    }
}

/// A seed that a rotation replaced and that is still kept.
#[derive(Debug)]
#[non_exhaustive]
pub struct Previous {
    /// The seed.
    pub seed: Seed,
    /// When it is removed.
    pub until: UnixTime,
    /// Whether a half of it is still accepted, or only recognised.
    pub accepted: bool,
    /// Which rotation brought it, if it came by message.
    pub(crate) brought_by: Option<Brought>,
    /// Whether a link brought it as a rotation.
    pub(crate) by_link: bool,
    /// Whose device was lost, if it was given up for that: nobody, if that is not
    /// known.
    pub lost: Option<Vec<Name>>,
    /// Whether nobody was asked if a device was lost. It is taken for one that was, but
    /// the rotation can be undone.
    pub(crate) unasked: bool,
}

/// What becomes of a seed that is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is accepted for a while.
    Accepted,
    /// It is only recognised.
    Recognised,
    /// It is only recognised, as that of a lost device, since nobody was asked whether
    /// one was.
    Unasked,
    /// It is only recognised, as that of a lost device: of these members, if it is
    /// known.
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
    /// The highest generation that this device has seen or made, undone ones
    /// included: it issues none twice.
    pub(crate) highest: Generation,
    /// The check words of every seed that was replaced, lost or undone here and is
    /// kept no longer: none of them comes back into force. Nor does a previous one.
    pub(crate) retired: Vec<[Word; CHECK_WORDS]>,
    /// Who is sealed the seed in force, while a rotation of this device that it
    /// displaced excluded them: this device is to rotate once more without them.
    pub(crate) again: Vec<Name>,
    pub(crate) members: Vec<Member>,
    pub(crate) organisers: Organisers,
    /// Who left since the group has messages: each message says so again, since
    /// a device may have missed the one that said it first, and so does a backup.
    pub(crate) off: Vec<Off>,
    /// Who is off the roll and was paired with whoever has this device: should a
    /// message bring them back, they still are.
    pub(crate) parted: Vec<(Name, DevicePublic)>,
    /// Device keys whose words a person compared here, by whose they were.
    pub(crate) compared: Vec<(Name, DevicePublic)>,
    /// Device keys that count no longer, under any name.
    pub(crate) dropped: Vec<DevicePublic>,
    /// The generation in force when a device key was last given up here because
    /// someone may have it, until a message of this device has said so.
    pub(crate) leaked: Option<Generation>,
    /// The sheets that ended early: because someone may have their keys, or another one
    /// was printed. No message brings one back.
    pub(crate) ended: Vec<SheetId>,
    /// The six words of device keys and organisers' keys, by the key's text, once
    /// they were computed.
    pub(crate) key_words: BTreeMap<String, [Word; PHRASE_WORDS]>,
    /// Which rotation brought the seed in force, if it came by message: of two
    /// made at once the same one counts on every device.
    pub(crate) brought_by: Option<Brought>,
    /// Whether a link brought the seed in force as a rotation.
    pub(crate) by_link: bool,
}

impl Group {
    /// A group of generation 1, made on this device.
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

    /// The group that a confirmed enrolment brings, kept on this device under
    /// `local_name` where that is given.
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
            again: Vec::new(),
            members: Vec::new(),
            organisers: Organisers::default(),
            off: Vec::new(),
            parted: Vec::new(),
            compared: Vec::new(),
            dropped: Vec::new(),
            leaked: None,
            ended: Vec::new(),
            key_words: BTreeMap::new(),
            brought_by: None,
            by_link: false,
        }
    }

    /// What this device calls it in its own files.
    #[must_use]
    pub const fn id(&self) -> GroupId {
        self.id
    }

    /// The name that every member's device has.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The name that it goes by on this device.
    #[must_use]
    pub fn local_name(&self) -> &Name {
        self.local_name.as_ref().unwrap_or(&self.name)
    }

    /// Returns the name of the key in force, as people see it: "Smith family 2".
    #[must_use]
    pub fn entry(&self) -> String {
        self.entry_of(self.generation())
    }

    /// Returns the name of the key of a generation, which stands so in an authenticator
    /// app. A group of another program has one key, and no number behind its name.
    #[must_use]
    pub fn entry_of(&self, generation: Generation) -> String {
        entry(self.local_name(), &self.origin, generation)
    }

    /// Returns what an authenticator app calls the key in force: issuer and account.
    #[must_use]
    pub fn entry_in_app(&self) -> String {
        match &self.origin {
            Origin::Ringtrue => format!("ringtrue: {}", self.name.entry(self.generation())),
            Origin::Foreign {
                issuer: Some(issuer),
                ..
            } => format!("{issuer}: {}", self.name),
            Origin::Foreign { .. } => self.name.to_string(),
        }
    }

    /// Who made it.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Algorithm, digits and period of its codes.
    #[must_use]
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The seed in force.
    #[must_use]
    pub const fn current(&self) -> &Seed {
        &self.current
    }

    /// Reports whether this seed was replaced, lost or undone on this device.
    #[must_use]
    pub fn is_retired(&self, seed: &Secret) -> bool {
        self.is_retired_as(seed, || check_words(seed))
    }

    /// Like [`Group::is_retired`], with the seed's check words, which take some
    /// 40 ms to compute, from `words` where they are needed.
    pub(crate) fn is_retired_as(
        &self,
        seed: &Secret,
        words: impl FnOnce() -> [Word; CHECK_WORDS],
    ) -> bool {
        let mut previous = self.previous.iter();
        previous.any(|previous| previous.seed.secret.is_same_as(seed))
            || !self.retired.is_empty() && self.retired.contains(&words())
    }

    /// Who has the seed in force, though a rotation of this device excluded them:
    /// another one made at the same time counts instead. This device is to rotate
    /// once more without them.
    #[must_use]
    pub fn again(&self) -> &[Name] {
        &self.again
    }

    /// Reports whether the rotation to the seed in force gave the one before up,
    /// because a device was lost.
    fn gave_up(&self) -> bool {
        let before = self.previous.first();
        before.is_some_and(|previous| previous.lost.is_some())
    }

    /// Reports whether someone may have the seed in force, by the key of a device that
    /// was given up on this organiser's device: the next rotation gives it up too.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        let since = |leaked| self.generation() <= leaked;
        self.organisers.own().is_some() && self.leaked.is_some_and(since)
    }

    /// Reports whether the next message has to say that the rotation excludes someone.
    pub(crate) fn has_untold_loss(&self) -> bool {
        self.gave_up() || self.leaked.is_some() || self.off.iter().any(|left| !left.told)
    }

    /// Whether a message has the seed in force.
    #[must_use]
    pub const fn was_sealed(&self) -> bool {
        self.brought_by.is_some()
    }

    /// Reports whether this device may undo the rotation to the seed in force: an
    /// organiser's, or one in a group without. Elsewhere rotations come by message, and
    /// only what came by link is taken back.
    #[must_use]
    pub fn may_undo(&self) -> bool {
        let came_by_link = self.by_link && !self.was_sealed();
        !self.has_organiser() || self.organisers.own().is_some() || came_by_link
    }

    /// Reports whether there is a rotation to undo on this device.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        let before = self.previous.first();
        self.may_undo() && before.is_some_and(|it| it.lost.is_none() || it.unasked)
    }

    /// The generation in force.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.current.generation
    }

    /// The seeds before it that are still kept, newest first.
    #[must_use]
    pub fn previous(&self) -> &[Previous] {
        &self.previous
    }

    /// Returns the newest of them whose code still counts.
    #[must_use]
    pub fn accepted_before(&self) -> Option<&Previous> {
        self.previous.iter().find(|previous| previous.accepted)
    }

    /// The codes of the seed in force.
    #[must_use]
    pub fn codes(&self) -> Codes {
        Codes::new(&self.current.secret, self.parameters)
    }

    /// Puts `secret` in force as the next generation, and keeps the seed before
    /// it, and every older one, accepted for `overlap_days` at most; for 0 days
    /// they are removed at once. All of them stay known as retired. If someone may
    /// have the seed ([`Group::is_exposed`]), no older one is accepted: they are only
    /// recognised, for [`DEFAULT_OVERLAP_DAYS`].
    ///
    /// # Errors
    /// [`RotateError`]; the group is as it was.
    pub fn rotate(
        &mut self,
        secret: Secret,
        overlap_days: u32,
        now: UnixTime,
    ) -> Result<(), RotateError> {
        let generation = self.next_generation()?;
        let (days, kept) = if self.is_exposed() {
            (DEFAULT_OVERLAP_DAYS, Kept::Lost(Vec::new()))
        } else {
            (overlap_days, Kept::Accepted)
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

    /// Puts `secret` in force as the next generation because what `member`
    /// holds is lost. The member is off the roll; no older seed is accepted, and
    /// for [`DEFAULT_OVERLAP_DAYS`] they are recognised as those of the lost
    /// device. If they had ringtrue, their device may have had the key of every
    /// sheet, so all sheets end; returns whose.
    ///
    /// # Errors
    /// [`RotateError`]; the group is as it was.
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
        // Not what a message only claims to be theirs.
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
        let lost = Kept::Lost(vec![gone.name]);
        self.put_in_force(generation, secret, until, lost, now);
        Ok(ended)
    }

    /// Puts `secret` in force as the next generation because the device that
    /// `member` had before this one is lost, of which `own` is the key. They stay on
    /// the roll, with this device; the old key never counts again, and pairs end. So
    /// do all sheets, whose keys the lost device may have had.
    ///
    /// # Errors
    /// [`RotateError`]; the group is as it was.
    pub fn rotate_without_old_device(
        &mut self,
        member: &str,
        own: DevicePublic,
        secret: Secret,
        now: UnixTime,
    ) -> Result<Moved, RotateError> {
        let generation = self.next_generation()?;
        let member = self.member(member)?;
        let (name, old) = (member.name.clone(), [member.device, member.disputed]);
        let organisers = self.organiser_keys_of(name.as_str());
        if self.dropped.contains(&own) || old.contains(&Some(own)) {
            return Err(RollError::DeviceDropped.into());
        }
        let mut moved = Moved::default();
        let [device, disputed] = old;
        let theirs = device.filter(|key| !self.is_compared_as_another(key, &name));
        // Not what a message only claims to be theirs.
        let claimed = disputed.filter(|key| {
            self.compared_as(key)
                .is_none_or(|it| it.folded() == name.folded())
        });
        for old in theirs.into_iter().chain(claimed) {
            let again = self.move_device(old, own);
            moved.pairs = again.pairs;
        }
        if self.organisers.own().is_some() {
            self.organisers.counting.demote(&organisers);
        }
        self.give_own_device(name.as_str(), own)?;
        moved.me = Some(name.clone());
        moved.sheets = self.end_sheets();
        let until = now.plus_days(DEFAULT_OVERLAP_DAYS);
        let lost = Kept::Lost(vec![name]);
        self.put_in_force(generation, secret, until, lost, now);
        Ok(moved)
    }

    /// Goes back to the seed before, which is then in force without end. The seed
    /// that is undone is retired, and this device never issues its number again.
    ///
    /// # Errors
    /// [`RotateError`]; the group is as it was.
    pub fn undo_rotation(&mut self) -> Result<(), RotateError> {
        let previous = self.previous.first().ok_or(RotateError::NothingToUndo)?;
        if let Some(lost) = previous.lost.as_ref().filter(|_| !previous.unasked) {
            return Err(RotateError::Lost(lost.clone()));
        }
        let Previous {
            seed,
            brought_by,
            by_link,
            ..
        } = self.previous.remove(0);
        self.unretire(&seed);
        let undone = std::mem::replace(&mut self.current, seed);
        self.retire(&undone);
        self.brought_by = brought_by;
        self.by_link = by_link;
        self.organisers.forget_said();
        for member in &mut self.members {
            member.forget_after(self.current.generation);
        }
        Ok(())
    }

    /// Follows a rotation that somebody else made. The seed before it is kept
    /// for [`DEFAULT_OVERLAP_DAYS`]: accepted if `accept_old`, and otherwise only
    /// recognised, as one that was lost. [`fit`](super::fit()) tells whether it is
    /// one.
    pub fn follow(&mut self, rotation: Enrolment, accept_old: bool, now: UnixTime) {
        let old = if accept_old {
            Kept::Accepted
        } else {
            Kept::Lost(Vec::new())
        };
        self.follow_keeping(old, rotation, now);
    }

    pub(crate) fn follow_keeping(&mut self, old: Kept, rotation: Enrolment, now: UnixTime) {
        let until = now.plus_days(DEFAULT_OVERLAP_DAYS);
        self.put_in_force(rotation.generation, rotation.secret, until, old, now);
    }

    /// Removes the old seeds whose time is over, and tells whether there was
    /// one.
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

    /// Removes the old seeds, whatever their time.
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
        kept: Kept,
        now: UnixTime,
    ) {
        let seed = Seed::new(generation, secret, now);
        let old = std::mem::replace(&mut self.current, seed);
        let (accepted, unasked) = (kept == Kept::Accepted, kept == Kept::Unasked);
        let lost = match kept {
            Kept::Accepted | Kept::Recognised => None,
            Kept::Unasked => Some(Vec::new()),
            Kept::Lost(names) => Some(names),
        };
        if !accepted {
            for previous in &mut self.previous {
                previous.accepted = false;
                // The lost device had these as well.
                if previous.lost.is_none() {
                    (previous.lost, previous.unasked) = (lost.clone(), unasked);
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
                lost,
                unasked,
            },
        );
        self.highest = self.highest.max(generation);
        self.brought_by = None;
        self.by_link = false;
        self.organisers.advance(self.id);
    }

    /// Keeps the check words of a seed that is in force no longer, and that is not
    /// kept itself.
    pub(crate) fn retire(&mut self, seed: &Seed) {
        let words = seed.check_words();
        if !self.retired.contains(&words) {
            self.retired.push(words);
        }
    }

    /// Forgets that a seed which comes back into force was retired.
    pub(crate) fn unretire(&mut self, seed: &Seed) {
        if !self.retired.is_empty() {
            let words = seed.check_words();
            self.retired.retain(|retired| *retired != words);
        }
    }
}

/// Why a group can't be rotated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RotateError {
    /// Another program made it, which would not follow.
    #[error("it was not made by ringtrue: its key is changed where it was made")]
    Foreign,
    /// It is at [`Generation::LAST`], or went there once.
    #[error("it has used up its {} generations", Generation::LAST)]
    Exhausted,
    /// There is no older seed.
    #[error("no older key is kept to go back to")]
    NothingToUndo,
    /// The older seed was given up because something was lost: whose, if it is
    /// known.
    #[error("the key before was given up because a device was lost")]
    Lost(Vec<Name>),
    /// The member who lost something is not on its roll.
    #[error(transparent)]
    Roll(#[from] RollError),
}
