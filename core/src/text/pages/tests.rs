use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use zeroize::Zeroizing;

use super::{card_page, day_sheet, invite_page};
use crate::group::sample::group;
use crate::group::{Enrolment, Generation, Group, GroupId, Name, Origin};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::otpauth::key_by_hand;
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::sheet::tests::SUNDAY;
use crate::text::{Texts, day_iso};
use crate::time::{Period, UnixTime};

fn texts() -> &'static Texts {
    Texts::english()
}

/// A group of another program, whose name has what HTML takes for its own.
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

#[test]
fn a_page_asks_for_nothing_that_is_not_in_it() {
    let pages = [
        invite_page(&group("Smith family"), texts())
            .unwrap()
            .to_string(),
        card_page(&group("Smith family"), texts()),
        grandmas(60),
        invite_page(&foreign(), texts()).unwrap().to_string(),
        card_page(&foreign(), texts()),
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
        // No place was left unfilled, but for the braces of the style.
        let body = page.split("</style>").nth(1).unwrap();
        assert!(!body.replace("{co}", "").contains(['{', '}']), "{body}");
    }
}

#[test]
fn a_card_has_no_secret_and_every_rule() {
    let page = card_page(&group("Smith family"), texts());
    let key = key_by_hand(&group("Smith family"));
    assert!(!page.contains("GEZD") && !page.contains(key.as_str()));
    assert!(!page.contains("<svg"));
    assert_eq!(page.matches("<div class=\"card\">").count(), 8);
    assert_eq!(page.matches("<li>").count(), 8 * 5);
    assert!(page.contains("<li>The one who called speaks first.</li>"));
    assert!(page.contains("say the first <bdi>three</bdi>."));
    let page = card_page(&foreign(), texts());
    assert!(page.contains("say the first <bdi>four</bdi>."));
    assert!(page.contains("say the last <bdi>three</bdi>."));
}

#[test]
fn the_enrolment_page_has_the_code_the_key_and_the_check_words() {
    let page = invite_page(&group("Smith family"), texts()).unwrap();
    for part in [
        "<svg ",
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
        "stylish cottage choir excellent hallway folklore",
        "<bdi>ringtrue: Smith family 1</bdi>",
        "burn this page",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("SHA"));
    let page = invite_page(&foreign(), texts()).unwrap();
    for part in ["SHA512", "<bdi>7</bdi> digits", "<bdi>60</bdi> seconds"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_sheet_has_a_line_for_each_day_and_whose_it_is() {
    let page = grandmas(60);
    assert_eq!(page.matches("<td class=\"date\">").count(), 60);
    let sheet = sheet(60);
    for off in 0..60 {
        let day = SUNDAY.offset(off).unwrap();
        let row = page
            .split(&format!("<span class=\"iso\">{}", day_iso(day)))
            .nth(1)
            .unwrap();
        let row = row.split("</tr>").next().unwrap();
        let code = sheet.line(day);
        let (caller, answerer) = code.as_str().split_at(3);
        let at = |half: &str| row.find(&format!("<b>{half}</b>")).unwrap();
        // The left one is the caller's, as the page says.
        assert!(caller == answerer || at(caller) < row.rfind(answerer).unwrap());
        at(answerer);
    }
    assert!(page.contains("Sheet of <bdi>22 November 2026</bdi>"));
    assert!(page.contains("Sheet of <bdi>2026-11-22</bdi>"));
    assert!(page.contains("After <bdi>Wednesday 20 January 2027</bdi>"));
    // Neither the family's key nor the sheet's is on it.
    assert!(!page.contains("GEZD") && !page.contains("MFRG"));
    assert!(!page.contains("ringtrue-sheet") && !page.contains("<svg"));
    assert_eq!(grandmas(1).matches("<td class=\"date\">").count(), 1);
}

#[test]
fn a_name_is_text_whatever_is_in_it() {
    let page = invite_page(&foreign(), texts()).unwrap();
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
            (invite_page(&group, texts()).unwrap(), "<h1>Join “<bdi>", "</bdi>”</h1>"),
            (Zeroizing::new(card_page(&group, texts())), "<title>The rule of the call: ", "</title>"),
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
