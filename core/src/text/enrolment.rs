//! Sentences for enrolling another device: screens, written pages, a new device key.

use super::Texts;
use super::texts::sentences;
use crate::call::WrongDevice;
use crate::group::{DeviceChange, Group, Name, SheetChange};

sentences! {
    /// Says to open an authenticator app, which is step 1.
    pub fn enrol_open_app() = "enrol-open-app";
    /// Says to add an account, which is step 2.
    pub fn enrol_add() = "enrol-add";
    /// Says to scan the QR code, which is step 3.
    pub fn enrol_scan() = "enrol-scan";
    /// Introduces the key to type.
    pub fn enrol_by_hand() = "enrol-by-hand";
    /// Says that the QR code is secret.
    pub fn enrol_secret() = "enrol-secret";
    /// Says to show the QR code to members only.
    pub fn enrol_members_only() = "enrol-members-only";
    /// Names a member's sheet, beside its code.
    pub fn sheet_code_title(member: &Name, day: &str) = "sheet-code-title";
    /// Says what to do with a sheet code.
    pub fn sheet_code_scan(command: &str) = "sheet-code-scan";
    /// Says what someone with the sheet code can do.
    pub fn sheet_code_secret(member: &Name) = "sheet-code-secret";
    /// Asks the person to press Enter.
    pub fn press_enter() = "press-enter";
    /// Introduces the six words of an invitation.
    pub fn phrase_title(file: &str) = "phrase-title";
    /// Says what to do with the six words.
    pub fn phrase_tell() = "phrase-tell";
    /// Introduces six words to take as a passphrase.
    pub fn passphrase_title() = "passphrase-title";
    /// Says to write the passphrase down.
    pub fn passphrase_write() = "passphrase-write";
    /// Says that the window is too small.
    pub fn too_small() = "too-small";
    /// Says that the window is too small, and how large it must be.
    pub fn too_small_by(columns: u64, rows: u64) = "too-small-by";
    /// Says that the window is too small for a sheet's code.
    pub fn too_small_sheet() = "too-small-sheet";
    /// Says which setting halves the code's size, if only the locale keeps it large.
    pub fn too_small_locale(setting: &str) = "too-small-locale";
    /// Introduces the command that writes a picture.
    pub fn too_small_picture() = "too-small-picture";

    /// Says that a group was made.
    pub fn new_made(entry: &str) = "new-made";
    /// Says what a group is called, if its name is not as typed.
    pub fn new_called(group: &Name) = "new-called";
    fn ask_device_code_of(member: &str, first: u64) = "ask-device-code";
    fn device_code_unread(why: &str) = "device-code-unread";
    fn device_code_time() = "device-code-time";
    fn device_code_wrong(first: u64, digits: u64, entry: &str) = "device-code-wrong";
    /// Asks whether someone has ringtrue, or an authenticator app.
    pub fn ask_has_ringtrue(member: &str) = "ask-has-ringtrue";
    fn device_code_old(old: &str, entry: &str) = "device-code-old";
    /// Says that someone's device shows the right code.
    pub fn device_code_right(member: &str) = "device-code-right";
    /// Says that a member's device was not checked.
    pub fn join_not_seen(member: &Name) = "join-not-seen";

    /// Says which file has the enrolment page.
    pub fn page_invite(group: &Name, file: &str) = "page-invite";
    /// Says which file has the cards.
    pub fn page_cards(file: &str) = "page-cards";
    /// Says which file has a member's sheet.
    pub fn page_sheet(member: &Name, day: &str, last: &str, file: &str) = "page-sheet";
    /// Says which file has a member's sheet for one day.
    pub fn page_sheet_one_day(member: &Name, day: &str, file: &str) = "page-sheet-one-day";
    /// Says that someone was invited from afar.
    pub fn invited_afar(member: &Name) = "invited-afar";
    /// Says that a printed sheet counts now.
    pub fn sheet_given(member: &Name, day: &str, last: &str) = "sheet-given";
    fn ask_end_sheet(member: &Name, day: &str) = "ask-end-sheet";
    fn ask_only_sheet(member: &Name, holds: &str) = "ask-only-sheet";

    /// Says what a new device key changes.
    pub fn renew_key() = "renew-key";
    /// Says whose pairs and sheets a new device key ends.
    pub fn renew_ends(names: &str) = "renew-ends";
    /// Asks whether to make a new device key.
    pub fn ask_renew() = "ask-renew";
    /// Shows the new device key and its six words.
    pub fn renewed_key(key: &str, words: &str) = "renewed-key";
    /// Says what an organiser does after their device key was renewed.
    pub fn renewed_organiser(group: &Name, command: &str, demote: &str) = "renewed-organiser";
    /// Says what another member does after their device key was renewed.
    pub fn renewed_member(group: &Name, command: &str) = "renewed-member";
    /// Says what to do in a group without an organiser after a device key was renewed.
    pub fn renewed_alone(group: &Name, rotate: &str, command: &str) = "renewed-alone";
    /// Says how to pair again.
    pub fn renewed_pair(command: &str) = "renewed-pair";
    /// Says how to print a day sheet again.
    pub fn renewed_sheet(command: &str) = "renewed-sheet";
    fn renewed_phone_organiser(group: &Name) = "renewed-phone-organiser";
    fn renewed_phone_member(group: &Name, organisers: &str) = "renewed-phone-member";
    fn renewed_phone_alone(group: &Name) = "renewed-phone-alone";
    fn renewed_phone_pairs(group: &Name, names: &str) = "renewed-phone-pairs";
    fn renewed_phone_sheets(group: &Name, names: &str) = "renewed-phone-sheets";
    /// Says that only this phone can change a group's key.
    pub fn wipe_organiser(group: &Name) = "wipe-organiser";
}

impl Texts {
    /// Says what is left to do in a group after the device key of a phone was renewed.
    #[must_use]
    pub fn renewed_on_phone(&self, moved: &DeviceChange, group: &Group) -> Vec<String> {
        let (name, organisers) = (group.local_name(), group.organisers());
        let mut lines = vec![if organisers.own().is_some() {
            self.renewed_phone_organiser(name)
        } else if group.has_organiser() {
            self.renewed_phone_member(name, &self.any_of(&organisers.names()))
        } else {
            self.renewed_phone_alone(name)
        }];
        let listed = |names: &[Name]| {
            let names: Vec<&str> = names.iter().map(Name::as_str).collect();
            names.join(", ")
        };
        if !moved.pairs.is_empty() {
            lines.push(self.renewed_phone_pairs(name, &listed(&moved.pairs)));
        }
        if !moved.sheets.is_empty() {
            lines.push(self.renewed_phone_sheets(name, &listed(&moved.sheets)));
        }
        lines
    }

    /// Asks for the code that a member's new device shows.
    #[must_use]
    pub fn ask_device_code(&self, member: &str, group: &Group) -> String {
        self.ask_device_code_of(member, caller_digits(group))
    }

    /// Asks whether to give a member a new sheet, and says what ends.
    #[must_use]
    pub fn ask_new_sheet(&self, member: &Name, change: SheetChange) -> String {
        match change {
            SheetChange::Ends(day) => self.ask_end_sheet(member, &self.day_short(day)),
            SheetChange::Instead(holds) => self.ask_only_sheet(member, holds.as_str()),
        }
    }

    /// Says why the code that a new device shows is not right, and what to do.
    #[must_use]
    pub fn device_wrong(&self, why: &WrongDevice, group: &Group) -> String {
        match why {
            WrongDevice::Unreadable(why) => self.device_code_unread(&why.to_string()),
            WrongDevice::Time => self.device_code_time(),
            WrongDevice::Old(generation) => {
                self.device_code_old(&group.key_name_of(*generation), &group.key_name())
            }
            WrongDevice::Code => self.device_code_wrong(
                caller_digits(group),
                digits(group),
                &group.key_name_in_app(),
            ),
            WrongDevice::Call(finding) => self.verdict(finding, group),
        }
    }
}

fn digits(group: &Group) -> u64 {
    group.parameters().digits.count() as u64
}

fn caller_digits(group: &Group) -> u64 {
    digits(group).div_ceil(2)
}
