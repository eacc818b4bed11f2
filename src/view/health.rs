//! How a device is: one line a thing, and what mends it.

use super::{BAD, BOLD, GOOD, padded, styled};

/// How well a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Well,
    /// Worth a look.
    Look,
    /// Not as it must be.
    Wrong,
}

impl Health {
    /// Its name, which never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Look => "look",
            Self::Wrong => "wrong",
        }
    }
}

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How well it is.
    pub health: Health,
    /// Which thing.
    pub topic: String,
    /// What was found.
    pub text: String,
    /// What mends it.
    pub mend: Option<String>,
}

impl Finding {
    /// What was found of `topic`.
    #[must_use]
    pub fn new(
        health: Health,
        topic: impl Into<String>,
        text: impl Into<String>,
        mend: Option<String>,
    ) -> Self {
        Self {
            health,
            topic: topic.into(),
            text: text.into(),
            mend,
        }
    }
}

/// All that was found, one thing a line.
#[must_use]
pub fn health(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let (style, word) = match finding.health {
            Health::Well => (GOOD, "well"),
            Health::Look => (BOLD, "look at this"),
            Health::Wrong => (BAD, "wrong"),
        };
        text.push_str(&format!(
            "{}  {}: {}\n",
            styled(style, &padded(word, "look at this".len())),
            finding.topic,
            finding.text
        ));
        if let Some(mend) = &finding.mend {
            text.push_str(&format!("{}  {mend}\n", " ".repeat("look at this".len())));
        }
    }
    text
}
