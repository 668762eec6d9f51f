//! Reads the pairs of a form into a type. As `serde_urlencoded` does it, but a name that stands several times fills a list.

use std::collections::HashMap;

use serde::de::value::{Error, SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::Failure;
use crate::http::refuse_field;

/// The fields that these names and values make.
///
/// # Errors
/// Refused (400) with the field at fault.
pub(super) fn read<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, Failure> {
    // who sends a hundred thousand names pays for each once, not for each with each
    let (mut fields, mut places) = (Vec::<(&str, Vec<&str>)>::new(), HashMap::new());
    for (name, value) in pairs {
        let place = *places.entry(name.as_str()).or_insert(fields.len());
        match fields.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => fields.push((name.as_str(), vec![value.as_str()])),
        }
    }
    T::deserialize(Fields { rest: fields.into_iter(), next: None })
        .map_err(|error| refuse_field(&error.to_string()))
}

struct Fields<'a> {
    rest: std::vec::IntoIter<(&'a str, Vec<&'a str>)>,
    next: Option<(&'a str, Vec<&'a str>)>,
}

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next = self.rest.next();
        let Some((name, _)) = &self.next else { return Ok(None) };
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (name, values) = self.next.take().ok_or_else(|| Error::custom("a value without a name"))?;
        seed.deserialize(Values { name, values }).map_err(|error| {
            let said = error.to_string();
            // the field stands before its mistake, as in the refusals of JSON
            if said.starts_with("duplicate field `") {
                error
            } else {
                Error::custom(format!("{name}: {said}"))
            }
        })
    }
}

/// What stands under one name.
struct Values<'a> {
    name: &'a str,
    values: Vec<&'a str>,
}

impl<'a> Values<'a> {
    fn one(&self) -> Result<&'a str, Error> {
        match self.values.as_slice() {
            [one] => Ok(one),
            _ => Err(Error::custom(format!("duplicate field `{}`", self.name))),
        }
    }
}

// each of several values is read like the only one
impl<'de> IntoDeserializer<'de, Error> for Values<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($deserialize:ident $visit:ident $kind:ty,)+) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.one()?.parse::<$kind>().map_err(Error::custom)?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Values<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.one()?)
    }

    parsed! {
        deserialize_bool visit_bool bool,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
        deserialize_char visit_char char,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let name = self.name;
        let each = self.values.into_iter().map(|value| Values { name, values: vec![value] });
        visitor.visit_seq(SeqDeserializer::<_, Error>::new(each))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value: StrDeserializer<'_, Error> = self.one()?.into_deserializer();
        value.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i128 u128 str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[derive(serde::Deserialize)]
    struct Signing {
        name: String,
        #[serde(default)]
        marks: Vec<String>,
    }

    #[test]
    fn a_form_of_very_many_names_is_read_in_little_time() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut pairs: Vec<_> = (0..150_000).map(|number| pair(&format!("{number:x}"), "")).collect();
        pairs.extend([pair("marks", "1"), pair("name", "alba"), pair("marks", "2")]);
        let began = Instant::now();
        let read: Signing = read(&pairs).unwrap();
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!((read.name.as_str(), read.marks), ("alba", vec!["1".to_owned(), "2".to_owned()]));
    }
}
