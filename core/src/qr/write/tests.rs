use super::{BLACK_ON_WHITE, Cells, Correction, DARK, LIGHT, RESET, Symbol, WriteError};

const LINK: &str = "otpauth://totp/ringtrue:abcdefghijklmnop%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";

#[test]
fn a_link_with_a_name_of_16_letters_fits_a_terminal_of_24_rows() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    assert_eq!(symbol.modules(), 45);
    assert_eq!(symbol.terminal_size(Cells::Halves), (45, 23));
}

#[test]
fn terminal_lines_are_as_many_and_as_wide_as_announced_and_reset_their_colours() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    let (columns, rows) = symbol.terminal_size(Cells::Halves);
    let lines = symbol.terminal_lines(Cells::Halves);
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
    let (columns, rows) = symbol.terminal_size(Cells::Blanks);
    let lines = symbol.terminal_lines(Cells::Blanks);
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
fn a_terminals_line_never_outgrows_the_room_set_aside_for_it() {
    let symbol = Symbol::new(&"~".repeat(400), Correction::Low).unwrap();
    let modules = symbol.modules();
    for line in symbol.terminal_lines(Cells::Halves) {
        assert_eq!(
            line.capacity(),
            BLACK_ON_WHITE.len() + RESET.len() + 3 * modules
        );
    }
    for line in symbol.terminal_lines(Cells::Blanks) {
        assert_eq!(line.capacity(), RESET.len() + 13 * modules);
    }
}

#[test]
fn every_side_of_the_symbol_has_a_light_margin() {
    let symbol = Symbol::new(LINK, Correction::Medium).unwrap();
    let last = symbol.modules() - 1;
    for along in 0..=last {
        for depth in 0..4 {
            assert!(!symbol.is_dark(along, depth) && !symbol.is_dark(along, last - depth));
            assert!(!symbol.is_dark(depth, along) && !symbol.is_dark(last - depth, along));
        }
    }
    assert!(symbol.is_dark(4, 4) && symbol.is_dark(last - 4, 4) && symbol.is_dark(4, last - 4));
}

#[test]
fn an_svg_never_outgrows_the_room_set_aside_for_it() {
    for text in ["", LINK, &"~".repeat(2331), &"7".repeat(5596)] {
        let symbol = Symbol::new(text, Correction::Medium).unwrap();
        assert_eq!(symbol.svg().capacity(), 512 + symbol.dark.len() * 10);
    }
}

#[cfg(feature = "pictures")]
#[test]
fn a_png_never_outgrows_the_room_set_aside_for_it() {
    for text in ["", LINK, &"~".repeat(2331)] {
        let symbol = Symbol::new(text, Correction::Medium).unwrap();
        let side = symbol.modules() * 8;
        assert_eq!(symbol.png().unwrap().capacity(), side * side);
    }
}

#[test]
fn the_longest_texts_fit_and_one_byte_more_is_refused_with_both_figures() {
    for (correction, limit) in [(Correction::Low, 2953), (Correction::Medium, 2331)] {
        assert!(Symbol::new(&"~".repeat(limit), correction).is_ok());
        assert!(Symbol::new(&("é".to_owned() + &"~".repeat(limit - 2)), correction).is_ok());
        for text in [
            "~".repeat(limit + 1),
            "é".to_owned() + &"~".repeat(limit - 1),
        ] {
            let bytes = limit + 1;
            let error = Symbol::new(&text, correction).unwrap_err();
            assert_eq!(error, WriteError::TooLong { bytes, limit });
        }
    }
}

#[test]
fn debug_shows_the_size_alone() {
    let symbol = Symbol::new(LINK, Correction::Low).unwrap();
    assert_eq!(format!("{symbol:?}"), "Symbol { modules: 45, .. }");
}
