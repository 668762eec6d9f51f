//! Rows of a JSON document.

use super::row::{RawRow, Value};
use super::{Batch, FIELDS, Place, ReadError, SCHEMA};
use crate::hash_list::json::Node;

pub(super) fn read(text: &str) -> Result<Batch<'_>, ReadError> {
    let root = Node::root(text);
    let document = root.record()?;
    let schema = document.need("schema")?;
    if schema.string()? != SCHEMA {
        return Err(schema.refuse(SCHEMA));
    }
    if let Some(unknown) = document.unknown(&["schema", "rows"]) {
        return Err(unknown.error("an unknown key", "schema and rows"));
    }
    let rows = document.need("rows")?;
    let mut batch = Batch::new(text.as_bytes());
    for (index, item) in rows.items()?.into_iter().enumerate() {
        if !batch.take(read_row(&rows.item(index, item))) {
            break;
        }
    }
    Ok(batch)
}

fn read_row(node: &Node<'_, '_>) -> Result<RawRow, ReadError> {
    let record = node.record()?;
    if let Some(unknown) = record.unknown(&FIELDS) {
        return Err(unknown.error("an unknown key", &format!("one of {}", FIELDS.join(", "))));
    }
    let mut values = FIELDS.map(|_| None);
    for (value, field) in values.iter_mut().zip(FIELDS) {
        let Some(node) = record.get(field)? else { continue };
        let text = node.string_or_number()?;
        let text = text.trim_ascii();
        if !text.is_empty() {
            *value = Some(Value { text: text.to_owned(), place: Place::Byte(node.offset()) });
        }
    }
    Ok(RawRow { start: Place::Byte(node.offset()), values })
}
