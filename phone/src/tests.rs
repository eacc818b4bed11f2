use ringtrue_core::Vault;
use ringtrue_core::group::Holds;
use ringtrue_core::practice::Drill;
use serde_json::{Value, json};

use super::moment::Moment;
use super::{
    Error, NewKey, Phone, check_contact, contacts_on_card, draw_words, locks_after, read_grey,
    seal, seal_invitation, sentences, unseal,
};

const FIRST: &str = "otpauth://totp/ringtrue:Smith%20family%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
const SECOND: &str = "otpauth://totp/ringtrue:Smith%20family%202\
    ?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";
const NOW: f64 = 1_770_000_000_999.0;

fn parse(json: &str) -> Value {
    serde_json::from_str(&without_isolates(json)).unwrap()
}

fn without_isolates(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

fn joined() -> Phone {
    let mut phone = Phone::create();
    let asked = parse(&phone.read(FIRST.into(), NOW, 0).unwrap());
    assert_eq!(asked["kind"], "join");
    assert_eq!(asked["entry"], "Smith family 1");
    assert_eq!(asked["words"][0]["word"], "stylish");
    phone.join(NOW).unwrap();
    phone
}

#[test]
fn a_link_is_shown_then_confirmed() {
    let mut phone = Phone::create();
    let asked = parse(&phone.read(FIRST.into(), NOW, 0).unwrap());
    assert_eq!(asked["entry"], "Smith family 1");
    let words = asked["words"].as_array().unwrap().iter();
    let words: Vec<&str> = words.map(|word| word["word"].as_str().unwrap()).collect();
    assert_eq!(
        words.join(" "),
        "stylish cottage choir excellent hallway folklore"
    );
    phone.join(NOW).unwrap();
    let code = parse(&phone.code(NOW).unwrap());
    assert_eq!(code["caller"]["digits"], "561");
    assert_eq!(code["caller"]["word"], "mystery");
    assert_eq!(code["answerer"]["digits"], "009");
    assert_eq!(code["answerer"]["word"], "active");
    assert_eq!(code["left"], 30);
}

/// Returns the phone's verdict on a half.
fn verdict(phone: &mut Phone, own: &str, heard: &str) -> Value {
    phone.start_over();
    phone.begin_call(own).unwrap();
    phone.submit(heard, NOW, 0).unwrap();
    parse(&phone.stage(NOW, 0).unwrap())["verdict"].clone()
}

#[test]
fn what_was_accepted_is_not_accepted_again() {
    let mut phone = joined();
    assert_eq!(verdict(&mut phone, "answerer", "561 mystery"), "match");
    assert_eq!(verdict(&mut phone, "answerer", "561 mystery"), "used");
    assert_eq!(verdict(&mut phone, "caller", "561 mystery"), "own_half");
}

#[test]
fn only_a_later_generation_of_the_same_group_is_followed() {
    let mut phone = joined();
    let mut kind = |link: &str| parse(&phone.read(link.into(), NOW, 0).unwrap())["kind"].clone();
    assert_eq!(kind(FIRST), "known");
    assert_eq!(kind(&SECOND.replace("Smith", "Jones")), "join");
    assert_eq!(kind(SECOND), "follow");
    phone.follow("routine", None, NOW).unwrap();
    assert_eq!(parse(&phone.groups())[0]["entry"], "Smith family 2");
    assert!(matches!(
        phone.read(FIRST.into(), NOW, 0),
        Err(Error::Misfit(_))
    ));
    assert_eq!(parse(&phone.groups())[0]["entry"], "Smith family 2");
}

#[test]
fn invalid_times_and_sides_are_refused() {
    let mut phone = joined();
    for moment in [f64::NAN, f64::INFINITY, -1.0, 8.64e15 + 2.0] {
        assert!(matches!(phone.code(moment), Err(Error::Time)), "{moment}");
    }
    assert!(phone.code(8.64e15).is_ok());
    assert!(matches!(phone.begin_call("Caller"), Err(Error::Side)));
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
        let error = Phone::create().read(link, NOW, 0).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("GEZDGNBV") && !text.contains("GY3TQOJQ"),
            "{text}"
        );
    }
    let mut phone = joined();
    phone.begin_call("answerer").unwrap();
    phone.submit("56 xyzzyq", NOW, 0).unwrap();
    let drawn = phone.stage(NOW, 0).unwrap();
    assert_eq!(parse(&drawn)["scene"], "hear");
    assert!(parse(&drawn)["note"].is_string() && !drawn.contains("xyzzyq"));
}

#[test]
fn a_frame_without_a_code_is_fine_but_a_wrong_size_is_an_error() {
    assert!(read_grey(64, 48, vec![255; 64 * 48]).unwrap().is_empty());
    assert!(matches!(
        read_grey(64, 48, vec![255; 64]),
        Err(Error::Frame(_))
    ));
}

#[test]
fn a_phone_joins_and_opens_what_it_saved() {
    let mut phone = joined();
    let saved = phone.save(NOW).unwrap();
    let again = Phone::open(phone.key(), &saved.vault(), Some(saved.recent()), None).unwrap();
    assert_eq!(again.groups(), phone.groups());
    assert!(!saved.must_erase_previous());
    let other = Phone::create();
    assert!(Phone::open(other.key(), &saved.vault(), None, None).is_err());
}

#[test]
fn nothing_is_joined_before_a_person_said_yes() {
    let mut phone = Phone::create();
    assert!(matches!(phone.join(NOW), Err(Error::NothingAsked)));
    phone.read(FIRST.into(), NOW, 0).unwrap();
    assert!(matches!(
        phone.follow("routine", None, NOW),
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
        parse(&phone.read(key.into(), NOW, 0).unwrap())["kind"],
        "name"
    );
    // The number alone, or the name and the number again.
    for answer in ["2", "Smith family 2"] {
        let asked = parse(&phone.answer_name("Smith family").unwrap());
        assert_eq!(asked["kind"], "name");
        let asked = parse(&phone.answer_name(answer).unwrap());
        assert_eq!(asked["kind"], "join");
        assert_eq!(asked["entry"], "Smith family 2");
    }
}

#[test]
fn a_scanned_rotation_asks_for_its_reason() {
    for (reason, verdict) in [
        ("routine", "match_previous_generation"),
        ("departure", "old_seed"),
        ("loss", "old_seed"),
    ] {
        let mut phone = joined();
        let asked = parse(&phone.read(SECOND.into(), NOW, 0).unwrap());
        assert_eq!(asked["kind"], "follow");
        assert!(asked["number"].is_null() && asked["sheets"].is_null());
        phone.follow(reason, None, NOW).unwrap();
        phone.begin_call("answerer").unwrap();
        phone.submit("561 mystery", NOW, 0).unwrap();
        assert_eq!(parse(&phone.stage(NOW, 0).unwrap())["verdict"], verdict);
    }
}

#[test]
fn input_that_is_not_one_code_is_explained() {
    let mut phone = Phone::create();
    let mut kind = |input: &str| {
        let said = phone.read(input.into(), NOW, 0);
        said.map(|said| parse(&said))
    };
    let several = kind(&format!("{FIRST}\n{SECOND}")).unwrap();
    assert_eq!(
        (&several["kind"], &several["id"]),
        (&"say".into(), &"phone-several-codes".into())
    );
    for (input, expected) in [
        (
            "-----BEGIN AGE ENCRYPTED FILE-----\n",
            "the message can't be used: it is incomplete: has all of it arrived?",
        ),
        ("%PDF-1.4", "it is a PDF"),
        (
            "Milk, eggs",
            "there is no enrolment link, key or message in it",
        ),
    ] {
        assert_eq!(kind(input).unwrap_err().to_string(), expected);
    }
    let nameless = "otpauth://totp/?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(kind(nameless).unwrap()["kind"], "name");
    let asked = parse(&phone.answer_name("Smith family").unwrap());
    assert_eq!(
        (&asked["kind"], &asked["entry"]),
        (&"join".into(), &"Smith family".into())
    );
}

/// Returns the code of Grandma's sheet, for 60 days; today is 2 February 2026.
fn sheet_code(key: &str, from: &str) -> Vec<u8> {
    format!("ringtrue-sheet:Grandma?key={key}&from={from}&days=60").into()
}

const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const OTHER_KEY: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[test]
fn a_sheet_is_added_once_a_person_said_yes() {
    let mut phone = joined();
    let asked = phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    assert!(!asked.contains("GEZD"));
    let asked = parse(&asked);
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
    let said = phone.add_sheet().unwrap();
    assert_eq!(
        without_isolates(&said),
        "added Grandma's sheet of 1 February 2026, until 1 April 2026, to \"Smith family\""
    );
    assert!(!phone.save(NOW).unwrap().must_erase_previous());
    let again = phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    assert_eq!(parse(&again)["kind"], "known");
    phone.begin_call("answerer").unwrap();
    let drawn = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["candidates"][0], "Grandma");

    // A newer sheet ends this one; an older or expired one is refused.
    let asked = parse(
        &phone
            .read(sheet_code(OTHER_KEY, "2026-02-02"), NOW, 0)
            .unwrap(),
    );
    let ends = "Grandma's sheet of 1 February 2026 then no longer counts on this device.";
    assert_eq!(asked["lines"][3], ends);
    for from in ["2026-01-31", "2025-11-01"] {
        let refused = phone.read(sheet_code(OTHER_KEY, from), NOW, 0);
        assert!(matches!(refused, Err(Error::Sheet(_))), "{from}");
        assert!(matches!(phone.add_sheet(), Err(Error::NothingAsked)));
    }
}

#[test]
fn a_sheet_needs_a_group_and_a_yes() {
    let mut phone = Phone::create();
    let said = parse(&phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap());
    assert_eq!(
        (&said["kind"], &said["id"]),
        (&"say".into(), &"phone-sheet-first".into())
    );
    assert!(matches!(phone.add_sheet(), Err(Error::NothingAsked)));
    let mut phone = joined();
    phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    assert!(matches!(phone.join(NOW), Err(Error::NothingAsked)));
    assert!(matches!(phone.add_sheet(), Err(Error::NothingAsked)));
    phone.read(sheet_code(KEY, "2026-02-01"), NOW, 0).unwrap();
    phone.drop_question();
    assert!(matches!(phone.add_sheet(), Err(Error::NothingAsked)));
    phone.begin_call("answerer").unwrap();
    let drawn = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["scene"], "hear");
}

#[test]
fn the_answerers_half_is_not_drawn_before_the_callers_was_right() {
    let mut phone = joined();
    phone.begin_call("answerer").unwrap();
    for heard in ["", "5", "561"] {
        phone.typed(heard, NOW).unwrap();
        let drawn = phone.stage(NOW, 0).unwrap();
        assert_eq!(parse(&drawn)["scene"], "hear");
        assert!(parse(&drawn)["say"].is_null());
        assert!(!drawn.contains("009") && !drawn.contains("active"));
    }
    assert!(phone.submit("561", NOW, 0).unwrap());
    let drawn = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["scene"], "outcome");
    assert_eq!(drawn["verdict"], "match");
    assert_eq!(drawn["say"]["digits"], "009");
    assert_eq!(drawn["say"]["word"], "active");

    phone.start_over();
    phone.begin_call("answerer").unwrap();
    assert!(!phone.submit("561", NOW, 0).unwrap());
    let drawn = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["verdict"], "used");
    assert!(drawn["say"].is_null());
}

#[test]
fn the_caller_says_their_half_at_once() {
    let mut phone = joined();
    phone.begin_call("caller").unwrap();
    let drawn = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["scene"], "say");
    assert_eq!(drawn["say"]["digits"], "561");
    phone.submit("009 active", NOW, 0).unwrap();
    let drawn = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(drawn["verdict"], "match");
    assert!(drawn["say"].is_null());
}

#[test]
fn the_next_half_is_drawn_in_the_last_seconds_of_a_step() {
    let mut phone = joined();
    phone.begin_call("caller").unwrap();
    for (elapsed, left) in [(24.0, 6), (25.0, 5)] {
        let drawn = parse(&phone.stage(NOW + elapsed * 1000.0, 0).unwrap());
        assert_eq!(drawn["say"]["digits"], "561");
        assert_eq!(drawn["say"]["left"], left);
        assert_eq!(drawn["say"]["next"].is_string(), left == 5);
    }
}

#[test]
fn forgetting_a_group_erases_the_previous_vault() {
    let mut phone = joined();
    phone.begin_call("caller").unwrap();
    assert!(phone.submit("009", NOW, 0).unwrap());
    assert!(phone.save(NOW).unwrap().recent().contains("[[accepted]]"));
    phone.forget("Smith family").unwrap();
    assert_eq!(phone.groups(), "[]");
    assert!(matches!(phone.stage(NOW, 0), Err(Error::NoGroup)));
    let saved = phone.save(NOW).unwrap();
    assert!(saved.must_erase_previous() && !saved.recent().contains("[[accepted]]"));
    // It must be erased until `mark_saved`.
    assert!(phone.save(NOW).unwrap().must_erase_previous());
    phone.mark_saved();
    assert!(!phone.save(NOW).unwrap().must_erase_previous());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the page's files")]
fn each_sentence_that_the_page_names_exists() {
    let sentences = parse(&sentences());
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/page");
    for file in std::fs::read_dir(page).unwrap() {
        let path = file.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let words = text.split('"');
        for id in words.filter(|word| word.starts_with("phone-")) {
            assert!(sentences[id].is_string(), "{id} in {path:?}");
        }
        // The end of these ids is computed.
        let words = text.split('`');
        for id in words.filter(|word| word.starts_with("phone-")) {
            let start = id.split("${").next().unwrap();
            let mut ids = sentences.as_object().unwrap().keys();
            assert!(ids.any(|id| id.starts_with(start)), "{id} in {path:?}");
        }
    }
    let page = include_str!("../page/index.html");
    let named = page.split("data-text=\"").skip(1);
    for id in named.filter_map(|rest| rest.split('"').next()) {
        assert!(sentences[id].is_string(), "{id}");
    }
}

/// Returns the plaintext of a backup of the phone, sealed and opened again.
fn opened_backup(phone: &Phone) -> Vec<u8> {
    let sealed = seal(phone.backup_text().unwrap(), b"right".to_vec()).unwrap();
    assert_eq!(unseal(&sealed, b"wrong".to_vec()).unwrap(), None);
    unseal(&sealed, b"right".to_vec()).unwrap().unwrap()
}

#[test]
fn a_backup_brings_the_groups_to_another_phone() {
    let phone = joined();
    let mut other = Phone::create();
    let asked = parse(&other.ask_restore(opened_backup(&phone)).unwrap());
    assert_eq!(
        asked["lines"][0],
        "\"Smith family 1\" is new on this device"
    );
    assert_eq!(asked["question"], "Restore this backup?");
    other.restore(NOW).unwrap();
    assert_eq!(other.code(NOW).unwrap(), phone.code(NOW).unwrap());
    // The restored backup counts as made.
    assert_eq!(
        parse(&other.backup_state(NOW, 0).unwrap())["due"],
        Value::Null
    );

    assert!(!other.save(NOW).unwrap().must_erase_previous());

    // A backup with nothing new asks nothing.
    let again = parse(&other.ask_restore(opened_backup(&phone)).unwrap());
    assert_eq!(again["question"], Value::Null);
    assert_eq!(
        again["lines"][0],
        "\"Smith family\": the same as on this device"
    );
}

#[test]
fn a_restored_phone_says_how_to_lock_a_lost_one_out() {
    let says = |phone: &Phone| {
        let mut restored = Phone::create();
        restored.ask_restore(opened_backup(phone)).unwrap();
        let said = parse(&restored.restore(NOW).unwrap());
        let [said] = said.as_array().unwrap().as_slice() else {
            panic!("{said}");
        };
        said.as_str().unwrap().to_owned()
    };
    let [dad, _, cleo] = two_organisers();
    assert!(says(&dad).contains("\"Someone lost a phone\", and choose yourself"));
    assert!(says(&cleo).contains("Call Dad or Anna on a number you know"));
    // A phone that only scanned the code has nobody on its list.
    assert!(says(&joined()).contains("\"Change the key\""));
}

#[test]
fn a_backup_brings_back_no_key_that_was_replaced() {
    let mut phone = joined();
    let old = opened_backup(&phone);
    phone.read(SECOND.into(), NOW, 0).unwrap();
    phone.follow("routine", None, NOW).unwrap();
    let code = phone.code(NOW).unwrap();
    let asked = parse(&phone.ask_restore(old).unwrap());
    assert_eq!(asked["question"], Value::Null);
    assert_eq!(phone.restore(NOW).unwrap(), "[]");
    assert_eq!(phone.code(NOW).unwrap(), code);
    assert!(matches!(phone.restore(NOW), Err(Error::NothingAsked)));
}

#[test]
fn a_later_key_in_a_backup_replaces_the_current_one() {
    let mut later = joined();
    let saved = later.save(NOW).unwrap();
    let mut phone = Phone::open(later.key(), &saved.vault(), None, None).unwrap();
    later.read(SECOND.into(), NOW, 0).unwrap();
    later.follow("routine", None, NOW).unwrap();
    phone.ask_restore(opened_backup(&later)).unwrap();
    assert_eq!(phone.restore(NOW).unwrap(), "[]");
    assert_eq!(phone.code(NOW).unwrap(), later.code(NOW).unwrap());
    assert!(phone.save(NOW).unwrap().must_erase_previous());
}

#[test]
fn a_backup_is_restored_only_as_it_was_shown() {
    let backup = opened_backup(&joined());
    let mut phone = Phone::create();
    phone.ask_restore(backup.clone()).unwrap();
    phone.drop_question();
    assert!(matches!(phone.restore(NOW), Err(Error::NothingAsked)));

    phone.ask_restore(backup).unwrap();
    // Another page joins in the meantime.
    let mut other = joined();
    let saved = other.save(NOW).unwrap();
    let shown = phone.backup.take();
    phone = Phone::open(other.key(), &saved.vault(), None, None).unwrap();
    phone.backup = shown;
    assert!(matches!(phone.restore(NOW), Err(Error::Changed)));
}

#[test]
fn input_that_is_not_a_backup_is_refused() {
    let mut phone = joined();
    let vault = phone.save(NOW).unwrap().vault();
    assert!(matches!(phone.read(vault, NOW, 0), Err(Error::Find(_))));
    let sealed = seal(b"no vault".to_vec(), b"right".to_vec()).unwrap();
    let asked = parse(&phone.read(sealed.clone(), NOW, 0).unwrap());
    assert_eq!(asked["kind"], "backup");
    let text = unseal(&sealed, b"right".to_vec()).unwrap().unwrap();
    assert!(matches!(phone.ask_restore(text), Err(Error::Vault(_))));
    assert!(unseal(&sealed[..100], b"right".to_vec()).is_err());
    assert!(matches!(Phone::create().backup_text(), Err(Error::NoGroup)));
}

#[test]
fn a_backup_is_due_until_one_was_made_and_after_each_new_key() {
    let due = |phone: &Phone, now: f64| parse(&phone.backup_state(now, 0).unwrap())["due"].clone();
    let mut phone = Phone::create();
    assert_eq!(due(&phone, NOW), Value::Null);
    phone = joined();
    assert_eq!(due(&phone, NOW), "never");
    phone.record_backup(NOW).unwrap();
    let kept = parse(&phone.backup_state(NOW, 0).unwrap());
    assert_eq!(kept["backup"], "2 February 2026");
    assert_eq!(kept["due"], Value::Null);
    let day = 86_400_000.0;
    assert_eq!(due(&phone, 179.0_f64.mul_add(day, NOW)), Value::Null);
    assert_eq!(due(&phone, 180.0_f64.mul_add(day, NOW)), "old");
    phone.read(SECOND.into(), NOW, 0).unwrap();
    phone.follow("routine", None, NOW + 5000.0).unwrap();
    assert_eq!(due(&phone, NOW + 5000.0), "new-seed");
}

#[test]
fn a_clock_that_went_back_is_reported() {
    let mut phone = joined();
    let saved = phone.save(NOW).unwrap();
    let phone = Phone::open(phone.key(), &saved.vault(), None, Some(saved.state())).unwrap();
    let clock = |now: f64| parse(&phone.backup_state(now, -60).unwrap())["clock"].clone();
    assert_eq!(clock(NOW), Value::Null);
    assert_eq!(clock(NOW - 5000.0), Value::Null);
    let warning = clock(NOW - 86_400_000.0);
    let warning = warning.as_str().unwrap();
    assert!(
        warning.contains("2026-02-01 03:40") && warning.contains("2026-02-02 03:40"),
        "{warning}"
    );
}

#[test]
fn six_words_are_drawn_anew_each_time() {
    let [one, other] = [draw_words().unwrap(), draw_words().unwrap()];
    assert_eq!(one.split(' ').count(), 6);
    assert_ne!(one, other);
}

#[test]
fn a_phone_locks_after_fifteen_minutes_hidden() {
    for (milliseconds, locks) in [
        (-1.0, false),
        (899_999.0, false),
        (900_000.0, true),
        (f64::MAX, true),
    ] {
        assert_eq!(locks_after(milliseconds), locks);
    }
}

/// Begins a drill of this name, in which the person is called or calls.
fn practising(drill: &str, own: &str) -> Phone {
    let mut phone = joined();
    let drill = Drill::from_name(drill).unwrap();
    let sides = drill.sides().iter();
    let at = sides.map(|side| side.as_str()).position(|it| it == own);
    let moment = Moment::new(NOW, 0).unwrap();
    let random = [u8::try_from(at.unwrap()).unwrap(), 0, 0];
    phone.practise_as(drill, &moment, random).unwrap();
    assert_eq!(parse(&phone.stage(NOW, 0).unwrap())["scene"], "practice");
    phone.begin_drill();
    phone.begin_call(own).unwrap();
    phone
}

#[test]
fn a_practice_call_teaches_and_leaves_real_calls_alone() {
    let mut phone = practising("relative", "answerer");
    let stage = parse(&phone.stage(NOW, 0).unwrap());
    let says = stage["practice"].as_str().unwrap();
    let word = says.split(", ").last().unwrap();
    let word = word.trim_matches(|it: char| !it.is_alphabetic());
    assert!(says.starts_with("\"It's me, Anna: "), "{says}");
    assert!(!phone.submit(word, NOW, 0).unwrap());
    let stage = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(stage["verdict"], "match");
    assert_eq!(stage["practice"], "\"And now your half, please.\"");
    assert!(stage["say"]["digits"].is_string());
    assert!(phone.speak(NOW).unwrap());
    assert!(!phone.speak(NOW).unwrap());
    let stage = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(stage["scene"], "practice-over");
    assert_eq!(stage["isRight"], true);
    assert_eq!(phone.state.practised[&Drill::Relative].times, 1);
    // A half accepted in a drill is not the family's, and the next call is a real one.
    phone.leave_drill();
    assert_eq!(verdict(&mut phone, "answerer", word), "no_match");
    assert_eq!(verdict(&mut phone, "answerer", "561 mystery"), "match");
}

#[test]
fn someone_who_gives_in_to_an_impostor_is_told_so() {
    let mut phone = practising("testing", "answerer");
    assert!(phone.hang_up(f64::NAN).is_err());
    phone.let_repeat();
    assert!(phone.speak(NOW).unwrap());
    let stage = parse(&phone.stage(NOW, 0).unwrap());
    assert_eq!(stage["isRight"], false);
    assert!(stage["lesson"].as_str().unwrap().contains("impostor"));
    assert!(!phone.state.practised[&Drill::Testing].right);
}

/// Returns a phone with a family made on it.
fn with_family() -> Phone {
    let mut phone = Phone::create();
    let said = phone.make(" Smith  family", "Anna", NOW).unwrap();
    assert_eq!(without_isolates(&said), "made \"Smith family 1\"");
    phone
}

/// Returns the names on the list.
fn names_on_list(phone: &Phone) -> Vec<String> {
    let roll = parse(&phone.roll(NOW, 0).unwrap());
    let names = roll.as_array().unwrap().iter();
    names
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Returns the current code.
fn current_code(phone: &Phone) -> String {
    let code = parse(&phone.code(NOW).unwrap());
    let half = |side: &str| code[side]["digits"].as_str().unwrap().to_owned();
    half("caller") + &half("answerer")
}

#[test]
fn a_family_that_cannot_be_made_leaves_no_trace() {
    let mut phone = with_family();
    assert_eq!(names_on_list(&phone), ["Anna"]);
    let named = parse(&phone.check_family_name("Smith & sons").unwrap());
    assert_eq!(named["name"], "Smith sons");
    assert!(named["note"].is_string());
    assert!(parse(&phone.check_family_name("Jones").unwrap())["note"].is_null());
    assert!(matches!(
        phone.check_family_name("SMITH family"),
        Err(Error::NameTaken(_))
    ));
    let before = phone.groups();
    for (name, own) in [("Smith family", "Anna"), ("!", "Anna"), ("Jones", "!")] {
        assert!(phone.make(name, own, NOW).is_err());
    }
    assert!(phone.make("Jones", "Anna", f64::NAN).is_err());
    assert_eq!(phone.groups(), before);
    // The newest group is in front.
    phone.make("Jones", "Anna", NOW).unwrap();
    assert_eq!(parse(&phone.groups())[1]["front"], true);
}

#[test]
fn a_joiner_is_on_the_list_once_their_device_was_checked() {
    let mut phone = with_family();
    let caller = |phone: &Phone, at| parse(&phone.code(at).unwrap())["caller"]["digits"].clone();
    // The answerer's half must not be one of the caller's that count now.
    while [NOW, NOW - 30_000.0]
        .iter()
        .any(|at| caller(&phone, *at) == current_code(&phone)[3..])
    {
        phone = with_family();
    }
    assert!(matches!(phone.join_picture(), Err(Error::NothingAsked)));
    assert_eq!(phone.begin_joining().unwrap(), "[]");
    assert!(parse(&phone.look_up_joiner("Ben").unwrap())["holds"].is_null());
    assert!(phone.look_up_joiner("anna").is_err() && phone.look_up_joiner("?").is_err());
    phone.let_join("Ben", "ringtrue").unwrap();
    assert!(matches!(
        phone.confirm_joiner(NOW),
        Err(Error::NothingAsked)
    ));
    for typed in ["000 000", "?", &current_code(&phone)[3..]] {
        assert!(!phone.must_scan_again());
        assert!(phone.check_joiner(typed, NOW).unwrap().is_some());
    }
    assert!(phone.must_scan_again() && !phone.must_scan_again());
    let right = current_code(&phone);
    assert_eq!(phone.check_joiner(&right, NOW).unwrap(), None);
    assert_eq!(names_on_list(&phone), ["Anna"]);
    phone.confirm_joiner(NOW).unwrap();
    assert_eq!(names_on_list(&phone), ["Anna", "Ben"]);
    assert_eq!(
        parse(&phone.look_up_joiner("BEN").unwrap())["holds"],
        "ringtrue"
    );
    assert_eq!(phone.leave_joiner(), None);
    phone.let_join("Cleo", "app").unwrap();
    let left = phone.leave_joiner().unwrap();
    assert!(without_isolates(&left).starts_with("Cleo's device has not been checked yet"));
}

#[test]
fn nobody_joins_with_a_key_that_has_changed() {
    let mut phone = joined();
    phone.begin_joining().unwrap();
    phone.let_join("Ben", "app").unwrap();
    assert!(phone.join_picture().is_ok() && phone.join_key().is_ok());
    phone.read(SECOND.into(), NOW, 0).unwrap();
    phone.follow("routine", None, NOW).unwrap();
    assert!(matches!(phone.join_picture(), Err(Error::Changed)));
    assert!(matches!(
        phone.check_joiner(&current_code(&phone), NOW),
        Err(Error::Changed)
    ));
    // Nor with another group's code, if their group is gone.
    phone.make("Jones", "Anna", NOW).unwrap();
    phone.forget("Smith family").unwrap();
    assert!(matches!(phone.let_join("Ben", "app"), Err(Error::NoGroup)));
}

#[test]
fn a_sheet_counts_once_it_is_given_and_for_what_was_asked() {
    let mut phone = with_family();
    assert!(matches!(phone.activate_sheet(), Err(Error::NothingAsked)));
    assert_eq!(phone.begin_sheet("Grandma").unwrap(), None);
    let page = phone.sheet_page(NOW, 0).unwrap();
    assert_eq!(page.file(), "grandma-sheet.html");
    assert_eq!(page.html().matches("<td class=\"date\">").count(), 60);
    assert_eq!(page.bytes(), page.html().into_bytes());
    assert_eq!(names_on_list(&phone), ["Anna"]);
    phone.activate_sheet().unwrap();
    assert_eq!(names_on_list(&phone), ["Anna", "Grandma"]);
    assert!(phone.sheet_picture("Grandma").is_ok() && phone.sheet_picture("Anna").is_err());
    assert_eq!(phone.sheet_holders().unwrap(), "[\"Grandma\"]");

    phone.begin_joining().unwrap();
    assert!(matches!(
        phone.look_up_joiner("Grandma"),
        Err(Error::OnPaper(_))
    ));
    let question = phone.begin_sheet("grandma").unwrap().unwrap();
    assert!(question.contains("A new sheet ends"));
    phone.sheet_page(NOW, 0).unwrap();
    // Another page ends the sheet in the meantime.
    let id = phone.group().unwrap().id();
    phone.vault.group_mut(id).unwrap().end_sheets();
    assert!(matches!(phone.activate_sheet(), Err(Error::Changed)));
    assert!(matches!(phone.activate_sheet(), Err(Error::NothingAsked)));
}

#[test]
fn cards_list_whom_to_call() {
    let phone = with_family();
    assert!(check_contact("Mum, 555 0123").is_ok() && check_contact("Mum, later").is_err());
    let call = vec!["Mum, 555 0123".to_owned(); contacts_on_card()];
    let page = phone.card_page(call).unwrap();
    assert_eq!(page.file(), "smith-family-card.html");
    assert!(page.html().contains("555 0123"));
    assert!(phone.card_page(vec![",".to_owned()]).is_err());
    assert!(phone.invite_page().unwrap().html().contains("<svg "));
}

#[test]
fn an_invitation_from_afar_changes_nothing_before_it_is_sealed() {
    let words = draw_words().unwrap();
    let mut phone = with_family();
    phone.begin_joining().unwrap();
    let asked = parse(&phone.ask_invitation().unwrap());
    assert_eq!(
        (&asked["organiser"], &asked["name"]),
        (&true.into(), &false.into())
    );
    let signed = phone.sign_invitation("Ben", "", &words).unwrap();
    assert_eq!(names_on_list(&phone), ["Anna"]);
    let letter = seal_invitation(signed, words.clone().into()).unwrap();
    let finished = parse(&phone.finish_invitation().unwrap());
    assert_eq!(names_on_list(&phone), ["Ben", "Anna"]);
    assert!(
        finished["file"]
            .as_str()
            .unwrap()
            .contains("-1-invitation-")
    );
    assert!(matches!(
        phone.finish_invitation(),
        Err(Error::NothingAsked)
    ));

    let mut other = Phone::create();
    assert_eq!(
        parse(&other.read(letter.clone(), NOW, 0).unwrap())["kind"],
        "words"
    );
    let opened = super::open_invitation(&letter, words.clone().into()).unwrap();
    let message = other.read_invitation(opened.unwrap(), &words, NOW).unwrap();
    assert_eq!(parse(&message)["kind"], "message");
    other.accept_message().unwrap();
    assert_eq!(current_code(&other), current_code(&phone));
    // A new member is not an organiser, and is told whom to ask.
    other.begin_joining().unwrap();
    let refused = other.ask_invitation().unwrap_err();
    assert!(matches!(&refused, Error::AskOrganiser(names) if names.contains("Anna")));

    // A change in the meantime is not overwritten.
    phone.sign_invitation("Cleo", "", &words).unwrap();
    phone.begin_sheet("Grandma").unwrap();
    phone.sheet_page(NOW, 0).unwrap();
    phone.activate_sheet().unwrap();
    assert!(matches!(phone.finish_invitation(), Err(Error::Changed)));
    assert_eq!(names_on_list(&phone), ["Ben", "Anna", "Grandma"]);
}

/// Returns a phone that has joined, with Dad's own device, Anna's device and Ben's app
/// on the list.
fn family(anna: &Phone) -> Phone {
    let mut phone = joined();
    let own = phone.key.public();
    let id = phone.vault.groups()[0].id();
    let group = phone.vault.group_mut(id).unwrap();
    group.give_own_device("Dad", own).unwrap();
    group.give_device("Anna", anna.key.public()).unwrap();
    group.add_member("Ben", Holds::App).unwrap();
    phone
}

/// Asks for a rotation and answers its questions. Returns its plan.
fn plan_of(phone: &mut Phone, aim: &str, member: &str, answers: &Value) -> Value {
    phone.ask_rotation(aim, member, NOW).unwrap();
    let plan = phone.plan_rotation(&answers.to_string(), NOW, 0);
    parse(&plan.unwrap())
}

fn handed_out(phone: &Phone) -> Value {
    parse(&phone.hand_out(NOW, 0).unwrap())
}

fn says(lines: &Value, text: &str) -> bool {
    let mut lines = lines.as_array().unwrap().iter();
    lines.any(|line| line.as_str().unwrap().contains(text))
}

#[test]
fn a_lost_phone_is_answered_by_a_message_or_a_new_code() {
    let anna = joined();
    let mut phone = family(&anna);
    let candidates = parse(&phone.loss_candidates().unwrap());
    assert_eq!(candidates, json!(["Anna", "Ben"]));
    let asked = parse(&phone.ask_rotation("lost", "Ben", NOW).unwrap());
    assert_eq!(
        (&asked["seal"], &asked["needsName"]),
        (&"ask".into(), &false.into())
    );
    assert!(asked["mine"].is_null());

    // With a QR code only.
    let plan = plan_of(&mut phone, "lost", "Ben", &json!({ "seal": false }));
    assert_eq!(plan["question"], "Change the key?");
    assert!(says(&plan["lines"], "Need to scan the new QR code: Anna"));
    assert!(says(&plan["lines"], "Before, with Smith family 1:"));
    let before = phone.code(NOW).unwrap();
    assert!(matches!(
        phone.follow("routine", None, NOW),
        Err(Error::NothingAsked)
    ));
    let done = parse(&phone.rotate(NOW, 0).unwrap());
    assert!(says(&done, "is now Smith family 2") && says(&done, "Ben is off the list"));
    assert_ne!(phone.code(NOW).unwrap(), before);
    let saved = phone.save(NOW).unwrap();
    assert!(saved.must_erase_previous() && saved.sealed_files().is_none());
    let out = handed_out(&phone);
    assert_eq!(out["scan"][0], "Anna");
    assert_eq!(out["files"], json!([]));
    let state = parse(&phone.key_state().unwrap());
    let waiting = state["waiting"].as_str().unwrap();
    assert!(
        waiting.contains("Nobody has checked yet whether these have the new key: Anna."),
        "{waiting}"
    );
    assert_eq!(state["isUndo"], false);
    phone.begin_joining().unwrap();
    phone.let_join("Anna", "ringtrue").unwrap();
    let code = parse(&phone.code(NOW).unwrap());
    let half = |side: &str| code[side]["digits"].as_str().unwrap().to_owned();
    let whole = half("caller") + &half("answerer");
    assert_eq!(phone.check_joiner(&whole, NOW).unwrap(), None);
    phone.confirm_joiner(NOW).unwrap();
    assert_eq!(handed_out(&phone)["scan"], json!([]));
    assert!(parse(&phone.key_state().unwrap())["waiting"].is_null());
    assert!(phone.group_picture().unwrap().side() > 0);
}

#[test]
fn a_message_is_kept_until_the_next_key() {
    let mut anna = joined();
    let mut phone = family(&anna);
    plan_of(&mut phone, "new", "", &json!({ "seal": true }));
    phone.rotate(NOW, 0).unwrap();
    let saved = phone.save(NOW).unwrap();
    assert!(!saved.must_erase_previous());
    // In a page that is opened again.
    let mut phone = Phone::open(phone.key(), &saved.vault(), None, None).unwrap();
    phone.load_sealed_files(saved.sealed_files());
    let out = handed_out(&phone);
    let send = &out["send"];
    assert!(says(
        send,
        "Send this message to Anna (not compared), any way"
    ));
    assert!(says(send, "Your words as the organiser"));
    let file = &out["files"][0];
    assert_eq!(file["isSent"], false);
    phone.mark_sent(file["name"].as_str().unwrap());
    assert_eq!(handed_out(&phone)["files"][0]["isSent"], true);
    assert_eq!(out["scan"].as_array().unwrap().len(), 1);
    assert_eq!(out["scan"][0], "Ben");

    // Anna accepts it, and her phone pins its signer.
    let text = file["text"].as_str().unwrap();
    let asked = parse(&anna.read(text.into(), NOW, 0).unwrap());
    assert_eq!(asked["kind"], "message");
    anna.accept_message().unwrap();
    assert_eq!(anna.code(NOW).unwrap(), phone.code(NOW).unwrap());

    // An organiser's phone has no choice.
    let asked = parse(&phone.ask_rotation("new", "", NOW).unwrap());
    assert_eq!(asked["seal"], "must");
    // Anyone else can't rotate at all.
    let refused = anna.ask_rotation("new", "", NOW).unwrap_err().to_string();
    let refused = without_isolates(&refused);
    assert!(
        refused.starts_with("Only Dad can change the key of \"Smith family\""),
        "{refused}"
    );

    // The next key has a message of its own.
    plan_of(&mut phone, "new", "", &json!({}));
    phone.rotate(NOW, 0).unwrap();
    let saved = phone.save(NOW).unwrap();
    let files = parse(&saved.sealed_files().unwrap());
    assert_eq!(files.as_array().unwrap().len(), 1);
    phone.load_sealed_files(Some("damaged".to_owned()));
    let out = handed_out(&phone);
    assert_eq!(out["send"], json!([]));
    assert!(says(&out["lines"], "no longer on this phone"));
    phone.forget("Smith family").unwrap();
    phone.load_sealed_files(saved.sealed_files());
    assert!(phone.save(NOW).unwrap().sealed_files().is_none());
}

#[test]
fn a_rotation_is_made_only_as_it_was_shown() {
    let anna = joined();
    let mut phone = family(&anna);
    assert!(matches!(phone.rotate(NOW, 0), Err(Error::NothingAsked)));
    phone.ask_rotation("new", "", NOW).unwrap();
    assert!(matches!(phone.rotate(NOW, 0), Err(Error::NothingAsked)));
    plan_of(&mut phone, "new", "", &json!({ "seal": true }));
    phone.drop_question();
    assert!(matches!(phone.rotate(NOW, 0), Err(Error::NothingAsked)));
    plan_of(&mut phone, "lost", "Anna", &json!({}));
    // Another page changes the list in the meantime.
    let id = phone.vault.groups()[0].id();
    phone
        .vault
        .group_mut(id)
        .unwrap()
        .add_member("Eve", Holds::App)
        .unwrap();
    assert!(matches!(phone.rotate(NOW, 0), Err(Error::Changed)));
    assert_eq!(parse(&phone.groups())[0]["entry"], "Smith family 1");
    let refused = phone.ask_rotation("lost", "Dad", NOW).unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused}");
    let nothing = phone.ask_rotation("undo", "", NOW).unwrap_err();
    assert!(matches!(nothing, Error::Refused(_)), "{nothing}");
}

#[test]
fn the_old_key_comes_back_while_nothing_was_lost() {
    let anna = joined();
    let mut phone = family(&anna);
    let old = phone.code(NOW).unwrap();
    plan_of(&mut phone, "new", "", &json!({}));
    phone.rotate(NOW, 0).unwrap();
    assert_eq!(parse(&phone.key_state().unwrap())["isUndo"], true);
    let plan = plan_of(&mut phone, "undo", "", &json!({}));
    assert_eq!(plan["question"], "Go back?");
    let done = parse(&phone.rotate(NOW, 0).unwrap());
    assert!(says(&done, "is Smith family 1 again"));
    assert_eq!(phone.code(NOW).unwrap(), old);
    assert!(phone.save(NOW).unwrap().must_erase_previous());
}

#[test]
fn this_phone_replaces_the_lost_one() {
    let lost = joined();
    let mut phone = joined();
    let id = phone.vault.groups()[0].id();
    let group = phone.vault.group_mut(id).unwrap();
    group.give_device("Dad", lost.key.public()).unwrap();
    let asked = parse(&phone.ask_rotation("lost", "Dad", NOW).unwrap());
    assert!(asked["mine"].as_str().unwrap().starts_with("Are you Dad"));
    let plan = plan_of(&mut phone, "lost", "Dad", &json!({ "mine": true }));
    assert!(says(
        &plan["lines"],
        "This device takes the place of Dad's lost one"
    ));
    let done = parse(&phone.rotate(NOW, 0).unwrap());
    assert!(says(&done, "This device is Dad's from now on"));
    assert_eq!(parse(&phone.loss_candidates().unwrap()), json!([]));
}

#[test]
fn two_keys_are_settled_before_a_message_is_sealed() {
    let anna = joined();
    let mut phone = family(&anna);
    plan_of(&mut phone, "new", "", &json!({ "seal": true }));
    phone.rotate(NOW, 0).unwrap();
    let (here, other) = (anna.key.public(), Phone::create().key.public());
    let id = phone.vault.groups()[0].id();
    let group = phone.vault.group_mut(id).unwrap();
    group.accept_key("Anna", here).unwrap();
    let toml = phone.vault.to_toml().unwrap();
    // As another organiser's message would.
    let device = format!("device = \"{here}\"");
    let disputed = format!("{device}\ndisputed = \"{other}\"");
    let (before, members) = toml.split_once("[[group.member]]").unwrap();
    let members = members.replacen(&device, &disputed, 1);
    phone.vault = Vault::from_toml(&format!("{before}[[group.member]]{members}")).unwrap();
    let state = parse(&phone.key_state().unwrap());
    assert_eq!(state["unsettled"], json!(["Two keys for Anna"]));

    let asked = parse(&phone.ask_rotation("new", "", NOW).unwrap());
    let keys = &asked["keys"][0];
    assert_eq!(keys["title"], "Two keys for Anna");
    let words = |place: usize| keys["options"][place]["words"].as_str().unwrap().to_owned();
    let unanswered = phone.plan_rotation("{}", NOW, 0).unwrap_err();
    assert!(matches!(unanswered, Error::Refused(_)), "{unanswered}");
    let answers = json!({ "keys": { "Anna": words(0) } });
    phone.plan_rotation(&answers.to_string(), NOW, 0).unwrap();
    // The key of a lost device needs no comparing.
    let asked = parse(&phone.ask_rotation("lost", "Anna", NOW).unwrap());
    assert_eq!(asked["keys"], json!([]));

    assert!(matches!(
        phone.resolve_key("Anna", "other words"),
        Err(Error::Changed)
    ));
    phone.resolve_key("Anna", &words(1)).unwrap();
    assert_eq!(parse(&phone.keys_to_compare().unwrap()), json!([]));
    assert!(matches!(
        phone.resolve_key("Anna", &words(1)),
        Err(Error::Changed)
    ));
    assert_eq!(
        phone.group().unwrap().member("Anna").unwrap().device,
        Some(other)
    );
}

/// Returns the public key of a phone.
fn key_of(phone: &Phone) -> String {
    parse(&phone.own_key())["key"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_counts_once_its_words_were_compared_and_nothing_changed_meanwhile() {
    let (mut phone, ben) = (joined(), Phone::create());
    phone.add_member("Ben", "ringtrue").unwrap();
    let bring = |phone: &mut Phone| {
        let text = format!("Mine: {}.", key_of(&ben));
        parse(&phone.read_device("ben", text.into_bytes()).unwrap())
    };
    let asked = bring(&mut phone);
    assert_eq!(asked["words"], parse(&ben.own_key())["words"]);
    assert_eq!(asked["before"], Value::Null);
    // Another page changes the list.
    phone.add_member("Ann", "app").unwrap();
    assert!(matches!(phone.give_device(true), Err(Error::Changed)));
    assert!(matches!(phone.give_device(true), Err(Error::NothingAsked)));
    bring(&mut phone);
    let said = parse(&phone.give_device(true).unwrap());
    assert_eq!(said[0], "Ben's key is on the list");
    // The key counts as compared now.
    assert_eq!(bring(&mut phone)["words"], Value::Null);
}

#[test]
fn a_secret_is_refused_as_a_key_and_not_repeated() {
    let mut phone = joined();
    phone.add_member("Ben", "ringtrue").unwrap();
    let secret = String::from_utf8(Phone::create().key()).unwrap();
    for text in [FIRST, &secret] {
        let error = phone.read_device("Ben", text.into()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "that can't be used: it contains a secret, which you must not share"
        );
        assert!(phone.read_organiser("Ben", text.into()).is_err());
    }
    let key = key_of(&Phone::create());
    let kind = |phone: &mut Phone| {
        let said = phone.read(key.clone().into_bytes(), NOW, 0).unwrap();
        parse(&said)["id"].clone()
    };
    assert_eq!(kind(&mut phone), "phone-key-of-device");
    assert_eq!(kind(&mut Phone::create()), "phone-key-first");
}

#[test]
fn a_renewed_phone_is_another_one_until_it_is_saved() {
    let mut phone = joined();
    phone.add_member("Anna", "own").unwrap();
    let (old, new) = (key_of(&phone), NewKey::create());
    assert!(matches!(phone.with_new_key(&new), Err(Error::NothingAsked)));
    phone.ask_renew().unwrap();
    let mut renewed = phone.with_new_key(&new).unwrap();
    assert_eq!(key_of(&phone), old);
    assert_ne!(key_of(&renewed), old);
    assert_eq!(renewed.key(), new.text());
    let saved = renewed.save(NOW).unwrap();
    assert!(saved.must_erase_previous());
    assert!(Phone::open(phone.key(), &saved.vault(), None, None).is_err());
    let opened = Phone::open(new.text(), &saved.vault(), None, None).unwrap();
    let roll = parse(&opened.roll(NOW, 0).unwrap());
    assert_eq!(
        (&roll[0]["name"], &roll[0]["isYou"]),
        (&"Anna".into(), &true.into())
    );
    assert!(
        parse(&renewed.to_do())[0]
            .as_str()
            .unwrap()
            .starts_with("\"Smith family\": someone may have")
    );
}

#[test]
fn a_clock_that_went_back_is_wrong_and_a_missing_backup_worth_a_look() {
    let mut phone = joined();
    let saved = phone.save(NOW).unwrap();
    let state = Some(saved.state());
    let phone = Phone::open(phone.key(), &saved.vault(), None, state).unwrap();
    let rows = |now: f64| {
        let rows = parse(&phone.health(now, 0).unwrap());
        let rows = rows.as_array().unwrap().iter();
        let row = |row: &Value| format!("{} {}", row["topic"], row["health"]).replace('"', "");
        rows.map(row).collect::<Vec<_>>()
    };
    let well = ["The clock well", "The backup look", "Practice look"];
    assert_eq!(rows(NOW)[..3], well);
    assert_eq!(rows(NOW - 60_000.0)[0], "The clock wrong");
    let later = 181.0_f64.mul_add(86_400_000.0, NOW);
    assert!(rows(later).contains(&"The key of \\Smith family\\ look".to_owned()));
}

#[test]
fn an_error_says_what_is_missing() {
    let phone = with_family();
    assert_eq!(
        phone.organiser_key().unwrap_err().to_string(),
        "this phone has no organiser key for this group"
    );
    assert_eq!(
        phone.about_sheet_code("anna").unwrap_err().to_string(),
        "Anna has no day sheet"
    );
}

/// Makes the phone lose `member`, and returns the message that says so.
fn message_without(phone: &mut Phone, member: &str) -> Vec<u8> {
    plan_of(phone, "lost", member, &json!({}));
    phone.rotate(NOW, 0).unwrap();
    message_of(phone)
}

fn message_of(phone: &Phone) -> Vec<u8> {
    let files = handed_out(phone)["files"].clone();
    files[0]["text"].as_str().unwrap().into()
}

/// Reads a message and accepts it. Returns what was shown before, and said after it.
fn accept(phone: &mut Phone, message: &[u8]) -> (Value, String) {
    let asked = parse(&phone.read(message.into(), NOW, 0).unwrap());
    assert_eq!(asked["kind"], "message", "{asked}");
    let said = phone.accept_message().unwrap();
    (asked["lines"].clone(), without_isolates(&said))
}

/// Returns the phones of two organisers, Dad and Anna, and Cleo's. Ben and Eve have ringtrue.
fn two_organisers() -> [Phone; 3] {
    let (mut anna, mut cleo) = (joined(), joined());
    let mut dad = family(&anna);
    let id = dad.vault.groups()[0].id();
    let group = dad.vault.group_mut(id).unwrap();
    group.remove_member("Ben").unwrap();
    for (name, device) in [("Ben", joined()), ("Eve", joined())] {
        group.give_device(name, device.key.public()).unwrap();
    }
    group.give_device("Cleo", cleo.key.public()).unwrap();
    plan_of(&mut dad, "new", "", &json!({ "seal": true }));
    dad.rotate(NOW, 0).unwrap();
    accept(&mut anna, &message_of(&dad));
    accept(&mut cleo, &message_of(&dad));
    anna.make_organiser_key().unwrap();
    let key = parse(&anna.organiser_key().unwrap())["key"].clone();
    let key = key.as_str().unwrap().as_bytes().to_vec();
    dad.read_organiser("Anna", key).unwrap();
    dad.promote(true, &[]).unwrap();
    plan_of(&mut dad, "new", "", &json!({}));
    dad.rotate(NOW, 0).unwrap();
    accept(&mut anna, &message_of(&dad));
    accept(&mut cleo, &message_of(&dad));
    [dad, anna, cleo]
}

#[test]
fn a_losing_rotation_still_says_whose_device_is_lost() {
    let [mut dad, mut anna, mut cleo] = two_organisers();
    let without_ben = message_without(&mut dad, "Ben");
    let without_eve = message_without(&mut anna, "Eve");
    let saved = cleo.save(NOW).unwrap();
    let mut other = Phone::open(cleo.key(), &saved.vault(), None, None).unwrap();
    accept(&mut cleo, &without_ben);
    accept(&mut other, &without_eve);
    // Which of the two counts depends on their seeds.
    let winning = other.code(NOW).unwrap();
    let (lines, said) = accept(&mut cleo, &without_eve);
    let (mut phone, lost, lines, said) = if cleo.code(NOW).unwrap() == winning {
        let (lines, said) = accept(&mut other, &without_ben);
        (other, "Ben", lines, said)
    } else {
        (cleo, "Eve", lines, said)
    };
    assert!(says(&lines, "the key on this phone counts"), "{lines}");
    assert!(
        says(&lines, &format!("takes {lost} off the list")),
        "{lines}"
    );
    assert!(said.contains(&format!("without {lost}")), "{said}");
    // The next message is not sealed to the lost device.
    let member = phone.group().unwrap().member(lost);
    assert!(member.is_err() || member.unwrap().device.is_none());
    // Nothing is left to accept.
    let again = if lost == "Ben" {
        without_ben
    } else {
        without_eve
    };
    let refused = phone.read(again, NOW, 0).unwrap_err().to_string();
    assert!(refused.contains("at the same time"), "{refused}");
}

#[test]
fn what_a_first_message_changes_is_shown_with_the_organisers_words() {
    let mut anna = joined();
    let mut dad = family(&anna);
    plan_of(&mut dad, "new", "", &json!({ "seal": true }));
    dad.rotate(NOW, 0).unwrap();
    let (lines, _) = accept(&mut anna, &message_of(&dad));
    assert!(says(&lines, "Organiser: Dad"), "{lines}");
    assert!(
        says(&lines, "new on the list, with a device key: Dad"),
        "{lines}"
    );
    assert!(
        says(&lines, "this device is on the list as Anna"),
        "{lines}"
    );
}

#[test]
fn someone_who_left_does_not_keep_the_old_code() {
    let at_once = "The old code stops counting: here at once";
    let anna = joined();
    let mut phone = family(&anna);
    // Without an organiser, only a person knows who left.
    let asked = parse(&phone.ask_rotation("new", "", NOW).unwrap());
    assert!(
        asked["left"]
            .as_str()
            .unwrap()
            .starts_with("Has anyone left")
    );
    let plan = plan_of(&mut phone, "new", "", &json!({ "left": false }));
    assert!(!says(&plan["lines"], at_once));
    let plan = plan_of(&mut phone, "new", "", &json!({ "left": true }));
    assert!(says(&plan["lines"], at_once), "{plan}");
    let asked = parse(&phone.ask_rotation("lost", "Ben", NOW).unwrap());
    assert_eq!(asked["left"], Value::Null);

    // An organiser's phone knows it from the list, until a message has said so.
    plan_of(&mut phone, "new", "", &json!({ "seal": true }));
    phone.rotate(NOW, 0).unwrap();
    phone.ask_remove("Ben").unwrap();
    phone.remove(&[]).unwrap();
    let asked = parse(&phone.ask_rotation("new", "", NOW).unwrap());
    assert_eq!(asked["left"], Value::Null);
    let plan = plan_of(&mut phone, "new", "", &json!({}));
    assert!(says(&plan["lines"], at_once), "{plan}");
    phone.rotate(NOW, 0).unwrap();
    let plan = plan_of(&mut phone, "new", "", &json!({}));
    assert!(!says(&plan["lines"], at_once), "{plan}");
}

#[test]
fn an_organiser_who_is_not_on_the_list_is_shown_and_can_be_demoted() {
    let [mut dad, ..] = two_organisers();
    let id = dad.group().unwrap().id();
    dad.vault
        .group_mut(id)
        .unwrap()
        .remove_member("Anna")
        .unwrap();
    let roll = parse(&dad.roll(NOW, 0).unwrap());
    let anna = roll.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&anna["name"], &anna["holds"]),
        (&"Anna".into(), &Value::Null)
    );
    let anna = parse(&dad.person("anna", NOW, 0).unwrap());
    assert_eq!(anna["acts"], json!(["demote"]));
    assert_eq!(anna["words"].as_array().unwrap().len(), 1);
    dad.ask_demote("Anna").unwrap();
    dad.plan_demotion(None, &[]).unwrap();
    dad.demote().unwrap();
    assert!(!names_on_list(&dad).contains(&"Anna".to_owned()));
    assert!(dad.person("Anna", NOW, 0).is_err());
}

#[test]
fn an_organisers_backup_is_recognised() {
    let asked = |phone: &Phone| {
        let text = phone.backup_text().unwrap();
        parse(&Phone::create().ask_restore(text).unwrap())["isOrganiser"].clone()
    };
    let [dad, _, cleo] = two_organisers();
    assert_eq!((asked(&dad), asked(&cleo)), (true.into(), false.into()));
}
