//! Changes to a group's roll that a person makes on this device, and what to ask first:
//! device keys, organisers, and pairings with this device's holder.
//!
//! A plan ([`NewDevice`], [`Promotion`], [`Demotion`], [`Removal`], [`NewPair`]) fails
//! before anyone is asked if the change is impossible, and holds the facts for the
//! questions. Plan again if the group may have changed in the meantime.
//!
//! ```
//! use ringtrue_core::device::DeviceKey;
//! use ringtrue_core::roll::{Has, NewDevice, enter};
//! use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime};
//!
//! let secret = Secret::new(b"12345678901234567890").unwrap();
//! let (name, id) = (Name::tidy("Smith family")?, GroupId::from_bytes([0; 16]));
//! let mut group = Group::new(name, secret, id, UnixTime::from_secs(1_770_000_000));
//!
//! let key = DeviceKey::generate().public();
//! let plan = NewDevice::plan("Ben", key, &group)?;
//! assert!(!plan.is_compared);
//! // A person compared `key.words()` with Ben.
//! enter(plan.name.as_str(), Has::Compared(key), &mut group)?;
//! assert!(group.is_compared(&plan.name, &key));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod devices;
mod organisers;
mod pairs;
mod words;

pub use self::devices::{Entered, Has, NewDevice, enter};
pub use self::organisers::{Demotion, Promotion, Removal};
pub use self::pairs::{NewPair, NoPair};
pub use self::words::WordsToCompare;
