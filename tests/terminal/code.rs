//! The code on the screen: `code`, and `code --watch`.

use crate::common::Device;
use crate::session::{Session, Setup};

#[test]
fn the_code_fits_a_large_window_and_a_small_one() {
    let device = Device::joined();
    for (columns, rows) in [(80, 24), (40, 12)] {
        for command in [["code"].as_slice(), &["code", "--duress"]] {
            let mut session = Setup::of(&device).size(columns, rows).run(command);
            session.ends(0);
            let screen = session.contents();
            assert_code(&screen);
            // Nothing scrolled or wrapped.
            assert_eq!(session.with_scrollback().trim(), screen.trim());
            assert!((0..rows).all(|row| !session.screen().row_wrapped(row)));
        }
    }
}

#[test]
fn a_window_keeps_the_code_and_leaves_nothing_behind() {
    let device = Device::joined();
    for leave in ["q", "\x1b", "\x03"] {
        let mut session = Setup::of(&device).size(40, 12).run(&["code", "--watch"]);
        session.shows("q quit");
        assert_code(&session.contents());
        session.types("x").types(leave).ends(0);
        assert_eq!(session.contents().trim(), "[ended 0]");
    }
}

#[test]
fn a_dumb_terminal_gets_each_code_once() {
    let device = Device::joined();
    let setup = Setup::of(&device).variable("TERM", "dumb");
    let mut session = setup.run(&["code", "--watch", "--plain"]);
    session.shows("expires in: ");
    assert!(!session.text().contains('\x1b'));
    session.types("\x03").shows("[ended 130]");
}

/// Asserts that the screen shows a code as it is laid out for people.
fn assert_code(screen: &str) {
    let lines: Vec<&str> = screen.lines().map(str::trim).collect();
    assert_eq!(lines[0], "Smith family 1");
    assert_half_of(lines[2], "caller says");
    assert_half_of(lines[3], "answerer says");
    let (seconds, left) = lines[5].split_once(' ').unwrap();
    assert!((1..=30).contains(&seconds.parse().unwrap()));
    assert!(matches!(left, "seconds left" | "second left"));
}

fn assert_half_of(line: &str, who: &str) {
    let half: Vec<&str> = line.strip_prefix(who).unwrap().split_whitespace().collect();
    let word = ringtrue_core::Word::from_digits(half[0]).unwrap();
    assert_eq!(half[1..], [word.as_str()]);
}

#[test]
fn a_terminal_has_colours_unless_they_are_disabled() {
    let device = Device::joined();
    let wrong = ["check", "111222"];
    let colours = |arguments: &[&str], name, value| {
        let mut session = Setup::of(&device).variable(name, value).run(arguments);
        session.shows("[ended ");
        assert!(session.is_cooked());
        session.text().contains('\x1b')
    };
    for command in [["code"].as_slice(), &wrong, &["groups"]] {
        assert!(colours(command, "X", "1"));
        assert!(!colours(command, "NO_COLOR", "1"));
        assert!(!colours(command, "TERM", "dumb"));
        assert!(!colours(
            &[command, &["--color", "never"]].concat(),
            "X",
            "1"
        ));
        assert!(!colours(&[command, &["--plain"]].concat(), "X", "1"));
        assert!(colours(
            &[command, &["--color=always"]].concat(),
            "TERM",
            "dumb"
        ));
    }
}

#[test]
fn the_verdict_is_green_or_red() {
    let device = Device::joined();
    let code = crate::code_of(crate::common::TEST_LINK);
    let mut session = Session::run(&device, &["check", code.as_str()]);
    session.ends(0);
    assert_eq!(
        session.screen().cell(0, 0).unwrap().fgcolor(),
        vt100::Color::Idx(2)
    );
    let wrong = crate::wrong_code(crate::common::TEST_LINK);
    let mut session = Session::run(&device, &["check", &wrong]);
    session.ends(1);
    assert_eq!(
        session.screen().cell(0, 0).unwrap().fgcolor(),
        vt100::Color::Idx(1)
    );
}
