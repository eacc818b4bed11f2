use crate::call::rehearsal::{Ending, Key, Name, Partner, Rehearsal, Side, Step, UnixTime, Window};
use ringtrue_core::call::{Spoken, Verdict, half_to_say};
use ringtrue_core::practice::{Drill, Saying};
use ringtrue_core::{Group, GroupId, Half, Secret};

/// 17 seconds before a code changes.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);

const WINDOW: Window = Window {
    columns: 40,
    rows: 12,
    is_unicode: true,
};

#[test]
fn who_checks_a_relative_and_goes_on_was_right() {
    for side in [Side::Answerer, Side::Caller] {
        for (drill, verdict) in [
            (Drill::Relative, Verdict::Match),
            (Drill::Forced, Verdict::Duress),
        ] {
            let mut rehearsal = called(drill, side);
            type_what_they_say(&mut rehearsal);
            assert!(!shown(&rehearsal).contains("Hang up"));
            press(&mut rehearsal, Key::Char('s'));
            assert_eq!(rehearsal.ending(), Some(Ending::WentOn(verdict)));
            assert!(shown(&rehearsal).contains("That was right."));
        }
    }
}

#[test]
fn who_hangs_up_on_a_relative_was_not_right() {
    for drill in [Drill::Relative, Drill::Forced] {
        let mut rehearsal = called(drill, Side::Answerer);
        press(&mut rehearsal, Key::Escape);
        assert_eq!(rehearsal.ending(), Some(Ending::HungUp(None)));
        assert!(shown(&rehearsal).contains("That was not right."));

        let mut rehearsal = called(drill, Side::Answerer);
        type_what_they_say(&mut rehearsal);
        press(&mut rehearsal, Key::Char('h'));
        assert!(shown(&rehearsal).contains("That was not right."));
    }
}

#[test]
fn who_hangs_up_on_an_impostor_was_right() {
    for drill in [Drill::AsksFirst, Drill::Testing] {
        let mut rehearsal = called(drill, Side::Answerer);
        press(&mut rehearsal, Key::Escape);
        assert!(shown(&rehearsal).contains("That was right."));
    }
    for (drill, side, verdict) in [
        (Drill::RepeatsYours, Side::Caller, Verdict::OwnHalf),
        (Drill::OldCode, Side::Answerer, Verdict::WrongTime),
        (Drill::OldCode, Side::Caller, Verdict::WrongTime),
    ] {
        for key in [Key::Char('h'), Key::Char('H'), Key::Escape] {
            let mut rehearsal = called(drill, side);
            type_what_they_say(&mut rehearsal);
            assert!(shown(&rehearsal).contains("Hang up. Call back"));
            press(&mut rehearsal, key);
            let ending = Ending::HungUp(Some(verdict));
            assert_eq!(rehearsal.ending(), Some(ending));
            assert!(shown(&rehearsal).contains("That was right."));
        }
    }
}

#[test]
fn who_goes_on_with_an_impostor_was_not_right() {
    for drill in [Drill::RepeatsYours, Drill::OldCode] {
        let mut rehearsal = called(drill, drill.sides()[0]);
        type_what_they_say(&mut rehearsal);
        press(&mut rehearsal, Key::Char('S'));
        assert!(shown(&rehearsal).contains("That was not right."));
    }
}

#[test]
fn who_says_their_half_before_they_checked_was_not_right() {
    for drill in Drill::ALL {
        if !drill.sides().contains(&Side::Answerer) {
            continue;
        }
        let mut rehearsal = called(drill, Side::Answerer);
        press(&mut rehearsal, Key::Tab);
        assert_eq!(rehearsal.ending(), Some(Ending::GaveIn), "{drill:?}");
        assert!(shown(&rehearsal).contains("That was not right."));
    }
    // The caller has said theirs anyway.
    let mut rehearsal = called(Drill::RepeatsYours, Side::Caller);
    press(&mut rehearsal, Key::Tab);
    assert_eq!(rehearsal.ending(), None);
}

#[test]
fn an_empty_line_lets_them_speak_again() {
    for drill in [Drill::AsksFirst, Drill::Testing] {
        let mut rehearsal = called(drill, Side::Answerer);
        let mut lines = vec![rehearsal.line(NOW)];
        for _ in 0..2 {
            press(&mut rehearsal, Key::Enter);
            lines.push(rehearsal.line(NOW));
        }
        assert!(lines[0] != lines[1] && lines[1] != lines[2], "{lines:?}");
        press(&mut rehearsal, Key::Enter);
        assert_eq!(rehearsal.line(NOW), lines[2]);
    }
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    press(&mut rehearsal, Key::Enter);
    assert!(rehearsal.line(NOW).starts_with("\"I said: "));
}

#[test]
fn what_they_say_follows_the_clock_until_it_is_typed() {
    let later = NOW.plus_secs(30);
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    let before = rehearsal.line(NOW);
    assert_ne!(rehearsal.line(later), before);
    // What is judged is what was said when the first key was pressed.
    let typed = due(&rehearsal, NOW);
    type_text(&mut rehearsal, &typed, NOW);
    assert_eq!(rehearsal.line(later), before);
    rehearsal.take(Key::Enter, later);
    rehearsal.take(Key::Char('s'), later);
    assert_eq!(rehearsal.ending(), Some(Ending::WentOn(Verdict::Match)));
}

#[test]
fn what_can_not_be_read_is_asked_for_again() {
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    type_text(&mut rehearsal, "xyz", NOW);
    press(&mut rehearsal, Key::Enter);
    assert!(shown(&rehearsal).contains("That can't be read."));
    type_what_they_say(&mut rehearsal);
    assert!(shown(&rehearsal).contains("It rings true"));
}

#[test]
fn a_mistyped_half_ends_the_call_and_hanging_up_is_right() {
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    let digits = due(&rehearsal, NOW);
    let mistyped = if digits == "111" { "112" } else { "111" };
    type_text(&mut rehearsal, mistyped, NOW);
    press(&mut rehearsal, Key::Enter);
    press(&mut rehearsal, Key::Char('h'));
    let shown = shown(&rehearsal);
    assert!(shown.contains("That was right."), "{shown}");
    assert!(shown.contains("mistyped"), "{shown}");
}

#[test]
fn it_is_left_by_ctrl_c_always_and_by_q_before_it_begins() {
    for key in [Key::Interrupt, Key::Char('q')] {
        let mut rehearsal = rehearsal(Drill::Relative, Side::Answerer);
        assert!(matches!(rehearsal.take(key, NOW), Step::Leave));
        assert_eq!(rehearsal.ending(), None);
    }
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    assert!(matches!(rehearsal.take(Key::Char('q'), NOW), Step::Echo(_)));
    assert!(matches!(rehearsal.take(Key::Interrupt, NOW), Step::Leave));
    assert_eq!(rehearsal.ending(), None);
}

#[test]
fn arrows_neither_answer_nor_leave() {
    let arrows = [Key::Up, Key::Down, Key::Left, Key::Right, Key::Other];
    let mut rehearsal = rehearsal(Drill::Testing, Side::Answerer);
    for key in arrows {
        assert!(matches!(rehearsal.take(key, NOW), Step::Nothing));
    }
    press(&mut rehearsal, Key::Enter);
    for key in [Key::Left, Key::Right] {
        assert!(matches!(rehearsal.take(key, NOW), Step::Nothing));
    }
    press(&mut rehearsal, Key::Escape);
    for key in arrows {
        assert!(matches!(rehearsal.take(key, NOW), Step::Nothing));
    }
    assert!(matches!(rehearsal.take(Key::Enter, NOW), Step::Leave));
}

#[test]
fn the_rules_are_shown_and_any_key_goes_back() {
    let mut rehearsal = called(Drill::Testing, Side::Answerer);
    press(&mut rehearsal, Key::Char('?'));
    assert!(shown(&rehearsal).contains("One wrong half: hang up."));
    press(&mut rehearsal, Key::Escape);
    assert_eq!(rehearsal.ending(), None);
    assert!(shown(&rehearsal).contains("We are only testing"));
}

#[test]
fn who_is_forced_says_duress_halves_here_too() {
    let mut rehearsal = called(Drill::RepeatsYours, Side::Caller);
    let before = shown(&rehearsal);
    press(&mut rehearsal, Key::Bell);
    let after = shown(&rehearsal);
    assert_ne!(before, after);
    let half = half(&rehearsal, Spoken::UnderDuress, Side::Caller, NOW);
    assert!(after.contains(&half.words()[0]), "{after}");
}

#[test]
fn every_screen_says_practice_and_is_whole_in_a_small_window() {
    for drill in Drill::ALL {
        for side in drill.sides() {
            let mut rehearsal = rehearsal(drill, *side);
            let mut seen = vec![shown(&rehearsal)];
            press(&mut rehearsal, Key::Enter);
            seen.push(shown(&rehearsal));
            seen.push(text(&rehearsal.rows(true, NOW, WINDOW)));
            press(&mut rehearsal, Key::Enter);
            seen.push(shown(&rehearsal));
            type_what_they_say(&mut rehearsal);
            seen.push(shown(&rehearsal));
            press(&mut rehearsal, Key::Escape);
            seen.push(shown(&rehearsal));
            for (at, screen) in seen.iter().enumerate() {
                assert!(screen.starts_with("PRACTICE  Smith family"), "{screen}");
                assert_eq!(screen.split('\n').count(), 12, "{screen}");
                // Where the code is hidden, any key does the same.
                assert!(at == 2 || !screen.ends_with('\n'), "{screen}");
                for line in screen.lines() {
                    assert!(line.chars().count() <= 40, "{line}");
                }
            }
        }
    }
}

#[test]
fn what_is_hidden_shows_no_code() {
    let rehearsal = called(Drill::Relative, Side::Caller);
    let hidden = text(&rehearsal.rows(true, NOW, WINDOW));
    assert!(hidden.contains("Hidden, since no key was pressed"));
    assert!(!hidden.chars().any(|c| c == '"' || c == '█'), "{hidden}");
}

#[test]
fn it_is_told_in_sentences_and_a_new_code_once() {
    let mut rehearsal = rehearsal(Drill::Relative, Side::Answerer);
    let opening = rehearsal.speech(NOW, 40);
    assert!(
        opening.starts_with("PRACTICE  Smith family\n"),
        "{}",
        opening
    );
    assert!(rehearsal.news(NOW.plus_secs(30), 40).is_none());
    press(&mut rehearsal, Key::Enter);
    let call = rehearsal.speech(NOW, 40);
    assert!(
        call.starts_with("PRACTICE  They say: \"It's me"),
        "{}",
        call
    );
    assert!(
        opening
            .lines()
            .chain(call.lines())
            .all(|line| line.len() <= 40)
    );
    assert!(rehearsal.news(NOW, 40).is_none());
    let later = NOW.plus_secs(30);
    let news = rehearsal.news(later, 40).unwrap();
    assert_ne!(news, call);
    assert!(rehearsal.news(later, 40).is_none());
    // They say the same for as long as it is typed.
    type_text(&mut rehearsal, "9", later);
    assert!(rehearsal.news(later.plus_secs(30), 40).is_none());
}

#[test]
fn a_caller_is_told_their_own_new_half_while_they_type() {
    let mut rehearsal = called(Drill::OldCode, Side::Caller);
    let call = rehearsal.speech(NOW, 80);
    assert!(call.starts_with("PRACTICE  Say your half: "), "{}", call);
    assert!(
        call.contains("They answer: \"Hello, Anna here: "),
        "{}",
        call
    );
    type_text(&mut rehearsal, "9", NOW);
    let news = rehearsal.news(NOW.plus_secs(30), 80).unwrap();
    assert!(news.starts_with("New code. Say: "), "{}", news);
    assert!(news.ends_with("What do they answer? 9"), "{}", news);
}

/// A drill in which the phone has just rung.
fn rehearsal(drill: Drill, side: Side) -> Rehearsal {
    let at = drill.sides().iter().position(|own| *own == side).unwrap();
    let random = [u8::try_from(at).unwrap(), 0];
    Rehearsal::new(Partner::new(drill, &group(), NOW, random))
}

/// A drill in which the call has begun.
fn called(drill: Drill, side: Side) -> Rehearsal {
    let mut rehearsal = rehearsal(drill, side);
    press(&mut rehearsal, Key::Char(' '));
    rehearsal
}

fn press(rehearsal: &mut Rehearsal, key: Key) {
    let step = rehearsal.take(key, NOW);
    assert!(!matches!(step, Step::Leave), "{key:?}");
}

fn type_text(rehearsal: &mut Rehearsal, text: &str, now: UnixTime) {
    for c in text.chars() {
        assert!(matches!(rehearsal.take(Key::Char(c), now), Step::Echo(_)));
    }
}

/// Types the half that is heard, or any where none is, and checks it.
fn type_what_they_say(rehearsal: &mut Rehearsal) {
    let heard = match rehearsal.session.partner().says(Spoken::Freely, NOW) {
        Saying::Half(half) => half.digits().to_owned(),
        Saying::YouFirst | Saying::WholeCode(_) => "111".to_owned(),
    };
    type_text(rehearsal, &heard, NOW);
    press(rehearsal, Key::Enter);
}

/// The half that is due from the other side.
fn due(rehearsal: &Rehearsal, now: UnixTime) -> String {
    let theirs = rehearsal.session.partner().own().other();
    let half = half(rehearsal, Spoken::Freely, theirs, now);
    half.digits().to_owned()
}

fn half(rehearsal: &Rehearsal, spoken: Spoken, side: Side, now: UnixTime) -> Half {
    let group = rehearsal.session.partner().group();
    let counter = group.parameters().period.counter_at(now);
    half_to_say(group, group.generation(), spoken, side, counter)
}

fn shown(rehearsal: &Rehearsal) -> String {
    text(&rehearsal.rows(false, NOW, WINDOW))
}

/// Rows without their colours.
fn text(rows: &[String]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| anstream::adapter::strip_str(row).to_string())
        .collect();
    rows.join("\n")
}

fn group() -> Group {
    Group::new(
        Name::tidy("Smith family").unwrap(),
        Secret::new(b"12345678901234567890").unwrap(),
        GroupId::from_bytes([1; 16]),
        UnixTime::from_secs(0),
    )
}
