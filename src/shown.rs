//! Secrets on the alternate screen, and screens that are painted once a second.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::rc::Rc;

use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, Name};

use crate::args::Global;
use crate::failure::Failure;
use crate::sys::terminal::{Key, Screen, Size, Wake};
use crate::sys::{Draw, Ends, System, hardening};
use crate::tell::{picture, tell_picture, warn};
use crate::view::{
    Cells, Window, enrolment_fits, enrolment_screen, sheet_code_screen, sheet_code_too_small, texts,
};

/// What the screen is drawn for where the terminal hides its size.
const USUAL: Size = Size {
    columns: 80,
    rows: 24,
};

/// Whether a secret can be shown on the alternate screen.
pub fn can_show(global: &Global, system: &System) -> bool {
    system.out_has_screen && wants_screen(global, system)
}

/// Whether a secret must be shown on the alternate screen or not at all.
pub fn wants_screen(global: &Global, system: &System) -> bool {
    system.out_is_terminal && !global.plain && !global.json
}

/// Shows the enrolment of `group` where it leaves nothing behind.
pub fn show_enrolment(group: &Group, system: &mut System) -> Result<(), Failure> {
    let picture = picture(group);
    let cells = cells(system);
    let fits = Cell::new(false);
    show(group, system, &|size| {
        fits.set(enrolment_fits(group, size.columns, size.rows, cells));
        enrolment_screen(group, size.columns, size.rows, cells, &picture)
    })?;
    if !fits.get() {
        tell_picture(group, system);
    }
    Ok(())
}

/// Shows the code of a member's sheet, by which the family's other devices get it.
/// It is shown this once.
pub fn show_sheet_code(member: &Name, sheet: &Sheet, system: &mut System) -> Result<(), Failure> {
    let cells = cells(system);
    let fits = Cell::new(false);
    let lines = |size: Size| {
        let lines = sheet_code_screen(member, sheet, size.columns, size.rows, cells);
        fits.set(lines.is_some());
        lines.unwrap_or_else(|| sheet_code_too_small(size.columns, cells))
    };
    system.person.show(&lines, Ends::AnyKey).map_err(|error| {
        if error.kind() != io::ErrorKind::Interrupted {
            return error.into();
        }
        let day = texts().day_short(sheet.from());
        Failure::new(format!("stopped; {member}'s sheet of {day} counts"))
            .hint("its code is not shown again: where another device needs it, print a new sheet")
    })?;
    if !fits.get() {
        warn(
            system,
            "the window was too small for the sheet's code; to show it, make the window larger and \
             print a new sheet",
        );
    }
    Ok(())
}

fn cells(system: &System) -> Cells {
    if system.shows.halves {
        Cells::Halves
    } else {
        Cells::Blanks
    }
}

/// Shows a secret of `group`. Ctrl-C ends the command, and whoever pressed it
/// learns that this undid nothing.
pub fn show(group: &Group, system: &mut System, lines: &Draw<'_>) -> Result<(), Failure> {
    let name = group.local_name();
    system.person.show(lines, Ends::AnyKey).map_err(|error| {
        if error.kind() != io::ErrorKind::Interrupted {
            return error.into();
        }
        Failure::new(format!("stopped; \"{name}\" stays on this device")).hint(format!(
            "see its QR code again: ringtrue invite -g {}",
            quoted(name)
        ))
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
