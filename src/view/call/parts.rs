//! What the call screen is put together from, and how its rows are laid out.

use anstyle::{AnsiColor, Style};

use super::{BOLD, CallScreen, DIM, Row, Scene, Window, styled, text};
use crate::view::{BAD, texts, width, wrapped};
use ringtrue_core::call::{Against, Turns, Who};
use ringtrue_core::time::Day;
use ringtrue_core::words::completion;

pub(in crate::view) const LOUD: Style = Style::new().bold().invert();

/// Told apart from what is wrong, and seen on light and on dark.
const ENDING: Style = AnsiColor::Magenta.on_default().bold();

/// The widest that the bar and the rows of text grow, in cells.
pub(in crate::view) const WIDEST: usize = 100;

/// The mark of practice, with which its first row begins.
pub(in crate::view) fn practice_mark() -> String {
    format!("{}  ", texts().practice_mark())
}

/// The rows of a screen, in parts that stand apart where there is room.
#[derive(Default)]
pub(super) struct Rows {
    parts: Vec<Vec<Row>>,
    footer: Vec<Row>,
}

impl Rows {
    pub(super) fn part(&mut self, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.parts.push(rows);
        }
    }

    /// The rows at the bottom.
    pub(super) fn last(&mut self, rows: Vec<Row>) {
        self.footer = rows;
    }

    fn count(&self) -> usize {
        self.parts.iter().map(Vec::len).sum::<usize>() + self.footer.len()
    }

    /// Whether they fit, with an empty row between the parts where there shall
    /// be air.
    pub(super) fn fit(&self, rows: u16, air: bool) -> bool {
        let between = if air { self.parts.len() } else { 0 };
        self.count() + between <= rows.into()
    }

    /// The cells of the widest row.
    pub(super) fn width(&self) -> usize {
        let rows = self.parts.iter().flatten().chain(&self.footer);
        let plain = rows.map(|row| cells(row));
        plain.max().unwrap_or(0)
    }

    /// All rows, the parts set apart as long as there is room, the footer at
    /// the bottom. Where they are too many, the footer goes first.
    pub(super) fn spread(self, rows: u16) -> Vec<Row> {
        let rows = usize::from(rows);
        let mut spare = rows.saturating_sub(self.count());
        let mut spread = Vec::with_capacity(rows);
        for part in self.parts {
            if !spread.is_empty() && spare > 0 {
                spread.push(Row::default());
                spare -= 1;
            }
            spread.extend(part);
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

/// The group and the seconds left, and the bar that they are.
pub(super) fn head(screen: &CallScreen<'_>, window: Window) -> Vec<Row> {
    let columns = usize::from(window.columns).min(WIDEST);
    let left = screen.remaining();
    let seconds = left.map_or_else(String::new, |left| texts().seconds_short(left));
    let practice = match screen.practice {
        Some(_) => practice_mark(),
        None => String::new(),
    };
    let room = columns.saturating_sub(width(&practice) + width(&seconds) + 2);
    let name = wrapped(&screen.group.entry(), room);
    let name = name.first().map_or("", |name| name.as_str());
    let gap = room.saturating_sub(width(name)) + 2;
    let style = if screen.is_ending() {
        ENDING
    } else {
        Style::new()
    };
    let head = text(&format!(
        "{}{}{}{}",
        styled(LOUD, &practice),
        styled(BOLD, name),
        " ".repeat(gap),
        styled(style, &seconds),
    ));
    // A line of a sheet lasts all day.
    let bar = left.map(|left| bar(screen, left, columns, window));
    std::iter::once(head).chain(bar).collect()
}

/// What is left of the step. Its dots change for the last seconds, for those
/// who see no colour.
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

/// What the other side says, where the program plays it.
pub(super) fn said(line: &str, window: Window) -> Vec<Row> {
    wrapped_rows(line, window)
}

/// What counts on this call, where that was asked.
pub(super) fn what_counts_rows(turns: &Turns, today: Day, window: Window) -> Vec<Row> {
    let Some(what) = what_counts(turns, today) else {
        return Vec::new();
    };
    let rows = wrapped_rows(&what, window);
    rows.iter().map(|row| text(&styled(DIM, row))).collect()
}

/// The same in a sentence.
pub(super) fn what_counts(turns: &Turns, today: Day) -> Option<String> {
    let member = turns.member()?;
    Some(match turns.against() {
        Against::Group => texts().with_group(member),
        Against::Pair { .. } => texts().with_pair(member),
        Against::Sheet { .. } => texts().with_sheet(member, today),
    })
}

/// The question who it is, and as many answers as there is room for: those that begin
/// with what was typed, the chosen one among them.
pub(super) fn who_is_it(who: &Who, letters: &str, is_practice: bool, window: Window) -> Vec<Row> {
    let columns = usize::from(window.columns).min(WIDEST);
    // Above and below in the narrowest window: the head, the question, the letters and
    // three rows of keys; in practice two, and three of what they say.
    let taken = if is_practice { 8 } else { 6 } + usize::from(!letters.is_empty());
    let room = usize::from(window.rows).saturating_sub(taken).max(2);
    let answers: Vec<_> = who.candidates().collect();
    // The last row says that there are more.
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

/// What is done by voice, in practice.
pub(super) fn telephone() -> Vec<Row> {
    let key = |key, meaning: &str| text(&format!("  {}  {meaning}", styled(BOLD, key)));
    vec![
        text(&styled(BOLD, &texts().telephone())),
        key("s", &texts().telephone_say()),
        key("a", &texts().telephone_again()),
        key("h", &texts().telephone_hang_up()),
    ]
}

/// What was typed, and the rest of the word that it can only become.
pub(super) fn typed(prompt: &str, typed: &str, window: Window) -> Row {
    let columns = usize::from(window.columns).min(WIDEST);
    let rest = completion(typed);
    let room = columns.saturating_sub(width(prompt) + width(rest).max(1));
    // Of what is too long the end is seen.
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

/// What to do, where something is wrong: seen from across the room.
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

/// The rules of a call, numbered.
pub(super) fn rules() -> Vec<Row> {
    let rules = texts().rules();
    let numbered = (1..).zip(rules);
    numbered
        .map(|(number, rule)| format!("{number} {rule}"))
        .collect()
}

/// The keys that do something here, in as few rows as they fit in.
pub(super) fn footer(screen: &CallScreen<'_>, window: Window) -> Vec<Row> {
    let columns = usize::from(window.columns).min(WIDEST);
    let mut rows: Vec<String> = Vec::new();
    for key in keys(screen, window) {
        match rows.last_mut() {
            // A key and what it does stay together.
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
        Scene::Hearing { .. } => vec![
            texts().key_check(),
            texts().key_start_over(),
            texts().key_rules(),
        ],
        Scene::WhichDay { .. } => vec![texts().key_start_over(), texts().key_rules()],
        Scene::Heard { turns, .. } if turns.may_ask_again() => {
            vec![texts().key_type_now(), texts().key_start_over()]
        }
        Scene::NothingCounts { .. } | Scene::Heard { .. } => {
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

/// How many cells a row takes, without its colours.
fn cells(row: &str) -> usize {
    let mut cells = 0;
    let mut rest = row;
    while let Some((before, after)) = rest.split_once('\x1b') {
        cells += width(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    cells + width(rest)
}
