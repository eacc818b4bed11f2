//! The bytes of messages, and of what is sealed.

use std::num::NonZeroU32;

use data_encoding::HEXLOWER;

use super::super::session::{Exchange, Sealed};
use super::super::wire::{Call, Kind, Malformed, Message, START};
use super::{ITEM, TEXT, body, paths, sent};

/// Reads a message of each shape that is read.
fn read(bytes: Vec<u8>, signature: &str) -> Result<(), Malformed> {
    let start = bytes.first_chunk::<START>().ok_or(Malformed)?;
    Message::length(start)?;
    let message = Message::parse(bytes)?;
    let mut body = message.body(signature)?;
    match signature {
        "(oayays)" => {
            body.structure()?;
            body.text()?;
            body.bytes()?;
            body.bytes()?;
            body.text().map(drop)
        }
        "aoao" => {
            body.texts()?;
            body.texts().map(drop)
        }
        _ => {
            body.boolean()?;
            body.variant("o")?;
            body.text().map(drop)
        }
    }
}

#[test]
fn nothing_that_a_service_sends_brings_it_down() {
    let secret = body(|body| {
        body.structure().text("/session/1");
        body.bytes(&[1; 16]).bytes(&[2; 32]).text("text/plain");
    });
    let found = body(|body| {
        paths(body, &[]);
        paths(body, &[ITEM, "/item/2"]);
    });
    let answer = body(|body| {
        body.boolean(false).signature("o").text(ITEM);
    });
    for (signature, body) in [("(oayays)", secret), ("aoao", found), ("bv", answer)] {
        let whole = sent(Kind::Return, 3, "", "", (signature, body));
        assert_eq!(read(whole.clone(), signature), Ok(()));
        for length in 0..whole.len() {
            let cut = whole[..length].to_vec();
            assert_eq!(read(cut, signature), Err(Malformed), "{length}");
        }
        for bit in 0..whole.len() * 8 {
            let mut changed = whole.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let _ = read(changed, signature);
        }
    }
}

#[test]
fn a_message_of_a_machine_with_the_other_order_is_read() {
    // B, a return, no flags, version 1; 20 bytes of body; serial 9; 16 bytes of
    // fields: the reply to 3, of type "bv".
    let bytes = "42020001000000140000000900000010\
                 05017500000000030801670002627600\
                 00000001016f000000000007\
                 2f6974656d2f3100";
    let bytes = HEXLOWER.decode(bytes.as_bytes()).unwrap();
    let start = bytes.first_chunk::<START>().unwrap();
    assert_eq!(Message::length(start), Ok(bytes.len()));
    let message = Message::parse(bytes).unwrap();
    assert_eq!(message.reply_to, Some(3));
    let mut body = message.body("bv").unwrap();
    assert_eq!(body.boolean(), Ok(true));
    assert_eq!(body.variant("o"), Ok(()));
    assert_eq!(body.text(), Ok(ITEM));
}

#[test]
fn what_is_too_long_is_neither_read_nor_sent() {
    let mut start = [0; START];
    start[0] = b'l';
    start[4..8].copy_from_slice(&(1_u32 << 20).to_le_bytes());
    assert_eq!(Message::length(&start), Err(Malformed));
    start[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    start[12..].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(Message::length(&start), Err(Malformed));
    let call = Call {
        destination: "a.b",
        path: "/",
        interface: "a.b",
        member: "C",
        signature: "ay",
        body: body(|body| {
            body.bytes(&vec![0; 1 << 20]);
        }),
    };
    assert_eq!(call.to_bytes(NonZeroU32::MIN), Err(Malformed));
}

#[test]
fn a_call_is_as_the_specification_has_it() {
    let call = Call {
        destination: "org.a",
        path: "/a",
        interface: "org.a.B",
        member: "C",
        signature: "s",
        body: body(|body| {
            body.text("hi");
        }),
    };
    let bytes = call.to_bytes(NonZeroU32::MIN).unwrap();
    // l, call, no flags, version 1; 7 bytes of body; serial 1; 71 bytes of fields.
    let expected = "6c01000107000000010000004700000001016f00020000002f61000000000000\
                    02017300070000006f72672e612e420003017300010000004300000000000000\
                    06017300050000006f72672e61000000080167000173000002000000686900";
    assert_eq!(HEXLOWER.encode(&bytes), expected);
    assert_eq!(
        Message::length(bytes.first_chunk().unwrap()),
        Ok(bytes.len())
    );
}

#[test]
fn both_sides_come_to_the_key_that_python_and_openssl_come_to() {
    let bytes =
        |from: u8| -> [u8; 128] { std::array::from_fn(|at| from + u8::try_from(at).unwrap()) };
    let other = "a1ddb1d2406bf73f47a16caa94f64566652757e41b6659a9cce250d8e5bbbc5e\
                 fbd710a038eb7c872e509bfe9dcc7292af348fecfa8d7c8f7c09a8e862c182ad\
                 ed54b5b076dea71ecde68b7de657573dce81adb2d44559863b6e326425433732\
                 bcf6818ee938d39aab192d684b7af0a84a682b403412c6c84b5907f50cee2028";
    let other = HEXLOWER.decode(other.as_bytes()).unwrap();
    assert_eq!(Exchange::of(&bytes(128)).public()[..], other);
    let sealed = Sealed {
        iv: (0..16).collect(),
        bytes: HEXLOWER
            .decode(b"8b49486bb2c965d54482bd330ab5b1efc5fdd369ecc3725ce8f7af7f82ee1524")
            .unwrap(),
    };
    let key = Exchange::of(&bytes(0)).agree(&other).unwrap();
    assert_eq!(*key.open(&sealed).unwrap(), TEXT);
    // As KDE sends it where its first bit is one.
    let signed = [&[0], &other[..]].concat();
    let key = Exchange::of(&bytes(0)).agree(&signed).unwrap();
    assert_eq!(*key.open(&sealed).unwrap(), TEXT);
    let own = Exchange::of(&bytes(0)).public();
    let key = Exchange::of(&bytes(128)).agree(&own).unwrap();
    assert_eq!(*key.open(&sealed).unwrap(), TEXT);
}

#[test]
fn a_side_that_shows_what_gives_the_key_away_is_refused() {
    let prime = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74\
                 020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437\
                 4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
                 ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff";
    let prime = HEXLOWER.decode(prime.as_bytes()).unwrap();
    let mut one_less = prime.clone();
    *one_less.last_mut().unwrap() -= 1;
    for public in [&[][..], &[0], &[1], &one_less, &prime, &[2; 129]] {
        let agreed = Exchange::of(&[3; 128]).agree(public);
        assert!(agreed.is_err(), "{public:x?}");
    }
    assert!(Exchange::of(&[3; 128]).agree(&[2]).is_ok());
}
