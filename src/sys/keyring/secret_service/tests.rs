//! A client of the Secret Service against a service that a test plays. The real
//! one is in tests/protect.

use std::io::{Read as _, Write as _};
use std::num::NonZeroU32;
use std::os::unix::net::UnixStream;
use std::thread::{self, JoinHandle};

use data_encoding::HEXLOWER;

use super::bus::Bus;
use super::session::{Exchange, Sealed};
use super::wire::{Call, Kind, Malformed, Message, START, Writer};
use super::{Keyring, KeyringError};

const TEXT: &str = "AGE-SECRET-KEY-1EXAMPLE";
const ITEM: &str = "/item/1";
const PROMPT: &str = "/prompt/1";
const OTHER_PRIVATE: [u8; 128] = [7; 128];

/// A message as the other side sends it: `reply_to` a call, or a signal of `path`.
fn sent(kind: Kind, reply_to: u32, path: &str, name: &str, body: (&str, Writer)) -> Vec<u8> {
    let (signature, body) = body;
    let mut message = Writer::default();
    message.byte(b'l').byte(kind as u8).byte(1).byte(1);
    let body = body.into_bytes();
    message.number(u32::try_from(body.len()).unwrap()).number(9);
    message.array(8, |fields| {
        let mut text = |code: u8, signature: &str, text: &str| {
            fields
                .structure()
                .byte(code)
                .signature(signature)
                .text(text);
        };
        match kind {
            Kind::Signal => {
                text(1, "o", path);
                text(2, "s", "org.freedesktop.Secret.Prompt");
                text(3, "s", name);
            }
            Kind::Error => text(4, "s", name),
            _ => {}
        }
        // Files that came along: a field that is passed over.
        fields.structure().byte(9).signature("u").number(0);
        fields.structure().byte(5).signature("u").number(reply_to);
        fields.structure().byte(7).signature("s").text(":1.7");
        fields
            .structure()
            .byte(8)
            .signature("g")
            .signature(signature);
    });
    message.structure();
    let mut bytes = message.into_bytes();
    bytes.extend_from_slice(&body);
    bytes
}

fn body(fill: impl FnOnce(&mut Writer)) -> Writer {
    let mut body = Writer::default();
    fill(&mut body);
    body
}

fn paths(body: &mut Writer, paths: &[&str]) {
    body.array(4, |array| {
        for path in paths {
            array.text(path);
        }
    });
}

fn done(dismissed: bool) -> (&'static str, Writer) {
    let body = body(|body| {
        body.boolean(dismissed).signature("ao");
        paths(body, &[ITEM]);
    });
    ("bv", body)
}

/// What is answered to a call of this member with this serial, if it is not what
/// a service with one locked item answers that the person unlocks. Nothing: it
/// hangs up.
type Play = fn(&str, u32) -> Option<Vec<Vec<u8>>>;

/// A bus with a service on it, and the names of what was called.
fn service(play: Play) -> (Bus, JoinHandle<Vec<String>>) {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let thread = thread::spawn(move || {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let mut byte = [0];
            theirs.read_exact(&mut byte).unwrap();
            line.extend_from_slice(&byte);
        }
        assert!(line.starts_with(b"\0AUTH EXTERNAL 3"), "{line:?}");
        theirs.write_all(b"OK 59ab\r\n").unwrap();
        theirs.read_exact(&mut [0; 7]).unwrap();
        let mut called = Vec::new();
        let mut key = None;
        let mut start = [0; START];
        while theirs.read_exact(&mut start).is_ok() {
            let mut bytes = start.to_vec();
            bytes.resize(Message::length(&start).unwrap(), 0);
            theirs.read_exact(&mut bytes[START..]).unwrap();
            let serial = u32::from_le_bytes(bytes[8..12].try_into().unwrap());
            let call = Message::parse(bytes).unwrap();
            let member = call.member.clone().unwrap();
            let other = Exchange::of(&OTHER_PRIVATE);
            if member == "OpenSession" {
                let mut body = call.body("sv").unwrap();
                assert_eq!(body.text(), Ok(super::session::ALGORITHM));
                body.variant("ay").unwrap();
                let public = body.bytes().unwrap();
                key = Some(Exchange::of(&OTHER_PRIVATE).agree(public).unwrap());
            }
            let answers = play(&member, serial).unwrap_or_else(|| {
                let secret = key.as_ref().map(|key| key.seal(TEXT).unwrap());
                vec![answer(&member, serial, &other, secret.as_ref())]
            });
            called.push(member);
            if answers.is_empty() {
                break;
            }
            for answer in answers {
                theirs.write_all(&answer).unwrap();
            }
        }
        called
    });
    (Bus::over(ours).unwrap(), thread)
}

fn answer(member: &str, serial: u32, other: &Exchange, secret: Option<&Sealed>) -> Vec<u8> {
    let reply = |signature, fill: &dyn Fn(&mut Writer)| {
        sent(Kind::Return, serial, "", "", (signature, body(fill)))
    };
    match member {
        "Hello" => reply("s", &|body| {
            body.text(":1.8");
        }),
        "OpenSession" => reply("vo", &|body| {
            body.signature("ay")
                .bytes(&other.public())
                .text("/session/1");
        }),
        "SearchItems" => reply("aoao", &|body| {
            paths(body, &[]);
            paths(body, &[ITEM]);
        }),
        "Unlock" => reply("aoo", &|body| {
            paths(body, &[]);
            body.text(PROMPT);
        }),
        "AddMatch" => reply("", &|_| {}),
        "Prompt" => {
            let mut bytes = reply("", &|_| {});
            bytes.extend(sent(Kind::Signal, 0, PROMPT, "Completed", done(false)));
            bytes
        }
        "GetSecret" => reply("(oayays)", &|body| {
            let secret = secret.unwrap();
            body.structure().text("/session/1");
            body.bytes(&secret.iv)
                .bytes(&secret.bytes)
                .text("text/plain");
        }),
        other => panic!("{other} was called"),
    }
}

fn get(play: Play) -> (Result<Option<String>, KeyringError>, Vec<String>) {
    let (bus, service) = service(play);
    let found = Keyring::over(bus).and_then(|mut keyring| keyring.get("device key of /x"));
    (
        found.map(|text| text.map(|text| text.to_string())),
        service.join().unwrap(),
    )
}

#[test]
fn a_person_is_asked_to_unlock_what_is_locked() {
    let (found, called) = get(|_, _| None);
    assert_eq!(found, Ok(Some(TEXT.to_owned())));
    let expected = "Hello OpenSession SearchItems Unlock AddMatch Prompt GetSecret";
    assert_eq!(called.join(" "), expected);
}

#[test]
fn an_answer_that_comes_before_the_reply_is_heard() {
    let (found, _) = get(|member, serial| {
        (member == "Prompt").then(|| {
            let reply = sent(Kind::Return, serial, "", "", ("", Writer::default()));
            vec![
                sent(Kind::Signal, 0, PROMPT, "Completed", done(false)),
                reply,
            ]
        })
    });
    assert_eq!(found, Ok(Some(TEXT.to_owned())));
}

#[test]
fn who_says_no_is_not_asked_again() {
    let (found, called) = get(|member, serial| {
        (member == "Prompt").then(|| {
            let reply = sent(Kind::Return, serial, "", "", ("", Writer::default()));
            // Not of the prompt, and not what was waited for.
            let other = sent(Kind::Signal, 0, "/prompt/2", "Completed", done(false));
            let begun = sent(Kind::Signal, 0, PROMPT, "Begun", done(false));
            let no = sent(Kind::Signal, 0, PROMPT, "Completed", done(true));
            vec![reply, other, begun, no]
        })
    });
    assert_eq!(found, Err(KeyringError::Locked));
    assert_eq!(called.last().unwrap(), "Prompt");
}

#[test]
fn nobody_else_on_the_bus_answers_for_the_person() {
    let (found, _) = get(|member, serial| {
        (member == "Prompt").then(|| {
            let reply = sent(Kind::Return, serial, "", "", ("", Writer::default()));
            let mut forged = sent(Kind::Signal, 0, PROMPT, "Completed", done(false));
            let sender = forged.windows(4).position(|part| part == b":1.7").unwrap();
            forged[sender + 3] = b'6';
            let no = sent(Kind::Signal, 0, PROMPT, "Completed", done(true));
            vec![reply, forged, no]
        })
    });
    assert_eq!(found, Err(KeyringError::Locked));
}

#[test]
fn what_is_not_there_is_told_apart_from_what_is_locked() {
    fn fails(play: Play) -> KeyringError {
        get(play).0.unwrap_err()
    }
    fn refusal(serial: u32, name: &str) -> Vec<Vec<u8>> {
        let error = sent(Kind::Error, serial, "", name, ("", Writer::default()));
        vec![error]
    }
    let unknown = fails(|member, serial| match member {
        "OpenSession" => Some(refusal(serial, "org.freedesktop.DBus.Error.ServiceUnknown")),
        _ => None,
    });
    assert_eq!(unknown, KeyringError::None);
    let unstartable = fails(|member, serial| match member {
        "OpenSession" => Some(refusal(
            serial,
            "org.freedesktop.DBus.Error.Spawn.ExecFailed",
        )),
        _ => None,
    });
    assert_eq!(unstartable, KeyringError::None);
    let locked = fails(|member, serial| match member {
        "GetSecret" => Some(refusal(serial, "org.freedesktop.Secret.Error.IsLocked")),
        _ => None,
    });
    assert_eq!(locked, KeyringError::Locked);
    let failed = fails(|member, serial| match member {
        "GetSecret" => Some(refusal(serial, "org.example.Broken")),
        _ => None,
    });
    assert_eq!(failed, KeyringError::Failed);
    let gone = fails(|member, _| (member == "SearchItems").then(Vec::new));
    assert_eq!(gone, KeyringError::None);
}

#[test]
fn nothing_that_a_service_sends_brings_it_down() {
    let reply = || {
        let fill = |body: &mut Writer| {
            body.structure().text("/session/1");
            body.bytes(&[1; 16]).bytes(&[2; 32]).text("text/plain");
        };
        sent(Kind::Return, 3, "", "", ("(oayays)", body(fill)))
    };
    let read = |bytes: Vec<u8>| -> Result<(), Malformed> {
        let start = bytes.first_chunk::<START>().ok_or(Malformed)?;
        Message::length(start)?;
        let message = Message::parse(bytes)?;
        let mut body = message.body("(oayays)")?;
        body.structure()?;
        body.text()?;
        body.bytes()?;
        body.bytes()?;
        body.text().map(drop)
    };
    let whole = reply();
    assert_eq!(read(whole.clone()), Ok(()));
    for length in 0..whole.len() {
        assert_eq!(read(whole[..length].to_vec()), Err(Malformed), "{length}");
    }
    for bit in 0..whole.len() * 8 {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let _ = read(changed);
    }
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
