//! Nothing of the screen stays on the terminal, however it is left.

use ringtrue_core::Side::{self, Answerer, Caller};
use rustix::process::Signal;

use crate::call::screen::tests::{Call, Device, HEARD, HEARING, SECRET, WHO, spelt, word};

/// Starts a call in a group whose name would betray any row left behind.
fn begin(own: Option<Side>) -> Call {
    let mut call = Device::of(SECRET, "").start();
    call.wait_for(WHO);
    if let Some(own) = own {
        call.begins(own);
    }
    call
}

/// Checks that no half of the steps around now is on the terminal or in its
/// scrollback.
#[track_caller]
fn nothing_stays(call: &mut Call) {
    let kept = call.session.with_scrollback();
    for side in [Caller, Answerer] {
        for step in -1..=1 {
            let half = call.half(side, step);
            assert!(!kept.contains(&word(&half)), "{kept}");
        }
    }
    assert!(!kept.contains('█'), "{kept}");
}

#[test]
fn ctrl_c_leaves_from_everywhere() {
    for (own, keys) in [
        (None, ""),
        (None, "?"),
        (Some(Answerer), "12"),
        (Some(Caller), "12 ti"),
        (Some(Caller), "?"),
        (Some(Answerer), "000\r"),
    ] {
        let mut call = begin(own);
        call.types(keys);
        call.types("\x03");
        call.ends(0);
        nothing_stays(&mut call);
    }
}

#[test]
fn a_signal_leaves_a_clean_terminal() {
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT, Signal::INT] {
        let mut call = begin(Some(Caller));
        assert!(call.reads().is_some());
        call.session.sends(signal);
        let how = format!("killed by {}", signal.as_raw());
        call.session.ends_clean(&how);
        nothing_stays(&mut call);
    }
}

#[test]
fn ctrl_z_hides_all_and_the_screen_comes_back_whole() {
    let mut call = begin(Some(Caller));
    call.types("12 ti");
    call.wait_for("They answer: 12 ti");
    let before = call.session.picture();
    let modes = call.session.modes();
    call.types("\x1a");
    call.wait_for("[child stopped]");
    call.session.assert_clean();
    nothing_stays(&mut call);
    call.session.cook();
    call.session.sends(Signal::CONT);
    call.wait_for(HEARING);
    assert_eq!(call.session.picture(), before);
    assert_eq!(call.session.modes(), modes);
    assert!(call.session.screen().alternate_screen());

    // The call resumes in the same state, and the clock has moved on.
    call.types("\x15");
    call.wait_for("They answer: _");
    call.types("\x1a");
    call.session.wait_for_times("[child stopped]", 2);
    call.session.cook();
    call.session.clock.advance(60);
    call.session.sends(Signal::CONT);
    call.wait_for("They answer: _");
    call.wait_for(HEARING);
    let (mine, theirs) = (call.half(Caller, 0), call.half(Answerer, 0));
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.hears(theirs.digits());
    call.wait_for("You can talk.");
    call.wait_for(HEARD);
    call.types("q");
    call.ends(0);
}

/// A half is hidden after three idle minutes, and this stop is as long.
#[test]
fn a_screen_that_comes_back_late_is_hidden() {
    let mut call = begin(Some(Caller));
    call.types("\x1a");
    call.wait_for("[child stopped]");
    call.session.cook();
    call.session.clock.advance(180);
    let before = call.session.text().len();
    call.session.sends(Signal::CONT);
    call.wait_for("Hidden");
    let sent = call.session.text();
    for step in -1..=1 {
        let half = call.half(Caller, step);
        assert!(!sent[before..].contains(&word(&half)));
    }
    assert!(!sent[before..].contains('█'));
    call.types("q");
    call.wait_for(HEARING);
    call.types("\x03");
    call.ends(0);
}

#[test]
fn a_closed_terminal_ends_it() {
    for own in [None, Some(Caller)] {
        begin(own).session.closes();
    }
}

#[test]
fn a_window_that_keeps_the_code_leaves_nothing() {
    for keys in ["q", "\x03", "\x1b", "Q"] {
        let mut call = Device::of(SECRET, "code --watch").start();
        call.wait_for("q quit");
        call.types(keys);
        call.ends(0);
        nothing_stays(&mut call);
    }
}
