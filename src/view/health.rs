//! The report of `doctor`: one line per diagnosis, and its fix.

use super::{BAD, BOLD, GOOD, padded, styled, texts, width};
use ringtrue_core::group::Name;
use ringtrue_core::health::Health;
use ringtrue_core::text::escape_invisible;

/// A thing that `doctor` checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The clock.
    Clock,
    /// The files of this device.
    Files,
    /// The vault.
    Vault,
    /// The previous version of the vault.
    Previous,
    /// The device key.
    DeviceKey,
    /// The backup.
    Backup,
    /// Practice.
    Practice,
    /// A group's seed.
    Seed(Name),
    /// A group's roll.
    Roll(Name),
}

impl Topic {
    /// Returns its name for scripts, which never changes.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Clock => "clock".to_owned(),
            Self::Files => "files".to_owned(),
            Self::Vault => "vault".to_owned(),
            Self::Previous => "vault.age.bak".to_owned(),
            Self::DeviceKey => "device key".to_owned(),
            Self::Backup => "backup".to_owned(),
            Self::Practice => "practice".to_owned(),
            Self::Seed(group) => format!("seed of \"{group}\""),
            Self::Roll(group) => format!("roll of \"{group}\""),
        }
    }

    /// Returns its name for people.
    fn name(&self) -> String {
        match self {
            Self::Clock => texts().doctor_clock(),
            Self::Files => texts().doctor_files(),
            Self::Vault => texts().doctor_vault(),
            Self::Previous => "vault.age.bak".to_owned(),
            Self::DeviceKey => texts().doctor_device_key(),
            Self::Backup => texts().doctor_backup(),
            Self::Practice => texts().doctor_practice(),
            Self::Seed(group) => texts().doctor_seed(group),
            Self::Roll(group) => texts().doctor_roll(group),
        }
    }
}

/// A line of `doctor`'s report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The severity.
    pub health: Health,
    /// The thing checked.
    pub topic: Topic,
    /// What was found, in words.
    pub text: String,
    /// The fix, if one is needed.
    pub fix: Option<String>,
}

/// Formats all diagnoses, one per line, each with its fix below.
#[must_use]
pub fn health(diagnoses: &[Diagnosis]) -> String {
    let words = [
        texts().doctor_well(),
        texts().doctor_unknown(),
        texts().doctor_look(),
        texts().doctor_wrong(),
    ];
    let widest = words.iter().map(|word| width(word)).max().unwrap_or(0);
    let [well, unknown, look, wrong] = words;
    let mut text = String::new();
    for diagnosis in diagnoses {
        let (style, word) = match diagnosis.health {
            Health::Well => (GOOD, &well),
            Health::Unknown => (BOLD, &unknown),
            Health::Look => (BOLD, &look),
            Health::Wrong => (BAD, &wrong),
        };
        text.push_str(&format!(
            "{}  {}: {}\n",
            styled(style, &padded(word, widest)),
            diagnosis.topic.name(),
            escape_invisible(&diagnosis.text)
        ));
        if let Some(fix) = &diagnosis.fix {
            text.push_str(&format!(
                "{}  {}\n",
                " ".repeat(widest),
                escape_invisible(fix)
            ));
        }
    }
    text
}
