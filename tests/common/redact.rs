//! Splits command lines into words, and puts placeholders into output for whatever
//! changes from run to run.

/// Splits a command line into words, which may be quoted.
pub fn split_words(typed: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in typed.split(['\'', '"']).enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Replaces what changes from run to run: keys, check words of random seeds,
/// today's dates. A line that contains one of `kept` stays as it is.
pub fn redact(line: &str, kept: &[&str]) -> String {
    let mut line = line.to_owned();
    redact_keys(&mut line, kept);
    for start in [
        "'s words: ",
        "\"check_words\":\"",
        "to compare by voice: ",
        "\"words\":\"",
    ] {
        replace(&mut line, start, kept, "[WORDS]", to_quote);
    }
    // The words of a random key, on a line of their own.
    let words: Vec<&str> = line.split(' ').skip(2).collect();
    let is_word = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_kept = kept.iter().any(|kept| line.contains(kept));
    if words.len() == 6 && words.iter().all(is_word) && line.starts_with("  ") && !is_kept {
        "  [WORDS]".clone_into(&mut line);
    }
    for start in ["sheet of ", "until ", "ends on ", "ended on "] {
        replace(&mut line, start, kept, "[DATE]", day_length);
    }
    for start in ["\"from\":\"", "\"sheet\":\"", "\"sheet_until\":\""] {
        replace(&mut line, start, kept, "[DATE]", to_quote);
    }
    for start in ["\"confirmed\":", "\"old_accepted_until\":"] {
        replace(&mut line, start, &[], "[DATE]", |rest| {
            Some(count_digits(rest)).filter(|count| *count > 0)
        });
    }
    while let Some(from) = find_moment(&line) {
        line.replace_range(from..from + MOMENT.len(), "[DATE]");
    }
    line
}

/// The form of a date and time, with a 0 for each digit.
const MOMENT: &str = "0000-00-00 00:00";

/// Finds a date and time in a line.
fn find_moment(line: &str) -> Option<usize> {
    let alike = |(byte, form): (&u8, u8)| match form {
        b'0' => byte.is_ascii_digit(),
        form => *byte == form,
    };
    line.as_bytes()
        .windows(MOMENT.len())
        .position(|bytes| bytes.iter().zip(MOMENT.bytes()).all(alike))
}

fn redact_keys(line: &mut String, kept: &[&str]) {
    for start in ["\"age1", "age1", "\"RW"] {
        let Some(at) = line.find(start) else {
            continue;
        };
        let from = at + usize::from(start.starts_with('"'));
        if line.len() > at + 50 && !kept.iter().any(|kept| line.contains(kept)) {
            let to = from + to_quote(&line[from..]).unwrap_or(0);
            line.replace_range(from..to, "[KEY]");
        }
    }
    if line.starts_with("RW") {
        line.replace_range(.., "[KEY]");
    }
}

/// Replaces what follows `start`, up to the length that `length` returns, with `mark`.
fn replace(
    line: &mut String,
    start: &str,
    kept: &[&str],
    mark: &str,
    length: impl Fn(&str) -> Option<usize>,
) {
    let Some(at) = line.find(start) else {
        return;
    };
    let from = at + start.len();
    if let Some(length) = length(&line[from..])
        && !kept.iter().any(|kept| line.contains(kept))
    {
        line.replace_range(from..from + length, mark);
    }
}

/// Returns the length up to the closing quote, or to the end.
#[allow(clippy::unnecessary_wraps, reason = "a length as `replace` takes it")]
fn to_quote(rest: &str) -> Option<usize> {
    Some(rest.find('"').unwrap_or(rest.len()))
}

/// Returns the length of a date in the form that names a sheet: "22 November 2026".
fn day_length(rest: &str) -> Option<usize> {
    let mut words = rest.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let year = year.get(..4).filter(|year| count_digits(year) == 4)?;
    let is_day = count_digits(day) == day.len() && month.chars().all(char::is_alphabetic);
    is_day.then_some(day.len() + 1 + month.len() + 1 + year.len())
}

fn count_digits(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_digit).count()
}
