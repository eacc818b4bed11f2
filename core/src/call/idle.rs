//! How long a half stays on an idle screen, and a key in memory.

use std::time::Duration;

/// Idle time after which a half is hidden: longer than anyone takes to ask for a half,
/// shorter than a laptop is left open in a café.
const HIDE_AFTER: Duration = Duration::from_secs(3 * 60);

/// How long halves are hidden before a protected device locks. Someone who only looked
/// something up is back before that.
const LOCK_AFTER: Duration = Duration::from_secs(15 * 60);

/// The time since the last key press. All times are readings of one monotonic clock
/// that keeps running while the machine sleeps: neither setting the wall clock back nor
/// closing the laptop keeps a half on the screen.
///
/// ```
/// use std::time::Duration;
///
/// use ringtrue_core::call::Idle;
///
/// let idle = Idle::since(Duration::from_secs(10));
/// assert!(!idle.must_hide(Duration::from_secs(189)));
/// assert!(idle.must_hide(Duration::from_secs(190)));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Idle {
    since: Duration,
}

impl Idle {
    /// Starts at `now`, when a key was pressed.
    #[must_use]
    pub const fn since(now: Duration) -> Self {
        Self { since: now }
    }

    /// Returns true if a half must be hidden: three minutes after the last key press.
    #[must_use]
    pub fn must_hide(&self, now: Duration) -> bool {
        self.for_so_long(now) >= HIDE_AFTER
    }

    /// Returns true if a protected device must drop its key: fifteen minutes after
    /// halves were hidden, or would have been.
    #[must_use]
    pub fn must_lock(&self, now: Duration) -> bool {
        self.for_so_long(now) >= HIDE_AFTER.saturating_add(LOCK_AFTER)
    }

    /// Returns true if a protected device must drop its key, because halves have been
    /// `hidden` for fifteen minutes, whatever hid them.
    #[must_use]
    pub fn must_lock_after(hidden: Duration) -> bool {
        hidden >= LOCK_AFTER
    }

    const fn for_so_long(self, now: Duration) -> Duration {
        now.saturating_sub(self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Idle};

    #[test]
    fn a_half_is_hidden_after_three_minutes_without_a_key() {
        let idle = Idle::since(Duration::from_secs(1000));
        for (now, must_hide) in [(1000, false), (1179, false), (1180, true), (9000, true)] {
            assert_eq!(idle.must_hide(Duration::from_secs(now)), must_hide, "{now}");
        }
        let later = Idle::since(Duration::from_secs(1179));
        assert!(!later.must_hide(Duration::from_secs(1180)));
    }

    #[test]
    fn a_device_locks_after_fifteen_minutes_hidden() {
        let idle = Idle::since(Duration::from_secs(1000));
        for (now, locks) in [(1000, false), (2079, false), (2080, true), (9000, true)] {
            assert_eq!(idle.must_lock(Duration::from_secs(now)), locks, "{now}");
        }
        assert!(!Idle::since(Duration::from_secs(2079)).must_lock(Duration::from_secs(2080)));
    }

    #[test]
    fn whatever_hid_the_halves_a_device_locks_fifteen_minutes_later() {
        for (hidden, locks) in [(0, false), (899, false), (900, true)] {
            assert_eq!(Idle::must_lock_after(Duration::from_secs(hidden)), locks);
        }
    }

    #[test]
    fn a_clock_that_went_back_hides_nothing() {
        let idle = Idle::since(Duration::from_secs(1000));
        assert!(!idle.must_hide(Duration::ZERO));
        assert!(!idle.must_lock(Duration::ZERO));
    }
}
