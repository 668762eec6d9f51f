//! JSON that knows where each value stands, so that an error can name pointer, line and column.
//!
//! Values stay the text that they are (`RawValue`) until a reader asks for them: what a format does not know is passed over without being
//! built. Keys are found in any case. A key that is asked for may stand only once.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::ReadError;
use super::error::{place, quoted};

/// A value and the way to it.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a, 'p> {
    /// The whole document.
    text: &'a str,
    /// The value in it.
    raw: &'a str,
    step: Step<'p>,
    parent: Option<&'p Node<'a, 'p>>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

/// An object whose keys are read.
pub(crate) struct Record<'a, 'p> {
    node: Node<'a, 'p>,
    fields: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> Node<'a, '_> {
    /// The document itself.
    pub(crate) fn root(text: &'a str) -> Self {
        Self { text, raw: text.trim_ascii(), step: Step::Root, parent: None }
    }

    /// The value as an object.
    pub(crate) fn record(&self) -> Result<Record<'a, '_>, ReadError> {
        if !self.raw.starts_with('{') {
            return Err(self.refuse("an object"));
        }
        let Fields(fields) = serde_json::from_str(self.raw).map_err(|error| self.broken(&error))?;
        Ok(Record { node: *self, fields })
    }

    /// The value as an array: what stands in it, for [`Node::item`].
    pub(crate) fn items(&self) -> Result<Vec<&'a RawValue>, ReadError> {
        if !self.raw.starts_with('[') {
            return Err(self.refuse("an array"));
        }
        serde_json::from_str(self.raw).map_err(|error| self.broken(&error))
    }

    /// A value of this array.
    pub(crate) fn item(&self, index: usize, raw: &'a RawValue) -> Node<'a, '_> {
        Node { text: self.text, raw: raw.get(), step: Step::Index(index), parent: Some(self) }
    }

    /// The value as a text.
    pub(crate) fn string(&self) -> Result<Cow<'a, str>, ReadError> {
        if !self.raw.starts_with('"') {
            return Err(self.refuse("a text"));
        }
        let plain = self.raw.get(1..self.raw.len() - 1).filter(|inner| !inner.contains('\\'));
        match plain {
            Some(plain) => Ok(Cow::Borrowed(plain)),
            None => {
                serde_json::from_str::<String>(self.raw).map(Cow::Owned).map_err(|error| self.broken(&error))
            }
        }
    }

    /// The value as a text, where a number is as good: identifiers come as either.
    pub(crate) fn string_or_number(&self) -> Result<Cow<'a, str>, ReadError> {
        if self.raw.starts_with(|c: char| c.is_ascii_digit()) {
            Ok(Cow::Borrowed(self.raw))
        } else {
            self.string()
        }
    }

    /// The value as a whole number within `0..=most`.
    pub(crate) fn number(&self, most: u8) -> Result<u8, ReadError> {
        let number = self.raw.parse::<u8>().ok().filter(|number| *number <= most);
        number.ok_or_else(|| self.refuse(&format!("a whole number from 0 to {most}")))
    }

    /// The value as yes or no: files write them as such or as texts.
    pub(crate) fn flag(&self) -> Result<bool, ReadError> {
        let text = self.raw.trim_matches('"').trim_ascii();
        flag(text).ok_or_else(|| self.refuse("true or false"))
    }

    pub(crate) fn is_array(&self) -> bool {
        self.raw.starts_with('[')
    }

    pub(crate) fn is_object(&self) -> bool {
        self.raw.starts_with('{')
    }

    pub(crate) fn is_string(&self) -> bool {
        self.raw.starts_with('"')
    }

    /// Line of the value, from 1.
    pub(crate) fn line(&self) -> u64 {
        place(self.text.as_bytes(), self.offset()).0
    }

    /// An error about this value, which it quotes.
    pub(crate) fn refuse(&self, expected: &str) -> ReadError {
        let what = match self.raw.as_bytes().first() {
            Some(b'{') => "an object".to_owned(),
            Some(b'[') => "an array".to_owned(),
            Some(_) => quoted(self.raw.trim_matches('"')),
            None => "nothing".to_owned(),
        };
        self.error(&what, expected)
    }

    /// An error at this value.
    pub(crate) fn error(&self, problem: &str, expected: &str) -> ReadError {
        ReadError::at_byte(self.text.as_bytes(), self.offset(), &self.pointer(), problem, expected)
    }

    /// What stands inside is no JSON, or ends early.
    fn broken(&self, error: &serde_json::Error) -> ReadError {
        let lines_before = error.line().saturating_sub(1);
        let line_start = match lines_before.checked_sub(1) {
            None => 0,
            Some(nth) => self.raw.match_indices('\n').nth(nth).map_or(0, |(at, _)| at + 1),
        };
        let offset = self.offset() + line_start + error.column().saturating_sub(1);
        let told = error.to_string();
        let problem = told.rsplit_once(" at line ").map_or(told.as_str(), |(problem, _)| problem);
        ReadError::at_byte(self.text.as_bytes(), offset, &self.pointer(), problem, "well-formed JSON")
    }

    /// Bytes of the document before this value, which is a piece of it.
    pub(crate) fn offset(&self) -> usize {
        self.raw.as_ptr().addr().saturating_sub(self.text.as_ptr().addr())
    }

    /// RFC 6901; empty for the document itself.
    fn pointer(&self) -> String {
        let above = self.parent.map(Node::pointer).unwrap_or_default();
        match self.step {
            Step::Root => above,
            Step::Key(key) => format!("{above}/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("{above}/{index}"),
        }
    }
}

impl<'a> Record<'a, '_> {
    /// The value of a key; none where it is absent or null.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Node<'a, '_>>, ReadError> {
        let mut found = self.fields.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let Some(field) = found.next() else { return Ok(None) };
        if let Some(again) = found.next() {
            return Err(self.node_of(again).error("the key stands here a second time", "each key once"));
        }
        Ok((field.1 != "null").then(|| self.node_of(field)))
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<Node<'a, '_>, ReadError> {
        let missing = || self.node.error(&format!("no `{name}`"), &format!("an object with `{name}`"));
        self.get(name)?.ok_or_else(missing)
    }

    /// The text of a key; none where it is absent, null or blank.
    pub(crate) fn string(&self, name: &str) -> Result<Option<Cow<'a, str>>, ReadError> {
        let Some(node) = self.get(name)? else { return Ok(None) };
        let text = node.string()?;
        Ok((!text.trim_ascii().is_empty()).then_some(text))
    }

    /// Yes or no of a key; no where it is absent or null.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ReadError> {
        self.get(name)?.map_or(Ok(false), |node| node.flag())
    }

    /// The first value whose key is none of these.
    pub(crate) fn unknown(&self, known: &[&str]) -> Option<Node<'a, '_>> {
        self.fields.iter().find(|(key, _)| !known.contains(&&**key)).map(|field| self.node_of(field))
    }

    /// The object itself.
    pub(crate) fn node(&self) -> &Node<'a, '_> {
        &self.node
    }

    fn node_of<'s>(&'s self, field: &'s (Cow<'a, str>, &'a str)) -> Node<'a, 's> {
        Node { text: self.node.text, raw: field.1, step: Step::Key(&field.0), parent: Some(&self.node) }
    }
}

/// Yes or no as files write them; nothing is no.
pub(crate) fn flag(text: &str) -> Option<bool> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if ["true", "yes", "y", "1"].iter().any(is) {
        Some(true)
    } else {
        ["", "false", "no", "n", "0", "null"].iter().any(is).then_some(false)
    }
}

/// An object's keys with the text of their values, in order.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a str)>);

/// A key, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
            fields.push((key, value.get()));
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_with_their_place() {
        let text = " {\"a\": [1,\n {\"B/b\\u007e\": \"x\\ty\", \"n\": null}]}\n";
        let root = Node::root(text);
        let record = root.record().unwrap();
        let array = record.need("A").unwrap();
        let items = array.items().unwrap();
        let item = array.item(1, items[1]);
        let inner = item.record().unwrap();
        let value = inner.need("b/b~").unwrap();
        assert_eq!(value.string().unwrap(), "x\ty");
        assert!(inner.get("n").unwrap().is_none() && inner.get("other").unwrap().is_none());
        insta::assert_snapshot!(value.flag().unwrap_err(), @r"line 2, column 16, /a/1/B~1b~0: the value `x\ty`; expected true or false");
        insta::assert_snapshot!(inner.need("c").err().unwrap(), @"line 2, column 2, /a/1: no `c`; expected an object with `c`");
    }

    #[test]
    fn broken_json_is_told_where_it_breaks() {
        let refused = |text: &str| {
            let root = Node::root(text);
            root.record().err().unwrap().to_string()
        };
        insta::assert_snapshot!(refused(""), @"line 1, column 1: nothing; expected an object");
        insta::assert_snapshot!(refused("[]"), @"line 1, column 1: an array; expected an object");
        insta::assert_snapshot!(refused("\n{\"a\": 1,\n \"b\": tru}"), @"line 3, column 10: expected ident; expected well-formed JSON");
        insta::assert_snapshot!(refused("{\"a\": 1} x"), @"line 1, column 10: trailing characters; expected well-formed JSON");
        let twice = Node::root("{\"a\": 1, \"A\": 2}")
            .record()
            .map(|record| record.need("a").err().unwrap().to_string());
        insta::assert_snapshot!(twice.unwrap(), @"line 1, column 15, /A: the key stands here a second time; expected each key once");
    }

    #[test]
    fn nesting_has_no_end_that_hurts() {
        let text = format!("{{\"a\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let root = Node::root(&text);
        assert!(root.record().unwrap().need("a").unwrap().is_array());
    }
}
