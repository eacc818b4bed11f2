//! Every verdict, on both sides of a call: the advice, and the half that may be
//! said.

use ringtrue_core::Side::{self, Answerer, Caller};
use ringtrue_core::call::Manner;
use ringtrue_core::{Half, Verdict};

use crate::call::screen::tests::{
    Call, Device, ONCE_MORE, SMITHS, SMITHS_2, begin, joins, runs, spelt, word,
};

const HANG_UP: &str = "Hang up. Call back on a number you know.";

const SIDES: [Side; 2] = [Caller, Answerer];

/// Checks that the match shows at once and differs by side: a caller can talk,
/// an answerer may say their half.
#[track_caller]
fn rings_true(call: &mut Call, own: Side, theirs: &Half, mine: &Half) {
    call.wait_for(&format!("✓ {}", spelt(theirs)));
    match own {
        Caller => {
            call.wait_for("You can talk.");
            assert_eq!(call.reads(), None);
        }
        Answerer => {
            call.wait_for("Now say:");
            assert_eq!(call.reads(), Some(spelt(mine)));
        }
    }
    assert!(!call.contents().contains("Hang up"));
}

#[track_caller]
fn is_refused(call: &mut Call, what: &str, why: &str) {
    call.wait_for(what);
    call.wait_for(why);
    assert_eq!(call.reads(), None);
    assert!(!call.contents().contains("rings true"));
}

#[test]
fn a_match() {
    for own in SIDES {
        let mut call = begin();
        call.begins(own);
        let (theirs, mine) = (call.half(own.other(), 0), call.half(own, 0));
        call.hears(&spelt(&theirs));
        rings_true(&mut call, own, &theirs, &mine);
        call.wait_for("It rings true");
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn a_half_that_was_used_and_then_the_next_one() {
    for own in SIDES {
        let mut call = begin();
        call.begins(own);
        let theirs = call.half(own.other(), 0);
        call.hears(theirs.digits());
        call.starts_over();
        call.begins(own);
        call.hears(theirs.digits());
        is_refused(
            &mut call,
            "Ask for the next one, when the code has changed.",
            "said before",
        );
        call.wait_for(ONCE_MORE);

        // They may say the next half; until it is due, the used one is refused
        // again.
        call.types("\r");
        call.wait_for("Enter check");
        call.hears(theirs.digits());
        is_refused(&mut call, "Ask for the next one", "said before");
        call.session.clock.advance(30);
        call.types("\r");
        call.wait_for("Enter check");
        let (theirs, mine) = (call.half(own.other(), 0), call.half(own, 0));
        call.hears(theirs.digits());
        rings_true(&mut call, own, &theirs, &mine);
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn ones_own_half() {
    for own in SIDES {
        let mut call = begin();
        call.begins(own);
        let mine = call.half(own, 0);
        call.hears(mine.digits());
        is_refused(&mut call, HANG_UP, "That is your own half");
        // Only starting over lets them say another half.
        call.types("\r5");
        call.starts_over();
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn somebody_else_is_forced() {
    for own in SIDES {
        let mut call = begin();
        call.begins(own);
        let theirs = call.half_as(Manner::UnderDuress, own.other(), 0);
        let mine = call.half(own, 0);
        call.hears(theirs.digits());
        rings_true(&mut call, own, &theirs, &mine);
        call.wait_for("Act normally, get help");
        assert!(!call.contents().contains("It rings true"));
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn a_half_of_another_time() {
    for own in SIDES {
        let mut call = begin();
        call.begins(own);
        let old = call.half(own.other(), -3);
        call.hears(old.digits());
        is_refused(&mut call, HANG_UP, "from 3 codes ago, not the current one");
        call.wait_for("check this device's clock");
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn nothing_of_the_groups() {
    for own in SIDES {
        let mut call = begin();
        call.begins(own);
        let wrong = call.judged(Verdict::NoMatch, own.other());
        call.hears(&wrong);
        is_refused(&mut call, HANG_UP, "That is not the code.");
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn digits_and_a_word_that_do_not_agree() {
    let mut call = begin();
    call.they_called();
    let (theirs, other) = (call.half(Caller, 0), call.half(Caller, 50));
    let both = format!("{} {}", theirs.digits(), word(&other));
    call.types(&format!("{both}\r"));
    call.wait_for("The digits and the word are not the same half.");
    // If said again, the digits decide.
    call.hears(&both);
    call.wait_for("It rings true");
    call.types("q");
    call.ends(0);
}

#[test]
fn the_old_seed_during_its_overlap() {
    for own in SIDES {
        let mut device = Device::of(SMITHS, "");
        runs(&mut device.other, "rotate --yes");
        let mut call = device.start();
        call.wait_for("Smith family 2");
        call.begins(own);
        let (theirs, mine) = (call.first_half(own.other()), call.first_half(own));
        if own == Caller {
            let mine = call.half(own, 0);
            assert_eq!(call.reads(), Some(spelt(&mine)));
        }
        call.hears(theirs.digits());
        // Someone still on the old seed can check only its halves.
        rings_true(&mut call, own, &theirs, &mine);
        call.wait_for("That is Smith family 1.");
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn an_old_seed_that_counts_no_more() {
    for own in SIDES {
        let mut device = Device::of(SMITHS, "");
        joins(&mut device.other, SMITHS_2, "--accept-rotation");
        let mut call = device.start();
        call.wait_for("Smith family 2");
        call.begins(own);
        let theirs = call.first_half(own.other());
        call.hears(theirs.digits());
        // Nobody said that no phone was lost.
        let headline = "Hang up. Don't call that number.";
        is_refused(&mut call, headline, "the code of a lost phone");
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn an_old_seed_that_is_gone() {
    const WEEK: u64 = 7 * 86_400;
    let mut call = begin();
    // Full codes, so that none matches a half of another time by chance.
    let steps = i64::try_from(WEEK / 30).unwrap();
    let first = [Caller, Answerer].map(|side| call.half(side, steps).digits().to_owned());
    runs(&mut call.other, "rotate --yes");
    call.session.clock.advance(WEEK);
    call.other.wait(WEEK);
    call.they_called();
    call.wait_for("Smith family 2");
    call.hears(&first.concat());
    is_refused(&mut call, HANG_UP, "That is not the code.");
    call.types("q");
    call.ends(0);
}
