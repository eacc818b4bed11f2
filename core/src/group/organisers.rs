//! The organisers' keys of a group: those pinned to sign its messages, those demoted, and
//! this device's own.

use super::name::Name;
use super::rank::RotationId;
use crate::id::GroupId;
use crate::organiser::{OrganiserKey, SigningError, SigningKey, promotion};

/// Someone whose messages count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Organiser {
    /// Their name on the roll.
    pub name: Name,
    /// The key that verifies their messages.
    pub key: OrganiserKey,
    /// The promotion by another organiser, `None` for the first one. It lets a device
    /// accept an organiser of whose promotion it has not heard yet.
    pub promoted: Option<PromotionSignature>,
}

/// A signature by which one organiser promotes another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PromotionSignature {
    /// The key of the organiser who signed.
    pub by: OrganiserKey,
    /// Their minisign signature of the promotion's bytes, four lines
    /// (`docs/reference/formats.md`).
    pub signature: String,
}

/// The keys that count at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CountingKeys {
    /// The organisers whose messages count, in the order in which they came.
    pub(crate) pinned: Vec<Organiser>,
    /// The keys that counted once and never will again.
    pub(crate) demoted: Vec<OrganiserKey>,
}

impl CountingKeys {
    pub(crate) fn of_key(&self, key: &OrganiserKey) -> Option<&Organiser> {
        self.pinned.iter().find(|organiser| organiser.key == *key)
    }

    /// Returns the organisers in `named` who count in addition to the pinned ones: each
    /// was promoted by one who counts, or a person compared their key, and none is
    /// demoted, here or in `demoted`.
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

    /// Applies what a rotation says, if its signer counts.
    fn follow(&mut self, group: GroupId, statement: &Statement, compared: &[OrganiserKey]) {
        // The signer may demote the organiser who vouches for them.
        let signers = self.vouched(group, &statement.organisers, &[], compared);
        let counts = self.of_key(&statement.brought.by).is_some()
            || signers.iter().any(|it| it.key == statement.brought.by);
        if !counts {
            return;
        }
        let signer = signers
            .into_iter()
            .find(|it| it.key == statement.brought.by);
        let signer = signer.cloned();
        if signer.is_some() {
            self.pinned.truncate(Organisers::MAX - 1);
        }
        self.pinned.extend(signer);
        self.rename_signer(statement);
        let vouched = self.vouched(group, &statement.organisers, &statement.demoted, compared);
        // Keep no more than a message can name: another organiser must be able to list
        // them all.
        let room = Organisers::MAX.saturating_sub(self.pinned.len());
        let vouched: Vec<Organiser> = vouched.into_iter().take(room).cloned().collect();
        self.pinned.extend(vouched);
        self.demote(&statement.demoted);
    }

    /// Renames the signer to the name they give themselves, unless another organiser has
    /// it. Other names are ignored: someone who could swap two would get the wrong
    /// organiser demoted.
    fn rename_signer(&mut self, statement: &Statement) {
        let mut named = statement.organisers.iter();
        let Some(named) = named.find(|it| it.key == statement.brought.by) else {
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
            // Keys that count here are always demoted, others only as far as a message
            // has room to name them.
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

/// The statement of one rotation to the generation in force about who may sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) brought: RotationId,
    /// The organisers that it names.
    pub(crate) organisers: Vec<Organiser>,
    /// The keys that it demotes, now or earlier.
    pub(crate) demoted: Vec<OrganiserKey>,
}

impl Statement {
    /// Reports whether the signer no longer counts once these keys are demoted: theirs is
    /// one of them, or nobody else vouches for it.
    fn falls_with(
        &self,
        group: GroupId,
        before: &CountingKeys,
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

/// The organisers of a group, as this device knows them.
///
/// Several organisers may rotate at once and demote each other. So that every device ends
/// up with the same keys, in whatever order it gets these rotations, it keeps the
/// statement of each and computes from all of them who counts: the one in force first,
/// then the others by rank.
#[derive(Debug, Default)]
pub struct Organisers {
    pub(crate) counting: CountingKeys,
    /// The key that this device signs with. It counts if its public half is pinned.
    pub(crate) own: Option<SigningKey>,
    /// Keys whose six words a person compared on this device.
    pub(crate) compared: Vec<OrganiserKey>,
    /// The name under which each key first counted here, if its owner has been renamed
    /// since.
    pub(crate) original_names: Vec<(OrganiserKey, Name)>,
    /// The keys that counted before the generation in force.
    pub(crate) before: Option<CountingKeys>,
    /// The statements of the rotations to the generation in force, starting with the one
    /// in force.
    pub(crate) statements: Vec<Statement>,
}

impl Organisers {
    /// The most organisers that a group may have.
    pub const MAX: usize = 50;

    /// The most demoted keys that a group keeps and a message names.
    pub(crate) const MAX_DEMOTED: usize = 500;

    /// The most rotations to one generation that are kept.
    const MAX_STATEMENTS: usize = 20;

    /// Returns the organisers whose messages count.
    #[must_use]
    pub fn pinned(&self) -> &[Organiser] {
        &self.counting.pinned
    }

    /// Returns the names of the organisers whose messages count, each once.
    #[must_use]
    pub fn names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for organiser in self.pinned() {
            if !names.contains(&organiser.name) {
                names.push(organiser.name.clone());
            }
        }
        names
    }

    /// Returns the keys that were demoted.
    #[must_use]
    pub fn demoted(&self) -> &[OrganiserKey] {
        &self.counting.demoted
    }

    /// Returns the organiser with this key, `None` if it is not pinned.
    #[must_use]
    pub fn of_key(&self, key: &OrganiserKey) -> Option<&Organiser> {
        self.counting.of_key(key)
    }

    /// Reports whether an organiser goes by this name, or did when their key first
    /// counted here: nobody escapes removal under another name.
    pub(super) fn is_called(&self, organiser: &Organiser, name: &str) -> bool {
        let mut first = self.original_names.iter();
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

    /// Returns the organiser whose key this device has, `None` if it is not an
    /// organiser's.
    #[must_use]
    pub fn own(&self) -> Option<&Organiser> {
        self.of_key(&self.own_key().ok()??)
    }

    /// Reports whether the signer `by` of a message that names `named` counts: they are
    /// pinned, or vouched for.
    pub(crate) fn counts(&self, group: GroupId, by: &OrganiserKey, named: &[Organiser]) -> bool {
        self.of_key(by).is_some() || self.is_vouched(&self.counting, group, by, named)
    }

    /// Reports whether to keep a rival rotation to the generation in force: its signer
    /// would count without the other rivals.
    pub(crate) fn is_rival(&self, group: GroupId, by: &OrganiserKey, named: &[Organiser]) -> bool {
        // Keys demoted on this device itself stay demoted.
        let settled = self.replay(group, &self.statements).unwrap_or_default();
        if self.counting.demoted.contains(by) && !settled.demoted.contains(by) {
            return false;
        }
        let first = self.statements.get(..1).unwrap_or_default();
        self.replay(group, first).is_some_and(|counting| {
            counting.of_key(by).is_some() || self.is_vouched(&counting, group, by, named)
        })
    }

    fn is_vouched(
        &self,
        counting: &CountingKeys,
        group: GroupId,
        by: &OrganiserKey,
        named: &[Organiser],
    ) -> bool {
        let vouched = counting.vouched(group, named, &[], &self.compared);
        vouched.iter().any(|organiser| organiser.key == *by)
    }

    /// Returns the organisers in `named` who don't count until a person compares their
    /// words: nobody who counts promoted them.
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

    /// Starts over with the statement of a rotation to a new generation.
    pub(crate) fn start_generation(&mut self, group: GroupId, statement: Statement) {
        self.before = Some(self.counting.clone());
        self.statements = vec![statement];
        self.recount(group, |_| {});
    }

    /// Adds the statement of another rotation to the generation in force. If it `wins`,
    /// it is in force from now on. Returns whether anything changed.
    pub(crate) fn add_rival(&mut self, group: GroupId, statement: Statement, wins: bool) -> bool {
        let mut known = self.statements.iter();
        let at = known.position(|known| known.brought == statement.brought);
        if at == Some(0) || !wins && (at.is_some() || self.is_mutual(group, &statement)) {
            return false;
        }
        self.before.get_or_insert_with(|| self.counting.clone());
        self.recount(group, |kept| {
            kept.retain(|known| known.brought != statement.brought);
            let at = if wins { 0 } else { kept.len() };
            kept.insert(at, statement);
            if let Some((_, others)) = kept.split_first_mut() {
                others.sort_by_key(|statement| {
                    (statement.brought.rank, *statement.brought.by.as_bytes())
                });
            }
            while kept.len() > Self::MAX_STATEMENTS {
                // Remove repeated statements of one signer first, so that nobody pushes
                // out someone else's.
                let at = (1..kept.len()).rev().find(|at| is_stated_before(kept, *at));
                kept.remove(at.unwrap_or(kept.len() - 1));
            }
        });
        true
    }

    /// Reports whether this rotation and one heard before demote each other's signers.
    /// Then the one heard first stays.
    fn is_mutual(&self, group: GroupId, statement: &Statement) -> bool {
        let Some(before) = &self.before else {
            return false;
        };
        let ends = |one: &Statement, other: &Statement| {
            other.falls_with(group, before, &one.demoted, &self.compared)
        };
        let mut known = self.statements.iter();
        known.any(|known| ends(known, statement) && ends(statement, known))
    }

    /// Reports whether the signer of the rotation in force, which is `brought`, no longer
    /// counts once these keys are demoted.
    pub(crate) fn falls_with(
        &self,
        group: GroupId,
        brought: &RotationId,
        demoted: &[OrganiserKey],
    ) -> bool {
        match (self.statements.first(), &self.before) {
            (Some(statement), Some(before)) if statement.brought == *brought => {
                statement.falls_with(group, before, demoted, &self.compared)
            }
            _ => demoted.contains(&brought.by),
        }
    }

    /// Notes that a new generation is in force, which no message has brought yet.
    pub(crate) fn start_generation_unsigned(&mut self, group: GroupId) {
        self.before = self.replay(group, &self.statements);
        self.statements.clear();
    }

    /// Notes that this device sealed its own rotation to the generation in force, stating
    /// who counts here now.
    pub(crate) fn mark_sent(&mut self, brought: RotationId) {
        let CountingKeys { pinned, demoted } = self.counting.clone();
        self.before.get_or_insert_with(|| self.counting.clone());
        self.statements = vec![Statement {
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

    /// Starts trust over with `counting`: no earlier statement and no earlier comparison
    /// counts. Keys demoted here stay demoted, since the message may be older than the
    /// demotion, except `trusted`, whose words a person has compared.
    pub(crate) fn trust(
        &mut self,
        trusted: Option<OrganiserKey>,
        statement: Option<Statement>,
        mut counting: CountingKeys,
    ) {
        // The list may be cut: keys that count here and that the message demotes come
        // first, then those demoted here, which no message pushes out.
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
        self.statements = statement.into_iter().collect();
    }

    /// Sets who counts, and keeps the first name of each key that is renamed.
    fn set(&mut self, counting: CountingKeys) {
        let before = std::mem::replace(&mut self.counting, counting);
        let Self {
            counting,
            original_names,
            ..
        } = self;
        for known in before.pinned {
            let now = counting.of_key(&known.key);
            let is_renamed = now.is_some_and(|now| now.name.folded() != known.name.folded());
            if is_renamed && original_names.iter().all(|(key, _)| *key != known.key) {
                original_names.push((known.key, known.name));
            }
        }
        original_names.retain(|(key, _)| counting.of_key(key).is_some());
    }

    /// Forgets which rotations brought the generation in force.
    pub(crate) fn forget_statements(&mut self) {
        self.before = None;
        self.statements.clear();
    }

    /// Applies `change` to the kept statements and recomputes who counts. Promotions and
    /// demotions made on this device since its last rotation stay.
    fn recount(&mut self, group: GroupId, change: impl FnOnce(&mut Vec<Statement>)) {
        let settled = self.replay(group, &self.statements).unwrap_or_default();
        let own = self.own_key().ok().flatten();
        let CountingKeys { pinned, demoted } = self.counting.clone();
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
        change(&mut self.statements);
        let mut counting = self.replay(group, &self.statements).unwrap_or_default();
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
    fn replay(&self, group: GroupId, statements: &[Statement]) -> Option<CountingKeys> {
        let before = self.before.as_ref()?;
        let mut counting = before.clone();
        let mut rest: Vec<&Statement> = statements.iter().collect();
        let mut next = 0;
        while next < rest.len() {
            let statement = rest.remove(next);
            counting.follow(group, statement, &self.compared);
            // A rotation whose signer is demoted by another one comes after that one.
            let is_demoted = |statement: &&Statement| {
                let mut others = rest
                    .iter()
                    .filter(|other| other.brought != statement.brought);
                others.any(|other| {
                    statement.falls_with(group, before, &other.demoted, &self.compared)
                })
            };
            next = rest
                .iter()
                .position(|statement| !is_demoted(statement))
                .unwrap_or(0);
        }
        Some(counting)
    }

    /// Applies the demotions of a later state of the group.
    pub(crate) fn demote(&mut self, demoted: &[OrganiserKey]) {
        self.counting.demote(demoted);
        if let Some(before) = &mut self.before {
            before.demote(demoted);
        }
    }

    /// Demotes these keys on this device only, which is not an organiser's. Organisers
    /// whom they promoted still count.
    pub(super) fn distrust(&mut self, keys: &[OrganiserKey]) {
        self.counting.demote(keys);
        self.before = Some(self.counting.clone());
        if self.counting.pinned.is_empty() {
            self.forget_statements();
        }
    }

    /// Notes that a person compared the words of a key, as a backup or a promotion says.
    /// Returns whether that is new. A key that is not pinned is ignored: a person may
    /// have trusted another one since.
    pub(crate) fn note_compared(&mut self, key: OrganiserKey) -> bool {
        let is_new = self.of_key(&key).is_some() && !self.compared.contains(&key);
        if is_new {
            self.compared.push(key);
        }
        is_new
    }

    /// Merges a backup: its own key if there is none here, its pinned organisers if
    /// nobody is pinned here, and never one who was demoted here.
    pub(crate) fn restore(&mut self, backup: Self) {
        if self.counting.pinned.is_empty() {
            self.counting.pinned = backup.counting.pinned;
            self.original_names = backup.original_names;
        }
        for key in backup.counting.demoted {
            if self.of_key(&key).is_none() {
                self.demote(&[key]);
            }
        }
        // The backup may pin a key that was demoted here.
        self.counting.demote(&[]);
        for key in backup.compared {
            self.note_compared(key);
        }
        let counts = backup.own.as_ref().is_some_and(|own| {
            let key = own.public();
            key.is_ok_and(|key| self.of_key(&key).is_some())
        });
        // Keep a key that was offered here unless the backup's counts: someone may be
        // about to promote it.
        if self.own.is_none() && backup.own.is_some() || counts && self.own().is_none() {
            self.own = backup.own;
        }
    }
}

/// Reports whether the signer of the statement at `at` has an earlier one in the list.
fn is_stated_before(kept: &[Statement], at: usize) -> bool {
    let Some((statement, before)) = kept.get(..=at).and_then(<[Statement]>::split_last) else {
        return false;
    };
    before
        .iter()
        .any(|other| other.brought.by == statement.brought.by)
}
