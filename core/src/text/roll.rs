//! Sentences of the roll-call, the list of groups, and the comparing of keys.

use super::Texts;
use super::texts::sentences;
use crate::device::DevicePublic;
use crate::group::{Generation, Group, Holds, Member, Name, Pairing, Parted};
use crate::roll::{NewEntry, RollUpdate};
use crate::time::{Day, UnixTime};

sentences! {
    /// Says what the words of a family's key are for.
    pub fn words_family(name: &str) = "words-family";
    /// Says what the words of this device's organiser key are for.
    pub fn words_organiser() = "words-organiser";
    /// Says what the words of this device's key are for.
    pub fn words_device() = "words-device";
    /// Says that words are those of a member's device.
    pub fn words_of_device() = "words-of-device";
    /// Says that a key was compared on this device.
    pub fn words_compared() = "words-compared";
    /// Says that a message claims a key which is in dispute.
    pub fn words_disputed() = "words-disputed";
    /// Says that the roll is empty.
    pub fn roll_nobody() = "roll-nobody";
    /// Says that a member is an organiser.
    pub fn roll_organiser() = "roll-organiser";
    /// Says that a member is an organiser with several keys.
    pub fn roll_organiser_keys(keys: u64) = "roll-organiser-keys";
    /// Says that an organiser is not on the roll.
    pub fn roll_organiser_only() = "roll-organiser-only";
    /// Says that a member is the owner of this device.
    pub fn roll_you() = "roll-you";
    /// Says that a member was never seen.
    pub fn roll_not_seen() = "roll-not-seen";
    /// Says that a member was last seen with the key in force.
    pub fn roll_current(entry: &str, date: &str) = "roll-current";
    /// Says that a member was last seen with an older key.
    pub fn roll_behind(entry: &str, date: &str) = "roll-behind";
    /// Says that a member is paired with this device.
    pub fn roll_paired() = "roll-paired";
    fn roll_parted_because(why: &str) = "roll-parted";
    /// Says that a member's device key was not compared on this device.
    pub fn roll_not_compared() = "roll-not-compared";
    /// Says that a message contradicts a member's device key.
    pub fn roll_disputed() = "roll-disputed";
    /// Says that a member has no device key to seal messages to.
    pub fn roll_no_message() = "roll-no-message";
    /// Says that a member has no sheet that counts.
    pub fn roll_sheet_none() = "roll-sheet-none";
    /// Says that a member's sheet ends soon.
    pub fn roll_sheet_ends(day: &str, last: &str) = "roll-sheet-ends";
    /// Says that a member's sheet has ended.
    pub fn roll_sheet_ended(day: &str, last: &str) = "roll-sheet-ended";
    /// Names a member's sheet, and its last day.
    pub fn roll_sheet(day: &str, last: &str) = "roll-sheet";
    /// Says how to print a new sheet.
    pub fn roll_print(command: &str) = "roll-print";
    /// Says when a line of a member's sheet was heard.
    pub fn roll_heard(date: &str) = "roll-heard";

    /// Returns a member's name and the notes on them.
    pub fn roll_line(name: &Name, notes: &str) = "roll-line";

    /// Introduces the members whom a message does not reach.
    pub fn reach_title() = "reach-title";
    /// Says how to reach a member with an app.
    pub fn reach_app(command: &str) = "reach-app";
    /// Says how to reach a member with a sheet.
    pub fn reach_sheet(command: &str) = "reach-sheet";
    /// Says how to reach a member with ringtrue whose device key is not known.
    pub fn reach_ringtrue(add: &str, invite: &str) = "reach-ringtrue";

    /// Returns the number of a group's key.
    pub fn groups_number(number: Generation) = "groups-number";
    /// Says what the others call a group.
    pub fn groups_to_others(name: &Name) = "groups-to-others";
    /// Says until when an older key is accepted.
    pub fn groups_accepted(entry: &str, date: &str) = "groups-accepted";

    /// Asks whether a member's device has these six words.
    pub fn ask_device_key(name: &Name, words: &str, command: &str) = "ask-device-key";
    /// Asks whether it is certain that nobody else has a member's previous device key.
    pub fn ask_old_key(name: &Name) = "ask-old-key";
    /// Asks whether a new organiser's key has these six words.
    pub fn ask_organiser_key(name: &Name, words: &str, command: &str) = "ask-organiser-key";
    /// Asks whether a member still has the device with their current organiser key.
    pub fn ask_old_organiser_key(name: &Name) = "ask-old-organiser-key";
    /// Asks whether to remove an organiser too who may be the same person under another name.
    pub fn ask_renamed_organiser(name: &Name, before: &Name, words: &str)
        = "ask-renamed-organiser";
    /// Introduces the keys of an organiser who has several.
    pub fn demote_which(name: &Name, keys: u64) = "demote-which";
    /// Asks which of the keys above no longer counts.
    pub fn ask_demote_which(name: &Name, command: &str) = "ask-demote-which";
    /// Asks whether this device should ignore an organiser's messages from now on.
    pub fn ask_demote_here(name: &Name, left: &str) = "ask-demote-here";
    /// Like [`Texts::ask_demote_here`], for the last organiser who is left.
    pub fn ask_demote_last_here(name: &Name) = "ask-demote-last-here";
    /// Says that nobody vouches for an organiser.
    pub fn uncompared_organiser(name: &Name, group: &Name, words: &str)
        = "uncompared-organiser";
    /// Asks whether an organiser has the words above.
    pub fn ask_uncompared_organiser(name: &Name, command: &str) = "ask-uncompared-organiser";
    /// Describes a dispute between two device keys.
    pub fn dispute_of_two(name: &Name, here: &str, claimed: &str) = "dispute-of-two";
    /// Describes a dispute in which only the claimed device key is left.
    pub fn dispute_of_one(name: &Name, claimed: &str) = "dispute-of-one";
    /// Says which member this device knows the claimed key as.
    pub fn dispute_known_as(known: &Name) = "dispute-known-as";
    /// Asks which of two keys is the member's.
    pub fn ask_dispute(name: &Name, command: &str) = "ask-dispute";
    /// Says that there are two keys for a member.
    pub fn two_keys(name: &Name) = "two-keys";
    /// Says that a dispute about a member's key has to be settled first.
    pub fn two_keys_open(name: &Name) = "two-keys-open";
    /// Asks which of two sets of words a member's device shows.
    pub fn ask_two_keys(name: &Name) = "ask-two-keys";
    /// Labels the words of the key that this device knows.
    pub fn two_keys_here(words: &str) = "two-keys-here";
    /// Labels the words of the key that a message claims.
    pub fn two_keys_claimed(words: &str) = "two-keys-claimed";
    /// Answers that the words are the same.
    pub fn keys_same() = "keys-same";
    /// Asks whether someone is an organiser, as a title.
    pub fn is_organiser(name: &Name) = "is-organiser";

    /// Shows the words that two members who pair read to each other.
    pub fn pair_words(name: &Name, yours: &str, theirs: &str) = "pair-words";
    /// Asks whether both sets of words are right.
    pub fn ask_pair(name: &Name) = "ask-pair";
    /// Says that two members are paired.
    pub fn pair_done(name: &Name) = "pair-done";
    /// Asks whether to end a pairing.
    pub fn ask_unpair(name: &Name) = "ask-unpair";
    /// Says that two members are no longer paired.
    pub fn pair_ended(name: &Name) = "pair-ended";

    /// Introduces the words of a member's device.
    pub fn words_of_their_device(name: &Name) = "words-of-their-device";
    /// Introduces the words of a member's key as an organiser.
    pub fn words_of_their_organiser_key(name: &Name) = "words-of-their-organiser-key";
    /// Introduces the words to read to a member when pairing.
    pub fn pair_yours(name: &Name) = "pair-yours";
    /// Introduces the words that a member reads aloud when pairing.
    pub fn pair_theirs(name: &Name) = "pair-theirs";
    /// Like [`Texts::ask_device_key`], on a phone.
    pub fn compare_device_key(name: &Name) = "compare-device-key";
    /// Like [`Texts::ask_organiser_key`], on a phone.
    pub fn compare_organiser_key(name: &Name) = "compare-organiser-key";
    /// Says that a key contradicts what was compared before.
    pub fn compare_contradicts(name: &Name) = "compare-contradicts";
    /// Says that a member's device key was not added.
    pub fn key_not_added(name: &Name) = "key-not-added";
    /// Says that a member was not promoted.
    pub fn not_promoted(name: &Name) = "not-promoted";
    /// Asks whether a member is the owner of this phone.
    pub fn ask_own(name: &Name) = "ask-own";
    /// Asks whether to demote an organiser.
    pub fn ask_demote(name: &Name) = "ask-demote";
    /// Asks which of an organiser's keys no longer counts.
    pub fn ask_which_key(name: &Name) = "ask-which-key";
    /// Asks whether to take a member off the roll.
    pub fn ask_remove(name: &Name) = "ask-remove";
    fn entered_name(name: &Name) = "entered";
    fn entered_own(name: &Name) = "entered-own";
    fn entered_was(name: &Name, was: &Name) = "entered-was";
    fn entered_key(name: &Name) = "entered-key";
    fn entered_no_sheet(name: &Name, day: &str) = "entered-no-sheet";
    fn entered_no_key(name: &Name) = "entered-no-key";
    fn entered_pairs_again(name: &Name) = "entered-pairs-again";
    fn given_up_sheets(names: &str) = "given-up-sheets";
    fn given_up_key() = "given-up";
    /// Says that a member is an organiser now.
    pub fn promoted(name: &Name) = "promoted";
    /// Says that a member is no longer an organiser.
    pub fn demoted(name: &Name) = "demoted";
    /// Says when the others hear of a change.
    pub fn hear_of_it() = "hear-of-it";
    fn removed_name(name: &Name) = "removed";
    fn removed_ask(name: &Name, organisers: &str) = "removed-ask";
}

/// A function that formats a moment for a person.
pub type When<'a> = &'a dyn Fn(UnixTime) -> String;

impl Texts {
    /// Returns the roll-call's notes on a member: the key they were last seen with, or their
    /// sheet's days, and anything special about their keys. `own` is this device's key.
    #[must_use]
    pub fn roll_notes(
        &self,
        member: &Member,
        group: &Group,
        own: Option<&DevicePublic>,
        today: Day,
        when: When<'_>,
    ) -> Vec<String> {
        let organisers = group.organisers().pinned().iter();
        let keys = organisers.filter(|it| it.name.is_meant_by(member.name.as_str()));
        let mut notes = match keys.count() {
            0 => Vec::new(),
            1 => vec![self.roll_organiser()],
            keys => vec![self.roll_organiser_keys(keys as u64)],
        };
        if member.has_device(own) {
            notes.push(self.roll_you());
        } else if member.holds == Holds::Sheet {
            notes.extend(self.sheet_notes(member, today, when));
        } else {
            notes.push(self.seen(member, group, when));
        }
        match member.pairing() {
            Pairing::Unpaired => {}
            Pairing::With(_) => notes.push(self.roll_paired()),
            Pairing::Parted(parted) => notes.push(self.roll_parted(parted)),
        }
        if member.disputed.is_some() {
            notes.push(self.roll_disputed());
        } else if is_not_compared(member, group, own) {
            notes.push(self.roll_not_compared());
        }
        if group.has_organiser() && member.holds == Holds::Ringtrue && member.device.is_none() {
            notes.push(self.roll_no_message());
        }
        notes
    }

    /// Says who was put on the roll with what, and what that ended.
    #[must_use]
    pub fn entered(&self, entered: &RollUpdate, has: NewEntry) -> Vec<String> {
        let name = &entered.name;
        let first = match (has, &entered.was) {
            (NewEntry::Own(_), Some(was)) => self.entered_was(name, was),
            (NewEntry::Own(_), None) => self.entered_own(name),
            (NewEntry::Device(_) | NewEntry::Compared(_), _) => self.entered_key(name),
            (NewEntry::Holds(_), _) => self.entered_name(name),
        };
        let sheet = entered.sheet.as_ref();
        let sheet = sheet.map(|it| self.entered_no_sheet(name, &self.day_short(it.from())));
        let key = entered.had_key.then(|| self.entered_no_key(name));
        let pairs = entered.pairs_again.then(|| self.entered_pairs_again(name));
        [Some(first), sheet, key, pairs]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Says what to do after a device key was given up, since someone may have it. `ended`
    /// are the members whose sheets ended.
    #[must_use]
    pub fn given_up(&self, ended: &[Name]) -> Vec<String> {
        let names: Vec<&str> = ended.iter().map(Name::as_str).collect();
        let sheets = (!ended.is_empty()).then(|| self.given_up_sheets(&names.join(", ")));
        sheets.into_iter().chain([self.given_up_key()]).collect()
    }

    /// Says that a member is off the roll, and how to end the seed that they still have.
    #[must_use]
    pub fn removed(&self, name: &Name, group: &Group) -> String {
        if group.may_rotate() {
            return self.removed_name(name);
        }
        self.removed_ask(name, &self.any_of(&group.organisers().names()))
    }

    fn seen(&self, member: &Member, group: &Group, when: When<'_>) -> String {
        match member.confirmed {
            None => self.roll_not_seen(),
            Some(seen) if seen.generation >= group.generation() => {
                self.roll_current(&group.key_name_of(seen.generation), &when(seen.at))
            }
            Some(seen) => self.roll_behind(&group.key_name_of(seen.generation), &when(seen.at)),
        }
    }

    fn sheet_notes(&self, member: &Member, today: Day, when: When<'_>) -> Vec<String> {
        let Some(sheet) = &member.sheet else {
            return vec![self.roll_sheet_none()];
        };
        let [day, last] = [sheet.from(), sheet.last()].map(|day| self.day_short(day));
        if sheet.last() < today {
            return vec![self.roll_sheet_ended(&day, &last)];
        }
        if member.needs_sheet(today) {
            return vec![self.roll_sheet_ends(&day, &last)];
        }
        let heard = member
            .confirmed
            .map(|heard| self.roll_heard(&when(heard.at)));
        let mut notes = vec![self.roll_sheet(&day, &last)];
        notes.extend(heard);
        notes
    }

    /// Says that a member is no longer paired with this device, and why.
    #[must_use]
    pub fn roll_parted(&self, parted: Parted) -> String {
        self.roll_parted_because(match parted {
            Parted::OtherKey => "other-key",
            Parted::NoKey => "no-key",
            Parted::App => "app",
            Parted::Sheet => "sheet",
        })
    }
}

/// Returns true if this device seals messages, or will, to a member's key that was not
/// compared here. On other devices, the organiser answers for the keys.
fn is_not_compared(member: &Member, group: &Group, own: Option<&DevicePublic>) -> bool {
    let seals = group.may_rotate();
    let is_known = |key| group.is_compared(&member.name, &key);
    seals && !member.has_device(own) && member.device.is_some_and(|key| !is_known(key))
}
