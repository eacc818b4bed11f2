//! The paper of somebody who has no device: a line for each day, with both
//! halves of that day. Which line counts when, and for whom, `call` says; what
//! the paper looks like, `view`.

use std::fmt;

use thiserror::Error;

use crate::group::{Generation, Group, Name};
use crate::otp::{Code, Codes, Parameters, sheet_key};
use crate::secret::Secret;
use crate::time::Day;

/// What tells one sheet of a member from the next: six digits, the first of
/// which is no 0. No secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serial(u32);

impl Serial {
    /// The lowest there is. Six digits are typed without a slip, and two sheets
    /// of one member have the same by chance once in 900,000.
    const FIRST: u32 = 100_000;

    /// The highest there is.
    const LAST: u32 = 999_999;

    /// The serial of this number, `None` outside 100,000 to 999,999.
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        match number {
            Self::FIRST..=Self::LAST => Some(Self(number)),
            _ => None,
        }
    }

    /// The serial that a person copied from a sheet: six digits, which may
    /// stand in groups.
    ///
    /// # Errors
    /// [`NoSerial`].
    ///
    /// ```
    /// use ringtrue_core::sheet::Serial;
    ///
    /// assert_eq!(Serial::parse("431 207"), Ok(Serial::new(431_207).unwrap()));
    /// assert!(Serial::parse("031207").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, NoSerial> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '\u{a0}'))
            .collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoSerial);
        }
        digits.parse().ok().and_then(Self::new).ok_or(NoSerial)
    }

    /// Draws one from a random source that fills bytes.
    ///
    /// # Errors
    /// Whatever `fill` fails with.
    pub fn draw<E>(mut fill: impl FnMut(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        const COUNT: u32 = Serial::LAST - Serial::FIRST + 1;
        // Above, the lower serials would come more often.
        const FAIR: u32 = u32::MAX - u32::MAX % COUNT;
        loop {
            let mut bytes = [0; 4];
            fill(&mut bytes)?;
            let drawn = u32::from_be_bytes(bytes);
            if drawn < FAIR {
                return Ok(Self(Self::FIRST + drawn % COUNT));
            }
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that is no serial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a serial is six digits, and the first is no 0")]
#[non_exhaustive]
pub struct NoSerial;

/// The sheet that a member holds, as the roll knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Which one.
    pub serial: Serial,
    /// The generation whose seed it was made of.
    pub generation: Generation,
}

/// Computes the lines of one sheet. It holds a copy of the sheet's key, wiped
/// on drop; the seed can't be had from it.
#[derive(Debug)]
pub struct DayCodes(Codes);

impl DayCodes {
    /// The lines of the sheet `serial` of `member`, made of `seed`. `member` is
    /// spelt as on the roll, letter for letter.
    #[must_use]
    pub fn new(seed: &Secret, member: &Name, serial: Serial) -> Self {
        let key = sheet_key(seed, member.as_str(), serial.number());
        Self(Codes::new(&key, Parameters::default()))
    }

    /// The lines of a sheet of `group`, `None` where the seed that it was made
    /// of is gone.
    #[must_use]
    pub fn of(group: &Group, member: &Name, sheet: Sheet) -> Option<Self> {
        let previous = group.previous().iter().map(|previous| &previous.seed);
        let seed = std::iter::once(group.current())
            .chain(previous)
            .find(|seed| seed.generation == sheet.generation)?;
        Some(Self::new(&seed.secret, member, sheet.serial))
    }

    /// The line of one day: 6 digits, the caller's half and the answerer's.
    /// HOTP (RFC 4226) with the day's number as counter.
    #[must_use]
    pub fn on(&self, day: Day) -> Code {
        self.0.at_counter(day.counter())
    }

    pub(crate) fn into_codes(self) -> Codes {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{DayCodes, NoSerial, Serial};
    use crate::group::Name;
    use crate::secret::Secret;
    use crate::time::Day;

    #[test]
    fn the_lines_of_a_sheet_are_those_of_a_second_computation() {
        // Python's hmac and hashlib, RFC 5869 and RFC 4226 by hand:
        // tests/vectors/README.md
        let seed = Secret::new(b"12345678901234567890").unwrap();
        let name = Name::tidy("Großmutter").unwrap();
        let lines = DayCodes::new(&seed, &name, serial(431_207));
        for (day, line) in LINES {
            assert_eq!(lines.on(Day::new(day)).as_str(), line, "{day}");
        }
    }

    const LINES: [(u64, &str); 4] = [
        (0, "446050"),
        (20_779, "142580"),
        (20_780, "810810"),
        (2_932_896, "660473"),
    ];

    #[test]
    fn another_member_serial_or_seed_has_other_lines() {
        let (one, other) = ([1; 20], [2; 20]);
        let mut met = std::collections::BTreeSet::new();
        for seed in [one, other] {
            for name in ["Grandma", "grandma", "Grandma 1"] {
                for number in [100_000, 100_001, 999_999] {
                    let seed = Secret::new(&seed).unwrap();
                    let lines = DayCodes::new(&seed, &Name::tidy(name).unwrap(), serial(number));
                    let codes = (0..4).map(|day| lines.on(Day::new(day)).to_string());
                    met.insert(codes.collect::<String>());
                }
            }
        }
        assert_eq!(met.len(), 18);
    }

    #[test]
    fn no_name_of_ours_has_the_mark_that_parts_a_sheets_info() {
        assert_eq!(Name::tidy("a|b").unwrap().as_str(), "a b");
    }

    #[test]
    fn a_serial_is_six_digits_and_the_first_is_no_0() {
        assert_eq!(Serial::parse(" 100-000 "), Ok(serial(100_000)));
        for text in [
            "",
            "0",
            "99999",
            "099999",
            "1000000",
            "12345a",
            "+12345",
            "１２３４５６",
            "-99999",
        ] {
            assert_eq!(Serial::parse(text), Err(NoSerial), "{text}");
        }
        assert_eq!(Serial::new(99_999), None);
        assert_eq!(Serial::new(1_000_000), None);
        assert_eq!(serial(431_207).to_string(), "431207");
    }

    #[test]
    fn a_serial_is_drawn_from_all_there_are_alike() {
        let drawn = |bytes: [u8; 4]| {
            let mut draws = [bytes, [0, 0, 0, 7]].into_iter();
            let fill = |into: &mut [u8]| {
                into.copy_from_slice(&draws.next().unwrap());
                Ok::<(), ()>(())
            };
            Serial::draw(fill).unwrap().number()
        };
        assert_eq!(drawn([0; 4]), 100_000);
        assert_eq!(drawn(899_999_u32.to_be_bytes()), 999_999);
        assert_eq!(drawn(900_000_u32.to_be_bytes()), 100_000);
        // 4,772 times 900,000 is the last that is fair.
        assert_eq!(drawn((4772 * 900_000_u32 - 1).to_be_bytes()), 999_999);
        assert_eq!(drawn((4772 * 900_000_u32).to_be_bytes()), 100_007);
        assert_eq!(drawn([0xff; 4]), 100_007);
        assert_eq!(Serial::draw(|_| Err("none")), Err("none"));
    }

    fn serial(number: u32) -> Serial {
        Serial::new(number).unwrap()
    }
}
