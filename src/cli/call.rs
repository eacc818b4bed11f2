//! The call screen, which leads somebody through a call: keys in, a picture
//! out, once a second and after each key. On a terminal without a screen, or
//! where that is asked for, the same as a dialogue.

mod dialogue;
mod sitting;

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use crate::view::{CallScreen, Scene, Window, call_screen, say_once_more};
use ringtrue_core::call::{self, Accepted};
use ringtrue_core::words::Unheard;
use ringtrue_core::{Group, GroupId, Heard, UnixTime, Vault, Word};

use super::args::Global;
use super::failure::Failure;
use super::judge::Asked;
use super::store::Seen;
use super::{Status, code, print_err, store};
use crate::sys::terminal::{Key, Screen, Size, Wake};
use crate::sys::{System, hardening};

pub use self::sitting::{Order, Sitting, Typed};

/// For how long without a key a half stays on the screen. Longer than any half
/// is asked for, shorter than somebody leaves a laptop open in a café.
const HIDE_AFTER: Duration = Duration::from_secs(3 * 60);

/// For how long another ringtrue is waited for that has the vault.
const LOCKED: Duration = Duration::from_secs(1);

/// What the screen is drawn for where the terminal hides its size.
const USUAL: Size = Size {
    columns: 80,
    rows: 24,
};

pub fn run(global: &Global, system: &mut System) -> Result<Status, Failure> {
    if !system.out_is_terminal || global.json {
        return code::run(&super::args::Code::default(), global, system);
    }
    let seen = store::see(system)?;
    let at = first(&seen.vault, global)?;
    let mut desk = Desk::new(seen, at);
    // A screen that stands still is worse than a half that is not noted.
    system.home.wait_for(LOCKED);
    if global.plain || !system.out_has_screen {
        dialogue::run(&mut desk, system)?;
        return Ok(Status::Done);
    }
    let kept = Notes::keep(system);
    let left = on_screen(&mut desk, system);
    kept.tell(system);
    left.map(|()| Status::Done)
}

/// Which group the screen begins with: the one that is named, else the default,
/// else the only one, else the first, since others are one key away.
fn first(vault: &Vault, global: &Global) -> Result<usize, Failure> {
    let named = global.group.as_deref();
    match vault.select(named) {
        Ok(group) => {
            let id = group.id();
            let at = vault.groups().iter().position(|group| group.id() == id);
            Ok(at.unwrap_or(0))
        }
        Err(error) if named.is_some() || vault.groups().is_empty() => Err(error.into()),
        Err(_) => Ok(0),
    }
}

/// What the screen and the dialogue work with: the groups, and where the call
/// stands.
struct Desk {
    seen: Seen,
    /// Which of the vault's groups.
    at: usize,
    sitting: Sitting,
    /// What was accepted here, for where it can't be noted in the file.
    accepted: Vec<(GroupId, Accepted)>,
}

impl Desk {
    fn new(seen: Seen, at: usize) -> Self {
        Self {
            seen,
            at,
            sitting: Sitting::new(),
            accepted: Vec::new(),
        }
    }

    fn group(&self) -> Result<&Group, Failure> {
        let group = self.seen.vault.groups().get(self.at);
        group.ok_or_else(removed)
    }

    fn picture<'a>(&'a self, scene: Scene<'a>, now: UnixTime) -> Result<CallScreen<'a>, Failure> {
        Ok(CallScreen {
            group: self.group()?,
            has_others: self.seen.vault.groups().len() > 1,
            practice: None,
            scene,
            now,
        })
    }

    /// Whether a half has stood there for too long.
    fn is_hidden(&self, idle: &Idle, system: &System) -> bool {
        idle.is_over(system) && self.sitting.scene().shows_half()
    }

    fn scene(&self, is_hidden: bool) -> Scene<'_> {
        if is_hidden {
            Scene::Hidden
        } else {
            self.sitting.scene()
        }
    }

    /// Takes a key, and does what it asks for but to leave.
    fn take(&mut self, key: Key, system: &mut System) -> Result<Order, Failure> {
        let order = self.sitting.take(key, system.now());
        match &order {
            Order::Begin => self.read_again(system)?,
            Order::Switch(step) => self.switch(*step),
            Order::Check(typed) => self.check(typed, system)?,
            Order::Nothing | Order::Show | Order::Echo(_) | Order::Leave => {}
        }
        Ok(order)
    }

    /// At the beginning of a call the vault is read again: the seed may have
    /// been rotated since.
    fn read_again(&mut self, system: &mut System) -> Result<(), Failure> {
        match store::see(system) {
            Ok(seen) => {
                let id = self.group()?.id();
                self.seen = seen;
                self.find(id)
            }
            // What was read before still answers; the notes say why it had to.
            Err(failure) => {
                print_err(system, failure);
                Ok(())
            }
        }
    }

    /// Goes on with the same group in what was read anew. One that was forgotten
    /// meanwhile says nothing any more, nor does another that has its name now.
    fn find(&mut self, id: GroupId) -> Result<(), Failure> {
        let mut groups = self.seen.vault.groups().iter();
        self.at = groups
            .position(|group| group.id() == id)
            .ok_or_else(removed)?;
        Ok(())
    }

    fn switch(&mut self, step: isize) {
        let count = self.seen.vault.groups().len();
        if count > 1 {
            let at = self.at.saturating_add(count).saturating_add_signed(step);
            self.at = at.checked_rem(count).unwrap_or(0);
            self.sitting.switch();
        }
    }

    fn check(&mut self, typed: &Typed, system: &mut System) -> Result<(), Failure> {
        let heard = match read(&typed.text, self.group()?) {
            Ok(heard) => heard,
            Err(unread) => {
                self.sitting.ask_again(unread);
                return Ok(());
            }
        };
        let name = self.group()?.local_name().clone();
        let id = self.group()?.id();
        let mine = self.accepted.iter().filter(|(group, _)| *group == id);
        let asked = Asked {
            heard: Ok(heard),
            from: Some(typed.from),
            member: None,
            offset: Rc::clone(&system.offset),
            elsewhere: None,
            own: None,
            time: typed.since,
            accepted: mine.map(|(_, accepted)| *accepted).collect(),
        };
        let period = self.group()?.parameters().period;
        let found = asked.judge(&mut self.seen, Some(name.as_str()), system)?;
        self.find(id)?;
        let used = found.to_remember(period, typed.since);
        self.accepted
            .extend(used.into_iter().map(|used| (id, used)));
        self.sitting.hear(found, typed.since);
        Ok(())
    }
}

fn removed() -> Failure {
    Failure::new("the group was removed from this device meanwhile")
}

fn on_screen(desk: &mut Desk, system: &mut System) -> Result<(), Failure> {
    let mut screen = Screen::enter()?;
    let mut idle = Idle::since((system.awake)());
    loop {
        desk.sitting.pass(system.now());
        let is_hidden = desk.is_hidden(&idle, system);
        let picture = desk.picture(desk.scene(is_hidden), system.now())?;
        paint(&mut screen, &call_screen(&picture, window(system)), system)?;
        let Some(key) = key(&mut screen)? else {
            continue;
        };
        idle = Idle::since((system.awake)());
        if is_hidden && uncovers(key) {
            continue;
        }
        if matches!(desk.take(key, system)?, Order::Leave) {
            return Ok(());
        }
    }
}

/// Whether a key does nothing to a screen that is hidden but show it again.
pub fn uncovers(key: Key) -> bool {
    !matches!(key, Key::Interrupt | Key::Bell)
}

/// What was typed could not be read.
pub struct Unread {
    /// What to do about it, in one sentence.
    pub told: String,
    /// The two words of which it may be either.
    pub which: Option<(Word, Word)>,
}

/// Reads what was typed. A digit too few or too many is a slip of the finger,
/// no impostor.
pub fn read(typed: &str, group: &Group) -> Result<Heard, Unread> {
    let is_whole = |heard: &Heard| call::is_whole(heard, group.parameters().digits);
    let heard = Heard::read(typed);
    if heard.as_ref().is_ok_and(|heard| !is_whole(heard)) {
        return Err(Unread {
            told: say_once_more(Unheard::Nothing),
            which: None,
        });
    }
    heard.map_err(|unheard| Unread {
        told: say_once_more(unheard),
        which: match unheard {
            Unheard::TwoWords(one, other) => Some((one, other)),
            _ => None,
        },
    })
}

/// Draws, and leaves nothing on the stack of what it was drawn from.
pub fn paint(screen: &mut Screen, rows: &[String], system: &System) -> Result<(), Failure> {
    hardening::wipe_stack();
    if system.shows.colour {
        return Ok(screen.draw(rows)?);
    }
    let plain = |row: &String| anstream::adapter::strip_str(row).to_string();
    let rows: Vec<_> = rows.iter().map(plain).collect();
    Ok(screen.draw(&rows)?)
}

/// The window to draw for.
pub fn window(system: &System) -> Window {
    let Size { columns, rows } = crate::sys::terminal::size().unwrap_or(USUAL);
    Window {
        columns,
        rows,
        is_unicode: system.shows.unicode,
    }
}

/// The key that was pressed within this second.
pub fn key(screen: &mut Screen) -> io::Result<Option<Key>> {
    match screen.wait_until_second()? {
        Wake::Key(key) => Ok(Some(key)),
        Wake::Resize(_) | Wake::Second => Ok(None),
    }
}

/// For how long no key was pressed.
pub struct Idle {
    since: Duration,
}

impl Idle {
    pub const fn since(awake: Duration) -> Self {
        Self { since: awake }
    }

    /// Whether it is too long to leave a half on the screen.
    pub fn is_over(&self, system: &System) -> bool {
        (system.awake)().saturating_sub(self.since) >= HIDE_AFTER
    }
}

/// What is noted while the screen is up, for afterwards: nothing else may be
/// written to the terminal then.
pub struct Notes {
    kept: Rc<RefCell<Vec<u8>>>,
    err: Box<dyn Write>,
}

impl Notes {
    pub fn keep(system: &mut System) -> Self {
        let kept = Rc::new(RefCell::new(Vec::new()));
        let keeper = Box::new(Keeper(Rc::clone(&kept)));
        let err = std::mem::replace(&mut system.err, keeper);
        Self { kept, err }
    }

    pub fn tell(self, system: &mut System) {
        system.err = self.err;
        // Where even this fails there is nobody left to tell.
        let _ = system.err.write_all(&self.kept.borrow());
    }
}

struct Keeper(Rc<RefCell<Vec<u8>>>);

impl Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
