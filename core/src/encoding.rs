//! Bytes as text: UTF-8, or UTF-16 as Notepad and Windows PowerShell write it.

use std::borrow::Cow;

/// Decodes UTF-8, or UTF-16 if its byte order mark is there. Drops the mark of either.
/// Returns `None` if the bytes are not text.
#[must_use]
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = match bytes {
        [0xFF, 0xFE, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xFE, 0xFF, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    let Some((wide, unit)) = wide else {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    };
    let (pairs, []) = wide.as_chunks::<2>() else {
        return None;
    };
    // Two bytes of UTF-16 take at most three in UTF-8. A string that reallocates would
    // leave a copy of a secret behind.
    let mut text = String::with_capacity(wide.len().saturating_mul(2));
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(c.ok()?);
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_text_is_read_in_each_encoding_and_without_its_mark() {
        let text = "otpauth \u{645}\u{1F389}";
        let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units.flat_map(bytes).collect()
        };
        let marked = ["\u{FEFF}", text].concat().into_bytes();
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            wide(u16::to_le_bytes),
            wide(u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some(text));
        }
        for bytes in [b"\xFF".as_slice(), b"\xFF\xFEa", b"\xFF\xFE\x00\xD8"] {
            assert_eq!(decode(bytes), None);
        }
    }
}
