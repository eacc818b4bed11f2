//! Input that the user hands in: a file, standard input, the QR codes in a
//! picture. The command decides what it contains.

use std::panic::AssertUnwindSafe;
use std::path::Path;

use ringtrue_core::incoming::FileKind;
use ringtrue_core::qr::{self, ReadError};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::sys::{System, files, terminal};

/// The largest file read, in bytes: a photo or a text.
pub const MAX_FILE: u64 = 64 << 20;

/// Reads standard input, and returns its bytes and its name for messages.
pub fn read_stdin(system: &mut System) -> Result<(Vec<u8>, String), Failure> {
    let bytes = files::read_capped(&mut system.input, MAX_FILE)
        .map_err(|error| Failure::new(format!("can't read standard input: {error}")))?;
    Ok((bytes, "standard input".to_owned()))
}

/// Returns the texts of a picture's QR codes.
pub fn read_qr_codes(bytes: &[u8], what: &str) -> Result<Vec<Zeroizing<String>>, Failure> {
    let found = terminal::guarded(AssertUnwindSafe(|| qr::read(bytes)))
        .map_err(|error| Failure::new(format!("can't read {what}: {error}")))?;
    found.map_err(|error| {
        let failure = Failure::new(format!("can't use {what}: {error}"));
        match error {
            ReadError::NoCode => {
                failure.hint("take a sharp picture, closer and straight on, with the white margin")
            }
            _ => failure,
        }
    })
}

/// Returns the error for a file of the wrong kind; `instead` lists the other
/// kinds that the command reads.
pub fn wrong_kind(bytes: &[u8], what: &str, instead: &str) -> Failure {
    let Some(kind) = FileKind::of(bytes) else {
        return Failure::new(format!(
            "{what} is neither a picture (PNG, JPEG, GIF, WebP, BMP) nor {instead}"
        ));
    };
    let failure = match kind {
        FileKind::Empty | FileKind::Backup | FileKind::Vault => {
            Failure::new(format!("{what} is {kind}"))
        }
        _ => Failure::new(format!("{what} is {kind}, which can't be read")),
    };
    match kind {
        FileKind::Empty => failure.hint("it may not have arrived completely; have it sent again"),
        FileKind::Zip => failure.hint("unpack it and pass the file inside"),
        FileKind::AppExport => {
            failure.hint("ask for the QR code that ringtrue invite shows instead")
        }
        FileKind::Backup => failure.hint_command("if it is a backup: ringtrue restore", "FILE"),
        FileKind::Vault => failure.hint(
            "a vault opens only on its own device; run ringtrue backup FILE there to make a file you \
             can move",
        ),
        _ => failure.hint("save it as PNG or JPEG, or take a screenshot of it"),
    }
}

/// Returns true if the argument looks like a pasted key rather than a file
/// name.
pub fn looks_like_key(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let base32 = |c: char| c.is_ascii_alphabetic() || matches!(c, '2'..='7' | ' ' | '=');
    name.len() >= 26 && name.chars().all(base32)
}
