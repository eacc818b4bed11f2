//! `words`: shows every set of six words that someone may ask to compare.

use ringtrue_core::roll::WordsToCompare;
use ringtrue_core::text::check_words_line;
use ringtrue_core::words::{PHRASE_WORDS, Word};
use serde_json::json;

use crate::args::Global;
use crate::device::key;
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, say, say_json};
use crate::view::{WordSet, texts, words_to_compare};

pub fn run(global: &Global, system: &mut System) -> Result<Status, Failure> {
    let device = key::public(system)?;
    let vault = store::read(system)?;
    // A device without a group has words too: someone may put it on a roll.
    let group = match (&global.group, vault.groups()) {
        (None, []) if device.is_some() => None,
        (name, _) => Some(vault.select(name.as_deref())?),
    };
    let words = WordsToCompare::of(group, device.as_ref())?;
    let line = |words: Option<[Word; PHRASE_WORDS]>| words.map(|words| check_words_line(&words));
    let (family, organiser, device) = (
        line(words.family),
        line(words.organiser),
        line(words.device),
    );
    if global.json {
        say_json(
            system,
            &json!({
                "group": group.map(|group| group.local_name().as_str()),
                "generation": group.map(|group| group.generation().number()),
                "check_words": family,
                "organiser_words": organiser,
                "device_words": device,
            }),
        )?;
        return Ok(Status::Done);
    }
    let name = group.map(|group| format!("{} {}", group.local_name(), group.generation()));
    let all = [
        (
            family,
            texts().words_family(name.as_deref().unwrap_or_default()),
        ),
        (organiser, texts().words_organiser()),
        (device, texts().words_device()),
    ];
    let all = all.into_iter();
    let all = all.filter_map(|(words, usage)| {
        Some(WordSet {
            words: words?,
            usage,
        })
    });
    say(system, &words_to_compare(&all.collect::<Vec<_>>()))?;
    Ok(Status::Done)
}
