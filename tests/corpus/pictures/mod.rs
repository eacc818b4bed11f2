//! 544 pictures of enrolment codes as people take them: 17 kinds of trouble,
//! 32 of each, from mild to hopeless. They are drawn from a fixed seed, so
//! that no picture has to be kept; each by itself, so that a few can be had.
//!
//! Nothing here was made easier because it was not read: the worst of most
//! kinds is beyond what any reader can do.

#![allow(
    dead_code,
    reason = "the test and the bench use what they need of this"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and places: small numbers, and what is a fraction of a pixel off does no harm"
)]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what goes wrong here is a failed test"
)]

mod canvas;
mod kinds;
mod random;
mod scene;

use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime, otpauth};

pub use kinds::KINDS;
use random::Random;

/// Pictures of each kind.
pub const EACH: usize = 32;

/// Steps of severity; several pictures have the same.
const STEPS: usize = 8;

/// A picture and what is in it.
pub struct Picture {
    pub text: String,
    pub file: Vec<u8>,
}

/// One of the [`EACH`] pictures of a kind; later ones are worse.
pub fn picture(kind: usize, number: usize) -> Picture {
    let mut random = Random::new((kind * EACH + number + 1) as u64);
    let text = link(&mut random);
    let severity = (number * STEPS / EACH) as f32 / (STEPS - 1) as f32;
    let file = (KINDS[kind].make)(&text, severity, &mut random);
    Picture { text, file }
}

/// A photo of 12 megapixels without a code, for what it costs to see none.
pub fn nothing(number: u64) -> Vec<u8> {
    kinds::nothing(&mut Random::new(1_000_000 + number))
}

/// The link of a group as somebody may have it: one name in four is long.
fn link(random: &mut Random) -> String {
    const SHORT: [&str; 8] = [
        "Smith family",
        "Familie Müller",
        "Oma",
        "López",
        "Die Sechs",
        "Chor 1",
        "עדן",
        "田中家",
    ];
    const LONG: [&str; 5] = [
        "The Hargreaves of Upper Slaughter",
        "Großfamilie Lüdenscheidt-Böhmermann",
        "семья Кузнецовых",
        "家族の合言葉",
        "عائلة سميث",
    ];
    let name = if random.below(4) == 0 {
        random.one_of(&LONG)
    } else {
        random.one_of(&SHORT)
    };
    let seed: Vec<u8> = (0..20).map(|_| random.byte()).collect();
    let group = Group::new(
        Name::tidy(name).unwrap(),
        Secret::new(&seed).unwrap(),
        GroupId::from_bytes([7; 16]),
        UnixTime::from_secs(0),
    );
    otpauth::link(&group).to_string()
}
