use serde_json::Value;

use super::{Error, Group, Phone, clock_offset, open_link, read_grey, sentences};

const FIRST: &str = "otpauth://totp/ringtrue:Smith%20family%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
const SECOND: &str = "otpauth://totp/ringtrue:Smith%20family%202\
    ?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";
const NOW: f64 = 1_770_000_000_999.0;

fn smiths() -> Group {
    open_link(FIRST.into()).unwrap().confirm(NOW).unwrap()
}

#[test]
fn a_link_is_shown_then_confirmed() {
    let found = open_link(FIRST.into()).unwrap();
    assert_eq!(
        (found.name().as_str(), found.generation()),
        ("Smith family", 1)
    );
    let words = "stylish cottage choir excellent hallway folklore";
    assert_eq!(found.check_words().join(" "), words);

    let code = found.confirm(NOW).unwrap().code_at(NOW).unwrap();
    assert_eq!(code.caller_digits(), "561");
    assert_eq!(code.caller_words(), ["mystery"]);
    assert_eq!(code.answerer_digits(), "009");
    assert_eq!(code.answerer_words(), ["active"]);
    assert!((code.seconds_left() - 30.0).abs() < f64::EPSILON);
}

#[test]
fn what_was_accepted_is_not_accepted_again() {
    let mut group = smiths();
    let mut verdict = |heard: &str, side: &str| {
        let found = group.check(heard, Some(side.to_owned()), NOW).unwrap();
        found.verdict()
    };
    assert_eq!(verdict("561 mystery", "caller"), "match");
    assert_eq!(verdict("561 mystery", "caller"), "used");
    assert_eq!(verdict("561 mystery", "answerer"), "own_half");
}

#[test]
fn only_a_later_generation_of_the_same_group_is_followed() {
    let mut group = smiths();
    let again = open_link(FIRST.into()).unwrap();
    assert!(matches!(group.follow(again, true, NOW), Err(Error::Known)));
    let other = SECOND.replace("Smith", "Jones");
    let other = open_link(other.into()).unwrap();
    assert!(matches!(
        group.follow(other, true, NOW),
        Err(Error::Misfit(_))
    ));
    assert_eq!(group.generation(), 1);

    let next = open_link(SECOND.into()).unwrap();
    group.follow(next, true, NOW).unwrap();
    assert_eq!(group.generation(), 2);
    let old = group.check("561009", None, NOW).unwrap();
    assert_eq!(old.verdict(), "match_previous_generation");
    assert_eq!((old.part().as_deref(), old.generation()), (Some("both"), 1));
}

#[test]
fn what_is_no_moment_or_no_side_is_refused() {
    let mut group = smiths();
    for moment in [f64::NAN, f64::INFINITY, -1.0, 8.64e15 + 2.0] {
        assert!(
            matches!(group.code_at(moment), Err(Error::Time)),
            "{moment}"
        );
    }
    assert!(group.code_at(8.64e15).is_ok());
    let side = Some("Caller".to_owned());
    assert!(matches!(group.check("561", side, NOW), Err(Error::Side)));
}

#[test]
fn no_error_repeats_what_it_refuses() {
    let refused: [Vec<u8>; 4] = [
        b"GEZDGNBVGY3TQOJQ\xFF".into(),
        b"GEZDGNBVGY3TQOJQ".into(),
        FIRST.replace("totp", "GEZDGNBVGY3TQOJQ").into(),
        FIRST.replace("GEZDGNBV", "1").into(),
    ];
    for link in refused {
        let Err(error) = open_link(link) else {
            panic!("a link like this must be refused");
        };
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("GEZDGNBV") && !text.contains("GY3TQOJQ"),
            "{text}"
        );
    }
    let error = smiths().check("56 xyzzyq", None, NOW);
    let Err(error) = error.map(|_| ()) else {
        panic!("there is no such word");
    };
    assert!(!error.to_string().contains("xyzzyq"));
}

#[test]
fn a_frame_without_a_code_is_no_error_and_one_of_another_size_is() {
    assert!(read_grey(64, 48, vec![255; 64 * 48]).unwrap().is_empty());
    assert!(matches!(
        read_grey(64, 48, vec![255; 64]),
        Err(Error::Frame(_))
    ));
}

fn seen(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn joined() -> Phone {
    let mut phone = Phone::create();
    let asked = seen(&phone.read(FIRST.into(), NOW, 0).unwrap());
    assert_eq!(asked["kind"], "join");
    assert_eq!(asked["entry"], "Smith family 1");
    assert_eq!(asked["words"][0]["word"], "stylish");
    phone.join(NOW).unwrap();
    phone
}

#[test]
fn a_phone_joins_and_opens_what_it_saved() {
    let mut phone = joined();
    let saved = phone.save().unwrap();
    let again = Phone::open(phone.key(), &saved.vault(), Some(saved.recent())).unwrap();
    assert_eq!(again.groups(), phone.groups());
    assert!(!saved.retires());
    let other = Phone::create();
    assert!(Phone::open(other.key(), &saved.vault(), None).is_err());
}

#[test]
fn nothing_is_joined_before_a_person_said_yes() {
    let mut phone = Phone::create();
    assert!(matches!(phone.join(NOW), Err(Error::NothingAsked)));
    phone.read(FIRST.into(), NOW, 0).unwrap();
    assert!(matches!(
        phone.follow("nothing", None, NOW),
        Err(Error::NothingAsked)
    ));
    phone.read(FIRST.into(), NOW, 0).unwrap();
    phone.drop_question();
    assert!(matches!(phone.join(NOW), Err(Error::NothingAsked)));
    assert_eq!(phone.groups(), "[]");
}

#[test]
fn a_key_that_was_typed_needs_a_name_and_its_number() {
    let mut phone = Phone::create();
    let key = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq";
    assert_eq!(
        seen(&phone.read(key.into(), NOW, 0).unwrap())["kind"],
        "name"
    );
    let asked = seen(&phone.rename("Smith family").unwrap());
    assert_eq!(asked["kind"], "name");
    let asked = seen(&phone.rename("Smith family 2").unwrap());
    assert_eq!(asked["kind"], "join");
    assert_eq!(asked["entry"], "Smith family 2");
}

#[test]
fn a_rotation_that_is_scanned_asks_what_was_lost() {
    for (lost, verdict) in [
        ("nothing", "match_previous_generation"),
        ("something", "old_seed"),
    ] {
        let mut phone = joined();
        let asked = seen(&phone.read(SECOND.into(), NOW, 0).unwrap());
        assert_eq!(asked["kind"], "follow");
        assert!(asked["number"].is_null() && asked["sheets"].is_null());
        phone.follow(lost, None, NOW).unwrap();
        phone.called("answerer").unwrap();
        phone.submit("561 mystery", NOW, 0).unwrap();
        assert_eq!(seen(&phone.stage(NOW, 0).unwrap())["verdict"], verdict);
    }
}

#[test]
fn what_is_no_one_code_is_answered_by_what_it_is() {
    let mut phone = Phone::create();
    let mut kind = |brought: &str| {
        let said = phone.read(brought.into(), NOW, 0);
        said.map(|said| seen(&said))
    };
    let several = kind(&format!("{FIRST}\n{SECOND}")).unwrap();
    assert_eq!(
        (&several["kind"], &several["id"]),
        (&"say".into(), &"phone-several-codes".into())
    );
    let message = kind("-----BEGIN AGE ENCRYPTED FILE-----\n").unwrap();
    assert_eq!(
        (&message["kind"], &message["id"]),
        (&"say".into(), &"phone-message-later".into())
    );
    for (brought, told) in [
        ("%PDF-1.4", "it is a PDF"),
        (
            "Milk, eggs",
            "there is no enrolment link, key or message in it",
        ),
    ] {
        assert_eq!(kind(brought).unwrap_err().to_string(), told);
    }
    let nameless = "otpauth://totp/?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(kind(nameless).unwrap()["kind"], "name");
    let asked = seen(&phone.rename("Smith family").unwrap());
    assert_eq!(
        (&asked["kind"], &asked["entry"]),
        (&"join".into(), &"Smith family".into())
    );
}

/// Grandma's, of 60 days: today is 2 February 2026.
fn sheet_code(key: &str, from: &str) -> Vec<u8> {
    format!("ringtrue-sheet:Grandma?key={key}&from={from}&days=60").into()
}

const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const OTHER_KEY: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[test]
fn a_sheet_is_taken_once_a_person_said_yes() {
    let mut phone = joined();
    let asked = phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    assert!(!asked.contains("GEZD"));
    let asked = seen(&asked);
    assert_eq!(asked["kind"], "sheet");
    let lines = &asked["lines"];
    assert_eq!(lines[0], "Group:  Smith family");
    assert_eq!(lines[1], "Member: Grandma");
    assert_eq!(lines.as_array().unwrap().len(), 3);
    assert!(
        asked["question"]
            .as_str()
            .unwrap()
            .contains("Grandma's sheet?")
    );
    let said = phone.take_sheet().unwrap();
    assert_eq!(
        said,
        "took Grandma's sheet of 1 February 2026, until 1 April 2026, for \"Smith family\""
    );
    assert!(!phone.save().unwrap().retires());
    let again = phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    assert_eq!(seen(&again)["kind"], "known");
    phone.called("answerer").unwrap();
    let drawn = seen(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["candidates"][0], "Grandma");

    // The one after it ends this one, and an older one or one that is over is refused.
    let asked = seen(
        &phone
            .read(sheet_code(OTHER_KEY, "2026-02-02"), NOW, 0)
            .unwrap(),
    );
    let ends = "Grandma's sheet of 1 February 2026 then no longer counts on this device.";
    assert_eq!(asked["lines"][3], ends);
    for from in ["2026-01-31", "2025-11-01"] {
        let refused = phone.read(sheet_code(OTHER_KEY, from), NOW, 0);
        assert!(matches!(refused, Err(Error::Sheet(_))), "{from}");
        assert!(matches!(phone.take_sheet(), Err(Error::NothingAsked)));
    }
}

#[test]
fn a_sheet_needs_a_group_and_its_answer() {
    let mut phone = Phone::create();
    let refused = phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0);
    assert!(matches!(refused, Err(Error::NoGroup)));
    let mut phone = joined();
    phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    assert!(matches!(phone.join(NOW), Err(Error::NothingAsked)));
    assert!(matches!(phone.take_sheet(), Err(Error::NothingAsked)));
    phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    phone.drop_question();
    assert!(matches!(phone.take_sheet(), Err(Error::NothingAsked)));
    phone.called("answerer").unwrap();
    let drawn = seen(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["scene"], "hear");
}

#[test]
fn the_answerers_half_is_not_drawn_before_the_callers_was_right() {
    let mut phone = joined();
    phone.called("answerer").unwrap();
    for heard in ["", "5", "561"] {
        phone.typed(heard, NOW).unwrap();
        let drawn = phone.stage(NOW, 0).unwrap();
        assert_eq!(seen(&drawn)["scene"], "hear");
        assert!(seen(&drawn)["say"].is_null());
        assert!(!drawn.contains("009") && !drawn.contains("active"));
    }
    assert!(phone.submit("561", NOW, 0).unwrap());
    let drawn = seen(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["scene"], "outcome");
    assert_eq!(drawn["verdict"], "match");
    assert_eq!(drawn["say"]["digits"], "009");
    assert_eq!(drawn["say"]["word"], "active");

    phone.start_over();
    phone.called("answerer").unwrap();
    assert!(!phone.submit("561", NOW, 0).unwrap());
    let drawn = seen(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["verdict"], "used");
    assert!(drawn["say"].is_null());
}

#[test]
fn the_caller_says_their_half_at_once() {
    let mut phone = joined();
    phone.called("caller").unwrap();
    let drawn = seen(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["scene"], "say");
    assert_eq!(drawn["say"]["digits"], "561");
    phone.submit("009 active", NOW, 0).unwrap();
    let drawn = seen(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["verdict"], "match");
    assert!(drawn["say"].is_null());
}

#[test]
fn the_next_half_is_drawn_in_the_last_seconds_of_a_step() {
    let mut phone = joined();
    phone.called("caller").unwrap();
    for (elapsed, left) in [(24.0, 6), (25.0, 5)] {
        let drawn = seen(&phone.stage(NOW + elapsed * 1000.0, 0).unwrap());
        assert_eq!(drawn["say"]["digits"], "561");
        assert_eq!(drawn["say"]["left"], left);
        assert_eq!(drawn["say"]["next"].is_string(), left == 5);
    }
}

#[test]
fn a_group_that_is_forgotten_retires_the_version_before() {
    let mut phone = joined();
    phone.called("caller").unwrap();
    assert!(phone.submit("009", NOW, 0).unwrap());
    assert!(phone.save().unwrap().recent().contains("[[accepted]]"));
    phone.forget("Smith family").unwrap();
    assert_eq!(phone.groups(), "[]");
    assert!(matches!(phone.stage(NOW, 0), Err(Error::NoGroup)));
    let saved = phone.save().unwrap();
    assert!(saved.retires() && !saved.recent().contains("[[accepted]]"));
}

#[test]
fn the_clock_is_set_only_in_builds_for_tests() {
    let offset = clock_offset("?test-clock=1770000000", 1.0);
    let expected = if cfg!(feature = "test-clock") {
        1_769_999_999_999.0
    } else {
        0.0
    };
    assert!((offset - expected).abs() < f64::EPSILON);
    assert!(clock_offset("", 1.0).abs() < f64::EPSILON);
}

#[test]
fn each_sentence_that_the_page_names_is_there() {
    let sentences = seen(&sentences());
    let page = include_str!("../page/index.html");
    let named = page.split("data-text=\"").skip(1);
    for id in named.filter_map(|rest| rest.split('"').next()) {
        assert!(sentences[id].is_string(), "{id}");
    }
}
