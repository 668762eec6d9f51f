//! The rule that a declaration makes: which elements and attributes, in which order, how often, of which type.

use super::{Choice, Content, Occurs, Simple, SimpleType};

/// What an element of one type may hold.
#[derive(Debug)]
pub(crate) struct Definition {
    /// Name of the type in the XSD.
    pub(crate) name: &'static str,
    pub(crate) order: Order,
    pub(crate) particles: Vec<Particle>,
    pub(crate) attributes: Vec<Attribute>,
    /// The type of its text, if it holds text.
    pub(crate) text: Option<SimpleType>,
}

/// Whether child elements keep the order of the declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Sequence,
    /// Any order (`xs:all`).
    All,
}

/// One place in the order, for one element or one of several.
#[derive(Debug)]
pub(crate) struct Particle {
    pub(crate) alternatives: Vec<Declaration>,
    pub(crate) min: usize,
    pub(crate) many: bool,
}

/// An element with its type.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) facets: Facets,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Present or absent; the content, if any, is `true`.
    Flag,
    Simple(SimpleType),
    Complex(fn() -> &'static Definition),
}

#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) simple: SimpleType,
    pub(crate) facets: Facets,
}

/// What the documentation asks of a value and the schema does not.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facets {
    pub(crate) max_chars: Option<usize>,
    pub(crate) range: Option<(i32, i32)>,
    pub(crate) filled: bool,
    pub(crate) solid: bool,
}

impl Facets {
    /// At most so many characters.
    pub(crate) fn max(self, chars: usize) -> Self {
        Self { max_chars: Some(chars), ..self }
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(self, low: i32, high: i32) -> Self {
        Self { range: Some((low, high)), ..self }
    }

    /// Not blank when present.
    pub(crate) fn filled(self) -> Self {
        Self { filled: true, ..self }
    }

    /// No whitespace and no control characters in it.
    pub(crate) fn solid(self) -> Self {
        Self { solid: true, ..self }
    }
}

impl Definition {
    pub(crate) fn has_attribute(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute.name == name)
    }

    /// The names of its attributes.
    pub(crate) fn attribute_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.attributes.iter().map(|attribute| attribute.name)
    }

    /// The names of the elements that may stand in it, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.particles.iter().flat_map(|particle| &particle.alternatives).map(|element| element.name)
    }

    /// The particle for an element of this name, with its place.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &Particle)> {
        let holds = |particle: &Particle| particle.alternatives.iter().any(|element| element.name == name);
        self.particles.iter().enumerate().find(|(_, particle)| holds(particle))
    }

    /// What may follow the particle at `last`, in words.
    pub(crate) fn expected_after(&self, last: Option<usize>) -> String {
        let from = match (self.order, last) {
            (Order::All, _) | (_, None) => 0,
            (Order::Sequence, Some(last))
                if self.particles.get(last).is_some_and(|particle| particle.many) =>
            {
                last
            }
            (Order::Sequence, Some(last)) => last + 1,
        };
        let mut names = Vec::new();
        for (place, particle) in self.particles.iter().enumerate().skip(from) {
            names.extend(particle.alternatives.iter().map(|element| format!("`{}`", element.name)));
            if particle.min > 0 && last != Some(place) {
                return names.join(" or ");
            }
        }
        names.push("the end tag".to_owned());
        names.join(" or ")
    }
}

/// Writes a definition down, slot by slot.
pub(crate) struct DefinitionBuilder(Definition);

impl DefinitionBuilder {
    pub(crate) fn new(name: &'static str, order: Order) -> Self {
        Self(Definition { name, order, particles: Vec::new(), attributes: Vec::new(), text: None })
    }

    pub(crate) fn element<O: Occurs>(&mut self, name: &'static str, facets: Facets) {
        self.particle::<O>(name, facets, O::MIN);
    }

    pub(crate) fn at_least_one<O: Occurs>(&mut self, name: &'static str, facets: Facets) {
        self.particle::<O>(name, facets, 1);
    }

    fn particle<O: Occurs>(&mut self, name: &'static str, facets: Facets, min: usize) {
        let kind = O::Item::kind();
        self.0.particles.push(Particle {
            alternatives: vec![Declaration { name, kind, facets }],
            min,
            many: O::MANY,
        });
    }

    pub(crate) fn choice<O: Occurs<Item: Choice>>(&mut self, _name: &'static str, _facets: Facets) {
        self.0.particles.push(Particle { alternatives: O::Item::alternatives(), min: O::MIN, many: O::MANY });
    }

    #[expect(clippy::extra_unused_type_parameters, reason = "every slot is given the type of its field")]
    pub(crate) fn flag<B>(&mut self, name: &'static str, facets: Facets) {
        self.0.particles.push(Particle {
            alternatives: vec![Declaration { name, kind: Kind::Flag, facets }],
            min: 0,
            many: false,
        });
    }

    pub(crate) fn attribute<O: Occurs<Item: Simple>>(&mut self, name: &'static str, facets: Facets) {
        self.0.attributes.push(Attribute { name, required: O::MIN > 0, simple: O::Item::TYPE, facets });
    }

    pub(crate) fn text<S: Simple>(&mut self, _name: &'static str, _facets: Facets) {
        self.0.text = Some(S::TYPE);
    }

    pub(crate) fn finish(self) -> Definition {
        self.0
    }
}
