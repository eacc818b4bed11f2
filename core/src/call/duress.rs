//! Duress halves, for someone who is forced to speak. They look like true ones, come
//! from a key of their own, and never equal a true half of the same seed nearby.

use zeroize::Zeroizing;

use super::half::{Half, Side};
use crate::group::{Generation, Group};
use crate::otp::{Codes, duress_key};
use crate::secret::Secret;
use crate::time::Counter;

/// How a person speaks: freely, or because they are forced to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// They say the true half.
    #[default]
    Freely,
    /// They say the duress half, which only the person who checks it can tell from a
    /// true one.
    UnderDuress,
}

/// Returns the half that `side` says at `counter`: of the seed of `generation` if that
/// is still kept, since someone on an old seed can check only that one's halves,
/// otherwise of the seed in force.
#[must_use]
pub fn half_to_say(
    group: &Group,
    generation: Generation,
    manner: Manner,
    side: Side,
    counter: Counter,
) -> Half {
    let mut previous = group.previous().iter().map(|previous| &previous.seed);
    let seed = previous
        .find(|seed| seed.generation == generation)
        .unwrap_or(group.current());
    let codes = |secret: &Secret| Codes::new(secret, group.parameters());
    let truth = codes(&seed.secret);
    match manner {
        Manner::Freely => Half::of(&truth.at_counter(counter), side),
        Manner::UnderDuress => half(&codes(&duress_key(&seed.secret)), &truth, side, counter),
    }
}

/// Computes a duress half, skipping every true half of a nearby step.
pub(super) fn half(duress: &Codes, truth: &Codes, side: Side, counter: Counter) -> Half {
    let mut half = Half::of(&duress.at_counter(counter), side);
    let near: Vec<Half> = [-1, 0, 1]
        .into_iter()
        .filter_map(|off| counter.offset(off))
        .map(|counter| truth.at_counter(counter))
        .flat_map(|code| {
            [
                Half::of(&code, Side::Caller),
                Half::of(&code, Side::Answerer),
            ]
        })
        .collect();
    // At most six halves are near, so this terminates.
    while near.contains(&half) {
        half = raised(&half);
    }
    half
}

/// Returns the next higher half, wrapping to all zeros.
pub(super) fn raised(half: &Half) -> Half {
    let mut carried = true;
    let mut digits: Vec<char> = half.0.chars().collect();
    for digit in digits.iter_mut().rev() {
        *digit = match (*digit, carried) {
            ('9', true) => '0',
            (digit, true) => {
                carried = false;
                char::from_digit(digit.to_digit(10).unwrap_or(0) + 1, 10).unwrap_or('0')
            }
            (digit, false) => digit,
        };
    }
    Half(Zeroizing::new(digits.into_iter().collect()))
}
