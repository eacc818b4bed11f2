//! A verdict, for somebody who is frightened: one sentence of what it is and
//! what to do next.

use anstyle::Style;

use super::{BAD, BOLD, GOOD, styled, wrapped};
use ringtrue_core::call::{Finding, Half, Part, Side, Verdict};
use ringtrue_core::words::{Unheard, Word};

/// What to do after most of what is wrong, as the end of a sentence.
pub(super) const HANG_UP: &str = "hang up, and call back on a number that you know.";

/// What a finding means and what to do, in one sentence. It has no half of a
/// code in it.
#[must_use]
pub fn verdict(finding: &Finding) -> String {
    let happened = happened(finding);
    match finding.verdict {
        Verdict::Match => format!("{happened}."),
        Verdict::MatchPreviousGeneration => {
            format!("{happened}: let them scan the new QR code when you meet, never on this call.")
        }
        Verdict::Duress => format!("{happened}: act normally, and get help."),
        Verdict::Used => format!("{happened}: ask for the next one, when the code has changed."),
        Verdict::WrongTime => format!("{happened}: {HANG_UP} {CLOCK}"),
        Verdict::OldSeed | Verdict::OwnHalf | Verdict::NoMatch => {
            format!("{happened}: {HANG_UP}")
        }
    }
}

/// Why everybody's halves may be of another time.
pub(super) const CLOCK: &str = "If it happens with everybody, check this device's clock.";

/// What a finding means, without the end of its sentence.
pub(super) fn happened(finding: &Finding) -> String {
    let half = half_said(finding);
    match finding.verdict {
        Verdict::Match if finding.part == Some(Part::Both) => {
            "It rings true: that is the whole code".to_owned()
        }
        Verdict::Match => format!("It rings true: that is {half} of the code"),
        Verdict::MatchPreviousGeneration => format!(
            "It rings true, but they are on the old seed (generation {})",
            finding.generation
        ),
        Verdict::Used => "That was said before, and somebody may be repeating it".to_owned(),
        Verdict::OldSeed => format!(
            "That is of an old seed (generation {}), which counts no more",
            finding.generation
        ),
        Verdict::OwnHalf => {
            "That is your own half, and an impostor repeats what they heard".to_owned()
        }
        Verdict::Duress => "It is them, and they may be forced".to_owned(),
        Verdict::WrongTime => format!(
            "That is {half} of {}, not of now, and may be an old one repeated",
            steps(finding.steps_off)
        ),
        Verdict::NoMatch => "That is not the code".to_owned(),
    }
}

/// Which half was said.
pub(super) fn half_said(finding: &Finding) -> String {
    match finding.part {
        Some(Part::Half(side)) => format!("the {}'s half", side.as_str()),
        Some(Part::Both) => "the whole code".to_owned(),
        None => "a half".to_owned(),
    }
}

/// What to do where what was typed can't be read as a half, in one sentence.
#[must_use]
pub fn not_read(unheard: Unheard) -> String {
    match unheard {
        Unheard::TwoWords(one, other) => format!(
            "That could be \"{one}\" or \"{other}\": let them say it once more, and if it is \
             neither, hang up, and call back on a number that you know."
        ),
        _ => format!(
            "That can't be read as a half ({unheard}): let them say it once more, and if it is \
             still wrong, hang up, and call back on a number that you know."
        ),
    }
}

/// The same in colour, broken between words for `columns` cells.
#[must_use]
pub fn try_again(unheard: Unheard, columns: usize) -> String {
    in_lines(BAD, &not_read(unheard), columns)
}

/// The same in the fewest words, for the call screen.
#[must_use]
pub fn say_once_more(unheard: Unheard) -> String {
    match unheard {
        Unheard::TwoWords(one, other) => which_word(one, other),
        _ => "That can't be read. Let them say it once more; if it is still wrong, hang up."
            .to_owned(),
    }
}

/// What to ask where what was typed may be either of two words.
fn which_word(one: Word, other: Word) -> String {
    format!("Was it \"{one}\" or \"{other}\"? Type the one they said.")
}

/// The verdict in colour, broken between words for `columns` cells, and what to
/// say next: the answerer, who now knows that the caller is true, says
/// `own_half`.
#[must_use]
pub fn next_step(finding: &Finding, own_half: Option<&Half>, columns: usize) -> String {
    next_after(finding, &verdict(finding), own_half, columns)
}

/// The same after a verdict in other words.
pub(super) fn next_after(
    finding: &Finding,
    told: &str,
    own_half: Option<&Half>,
    columns: usize,
) -> String {
    let style = match finding.verdict {
        Verdict::Match | Verdict::MatchPreviousGeneration => GOOD,
        Verdict::Duress => Style::new(),
        _ => BAD,
    };
    let mut text = in_lines(style, told, columns);
    let goes_on = finding.verdict.is_them();
    if let Some(half) = own_half
        && goes_on
        && finding.part == Some(Part::Half(Side::Caller))
    {
        let digits = styled(BOLD, half.digits());
        let words = styled(BOLD, &half.words().join(" "));
        text.push_str(&format!("Now say your half: {digits}  {words}\n"));
    }
    text
}

pub(super) fn in_lines(style: Style, text: &str, columns: usize) -> String {
    let lines = wrapped(text, columns);
    lines
        .iter()
        .map(|line| styled(style, line) + "\n")
        .collect()
}

fn steps(off: i64) -> String {
    let codes = match off.unsigned_abs() {
        1 => "one code".to_owned(),
        count => format!("{count} codes"),
    };
    if off < 0 {
        format!("{codes} ago")
    } else {
        format!("{codes} ahead")
    }
}
