//! Quotes, as each shell reads and writes them. Names may hold whatever means
//! something to a shell: a link from elsewhere names its group as it likes.

use super::line::Line;
use crate::cli::args::Shell;

/// The quotation mark that is open at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    Single,
    Double,
}

/// The mark that a word is in.
pub fn open_mark(shell: Shell, word: &str) -> Mark {
    match (shell, word.chars().next()) {
        (Shell::Bash, Some('\'')) => Mark::Single,
        (Shell::Bash, Some('"')) => Mark::Double,
        // The others put the marks themselves, or have them replaced.
        _ => Mark::None,
    }
}

/// A word that may be unfinished, without its quotes.
pub fn unquoted(shell: Shell, word: &str) -> String {
    match shell {
        Shell::Bash | Shell::Fish => without_marks(word, shell == Shell::Fish),
        Shell::Power => match word.chars().next() {
            Some('\'') => word.trim_matches('\'').replace("''", "'"),
            Some('"') => word.trim_matches('"').replace("\"\"", "\""),
            _ => word.replace('`', ""),
        },
        // These hand their words over without.
        Shell::Zsh | Shell::Elvish => word.to_owned(),
    }
}

/// `in_single`: whether a backslash escapes between single marks as well.
fn without_marks(word: &str, in_single: bool) -> String {
    let mut text = String::with_capacity(word.len());
    let mut mark = None;
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = letters.peek().copied().filter(|next| match mark {
            None => true,
            Some('"') => matches!(next, '"' | '\\' | '$' | '`'),
            Some(_) => in_single && matches!(next, '\'' | '\\'),
        });
        match (letter, escaped) {
            ('\\', Some(next)) => {
                text.push(next);
                letters.next();
            }
            ('\'' | '"', _) if mark.is_none() => mark = Some(letter),
            (letter, _) if mark == Some(letter) => mark = None,
            (letter, _) => text.push(letter),
        }
    }
    text
}

/// A candidate as the shell's script takes it.
pub fn written(line: &Line, shell: Shell, value: &str, help: &str) -> String {
    match shell {
        Shell::Bash => {
            let value = value.strip_prefix(line.kept()).unwrap_or(value);
            in_bash(value, line.mark())
        }
        // A colon ends the word.
        Shell::Zsh => {
            let escaped = |text: &str| text.replace('\\', "\\\\").replace(':', "\\:");
            if help.is_empty() {
                escaped(value)
            } else {
                format!("{}:{}", escaped(value), help.replace('\\', "\\\\"))
            }
        }
        Shell::Fish | Shell::Elvish => format!("{value}\t{help}"),
        // A tooltip must not be empty.
        Shell::Power => {
            let help = if help.is_empty() { value } else { help };
            format!("{}\t{value}\t{help}", in_powershell(value))
        }
    }
}

fn in_bash(value: &str, mark: Mark) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        match (mark, letter) {
            (Mark::None, letter) if !is_plain(letter) => text.extend(['\\', letter]),
            (Mark::Single, '\'') => text += r"'\''",
            (Mark::Double, '"' | '\\' | '$' | '`') => text.extend(['\\', letter]),
            // The one that no backslash keeps from bash's history.
            (Mark::Double, '!') => text += "\"'!'\"",
            (_, letter) => text.push(letter),
        }
    }
    text
}

fn in_powershell(value: &str) -> String {
    let needs_none = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if value.chars().all(needs_none) {
        return value.to_owned();
    }
    // PowerShell takes typographic marks for plain ones.
    let mut text = "'".to_owned();
    for letter in value.chars() {
        if matches!(letter, '\'' | '\u{2018}'..='\u{201B}') {
            text.push(letter);
        }
        text.push(letter);
    }
    text + "'"
}

/// Whether a letter means itself to bash.
fn is_plain(letter: char) -> bool {
    let plain = |letter| matches!(letter, '-' | '_' | '.' | '/' | '=' | ':' | '@' | ',' | '+');
    letter.is_ascii_alphanumeric()
        || plain(letter)
        || (!letter.is_ascii() && !letter.is_whitespace())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The mark as it is typed, which bash keeps before what it is given.
    fn opening(mark: Mark) -> &'static str {
        match mark {
            Mark::None => "",
            Mark::Single => "'",
            Mark::Double => "\"",
        }
    }

    proptest! {
        #[test]
        fn what_is_quoted_for_bash_means_itself(name in "\\PC{0,40}") {
            for mark in [Mark::None, Mark::Single, Mark::Double] {
                let typed = format!("{}{}", opening(mark), in_bash(&name, mark));
                prop_assert_eq!(unquoted(Shell::Bash, &typed), name.as_str());
                prop_assert!(name.is_empty() || mark == open_mark(Shell::Bash, &typed));
            }
        }

        #[test]
        fn what_is_quoted_for_powershell_ends_where_it_ends(name in "[a-z '\u{2018}-\u{201B}$;]{1,20}") {
            let quoted = in_powershell(&name);
            let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            let is_mark = |letter: &char| matches!(letter, '\'' | '\u{2018}'..='\u{201B}');
            let marks = inner.unwrap_or(&quoted).chars().filter(is_mark).count();
            prop_assert_eq!(marks, 2 * name.chars().filter(is_mark).count());
        }

        #[test]
        fn no_word_is_too_broken_to_be_read(word in "\\PC{0,40}") {
            for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Power, Shell::Elvish] {
                let _ = unquoted(shell, &word);
            }
        }
    }
}
