//! Parsing of the time given to `--at`.

use ringtrue_core::UnixTime;

use crate::failure::Failure;

/// Parses a time in RFC 3339 or in seconds since 1970.
pub fn parse_time(text: &str) -> Result<UnixTime, Failure> {
    /// The last second of the year 9999, the last that RFC 3339 can write.
    const LAST: u64 = 253_402_300_799;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits {
        text.parse().ok()
    } else {
        let timestamp: Option<jiff::Timestamp> = text.parse().ok();
        timestamp.and_then(|timestamp| u64::try_from(timestamp.as_second()).ok())
    };
    seconds
        .filter(|seconds| *seconds <= LAST)
        .map(UnixTime::from_secs)
        .ok_or_else(|| {
            Failure::new("--at must be a time from 1970 to 9999")
                .hint("write it as 2026-11-22T18:30:00Z, or as seconds since 1970")
        })
}
