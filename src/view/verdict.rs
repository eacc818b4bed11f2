//! A verdict in colour, and what to say next.

use anstyle::Style;

use super::{BAD, BOLD, GOOD, styled, texts, wrapped};
use ringtrue_core::call::{FindingContext, Half, Part, Side, Verdict};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::words::HeardError;

/// Returns what to do if the input can't be read as a half, in colour and
/// wrapped at `columns` cells.
#[must_use]
pub fn try_again(heard_error: HeardError, columns: usize) -> String {
    in_lines(BAD, &texts().not_read(heard_error), columns)
}

/// Returns the verdict in colour, wrapped at `columns` cells, and what to say
/// next: an answerer who has heard a true caller says `own_half`. `own` is this
/// device's key.
#[must_use]
pub fn next_step(
    context: &FindingContext<'_>,
    own: Option<&DevicePublic>,
    own_half: Option<&Half>,
    columns: usize,
) -> String {
    let finding = context.finding;
    let style = match finding.verdict {
        Verdict::Match | Verdict::MatchPreviousGeneration => GOOD,
        Verdict::Duress => Style::new(),
        _ => BAD,
    };
    let mut text = in_lines(style, &texts().verdict_and_roll(context, own), columns);
    let goes_on = finding.verdict.is_genuine();
    if let Some(half) = own_half
        && goes_on
        && finding.part == Some(Part::Half(Side::Caller))
    {
        let digits = styled(BOLD, half.digits());
        let words = styled(BOLD, &half.words().join(" "));
        let now_say = texts().now_say_your_half();
        text.push_str(&format!("{now_say} {digits}  {words}\n"));
    }
    text
}

fn in_lines(style: Style, text: &str, columns: usize) -> String {
    let lines = wrapped(text, columns);
    lines
        .iter()
        .map(|line| styled(style, line) + "\n")
        .collect()
}
