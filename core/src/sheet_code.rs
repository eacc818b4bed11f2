//! Sheet codes: the device that printed a sheet shows it to other devices as a
//! QR code. The code is secret, and is never printed on the paper.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::group::{Name, NameError, Unconfirmed, refuse_hidden};
use crate::otpauth::{base32, from_base32};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::time::Day;

const SCHEME: &str = "ringtrue-sheet:";

/// The longest code that is parsed, in bytes. The longest that is written has
/// 557: 40 characters of 4 bytes each, all of them escaped, and 77 for the
/// rest.
pub const MAX_LENGTH: usize = 600;

/// The characters that are percent-encoded, as in an enrolment link.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The content of a sheet code.
#[derive(Debug)]
pub struct SheetCode {
    /// The holder's name, in the form of [`Name::tidy`].
    pub member: Name,
    /// The sheet.
    pub sheet: Sheet,
}

impl Unconfirmed<SheetCode> {
    /// Returns the holder's name, all of whose characters are visible.
    #[must_use]
    pub const fn member(&self) -> &Name {
        &self.held().member
    }

    /// Returns the day the sheet was printed.
    #[must_use]
    pub const fn from(&self) -> Day {
        self.held().sheet.from()
    }

    /// Returns the sheet's last day.
    #[must_use]
    pub const fn last(&self) -> Day {
        self.held().sheet.last()
    }

    /// Returns how many days the sheet has.
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.held().sheet.days()
    }

    /// Returns whether it holds this sheet.
    #[must_use]
    pub fn is(&self, sheet: &Sheet) -> bool {
        self.held().sheet == *sheet
    }
}

/// Returns whether a text begins like a sheet code.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let start = text.trim_start().get(..SCHEME.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
}

/// Prints the code of a member's sheet.
///
/// ```
/// use ringtrue_core::sheet_code::{code, parse};
///
/// let text = "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
///             &from=2026-11-26&days=60";
/// let found = parse(text)?;
/// assert_eq!(found.member().as_str(), "Grandma");
/// let found = found.confirm();
/// assert_eq!(code(&found.member, &found.sheet).as_str(), text);
/// # Ok::<(), ringtrue_core::sheet_code::CodeError>(())
/// ```
#[must_use]
pub fn code(member: &Name, sheet: &Sheet) -> Zeroizing<String> {
    // Long enough for any code: a string that grows leaves a copy of the secret
    // behind.
    let mut text = Zeroizing::new(String::with_capacity(2 * MAX_LENGTH));
    let member = utf8_percent_encode(member.as_str(), ENCODED);
    let key = base32(sheet.key());
    let (from, days) = (sheet.from(), sheet.days());
    // Writing to a string never fails.
    let _ = write!(
        text,
        "{SCHEME}{member}?key={}&from={from}&days={days}",
        key.as_str()
    );
    text
}

/// Parses a sheet code. It has one spelling; spaces around it are ignored.
///
/// # Errors
/// [`CodeError`], which never repeats the code.
pub fn parse(text: &str) -> Result<Unconfirmed<SheetCode>, CodeError> {
    let text = text.trim();
    if text.len() > MAX_LENGTH {
        return Err(CodeError::TooLong { bytes: text.len() });
    }
    let rest = text.strip_prefix(SCHEME).ok_or(CodeError::NotOne)?;
    let (member, query) = rest.split_once('?').ok_or(CodeError::Missing("key"))?;
    let member = name(member)?;
    let mut fields = query.split('&');
    let mut field = |part: &'static str| {
        let value = fields.next().and_then(|field| field.strip_prefix(part));
        let value = value.and_then(|value| value.strip_prefix('='));
        value.ok_or(CodeError::Missing(part))
    };
    let (key, from, days) = (field("key")?, field("from")?, field("days")?);
    if fields.next().is_some() {
        return Err(CodeError::More);
    }
    let key = from_base32(key).map_err(|_| CodeError::Wrong("key"))?;
    if key.expose().len() != Secret::LENGTH {
        return Err(CodeError::Wrong("key"));
    }
    let from = Day::from_iso(from).ok_or(CodeError::Wrong("from"))?;
    let days = days.parse().map_err(|_| CodeError::Wrong("days"))?;
    let sheet = Sheet::new(key, from, days).ok_or(CodeError::Wrong("days"))?;
    if code(&member, &sheet).as_str() != text {
        return Err(CodeError::Spelling);
    }
    Ok(Unconfirmed::new(SheetCode { member, sheet }))
}

/// Parses a name in the one form that a roll has.
fn name(raw: &str) -> Result<Name, CodeError> {
    let text: Cow<'_, str> = percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| CodeError::Wrong("name"))?;
    refuse_hidden(&text).map_err(CodeError::Name)?;
    Name::tidy(&text).map_err(CodeError::Name)
}

/// The reason why a text is not a sheet code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// It does not begin like one.
    #[error("it is not a sheet code (those begin with {SCHEME})")]
    NotOne,
    /// It is longer than [`MAX_LENGTH`].
    #[error("the sheet code has {bytes} bytes; the limit is {MAX_LENGTH}")]
    TooLong {
        /// The number of bytes found.
        bytes: usize,
    },
    /// A part is not where it should be.
    #[error("\"{0}\" is missing or misplaced in the sheet code")]
    Missing(&'static str),
    /// There is something after the last part.
    #[error("there is something after the end of the sheet code")]
    More,
    /// A part can't be parsed.
    #[error("\"{0}\" in the sheet code is invalid")]
    Wrong(&'static str),
    /// The name can't be used.
    #[error("the name in the sheet code can't be used: {0}")]
    Name(NameError),
    /// It can be parsed, but is not spelt as a device prints it.
    #[error("the sheet code was changed on its way")]
    Spelling,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{CodeError, MAX_LENGTH, code, is_code, parse};
    use crate::group::Name;
    use crate::secret::Secret;
    use crate::sheet::Sheet;
    use crate::time::Day;

    const GOOD: &str =
        "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=2026-11-26&days=60";

    #[test]
    fn the_longest_code_that_is_written_is_read() {
        let name = Name::tidy(&"𠀀".repeat(40)).unwrap();
        let key = Secret::new(&[1; 20]).unwrap();
        let sheet = Sheet::new(key, Day::new(20_000), 366).unwrap();
        let text = code(&name, &sheet);
        assert_eq!(text.len(), 557);
        assert!(text.len() <= MAX_LENGTH);
        assert!(parse(&text).is_ok());
        let long = format!("{GOOD}{}", "0".repeat(MAX_LENGTH));
        let bytes = long.len();
        assert_eq!(parse(&long).unwrap_err(), CodeError::TooLong { bytes });
    }

    #[test]
    fn a_sheet_code_is_recognised_by_its_prefix() {
        assert!(is_code(GOOD) && is_code(" RINGTRUE-SHEET:x"));
        assert!(!is_code("otpauth://totp/x") && !is_code("ringtrue-sheet") && !is_code("é"));
    }

    #[test]
    fn no_error_and_no_debug_repeats_the_key() {
        for bad in [
            GOOD.replace("days=60", "days=0"),
            GOOD.replace("from=", "From="),
            GOOD.to_lowercase(),
            format!("{GOOD}&x=1"),
            GOOD.replace("GEZD", "GEZD1"),
        ] {
            let error = parse(&bad).unwrap_err();
            let told = format!("{error} {error:?}").to_uppercase();
            assert!(!told.contains("GEZD") && !told.contains("GNBV"), "{told}");
        }
        let found = parse(GOOD).unwrap().confirm();
        assert!(!format!("{found:?}").contains("GEZD"));
    }

    proptest! {
        #[test]
        fn any_code_printed_and_parsed_is_the_same(
            text in "\\PC{1,60}",
            key in any::<[u8; 20]>(),
            from in 0..2_932_000_u64,
            days in 1..=366_u32,
        ) {
            let Ok(name) = Name::tidy(&text) else {
                return Ok(());
            };
            let key = Secret::new(&key).unwrap();
            let sheet = Sheet::new(key, Day::new(from), days).unwrap();
            let text = code(&name, &sheet);
            let found = parse(&text).unwrap();
            prop_assert!(found.is(&sheet));
            prop_assert_eq!(found.member(), &name);
            prop_assert_eq!(found.last(), sheet.last());
        }

        #[test]
        fn a_parsed_code_has_one_spelling(text in "(ringtrue-sheet:)?\\PC{0,80}") {
            if let Ok(found) = parse(&text) {
                let found = found.confirm();
                let printed = code(&found.member, &found.sheet);
                prop_assert_eq!(printed.as_str(), text.trim());
            }
        }

        #[test]
        fn a_code_with_one_character_changed_is_refused_or_is_another(
            at in 0..GOOD.len(),
            to in any::<char>(),
        ) {
            let mut bad: String = GOOD.chars().take(at).collect();
            bad.push(to);
            bad.extend(GOOD.chars().skip(at + 1));
            if let Ok(found) = parse(&bad) {
                let found = found.confirm();
                let printed = code(&found.member, &found.sheet);
                prop_assert_eq!(printed.as_str(), bad.trim());
            }
        }
    }
}
