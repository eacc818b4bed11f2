//! Messages that are refused, each for its own reason.

use super::{NOW, add, family, fit, member_of, name, opened, seed, words};
use crate::device::DeviceKey;
use crate::group::{Generation, Group};
use crate::message::envelope::seal_to_devices;
use crate::message::make::sign;
use crate::message::{
    MAX_BYTES, MessageFit, MessageMisfit, OpenError, RotationFiles, Sealed, TextError, invitation,
    is_message, rotation,
};
use crate::organiser::SigningKey;

/// Returns the reason a message that Ann's device can open is refused.
fn refused(anns: Group, made: &RotationFiles, ann: &DeviceKey) -> MessageMisfit {
    let message = opened(&made.files[0].bytes, ann);
    fit(&[anns], &message, false, None, None).unwrap_err()
}

#[test]
fn a_foreign_signature_is_refused_until_a_person_trusts_it() {
    let (mut dads, _, ann) = family();
    let anns = member_of(&dads);
    // Eve, who has the seed and Ann's public key, makes herself an organiser.
    let mut eves = member_of(&dads);
    eves.organisers.counting.pinned.clear();
    eves.become_first_organiser("Bob", SigningKey::generate)
        .unwrap();
    eves.rotate(seed(66), 0, NOW).unwrap();
    let forged = rotation(&eves, &[]).unwrap();
    let words_of_eve = eves.organisers.own().unwrap().key.words();
    let misfit = refused(anns, &forged, &ann);
    assert!(
        matches!(&misfit, MessageMisfit::ForeignOrganiser { words, .. } if *words == words_of_eve),
        "{misfit:?}"
    );
    // With trust it is taken, and only Eve's key counts.
    let groups = [member_of(&dads)];
    let message = opened(&forged.files[0].bytes, &ann);
    assert!(fit(&groups, &message, true, None, None).is_ok());
    let [mut anns] = groups;
    anns.apply_message(message.confirm(), false, NOW);
    dads.rotate(seed(2), 7, NOW).unwrap();
    dads.rotate(seed(3), 7, NOW).unwrap();
    let true_one = rotation(&dads, &[]).unwrap();
    assert!(matches!(
        refused(anns, &true_one, &ann),
        MessageMisfit::ForeignOrganiser { .. }
    ));
}

#[test]
fn a_newly_trusted_organiser_replaces_all_others() {
    let (mut dads, _, ann) = family();
    let mut anns = member_of(&dads);
    // Someone with Mum's key had another one pinned.
    let mums = SigningKey::generate().unwrap();
    let mut puppet = member_of(&dads).organisers.counting.pinned.remove(0);
    (puppet.name, puppet.key) = (name("Cousin"), mums.public().unwrap());
    anns.organisers.counting.pinned.push(puppet);
    dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    let message = || opened(&made.files[0].bytes, &ann);
    let fits = |anns: &Group, trust| {
        let groups = std::slice::from_ref(anns);
        match fit(groups, &message(), trust, None, None).unwrap() {
            MessageFit::Pins(_) => "pins",
            MessageFit::Rotation(_) => "rotation",
            MessageFit::Known(_) => "known",
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        (fits(&anns, false), fits(&anns, true)),
        ("rotation", "pins")
    );
    anns.apply_message(message().confirm(), false, NOW);
    assert_eq!(anns.organisers.counting.pinned.len(), 2);
    assert!(anns.previous[0].accepted);
    assert_eq!((fits(&anns, false), fits(&anns, true)), ("known", "pins"));
    anns.apply_message(message().confirm(), true, NOW);
    assert_eq!(
        anns.organisers.counting.pinned,
        dads.organisers.counting.pinned
    );
    assert!(!anns.previous[0].accepted);
    assert_eq!(anns.generation(), dads.generation());
}

#[test]
fn an_older_message_is_refused_and_the_same_again_is_known() {
    let (mut dads, _, ann) = family();
    let mut anns = member_of(&dads);
    dads.rotate(seed(2), 7, NOW).unwrap();
    let second = rotation(&dads, &[]).unwrap();
    dads.rotate(seed(3), 7, NOW).unwrap();
    let third = rotation(&dads, &[]).unwrap();
    anns.apply_message(opened(&third.files[0].bytes, &ann).confirm(), false, NOW);
    let again = opened(&third.files[0].bytes, &ann);
    assert!(matches!(
        fit(std::slice::from_ref(&anns), &again, false, None, None),
        Ok(MessageFit::Known(_))
    ));
    assert!(matches!(
        refused(anns, &second, &ann),
        MessageMisfit::Older { found, .. } if found == Generation::new(2).unwrap()
    ));
}

#[test]
fn a_demoted_organisers_message_is_refused() {
    let (mut dads, _, ann) = family();
    let mums_device = DeviceKey::generate();
    add(&mut dads, "Mum", &mums_device);
    let mut mums = member_of(&dads);
    let mums_key = mums.offer_key(SigningKey::generate).unwrap();
    dads.promote("Mum", mums_key).unwrap();
    mums.organisers.counting.pinned = dads.organisers.counting.pinned.clone();
    let mut anns = member_of(&dads);
    // Mum's laptop is lost.
    dads.rotate_without("Mum", seed(2), NOW).unwrap();
    let made = rotation(&dads, &[name("Mum")]).unwrap();
    anns.apply_message(opened(&made.files[0].bytes, &ann).confirm(), false, NOW);
    mums.rotate(seed(3), 7, NOW).unwrap();
    mums.rotate(seed(4), 7, NOW).unwrap();
    let forged = rotation(&mums, &[]).unwrap();
    assert!(matches!(
        refused(anns, &forged, &ann),
        MessageMisfit::Demoted { .. }
    ));
}

#[test]
fn a_seed_that_was_given_up_is_never_accepted_as_new() {
    let (mut dads, _, ann) = family();
    let anns = member_of(&dads);
    dads.rotate(seed(2), 7, NOW).unwrap();
    dads.current.secret = crate::secret::Secret::new(anns.current.secret.expose()).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    assert!(matches!(
        refused(anns, &made, &ann),
        MessageMisfit::Retired { .. }
    ));
}

#[test]
fn a_message_opens_only_if_an_organiser_it_names_signed_it() {
    let (dads, _, ann) = family();
    let text = sign(&dads, "version = 1\n").unwrap();
    let (_, toml) = text.split_once("\n\n").unwrap();
    let good = {
        let mut dads = member_of(&dads);
        dads.rotate(seed(2), 7, NOW).unwrap();
        dads
    };
    let mut content =
        crate::message::content::Content::of(&good, super::MessageKind::Rotation, Vec::new())
            .unwrap();
    content
        .organisers
        .clone_from(&dads.organisers.counting.pinned);
    let right = content.to_toml().unwrap();
    let signature = |key: &SigningKey, text: &str| key.sign(text.as_bytes()).unwrap();
    let other = SigningKey::generate().unwrap();
    let dads_key = dads.organisers.own.as_ref().unwrap();
    let cases = [
        (right.to_string(), OpenError::Unsigned),
        (format!("\n\n\n\n\n{}", *right), OpenError::Unsigned),
        (
            format!("{}\n{}", signature(&other, &right), *right),
            OpenError::Unsigned,
        ),
        (
            format!("{}\n{}\n", signature(dads_key, &right), *right),
            OpenError::Unsigned,
        ),
        (
            format!("{}{}", signature(dads_key, &right), *right),
            OpenError::Unsigned,
        ),
        (
            format!("{}\n{toml}", signature(dads_key, toml)),
            OpenError::Text(TextError::Malformed),
        ),
    ];
    for (text, expected) in cases {
        let sealed = seal_to_devices(&text, &[ann.public()]).unwrap();
        let opened = Sealed::find(&sealed).unwrap().open(&ann);
        assert_eq!(opened.unwrap_err(), expected);
    }
    let text = format!("{}\n{}", signature(dads_key, &right), *right);
    let sealed = seal_to_devices(&text, &[ann.public()]).unwrap();
    assert!(Sealed::find(&sealed).unwrap().open(&ann).is_ok());
}

#[test]
fn a_rotation_sealed_again_to_six_words_is_refused() {
    let (mut dads, _, ann) = family();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let made = rotation(&dads, &[]).unwrap();
    let sealed = Sealed::find(&made.files[0].bytes).unwrap();
    let signed = ann.open(&sealed.age).unwrap();
    let signed = std::str::from_utf8(&signed).unwrap();
    let anew = crate::message::envelope::seal_invitation(signed, &words()).unwrap();
    let opened = Sealed::find(&anew).unwrap().open_with_words(&words());
    assert_eq!(opened.unwrap_err(), OpenError::OtherKind);
}

#[test]
fn every_byte_of_a_message_counts() {
    let (mut dads, _, ann) = family();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let whole = rotation(&dads, &[]).unwrap().files.remove(0).bytes;
    let opens = |bytes: &[u8]| {
        Sealed::find(bytes)
            .and_then(|sealed| sealed.open(&ann))
            .is_ok()
    };
    assert!(opens(&whole));
    for at in 0..whole.len() {
        assert!(!opens(&whole[..at]), "cut at {at}");
        for mask in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            let mut changed = whole.clone();
            changed[at] ^= mask;
            assert!(!opens(&changed), "byte {at} changed by {mask}");
        }
    }
}

#[test]
fn an_invitation_that_was_changed_is_refused() {
    let (dads, ..) = family();
    let whole = invitation(&dads, None, &words()).unwrap();
    // Step widely: each one that gets as far as the passphrase costs a key derivation.
    for at in (0..whole.len()).step_by(97) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let opened = Sealed::find(&changed).and_then(|it| it.open_with_words(&words()));
        assert!(opened.is_err(), "byte {at}");
    }
}

#[test]
fn mail_may_change_line_ends_and_put_text_around_it() {
    let (mut dads, _, ann) = family();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let whole = rotation(&dads, &[]).unwrap().files.remove(0).bytes;
    let text = String::from_utf8(whole).unwrap();
    let mail = format!(
        "Hello all,\r\n\r\n{}\r\n\r\nDad\r\n",
        text.replace('\n', "\r\n")
    );
    assert!(Sealed::find(mail.as_bytes()).unwrap().open(&ann).is_ok());
    let twice = format!("{text}\n{text}");
    assert_eq!(
        Sealed::find(twice.as_bytes()).unwrap_err(),
        OpenError::Several
    );
}

#[test]
fn more_than_a_thousand_recipients_are_counted_before_anything_is_parsed() {
    let stanza = |kind: &str| format!("-> {kind} {}\n{}\n", "A".repeat(43), "A".repeat(43));
    let file = |header: &str| {
        let text = format!("age-encryption.org/v1\n{header}--- {}\n", "A".repeat(43));
        let armour = crate::message::envelope::armour(text.as_bytes()).unwrap();
        Sealed::find(&armour)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let many = OpenError::TooManyRecipients.to_string();
    assert_eq!(file(&stanza("X25519").repeat(1000)), Ok(()));
    assert_eq!(file(&stanza("X25519").repeat(1001)), Err(many.clone()));
    assert_eq!(file(&format!("-> x\n{}\n", "A".repeat(200_000))), Err(many));
    let changed = OpenError::Changed.to_string();
    assert_eq!(file(""), Err(changed.clone()));
    assert_eq!(
        file(&(stanza("X25519") + &stanza("x").repeat(2))),
        Err(changed.clone())
    );
    assert_eq!(file(&(stanza("X25519") + &stanza("scrypt"))), Err(changed));
    let huge = vec![b'A'; MAX_BYTES + 1];
    assert_eq!(Sealed::find(&huge).unwrap_err(), OpenError::TooLarge);
}

#[test]
fn a_text_that_is_a_bomb_is_refused() {
    let deep = [
        format!("version = 1\na = {}", "[".repeat(500_000)),
        format!("version = 1\n{}a = 1", "a.".repeat(250_000)),
        format!("version = 1\na = {}", "{a=".repeat(200_000)),
        format!("version = 1\n{}", "[[member]]\n".repeat(60_000)),
        "[a]\n".repeat(2),
    ];
    for text in deep {
        let read = crate::message::content::Content::from_toml(&text);
        assert_eq!(read.unwrap_err(), TextError::Malformed);
    }
    let newer = crate::message::content::Content::from_toml("version = 2\nnew = true\n");
    assert_eq!(newer.unwrap_err(), TextError::Version { found: 2 });
}

#[test]
fn a_message_that_was_cut_short_is_called_incomplete() {
    let (mut dads, _, _) = family();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let whole = rotation(&dads, &[]).unwrap().files.remove(0).bytes;
    let last_line = whole.len() - "-----END AGE ENCRYPTED FILE-----".len();
    for at in (13..whole.len()).step_by(7).chain([34, 35, last_line]) {
        let cut = &whole[..at];
        let zeros = [cut, &vec![0; whole.len() - at]].concat();
        for bytes in [cut, &zeros] {
            assert!(is_message(bytes), "cut at {at}");
            let error = Sealed::find(bytes).unwrap_err();
            assert_eq!(error, OpenError::CutShort, "cut at {at}");
        }
    }
}

#[test]
fn a_message_in_utf_16_is_read() {
    let (mut dads, _, ann) = family();
    dads.rotate(seed(2), 7, NOW).unwrap();
    let whole = rotation(&dads, &[]).unwrap().files.remove(0).bytes;
    let text = std::str::from_utf8(&whole).unwrap().replace('\n', "\r\n");
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        let wide: Vec<u8> = units.flat_map(bytes).collect();
        assert!(is_message(&wide));
        assert!(Sealed::find(&wide).unwrap().open(&ann).is_ok());
    }
}
