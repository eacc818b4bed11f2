//! The examples of the README.

use crate::ELSEWHERE;

/// A command, and its output as the page shows it.
pub struct Example {
    pub section: String,
    /// The line in the README, from 1.
    pub line: usize,
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

/// Returns the commands of the `console` and `sh` blocks, from top to bottom.
pub fn examples() -> Vec<Example> {
    let text = include_str!("../../README.md");
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
                (None, None) => panic!("line {}: printed by nothing", at + 1),
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
