use super::{
    Drill, Ending, Side, Window, opening_screen, opening_speech, outcome_screen, practice_outcome,
    texts, width,
};
use crate::view::sample::group;
use ringtrue_core::call::{Half, Manner, Verdict};
use ringtrue_core::practice::Partner;
use ringtrue_core::time::{Day, UnixTime};
use ringtrue_core::words::Heard;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);

const TODAY: Day = Day::new(20_486);

const SMALL: Window = Window {
    columns: 40,
    rows: 12,
    is_unicode: false,
};

#[test]
fn a_half_is_read_as_its_digits_and_then_its_word() {
    for (drill, own, line) in [
        (
            Drill::Relative,
            Side::Answerer,
            "\"It's me, Anna: four nine seven, magpie.\"",
        ),
        (
            Drill::RepeatsYours,
            Side::Caller,
            "\"That is right. And mine: four nine seven, magpie.\"",
        ),
    ] {
        let partner = Partner::new(drill, &group("Smith family"), None, NOW, TODAY, [0, 0, 0]);
        assert_eq!(partner.own(), own);
        let saying = partner.says(Manner::Freely, NOW, TODAY);
        assert_eq!(texts().practice_line(&saying, own, "Anna", 0), line);
        let half = Half::of(&partner.group().codes().at(NOW), Side::Caller);
        let read = texts().half_aloud(&half);
        assert!(Heard::read(&read).is_ok(), "{}", read);
    }
}

#[test]
fn every_ending_has_a_lesson_that_fits_and_none_has_a_code() {
    let verdicts = [
        Verdict::Match,
        Verdict::Duress,
        Verdict::OwnHalf,
        Verdict::WrongTime,
        Verdict::NoMatch,
    ];
    let mut endings = vec![Ending::HungUp(None), Ending::GaveIn];
    endings.extend(verdicts.map(|verdict| Ending::HungUp(Some(verdict))));
    endings.extend(verdicts.map(Ending::WentOn));
    for drill in Drill::ALL {
        for ending in &endings {
            let lesson = texts().lesson(drill, *ending, "Anna");
            assert!(!lesson.contains(|c: char| c.is_ascii_digit()), "{lesson}");
            assert!(lesson.ends_with('.') && !lesson.contains("  "), "{lesson}");
            let name = group("Smith family").local_name().clone();
            let rows = outcome_screen(&name, drill, *ending, "Anna", SMALL);
            assert_eq!(rows.len(), 12, "{lesson}");
            for row in rows.iter().skip(2) {
                assert!(row.starts_with('\x1b') || width(row) <= 40, "{}", row);
            }
            assert!(
                rows.last()
                    .is_some_and(|row| row.contains("any key leaves"))
            );
            let outcome = practice_outcome(drill, *ending, "Anna", 40);
            assert!(outcome.lines().all(|line| width(line) <= 40), "{}", outcome);
            let right = outcome.lines().next().unwrap().ends_with(": right");
            assert_eq!(right, drill.is_right(*ending), "{outcome}");
            assert!(outcome.ends_with(".\n"), "{}", outcome);
        }
    }
}

#[test]
fn how_it_ended_is_told_in_a_few_lines() {
    let mut told = String::new();
    for (drill, ending) in [
        (Drill::Relative, Ending::WentOn(Verdict::Match)),
        (Drill::AsksFirst, Ending::GaveIn),
        (Drill::RepeatsYours, Ending::WentOn(Verdict::OwnHalf)),
        (Drill::OldCode, Ending::HungUp(Some(Verdict::WrongTime))),
        (Drill::Testing, Ending::HungUp(None)),
        (Drill::Forced, Ending::HungUp(Some(Verdict::Duress))),
    ] {
        told.push_str(&practice_outcome(drill, ending, "Anna", 80));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_opening_says_practice_and_fits() {
    let name = group("Smith family").local_name().clone();
    for own in [Side::Answerer, Side::Caller] {
        let rows = opening_screen(&name, own, "Anna", SMALL);
        assert_eq!(rows.len(), 12);
        assert!(rows.iter().skip(2).all(|row| row.is_ascii()));
        let speech = opening_speech(&name, own, "Anna", 40);
        assert!(speech.starts_with("PRACTICE  Smith family\n"));
        assert!(speech.lines().all(|line| width(line) <= 40), "{}", speech);
    }
}
