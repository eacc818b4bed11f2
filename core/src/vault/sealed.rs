//! The vault as a file: sealed to the device key, with a MAC by that key in
//! its first line. age does not authenticate who sealed a file: without the MAC,
//! anyone who knows the public key could write a vault.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::device::DeviceKey;
use crate::seal::{NotSealed, UnsealError};

/// The first line is this, the MAC in hex, and a line feed. To TOML it is a
/// comment.
const BEFORE_MAC: &str = "# mac = ";

/// Seals a vault's text, which [`Vault::to_toml`](super::Vault::to_toml) writes.
///
/// # Errors
/// [`NotSealed`].
pub fn seal_vault(text: &[u8], key: &DeviceKey) -> Result<Vec<u8>, NotSealed> {
    let mac = mac(text, key).finalize().into_bytes();
    let mac = HEXLOWER.encode(&mac);
    let length = BEFORE_MAC.len() + mac.len() + 1 + text.len();
    // A buffer that grows leaves what it held where it grew from.
    let mut sealed = Zeroizing::new(Vec::with_capacity(length));
    for part in [BEFORE_MAC.as_bytes(), mac.as_bytes(), b"\n", text] {
        sealed.extend_from_slice(part);
    }
    key.seal(&sealed)
}

/// Opens a vault, and checks that this device sealed it. The text still has the
/// line of the MAC, so that a line has the same number as in what `age -d` writes.
///
/// # Errors
/// [`UnsealError`]; [`UnsealError::Forged`] without a valid MAC.
pub fn open_vault(sealed: &[u8], key: &DeviceKey) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    let text = key.open(sealed)?;
    let (found, rest) = split(&text).ok_or(UnsealError::Forged)?;
    // In constant time.
    mac(rest, key)
        .verify_slice(&found)
        .map_err(|_| UnsealError::Forged)?;
    Ok(text)
}

/// Splits off the MAC.
fn split(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let line = text.strip_prefix(BEFORE_MAC.as_bytes())?;
    let (found, rest) = line.split_at_checked(64)?;
    Some((HEXLOWER.decode(found).ok()?, rest.strip_prefix(b"\n")?))
}

/// HMAC-SHA256 (RFC 2104) over `text`.
fn mac(text: &[u8], key: &DeviceKey) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.vault_key().as_slice())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
        .chain_update(text)
}
