//! Text for people: values in, text out. Colours are escape sequences, which the code
//! that prints strips when they are unwanted.

mod call;
mod camera;
mod code;
mod enrol;
mod health;
mod key_code;
mod practice;
mod qr;
mod roll;
#[cfg(test)]
mod sample;
mod sheet;
mod verdict;
mod words;

use anstyle::{AnsiColor, Style};
use ringtrue_core::text::Texts;

pub use call::{CallScreen, Scene, Window, call_screen, call_speech, new_code_speech};
pub use camera::{CameraPage, camera_page};
pub use code::{CodeNow, code_lines, code_screen, code_watch};
pub use enrol::{
    enrolment_fits, enrolment_screen, link_screen, passphrase_screen, phrase_screen,
    sheet_code_screen, sheet_code_too_small, six_words_screen,
};
pub use health::{Diagnosis, Topic, health};
pub use key_code::key_code;
pub use practice::{opening_screen, opening_speech, outcome_screen, practice_outcome};
pub use qr::Cells;
pub use roll::{When, groups_list, how_to_reach, missing_key_hint, roll_call};
pub use sheet::{SheetNow, sheet_lines, sheet_screen};
pub use verdict::{next_step, try_again};
pub use words::{WordSet, key_words, words_to_compare};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Returns the texts in this device's language.
pub fn texts() -> &'static Texts {
    Texts::english()
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Returns the number of terminal cells that `text` takes.
fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Pads `text` with spaces to `cells`; longer text stays as it is.
fn padded(text: &str, cells: usize) -> String {
    let missing = cells.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// Wraps the lines of a note, an error or a question at `columns`. A command at the end
/// of a line stays whole, so that it can be copied; trailing spaces stay, since an
/// answer follows them.
pub fn wrapped_lines(text: &str, columns: usize) -> String {
    let end = text.trim_end_matches(' ').len();
    let (text, space) = text.split_at(end);
    let lines = text.split('\n').map(|line| wrapped_line(line, columns));
    lines.collect::<Vec<_>>().join("\n") + space
}

fn wrapped_line(line: &str, columns: usize) -> String {
    let (text, command) = match line.rfind(": ringtrue ") {
        Some(at) => line.split_at(at + ": ".len()),
        None => (line, ""),
    };
    let mut lines = wrapped(text, columns);
    if let Some(last) = lines.last_mut()
        && !command.is_empty()
    {
        if width(last) + width(command) <= columns {
            last.push_str(command);
        } else {
            lines.push(command.to_owned());
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests;

/// Breaks `text` between words into lines of at most `columns` cells; a longer word is
/// broken too.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let space = usize::from(!line.is_empty());
        if !line.is_empty() && width(&line) + space + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            // A character two cells wide may not fit in the last cell.
            line.push(c);
            if width(&line) > columns && line.chars().nth(1).is_some() {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(c);
            }
        }
    }
    lines.push(line);
    lines
}
