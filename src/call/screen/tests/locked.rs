//! A device with a passphrase locks when nobody returns.

use ringtrue_core::Side::{Answerer, Caller};

use crate::call::screen::tests::{Call, Device, HEARING, SMITHS, WHO, begin, spelt};
use crate::run::run_line;
use crate::tell::Status;

const PASSPHRASE: &str = "six words that nobody guesses";

const ASKS: &str = "Passphrase of this device:";

/// Starts the Smiths' device, with its key sealed to [`PASSPHRASE`].
fn begin_protected(line: &str) -> Call {
    let mut device = Device::of(SMITHS, line).size(100, 24);
    for _ in 0..3 {
        device.other.will_answer(PASSPHRASE);
    }
    device.other.start();
    let protect = run_line("protect passphrase", &mut device.other.system);
    assert_eq!(protect, Status::Done);
    let mut call = device.start();
    call.wait_for(ASKS);
    call.types(&format!("{PASSPHRASE}\r"));
    call
}

#[test]
fn after_fifteen_minutes_hidden_it_locks_and_the_passphrase_opens_it() {
    let mut call = begin_protected("");
    call.wait_for(WHO);
    call.begins(Caller);
    call.types("12");
    call.wait_for("They answer: 12_");
    call.session.clock.advance(18 * 60 - 1);
    call.looks_up();
    call.wait_for("Hidden");
    call.session.clock.advance(1);
    call.wait_for("Locked after eighteen minutes without a key press.");
    call.session.wait_for_times(ASKS, 2);
    assert!(!call.session.screen().alternate_screen());
    call.types("another one\r");
    call.wait_for("That does not open it. Try again:");
    call.session.wait_for_times(ASKS, 3);
    call.types(&format!("{PASSPHRASE}\r"));
    // The call is over, and the input is gone.
    call.wait_for(WHO);
    assert!(call.session.screen().alternate_screen());
    call.begins(Answerer);
    call.wait_for("They say: _");
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.hears(theirs.digits());
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.types("q");
    call.ends(0);
}

#[test]
fn a_laptop_that_was_shut_for_long_is_locked_whatever_key_wakes_it() {
    for began in [false, true] {
        let mut call = begin_protected("");
        call.wait_for(WHO);
        if began {
            call.begins(Caller);
        }
        call.session.clock.advance(3600);
        call.types("x");
        call.wait_for("Locked");
        for tries in 2..5 {
            call.session.wait_for_times(ASKS, tries);
            call.types("wrong\r");
        }
        call.session.ends("exited 2");
    }
}

#[test]
fn it_locks_line_by_line_too() {
    let mut call = begin_protected("--plain");
    call.wait_for("q to leave: ");
    call.answers("i", "What do they answer? ");
    call.session.clock.advance(18 * 60);
    call.wait_for("Locked");
    call.session.wait_for_times(ASKS, 2);
    call.answers(&format!("{PASSPHRASE}\r"), "q to leave: ");
    call.types("q");
    call.ends(0);
}

#[test]
fn without_a_passphrase_it_is_only_hidden() {
    let mut call = begin();
    call.begins(Caller);
    call.session.clock.advance(3600);
    call.wait_for("Hidden");
    call.types(" ");
    call.wait_for(HEARING);
    call.types("\x03");
    call.ends(0);
}
