//! Secrets on the alternate screen, and screens that are repainted every second.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::rc::Rc;

use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::shell_name;
use ringtrue_core::{Group, Name};

use crate::args::Global;
use crate::failure::Failure;
use crate::sys::terminal::{Key, Screen, Size, Wake, size_to_paint};
use crate::sys::{CloseKeys, Draw, System, hardening};
use crate::tell::{note_picture_command, picture_command, warn};
use crate::view::{
    Cells, Window, enrolment_fits, enrolment_screen, sheet_code_screen, sheet_code_too_small, texts,
};

/// Returns true if a secret can be shown on the alternate screen.
pub fn can_show(global: &Global, system: &System) -> bool {
    system.out_has_screen && wants_screen(global, system)
}

/// Returns true if a secret must go to the alternate screen instead of being printed.
pub fn wants_screen(global: &Global, system: &System) -> bool {
    system.out_is_terminal && !global.plain && !global.json
}

/// Shows the enrolment of `group` on the alternate screen, which leaves nothing
/// behind.
pub fn show_enrolment(group: &Group, system: &mut System) -> Result<(), Failure> {
    let picture = picture_command(group);
    let cells = cells(system);
    let fits = Cell::new(false);
    show(group, system, &|size| {
        fits.set(enrolment_fits(group, size.columns, size.rows, cells));
        enrolment_screen(group, size.columns, size.rows, cells, &picture)
    })?;
    if !fits.get() {
        note_picture_command(group, system);
    }
    Ok(())
}

/// Shows the code of a member's sheet, which passes the sheet to the family's
/// other devices. It can't be shown again.
pub fn show_sheet_code(member: &Name, sheet: &Sheet, system: &mut System) -> Result<(), Failure> {
    let cells = cells(system);
    let fits = Cell::new(false);
    let lines = |size: Size| {
        let lines = sheet_code_screen(member, sheet, size.columns, size.rows, cells);
        fits.set(lines.is_some());
        lines.unwrap_or_else(|| sheet_code_too_small(size.columns, cells))
    };
    system
        .person
        .show(&lines, CloseKeys::Enter)
        .map_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                return error.into();
            }
            let day = texts().day_short(sheet.from());
            Failure::new(format!("stopped; {member}'s sheet of {day} is valid")).hint(
                "its code can't be shown again; if another device needs it, print a new sheet",
            )
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
    if system.features.halves {
        Cells::Halves
    } else {
        Cells::Blanks
    }
}

/// Shows a secret of `group`. Ctrl-C ends the command with an error that says that
/// nothing was undone.
pub fn show(group: &Group, system: &mut System, lines: &Draw<'_>) -> Result<(), Failure> {
    let name = group.local_name();
    system
        .person
        .show(lines, CloseKeys::AnyKey)
        .map_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                return error.into();
            }
            Failure::new(format!("stopped; \"{name}\" stays on this device")).hint(format!(
                "see its QR code again: ringtrue invite -g {}",
                shell_name(name)
            ))
        })
}

/// Draws the rows, after wiping what building them left on the stack.
pub fn paint(screen: &mut Screen, rows: &[String], system: &System) -> Result<(), Failure> {
    hardening::wipe_stack();
    if system.features.colour {
        return Ok(screen.draw(rows)?);
    }
    let plain = |row: &String| anstream::adapter::strip_str(row).to_string();
    let rows: Vec<_> = rows.iter().map(plain).collect();
    Ok(screen.draw(&rows)?)
}

/// Returns the window to draw for.
pub fn window(system: &System) -> Window {
    let Size { columns, rows } = size_to_paint();
    Window {
        columns,
        rows,
        is_unicode: system.features.unicode,
    }
}

/// Returns the key pressed before the next second begins, if any.
pub fn next_key(screen: &mut Screen) -> io::Result<Option<Key>> {
    match screen.wait_until_second()? {
        Wake::Key(key) => Ok(Some(key)),
        Wake::Resize(_) | Wake::Second => Ok(None),
    }
}

/// Standard error held back while the screen is up, since nothing else may be
/// written to the terminal then.
pub struct HeldStderr {
    held: Rc<RefCell<Vec<u8>>>,
    err: Box<dyn Write>,
}

impl HeldStderr {
    pub fn hold(system: &mut System) -> Self {
        let held = Rc::new(RefCell::new(Vec::new()));
        let buffer = Box::new(Buffer(Rc::clone(&held)));
        let err = std::mem::replace(&mut system.err, buffer);
        Self { held, err }
    }

    pub fn release(self, system: &mut System) {
        system.err = self.err;
        // If this fails too, there is nowhere left to report it.
        let _ = system.err.write_all(&self.held.borrow());
    }
}

struct Buffer(Rc<RefCell<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
