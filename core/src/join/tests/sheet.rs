use super::{group, name, vault_of};
use crate::group::{Group, Holds, SheetChange, Unconfirmed};
use crate::join::{
    AcceptedSheet, ApplyError, AskAboutSheet, IncomingSheet, SheetPlan, SheetRefusal,
};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::sheet_code::SheetCode;
use crate::time::Day;

const TODAY: Day = Day::new(20_779);

/// A sheet of 60 days whose key repeats `byte`.
fn sheet(byte: u8, from: u64) -> Sheet {
    let key = Secret::new(&[byte; Secret::LENGTH]).unwrap();
    Sheet::new(key, Day::new(from), 60).unwrap()
}

fn incoming(member: &str, sheet: Sheet) -> IncomingSheet {
    IncomingSheet {
        code: Unconfirmed::new(SheetCode {
            member: name(member),
            sheet,
        }),
        assume_yes: false,
    }
}

fn incoming_with_yes(member: &str, sheet: Sheet) -> IncomingSheet {
    IncomingSheet {
        assume_yes: true,
        ..incoming(member, sheet)
    }
}

/// Grandma has the sheet of today, Ben an app.
fn smiths() -> Group {
    let mut group = group("Smith family", 1);
    group.give_sheet("Grandma", sheet(1, 20_779)).unwrap();
    group.add_member("Ben", Holds::App).unwrap();
    group
}

fn question(plan: SheetPlan) -> AskAboutSheet {
    match plan {
        SheetPlan::Ask(question) => question,
        other => panic!("{other:?}"),
    }
}

fn ready(plan: SheetPlan) -> AcceptedSheet {
    match plan {
        SheetPlan::Ready(accepted) => accepted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sheet_that_is_here_changes_nothing() {
    let plan = incoming("grandma", sheet(1, 20_779)).plan(&smiths(), TODAY);
    assert!(matches!(plan, SheetPlan::Known(member) if member.as_str() == "Grandma"));
    // Even after its last day.
    let later = Day::new(30_000);
    let plan = incoming("Grandma", sheet(1, 20_779)).plan(&smiths(), later);
    assert!(matches!(plan, SheetPlan::Known(_)));
}

#[test]
fn a_sheet_that_is_over_or_replaced_is_refused() {
    let member = name("Grandma");
    for (from, today, refusal) in [
        (
            20_718,
            20_778,
            SheetRefusal::Over {
                member: member.clone(),
                last: Day::new(20_777),
            },
        ),
        (
            20_778,
            20_779,
            SheetRefusal::Older {
                member: member.clone(),
                from: Day::new(20_778),
                here: TODAY,
            },
        ),
    ] {
        for incoming in [
            incoming("Grandma", sheet(2, from)),
            incoming_with_yes("Grandma", sheet(2, from)),
        ] {
            match incoming.plan(&smiths(), Day::new(today)) {
                SheetPlan::Refused(found) => assert_eq!(found, refusal),
                other => panic!("{other:?}"),
            }
        }
    }
    // On its last day it still counts.
    let last = incoming("Mum", sheet(2, 20_718)).plan(&smiths(), Day::new(20_777));
    assert_eq!(question(last).code().last(), Day::new(20_777));
}

#[test]
fn a_person_is_told_what_no_longer_counts_and_yes_in_advance_does_not_answer_for_it() {
    let mut group = smiths();
    group.give_sheet("Dad", sheet(3, 20_779)).unwrap();
    group.end_sheets();
    let ends = SheetChange::Ends(TODAY);
    group.give_sheet("Grandma", sheet(1, 20_779)).unwrap();
    for (member, change) in [
        ("Grandma", Some(ends)),
        ("Ben", Some(SheetChange::Instead(Holds::App))),
        // Dad holds paper that no longer counts; Mum is not on the roll.
        ("Dad", None),
        ("Mum", None),
    ] {
        let asked = question(incoming(member, sheet(2, 20_780)).plan(&group, TODAY));
        assert_eq!(asked.change(), change, "{member}");
        match incoming_with_yes(member, sheet(2, 20_780)).plan(&group, TODAY) {
            SheetPlan::Ready(_) => assert!(change.is_none(), "{member}"),
            SheetPlan::NeedsQuestion(found) => {
                assert!(change.is_some(), "{member}");
                assert_eq!(found.as_str(), member);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn only_an_accepted_sheet_is_put_on_the_roll() {
    let mut vault = vault_of([smiths()]);
    let id = vault.groups()[0].id();
    let asked = question(incoming("grandma", sheet(2, 20_780)).plan(&vault.groups()[0], TODAY));
    let (group, member) = asked.yes().apply(&mut vault).unwrap();
    assert_eq!((group, member.as_str()), (id, "Grandma"));
    let sheet_of = |name: &str| vault.group(id).unwrap().member(name).unwrap().sheet.clone();
    assert_eq!(sheet_of("Grandma"), Some(sheet(2, 20_780)));
    let mum =
        ready(incoming_with_yes("Mum", sheet(3, 20_779)).plan(vault.group(id).unwrap(), TODAY));
    mum.apply(&mut vault).unwrap();
    let mum = vault.group(id).unwrap().member("Mum").unwrap();
    assert_eq!((mum.holds, mum.sheet.is_some()), (Holds::Sheet, true));
}

#[test]
fn a_roll_that_changed_since_the_plan_is_refused() {
    let group = smiths();
    let accepted = || question(incoming("Ben", sheet(2, 20_780)).plan(&group, TODAY)).yes();
    let mut changed = smiths();
    changed.give_sheet("Ben", sheet(4, 20_779)).unwrap();
    for mut vault in [vault_of([changed]), vault_of([])] {
        let before = vault.to_toml().unwrap();
        let error = accepted().apply(&mut vault).unwrap_err();
        assert!(matches!(error, ApplyError::Changed));
        assert_eq!(vault.to_toml().unwrap(), before);
    }
}
