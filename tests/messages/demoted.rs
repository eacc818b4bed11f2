//! An organiser whose device is gone for good, demoted on each device separately.

use crate::family::{Person, dad_and_ann, people};

/// Sets up Dad, the only organiser, and Ann and Ben.
fn family(shared: &std::path::Path) -> [Person; 3] {
    let [dad, ann] = dad_and_ann(shared);
    let [ben] = people(shared);
    dad.invites("Ben", &ben);
    let second = dad.rotates_to("second.age", &[]);
    for person in [&ann, &ben] {
        person.joins_from(&second).succeeds();
    }
    [dad, ann, ben]
}

#[test]
fn without_the_only_organiser_the_key_is_changed_by_a_qr_code_again() {
    let post = tempfile::tempdir().unwrap();
    let [_, ann, ben] = family(post.path());
    let refused = ann.run(&["rotate", "--yes"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
    let command = "ringtrue members demote -g 'Smith family' Dad, here and on every other device";
    assert!(refused.err.contains(command), "{refused:#?}");
    let before = ann.device.files();
    let refused = ann.run(&["members", "demote", "Dad"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("--yes"), "{refused:#?}");
    assert_eq!(ann.device.files(), before);
    let demote = ["members", "demote", "dad", "--yes"];
    let run = ann.run(&demote).succeeds();
    assert!(
        run.err.contains("show its QR code: ringtrue rotate"),
        "{run:#?}"
    );
    assert!(ann.organisers().is_empty());

    ann.run(&["rotate", "--yes"]).succeeds();
    assert_eq!(ann.seed_fingerprint().0, 3);
    let link = ann.run(&["invite", "--link"]).succeeds().out;
    let refused = ben.device.run_with(["join", "-", "--yes"], &link);
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    ben.run(&demote).succeeds();
    let refused = ben.device.run_with(["join", "-", "--yes"], &link);
    assert!(
        refused.err.contains("which --yes does not accept"),
        "{refused:#?}"
    );
    ben.device
        .run_with(["join", "-", "--accept-rotation"], &link)
        .succeeds();
    assert_eq!(ben.seed_fingerprint(), ann.seed_fingerprint());
    // The signer of the next message is an organiser once their words are compared.
    let file = ann.rotates_to("fourth.age", &[]);
    ben.run(&["join", &file, &ann.trust_option()]).succeeds();
    assert_eq!(ben.organisers(), ["Ann"]);
    assert_eq!(ben.seed_fingerprint(), ann.seed_fingerprint());
}

#[test]
fn a_demoted_organisers_messages_are_refused_unless_their_words_are_compared() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann, _] = family(post.path());
    ann.run(&["members", "demote", "Dad", "--yes"]).succeeds();
    let third = dad.rotates_to("third.age", &[]);
    let before = ann.device.files();
    for more in [[].as_slice(), &["--yes"]] {
        let refused = ann.run(&[["join", third.as_str()].as_slice(), more].concat());
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains("no longer counts"), "{refused:#?}");
        assert_eq!(ann.device.files(), before);
    }
    ann.run(&["join", &third, &dad.trust_option()]).succeeds();
    assert_eq!(ann.organisers(), ["Dad"]);
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn an_organiser_demoted_here_is_not_restored_by_another_one() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann, ben] = family(post.path());
    let cy = Person::new_like(&dad);
    dad.invites("Cy", &cy);
    dad.promotes("Ben", &ben);
    let third = dad.rotates_to("third.age", &[]);
    for person in [&ann, &ben] {
        person.joins_from(&third).succeeds();
    }
    // Only Dad's next rotation makes Cy an organiser, and Ben rotates at the same time.
    dad.promotes("Cy", &cy);
    ann.joins_from(&dad.rotates_to("fourth.age", &[]))
        .succeeds();
    let rival = ben.rotates_to("rival.age", &[]);
    ann.run(&["members", "demote", "Dad", "--yes"]).succeeds();
    for message in [rival, ben.rotates_to("fifth.age", &[])] {
        let run = ann.joins_from(&message);
        assert!(!run.out.contains("organiser: Dad"), "{run:#?}");
        assert_eq!(ann.organisers(), ["Ben", "Cy"]);
    }
    assert_eq!(ann.seed_fingerprint(), ben.seed_fingerprint());
    for _ in 0..3 {
        dad.rotates_to("dads.age", &[]);
    }
    let refused = ann.joins_from(&dad.shared("dads.age"));
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("no longer counts"), "{refused:#?}");
}
