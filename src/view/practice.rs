//! The screens before and after a practice call.

use super::call::{LOUD, WIDEST, in_lines, practice_mark};
use super::{BAD, BOLD, DIM, GOOD, Window, styled, texts, width, wrapped};
use ringtrue_core::call::Side;
use ringtrue_core::group::Name;
use ringtrue_core::practice::{Drill, Ending};

/// Returns how a drill with `who` ended, in lines of at most `columns` cells:
/// its name, whether that was right, and the lesson.
#[must_use]
pub fn practice_outcome(drill: Drill, ending: Ending, who: &str, columns: usize) -> String {
    let which = if drill.is_right(ending) {
        texts().practice_right_line(drill.as_str())
    } else {
        texts().practice_not_right_line(drill.as_str())
    };
    let lesson = texts().lesson(drill, ending, who);
    in_lines(&[&practice_mark(), &which, "\n", &lesson, "\n"], columns)
}

/// Returns the screen before a drill with `who` in the group `name`.
#[must_use]
pub fn opening_screen(name: &Name, own: Side, who: &str, window: Window) -> Vec<String> {
    let keys = match own {
        Side::Answerer => texts().practice_keys_answer(),
        Side::Caller => texts().practice_keys_call(),
    };
    let columns = columns(window);
    let parts = [
        texts().practice_worthless(),
        texts().practice_story(own, who),
    ];
    let parts = parts.map(|part| wrapped(&part, columns));
    page(name, parts, &keys, window)
}

/// Returns the screen after a drill.
#[must_use]
pub fn outcome_screen(
    name: &Name,
    drill: Drill,
    ending: Ending,
    who: &str,
    window: Window,
) -> Vec<String> {
    let title = if drill.is_right(ending) {
        styled(GOOD, &texts().practice_right())
    } else {
        styled(BAD, &texts().practice_not_right())
    };
    let lesson = wrapped(&texts().lesson(drill, ending, who), columns(window));
    let parts = [vec![title], lesson];
    page(name, parts, &texts().practice_leave(), window)
}

/// Returns the speech before a drill, in lines of at most `columns` cells.
#[must_use]
pub fn opening_speech(name: &Name, own: Side, who: &str, columns: usize) -> String {
    let question = match own {
        Side::Answerer => texts().practice_ask_answer(),
        Side::Caller => texts().practice_ask_call(),
    };
    let opening = format!(
        "{}{name}\n{}\n{}\n{question} ",
        practice_mark(),
        texts().practice_worthless(),
        texts().practice_story(own, who)
    );
    in_lines(&[&opening], columns)
}

/// Lays out a page: the first row marks it as practice, the last lists the
/// keys.
fn page(name: &Name, parts: [Vec<String>; 2], keys: &str, window: Window) -> Vec<String> {
    let practice = practice_mark();
    let room = columns(window).saturating_sub(width(&practice));
    let name = wrapped(name.as_str(), room);
    let name = name.first().map_or("", |name| name.as_str());
    let head = format!("{}{}", styled(LOUD, &practice), styled(BOLD, name));
    let mut rows = vec![head];
    for part in parts {
        rows.push(String::new());
        rows.extend(part);
    }
    let last = usize::from(window.rows).saturating_sub(1);
    rows.resize_with(last, String::new);
    rows.push(styled(DIM, keys));
    rows
}

fn columns(window: Window) -> usize {
    usize::from(window.columns).min(WIDEST)
}

#[cfg(test)]
mod tests;
