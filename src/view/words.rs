//! Six-word sets that people compare by voice.

use super::{BOLD, DIM, padded, styled, texts, width};
use ringtrue_core::Day;
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Group;
use ringtrue_core::text::check_words_line;

/// Six words to compare, and their use.
pub struct WordSet {
    /// The words on one line.
    pub words: String,
    /// The reason to compare them.
    pub usage: String,
}

/// Formats each set of words below its use.
#[must_use]
pub fn words_to_compare(all: &[WordSet]) -> String {
    let sets = all.iter();
    let sets: Vec<String> = sets
        .map(|WordSet { words, usage }| format!("{usage}\n  {}\n", styled(BOLD, words)))
        .collect();
    sets.join("\n")
}

/// Formats the six words of every key on the roll, and whether they were compared
/// on this device. `own` is this device's key.
#[must_use]
pub fn key_words(group: &Group, own: Option<&DevicePublic>, today: Day) -> String {
    let mut rows = Vec::new();
    for member in group.roll_call(own, today) {
        for (key, is_disputed) in [(member.device, false), (member.disputed, true)] {
            let Some(key) = key else { continue };
            let state = match own == Some(&key) {
                _ if is_disputed => texts().words_disputed(),
                true => texts().roll_you(),
                false => compared(group.is_compared(&member.name, &key)),
            };
            rows.push((
                member.name.clone(),
                texts().words_of_device(),
                group.device_words(&key),
                state,
            ));
        }
    }
    let own = group.organisers().own().map(|own| own.key);
    for organiser in group.organisers().pinned() {
        let key = &organiser.key;
        let state = if own == Some(*key) {
            texts().roll_you()
        } else {
            compared(group.is_organiser_compared(key))
        };
        rows.push((
            organiser.name.clone(),
            texts().roll_organiser(),
            group.organiser_words(key),
            state,
        ));
    }
    let names = rows.iter().map(|(name, ..)| width(name.as_str()));
    let names = names.max().unwrap_or(0);
    let kinds = rows.iter().map(|(_, kind, ..)| width(kind));
    let kinds = kinds.max().unwrap_or(0);
    let line = |(name, kind, words, state): &(_, String, _, String)| {
        let name: &ringtrue_core::Name = name;
        format!(
            "  {}  {}  {}  {}\n",
            styled(BOLD, &padded(name.as_str(), names)),
            padded(kind, kinds),
            check_words_line(words),
            styled(DIM, state)
        )
    };
    rows.iter().map(line).collect()
}

fn compared(is_compared: bool) -> String {
    if is_compared {
        texts().words_compared()
    } else {
        texts().roll_not_compared()
    }
}
