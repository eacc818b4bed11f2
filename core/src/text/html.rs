//! A sentence on a page.

use std::fmt;

use askama::filters::{self, Escaper as _, HtmlSafe};

/// The marks that Fluent puts around arguments: FIRST STRONG ISOLATE and POP
/// DIRECTIONAL ISOLATE. [`Name`](crate::Name) refuses both.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// A sentence, shown as HTML with each argument in a `bdi`, so that an Arabic
/// name doesn't reorder an English sentence.
pub(super) struct Html(String);

impl Html {
    /// Wraps a sentence that has Fluent's marks.
    pub(super) const fn new(marked: String) -> Self {
        Self(marked)
    }

    /// Returns the sentence with its marks, for a page that sets it as plain text.
    pub(super) fn marked(&self) -> String {
        self.0.clone()
    }

    /// Returns the sentence without marks, for a title, which can't hold elements.
    pub(super) fn plain(&self) -> String {
        self.0.replace([ISOLATE, POP], "")
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut html = String::new();
        filters::Html.write_escaped_str(&mut html, &self.0)?;
        f.write_str(&html.replace(ISOLATE, "<bdi>").replace(POP, "</bdi>"))
    }
}

impl HtmlSafe for Html {}
