//! Records of TOML, read. By serde, as they are written, but through a
//! deserializer that knows only what a record has: toml's own, which can do all
//! that TOML can and tells where it failed, is compiled anew for each type of
//! field, and a vault of many groups took a tenth longer to read.

use std::borrow::Cow;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// It is not the record that was expected. Nothing of it is repeated.
#[derive(Debug, Error)]
#[error("it is not such a record")]
pub struct NotSuch;

/// Reads a whole text.
///
/// # Errors
/// [`NotSuch`].
pub fn from_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, NotSuch> {
    let table = DeTable::parse(text).map_err(|_| NotSuch)?;
    from_value(DeValue::Table(table.into_inner()))
}

/// Reads one that was parsed.
///
/// # Errors
/// [`NotSuch`].
pub fn from_value<'a, T: Deserialize<'a>>(value: DeValue<'a>) -> Result<T, NotSuch> {
    T::deserialize(Value(value))
}

/// A number as it was written, in whatever base.
pub fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

struct Value<'a>(DeValue<'a>);

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = NotSuch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotSuch> {
        match self.0 {
            DeValue::String(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            DeValue::String(Cow::Owned(text)) => visitor.visit_string(text),
            DeValue::Integer(number) => match integer(&number) {
                Some(number) => visitor.visit_i64(number),
                // The end of time is past what an i64 holds.
                None => match u64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => visitor.visit_u64(number),
                    Err(_) => Err(NotSuch),
                },
            },
            DeValue::Boolean(boolean) => visitor.visit_bool(boolean),
            DeValue::Array(array) => {
                let values = array.into_iter().map(Spanned::into_inner).map(Value);
                visitor.visit_seq(SeqDeserializer::new(values))
            }
            DeValue::Table(table) => {
                let fields = table.into_iter();
                let fields =
                    fields.map(|(name, value)| (name.into_inner(), Value(value.into_inner())));
                visitor.visit_map(MapDeserializer::new(fields))
            }
            DeValue::Float(_) | DeValue::Datetime(_) => Err(NotSuch),
        }
    }

    /// A field that is there.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotSuch> {
        visitor.visit_some(self)
    }

    /// What is not looked at may be of any kind.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotSuch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

impl<'de> IntoDeserializer<'de, NotSuch> for Value<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl serde::de::Error for NotSuch {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Record<'a> {
        #[serde(borrow)]
        name: std::borrow::Cow<'a, str>,
        since: Option<u64>,
        #[serde(default)]
        parts: Vec<Part>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Part {
        on: bool,
    }

    #[test]
    fn a_record_is_read_with_what_may_be_missing() {
        let text =
            "name = \"a\"\nsince = 0xffff_ffff_ffff_ffff\nparts = [{ on = true, at = 1.5 }]\n";
        let read = from_text::<Record<'_>>(text).unwrap();
        let expected = Record {
            name: "a".into(),
            since: Some(u64::MAX),
            parts: vec![Part { on: true }],
        };
        assert_eq!(read, expected);
        assert!(
            from_text::<Record<'_>>("name = \"a\\n\"")
                .unwrap()
                .since
                .is_none()
        );
    }

    #[test]
    fn what_is_no_such_record_is_refused() {
        for text in [
            "",
            "name = 1",
            "name = 1.5",
            "name = 2026-01-01",
            "name = [\"a\"]",
            "name = { a = 1 }",
            "name = \"a\"\nname = \"b\"",
            "name = \"a\"\nsince = -1",
            "name = \"a\"\nsince = 18446744073709551616",
            "name = \"a\"\nsince = \"1\"",
            "name = \"a\"\nparts = {}",
            "name = \"a\"\nparts = [{}]",
            "name = \"a\"\nother = 1",
            "name",
        ] {
            assert!(from_text::<Record<'_>>(text).is_err(), "{text}");
        }
    }
}
