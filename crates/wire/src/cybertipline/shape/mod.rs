//! How an element of the schema is declared, once, for reading, writing, checking and the XSD.
//!
//! [`record!`] and [`choice!`] name each field's slot (`element`, `attribute`, …) and its XML name. Three drivers
//! have a method per slot: [`Cursor`] takes a value out of a tree, [`Builder`] puts it in,
//! [`DefinitionBuilder`] writes down the rule. The macros call all three from one declaration.

mod builder;
mod cursor;
mod definition;
mod macros;
mod nearest;
mod occurs;
mod simple;

pub(super) use builder::Builder;
pub(super) use cursor::{Cursor, Reading};
pub(super) use definition::{
    Attribute, Declaration, Definition, DefinitionBuilder, Facets, Kind, Order, Particle,
};
pub(super) use macros::{choice, record};
pub(super) use occurs::Occurs;
pub(super) use simple::{Rule, Simple, SimpleType, collapse};

use super::error::ReadError;
use super::xml::Element;

/// What can stand between a start tag and its end tag, attributes included.
pub(super) trait Content: Sized {
    /// How the schema describes it.
    fn kind() -> Kind;
    /// Takes it out of an element.
    fn read(element: &Element, reading: &mut Reading) -> Result<Self, ReadError>;
    /// Puts it into an empty element.
    fn fill(&self, element: &mut Element);
}

/// One of several elements.
pub(super) trait Choice: Content {
    /// The elements to choose from.
    fn alternatives() -> Vec<Declaration>;
    /// Takes the value out of the element that was found; `None` if it is not one of the alternatives.
    fn read_chosen(element: &Element, reading: &mut Reading) -> Result<Option<Self>, ReadError>;
    /// The name of the chosen element.
    fn chosen(&self) -> &'static str;
    /// Puts the value into the chosen element.
    fn fill_chosen(&self, element: &mut Element);
}

/// The text of a simple value is the whole content of its element.
impl<S: Simple> Content for S {
    fn kind() -> Kind {
        Kind::Simple(S::TYPE)
    }

    fn read(element: &Element, reading: &mut Reading) -> Result<Self, ReadError> {
        reading.note_everything(element);
        reading.parse(element, &element.text)
    }

    fn fill(&self, element: &mut Element) {
        element.text = self.to_text().into_owned();
    }
}
