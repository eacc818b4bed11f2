//! The enrolment screens: the QR code with instructions, the key to type by hand, the
//! link, six words. All of it is secret.

use anstyle::Style;

use super::qr::{self, Cells};
use super::{BOLD, styled, texts, wrapped};
use ringtrue_core::group::{Group, Name};
use ringtrue_core::otpauth::{key_to_type, link};
use ringtrue_core::qr::{Correction, Symbol};
use ringtrue_core::sheet::Sheet;
use ringtrue_core::sheet_code;
use ringtrue_core::text::escape_invisible;
use ringtrue_core::words::Phrase;

/// Cells between the QR code and the text beside it.
const GAP: usize = 2;

/// The narrowest text beside or below the QR code, in cells: the key wraps between its
/// groups of four letters, and six of them fit.
const MIN_TEXT: usize = 30;

/// Returns the lines of the enrolment screen in a terminal of `columns` × `rows` cells:
/// the QR code of `group`, drawn in `cells`, with instructions beside it or, failing
/// that, below it. If neither fits, the lines say so and name `picture`, the command
/// that writes a picture.
#[must_use]
pub fn enrolment_screen(
    group: &Group,
    columns: u16,
    rows: u16,
    cells: Cells,
    picture: &str,
) -> Vec<String> {
    let (columns, rows) = (usize::from(columns), usize::from(rows));
    let Ok(symbol) = Symbol::new(&link(group), Correction::Low) else {
        return too_small(columns, None, cells, picture);
    };
    let text = |columns| enrolment_instructions(group, columns);
    let size = qr::size(&symbol, cells);
    if let Some(arranged) = arranged(&text, size, columns, rows) {
        return arranged.lines(&symbol, cells);
    }
    let (wide, high) = size;
    too_small(columns, Some((wide + GAP + MIN_TEXT, high)), cells, picture)
}

/// Returns the lines that show the code of a member's sheet and instructions in a
/// terminal of `columns` × `rows` cells, or `None` if there is no room.
#[must_use]
pub fn sheet_code_screen(
    member: &Name,
    sheet: &Sheet,
    columns: u16,
    rows: u16,
    cells: Cells,
) -> Option<Vec<String>> {
    let (columns, rows) = (usize::from(columns), usize::from(rows));
    let symbol = Symbol::new(&sheet_code::code(member, sheet), Correction::Low).ok()?;
    let text = |columns| sheet_instructions(member, sheet, columns);
    let arranged = arranged(&text, qr::size(&symbol, cells), columns, rows)?;
    Some(arranged.lines(&symbol, cells))
}

/// Returns the lines shown if a terminal of `columns` cells is too small for a sheet's
/// code.
#[must_use]
pub fn sheet_code_too_small(columns: u16, cells: Cells) -> Vec<String> {
    let columns = usize::from(columns);
    let mut lines = wrapped(&texts().too_small_sheet(), columns);
    lines.extend(locale_hint(columns, cells));
    lines.push(String::new());
    lines.extend(wrapped(&texts().press_enter(), columns));
    lines
}

/// Returns the instructions for a sheet's code, wrapped to `columns`.
fn sheet_instructions(member: &Name, sheet: &Sheet, columns: usize) -> Vec<String> {
    let title = texts().sheet_code_title(member, &texts().day_short(sheet.from()));
    let mut lines: Vec<String> = Vec::new();
    for line in wrapped(&title, columns) {
        lines.push(styled(BOLD, &line));
    }
    for text in [
        texts().sheet_code_scan("ringtrue join --camera"),
        texts().sheet_code_secret(member),
        texts().press_enter(),
    ] {
        lines.push(String::new());
        lines.extend(wrapped(&text, columns));
    }
    lines
}

/// Returns true if [`enrolment_screen`] has room for the QR code.
#[must_use]
pub fn enrolment_fits(group: &Group, columns: u16, rows: u16, cells: Cells) -> bool {
    let (columns, rows) = (usize::from(columns), usize::from(rows));
    Symbol::new(&link(group), Correction::Low).is_ok_and(|symbol| {
        let text = |columns| enrolment_instructions(group, columns);
        arranged(&text, qr::size(&symbol, cells), columns, rows).is_some()
    })
}

/// The text that goes with a QR code, beside or below it.
enum Arranged {
    Beside(Vec<String>),
    Below(Vec<String>),
}

impl Arranged {
    fn lines(self, symbol: &Symbol, cells: Cells) -> Vec<String> {
        match self {
            Self::Beside(text) => side_by_side(qr::lines(symbol, cells), &text),
            Self::Below(text) => {
                let mut lines = qr::lines(symbol, cells);
                lines.push(String::new());
                lines.extend(text);
                lines
            }
        }
    }
}

/// Places a QR code `wide` by `high` cells and `text`, which takes the columns to wrap
/// to; `None` if there is no room.
fn arranged(
    text: &dyn Fn(usize) -> Vec<String>,
    (wide, high): (usize, usize),
    columns: usize,
    rows: usize,
) -> Option<Arranged> {
    let beside = text(columns.saturating_sub(wide + GAP));
    if columns >= wide + GAP + MIN_TEXT && rows >= high && high >= beside.len() {
        return Some(Arranged::Beside(beside));
    }
    let below = text(columns);
    (columns >= wide.max(MIN_TEXT) && rows > high + below.len()).then_some(Arranged::Below(below))
}

/// Returns the instructions for the QR code and the key to type by hand, wrapped to
/// `columns`.
fn enrolment_instructions(group: &Group, columns: usize) -> Vec<String> {
    let title = group.key_name();
    let key = key_to_type(group);
    let mut lines: Vec<String> = Vec::new();
    let mut push = |text: &str, style| {
        for line in wrapped(text, columns) {
            lines.push(match style {
                Some(style) => styled(style, &line),
                None => line.clone(),
            });
        }
    };
    push(&title, Some(BOLD));
    push("", None);
    push(&texts().enrol_open_app(), None);
    push(&texts().enrol_add(), None);
    push(&texts().enrol_scan(), None);
    push("", None);
    push(&texts().enrol_by_hand(), None);
    push(&key, Some(BOLD));
    push("", None);
    push(&texts().enrol_secret(), None);
    push(&texts().enrol_members_only(), None);
    push("", None);
    push(&texts().press_enter(), None);
    lines
}

/// Returns the lines that show the enrolment link in a terminal of `columns` cells.
#[must_use]
pub fn link_screen(group: &Group, columns: u16) -> Vec<String> {
    let link = link(group);
    let columns = usize::from(columns).max(1);
    let mut lines = vec![styled(BOLD, group.local_name().as_str())];
    lines.push(String::new());
    // The link is ASCII: one byte per cell.
    for part in link.as_bytes().chunks(columns) {
        lines.push(String::from_utf8_lossy(part).into_owned());
    }
    lines.push(String::new());
    lines.push(texts().press_enter());
    lines
}

/// Returns the lines that show the six words to which the invitation in `file` is
/// sealed, on one line if `columns` allows.
#[must_use]
pub fn phrase_screen(words: &Phrase, file: &str, columns: u16) -> Vec<String> {
    words_screen(
        &texts().phrase_title(file),
        words,
        &texts().phrase_tell(),
        columns,
    )
}

/// Returns the lines that suggest six words as a passphrase, in a terminal of `columns`
/// cells.
#[must_use]
pub fn passphrase_screen(words: &Phrase, columns: u16) -> Vec<String> {
    let texts = texts();
    words_screen(
        &texts.passphrase_title(),
        words,
        &texts.passphrase_write(),
        columns,
    )
}

/// Returns the lines that ask for the six words that open `file`, in a terminal of
/// `columns` cells. `problem` says what was wrong with the previous try.
#[must_use]
pub fn six_words_screen(
    file: &str,
    problem: Option<&str>,
    typed: &str,
    columns: u16,
) -> Vec<String> {
    let columns = usize::from(columns).max(1);
    let mut lines = Vec::new();
    if let Some(problem) = problem {
        lines.extend(wrapped(&escape_invisible(problem), columns));
        lines.push(String::new());
    }
    lines.extend(wrapped(
        &escape_invisible(&texts().ask_six_words(file)),
        columns,
    ));
    lines.push(String::new());
    let typed = wrapped(&format!("{typed}_"), columns);
    lines.extend(typed.iter().map(|line| styled(BOLD, line)));
    lines.push(String::new());
    lines.extend(wrapped(&texts().six_words_keys(), columns));
    lines
}

fn words_screen(title: &str, words: &Phrase, tell: &str, columns: u16) -> Vec<String> {
    let columns = usize::from(columns).max(1);
    let mut lines = Vec::new();
    let mut push = |text: &str, style: Option<Style>| {
        for line in wrapped(text, columns) {
            lines.push(match style {
                Some(style) => styled(style, &line),
                None => line.clone(),
            });
        }
        lines.push(String::new());
    };
    push(title, None);
    push(&words.to_text(), Some(BOLD));
    push(tell, None);
    push(&texts().press_enter(), None);
    lines
}

fn side_by_side(symbol: Vec<String>, text: &[String]) -> Vec<String> {
    let mut text = text.iter();
    let with_text = |line: String| match text.next() {
        Some(text) => [line.as_str(), &" ".repeat(GAP), text.as_str()].concat(),
        None => line,
    };
    symbol.into_iter().map(with_text).collect()
}

fn too_small(
    columns: usize,
    needed: Option<(usize, usize)>,
    cells: Cells,
    picture: &str,
) -> Vec<String> {
    let text = match needed {
        Some((wide, high)) => texts().too_small_by(wide as u64, high as u64),
        None => texts().too_small(),
    };
    let mut lines = wrapped(&text, columns);
    lines.extend(locale_hint(columns, cells));
    lines.push(String::new());
    lines.extend(wrapped(&texts().too_small_picture(), columns));
    lines.extend(wrapped(picture, columns));
    lines
}

/// Returns how to draw the code half as large, if only the locale prevents that.
fn locale_hint(columns: usize, cells: Cells) -> Vec<String> {
    match cells {
        Cells::Halves => Vec::new(),
        Cells::Blanks => {
            let mut lines = vec![String::new()];
            lines.extend(wrapped(
                &texts().too_small_locale("LC_ALL=C.UTF-8"),
                columns,
            ));
            lines
        }
    }
}
