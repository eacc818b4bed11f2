use std::io::Cursor;

use image::{ImageFormat, Rgba, RgbaImage};
use ringtrue_core::qr::{Correction, Symbol};

use super::{BLACK_ON_WHITE, Cells, DARK, LIGHT, RESET, lines, size};

const LINK: &str = "otpauth://totp/ringtrue:abcdefghijklmnop%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";

#[test]
fn a_link_with_a_name_of_16_letters_fits_a_terminal_of_24_rows() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    assert_eq!(symbol.side(), 45);
    assert_eq!(size(&symbol, Cells::Halves), (45, 23));
}

#[test]
fn lines_are_as_many_and_as_wide_as_announced_and_reset_their_colours() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    let (columns, rows) = size(&symbol, Cells::Halves);
    let lines = lines(&symbol, Cells::Halves);
    assert_eq!(lines.len(), rows);
    for line in lines {
        let cells = line.strip_prefix(BLACK_ON_WHITE).unwrap();
        let cells = cells.strip_suffix(RESET).unwrap();
        assert_eq!(cells.chars().count(), columns);
        assert!(cells.chars().all(|cell| " ▀▄█".contains(cell)));
    }
}

#[test]
fn without_unicode_a_module_is_two_blanks_of_its_colour() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    let (columns, rows) = size(&symbol, Cells::Blanks);
    let lines = lines(&symbol, Cells::Blanks);
    assert_eq!((lines.len(), columns), (rows, 90));
    for (y, line) in lines.iter().enumerate() {
        let line = line.strip_suffix(RESET).unwrap();
        let mut dark = Vec::new();
        for run in line.split_inclusive('m').zip(line.split('m').skip(1)) {
            let (color, blanks) = (run.0.trim_start(), run.1.split('\x1b').next().unwrap());
            assert!(color == DARK || color == LIGHT, "{color:?}");
            assert!(blanks.bytes().all(|byte| byte == b' '));
            dark.extend(blanks.bytes().map(|_| color == DARK));
        }
        let expected = (0..columns).map(|column| symbol.is_dark(column / 2, y));
        assert_eq!(dark, expected.collect::<Vec<_>>(), "row {y}");
    }
}

#[test]
fn a_line_never_outgrows_the_room_set_aside_for_it() {
    let symbol = Symbol::new(&"~".repeat(400), Correction::Low).unwrap();
    let modules = symbol.side();
    for line in lines(&symbol, Cells::Halves) {
        assert_eq!(
            line.capacity(),
            BLACK_ON_WHITE.len() + RESET.len() + 3 * modules
        );
    }
    for line in lines(&symbol, Cells::Blanks) {
        assert_eq!(line.capacity(), RESET.len() + 13 * modules);
    }
}

#[test]
fn half_blocks_are_read_back() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    let (columns, rows) = size(&symbol, Cells::Halves);
    // A cell is 8 by 16 pixels; every pixel is red until painted.
    let pixels = |n: usize, pixels: usize| u32::try_from(n * pixels).unwrap();
    let red = Rgba([255, 0, 0, 255]);
    let mut screen = RgbaImage::from_pixel(pixels(columns, 8), pixels(rows, 16), red);
    for (row, line) in lines(&symbol, Cells::Halves).iter().enumerate() {
        let (mut ink, mut paper);
        let mut column = 0;
        for part in line.split('\x1b').filter(|part| !part.is_empty()) {
            let (sgr, cells) = part.strip_prefix('[').unwrap().split_once('m').unwrap();
            match sgr {
                "38;5;16;48;5;231" => (ink, paper) = (Rgba([0, 0, 0, 255]), Rgba([255; 4])),
                "0" => (ink, paper) = (red, red),
                other => panic!("unknown colours {other}"),
            }
            for cell in cells.chars() {
                let (top, bottom) = match cell {
                    ' ' => (paper, paper),
                    '▀' => (ink, paper),
                    '▄' => (paper, ink),
                    '█' => (ink, ink),
                    other => panic!("unknown cell {other:?}"),
                };
                for y in 0..16 {
                    for x in 0..8 {
                        let color = if y < 8 { top } else { bottom };
                        let x = pixels(column, 8) + x;
                        screen.put_pixel(x, pixels(row, 16) + y, color);
                    }
                }
                column += 1;
            }
        }
    }
    // Every cell was painted, including the half row below the last.
    assert!(screen.pixels().all(|&pixel| pixel != red));
    let mut png = Cursor::new(Vec::new());
    screen.write_to(&mut png, ImageFormat::Png).unwrap();
    let texts = ringtrue_core::qr::read(png.get_ref()).unwrap();
    let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
    assert_eq!(texts, [LINK]);
}
