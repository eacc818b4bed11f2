//! Parts of the call screen, and the layout of its rows.

use anstyle::{AnsiColor, Style};

use super::{BOLD, CallScreen, DIM, Row, Scene, Window, styled, text};
use crate::view::{BAD, texts, width, wrapped};
use ringtrue_core::call::{Expected, Turns, Who};
use ringtrue_core::time::Day;
use ringtrue_core::words::completion;

pub(in crate::view) const LOUD: Style = Style::new().bold().invert();

/// Distinct from the red of errors, and readable on light and dark backgrounds.
const ENDING: Style = AnsiColor::Magenta.on_default().bold();

/// The maximum width of the bar and of text, in cells.
pub(in crate::view) const WIDEST: usize = 100;

/// Returns the mark that starts the first row in practice.
pub(in crate::view) fn practice_mark() -> String {
    format!("{}  ", texts().practice_mark())
}

/// The rows of a screen, in sections separated by blank rows if there is room.
#[derive(Default)]
pub(super) struct Rows {
    sections: Vec<Vec<Row>>,
    footer: Vec<Row>,
}

impl Rows {
    pub(super) fn push_section(&mut self, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.sections.push(rows);
        }
    }

    /// Sets the rows at the bottom.
    pub(super) fn set_footer(&mut self, rows: Vec<Row>) {
        self.footer = rows;
    }

    fn count(&self) -> usize {
        self.sections.iter().map(Vec::len).sum::<usize>() + self.footer.len()
    }

    /// Returns true if they fit in `rows`, with a blank row after each section if `air`.
    pub(super) fn fit(&self, rows: u16, air: bool) -> bool {
        let between = if air { self.sections.len() } else { 0 };
        self.count() + between <= rows.into()
    }

    /// Returns the width of the widest row, in cells.
    pub(super) fn width(&self) -> usize {
        let rows = self.sections.iter().flatten().chain(&self.footer);
        let plain = rows.map(|row| cells(row));
        plain.max().unwrap_or(0)
    }

    /// Returns all rows, with blank rows between the sections while there is room and the
    /// footer at the bottom. If there are too many, the footer goes first.
    pub(super) fn spread(self, rows: u16) -> Vec<Row> {
        let rows = usize::from(rows);
        let mut spare = rows.saturating_sub(self.count());
        let mut spread = Vec::with_capacity(rows);
        for section in self.sections {
            if !spread.is_empty() && spare > 0 {
                spread.push(Row::default());
                spare -= 1;
            }
            spread.extend(section);
        }
        let footer = rows.saturating_sub(self.footer.len());
        if spread.len() <= footer {
            spread.resize_with(footer, Row::default);
            spread.extend(self.footer);
        }
        spread.truncate(rows);
        spread
    }
}

/// Returns the group and the seconds left, and the bar that shows them.
pub(super) fn header(screen: &CallScreen<'_>, window: Window) -> Vec<Row> {
    let columns = usize::from(window.columns).min(WIDEST);
    let left = screen.remaining();
    let seconds = left.map_or_else(String::new, |left| texts().seconds_short(left));
    let practice = match screen.practice {
        Some(_) => practice_mark(),
        None => String::new(),
    };
    let room = columns.saturating_sub(width(&practice) + width(&seconds) + 2);
    let name = wrapped(&screen.group.key_name(), room);
    let name = name.first().map_or("", |name| name.as_str());
    let gap = room.saturating_sub(width(name)) + 2;
    let style = if screen.is_ending() {
        ENDING
    } else {
        Style::new()
    };
    let header = text(&format!(
        "{}{}{}{}",
        styled(LOUD, &practice),
        styled(BOLD, name),
        " ".repeat(gap),
        styled(style, &seconds),
    ));
    // A sheet's line lasts all day, so it has no bar.
    let bar = left.map(|left| bar(screen, left, columns, window));
    std::iter::once(header).chain(bar).collect()
}

/// Returns a bar of the time left in the step. Its shape changes in the last seconds,
/// for people who see no colour.
fn bar(screen: &CallScreen<'_>, left: u64, columns: usize, window: Window) -> Row {
    let period = usize::try_from(screen.group.parameters().period.as_secs()).unwrap_or(1);
    let left = usize::try_from(left).unwrap_or(0);
    let filled = (columns * left).div_ceil(period.max(1)).min(columns);
    let (dot, style) = match (screen.is_ending(), window.is_unicode) {
        (false, true) => ("━", Style::new()),
        (false, false) => ("=", Style::new()),
        (true, true) => ("╍", ENDING),
        (true, false) => ("-", ENDING),
    };
    text(&styled(style, &dot.repeat(filled)))
}

/// Returns the rows that say which code counts, if the user was asked who it is.
pub(super) fn what_counts_rows(turns: &Turns, today: Day, window: Window) -> Vec<Row> {
    let Some(what) = what_counts(turns, today) else {
        return Vec::new();
    };
    let rows = wrapped_rows(&what, window);
    rows.iter().map(|row| text(&styled(DIM, row))).collect()
}

/// Returns the sentence that says which code counts, if the user was asked who it is.
pub(super) fn what_counts(turns: &Turns, today: Day) -> Option<String> {
    let member = turns.member()?;
    Some(match turns.expected() {
        Expected::Group => texts().with_group(member),
        Expected::Pair { .. } => texts().with_pair(member),
        Expected::Sheet { .. } => texts().with_sheet(member, today),
    })
}

/// Returns the question who it is and as many answers as fit: those that match the
/// typed letters, including the chosen one.
pub(super) fn who_is_it(who: &Who, letters: &str, is_practice: bool, window: Window) -> Vec<Row> {
    let columns = usize::from(window.columns).min(WIDEST);
    // In the narrowest window the head takes two rows, the question one, the keys
    // three (in practice two) and, in practice, the other side's line three; the typed
    // letters take one more.
    let taken = if is_practice { 8 } else { 6 } + usize::from(!letters.is_empty());
    let room = usize::from(window.rows).saturating_sub(taken).max(2);
    let answers: Vec<_> = who.candidates().collect();
    // The last row shows that there are more.
    let room = room - usize::from(answers.len() > room);
    let chosen = answers.iter().position(|(_, is_chosen)| *is_chosen);
    let first = chosen.map_or(0, |at| at.saturating_add(1).saturating_sub(room));
    let mut rows = vec![text(&styled(BOLD, &texts().who_is_it()))];
    for (choice, is_chosen) in answers.iter().skip(first).take(room) {
        let label = wrapped(choice.label(), columns.saturating_sub(4));
        let label = label.first().map_or("", |label| label.as_str());
        rows.push(if *is_chosen {
            text(&format!("  {}", styled(LOUD, &format!("> {label}"))))
        } else {
            text(&format!("    {label}"))
        });
    }
    if answers.is_empty() {
        rows.extend(wrapped_rows(&texts().who_nobody(), window));
    } else if first.saturating_add(room) < answers.len() {
        let more = if window.is_unicode { "…" } else { "..." };
        rows.push(text(&format!("    {more}")));
    }
    if !letters.is_empty() {
        let prompt = format!("{} ", texts().who_letters());
        rows.push(text(&format!("{prompt}{}_", styled(BOLD, letters))));
    }
    rows
}

/// Returns the keys for what is done by voice, in practice.
pub(super) fn telephone() -> Vec<Row> {
    let key = |key, meaning: &str| text(&format!("  {}  {meaning}", styled(BOLD, key)));
    vec![
        text(&styled(BOLD, &texts().telephone())),
        key("s", &texts().telephone_say()),
        key("a", &texts().telephone_again()),
        key("h", &texts().telephone_hang_up()),
    ]
}

/// Returns the input line, and the rest of the word if there is only one completion.
pub(super) fn input_row(prompt: &str, typed: &str, window: Window) -> Row {
    let columns = usize::from(window.columns).min(WIDEST);
    let rest = completion(typed);
    let room = columns.saturating_sub(width(prompt) + width(rest).max(1));
    // Text too long for the row is cut at its start.
    let mut from = 0;
    while width(typed.get(from..).unwrap_or_default()) > room {
        let next = typed.get(from..).and_then(|rest| rest.chars().next());
        from += next.map_or(1, char::len_utf8);
    }
    let end = if rest.is_empty() { "_" } else { rest };
    let shown = typed.get(from..).unwrap_or_default();
    text(&format!(
        "{prompt}{}{}",
        styled(BOLD, shown),
        styled(DIM, end)
    ))
}

/// Returns a banner that says what to do if something is wrong, readable from across
/// the room.
pub(super) fn banner(what: &str, window: Window) -> Vec<Row> {
    let style = BAD.invert();
    let columns = usize::from(window.columns).min(WIDEST);
    wrapped(what, columns.saturating_sub(2))
        .iter()
        .map(|line| {
            let row = format!(" {} ", *line);
            text(&styled(style, &crate::view::padded(&row, columns)))
        })
        .collect()
}

/// Returns the numbered rules of a call.
pub(super) fn rules() -> Vec<Row> {
    let rules = texts().rules();
    let numbered = (1..).zip(rules);
    numbered
        .map(|(number, rule)| format!("{number} {rule}"))
        .collect()
}

/// Returns the keys that do something here, in as few rows as possible.
pub(super) fn footer(screen: &CallScreen<'_>, window: Window) -> Vec<Row> {
    let columns = usize::from(window.columns).min(WIDEST);
    let mut rows: Vec<String> = Vec::new();
    for key in keys(screen, window) {
        match rows.last_mut() {
            // Keep a key and its meaning together.
            Some(row) if width(row) + width(BETWEEN_KEYS) + width(&key) <= columns => {
                row.push_str(BETWEEN_KEYS);
                row.push_str(&key);
            }
            _ => rows.push(key),
        }
    }
    rows.iter().map(|row| text(&styled(DIM, row))).collect()
}

fn keys(screen: &CallScreen<'_>, window: Window) -> Vec<String> {
    let mut keys = match &screen.scene {
        Scene::WhoCalled => vec![texts().key_rules(), texts().key_quit()],
        Scene::WhoIsIt { .. } => vec![
            texts().key_choose(),
            if window.is_unicode {
                texts().key_arrows()
            } else {
                texts().key_arrows_ascii()
            },
            texts().key_start_over(),
            texts().key_rules(),
        ],
        Scene::Listening { .. } => vec![
            texts().key_check(),
            texts().key_start_over(),
            texts().key_rules(),
        ],
        Scene::WhichDay { .. } => vec![texts().key_start_over(), texts().key_rules()],
        Scene::Heard { turns, .. } if turns.may_ask_again() => {
            vec![texts().key_type_now(), texts().key_start_over()]
        }
        Scene::NoCode { .. } | Scene::Heard { .. } => {
            vec![texts().key_start_over(), texts().key_quit()]
        }
        Scene::Rules | Scene::Telephone => vec![texts().key_go_back()],
        Scene::Hidden => vec![],
    };
    let is_call = !matches!(
        screen.scene,
        Scene::Rules | Scene::Telephone | Scene::Hidden
    );
    if is_call && screen.practice.is_some() {
        keys.push(texts().key_telephone());
    } else if is_call && screen.has_others {
        let arrows = if window.is_unicode {
            texts().key_other_group()
        } else {
            texts().key_other_group_ascii()
        };
        keys.push(arrows);
    }
    keys
}

const BETWEEN_KEYS: &str = "   ";

pub(super) fn wrapped_rows(line: &str, window: Window) -> Vec<Row> {
    wrapped(line, usize::from(window.columns).min(WIDEST))
}

/// Returns the width of a row in cells, without its escape sequences.
fn cells(row: &str) -> usize {
    let mut cells = 0;
    let mut rest = row;
    while let Some((before, after)) = rest.split_once('\x1b') {
        cells += width(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    cells + width(rest)
}
