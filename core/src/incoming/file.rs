//! Recognises files that hold no code or message to join with, so that the program can
//! say what to do instead.

use std::fmt;

/// A kind of file that holds nothing to join with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// Nothing but white space, or zeros where the data has not arrived.
    Empty,
    /// An iPhone's photo.
    Heic,
    /// An AVIF picture.
    Avif,
    /// A TIFF picture.
    Tiff,
    /// A PDF, such as a printed page.
    Pdf,
    /// A ZIP archive.
    Zip,
    /// An SVG picture that ringtrue did not draw.
    Svg,
    /// An authenticator app's JSON export of its accounts, encrypted or not.
    AppExport,
    /// An age file sealed to a passphrase, such as a backup.
    Backup,
    /// An age file sealed to device keys, such as a vault.
    Vault,
}

impl FileKind {
    /// Recognises a file by its first bytes, and an export or an SVG by words in it.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const STARTS: [(&[u8], FileKind); 6] = [
            (b"II*\0", FileKind::Tiff),
            (b"MM\0*", FileKind::Tiff),
            (b"%PDF-", FileKind::Pdf),
            (b"PK\x03\x04", FileKind::Zip),
            (b"age-encryption.org/v1\n-> scrypt ", FileKind::Backup),
            (b"age-encryption.org/v1\n-> X25519 ", FileKind::Vault),
        ];
        if bytes.trim_ascii().is_empty() || bytes.iter().all(|byte| *byte == 0) {
            return Some(Self::Empty);
        }
        let start = STARTS.iter().find(|(start, _)| bytes.starts_with(start));
        let kind = start.map(|(_, kind)| *kind);
        kind.or_else(|| photo(bytes)).or_else(|| text(bytes))
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Heic => "a HEIC photo",
            Self::Avif => "an AVIF picture",
            Self::Tiff => "a TIFF picture",
            Self::Pdf => "a PDF",
            Self::Zip => "a zip archive",
            Self::Svg => "an SVG picture that ringtrue did not make",
            Self::AppExport => "an authenticator app's export of its accounts",
            Self::Backup => "sealed with a passphrase, like a backup",
            Self::Vault => "sealed to a device key, like a vault",
        })
    }
}

/// Recognises a photo by the brands in its first box (ISO/IEC 14496-12 section 4.3).
fn photo(bytes: &[u8]) -> Option<FileKind> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    let brands = rest.strip_prefix(b"ftyp")?;
    let length = usize::try_from(u32::from_be_bytes(*size)).ok()?;
    let length = length.saturating_sub(8).min(brands.len());
    let mut brands = brands.get(..length)?.chunks_exact(4);
    brands.find_map(|brand| match brand {
        b"avif" | b"avis" => Some(FileKind::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some(FileKind::Heic),
        _ => None,
    })
}

/// Recognises the kinds of file that are text.
fn text(bytes: &[u8]) -> Option<FileKind> {
    // Fields of the exports of Aegis, 2FAS, Ente Auth, FreeOTP and andOTP.
    const FIELDS: [&str; 7] = [
        "\"db\"",
        "\"services\"",
        "\"servicesEncrypted\"",
        "\"encryptedData\"",
        "\"tokenOrder\"",
        "\"secret\"",
        "\"totp\"",
    ];
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let is_json = text.starts_with(['{', '[']);
    if is_json && FIELDS.iter().any(|field| text.contains(field)) {
        return Some(FileKind::AppExport);
    }
    let is_xml = text.starts_with("<?xml") || text.starts_with("<!DOCTYPE svg");
    let is_svg = text.starts_with("<svg") || is_xml && text.contains("<svg");
    is_svg.then_some(FileKind::Svg)
}

#[cfg(test)]
mod tests {
    use super::FileKind;

    #[test]
    fn each_file_kind_is_recognised_by_its_first_bytes_or_words() {
        let files: [(&[u8], FileKind); 22] = [
            (b"", FileKind::Empty),
            (b" \r\n\t", FileKind::Empty),
            (b"\0\0\0", FileKind::Empty),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileKind::Heic),
            // As ImageMagick and Android write it.
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", FileKind::Heic),
            (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", FileKind::Avif),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", FileKind::Avif),
            (b"II*\0\x08\0\0\0", FileKind::Tiff),
            (b"MM\0*\0\0\0\x08", FileKind::Tiff),
            (b"%PDF-1.4\n%\xd3\xeb\xe9\xe1\n1 0 obj", FileKind::Pdf),
            (b"PK\x03\x04\x14\0", FileKind::Zip),
            (
                b"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
                FileKind::Svg,
            ),
            (b"<?xml version=\"1.0\"?>\n<svg></svg>", FileKind::Svg),
            // Aegis, plain and sealed.
            (
                br#"{"version":1,"header":{"slots":null,"params":null},"db":{"version":3}}"#,
                FileKind::AppExport,
            ),
            (
                br#"{"version":1,"header":{"slots":[{"type":1}]},"db":"YWJj"}"#,
                FileKind::AppExport,
            ),
            // 2FAS, plain and sealed.
            (
                br#"{"services":[{"name":"a"}],"schemaVersion":4}"#,
                FileKind::AppExport,
            ),
            (
                br#"{"services":[],"servicesEncrypted":"YWJj:YWJj","schemaVersion":4}"#,
                FileKind::AppExport,
            ),
            // Ente Auth, sealed.
            (
                br#"{"version":1,"kdfParams":{"memLimit":1},"encryptedData":"YWJj"}"#,
                FileKind::AppExport,
            ),
            // FreeOTP+ and andOTP.
            (br#"{"tokenOrder":["a"],"tokens":[]}"#, FileKind::AppExport),
            (
                b"\xef\xbb\xbf[{\"secret\":\"A\",\"type\":\"TOTP\"}]",
                FileKind::AppExport,
            ),
            (
                b"age-encryption.org/v1\n-> scrypt bBjl 16\n",
                FileKind::Backup,
            ),
            (b"age-encryption.org/v1\n-> X25519 bBjl\n", FileKind::Vault),
        ];
        for (bytes, kind) in files {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(FileKind::of(bytes), Some(kind), "{text}");
        }
    }

    #[test]
    fn other_files_have_no_kind() {
        let files: [&[u8]; 10] = [
            b"Milk, eggs, bread.",
            b"\x89PNG\r\n\x1a\n",
            b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
            b"\0\0\0\x10ftypisom\0\0\0\0heic",
            b"\0\0\0\0ftyp",
            b"\xff\xff\xff\xffftyp",
            b"{\"name\":\"Smith\"}",
            b"age-encryption.org/v1\n",
            b"-----BEGIN AGE ENCRYPTED FILE-----\n",
            b"a text about <svg>",
        ];
        for bytes in files {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(FileKind::of(bytes), None, "{text}");
        }
    }
}
