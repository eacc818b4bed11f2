//! Cards for the wallet: the rule of the call. No secret is on them.

use super::html::Html;
use super::words::ENGLISH;
use crate::group::Group;

/// How many cards fit a sheet of A4 and of Letter: two beside each other, four
/// rows.
const CARDS: usize = 8;

/// The size is a bank card's (ISO/IEC 7810 ID-1).
const STYLE: &str = "\
.cards { display: grid; grid-template-columns: 85.6mm 85.6mm; gap: 2mm; justify-content: center; }
.card { width: 85.6mm; height: 54mm; border: 0.3mm dashed #000; padding: 2.5mm 4mm; break-inside: avoid; \
overflow: hidden; }
.card h2 { font-size: 15pt; line-height: 1.1; margin: 0 0 1mm; white-space: nowrap; overflow: hidden; }
.card ol { padding-left: 5.5mm; font-size: 12pt; line-height: 1.22; }
.card li { margin: 0; }
.card p { font-size: 12.5pt; line-height: 1.2; font-weight: bold; margin: 1.2mm 0 0; }
.cut { text-align: center; }
";

/// The cards of a group, to be cut out.
#[must_use]
pub fn card_page(group: &Group) -> String {
    let words = &ENGLISH.card;
    let name = group.name().as_str();
    let digits = group.parameters().digits.count();
    let title = format!("{}: {name}", words.title);
    let page = Html::page(ENGLISH.language, &title, STYLE, |page| {
        page.say("p", "small cut", words.cut, &[]);
        page.tag("div", "cards", |page| {
            for _ in 0..CARDS {
                page.tag("div", "card", |page| card(page, digits));
            }
        });
    });
    page.to_string()
}

fn card(page: &mut Html, digits: usize) {
    let words = &ENGLISH.card;
    let [three, four] = words.counts;
    let count = |digits| if digits == 3 { three } else { four };
    page.say("h2", "", words.head, &[]);
    page.tag("ol", "", |page| {
        for rule in words.rules {
            // The list has numbers of its own.
            let rule = rule.trim_start_matches(|c: char| c.is_ascii_digit());
            page.say("li", "", rule.trim_start(), &[]);
        }
    });
    for (says, digits) in [
        (words.caller, digits.div_ceil(2)),
        (words.answerer, digits / 2),
    ] {
        page.say("p", "", says, &[("count", count(digits))]);
    }
}
