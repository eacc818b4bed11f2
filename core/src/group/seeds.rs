//! A group and its seeds: the one in force, those before it, and rotation.

use std::sync::OnceLock;

use thiserror::Error;

use super::enrolment::{Enrolment, Origin};
use super::generation::Generation;
use super::member::{Member, Off, RollError};
use super::name::Name;
use super::organisers::Organisers;
use crate::device::DevicePublic;
use crate::id::GroupId;
use crate::otp::{CHECK_WORDS, Codes, Parameters, check_words};
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::words::Word;

/// How long an old seed is accepted after a rotation, in days, unless the
/// person says otherwise: a week in which everybody meets somebody.
pub const DEFAULT_OVERLAP_DAYS: u32 = 7;

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
    /// included: none is issued twice.
    pub(crate) highest: Generation,
    pub(crate) members: Vec<Member>,
    pub(crate) organisers: Organisers,
    /// Who left since the group has messages: each message says so again, since
    /// a device may have missed the one that said it first, and so does a backup.
    pub(crate) off: Vec<Off>,
    /// Who is off the roll and was paired with whoever has this device: should a
    /// message bring them back, they still are.
    pub(crate) parted: Vec<(Name, DevicePublic)>,
    /// Which message brought the seed in force: the SHA-256 of its text, by
    /// which one of two rotations made at once counts on every device.
    pub(crate) brought_by: Option<[u8; 32]>,
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
            members: Vec::new(),
            organisers: Organisers::default(),
            off: Vec::new(),
            parted: Vec::new(),
            brought_by: None,
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

    /// Whether [`Group::undo_rotation`] would bring back a seed that was given
    /// up because something was lost.
    #[must_use]
    pub fn undo_brings_back_lost(&self) -> bool {
        self.previous
            .first()
            .is_some_and(|previous| !previous.accepted)
    }

    /// Whether a message has the seed in force.
    #[must_use]
    pub const fn was_sealed(&self) -> bool {
        self.brought_by.is_some()
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

    /// The codes of the seed in force.
    #[must_use]
    pub fn codes(&self) -> Codes {
        Codes::new(&self.current.secret, self.parameters)
    }

    /// Puts `secret` in force as the next generation, and keeps the seed before
    /// it, and every older one, accepted for `overlap_days` at most; for 0 days
    /// they are removed at once.
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
        let until = now.plus_days(overlap_days);
        self.put_in_force(generation, secret, until, true, now);
        // No older seed outlives a newer one.
        for previous in &mut self.previous {
            previous.until = previous.until.min(until);
        }
        self.remove_expired(now);
        Ok(())
    }

    /// Puts `secret` in force as the next generation because what `member`
    /// holds is lost: every older seed is removed at once, and the member is
    /// off the roll.
    ///
    /// # Errors
    /// [`RotateError`]; the group is as it was.
    pub fn rotate_without(
        &mut self,
        member: &str,
        secret: Secret,
        now: UnixTime,
    ) -> Result<(), RotateError> {
        let generation = self.next_generation()?;
        let gone = self.remove_member(member)?;
        if self.organisers.own().is_some() {
            self.strike(gone.name.as_str());
        }
        self.put_in_force(generation, secret, now, false, now);
        self.previous.clear();
        Ok(())
    }

    /// Goes back to the seed before, which is then in force without end. The
    /// number that is undone is never issued again.
    ///
    /// # Errors
    /// [`RotateError::NothingToUndo`]; the group is as it was.
    pub fn undo_rotation(&mut self) -> Result<(), RotateError> {
        if self.previous.is_empty() {
            return Err(RotateError::NothingToUndo);
        }
        self.current = self.previous.remove(0).seed;
        self.brought_by = None;
        for member in &mut self.members {
            member.forget_after(self.current.generation);
        }
        Ok(())
    }

    /// Follows a rotation that somebody else made. The seed before it is kept
    /// for [`DEFAULT_OVERLAP_DAYS`]: accepted where `accept_old`, and otherwise
    /// only to be recognised. [`fit`](super::fit()) tells whether it is one.
    pub fn follow(&mut self, rotation: Enrolment, accept_old: bool, now: UnixTime) {
        let until = now.plus_days(DEFAULT_OVERLAP_DAYS);
        self.put_in_force(rotation.generation, rotation.secret, until, accept_old, now);
    }

    /// Removes the old seeds whose time is over, and tells whether there was
    /// one.
    pub fn remove_expired(&mut self, now: UnixTime) -> bool {
        let before = self.previous.len();
        self.previous.retain(|previous| now < previous.until);
        self.previous.len() < before
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
        accept_old: bool,
        now: UnixTime,
    ) {
        let seed = Seed::new(generation, secret, now);
        let old = std::mem::replace(&mut self.current, seed);
        if !accept_old {
            for previous in &mut self.previous {
                previous.accepted = false;
            }
        }
        self.previous.insert(
            0,
            Previous {
                seed: old,
                until,
                accepted: accept_old,
            },
        );
        self.highest = self.highest.max(generation);
        self.brought_by = None;
    }
}

/// Why a group can't be rotated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RotateError {
    /// Another program made it, which would not follow.
    #[error("it was not made by ringtrue: its seed is changed where it was made")]
    Foreign,
    /// It is at [`Generation::LAST`], or went there once.
    #[error("it has used up its {} generations", Generation::LAST)]
    Exhausted,
    /// There is no older seed.
    #[error("no older seed is kept to go back to")]
    NothingToUndo,
    /// The member who lost something is not on its roll.
    #[error(transparent)]
    Roll(#[from] RollError),
}
