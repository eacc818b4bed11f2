//! *Who is it?*: the list to choose from, and how keys change the choice. It is asked
//! if the group's code is not accepted from everyone on the roll.

use crate::device::DevicePublic;
use crate::group::{Group, Holds, Member, Name, Pairing};

/// The question *Who is it?*. At first nobody is chosen, so that a key pressed out of
/// habit can't decide what is accepted.
///
/// ```
/// use ringtrue_core::call::Who;
/// use ringtrue_core::group::Holds;
/// use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime};
///
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let now = UnixTime::from_secs(1_770_000_000);
/// let mut group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
/// group.add_member("Anna", Holds::App).unwrap();
/// assert!(Who::of(&group, None, "someone else").is_none());
///
/// group.add_member("Grandma", Holds::Sheet).unwrap();
/// let mut who = Who::of(&group, None, "someone else").unwrap();
/// let labels: Vec<_> = who.candidates().map(|(choice, _)| choice.label()).collect();
/// assert_eq!(labels, ["Grandma", "Anna", "someone else"]);
/// assert!(who.chosen().is_none());
/// who.type_letters("g");
/// assert_eq!(who.chosen().unwrap().label(), "Grandma");
/// ```
pub struct Who {
    choices: Vec<Candidate>,
    /// The typed letters, folded.
    letters: String,
    at: Option<usize>,
}

/// One answer to *Who is it?*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    label: String,
    member: Option<Name>,
}

impl Candidate {
    /// Returns the member's name, or the label for someone else.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns the member, or `None` for someone else.
    #[must_use]
    pub const fn member(&self) -> Option<&Name> {
        self.member.as_ref()
    }
}

impl Who {
    /// Returns the question for a call in `group` on the device whose key is `own`, or
    /// `None` if the group's code is accepted from everyone. Members with a sheet or a
    /// pair come first, otherwise in roll order; `someone_else` comes last. The owner
    /// of this device is left out.
    #[must_use]
    pub fn of(group: &Group, own: Option<&DevicePublic>, someone_else: &str) -> Option<Self> {
        let mut members: Vec<&Member> = others(group, own).collect();
        if !members.iter().any(|member| needs_own_code(member)) {
            return None;
        }
        members.sort_by_key(|member| !needs_own_code(member));
        let named = members.into_iter().map(|member| Candidate {
            label: member.name.to_string(),
            member: Some(member.name.clone()),
        });
        let last = Candidate {
            label: someone_else.to_owned(),
            member: None,
        };
        Some(Self {
            choices: named.chain([last]).collect(),
            letters: String::new(),
            at: None,
        })
    }

    /// Returns the answers that begin with the typed letters, each with true if it is
    /// the chosen one.
    pub fn candidates(&self) -> impl Iterator<Item = (&Candidate, bool)> {
        let choices = self.choices.iter().enumerate();
        choices
            .filter(|(_, choice)| self.may_be(choice))
            .map(|(at, choice)| (choice, self.at == Some(at)))
    }

    /// Returns the chosen answer.
    #[must_use]
    pub fn chosen(&self) -> Option<&Candidate> {
        self.choices.get(self.at?)
    }

    /// Sets the first letters of a name, and chooses the only answer that begins with
    /// them, or the one that they spell in full.
    pub fn type_letters(&mut self, letters: &str) {
        self.letters = folded(letters);
        let choices = || self.choices.iter().enumerate();
        let mut begin_so = choices().filter(|(_, choice)| self.may_be(choice));
        let only = match (begin_so.next(), begin_so.next()) {
            (Some((at, _)), None) => Some(at),
            _ => choices().position(|(_, choice)| folded(&choice.label) == self.letters),
        };
        self.at = only.filter(|_| !self.letters.is_empty());
    }

    /// Chooses the next or the previous candidate, wrapping around at the ends.
    pub fn step(&mut self, forward: bool) {
        let choices = self.choices.iter().enumerate();
        let candidates: Vec<usize> = choices
            .filter(|(_, choice)| self.may_be(choice))
            .map(|(at, _)| at)
            .collect();
        let chosen = candidates.iter().position(|at| Some(*at) == self.at);
        let last = candidates.len().saturating_sub(1);
        let next = match (chosen, forward) {
            (None, true) => 0,
            (Some(at), true) if at == last => 0,
            (Some(at), true) => at.saturating_add(1),
            (None | Some(0), false) => last,
            (Some(at), false) => at.saturating_sub(1),
        };
        self.at = candidates.get(next).copied();
    }

    fn may_be(&self, choice: &Candidate) -> bool {
        folded(&choice.label).starts_with(&self.letters)
    }
}

/// Returns the members from whom the group's code is not accepted, for a front end that
/// can't ask *Who is it?*.
#[must_use]
pub fn members_with_own_code<'a>(group: &'a Group, own: Option<&DevicePublic>) -> Vec<&'a Name> {
    others(group, own)
        .filter(|member| needs_own_code(member))
        .map(|member| &member.name)
        .collect()
}

fn others<'a>(
    group: &'a Group,
    own: Option<&DevicePublic>,
) -> impl Iterator<Item = &'a Member> + use<'a> {
    let own = own.copied();
    let members = group.members().iter();
    members.filter(move |member| own.is_none() || member.device != own)
}

/// Returns true if the member has, or had, a sheet or a pair: the group's code is not
/// accepted from them.
fn needs_own_code(member: &Member) -> bool {
    member.holds == Holds::Sheet || member.sheet.is_some() || member.pairing() != Pairing::Unpaired
}

fn folded(text: &str) -> String {
    Name::tidy(text).map_or_else(|_| String::new(), |name| name.folded())
}

#[cfg(test)]
mod tests;
