//! Compares what was printed with what the README shows.

use ringtrue_core::Word;

use crate::page::Example;
use crate::redact::redact;

/// The most lines of the page that one printed line may take.
const FOLDS: usize = 4;

/// Asserts that the page shows every printed line, in order. The page may break a long
/// line between two words, and `…` stands for any number of lines.
#[track_caller]
pub fn compare(example: &Example, found: &[String]) {
    let mut page = example.printed.as_slice();
    let mut skips = false;
    for (at, line) in found.iter().enumerate() {
        if page.first().is_some_and(|line| line == "…") {
            page = &page[1..];
            skips = true;
        }
        let line = normalise(line);
        let folds =
            (1..=FOLDS.min(page.len())).find(|folds| normalise(&page[..*folds].join(" ")) == line);
        match folds {
            Some(folds) => {
                page = &page[folds..];
                skips = false;
            }
            None if skips => {}
            None => panic!(
                "{}: $ {}\nline {} is {line:?}\nthe page:\n{}\n\nthe program:\n{}",
                example.place,
                example.typed,
                at + 1,
                example.printed.join("\n"),
                found.join("\n")
            ),
        }
    }
    assert!(
        page.is_empty(),
        "{}: not printed: {page:?}\n{}",
        example.place,
        found.join("\n")
    );
}

/// Replaces what changes from run to run with placeholders.
fn normalise(line: &str) -> String {
    let line = redact(line, &[]);
    let mut tokens: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((length, mark)) = changing(&tokens[at..]) {
            tokens.splice(at..at + length, [mark.to_owned()]);
        }
        at += 1;
    }
    tokens.join(" ")
}

/// If these tokens start with something that changes from run to run, returns its length
/// and its placeholder.
fn changing(tokens: &[String]) -> Option<(usize, &'static str)> {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let [first, ..] = tokens else { return None };
    let is_word = |token: &String| (0..1000).any(|number| spells(number, token));
    if let Some(six) = tokens.get(..6)
        && six.iter().all(is_word)
    {
        return Some((6, "[WORDS]"));
    }
    // A half: its digits, blanks, and its word.
    if first.len() == 3
        && let Ok(number) = first.parse()
        && let Some(blanks) = tokens[1..].iter().position(|token| !token.is_empty())
        && spells(number, &tokens[1 + blanks])
    {
        return Some((2 + blanks, "[HALF]"));
    }
    // A date, which begins with its weekday.
    if DAYS.contains(&first.as_str()) && tokens.len() >= 4 {
        let ends = tokens[3].ends_with('.');
        return Some((4, if ends { "[DAY]." } else { "[DAY]" }));
    }
    let is_number = |token: &String| token.bytes().all(|byte| byte.is_ascii_digit());
    if let [number, seconds, left, ..] = tokens
        && is_number(number)
        && seconds.starts_with("second")
        && left == "left"
    {
        return Some((3, "[LEFT]"));
    }
    // A line may be only the first three digits of a code, as someone typed them.
    let is_code = first.len() == 6 || first.len() == 3 && tokens.len() == 1;
    (is_code && is_number(first)).then_some((1, "[CODE]"))
}

/// Returns whether `token` is the word of these three digits.
fn spells(number: u16, token: &str) -> bool {
    Word::from_digits(&format!("{number:03}")).is_some_and(|word| word.as_str() == token)
}
