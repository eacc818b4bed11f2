//! Sentences for joining a group and for applying a change of its key.

use super::texts::sentences;
use super::{Texts, check_words_line};
use crate::group::{Generation, Name, SheetChange};
use crate::join::{AskAboutOrganiser, GroupChange, RollChange, SheetRefusal};
use crate::time::Day;

sentences! {
    /// Asks for the link or the key, which is not shown.
    pub fn paste_link() = "paste-link";
    /// Asks for the name and the number of a group whose key was typed.
    pub fn ask_key_name() = "ask-key-name";
    /// Asks for the number of a group whose key was typed.
    pub fn ask_key_number(group: &Name) = "ask-key-number";
    /// Asks for another name for a group whose name is taken on this device.
    pub fn ask_other_name(name: &Name) = "ask-other-name";
    /// Describes a link without its seed.
    pub fn join_link(entry: &str, words: &str) = "join-link";
    /// Asks whether to join, below the check words.
    pub fn ask_join() = "ask-join";
    /// Says which key a link replaces.
    pub fn join_replaces(here: &str) = "join-replaces";
    /// Says that a link is several rotations ahead.
    pub fn join_jump(count: u64) = "join-jump";
    /// Asks whether the check words of a rotation are right.
    pub fn ask_follow() = "ask-follow";
    /// Asks for the number of a rotation that is far ahead.
    pub fn ask_number() = "ask-number";
    /// Asks whether something was lost.
    pub fn ask_what_was_lost() = "ask-what-was-lost";
    /// Asks whether the keys of the sheets may be lost.
    pub fn ask_sheet_keys_lost(names: &str) = "ask-sheet-keys-lost";

    /// Says that the browser is being opened, and the page's address.
    pub fn camera_opening(address: &str) = "camera-opening";
    /// Says that no browser could be opened.
    pub fn camera_not_opened() = "camera-not-opened";
    /// Says to answer in the browser.
    pub fn camera_answer_there() = "camera-answer-there";
    fn camera_answered_with(answer: &str) = "camera-answered";
    /// Says that a second browser asked for the page.
    pub fn camera_second() = "camera-second";

    /// Asks for the six words that open an invitation.
    pub fn ask_six_words(file: &str) = "ask-six-words";
    /// Names the keys to use while six words are typed.
    pub fn six_words_keys() = "six-words-keys";
    /// Asks for the six words of an invitation, which are not shown.
    pub fn ask_six_words_unseen(file: &str) = "ask-six-words-unseen";
    /// Says why what was typed is not six words.
    pub fn six_words_unheard(why: &str) = "six-words-unheard";
    /// Says that the six words do not open the invitation.
    pub fn six_words_wrong() = "six-words-wrong";
    fn join_message(entry: &str, organiser: &str, words: &str, key: &str) = "join-message";
    fn join_the_organiser() = "join-the-organiser";
    fn join_known(group: &Name, organisers: &str) = "join-known";
    fn join_known_gone(group: &Name, organisers: &str, gone: &str) = "join-known-gone";
    fn join_replaces_by(here: &str, organisers: &str) = "join-replaces-by";
    fn join_replaces_by_gone(here: &str, organisers: &str, gone: &str)
        = "join-replaces-by-gone";
    fn join_ended_key(name: &Name) = "join-ended-key";
    fn join_down(here: Generation, brought: Generation) = "join-down";
    fn ask_organiser(organiser: &str) = "ask-organiser";
    /// Asks whether to accept a message that a trusted organiser signed.
    pub fn ask_take_message() = "ask-take-message";
    /// Asks whether to accept the rest of a message whose key does not count.
    pub fn ask_take_loser() = "ask-take-loser";
    fn one_or_other(others: &str, name: &Name) = "one-or-other";

    fn join_sheet_of(group: &Name, member: &Name, day: &str, last: &str) = "join-sheet";
    fn join_sheet_ends(member: &Name, day: &str) = "join-sheet-ends";
    fn join_sheet_instead(member: &Name, holds: &str) = "join-sheet-instead";
    fn sheet_over(member: &Name, last: &str) = "sheet-over";
    fn sheet_older(member: &Name, day: &str, here: &str) = "sheet-older";
    /// Asks whether to add a sheet.
    pub fn ask_sheet(member: &Name) = "ask-sheet";
    /// Says that this device already has a sheet.
    pub fn sheet_known(member: &Name, day: &str) = "sheet-known";
    /// Says that a sheet was added.
    pub fn sheet_taken(member: &Name, day: &str, last: &str, group: &Name) = "sheet-taken";

    /// Says that this device already has the key.
    pub fn join_already(entry: &str) = "join-already";
    /// Says that a group has an organiser now.
    pub fn join_pinned(entry: &str) = "join-pinned";
    /// Says that a message added to the roll.
    pub fn join_completed(entry: &str) = "join-completed";
    /// Says that a rotation was applied.
    pub fn join_rotated(entry: &str) = "join-rotated";
    /// Says that a group was joined.
    pub fn join_joined(entry: &str) = "join-joined";
    /// Shows the check words.
    pub fn check_words_are(words: &str) = "check-words-are";
    /// Shows an organiser's words.
    pub fn organiser_words_are(organiser: &Name, words: &str) = "organiser-words-are";
    fn change_new_key(name: &Name) = "change-new-key";
    fn change_other_key(name: &Name) = "change-other-key";
    fn change_renamed(before: &Name, name: &Name) = "change-renamed";
    fn change_disputed(name: &Name) = "change-disputed";
    fn change_renamed_organiser(from: &Name, to: &Name) = "change-renamed-organiser";
    fn change_new_organiser(name: &Name) = "change-new-organiser";
    /// Says that someone is no longer an organiser.
    pub fn change_gone_organiser(name: &Name) = "change-gone-organiser";
    fn change_gone_organiser_key(name: &Name) = "change-gone-organiser-key";
    fn change_uncompared(name: &Name) = "change-uncompared";
    /// Says that someone who was off the roll is on it again.
    pub fn change_back(name: &Name) = "change-back";
    /// Says that this device is not on the roll.
    pub fn join_not_on_roll() = "join-not-on-roll";
    /// Says that this device is on the roll.
    pub fn join_on_roll(name: &Name) = "join-on-roll";
}

impl Texts {
    /// Returns the answer that was given in the browser.
    #[must_use]
    pub fn camera_answered(&self, yes: bool) -> String {
        self.camera_answered_with(if yes { "yes" } else { "no" })
    }

    /// Returns a list of names any one of which will do: "Mum or Ann".
    #[must_use]
    pub fn any_of(&self, names: &[Name]) -> String {
        let mut names = names.iter();
        let first = names.next().map(Name::to_string).unwrap_or_default();
        names.fold(first, |others, name| self.one_or_other(&others, name))
    }

    /// Describes a message whose organiser has to be compared: its group, its organiser, the
    /// words to compare, and what it changes in a group on this device.
    #[must_use]
    pub fn about_message(&self, question: &AskAboutOrganiser) -> Vec<String> {
        let message = question.message();
        let key = message
            .organiser()
            .map(|it| check_words_line(&it.key.words()));
        let mut lines = vec![self.join_message(
            &message.name().key_name(message.generation()),
            &self.inviter(question),
            &check_words_line(&message.check_words()),
            &key.unwrap_or_default(),
        )];
        if let Some(change) = &question.change {
            lines.extend(self.message_changes(change, message.generation()));
        }
        lines
    }

    /// Asks whether a message has its organiser's words.
    #[must_use]
    pub fn ask_about_organiser(&self, question: &AskAboutOrganiser) -> String {
        self.ask_organiser(&self.inviter(question))
    }

    fn inviter(&self, question: &AskAboutOrganiser) -> String {
        match question.message().organiser() {
            Some(organiser) => organiser.name.to_string(),
            None => self.join_the_organiser(),
        }
    }

    fn message_changes(&self, change: &GroupChange, brought: Generation) -> Vec<String> {
        let group = &change.group;
        let from = self.any_of(&change.organisers);
        let gone = self.any_of(&change.gone);
        let replaced = change.replaces.map(|here| group.key_name(here));
        let mut lines = vec![match (&replaced, gone.is_empty()) {
            (None, true) => self.join_known(group, &from),
            (None, false) => self.join_known_gone(group, &from, &gone),
            (Some(here), true) => self.join_replaces_by(here, &from),
            (Some(here), false) => self.join_replaces_by_gone(here, &from, &gone),
        }];
        lines.extend(change.demoted.iter().map(|name| self.join_ended_key(name)));
        if let Some(here) = change.replaces.filter(|here| brought < *here) {
            lines.push(self.join_down(here, brought));
        }
        lines
    }

    /// Says what a message changed on the roll or among the organisers.
    #[must_use]
    pub fn roll_change(&self, change: &RollChange) -> String {
        match change {
            RollChange::NewKey { name } => self.change_new_key(name),
            RollChange::OtherKey { name } => self.change_other_key(name),
            RollChange::Renamed { from, to } => self.change_renamed(from, to),
            RollChange::Disputed(dispute) => self.change_disputed(&dispute.name),
            RollChange::RenamedOrganiser { from, to } => self.change_renamed_organiser(from, to),
            RollChange::NewOrganiser { name } => self.change_new_organiser(name),
            RollChange::GoneOrganiser { name } => self.change_gone_organiser(name),
            RollChange::GoneOrganiserKey { name } => self.change_gone_organiser_key(name),
            RollChange::Uncompared { name, .. } => self.change_uncompared(name),
        }
    }

    /// Describes the code of `member`'s sheet, printed on `from`.
    #[must_use]
    pub fn join_sheet(&self, group: &Name, member: &Name, from: Day, last: Day) -> String {
        self.join_sheet_of(
            group,
            member,
            &self.day_written(from),
            &self.day_written(last),
        )
    }

    /// Says what a member's new sheet replaces.
    #[must_use]
    pub fn sheet_change(&self, member: &Name, change: SheetChange) -> String {
        match change {
            SheetChange::Ends(day) => self.join_sheet_ends(member, &self.day_short(day)),
            SheetChange::Instead(holds) => self.join_sheet_instead(member, holds.as_str()),
        }
    }

    /// Says why the sheet in a code is not taken.
    #[must_use]
    pub fn sheet_refused(&self, why: &SheetRefusal) -> String {
        match why {
            SheetRefusal::Over { member, last } => self.sheet_over(member, &self.day_short(*last)),
            SheetRefusal::Older { member, from, here } => {
                self.sheet_older(member, &self.day_short(*from), &self.day_short(*here))
            }
        }
    }
}
