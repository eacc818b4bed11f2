//! The screen as a camera sees it: cells turned into pixels, and the QR code in them.

use std::io::Cursor;
use std::process::Command;

use image::{GrayImage, ImageFormat, Luma};
use ringtrue_core::qr;
use vt100::{Cell, Color, Screen};

use crate::common::is_installed;

/// The terminal's own colours: text and background.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    text: u8,
    ground: u8,
}

pub const DARK: Theme = Theme {
    text: 230,
    ground: 0,
};
pub const LIGHT: Theme = Theme {
    text: 20,
    ground: 255,
};

/// The size of a cell in pixels.
const CELL: (u32, u32) = (8, 16);

/// Returns the one QR code on the screen, as our own reader, and zbarimg if it is
/// installed, read it from a picture of the screen in either theme.
#[track_caller]
pub fn read(screen: &Screen) -> String {
    let mut read = None;
    for theme in [DARK, LIGHT] {
        let png = png(screen, theme);
        let mut ours = qr::read(&png).unwrap();
        assert_eq!(ours.len(), 1, "{theme:?}");
        let ours = ours.remove(0).to_string();
        if is_installed("zbarimg") {
            assert_eq!(by_zbarimg(&png), ours, "{theme:?}");
        }
        assert_eq!(*read.get_or_insert(ours.clone()), ours);
    }
    read.unwrap()
}

fn by_zbarimg(png: &[u8]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("screen.png");
    std::fs::write(&file, png).unwrap();
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim_end().to_owned()
}

/// Draws the screen as a PNG. Text becomes bars, so that it can't look like a code.
pub fn png(screen: &Screen, theme: Theme) -> Vec<u8> {
    let (rows, columns) = screen.size();
    let (width, height) = CELL;
    let size = (
        u32::from(columns.get()) * width,
        u32::from(rows.get()) * height,
    );
    let picture = GrayImage::from_fn(size.0, size.1, |x, y| {
        let (row, column) = (y / height, x / width);
        let cell = screen
            .cell(row.try_into().unwrap(), column.try_into().unwrap())
            .unwrap();
        Luma([pixel(cell, x % width, y % height, theme)])
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

fn pixel(cell: &Cell, x: u32, y: u32, theme: Theme) -> u8 {
    let mut colors = (
        grey(cell.fgcolor(), theme.text),
        grey(cell.bgcolor(), theme.ground),
    );
    if cell.inverse() {
        colors = (colors.1, colors.0);
    }
    let inked = match cell.contents() {
        "" | " " => false,
        "█" => true,
        "▀" => y < CELL.1 / 2,
        "▄" => y >= CELL.1 / 2,
        _ => (1..6).contains(&x) && (4..12).contains(&y) && !y.is_multiple_of(3),
    };
    if inked { colors.0 } else { colors.1 }
}

/// Returns the grey of a colour that looks the same in every terminal. All others are
/// unfit for a QR code, and become a mid grey.
fn grey(color: Color, own: u8) -> u8 {
    match color {
        Color::Default => own,
        Color::Idx(16) => 0,
        Color::Idx(231) => 255,
        _ => 128,
    }
}

/// Returns whether any cell of a QR code is on the screen.
pub fn has_symbol(screen: &Screen) -> bool {
    let (rows, columns) = screen.size();
    (0..rows.get()).any(|row| (0..columns.get()).any(|column| is_symbol(screen, row, column)))
}

fn is_symbol(screen: &Screen, row: u16, column: u16) -> bool {
    screen.cell(row, column).is_some_and(|cell| {
        cell.bgcolor() != Color::Default || matches!(cell.contents(), "█" | "▀" | "▄")
    })
}

/// Returns the width of the light margins around the QR code: left, top, right, bottom,
/// in modules if a cell is one module wide.
pub fn margins(screen: &Screen) -> [usize; 4] {
    let (rows, columns) = screen.size();
    let (mut wide, mut high) = (0, 0);
    let mut dark: Vec<(usize, usize)> = Vec::new();
    for row in 0..rows.get() {
        for column in 0..columns.get() {
            if !is_symbol(screen, row, column) {
                continue;
            }
            let cell = screen.cell(row, column).unwrap();
            let (x, y) = (usize::from(column), usize::from(row) * 2);
            (wide, high) = (wide.max(x + 1), high.max(y + 2));
            for half in 0..2 {
                if pixel(cell, 0, half * CELL.1 / 2, DARK) == 0 {
                    dark.push((x, y + half as usize));
                }
            }
        }
    }
    let xs = || dark.iter().map(|module| module.0);
    let ys = || dark.iter().map(|module| module.1);
    [
        xs().min().unwrap(),
        ys().min().unwrap(),
        wide - 1 - xs().max().unwrap(),
        high - 1 - ys().max().unwrap(),
    ]
}

/// Returns the text beside the QR code, by line, without empty lines.
pub fn text_beside(screen: &Screen) -> Vec<String> {
    let (rows, columns) = screen.size();
    let mut lines = Vec::new();
    for row in 0..rows.get() {
        let last = (0..columns.get()).rev();
        let last = last.clone().find(|column| is_symbol(screen, row, *column));
        let start = last.map_or(0, |column| column + 1);
        let text = |column| screen.cell(row, column).unwrap().contents();
        let line = (start..columns.get())
            .map(|column| match text(column) {
                "" if !screen.cell(row, column).unwrap().is_wide_continuation() => " ",
                text => text,
            })
            .collect::<String>();
        if !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
    }
    lines
}

/// Returns whether the QR code is drawn down to its last row, so that it is square.
pub fn is_whole(screen: &Screen) -> bool {
    let (rows, columns) = screen.size();
    let wide = |row| {
        (0..columns.get())
            .filter(|column| is_symbol(screen, row, *column))
            .count()
    };
    let first = wide(0);
    let high = (0..rows.get()).filter(|row| wide(*row) == first).count();
    first > 0 && high == first.div_ceil(2)
}
