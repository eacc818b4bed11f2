//! The enrolment: the QR code with what to do beside it, the key by hand, the
//! link, the check words. Everything here is a secret for eyes, but for the
//! check words.

use anstyle::Style;

use super::qr::{self, Cells};
use super::{BOLD, styled, texts, wrapped};
use ringtrue_core::group::{Group, Name};
use ringtrue_core::otpauth::{key_by_hand, link};
use ringtrue_core::qr::{Correction, Symbol};
use ringtrue_core::sheet::Sheet;
use ringtrue_core::sheet_code;
use ringtrue_core::text::visible;
use ringtrue_core::words::Phrase;

/// Cells between the QR code and the text beside it.
const GAP: usize = 2;

/// The narrowest text that is set beside or below the QR code, in cells: seven
/// letters of the key more than that would wrap within a group of four.
const MIN_TEXT: usize = 30;

/// The lines of a terminal of `columns` × `rows` cells that show the enrolment
/// QR code of `group` in such `cells` and what to do with it: text beside the
/// code where that fits, else below it. Where neither fits they say so instead, and name
/// `picture`, the command that writes a picture.
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
    let text = |columns| by_hand(group, columns);
    let size = qr::size(&symbol, cells);
    if let Some(arranged) = arranged(&text, size, columns, rows) {
        return arranged.lines(&symbol, cells);
    }
    let (wide, high) = size;
    too_small(columns, Some((wide + GAP + MIN_TEXT, high)), cells, picture)
}

/// The lines of a terminal of `columns` × `rows` cells that show the code of a
/// member's sheet and what to do with it; `None` if there is no room.
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
    let text = |columns| with_code(member, sheet, columns);
    let arranged = arranged(&text, qr::size(&symbol, cells), columns, rows)?;
    Some(arranged.lines(&symbol, cells))
}

/// The lines of a terminal of `columns` cells that is too small for a sheet code.
#[must_use]
pub fn sheet_code_too_small(columns: u16, cells: Cells) -> Vec<String> {
    let columns = usize::from(columns);
    let mut lines = wrapped(&texts().too_small_sheet(), columns);
    lines.extend(with_unicode(columns, cells));
    lines.push(String::new());
    lines.extend(wrapped(&texts().press_enter(), columns));
    lines
}

/// What to do with a sheet code, wrapped to `columns`.
fn with_code(member: &Name, sheet: &Sheet, columns: usize) -> Vec<String> {
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

/// Whether [`enrolment_screen`] has room for the QR code.
#[must_use]
pub fn enrolment_fits(group: &Group, columns: u16, rows: u16, cells: Cells) -> bool {
    let (columns, rows) = (usize::from(columns), usize::from(rows));
    Symbol::new(&link(group), Correction::Low).is_ok_and(|symbol| {
        let text = |columns| by_hand(group, columns);
        arranged(&text, qr::size(&symbol, cells), columns, rows).is_some()
    })
}

/// What to do with the QR code, and where that stands.
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

/// How a QR code `wide` and `high` cells is arranged with `text`, which is wrapped
/// to so many columns; `None` where there is no room.
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

/// What to do with the QR code, and the key for typing by hand, wrapped to
/// `columns`.
fn by_hand(group: &Group, columns: usize) -> Vec<String> {
    let title = group.entry();
    let key = key_by_hand(group);
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

/// The lines of a terminal of `columns` cells that show the enrolment link.
#[must_use]
pub fn link_screen(group: &Group, columns: u16) -> Vec<String> {
    let link = link(group);
    let columns = usize::from(columns).max(1);
    let mut lines = vec![styled(BOLD, group.local_name().as_str())];
    lines.push(String::new());
    // The link is ASCII: a byte is a cell.
    for part in link.as_bytes().chunks(columns) {
        lines.push(String::from_utf8_lossy(part).into_owned());
    }
    lines.push(String::new());
    lines.push(texts().press_enter());
    lines
}

/// The lines of a terminal of `columns` cells that show the six words that an
/// invitation in `file` is sealed to, on one line where it is that wide.
#[must_use]
pub fn phrase_screen(words: &Phrase, file: &str, columns: u16) -> Vec<String> {
    words_screen(
        &texts().phrase_title(file),
        words,
        &texts().phrase_tell(),
        columns,
    )
}

/// The lines of a terminal of `columns` cells that show six words to take as a
/// passphrase.
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

/// The lines of a terminal of `columns` cells on which the six words are typed that open
/// `file`. `told` is what was wrong with the ones before.
#[must_use]
pub fn six_words_screen(file: &str, told: Option<&str>, typed: &str, columns: u16) -> Vec<String> {
    let columns = usize::from(columns).max(1);
    let mut lines = Vec::new();
    if let Some(told) = told {
        lines.extend(wrapped(&visible(told), columns));
        lines.push(String::new());
    }
    lines.extend(wrapped(&visible(&texts().ask_six_words(file)), columns));
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
    lines.extend(with_unicode(columns, cells));
    lines.push(String::new());
    lines.extend(wrapped(&texts().too_small_picture(), columns));
    lines.extend(wrapped(picture, columns));
    lines
}

/// How a code takes half the room, if only the locale keeps it large.
fn with_unicode(columns: usize, cells: Cells) -> Vec<String> {
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
