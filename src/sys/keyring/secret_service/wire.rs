//! D-Bus messages as bytes, both ways (D-Bus Specification, "Type System" and
//! "Message Protocol"): of them what a client of the Secret Service needs. What
//! comes in is somebody else's, and is bounded.

use std::num::NonZeroU32;

/// The longest message in bytes that is sent or read: a secret of ours takes a
/// few hundred.
pub const MAX_MESSAGE: usize = 1 << 20;

/// What a message begins with: order, type, flags, version, the lengths of body
/// and fields, and the serial between them.
pub const START: usize = 16;

const LITTLE_ENDIAN: u8 = b'l';
const BIG_ENDIAN: u8 = b'B';
const VERSION: u8 = 1;

// The fields of a header that are used here.
const PATH: u8 = 1;
const INTERFACE: u8 = 2;
const MEMBER: u8 = 3;
const ERROR_NAME: u8 = 4;
const REPLY_SERIAL: u8 = 5;
const DESTINATION: u8 = 6;
const SENDER: u8 = 7;
const SIGNATURE: u8 = 8;

/// A message, or what was said to be in it, is not there.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

/// A method that is called.
pub struct Call<'a> {
    pub destination: &'a str,
    pub path: &'a str,
    pub interface: &'a str,
    pub member: &'a str,
    /// Of `body`.
    pub signature: &'a str,
    pub body: Writer,
}

impl Call<'_> {
    /// The message with this serial.
    pub fn to_bytes(&self, serial: NonZeroU32) -> Result<Vec<u8>, Malformed> {
        let mut message = Writer::default();
        message.byte(LITTLE_ENDIAN).byte(Kind::Call as u8);
        message.byte(0).byte(VERSION);
        message
            .number(length(self.body.0.len())?)
            .number(serial.get());
        message.array(8, |fields| {
            let mut field = |code: u8, signature: &str, text: &str| {
                fields.structure().byte(code).signature(signature);
                match signature {
                    "g" => fields.signature(text),
                    _ => fields.text(text),
                };
            };
            field(PATH, "o", self.path);
            field(INTERFACE, "s", self.interface);
            field(MEMBER, "s", self.member);
            field(DESTINATION, "s", self.destination);
            if !self.signature.is_empty() {
                field(SIGNATURE, "g", self.signature);
            }
        });
        message.structure();
        message.0.extend_from_slice(&self.body.0);
        length(message.0.len())?;
        Ok(message.0)
    }
}

fn length(length: usize) -> Result<u32, Malformed> {
    match u32::try_from(length) {
        Ok(fits) if length <= MAX_MESSAGE => Ok(fits),
        _ => Err(Malformed),
    }
}

/// What kind a message is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Call = 1,
    Return = 2,
    Error = 3,
    Signal = 4,
    /// One that is not known, and to be passed over.
    Other,
}

/// Values as they are sent, little-endian, one after another.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// `y`
    pub fn byte(&mut self, value: u8) -> &mut Self {
        self.0.push(value);
        self
    }

    /// `u`
    pub fn number(&mut self, value: u32) -> &mut Self {
        self.align(4).0.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// `b`
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.number(value.into())
    }

    /// `s` or `o`
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes()).byte(0)
    }

    /// `g`; before a value it makes a variant of it.
    pub fn signature(&mut self, signature: &str) -> &mut Self {
        // Those here are constants, all of them short.
        self.byte(u8::try_from(signature.len()).unwrap_or(u8::MAX));
        self.0.extend_from_slice(signature.as_bytes());
        self.byte(0)
    }

    /// `ay`
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.array(1, |array| array.0.extend_from_slice(bytes))
    }

    /// An array of what is aligned so.
    pub fn array(&mut self, alignment: usize, elements: impl FnOnce(&mut Self)) -> &mut Self {
        self.number(0);
        let place = self.0.len() - 4..self.0.len();
        self.align(alignment);
        let start = self.0.len();
        elements(self);
        // One that does not fit is in a message that is not sent.
        let length = u32::try_from(self.0.len() - start).unwrap_or(u32::MAX);
        if let Some(place) = self.0.get_mut(place) {
            place.copy_from_slice(&length.to_le_bytes());
        }
        self
    }

    /// The beginning of a structure, or of an entry of a dictionary.
    pub fn structure(&mut self) -> &mut Self {
        self.align(8)
    }

    #[cfg(test)]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn align(&mut self, to: usize) -> &mut Self {
        self.0.resize(self.0.len().next_multiple_of(to), 0);
        self
    }
}

/// A message that came in.
#[derive(Debug)]
pub struct Message {
    pub kind: Kind,
    /// To the call of which serial it is the reply.
    pub reply_to: Option<u32>,
    pub path: Option<String>,
    pub interface: Option<String>,
    pub member: Option<String>,
    pub error: Option<String>,
    /// Who sent it: the bus says so, not they.
    pub sender: Option<String>,
    signature: String,
    bytes: Vec<u8>,
    body: usize,
}

impl Message {
    /// The length in bytes of the message that begins so.
    pub fn length(start: &[u8; START]) -> Result<usize, Malformed> {
        let mut reader = Reader::of(start)?;
        reader.at = 4;
        let body = reader.number()?;
        reader.at = 12;
        let fields = reader.number()?;
        let length = u64::from(fields).next_multiple_of(8) + u64::from(body) + START as u64;
        match usize::try_from(length) {
            Ok(length) if length <= MAX_MESSAGE => Ok(length),
            _ => Err(Malformed),
        }
    }

    /// Reads a whole message.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let mut reader = Reader::of(&bytes)?;
        reader.at = 1;
        let kind = match reader.byte()? {
            1 => Kind::Call,
            2 => Kind::Return,
            3 => Kind::Error,
            4 => Kind::Signal,
            0 => return Err(Malformed),
            _ => Kind::Other,
        };
        let (_flags, version) = (reader.byte()?, reader.byte()?);
        if version != VERSION {
            return Err(Malformed);
        }
        let (length, _serial) = (reader.number()?, reader.number()?);
        let mut fields = reader.array(8)?;
        reader.align(8)?;
        let body = reader.at;
        if bytes.len() - body != length as usize {
            return Err(Malformed);
        }
        let mut message = Self {
            kind,
            reply_to: None,
            path: None,
            interface: None,
            member: None,
            error: None,
            sender: None,
            signature: String::new(),
            body,
            bytes: Vec::new(),
        };
        while !fields.is_done() {
            message.take(&mut fields)?;
        }
        message.bytes = bytes;
        Ok(message)
    }

    /// Takes in the next field of the header, or passes it over.
    fn take(&mut self, fields: &mut Reader<'_>) -> Result<(), Malformed> {
        fields.structure()?;
        let code = fields.byte()?;
        let signature = fields.signature()?;
        match (code, signature) {
            (REPLY_SERIAL, "u") => self.reply_to = Some(fields.number()?),
            (SIGNATURE, "g") => fields.signature()?.clone_into(&mut self.signature),
            (PATH, "o") => self.path = Some(fields.text()?.to_owned()),
            (INTERFACE, "s") => self.interface = Some(fields.text()?.to_owned()),
            (MEMBER, "s") => self.member = Some(fields.text()?.to_owned()),
            (ERROR_NAME, "s") => self.error = Some(fields.text()?.to_owned()),
            (SENDER, "s") => self.sender = Some(fields.text()?.to_owned()),
            (_, "u") => drop(fields.number()?),
            (_, "s" | "o") => drop(fields.text()?),
            (_, "g") => drop(fields.signature()?),
            // No field of the specification is of another type.
            _ => return Err(Malformed),
        }
        Ok(())
    }

    /// What it says, where that is of these types.
    pub fn body(&self, signature: &str) -> Result<Reader<'_>, Malformed> {
        if self.signature != signature {
            return Err(Malformed);
        }
        let mut reader = Reader::of(&self.bytes)?;
        reader.at = self.body;
        Ok(reader)
    }
}

/// Values out of a message, one after another.
pub struct Reader<'a> {
    message: &'a [u8],
    at: usize,
    end: usize,
    is_little_endian: bool,
}

impl<'a> Reader<'a> {
    fn of(message: &'a [u8]) -> Result<Self, Malformed> {
        Ok(Self {
            message,
            at: 0,
            end: message.len(),
            is_little_endian: match message.first() {
                Some(&LITTLE_ENDIAN) => true,
                Some(&BIG_ENDIAN) => false,
                _ => return Err(Malformed),
            },
        })
    }

    fn is_done(&self) -> bool {
        self.at >= self.end
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.end);
        let end = end.ok_or(Malformed)?;
        let taken = self.message.get(self.at..end).ok_or(Malformed)?;
        self.at = end;
        Ok(taken)
    }

    fn align(&mut self, to: usize) -> Result<(), Malformed> {
        let padding = self.at.next_multiple_of(to) - self.at;
        self.take(padding).map(drop)
    }

    /// `y`
    fn byte(&mut self) -> Result<u8, Malformed> {
        self.take(1)?.first().copied().ok_or(Malformed)
    }

    /// `u`
    pub fn number(&mut self) -> Result<u32, Malformed> {
        self.align(4)?;
        let bytes = self.take(4)?.try_into().map_err(|_| Malformed)?;
        Ok(if self.is_little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    /// `b`
    pub fn boolean(&mut self) -> Result<bool, Malformed> {
        match self.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }

    /// `s` or `o`
    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.number()?;
        self.string(length as usize)
    }

    /// `g`
    fn signature(&mut self) -> Result<&'a str, Malformed> {
        let length = self.byte()?;
        self.string(length.into())
    }

    fn string(&mut self, length: usize) -> Result<&'a str, Malformed> {
        let text = self.take(length)?;
        match self.byte()? {
            0 => std::str::from_utf8(text).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }

    /// `ay`
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let mut array = self.array(1)?;
        array.take(array.end - array.at)
    }

    /// `as` or `ao`
    pub fn texts(&mut self) -> Result<Vec<String>, Malformed> {
        let mut array = self.array(4)?;
        let mut texts = Vec::new();
        while !array.is_done() {
            texts.push(array.text()?.to_owned());
        }
        Ok(texts)
    }

    /// A variant that is of this type, whose value is read next.
    pub fn variant(&mut self, signature: &str) -> Result<(), Malformed> {
        let found = self.signature()?;
        (found == signature).then_some(()).ok_or(Malformed)
    }

    /// The beginning of a structure.
    pub fn structure(&mut self) -> Result<(), Malformed> {
        self.align(8)
    }

    /// The elements of an array, which are aligned so.
    fn array(&mut self, alignment: usize) -> Result<Reader<'a>, Malformed> {
        let length = self.number()? as usize;
        self.align(alignment)?;
        let (start, end) = (self.at, self.at.checked_add(length));
        self.take(length)?;
        Ok(Reader {
            message: self.message,
            at: start,
            end: end.ok_or(Malformed)?,
            is_little_endian: self.is_little_endian,
        })
    }
}
