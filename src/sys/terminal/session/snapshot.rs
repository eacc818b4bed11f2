//! A screen as text that a person can review.

use vt100::{Cell, Color, Screen};

/// Returns the rows of text, without trailing spaces and empty rows, and then the styles of each row
/// that has any, with columns counted from 1: `row 3: 1-7 bold, 9 inverse red`.
pub(super) fn picture(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let mut text: Vec<String> = screen.rows(0, columns.get()).collect();
    while text.last().is_some_and(|row| row.trim_end().is_empty()) {
        text.pop();
    }
    let mut picture = String::new();
    for row in text {
        picture.push_str(row.trim_end());
        picture.push('\n');
    }
    let styles = (0..rows.get()).filter_map(|row| styles(screen, row));
    let styles: String = styles.collect();
    if !styles.is_empty() {
        picture.push('\n');
        picture.push_str(&styles);
    }
    picture
}

/// Returns the styles of a row, as runs of columns.
fn styles(screen: &Screen, row: u16) -> Option<String> {
    let (_, columns) = screen.size();
    let mut runs: Vec<(u16, u16, String)> = Vec::new();
    for column in 0..columns.get() {
        let cell = screen.cell(row, column).unwrap();
        // The second half of a wide character looks like the first.
        if cell.is_wide_continuation() {
            if let Some((_, end, _)) = runs.last_mut().filter(|run| run.1 + 1 == column) {
                *end = column;
            }
            continue;
        }
        let style = style(cell);
        match runs.last_mut() {
            Some((_, end, last)) if *end + 1 == column && *last == style => *end = column,
            _ if style.is_empty() => {}
            _ => runs.push((column, column, style)),
        }
    }
    let runs = runs.into_iter().map(|(start, end, style)| {
        if start == end {
            format!("{} {style}", start + 1)
        } else {
            format!("{}-{} {style}", start + 1, end + 1)
        }
    });
    let runs = runs.collect::<Vec<_>>().join(", ");
    (!runs.is_empty()).then(|| format!("row {}: {runs}\n", row + 1))
}

fn style(cell: &Cell) -> String {
    let effects = [
        (cell.bold(), "bold"),
        (cell.dim(), "dim"),
        (cell.italic(), "italic"),
        (cell.underline(), "underlined"),
        (cell.inverse(), "inverse"),
    ];
    let effects = effects.iter().filter(|effect| effect.0);
    let mut words: Vec<String> = effects.map(|effect| effect.1.to_owned()).collect();
    words.extend(colour(cell.fgcolor()));
    words.extend(colour(cell.bgcolor()).map(|colour| format!("on {colour}")));
    words.join(" ")
}

fn colour(colour: Color) -> Option<String> {
    const NAMES: [&str; 8] = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    ];
    match colour {
        Color::Default => None,
        Color::Idx(index @ 0..8) => Some(NAMES[usize::from(index)].to_owned()),
        Color::Idx(index @ 8..16) => Some(format!("bright {}", NAMES[usize::from(index) - 8])),
        Color::Idx(index) => Some(format!("colour {index}")),
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    #[test]
    fn a_picture_is_the_text_and_then_the_styles() {
        let [rows, columns] = [4, 20].map(|n| NonZeroU16::new(n).unwrap());
        let mut terminal = vt100::Parser::new(rows, columns, 0);
        terminal.process(b"plain\x1b[2;3H\x1b[1mbold\x1b[2;31m\x1b[3;1H");
        terminal.process("\x1b[m\x1b[7m語x\x1b[m \x1b[91;48;5;16my".as_bytes());
        assert_eq!(
            super::picture(terminal.screen()),
            "plain\n  bold\n語x y\n\n\
             row 2: 3-6 bold\nrow 3: 1-3 inverse, 5 bright red on colour 16\n"
        );
    }
}
