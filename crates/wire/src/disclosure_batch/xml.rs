//! Rows of an XML document.

use super::row::{RawRow, Value};
use super::{Batch, FIELDS, Place, ReadError};
use crate::cybertipline::xml::{Element, parse};

const ROOT: &str = "disclosureAnswers";
const ROW: &str = "row";

pub(super) fn read(bytes: &[u8]) -> Result<Batch<'_>, ReadError> {
    let root = parse(bytes)?;
    let mut batch = Batch::new(bytes);
    if root.name != ROOT {
        return Err(batch.error(place(&root), "", "another document", &format!("`{ROOT}`")));
    }
    for row in &root.children {
        let read = read_row(&batch, row);
        if !batch.take(read) {
            break;
        }
    }
    Ok(batch)
}

fn place(element: &Element) -> Place {
    Place::At(u64::from(element.line), u64::from(element.column.max(1)))
}

fn read_row(batch: &Batch<'_>, row: &Element) -> Result<RawRow, ReadError> {
    if row.name != ROW {
        return Err(batch.wrong(place(row), "", &row.name, &format!("`{ROW}`")));
    }
    let mut values = FIELDS.map(|_| None);
    for element in &row.children {
        let index = FIELDS.iter().position(|name| *name == element.name);
        let Some(value) = index.and_then(|index| values.get_mut(index)) else {
            let expected = format!("one of {}", FIELDS.join(", "));
            return Err(batch.wrong(place(element), "", &element.name, &expected));
        };
        if value.is_some() {
            return Err(batch.error(
                place(element),
                &element.name,
                "the element stands here a second time",
                "each once",
            ));
        }
        let text = element.text.trim_ascii();
        if !text.is_empty() {
            *value = Some(Value { text: text.to_owned(), place: place(element) });
        }
    }
    Ok(RawRow { start: place(row), values })
}
