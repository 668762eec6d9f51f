//! Writes a tree as one line of XML.

use super::{Element, is_xml_char};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// The document on one line, in UTF-8. A character that XML 1.0 cannot carry in any form
/// (such as U+0000 in a file name) is written as U+FFFD.
pub(crate) fn print(root: &Element) -> String {
    let mut out = DECLARATION.to_owned();
    print_element(&mut out, root);
    out
}

/// The document with one tag a line, indented by two spaces a level. For trees in which no element
/// holds both text and children.
pub(crate) fn print_indented(root: &Element) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    print_lines(&mut out, root, 0);
    out
}

fn print_lines(out: &mut String, element: &Element, depth: usize) {
    let indent = "  ".repeat(depth);
    out.push_str(&indent);
    if element.children.is_empty() {
        print_element(out, element);
        out.push('\n');
        return;
    }
    print_open(out, element);
    out.push_str(">\n");
    for child in &element.children {
        print_lines(out, child, depth + 1);
    }
    out.push_str(&indent);
    print_close(out, element);
    out.push('\n');
}

fn print_element(out: &mut String, element: &Element) {
    print_open(out, element);
    if element.text.is_empty() && element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    print_text(out, &element.text, false);
    for child in &element.children {
        print_element(out, child);
    }
    print_close(out, element);
}

/// The start tag without its `>`.
fn print_open(out: &mut String, element: &Element) {
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        print_text(out, value, true);
        out.push('"');
    }
}

fn print_close(out: &mut String, element: &Element) {
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

fn print_text(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            // readers turn these into spaces or line feeds unless they come as references
            '\r' => out.push_str("&#13;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            c if is_xml_char(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
}
