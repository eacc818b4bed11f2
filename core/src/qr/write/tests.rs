use super::{Correction, Symbol, WriteError};

const LINK: &str = "otpauth://totp/ringtrue:abcdefghijklmnop%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";

#[test]
fn every_side_of_the_symbol_has_a_light_margin() {
    let symbol = Symbol::new(LINK, Correction::Medium).unwrap();
    let last = symbol.side() - 1;
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
        let side = symbol.side() * 8;
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
    assert_eq!(format!("{symbol:?}"), "Symbol { side: 45, .. }");
}
