//! The vault as a file: sealed to the device key, with a MAC by that key in
//! its first line. age does not authenticate who sealed a file: without the MAC,
//! anyone who knows the public key could write a vault. While a device key is
//! renewed, the vault is sealed to both keys and has a MAC of each.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::device::DeviceKey;
use crate::seal::{NotSealed, UnsealError};

/// The start of a MAC line. The MAC in hex and a line feed follow. To TOML the line is
/// a comment.
const BEFORE_MAC: &str = "# mac = ";

/// The length of a MAC line in bytes.
const MAC_LINE: usize = BEFORE_MAC.len() + 64 + 1;

/// Seals a vault's text, as [`Vault::to_toml`](super::Vault::to_toml) writes it.
///
/// # Errors
/// [`NotSealed`].
pub fn seal_vault(text: &[u8], key: &DeviceKey) -> Result<Vec<u8>, NotSealed> {
    key.seal(&with_mac(text, key))
}

/// Seals a vault's text to its old key and to the one that replaces it: either opens
/// it.
///
/// # Errors
/// [`NotSealed`].
pub fn seal_vault_to_both(
    text: &[u8],
    old: &DeviceKey,
    new: &DeviceKey,
) -> Result<Vec<u8>, NotSealed> {
    old.seal_with(new, &with_mac(&with_mac(text, old), new))
}

/// Opens a vault and checks that this device sealed it. The text keeps its MAC lines,
/// so that line numbers are the same as in the output of `age -d`.
///
/// # Errors
/// [`UnsealError`]; [`UnsealError::Forged`] without a valid MAC.
pub fn open_vault(sealed: &[u8], key: &DeviceKey) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    let text = key.open(sealed)?;
    let (first, rest) = split(&text).ok_or(UnsealError::Forged)?;
    let is_own = is_mac(&first, rest, key)
        || split(rest).is_some_and(|(second, rest)| is_mac(&second, rest, key));
    if is_own {
        Ok(text)
    } else {
        Err(UnsealError::Forged)
    }
}

/// Prepends the MAC line to the text.
fn with_mac(text: &[u8], key: &DeviceKey) -> Zeroizing<Vec<u8>> {
    let mac = HEXLOWER.encode(&mac(text, key).finalize().into_bytes());
    // A buffer that grows leaves copies behind, so reserve the full length.
    let mut whole = Zeroizing::new(Vec::with_capacity(MAC_LINE.saturating_add(text.len())));
    for part in [BEFORE_MAC.as_bytes(), mac.as_bytes(), b"\n", text] {
        whole.extend_from_slice(part);
    }
    whole
}

/// Splits off the first MAC line.
fn split(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let line = text.strip_prefix(BEFORE_MAC.as_bytes())?;
    let (found, rest) = line.split_at_checked(64)?;
    Some((HEXLOWER.decode(found).ok()?, rest.strip_prefix(b"\n")?))
}

fn is_mac(found: &[u8], text: &[u8], key: &DeviceKey) -> bool {
    // This compares in constant time.
    mac(text, key).verify_slice(found).is_ok()
}

/// Computes the HMAC-SHA256 (RFC 2104) of `text` under the device's vault key.
fn mac(text: &[u8], key: &DeviceKey) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.vault_key().as_slice())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
        .chain_update(text)
}
