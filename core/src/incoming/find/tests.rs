use zeroize::Zeroizing;

use super::{FindError, Found, find, parse_picture};
use crate::group::Name;
use crate::incoming::{FileKind, IncomingCode, IncomingError, Text};
use crate::otpauth::LinkError;

const LINK: &str = "otpauth://totp/ringtrue:Smith%20family%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
const SHEET: &str =
    "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=2026-11-26&days=60";
const NAMELESS: &str = "otpauth://totp/?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const KEY: &str = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq";
const MESSAGE: &str =
    "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";

#[test]
fn every_kind_of_input_is_found() {
    assert!(matches!(
        find(LINK.as_bytes(), None),
        Ok(Found::Code(IncomingCode::Link(_)))
    ));
    assert!(matches!(
        find(SHEET.as_bytes(), None),
        Ok(Found::Code(IncomingCode::Sheet(_)))
    ));
    assert!(matches!(find(KEY.as_bytes(), None), Ok(Found::Key(_))));
    // A message wins over anything beside it.
    let both = format!("{LINK}\n{MESSAGE}");
    match find(both.as_bytes(), None) {
        Ok(Found::Message(bytes)) => assert_eq!(bytes, both.as_bytes()),
        other => panic!("{other:?}"),
    }
    // Bytes that are not text.
    let mut bytes = MESSAGE.as_bytes().to_vec();
    bytes.push(0xFF);
    assert!(matches!(find(&bytes, None), Ok(Found::Message(found)) if found == bytes));
}

#[test]
fn a_file_that_holds_nothing_usable_is_named() {
    let mail = b"Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n\
        --x\r\nContent-Type: text/plain\r\n\r\nHi\r\n\
        --x\r\nContent-Type: image/png\r\n\r\nabc\r\n--x--\r\n";
    let files: [(&[u8], FindError); 5] = [
        (b"Milk, eggs, bread.", FindError::Nothing),
        (b"\xFF\xFE\xFD", FindError::Nothing),
        (b" \n", FindError::File(FileKind::Empty)),
        (b"%PDF-1.4\n%\xd3\xeb", FindError::File(FileKind::Pdf)),
        (mail, FindError::Attachment),
    ];
    for (bytes, expected) in files {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(find(bytes, None).unwrap_err(), expected, "{text}");
    }
    let letters = find(&KEY.as_bytes()[1..], None).unwrap_err();
    assert_eq!(
        letters,
        IncomingError::Link(LinkError::KeyLength { letters: 31 }).into()
    );
}

#[test]
fn a_link_that_lacks_a_name_is_found_with_one() {
    let error = find(NAMELESS.as_bytes(), None).unwrap_err();
    assert!(error.lacks_name());
    let name = Name::tidy("Smith family").unwrap();
    match find(NAMELESS.as_bytes(), Some(&name)) {
        Ok(Found::Code(IncomingCode::Link(link))) => assert_eq!(link.name(), &name),
        other => panic!("{other:?}"),
    }
    assert!(!find(&LINK.as_bytes()[..60], None).unwrap_err().lacks_name());
    assert!(!FindError::Nothing.lacks_name());
}

#[test]
fn several_codes_are_described_without_their_secrets() {
    let several =
        |found: &[&str]| FindError::Several(found.iter().map(|&found| found.to_owned()).collect());
    let text = format!("{LINK}\n\n{SHEET}\n\notpauth://totp/x?secret=GEZDGNBV\n");
    let error = find(text.as_bytes(), None).unwrap_err();
    let found = [
        "\"Smith family 1\"",
        "the code of Grandma's sheet",
        "a link that can't be used",
    ];
    assert_eq!(error, several(&found));
    assert!(!format!("{error} {error:?}").contains("GEZD"));

    let picture = |texts: &[&str]| {
        let texts: Vec<_> = texts
            .iter()
            .map(|&text| Zeroizing::new(text.to_owned()))
            .collect();
        parse_picture(&texts, None)
    };
    assert!(matches!(picture(&[LINK]), Ok(IncomingCode::Link(_))));
    assert_eq!(picture(&[]).unwrap_err(), FindError::Nothing);
    let error = picture(&["https://example.com/", "WIFI:S:home;", SHEET]).unwrap_err();
    assert_eq!(
        error,
        several(&["an address", "a text", "the code of Grandma's sheet"])
    );
    let error = picture(&["https://example.com/"]).unwrap_err();
    assert_eq!(error, IncomingError::Link(LinkError::NotALink).into());
    // The same link twice in a text is one code; in a picture it is two.
    let twice = format!("{LINK}\n{LINK}");
    let found = Text::read(twice.as_bytes()).unwrap().find(None).unwrap();
    assert!(matches!(found, Some(Found::Code(_))));
    assert!(matches!(picture(&[LINK, LINK]), Err(FindError::Several(_))));
}
