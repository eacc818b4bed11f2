//! HTML as a string: what is text is escaped, and a page asks for nothing that
//! is not in it.

use std::fmt::Write as _;

use zeroize::Zeroizing;

/// What every page looks like. The paper's size is the printer's: margins and
/// widths fit A4 and Letter. Black on white, so that nothing depends on colour.
const STYLE: &str = "\
@page { margin: 15mm; }
* { box-sizing: border-box; }
html { font-family: \"Noto Sans\", Arial, Helvetica, sans-serif; font-size: 12pt; line-height: 1.35; \
color: #000; background: #fff; }
body { margin: 0 auto; max-width: 180mm; }
@media screen { body { margin: 10mm auto; padding: 0 5mm; } }
h1 { font-size: 24pt; line-height: 1.15; margin: 0 0 4mm; }
h2 { font-size: 14pt; margin: 5mm 0 1.5mm; break-after: avoid; }
p { margin: 0 0 2.5mm; }
ol { margin: 0; padding-left: 8mm; }
li { margin: 0 0 2mm; }
h1, p, li, td, th { overflow-wrap: anywhere; }
.loud { border: 1mm solid #000; padding: 2.5mm 4mm; margin: 4mm 0 0; break-inside: avoid; }
.loud p:last-child { margin: 0; }
.small { font-size: 10pt; }
.mono { font-family: \"Noto Sans Mono\", \"DejaVu Sans Mono\", Consolas, monospace; }
";

/// A page, or a part of one.
pub(super) struct Html(Zeroizing<String>);

impl Html {
    /// A whole page in English.
    pub(super) fn page(
        language: &str,
        title: &str,
        style: &str,
        body: impl FnOnce(&mut Self),
    ) -> Zeroizing<String> {
        // Room for most pages from the start: a string that grows leaves copies
        // behind.
        let mut page = Self(Zeroizing::new(String::with_capacity(128 << 10)));
        page.raw("<!doctype html>\n<html lang=\"");
        page.text(language);
        page.raw(
            "\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        );
        page.tag("title", "", |page| page.text(title));
        page.raw("<style>\n");
        page.raw(STYLE);
        page.raw(style);
        page.raw("</style>\n</head>\n<body>\n");
        body(&mut page);
        page.raw("</body>\n</html>\n");
        page.0
    }

    /// Markup of ours.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text, whoever wrote it.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                c if c.is_control() => self.0.push('\u{FFFD}'),
                c => self.0.push(c),
            }
        }
    }

    /// An element of a class, or of none.
    pub(super) fn tag(&mut self, name: &str, class: &str, inside: impl FnOnce(&mut Self)) {
        // Writing to a string never fails.
        let _ = match class {
            "" => write!(self.0, "<{name}>"),
            class => write!(self.0, "<{name} class=\"{class}\">"),
        };
        inside(self);
        let _ = writeln!(self.0, "</{name}>");
    }

    /// An element with a sentence of `words`.
    pub(super) fn say(&mut self, name: &str, class: &str, sentence: &str, filled: &[(&str, &str)]) {
        self.tag(name, class, |page| page.sentence(sentence, filled));
    }

    /// A sentence, with what its `{places}` stand for. Each is set apart in its
    /// own direction of writing, so that an Arabic name does not turn an English
    /// sentence around.
    pub(super) fn sentence(&mut self, sentence: &str, filled: &[(&str, &str)]) {
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            self.text(before);
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            let value = filled.iter().find(|(name, _)| *name == place);
            self.raw("<bdi>");
            self.text(value.map_or("", |(_, value)| value));
            self.raw("</bdi>");
            rest = after;
        }
        self.text(rest);
    }
}
