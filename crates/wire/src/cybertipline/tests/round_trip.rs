//! Write, then read: nothing is lost, nothing is made up.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::shape::{Definition, Kind};
use super::super::xml::{Element, parse, print, print_indented};
use super::documents;
use super::generate::{Bytes, Everything, generate};

/// The documents that hold everything: two of the file details, since their marks exclude each other.
pub(super) fn full_documents() -> Vec<(super::Document, Element)> {
    let mut full = Vec::new();
    for alternative in 0..2 {
        for document in documents() {
            let mut choices = Everything { alternative, turn: 0 };
            let tree = generate(document.root, document.definition, &mut choices);
            if alternative == 0 || document.root == "fileDetails" {
                full.push((document, tree));
            }
        }
    }
    full
}

#[test]
fn every_element_comes_back_as_it_went() {
    for (document, tree) in full_documents() {
        let reread = (document.read)(print_indented(&tree).as_bytes()).unwrap();
        assert_eq!(reread.unknown, []);
        assert_eq!(print_indented(&reread.tree), print_indented(&tree));
    }
}

#[test]
fn full_documents_as_they_look() {
    for (at, (document, tree)) in full_documents().into_iter().enumerate() {
        insta::assert_snapshot!(format!("full_{at}_{}", document.root), print_indented(&tree));
    }
}

#[test]
fn full_documents_hold_every_declaration() {
    let mut declared = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for (document, tree) in full_documents() {
        list_declared(document.definition, &mut declared);
        list_seen(document.definition, &tree, &mut seen);
    }
    assert_eq!(seen, declared);
    assert!(declared.len() > 200, "{}", declared.len());
}

/// Bytes by a fixed recipe (SplitMix64), so that a failure comes back.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed << 32;
    let mut bytes = Vec::new();
    while bytes.len() < length {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bytes.extend((mixed ^ (mixed >> 31)).to_le_bytes());
    }
    bytes
}

/// The property below, over so many documents that each declaration of the schema comes in some of them and is missing in others.
#[test]
fn generated_documents_come_back_and_cover_every_declaration() {
    let mut declared = BTreeSet::new();
    let (mut seen, mut always) = (BTreeSet::new(), None::<BTreeSet<String>>);
    for seed in 0..250 {
        let bytes = noise(seed, 20_000);
        let mut in_this = BTreeSet::new();
        for document in documents() {
            let tree = generate(document.root, document.definition, &mut Bytes(bytes.iter()));
            let printed = print(&tree);
            let reread = (document.read)(printed.as_bytes()).unwrap();
            assert_eq!(reread.unknown, []);
            assert_eq!(print(&reread.tree), printed);
            list_declared(document.definition, &mut declared);
            list_seen(document.definition, &tree, &mut in_this);
        }
        always = Some(match always {
            None => in_this.clone(),
            Some(always) => always.intersection(&in_this).cloned().collect(),
        });
        seen.extend(in_this);
    }
    assert_eq!(seen, declared);
    let always = always.unwrap_or_default();
    assert!(always.len() < 40 && always.contains("report/incidentSummary"), "{always:?}");
}

fn list_declared(definition: &'static Definition, names: &mut BTreeSet<String>) {
    let own =
        definition.attributes.iter().map(|attribute| format!("{}/@{}", definition.name, attribute.name));
    names.extend(own);
    for declaration in definition.particles.iter().flat_map(|particle| &particle.alternatives) {
        names.insert(format!("{}/{}", definition.name, declaration.name));
        if let Kind::Complex(inner) = declaration.kind {
            list_declared(inner(), names);
        }
    }
}

fn list_seen(definition: &'static Definition, tree: &Element, names: &mut BTreeSet<String>) {
    names.extend(tree.attributes.iter().map(|(name, _)| format!("{}/@{name}", definition.name)));
    for child in &tree.children {
        names.insert(format!("{}/{}", definition.name, child.name));
        let declarations = definition.particles.iter().flat_map(|particle| &particle.alternatives);
        for declaration in declarations.filter(|declaration| declaration.name == child.name) {
            if let Kind::Complex(inner) = declaration.kind {
                list_seen(inner(), child, names);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_document_comes_back(at in 0_usize..4, bytes in prop::collection::vec(any::<u8>(), 0..1500)) {
        let [report, file, response, done] = documents();
        let document = [report, file, response, done].into_iter().nth(at).unwrap();
        let tree = generate(document.root, document.definition, &mut Bytes(bytes.iter()));
        let printed = print(&tree);
        let reread = (document.read)(printed.as_bytes()).unwrap();
        prop_assert_eq!(reread.unknown, vec![]);
        prop_assert_eq!(print(&reread.tree), printed);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_markup_makes_the_reader_panic(pieces in prop::collection::vec(prop::sample::select(MARKUP), 0..40)) {
        let text = pieces.concat();
        for document in documents() {
            let _ = (document.read)(text.as_bytes());
        }
    }
}

const MARKUP: &[&str] = &[
    "<report>",
    "</report>",
    "<report",
    "<files/>",
    "<incidentSummary>",
    "</incidentSummary>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0'?>",
    "<?x ",
    "?>",
    "<!DOCTYPE r [",
    "<!ENTITY a 'b'>",
    "]>",
    "&a;",
    "&#x41;",
    "&#0;",
    "&",
    ";",
    "<",
    ">",
    "/>",
    " a='1'",
    " a=\"",
    "'",
    "\"",
    "=",
    "\n",
    "text",
    "é",
    "\u{0}",
    "<reportResponse>",
    "xmlns='u'",
];
