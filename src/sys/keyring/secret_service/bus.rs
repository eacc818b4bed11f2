//! The session's message bus: which it is, and a connection that calls one
//! method after another and waits for its reply (D-Bus Specification, "Server
//! Addresses", "Authentication Protocol" and "Message Bus").

use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::num::NonZeroU32;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;

use super::wire::{Call, Kind, Malformed, Message, START, Writer};

/// How long a reply may take: a service may be started for it, and some ask a
/// person before they answer.
const REPLY: Duration = Duration::from_secs(2 * 60);

/// How long the bus itself may take to let us in.
const ADMISSION: Duration = Duration::from_secs(10);

/// The longest line in bytes of the conversation before the first message.
const MAX_LINE: usize = 1024;

/// How many signals are kept that nobody waited for yet.
const MAX_SIGNALS: usize = 16;

const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";

/// Why there is no reply.
#[derive(Debug, PartialEq, Eq)]
pub enum BusError {
    /// There is no bus, or nobody answers.
    None,
    /// The answer is an error of this name.
    Refused(String),
    /// What came is no D-Bus.
    Broken,
}

/// A connection.
pub struct Bus {
    socket: UnixStream,
    serial: NonZeroU32,
    /// Who sent the last reply.
    answered: Option<String>,
    /// The interface whose signals are kept.
    heard: Option<String>,
    signals: Vec<Message>,
}

impl Bus {
    /// The session's: `DBUS_SESSION_BUS_ADDRESS` says where it is, or it is where
    /// systemd puts it.
    pub fn session() -> Result<Self, BusError> {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(
            || format!("/run/user/{}", rustix::process::geteuid().as_raw()).into(),
            PathBuf::from,
        );
        let named = std::env::var_os("DBUS_SESSION_BUS_ADDRESS");
        let places = match named.filter(|named| !named.is_empty()) {
            Some(named) => addresses(&named, &runtime),
            None => vec![Address::in_runtime(&runtime)],
        };
        let over = |place: &Address| Self::over(place.connect().ok()?).ok();
        places.iter().find_map(over).ok_or(BusError::None)
    }

    /// The one at the other end of this socket.
    pub fn over(mut socket: UnixStream) -> Result<Self, BusError> {
        socket.set_write_timeout(Some(ADMISSION))?;
        authenticate(&mut socket)?;
        let mut bus = Self {
            socket,
            serial: NonZeroU32::MIN,
            answered: None,
            heard: None,
            signals: Vec::new(),
        };
        bus.call(&bus_call("Hello", "", Writer::default()))?;
        Ok(bus)
    }

    /// Calls a method.
    pub fn call(&mut self, call: &Call<'_>) -> Result<Message, BusError> {
        self.call_within(REPLY, call)
    }

    /// Calls a method whose reply may take so long.
    pub fn call_within(
        &mut self,
        patience: Duration,
        call: &Call<'_>,
    ) -> Result<Message, BusError> {
        let serial = self.serial;
        self.serial = serial.checked_add(1).ok_or(BusError::Broken)?;
        self.socket.write_all(&call.to_bytes(serial)?)?;
        let deadline = Instant::now() + patience;
        loop {
            let message = self.receive(deadline)?;
            match message.kind {
                Kind::Return if message.reply_to == Some(serial.get()) => {
                    self.answered.clone_from(&message.sender);
                    return Ok(message);
                }
                Kind::Error if message.reply_to == Some(serial.get()) => {
                    return Err(BusError::Refused(message.error.unwrap_or_default()));
                }
                Kind::Signal => self.keep(message),
                _ => {}
            }
        }
    }

    /// Asks for the signals of an interface of somebody.
    pub fn listen(&mut self, sender: &str, interface: &str) -> Result<(), BusError> {
        let rule = format!("type='signal',sender='{sender}',interface='{interface}'");
        let mut body = Writer::default();
        body.text(&rule);
        self.heard = Some(interface.to_owned());
        self.call(&bus_call("AddMatch", "s", body)).map(drop)
    }

    /// Waits for a signal that was asked for, of an object of whoever answered
    /// last: anybody on the bus may send one.
    pub fn signal(
        &mut self,
        path: &str,
        member: &str,
        patience: Duration,
    ) -> Result<Message, BusError> {
        let deadline = Instant::now() + patience;
        loop {
            let is_it = |message: &Message| {
                message.path.as_deref() == Some(path)
                    && message.member.as_deref() == Some(member)
                    && message.sender == self.answered
            };
            if let Some(place) = self.signals.iter().position(is_it) {
                return Ok(self.signals.swap_remove(place));
            }
            let message = self.receive(deadline)?;
            if message.kind == Kind::Signal {
                self.keep(message);
            }
        }
    }

    /// Keeps a signal: it may come before the reply to the call that brought it
    /// about.
    fn keep(&mut self, signal: Message) {
        if signal.interface != self.heard || signal.sender.is_none() {
            return;
        }
        if self.signals.len() == MAX_SIGNALS {
            self.signals.remove(0);
        }
        self.signals.push(signal);
    }

    fn receive(&mut self, deadline: Instant) -> Result<Message, BusError> {
        let mut start = [0; START];
        read(&mut self.socket, &mut start, deadline)?;
        let mut bytes = vec![0; Message::length(&start)?];
        let (head, rest) = bytes.split_at_mut(START);
        head.copy_from_slice(&start);
        read(&mut self.socket, rest, deadline)?;
        Ok(Message::parse(bytes)?)
    }
}

/// Reads as many bytes, until then.
fn read(socket: &mut UnixStream, bytes: &mut [u8], deadline: Instant) -> Result<(), BusError> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(BusError::None);
        }
        socket.set_read_timeout(Some(left))?;
        rest = match socket.read(rest) {
            Ok(0) => return Err(BusError::None),
            Ok(length) => rest.get_mut(length..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => rest,
            Err(error) => return Err(error.into()),
        };
    }
    Ok(())
}

/// A call of the bus itself.
fn bus_call<'a>(member: &'a str, signature: &'a str, body: Writer) -> Call<'a> {
    Call {
        destination: BUS,
        path: BUS_PATH,
        interface: BUS,
        member,
        signature,
        body,
    }
}

/// Tells who this is, which the bus asks the kernel as well (`EXTERNAL`).
fn authenticate(socket: &mut UnixStream) -> Result<(), BusError> {
    let user = rustix::process::geteuid().as_raw().to_string();
    let hello = format!("\0AUTH EXTERNAL {}\r\n", HEXLOWER.encode(user.as_bytes()));
    socket.write_all(hello.as_bytes())?;
    let deadline = Instant::now() + ADMISSION;
    let mut line = Vec::new();
    // The other side says nothing more until it is told to begin.
    while !line.ends_with(b"\r\n") {
        let mut byte = [0];
        read(socket, &mut byte, deadline)?;
        line.extend_from_slice(&byte);
        if line.len() > MAX_LINE {
            return Err(BusError::Broken);
        }
    }
    if !line.starts_with(b"OK ") {
        return Err(BusError::None);
    }
    Ok(socket.write_all(b"BEGIN\r\n")?)
}

/// Where a bus may be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    /// The path of a socket.
    Path(PathBuf),
    /// The name of a socket that has no path.
    Abstract(Vec<u8>),
}

impl Address {
    /// Where systemd puts a session's.
    fn in_runtime(directory: &Path) -> Self {
        Self::Path(directory.join("bus"))
    }

    fn connect(&self) -> io::Result<UnixStream> {
        match self {
            Self::Path(path) => UnixStream::connect(path),
            Self::Abstract(name) => {
                UnixStream::connect_addr(&SocketAddr::from_abstract_name(name)?)
            }
        }
    }
}

/// The addresses that are named, one after another, as far as they are known
/// here: `unix:` with a path, an abstract name, or in the runtime directory.
fn addresses(named: &OsStr, runtime: &Path) -> Vec<Address> {
    let each = named.as_bytes().split(|byte| *byte == b';');
    each.filter_map(|address| {
        let pairs = address.strip_prefix(b"unix:")?;
        pairs.split(|byte| *byte == b',').find_map(|pair| {
            let cut = pair.iter().position(|byte| *byte == b'=')?;
            let (key, value) = (pair.get(..cut)?, unescaped(pair.get(cut + 1..)?)?);
            match key {
                b"path" => Some(Address::Path(OsString::from_vec(value).into())),
                b"abstract" => Some(Address::Abstract(value)),
                b"runtime" => Some(Address::in_runtime(runtime)),
                _ => None,
            }
        })
    })
    .collect()
}

/// A value of an address, in which any byte may be `%` and two hex digits.
fn unescaped(value: &[u8]) -> Option<Vec<u8>> {
    let is_broken = |(at, _): (usize, &u8)| {
        let digits = value.get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let mut escapes = value.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    if escapes.any(is_broken) {
        return None;
    }
    Some(percent_encoding::percent_decode(value).collect())
}

impl From<io::Error> for BusError {
    /// Whoever hangs up, or takes too long, does not answer.
    fn from(_: io::Error) -> Self {
        Self::None
    }
}

impl From<Malformed> for BusError {
    fn from(Malformed: Malformed) -> Self {
        Self::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_that_sessions_have_are_read() {
        let path = |path: &str| Address::Path(path.into());
        let runtime = Path::new("/run/user/7");
        for (named, expected) in [
            ("", vec![]),
            (
                "unix:path=/run/user/1000/bus",
                vec![path("/run/user/1000/bus")],
            ),
            ("unix:path=/tmp/dbus-x,guid=59ab", vec![path("/tmp/dbus-x")]),
            ("unix:guid=59ab,path=/tmp/dbus-x", vec![path("/tmp/dbus-x")]),
            (
                "unix:abstract=/tmp/a%20b",
                vec![Address::Abstract(b"/tmp/a b".into())],
            ),
            ("unix:runtime=yes", vec![path("/run/user/7/bus")]),
            (
                "tcp:host=127.0.0.1;unix:path=/a;unix:path=/b",
                vec![path("/a"), path("/b")],
            ),
            ("unix:path=/tmp/%2", vec![]),
            ("unix:path=/tmp/%zz", vec![]),
            ("unix:path", vec![]),
            ("unix:", vec![]),
            ("autolaunch:", vec![]),
            (";;", vec![]),
        ] {
            assert_eq!(addresses(named.as_ref(), runtime), expected, "{named}");
        }
    }
}
