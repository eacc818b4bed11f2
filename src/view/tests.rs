use super::{
    Cells, CodeNow, code_lines, code_screen, enrolment_screen, link_screen, next_step, texts,
    width, wrapped_lines,
};
use crate::view::sample::group;
use ringtrue_core::call::{Expected, Finding, FindingContext, Half, Manner, Part, Side, Verdict};
use ringtrue_core::group::{Enrolment, Generation, Group, GroupId, Name, Origin};
use ringtrue_core::otp::{Algorithm, Digits, Parameters};
use ringtrue_core::otpauth::{key_to_type, link};
use ringtrue_core::secret::Secret;
use ringtrue_core::time::{Day, Period, UnixTime};

const PICTURE: &str = "ringtrue -g 'Smith family' invite --png smith.png";

/// The start of each line of the QR code.
const SYMBOL: &str = "\x1b[38;5;16;48;5;231m";

/// Returns a group from another program, with a code of so many digits.
fn foreign(called: &str, digits: u64, period: u64) -> Group {
    foreign_as(None, called, digits, period)
}

fn foreign_as(local_name: Option<Name>, called: &str, digits: u64, period: u64) -> Group {
    let enrolment = Enrolment {
        name: Name::foreign(called).unwrap(),
        generation: Generation::FIRST,
        origin: Origin::Foreign {
            prefix: None,
            issuer: None,
        },
        parameters: Parameters {
            algorithm: Algorithm::Sha1,
            digits: Digits::new(digits).unwrap(),
            period: Period::new(period).unwrap(),
        },
        secret: Secret::new(b"12345678901234567890").unwrap(),
    };
    let id = GroupId::from_bytes([1; 16]);
    Group::from_enrolment(enrolment, local_name, id, UnixTime::from_secs(0))
}

/// Returns a line without its colours.
fn plain(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        let (colour, rest) = part.split_once('m').unwrap();
        assert!(
            colour
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b';'),
            "{line:?}"
        );
        text + rest
    })
}

fn screen(group: &Group, columns: u16, rows: u16) -> Vec<String> {
    let lines = enrolment_screen(group, columns, rows, Cells::Halves, PICTURE);
    lines.clone()
}

/// Returns the columns and rows of the QR code on a screen, if there is one.
fn symbol(lines: &[String]) -> Option<(usize, usize)> {
    let rows = lines.iter().filter(|line| line.starts_with(SYMBOL));
    let wide = |line: &String| {
        let cells = line.strip_prefix(SYMBOL).unwrap();
        cells.split_once("\x1b[0m").unwrap().0.chars().count()
    };
    let mut widths: Vec<_> = rows.map(wide).collect();
    let high = widths.len();
    widths.dedup();
    assert!(widths.len() <= 1, "{widths:?}");
    widths.first().map(|wide| (*wide, high))
}

/// Checks that everything fits: the whole QR code, the whole key, nothing wider
/// or higher than the window.
#[track_caller]
fn assert_fits(group: &Group, columns: u16, rows: u16) -> Vec<String> {
    let lines = screen(group, columns, rows);
    let (wide, high) = symbol(&lines).expect("a QR code");
    assert!(high == wide.div_ceil(2), "{wide} x {high}");
    assert!(lines.len() <= usize::from(rows), "{} lines", lines.len());
    for line in &lines {
        let line = plain(line);
        assert!(width(&line) <= usize::from(columns), "{line:?}");
    }
    let key: String = text_of(&lines).split_whitespace().collect();
    let spelt = key_to_type(group).replace(' ', "");
    assert!(key.contains(&spelt), "{lines:#?}");
    assert!(key.contains("PressEntertocontinue."), "{lines:#?}");
    lines
}

/// Returns the text beside or below the QR code.
fn text_of(lines: &[String]) -> String {
    let texts = lines.iter().map(|line| match line.strip_prefix(SYMBOL) {
        Some(line) => plain(line.split_once("\x1b[0m").unwrap().1),
        None => plain(line),
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Checks that the screen says that the window is too small and what to do,
/// without part of a QR code.
#[track_caller]
fn assert_too_small(group: &Group, columns: u16, rows: u16) -> Vec<String> {
    let lines = screen(group, columns, rows);
    assert_eq!(symbol(&lines), None);
    let text: String = lines.concat().chars().filter(|c| *c != ' ').collect();
    assert!(
        text.starts_with("ThiswindowistoosmallfortheQRcode."),
        "{text}"
    );
    assert!(text.ends_with(&PICTURE.replace(' ', "")), "{text}");
    assert!(!text.contains("GEZD"), "{text}");
    for line in &lines {
        assert!(!line.contains('\x1b'));
        assert!(width(line) <= usize::from(columns).max(1), "{line:?}");
    }
    lines
}

#[test]
fn the_enrolment_of_a_name_of_16_letters_fits_80_by_24_side_by_side() {
    let lines = assert_fits(&group("Smithsonian-club"), 80, 24);
    assert_eq!(symbol(&lines), Some((45, 23)));
    assert_eq!(lines.len(), 23);
    assert!(plain(&lines[0]).ends_with("  Smithsonian-club 1"));
}

#[test]
fn a_later_generation_is_told_beside_the_code() {
    let mut group = group("Smith family");
    let secret = Secret::new(&[2; 20]).unwrap();
    group.rotate(secret, 0, UnixTime::from_secs(1)).unwrap();
    let lines = assert_fits(&group, 80, 24);
    assert!(text_of(&lines).contains("Smith family 2"));
}

#[test]
fn the_longest_names_of_any_script_fit_or_say_that_they_do_not() {
    for called in [
        "x".repeat(40),
        "家".repeat(40),
        "ع".repeat(40),
        "لا".repeat(20),
        "e\u{301}\u{302}\u{303}".repeat(10),
        format!("a{}", "家".repeat(39)),
        format!("{} {}", "家".repeat(19), "ع".repeat(20)),
    ] {
        let group = group(&called);
        for (columns, rows) in [(200, 60), (121, 47), (100, 70), (85, 66)] {
            assert_fits(&group, columns, rows);
        }
        for columns in (0..140).step_by(11) {
            for rows in (0..70).step_by(23) {
                let lines = screen(&group, columns, rows);
                match symbol(&lines) {
                    Some(_) => assert_fits(&group, columns, rows),
                    None => assert_too_small(&group, columns, rows),
                };
            }
        }
    }
    // It needs more than 24 rows, and says how many.
    let lines = assert_too_small(&group(&"家".repeat(40)), 80, 24);
    let text = lines.join(" ");
    assert!(text.contains("at least"), "{text}");
}

#[test]
fn no_half_of_a_qr_code_is_shown_where_the_window_is_too_small() {
    let group = group("Smith family");
    for (columns, rows) in [
        (40, 12),
        (20, 5),
        (1, 1),
        (0, 0),
        (1, 0),
        (0, 1),
        (80, 22),
        (44, 200),
        (1000, 10),
        (1000, 22),
        (10, 1000),
        (76, 24),
    ] {
        assert_too_small(&group, columns, rows);
    }
}

#[test]
fn what_it_says_is_needed_is_enough() {
    for called in ["A", "Smith family", "Smithsonian-club", &"家".repeat(40)] {
        let group = group(called);
        let text = assert_too_small(&group, 400, 1).join(" ");
        let (columns, rest) = text
            .split_once("at least ")
            .and_then(|(_, rest)| rest.split_once(" columns by "))
            .unwrap();
        let (rows, _) = rest.split_once(" rows").unwrap();
        assert_fits(&group, columns.parse().unwrap(), rows.parse().unwrap());
    }
}

#[test]
fn in_a_narrow_and_tall_window_the_text_stands_below() {
    let lines = assert_fits(&group("Smithsonian-club"), 50, 60);
    assert!(lines[..23].iter().all(|line| line.starts_with(SYMBOL)));
    assert_eq!(lines[23], "");
    assert_eq!(lines[24], "\x1b[1mSmithsonian-club 1\x1b[0m");
}

#[test]
fn in_a_wide_and_short_window_the_text_stands_beside() {
    let lines = assert_fits(&group("Smithsonian-club"), 300, 23);
    assert_eq!(lines.len(), 23);
    assert_too_small(&group("Smithsonian-club"), 300, 22);
}

#[test]
fn text_that_is_longer_than_the_code_is_high_is_not_cut_off() {
    let name = Name::foreign(&"家 ".repeat(128)).unwrap();
    let group = foreign_as(Some(name), "a", 6, 30);
    for (columns, rows) in [(70, 40), (80, 40), (80, 24), (66, 24)] {
        let lines = screen(&group, columns, rows);
        if symbol(&lines).is_some() {
            assert_fits(&group, columns, rows);
        }
    }
}

#[test]
fn the_link_is_shown_whole_in_windows_of_any_width() {
    let group = group("Smith family");
    for columns in [0, 1, 7, 80, 1000] {
        let lines = link_screen(&group, columns);
        let shown: String = lines[2..lines.len() - 2]
            .iter()
            .map(std::string::String::as_str)
            .collect();
        assert_eq!(shown, *link(&group));
        assert!(lines[2].len() <= usize::from(columns).max(1));
    }
}

#[test]
fn the_code_stands_digits_first_and_then_the_word() {
    let group = group("Smith family");
    let now = CodeNow::of(&group, Manner::Freely, UnixTime::from_secs(13));
    assert_eq!(
        plain(&code_screen(&now)),
        "Smith family 1\n\n  \
           caller says    755  runway\n  \
           answerer says  224  desk\n\n  \
           17 seconds left\n"
    );
    assert_eq!(
        code_lines(&now),
        "group: Smith family\nkey: Smith family 1\ncaller: 755 runway\nanswerer: 224 desk\n\
         expires in: 17 s\n"
    );
    let last = CodeNow::of(&group, Manner::Freely, UnixTime::from_secs(29));
    assert!(plain(&code_screen(&last)).ends_with("1 second left\n"));
    assert!(!format!("{now:?}").contains("755"));
}

#[test]
fn a_half_of_four_digits_stands_with_its_word_and_last_digit() {
    let group = foreign("alice@example.com", 7, 300);
    let now = CodeNow::of(&group, Manner::Freely, UnixTime::from_secs(0));
    let text = code_lines(&now);
    assert!(text.contains("caller: 4755 "), "{text}");
    assert!(text.contains(" 5\nanswerer: 224 desk\n"), "{text}");
    assert!(text.ends_with("expires in: 300 s\n"), "{text}");
}

fn findings() -> impl Iterator<Item = Finding> {
    let parts = [
        None,
        Some(Part::Half(Side::Caller)),
        Some(Part::Half(Side::Answerer)),
        Some(Part::Full),
    ];
    Verdict::ALL.into_iter().flat_map(move |verdict| {
        parts.into_iter().flat_map(move |part| {
            [-20, -1, 0, 1, 20, i64::MIN, i64::MAX].map(|steps_off| Finding {
                verdict,
                part,
                steps_off,
                generation: Generation::FIRST,
            })
        })
    })
}

#[test]
fn every_verdict_that_is_no_match_says_what_to_do() {
    let group = group("Smith family");
    for finding in findings() {
        let text = texts().verdict(&finding, &group);
        assert!(text.ends_with('.') && !text.contains("  "), "{text}");
        let hangs_up = text.contains("hang up") && text.contains("call back");
        let (expected, rings_true) = match finding.verdict {
            Verdict::Match | Verdict::MatchPreviousGeneration => (false, true),
            Verdict::Duress => (false, false),
            Verdict::Used => (finding.is_repeated_later(), false),
            _ => (true, false),
        };
        assert_eq!(hangs_up, expected, "{text}");
        assert_eq!(text.contains("rings true"), rings_true, "{text}");
    }
}

#[test]
fn only_the_answerer_who_heard_a_true_caller_is_told_their_half() {
    let group = group("Smith family");
    let code = group.codes().at(UnixTime::from_secs(0));
    let half = Half::of(&code, Side::Answerer);
    for finding in findings() {
        let context = FindingContext {
            finding,
            expected: &Expected::Group,
            group: &group,
            today: Day::new(0),
        };
        let text = plain(&next_step(&context, None, Some(&half), usize::MAX));
        let told = text.contains("Now say your half: 224  desk\n");
        let goes_on = matches!(
            finding.verdict,
            Verdict::Match | Verdict::MatchPreviousGeneration | Verdict::Duress
        );
        let expected = goes_on && finding.part == Some(Part::Half(Side::Caller));
        assert_eq!(told, expected, "{text}");
        assert_eq!(text.contains("224"), expected, "{text}");
        assert!(!plain(&next_step(&context, None, None, usize::MAX)).contains("224"));
    }
}

#[test]
fn a_note_is_broken_between_words_and_its_command_stays_whole() {
    let words = "ringtrue: note: the family's words: stylish cottage choir excellent hallway";
    assert_eq!(
        wrapped_lines(words, 40),
        "ringtrue: note: the family's words:\nstylish cottage choir excellent hallway"
    );
    let command = "ringtrue: note: no backup yet; to write one: ringtrue backup FILE";
    assert_eq!(wrapped_lines(command, 80), command);
    assert_eq!(
        wrapped_lines(command, 50),
        "ringtrue: note: no backup yet; to write one:\nringtrue backup FILE"
    );
    // Leave a wider command to the terminal, which wraps it but copies it as
    // one line.
    assert_eq!(
        wrapped_lines("ringtrue: hint: ask them: ringtrue check --from Mum", 24),
        "ringtrue: hint: ask\nthem:\nringtrue check --from Mum"
    );
    assert_eq!(wrapped_lines("", 40), "");
    let question = "The family's words: stylish cottage\nAre they the same? [y/N] ";
    assert_eq!(
        wrapped_lines(question, 22),
        "The family's words:\nstylish cottage\nAre they the same?\n[y/N] "
    );
}
