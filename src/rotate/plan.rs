//! The question before a rotation: who will have to do what.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Organiser;
use ringtrue_core::otp::CHECK_WORDS;
use ringtrue_core::{Day, Group, GroupId, Name, Secret, Word};

use crate::args::Global;
use crate::device::{key, store};
use crate::failure::Failure;
use crate::rotate::change::{Changed, Request, accepted};
use crate::sys::System;
use crate::tell::when;
use crate::view::{When, texts};

/// The key that a person was asked about, and who was an organiser then.
pub struct Asked(GroupId, [Word; CHECK_WORDS], Vec<Organiser>);

impl Asked {
    fn of(group: &Group) -> Self {
        let organisers = group.organisers().pinned().to_vec();
        Self(group.id(), group.current().check_words(), organisers)
    }

    /// Refuses a group that is another, or has another key or other organisers, since the
    /// question was asked.
    pub fn check(&self, group: &Group) -> Result<(), Failure> {
        let Self(id, words, organisers) = self;
        let what = if *id != group.id() || *words != group.current().check_words() {
            "the key"
        } else if *organisers != group.organisers().pinned() {
            "the organisers"
        } else {
            return Ok(());
        };
        Err(Failure::new(format!(
            "another ringtrue changed {what} meanwhile; nothing was changed here"
        ))
        .hint("run it again, and look at what it says"))
    }
}

/// Says what the rotation means and asks whether to go on, with nothing locked, and
/// returns what was asked about. What can't be done is said before anybody is asked.
pub fn ask(
    request: &Request<'_>,
    global: &Global,
    system: &mut System,
) -> Result<Option<Asked>, Failure> {
    if global.yes {
        return Ok(None);
    }
    // It is tried on a copy, with a key that nobody gets.
    let mut vault = store::read(system)?;
    let group = vault.select_mut(global.group.as_deref())?;
    let own = key::public(system)?.ok_or_else(|| Failure::new("this device has no key"))?;
    let before = group.entry();
    let asked = Asked::of(group);
    let now = system.now();
    let today = system.day(now);
    let secret = Secret::generate(|bytes| {
        bytes.fill(0);
        Ok::<_, Failure>(())
    })?;
    let changed = request.carry_out(group, own, secret, now, today, &when(system))?;
    let lines = lines(request, &changed, &before, group, own, today, &when(system));
    let sure = system.person.confirm(&lines.join("\n"));
    if sure.ok_or_else(|| Failure::nobody_to_ask("to do it unasked: --yes"))?? {
        return Ok(Some(asked));
    }
    Err(Failure::new("nothing was changed"))
}

/// The lines of the question. `group` is as it will be, `before` its key until then.
fn lines(
    request: &Request<'_>,
    changed: &Changed,
    before: &str,
    group: &Group,
    own: DevicePublic,
    today: Day,
    when: When<'_>,
) -> Vec<String> {
    let (name, key) = (group.local_name(), group.entry());
    let following = group.following(Some(&own), request.ready.is_some(), today);
    let scan = joined(&following.scan);
    let is_alone = group.members().iter().all(|it| it.has_device(Some(&own)));
    if request.arguments.undo {
        let lines = [
            Some(texts().plan_back(name, &key)),
            scan.map(|names| texts().plan_scan_back(&key, &names)),
            Some(texts().plan_gone(before)),
            Some(texts().ask_undo()),
        ];
        return lines.into_iter().flatten().collect();
    }
    let first = match (&changed.replaced, &changed.lost) {
        (Some(replaced), _) => texts().plan_replaced(name, &key, replaced.name()),
        (None, Some((lost, _))) => texts().plan_lost(name, &key, lost),
        (None, None) => texts().plan_new(name, &key),
    };
    let until = match accepted(group) {
        Some(previous) => texts().plan_until(&when(previous.until)),
        None => texts().plan_at_once(),
    };
    let lines = [
        Some(first),
        is_alone.then(|| texts().plan_nobody()),
        scan.map(|names| texts().plan_scan(&names)),
        joined(&following.take).map(|names| texts().plan_take(&names)),
        joined(&following.print).map(|names| texts().plan_print(&names)),
        joined(&following.nothing).map(|names| texts().plan_nothing(&names)),
        Some(until),
        joined(&changed.ended).map(|names| texts().plan_sheets_end(&names)),
        joined(&changed.demoted).map(|names| texts().plan_demoted(&names)),
        Some(texts().ask_rotate()),
    ];
    lines.into_iter().flatten().collect()
}

fn joined(names: &[Name]) -> Option<String> {
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
