//! The names that a vault has to offer.

use ringtrue::{Group, Name, Vault};

use crate::cli::store;
use crate::sys::files::Home;

/// Where the names are. The vault is looked at only when one is wanted.
pub struct Names {
    home: Home,
    group: Option<String>,
}

impl Names {
    /// Those of the vault at `home`; members are those of the group that was
    /// named, else of the one that a command would take.
    pub fn of(home: &Home, group: Option<&str>) -> Self {
        Self {
            home: home.clone(),
            group: group.map(str::to_owned),
        }
    }

    /// What the groups go by here.
    pub fn groups(&self) -> Vec<Name> {
        let vault = self.vault();
        let groups = vault.groups().iter();
        groups.map(|group| group.local_name().clone()).collect()
    }

    /// Who is on the roll.
    pub fn members(&self) -> Vec<Name> {
        let vault = self.vault();
        let members = vault.select(self.group.as_deref()).map(Group::members);
        let members = members.unwrap_or_default().iter();
        members.map(|member| member.name.clone()).collect()
    }

    fn vault(&self) -> Vault {
        store::look(&self.home).unwrap_or_default()
    }
}
