//! Reading JSON so that an error names its field.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{Problem, ReadError};

/// Reads a document; the one problem reported carries the path of the field and the line.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| {
        let stopped = offset(text, error.line(), error.column());
        vec![Problem::new(path_at(&text[..stopped]), error.to_string())].into()
    })
}

/// Writes a document: indented, with a final newline.
pub(crate) fn write_json<T: Serialize>(document: &T) -> String {
    // no document of ours has a map with keys other than strings, so this cannot fail
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

/// The byte offset of a position as serde_json states it: lines from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut stopped = (start + column).min(text.len());
    while !text.is_char_boundary(stopped) {
        stopped -= 1;
    }
    stopped
}

enum Level {
    Object { field: String },
    List { index: usize },
}

/// The path of the value that ends, or is being read, where `text` stops.
fn path_at(text: &str) -> String {
    let mut levels = Vec::new();
    let mut rest = text.chars();
    let mut last_text = String::new();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => last_text = string(&mut rest),
            '{' => levels.push(Level::Object { field: String::new() }),
            '[' => levels.push(Level::List { index: 0 }),
            '}' | ']' => drop(levels.pop()),
            ':' => {
                if let Some(Level::Object { field }) = levels.last_mut() {
                    *field = std::mem::take(&mut last_text);
                }
            }
            ',' => match levels.last_mut() {
                Some(Level::List { index }) => *index += 1,
                Some(Level::Object { field }) => field.clear(),
                None => {}
            },
            _ => {}
        }
    }
    let mut path = String::new();
    for level in levels {
        match level {
            Level::List { index } => path.extend(["[", &index.to_string(), "]"]),
            Level::Object { field } if field.is_empty() => {}
            Level::Object { field } if path.is_empty() => path = field,
            Level::Object { field } => path.extend([".", &field]),
        }
    }
    path
}

/// The rest of a string after its opening quote, escapes left as they are.
fn string(rest: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => break,
            '\\' => text.extend(rest.next()),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_that_of_the_value_before_the_stop() {
        let check = |text: &str, path: &str| assert_eq!(path_at(text), path, "{text}");
        check(r#"{"a": 1"#, "a");
        check(r#"{"a": [{"b": "x,]}"#, "a[0].b");
        check(r#"{"a": [{"b": "x"}, {"c": "\"{""#, "a[1].c");
        check(r#"{"a": {"b": [1, 2]}"#, "a");
        check(r#"{"a": 1, "#, "");
        check("", "");
    }
}
