//! Sentences of the doctor: the state of a device, and how to fix it.

use super::texts::sentences;
use crate::group::Name;

sentences! {
    /// Says that a thing is as it should be.
    pub fn doctor_well() = "doctor-well";
    /// Says that the state of a thing is unknown.
    pub fn doctor_unknown() = "doctor-unknown";
    /// Says that a thing is worth a look.
    pub fn doctor_look() = "doctor-look";
    /// Says that a thing is wrong.
    pub fn doctor_wrong() = "doctor-wrong";

    /// Names the clock.
    pub fn doctor_clock() = "doctor-clock";
    /// Names the files of this device.
    pub fn doctor_files() = "doctor-files";
    /// Names the vault.
    pub fn doctor_vault() = "doctor-vault";
    /// Names the device key.
    pub fn doctor_device_key() = "doctor-device-key";
    /// Names the backup.
    pub fn doctor_backup() = "doctor-backup";
    /// Names practice.
    pub fn doctor_practice() = "doctor-practice";
    /// Names a group's seed.
    pub fn doctor_seed(group: &Name) = "doctor-seed";
    /// Names a group's roll.
    pub fn doctor_roll(group: &Name) = "doctor-roll";

    /// Says that the network sets the clock.
    pub fn doctor_clock_set() = "doctor-clock-set";
    /// Says that the network does not set the clock.
    pub fn doctor_clock_not_set() = "doctor-clock-not-set";
    /// Says that it is not known whether the network sets the clock.
    pub fn doctor_clock_unknown(date: &str) = "doctor-clock-unknown";
    /// Says what to do about a clock that may be wrong.
    pub fn doctor_clock_compare() = "doctor-clock-compare";
    /// Says that the clock went back.
    pub fn doctor_clock_went_back(date: &str, last: &str) = "doctor-clock-went-back";
    /// Says how to have the network set the clock.
    pub fn doctor_clock_turn_on() = "doctor-clock-turn-on";
    /// Says what to do about a clock that went back.
    pub fn doctor_clock_set_it() = "doctor-clock-set-it";

    /// Says that a sync program seems to have made copies of the files.
    pub fn doctor_files_copies(names: &str) = "doctor-files-copies";
    /// Says to take the directory out of the sync.
    pub fn doctor_files_not_synced() = "doctor-files-not-synced";
    /// Says that nobody else can read the files.
    pub fn doctor_files_yours() = "doctor-files-yours";
    /// Says that a file is another user's.
    pub fn doctor_files_others(path: &str) = "doctor-files-others";
    /// Says what to do about a file that others could read.
    pub fn doctor_files_if_read(command: &str) = "doctor-files-if-read";
    /// Says what to do about a file that is another user's.
    pub fn doctor_files_find_out(command: &str) = "doctor-files-find-out";
    /// Says that the vault opens, and how many groups are in it.
    pub fn doctor_vault_opens(groups: u64) = "doctor-vault-opens";
    /// Says which group in the vault can't be read.
    pub fn doctor_vault_unread(line: u64) = "doctor-vault-unread";
    /// Says how to restore the vault from a backup.
    pub fn doctor_vault_restore(command: &str) = "doctor-vault-restore";
    /// Says that the previous version of the vault opens.
    pub fn doctor_previous_opens() = "doctor-previous-opens";
    /// Says that a previous version that does not open needs no repair.
    pub fn doctor_previous_unread() = "doctor-previous-unread";

    /// Says that there is no device key.
    pub fn doctor_key_none() = "doctor-key-none";
    /// Says that the device key is not protected.
    pub fn doctor_key_clear() = "doctor-key-clear";
    /// Says that the device key is sealed to a passphrase.
    pub fn doctor_key_passphrase() = "doctor-key-passphrase";
    /// Says that the device key is in the system's keyring.
    pub fn doctor_key_keyring() = "doctor-key-keyring";

    /// Says that there is no backup.
    pub fn doctor_backup_none() = "doctor-backup-none";
    /// Says when the last backup was made.
    pub fn doctor_backup_made(date: &str) = "doctor-backup-made";
    /// Says that no drill was done.
    pub fn doctor_practice_none() = "doctor-practice-none";
    /// Says when the last drill was done.
    pub fn doctor_practice_done(date: &str) = "doctor-practice-done";
    /// Says which drill went wrong.
    pub fn doctor_practice_wrong(drill: &str, date: &str) = "doctor-practice-wrong";
    /// Says since when a rotation has been due.
    pub fn doctor_rotation_due(date: &str) = "doctor-rotation-due";
    /// Says when the next rotation is due.
    pub fn doctor_rotation_next(date: &str) = "doctor-rotation-next";

    /// Says who was not yet seen with the key in force.
    pub fn doctor_roll_not_seen(entry: &str, names: &str) = "doctor-roll-not-seen";
    /// Says how to confirm that members have the key in force.
    pub fn doctor_roll_confirm(invite: &str, check: &str) = "doctor-roll-confirm";
    /// Says who has no sheet, or one that ends soon.
    pub fn doctor_roll_sheet_ends(names: &str) = "doctor-roll-sheet-ends";

    /// Names the clock on a phone.
    pub fn health_clock() = "health-clock";
    /// Names the backup of a phone.
    pub fn health_backup() = "health-backup";
    /// Names practice on a phone.
    pub fn health_practice() = "health-practice";
    /// Names a group's seed on a phone.
    pub fn health_key(group: &Name) = "health-key";
    /// Names a group's roll on a phone.
    pub fn health_list(group: &Name) = "health-list";
    /// Says when the last backup was made, on a phone.
    pub fn health_backup_made(date: &str) = "health-backup-made";
    /// Says when the last drill was done, on a phone.
    pub fn health_practised(date: &str) = "health-practised";
    /// Says that a drill went wrong, on a phone.
    pub fn health_drill_wrong(date: &str) = "health-drill-wrong";
    /// Says since when a rotation has been due, on a phone.
    pub fn health_rotation_due(entry: &str, date: &str) = "health-rotation-due";
    /// Says when the next rotation is due, on a phone.
    pub fn health_rotation_next(entry: &str, date: &str) = "health-rotation-next";
    /// Says who was not yet seen with the key in force, on a phone.
    pub fn health_not_seen(entry: &str, names: &str) = "health-not-seen";
    /// Says who has no sheet, or one that ends soon, on a phone.
    pub fn health_sheets_end(names: &str) = "health-sheets-end";

    /// Names a rotation that is due.
    pub fn calendar_rotation(group: &Name) = "calendar-rotation";
    /// Says what to do when a rotation is due.
    pub fn calendar_rotation_how(group: &Name, command: &str) = "calendar-rotation-how";
    /// Names a drill that is due.
    pub fn calendar_practice() = "calendar-practice";
    /// Says what to do when a drill is due.
    pub fn calendar_practice_how(command: &str) = "calendar-practice-how";
    /// Says which file has the reminders.
    pub fn calendar_written(file: &str) = "calendar-written";
}
