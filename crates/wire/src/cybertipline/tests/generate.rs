//! Makes documents from their declarations.

use super::super::shape::{Declaration, Definition, Kind, Particle, Rule, SimpleType};
use super::super::xml::Element;

/// Decides what goes into a document.
pub(super) trait Choices {
    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize;
    /// How often an element comes.
    fn repeats(&mut self, particle: &Particle) -> usize;
    /// Whether an attribute comes that may be left out.
    fn optional(&mut self) -> bool;
    /// Text for an element or attribute of this name.
    fn text(&mut self, name: &str) -> String;
    /// Which alternatives of a choice come. `alone` if the choice is all that its element holds:
    /// then each alternative can have an element of its own.
    fn chosen(&mut self, particle: &Particle, alone: bool) -> Vec<usize>;
}

/// Every element, every attribute; each list of values in turn.
pub(super) struct Everything {
    pub(super) turn: usize,
    /// The alternative where only one can come.
    pub(super) alternative: usize,
}

impl Choices for Everything {
    fn below(&mut self, bound: usize) -> usize {
        self.turn += 1;
        self.turn % bound
    }

    fn repeats(&mut self, particle: &Particle) -> usize {
        let plain =
            particle.alternatives.iter().all(|declaration| matches!(declaration.kind, Kind::Simple(_)));
        if particle.many && plain { 2 } else { 1 }
    }

    fn optional(&mut self) -> bool {
        true
    }

    fn text(&mut self, name: &str) -> String {
        format!("text of {name}")
    }

    fn chosen(&mut self, particle: &Particle, alone: bool) -> Vec<usize> {
        let count = particle.alternatives.len();
        if alone { (0..count).collect() } else { vec![self.alternative % count] }
    }
}

/// Whatever the bytes say; when they run out, as little as the schema allows.
pub(super) struct Bytes<'a>(pub(super) std::slice::Iter<'a, u8>);

/// Pieces of text that are hard to carry.
const PIECES: &[&str] = &[
    "a",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "]]>",
    "&amp;",
    "<![CDATA[",
    "<!--",
    "ñ",
    "\u{85}",
    "\u{2028}",
    "\u{FEFF}",
    "\u{FFFD}",
    "😀",
    "\u{10FFFF}",
    "\u{7F}",
    "\u{200B}",
    "-->",
    "?>",
    "{}",
    "\\",
    "中",
];

impl Choices for Bytes<'_> {
    fn below(&mut self, bound: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % bound)
    }

    fn repeats(&mut self, particle: &Particle) -> usize {
        match (particle.min, particle.many) {
            (0, false) => self.below(2),
            (_, false) => 1,
            (min, true) => min + self.below(3),
        }
    }

    fn optional(&mut self) -> bool {
        self.below(2) == 1
    }

    fn text(&mut self, _name: &str) -> String {
        let length = self.below(6);
        (0..length).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn chosen(&mut self, particle: &Particle, _alone: bool) -> Vec<usize> {
        vec![self.below(particle.alternatives.len())]
    }
}

/// An element of this definition, without children.
fn open(name: &str, definition: &Definition, choices: &mut impl Choices) -> Element {
    let mut element = Element::new(name);
    for attribute in &definition.attributes {
        if attribute.required || choices.optional() {
            let value = sample(attribute.simple, attribute.name, choices);
            element.attributes.push((attribute.name.to_owned(), value));
        }
    }
    if let Some(simple) = definition.text {
        element.text = sample(simple, name, choices);
    }
    element
}

/// An element of this definition.
pub(super) fn generate(name: &str, definition: &Definition, choices: &mut impl Choices) -> Element {
    let mut element = open(name, definition, choices);
    for particle in &definition.particles {
        for _ in 0..choices.repeats(particle) {
            for at in choices.chosen(particle, false) {
                element.children.extend(declared(&particle.alternatives[at], choices));
            }
        }
    }
    element
}

/// The element of a declaration; several if its definition is one choice and all alternatives are wanted.
fn declared(declaration: &Declaration, choices: &mut impl Choices) -> Vec<Element> {
    let name = declaration.name;
    let definition = match declaration.kind {
        Kind::Complex(definition) => definition(),
        Kind::Simple(simple) => {
            let mut element = Element::new(name);
            element.text = sample(simple, name, choices);
            return vec![element];
        }
        Kind::Flag => return vec![Element::new(name)],
    };
    match definition.particles.as_slice() {
        [particle] if particle.alternatives.len() > 1 => {
            let mut elements = Vec::new();
            for at in choices.chosen(particle, true) {
                let mut element = open(name, definition, choices);
                element.children = declared(&particle.alternatives[at], choices);
                elements.push(element);
            }
            elements
        }
        _ => vec![generate(name, definition, choices)],
    }
}

fn sample(simple: SimpleType, name: &str, choices: &mut impl Choices) -> String {
    let from: &[&str] = match (simple.rule, simple.name, simple.base) {
        (Rule::Enumeration(codes), ..) => codes,
        (_, "phoneCountryCallingCode", _) => &["+34", "+1", "+999"],
        (_, "phoneExtension", _) => &["12", "0"],
        (_, _, "xs:string") => return choices.text(name),
        (_, _, "xs:token") => &["15e9941f00c4d6d7962e4292b3559618", "two words", ""],
        (_, _, "xs:boolean") => &["true", "false"],
        (_, _, "xs:int") => &["0", "30", "-7", "2147483647"],
        (_, _, "xs:long") => &["7000001", "0", "-9223372036854775808"],
        (_, _, "xs:double") => &["40.4168", "-3.5", "0", "-0"],
        (_, _, "xs:date") => &["1994-01-02", "2024-02-29Z", "1999-12-31+14:00"],
        (_, _, "xs:dateTime") => {
            &["2024-05-01T10:00:00Z", "2024-05-01T10:00:00.813381896+02:00", "2024-01-01T24:00:00-05:30"]
        }
        other => panic!("no sample for {other:?}"),
    };
    from[choices.below(from.len())].to_owned()
}
