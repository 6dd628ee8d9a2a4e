//! Trees to typed values, with errors that know their place.

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::{Content, Key, Node, Place};
use crate::nearest::did_you_mean;

/// A part of a document that is not what is expected there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypeError {
    /// The innermost place known.
    pub(crate) place: Option<Place>,
    pub(crate) message: String,
    /// What would be right.
    pub(crate) hint: Option<String>,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TypeError {}

impl de::Error for TypeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { place: None, message: message.to_string(), hint: None }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let hint = did_you_mean(field, expected.iter().copied());
        let known = || format!("known are {}", expected.join(", "));
        let message = format!("there is no field {field} here");
        Self { place: None, message, hint: hint.or_else(|| Some(known())) }
    }
}

/// Reads a value from a tree.
pub(crate) fn from_node<'n, T: de::Deserialize<'n>>(node: &'n Node) -> Result<T, TypeError> {
    T::deserialize(node)
}

fn placed<T>(result: Result<T, TypeError>, place: Place) -> Result<T, TypeError> {
    result.map_err(|error| TypeError { place: error.place.or(Some(place)), ..error })
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = TypeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        let result = match &self.value {
            Content::Null => visitor.visit_unit(),
            Content::Bool(truth) => visitor.visit_bool(*truth),
            Content::Int(number) => visitor.visit_i64(*number),
            Content::Float(number) => visitor.visit_f64(*number),
            Content::Text(text) => visitor.visit_borrowed_str(text),
            Content::List(items) => visitor.visit_seq(Items(items.iter())),
            Content::Map(entries) => {
                visitor.visit_map(Members { rest: entries.iter(), next: None })
            }
        };
        placed(result, self.place)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self.value {
            Content::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        placed(visitor.visit_enum(Variant(self)), self.place)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = TypeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, TypeError> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }
}

struct Members<'de> {
    rest: std::slice::Iter<'de, (Key, Node)>,
    next: Option<&'de Node>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = TypeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TypeError> {
        let Some((key, node)) = self.rest.next() else { return Ok(None) };
        self.next = Some(node);
        let name = de::value::BorrowedStrDeserializer::new(&key.name);
        placed(seed.deserialize(name).map(Some), key.place)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, TypeError> {
        match self.next.take() {
            Some(node) => placed(seed.deserialize(node), node.place),
            None => Err(de::Error::custom("a member without a key")),
        }
    }
}

/// A variant by its name; none of the documents' enums hold anything.
struct Variant<'de>(&'de Node);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = TypeError;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), TypeError> {
        let Some(name) = self.0.as_text() else {
            return Err(de::Error::custom("expected a text"));
        };
        let name: de::value::StrDeserializer<'_, TypeError> = name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = TypeError;

    fn unit_variant(self) -> Result<(), TypeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, TypeError> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TypeError> {
        self.0.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        self.0.deserialize_any(visitor)
    }
}
