//! The clock: waiting for the next second, uptime, the local offset from UTC, and
//! whether the clock is synchronised.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ringtrue_core::time::{UnixTime, UtcOffset};

/// Sleeps until just after the clock's next second begins.
#[expect(clippy::disallowed_methods, reason = "the seconds are the clock's")]
pub fn wait_until_second() {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    let begun = since_1970.map_or(0, |duration| duration.subsec_millis());
    // A few milliseconds late rather than one early.
    let left = 1003_u64.saturating_sub(begun.into());
    thread::sleep(Duration::from_millis(left));
}

/// Returns a clock that counts from some fixed moment, sleep included.
///
/// `CLOCK_BOOTTIME` counts sleep. macOS doesn't have it, but there `CLOCK_MONOTONIC`
/// counts sleep too, which it doesn't on Linux.
#[cfg(unix)]
pub fn uptime() -> impl Fn() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    #[cfg(any(target_os = "linux", target_os = "android", target_os = "openbsd"))]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "openbsd")))]
    const CLOCK: ClockId = ClockId::Monotonic;

    || Duration::try_from(clock_gettime(CLOCK)).unwrap_or_default()
}

/// Returns a clock that counts from now, sleep included.
///
/// Windows' performance counter, which [`std::time::Instant`] reads, counts sleep
/// ("Acquiring high-resolution time stamps", Microsoft Learn).
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "the moments are the clock's")]
pub fn uptime() -> impl Fn() -> Duration {
    let start = std::time::Instant::now();
    move || start.elapsed()
}

/// Returns the local offset from UTC at `time`, summer time included, for the time
/// zone that `TZ` or the system names; UTC if neither names one.
pub fn offset(time: UnixTime) -> UtcOffset {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let Ok(moment) = Timestamp::from_second(seconds) else {
        return UtcOffset::UTC;
    };
    UtcOffset::from_secs(TimeZone::system().to_offset(moment).seconds())
}

/// The system's answer to whether its clock is synchronised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(
        dead_code,
        reason = "no other system says more than that it is unknown"
    )
)]
pub enum Synchronised {
    /// It is synchronised.
    Yes,
    /// It is not, as far as the kernel knows.
    No,
    /// The platform has no way to ask, or this is a container, whose host keeps the
    /// clock.
    Unknown,
}

/// Asks the kernel whether the clock is synchronised (`adjtimex`).
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "no crate asks this without unsafe; the structure is zeroed and asks, never sets"
)]
pub fn synchronised() -> Synchronised {
    // modes = 0 reads.
    let mut answer: libc::timex = unsafe { std::mem::zeroed() };
    let state = unsafe { libc::adjtimex(&raw mut answer) };
    if state == -1 {
        Synchronised::Unknown
    } else if state != libc::TIME_ERROR && answer.status & libc::STA_UNSYNC == 0 {
        Synchronised::Yes
    } else if is_container() {
        Synchronised::Unknown
    } else {
        Synchronised::No
    }
}

/// Returns [`Synchronised::Unknown`]: only Linux is asked.
#[cfg(not(target_os = "linux"))]
pub fn synchronised() -> Synchronised {
    Synchronised::Unknown
}

/// Returns whether this is a container, by the traces that container engines leave.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the environment is the world")]
fn is_container() -> bool {
    let traces = [
        "/run/.containerenv",
        "/.dockerenv",
        "/run/systemd/container",
    ];
    std::env::var_os("container").is_some()
        || traces
            .iter()
            .any(|trace| std::path::Path::new(trace).exists())
}
