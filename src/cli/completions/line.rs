//! A command line up to the cursor, as a shell tells it.

use super::quote::{Mark, open_mark, unquoted};
use crate::cli::args::Shell;

/// What was typed up to the cursor.
pub struct Line {
    /// The words before the one at the cursor, without their quotes.
    before: Vec<String>,
    /// The one at the cursor, likewise.
    word: String,
    /// The quotation mark that is open in it.
    mark: Mark,
    /// What the shell takes for words of its own, and keeps: `--group=`.
    kept: String,
}

impl Line {
    /// What a shell's script tells.
    pub fn read(shell: Shell, before: &[String], word: &str) -> Self {
        let mut line = Self {
            before: before.to_vec(),
            word: unquoted(shell, word),
            mark: open_mark(shell, word),
            kept: String::new(),
        };
        if shell == Shell::Bash {
            line.before = joined(before);
            line.keep(word);
        }
        line
    }

    /// The words before the one at the cursor, the program's name first.
    pub fn before(&self) -> &[String] {
        &self.before
    }

    /// The word at the cursor.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// The quotation mark that is open in it.
    pub const fn mark(&self) -> Mark {
        self.mark
    }

    /// The beginning of it that stays as it is.
    pub fn kept(&self) -> &str {
        &self.kept
    }

    /// The group that is named before the cursor.
    pub fn group(&self) -> Option<&str> {
        match self.named_at()? {
            (_, Some(value)) => Some(value),
            (at, None) => self.before.get(at.checked_add(1)?).map(String::as_str),
        }
    }

    /// Which word names a group, and how it is called where the same word says so.
    fn named_at(&self) -> Option<(usize, Option<&str>)> {
        let words = self.before.iter().map(String::as_str).enumerate();
        let mut options = words.take_while(|(_, word)| *word != "--");
        options.find_map(|(at, word)| {
            let value = match word.strip_prefix("--") {
                Some("group") => "",
                Some(long) => long.strip_prefix("group=")?,
                // -g, and -y before it.
                None => word
                    .strip_prefix('-')?
                    .trim_start_matches('y')
                    .strip_prefix('g')?
                    .trim_start_matches('='),
            };
            Some((at, Some(value).filter(|value| !value.is_empty())))
        })
    }

    /// Bash divides at `=`: what is left of it is put before the word again.
    fn keep(&mut self, word: &str) {
        let begun = self.before.last().filter(|last| is_option(last));
        let Some(begun) = begun.cloned() else {
            return;
        };
        if begun.ends_with('=') {
            self.word.insert_str(0, &begun);
            self.kept = begun;
        } else if word == "=" {
            self.word = begun + "=";
            self.kept.clone_from(&self.word);
        } else {
            return;
        }
        self.before.pop();
    }
}

/// Bash's words without their quotes, and those put together that it divided at
/// `=`. An option whose value is still to come ends in it.
fn joined(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut().filter(|last| is_option(last)) {
            Some(option) if word == "=" && !option.contains('=') => option.push('='),
            Some(option) if option.ends_with('=') => *option += &unquoted(Shell::Bash, word),
            _ => joined.push(unquoted(Shell::Bash, word)),
        }
    }
    joined
}

fn is_option(word: &str) -> bool {
    word.starts_with("--") && word.len() > 2
}
