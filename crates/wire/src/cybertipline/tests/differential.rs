//! Our reading of XML beside somebody else's: the same names, attributes, text and lines.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::super::xml::{Element, parse, print, print_indented};
use super::documents;
use super::generate::{Bytes, generate};
use super::round_trip::full_documents;

/// What may stand between two tags without being an element.
const BETWEEN: &[&str] = &[
    "><",
    ">\n<",
    ">\r\n\t<",
    "><!-- a <comment> & more --><",
    "><?for somebody else?><",
    "><![CDATA[ <text> & \"more\" ]]><",
    ">&#x20;&amp;&#233;<",
];

/// Holds one element and all below it against the other reader's.
fn check_same(ours: &Element, theirs: Node<'_, '_>, document: &Document<'_>) {
    assert_eq!(ours.name, theirs.tag_name().name());
    assert_eq!(ours.line, document.text_pos_at(theirs.range().start).row, "{}", ours.name);
    let attributes: Vec<(String, String)> = theirs
        .attributes()
        .map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned()))
        .collect();
    assert_eq!(ours.attributes, attributes, "{}", ours.name);
    let texts = theirs.children().filter(Node::is_text).filter_map(|child| child.text());
    assert_eq!(ours.text, texts.collect::<String>(), "{}", ours.name);
    let children: Vec<_> = theirs.children().filter(Node::is_element).collect();
    assert_eq!(ours.children.len(), children.len(), "{}", ours.name);
    for (ours, theirs) in ours.children.iter().zip(children) {
        check_same(ours, theirs, document);
    }
}

fn check_text(text: &str) {
    let ours = parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let theirs = Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    check_same(&ours, theirs.root_element(), &theirs);
}

/// The document below its declaration, with something else between its tags.
fn restyled(printed: &str, between: &str) -> String {
    let (declaration, root) = printed.split_once("?>").unwrap();
    format!("{declaration}?>\n{}", root.replace("><", between))
}

#[test]
fn full_documents_are_read_as_the_other_reads_them() {
    for (_, tree) in full_documents() {
        check_text(&print_indented(&tree));
        for between in BETWEEN {
            check_text(&restyled(&print(&tree), between));
        }
    }
}

#[test]
fn the_comparison_sees_a_difference() {
    let ours = parse(b"<a b='1'>text<c/></a>").unwrap();
    for other in
        ["<a b='2'>text<c/></a>", "<a b='1'>text <c/></a>", "<a b='1'>text</a>", "\n<a b='1'>text<c/></a>"]
    {
        let theirs = Document::parse(other).unwrap();
        let compared = catch_unwind(AssertUnwindSafe(|| check_same(&ours, theirs.root_element(), &theirs)));
        assert!(compared.is_err(), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_document_is_read_as_the_other_reads_it(
        at in 0_usize..4,
        between in prop::sample::select(BETWEEN),
        bytes in prop::collection::vec(any::<u8>(), 0..1500),
    ) {
        let document = documents().into_iter().nth(at).unwrap();
        let tree = generate(document.root, document.definition, &mut Bytes(bytes.iter()));
        check_text(&restyled(&print(&tree), between));
    }
}
