//! Parses and prints `otpauth://` links, the Key URI format of Google
//! Authenticator: parsed strictly, and printed in one spelling. A parsed link
//! stays [`Unconfirmed`] until a person has looked at it.

mod by_hand;
mod error;
mod label;

use std::borrow::Cow;
use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use self::label::Label;
use crate::group::{
    Enrolment, Generation, Group, Name, NameError, Origin, Unconfirmed, refuse_hidden,
};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::secret::Secret;
use crate::time::Period;

pub use self::by_hand::{TypedKey, key_to_type, parse_name_and_number};
pub use self::error::{Component, Key, LinkError, MAX_LINK_LENGTH};

/// Label prefix and issuer of the links that ringtrue prints. The account holds
/// the group's name and generation: without the name, an app's entry could be
/// anyone's, and an app overwrites an entry of the same issuer and account.
const RINGTRUE: &str = "ringtrue";

const SCHEME: &str = "otpauth://";

/// Characters that a link escapes: all but the unreserved ones of RFC 3986
/// section 2.3. It also escapes `~`, as some encoders do.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Parses one link, ignoring white space around it.
///
/// # Errors
/// [`LinkError`], which never repeats the link.
///
/// ```
/// let link = "otpauth://totp/ringtrue:Smith%20family%201\
///             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
/// let unconfirmed = ringtrue_core::otpauth::parse(link).unwrap();
/// assert_eq!(unconfirmed.name().as_str(), "Smith family");
/// assert_eq!(unconfirmed.generation().number(), 1);
/// ```
pub fn parse(link: &str) -> Result<Unconfirmed<Enrolment>, LinkError> {
    parse_with(link, None)
}

/// Parses one link like [`parse`], but falls back to `name` if the link has no usable
/// name.
///
/// # Errors
/// [`LinkError`], which never repeats the link.
pub fn parse_as(link: &str, name: &Name) -> Result<Unconfirmed<Enrolment>, LinkError> {
    parse_with(link, Some(name))
}

fn parse_with(link: &str, name: Option<&Name>) -> Result<Unconfirmed<Enrolment>, LinkError> {
    let link = link.trim();
    if link.len() > MAX_LINK_LENGTH {
        return Err(LinkError::TooLong { bytes: link.len() });
    }
    let link = with_plain_ampersands(link);
    let rest = strip_prefix_any_case(&link, SCHEME).ok_or_else(|| not_a_link(&link))?;
    let (kind, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if kind.eq_ignore_ascii_case("hotp") {
        return Err(LinkError::CounterBased);
    }
    let rest = match rest.strip_prefix('/') {
        Some(rest) => rest,
        None if name.is_some() => rest,
        None => return Err(LinkError::NoLabel),
    };
    if !kind.eq_ignore_ascii_case("totp") {
        return Err(LinkError::UnknownKind);
    }
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (label, query) = rest.split_once('?').ok_or(LinkError::NoSecret)?;
    let label = Label::parse(label, name)?;
    let query = Query::parse(query)?;
    let secret = query.secret.ok_or(LinkError::NoSecret)?;
    let (name, generation, origin) = label.with_issuer(query.issuer.as_deref(), name)?;
    // ringtrue prints secrets of one length only.
    if origin == Origin::Ringtrue && secret.expose().len() != Secret::LENGTH {
        return Err(LinkError::Altered);
    }
    let enrolment = Enrolment {
        name,
        generation,
        origin,
        parameters: query.parameters,
        secret,
    };
    // Escaping its names can make the link three times as long, and another device
    // must still accept it.
    let bytes = link_of(&enrolment).len();
    if bytes > MAX_LINK_LENGTH {
        return Err(LinkError::TooLong { bytes });
    }
    Ok(Unconfirmed::new(enrolment))
}

/// Returns whether `text` is exactly what [`link`] prints for this enrolment.
pub(crate) fn is_canonical(text: &str, enrolment: &Unconfirmed<Enrolment>) -> bool {
    link_of(enrolment.held()).as_str() == text
}

/// Returns the link that enrols a device in `group`, spelt so that all authenticator
/// apps parse it the same way.
#[must_use]
pub fn link(group: &Group) -> Zeroizing<String> {
    let seed = group.current();
    format_link(
        group.name(),
        group.origin(),
        seed.generation,
        &seed.secret,
        group.parameters(),
    )
}

fn link_of(enrolment: &Enrolment) -> Zeroizing<String> {
    format_link(
        &enrolment.name,
        &enrolment.origin,
        enrolment.generation,
        &enrolment.secret,
        enrolment.parameters,
    )
}

fn format_link(
    name: &Name,
    origin: &Origin,
    generation: Generation,
    secret: &Secret,
    parameters: Parameters,
) -> Zeroizing<String> {
    // Enough for any link with its escapes: a string that grows leaves a copy of
    // the secret behind.
    let mut link = Zeroizing::new(String::with_capacity(4 * MAX_LINK_LENGTH));
    link.push_str(SCHEME);
    link.push_str("totp/");
    let issuer = match origin {
        Origin::Ringtrue => {
            push(&mut link, format_args!("{RINGTRUE}:"));
            let account = name.key_name(generation);
            push(&mut link, format_args!("{}", encoded(&account)));
            Some(RINGTRUE)
        }
        Origin::Foreign { prefix, issuer } => {
            // Otherwise a colon in the account would be taken for the end of the prefix.
            if prefix.is_some() || name.as_str().contains(':') {
                let prefix = prefix.as_ref().map_or("", Name::as_str);
                push(&mut link, format_args!("{}:", encoded(prefix)));
            }
            push(&mut link, format_args!("{}", encoded(name.as_str())));
            issuer.as_ref().map(Name::as_str)
        }
    };
    let spelt = base32(secret);
    push(&mut link, format_args!("?secret={}", spelt.as_str()));
    if let Some(issuer) = issuer {
        push(&mut link, format_args!("&issuer={}", encoded(issuer)));
    }
    push_parameters(
        &mut link,
        parameters,
        has_partial_group(secret) && looks_quoted(&spelt),
    );
    link
}

/// Encodes a secret for a link or the vault: RFC 4648 base32, upper case,
/// without padding.
pub(crate) fn base32(secret: &Secret) -> Zeroizing<String> {
    let bytes = secret.expose();
    let mut spelt = Zeroizing::new(String::with_capacity(BASE32_NOPAD.encode_len(bytes.len())));
    BASE32_NOPAD.encode_append(bytes, &mut spelt);
    spelt
}

/// Decodes base32 in either case, with optional spaces anywhere and padding at the end.
pub(crate) fn from_base32(text: &str) -> Result<Secret, LinkError> {
    let tidied = || {
        let mut letters = Zeroizing::new(Vec::with_capacity(text.len()));
        letters.extend(
            text.bytes()
                .filter(|byte| !byte.is_ascii_whitespace())
                .map(|byte| byte.to_ascii_uppercase()),
        );
        while letters.last() == Some(&b'=') {
            letters.pop();
        }
        BASE32_NOPAD.decode(&letters)
    };
    // Nearly every link needs no tidying.
    let bytes = BASE32_NOPAD.decode(text.as_bytes()).or_else(|_| tidied());
    let bytes = Zeroizing::new(bytes.map_err(|_| LinkError::SecretNotBase32)?);
    Ok(Secret::new(&bytes)?)
}

/// Returns the error for a text that is not a link; an app's export has its own.
fn not_a_link(text: &str) -> LinkError {
    if strip_prefix_any_case(text, "otpauth-migration:").is_some() {
        LinkError::Migration
    } else {
        LinkError::NotALink
    }
}

#[derive(Default)]
struct Query {
    secret: Option<Secret>,
    issuer: Option<String>,
    parameters: Parameters,
}

impl Query {
    fn parse(raw: &str) -> Result<Self, LinkError> {
        let mut query = Self::default();
        let mut seen: Vec<Key> = Vec::new();
        let pairs = || {
            raw.split('&')
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        };
        for (name, value) in pairs() {
            // Ignore what apps add, such as a colour or the address of a picture.
            let Some(key) = Key::from_name(name) else {
                continue;
            };
            if seen.contains(&key) {
                return Err(LinkError::Doubled(key));
            }
            seen.push(key);
            if !value.is_empty() {
                query.set(key, value)?;
            }
        }
        // Quoted-printable (RFC 2045 section 6.7) spells each `=` as `=3D`. A secret
        // of a usual length becomes odd with those two letters in front of it.
        let mut values = pairs().filter(|(_, value)| !value.is_empty());
        if query.secret.as_ref().is_some_and(has_partial_group)
            && values.all(|(_, value)| looks_quoted(value))
        {
            return Err(LinkError::Altered);
        }
        Ok(query)
    }

    fn set(&mut self, key: Key, raw: &str) -> Result<(), LinkError> {
        match key {
            Key::Secret => {
                // Some programs group the letters with spaces, which a query may spell
                // as `+`, or with hyphens. None of these is a base32 letter.
                let value = Zeroizing::new(decoded(raw, Component::Secret)?.into_owned());
                let value = Zeroizing::new(value.replace(['+', '-'], " "));
                self.secret = Some(from_base32(&value)?);
            }
            Key::Issuer => {
                let issuer = decoded(raw, Component::Issuer)?;
                refuse_hidden(&issuer).map_err(|error| bad_name(Component::Issuer, error))?;
                let issuer = issuer.trim();
                self.issuer = (!issuer.is_empty()).then(|| issuer.to_owned());
            }
            Key::Algorithm => self.parameters.algorithm = algorithm(raw)?,
            Key::Digits => self.parameters.digits = Digits::new(number(raw, key)?)?,
            Key::Period => self.parameters.period = Period::new(number(raw, key)?)?,
        }
        Ok(())
    }
}

/// Returns whether an email may have put `3D` in front of a value.
fn looks_quoted(value: &str) -> bool {
    value.starts_with("3D") || value.starts_with("3d")
}

/// Returns whether a secret leaves the last of its groups of eight letters unfilled,
/// as one of a usual length does with two letters in front of it.
fn has_partial_group(secret: &Secret) -> bool {
    !secret.expose().len().is_multiple_of(5)
}

/// Parses an algorithm in any spelling that programs use: `SHA1`, `SHA-1`, `HmacSHA1`.
fn algorithm(raw: &str) -> Result<Algorithm, LinkError> {
    let mut name = raw.to_ascii_uppercase();
    name.retain(|c| !matches!(c, '-' | '_'));
    Algorithm::from_name(name.strip_prefix("HMAC").unwrap_or(&name))
        .ok_or(LinkError::UnknownAlgorithm)
}

/// Replaces the escapes for `&` in web pages and JSON, even if escaped twice.
fn with_plain_ampersands(link: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(link.to_owned());
    for spelt in ["&amp;", "&#38;", "&#x26;", "\\u0026"] {
        while plain.contains(spelt) {
            plain = Zeroizing::new(plain.replace(spelt, "&"));
        }
    }
    plain
}

/// Decodes percent-escapes. A malformed one is an error, since programs disagree on
/// what it means.
fn decoded(raw: &str, part: Component) -> Result<Cow<'_, str>, LinkError> {
    let well_formed = raw.split('%').skip(1).all(|after| {
        let mut digits = after.bytes().take(2);
        let mut hex = || digits.next().is_some_and(|byte| byte.is_ascii_hexdigit());
        hex() && hex()
    });
    if !well_formed {
        return Err(LinkError::Malformed(part));
    }
    percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| LinkError::Malformed(part))
}

const fn bad_name(part: Component, error: NameError) -> LinkError {
    LinkError::Name { part, error }
}

fn number(raw: &str, key: Key) -> Result<u64, LinkError> {
    if !is_number(raw) {
        return Err(LinkError::NotANumber(key));
    }
    // On overflow, `u64::MAX` is out of every range too.
    Ok(raw.parse().unwrap_or(u64::MAX))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn encoded(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, ENCODED)
}

/// Appends the parameters that differ from the defaults, and always the digits if the
/// secret is one that would be refused on its own (see [`Query::parse`]).
fn push_parameters(link: &mut String, parameters: Parameters, is_ambiguous: bool) {
    let default = Parameters::default();
    if parameters.algorithm != default.algorithm {
        push(
            link,
            format_args!("&algorithm={}", parameters.algorithm.as_str()),
        );
    }
    if parameters.digits != default.digits || is_ambiguous {
        push(link, format_args!("&digits={}", parameters.digits.count()));
    }
    if parameters.period != default.period {
        push(
            link,
            format_args!("&period={}", parameters.period.as_secs()),
        );
    }
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments)
        .unwrap_or_else(|_| unreachable!("writing to a String does not fail"));
}
