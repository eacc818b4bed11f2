//! Screens that enrol another device.

use super::texts::sentences;
use crate::group::{Generation, Name};

sentences! {
    /// Names a group and its generation.
    pub fn enrol_title(group: &Name, generation: Generation) = "enrol-title";
    /// Says what to do first with the QR code.
    pub fn enrol_open_app() = "enrol-open-app";
    /// Says what to do second.
    pub fn enrol_add() = "enrol-add";
    /// Says what to do third.
    pub fn enrol_scan() = "enrol-scan";
    /// Introduces the key to type.
    pub fn enrol_by_hand() = "enrol-by-hand";
    /// Says that the QR code is secret.
    pub fn enrol_secret() = "enrol-secret";
    /// Says who may see it.
    pub fn enrol_members_only() = "enrol-members-only";
    /// Names a member's sheet, whose code stands beside.
    pub fn sheet_code_title(member: &Name, day: &str) = "sheet-code-title";
    /// Says what to do with a sheet code.
    pub fn sheet_code_scan(command: &str) = "sheet-code-scan";
    /// Says what someone with the sheet code can do.
    pub fn sheet_code_secret(member: &Name) = "sheet-code-secret";
    /// Asks for Enter.
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
    /// Says how a code takes half the room, where only the locale keeps it large.
    pub fn too_small_locale(setting: &str) = "too-small-locale";
    /// Introduces the command that writes a picture.
    pub fn too_small_picture() = "too-small-picture";
}
