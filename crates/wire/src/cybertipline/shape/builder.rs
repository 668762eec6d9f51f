//! Puts values into an element, slot by slot, in the order of the declaration.

use super::{Choice, Content, Occurs, Simple};
use crate::cybertipline::xml::Element;

pub(crate) struct Builder<'a>(pub(crate) &'a mut Element);

impl Builder<'_> {
    pub(crate) fn element<O: Occurs>(&mut self, name: &str, value: &O) {
        for item in value.items() {
            let mut child = Element::new(name);
            item.fill(&mut child);
            self.0.children.push(child);
        }
    }

    pub(crate) fn at_least_one<O: Occurs>(&mut self, name: &str, value: &O) {
        self.element(name, value);
    }

    pub(crate) fn choice<O: Occurs<Item: Choice>>(&mut self, _name: &str, value: &O) {
        for item in value.items() {
            let mut child = Element::new(item.chosen());
            item.fill_chosen(&mut child);
            self.0.children.push(child);
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "every slot is given its field by reference")]
    pub(crate) fn flag(&mut self, name: &str, value: &bool) {
        if *value {
            self.0.children.push(Element::new(name));
        }
    }

    pub(crate) fn attribute<O: Occurs<Item: Simple>>(&mut self, name: &str, value: &O) {
        for item in value.items() {
            self.0.attributes.push((name.to_owned(), item.to_text().into_owned()));
        }
    }

    pub(crate) fn text<S: Simple>(&mut self, _name: &str, value: &S) {
        self.0.text = value.to_text().into_owned();
    }
}
