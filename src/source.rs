//! What somebody brings to be read: a file, standard input, the codes of a
//! picture. What is in it, the command says.

use std::panic::AssertUnwindSafe;
use std::path::Path;

use ringtrue_core::incoming::FileKind;
use ringtrue_core::qr::{self, ReadError};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::sys::{System, files, terminal};

/// The largest file in bytes that is looked at: a photo, or a text.
pub const MAX_FILE: u64 = 64 << 20;

/// What is on standard input, and what to call that.
pub fn input(system: &mut System) -> Result<(Vec<u8>, String), Failure> {
    let bytes = files::read_capped(&mut system.input, MAX_FILE)
        .map_err(|error| Failure::new(format!("can't read standard input: {error}")))?;
    Ok((bytes, "standard input".to_owned()))
}

/// The texts of a picture's QR codes.
pub fn codes(bytes: &[u8], what: &str) -> Result<Vec<Zeroizing<String>>, Failure> {
    let found = terminal::guarded(AssertUnwindSafe(|| qr::read(bytes)))
        .map_err(|error| Failure::new(format!("can't read {what}: {error}")))?;
    found.map_err(|error| {
        let failure = Failure::new(format!("can't use {what}: {error}"));
        match error {
            ReadError::NoCode => {
                failure.hint("take the picture closer, straight and sharp, with the white margin")
            }
            _ => failure,
        }
    })
}

/// Names a file that holds none of what is read, which `instead` lists.
pub fn not_readable(bytes: &[u8], what: &str, instead: &str) -> Failure {
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
        FileKind::Empty => failure.hint("has it arrived whole?"),
        FileKind::Zip => failure.hint("unpack it, and name the file that is in it"),
        FileKind::AppExport => {
            failure.hint("ask for the QR code that ringtrue invite shows instead")
        }
        FileKind::Backup => failure.command("if it is a backup: ringtrue restore", "FILE"),
        FileKind::Vault => failure.hint(
            "a vault opens on its own device alone; there, ringtrue backup FILE makes a file to \
             move",
        ),
        _ => failure.hint("save it as PNG or JPEG, or take a screenshot of it"),
    }
}

/// Whether what should be a file's name may be a key that somebody pasted.
pub fn looks_like_key(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let base32 = |c: char| c.is_ascii_alphabetic() || matches!(c, '2'..='7' | ' ' | '=');
    name.len() >= 26 && name.chars().all(base32)
}
