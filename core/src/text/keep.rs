//! Sentences for passphrases, backups, and the protection of the device key.

use super::texts::sentences;
use super::{Texts, check_words_line, in_quotes};
use crate::group::{MAX_JUMP, Name};
use crate::vault::Merged;

sentences! {
    /// Asks whether to replace a file.
    pub fn ask_replace(file: &str) = "ask-replace";

    /// Says what a passphrase is for.
    pub fn passphrase_offer() = "passphrase-offer";
    /// Asks for a passphrase, or none, on a new device.
    pub fn ask_first_passphrase() = "ask-first-passphrase";
    /// Says what a missing passphrase means.
    pub fn passphrase_none(command: &str) = "passphrase-none";
    /// Says how to type a passphrase less often.
    pub fn passphrase_less_often(command: &str) = "passphrase-less-often";
    /// Asks for the passphrase of this device.
    pub fn ask_device_passphrase() = "ask-device-passphrase";
    /// Asks for a new passphrase for this device.
    pub fn ask_new_passphrase() = "ask-new-passphrase";
    /// Asks for the passphrase of a new device key.
    pub fn ask_renewed_passphrase() = "ask-renewed-passphrase";
    /// Asks for a new passphrase for a backup.
    pub fn ask_new_backup_passphrase() = "ask-new-backup-passphrase";
    /// Asks for the passphrase of a backup.
    pub fn ask_backup_passphrase() = "ask-backup-passphrase";
    /// Asks for a new passphrase once more.
    pub fn ask_passphrase_again() = "ask-passphrase-again";
    /// Says that the two passphrases differ.
    pub fn passphrases_differ() = "passphrases-differ";
    /// Says that a passphrase is wrong.
    pub fn passphrase_wrong() = "passphrase-wrong";
    /// Says that a passphrase is weak.
    pub fn passphrase_weak() = "passphrase-weak";
    /// Offers six random words as the passphrase.
    pub fn ask_take_words() = "ask-take-words";
    /// Asks the person to type the six random words.
    pub fn ask_words_again() = "ask-words-again";
    /// Says that the typed words are not the six words.
    pub fn words_wrong() = "words-wrong";

    /// Says that a passphrase protects the device key.
    pub fn protect_passphrase() = "protect-passphrase";
    /// Says that the keyring has the device key.
    pub fn protect_keyring() = "protect-keyring";
    /// Says that nothing protects the device key.
    pub fn protect_nothing() = "protect-nothing";
    /// Asks for a file to write a backup to.
    pub fn ask_backup_first() = "ask-backup-first";
    /// Asks whether to go on without a backup.
    pub fn ask_no_backup() = "ask-no-backup";
    /// Asks whether to keep the device key in the clear.
    pub fn ask_protect_nothing() = "ask-protect-nothing";

    /// Says that there is no group.
    pub fn groups_none() = "groups-none";
    /// Asks whether to forget a group.
    pub fn ask_forget(group: &Name) = "ask-forget";

    /// Says which file has the backup.
    pub fn backup_written(file: &str) = "backup-written";
    /// Says that a backup adds a group.
    fn restore_added(entry: &str) = "restore-added";
    /// Says that a backup has a later key.
    fn restore_replaced(entry: &str, here: &str, words: &str)
        = "restore-replaced";
    /// Says whose keys are not taken from a backup.
    fn restore_kept(group: &Name, names: &str) = "restore-kept";
    /// Says who is no longer an organiser.
    fn restore_demotes(group: &Name, names: &str) = "restore-demotes";
    /// Says that a backup brings news of keys and devices that no longer count.
    pub fn restore_learns() = "restore-learns";
    /// Says that a backup is too far ahead.
    fn restore_too_far(entry: &str, jump: u64, here: &str)
        = "restore-too-far";
    /// Says that a group is the same on this device.
    fn restore_same(group: &Name) = "restore-same";
    /// Says that an organiser's key is added.
    fn restore_key(group: &Name) = "restore-key";
    /// Says that a backup has a key that was replaced.
    fn restore_retired(entry: &str, here: &str)
        = "restore-retired";
    /// Says that another group has the name.
    fn restore_name_taken(group: &Name) = "restore-name-taken";
    /// Asks whether to restore a backup.
    pub fn ask_restore() = "ask-restore";
    /// Asks whether the device that made a backup was lost.
    pub fn ask_backup_lost() = "ask-backup-lost";
    /// Says that a phone's clock went back.
    pub fn clock_went_back(now: &str, last: &str) = "clock-went-back";
    /// Says how an organiser revokes what a lost device has.
    pub fn end_lost(group: &Name, command: &str) = "end-lost";
    /// Says which organisers can revoke what a lost device has, and how.
    pub fn end_lost_ask(group: &Name, organisers: &str, command: &str) = "end-lost-ask";
    /// Says how to revoke what a lost device has in a group without an organiser.
    pub fn end_lost_alone(group: &Name, command: &str) = "end-lost-alone";
    /// Says how to revoke what a lost device has from this phone.
    pub fn end_lost_phone(group: &Name) = "end-lost-phone";
    /// Says the same if nobody is on the list.
    pub fn end_lost_phone_nobody(group: &Name) = "end-lost-phone-nobody";
    /// Says which organisers can revoke what a lost device has, if this phone can't.
    pub fn end_lost_phone_ask(group: &Name, organisers: &str) = "end-lost-phone-ask";
}

impl Texts {
    /// Says what restoring one group of a backup does, or did.
    #[must_use]
    pub fn restored(&self, merged: &Merged) -> String {
        match merged {
            Merged::Added { entry, .. } => self.restore_added(entry),
            Merged::Replaced {
                name,
                here,
                generation,
                words,
                kept,
                demoted,
            } => {
                let (entry, here) = (name.key_name(*generation), name.key_name(*here));
                let words = check_words_line(words);
                let mut lines = vec![self.restore_replaced(&entry, &here, &words)];
                if !kept.is_empty() {
                    lines.push(self.restore_kept(name, &in_quotes(kept)));
                }
                if !demoted.is_empty() {
                    lines.push(self.restore_demotes(name, &in_quotes(demoted)));
                }
                lines.join("\n")
            }
            Merged::TooFar {
                name,
                here,
                generation,
            } => {
                let (entry, here) = (name.key_name(*generation), name.key_name(*here));
                self.restore_too_far(&entry, MAX_JUMP.into(), &here)
            }
            Merged::Same { name } => self.restore_same(name),
            Merged::Key { name } => self.restore_key(name),
            Merged::Retired {
                name,
                here,
                generation,
            } => self.restore_retired(&name.key_name(*generation), &name.key_name(*here)),
            Merged::NameTaken { name } => self.restore_name_taken(name),
        }
    }
}
