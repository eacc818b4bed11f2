//! The state that the terminal has to be restored from, shared by the thread that shows a secret,
//! the panic hook and the thread that waits for signals.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::io::retry_on_intr;
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr,
    tcsetattr,
};

use super::super::screen::{ENTER, farewell};

/// Restores the terminal to how it was found.
pub(in super::super) fn restore() {
    terminal_state().restore();
}

/// A guard that restores the terminal on every way out of a function.
pub(super) struct Restored;

impl Drop for Restored {
    fn drop(&mut self) {
        restore();
    }
}

/// The state that the terminal has to be restored from. Nothing that can panic is done under this
/// lock, since the panic hook takes it.
static STATE: Mutex<TerminalState> = Mutex::new(TerminalState(None));

pub(super) fn terminal_state() -> MutexGuard<'static, TerminalState> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) struct TerminalState(Option<Restorable>);

pub(super) enum Restorable {
    Screen(ScreenState),
    Dialogue(DialogueState),
    Prompt(HiddenPrompt),
}

impl TerminalState {
    /// Takes the terminal, unless it is taken.
    pub(super) fn enter(&mut self, mut restorable: Restorable) -> io::Result<()> {
        if self.0.is_some() {
            return Err(ErrorKind::ResourceBusy.into());
        }
        let entered = match &mut restorable {
            Restorable::Screen(screen) => screen.enter(),
            Restorable::Dialogue(dialogue) => dialogue.begin(),
            Restorable::Prompt(prompt) => prompt.begin(),
        };
        // Kept even if entering failed: it may have failed halfway.
        self.0 = Some(restorable);
        entered.inspect_err(|_| self.restore())
    }

    pub(super) fn restore(&mut self) {
        match self.0.take() {
            Some(Restorable::Screen(mut screen)) => screen.leave(),
            Some(Restorable::Dialogue(mut dialogue)) => dialogue.end(),
            Some(Restorable::Prompt(mut prompt)) => prompt.end(),
            None => {}
        }
    }

    /// Writes to the alternate screen, and nowhere else: not while the program is stopped, and not
    /// after the screen was left.
    pub(super) fn paint(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Some(Restorable::Screen(screen)) if screen.away => Ok(()),
            Some(Restorable::Screen(screen)) => {
                screen.output.write_all(bytes)?;
                screen.blank = false;
                Ok(())
            }
            _ => Err(io::Error::other("the screen was left")),
        }
    }

    /// Writes the changes to the painted canvas; `false` if that is gone.
    pub(super) fn paint_changes(&mut self, bytes: &[u8]) -> io::Result<bool> {
        match &mut self.0 {
            Some(Restorable::Screen(screen)) if screen.blank => Ok(false),
            Some(Restorable::Screen(screen)) => screen.output.write_all(bytes).map(|()| true),
            _ => Err(io::Error::other("the screen was left")),
        }
    }

    /// Writes to the dialogue, and fails once it has ended.
    pub(super) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Some(Restorable::Dialogue(dialogue)) => dialogue.say(bytes),
            _ => Err(io::Error::other("the dialogue is over")),
        }
    }

    /// Restores the terminal, to take it again with [`TerminalState::resume`].
    pub(super) fn pause(&mut self) {
        match &mut self.0 {
            Some(Restorable::Screen(screen)) => screen.leave(),
            Some(Restorable::Dialogue(dialogue)) => dialogue.end(),
            Some(Restorable::Prompt(prompt)) => prompt.end(),
            None => {}
        }
    }

    /// Takes the terminal again after a stop by any signal. Sets it up from scratch, since other
    /// programs may have changed it in the meantime.
    pub(super) fn resume(&mut self) {
        // If the terminal is gone, the next read reports it.
        let _ = match &mut self.0 {
            Some(Restorable::Screen(screen)) => {
                screen.leave();
                screen.enter()
            }
            Some(Restorable::Dialogue(dialogue)) => dialogue.begin(),
            Some(Restorable::Prompt(prompt)) => prompt.begin(),
            None => Ok(()),
        };
    }
}

/// The alternate screen.
pub(super) struct ScreenState {
    keyboard: File,
    output: File,
    before: Termios,
    /// True while the screen is left, to be entered again.
    away: bool,
    /// True if nothing was painted since it was entered.
    blank: bool,
}

impl ScreenState {
    pub(super) fn new(keyboard: File, output: File) -> io::Result<Self> {
        Ok(Self {
            before: tcgetattr(&keyboard)?,
            keyboard,
            output,
            away: false,
            blank: true,
        })
    }

    fn enter(&mut self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        stop_only(&mut raw);
        set_modes(&self.keyboard, OptionalActions::Flush, &raw)?;
        self.away = false;
        self.output.write_all(ENTER.as_bytes())
    }

    /// Restores the modes and then the screen, since only the second can block.
    fn leave(&mut self) {
        if self.away {
            return;
        }
        self.away = true;
        self.blank = true;
        // If the terminal is gone, there is nothing to restore.
        let _ = reset_modes(&self.keyboard, &self.before);
        let _ = self.output.write_all(farewell().as_bytes());
    }
}

/// A dialogue.
pub(super) struct DialogueState {
    keyboard: File,
    output: File,
    before: Termios,
    /// True if the last text did not end its line.
    within_line: bool,
}

impl DialogueState {
    pub(super) fn new(keyboard: File, output: File) -> io::Result<Self> {
        Ok(Self {
            before: tcgetattr(&keyboard)?,
            keyboard,
            output,
            within_line: false,
        })
    }

    /// Switches to reading keys one by one without echo; the output modes stay as they are.
    fn begin(&mut self) -> io::Result<()> {
        let mut modes = self.before.clone();
        modes.local_modes.remove(
            LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::IEXTEN,
        );
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        stop_only(&mut modes);
        set_modes(&self.keyboard, OptionalActions::Flush, &modes)
    }

    fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(last) = bytes.last() {
            self.within_line = *last != b'\n';
        }
        self.output.write_all(bytes)
    }

    /// Restores the modes, and ends the line: what comes next is not part of it.
    fn end(&mut self) {
        // As in `ScreenState::leave`.
        let _ = reset_modes(&self.keyboard, &self.before);
        if self.within_line {
            let _ = self.say(b"\n");
        }
    }
}

/// A question whose answer is not echoed.
pub(super) struct HiddenPrompt {
    device: File,
    before: Termios,
    prompt: String,
}

impl HiddenPrompt {
    pub(super) fn new(device: File, prompt: String) -> io::Result<Self> {
        Ok(Self {
            before: tcgetattr(&device)?,
            device,
            prompt,
        })
    }

    /// Turns the echo off, drops what was typed before, and only then prompts.
    fn begin(&mut self) -> io::Result<()> {
        let mut modes = self.before.clone();
        modes
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL);
        set_modes(&self.device, OptionalActions::Flush, &modes)?;
        self.device.write_all(self.prompt.as_bytes())
    }

    /// Turns the echo on, and ends the line: Enter was not echoed, or not typed.
    fn end(&mut self) {
        // As in `ScreenState::leave`.
        let _ = reset_modes(&self.device, &self.before);
        let _ = self.device.write_all(b"\n");
    }
}

/// Disables all keys that send signals except the user's stop key: the kernel then stops the whole
/// job, with the programs it is piped to. The others arrive as keys.
fn stop_only(modes: &mut Termios) {
    modes.local_modes.insert(LocalModes::ISIG);
    modes.special_codes[SpecialCodeIndex::VINTR] = DISABLED;
    modes.special_codes[SpecialCodeIndex::VQUIT] = DISABLED;
    #[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
    {
        // Ctrl-Y, which stops the program once it is read, and Ctrl-T.
        modes.special_codes[SpecialCodeIndex::VDSUSP] = DISABLED;
        modes.special_codes[SpecialCodeIndex::VSTATUS] = DISABLED;
    }
}

/// The code that disables a special key: `_POSIX_VDISABLE`.
const DISABLED: u8 = if cfg!(any(target_os = "linux", target_os = "android")) {
    0
} else {
    0xff
};

/// Sets the modes. In the background, waits until the program is back in the foreground.
fn set_modes(device: &File, when: OptionalActions, modes: &Termios) -> io::Result<()> {
    Ok(retry_on_intr(|| tcsetattr(device, when, modes))?)
}

/// Restores the modes. Drops unread keys, such as half a passphrase or one Enter too many, so that
/// the shell does not read them.
fn reset_modes(device: &File, before: &Termios) -> io::Result<()> {
    tcflush(device, QueueSelector::IFlush)?;
    set_modes(device, OptionalActions::Now, before)
}
