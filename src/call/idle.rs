//! How long a half stays on a screen that nobody touches.

use std::time::Duration;

use crate::sys::System;
use crate::sys::terminal::Key;

/// For how long without a key a half stays on the screen. Longer than any half
/// is asked for, shorter than somebody leaves a laptop open in a café.
const HIDE_AFTER: Duration = Duration::from_secs(3 * 60);

/// For how long no key was pressed.
pub struct Idle {
    since: Duration,
}

impl Idle {
    pub const fn since(awake: Duration) -> Self {
        Self { since: awake }
    }

    /// Whether it is too long to leave a half on the screen.
    pub fn is_over(&self, system: &System) -> bool {
        (system.awake)().saturating_sub(self.since) >= HIDE_AFTER
    }
}

/// Whether a key does nothing to a screen that is hidden but show it again.
pub fn uncovers(key: Key) -> bool {
    !matches!(key, Key::Interrupt | Key::Bell)
}
