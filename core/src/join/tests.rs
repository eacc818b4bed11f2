//! Plans, questions and the effect of the answers.

mod link;
mod message;
mod names;
mod sheet;

use crate::group::{Group, GroupId, Name};
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::vault::Vault;

const NOW: UnixTime = UnixTime::from_secs(1_795_370_400);

fn name(text: &str) -> Name {
    Name::tidy(text).unwrap()
}

fn seed(byte: u8) -> Secret {
    Secret::new(&[byte; Secret::LENGTH]).unwrap()
}

fn id(byte: u8) -> GroupId {
    GroupId::from_bytes([byte; 16])
}

/// A group of generation 1 whose seed and id repeat this byte.
fn group(called: &str, byte: u8) -> Group {
    Group::new(name(called), seed(byte), id(byte), NOW)
}

fn vault_of(groups: impl IntoIterator<Item = Group>) -> Vault {
    let mut vault = Vault::default();
    for group in groups {
        vault.add(group).unwrap();
    }
    vault
}
