//! The look of the screens in windows of every size, with and without colours,
//! and with ASCII only.

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::Verdict;
use ringtrue_core::call::Manner;

use crate::call::screen::tests::paths::between_two_words;
use crate::call::screen::tests::{Call, Device, HEARING, SMITHS, WHO, joins, runs, spelt, word};

/// Walks through the screens of a call, and passes each to `see`.
fn walk(call: &mut Call, mut see: impl FnMut(&str, &Call)) {
    call.wait_for(WHO);
    see("who called", call);
    call.types("?");
    call.wait_for("any key goes back");
    see("the rules", call);
    call.types("x");
    call.wait_for(WHO);

    call.they_called();
    see("they called", call);
    while word(&call.half(Caller, 0)).len() < 7 {
        call.session.clock.advance(30);
    }
    call.session.clock.advance(13);
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.types(&format!("{} {}", theirs.digits(), &word(&theirs)[..4]));
    call.wait_for(&format!("They say: {}", spelt(&theirs)));
    see("a word is completed", call);
    call.hears("");
    assert_eq!(call.reads(), Some(spelt(&mine)));
    see("It rings true", call);
    call.session.clock.advance(13);
    call.looks_up();
    let next = call.half(Answerer, 1);
    call.wait_for(&format!("next: {}", spelt(&next)));
    call.wait_for("q quit");
    see("the last seconds", call);

    call.starts_over();
    call.they_called();
    call.hears(theirs.digits());
    call.wait_for("Ask for the next one");
    see("it was used", call);
    call.starts_over();
    call.they_called();
    let old = call.half(Caller, -3);
    call.hears(old.digits());
    call.wait_for("check this device");
    see("it is an old one", call);
    call.starts_over();
    call.they_called();
    let wrong = call.judged(Verdict::NoMatch, Caller);
    call.hears(&wrong);
    call.wait_for("That is not the code.");
    see("it is nothing", call);
    call.starts_over();
    call.they_called();
    call.types("xyzzyqq\r");
    call.wait_for("hang up.");
    see("it can't be read", call);
    call.types("x");
    call.wait_for("They say: x_");

    call.starts_over();
    call.begins(Caller);
    let mine = call.half(Caller, 0);
    assert_eq!(call.reads(), Some(spelt(&mine)));
    see("I called", call);
    let theirs = call.half_as(Manner::UnderDuress, Answerer, 0);
    call.hears(theirs.digits());
    call.wait_for("You can talk.");
    see("they are forced", call);

    call.starts_over();
    call.begins(Caller);
    call.session.clock.advance(180);
    call.looks_up();
    call.wait_for("Press any key to show it.");
    call.session.until("the erased footer", |session| {
        !session.screen().contents().contains("Enter check")
    });
    see("hidden", call);
    call.types("x");
    call.wait_for(HEARING);

    call.starts_over();
    let between = between_two_words(call);
    call.they_called();
    call.types(&format!("{between}\r"));
    call.wait_for("they said.");
    see("one of two words", call);

    runs(&mut call.other, "rotate --yes");
    call.starts_over();
    call.they_called();
    let theirs = call.first_half(Caller);
    call.hears(theirs.digits());
    call.wait_for("Now say:");
    see("they are on the old seed", call);
    call.types("q");
    call.ends(0);
}

/// Returns all screens of a walk, one below the other.
fn storyboard(columns: u16, rows: u16) -> String {
    let mut call = Device::of(SMITHS, "").size(columns, rows).start();
    let mut board = String::new();
    walk(&mut call, |name, call| {
        board.push_str(&format!("== {name}\n{}\n", call.session.picture()));
    });
    let mut device = Device::of(SMITHS, "").size(columns, rows);
    joins(
        &mut device.other,
        &SMITHS.replace("GEZ", "MZX"),
        "--as Work",
    );
    let mut call = device.start();
    call.wait_for("other group");
    call.types("i");
    call.wait_for("Enter check");
    call.looks_up();
    call.wait_for("other group");
    board.push_str(&format!("== several groups\n{}\n", call.session.picture()));
    board
}

#[test]
fn the_screens_of_a_call() {
    insta::assert_snapshot!(storyboard(80, 24));
}

#[test]
fn the_screens_of_a_call_in_a_small_window() {
    insta::assert_snapshot!(storyboard(40, 12));
}

/// Only three of the terminal's own sixteen colours are used, which can be read
/// on light and dark; backgrounds come only from inverting.
#[test]
fn colours_are_the_terminals_own_and_seen_on_light_and_dark() {
    const FOREGROUNDS: [u16; 3] = [31, 32, 35];
    let mut call = Device::of(SMITHS, "").size(200, 60).start();
    let mut footers = 0;
    walk(&mut call, |_, call| {
        let last = call.session.screen().rows(0, 200).last().unwrap();
        footers += usize::from(!last.trim().is_empty());
    });
    // All screens but the hidden one have a footer.
    assert_eq!(footers, 14);
    let sent = call.session.text();
    let colours = styles(&sent).filter(|number| *number >= 30);
    let mut colours: Vec<u16> = colours.collect();
    colours.sort_unstable();
    colours.dedup();
    assert_eq!(colours, FOREGROUNDS);
}

#[test]
fn without_colour_there_is_no_style_at_all() {
    let mut call = Device::of(SMITHS, "").variable("NO_COLOR", "1").start();
    walk(&mut call, |name, call| {
        let picture = call.session.picture();
        assert!(!picture.contains("\nrow "), "{name}: {picture}");
    });
    // Only resets are sent.
    let sent = call.session.text();
    assert!(styles(&sent).all(|number| number == 0));
}

#[test]
fn where_there_is_only_ascii_nothing_else_is_sent() {
    for variables in [
        [("LC_ALL", "C"), ("LANG", "C.UTF-8")],
        [("LC_ALL", ""), ("LANG", "C")],
    ] {
        let mut device = Device::of(SMITHS, "").variable("LC_CTYPE", "");
        for (name, value) in variables {
            device = device.variable(name, value);
        }
        joins(
            &mut device.other,
            &SMITHS.replace("GEZ", "MZX"),
            "--as Work",
        );
        let mut call = device.start();
        call.wait_for("arrows other group");
        call.types("t");
        call.wait_for("They say: _");
        let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
        call.session.clock.advance(26);
        call.types(theirs.digits());
        call.types("\r");
        call.wait_for("ok ");
        call.wait_for("next: ");
        assert_eq!(call.reads(), Some(spelt(&mine)));
        call.types("q");
        call.ends(0);
        let sent = call.session.text();
        assert!(sent.is_ascii(), "{sent:?}");
    }
}

/// Returns the parameters of all SGR sequences.
fn styles(sent: &str) -> impl Iterator<Item = u16> {
    let sequences = sent.split("\x1b[").skip(1);
    let styles = sequences.filter_map(|sequence| {
        let end = sequence.find(|c: char| c.is_ascii_alphabetic())?;
        let (numbers, end) = sequence.split_at(end);
        end.starts_with('m').then_some(numbers)
    });
    styles.flat_map(|numbers| {
        let numbers = numbers.split([';', ':']);
        numbers.map(|number| number.parse().unwrap_or(0))
    })
}
