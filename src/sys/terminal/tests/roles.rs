//! The roles that the child of a test plays on its terminal.

use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};

use super::SECRET;
use crate::sys::terminal::session::child::tell;
use crate::sys::terminal::{Key, Screen, Size, Terminal, Wake, guarded};

pub fn play(role: &str, mut lifeline: UnixStream) -> i32 {
    match role {
        "open" => {
            tell(&format!("terminal: {}", Terminal::open().is_some()));
            // No signal ends this role: the terminal does not control it.
            let _ = lifeline.read(&mut [0]);
            0
        }
        "guarded" => {
            let outcome = guarded(|| assert!(SECRET.is_empty(), "SECRET-PAYLOAD"));
            tell(&outcome.unwrap_err().to_string());
            0
        }
        "confirm" => confirm(),
        "ask" => match ask(lifeline) {
            Ok(()) => 0,
            Err(error) => {
                tell(&format!("{:?} {error}", error.kind()));
                1
            }
        },
        "late" => {
            tell("type ahead");
            let stdin = io::stdin();
            poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None).unwrap();
            show(lifeline)
        }
        _ => show(lifeline),
    }
}

/// Asks questions, and panics on another thread when the lifeline sends a byte.
fn ask(mut lifeline: UnixStream) -> io::Result<()> {
    thread::spawn(move || {
        let told = lifeline.read_exact(&mut [0]).is_ok();
        assert!(!told, "SECRET-PAYLOAD");
    });
    let mut terminal = Terminal::open().unwrap();
    let secret = terminal.ask_unseen("secret: ")?;
    tell(&format!("{} bytes", secret.len()));
    let name = terminal.ask("name: ")?;
    tell(&format!("'{name}'"));
    let sure = terminal.confirm("sure?")?;
    tell(&sure.to_string());
    Ok(())
}

fn confirm() -> i32 {
    let sure = Terminal::open().unwrap().confirm("sure?").unwrap();
    tell(&sure.to_string());
    0
}

/// Shows the secret, and acts on the keys.
fn show(mut lifeline: UnixStream) -> i32 {
    let mut screen = Screen::enter().unwrap();
    screen.draw(&["top", SECRET]).unwrap();
    loop {
        match screen.wait() {
            Ok(Wake::Key(Key::Char('q'))) => return 0,
            Ok(Wake::Key(Key::Interrupt)) => return 7,
            Ok(Wake::Key(Key::Char('p'))) => panic!("SECRET-PAYLOAD"),
            Ok(Wake::Key(Key::Char('t'))) => {
                let elsewhere = thread::spawn(|| panic!("SECRET-PAYLOAD"));
                assert!(elsewhere.join().is_err());
                screen.draw(&[SECRET]).unwrap_err();
                return 9;
            }
            Ok(Wake::Key(Key::Char(c @ ('a' | 'b')))) => {
                screen
                    .draw(&["top", SECRET, c.to_string().as_str()])
                    .unwrap();
            }
            Ok(Wake::Key(Key::Char('f'))) => {
                lifeline.write_all(b"f").unwrap();
                loop {
                    screen.draw(&[SECRET; 24]).unwrap();
                }
            }
            Ok(Wake::Key(Key::Char('u'))) => {
                let unseen = Terminal::open().unwrap().ask_unseen("secret: ");
                let second = Screen::enter().map(drop);
                assert_eq!(second.unwrap_err().kind(), ErrorKind::ResourceBusy);
                let kind = format!("{:?}", unseen.unwrap_err().kind());
                screen.draw(&[SECRET, &kind]).unwrap();
            }
            Ok(Wake::Key(Key::Char('l'))) => {
                let lines =
                    (1..=40).map(|row| format!("{:-<81}\r\n", format!("SECRET row {row} of 40\n")));
                screen.draw(&lines.collect::<Vec<_>>()).unwrap();
            }
            Ok(Wake::Key(_) | Wake::Second) => {}
            Ok(Wake::Resize(Size { columns, rows })) => {
                let size = format!("size {columns} x {rows}");
                screen.draw(&[SECRET, &size]).unwrap();
            }
            Err(_) => {
                lifeline.write_all(b"closed").unwrap();
                return 1;
            }
        }
    }
}
