use super::{
    AcceptError, Aim, ChosenKey, Delivery, Loss, OwnLostDevice, Plan, Request, RequestError,
    SignerError, Snapshot, StalePart, accept, be_organiser, delivery, disputes_to_settle,
    is_in_force, loss, needs_own_name, not_reached, seal,
};
use crate::device::DevicePublic;
use crate::group::sample::group;
use crate::group::{Generation, Group, Holds, Name, RollError, RotateError};
use crate::organiser::SigningKey;
use crate::secret::Secret;
use crate::sheet::tests::{SUNDAY, sheet};
use crate::text::Texts;
use crate::time::UnixTime;

const OURS: DevicePublic = DevicePublic::sample(7);
const ANNS: DevicePublic = DevicePublic::sample(8);
const OTHER: DevicePublic = DevicePublic::sample(9);
const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

fn secret() -> Secret {
    Secret::new(&[2; Secret::LENGTH]).unwrap()
}

fn name(text: &str) -> Name {
    Name::tidy(text).unwrap()
}

fn lost(member: &str) -> Aim {
    Aim::Lost {
        member: member.to_owned(),
        mine: None,
        renamed: Vec::new(),
    }
}

fn sealed(aim: Aim) -> Request {
    let mut request = Request::of(aim);
    request.is_sealed = true;
    request
}

/// Creates Dad's group, without an organiser, with Ann's device and Ben's app
/// on the roll.
fn dads() -> Group {
    let mut group = group("Smith family");
    group.give_own_device("Dad", OURS).unwrap();
    group.give_device("Ann", ANNS).unwrap();
    group.add_member("Ben", Holds::App).unwrap();
    group
}

/// Creates the same group on Ann's device, with Dad as the organiser.
fn anns() -> Group {
    let mut group = dads();
    let own = group.organisers.own.take();
    assert!(own.is_none());
    group
        .become_first_organiser("Dad", SigningKey::generate)
        .unwrap();
    group.organisers.own = None;
    group
}

fn rotate(request: &Request, group: &mut Group) -> Result<super::Changed, RequestError> {
    request.ready(group, OURS)?.change(secret(), NOW)
}

#[test]
fn anyone_may_rotate_a_group_without_an_organiser() {
    let mut group = dads();
    let changed = rotate(&Request::of(lost("ben")), &mut group).unwrap();
    assert_eq!(changed.taken_off(), [name("Ben")]);
    assert_eq!(changed.lost, Some((name("Ben"), Holds::App)));
    assert!(!group.has_organiser());
    assert!(group.accepted_before().is_none());
    let undo = rotate(&Request::of(Aim::Undo), &mut group);
    let why = RotateError::Lost(vec![name("Ben")]);
    assert_eq!(undo, Err(RequestError::Rotate(why)));
    rotate(&Request::of(Aim::New { overlap: None }), &mut group).unwrap();
    assert_eq!(group.key_name(), "Smith family 3");
    assert!(group.accepted_before().is_some());
}

#[test]
fn a_device_that_is_not_an_organisers_cant_rotate() {
    for aim in [Aim::New { overlap: None }, lost("Ben"), Aim::Undo] {
        let mut group = anns();
        let refused = Request::of(aim).ready(&mut group, ANNS).unwrap_err();
        let text = "new keys of \"Smith family\" come by message, from Dad";
        assert_eq!(refused.to_string(), text);
        assert_eq!(group.generation(), Generation::FIRST);
    }
    let refused = sealed(lost("Ben"));
    let refused = refused.ready(&mut anns(), ANNS).unwrap_err();
    assert_eq!(refused, RequestError::Signer(SignerError::NotYou));
}

#[test]
fn sealing_a_message_makes_this_device_the_organisers() {
    let mut group = group("Smith family");
    assert!(needs_own_name(&group, Some(&OURS)) && needs_own_name(&group, None));
    let mut request = sealed(Aim::New { overlap: None });
    request.own_name = Some("Dad".to_owned());
    rotate(&request, &mut group).unwrap();
    assert_eq!(group.organisers().own().unwrap().name, name("Dad"));
    assert!(!needs_own_name(&group, Some(&OURS)) && !needs_own_name(&dads(), Some(&OURS)));

    let taken = be_organiser(&mut dads(), Some("Ann"), OURS);
    assert_eq!(taken, Err(SignerError::Taken(name("Ann"))));
    let unnamed = be_organiser(&mut dads(), None, OTHER);
    assert_eq!(unnamed, Err(SignerError::NotYou));
}

#[test]
fn this_device_is_not_lost_but_the_one_before_may_be() {
    let mut group = dads();
    let refused = rotate(&Request::of(lost("Dad")), &mut group);
    assert_eq!(refused, Err(RequestError::ThisDevice(name("Dad"))));
    assert_eq!(loss(&group, "Dad", Some(&OURS)), Ok(Loss::Theirs));
    assert_eq!(loss(&group, "Ann", Some(&OURS)), Ok(Loss::Theirs));
    assert_eq!(loss(&group, "Eve", None), Err(RollError::Unknown));
    // A device that nobody on the roll has.
    let maybe = Loss::MaybeMine(name("Ann"));
    assert_eq!(loss(&group, "ann", Some(&OTHER)), Ok(maybe));
    assert_eq!(loss(&group, "Ben", Some(&OTHER)), Ok(Loss::Theirs));
    // Restored from the organiser's backup.
    be_organiser(&mut group, None, OURS).unwrap();
    let mine = Loss::MineAsOrganiser(name("Dad"));
    assert_eq!(loss(&group, "dad", Some(&OTHER)), Ok(mine));
    assert_eq!(loss(&group, "Ann", Some(&OTHER)), Ok(Loss::Theirs));
    assert_eq!(
        be_organiser(&mut group, None, OTHER),
        Err(SignerError::NotOnRoll(name("Dad")))
    );
}

#[test]
fn this_device_replaces_the_users_lost_one() {
    for may_have_key in [false, true] {
        let mut group = dads();
        be_organiser(&mut group, None, OURS).unwrap();
        let key = group.organisers().own().unwrap().key;
        let request = sealed(Aim::Lost {
            member: "Dad".to_owned(),
            mine: Some(OwnLostDevice {
                name: name("Dad"),
                may_have_key,
            }),
            renamed: Vec::new(),
        });
        let ready = request.ready(&mut group, OTHER).unwrap();
        let changed = ready.change(secret(), NOW).unwrap();
        assert_eq!(changed.replaced.unwrap().key.is_some(), may_have_key);
        assert_eq!(changed.lost, None);
        assert_eq!(group.member("Dad").unwrap().device, Some(OTHER));
        let own = group.organisers().own().unwrap();
        assert_eq!(own.key == key, !may_have_key);
    }
}

#[test]
fn disputes_are_settled_before_a_message_but_for_the_one_about_the_lost_device() {
    let mut group = dads();
    group.accept_key("Ann", ANNS).unwrap();
    group.members[1].disputed = Some(OTHER);
    assert!(disputes_to_settle(&group, None).is_empty());
    be_organiser(&mut group, None, OURS).unwrap();
    assert!(disputes_to_settle(&group, Some("ANN")).is_empty());
    let [dispute] = disputes_to_settle(&group, Some("Ben")).try_into().unwrap();
    assert_eq!(dispute.keys(), (Some(ANNS), OTHER));
    let choice = |key| ChosenKey {
        name: dispute.name.clone(),
        key,
    };
    let changed = accept(&[choice(OURS)], &mut group);
    assert_eq!(changed, Err(AcceptError::Changed));
    accept(&[choice(ANNS)], &mut group).unwrap();
    assert_eq!(
        accept(&[choice(ANNS)], &mut group),
        Err(AcceptError::Changed)
    );
}

#[test]
fn a_plan_says_who_has_to_do_what() {
    let when = |_: UnixTime| "Monday".to_owned();
    let lines = |request: &Request, group: &mut Group| {
        let plan = Plan::of(request, group, OURS, NOW, SUNDAY).unwrap();
        Texts::english().rotation_plan(&plan, group, &when)
    };
    let mut group = dads();
    group.give_sheet("Oma", sheet(1, SUNDAY)).unwrap();
    let said = lines(&sealed(lost("Ben")), &mut group);
    assert_eq!(
        said,
        [
            "\"Smith family\" gets a new key, Smith family 2, without Ben, whose device or sheet is \
             lost.",
            "Need to open the file that you send: Ann",
            "Need nothing, since their day sheets stay good: Oma",
            "The old code stops counting: here at once, and for each of the others when they \
             have the new one.",
            "Change the key?",
        ]
    );
    let mut group = dads();
    let said = lines(&Request::of(Aim::New { overlap: None }), &mut group);
    assert!(said.contains(&"Need to scan the new QR code: Ann, Ben".to_owned()));
    assert!(said.contains(&"Until Monday the old code also counts.".to_owned()));
    let said = lines(&Request::of(Aim::Undo), &mut group);
    assert_eq!(said.last().unwrap(), "Go back?");

    // Ann's device takes it only by message; none can be sealed to Mum's.
    let mut group = dads();
    group.add_member("Mum", Holds::Ringtrue).unwrap();
    be_organiser(&mut group, None, OURS).unwrap();
    let said = lines(&Request::of(Aim::New { overlap: None }), &mut group);
    let ann = "Can't scan the new QR code, since their devices take a new key only by message: Ann. To send \
               one, say no here and add: --sealed FILE";
    assert_eq!(said[1], "Need to scan the new QR code: Ben");
    assert_eq!(said[2], ann);
    assert_eq!(
        said[3],
        "Need an invitation, since no message reaches them: Mum"
    );
    let said = lines(&Request::of(Aim::Undo), &mut group);
    let both =
        "Can follow only another change of key, if they have Smith family 2 already: Ann, Mum";
    assert_eq!(said[2], both);
}

#[test]
fn an_answer_holds_for_the_key_and_the_organisers_that_it_was_about() {
    let mut group = dads();
    let asked = Snapshot::about(&group);
    group.add_member("Eve", Holds::App).unwrap();
    assert_eq!(asked.stale_part(&group), None);
    be_organiser(&mut group, None, OURS).unwrap();
    assert_eq!(asked.stale_part(&group), Some(StalePart::Organisers));
    group.rotate(secret(), 7, NOW).unwrap();
    assert_eq!(asked.stale_part(&group), Some(StalePart::Key));
}

#[test]
fn a_sealed_rotation_says_whom_it_reaches() {
    let mut group = dads();
    group.give_sheet("Oma", sheet(1, SUNDAY)).unwrap();
    group.give_device("Eve", OTHER).unwrap();
    group.accept_key("Ann", ANNS).unwrap();
    let request = sealed(Aim::New { overlap: None });
    let off = rotate(&request, &mut group).unwrap().taken_off();
    let made = seal(&mut group, &off, OURS).unwrap();
    assert!(group.is_in_message());
    assert_eq!(made.reached.names, [name("Dad"), name("Ann"), name("Eve")]);
    assert_eq!(made.reached.not_compared, [name("Eve")]);
    let [(file, _)] = made.files.as_slice() else {
        panic!("one is enough for so few");
    };
    assert!(file.starts_with("ringtrue-01010101-2-"), "{file}");
    assert!(is_in_force(file, &group) && !is_in_force("other.age", &group));
    let others: Vec<&str> = not_reached(&group, SUNDAY)
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(others, ["Ben"]);
    // After another rotation.
    rotate(&Request::of(Aim::New { overlap: None }), &mut group).unwrap();
    assert!(!is_in_force(file, &group));
}

#[test]
fn a_message_is_offered_if_it_reaches_anyone() {
    let mut group = dads();
    assert_eq!(delivery(&group, None, &OURS), Delivery::AskToSeal);
    assert_eq!(delivery(&group, Some("ann"), &OURS), Delivery::Scan);
    be_organiser(&mut group, None, OURS).unwrap();
    assert_eq!(delivery(&group, Some("Ben"), &OURS), Delivery::Seal);
    assert_eq!(delivery(&group, Some("Ann"), &OURS), Delivery::Scan);
    assert_eq!(delivery(&anns(), None, &ANNS), Delivery::Scan);
}
