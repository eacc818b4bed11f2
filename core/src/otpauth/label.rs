//! The label of a link: an issuer before a colon, and the account.

use std::borrow::Cow;

use super::error::{Component, LinkError};
use super::{RINGTRUE, bad_name, decoded, is_number};
use crate::group::{Generation, Name, NameError, Origin, refuse_hidden};

pub(super) struct Label<'a> {
    raw: &'a str,
    text: Cow<'a, str>,
    /// True if the account can't be shown and the fallback name replaces it.
    is_refused: bool,
}

impl<'a> Label<'a> {
    /// Parses a label. With a fallback `name`, an unusable label is not an error.
    pub(super) fn parse(raw: &'a str, name: Option<&Name>) -> Result<Self, LinkError> {
        // No program escapes only some of the spaces: a broken line was joined again
        // with a space.
        if raw.trim().contains(' ') && raw.contains("%20") {
            return Err(LinkError::Altered);
        }
        let text = match decoded(raw, Component::Label) {
            Ok(text) => text,
            Err(_) if raw.trim_start().starts_with(RINGTRUE) => return Err(LinkError::Altered),
            Err(_) if name.is_some() => Cow::Borrowed(""),
            Err(error) => return Err(error),
        };
        let hidden = refuse_hidden(&text).map_err(in_label);
        if name.is_none() {
            hidden.clone()?;
        }
        Ok(Self {
            raw,
            text,
            is_refused: hidden.is_err(),
        })
    }

    pub(super) fn with_issuer(
        self,
        issuer: Option<&str>,
        name: Option<&Name>,
    ) -> Result<(Name, Generation, Origin), LinkError> {
        let named = |found: Result<Name, NameError>| match (found, name) {
            (Err(_), Some(name)) => Ok(name.clone()),
            (Ok(_), Some(name)) if self.is_refused => Ok(name.clone()),
            (found, _) => found.map_err(in_label),
        };
        let parts = self.text.split_once(':');
        if let Some((_, account)) = parts.filter(|(prefix, _)| prefix.trim() == RINGTRUE) {
            // ringtrue prints the issuer after the secret, so a link without it was cut.
            if issuer != Some(RINGTRUE) {
                return Err(LinkError::Altered);
            }
            let (account, generation) = split_generation(account.trim());
            let generation = generation.unwrap_or(Generation::FIRST);
            return Ok((named(Name::tidy(account))?, generation, Origin::Ringtrue));
        }
        let (prefix, account) = self.split(issuer);
        let part = |text: Option<&str>, part| {
            text.map(|text| Name::foreign(text).map_err(|error| bad_name(part, error)))
                .transpose()
        };
        let prefix = Some(prefix.trim()).filter(|it| !it.is_empty() && !self.is_refused);
        let origin = Origin::Foreign {
            prefix: part(prefix, Component::Label)?,
            issuer: part(issuer, Component::Issuer)?,
        };
        Ok((named(Name::foreign(account))?, Generation::FIRST, origin))
    }

    /// Splits another program's label into prefix and account, at an unescaped colon if
    /// there is only one. Some programs put an address into the prefix; the issuer then
    /// shows where it ends.
    fn split(&self, issuer: Option<&str>) -> (&str, &str) {
        let text = self.text.as_ref();
        if let Some((raw, rest)) = self.raw.split_once(':')
            && !rest.contains(':')
            && let Ok(prefix) = decoded(raw, Component::Label)
            && let Some((prefix, account)) = text.split_at_checked(prefix.len())
        {
            return (prefix, account.strip_prefix(':').unwrap_or(account));
        }
        let rest = issuer.and_then(|issuer| text.strip_prefix(issuer));
        let account = match rest {
            Some(rest) if rest.trim_start().starts_with(':') => rest.split_once(':'),
            Some(rest) if rest.starts_with([' ', '(']) => rest.rsplit_once(':'),
            _ => text.split_once(':'),
        };
        match account {
            Some((_, account)) => {
                let prefix = text.len() - account.len();
                let prefix = text.get(..prefix).and_then(|it| it.strip_suffix(':'));
                (prefix.unwrap_or_default(), account)
            }
            None => ("", text),
        }
    }
}

/// Splits "Smith family 2" into name and generation. A number with a leading zero or
/// out of range is part of the name.
pub(super) fn split_generation(account: &str) -> (&str, Option<Generation>) {
    account
        .rsplit_once(' ')
        .filter(|(name, number)| {
            !name.trim().is_empty() && !number.starts_with('0') && is_number(number)
        })
        .and_then(|(name, number)| Some((name, Some(Generation::new(number.parse().ok()?)?))))
        .unwrap_or((account, None))
}

const fn in_label(error: NameError) -> LinkError {
    bad_name(Component::Label, error)
}
