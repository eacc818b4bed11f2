//! The two kinds of call, side by side: who says which half, and what to check.

use crate::otp::Digits;
use crate::text::Texts;
use crate::text::html::Html;

/// The table of `templates/boxes.html`.
pub(super) struct Boxes {
    pub they_called: Html,
    pub they_say_first: Html,
    pub same: Html,
    pub i_say_last: Html,
    pub i_called: Html,
    pub i_called_on: Html,
    pub i_say_first: Html,
    pub they_say_last: Html,
    pub own_again: Html,
}

impl Boxes {
    /// Fills in the sentences for codes of this many digits.
    pub fn new(digits: Digits, texts: &Texts) -> Self {
        let (first, last) = halves(digits);
        Self {
            they_called: texts.box_they_called(),
            they_say_first: texts.box_they_say_first(first),
            same: texts.box_same(),
            i_say_last: texts.box_i_say_last(last),
            i_called: texts.box_i_called(),
            i_called_on: texts.box_i_called_on(),
            i_say_first: texts.box_i_say_first(first),
            they_say_last: texts.box_they_say_last(last),
            own_again: texts.box_own_again(first),
        }
    }
}

/// Returns how many digits the caller says, and how many the answerer says.
pub(super) fn halves(digits: Digits) -> (u64, u64) {
    let digits = digits.count() as u64;
    (digits.div_ceil(2), digits / 2)
}
