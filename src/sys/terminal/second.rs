//! The seconds of the system's clock, for what has to be painted again with each of them.

#![expect(
    clippy::disallowed_methods,
    reason = "the seconds are those of the system's clock"
)]

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Wake;

/// Which second was told last.
#[derive(Clone, Copy)]
pub(super) struct Seconds {
    told: u64,
}

impl Seconds {
    /// The current second counts as told.
    pub(super) fn new() -> Self {
        Self {
            told: since_1970().as_secs(),
        }
    }

    /// Waits for something else, but no longer than until the next second begins; not at all where
    /// another has begun since one was told.
    ///
    /// `wait` takes the time to wait at most, and returns `None` when that is over, or sooner.
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

    /// How long to wait for the next second; `None` where it is another already than the one that
    /// was told, which now it is.
    ///
    /// At most [`SECOND`] and [`LATENESS`], then the clock is looked at again, so that nothing hangs
    /// where it was adjusted. Waits are measured by a clock that stands still while the machine
    /// sleeps: after that the next second is told no later either.
    fn left_at(&mut self, now: Duration) -> Option<Duration> {
        if now.as_secs() != self.told {
            self.told = now.as_secs();
            return None;
        }
        let begun = Duration::from_nanos(now.subsec_nanos().into());
        Some(SECOND.saturating_sub(begun).saturating_add(LATENESS))
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// By how much a second is told late, lest it be told early: a clock that is slewed loses at most
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
        let mut seconds = Seconds { told: 1000 };
        for (millis, left) in [(1_000_000, 1003), (1_000_250, 753), (1_000_999, 4)] {
            assert_eq!(
                seconds.left_at(Duration::from_millis(millis)),
                Some(Duration::from_millis(left))
            );
        }
    }

    #[test]
    fn a_second_that_began_unseen_is_told_at_once_and_once() {
        let mut seconds = Seconds { told: 1000 };
        // On, further on, and back.
        for millis in [1_001_010, 9_000_500, 500_999] {
            let now = Duration::from_millis(millis);
            assert_eq!(seconds.left_at(now), None);
            assert!(seconds.left_at(now).is_some());
        }
    }
}
