//! The phone's health check: what is well, and what is not.

use ringtrue_core::calendar::{BackupDue, backup_due};
use ringtrue_core::health::{self, Checkup, Fact, Health};
use ringtrue_core::text::Texts;
use ringtrue_core::{Group, Name, UnixTime};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::moment::Moment;
use crate::phone::Phone;
use crate::texts;

#[wasm_bindgen]
impl Phone {
    /// Returns the findings as JSON, a row for each: its name (`topic`), its `health` (`well`,
    /// `look` or `wrong`), the sentence `text` or its id `say`, the name of the `group` if it
    /// is about one, and `fix`, which names the remedy: `backup`, `practise`, `rotate`,
    /// `family`, `sheet`, or null.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn health(&self, now: f64, minutes_west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let own = self.key.public();
        let clock = health::clock(&self.state, moment.now);
        let upkeep = health::upkeep(
            &self.vault,
            &self.state,
            Some(&own),
            moment.now,
            moment.today,
        );
        let mut rows = Vec::new();
        if clock.is_none() {
            let text = json!({ "say": "phone-clock-well" });
            rows.push(row(&texts().health_clock(), Health::Well, text, None));
        }
        let found = clock.into_iter().chain(upkeep);
        rows.extend(found.filter_map(|found| self.row(&found, &moment)));
        Ok(Value::from(rows).to_string())
    }
}

impl Phone {
    fn row(&self, found: &Checkup, moment: &Moment) -> Option<Value> {
        let when = |time: UnixTime| moment.written(time);
        let entry = self
            .group_of(found)
            .map(Group::key_name)
            .unwrap_or_default();
        let of_group = |name: fn(&Texts, &Name) -> String| {
            let group = self.group_of(found).map(Group::local_name);
            group.map(|group| name(texts(), group))
        };
        let (topic, text, fix) = match &found.what {
            Fact::ClockWentBack { last } => {
                let text = texts().clock_went_back(&when(moment.now), &when(*last));
                (texts().health_clock(), row_of(&text), None)
            }
            Fact::Backup(made) => {
                let text = self.backup_text_of(*made, moment);
                (texts().health_backup(), text, Some("backup"))
            }
            Fact::NeverPractised => {
                let text = json!({ "say": "phone-never-practised" });
                (texts().health_practice(), text, Some("practise"))
            }
            Fact::DrillWentWrong { at, .. } => {
                let text = row_of(&texts().health_drill_wrong(&when(*at)));
                (texts().health_practice(), text, Some("practise"))
            }
            Fact::Practised { at } => {
                let text = row_of(&texts().health_practised(&when(*at)));
                (texts().health_practice(), text, Some("practise"))
            }
            Fact::Rotation { due, .. } => {
                let date = texts().day_short(moment.day(*due));
                let text = match found.health {
                    Health::Well => texts().health_rotation_next(&entry, &date),
                    _ => texts().health_rotation_due(&entry, &date),
                };
                (of_group(Texts::health_key)?, row_of(&text), Some("rotate"))
            }
            Fact::NotSeen { names, .. } => {
                let text = texts().health_not_seen(&entry, &listed(names));
                (of_group(Texts::health_list)?, row_of(&text), Some("family"))
            }
            Fact::SheetsEnd { names, .. } => {
                let text = texts().health_sheets_end(&listed(names));
                (of_group(Texts::health_list)?, row_of(&text), Some("sheet"))
            }
            _ => return None,
        };
        let fix = fix.filter(|_| found.health != Health::Well);
        let mut row = row(&topic, found.health, text, fix);
        if let (Some(row), Some(group)) = (row.as_object_mut(), self.group_of(found)) {
            row.insert("group".to_owned(), group.local_name().as_str().into());
        }
        Some(row)
    }

    fn group_of(&self, found: &Checkup) -> Option<&Group> {
        match &found.what {
            Fact::Rotation { group, .. }
            | Fact::NotSeen { group, .. }
            | Fact::SheetsEnd { group, .. } => self.vault.group(*group),
            _ => None,
        }
    }

    fn backup_text_of(&self, made: Option<UnixTime>, moment: &Moment) -> Value {
        match (backup_due(&self.state, &self.vault, moment.now), made) {
            (Some(BackupDue::NewSeed), _) => json!({ "say": "phone-backup-due-new-seed" }),
            (Some(BackupDue::Old), _) => json!({ "say": "phone-backup-due-old" }),
            (None, Some(made)) => {
                let day = texts().day_short(moment.day(made));
                row_of(&texts().health_backup_made(&day))
            }
            (Some(BackupDue::Never), _) | (None, None) => {
                json!({ "say": "phone-backup-due-never" })
            }
        }
    }
}

fn row(topic: &str, health: Health, mut text: Value, fix: Option<&str>) -> Value {
    if let Value::Object(row) = &mut text {
        row.insert("topic".to_owned(), topic.into());
        row.insert("health".to_owned(), health.as_str().into());
        row.insert("fix".to_owned(), fix.into());
    }
    text
}

fn row_of(text: &str) -> Value {
    json!({ "text": text })
}

fn listed(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    names.join(", ")
}
