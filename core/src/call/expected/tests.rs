use super::{Claim, DueDay, Expected, NoCode};
use crate::call::{CodeId, Half, Part, Side, Verdict};
use crate::device::DeviceKey;
use crate::group::sample::group;
use crate::group::{Group, Holds, Parted};
use crate::otp::Code;
use crate::pair::Pair;
use crate::recent::Recent;
use crate::sheet::tests::sheet;
use crate::time::{Day, UnixTime};
use crate::words::{Heard, HeardError};

/// The middle of a step, at 02:40 UTC.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_015);
const TODAY: Day = Day::new(20_486);

#[test]
fn what_cant_be_read_is_no_match() {
    let family = Family::new();
    for member in [None, Some("Ben"), Some("Grandma")] {
        let claim = Claim {
            heard: Err(HeardError::NoSuchWord),
            ..claim("901")
        };
        let expected = family.expected(member);
        let found = expected.judge(&claim, &family.group, &[]);
        assert_eq!(found.verdict, Verdict::NoMatch, "{member:?}");
        assert!(!found.is_group_code());
        assert!(
            expected
                .to_remember(&found, &claim, &family.group)
                .is_empty()
        );
    }
}

#[test]
fn only_their_own_code_counts_from_a_member_with_a_pair_or_a_sheet() {
    let family = Family::new();
    let codes = [
        (None, family.group.codes().at(NOW)),
        (Some("Ben"), family.pair().codes().at(NOW)),
        (Some("Grandma"), family.line(TODAY)),
    ];
    for (member, _) in &codes {
        for (whose, code) in &codes {
            let claim = claim(Half::of(code, Side::Caller).digits());
            let found = family.expected(*member).judge(&claim, &family.group, &[]);
            let is_theirs = member == whose;
            assert_eq!(found.verdict.is_match(), is_theirs, "{member:?} {whose:?}");
            let is_group_code = whose.is_none() && *member == Some("Ben");
            assert_eq!(found.is_group_code(), is_group_code);
        }
    }
    // A member with an app is held to the group's code.
    assert!(matches!(family.expected(Some("Ann")), Expected::Group));
}

#[test]
fn a_pair_whose_code_cant_be_computed_is_an_error() {
    let mut family = Family::new();
    let ben = family.group.member("Ben").unwrap().clone();
    let without_key = Expected::new(Some(&ben), &family.group, None);
    assert_eq!(without_key.unwrap_err(), NoCode::NoKey);
    family.group.members[1].holds = Holds::App;
    let ben = family.group.member("Ben").unwrap();
    let parted = Expected::new(Some(ben), &family.group, Some(&alice()));
    assert_eq!(parted.unwrap_err(), NoCode::Parted(Parted::App));
}

#[test]
fn an_accepted_half_is_remembered_and_not_accepted_again() {
    let family = Family::new();
    for (member, code, counter) in [
        (None, family.group.codes().at(NOW), NOW.as_secs() / 30),
        (
            Some("Ben"),
            family.pair().codes().at(NOW),
            NOW.as_secs() / 30,
        ),
        (
            Some("Grandma"),
            family.line(TODAY),
            TODAY.counter().as_u64(),
        ),
    ] {
        let expected = family.expected(member);
        let claim = claim(Half::of(&code, Side::Caller).digits());
        let found = expected.judge(&claim, &family.group, &[]);
        let used = expected.to_remember(&found, &claim, &family.group);
        assert_eq!(used.len(), 1, "{member:?}");
        let is_of_sheet = member == Some("Grandma");
        assert_eq!(used[0].counter.as_u64(), counter, "{member:?}");
        assert_eq!(
            matches!(used[0].code, CodeId::Sheet(_)),
            is_of_sheet,
            "{member:?}"
        );

        let mut recent = Recent::default();
        recent.remember(expected.code_group(&family.group), &used, NOW);
        let accepted = recent.of(expected.code_group(&family.group));
        let again = expected.judge(&claim, &family.group, &accepted);
        assert_eq!(again.verdict, Verdict::Used, "{member:?}");
        assert!(
            expected
                .to_remember(&again, &claim, &family.group)
                .is_empty()
        );
    }
}

#[test]
fn another_day_is_asked_about_only_if_it_is_that_day_somewhere() {
    let family = Family::new();
    let expected = family.expected(Some("Grandma"));
    // It is still yesterday west of Greenwich, and tomorrow nowhere yet.
    for (off, is_asked) in [(-2, false), (-1, true), (0, false), (1, false)] {
        let day = TODAY.offset(off).unwrap();
        let line = family.line(day);
        let mut claim = claim(Half::of(&line, Side::Caller).digits());
        let asked = expected.other_day(&claim, &family.group);
        assert_eq!(asked, is_asked.then_some(day), "{off}");
        claim.day.there = asked;
        let found = expected.judge(&claim, &family.group, &[]);
        assert_eq!(found.verdict.is_match(), is_asked || off == 0, "{off}");
        assert_eq!(found.part, Some(Part::Half(Side::Caller)));
    }
    let yesterday = family.line(TODAY.offset(-1).unwrap());
    let claim = claim(Half::of(&yesterday, Side::Caller).digits());
    for other in [None, Some("Ben")] {
        let expected = family.expected(other);
        assert_eq!(expected.other_day(&claim, &family.group), None);
    }
}

/// A family: Ann has an app, Ben is paired with this device, which is Alice's, and
/// Grandma holds a sheet.
struct Family {
    group: Group,
}

impl Family {
    fn new() -> Self {
        let mut group = group("Smith family");
        group.add_member("Ann", Holds::App).unwrap();
        group.add_member("Ben", Holds::Ringtrue).unwrap();
        group.members[1].device = Some(bob().public());
        group.pair("Ben", Some(bob().public())).unwrap();
        let printed = TODAY.offset(-30).unwrap();
        group.give_sheet("Grandma", sheet(1, printed)).unwrap();
        Self { group }
    }

    fn expected(&self, member: Option<&str>) -> Expected {
        let member = member.map(|name| self.group.member(name).unwrap());
        Expected::new(member, &self.group, Some(&alice())).unwrap()
    }

    /// The group of the pair, as Ben's device computes it.
    fn pair(&self) -> Group {
        let pair = Pair::new(&bob(), &alice().public()).unwrap();
        pair.group(&self.group)
    }

    fn line(&self, day: Day) -> Code {
        let grandma = self.group.member("Grandma").unwrap();
        grandma.sheet.as_ref().unwrap().line(day)
    }
}

/// The keys of RFC 7748 section 6.1, as age encodes them.
fn alice() -> DeviceKey {
    let text = "AGE-SECRET-KEY-1WURK6ZNNRZJH60QKC9E9RVNXGH05CTU8A0QFJ243WLA628DE9S4QRFH26J";
    DeviceKey::from_text(text).unwrap()
}

fn bob() -> DeviceKey {
    let text = "AGE-SECRET-KEY-1TK4SSLNZF29YK70P079C8QQWUEHNHVFFYCVTDLGU979J0LUGUR4SMHZYQ2";
    DeviceKey::from_text(text).unwrap()
}

/// A claim of the caller's.
fn claim(said: &str) -> Claim {
    Claim {
        heard: Ok(Heard::read(said).unwrap()),
        from: Some(Side::Caller),
        day: DueDay {
            here: TODAY,
            there: None,
        },
        time: NOW,
    }
}
