mod any;
mod bad;
mod full;
mod merge;

use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};

use self::any::vaults;
use self::full::full_vault;
use super::{FileError, NameTaken, SelectError, Vault};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, GroupId, Holds, Name};
use crate::organiser::SigningKey;
use crate::otpauth::base32;
use crate::secret::Secret;
use crate::time::UnixTime;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

/// The seed of RFC 4226's examples, as the vault spells it.
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn seed(byte: u8) -> Secret {
    Secret::new(&[byte; Secret::LENGTH]).unwrap()
}

fn name(text: &str) -> Name {
    Name::tidy(text).unwrap()
}

fn group(called: &str, id: u8) -> Group {
    Group::new(name(called), seed(id), GroupId::from_bytes([id; 16]), NOW)
}

fn vault_of(groups: impl IntoIterator<Item = Group>) -> Vault {
    let mut vault = Vault::default();
    for group in groups {
        vault.add(group).unwrap();
    }
    vault
}

/// Prints all that a vault holds, including its secrets, so that equal vaults give
/// equal text.
fn print_with_secrets(vault: &Vault) -> String {
    let groups = vault.groups.iter().map(|group| {
        let seeds: Vec<String> = std::iter::once(&group.current)
            .chain(group.previous.iter().map(|previous| &previous.seed))
            .map(|seed| base32(&seed.secret).to_string())
            .collect();
        let own = group.organisers.own.as_ref().map(SigningKey::to_text);
        format!("{group:#?}\n{seeds:?}\n{own:?}")
    });
    let groups: Vec<String> = groups.collect();
    let unread: Vec<_> = vault.unread.iter().map(|unread| unread.line).collect();
    let (default, renewal) = (vault.default, vault.renewal);
    let groups = groups.join("\n");
    format!("{groups}\n{default:?}\n{renewal:?}\n{unread:?}")
}

#[test]
fn a_vault_with_everything_in_it_is_read_as_it_was_written() {
    let vault = full_vault();
    let text = vault.to_toml().unwrap();
    let read = Vault::from_toml(&text).unwrap();
    assert_eq!(print_with_secrets(&read), print_with_secrets(&vault));
    assert_eq!(read.to_toml().unwrap(), text);
    assert!(read.is_default(&read.groups()[1]));
    assert_eq!(read.groups()[0].highest.number(), 8);
}

#[test]
fn a_group_of_our_own_is_written_in_this_spelling() {
    let secret = Secret::new(b"12345678901234567890").unwrap();
    let id = GroupId::from_bytes([0xAB; 16]);
    let mut group = Group::new(name("Smith family"), secret, id, NOW);
    group.add_member("Ann", Holds::App).unwrap();
    group.confirm_member("Ann", Generation::FIRST, NOW).unwrap();
    let mut vault = vault_of([group]);
    vault.set_default(id);
    let text = vault.to_toml().unwrap();
    assert_eq!(
        text.as_str(),
        format!(
            "version = 1\ndefault = \"abababababababababababababababab\"\n\n\
             [[group]]\nid = \"abababababababababababababababab\"\nname = \"Smith family\"\n\
             highest = 1\ngeneration = 1\nsince = 1770000000\nseed = \"{SEED}\"\n\n\
             [[group.member]]\nname = \"Ann\"\nholds = \"app\"\n\
             generation = 1\nconfirmed = 1770000000\n"
        )
    );
}

#[test]
fn an_empty_vault_is_written_and_read() {
    let text = Vault::default().to_toml().unwrap();
    assert!(Vault::from_toml(&text).unwrap().groups().is_empty());
    assert!(Vault::from_toml("version = 1").unwrap().groups().is_empty());
}

#[test]
fn a_newer_version_is_refused_as_such_whatever_else_it_says() {
    for text in [
        "version = 2\n",
        "version = 2\norganiser = 5\n",
        "version = 2\ndefault = 5\ngroup = \"none\"\n",
        "version = 2\ndefault = \"Smith family\"\n",
        "version = 2\nzebra = 5\n",
        "organiser = { a = 1 }\nversion = 2\n[[group]]\n",
    ] {
        let error = Vault::from_toml(text).unwrap_err();
        assert_eq!(error, FileError::Version { found: 2 }, "{text}");
        assert_eq!(
            error.to_string(),
            "it has format version 2, but this ringtrue reads version 1"
        );
    }
    for (text, found) in [
        ("version = 0", 0),
        ("version = -1", -1),
        ("version = 0x10", 16),
    ] {
        let error = Vault::from_toml(text).unwrap_err();
        assert_eq!(error, FileError::Version { found });
    }
}

#[test]
fn a_text_that_is_no_vault_is_refused_with_its_reason() {
    for (text, expected) in [
        ("", "it has no version"),
        ("group = []", "it has no version"),
        ("version = \"1\"", "its field \"version\" is invalid"),
        (
            "version = 99999999999999999999",
            "its field \"version\" is invalid",
        ),
        (
            "version = 1\ndefault = 5",
            "its field \"default\" is invalid",
        ),
        (
            "version = 1\ndefault = \"GEZDGNBV\"",
            "its field \"default\" is invalid",
        ),
        (
            "version = 1\ngroup = \"none\"",
            "its field \"group\" is invalid",
        ),
        (
            "version = 1\n[group]\nname = \"x\"",
            "its field \"group\" is invalid",
        ),
        (
            "version = 1\n\n[organiser]\n",
            "it has a field unknown to version 1 (line 3)",
        ),
        (
            "version = 1\n\nzebra = 2\n",
            "it has a field unknown to version 1 (line 3)",
        ),
        (
            "version = 1\nzebra = 2\n\n[[group]]\nname = 1\n",
            "it has a field unknown to version 1 (line 2)",
        ),
        ("version = 1\n[[group\n", "its text is not TOML (line 2)"),
        (
            "version = 1\nversion = 1\n",
            "its text is not TOML (line 2)",
        ),
        ("\0", "its text is not TOML (line 1)"),
    ] {
        let error = Vault::from_toml(text).unwrap_err();
        assert_eq!(error.to_string(), expected, "{text}");
    }
}

#[test]
fn no_error_and_no_debug_text_has_a_seed_in_it() {
    let secret = Secret::new(b"12345678901234567890").unwrap();
    let id = GroupId::from_bytes([1; 16]);
    let group = Group::new(name("Smith family"), secret, id, NOW);
    let vault = vault_of([group]);
    let text = vault.to_toml().unwrap();
    assert_hides_seed(&format!("{vault:?}"));
    for at in 0..text.len() {
        for change in ["", "\"", "\n", "=", "5", "[", "\u{0}"] {
            let changed = [&text[..at], change, &text[at + 1..]].concat();
            match Vault::from_toml(&changed) {
                Ok(vault) => assert_hides_seed(&format!("{vault:?}")),
                Err(error) => assert_hides_seed(&format!("{error} {error:?}")),
            }
        }
    }
}

#[track_caller]
fn assert_hides_seed(text: &str) {
    assert!(
        !text.contains(&SEED[..8]) && !text.contains(&SEED[24..]),
        "{text}"
    );
    assert!(
        !text.contains("49, 50, 51") && !text.contains("12345678"),
        "{text}"
    );
}

#[test]
fn the_end_of_time_is_written_and_read() {
    let mut vault = vault_of([group("A", 1)]);
    let far = UnixTime::from_secs(u64::MAX - 1);
    vault
        .select_mut(None)
        .unwrap()
        .rotate(seed(2), 7, far)
        .unwrap();
    let read = Vault::from_toml(&vault.to_toml().unwrap()).unwrap();
    assert_eq!(print_with_secrets(&read), print_with_secrets(&vault));
}

#[test]
fn expired_seeds_are_seen_and_removed_in_every_group() {
    let mut vault = vault_of([group("A", 1), group("B", 2), group("C", 3)]);
    for (called, days) in [("A", 7), ("C", 9)] {
        let group = vault.select_mut(Some(called)).unwrap();
        group.rotate(seed(9), days, NOW).unwrap();
    }
    assert!(!vault.has_expired(NOW) && !vault.remove_expired(NOW));
    let (seven, nine) = (NOW.plus_days(7), NOW.plus_days(9));
    assert!(vault.has_expired(seven) && vault.remove_expired(seven));
    assert!(!vault.has_expired(seven) && !vault.remove_expired(seven));
    assert_eq!(vault.select(Some("C")).unwrap().previous().len(), 1);
    assert!(vault.remove_expired(nine));
    assert!(!vault.to_toml().unwrap().contains("until"));
}

#[test]
fn a_group_is_selected_by_name_or_as_the_default_or_the_only_one() {
    let mut vault = Vault::default();
    assert_eq!(vault.select(None).unwrap_err(), SelectError::Empty);
    assert_eq!(vault.select(Some("A")).unwrap_err(), SelectError::Empty);
    vault.add(group("Smith family", 1)).unwrap();
    assert_eq!(found(&vault, None), Ok(1));
    vault.add(group("Jones", 2)).unwrap();
    let names = vec![name("Smith family"), name("Jones")];
    assert_eq!(
        found(&vault, None),
        Err(SelectError::Several(names.clone()))
    );
    for spelling in [
        "Smith family",
        "smith family",
        "SMITH  FAMILY",
        "Smith/family",
    ] {
        assert_eq!(found(&vault, Some(spelling)), Ok(1), "{spelling}");
    }
    for spelling in ["Smith", "", " ", "Smith family 1", "\u{202E}"] {
        assert_eq!(
            found(&vault, Some(spelling)),
            Err(SelectError::Unknown(names.clone())),
            "{spelling}"
        );
    }
    vault.set_default(GroupId::from_bytes([2; 16]));
    assert_eq!(found(&vault, None), Ok(2));
    assert_eq!(found(&vault, Some("smith family")), Ok(1));
    vault.remove(GroupId::from_bytes([2; 16]));
    assert_eq!(found(&vault, None), Ok(1));
    // The default went with its group, and a new group with its id does not get it
    // back.
    vault.add(group("Jones", 2)).unwrap();
    assert!(matches!(found(&vault, None), Err(SelectError::Several(_))));
}

#[test]
fn no_two_groups_of_a_device_have_one_name() {
    let mut vault = vault_of([group("Family", 1)]);
    let again = group("family", 2);
    assert_eq!(vault.add(again), Err(NameTaken(name("family"))));
    assert!(vault.is_taken(&name("FAMILY")) && !vault.is_taken(&name("Cousins")));
    assert_eq!(vault.groups().len(), 1);
}

fn found(vault: &Vault, called: Option<&str>) -> Result<u8, SelectError> {
    let group = vault.select(called)?;
    Ok(group.id().as_bytes()[0])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_vault_printed_and_read_is_the_same(vault in vaults()) {
        let text = vault.to_toml().unwrap();
        let read = Vault::from_toml(&text).unwrap();
        prop_assert!(read.unread().is_empty());
        prop_assert_eq!(print_with_secrets(&read), print_with_secrets(&vault));
        prop_assert_eq!(read.to_toml().unwrap(), text);
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), at in any::<prop::sample::Index>()) {
        let _ = Vault::from_toml(&text);
        let mut changed = full_vault().to_toml().unwrap().to_string();
        let mut at = at.index(changed.len());
        while !changed.is_char_boundary(at) {
            at -= 1;
        }
        changed.insert_str(at, &text);
        let _ = Vault::from_toml(&changed);
        let _ = DeviceKey::from_text(&text);
    }
}
