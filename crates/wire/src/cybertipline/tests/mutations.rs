//! Spoil a full document in one place, everywhere in turn: each must be refused there, with the reason.

use super::super::error::{ReadError, ReadErrorKind, UnknownElement};
use super::super::shape::{Definition, Kind, Order, Particle, Rule, SimpleType};
use super::super::xml::{self, Element, parse};
use super::Document;
use super::round_trip::full_documents;

/// A place in a document that holds little else.
struct Place {
    /// Child positions from the root.
    steps: Vec<usize>,
    path: String,
    kind: Kind,
}

/// The steps to every element of a tree, the root's (none) included.
fn all_steps(tree: &Element) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for (index, child) in tree.children.iter().enumerate() {
        all.extend(all_steps(child).into_iter().map(|below| [vec![index], below].concat()));
    }
    all
}

/// The element at `steps` whole; above it only what leads there and what may not be missing.
/// Gives the steps in the smaller tree, with the names on the way and what is declared at their end.
fn reduce(element: &Element, kind: Kind, path: &str, steps: &[usize]) -> (Element, Place) {
    let (Some((step, rest)), Kind::Complex(definition)) = (steps.split_first(), kind) else {
        let place = Place { steps: Vec::new(), path: path.to_owned(), kind };
        return (element.clone(), place);
    };
    let mut reduced = Element { children: Vec::new(), ..element.clone() };
    let mut found = None;
    for (index, child) in element.children.iter().enumerate() {
        let (_, particle) = definition().find(&child.name).unwrap();
        if index == *step {
            let number = if particle.many { "[1]" } else { "" };
            let path = format!("{path}/{}{number}", child.name);
            let (child, mut place) = reduce(child, kind_of(particle, &child.name), &path, rest);
            place.steps.insert(0, reduced.children.len());
            reduced.children.push(child);
            found = Some(place);
        } else if particle.min > 0 && !particle.many {
            reduced.children.push(child.clone());
        }
    }
    (reduced, found.unwrap())
}

fn kind_of(particle: &Particle, name: &str) -> Kind {
    particle.alternatives.iter().find(|declaration| declaration.name == name).unwrap().kind
}

fn at<'a>(tree: &'a Element, steps: &[usize]) -> &'a Element {
    steps.iter().fold(tree, |element, step| &element.children[*step])
}

fn at_mut<'a>(tree: &'a mut Element, steps: &[usize]) -> &'a mut Element {
    steps.iter().fold(tree, |element, step| &mut element.children[*step])
}

/// Visits every place of every full document.
fn everywhere(mut visit: impl FnMut(&Document, &Element, &Place)) {
    for (document, tree) in full_documents() {
        for steps in all_steps(&tree) {
            let (tree, place) = reduce(&tree, document.kind, document.root, &steps);
            visit(&document, &tree, &place);
        }
    }
}

/// Reads the spoiled document; the error must be the schema's.
fn refusal(document: &Document, spoiled: &Element) -> ReadError {
    let printed = print(spoiled);
    let error = (document.read)(printed.as_bytes()).expect_err(&printed);
    assert_eq!(error.kind, ReadErrorKind::Invalid);
    assert_eq!(error.response_code().number(), 4100);
    assert!(!error.expected.is_empty() && error.line > 1, "{error}");
    error
}

/// A document with a line for each element.
fn print(tree: &Element) -> String {
    xml::print(tree).replace("><", ">\n<")
}

/// The line on which the element at `steps` comes to stand.
fn line(tree: &Element, steps: &[usize]) -> u32 {
    at(&parse(print(tree).as_bytes()).unwrap(), steps).line
}

fn sequence(place: &Place) -> Option<&'static Definition> {
    match place.kind {
        Kind::Complex(definition) if definition().order == Order::Sequence => Some(definition()),
        _ => None,
    }
}

#[test]
fn exchanged_neighbours_are_refused_by_name_and_line() {
    let mut exchanged = 0;
    everywhere(|document, tree, place| {
        let Some(definition) = sequence(place) else { return };
        let children = &at(tree, &place.steps).children;
        for index in 1..children.len() {
            let (first, second) = (&children[index - 1].name, &children[index].name);
            if first == second {
                continue;
            }
            let mut spoiled = tree.clone();
            at_mut(&mut spoiled, &place.steps).children.swap(index - 1, index);
            let error = refusal(document, &spoiled);
            // a required element is missed where the other stands; one that may be left out comes too late
            let required = definition.find(first).unwrap().1.min > 0
                && children.iter().position(|child| child.name == *first) == Some(index - 1);
            let (named, at) = if required { (second, index - 1) } else { (first, index) };
            assert_eq!(error.path, format!("{}/{named}", place.path), "{error}");
            assert_eq!(error.line, line(&spoiled, &[place.steps.as_slice(), &[at]].concat()), "{error}");
            if required {
                assert!(error.expected.contains(&format!("`{first}`")), "{error}");
            }
            exchanged += 1;
        }
    });
    assert!(exchanged > 150, "{exchanged}");
}

#[test]
fn missing_elements_are_refused_by_name() {
    let mut removed = 0;
    everywhere(|document, tree, place| {
        let Some(definition) = sequence(place) else { return };
        for (index, child) in at(tree, &place.steps).children.iter().enumerate() {
            let (_, particle) = definition.find(&child.name).unwrap();
            if particle.min == 0 {
                continue;
            }
            let mut spoiled = tree.clone();
            at_mut(&mut spoiled, &place.steps).children.remove(index);
            let error = refusal(document, &spoiled);
            assert!(error.path.starts_with(&place.path), "{error}");
            assert!(error.expected.contains(&format!("`{}`", child.name)), "{error}");
            removed += 1;
        }
    });
    assert!(removed > 20, "{removed}");
}

#[test]
fn elements_that_come_once_are_refused_twice() {
    everywhere(|document, tree, place| {
        let Kind::Complex(definition) = place.kind else { return };
        for (index, child) in at(tree, &place.steps).children.iter().enumerate() {
            if definition().find(&child.name).unwrap().1.many {
                continue;
            }
            let mut spoiled = tree.clone();
            at_mut(&mut spoiled, &place.steps).children.insert(index, child.clone());
            let error = refusal(document, &spoiled);
            assert_eq!(error.path, format!("{}/{}", place.path, child.name), "{error}");
            assert_eq!(
                error.line,
                line(&spoiled, &[place.steps.as_slice(), &[index + 1]].concat()),
                "{error}"
            );
        }
    });
}

fn can_be_wrong(simple: SimpleType) -> bool {
    !(matches!(simple.rule, Rule::BuiltIn) && matches!(simple.base, "xs:string" | "xs:token"))
}

#[test]
fn wrong_values_are_refused_where_they_stand() {
    let mut wrong = 0;
    everywhere(|document, tree, place| {
        let text = match place.kind {
            Kind::Flag => Some("false"),
            Kind::Simple(simple) => can_be_wrong(simple).then_some("?!"),
            Kind::Complex(definition) => definition().text.filter(|text| can_be_wrong(*text)).map(|_| "?!"),
        };
        if let Some(text) = text {
            let mut spoiled = tree.clone();
            text.clone_into(&mut at_mut(&mut spoiled, &place.steps).text);
            let error = refusal(document, &spoiled);
            assert_eq!(error.path, place.path);
            assert_eq!(error.line, line(&spoiled, &place.steps));
            assert!(error.problem.contains(text), "{error}");
            wrong += 1;
        }
    });
    assert!(wrong > 150, "{wrong}");
}

#[test]
fn wrong_and_missing_attributes_are_refused_where_they_stand() {
    let (mut wrong, mut missing) = (0, 0);
    everywhere(|document, tree, place| {
        let Kind::Complex(definition) = place.kind else { return };
        for attribute in &definition().attributes {
            let mut spoiled = tree.clone();
            let attributes = &mut at_mut(&mut spoiled, &place.steps).attributes;
            let index = attributes.iter().position(|(name, _)| name == attribute.name).unwrap();
            if attribute.required {
                attributes.remove(index);
                let error = refusal(document, &spoiled);
                assert_eq!(error.path, place.path);
                assert!(error.problem.contains(attribute.name), "{error}");
                missing += 1;
            } else if can_be_wrong(attribute.simple) {
                "?!".clone_into(&mut attributes[index].1);
                let error = refusal(document, &spoiled);
                assert_eq!(error.path, format!("{}/@{}", place.path, attribute.name));
                assert_eq!(error.line, line(&spoiled, &place.steps));
                wrong += 1;
            }
        }
    });
    assert!(wrong > 50 && missing > 1, "{wrong} {missing}");
}

#[test]
fn text_between_elements_is_refused() {
    everywhere(|document, tree, place| {
        let Kind::Complex(definition) = place.kind else { return };
        if definition().text.is_none() {
            let mut spoiled = tree.clone();
            at_mut(&mut spoiled, &place.steps).text.push_str("stray");
            assert_eq!(refusal(document, &spoiled).path, place.path);
        }
    });
}

#[test]
fn unknown_elements_and_attributes_are_listed_and_the_rest_is_read() {
    everywhere(|document, tree, place| {
        let mut foreign = Element::new("x:foreign");
        foreign.children = vec![Element::new("report"), Element::new("incidentSummary")];
        let mut spoiled = tree.clone();
        let element = at_mut(&mut spoiled, &place.steps);
        element.attributes.push(("foreign".to_owned(), "1".to_owned()));
        element.children.push(foreign);
        let last = element.children.len() - 1;
        // a line feed beside text would become part of it
        let show = if at(tree, &place.steps).text.is_empty() { print } else { xml::print };
        let shown = show(&spoiled);
        let reread = (document.read)(shown.as_bytes()).unwrap();
        let parsed = parse(shown.as_bytes()).unwrap();
        let own = at(&parsed, &place.steps);
        let unknown =
            |step: &str, line| UnknownElement { path: format!("{}/{step}", place.path), line, nearest: None };
        let expected = [unknown("@foreign", own.line), unknown("x:foreign", own.children[last].line)];
        assert_eq!(reread.unknown, expected);
        assert_eq!(print(&reread.tree), print(tree));
    });
}

#[test]
fn flags_come_in_any_order_empty_or_true() {
    everywhere(|document, tree, place| {
        let Kind::Complex(definition) = place.kind else { return };
        if definition().order == Order::All {
            let mut varied = tree.clone();
            let element = at_mut(&mut varied, &place.steps);
            element.children.reverse();
            for (index, flag) in element.children.iter_mut().enumerate() {
                ["true", "", "1", " true\n"][index % 4].clone_into(&mut flag.text);
            }
            let reread = (document.read)(print(&varied).as_bytes()).unwrap();
            assert_eq!(print(&reread.tree), print(tree));
        }
    });
}
