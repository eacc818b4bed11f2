//! The seconds of the system's clock, for screens that are repainted every second.

#![expect(
    clippy::disallowed_methods,
    reason = "the seconds are those of the system's clock"
)]

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Wake;

/// The second that was reported last.
#[derive(Clone, Copy)]
pub(super) struct Seconds {
    reported: u64,
}

impl Seconds {
    /// Counts the current second as reported.
    pub(super) fn new() -> Self {
        Self {
            reported: since_1970().as_secs(),
        }
    }

    /// Waits for another event, but no longer than until the next second begins; not at all if
    /// one has begun since the last report.
    ///
    /// `wait` gets the longest time to wait, and returns `None` when that is over, or sooner.
    pub(super) fn wait(
        &mut self,
        mut wait: impl FnMut(Duration) -> io::Result<Option<Wake>>,
    ) -> io::Result<Wake> {
        while let Some(left) = self.left_at(since_1970()) {
            if let Some(wake) = wait(left)? {
                return Ok(wake);
            }
        }
        Ok(Wake::Second)
    }

    /// Returns how long to wait for the next second; `None` if another has begun since the last
    /// report, and now counts as reported.
    ///
    /// The wait is at most [`SECOND`] plus [`LATENESS`]; then the clock is read again, so that
    /// nothing hangs if it was adjusted. Waits are measured by a clock that stops while the machine
    /// sleeps; the bound holds after a sleep too.
    fn left_at(&mut self, now: Duration) -> Option<Duration> {
        if now.as_secs() != self.reported {
            self.reported = now.as_secs();
            return None;
        }
        let begun = Duration::from_nanos(now.subsec_nanos().into());
        Some(SECOND.saturating_sub(begun).saturating_add(LATENESS))
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// How late a second is reported, so that it is never early: a clock that is slewed loses at most
/// half a millisecond in a second.
const LATENESS: Duration = Duration::from_millis(3);

fn since_1970() -> Duration {
    // A clock before 1970 was never set; then every wait is a second.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Seconds;

    #[test]
    fn a_second_is_waited_for_until_just_after_it_begins() {
        let mut seconds = Seconds { reported: 1000 };
        for (millis, left) in [(1_000_000, 1003), (1_000_250, 753), (1_000_999, 4)] {
            assert_eq!(
                seconds.left_at(Duration::from_millis(millis)),
                Some(Duration::from_millis(left))
            );
        }
    }

    #[test]
    fn a_second_that_began_unseen_is_reported_at_once_and_once() {
        let mut seconds = Seconds { reported: 1000 };
        // Forward, further forward, and back.
        for millis in [1_001_010, 9_000_500, 500_999] {
            let now = Duration::from_millis(millis);
            assert_eq!(seconds.left_at(now), None);
            assert!(seconds.left_at(now).is_some());
        }
    }
}
