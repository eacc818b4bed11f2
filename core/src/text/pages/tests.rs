use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use zeroize::Zeroizing;

use super::{Contact, ContactError, card_page, day_sheet, invite_page};
use crate::group::sample::group;
use crate::group::{Enrolment, Generation, Group, GroupId, Holds, Name, NameError, Origin};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::otpauth::key_to_type;
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::sheet::tests::SUNDAY;
use crate::text::{Texts, day_iso};
use crate::time::{Period, UnixTime};

fn texts() -> &'static Texts {
    Texts::english()
}

/// Returns a group of another program, whose name has characters special to HTML.
fn foreign() -> Group {
    foreign_called(Name::foreign("<b>Tom</b> & \"Jerry\" 'n {co}").unwrap())
}

fn foreign_called(name: Name) -> Group {
    let enrolment = Enrolment {
        name,
        generation: Generation::FIRST,
        origin: Origin::Foreign {
            prefix: None,
            issuer: None,
        },
        parameters: Parameters {
            algorithm: Algorithm::Sha512,
            digits: Digits::new(7).unwrap(),
            period: Period::new(60).unwrap(),
        },
        secret: Secret::new(b"12345678901234567890").unwrap(),
    };
    let id = GroupId::from_bytes([1; 16]);
    Group::from_enrolment(enrolment, None, id, UnixTime::from_secs(0))
}

fn sheet(days: u32) -> Sheet {
    let key = Secret::new(b"abcdefghijklmnopqrst").unwrap();
    Sheet::new(key, SUNDAY, days).unwrap()
}

fn grandmas(days: u32) -> String {
    let name = Name::tidy("Grandma").unwrap();
    let group = group("Smith family");
    day_sheet(&group, &name, &sheet(days), texts()).to_string()
}

fn cards(group: &Group) -> String {
    card_page(group, &[], None, texts())
}

fn invitation(group: &Group) -> String {
    invite_page(group, None, texts()).unwrap().to_string()
}

#[test]
fn a_page_loads_nothing_from_elsewhere() {
    let pages = [
        invitation(&group("Smith family")),
        cards(&group("Smith family")),
        grandmas(60),
        invitation(&foreign()),
        cards(&foreign()),
    ];
    for page in pages {
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">\n"));
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
        let page = page.replace("http://www.w3.org/2000/svg", "");
        for outside in [
            "http:", "https:", "src=", "href", "url(", "@import", "<script", "<link",
        ] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("@page"));
        // No placeholder is left outside the style, which has braces of its own.
        let body = page.split("</style>").nth(1).unwrap();
        assert!(!body.replace("{co}", "").contains(['{', '}']), "{body}");
    }
}

#[test]
fn a_card_has_no_secret_and_every_line() {
    let page = cards(&group("Smith family"));
    let key = key_to_type(&group("Smith family"));
    assert!(!page.contains("GEZD") && !page.contains(key.as_str()));
    assert!(!page.contains("<svg"));
    assert_eq!(page.matches("<div class=\"card\">").count(), 2);
    for line in [
        "Two “<bdi>Smith family</bdi>”? <b>Only the higher number in the name counts.</b>",
        "They say the first <bdi>3</bdi>.",
        "Only then I say the last <bdi>3</bdi>.",
        "on a number I had before today",
        "Not like mine? Hang up.",
        "Wrong, or my own <bdi>3</bdi> again? Hang up.",
        "don’t repeat their digits. Other digits now? Wrong. A word after them? Ignore it.",
        "Start again: whoever called says the new first <bdi>3</bdi>.",
        "“all <bdi>six</bdi>, please”. Even if it sounds just like them and knows all about us.",
        "a number I had before today, never one they gave me",
        "Nobody there? Call, digits first:",
        "<b>Never all <bdi>six</bdi>,</b> spoken or sent: not to family, the bank, the police",
        "Tell <bdi>______________</bdi> at once",
    ] {
        assert_eq!(page.matches(line).count(), 2, "{line}");
    }
    let page = cards(&foreign());
    for line in [
        "They say the first <bdi>4</bdi>.",
        "Only then I say the last <bdi>3</bdi>.",
        "my own <bdi>4</bdi> again?",
        "<b>Never all <bdi>seven</bdi>,</b>",
    ] {
        assert_eq!(page.matches(line).count(), 2, "{line}");
    }
}

#[test]
fn a_card_names_whom_to_call_and_whom_to_tell() {
    let mut group = group("Smith family");
    let (line, rest) = ("<span class=\"line\"></span>", |page: String| {
        let from = page.find("Nobody there?").unwrap();
        let to = page[from..].find("</p>").unwrap();
        page[from..from + to].to_owned()
    });
    assert_eq!(rest(cards(&group)).matches(line).count(), 2);
    group.add_member("Anna", Holds::App).unwrap();
    group.add_member("Grandma", Holds::Sheet).unwrap();
    group.add_member("Ben", Holds::Ringtrue).unwrap();
    let page = rest(cards(&group));
    assert_eq!(page.matches(line).count(), 2);
    assert!(page.contains(">Anna</bdi>") && page.contains(">Ben</bdi>"));
    assert!(!page.contains("Grandma"));
    // If a card has no room for all of them, there is a line to fill in.
    group.add_member("Cleo", Holds::App).unwrap();
    group.add_member("Dora", Holds::App).unwrap();
    let page = rest(cards(&group));
    assert_eq!(page.matches(line).count(), 2);
    assert!(!page.contains("Anna"));

    let call = ["Uncle <i>, +49 (0)171 / 55 #3", "Eve"].map(|it| Contact::parse(it).unwrap());
    let dad = Name::tidy("Dad").unwrap();
    let page = card_page(&group, &call, Some(&dad), texts());
    assert!(page.contains("Tell <bdi>Dad</bdi> at once"));
    let page = rest(page);
    assert!(page.contains(">Uncle &#60;i&#62;</bdi><bdi>+49 (0)171 / 55 #3</bdi>"));
    assert!(page.contains(">Eve</bdi><span class=\"line\">"));
    assert!(!page.contains("Dora"));
}

#[test]
fn whom_to_call_is_text_that_can_be_seen_and_fits() {
    let hidden = |c| ContactError::Name(NameError::Hidden(c));
    for (text, error) in [
        ("", ContactError::Name(NameError::Empty)),
        (" , 555", ContactError::Name(NameError::Empty)),
        ("An\u{202E}na, 555", hidden('\u{202E}')),
        ("Anna, 5\u{2066}55", hidden('\u{2066}')),
        ("Anna\u{7}, 555", hidden('\u{7}')),
        ("Anna, 555\n", hidden('\n')),
        ("Anna,", ContactError::NoDigit),
        ("Anna, later", ContactError::NoDigit),
        (
            "Anna, 0123456789012345678901234",
            ContactError::Long { chars: 25 },
        ),
        (
            "Annaannaannaannaannaannaannaann",
            ContactError::Name(NameError::TooLong {
                chars: 31,
                limit: 30,
            }),
        ),
    ] {
        assert_eq!(Contact::parse(text), Err(error), "{text:?}");
    }
    for text in [
        "Anna",
        "الجدة فاطمة, ٠١٢٣",
        "Smith, Anna, 555",
        "田中, 090-1",
    ] {
        assert!(Contact::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn the_enrolment_page_has_the_code_the_key_and_the_check_words() {
    let page = invitation(&group("Smith family"));
    for part in [
        "<svg ",
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
        "stylish cottage choir excellent hallway folklore",
        "<bdi>ringtrue: Smith family 1</bdi>",
        "Tell whoever gave you this page that it worked",
        "you say the first <bdi>3</bdi> digits, they say the last <bdi>3</bdi>.",
        "Only then I say the last <bdi>3</bdi>.",
        "switch on the loudspeaker, then open the app",
        "Never say or send all <bdi>six</bdi>, not even then.",
        "you get a new page and “<bdi>Smith family 2</bdi>”",
        "burn this page",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("SHA") && !page.to_lowercase().contains("generation"));
    let dad = Name::tidy("Dad").unwrap();
    let page = invite_page(&group("Smith family"), Some(&dad), texts()).unwrap();
    assert!(page.contains("Tell <bdi>Dad</bdi> that it worked"));
    let page = invitation(&foreign());
    for part in ["SHA512", "<bdi>7</bdi> digits", "<bdi>60</bdi> seconds"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_sheet_has_a_line_for_each_day_and_names_its_holder() {
    let page = grandmas(60);
    assert_eq!(page.matches("<td class=\"date\">").count(), 60);
    let sheet = sheet(60);
    for off in 0..60 {
        let day = SUNDAY.offset(off).unwrap();
        let row = page
            .split(&format!("<time datetime=\"{}\">", day_iso(day)))
            .nth(1)
            .unwrap();
        let row = row.split("</tr>").next().unwrap();
        let code = sheet.line(day);
        let (caller, answerer) = code.as_str().split_at(3);
        let at = |half: &str| row.find(&format!("<b>{half}</b>")).unwrap();
        // The caller's half is on the left, as the page says.
        assert!(caller == answerer || at(caller) < row.rfind(answerer).unwrap());
        at(answerer);
    }
    // In the heading, and in the head of the table.
    assert_eq!(
        page.matches("Sheet of <bdi>22 November 2026</bdi>").count(),
        2
    );
    // The date is in each line once.
    assert_eq!(page.matches(">22 November 2026</").count(), 3);
    assert!(!page.contains(">2026-") && !page.to_lowercase().contains("generation"));
    assert!(page.contains("A phone with an authenticator app can’t."));
    assert!(page.contains("After <bdi>Wednesday 20 January 2027</bdi>"));
    // Neither the family's key nor the sheet's is on it.
    assert!(!page.contains("GEZD") && !page.contains("MFRG"));
    assert!(!page.contains("ringtrue-sheet") && !page.contains("<svg"));
    assert_eq!(grandmas(1).matches("<td class=\"date\">").count(), 1);
}

#[test]
fn a_name_is_text_whatever_is_in_it() {
    let page = invitation(&foreign());
    assert!(!page.contains("<b>Tom"));
    assert!(page.contains("&#60;b&#62;Tom&#60;/b&#62; &#38; &#34;Jerry&#34; &#39;n {co}"));
}

proptest! {
    #[test]
    fn no_text_becomes_markup(text in "([<>&\"'{}]|\\PC){1,40}") {
        // Text that Name refuses never reaches a page.
        let Ok(name) = Name::foreign(&text) else {
            return Ok(());
        };
        let group = foreign_called(name.clone());
        let days = day_sheet(&group, &name, &sheet(1), texts());
        for (page, before, after) in [
            (Zeroizing::new(invitation(&group)), "<h1>Join “<bdi>", "</bdi>”</h1>"),
            (Zeroizing::new(cards(&group)), "<title>The rule of the call: ", "</title>"),
            (days.clone(), "<title>", "’s sheet</title>"),
            (days, "<p class=\"which\"><bdi>", "</bdi> · Sheet"),
        ] {
            let inside = page.split(before).nth(1).unwrap();
            let inside = inside.split(after).next().unwrap();
            prop_assert!(!inside.contains(['<', '>', '"', '\'']));
            prop_assert!(!inside.chars().any(char::is_control));
            let plain = inside
                .replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"")
                .replace("&#39;", "'").replace("&#38;", "&");
            prop_assert_eq!(plain, name.as_str());
        }
    }
}
