//! The keyring of a desktop on Linux, by the Secret Service API 0.2
//! of freedesktop.org: that of GNOME, of KDE, of `KeePassXC`.
//!
//! What is secret is sealed on its way there and back ([`session`]); an entry is
//! found by its attributes, which are not secret, and are those that the crate
//! `keyring` gives it.

mod bus;
mod session;
#[cfg(test)]
mod tests;
mod wire;

use std::time::Duration;

use zeroize::Zeroizing;

use self::bus::{Bus, BusError};
use self::session::{Exchange, Sealed, SessionKey};
use self::wire::{Call, Malformed, Message, Writer};
use super::{KeyringError, SERVICE};

/// The service's name on the bus.
const SECRETS: &str = "org.freedesktop.secrets";
/// Its first object, of which all others are told.
const ROOT: &str = "/org/freedesktop/secrets";
/// The path that stands for no object.
const NOTHING: &str = "/";

/// What people see it called among the others.
const LABEL: &str = "The device key of ringtrue";

const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";
const PROMPT_INTERFACE: &str = "org.freedesktop.Secret.Prompt";

/// How long somebody may take who is asked for the keyring's password.
const PROMPT: Duration = Duration::from_secs(5 * 60);

pub fn get(name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
    Keyring::open()?.get(name)
}

pub fn set(name: &str, text: &str) -> Result<(), KeyringError> {
    Keyring::open()?.set(name, text)
}

pub fn remove(name: &str) -> Result<(), KeyringError> {
    Keyring::open()?.remove(name)
}

/// A session with the service.
struct Keyring {
    bus: Bus,
    /// The session's object.
    session: String,
    key: SessionKey,
}

impl Keyring {
    fn open() -> Result<Self, KeyringError> {
        Self::over(Bus::session()?)
    }

    fn over(mut bus: Bus) -> Result<Self, KeyringError> {
        let exchange = Exchange::new()?;
        let mut body = Writer::default();
        body.text(session::ALGORITHM).signature("ay");
        body.bytes(&exchange.public());
        let open = service("OpenSession", "sv", body);
        let reply = bus.call(&open)?;
        let mut body = reply.body("vo")?;
        body.variant("ay")?;
        let key = exchange.agree(body.bytes()?)?;
        let session = body.text()?.to_owned();
        Ok(Self { bus, session, key })
    }

    fn get(&mut self, name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
        let Some(item) = self.find(name)?.into_iter().next() else {
            return Ok(None);
        };
        self.unlock(&item)?;
        let mut body = Writer::default();
        body.text(&self.session);
        let reply = self
            .bus
            .call(&call(&item, ITEM_INTERFACE, "GetSecret", "o", body))?;
        let mut secret = reply.body("(oayays)")?;
        secret.structure()?;
        let _session = secret.text()?;
        let sealed = Sealed {
            iv: secret.bytes()?.to_vec(),
            bytes: secret.bytes()?.to_vec(),
        };
        self.key.open(&sealed).map(Some)
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), KeyringError> {
        let sealed = self.key.seal(text)?;
        // One that is there may be in another collection.
        if let Some(item) = self.find(name)?.into_iter().next() {
            self.unlock(&item)?;
            let mut body = Writer::default();
            self.secret(&sealed, &mut body);
            self.bus
                .call(&call(&item, ITEM_INTERFACE, "SetSecret", "(oayays)", body))?;
            return Ok(());
        }
        let collection = self.default_collection()?;
        self.unlock(&collection)?;
        let mut body = Writer::default();
        body.array(8, |properties| {
            properties
                .structure()
                .text("org.freedesktop.Secret.Item.Label");
            properties.signature("s").text(LABEL);
            properties.structure();
            properties.text("org.freedesktop.Secret.Item.Attributes");
            attributes(properties.signature("a{ss}"), name);
        });
        self.secret(&sealed, &mut body);
        // What has the same attributes is replaced.
        body.boolean(true);
        let (method, signature) = ("CreateItem", "a{sv}(oayays)b");
        let reply = self.bus.call(&call(
            &collection,
            COLLECTION_INTERFACE,
            method,
            signature,
            body,
        ))?;
        let mut made = reply.body("oo")?;
        let (_item, prompt) = (made.text()?, made.text()?);
        self.prompt(prompt).map(drop)
    }

    /// A secret as the API has it.
    fn secret(&self, sealed: &Sealed, body: &mut Writer) {
        body.structure().text(&self.session);
        body.bytes(&sealed.iv).bytes(&sealed.bytes);
        body.text("text/plain; charset=utf8");
    }

    fn remove(&mut self, name: &str) -> Result<(), KeyringError> {
        for item in self.find(name)? {
            self.unlock(&item)?;
            let reply = self.bus.call(&call(
                &item,
                ITEM_INTERFACE,
                "Delete",
                "",
                Writer::default(),
            ))?;
            self.prompt(reply.body("o")?.text()?)?;
        }
        Ok(())
    }

    /// The entries of this name, those that are not locked first.
    fn find(&mut self, name: &str) -> Result<Vec<String>, KeyringError> {
        let mut body = Writer::default();
        attributes(&mut body, name);
        let reply = self.bus.call(&service("SearchItems", "a{ss}", body))?;
        let mut body = reply.body("aoao")?;
        let mut items = body.texts()?;
        items.extend(body.texts()?);
        Ok(items)
    }

    /// Has an entry or a collection unlocked, by a person where it must be.
    fn unlock(&mut self, object: &str) -> Result<(), KeyringError> {
        let mut body = Writer::default();
        body.array(4, |objects| {
            objects.text(object);
        });
        let reply = self.bus.call(&service("Unlock", "ao", body))?;
        let mut body = reply.body("aoo")?;
        // `KeePassXC` names the collection where it was asked for an item. What is
        // still locked says so when it is used.
        let _unlocked = body.texts()?;
        self.prompt(body.text()?).map(drop)
    }

    /// Where new entries go: what is there, or what a person is asked to make.
    fn default_collection(&mut self) -> Result<String, KeyringError> {
        let mut body = Writer::default();
        body.text("default");
        let reply = self.bus.call(&service("ReadAlias", "s", body))?;
        match reply.body("o")?.text()? {
            NOTHING => {}
            collection => return Ok(collection.to_owned()),
        }
        let mut body = Writer::default();
        body.array(8, |properties| {
            properties.structure();
            properties.text("org.freedesktop.Secret.Collection.Label");
            properties.signature("s").text("Default keyring");
        });
        body.text("default");
        let reply = self
            .bus
            .call(&service("CreateCollection", "a{sv}s", body))?;
        let mut made = reply.body("oo")?;
        let (collection, prompt) = (made.text()?, made.text()?);
        if collection != NOTHING {
            return Ok(collection.to_owned());
        }
        let answer = self.prompt(prompt)?.ok_or(KeyringError::Failed)?;
        let mut answer = answer.body("bv")?;
        answer.boolean()?;
        answer.variant("o")?;
        Ok(answer.text()?.to_owned())
    }

    /// Has the service ask the person what it wants to know, and waits for its
    /// answer: none where there was nothing to be asked.
    fn prompt(&mut self, prompt: &str) -> Result<Option<Message>, KeyringError> {
        if prompt == NOTHING {
            return Ok(None);
        }
        self.bus.listen(SECRETS, PROMPT_INTERFACE)?;
        let mut body = Writer::default();
        // No window of ours that it would stand above.
        body.text("");
        let call = call(prompt, PROMPT_INTERFACE, "Prompt", "s", body);
        // Some reply only once it is answered.
        self.bus.call_within(PROMPT, &call)?;
        let answer = match self.bus.signal(prompt, "Completed", PROMPT) {
            // Nobody answered.
            Err(BusError::None) => return Err(KeyringError::Locked),
            answer => answer?,
        };
        let was_dismissed = answer.body("bv")?.boolean()?;
        if was_dismissed {
            return Err(KeyringError::Locked);
        }
        Ok(Some(answer))
    }
}

/// A call of an object of the service.
fn call<'a>(
    path: &'a str,
    interface: &'a str,
    member: &'a str,
    signature: &'a str,
    body: Writer,
) -> Call<'a> {
    Call {
        destination: SECRETS,
        path,
        interface,
        member,
        signature,
        body,
    }
}

fn service<'a>(member: &'a str, signature: &'a str, body: Writer) -> Call<'a> {
    call(ROOT, SERVICE_INTERFACE, member, signature, body)
}

/// By what an entry is found.
fn attributes(body: &mut Writer, name: &str) {
    body.array(8, |attributes| {
        attributes.structure().text("service").text(SERVICE);
        attributes.structure().text("username").text(name);
    });
}

impl From<BusError> for KeyringError {
    fn from(error: BusError) -> Self {
        match error {
            BusError::None => Self::None,
            BusError::Refused(name) => match name.as_str() {
                "org.freedesktop.DBus.Error.ServiceUnknown"
                | "org.freedesktop.DBus.Error.NameHasNoOwner"
                | "org.freedesktop.DBus.Error.NoReply"
                | "org.freedesktop.DBus.Error.TimedOut" => Self::None,
                "org.freedesktop.Secret.Error.IsLocked"
                | "org.freedesktop.DBus.Error.AccessDenied" => Self::Locked,
                // It was to be started, and did not.
                name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => Self::None,
                _ => Self::Failed,
            },
            BusError::Broken => Self::Failed,
        }
    }
}

impl From<Malformed> for KeyringError {
    fn from(Malformed: Malformed) -> Self {
        Self::Failed
    }
}
