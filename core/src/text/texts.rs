//! The sentences of one language, from Fluent files (`locales/`).
//!
//! Each sentence is a message with an id, and a function of [`Texts`] with the
//! message's arguments. [`Texts::new`] checks that the two agree, so that no
//! sentence can be missing when it is needed. It is in `language`, which depends on
//! the modules of all sentences.

use std::borrow::Cow;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::html::Html;
use crate::call::Part;
use crate::group::{Generation, Name};
use crate::words::Word;

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
    pub(super) plain: Bundle,
    /// For pages: marks where each argument begins and ends.
    pub(super) isolating: Bundle,
}

pub(super) type Bundle = FluentBundle<Arc<FluentResource>>;

impl Texts {
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
    // This fails only if an argument is missing, which `check` rules out.
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new());
    Cow::into_owned(text)
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.language())
    }
}

/// A value that can be filled into a sentence.
pub(super) trait Argument {
    /// Returns the value as Fluent takes it.
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

/// Defines a function of [`Texts`] for each sentence, and lists the sentences as
/// `SENTENCES`. The functions return a `String` or, after `in Html:`, an [`Html`].
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
