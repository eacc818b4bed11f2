//! What people read: values in, text out. Colours are written as escape
//! sequences; whoever prints takes them out where nobody wants them.

mod code;
mod enrol;
mod health;
mod roll;
mod verdict;

use anstyle::{AnsiColor, Style};

pub use code::{CodeNow, code_lines, code_screen};
pub use enrol::{check_words_line, enrolment_fits, enrolment_screen, link_screen, quoted};
pub use health::{Finding, Health, health};
pub use roll::{date, groups_list, roll_call};
pub use verdict::{next_step, not_read, try_again, verdict};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// How many terminal cells a text takes.
fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// `text` filled up with spaces to `cells`. What is longer stays as it is.
fn padded(text: &str, cells: usize) -> String {
    let missing = cells.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests;
