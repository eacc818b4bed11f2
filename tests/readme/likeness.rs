//! Whether what was printed is what a page shows.

use ringtrue_core::Word;

use crate::known::known;
use crate::page::Example;

/// How many lines of the page a long line of the program may take.
const FOLDS: usize = 4;

/// Each line that was printed is on the page, in its order, where a page may
/// break a long one between two words; `…` stands for any number of lines.
#[track_caller]
pub fn compare(example: &Example, found: &[String]) {
    let mut page = example.printed.as_slice();
    let mut skips = false;
    for (at, line) in found.iter().enumerate() {
        if page.first().is_some_and(|line| line == "…") {
            page = &page[1..];
            skips = true;
        }
        let line = alike(line);
        let folds =
            (1..=FOLDS.min(page.len())).find(|folds| alike(&page[..*folds].join(" ")) == line);
        match folds {
            Some(folds) => {
                page = &page[folds..];
                skips = false;
            }
            None if skips => {}
            None => panic!(
                "README.md:{}: $ {}\nline {} is {line:?}\nthe page:\n{}\n\nthe program:\n{}",
                example.line,
                example.typed,
                at + 1,
                example.printed.join("\n"),
                found.join("\n")
            ),
        }
    }
    assert!(
        page.is_empty(),
        "README.md:{}: not printed: {page:?}\n{}",
        example.line,
        found.join("\n")
    );
}

/// The line without what is another one each time.
fn alike(line: &str) -> String {
    let line = known(line, &[]);
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

/// What begins here and is another one each time: its length, and its mark.
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
    // A half: its digits, blanks, and the word that is theirs.
    if first.len() == 3
        && let Ok(number) = first.parse()
        && let Some(blanks) = tokens[1..].iter().position(|token| !token.is_empty())
        && spells(number, &tokens[1 + blanks])
    {
        return Some((2 + blanks, "[HALF]"));
    }
    // A day of today's year.
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
    // Of a code that is typed, the first three digits may end the line.
    let is_code = first.len() == 6 || first.len() == 3 && tokens.len() == 1;
    (is_code && is_number(first)).then_some((1, "[CODE]"))
}

/// Whether `token` is the word of these three digits.
fn spells(number: u16, token: &str) -> bool {
    Word::from_digits(&format!("{number:03}")).is_some_and(|word| word.as_str() == token)
}
