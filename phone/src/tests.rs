use super::{Error, Group, open_link, read_grey};

const FIRST: &str = "otpauth://totp/ringtrue:Smith%20family%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
const SECOND: &str = "otpauth://totp/ringtrue:Smith%20family%202\
    ?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";
const NOW: f64 = 1_770_000_000_999.0;

fn smiths() -> Group {
    open_link(FIRST.into()).unwrap().confirm(NOW).unwrap()
}

#[test]
fn a_link_is_shown_then_confirmed() {
    let found = open_link(FIRST.into()).unwrap();
    assert_eq!(
        (found.name().as_str(), found.generation()),
        ("Smith family", 1)
    );
    let words = "stylish cottage choir excellent hallway folklore";
    assert_eq!(found.check_words().join(" "), words);

    let code = found.confirm(NOW).unwrap().code_at(NOW).unwrap();
    assert_eq!(code.caller_digits(), "561");
    assert_eq!(code.caller_words(), ["mystery"]);
    assert_eq!(code.answerer_digits(), "009");
    assert_eq!(code.answerer_words(), ["active"]);
    assert!((code.seconds_left() - 30.0).abs() < f64::EPSILON);
}

#[test]
fn what_was_accepted_is_not_accepted_again() {
    let mut group = smiths();
    let mut verdict = |heard: &str, side: &str| {
        let found = group.check(heard, Some(side.to_owned()), NOW).unwrap();
        found.verdict()
    };
    assert_eq!(verdict("561 mystery", "caller"), "match");
    assert_eq!(verdict("561 mystery", "caller"), "used");
    assert_eq!(verdict("561 mystery", "answerer"), "own_half");
}

#[test]
fn only_a_later_generation_of_the_same_group_is_followed() {
    let mut group = smiths();
    let again = open_link(FIRST.into()).unwrap();
    assert!(matches!(group.follow(again, true, NOW), Err(Error::Known)));
    let other = SECOND.replace("Smith", "Jones");
    let other = open_link(other.into()).unwrap();
    assert!(matches!(
        group.follow(other, true, NOW),
        Err(Error::Misfit(_))
    ));
    assert_eq!(group.generation(), 1);

    let next = open_link(SECOND.into()).unwrap();
    group.follow(next, true, NOW).unwrap();
    assert_eq!(group.generation(), 2);
    let old = group.check("561009", None, NOW).unwrap();
    assert_eq!(old.verdict(), "match_previous_generation");
    assert_eq!((old.part().as_deref(), old.generation()), (Some("both"), 1));
}

#[test]
fn what_is_no_moment_or_no_side_is_refused() {
    let mut group = smiths();
    for moment in [f64::NAN, f64::INFINITY, -1.0, 8.64e15 + 2.0] {
        assert!(
            matches!(group.code_at(moment), Err(Error::Time)),
            "{moment}"
        );
    }
    assert!(group.code_at(8.64e15).is_ok());
    let side = Some("Caller".to_owned());
    assert!(matches!(group.check("561", side, NOW), Err(Error::Side)));
}

#[test]
fn no_error_repeats_what_it_refuses() {
    let refused: [Vec<u8>; 4] = [
        b"GEZDGNBVGY3TQOJQ\xFF".into(),
        b"GEZDGNBVGY3TQOJQ".into(),
        FIRST.replace("totp", "GEZDGNBVGY3TQOJQ").into(),
        FIRST.replace("GEZDGNBV", "1").into(),
    ];
    for link in refused {
        let Err(error) = open_link(link) else {
            panic!("a link like this must be refused");
        };
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("GEZDGNBV") && !text.contains("GY3TQOJQ"),
            "{text}"
        );
    }
    let error = smiths().check("56 xyzzyq", None, NOW);
    let Err(error) = error.map(|_| ()) else {
        panic!("there is no such word");
    };
    assert!(!error.to_string().contains("xyzzyq"));
}

#[test]
fn a_frame_without_a_code_is_no_error_and_one_of_another_size_is() {
    assert!(read_grey(64, 48, vec![255; 64 * 48]).unwrap().is_empty());
    assert!(matches!(
        read_grey(64, 48, vec![255; 64]),
        Err(Error::Frame(_))
    ));
}
