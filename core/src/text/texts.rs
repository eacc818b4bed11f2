//! The sentences of one language, from Fluent files (`locales/`).
//!
//! Each sentence is a message with an id, and a function of [`Texts`] with the
//! message's arguments. [`Texts::new`] checks that the two agree, so that no
//! sentence can be missing when it is needed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use thiserror::Error;

use super::html::Html;
use crate::call::Part;
use crate::group::{Generation, Name};
use crate::sheet::Serial;
use crate::words::Word;

/// The English texts, which are the originals.
const ENGLISH: &str = concat!(
    include_str!("../../locales/en/calls.ftl"),
    include_str!("../../locales/en/camera.ftl"),
    include_str!("../../locales/en/dates.ftl"),
    include_str!("../../locales/en/doctor.ftl"),
    include_str!("../../locales/en/enrolment.ftl"),
    include_str!("../../locales/en/pages.ftl"),
    include_str!("../../locales/en/practice.ftl"),
    include_str!("../../locales/en/roll.ftl"),
    include_str!("../../locales/en/rules.ftl"),
    include_str!("../../locales/en/verdicts.ftl"),
);

/// All sentences: their ids, each with the names of its arguments.
fn all_sentences() -> impl Iterator<Item = &'static Sentence> {
    let rooms = [
        super::calls::SENTENCES,
        super::camera::SENTENCES,
        super::dates::SENTENCES,
        super::doctor::SENTENCES,
        super::enrolment::SENTENCES,
        super::pages::SENTENCES,
        super::practice::SENTENCES,
        super::roll::SENTENCES,
        super::rules::SENTENCES,
        super::verdicts::SENTENCES,
    ];
    rooms.into_iter().flatten()
}

/// A sentence's id and the names of its arguments.
pub(super) type Sentence = (&'static str, &'static [&'static str]);

/// The sentences that a family reads, in one language.
///
/// ```
/// use ringtrue_core::text::Texts;
///
/// let texts = Texts::english();
/// assert_eq!(texts.rules()[0], "The one who called speaks first.");
/// ```
pub struct Texts {
    /// For terminals and JSON.
    plain: Bundle,
    /// For pages: marks where each argument begins and ends.
    isolating: Bundle,
}

type Bundle = FluentBundle<Arc<FluentResource>>;

impl Texts {
    /// Returns the English texts.
    #[must_use]
    pub fn english() -> &'static Self {
        static PARSED: LazyLock<Texts> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
            Texts::new("en", ENGLISH.as_bytes()).expect("the English texts are complete")
        });
        &PARSED
    }

    /// Reads the texts of a language from one Fluent file. `language` is a
    /// Unicode language identifier, such as `en` or `pt-BR`: plurals follow its
    /// rules.
    ///
    /// # Errors
    ///
    /// [`TextsError`] if the file can't be parsed, or if its messages or their
    /// arguments are not exactly those that there is a function for.
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
            // It fails only if an id occurs twice, which `check` rules out.
            let _ = bundle.add_resource(Arc::clone(&resource));
            bundle
        };
        Ok(Self {
            plain: bundle(false),
            isolating: bundle(true),
        })
    }

    /// Returns the language as a Unicode language identifier: `en`.
    #[must_use]
    pub fn language(&self) -> String {
        self.plain.locales.iter().map(ToString::to_string).collect()
    }

    /// Returns the sentence `id` with its arguments filled in.
    pub(super) fn sentence<'a>(
        &self,
        id: &str,
        arguments: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        filled(&self.plain, id, arguments)
    }

    /// Returns the sentence `id` with its arguments filled in, for a page.
    pub(super) fn html<'a>(
        &self,
        id: &str,
        arguments: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> Html {
        Html::new(filled(&self.isolating, id, arguments))
    }
}

fn filled<'a>(
    bundle: &Bundle,
    id: &str,
    arguments: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
) -> String {
    let message = bundle.get_message(id);
    let Some(pattern) = message.and_then(|message| message.value()) else {
        return id.to_owned();
    };
    let arguments: FluentArgs<'a> = arguments.into_iter().collect();
    // It fails only if an argument is missing, which `check` rules out.
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new());
    Cow::into_owned(text)
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.language())
    }
}

/// Why a file can't be a language's texts.
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

/// A value that can be filled into a sentence.
pub(super) trait Argument {
    /// Returns the value in Fluent's terms.
    fn value(&self) -> FluentValue<'_>;
}

impl Argument for &str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for u64 {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for Generation {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.number())
    }
}

impl Argument for Serial {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.to_string())
    }
}

impl Argument for &Name {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for Word {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for Option<Part> {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.map_or("other", Part::as_str))
    }
}

/// Writes a function of [`Texts`] for each sentence, and lists them all as
/// `SENTENCES`. The functions return a `String`; after `in Html:`, an [`Html`].
macro_rules! sentences {
    (in Html: $($sentences:tt)+) => {
        $crate::text::texts::sentences!(@html -> $crate::text::html::Html, $($sentences)+);
    };
    (@$fill:ident -> $returned:ty,
        $($(#[$doc:meta])* $vis:vis fn $name:ident($($argument:ident: $type:ty),*) = $id:literal;)+
    ) => {
        impl $crate::text::Texts {
            $($(#[$doc])*
            #[must_use]
            $vis fn $name(&self $(, $argument: $type)*) -> $returned {
                #[allow(unused_imports, reason = "not every sentence has arguments")]
                use $crate::text::texts::Argument as _;
                self.$fill($id, [$((stringify!($argument), $argument.value())),*])
            })+
        }

        pub(in $crate::text) const SENTENCES: &[$crate::text::texts::Sentence] =
            &[$(($id, &[$(stringify!($argument)),*])),+];
    };
    ($($sentences:tt)+) => {
        $crate::text::texts::sentences!(@sentence -> String, $($sentences)+);
    };
}
pub(super) use sentences;

#[cfg(test)]
mod tests {
    use super::{ENGLISH, Texts, TextsError, all_sentences};

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
}
