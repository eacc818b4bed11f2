//! A new seed: what is asked before a rotation, and what it did.

use super::texts::sentences;
use crate::group::{Generation, Name};

sentences! {
    /// Asks an organiser for their name.
    pub fn ask_own_name() = "ask-own-name";
    /// Asks whether the lost device was the user's own.
    pub fn ask_are_you(name: &Name) = "ask-are-you";
    /// Asks whether a passphrase protects the lost device.
    pub fn ask_behind_passphrase() = "ask-behind-passphrase";

    /// Introduces the roll before a rotation.
    pub fn rotate_before(generation: Generation) = "rotate-before";
    /// Introduces the roll after a rotation.
    pub fn rotate_to_reach() = "rotate-to-reach";
    /// Says which generation is in force.
    pub fn rotate_now(group: &Name, generation: Generation) = "rotate-now";
    /// Says which generation is in force again.
    pub fn rotate_back(group: &Name, generation: Generation) = "rotate-back";
    /// Says until when the generation before is accepted.
    pub fn rotate_accepted(generation: Generation, date: &str) = "rotate-accepted";
    /// Says who is an organiser no longer.
    pub fn rotate_demoted(names: &str) = "rotate-demoted";
    /// Says that the generation before is gone from this device.
    pub fn rotate_removed() = "rotate-removed";

    /// Says whose this device is from now on.
    pub fn replaced_device(name: &Name) = "replaced-device";
    /// Says which organiser key replaces the one on a lost device.
    pub fn replaced_key(key: &str, words: &str, promote: &str, join: &str) = "replaced-key";
    /// Says how to pair again.
    pub fn replaced_pair(command: &str) = "replaced-pair";

    /// Says whom a rotation was sealed to.
    pub fn sealed_to(names: &str, files: &str) = "sealed-to";
    /// Says how many members a rotation was sealed to.
    pub fn sealed_to_many(members: u64, files: &str) = "sealed-to-many";
    /// Like [`sealed_to_many`](Self::sealed_to_many), if some keys were not compared.
    pub fn sealed_to_many_not_compared(members: u64, keys: u64, files: &str)
        = "sealed-to-many-not-compared";
    /// Marks a member whose key was not compared.
    pub fn sealed_not_compared(name: &Name) = "sealed-not-compared";
    /// Says that no other device opens a rotation.
    pub fn sealed_to_nobody(files: &str, add: &str, invite: &str) = "sealed-to-nobody";
    /// Says what to do with the file on the other devices.
    pub fn sealed_there(command: &str) = "sealed-there";
    /// Says what to do with several files on the other devices.
    pub fn sealed_there_all(command: &str) = "sealed-there-all";
}
