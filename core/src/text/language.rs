//! Parses the texts of a language, and checks that they are complete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use thiserror::Error;

use super::texts::{Bundle, Sentence, Texts};

/// The English texts, which are the originals.
const ENGLISH: &str = concat!(
    include_str!("../../locales/en/calls.ftl"),
    include_str!("../../locales/en/camera.ftl"),
    include_str!("../../locales/en/dates.ftl"),
    include_str!("../../locales/en/doctor.ftl"),
    include_str!("../../locales/en/enrolment.ftl"),
    include_str!("../../locales/en/join.ftl"),
    include_str!("../../locales/en/keep.ftl"),
    include_str!("../../locales/en/pages.ftl"),
    include_str!("../../locales/en/phone.ftl"),
    include_str!("../../locales/en/practice.ftl"),
    include_str!("../../locales/en/roll.ftl"),
    include_str!("../../locales/en/rotate.ftl"),
    include_str!("../../locales/en/rules.ftl"),
    include_str!("../../locales/en/verdicts.ftl"),
);

/// Returns all sentences: each id with the names of its arguments.
fn all_sentences() -> impl Iterator<Item = &'static Sentence> {
    let rooms = [
        super::calls::SENTENCES,
        super::camera::SENTENCES,
        super::dates::SENTENCES,
        super::doctor::SENTENCES,
        super::enrolment::SENTENCES,
        super::join::SENTENCES,
        super::keep::SENTENCES,
        super::pages::SENTENCES,
        super::phone::SENTENCES,
        super::practice::SENTENCES,
        super::roll::SENTENCES,
        super::rotate::SENTENCES,
        super::rules::SENTENCES,
        super::verdicts::SENTENCES,
    ];
    rooms.into_iter().flatten()
}

fn parse_english() -> Texts {
    #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
    Texts::new("en", ENGLISH.as_bytes()).expect("the English texts are complete")
}

impl Texts {
    /// Returns the English texts.
    #[must_use]
    pub fn english() -> &'static Self {
        static PARSED: LazyLock<Texts> = LazyLock::new(parse_english);
        &PARSED
    }

    /// Returns the English texts for a page: marks (U+2068, U+2069) around each argument
    /// keep a right-to-left name from reordering the sentence.
    #[must_use]
    pub fn english_isolated() -> &'static Self {
        static PARSED: LazyLock<Texts> = LazyLock::new(|| {
            let mut texts = parse_english();
            texts.plain.set_use_isolating(true);
            texts
        });
        &PARSED
    }

    /// Returns every sentence that has no arguments, with its id, for a page whose
    /// markup places them by id.
    pub fn fixed(&self) -> impl Iterator<Item = (&'static str, String)> + '_ {
        all_sentences()
            .filter(|(_, arguments)| arguments.is_empty())
            .map(|(id, _)| (*id, self.sentence(id, [])))
    }

    /// Parses the texts of a language from one Fluent file. `language` is a
    /// Unicode language identifier, such as `en` or `pt-BR`: plurals follow its
    /// rules.
    ///
    /// # Errors
    ///
    /// [`TextsError`] if the file can't be parsed, or if its messages or their
    /// arguments don't match the functions for them exactly.
    pub fn new(language: &str, bytes: &[u8]) -> Result<Self, TextsError> {
        let languages = vec![language.parse().map_err(|_| TextsError::Language)?];
        let text = str::from_utf8(bytes).map_err(|_| TextsError::NotUtf8)?;
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            let at = errors.first().map_or(0, |error| error.pos.start);
            let before = text.bytes().take(at);
            TextsError::Syntax {
                line: before.filter(|byte| *byte == b'\n').count() + 1,
            }
        })?;
        check(&resource)?;
        let resource = Arc::new(resource);
        let bundle = |isolating| {
            let mut bundle = Bundle::new_concurrent(languages.clone());
            bundle.set_use_isolating(isolating);
            // This fails only if an id occurs twice, which `check` rules out.
            let _ = bundle.add_resource(Arc::clone(&resource));
            bundle
        };
        Ok(Self {
            plain: bundle(false),
            isolating: bundle(true),
        })
    }
}

/// An error in the file of a language's texts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextsError {
    /// The language is not a Unicode language identifier.
    #[error("not a language identifier")]
    Language,
    /// The file is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A line is not Fluent.
    #[error("line {line} is not Fluent")]
    Syntax {
        /// The line, from 1.
        line: usize,
    },
    /// A sentence is missing.
    #[error("the message {id} is missing")]
    Missing {
        /// Its id.
        id: &'static str,
    },
    /// A message is not one of the sentences, or occurs twice.
    #[error("the message {id} is unknown, or occurs twice")]
    Unknown {
        /// Its id.
        id: String,
    },
    /// A message uses other arguments than the sentence has, leaves one out, or
    /// refers to anything but arguments.
    #[error("the message {id} must use exactly these arguments: {}", .arguments.join(", "))]
    Arguments {
        /// Its id.
        id: String,
        /// The sentence's arguments.
        arguments: &'static [&'static str],
    },
}

/// Checks that `resource` has each sentence once, with exactly its arguments,
/// and nothing else.
fn check(resource: &FluentResource) -> Result<(), TextsError> {
    let mut missing: BTreeMap<_, _> = all_sentences().copied().collect();
    for entry in resource.entries() {
        let (id, value) = match entry {
            Entry::Message(message) if message.attributes.is_empty() => {
                (message.id.name, message.value.as_ref())
            }
            Entry::Message(message) => (message.id.name, None),
            Entry::Term(term) => (term.id.name, None),
            _ => continue,
        };
        let (Some(value), Some(arguments)) = (value, missing.remove(id)) else {
            return Err(TextsError::Unknown { id: id.to_owned() });
        };
        let mut used = BTreeSet::new();
        if !uses_only_variables(value, &mut used) || used != arguments.iter().copied().collect() {
            let id = id.to_owned();
            return Err(TextsError::Arguments { id, arguments });
        }
    }
    match missing.into_keys().next() {
        None => Ok(()),
        Some(id) => Err(TextsError::Missing { id }),
    }
}

/// Collects the variables of a pattern. Returns `false` if it refers to other
/// messages, terms or functions.
fn uses_only_variables<'a>(pattern: &Pattern<&'a str>, used: &mut BTreeSet<&'a str>) -> bool {
    pattern.elements.iter().all(|element| match element {
        PatternElement::TextElement { .. } => true,
        PatternElement::Placeable { expression } => is_variable(expression, used),
    })
}

fn is_variable<'a>(expression: &Expression<&'a str>, used: &mut BTreeSet<&'a str>) -> bool {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            let all = variants
                .iter()
                .all(|variant| uses_only_variables(&variant.value, used));
            if !all {
                return false;
            }
            selector
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            used.insert(id.name);
            true
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, Texts, TextsError, all_sentences};
    use crate::Name;

    #[test]
    fn the_english_texts_have_each_sentence_once() {
        Texts::new("en", ENGLISH.as_bytes()).unwrap();
        let mut ids: Vec<_> = all_sentences().map(|(id, _)| id).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn a_file_with_other_messages_or_arguments_is_refused() {
        let unknown = |id: &str| TextsError::Unknown { id: id.to_owned() };
        let arguments = |id: &str| TextsError::Arguments {
            id: id.to_owned(),
            arguments: &[],
        };
        let hang_up = "rule-hang-up = One wrong half: hang up.\n";
        for (from, to, expected) in [
            (hang_up, "", TextsError::Missing { id: "rule-hang-up" }),
            (
                hang_up,
                "rule-hang-up = { $who }\n",
                arguments("rule-hang-up"),
            ),
            (
                hang_up,
                "rule-hang-up = { rule-call-back }\n",
                arguments("rule-hang-up"),
            ),
            (
                hang_up,
                "rule-hang-up = { NUMBER(1) }\n",
                arguments("rule-hang-up"),
            ),
            (
                hang_up,
                "rule-hang-up =\n    .title = Hang up\n",
                unknown("rule-hang-up"),
            ),
            (
                "rule-hang-up",
                "hello = Hello\nrule-hang-up",
                unknown("hello"),
            ),
            ("rule-hang-up", "-us = us\nrule-hang-up", unknown("us")),
            ("rule-hang-up", "rule-call-back", unknown("rule-call-back")),
        ] {
            let text = ENGLISH.replace(from, to);
            assert_ne!(text, ENGLISH);
            assert_eq!(
                Texts::new("en", text.as_bytes()).unwrap_err(),
                expected,
                "{to}"
            );
        }
    }

    #[test]
    fn what_is_not_fluent_or_no_language_is_refused() {
        let english = ENGLISH.as_bytes();
        assert_eq!(Texts::new("?", english).unwrap_err(), TextsError::Language);
        assert_eq!(Texts::new("en", b"\xff").unwrap_err(), TextsError::NotUtf8);
        assert_eq!(
            Texts::new("en", b"# fine\n\na sentence\n").unwrap_err(),
            TextsError::Syntax { line: 3 }
        );
    }

    #[test]
    fn isolated_texts_keep_a_names_direction_to_itself() {
        let name = Name::tidy("משפחה").unwrap();
        let plain = Texts::english().ask_forget(&name);
        let isolated = Texts::english_isolated().ask_forget(&name);
        assert!(isolated.contains("\u{2068}משפחה\u{2069}"), "{isolated}");
        assert_eq!(isolated.replace(['\u{2068}', '\u{2069}'], ""), plain);
    }
}
