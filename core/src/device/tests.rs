use data_encoding::HEXLOWER;

use super::{DeviceKey, DeviceKeyError, DevicePublic, DevicePublicError};
use crate::seal::UnsealError;

#[test]
fn a_public_key_is_that_of_age_and_is_read_as_it_was_written() {
    let key = DeviceKey::generate();
    let text = key.to_text();
    let says = text.lines().nth(1).unwrap();
    assert_eq!(says, format!("# public key: {}", key.public()));
    assert_eq!(
        DevicePublic::from_text(&key.public().to_string()),
        Ok(key.public())
    );
}

#[test]
fn two_devices_agree_on_a_secret_that_a_third_does_not_have() {
    let (one, two, three) = (
        DeviceKey::generate(),
        DeviceKey::generate(),
        DeviceKey::generate(),
    );
    let shared = one.agree(&two.public()).unwrap();
    assert_eq!(shared, two.agree(&one.public()).unwrap());
    assert_ne!(shared, three.agree(&one.public()).unwrap());
}

#[test]
fn a_point_of_low_order_gives_no_secret() {
    // u = 1, of order 4.
    let mut low = [0; 32];
    low[0] = 1;
    assert_eq!(DeviceKey::generate().agree(&DevicePublic(low)), None);
}

#[test]
fn a_text_that_is_not_a_public_key_is_refused() {
    let key = DeviceKey::generate();
    let secret = key.to_text();
    let secret = secret.lines().last().unwrap();
    assert_eq!(
        DevicePublic::from_text(secret),
        Err(DevicePublicError::Secret)
    );
    let mut slip = key.public().to_string();
    let last = if slip.pop() == Some('q') { 'p' } else { 'q' };
    slip.push(last);
    for text in ["", "age1", "RWQf6LRCGA9i53ml", &slip, "age1é"] {
        assert_eq!(
            DevicePublic::from_text(text),
            Err(DevicePublicError::Malformed),
            "{text}"
        );
    }
}

#[test]
fn a_key_opens_what_was_sealed_to_it() {
    let key = DeviceKey::generate();
    for plaintext in [&b""[..], b"version = 1\n", &vec![7; 70_000]] {
        let sealed = key.seal(plaintext).unwrap();
        assert_eq!(key.open(&sealed).unwrap().as_slice(), plaintext);
        let copy = DeviceKey::from_text(&key.to_text()).unwrap();
        assert_eq!(copy.open(&sealed).unwrap().as_slice(), plaintext);
        let other = DeviceKey::generate();
        assert_eq!(other.open(&sealed), Err(UnsealError::OtherKey));
    }
    assert_eq!(key.open(b""), Err(UnsealError::Empty));
    assert_eq!(key.open(b"version = 1\n"), Err(UnsealError::NotAge));
    assert_eq!(key.open(&[0; 4096]), Err(UnsealError::NotAge));
}

#[test]
fn a_sealed_file_is_whole_or_refused() {
    let key = DeviceKey::generate();
    let sealed = key.seal(b"version = 1\n").unwrap();
    for length in 0..sealed.len() {
        let error = key.open(&sealed[..length]).unwrap_err();
        assert_eq!(error == UnsealError::Empty, length == 0, "{length}");
        assert_ne!(error, UnsealError::OtherKey, "{length}");
    }
    for at in 0..sealed.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut flipped = sealed.clone();
            flipped[at] ^= bit;
            assert!(key.open(&flipped).is_err(), "byte {at}, bit {bit:#x}");
        }
    }
    let longer = [sealed.as_slice(), b"\n"].concat();
    assert_eq!(key.open(&longer), Err(UnsealError::Damaged));
}

#[test]
fn the_text_of_a_device_key_is_that_of_an_age_identity() {
    let key = DeviceKey::generate();
    let text = key.to_text();
    let line = text.lines().last().unwrap();
    assert!(line.starts_with("AGE-SECRET-KEY-1"));
    assert!(!format!("{key:?}").contains(line));
    for good in [
        line.to_owned(),
        format!("\r\n  {line}  \r\n"),
        format!("# created: today\n#\n\n{line}\n# the end\n"),
    ] {
        assert_eq!(*DeviceKey::from_text(&good).unwrap().to_text(), *text);
    }
    for (bad, expected) in [
        (String::new(), DeviceKeyError::Missing),
        ("# only a comment\n\n".to_owned(), DeviceKeyError::Missing),
        (format!("{line}\n{line}\n"), DeviceKeyError::Several),
        (format!("{line} {line}\n"), DeviceKeyError::Malformed),
        (line[..40].to_owned(), DeviceKeyError::Malformed),
        (line.replace('-', "_"), DeviceKeyError::Malformed),
        (format!("{line}A"), DeviceKeyError::Malformed),
        ("\0".to_owned(), DeviceKeyError::Malformed),
        (
            text.lines().nth(1).unwrap().replace("# public key: ", ""),
            DeviceKeyError::Malformed,
        ),
    ] {
        let error = DeviceKey::from_text(&bad).unwrap_err();
        assert_eq!(error, expected, "{bad}");
        assert!(!format!("{error} {error:?}").contains(&line[20..40]));
    }
}

#[test]
fn keys_of_low_order_are_refused() {
    // RFC 7748: u = 0, 1 and p - 1, and the two points of order 8.
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let mut one = [0; 32];
    one[0] = 1;
    let order_8 = [
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ];
    let order_8 = order_8.map(|hex| HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap());
    for point in [[0; 32], one, minus_one, order_8[0], order_8[1]] {
        refused(point);
    }
}

#[test]
fn a_key_has_one_spelling() {
    let key = *DeviceKey::generate().public().as_bytes();
    assert_eq!(*DevicePublic::from_bytes(key).unwrap().as_bytes(), key);
    let mut top_bit = key;
    top_bit[31] |= 0x80;
    refused(top_bit);
    // p + 2 and 2^255 - 1 are 2 and 18 in a form that is not canonical.
    let mut above = [0xff; 32];
    (above[0], above[31]) = (0xef, 0x7f);
    refused(above);
    (above[0], above[31]) = (0xff, 0x7f);
    refused(above);
}

fn refused(bytes: [u8; 32]) {
    assert_eq!(
        DevicePublic::from_bytes(bytes),
        Err(DevicePublicError::Weak)
    );
    let text = DevicePublic(bytes).to_string();
    assert_eq!(DevicePublic::from_text(&text), Err(DevicePublicError::Weak));
}
