//! Questions on the terminal: `check`, `groups forget`, `invite --png`.

use ringtrue_core::{Half, Side, qr};

use crate::common::{Device, TEST_LINK, TEST_SEED};
use crate::session::Session;
use crate::{code_of, link_of, with_group};

const WHO: &str = "Who called? Type t if they called you, i if you called them: ";

/// Starts `check` on the word that the other side says.
fn start_check(device: &Device, side: Side) -> Session {
    let half = Half::of(&code_of(TEST_LINK), side);
    let mut session = Session::run(device, &["check", &half.words()[0]]);
    session.shows(WHO);
    session
}

#[test]
fn they_called_so_it_is_the_callers_half_and_mine_is_next() {
    let device = Device::joined();
    let mut session = start_check(&device, Side::Caller);
    session.types("t\n").ends(0);
    let screen = session.contents();
    assert!(screen.contains("It rings true: that is the caller's half of the code."));
    assert!(screen.contains("Now say your half: "), "{screen}");
}

#[test]
fn i_called_so_it_is_the_answerers_half_and_all_is_said() {
    let device = Device::joined();
    let mut session = start_check(&device, Side::Answerer);
    session.types("i\n").ends(0);
    let screen = session.contents();
    assert!(screen.contains("It rings true: that is the answerer's half of the code."));
    assert!(!screen.contains("Now say"), "{screen}");
}

#[test]
fn the_wrong_sides_half_does_not_match() {
    let device = Device::joined();
    let mut session = start_check(&device, Side::Answerer);
    session.types("t\n").ends(1);
    assert!(session.contents().contains("That is your own half"));
}

#[test]
fn an_unclear_answer_is_asked_for_again() {
    let device = Device::joined();
    let mut session = start_check(&device, Side::Caller);
    session.types("huh\n").shows_times(WHO, 2);
    session.types("\n").shows_times(WHO, 3);
    session.types(" T \n").ends(0);
    assert!(session.contents().contains("It rings true"));
}

/// "bagle" may be bagel (064) or eagle (249), the caller's half at 9540 s and at
/// 1560 s.
#[test]
fn two_words_that_are_equally_close_are_asked_about() {
    let which = "Was it bagel or eagle? ";
    for (time, answer) in [("9540", " B \n"), ("1560", "eagle\n")] {
        let device = Device::joined();
        let mut session = Session::run(&device, &["check", "bagle", "--at", time]);
        session.shows(which).types("tiger\n");
        session.shows_times(which, 2).types(answer);
        session.shows(WHO).types("t\n").ends(0);
        assert!(session.contents().contains("It rings true"), "{answer}");
    }
    let device = Device::joined();
    let mut session = Session::run(&device, &["check", "bagle", "--at", "9540"]);
    session
        .shows(which)
        .types("e\n")
        .shows(WHO)
        .types("t\n")
        .ends(1);
    let mut session = Session::run(&device, &["check", "bagle", "--at", "9540"]);
    session.shows(which).types("\x04").ends(2);
    // Enter for neither.
    let mut session = Session::run(&device, &["check", "bagle", "--at", "9540"]);
    session.shows(which).types("\n").ends(1);
    assert!(session.contents().contains("ask them to say it once more"));
}

#[test]
fn the_digits_decide_between_two_words() {
    let device = Device::joined();
    let mut session = Session::run(&device, &["check", "064 bagle", "--at", "9540"]);
    session.shows(WHO).types("t\n").ends(0);
    assert!(!session.contents().contains("Was it"));
}

#[test]
fn ctrl_d_at_the_question_is_no_answer() {
    let device = Device::joined();
    let mut session = start_check(&device, Side::Caller);
    session.types("\x04").ends(2);
    assert!(
        session
            .contents()
            .contains("the input ended before the answer was complete")
    );
    assert!(session.is_cooked());
}

#[test]
fn ctrl_c_at_a_question_ends_with_the_terminal_as_it_was() {
    let device = Device::joined();
    let mut session = start_check(&device, Side::Caller);
    session.types("\x03").ends(130);
    assert!(session.is_cooked());

    let mut session = Session::run(&device, &["join"]);
    session.shows("(it is not shown): ");
    assert!(!session.is_cooked());
    session.types(&TEST_LINK[..80]).types("\x03").ends(130);
    assert!(session.is_cooked());
    session.assert_no_trace_of(&TEST_SEED[..16]);
}

#[test]
fn a_group_is_forgotten_only_after_a_yes() {
    let device = Device::joined();
    let forget = ["groups", "forget", "Smith family"];
    let mut session = Session::run(&device, &forget);
    session
        .shows("Forget \"Smith family\"?")
        .types("n\n")
        .ends(2);
    assert!(
        session
            .contents()
            .contains("\"Smith family\" was not forgotten")
    );
    device.run(["code"]).succeeds();

    let mut session = Session::run(&device, &forget);
    session
        .shows("Forget \"Smith family\"?")
        .types("y\n")
        .ends(0);
    assert!(
        session
            .contents()
            .contains("there is no group on this device")
    );
    assert_eq!(device.run(["code"]).status, 2);
}

#[test]
fn an_existing_picture_is_replaced_only_after_a_yes() {
    let device = with_group();
    let picture = device.path("invite.png");
    std::fs::write(&picture, "mine").unwrap();
    let invite = ["invite", "--png", "invite.png"];
    let mut session = Session::run(&device, &invite);
    session
        .shows("invite.png already exists. Replace it? [y/N]")
        .types("n\n")
        .ends(2);
    assert!(session.contents().contains("invite.png was not changed"));
    assert_eq!(std::fs::read(&picture).unwrap(), b"mine");

    let mut session = Session::run(&device, &invite);
    session.shows("Replace it? [y/N]").types("y\n").ends(0);
    session.shows("delete it once everyone has joined");
    let read = qr::read(&std::fs::read(&picture).unwrap()).unwrap();
    assert_eq!(*read[0], link_of(&device));
}
