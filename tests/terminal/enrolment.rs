//! The enrolment screen: `new`, `invite`, `rotate`.

use ringtrue_core::UnixTime;
use rustix::process::Signal;

use crate::common::Device;
use crate::session::{Session, Setup};
use crate::{GO_ON, code_of, group_of, link_of, now, picture, seed_of, with_group, wrong_code};

#[test]
fn new_shows_the_qr_code_and_what_to_do_and_leaves_only_the_code_behind() {
    let device = Device::new();
    let mut session = Session::run(&device, &["new", "Smith family"]);
    session.declines_passphrase().shows(GO_ON);
    assert!(session.screen().alternate_screen());
    assert!(session.screen().hide_cursor());
    let link = link_of(&device);
    shows_enrolment(&mut session, &link, "Smith family");

    session.types("\r").ends(0);
    session.assert_no_trace_of(&seed_of(&link));
    let screen = session.contents();
    let (before, after) = screen.split_once("answerer says").unwrap();
    assert_half(before.split_once("caller says").unwrap().1);
    assert_half(after);
    assert!(after.contains(" seconds left") || after.contains(" 1 second left"));
    assert!(session.is_cooked());
}

/// Asserts that the text starts with three digits and their word, separated by blanks.
fn assert_half(text: &str) {
    let mut parts = text.split_whitespace();
    let digits = parts.next().unwrap();
    assert!(digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let word = parts.next().unwrap();
    assert_eq!(
        ringtrue_core::Word::from_digits(digits).unwrap().as_str(),
        word
    );
}

/// Asserts that the screen shows the QR code with its margin, and all the text beside it.
#[track_caller]
fn shows_enrolment(session: &mut Session, link: &str, name: &str) {
    let screen = session.shows_symbol().screen();
    assert_eq!(picture::read(screen), link);
    for margin in picture::margins(screen) {
        assert!((4..=5).contains(&margin), "{:?}", picture::margins(screen));
    }
    let beside = picture::text_beside(screen);
    let title = beside.concat().replace(' ', "");
    assert!(title.contains(&name.replace(' ', "")), "{title}");
    let text = beside.join(" ");
    let key = seed_of(link);
    let key: Vec<_> = key
        .as_bytes()
        .chunks(4)
        .map(String::from_utf8_lossy)
        .collect();
    for part in [
        "1. Open any authenticator app.",
        "2. Tap + (add an account).",
        "3. Scan this code.",
        "Or type this key by hand:",
        &key.join(" "),
        "Anyone with this has your code: show it to members only.",
        GO_ON,
    ] {
        assert!(text.contains(part), "{part:?} in {text:?}");
    }
}

#[test]
fn the_longest_names_fit_a_large_window_and_usual_ones_the_smallest_common_one() {
    let long = |letters: &str| letters.chars().cycle().take(40).collect::<String>();
    for (name, columns, rows) in [
        ("Abcdefghijklmnop".to_owned(), 80, 24),
        ("Die Müllers".to_owned(), 80, 24),
        (long("Abcdefghi"), 120, 50),
        (long("家族の合言葉を決める会"), 120, 50),
        (long("عائلةسميث"), 120, 50),
    ] {
        let device = Device::new();
        let setup = Setup::of(&device).size(columns, rows);
        let mut session = setup.run(&["new", &name]);
        session.declines_passphrase().shows(GO_ON);
        let link = link_of(&device);
        shows_enrolment(&mut session, &link, &name);
        session
            .types("\r")
            .ends(0)
            .assert_no_trace_of(&seed_of(&link));
    }
}

#[test]
fn a_window_too_small_says_so_and_shows_the_code_once_enlarged() {
    for (columns, rows) in [(40, 12), (60, 20)] {
        let device = Device::new();
        let setup = Setup::of(&device).size(columns, rows);
        let mut session = setup.run(&["new", "Smith family"]);
        session.declines_passphrase();
        session.shows("This window is too small");
        session.shows("--png");
        assert!(!picture::has_symbol(session.screen()));
        session.resizes(100, 30).shows(GO_ON);
        let link = link_of(&device);
        shows_enrolment(&mut session, &link, "Smith family");
        session
            .types("\r")
            .ends(0)
            .assert_no_trace_of(&seed_of(&link));
    }
}

#[test]
fn without_unicode_the_qr_code_is_coloured_blanks_if_they_fit() {
    let device = with_group();
    let link = link_of(&device);
    for locale in ["C", "de_DE.ISO-8859-1"] {
        let setup = || Setup::of(&device).variable("LC_ALL", locale);
        let mut session = setup().size(130, 50).run(&["invite"]);
        let screen = session.shows(GO_ON).shows_symbol().screen();
        assert_eq!(picture::read(screen), link);
        // Half modules, since each module is two blanks wide.
        assert_eq!(picture::margins(screen), [8, 8, 8, 8]);
        session.types("\r").ends(0);
        assert!(session.text().is_ascii());

        let mut session = setup().run(&["invite"]);
        session.shows("This window is too small").shows("--png");
        assert!(!picture::has_symbol(session.screen()));
        session.types("\r").ends(0);
        assert!(session.text().is_ascii());
    }
}

#[test]
fn a_qr_code_too_large_for_the_window_leaves_a_hint_on_the_normal_screen() {
    let device = Device::new();
    let mut session = Setup::of(&device)
        .size(40, 12)
        .run(&["new", "Smith family"]);
    session
        .declines_passphrase()
        .shows("This window is too small")
        .types("\r")
        .ends(0);
    let screen = session.primary_text().replace("\r\n", "");
    assert!(screen.contains("ringtrue invite -g 'Smith family' --png smith-family-invite.png"));
}

#[test]
fn any_key_continues_but_the_mouse_wheel_does_not() {
    let device = with_group();
    for key in ["q", " ", "\r", "\x1b"] {
        let mut session = Session::run(&device, &["invite"]);
        session.shows(GO_ON);
        // Terminals send arrow keys for the wheel while the alternate screen is up.
        session.types("\x1b[A\x1b[B\x1bOA\x1bOB").types(key).ends(0);
        let text = session.text();
        // If an arrow's first byte were taken as the answer, the shell would get the rest.
        assert!(!text.contains("^["), "{text:?}");
    }
    let mut session = Session::run(&device, &["invite"]);
    session.shows(GO_ON).types("\x1b[A").resizes(40, 12);
    session.shows("too small").types("q").ends(0);
}

#[test]
fn ctrl_c_at_the_qr_code_ends_and_says_that_the_group_is_there() {
    for command in [
        ["new", "Jones"].as_slice(),
        &["invite", "--for", "Anna"],
        &["rotate", "--yes"],
    ] {
        let device = with_group();
        let mut session = Session::run(&device, command);
        session.shows(GO_ON).types("\x03").ends(2);
        let screen = session.contents();
        assert!(screen.contains("ringtrue: error: stopped"), "{screen}");
        assert!(screen.contains("ringtrue: hint: see its QR code again: ringtrue invite -g "));
        assert!(!screen.contains("caller says") && !screen.contains("Which code"));
        device.run(["code", "-g", "Smith family"]).succeeds();
    }
}

#[test]
fn a_signal_at_the_qr_code_leaves_nothing_behind() {
    let device = with_group();
    let seed = seed_of(&link_of(&device));
    for (signal, status) in [(Signal::HUP, 129), (Signal::INT, 130), (Signal::TERM, 143)] {
        let mut session = Session::run(&device, &["invite"]);
        session.shows(GO_ON).sends(signal).ends(status);
        session.assert_no_trace_of(&seed);
    }
}

#[test]
fn a_stop_gives_the_terminal_to_the_shell_and_fg_shows_the_qr_code_again() {
    let device = with_group();
    let link = link_of(&device);
    for typed in [false, true] {
        let mut session = Session::run(&device, &["invite"]);
        session.shows(GO_ON);
        if typed {
            session.types("\x1a");
        } else {
            session.sends(Signal::TSTP);
        }
        session.shows("[ended 1").assert_clean();
        session.assert_no_trace_of(&seed_of(&link));
        session.types("fg\n").shows(GO_ON);
        assert_eq!(picture::read(session.shows_symbol().screen()), link);
        session
            .types("q")
            .ends(0)
            .assert_no_trace_of(&seed_of(&link));
    }
}

#[test]
fn a_call_can_be_checked_while_the_qr_code_is_up() {
    for command in [
        ["new", "Jones"].as_slice(),
        &["rotate", "--yes"],
        &["invite"],
    ] {
        let device = with_group();
        device.run(["groups", "default", "Smith family"]).succeeds();
        let link = link_of(&device);
        let mut session = Session::run(&device, command);
        session.shows(GO_ON);
        let code = code_of(&link);
        Session::run(&device, &["check", code.as_str()]).ends(0);
        session.types("\r").ends(0);
    }
}

#[test]
fn invite_shows_the_same_qr_code_again() {
    let device = with_group();
    let link = link_of(&device);
    let mut session = Session::run(&device, &["invite"]);
    session.shows(GO_ON);
    shows_enrolment(&mut session, &link, "Smith family");
    session
        .types("\r")
        .ends(0)
        .assert_no_trace_of(&seed_of(&link));
}

#[test]
fn the_qr_code_keeps_its_colours_even_if_they_are_disabled() {
    let device = with_group();
    let link = link_of(&device);
    for (variable, arguments) in [
        ("NO_COLOR", ["invite"].as_slice()),
        ("X", &["invite", "--color", "never"]),
    ] {
        let mut session = Setup::of(&device).variable(variable, "1").run(arguments);
        session.shows(GO_ON);
        assert_eq!(picture::read(session.shows_symbol().screen()), link);
        session.types("\r").ends(0);
    }
}

#[test]
fn a_link_on_a_terminal_stays_on_the_alternate_screen() {
    let device = with_group();
    let link = link_of(&device);
    let mut session = Session::run(&device, &["invite", "--link"]);
    session.shows(GO_ON);
    assert!(session.screen().alternate_screen());
    assert!(session.contents().replace('\n', "").contains(&link));
    session
        .types("\r")
        .ends(0)
        .assert_no_trace_of(&seed_of(&link));
}

#[test]
fn without_an_alternate_screen_a_hint_says_how_to_get_the_qr_code() {
    for (variable, option) in [(("TERM", "dumb"), None), (("X", "1"), Some("--plain"))] {
        let device = Device::new();
        let setup = || Setup::of(&device).variable(variable.0, variable.1);
        let arguments = |words: &[&'static str]| [words, option.as_slice()].concat();
        let mut session = setup().run(&arguments(&["new", "Smith family"]));
        session.declines_passphrase().ends(0);
        let text = session.text();
        assert!(text.contains("made \"Smith family 1\""), "{text}");
        assert!(text.contains("family's words: "));
        assert!(!text.contains('\x1b'), "{text:?}");
        let command = "ringtrue invite -g 'Smith family' --png smith-family-invite.png";
        assert!(text.replace("\r\n", "").contains(command));
        session.assert_no_trace_of(&seed_of(&link_of(&device)));

        let mut session = setup().run(&arguments(&["rotate", "--yes"]));
        session.ends(0);
        assert!(session.text().contains("is now Smith family 2"));
        session.assert_no_trace_of(&seed_of(&link_of(&device)));

        let mut session = setup().run(&arguments(&["invite"]));
        session.ends(2);
        assert!(session.text().contains("--png FILE"));
    }
}

#[test]
fn rotate_calls_the_roll_before_and_after_and_shows_the_new_qr_code() {
    let device = with_group();
    device.run(["members", "add", "Anna"]).succeeds();
    let old = link_of(&device);
    let mut session = Session::run(&device, &["rotate", "--yes"]);
    session.shows(GO_ON);
    let new = link_of(&device);
    assert_ne!(seed_of(&new), seed_of(&old));
    shows_enrolment(&mut session, &new, "Smith family 2");
    session.types("\r").ends(0);
    session
        .assert_no_trace_of(&seed_of(&old))
        .assert_no_trace_of(&seed_of(&new));
    let screen = session.contents();
    let (before, after) = screen.split_once("is now Smith family 2").unwrap();
    assert!(before.contains("Before, with Smith family 1:"));
    assert!(before.contains("Anna") && after.contains("Anna"));
    assert!(after.contains("The code of Smith family 1 also counts until"));
    assert!(after.contains("caller says"));
}

#[test]
fn invite_for_a_member_asks_for_the_code_that_their_device_shows() {
    let device = with_group();
    let link = link_of(&device);
    let mut session = Session::run(&device, &["invite", "--for", "Anna"]);
    session.shows(GO_ON).types("\r");
    confirms_anna(&mut session, &link);
    session.ends(0).assert_no_trace_of(&seed_of(&link));
    assert!(on_the_roll(&device).contains("has Smith family 1"));
}

#[test]
fn the_code_is_asked_for_on_the_terminal_if_standard_input_is_a_pipe() {
    let device = with_group();
    let link = link_of(&device);
    std::fs::write(device.path("input"), "123456\n").unwrap();
    let setup = Setup::of(&device).piped(device.path("input"));
    let mut session = setup.run(&["invite", "--for", "Anna"]);
    session.shows(GO_ON).types("\r");
    confirms_anna(&mut session, &link);
    session.ends(0);
    assert!(on_the_roll(&device).contains("has Smith family 1"));
}

fn confirms_anna(session: &mut Session, link: &str) {
    let question = "Which code does Anna's device show now?";
    session
        .shows_times(question, 1)
        .types(&format!("{}\n", wrong_code(link)));
    session.shows(
        "That is not it. Type the first 3 digits under \"ringtrue: Smith family 1\", or all 6.",
    );
    session.shows_times(question, 2);
    session.types(&format!("{}\n", code_of(link).as_str()));
    session.shows("Does Anna have ringtrue?").types("n\n");
    session.shows("Anna's device shows the right code.");
}

fn on_the_roll(device: &Device) -> String {
    let members = device.run(["members"]).succeeds().out;
    members
        .lines()
        .find(|line| line.contains("Anna"))
        .unwrap_or("")
        .to_owned()
}

#[test]
fn three_wrong_codes_confirm_nobody() {
    let device = with_group();
    let wrong = wrong_code(&link_of(&device));
    let mut session = Session::run(&device, &["invite", "--for", "Anna"]);
    session.shows(GO_ON).types("\r");
    for time in 1..=3 {
        session.shows_times("Which code does Anna's device show now?", time);
        session.types(&format!("{wrong}\n"));
    }
    session.shows("Anna was not confirmed").ends(2);
    assert_eq!(on_the_roll(&device), "");
}

#[test]
fn a_device_with_a_clock_an_hour_off_is_told_so_and_confirms_nobody() {
    let device = with_group();
    let group = group_of(&link_of(&device));
    let then = UnixTime::from_secs(now().as_secs() + 3600);
    let code = group.codes().at(then);
    let mut session = Session::run(&device, &["invite", "--for", "Anna"]);
    session.shows(GO_ON).types("\r");
    session.shows("Which code does Anna's device show now?");
    session.types(&format!("{}\n", code.as_str()));
    session.shows("time zone");
    for time in [2, 3] {
        session.shows_times("Which code does Anna's device show now?", time);
        session.types("\n");
    }
    session.shows("Anna was not confirmed").ends(2);
    assert_eq!(on_the_roll(&device), "");
}
