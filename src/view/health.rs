//! How a device is: one line a thing, and what mends it.

use super::{BAD, BOLD, GOOD, padded, styled, texts, width};
use ringtrue_core::group::Name;
use ringtrue_core::health::Health;
use ringtrue_core::text::visible;

/// A thing that is looked at.
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
    /// Its name for scripts, which never changes.
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

    /// Its name for people.
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

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How well it is.
    pub health: Health,
    /// Which thing.
    pub topic: Topic,
    /// What was found.
    pub text: String,
    /// What mends it.
    pub mend: Option<String>,
}

/// All that was found, one thing a line.
#[must_use]
pub fn health(findings: &[Finding]) -> String {
    let words = [
        texts().doctor_well(),
        texts().doctor_unknown(),
        texts().doctor_look(),
        texts().doctor_wrong(),
    ];
    let widest = words.iter().map(|word| width(word)).max().unwrap_or(0);
    let [well, unknown, look, wrong] = words;
    let mut text = String::new();
    for finding in findings {
        let (style, word) = match finding.health {
            Health::Well => (GOOD, &well),
            Health::Unknown => (BOLD, &unknown),
            Health::Look => (BOLD, &look),
            Health::Wrong => (BAD, &wrong),
        };
        text.push_str(&format!(
            "{}  {}: {}\n",
            styled(style, &padded(word, widest)),
            finding.topic.name(),
            visible(&finding.text)
        ));
        if let Some(mend) = &finding.mend {
            text.push_str(&format!("{}  {}\n", " ".repeat(widest), visible(mend)));
        }
    }
    text
}
