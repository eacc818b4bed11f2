//! Keys, and the other events that end a wait.

use super::Size;

/// An event that ends [`Screen::wait`](super::Screen::wait) or
/// [`Dialogue::wait_until_second`](super::Dialogue::wait_until_second).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A key was pressed.
    Key(Key),
    /// The terminal was resized, or the program continued after a stop: draw again. In a dialogue
    /// only the latter: prompt again.
    Resize(Size),
    /// Another second of the system's clock has begun.
    Second,
}

/// A key, as far as ringtrue distinguishes keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A printable character.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace.
    Backspace,
    /// Ctrl-W, which erases the last word of a line.
    EraseWord,
    /// Ctrl-U, which erases a line.
    EraseLine,
    /// Tab.
    Tab,
    /// The up arrow, which terminals also send for the mouse wheel on the alternate screen.
    Up,
    /// The down arrow; see [`Key::Up`].
    Down,
    /// The left arrow.
    Left,
    /// The right arrow.
    Right,
    /// Esc.
    Escape,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D.
    EndOfText,
    /// Ctrl-G.
    Bell,
    /// Any other key, and any of these with another modifier.
    Other,
}
