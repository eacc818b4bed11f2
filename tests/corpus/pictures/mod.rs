//! 544 pictures of enrolment codes as people take them: 17 kinds of degradation, 32 of
//! each, from mild to hopeless. Each is drawn from its own fixed seed, so that no picture
//! has to be stored, and any of them can be drawn alone.
//!
//! No picture was made easier because it was not read: the worst of most kinds is beyond
//! any reader.

#![allow(
    dead_code,
    reason = "the test and the bench each use only some of this"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel positions are small, and a rounding error of part of a pixel does no harm"
)]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

mod canvas;
mod kinds;
mod random;
mod scene;

use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime, otpauth};

pub use kinds::KINDS;
use random::Random;

/// The number of pictures of each kind.
pub const EACH: usize = 32;

/// The number of severities; several pictures have the same one.
const STEPS: usize = 8;

/// A picture, and the text of its code.
pub struct Picture {
    pub text: String,
    pub file: Vec<u8>,
}

/// Draws one of the [`EACH`] pictures of a kind; later ones are worse.
pub fn picture(kind: usize, number: usize) -> Picture {
    let mut random = Random::new((kind * EACH + number + 1) as u64);
    let text = link(&mut random);
    let severity = (number * STEPS / EACH) as f32 / (STEPS - 1) as f32;
    let file = (KINDS[kind].make)(&text, severity, &mut random);
    Picture { text, file }
}

/// Draws a photo of 12 megapixels without a code, to measure the cost of finding none.
pub fn without_code(number: u64) -> Vec<u8> {
    kinds::without_code(&mut Random::new(1_000_000 + number))
}

/// Returns a link as a real group may have it: one name in four is long.
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
