use proptest::prelude::{Strategy, any, prop, prop_assert_eq, proptest};

use super::{Damaged, Entry, MAX_ENTRIES, MAX_PER_GROUP, Recent};
use crate::call::{Accepted, Claim, CodeId, DueDay, Expected, Half, Side, Verdict};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, GroupId, Holds, Name};
use crate::pair::Pair;
use crate::secret::Secret;
use crate::sheet::SheetId;
use crate::time::{Counter, Day, UnixTime};
use crate::words::Heard;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

fn group(id: u8) -> Group {
    Group::new(
        Name::tidy("Smith family").unwrap(),
        seed(1),
        GroupId::from_bytes([id; 16]),
        NOW,
    )
}

fn seed(byte: u8) -> Secret {
    Secret::new(&[byte; 20]).unwrap()
}

fn caller(generation: u64, counter: u64) -> Accepted {
    Accepted {
        code: CodeId::Seed(Generation::new(generation).unwrap()),
        side: Side::Caller,
        counter: Counter::new(counter),
    }
}

fn line(sheet: u8, day: u64) -> Accepted {
    Accepted {
        code: CodeId::Sheet(SheetId::from_bytes([sheet; 16])),
        ..caller(1, day)
    }
}

#[test]
fn what_was_accepted_is_remembered_by_group() {
    let (smiths, joneses) = (group(1), group(2));
    let mut recent = Recent::default();
    recent.remember(&smiths, &[caller(1, 5)], NOW);
    recent.remember(&joneses, &[caller(1, 6)], NOW);
    assert_eq!(recent.of(&smiths), [caller(1, 5)]);
    assert_eq!(recent.of(&joneses), [caller(1, 6)]);
    recent.forget(&smiths, None);
    assert_eq!(recent.of(&smiths), []);
    assert_eq!(recent.of(&joneses), [caller(1, 6)]);
}

#[test]
fn what_is_accepted_is_judged_as_used_from_then_on() {
    let (smiths, joneses) = (group(1), group(2));
    let half = Half::of(&smiths.codes().at(NOW), Side::Caller);
    let claim = Claim {
        heard: Heard::read(half.digits()),
        from: Some(Side::Caller),
        day: DueDay {
            here: Day::new(20_486),
            there: None,
        },
        time: NOW,
    };
    let mut recent = Recent::default();
    let mut judge = |group: &Group, more: &[_]| {
        let (finding, accepted) = recent.judge(&claim, &Expected::Group, group, more);
        (finding.verdict, accepted)
    };
    let (verdict, accepted) = judge(&smiths, &[]);
    assert_eq!(verdict, Verdict::Match);
    let [(id, once)] = accepted[..] else {
        panic!("one half was accepted");
    };
    assert_eq!(id, smiths.id());
    assert_eq!(judge(&smiths, &[]), (Verdict::Used, Vec::new()));
    // Halves that could not be stored count too, but only in their own group.
    let mine = [(joneses.id(), once)];
    assert_eq!(judge(&joneses, &mine), (Verdict::Used, Vec::new()));
    let (verdict, _) = judge(&joneses, &[(smiths.id(), once)]);
    assert_eq!(verdict, Verdict::Match);
    assert_eq!(recent.of(&smiths), [once]);
}

#[test]
fn a_group_is_forgotten_together_with_its_pairs() {
    let (anns, bens) = (DeviceKey::generate(), DeviceKey::generate());
    let (mut smiths, joneses) = (group(1), group(2));
    smiths.add_member("Ben", Holds::Ringtrue).unwrap();
    smiths.give_device("Ben", bens.public()).unwrap();
    let pair = |of: &Group| Pair::new(&anns, &bens.public()).unwrap().group(of);
    let mut recent = Recent::default();
    for group in [&smiths, &joneses, &pair(&smiths), &pair(&joneses)] {
        recent.remember(group, &[caller(1, 5)], NOW);
    }
    recent.forget(&smiths, Some(&anns));
    assert_eq!(recent.of(&smiths), []);
    assert_eq!(recent.of(&pair(&smiths)), []);
    assert_eq!(recent.of(&joneses), [caller(1, 5)]);
    assert_eq!(recent.of(&pair(&joneses)), [caller(1, 5)]);
}

#[test]
fn the_text_has_opaque_ids_and_neither_names_nor_secrets() {
    let mut recent = Recent::default();
    recent.remember(&group(0xAB), &[caller(1, 59_000_000)], NOW);
    assert_eq!(
        recent.to_toml(),
        "version = 1\n\n[[accepted]]\n\
         group = \"abababababababababababababababab\"\n\
         generation = 1\nside = \"caller\"\ncounter = 59000000\nat = 1770000000\n"
    );
}

#[test]
fn a_line_of_a_sheet_is_remembered_by_its_sheet_and_day() {
    let mut recent = Recent::default();
    recent.remember(&group(0xAB), &[line(0xCD, 20_779)], NOW);
    let text = recent.to_toml();
    assert!(
        text.ends_with(
            "sheet = \"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd\"\n\
             side = \"caller\"\ncounter = 20779\nat = 1770000000\n"
        ),
        "{text}"
    );
    let read = Recent::from_toml(&text).unwrap();
    assert_eq!(read.of(&group(0xAB)), [line(0xCD, 20_779)]);
    for (from, to) in [
        ("sheet = \"cd", "sheet = \""),
        ("sheet = \"cd", "sheet = \"cg"),
        ("sheet = \"cd", "sheet = 5 # \""),
        ("sheet = \"cd", "generation = 1\nsheet = \"cd"),
        ("sheet = \"cd", "# \""),
    ] {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text);
        assert_eq!(Recent::from_toml(&damaged).unwrap_err(), Damaged, "{to}");
    }
}

#[test]
fn a_line_is_remembered_whatever_becomes_of_the_seed() {
    let mut group = group(1);
    let mut recent = Recent::default();
    recent.remember(&group, &[line(1, 20_779), caller(1, 5)], NOW);
    group.rotate(seed(2), 7, NOW).unwrap();
    group.remove_expired(NOW.plus_days(7));
    recent.remember(&group, &[], NOW);
    assert_eq!(recent.of(&group), [line(1, 20_779)]);
}

#[test]
fn a_file_without_entries_is_read_as_empty() {
    for text in ["version = 1\n", "version = 1\naccepted = []\n"] {
        assert!(Recent::from_toml(text).unwrap().entries.is_empty());
    }
    let empty = Recent::default().to_toml();
    assert!(Recent::from_toml(&empty).unwrap().entries.is_empty());
}

#[test]
fn a_damaged_text_is_refused() {
    let mut recent = Recent::default();
    recent.remember(&group(1), &[caller(1, 5), caller(1, 6)], NOW);
    let text = recent.to_toml();
    assert!(Recent::from_toml(&text).is_ok());
    for (from, to) in [
        ("version = 1", "version = 2"),
        ("version = 1", "version = \"1\""),
        ("version = 1", ""),
        ("caller", "Caller"),
        ("caller", "both"),
        ("generation = 1", "generation = 0"),
        ("generation = 1", "generation = 10000"),
        ("generation = 1", "generation = -1"),
        ("counter = 5", "counter = -5"),
        ("counter = 5", "counter = 99999999999999999999"),
        ("at = ", "when = "),
        ("at = ", "more = 1\nat = "),
        ("\"01", "\"0g"),
        ("\"01", "\""),
        ("\"01", "\"0101"),
        ("[[accepted]]", "[accepted]"),
        ("[[accepted]]", "[[refused]]"),
    ] {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text, "{from}");
        assert_eq!(Recent::from_toml(&damaged).unwrap_err(), Damaged, "{to}");
    }
    for text in ["", "\0", "version", "[[[", "version = 1\nversion = 1"] {
        assert!(Recent::from_toml(text).is_err(), "{text}");
    }
}

#[test]
fn the_file_never_exceeds_the_size_that_is_read() {
    let mut recent = Recent::default();
    let mut groups: Vec<Group> = (0..20).map(group).collect();
    for group in &mut groups {
        group.current.generation = Generation::new(9999).unwrap();
    }
    let far = |counter| Accepted {
        code: CodeId::Sheet(SheetId::from_bytes([0xFF; 16])),
        side: Side::Answerer,
        ..caller(1, u64::MAX / 4 + counter)
    };
    for round in 0..3 {
        for group in &groups {
            let many: Vec<_> = (0..350).map(|counter| far(350 * round + counter)).collect();
            recent.remember(group, &many, UnixTime::from_secs(u64::MAX / 4));
        }
    }
    let text = recent.to_toml();
    assert!(text.len() < 1 << 20, "{}", text.len());
    assert!(Recent::from_toml(&text).is_ok());
    // The newest are those of the last group.
    assert_eq!(recent.of(&groups[19]).last(), Some(&far(1049)));
    assert_eq!(recent.entries.len(), MAX_ENTRIES);
}

#[test]
fn a_group_keeps_its_newest_thousand() {
    let (smiths, joneses) = (group(1), group(2));
    let mut recent = Recent::default();
    recent.remember(&joneses, &[caller(1, 7)], NOW);
    for counter in 0..1003 {
        recent.remember(&smiths, &[caller(1, counter)], NOW);
    }
    let kept = recent.of(&smiths);
    assert_eq!(kept.len(), MAX_PER_GROUP);
    assert_eq!(kept.first(), Some(&caller(1, 3)));
    assert_eq!(kept.last(), Some(&caller(1, 1002)));
    assert_eq!(recent.of(&joneses), [caller(1, 7)]);

    let many: Vec<_> = (0..2500).map(|counter| caller(1, counter)).collect();
    recent.remember(&joneses, &many, NOW);
    let kept = recent.of(&joneses);
    assert_eq!((kept.len(), kept.first()), (1000, Some(&caller(1, 1500))));
    assert_eq!(recent.of(&smiths).len(), 1000);
}

#[test]
fn halves_of_seeds_that_are_gone_are_forgotten() {
    let mut group = group(1);
    let mut recent = Recent::default();
    recent.remember(&group, &[caller(1, 5)], NOW);
    group.rotate(seed(2), 7, NOW).unwrap();
    recent.remember(&group, &[caller(2, 6)], NOW);
    assert_eq!(recent.of(&group), [caller(1, 5), caller(2, 6)]);
    group.remove_expired(NOW.plus_days(7));
    recent.remember(&group, &[], NOW);
    assert_eq!(recent.of(&group), [caller(2, 6)]);
}

#[test]
fn the_end_of_time_is_written_and_read() {
    let group = group(1);
    let mut recent = Recent::default();
    let end = UnixTime::from_secs(u64::MAX);
    let last = caller(1, u64::MAX);
    recent.remember(&group, &[last], end);
    let read = Recent::from_toml(&recent.to_toml()).unwrap();
    assert_eq!(read.of(&group), [last]);
}

proptest! {
    #[test]
    fn any_memory_printed_and_read_is_the_same(entries in entries()) {
        let recent = Recent { entries };
        let read = Recent::from_toml(&recent.to_toml()).unwrap();
        prop_assert_eq!(read.entries, recent.entries);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = Recent::from_toml(&text);
    }
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (
        any::<[u8; 16]>(),
        1..=9999_u64,
        any::<bool>(),
        any::<u64>(),
        prop::option::of(any::<[u8; 16]>()),
        any::<u64>(),
    );
    let entry = entry.prop_map(|(id, generation, caller, counter, sheet, at)| Entry {
        group: GroupId::from_bytes(id),
        accepted: Accepted {
            code: match sheet {
                Some(id) => CodeId::Sheet(SheetId::from_bytes(id)),
                None => CodeId::Seed(Generation::new(generation).unwrap()),
            },
            side: if caller { Side::Caller } else { Side::Answerer },
            counter: Counter::new(counter),
        },
        at: UnixTime::from_secs(at),
    });
    prop::collection::vec(entry, 0..20)
}
