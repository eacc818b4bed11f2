//! The examples of the README and of the guide.

use crate::ELSEWHERE;

/// A file, its text, and the level of the headings that begin a section: each section
/// is played on new devices.
type Page = (&'static str, &'static str, &'static str);

macro_rules! guide {
    ($name:literal) => {
        (
            concat!("docs/guide/", $name),
            include_str!(concat!("../../docs/guide/", $name)),
            "# ",
        )
    };
}

const PAGES: [Page; 9] = [
    ("README.md", include_str!("../../README.md"), "## "),
    guide!("laptop.md"),
    guide!("phone.md"),
    guide!("sheet.md"),
    guide!("afar.md"),
    guide!("pairs.md"),
    guide!("forced.md"),
    guide!("practice.md"),
    guide!("keep-it-safe.md"),
];

/// A command, and what the page shows that it prints.
pub struct Example {
    pub section: String,
    /// The page and its line, counted from 1: `README.md:64`.
    pub place: String,
    pub typed: String,
    /// The place where it is run, from the comment after it: "at Ben's".
    pub at: Option<String>,
    pub printed: Vec<String>,
}

impl Example {
    pub fn is_elsewhere(&self) -> bool {
        ELSEWHERE
            .iter()
            .any(|(start, _)| self.typed.starts_with(start))
    }
}

/// Returns the commands of the blocks of `console` and `sh`, page by page.
pub fn examples() -> Vec<Example> {
    PAGES.into_iter().flat_map(examples_of).collect()
}

fn examples_of((name, text, level): Page) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let (mut section, mut block) = (String::new(), None);
    for (at, line) in text.lines().enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            block = block.is_none().then_some(language);
        } else if block.is_none() {
            if let Some(heading) = line.strip_prefix(level) {
                section = format!("{name}: {heading}");
            }
        } else if block == Some("sh") && !line.is_empty() {
            examples.push(example(&section, name, at, line));
        } else if block == Some("console") {
            match (line.strip_prefix("$ "), examples.last_mut()) {
                (Some(typed), _) => examples.push(example(&section, name, at, typed)),
                (None, Some(example)) => example.printed.push(line.to_owned()),
                (None, None) => panic!("{name}:{}: printed by nothing", at + 1),
            }
        }
    }
    examples
}

fn example(section: &str, name: &str, at: usize, line: &str) -> Example {
    let (typed, comment) = match line.split_once(" # ") {
        Some((typed, comment)) => (typed, Some(comment.trim().to_owned())),
        None => (line, None),
    };
    Example {
        section: section.to_owned(),
        place: format!("{name}:{}", at + 1),
        typed: typed.trim().to_owned(),
        at: comment,
        printed: Vec::new(),
    }
}
