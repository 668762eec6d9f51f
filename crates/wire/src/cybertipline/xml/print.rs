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

fn print_element(out: &mut String, element: &Element) {
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        print_text(out, value, true);
        out.push('"');
    }
    if element.text.is_empty() && element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    print_text(out, &element.text, false);
    for child in &element.children {
        print_element(out, child);
    }
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
