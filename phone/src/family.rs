//! The group in front: who is on its roll.

use ringtrue_core::UnixTime;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::moment::Moment;
use crate::phone::Phone;
use crate::texts;

#[wasm_bindgen]
impl Phone {
    /// Returns the roll of the group in front as JSON, who is behind first: each member with
    /// `name`, `holds` (`app`, `ringtrue` or `sheet`), `isYou`, and the `notes` on them.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Time`].
    pub fn roll(&self, now: f64, west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, west)?;
        let group = self.group()?;
        let own = self.key.public();
        let when = |time: UnixTime| moment.written(time);
        let roll = group.roll_call(Some(&own), moment.today).into_iter();
        let roll = roll.map(|member| {
            json!({
                "name": member.name.as_str(),
                "holds": member.holds.as_str(),
                "isYou": member.has_device(Some(&own)),
                "notes": texts().roll_notes(member, group, Some(&own), moment.today, &when),
            })
        });
        Ok(roll.collect::<Value>().to_string())
    }
}
