//! Who may sign a group's messages: the keys that are pinned, those that were
//! demoted, and this device's own.

use super::name::Name;
use super::rank::Brought;
use crate::id::GroupId;
use crate::organiser::{OrganiserKey, SigningError, SigningKey, promotion};

/// Someone whose messages count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Organiser {
    /// Their name on the roll.
    pub name: Name,
    /// What their messages are verified with.
    pub key: OrganiserKey,
    /// Who promoted them, `None` for the first one. By this a device knows an
    /// organiser of whose promotion it has not heard yet.
    pub promoted: Option<Promotion>,
}

/// A signature by which one organiser makes another one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Promotion {
    /// Who did.
    pub by: OrganiserKey,
    /// Their minisign signature of the promotion's bytes, four lines
    /// (`docs/formats.md`).
    pub signature: String,
}

/// The keys that count at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counting {
    /// Those whose messages count, in the order in which they came.
    pub(crate) pinned: Vec<Organiser>,
    /// Those that counted once and never will again.
    pub(crate) demoted: Vec<OrganiserKey>,
}

impl Counting {
    pub(crate) fn of_key(&self, key: &OrganiserKey) -> Option<&Organiser> {
        self.pinned.iter().find(|organiser| organiser.key == *key)
    }

    /// Returns those of `named` who count beside those that are pinned: each was
    /// promoted by one who counts, or a person compared their key, and none was
    /// demoted, now or by `demoted`.
    fn vouched<'a>(
        &self,
        group: GroupId,
        named: &'a [Organiser],
        demoted: &[OrganiserKey],
        compared: &[OrganiserKey],
    ) -> Vec<&'a Organiser> {
        let is_demoted = |key: &OrganiserKey| self.demoted.contains(key) || demoted.contains(key);
        let mut vouched: Vec<&Organiser> = Vec::new();
        loop {
            let counts = |key: &OrganiserKey| {
                self.of_key(key).is_some() || vouched.iter().any(|known| known.key == *key)
            };
            let is_promoted = |organiser: &Organiser| {
                let promoted = organiser.promoted.as_ref();
                promoted.is_some_and(|promoted| {
                    let text = promotion(group, &organiser.key);
                    counts(&promoted.by)
                        && !is_demoted(&promoted.by)
                        && promoted.by.has_signed(&text, &promoted.signature)
                })
            };
            let next = named.iter().find(|organiser| {
                !counts(&organiser.key)
                    && !is_demoted(&organiser.key)
                    && (compared.contains(&organiser.key) || is_promoted(organiser))
            });
            match next {
                Some(organiser) => vouched.push(organiser),
                None => return vouched,
            }
        }
    }

    /// Adds what a rotation says, if its signer counts.
    fn follow(&mut self, group: GroupId, said: &Said, compared: &[OrganiserKey]) {
        // Who vouches for the signer may be demoted by them.
        let signers = self.vouched(group, &said.organisers, &[], compared);
        let counts = self.of_key(&said.brought.by).is_some()
            || signers.iter().any(|it| it.key == said.brought.by);
        if !counts {
            return;
        }
        let signer = signers.into_iter().find(|it| it.key == said.brought.by);
        let signer = signer.cloned();
        if signer.is_some() {
            self.pinned.truncate(Organisers::MAX - 1);
        }
        self.pinned.extend(signer);
        self.rename_signer(said);
        let vouched = self.vouched(group, &said.organisers, &said.demoted, compared);
        // As many as a message can name: another organiser has to be able to write
        // all of them down.
        let room = Organisers::MAX.saturating_sub(self.pinned.len());
        let vouched: Vec<Organiser> = vouched.into_iter().take(room).cloned().collect();
        self.pinned.extend(vouched);
        self.demote(&said.demoted);
    }

    /// Lets whoever signed go by the name that they give themselves, unless it is
    /// another organiser's. Of the others it says nothing: who could swap two names
    /// would have the wrong one demoted.
    fn rename_signer(&mut self, said: &Said) {
        let mut named = said.organisers.iter();
        let Some(named) = named.find(|it| it.key == said.brought.by) else {
            return;
        };
        let mut others = self.pinned.iter().filter(|it| it.key != named.key);
        if others.any(|it| it.name.folded() == named.name.folded()) {
            return;
        }
        if let Some(pinned) = self.pinned.iter_mut().find(|it| it.key == named.key) {
            pinned.name.clone_from(&named.name);
        }
    }

    pub(super) fn demote(&mut self, demoted: &[OrganiserKey]) {
        for key in demoted {
            // Keys that count here are always demoted; of others only so many as a
            // message can name.
            let has_room = self.demoted.len() < Organisers::MAX_DEMOTED;
            if !self.demoted.contains(key) && (has_room || self.of_key(key).is_some()) {
                self.demoted.insert(0, *key);
                self.demoted.truncate(Organisers::MAX_DEMOTED);
            }
        }
        let Self { pinned, demoted } = self;
        pinned.retain(|organiser| !demoted.contains(&organiser.key));
    }
}

/// What one rotation to the generation in force says about who may sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) brought: Brought,
    /// The organisers that it names.
    pub(crate) organisers: Vec<Organiser>,
    /// The keys that it demotes, now or earlier.
    pub(crate) demoted: Vec<OrganiserKey>,
}

impl Said {
    /// Reports whether whoever signed counts no longer once these keys are demoted: it
    /// is one of them, or nobody else vouches for it.
    fn falls_with(
        &self,
        group: GroupId,
        before: &Counting,
        demoted: &[OrganiserKey],
        compared: &[OrganiserKey],
    ) -> bool {
        let by = &self.brought.by;
        let counts = |demoted: &[OrganiserKey]| {
            let vouched = before.vouched(group, &self.organisers, demoted, compared);
            before.of_key(by).is_some() || vouched.iter().any(|it| it.key == *by)
        };
        demoted.contains(by) || counts(&[]) && !counts(demoted)
    }
}

/// Whose messages count for a group on this device.
///
/// Several organisers may rotate at once, and demote each other. So that every
/// device ends with the same keys, in whatever order it hears of these rotations,
/// what each says is kept, and who counts is computed from all of them: the one
/// in force first, then the others by rank.
#[derive(Debug, Default)]
pub struct Organisers {
    pub(crate) counting: Counting,
    /// What this device signs with. It counts if its public half is pinned.
    pub(crate) own: Option<SigningKey>,
    /// Keys whose six words a person compared on this device.
    pub(crate) compared: Vec<OrganiserKey>,
    /// By which name a key counted here first, if its owner gave themselves another
    /// one since.
    pub(crate) first_names: Vec<(OrganiserKey, Name)>,
    /// The keys that counted before the generation in force.
    pub(crate) before: Option<Counting>,
    /// The rotations to the generation in force, that one first.
    pub(crate) said: Vec<Said>,
}

impl Organisers {
    /// The most organisers that a group may have.
    pub const MAX: usize = 50;

    /// The most demoted keys that a group keeps and a message names.
    pub(crate) const MAX_DEMOTED: usize = 500;

    /// The most rotations to one generation that are kept.
    const MAX_SAID: usize = 20;

    /// Those whose messages count.
    #[must_use]
    pub fn pinned(&self) -> &[Organiser] {
        &self.counting.pinned
    }

    /// The keys that were demoted.
    #[must_use]
    pub fn demoted(&self) -> &[OrganiserKey] {
        &self.counting.demoted
    }

    /// Returns the organiser of this key, `None` for a key that is not pinned.
    #[must_use]
    pub fn of_key(&self, key: &OrganiserKey) -> Option<&Organiser> {
        self.counting.of_key(key)
    }

    /// Reports whether an organiser goes by this name, or did when their key first
    /// counted here: nobody escapes a removal by another name.
    pub(super) fn is_called(&self, organiser: &Organiser, name: &str) -> bool {
        let mut first = self.first_names.iter();
        organiser.name.is_meant_by(name)
            || first.any(|(key, first)| *key == organiser.key && first.is_meant_by(name))
    }

    /// Returns this device's own key, if there is one.
    ///
    /// # Errors
    /// [`SigningError`] if it can't be used.
    pub fn own_key(&self) -> Result<Option<OrganiserKey>, SigningError> {
        self.own.as_ref().map(SigningKey::public).transpose()
    }

    /// Returns the organiser that this device is, `None` if it is none.
    #[must_use]
    pub fn own(&self) -> Option<&Organiser> {
        self.of_key(&self.own_key().ok()??)
    }

    /// Reports whether the signer of a message counts that names `named`: they
    /// are pinned, or were promoted by one who is.
    pub(crate) fn counts(&self, group: GroupId, by: &OrganiserKey, named: &[Organiser]) -> bool {
        self.of_key(by).is_some() || self.is_vouched(&self.counting, group, by, named)
    }

    /// Reports whether a rotation to the generation in force is to be kept: its
    /// signer counts but for what other rotations say that are not in force.
    pub(crate) fn is_rival(&self, group: GroupId, by: &OrganiserKey, named: &[Organiser]) -> bool {
        // What was demoted on this device itself stays so.
        let settled = self.folded(group, &self.said).unwrap_or_default();
        if self.counting.demoted.contains(by) && !settled.demoted.contains(by) {
            return false;
        }
        let first = self.said.get(..1).unwrap_or_default();
        self.folded(group, first).is_some_and(|counting| {
            counting.of_key(by).is_some() || self.is_vouched(&counting, group, by, named)
        })
    }

    fn is_vouched(
        &self,
        counting: &Counting,
        group: GroupId,
        by: &OrganiserKey,
        named: &[Organiser],
    ) -> bool {
        let vouched = counting.vouched(group, named, &[], &self.compared);
        vouched.iter().any(|organiser| organiser.key == *by)
    }

    /// Returns those of `named` who don't count yet, and only do after a person
    /// compared their words: nobody who counts promoted them.
    pub(crate) fn unvouched<'a>(
        &self,
        group: GroupId,
        named: &'a [Organiser],
    ) -> Vec<&'a Organiser> {
        let vouched = self.counting.vouched(group, named, &[], &self.compared);
        let is_known = |key: &OrganiserKey| {
            self.of_key(key).is_some()
                || self.counting.demoted.contains(key)
                || vouched.iter().any(|organiser| organiser.key == *key)
        };
        named.iter().filter(|it| !is_known(&it.key)).collect()
    }

    /// Takes what a rotation to a new generation says.
    pub(crate) fn begin(&mut self, group: GroupId, said: Said) {
        self.before = Some(self.counting.clone());
        self.said = vec![said];
        self.recount(group, |_| {});
    }

    /// Takes what another rotation to the generation in force says, which is in
    /// force from now on if it `wins`. Returns whether anything changed.
    pub(crate) fn hear(&mut self, group: GroupId, said: Said, wins: bool) -> bool {
        let mut known = self.said.iter();
        let at = known.position(|known| known.brought == said.brought);
        if at == Some(0) || !wins && (at.is_some() || self.is_mutual(group, &said)) {
            return false;
        }
        self.before.get_or_insert_with(|| self.counting.clone());
        self.recount(group, |kept| {
            kept.retain(|known| known.brought != said.brought);
            let at = if wins { 0 } else { kept.len() };
            kept.insert(at, said);
            if let Some((_, others)) = kept.split_first_mut() {
                others.sort_by_key(|said| (said.brought.rank, *said.brought.by.as_bytes()));
            }
            while kept.len() > Self::MAX_SAID {
                // Nobody pushes out what another one says.
                let at = (1..kept.len()).rev().find(|at| is_said_before(kept, *at));
                kept.remove(at.unwrap_or(kept.len() - 1));
            }
        });
        true
    }

    /// Reports whether a rotation demotes the signer of another one that demotes
    /// its own: then the one that was heard first stays.
    fn is_mutual(&self, group: GroupId, said: &Said) -> bool {
        let Some(before) = &self.before else {
            return false;
        };
        let ends = |one: &Said, other: &Said| {
            other.falls_with(group, before, &one.demoted, &self.compared)
        };
        let mut known = self.said.iter();
        known.any(|known| ends(known, said) && ends(said, known))
    }

    /// Reports whether whoever signed the rotation in force, which is `brought`, counts
    /// no longer once these keys are demoted.
    pub(crate) fn falls_with(
        &self,
        group: GroupId,
        brought: &Brought,
        demoted: &[OrganiserKey],
    ) -> bool {
        match (self.said.first(), &self.before) {
            (Some(said), Some(before)) if said.brought == *brought => {
                said.falls_with(group, before, demoted, &self.compared)
            }
            _ => demoted.contains(&brought.by),
        }
    }

    /// Notes that a new generation is in force, which came by no message so far.
    pub(crate) fn advance(&mut self, group: GroupId) {
        self.before = self.folded(group, &self.said);
        self.said.clear();
    }

    /// Notes that this device's own rotation to the generation in force was sealed,
    /// with what counts here now.
    pub(crate) fn sent(&mut self, brought: Brought) {
        let Counting { pinned, demoted } = self.counting.clone();
        self.before.get_or_insert_with(|| self.counting.clone());
        self.said = vec![Said {
            brought,
            organisers: pinned,
            demoted,
        }];
    }

    /// Notes that a person compared the six words of an organiser's key, and counts
    /// it if a rotation to the generation in force names it.
    pub(crate) fn accept(&mut self, group: GroupId, key: OrganiserKey) {
        if !self.compared.contains(&key) {
            self.compared.push(key);
        }
        if self.before.is_some() {
            self.recount(group, |_| {});
        }
    }

    /// Lets a person's trust begin anew: what was heard before counts no longer, and
    /// neither does whose words they compared before. Keys that were demoted here stay so,
    /// but for `trusted`, whose words they have compared: the message may be older.
    pub(crate) fn trust(
        &mut self,
        trusted: Option<OrganiserKey>,
        said: Option<Said>,
        mut counting: Counting,
    ) {
        // A full list must push out no key that counts here and that the message demotes;
        // then come those that were demoted here, which no message pushes out.
        let named = std::mem::take(&mut counting.demoted);
        let (mut demoted, rest): (Vec<_>, Vec<_>) = named
            .into_iter()
            .partition(|key| self.counting.of_key(key).is_some());
        let here = self.counting.demoted.iter().copied();
        for key in here.filter(|key| Some(*key) != trusted).chain(rest) {
            if !demoted.contains(&key) {
                demoted.push(key);
            }
        }
        demoted.truncate(Self::MAX_DEMOTED);
        counting.pinned.retain(|it| !demoted.contains(&it.key));
        counting.demoted = demoted;
        self.compared.clear();
        self.before = Some(counting.clone());
        self.set(counting);
        self.said = said.into_iter().collect();
    }

    /// Sets who counts, and keeps the first name of each key that goes by another one now.
    fn set(&mut self, counting: Counting) {
        let before = std::mem::replace(&mut self.counting, counting);
        let Self {
            counting,
            first_names,
            ..
        } = self;
        for known in before.pinned {
            let now = counting.of_key(&known.key);
            let is_renamed = now.is_some_and(|now| now.name.folded() != known.name.folded());
            if is_renamed && first_names.iter().all(|(key, _)| *key != known.key) {
                first_names.push((known.key, known.name));
            }
        }
        first_names.retain(|(key, _)| counting.of_key(key).is_some());
    }

    /// Forgets which rotations brought the generation in force.
    pub(crate) fn forget_said(&mut self) {
        self.before = None;
        self.said.clear();
    }

    /// Changes what is kept, and computes who counts. What was promoted and
    /// demoted on this device since its last rotation stays.
    fn recount(&mut self, group: GroupId, change: impl FnOnce(&mut Vec<Said>)) {
        let settled = self.folded(group, &self.said).unwrap_or_default();
        let own = self.own_key().ok().flatten();
        let Counting { pinned, demoted } = self.counting.clone();
        let (own_name, promoted): (Vec<_>, Vec<_>) = (
            pinned
                .iter()
                .find(|it| own == Some(it.key))
                .cloned()
                .into_iter()
                .collect(),
            pinned
                .into_iter()
                .filter(|it| settled.of_key(&it.key).is_none())
                .collect(),
        );
        let demoted = demoted.into_iter();
        let demoted = demoted.filter(|key| !settled.demoted.contains(key));
        let demoted: Vec<OrganiserKey> = demoted.collect();
        change(&mut self.said);
        let mut counting = self.folded(group, &self.said).unwrap_or_default();
        for organiser in own_name {
            if let Some(pinned) = counting
                .pinned
                .iter_mut()
                .find(|it| it.key == organiser.key)
            {
                pinned.name = organiser.name;
            }
        }
        if own.is_some_and(|own| counting.of_key(&own).is_some()) {
            counting.pinned.extend(promoted);
            counting.pinned.truncate(Self::MAX);
            counting.demote(&demoted);
        }
        self.set(counting);
    }

    /// Computes who counts after these rotations, `None` if it is not known who
    /// did before.
    fn folded(&self, group: GroupId, said: &[Said]) -> Option<Counting> {
        let before = self.before.as_ref()?;
        let mut counting = before.clone();
        let mut rest: Vec<&Said> = said.iter().collect();
        let mut next = 0;
        while next < rest.len() {
            let said = rest.remove(next);
            counting.follow(group, said, &self.compared);
            // Of the others, whoever another one demotes comes after that one.
            let is_demoted = |said: &&Said| {
                let mut others = rest.iter().filter(|other| other.brought != said.brought);
                others.any(|other| said.falls_with(group, before, &other.demoted, &self.compared))
            };
            next = rest.iter().position(|said| !is_demoted(said)).unwrap_or(0);
        }
        Some(counting)
    }

    /// Takes in whom a later state of the group demoted.
    pub(crate) fn demote(&mut self, demoted: &[OrganiserKey]) {
        self.counting.demote(demoted);
        if let Some(before) = &mut self.before {
            before.demote(demoted);
        }
    }

    /// Demotes these keys on this device alone, which has no organiser's key. Organisers
    /// whom they promoted still count.
    pub(super) fn distrust(&mut self, keys: &[OrganiserKey]) {
        self.counting.demote(keys);
        self.before = Some(self.counting.clone());
        if self.counting.pinned.is_empty() {
            self.forget_said();
        }
    }

    /// Takes from a backup that a person compared the words of a key, and returns
    /// whether that is new. Of a key that is not pinned it is not taken: since then
    /// a person may have trusted another one instead.
    pub(crate) fn take_compared(&mut self, key: OrganiserKey) -> bool {
        let is_new = self.of_key(&key).is_some() && !self.compared.contains(&key);
        if is_new {
            self.compared.push(key);
        }
        is_new
    }

    /// Takes in what a backup has: the own key if there is none here, whom it
    /// pins if nobody is pinned here, and never one who was demoted here.
    pub(crate) fn restore(&mut self, backup: Self) {
        if self.counting.pinned.is_empty() {
            self.counting.pinned = backup.counting.pinned;
            self.first_names = backup.first_names;
        }
        for key in backup.counting.demoted {
            if self.of_key(&key).is_none() {
                self.demote(&[key]);
            }
        }
        // The backup may pin whom this device knows to be demoted.
        self.counting.demote(&[]);
        for key in backup.compared {
            self.take_compared(key);
        }
        let counts = backup.own.as_ref().is_some_and(|own| {
            let key = own.public();
            key.is_ok_and(|key| self.of_key(&key).is_some())
        });
        // Someone may be about to promote a key that was offered here.
        if self.own.is_none() && backup.own.is_some() || counts && self.own().is_none() {
            self.own = backup.own;
        }
    }
}

/// Reports whether whoever said this said something before it in the list.
fn is_said_before(kept: &[Said], at: usize) -> bool {
    let Some((said, before)) = kept.get(..=at).and_then(<[Said]>::split_last) else {
        return false;
    };
    before
        .iter()
        .any(|other| other.brought.by == said.brought.by)
}
