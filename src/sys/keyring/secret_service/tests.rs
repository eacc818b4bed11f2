//! A client of the Secret Service against a service that a test plays. The real
//! one is in tests/protect.

mod wire;

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::thread::{self, JoinHandle};

use data_encoding::HEXLOWER;

use super::bus::Bus;
use super::session::{Exchange, Sealed};
use super::wire::{Kind, Message, START, Writer};
use super::{Keyring, KeyringError};

const TEXT: &str = "AGE-SECRET-KEY-1EXAMPLE";
const NAME: &str = "device key of /x";
const ITEM: &str = "/item/1";
const COLLECTION: &str = "/collection/1";
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

fn completed(dismissed: bool) -> (&'static str, Writer) {
    let body = body(|body| {
        body.boolean(dismissed).signature("ao");
        paths(body, &[ITEM]);
    });
    ("bv", body)
}

/// What is answered to a call of this member with this serial, where that is not
/// what a service with one locked item answers. Nothing: it hangs up.
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
        let user = rustix::process::geteuid().as_raw().to_string();
        let expected = format!("\0AUTH EXTERNAL {}\r\n", HEXLOWER.encode(user.as_bytes()));
        assert_eq!(line, expected.as_bytes());
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
            bytes.extend(sent(Kind::Signal, 0, PROMPT, "Completed", completed(false)));
            bytes
        }
        "GetSecret" => reply("(oayays)", &|body| {
            let secret = secret.unwrap();
            body.structure().text("/session/1");
            body.bytes(&secret.iv)
                .bytes(&secret.bytes)
                .text("text/plain");
        }),
        "ReadAlias" => reply("o", &|body| {
            body.text(COLLECTION);
        }),
        "CreateCollection" | "CreateItem" => reply("oo", &|body| {
            body.text("/").text(PROMPT);
        }),
        "SetSecret" => reply("", &|_| {}),
        "Delete" => reply("o", &|body| {
            body.text(PROMPT);
        }),
        other => panic!("{other} was called"),
    }
}

fn with<T>(
    play: Play,
    act: impl FnOnce(&mut Keyring) -> Result<T, KeyringError>,
) -> (Result<T, KeyringError>, Vec<String>) {
    let (bus, service) = service(play);
    let done = Keyring::over(bus).and_then(|mut keyring| act(&mut keyring));
    (done, service.join().unwrap())
}

fn get(play: Play) -> (Result<Option<String>, KeyringError>, Vec<String>) {
    let (found, called) = with(play, |keyring| keyring.get(NAME));
    (found.map(|text| text.map(|text| text.to_string())), called)
}

/// A reply that names nothing.
fn empty(member: &str, serial: u32) -> Vec<Vec<u8>> {
    let (signature, fill): (_, fn(&mut Writer)) = match member {
        "SearchItems" => ("aoao", |body| {
            paths(body, &[]);
            paths(body, &[]);
        }),
        "ReadAlias" => ("o", |body| {
            body.text("/");
        }),
        other => panic!("{other}"),
    };
    vec![sent(Kind::Return, serial, "", "", (signature, body(fill)))]
}

#[test]
fn a_person_is_asked_to_unlock_what_is_locked() {
    let (found, called) = get(|_, _| None);
    assert_eq!(found, Ok(Some(TEXT.to_owned())));
    assert_eq!(
        called.join(" "),
        "Hello OpenSession SearchItems Unlock AddMatch Prompt GetSecret"
    );
}

#[test]
fn an_answer_that_comes_before_the_reply_is_heard() {
    let (found, _) = get(|member, serial| {
        (member == "Prompt").then(|| {
            let reply = sent(Kind::Return, serial, "", "", ("", Writer::default()));
            let yes = sent(Kind::Signal, 0, PROMPT, "Completed", completed(false));
            vec![yes, reply]
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
            let other = sent(Kind::Signal, 0, "/prompt/2", "Completed", completed(false));
            let begun = sent(Kind::Signal, 0, PROMPT, "Begun", completed(false));
            let no = sent(Kind::Signal, 0, PROMPT, "Completed", completed(true));
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
            let mut forged = sent(Kind::Signal, 0, PROMPT, "Completed", completed(false));
            let sender = forged.windows(4).position(|part| part == b":1.7").unwrap();
            forged[sender + 3] = b'6';
            let no = sent(Kind::Signal, 0, PROMPT, "Completed", completed(true));
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
fn an_entry_that_is_there_is_written_over_wherever_it_is() {
    let (done, called) = with(|_, _| None, |keyring| keyring.set(NAME, TEXT));
    assert_eq!(done, Ok(()));
    let expected = "Hello OpenSession SearchItems Unlock AddMatch Prompt SetSecret";
    assert_eq!(called.join(" "), expected);
}

#[test]
fn a_new_entry_goes_to_the_default_collection_which_is_made_where_there_is_none() {
    let (done, called) = with(
        |member, serial| match member {
            "SearchItems" => Some(empty(member, serial)),
            _ => None,
        },
        |keyring| keyring.set(NAME, TEXT),
    );
    assert_eq!(done, Ok(()));
    let expected = "Hello OpenSession SearchItems ReadAlias Unlock AddMatch Prompt CreateItem \
                    AddMatch Prompt";
    assert_eq!(called.join(" "), expected);

    let (done, called) = with(
        |member, serial| match member {
            "SearchItems" | "ReadAlias" => Some(empty(member, serial)),
            "Prompt" => {
                let reply = sent(Kind::Return, serial, "", "", ("", Writer::default()));
                let made = body(|body| {
                    body.boolean(false).signature("o").text(COLLECTION);
                });
                let answer = sent(Kind::Signal, 0, PROMPT, "Completed", ("bv", made));
                Some(vec![reply, answer])
            }
            _ => None,
        },
        |keyring| keyring.set(NAME, TEXT),
    );
    assert_eq!(done, Ok(()));
    let expected = "Hello OpenSession SearchItems ReadAlias CreateCollection AddMatch Prompt \
                    Unlock AddMatch Prompt CreateItem AddMatch Prompt";
    assert_eq!(called.join(" "), expected);
}

#[test]
fn an_entry_is_gone_only_when_the_person_said_so() {
    let (done, called) = with(|_, _| None, |keyring| keyring.remove(NAME));
    assert_eq!(done, Ok(()));
    let expected = "Hello OpenSession SearchItems Unlock AddMatch Prompt Delete AddMatch Prompt";
    assert_eq!(called.join(" "), expected);
    let (done, _) = with(
        |member, serial| match member {
            "Unlock" => Some(vec![collection_unlocked(serial)]),
            "Prompt" => {
                let reply = sent(Kind::Return, serial, "", "", ("", Writer::default()));
                let no = sent(Kind::Signal, 0, PROMPT, "Completed", completed(true));
                Some(vec![reply, no])
            }
            _ => None,
        },
        |keyring| keyring.remove(NAME),
    );
    assert_eq!(done, Err(KeyringError::Locked));
}

/// As `KeePassXC` answers, which was asked for an item.
fn collection_unlocked(serial: u32) -> Vec<u8> {
    let unlocked = body(|body| {
        paths(body, &[COLLECTION]);
        body.text("/");
    });
    sent(Kind::Return, serial, "", "", ("aoo", unlocked))
}

#[test]
fn a_service_that_names_the_collection_it_unlocked_is_understood() {
    let (found, called) = get(|member, serial| match member {
        "Unlock" => Some(vec![collection_unlocked(serial)]),
        _ => None,
    });
    assert_eq!(found, Ok(Some(TEXT.to_owned())));
    assert_eq!(
        called.join(" "),
        "Hello OpenSession SearchItems Unlock GetSecret"
    );
}

#[test]
fn a_bus_that_lets_nobody_in_is_none() {
    for answer in [&b"REJECTED EXTERNAL\r\n"[..], &[b'x'; 2000], b""] {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(answer).unwrap();
        theirs.shutdown(std::net::Shutdown::Write).unwrap();
        assert!(Bus::over(ours).is_err());
    }
}
