//! Changes to a group's roll that a person makes on this device, and what to ask first:
//! device keys, organisers, and pairings with this device's holder.
//!
//! A plan ([`NewDevice`], [`PromotionPlan`], [`DemotionPlan`], [`RemovalPlan`], [`NewPair`]) fails
//! before anyone is asked if the change is impossible, and holds the facts for the
//! questions. Plan again if the group may have changed in the meantime.
//!
//! ```
//! use ringtrue_core::device::DeviceKey;
//! use ringtrue_core::roll::{NewEntry, NewDevice, put_on_roll};
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
//! put_on_roll(plan.name.as_str(), NewEntry::Compared(key), &mut group)?;
//! assert!(group.is_compared(&plan.name, &key));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod devices;
mod organisers;
mod pairs;
mod words;

pub use self::devices::{NewDevice, NewEntry, RollUpdate, put_on_roll};
pub use self::organisers::{DemotionPlan, PromotionPlan, RemovalPlan};
pub use self::pairs::{NewPair, PairError};
pub use self::words::WordsToCompare;
