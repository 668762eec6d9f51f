//! Where the elements of a document stand: a rule speaks of values, and whoever mends a document looks for lines.

use super::xml::Element;

/// The line of what a path leads to, from 1. Where nothing stands at its end, the line of the last element on the way.
pub(super) fn line_of(root: &Element, path: &str) -> u32 {
    let mut at = root;
    for step in path.split('/').skip(1) {
        let Some(child) = child_at(at, step) else { break };
        at = child;
    }
    at.line
}

/// The child that a step such as `victim[2]` names; without a number the first.
fn child_at<'a>(element: &'a Element, step: &str) -> Option<&'a Element> {
    let (name, number) = match step.strip_suffix(']').and_then(|step| step.rsplit_once('[')) {
        Some((name, number)) => (name, number.parse::<usize>().ok()?),
        None => (step, 1),
    };
    let mut named = element.children.iter().filter(|child| child.name == name);
    named.nth(number.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    #[test]
    fn a_path_leads_to_its_line_or_to_the_last_element_on_the_way() {
        let tree = parse(b"<a>\n<b/>\n<c>\n<d/></c>\n<c\n>\n<d/>\n</c></a>").unwrap();
        for (path, line) in [
            ("a", 1),
            ("a/b", 2),
            ("a/c/d", 4),
            ("a/c[2]", 5),
            ("a/c[2]/d[1]", 7),
            ("a/c[2]/d[1]/@x", 7),
            ("a/c[3]/d", 1),
            ("a/c[0]", 1),
            ("a/c[x]", 1),
        ] {
            assert_eq!(line_of(&tree, path), line, "{path}");
        }
    }
}
