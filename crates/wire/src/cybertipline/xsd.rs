//! Writes the XSD from the declarations. The result is also committed (`xsd/cybertipline.xsd`), so that changes are seen.

use super::shape::{
    Attribute, Content, Declaration, Definition, Facets, Kind, Order, Particle, Rule, SimpleType,
};
use super::xml::{Element, print_indented};
use super::{FileDetails, Report, ReportDoneResponse, ReportResponse};

#[derive(Default)]
struct Schema {
    elements: Vec<Element>,
    complex: Vec<Element>,
    simple: Vec<Element>,
}

fn tag(name: &str, attributes: &[(&str, &str)]) -> Element {
    let mut element = Element::new(&format!("xs:{name}"));
    let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    element.attributes = attributes.iter().map(own).collect();
    element
}

fn named<'a>(list: &'a [Element], name: &str) -> Option<&'a Element> {
    let has_name =
        |element: &&Element| element.attributes.iter().any(|(key, value)| key == "name" && value == name);
    list.iter().find(has_name)
}

impl Schema {
    fn root<T: Content>(&mut self, name: &str) {
        let type_name = self.type_name(T::kind());
        self.elements.push(tag("element", &[("name", name), ("type", &type_name)]));
    }

    fn type_name(&mut self, kind: Kind) -> String {
        match kind {
            Kind::Flag => "xs:boolean".to_owned(),
            Kind::Simple(simple) => self.simple_name(simple),
            Kind::Complex(definition) => self.complex_name(definition()),
        }
    }

    fn simple_name(&mut self, simple: SimpleType) -> String {
        if !simple.name.starts_with("xs:") && named(&self.simple, simple.name).is_none() {
            let mut restriction = tag("restriction", &[("base", simple.base)]);
            restriction.children = match simple.rule {
                Rule::BuiltIn => Vec::new(),
                Rule::Enumeration(codes) => {
                    codes.iter().map(|code| tag("enumeration", &[("value", code)])).collect()
                }
                Rule::Pattern(pattern) => vec![tag("pattern", &[("value", pattern)])],
            };
            let mut element = tag("simpleType", &[("name", simple.name)]);
            element.children.push(restriction);
            self.simple.push(element);
        }
        simple.name.to_owned()
    }

    fn complex_name(&mut self, definition: &Definition) -> String {
        if named(&self.complex, definition.name).is_none() {
            let mut element = tag("complexType", &[("name", definition.name)]);
            element.children = self.complex_content(definition);
            self.complex.push(element);
        }
        definition.name.to_owned()
    }

    fn complex_content(&mut self, definition: &Definition) -> Vec<Element> {
        let attributes: Vec<_> =
            definition.attributes.iter().map(|attribute| self.attribute(attribute)).collect();
        if let Some(text) = definition.text {
            let mut extension = tag("extension", &[("base", &self.simple_name(text))]);
            extension.children = attributes;
            let mut content = tag("simpleContent", &[]);
            content.children.push(extension);
            return vec![content];
        }
        let mut group = tag(if definition.order == Order::All { "all" } else { "sequence" }, &[]);
        group.children = definition.particles.iter().map(|particle| self.particle(particle)).collect();
        let mut children = if group.children.is_empty() { Vec::new() } else { vec![group] };
        children.extend(attributes);
        children
    }

    fn attribute(&mut self, attribute: &Attribute) -> Element {
        let type_name = self.simple_name(attribute.simple);
        let mut element = tag("attribute", &[("name", attribute.name), ("type", &type_name)]);
        if attribute.required {
            element.attributes.push(("use".to_owned(), "required".to_owned()));
        }
        element.children.extend(annotation(attribute.facets));
        element
    }

    fn particle(&mut self, particle: &Particle) -> Element {
        let mut children: Vec<_> =
            particle.alternatives.iter().map(|declaration| self.declaration(declaration)).collect();
        let mut element = if children.len() == 1 { children.remove(0) } else { tag("choice", &[]) };
        element.children.extend(children);
        if particle.min == 0 {
            element.attributes.push(("minOccurs".to_owned(), "0".to_owned()));
        }
        if particle.many {
            element.attributes.push(("maxOccurs".to_owned(), "unbounded".to_owned()));
        }
        element
    }

    fn declaration(&mut self, declaration: &Declaration) -> Element {
        let type_name = self.type_name(declaration.kind);
        let mut element = tag("element", &[("name", declaration.name), ("type", &type_name)]);
        if matches!(declaration.kind, Kind::Flag) {
            element.attributes.push(("fixed".to_owned(), "true".to_owned()));
        }
        element.children.extend(annotation(declaration.facets));
        element
    }
}

/// What the documentation asks beyond the schema, in words.
fn annotation(facets: Facets) -> Option<Element> {
    let mut notes = Vec::new();
    notes.extend(facets.filled.then(|| "not blank".to_owned()));
    notes.extend(facets.solid.then(|| "no whitespace, no control characters".to_owned()));
    notes.extend(facets.max_chars.map(|max| format!("at most {max} characters")));
    notes.extend(facets.range.map(|(low, high)| format!("{low} to {high}")));
    if notes.is_empty() {
        return None;
    }
    let mut documentation = tag("documentation", &[]);
    documentation.text = notes.join("; ");
    let mut annotation = tag("annotation", &[]);
    annotation.children.push(documentation);
    Some(annotation)
}

/// The schema, an element a line.
pub(super) fn generate() -> String {
    let mut schema = Schema::default();
    schema.root::<Report>("report");
    schema.root::<FileDetails>("fileDetails");
    schema.root::<ReportResponse>("reportResponse");
    schema.root::<ReportDoneResponse>("reportDoneResponse");
    let mut root = tag("schema", &[("xmlns:xs", "http://www.w3.org/2001/XMLSchema")]);
    root.children = [schema.elements, schema.complex, schema.simple].concat();
    print_indented(&root)
}

#[cfg(test)]
mod tests {
    use super::generate;

    /// Run with `AMPARO_WRITE_XSD=1` to take over a changed declaration, and read the difference.
    #[test]
    fn committed_schema_follows_the_declarations() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/xsd/cybertipline.xsd");
        let generated = generate();
        if std::env::var_os("AMPARO_WRITE_XSD").is_some() {
            std::fs::write(path, &generated).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), generated);
    }
}
