//! Finds where a link in a text ends. The spaces and line breaks after its first word
//! may follow the link, or may have been inserted into it on the way. So every reading
//! is tried: the first word alone, and with each word that follows.

use zeroize::Zeroizing;

use super::{IncomingCode, IncomingError, is_same_but_for_origin, parse};
use crate::group::{Name, Origin};
use crate::otpauth::{LinkError, MAX_LINK_LENGTH, is_canonical};

/// The maximum number of words to join into a link: enough for lines of 64 letters.
const MAX_WORDS: usize = 64;

/// Returns whether a link may end before `c`.
pub(super) fn is_end(c: char) -> bool {
    c.is_whitespace() || is_bracket(c)
}

/// Returns whether `c` ends a link for certain: no link has it unescaped.
const fn is_bracket(c: char) -> bool {
    matches!(
        c,
        '"' | '<' | '>' | '`' | '|' | '\u{AB}' | '\u{BB}' | '\u{201C}'..='\u{201E}'
    )
}

/// The words at the start of a text that may be parts of one link.
pub(super) struct Words<'a> {
    /// The part of the first line that may be the link, with the spaces in its label.
    first: &'a str,
    /// The words after it that may belong to the link.
    more: Vec<&'a str>,
    /// True if a line ends after `first`, and another follows.
    is_broken: bool,
    /// The whole text, if it is a single line.
    line: Option<&'a str>,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        let line = lines.next().unwrap_or_default();
        let (first, rest) = first_part(line);
        let mut words = Self {
            first,
            more: Vec::new(),
            is_broken: false,
            line: (lines.clone().all(|line| line.trim().is_empty())).then_some(line),
        };
        let mut is_open = words.take(rest);
        for line in lines {
            let line = without_quotes(line);
            if !is_open || line.is_empty() {
                break;
            }
            words.is_broken |= words.more.is_empty();
            is_open = words.take(line);
        }
        words
    }

    /// Adds the words of a line, and returns whether the link may continue on the next.
    fn take(&mut self, line: &'a str) -> bool {
        let (open, is_whole) = match line.find(is_bracket) {
            Some(end) => (line.get(..end).unwrap_or_default(), false),
            None => (line, true),
        };
        self.more.extend(open.split_whitespace());
        let length: usize = self.more.iter().map(|word| word.len()).sum();
        is_whole && self.more.len() < MAX_WORDS && length < MAX_LINK_LENGTH
    }
}

/// Splits a line after the link. Only the link's label may have spaces.
fn first_part(line: &str) -> (&str, &str) {
    let query = line.find('?').filter(|at| {
        let label = line.get(..*at).unwrap_or_default();
        !label.contains(is_bracket)
    });
    let rest = line.get(query.unwrap_or_default()..).unwrap_or_default();
    let end = rest
        .find(is_end)
        .map_or(line.len(), |end| query.unwrap_or_default() + end);
    line.split_at_checked(end).unwrap_or((line, ""))
}

/// Strips the marks that a mail puts before a quoted line.
fn without_quotes(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || c == '>')
        .trim_end()
}

/// The possible readings of a link.
pub(super) struct Reading<'a> {
    words: &'a Words<'a>,
    name: Option<&'a Name>,
    /// The reading of the first word alone.
    first: Result<IncomingCode, IncomingError>,
    /// The readings with words that follow, if they parse.
    longer: Vec<Longer>,
}

struct Longer {
    code: IncomingCode,
    /// True if it is spelt as ringtrue spells it, so that nothing is missing and
    /// nothing was inserted.
    is_exact: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn of(words: &'a Words<'a>, name: Option<&'a Name>) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(2 * MAX_LINK_LENGTH));
        text.push_str(words.first.get(..MAX_LINK_LENGTH).unwrap_or(words.first));
        let mut longer = Vec::new();
        for word in &words.more {
            if text.len() + word.len() > MAX_LINK_LENGTH {
                break;
            }
            text.push_str(word);
            let text = without_stop(&text);
            if let Ok(code) = parse(text, name) {
                let is_exact = match &code {
                    IncomingCode::Link(link) => {
                        *link.origin() == Origin::Ringtrue && is_canonical(text, link)
                    }
                    IncomingCode::Sheet(_) => true,
                };
                longer.push(Longer { code, is_exact });
            }
        }
        Self {
            words,
            name,
            first: parse(without_stop(words.first), name),
            longer,
        }
    }

    /// Chooses the only possible reading. `is_all` means that no other text precedes
    /// the link.
    pub(super) fn code(self, is_all: bool) -> Result<IncomingCode, IncomingError> {
        // Quoted-printable mail ends a line that continues with `=`.
        let is_soft = self.words.is_broken && self.words.first.ends_with('=');
        if let Ok(code) = &self.first
            && !is_soft
        {
            let mut longer = self.longer.iter();
            let is_whole = longer.all(|longer| ends_before(code, &longer.code));
            return if is_whole {
                self.first
            } else {
                Err(IncomingError::Broken)
            };
        }
        let is_longer = !self.longer.is_empty();
        let exact = self.longer.into_iter().filter(|longer| longer.is_exact);
        let mut exact = exact.map(|longer| longer.code);
        if let Some(code) = exact.next() {
            let is_one = exact.all(|other| other.is_same_as(&code));
            return if is_one {
                Ok(code)
            } else {
                Err(IncomingError::Broken)
            };
        }
        // There is nothing else in the text that could be meant.
        if is_all
            && let Some(line) = self.words.line
            && let Ok(code) = parse(line, self.name)
        {
            return Ok(code);
        }
        match self.first {
            Err(error) if !is_longer && (!self.words.is_broken || !may_be_cut(&error)) => {
                Err(error)
            }
            _ => Err(IncomingError::Broken),
        }
    }
}

/// Returns whether a link may fail with this error just because it was cut short.
const fn may_be_cut(error: &IncomingError) -> bool {
    !matches!(
        error,
        IncomingError::Link(
            LinkError::Migration
                | LinkError::CounterBased
                | LinkError::UnknownKind
                | LinkError::TooLong { .. }
                | LinkError::Name { .. }
                | LinkError::Doubled(_)
        )
    )
}

/// Returns whether the link ends before the words that `longer` adds: they change
/// nothing, or only extend an issuer that already equals the label's prefix.
fn ends_before(code: &IncomingCode, longer: &IncomingCode) -> bool {
    let (IncomingCode::Link(link), IncomingCode::Link(with_more)) = (code, longer) else {
        return code.is_same_as(longer);
    };
    let is_whole = match link.origin() {
        Origin::Foreign {
            prefix: Some(prefix),
            issuer: Some(issuer),
        } => prefix == issuer,
        _ => false,
    };
    code.is_same_as(longer) || is_whole && is_same_but_for_origin(link, with_more)
}

/// Strips the punctuation that a sentence puts after a link.
fn without_stop(link: &str) -> &str {
    link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\''])
}
