use crate::call::rehearsal::{
    Day, DrillEffect, Ending, Key, Name, Now, Partner, Rehearsal, Side, UnixTime, Window,
};
use ringtrue_core::call::{Manner, Verdict, half_to_say};
use ringtrue_core::group::Holds;
use ringtrue_core::practice::{Drill, Saying};
use ringtrue_core::sheet::Sheet;
use ringtrue_core::{Group, GroupId, Half, Secret};

/// 17 seconds before the code changes.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);
const TODAY: Day = Day::new(20_486);

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
            by_voice(&mut rehearsal, 's');
            assert_eq!(rehearsal.ending(), Some(Ending::WentOn(verdict)));
            assert!(shown(&rehearsal).contains("That was right."));
        }
    }
}

#[test]
fn who_hangs_up_on_a_relative_was_not_right() {
    for drill in [Drill::Relative, Drill::Forced] {
        let mut rehearsal = called(drill, Side::Answerer);
        by_voice(&mut rehearsal, 'h');
        assert_eq!(rehearsal.ending(), Some(Ending::HungUp(None)));
        assert!(shown(&rehearsal).contains("That was not right."));

        let mut rehearsal = called(drill, Side::Answerer);
        type_what_they_say(&mut rehearsal);
        by_voice(&mut rehearsal, 'h');
        assert!(shown(&rehearsal).contains("That was not right."));
    }
}

#[test]
fn who_hangs_up_on_an_impostor_was_right() {
    for drill in [Drill::AsksFirst, Drill::Testing] {
        let mut rehearsal = called(drill, Side::Answerer);
        by_voice(&mut rehearsal, 'h');
        assert!(shown(&rehearsal).contains("That was right."));
    }
    for (drill, side, verdict) in [
        (Drill::RepeatsYours, Side::Caller, Verdict::OwnHalf),
        (Drill::OldCode, Side::Answerer, Verdict::WrongTime),
        (Drill::OldCode, Side::Caller, Verdict::WrongTime),
    ] {
        for key in ['h', 'H'] {
            let mut rehearsal = called(drill, side);
            type_what_they_say(&mut rehearsal);
            assert!(shown(&rehearsal).contains("Hang up. Call back"));
            by_voice(&mut rehearsal, key);
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
        by_voice(&mut rehearsal, 'S');
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
        by_voice(&mut rehearsal, 's');
        assert_eq!(rehearsal.ending(), Some(Ending::GaveIn), "{drill:?}");
        assert!(shown(&rehearsal).contains("That was not right."));
    }
    // A caller says their half first, and only then hears the other one.
    let mut rehearsal = rehearsal(Drill::RepeatsYours, Side::Caller);
    press(&mut rehearsal, Key::Char(' '));
    press(&mut rehearsal, Key::Char('i'));
    assert_eq!(line(&rehearsal, NOW), "\"Hello, Anna here.\"");
    by_voice(&mut rehearsal, 'a');
    assert!(line(&rehearsal, NOW).ends_with("so you go first.\""));
    by_voice(&mut rehearsal, 's');
    assert_eq!(rehearsal.ending(), None);
    assert!(line(&rehearsal, NOW).starts_with("\"That is right. And mine: "));
}

#[test]
fn they_speak_again_when_they_are_asked_to() {
    for drill in [Drill::AsksFirst, Drill::Testing] {
        let mut rehearsal = called(drill, Side::Answerer);
        let mut lines = vec![line(&rehearsal, NOW)];
        for _ in 0..2 {
            by_voice(&mut rehearsal, 'a');
            lines.push(line(&rehearsal, NOW));
        }
        assert!(lines[0] != lines[1] && lines[1] != lines[2], "{lines:?}");
        by_voice(&mut rehearsal, 'a');
        assert_eq!(line(&rehearsal, NOW), lines[2]);
    }
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    by_voice(&mut rehearsal, 'a');
    assert!(line(&rehearsal, NOW).starts_with("\"I said: "));
}

#[test]
fn the_keys_mean_what_they_mean_on_a_call() {
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    // Enter without a half is neither judged nor answered.
    let before = line(&rehearsal, NOW);
    press(&mut rehearsal, Key::Enter);
    assert_eq!(line(&rehearsal, NOW), before);
    // Esc starts over without ending the drill.
    press(&mut rehearsal, Key::Escape);
    assert!(shown(&rehearsal).contains("Who called?"));
    assert_eq!(rehearsal.ending(), None);
    press(&mut rehearsal, Key::Char('t'));
    type_what_they_say(&mut rehearsal);
    // Letters without a meaning on a call have none here.
    for key in ['s', 'h', 'a'] {
        let effect = rehearsal.apply_key(Key::Char(key), at(NOW));
        assert!(matches!(effect, DrillEffect::Nothing));
    }
    assert!(shown(&rehearsal).contains("Esc start over   q quit"));
    // q quits before the drill ends.
    assert!(matches!(
        rehearsal.apply_key(Key::Char('q'), at(NOW)),
        DrillEffect::Leave
    ));
    assert_eq!(rehearsal.ending(), None);
}

#[test]
fn the_telephone_is_behind_tab_and_any_other_key_goes_back() {
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    type_text(&mut rehearsal, "9", NOW);
    let before = shown(&rehearsal);
    for key in [Key::Escape, Key::Char('x'), Key::Tab, Key::Enter] {
        press(&mut rehearsal, Key::Tab);
        assert!(shown(&rehearsal).contains("  h  hang up"));
        press(&mut rehearsal, key);
        assert_eq!(shown(&rehearsal), before);
    }
    press(&mut rehearsal, Key::Tab);
    assert!(matches!(
        rehearsal.apply_key(Key::Interrupt, at(NOW)),
        DrillEffect::Leave
    ));
}

#[test]
fn starting_over_is_no_way_around_a_wrong_half() {
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    let digits = due(&rehearsal, NOW);
    let mistyped = if digits == "111" { "112" } else { "111" };
    type_text(&mut rehearsal, mistyped, NOW);
    press(&mut rehearsal, Key::Enter);
    press(&mut rehearsal, Key::Escape);
    press(&mut rehearsal, Key::Char('t'));
    type_what_they_say(&mut rehearsal);
    assert!(shown(&rehearsal).contains("It rings true"));
    by_voice(&mut rehearsal, 's');
    assert!(shown(&rehearsal).contains("That was not right."));
    assert!(shown(&rehearsal).contains("You went on after a wrong half."));
}

#[test]
fn a_sheet_is_practised_as_on_a_call() {
    for (side, key) in [(Side::Answerer, 't'), (Side::Caller, 'i')] {
        let mut rehearsal = with_grandma(Drill::Relative, side, 0);
        assert_eq!(rehearsal.partner_name(), "Grandma");
        press(&mut rehearsal, Key::Char(' '));
        press(&mut rehearsal, Key::Char(key));
        for answer in ["Who is it?", "    Grandma", "    Ben", "    someone else"] {
            assert!(shown(&rehearsal).contains(answer), "{answer}");
        }
        type_text(&mut rehearsal, "g", NOW);
        press(&mut rehearsal, Key::Enter);
        let called = shown(&rehearsal);
        assert!(called.contains("Grandma's line for"), "{called}");
        if side == Side::Caller {
            by_voice(&mut rehearsal, 's');
        }
        type_what_they_say(&mut rehearsal);
        let heard = shown(&rehearsal);
        assert!(heard.contains("It rings true"), "{heard}");
        by_voice(&mut rehearsal, 's');
        let ending = Ending::WentOn(Verdict::Match);
        assert_eq!(rehearsal.ending(), Some(ending));
    }
    // From anyone else, her line is wrong.
    for answer in ["b", "so"] {
        let mut rehearsal = with_grandma(Drill::Relative, Side::Answerer, 0);
        press(&mut rehearsal, Key::Char(' '));
        press(&mut rehearsal, Key::Char('t'));
        type_text(&mut rehearsal, answer, NOW);
        press(&mut rehearsal, Key::Enter);
        type_what_they_say(&mut rehearsal);
        assert!(shown(&rehearsal).contains("Hang up."));
        by_voice(&mut rehearsal, 'h');
        assert!(shown(&rehearsal).contains("somebody else"));
    }
    // A member with a sheet can't signal duress.
    let forced = with_grandma(Drill::Forced, Side::Answerer, 0);
    assert_eq!(forced.partner_name(), "Ben");
}

#[test]
fn what_they_say_follows_the_clock_until_it_is_typed() {
    let later = NOW.plus_secs(30);
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    let before = line(&rehearsal, NOW);
    assert_ne!(line(&rehearsal, later), before);
    // The half that was due when the first key was pressed is judged.
    let typed = due(&rehearsal, NOW);
    type_text(&mut rehearsal, &typed, NOW);
    assert_eq!(line(&rehearsal, later), before);
    rehearsal.apply_key(Key::Enter, at(later));
    rehearsal.apply_key(Key::Tab, at(later));
    rehearsal.apply_key(Key::Char('s'), at(later));
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
    by_voice(&mut rehearsal, 'h');
    let shown = shown(&rehearsal);
    assert!(shown.contains("That was right."), "{shown}");
    assert!(shown.contains("mistyped"), "{shown}");
}

#[test]
fn it_is_left_by_ctrl_c_always_and_by_q_before_it_begins() {
    for key in [Key::Interrupt, Key::Char('q')] {
        let mut rehearsal = rehearsal(Drill::Relative, Side::Answerer);
        assert!(matches!(
            rehearsal.apply_key(key, at(NOW)),
            DrillEffect::Leave
        ));
        assert_eq!(rehearsal.ending(), None);
    }
    let mut rehearsal = called(Drill::Relative, Side::Answerer);
    assert!(matches!(
        rehearsal.apply_key(Key::Char('q'), at(NOW)),
        DrillEffect::Echo(_)
    ));
    assert!(matches!(
        rehearsal.apply_key(Key::Interrupt, at(NOW)),
        DrillEffect::Leave
    ));
    assert_eq!(rehearsal.ending(), None);
}

#[test]
fn arrows_neither_answer_nor_leave() {
    let arrows = [Key::Up, Key::Down, Key::Left, Key::Right, Key::Other];
    let mut rehearsal = rehearsal(Drill::Testing, Side::Answerer);
    for key in arrows {
        assert!(matches!(
            rehearsal.apply_key(key, at(NOW)),
            DrillEffect::Nothing
        ));
    }
    press(&mut rehearsal, Key::Enter);
    for key in [Key::Left, Key::Right] {
        assert!(matches!(
            rehearsal.apply_key(key, at(NOW)),
            DrillEffect::Nothing
        ));
    }
    by_voice(&mut rehearsal, 'h');
    for key in arrows {
        assert!(matches!(
            rehearsal.apply_key(key, at(NOW)),
            DrillEffect::Nothing
        ));
    }
    assert!(matches!(
        rehearsal.apply_key(Key::Enter, at(NOW)),
        DrillEffect::Leave
    ));
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
    let half = half(&rehearsal, Manner::UnderDuress, Side::Caller, NOW);
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
            seen.push(text(&rehearsal.rows(true, at(NOW), WINDOW)));
            press(&mut rehearsal, call_key(*side));
            seen.push(shown(&rehearsal));
            press(&mut rehearsal, Key::Tab);
            seen.push(shown(&rehearsal));
            press(&mut rehearsal, Key::Char('a'));
            type_what_they_say(&mut rehearsal);
            seen.push(shown(&rehearsal));
            by_voice(&mut rehearsal, 'h');
            seen.push(shown(&rehearsal));
            for (at, screen) in seen.iter().enumerate() {
                assert!(screen.starts_with("PRACTICE  Smith family"), "{screen}");
                assert_eq!(screen.split('\n').count(), 12, "{screen}");
                // The hidden screen has no footer, since every key does the
                // same.
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
    let hidden = text(&rehearsal.rows(true, at(NOW), WINDOW));
    assert!(hidden.contains("Hidden after three minutes without a"));
    assert!(!hidden.chars().any(|c| c == '"' || c == '█'), "{hidden}");
}

#[test]
fn it_is_told_in_sentences_and_a_new_code_once() {
    let mut rehearsal = rehearsal(Drill::Relative, Side::Answerer);
    let opening = rehearsal.speech(at(NOW), 40);
    assert!(
        opening.starts_with("PRACTICE  Smith family\n"),
        "{}",
        opening
    );
    assert!(rehearsal.news(at(NOW.plus_secs(30)), 40).is_none());
    press(&mut rehearsal, Key::Enter);
    press(&mut rehearsal, Key::Char('t'));
    let call = rehearsal.speech(at(NOW), 40);
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
    assert!(rehearsal.news(at(NOW), 40).is_none());
    let later = NOW.plus_secs(30);
    let news = rehearsal.news(at(later), 40).unwrap();
    assert_ne!(news, call);
    assert!(rehearsal.news(at(later), 40).is_none());
    // They go on saying the same half while it is typed.
    type_text(&mut rehearsal, "9", later);
    assert!(rehearsal.news(at(later.plus_secs(30)), 40).is_none());
}

#[test]
fn a_caller_is_told_their_own_new_half_while_they_type() {
    let mut rehearsal = called(Drill::OldCode, Side::Caller);
    let call = rehearsal.speech(at(NOW), 80);
    assert!(call.starts_with("PRACTICE  Say your half: "), "{}", call);
    assert!(
        call.contains("They answer: \"That is right. And mine: "),
        "{}",
        call
    );
    type_text(&mut rehearsal, "9", NOW);
    let news = rehearsal.news(at(NOW.plus_secs(30)), 80).unwrap();
    assert!(news.starts_with("New code. Say: "), "{}", news);
    assert!(news.ends_with("What do they answer? 9"), "{}", news);
}

/// Returns a drill whose phone has just rung.
fn rehearsal(drill: Drill, side: Side) -> Rehearsal {
    rehearsal_of(&group(), drill, side, 0)
}

fn rehearsal_of(group: &Group, drill: Drill, side: Side, who: u8) -> Rehearsal {
    let at = drill.sides().iter().position(|own| *own == side).unwrap();
    let random = [u8::try_from(at).unwrap(), 0, who];
    Rehearsal::new(Partner::new(drill, group, None, NOW, TODAY, random), None)
}

/// Returns a drill in a family where Grandma has a sheet and Ben an app.
fn with_grandma(drill: Drill, side: Side, who: u8) -> Rehearsal {
    let mut group = group();
    group.add_member("Ben", Holds::App).unwrap();
    let key = Secret::new(b"abcdefghijklmnopqrst").unwrap();
    let sheet = Sheet::new(key, TODAY, 60).unwrap();
    group.give_sheet("Grandma", sheet).unwrap();
    rehearsal_of(&group, drill, side, who)
}

/// Returns a drill in which the call has begun and a caller has said their
/// half.
fn called(drill: Drill, side: Side) -> Rehearsal {
    let mut rehearsal = rehearsal(drill, side);
    press(&mut rehearsal, Key::Char(' '));
    press(&mut rehearsal, call_key(side));
    if side == Side::Caller {
        by_voice(&mut rehearsal, 's');
    }
    rehearsal
}

/// Returns the key that says who called.
const fn call_key(own: Side) -> Key {
    match own {
        Side::Answerer => Key::Char('t'),
        Side::Caller => Key::Char('i'),
    }
}

const fn at(time: UnixTime) -> Now {
    Now { time, today: TODAY }
}

fn line(rehearsal: &Rehearsal, now: UnixTime) -> String {
    rehearsal.line(at(now))
}

/// Presses the key for something done by voice.
fn by_voice(rehearsal: &mut Rehearsal, key: char) {
    press(rehearsal, Key::Tab);
    press(rehearsal, Key::Char(key));
}

fn press(rehearsal: &mut Rehearsal, key: Key) {
    let effect = rehearsal.apply_key(key, at(NOW));
    assert!(!matches!(effect, DrillEffect::Leave), "{key:?}");
}

fn type_text(rehearsal: &mut Rehearsal, text: &str, now: UnixTime) {
    for c in text.chars() {
        assert!(matches!(
            rehearsal.apply_key(Key::Char(c), at(now)),
            DrillEffect::Echo(_)
        ));
    }
}

/// Types and submits the half that they say, or any half if they say none.
fn type_what_they_say(rehearsal: &mut Rehearsal) {
    let heard = match rehearsal.session.partner().says(Manner::Freely, NOW, TODAY) {
        Saying::Half(half) => half.digits().to_owned(),
        _ => "111".to_owned(),
    };
    type_text(rehearsal, &heard, NOW);
    press(rehearsal, Key::Enter);
}

/// Returns the half due from the other side.
fn due(rehearsal: &Rehearsal, now: UnixTime) -> String {
    let theirs = rehearsal.session.partner().own().other();
    let half = half(rehearsal, Manner::Freely, theirs, now);
    half.digits().to_owned()
}

fn half(rehearsal: &Rehearsal, manner: Manner, side: Side, now: UnixTime) -> Half {
    let group = rehearsal.session.partner().group();
    let counter = group.parameters().period.counter_at(now);
    half_to_say(group, group.generation(), manner, side, counter)
}

fn shown(rehearsal: &Rehearsal) -> String {
    text(&rehearsal.rows(false, at(NOW), WINDOW))
}

/// Joins rows without their colours.
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
