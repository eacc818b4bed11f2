//! Takes over a sheet that another device printed, from its code.

use super::outcome::ApplyError;
use crate::group::{Group, GroupId, Member, Name, RollError, SheetChange, Unconfirmed};
use crate::sheet::Sheet;
use crate::sheet_code::SheetCode;
use crate::time::Day;
use crate::vault::Vault;

/// A sheet code that came in, with what the user said in advance.
#[derive(Debug)]
pub struct IncomingSheet {
    /// The code.
    pub code: Unconfirmed<SheetCode>,
    /// True to take a sheet without a question if it replaces nothing.
    pub assume_yes: bool,
}

/// The plan for a sheet code.
#[derive(Debug)]
pub enum SheetPlan {
    /// Nothing: this member has the sheet here.
    Known(Name),
    /// Don't take it.
    Refused(SheetRefusal),
    /// Don't take it: it changes what counts from this member, for which
    /// [`IncomingSheet::assume_yes`] is not enough.
    NeedsQuestion(Name),
    /// Ask whether to take it.
    Ask(AskAboutSheet),
    /// Apply it: the user said yes in advance.
    Ready(AcceptedSheet),
}

/// The reason a sheet is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetRefusal {
    /// Its days are over.
    Over {
        /// The sheet's member.
        member: Name,
        /// Its last day.
        last: Day,
    },
    /// A newer one is here.
    Older {
        /// The sheet's member.
        member: Name,
        /// The day it was printed.
        from: Day,
        /// The day the one here was printed.
        here: Day,
    },
}

/// Asks whether the code comes from the screen of a device of the group.
#[derive(Debug)]
pub struct AskAboutSheet(AcceptedSheet);

/// A sheet that was accepted: by a person, or by options.
#[derive(Debug)]
pub struct AcceptedSheet {
    code: Unconfirmed<SheetCode>,
    group: GroupId,
    before: Option<Member>,
}

impl IncomingSheet {
    /// Plans what to do with the code in `group`. `today` is the date on this device.
    #[must_use]
    pub fn plan(self, group: &Group, today: Day) -> SheetPlan {
        let Self { code, assume_yes } = self;
        let before = group.member(code.member().as_str()).ok();
        let here = before.and_then(|member| member.sheet.as_ref());
        if let (Some(member), Some(sheet)) = (before, here)
            && code.is(sheet)
        {
            return SheetPlan::Known(member.name.clone());
        }
        let member = code.member().clone();
        if code.last() < today {
            let last = code.last();
            return SheetPlan::Refused(SheetRefusal::Over { member, last });
        }
        if let Some(here) = here.map(Sheet::from)
            && here > code.from()
        {
            let from = code.from();
            return SheetPlan::Refused(SheetRefusal::Older { member, from, here });
        }
        let accepted = AcceptedSheet {
            code,
            group: group.id(),
            before: before.cloned(),
        };
        match (assume_yes, accepted.change()) {
            (false, _) => SheetPlan::Ask(AskAboutSheet(accepted)),
            (true, None) => SheetPlan::Ready(accepted),
            (true, Some(_)) => SheetPlan::NeedsQuestion(member),
        }
    }
}

impl AskAboutSheet {
    /// Returns what to show: whose sheet it is, and its days.
    #[must_use]
    pub const fn code(&self) -> &Unconfirmed<SheetCode> {
        &self.0.code
    }

    /// Returns what the sheet replaces, if anything.
    #[must_use]
    pub fn change(&self) -> Option<SheetChange> {
        self.0.change()
    }

    /// Answers that it is the member's sheet, from a device of the group.
    #[must_use]
    pub fn yes(self) -> AcceptedSheet {
        self.0
    }
}

impl AcceptedSheet {
    fn change(&self) -> Option<SheetChange> {
        self.before.as_ref()?.sheet_change()
    }

    /// Puts the sheet on the roll, which may have changed since the plan was made.
    /// Returns the group and the sheet's member.
    ///
    /// # Errors
    /// [`ApplyError`]; the vault is then unchanged.
    pub fn apply(self, vault: &mut Vault) -> Result<(GroupId, Name), ApplyError<RollError>> {
        let group = vault.group_mut(self.group).ok_or(ApplyError::Changed)?;
        let SheetCode { member, sheet } = self.code.confirm();
        if group.member(member.as_str()).ok() != self.before.as_ref() {
            return Err(ApplyError::Changed);
        }
        group.apply_sheet(member.as_str(), sheet)?;
        Ok((self.group, group.member(member.as_str())?.name.clone()))
    }
}
