//! Reads hostile bytes into a tree: UTF-8, or UTF-16 with its mark (XML 1.0 section 4.3.3), no DTD, only the predefined entities, all sizes bounded.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesPI, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::strict::{BLANKS, are_apart, is_name, place_in_declaration, target};
use super::{
    Element, MAX_ALL_ATTRIBUTES, MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_ELEMENTS, MAX_TEXT_BYTES,
    is_xml_char,
};
use crate::cybertipline::error::{ReadError, ReadErrorKind};

const UTF_8: &str = "UTF-8";
const UTF_16: &str = "UTF-16";
/// The `xml` with which a declaration begins.
const NAME_BYTES: usize = "xml".len();

/// Reads one document. Every error is of the kind `Malformed`.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, ReadError> {
    let (text, encoding) = decode(bytes)?;
    let text = text.as_ref();
    let mut parser = Parser {
        text,
        encoding,
        reader: Reader::from_str(text),
        counted: 0,
        line: 1,
        column: 1,
        elements: 0,
        all_attributes: 0,
        text_bytes: 0,
        open: Vec::new(),
        root: None,
    };
    let config = parser.reader.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
    while parser.step()? {}
    parser.finish()
}

/// Checks size, encoding and characters before any parsing.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), ReadError> {
    let refuse = |before: &str, problem: &str, expected: &str| {
        let (line, column) = (line_count(before) + 1, columns(before, 1));
        Err(ReadError::new(ReadErrorKind::Malformed, "document", line, problem, expected).at_column(column))
    };
    if bytes.len() > MAX_DOCUMENT_BYTES {
        let expected = format!("at most {MAX_DOCUMENT_BYTES} bytes");
        return refuse("", &format!("the document has {} bytes", bytes.len()), &expected);
    }
    let (text, encoding) = if let Some(wide) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        (wide_text(wide, u16::from_be_bytes), UTF_16)
    } else if let Some(wide) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        (wide_text(wide, u16::from_le_bytes), UTF_16)
    } else {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => (Some(Cow::Borrowed(text)), UTF_8),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let good = std::str::from_utf8(good).unwrap_or_default();
                return refuse(good, "a byte that is not UTF-8", "UTF-8, or UTF-16 with its mark");
            }
        }
    };
    let Some(text) = text else { return refuse("", "what is marked as UTF-16 and is not", "UTF-16") };
    let odd = text.char_indices().find(|(_, c)| !is_xml_char(*c));
    match odd {
        None => Ok((text, encoding)),
        Some((at, c)) => {
            let before = text.get(..at).unwrap_or_default();
            refuse(before, &format!("the character U+{:04X}", u32::from(c)), "characters that XML 1.0 allows")
        }
    }
}

/// UTF-16 after its mark; none if it is not.
fn wide_text(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'static, str>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten().map(Cow::Owned)
}

fn line_count(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// The column behind this text, which begins at column `from`.
fn columns(text: &str, from: u32) -> u32 {
    let (from, tail) = text.rsplit_once('\n').map_or((from, text), |(_, tail)| (1, tail));
    from.saturating_add(u32::try_from(tail.chars().count()).unwrap_or(u32::MAX))
}

struct Parser<'a> {
    text: &'a str,
    encoding: &'static str,
    reader: Reader<&'a [u8]>,
    /// Bytes that are in `line` and `column`.
    counted: usize,
    line: u32,
    column: u32,
    elements: usize,
    all_attributes: usize,
    /// Of the text since the last tag.
    text_bytes: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl<'a> Parser<'a> {
    /// Takes one event; false at the end of the document.
    fn step(&mut self) -> Result<bool, ReadError> {
        let start = self.position();
        self.count_lines(start);
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                self.count_lines(usize::try_from(self.reader.error_position()).unwrap_or(start));
                return Err(self.error(error.to_string(), "well-formed XML"));
            }
        };
        match event {
            Event::Decl(declaration) => self.declaration(&declaration, start)?,
            Event::Start(tag) | Event::Empty(tag) => self.start(&tag)?,
            Event::End(_) => self.end(),
            Event::Text(text) => self.characters(&text.xml10_content(), true)?,
            Event::CData(text) => self.characters(&text.xml10_content(), false)?,
            Event::GeneralRef(reference) => self.reference(&reference)?,
            Event::DocType(_) => {
                return Err(self.error("a document type declaration", "a document without DTD"));
            }
            Event::PI(instruction) => self.instruction(&instruction)?,
            Event::Comment(_) => {}
            Event::Eof => return Ok(false),
        }
        Ok(true)
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn count_lines(&mut self, to: usize) {
        let passed = self.text.get(self.counted..to).unwrap_or_default();
        self.line = self.line.saturating_add(line_count(passed));
        self.column = columns(passed, self.column);
        self.counted = self.counted.max(to);
    }

    fn error(&self, problem: impl AsRef<str>, expected: impl AsRef<str>) -> ReadError {
        let names: Vec<_> = self.open.iter().map(|element| element.name.as_str()).collect();
        let path = if names.is_empty() { "document".to_owned() } else { names.join("/") };
        ReadError::new(ReadErrorKind::Malformed, &path, self.line, problem.as_ref(), expected.as_ref())
            .at_column(self.column)
    }

    fn declaration(&self, declaration: &BytesDecl<'a>, start: usize) -> Result<(), ReadError> {
        if start != 0 {
            let expected = "the XML declaration as the first thing of the document, or none";
            return Err(self.error("an XML declaration that is not at the start", expected));
        }
        let (text, mut last): (&str, _) = (declaration, None);
        let expected = "version=\"1.0\", then encoding and standalone if any, with spaces between";
        if !are_apart(text.get(NAME_BYTES..).unwrap_or_default()) {
            return Err(self.error("parts of the XML declaration without a space between", expected));
        }
        for part in Attributes::new(text, NAME_BYTES) {
            let part = part.map_err(|error| self.error(error.to_string(), expected))?;
            let (name, value): (&str, &str) = (part.key.as_ref(), &part.value);
            last = place_in_declaration(name, last);
            if last.is_none() {
                return Err(self.error(format!("`{name}` in this place of the XML declaration"), expected));
            }
            self.part(name, value)?;
        }
        if last.is_none() {
            Err(self.error("an XML declaration without a version", expected))
        } else {
            Ok(())
        }
    }

    /// A part of the XML declaration.
    fn part(&self, name: &str, value: &str) -> Result<(), ReadError> {
        match name {
            "version" if value != "1.0" => Err(self.error(format!("XML version {value}"), "version 1.0")),
            "encoding" if !value.eq_ignore_ascii_case(self.encoding) => {
                Err(self.error(format!("the declared encoding {value}"), self.encoding))
            }
            "standalone" if !matches!(value, "yes" | "no") => {
                Err(self.error(format!("standalone=\"{value}\""), "yes or no"))
            }
            _ => Ok(()),
        }
    }

    /// What it says is nothing to us.
    fn instruction(&self, instruction: &BytesPI<'a>) -> Result<(), ReadError> {
        let target = target(instruction);
        if is_name(target) && !target.eq_ignore_ascii_case("xml") {
            return Ok(());
        }
        let problem = format!("a processing instruction for `{target}`");
        Err(self.error(problem, "an XML name other than xml after `<?`"))
    }

    fn start(&mut self, tag: &BytesStart<'a>) -> Result<(), ReadError> {
        let name = tag.name();
        let name: &str = name.as_ref();
        self.elements += 1;
        self.text_bytes = 0;
        if self.elements > MAX_ELEMENTS {
            return Err(self.error("too many elements", format!("at most {MAX_ELEMENTS}")));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.error("elements are nested too deep", format!("at most {MAX_DEPTH} levels")));
        }
        if !is_name(name) {
            return Err(self.error(format!("the tag name `{name}`"), "an XML name"));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.error(format!("a second root element `{name}`"), "the end of the document"));
        }
        let mut element = Element::new(name);
        (element.line, element.column) = (self.line, self.column);
        self.open.push(element);
        let attributes = self.attributes(tag)?;
        self.all_attributes += attributes.len();
        if self.all_attributes > MAX_ALL_ATTRIBUTES {
            let expected = format!("at most {MAX_ALL_ATTRIBUTES} in a document");
            return Err(self.error("too many attributes", expected));
        }
        if let Some(element) = self.open.last_mut() {
            element.attributes = attributes;
        }
        Ok(())
    }

    fn attributes(&self, tag: &BytesStart<'a>) -> Result<Vec<(String, String)>, ReadError> {
        if !are_apart(tag.attributes_raw()) {
            return Err(self.error("two attributes without a space between", "a space"));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute =
                attribute.map_err(|error| self.error(error.to_string(), "well-formed attributes"))?;
            let key: &str = attribute.key.as_ref();
            if attributes.len() >= MAX_ATTRIBUTES {
                let expected = format!("at most {MAX_ATTRIBUTES} attributes");
                return Err(self.error("too many attributes", expected));
            }
            if !is_name(key) || attribute.value.contains('<') {
                return Err(self.error(format!("the attribute `{key}`"), "a well-formed attribute"));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| {
                self.error(format!("attribute `{key}`: {error}"), "the predefined entities only")
            })?;
            self.check_characters(&value)?;
            if value.len() > MAX_TEXT_BYTES {
                let expected = format!("at most {MAX_TEXT_BYTES} bytes");
                return Err(self.error(format!("the value of the attribute `{key}` is too long"), expected));
            }
            attributes.push((key.to_owned(), value.into_owned()));
        }
        Ok(attributes)
    }

    fn end(&mut self) {
        self.text_bytes = 0;
        // the reader has checked that end tags match start tags
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn characters(&mut self, text: &str, outside_cdata: bool) -> Result<(), ReadError> {
        if outside_cdata && text.contains("]]>") {
            return Err(self.error("`]]>` in text", "`]]&gt;`"));
        }
        self.count_text(text)?;
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if outside_cdata && text.trim_matches(BLANKS).is_empty() => {}
            None => return Err(self.error("text outside the root element", "one element")),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'a>) -> Result<(), ReadError> {
        let expected = "a character reference, or one of &lt; &gt; &amp; &apos; &quot;";
        let resolved = match reference.resolve_char_ref() {
            Ok(Some(c)) => c.to_string(),
            Ok(None) => match resolve_predefined_entity(reference) {
                Some(text) => text.to_owned(),
                None => return Err(self.error(format!("the entity `&{};`", &**reference), expected)),
            },
            Err(error) => return Err(self.error(error.to_string(), expected)),
        };
        self.check_characters(&resolved)?;
        self.count_text(&resolved)?;
        match self.open.last_mut() {
            Some(element) => element.text.push_str(&resolved),
            None => return Err(self.error("text outside the root element", "one element")),
        }
        Ok(())
    }

    /// Comments, sections and references do not make one text several. Blanks outside the root element are no text.
    fn count_text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.open.is_empty() {
            return Ok(());
        }
        self.text_bytes += text.len();
        if self.text_bytes > MAX_TEXT_BYTES {
            return Err(self.error("the text is too long", format!("at most {MAX_TEXT_BYTES} bytes")));
        }
        Ok(())
    }

    /// References can name characters that the bytes themselves may not hold.
    fn check_characters(&self, text: &str) -> Result<(), ReadError> {
        match text.chars().find(|c| !is_xml_char(*c)) {
            None => Ok(()),
            Some(c) => Err(self.error(
                format!("a reference to the character U+{:04X}", u32::from(c)),
                "characters that XML 1.0 allows",
            )),
        }
    }

    fn finish(mut self) -> Result<Element, ReadError> {
        self.count_lines(self.text.len());
        match (self.open.last(), self.root.take()) {
            (None, Some(root)) => Ok(root),
            (Some(open), _) => Err(self.error("the document ends early", format!("`</{}>`", open.name))),
            (None, None) => Err(self.error("the document holds no element", "one element")),
        }
    }
}
