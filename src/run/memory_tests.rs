//! Tests where a seed is in this process's memory: while its code is printed, in the
//! one live `Secret` and nowhere else; afterwards, nowhere.

#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "tests look at the world")]

use std::cell::RefCell;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use ringtrue_core::device::DeviceKey;

use super::run_line;
use crate::call::session::CallSession;
use crate::device::store;
use crate::sys::fake::Fake;
use crate::sys::terminal::Key;
use crate::sys::{CloseKeys, Draw, DrawTyped, Person};

/// The seed to search for, masked so that the search itself doesn't put it in memory.
struct Needle {
    /// Its 20 bytes, each combined by XOR with [`MASK`].
    raw: Vec<u8>,
    /// Its base32, combined by XOR with [`MASK`] too.
    spelt: Vec<u8>,
}

const MASK: u8 = 0xA5;

/// A lock held by each test: a search copies memory, with the other test's seed in it.
static ALONE: Mutex<()> = Mutex::new(());

/// The longest needle in bytes.
const EDGE: usize = 32;

#[test]
fn the_seed_is_in_one_place_while_its_code_is_printed_and_in_none_afterwards() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let home = tempfile::tempdir().unwrap();
    let mut fake = Fake::at(home.path());
    fake.system.random = Box::new(|bytes| getrandom::fill(bytes).map_err(io::Error::other));
    run_line("new Club", &mut fake.system);
    let needle = Rc::new(needle(home.path()));
    let found = Rc::new(RefCell::new(Vec::new()));
    fake.system.out = Box::new(Looking {
        needle: Rc::clone(&needle),
        found: Rc::clone(&found),
    });
    for command in ["code", "code --json", "groups", "check 000 --they-called"] {
        fake.start();
        found.borrow_mut().clear();
        run_line(command, &mut fake.system);
        let during = found.borrow().clone();
        fake.system.device_key = None;
        let after = needle.count();
        assert!(!during.is_empty(), "{command} printed nothing");
        for (raw, spelt) in during {
            assert!(
                raw <= 1 && spelt == 0,
                "{command}: {raw} raw, {spelt} spelt"
            );
        }
        assert_eq!(after, (0, 0), "after {command}");
    }
}

#[test]
fn a_device_that_locks_leaves_nothing_of_the_seed() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let home = tempfile::tempdir().unwrap();
    let mut fake = Fake::at(home.path());
    fake.system.random = Box::new(|bytes| getrandom::fill(bytes).map_err(io::Error::other));
    run_line("new Club", &mut fake.system);
    let needle = needle(home.path());
    fake.start();
    let seen = store::read_with_ciphertext(&mut fake.system).unwrap();
    let mut session = CallSession::new(seen, 0);
    session.apply_key(Key::Char('i'), &mut fake.system).unwrap();
    assert_eq!(needle.count().0, 1);
    let resume = session.lock(&mut fake.system).unwrap();
    assert!(fake.system.device_key.is_none());
    assert_eq!(needle.count(), (0, 0));
    session.unlock(&resume, &mut fake.system).unwrap();
    assert_eq!(needle.count().0, 1);
}

#[test]
fn the_seed_of_a_picture_is_in_one_place_while_a_person_is_asked() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let homes = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let [father, daughter] = homes.each_ref().map(tempfile::TempDir::path);
    let mut fake = Fake::at(father);
    fake.system.random = Box::new(|bytes| getrandom::fill(bytes).map_err(io::Error::other));
    run_line("new Club", &mut fake.system);
    let picture = father.join("invite.png");
    let picture = picture.display();
    run_line(&format!("invite --png {picture}"), &mut fake.system);
    drop(fake);

    let needle = Rc::new(needle(father));
    let found = Rc::new(RefCell::new(Vec::new()));
    let mut fake = Fake::at(daughter);
    fake.system.person = Box::new(Looking {
        needle: Rc::clone(&needle),
        found: Rc::clone(&found),
    });
    run_line(&format!("join {picture}"), &mut fake.system);
    fake.system.device_key = None;
    let after = needle.count();
    assert_eq!(*found.borrow(), [(1, 0)]);
    assert_eq!(after, (0, 0));
}

/// A standard output and a person that search memory whenever something is printed
/// or asked.
struct Looking {
    needle: Rc<Needle>,
    found: Rc<RefCell<Vec<(usize, usize)>>>,
}

impl Person for Looking {
    fn is_there(&self) -> bool {
        true
    }

    fn ask(&mut self, _: &str) -> Option<io::Result<String>> {
        Some(Ok(String::new()))
    }

    fn ask_unseen(&mut self, _: &str) -> Option<io::Result<String>> {
        Some(Ok(String::new()))
    }

    fn ask_on_screen(&mut self, _: &DrawTyped<'_>) -> io::Result<String> {
        Ok(String::new())
    }

    fn confirm(&mut self, _: &str) -> Option<io::Result<bool>> {
        self.found.borrow_mut().push(self.needle.count());
        Some(Ok(true))
    }

    fn show(&mut self, _: &Draw<'_>, _: CloseKeys) -> io::Result<()> {
        Ok(())
    }
}

impl Write for Looking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.found.borrow_mut().push(self.needle.count());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Needle {
    /// Counts its places in this process's memory: raw, and as base32. The buffer
    /// that the memory is read into does not count.
    fn count(&self) -> (usize, usize) {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut memory = std::fs::File::open("/proc/self/mem").unwrap();
        let mut buffer = vec![0; 1 << 20];
        let own = buffer.as_ptr().addr() as u64;
        let own = own..own + buffer.len() as u64;
        let mut found = (0, 0);
        for map in maps.lines().filter(|map| map.contains(" rw")) {
            let (range, _) = map.split_once(' ').unwrap();
            let (start, end) = range.split_once('-').unwrap();
            let mut at = u64::from_str_radix(start, 16).unwrap();
            let end = u64::from_str_radix(end, 16).unwrap();
            while at < end {
                let length = usize::try_from(end - at).unwrap().min(buffer.len());
                let part = &mut buffer[..length];
                // The mapping is gone, or is one of the kernel's own.
                if memory.seek(SeekFrom::Start(at)).is_err() || memory.read_exact(part).is_err() {
                    break;
                }
                for byte in &mut *part {
                    *byte ^= MASK;
                }
                // A match across the edge of two parts counts in the first.
                let is_last = at + length as u64 == end;
                let step = if is_last { length } else { length - EDGE };
                for (needle, count) in [(&self.raw, &mut found.0), (&self.spelt, &mut found.1)] {
                    let reach = length.min(step + needle.len() - 1);
                    *count += occurrences(&part[..reach], needle, at, &own);
                }
                at += step as u64;
            }
        }
        found
    }
}

fn occurrences(part: &[u8], masked: &[u8], start: u64, own: &Range<u64>) -> usize {
    let windows = (start..).zip(part.windows(masked.len()));
    windows
        .filter(|(at, window)| *window == masked && !own.contains(at))
        .count()
}

/// Returns the seed in the vault, masked as soon as it is read.
fn needle(home: &std::path::Path) -> Needle {
    let key = std::fs::read_to_string(home.join("device.key")).unwrap();
    let key = DeviceKey::from_text(&key).unwrap();
    let text = key
        .open(&std::fs::read(home.join("vault.age")).unwrap())
        .unwrap();
    let at = text
        .windows(8)
        .position(|window| window == b"seed = \"")
        .unwrap()
        + 8;
    let hidden = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ MASK).collect();
    let raw = data_encoding::BASE32_NOPAD
        .decode(&text[at..at + 32])
        .unwrap();
    Needle {
        raw: hidden(&raw),
        spelt: hidden(&text[at..at + 32]),
    }
}
