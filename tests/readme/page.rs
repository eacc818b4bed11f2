//! The examples of a page.

use std::path::Path;

use crate::ELSEWHERE;

/// A command, and what the page shows that it prints.
pub struct Example {
    pub section: String,
    /// The line of the page, counted from 1.
    pub line: usize,
    pub typed: String,
    /// Where it is run, as a comment behind it says: "at Ben's".
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

/// The pages in `docs/`, from the root.
pub fn others() -> Vec<String> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut pages: Vec<String> = std::fs::read_dir(docs)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|it| it == "md"))
        .map(|name| format!("docs/{name}"))
        .collect();
    pages.sort();
    pages
}

/// The commands of the blocks of `console` and `sh`, from top to bottom.
pub fn examples(page: &str) -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let mut examples: Vec<Example> = Vec::new();
    let (mut section, mut block) = (String::new(), None);
    for (at, line) in text.lines().enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            block = block.is_none().then_some(language);
        } else if block.is_none() {
            if let Some(heading) = line.strip_prefix("## ") {
                heading.clone_into(&mut section);
            }
        } else if block == Some("sh") && !line.is_empty() {
            examples.push(example(&section, at, line));
        } else if block == Some("console") {
            match (line.strip_prefix("$ "), examples.last_mut()) {
                (Some(typed), _) => examples.push(example(&section, at, typed)),
                (None, Some(example)) => example.printed.push(line.to_owned()),
                (None, None) => panic!("{page}:{}: printed by nothing", at + 1),
            }
        }
    }
    examples
}

fn example(section: &str, at: usize, line: &str) -> Example {
    let (typed, comment) = match line.split_once(" # ") {
        Some((typed, comment)) => (typed, Some(comment.trim().to_owned())),
        None => (line, None),
    };
    Example {
        section: section.to_owned(),
        line: at + 1,
        typed: typed.trim().to_owned(),
        at: comment,
        printed: Vec::new(),
    }
}
