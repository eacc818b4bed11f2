//! What is typed, key by key, and the other reasons to look up.

use super::Size;

/// What [`Screen::wait`](super::Screen::wait) waited for, or
/// [`Dialogue::wait_until_second`](super::Dialogue::wait_until_second).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A key was pressed.
    Key(Key),
    /// The terminal changed its size, or the program was stopped and goes on: draw again. In a
    /// dialogue only the latter: prompt again.
    Resize(Size),
    /// Another second of the system's clock has begun.
    Second,
}

/// A key, as far as ringtrue tells them apart.
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
    /// The arrow up; what terminals send for a mouse wheel on the alternate screen, too.
    Up,
    /// The arrow down; see [`Key::Up`].
    Down,
    /// The arrow to the left.
    Left,
    /// The arrow to the right.
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
