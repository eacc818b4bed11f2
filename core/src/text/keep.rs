//! Passphrases, backups, and how a device keeps its key.

use super::texts::sentences;
use crate::group::Name;

sentences! {
    /// Asks whether to replace a file.
    pub fn ask_replace(file: &str) = "ask-replace";

    /// Says what a passphrase is for.
    pub fn passphrase_offer() = "passphrase-offer";
    /// Asks for a passphrase, or none, on a new device.
    pub fn ask_first_passphrase() = "ask-first-passphrase";
    /// Says what it means to have no passphrase.
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
    /// Asks for the six random words.
    pub fn ask_words_again() = "ask-words-again";
    /// Says that those are not the six words.
    pub fn words_wrong() = "words-wrong";

    /// Says that a passphrase protects the device key.
    pub fn protect_passphrase() = "protect-passphrase";
    /// Says that the keyring has the device key.
    pub fn protect_keyring() = "protect-keyring";
    /// Says that nothing protects the device key.
    pub fn protect_nothing() = "protect-nothing";
    /// Asks where to write a backup.
    pub fn ask_backup_first() = "ask-backup-first";
    /// Asks whether to go on without a backup.
    pub fn ask_no_backup() = "ask-no-backup";
    /// Asks whether to keep the device key in the clear.
    pub fn ask_protect_nothing() = "ask-protect-nothing";

    /// Says that there is no group.
    pub fn groups_none() = "groups-none";
    /// Asks whether to forget a group.
    pub fn ask_forget(group: &Name) = "ask-forget";

    /// Says where the backup is.
    pub fn backup_written(file: &str) = "backup-written";
    /// Says that a group is new.
    pub fn restore_added(entry: &str) = "restore-added";
    /// Says that a backup has a later key.
    pub fn restore_replaced(entry: &str, here: &str, words: &str)
        = "restore-replaced";
    /// Says whose keys are not taken from a backup.
    pub fn restore_kept(group: &Name, names: &str) = "restore-kept";
    /// Says who is an organiser no longer.
    pub fn restore_demotes(group: &Name, names: &str) = "restore-demotes";
    /// Says that a backup knows what was given up.
    pub fn restore_learns() = "restore-learns";
    /// Says that a backup is too far ahead.
    pub fn restore_too_far(entry: &str, jump: u64, here: &str)
        = "restore-too-far";
    /// Says that a group is here already.
    pub fn restore_same(group: &Name) = "restore-same";
    /// Says that an organiser's key is added.
    pub fn restore_key(group: &Name) = "restore-key";
    /// Says that a backup has a key that was replaced.
    pub fn restore_retired(entry: &str, here: &str)
        = "restore-retired";
    /// Says that another group has the name.
    pub fn restore_name_taken(group: &Name) = "restore-name-taken";
    /// Asks whether to take a backup in.
    pub fn ask_restore() = "ask-restore";
    /// Asks whether a backup is of a lost device.
    pub fn ask_backup_lost() = "ask-backup-lost";
    /// Says how an organiser ends what a lost device has.
    pub fn end_lost(group: &Name, command: &str) = "end-lost";
    /// Says who ends what a lost device has, and how.
    pub fn end_lost_ask(group: &Name, organisers: &str, command: &str) = "end-lost-ask";
    /// Says how to end what a lost device has in a group without an organiser.
    pub fn end_lost_alone(group: &Name, command: &str) = "end-lost-alone";
}
