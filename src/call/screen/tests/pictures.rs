//! The README's pictures: the program in a terminal, as SVG.
//! `docs/pictures/make` regenerates them.

#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]

use std::env;
use std::fs;
use std::path::Path;

use anstyle::RgbColor;
use anstyle_svg::Term;
use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::Verdict;
use vt100::{Cell, Color, Screen};

use crate::call::screen::tests::{Call, Device, SMITHS, WHO, spelt, word};

/// A time whose code is the README's: 585 959.
const MOMENT: u64 = 1_789_595_100 + 17;

#[test]
fn the_pictures_of_the_readme_are_what_the_program_shows() {
    let mut call = Device::of(SMITHS, "").size(56, 19).start();
    call.wait_for(WHO);
    call.session.clock.set(MOMENT);
    call.looks_up();
    call.wait_for("13 s");
    call.wait_for(WHO);
    is_pictured("who-called", &call);

    call.they_called();
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    assert_eq!(spelt(&theirs), "585 ocean");
    assert_eq!(spelt(&mine), "959 vinegar");
    call.types("585 oce");
    call.wait_for("They say: 585 ocean");
    is_pictured("hear", &call);

    call.hears(&word(&theirs)[3..]);
    assert_eq!(call.reads(), Some(spelt(&mine)));
    is_pictured("now-say", &call);

    call.starts_over();
    call.they_called();
    let wrong = call.judged(Verdict::NoMatch, Caller);
    call.hears(&wrong);
    call.wait_for("That is not the code.");
    is_pictured("hang-up", &call);
    call.types("q");
    call.ends(0);
}

/// Checks that the screen matches the picture `name`, or updates the picture.
#[track_caller]
fn is_pictured(name: &str, call: &Call) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/pictures/{name}.svg"));
    let picture = svg(call.session.screen());
    if env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(&file, &picture).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap();
    assert!(
        kept == picture,
        "docs/pictures/{name}.svg is out of date; run docs/pictures/make"
    );
}

/// Black to white as in dark terminals, and a grey for dim text, which
/// `anstyle_svg` renders almost illegible.
const COLOURS: [RgbColor; 8] = [
    RgbColor(0x1d, 0x1f, 0x21),
    RgbColor(0xff, 0x6b, 0x68),
    RgbColor(0x5f, 0xd7, 0x5f),
    RgbColor(0xe5, 0xc0, 0x60),
    RgbColor(0x6c, 0xa8, 0xff),
    RgbColor(0xe0, 0x7c, 0xe0),
    RgbColor(0x5c, 0xcf, 0xd0),
    RgbColor(0xe6, 0xe6, 0xe6),
];
const GREY: RgbColor = RgbColor(0x9a, 0x9a, 0x9a);

fn svg(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let rows = (0..rows.get()).map(|row| {
        let cells = (0..columns.get()).map(|column| screen.cell(row, column).unwrap());
        ansi(cells)
    });
    let rows: Vec<String> = rows.collect();
    let terminal = Term::new()
        .fg_color(COLOURS[7].into())
        .bg_color(COLOURS[0].into())
        .min_width_px(0);
    terminal.render_svg(&rows.join("\n"))
}

/// Formats a row's cells and their styles, without cursor movement.
fn ansi<'a>(cells: impl Iterator<Item = &'a Cell>) -> String {
    let mut row = String::new();
    let mut last = anstyle::Style::new();
    for cell in cells {
        let style = style(cell);
        if style != last {
            row.push_str(&format!("{last:#}{style}"));
            last = style;
        }
        row.push_str(if cell.has_contents() {
            cell.contents()
        } else {
            " "
        });
    }
    format!("{row}{last:#}")
}

fn style(cell: &Cell) -> anstyle::Style {
    let mut style = anstyle::Style::new();
    if cell.bold() {
        style = style.bold();
    }
    if cell.inverse() {
        style = style.invert();
    }
    match cell.fgcolor() {
        Color::Idx(colour) => style.fg_color(Some(COLOURS[usize::from(colour)].into())),
        _ if cell.dim() => style.fg_color(Some(GREY.into())),
        _ => style,
    }
}
