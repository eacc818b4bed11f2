//! The enrolment page: the QR code, the key by hand, where to tap, the check
//! words. All of it is a secret.

use zeroize::Zeroizing;

use super::html::Html;
use super::words::ENGLISH;
use crate::group::{Group, Origin};
use crate::otp::{Parameters, check_words};
use crate::otpauth::{key_by_hand, link};
use crate::qr::{Correction, Symbol, WriteError};
use crate::view::check_words_line;

const STYLE: &str = "\
.qr { float: right; width: 80mm; margin: -3mm -4mm 0 4mm; break-inside: avoid; }
.qr svg { display: block; width: 100%; height: auto; }
.how { display: block; font-size: 11pt; }
.key { clear: both; font-size: 17pt; font-weight: bold; letter-spacing: 0.3mm; margin: 1mm 0 3mm; }
.words { font-size: 15pt; font-weight: bold; }
.steps li { margin-bottom: 3mm; }
.steps b { font-size: 14pt; }
.clear { clear: both; }
";

/// The page that enrols somebody who has it in hand.
///
/// # Errors
/// [`WriteError`] where the link is too long for a QR code, which none of ours
/// is.
pub fn invite_page(group: &Group) -> Result<Zeroizing<String>, WriteError> {
    let symbol = Symbol::new(&link(group), Correction::Medium)?;
    let words = &ENGLISH.invite;
    let entry = entry(group);
    let parameters = group.parameters();
    let (digits, period) = (
        parameters.digits.count().to_string(),
        parameters.period.as_secs().to_string(),
    );
    let filled = [
        ("group", group.name().as_str()),
        ("entry", &entry),
        ("digits", &digits),
        ("period", &period),
        ("algorithm", parameters.algorithm.as_str()),
    ];
    let title = words.title.replace("{group}", group.name().as_str());
    Ok(Html::page(ENGLISH.language, &title, STYLE, |page| {
        page.say("h1", "", words.title, &filled);
        page.tag("div", "qr", |page| page.raw(&symbol.svg()));
        page.say("p", "", words.why, &filled);
        page.tag("ol", "steps", |page| {
            for (what, how) in words.steps {
                page.tag("li", "", |page| {
                    page.say("b", "", what, &filled);
                    page.say("span", "how", how, &filled);
                });
            }
        });
        page.say("h2", "clear", words.by_hand, &[]);
        page.say("p", "", words.by_hand_how, &filled);
        page.tag("p", "key mono", |page| page.text(&key_by_hand(group)));
        if parameters != Parameters::default() {
            page.say("p", "", words.by_hand_settings, &filled);
        }
        page.say("h2", "", words.check, &[]);
        page.say("p", "", words.check_how, &[]);
        page.tag("p", "words", |page| {
            page.text(&check_words_line(&check_words(&group.current().secret)));
        });
        page.say("h2", "", words.then, &[]);
        page.say("p", "", words.then_how, &[]);
        page.tag("div", "loud", |page| {
            page.tag("p", "", |page| page.say("b", "", words.burn, &[]));
            page.say("p", "", words.burn_why, &[]);
        });
    }))
}

/// What the phone calls the entry.
fn entry(group: &Group) -> String {
    match group.origin() {
        Origin::Ringtrue => format!("ringtrue: {} {}", group.name(), group.generation()),
        Origin::Foreign {
            issuer: Some(issuer),
            ..
        } => format!("{issuer}: {}", group.name()),
        Origin::Foreign { .. } => group.name().to_string(),
    }
}
