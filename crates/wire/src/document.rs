//! What all our JSON documents have in common: a schema name, strict reading, one way of writing.

use serde::{Serialize, de::DeserializeOwned};

/// A JSON document that carries the name of its schema in the field `schema`.
pub trait Document: Serialize + DeserializeOwned {
    /// The exact text that the field `schema` must hold.
    const SCHEMA: &'static str;

    /// The text that this document holds in the field `schema`.
    fn schema(&self) -> &str;

    /// Checks what the types cannot say (digests, country codes, uniqueness).
    fn check_fields(&self) -> Result<(), DocumentError>;

    /// Reads a document: unknown fields, a foreign schema and ill-formed values are refused.
    fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let document: Self = serde_json::from_slice(bytes).map_err(DocumentError::Json)?;
        document.check()?;
        Ok(document)
    }

    /// Checks the schema name and the fields of a document that was built or read elsewhere.
    fn check(&self) -> Result<(), DocumentError> {
        if self.schema() != Self::SCHEMA {
            return Err(DocumentError::field("schema", format!("must be \"{}\"", Self::SCHEMA)));
        }
        self.check_fields()
    }

    /// Writes the document as indented JSON with a final newline.
    fn write(&self) -> Result<Vec<u8>, DocumentError> {
        self.check()?;
        let mut bytes = serde_json::to_vec_pretty(self).map_err(DocumentError::Json)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// Why a document was refused.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Not JSON, or not of this shape; the inner text names field, line and column.
    #[error("the JSON document does not have the expected shape: {0}")]
    Json(serde_json::Error),
    /// A field holds a value that it may not hold.
    #[error("{field}: {message}")]
    Field {
        /// Path of the field from the root, for example `reports[0].files[2].md5`.
        field: String,
        /// What is expected there.
        message: String,
    },
}

impl DocumentError {
    /// An error about one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Field { field: field.into(), message: message.into() }
    }
}

pub(crate) fn check_hex(field: &str, text: &str, bytes: usize) -> Result<(), DocumentError> {
    let lower_hex = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if lower_hex && text.len() == bytes * 2 {
        return Ok(());
    }
    Err(DocumentError::field(field, format!("must be {} lower-case hexadecimal digits", bytes * 2)))
}

pub(crate) fn check_country(field: &str, code: &str) -> Result<(), DocumentError> {
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(DocumentError::field(field, "must be a country code of two capital letters (ISO 3166-1)"))
}

pub(crate) fn check_present(field: &str, text: &str) -> Result<(), DocumentError> {
    if text.trim().is_empty() {
        return Err(DocumentError::field(field, "must not be blank"));
    }
    Ok(())
}

pub(crate) fn check_positive(field: &str, number: i64) -> Result<(), DocumentError> {
    if number < 1 {
        return Err(DocumentError::field(field, "must be 1 or more"));
    }
    Ok(())
}

pub(crate) fn check_unique<T: Ord>(
    field: &str,
    items: impl IntoIterator<Item = T>,
) -> Result<(), DocumentError> {
    let mut seen = std::collections::BTreeSet::new();
    for (index, item) in items.into_iter().enumerate() {
        if !seen.insert(item) {
            return Err(DocumentError::field(format!("{field}[{index}]"), "stands here a second time"));
        }
    }
    Ok(())
}
