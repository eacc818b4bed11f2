//! Sentences of a rotation: the questions before it, and what it did.

use super::roll::When;
use super::texts::sentences;
use super::{Texts, check_words_line};
use crate::group::{Group, Name};
use crate::message::MessageMisfit;
use crate::rotate::Plan;

sentences! {
    /// Asks an organiser for their name.
    pub fn ask_own_name() = "ask-own-name";
    /// Asks whether the lost device was the user's own.
    pub fn ask_are_you(name: &Name) = "ask-are-you";
    /// Asks whether someone left who must not use the old code any more.
    pub fn ask_left() = "ask-left";
    /// Asks whether a passphrase protects the lost device.
    pub fn ask_behind_passphrase() = "ask-behind-passphrase";

    /// Says that a group will get a new key.
    pub fn plan_new(group: &Name, key: &str) = "plan-new";
    /// Says that a group will get a new key because a member lost something.
    pub fn plan_lost(group: &Name, key: &str, member: &Name) = "plan-lost";
    /// Says that a group will get a new key because the user's old device is lost.
    pub fn plan_replaced(group: &Name, key: &str, member: &Name) = "plan-replaced";
    /// Says that a group will go back to the previous key.
    pub fn plan_back(group: &Name, key: &str) = "plan-back";
    /// Says that an undone key never counts again.
    pub fn plan_gone(key: &str) = "plan-gone";
    /// Says who has to scan the new QR code.
    pub fn plan_scan(names: &str) = "plan-scan";
    /// Says who has to scan the previous QR code again.
    pub fn plan_scan_back(key: &str, names: &str) = "plan-scan-back";
    /// Says who has to open the message.
    pub fn plan_take(names: &str) = "plan-take";
    /// Says who needs a message.
    pub fn plan_message(names: &str) = "plan-message";
    /// Says who can't go back to the previous key.
    pub fn plan_message_back(key: &str, names: &str) = "plan-message-back";
    /// Says who needs an invitation.
    pub fn plan_invite(names: &str) = "plan-invite";
    /// Says who needs a new day sheet.
    pub fn plan_print(names: &str) = "plan-print";
    /// Says who has nothing to do.
    pub fn plan_nothing(names: &str) = "plan-nothing";
    /// Says that nobody else is on the roll.
    pub fn plan_nobody() = "plan-nobody";
    /// Says how long the old code still counts.
    pub fn plan_until(date: &str) = "plan-until";
    /// Says that the old code stops counting at once.
    pub fn plan_at_once() = "plan-at-once";
    /// Says whose day sheets end.
    pub fn plan_sheets_end(names: &str) = "plan-sheets-end";
    /// Says who will no longer be an organiser.
    pub fn plan_demoted(names: &str) = "plan-demoted";
    /// Asks whether to change the key.
    pub fn ask_rotate() = "ask-rotate";
    /// Asks whether to go back to the previous key.
    pub fn ask_undo() = "ask-undo";

    /// Introduces the roll before a rotation.
    pub fn rotate_before(key: &str) = "rotate-before";
    /// Introduces the roll after a rotation.
    pub fn rotate_to_reach() = "rotate-to-reach";
    /// Says which key is in force.
    pub fn rotate_now(group: &Name, key: &str) = "rotate-now";
    /// Says which key is in force again.
    pub fn rotate_back(group: &Name, key: &str) = "rotate-back";
    /// Says how long the code of the previous key still counts.
    pub fn rotate_accepted(key: &str, date: &str) = "rotate-accepted";
    /// Says how a member who lost something joins again.
    pub fn rotate_joins_again(member: &Name, command: &str) = "rotate-joins-again";
    /// Says who is no longer an organiser.
    pub fn rotate_demoted(names: &str) = "rotate-demoted";
    /// Says that the previous key no longer counts on this device.
    pub fn rotate_removed() = "rotate-removed";

    /// Says which member this device belongs to from now on.
    pub fn replaced_device(name: &Name) = "replaced-device";
    /// Says which organiser key replaces the one on a lost device.
    pub fn replaced_key(key: &str, words: &str, demote: &str, promote: &str, join: &str) = "replaced-key";
    /// Says how to pair again.
    pub fn replaced_pair(command: &str) = "replaced-pair";

    /// Says which members a rotation was sealed to.
    pub fn sealed_to(names: &str, files: &str) = "sealed-to";
    /// Says how many members a rotation was sealed to.
    pub fn sealed_to_many(members: u64, files: &str) = "sealed-to-many";
    /// Like [`sealed_to_many`](Self::sealed_to_many), if some keys were not compared.
    pub fn sealed_to_many_not_compared(members: u64, keys: u64, files: &str)
        = "sealed-to-many-not-compared";
    /// Marks a member whose key was not compared.
    pub fn sealed_not_compared(name: &Name) = "sealed-not-compared";
    /// Says that no other device can open a rotation.
    pub fn sealed_to_nobody(files: &str, add: &str, invite: &str) = "sealed-to-nobody";
    /// Says what to do with the file on the other devices.
    pub fn sealed_there(command: &str) = "sealed-there";
    /// Says what to do with several files on the other devices.
    pub fn sealed_there_all(command: &str) = "sealed-there-all";

    /// Says which organisers can change the key.
    pub fn rotate_not_yours(group: &Name, who: &str) = "rotate-not-yours";
    /// Says that the roll has another device for this organiser.
    pub fn rotate_not_on_roll(name: &Name) = "rotate-not-on-roll";
    /// Says that another device has the member's name on the roll.
    pub fn rotate_name_taken(name: &Name) = "rotate-name-taken";
    /// Says to rotate again without a member.
    pub fn rotate_again(name: &Name) = "rotate-again";
    fn after_rival_which() = "after-rival";
    fn after_rival_removed(names: &str) = "after-rival-removed";
    fn after_rival_moved(names: &str) = "after-rival-moved";
    /// Says to change the key, since someone may have it.
    pub fn rotate_exposed() = "rotate-exposed";
    /// Says that others may have the key that was undone.
    pub fn rotate_undid_sealed() = "rotate-undid-sealed";
    /// Says that the message with the new key is no longer on this phone.
    pub fn hand_out_gone() = "hand-out-gone";
    /// Says who is not known to have the new key.
    pub fn hand_out_waiting(names: &str) = "hand-out-waiting";
    /// Says which members to send the message to.
    pub fn hand_out_send(names: &str) = "hand-out-send";
    /// Shows the words of this organiser's key.
    pub fn hand_out_words(words: &str) = "hand-out-words";
    /// Says which members only an invitation can reach.
    pub fn hand_out_invite(names: &str) = "hand-out-invite";
    /// Says that a member who lost a phone has to join again.
    pub fn hand_out_rejoin(member: &Name) = "hand-out-rejoin";
    /// Shows the words of this organiser's new key.
    pub fn hand_out_own_key(words: &str) = "hand-out-own-key";
    /// Says which members to pair with again.
    pub fn hand_out_pairs(names: &str) = "hand-out-pairs";
}

impl Texts {
    /// Says what follows from a rotation that lost against the one here
    /// ([`MessageMisfit::Outranked`]): the one that counts may reach a lost device. Empty for
    /// other misfits.
    #[must_use]
    pub fn after_rival(&self, rival: &MessageMisfit) -> Vec<String> {
        let MessageMisfit::Outranked { removed, moved, .. } = rival else {
            return Vec::new();
        };
        let mut lines = vec![self.after_rival_which()];
        lines.extend(listed(removed).map(|names| self.after_rival_removed(&names)));
        let moved: Vec<Name> = moved.iter().map(|(name, _)| name.clone()).collect();
        lines.extend(listed(&moved).map(|names| self.after_rival_moved(&names)));
        lines
    }

    /// Returns the lines to show before a rotation, with the question as the last one.
    /// `group` is the group after the rotation.
    #[must_use]
    pub fn rotation_plan(&self, plan: &Plan, group: &Group, when: When<'_>) -> Vec<String> {
        let (name, key) = (group.local_name(), group.key_name());
        let (changed, tasks) = (&plan.changed, &plan.tasks);
        let scan = listed(&tasks.scan);
        if plan.is_undo {
            let lines = [
                Some(self.plan_back(name, &key)),
                scan.map(|names| self.plan_scan_back(&key, &names)),
                listed(tasks.message.iter().chain(&tasks.invite))
                    .map(|names| self.plan_message_back(&plan.before, &names)),
                Some(self.plan_gone(&plan.before)),
                Some(self.ask_undo()),
            ];
            return lines.into_iter().flatten().collect();
        }
        let first = match (&changed.replaced, &changed.lost) {
            (Some(replaced), _) => self.plan_replaced(name, &key, &replaced.name),
            (None, Some((lost, _))) => self.plan_lost(name, &key, lost),
            (None, None) => self.plan_new(name, &key),
        };
        let until = match group.accepted_before() {
            Some(previous) => self.plan_until(&when(previous.until)),
            None => self.plan_at_once(),
        };
        let lines = [
            Some(first),
            plan.is_alone.then(|| self.plan_nobody()),
            scan.map(|names| self.plan_scan(&names)),
            listed(&tasks.open).map(|names| self.plan_take(&names)),
            listed(&tasks.message).map(|names| self.plan_message(&names)),
            listed(&tasks.invite).map(|names| self.plan_invite(&names)),
            listed(&tasks.print).map(|names| self.plan_print(&names)),
            listed(&tasks.nothing).map(|names| self.plan_nothing(&names)),
            Some(until),
            listed(&changed.ended).map(|names| self.plan_sheets_end(&names)),
            listed(&changed.demoted).map(|names| self.plan_demoted(&names)),
            Some(self.ask_rotate()),
        ];
        lines.into_iter().flatten().collect()
    }

    /// Returns the lines to show after a rotation or its undoing: the key in force, its
    /// words, and how long the previous one still counts.
    #[must_use]
    pub fn rotation_done(&self, is_undo: bool, group: &Group, when: When<'_>) -> Vec<String> {
        let (name, key) = (group.local_name(), group.key_name());
        let now = if is_undo {
            self.rotate_back(name, &key)
        } else {
            self.rotate_now(name, &key)
        };
        let before = match group.accepted_before() {
            Some(previous) => {
                let key = group.key_name_of(previous.seed.generation);
                Some(self.rotate_accepted(&key, &when(previous.until)))
            }
            None if is_undo => None,
            None => Some(self.rotate_removed()),
        };
        let words = self.check_words_are(&check_words_line(&group.current().check_words()));
        [Some(now), Some(words), before]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn listed<'a>(names: impl IntoIterator<Item = &'a Name>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().map(Name::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
