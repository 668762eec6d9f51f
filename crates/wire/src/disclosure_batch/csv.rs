//! Rows of comma-separated values.

use std::array;

use super::row::{RawRow, Value};
use super::{Batch, FIELDS, Place, ReadError};
use crate::hash_list::csv::Table;

pub(super) fn read(text: &str) -> Result<Batch<'_>, ReadError> {
    let mut table = Table::new(text, separator(text))?;
    if let Some(error) = table.unknown_column(&FIELDS) {
        return Err(error);
    }
    let columns = table.columns(FIELDS, &["request_id"])?;
    let mut batch = Batch::new(text.as_bytes());
    loop {
        let row = match table.advance() {
            Ok(false) => return Ok(batch),
            Ok(true) => {
                let value = |index| {
                    let (text, at) = table.value(&columns, index)?;
                    Some(Value { text: text.to_owned(), place: Place::Byte(at) })
                };
                Ok(RawRow { start: Place::Byte(table.line_start()), values: array::from_fn(value) })
            }
            Err(error) => Err(error),
        };
        if !batch.take(row) {
            return Ok(batch);
        }
    }
}

/// The sign that stands more often in the first line.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}
