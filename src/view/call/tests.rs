use super::{CallScreen, Scene, Window, call_screen, call_speech, new_code_speech, spelling};
use crate::view::sample::group;
use crate::view::width;
use ringtrue_core::call::{
    Finding, Half, Manner, NoCode, Part, Side, Turns, Verdict, Who, half_to_say,
};
use ringtrue_core::group::{Generation, Group, Holds, Name};
use ringtrue_core::time::{Day, UnixTime};
use ringtrue_core::words::HeardError;

/// 17 seconds before the code changes.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);

const TODAY: Day = Day::new(20_486);

/// 4 seconds before the code changes.
const ENDING: UnixTime = UnixTime::from_secs(1_770_000_026);

#[test]
fn a_caller_sees_their_half_in_a_small_window() {
    let turns = Turns::new(Side::Caller, Manner::Freely);
    insta::assert_snapshot!(text(&listening(&turns, "", None), NOW, window(40, 12)));
}

#[test]
fn the_next_code_is_shown_in_the_last_seconds() {
    let turns = Turns::new(Side::Caller, Manner::Freely);
    let before = text(&listening(&turns, "", None), NOW, window(80, 24));
    assert!(!before.contains("next: "), "{before}");
    let ending = text(&listening(&turns, "", None), ENDING, window(80, 24));
    let next = ENDING.plus_secs(4);
    let next = half_to_say(
        &group("Smith family"),
        Generation::FIRST,
        Manner::Freely,
        Side::Caller,
        group("Smith family").parameters().period.counter_at(next),
    );
    let line = format!("next: {}", spelling(&next));
    assert!(ending.contains(&line), "{ending}");
}

#[test]
fn an_answerer_sees_nothing_of_their_half_before_the_callers_was_right() {
    let turns = Turns::new(Side::Answerer, Manner::Freely);
    let half = Half::of(&group("Smith family").codes().at(NOW), Side::Answerer);
    let scene = listening(&turns, "901 ti", None);
    for shown in [
        text(&scene, NOW, window(80, 24)),
        call_speech(&screen(&scene, NOW), 80).clone(),
    ] {
        assert!(!shown.contains(&half.words()[0]), "{shown}");
        assert!(!shown.contains(half.digits()), "{shown}");
        assert!(!shown.contains('█'), "{shown}");
    }
    assert!(new_code_speech(&screen(&scene, NOW), 80).is_none());
}

#[test]
fn after_a_match_the_answerer_sees_what_to_say() {
    insta::assert_snapshot!(text(
        &heard(Side::Answerer, Verdict::Match),
        NOW,
        window(80, 24)
    ));
}

#[test]
fn duress_differs_from_a_match_in_its_quiet_words_alone() {
    for own in [Side::Answerer, Side::Caller] {
        let calm = text(&heard(own, Verdict::Match), NOW, window(80, 24));
        let duress = text(&heard(own, Verdict::Duress), NOW, window(80, 24));
        let differing: Vec<(&str, &str)> = calm
            .lines()
            .zip(duress.lines())
            .filter(|(calm, duress)| calm != duress)
            .collect();
        let [(calm, duress)] = differing[..] else {
            panic!("{differing:?}")
        };
        assert!(calm.ends_with("  It rings true"), "{calm}");
        assert!(duress.ends_with("  Act normally, get help"), "{duress}");
        let rows = call_screen(&screen(&heard(own, Verdict::Duress), NOW), window(80, 24));
        assert!(!rows.iter().any(|row| row.contains("\x1b[31m")));
    }
}

#[test]
fn anything_else_says_to_hang_up() {
    for verdict in Verdict::ALL {
        let scene = heard(Side::Answerer, verdict);
        let shown = text(&scene, NOW, window(40, 12));
        let goes_on = matches!(
            verdict,
            Verdict::Match | Verdict::MatchPreviousGeneration | Verdict::Duress
        );
        let hangs_up = shown.contains("Hang up. Call back on a number");
        assert_eq!(hangs_up, !goes_on && verdict != Verdict::Used, "{shown}");
        let own_half = Half::of(&group("Smith family").codes().at(NOW), Side::Answerer);
        assert_eq!(shown.contains(&own_half.words()[0]), goes_on, "{shown}");
    }
    insta::assert_snapshot!(text(
        &heard(Side::Answerer, Verdict::WrongTime),
        NOW,
        window(40, 12)
    ));
}

#[test]
fn a_word_is_completed_as_soon_as_it_can_only_be_that_one() {
    let turns = Turns::new(Side::Answerer, Manner::Freely);
    for (typed, shown) in [
        ("901 tig", "They say: 901 tiger"),
        ("901 t", "They say: 901 t_"),
        ("tiger", "They say: tiger_"),
        ("TIGE", "They say: TIGEr"),
        ("", "They say: _"),
    ] {
        let screen = text(&listening(&turns, typed, None), NOW, window(40, 12));
        assert!(screen.lines().any(|line| line == shown), "{screen}");
    }
}

#[test]
fn the_end_of_a_long_line_is_seen() {
    let turns = Turns::new(Side::Answerer, Manner::Freely);
    let typed = format!("{}901", "é ".repeat(60));
    let screen = text(&listening(&turns, &typed, None), NOW, window(40, 12));
    let line = screen
        .lines()
        .find(|line| line.starts_with("They say"))
        .unwrap();
    assert!(line.ends_with("901_") && width(line) <= 40, "{line}");
}

#[test]
fn every_scene_fits_every_window() {
    let turns = [
        Turns::new(Side::Caller, Manner::Freely),
        Turns::new(Side::Answerer, Manner::Freely),
    ];
    let mut who = Who::of(&crowd(), None, "someone else").unwrap();
    who.step(false);
    let member = Name::tidy(LONG).unwrap();
    let mut scenes = vec![
        Scene::WhoCalled,
        Scene::WhoIsIt {
            who: &who,
            typed: "",
        },
        Scene::NoCode {
            member: &member,
            why: NoCode::NoSheet,
        },
        Scene::WhichDay {
            turns: &turns[1],
            day: TODAY,
        },
        Scene::Rules,
        Scene::Telephone,
        Scene::Hidden,
    ];
    for turns in &turns {
        scenes.push(listening(turns, "901 tig", None));
        scenes.push(listening(turns, "", Some(HeardError::NoSuchWord)));
    }
    for own in [Side::Caller, Side::Answerer] {
        scenes.extend(Verdict::ALL.map(|verdict| heard(own, verdict)));
    }
    for scene in &scenes {
        for (columns, rows) in [(40, 12), (80, 24), (200, 60), (60, 13), (41, 30), (120, 12)] {
            let window = window(columns, rows);
            let shown = call_screen(&screen(scene, ENDING), window);
            assert!(shown.len() <= rows.into(), "{scene:?}");
            let footer = plain(shown.last().unwrap());
            let is_footer = ["quit", "back", "over", "rules"];
            let hidden = matches!(scene, Scene::Hidden);
            assert!(
                hidden || is_footer.iter().any(|key| footer.contains(key)),
                "{footer}"
            );
            for row in &shown {
                assert!(width(&plain(row)) <= columns.into(), "{row:?} in {columns}");
            }
        }
        // These are too small to show anything useful, but must not break.
        for (columns, rows) in [(1, 1), (3, 40), (300, 2), (0, 0)] {
            let shown = call_screen(&screen(scene, NOW), window(columns, rows));
            assert!(shown.len() <= rows.into());
        }
    }
}

#[test]
fn without_unicode_there_is_none() {
    let window = Window {
        is_unicode: false,
        ..window(80, 24)
    };
    let turns = Turns::new(Side::Caller, Manner::Freely);
    for scene in [
        listening(&turns, "", None),
        heard(Side::Answerer, Verdict::Match),
    ] {
        let mut screen = screen(&scene, ENDING);
        screen.has_others = true;
        assert!(
            call_screen(&screen, window)
                .iter()
                .all(|row| row.is_ascii())
        );
    }
}

#[test]
fn a_practice_screen_says_so_in_its_first_row() {
    let scene = Scene::WhoCalled;
    let mut screen = screen(&scene, NOW);
    screen.practice = Some("\"Mum? It's me.\"");
    let rows = call_screen(&screen, window(40, 12));
    assert!(plain(&rows[0]).starts_with("PRACTICE  Smith family"));
}

#[test]
fn the_call_is_told_in_sentences() {
    let turns = Turns::new(Side::Caller, Manner::Freely);
    let mut told = String::new();
    for scene in [
        Scene::WhoCalled,
        listening(&turns, "90", None),
        heard(Side::Answerer, Verdict::Match),
        heard(Side::Caller, Verdict::Match),
        heard(Side::Answerer, Verdict::Used),
        heard(Side::Answerer, Verdict::OwnHalf),
        Scene::Rules,
    ] {
        told.push_str(&call_speech(&screen(&scene, NOW), 200));
        told.push('\n');
    }
    insta::assert_snapshot!(told);
    for line in call_speech(&screen(&heard(Side::Caller, Verdict::NoMatch), NOW), 40).lines() {
        assert!(width(line) <= 40, "{line}");
    }
    let new = new_code_speech(&screen(&listening(&turns, "64", None), NOW), 80).unwrap();
    assert!(
        new.ends_with("17 seconds left.\nWhat do they answer? 64"),
        "{}",
        new
    );
}

/// The longest possible name.
const LONG: &str = "Maximiliane-Alexandra von Sachsen-Coburg";

/// Returns a group with more members than a small window has rows.
fn crowd() -> Group {
    let mut group = group("Smith family");
    for number in 0..12 {
        group
            .add_member(&format!("Cousin {number}"), Holds::App)
            .unwrap();
    }
    group.add_member(LONG, Holds::Sheet).unwrap();
    group
}

#[test]
fn of_a_long_list_as_much_is_seen_as_fits_and_the_chosen_one_always() {
    let mut who = Who::of(&crowd(), None, "someone else").unwrap();
    let names: Vec<String> = who.candidates().map(|(it, _)| it.label().into()).collect();
    for name in &names {
        who.step(true);
        let scene = Scene::WhoIsIt {
            who: &who,
            typed: "",
        };
        let shown = text(&scene, NOW, window(40, 12));
        assert!(shown.contains(&format!("  > {}", &name[..8])), "{shown}");
        assert_eq!(shown.lines().count(), 12, "{shown}");
        assert_eq!(shown.contains('…'), !name.contains("someone"), "{shown}");
    }
    // Typed letters leave only the matching names.
    who.type_letters("so");
    let scene = Scene::WhoIsIt {
        who: &who,
        typed: "so",
    };
    let shown = text(&scene, NOW, window(40, 12));
    assert!(!shown.contains("Cousin") && shown.contains("First letters: so_"));
}

/// Returns a group that lasts as long as the tests run.
fn kept() -> &'static Group {
    static KEPT: std::sync::OnceLock<Group> = std::sync::OnceLock::new();
    KEPT.get_or_init(|| group("Smith family"))
}

fn listening<'a>(turns: &'a Turns, typed: &'a str, heard_error: Option<HeardError>) -> Scene<'a> {
    Scene::Listening {
        turns,
        typed,
        heard_error,
    }
}

/// Returns the scene after the other side said something.
fn heard(own: Side, verdict: Verdict) -> Scene<'static> {
    let found = Finding {
        verdict,
        part: Some(Part::Half(own.other())),
        steps_off: if verdict == Verdict::WrongTime { -3 } else { 0 },
        generation: Generation::FIRST,
    };
    let mut turns = Turns::new(own, Manner::Freely);
    turns.hear(found, TODAY);
    Scene::Heard {
        turns: Box::leak(Box::new(turns)),
        found,
        heard_at: NOW,
    }
}

fn screen<'a>(scene: &Scene<'a>, now: UnixTime) -> CallScreen<'a> {
    CallScreen {
        group: kept(),
        has_others: false,
        practice: None,
        scene: *scene,
        now,
        today: TODAY,
    }
}

fn window(columns: u16, rows: u16) -> Window {
    Window {
        columns,
        rows,
        is_unicode: true,
    }
}

/// Returns the screen without colours and trailing spaces.
fn text(scene: &Scene<'_>, now: UnixTime, window: Window) -> String {
    let rows = call_screen(&screen(scene, now), window);
    let rows: Vec<String> = rows
        .iter()
        .map(|row| plain(row).trim_end().to_owned())
        .collect();
    rows.join("\n")
}

/// Returns a row without its colours.
fn plain(row: &str) -> String {
    let mut parts = row.split('\x1b');
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').unwrap().1);
    }
    plain
}
