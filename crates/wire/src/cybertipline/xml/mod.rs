//! Bytes to a tree of elements and back. Knows XML, nothing of the CyberTipline.

mod parse;
mod print;
mod strict;

pub(crate) use parse::parse;
pub(crate) use print::{print, print_indented};

/// Longest document that is read. A report holds text only; files travel apart.
pub const MAX_DOCUMENT_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting that is read; the schema itself needs seven levels.
pub const MAX_DEPTH: usize = 32;
/// Most elements that are read, so that a small document cannot grow into much memory.
pub const MAX_ELEMENTS: usize = 200_000;
/// Most attributes of one element that are read; the schema needs five.
pub const MAX_ATTRIBUTES: usize = 64;
/// Most attributes of a whole document that are read, for the same reason as [`MAX_ELEMENTS`].
pub const MAX_ALL_ATTRIBUTES: usize = 200_000;

/// Longest text without an element between, and longest value of an attribute, in bytes of UTF-8. The longest that the documentation allows has 3,000
/// characters; what it bounds nowhere, such as what was written in a conversation, has room for a book.
pub const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// An element with everything in it. Comments and processing instructions are gone.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Line of the start tag, from 1; 0 for an element that was not read.
    pub(crate) line: u32,
    /// Column of the start tag in characters, from 1; 0 for an element that was not read.
    pub(crate) column: u32,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// All character data directly inside, joined.
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// Whether XML 1.0 can carry this character at all (XML 1.0, production 2).
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{1_0000}'..)
}
