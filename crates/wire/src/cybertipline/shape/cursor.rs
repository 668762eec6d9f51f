//! Takes values out of an element, slot by slot, and refuses what is out of order, missing or too many.

use std::collections::VecDeque;

use super::nearest::nearest;
use super::{Choice, Content, Definition, Occurs, Order, Simple, collapse};
use crate::cybertipline::error::{ReadError, ReadErrorKind, UnknownElement, shorten};
use crate::cybertipline::xml::Element;

/// Longest piece of a wrong value that an error quotes, in characters.
const QUOTED_CHARS: usize = 60;
/// For so many unknown elements a known name is looked for: the looking takes longer than the reading.
const NEAREST_OF: usize = 100;
/// So many unknown elements and attributes are noted: each has its path, which a hostile document would make many of.
const MAX_UNKNOWN: usize = 10_000;

/// Where the reading stands, and what it did not know.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    path: Vec<String>,
    pub(crate) unknown: Vec<UnknownElement>,
}

impl Reading {
    /// Reads one step further down.
    pub(crate) fn inside<T>(
        &mut self,
        step: String,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        self.path.push(step);
        let value = read(self)?;
        self.path.pop();
        Ok(value)
    }

    fn path_to(&self, step: &str) -> String {
        let mut path = self.path.join("/");
        if !path.is_empty() && !step.is_empty() {
            path.push('/');
        }
        path + step
    }

    /// Notes what is not known at `step`, which is none of the `known` names.
    fn note(&mut self, step: &str, line: u32, known: impl IntoIterator<Item = &'static str>) {
        if self.unknown.len() >= MAX_UNKNOWN {
            return;
        }
        let path = self.path_to(step);
        let looks = self.unknown.len() < NEAREST_OF;
        let nearest = if looks { nearest(step.trim_start_matches('@'), known) } else { None };
        self.unknown.push(UnknownElement { path, line, nearest });
    }

    /// Notes attributes and children of an element that should have none.
    pub(crate) fn note_everything(&mut self, element: &Element) {
        for (name, _) in element.attributes.iter().filter(|(name, _)| !belongs_to_xml(name)) {
            self.note(&format!("@{name}"), element.line, []);
        }
        for child in &element.children {
            self.note(&child.name, child.line, []);
        }
    }

    /// An error at `step` below the present element, which is on `line`.
    pub(crate) fn invalid(
        &self,
        step: &str,
        line: u32,
        problem: impl AsRef<str>,
        expected: impl AsRef<str>,
    ) -> ReadError {
        ReadError::new(ReadErrorKind::Invalid, &self.path_to(step), line, problem.as_ref(), expected.as_ref())
    }

    /// The text of an element as a value.
    pub(crate) fn parse<S: Simple>(&self, element: &Element, text: &str) -> Result<S, ReadError> {
        S::parse(text).map_err(|expected| self.invalid("", element.line, quoted(text), expected))
    }
}

/// Namespace declarations, `xsi:` hints and `xml:` attributes are no part of the content.
fn belongs_to_xml(attribute: &str) -> bool {
    attribute == "xmlns" || ["xmlns:", "xsi:", "xml:"].iter().any(|prefix| attribute.starts_with(prefix))
}

fn quoted(text: &str) -> String {
    format!("the value `{}`", shorten(text, QUOTED_CHARS))
}

pub(crate) struct Cursor<'a> {
    element: &'a Element,
    definition: &'static Definition,
    /// Known children not yet taken.
    rest: VecDeque<&'a Element>,
    /// Place of the particle last taken.
    last: Option<usize>,
    reading: &'a mut Reading,
}

impl<'a> Cursor<'a> {
    /// Notes what the definition does not know and stands before the first child.
    pub(crate) fn new(
        element: &'a Element,
        definition: &'static Definition,
        reading: &'a mut Reading,
    ) -> Result<Self, ReadError> {
        for (name, value) in &element.attributes {
            if name == "xmlns" && !value.is_empty() {
                let problem = format!("the namespace `{value}`");
                return Err(reading.invalid("@xmlns", element.line, problem, "no namespace"));
            }
            if !definition.has_attribute(name) && !belongs_to_xml(name) {
                reading.note(&format!("@{name}"), element.line, definition.attribute_names());
            }
        }
        let mut rest = VecDeque::new();
        for child in &element.children {
            if definition.find(&child.name).is_some() {
                rest.push_back(child);
            } else {
                reading.note(&child.name, child.line, definition.names());
            }
        }
        let cursor = Self { element, definition, rest, last: None, reading };
        if definition.text.is_none() && !collapse(&element.text).is_empty() {
            let expected = definition.expected_after(None);
            let problem = format!("{} between the tags", quoted(&collapse(&element.text)));
            return Err(cursor.reading.invalid("", element.line, problem, expected));
        }
        Ok(cursor)
    }

    pub(crate) fn element<O: Occurs>(&mut self, name: &str) -> Result<O, ReadError> {
        let mut items = Vec::new();
        while O::MANY || items.is_empty() {
            let Some(child) = self.take(name) else { break };
            let step = if O::MANY { format!("{name}[{}]", items.len() + 1) } else { name.to_owned() };
            items.push(self.reading.inside(step, |reading| O::Item::read(child, reading))?);
        }
        O::collect(items).ok_or_else(|| self.missing(&format!("`{name}`")))
    }

    pub(crate) fn at_least_one<O: Occurs>(&mut self, name: &str) -> Result<O, ReadError> {
        let items: O = self.element(name)?;
        if items.items().is_empty() {
            return Err(self.missing(&format!("`{name}`")));
        }
        Ok(items)
    }

    pub(crate) fn choice<O: Occurs<Item: Choice>>(&mut self, _name: &str) -> Result<O, ReadError> {
        let mut items = Vec::new();
        if let Some(child) = self.rest.front().copied() {
            let read = |reading: &mut Reading| O::Item::read_chosen(child, reading);
            if let Some(item) = self.reading.inside(child.name.clone(), read)? {
                self.take(&child.name);
                items.push(item);
            }
        }
        O::collect(items).ok_or_else(|| self.missing("one element"))
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, ReadError> {
        let Some(child) = self.take(name) else {
            return Ok(false);
        };
        self.reading.inside(name.to_owned(), |reading| {
            reading.note_everything(child);
            match collapse(&child.text).as_str() {
                "" | "true" | "1" => Ok(true),
                other => {
                    let expected = "nothing or true: to say no, leave the element out";
                    Err(reading.invalid("", child.line, quoted(other), expected))
                }
            }
        })
    }

    pub(crate) fn attribute<O: Occurs<Item: Simple>>(&mut self, name: &str) -> Result<O, ReadError> {
        let mut items = Vec::new();
        if let Some((_, value)) = self.element.attributes.iter().find(|(key, _)| key == name) {
            let parse = |reading: &mut Reading| reading.parse(self.element, value);
            items.push(self.reading.inside(format!("@{name}"), parse)?);
        }
        O::collect(items).ok_or_else(|| {
            let problem = format!("the attribute `{name}` is missing");
            self.reading.invalid("", self.element.line, problem, format!("`{name}=\"…\"`"))
        })
    }

    pub(crate) fn text<S: Simple>(&mut self, _name: &str) -> Result<S, ReadError> {
        self.reading.parse(self.element, &self.element.text)
    }

    /// Refuses a child that no slot took.
    pub(crate) fn end(self) -> Result<(), ReadError> {
        match self.rest.front() {
            None => Ok(()),
            Some(child) => Err(self.misplaced(child)),
        }
    }

    /// The next child of this name, or in any order the first one.
    fn take(&mut self, name: &str) -> Option<&'a Element> {
        let reach = match self.definition.order {
            Order::Sequence => 1,
            Order::All => self.rest.len(),
        };
        let at = self.rest.iter().take(reach).position(|child| child.name == name)?;
        self.last = self.definition.find(name).map(|(place, _)| place);
        self.rest.remove(at)
    }

    fn missing(&self, what: &str) -> ReadError {
        if let Some(child) = self.rest.front() {
            return self.misplaced(child);
        }
        let problem = format!("{what} is missing");
        let expected = self.definition.expected_after(self.last);
        self.reading.invalid("", self.element.line, problem, expected)
    }

    fn misplaced(&self, child: &Element) -> ReadError {
        let problem = format!("`{}` is not allowed here", child.name);
        let expected = match self.came_too_early(child) {
            Some(early) => format!("`{}` before `{early}`", child.name),
            None => self.definition.expected_after(self.last),
        };
        self.reading.invalid(&child.name, child.line, problem, expected)
    }

    /// The first element that stands before this one and belongs behind it.
    fn came_too_early(&self, child: &Element) -> Option<&'a str> {
        if self.definition.order == Order::All {
            return None;
        }
        let place = |element: &Element| self.definition.find(&element.name).map(|(place, _)| place);
        let own = place(child)?;
        let mut before = self.element.children.iter().take_while(|element| !std::ptr::eq(*element, child));
        let early = before.find(|element| place(element).is_some_and(|place| place > own));
        early.map(|element| element.name.as_str())
    }
}
