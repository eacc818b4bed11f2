//! Messages that other programs made, with the results listed in `tests/vectors/messages`.

use std::path::{Path, PathBuf};

use ringtrue_core::device::DeviceKey;
use ringtrue_core::message::{Message, MessageFit, OpenError, Sealed, fit};
use ringtrue_core::organiser::SigningKey;
use ringtrue_core::text::check_words_line;
use ringtrue_core::words::Phrase;
use ringtrue_core::{Group, Unconfirmed, UnixTime};
use serde::Deserialize;

use crate::common::{is_installed, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    message: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    file: String,
    words: Option<String>,
    device: Option<String>,
    fits: Option<String>,
    generation: Option<u16>,
    organiser: Option<String>,
    check_words: Option<String>,
    old_until: Option<u64>,
    error: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/messages")
}

fn text(name: &str) -> String {
    String::from_utf8(read(&folder().join(name)).clone()).unwrap()
}

impl Vector {
    fn open(&self) -> Result<Unconfirmed<Message>, OpenError> {
        let sealed = Sealed::find(&read(&folder().join(&self.file)))?;
        match (&self.words, &self.device) {
            (Some(words), None) => sealed.open_with_words(&Phrase::readings(words).unwrap()[0]),
            (None, Some(key)) => sealed.open(&DeviceKey::from_text(&text(key)).unwrap()),
            _ => panic!("{} is opened by words or by a device", self.file),
        }
    }
}

fn vectors() -> Vec<Vector> {
    let vectors: Vectors = toml::from_str(&text("vectors.toml")).unwrap();
    vectors.message
}

#[test]
fn messages_from_other_programs_match_the_vectors() {
    let now = UnixTime::from_secs(1_795_370_400);
    let invitation = vectors().remove(0).open().unwrap();
    let joined = [Group::from_message(invitation.confirm(), None, now)];
    for vector in vectors() {
        let message = match (vector.open(), &vector.error) {
            (Err(error), Some(expected)) => {
                assert_eq!(&error.to_string(), expected, "{}", vector.file);
                continue;
            }
            (Err(error), None) => panic!("{}: {error}", vector.file),
            (Ok(_), Some(error)) => panic!("{} is opened, and not refused: {error}", vector.file),
            (Ok(message), None) => message,
        };
        let groups: &[Group] = match vector.fits.as_deref() {
            Some("new") => &[],
            _ => &joined,
        };
        let fits = match fit(groups, &message, false, None, None).unwrap() {
            MessageFit::New => "new",
            MessageFit::Rotation(_) => "rotation",
            other => panic!("{}: {other:?}", vector.file),
        };
        assert_eq!(vector.fits.as_deref(), Some(fits), "{}", vector.file);
        assert_eq!(
            vector.generation,
            Some(message.generation().number()),
            "{}",
            vector.file
        );
        let organiser = message.organiser().unwrap().name.as_str();
        assert_eq!(vector.organiser.as_deref(), Some(organiser));
        assert_eq!(
            vector.old_until,
            message.old_until().map(UnixTime::as_secs),
            "{}",
            vector.file
        );
        if let Some(words) = vector.check_words {
            assert_eq!(words, check_words_line(&message.check_words()));
        }
    }
}

#[test]
fn every_message_of_the_folder_is_in_the_vectors() {
    let stated: Vec<String> = vectors().into_iter().map(|vector| vector.file).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_message = Path::new(&name)
            .extension()
            .is_some_and(|ending| ending == "age");
        assert!(!is_message || stated.contains(&name), "{name}");
    }
}

#[test]
fn minisign_signs_with_an_organisers_key() {
    if !is_installed("minisign") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    let secret = format!("untrusted comment: ours\n{}\n", key.to_text().as_str());
    let [file, keys, signature] = ["text", "key", "signature"].map(|name| folder.path().join(name));
    std::fs::write(&file, "some text").unwrap();
    std::fs::write(&keys, secret).unwrap();
    let signed = std::process::Command::new("minisign")
        .args(["-S", "-W", "-s"])
        .arg(&keys)
        .arg("-m")
        .arg(&file)
        .arg("-x")
        .arg(&signature)
        .output()
        .unwrap();
    assert!(signed.status.success(), "{signed:?}");
    let signature = std::fs::read_to_string(&signature).unwrap();
    assert!(key.public().unwrap().has_signed(b"some text", &signature));
}

#[test]
fn minisign_verifies_what_an_organisers_key_signs() {
    if !is_installed("minisign") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    let (file, signature) = (folder.path().join("text"), folder.path().join("signature"));
    std::fs::write(&file, "some text").unwrap();
    std::fs::write(&signature, key.sign(b"some text").unwrap()).unwrap();
    let verify = || {
        std::process::Command::new("minisign")
            .args(["-V", "-P", &key.public().unwrap().to_string(), "-m"])
            .arg(&file)
            .arg("-x")
            .arg(&signature)
            .output()
            .unwrap()
    };
    assert!(verify().status.success(), "{:?}", verify());
    std::fs::write(&file, "some test").unwrap();
    assert!(!verify().status.success());
}
