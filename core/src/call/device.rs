//! The code on a new device, read out by someone who sits beside it, to check that the
//! device has the seed in force and the right time.

use super::finding::{Finding, Part, Verdict};
use super::half::Side;
use super::judge::check;
use crate::group::{Generation, Group};
use crate::time::UnixTime;
use crate::words::{Heard, HeardError};

/// How many times the code of a new device may be entered before it has to scan again.
pub const DEVICE_TRIES: usize = 3;

/// The reason why the code on a new device is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongDevice {
    /// The typed text is not a code.
    Unreadable(HeardError),
    /// It is due at another time: a clock is wrong.
    Time,
    /// It is due under the seed of this generation, which is no longer in force.
    Old(Generation),
    /// It matches nothing of the group.
    Code,
    /// Its verdict belongs to a call, such as that of a duress half.
    Call(Finding),
}

/// Checks the code on a new device: the caller's half, or all of it. Halves used on a
/// call are accepted here, and nothing accepted here is used up.
///
/// # Errors
/// [`WrongDevice`].
pub fn check_device(group: &Group, typed: &str, now: UnixTime) -> Result<(), WrongDevice> {
    let heard = Heard::read(typed).map_err(WrongDevice::Unreadable)?;
    let finding = check(group, &heard, Some(Side::Caller), &[], now);
    Err(match (finding.verdict, finding.part) {
        (Verdict::Match, _) => return Ok(()),
        (Verdict::WrongTime, Some(Part::Full)) => WrongDevice::Time,
        // A half may fit another time by chance.
        (Verdict::NoMatch | Verdict::WrongTime | Verdict::OwnHalf, _) => WrongDevice::Code,
        (Verdict::MatchPreviousGeneration | Verdict::OldSeed, _) => {
            WrongDevice::Old(finding.generation)
        }
        (Verdict::Used | Verdict::Duress, _) => WrongDevice::Call(finding),
    })
}

#[cfg(test)]
mod tests {
    use super::{WrongDevice, check_device};
    use crate::group::sample::group;
    use crate::group::{Generation, Group};
    use crate::otp::{Codes, duress_key};
    use crate::secret::Secret;
    use crate::time::UnixTime;
    use crate::words::HeardError;

    const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

    fn code(group: &Group, seconds: u64) -> String {
        let at = UnixTime::from_secs(NOW.as_secs() + seconds);
        group.codes().at(at).as_str().to_owned()
    }

    #[test]
    fn the_first_half_and_the_whole_code_are_right_as_often_as_they_are_read() {
        let group = group("Smith family");
        let all = code(&group, 0);
        let (first, last) = all.split_at(3);
        for typed in [first, &all, first, &format!("{first} {last}")] {
            assert_eq!(check_device(&group, typed, NOW), Ok(()));
        }
        assert_eq!(check_device(&group, last, NOW), Err(WrongDevice::Code));
    }

    #[test]
    fn a_code_that_is_not_right_has_a_reason() {
        let mut group = group("Smith family");
        let old = code(&group, 0);
        let next = Secret::new(&[2; Secret::LENGTH]).unwrap();
        group.rotate(next, 7, NOW).unwrap();
        let late = code(&group, 3600);
        let key = duress_key(&group.current().secret);
        let forced = Codes::new(&key, group.parameters()).at(NOW);
        let wrong = |typed: &str| check_device(&group, typed, NOW).unwrap_err();
        assert_eq!(wrong(&old), WrongDevice::Old(Generation::FIRST));
        assert_eq!(wrong(&late), WrongDevice::Time);
        assert_eq!(wrong(&late[..3]), WrongDevice::Code);
        assert_eq!(wrong(""), WrongDevice::Unreadable(HeardError::Nothing));
        assert!(matches!(wrong(&forced.as_str()[..3]), WrongDevice::Call(_)));
    }
}
