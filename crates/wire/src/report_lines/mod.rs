//! Many reports from one file: a mapping says which column is which element of a report.

mod csv;
mod draft;
mod element;
mod mapping;
mod records;
mod times;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::cybertipline::Report;
use crate::cybertipline::error::shorten;
use draft::Draft;
use element::Element;
use mapping::{Format, Mapping};

pub use records::{Record, Records, Shape};

/// Largest mapping file, in bytes.
pub const MAX_MAPPING_BYTES: usize = 64 << 10;
/// Largest record, in bytes: an unclosed quote would else read the whole file.
pub const MAX_RECORD_BYTES: usize = 1 << 20;
/// Most columns of a CSV file.
pub const MAX_COLUMNS: usize = 1000;

/// Longest name of a column in an error, in characters.
const COLUMN_CHARS: usize = 200;
/// Longest text of an error about a mapping, in characters.
const TOLD_CHARS: usize = 1200;

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// The column; empty where it is the line as a whole.
    pub column: String,
    /// What is expected.
    pub message: String,
}

impl LineError {
    /// An error in this column, whose name may be cut.
    fn new(column: &str, message: impl Into<String>) -> Self {
        Self { column: shorten(column, COLUMN_CHARS), message: message.into() }
    }
}

/// A line that makes a report.
pub struct Line {
    /// What names it within its source.
    pub key: String,
    /// The report, which nobody has checked against the schema yet.
    pub report: Report,
}

/// A mapping whose elements are known, ready to read lines.
pub struct Reader {
    mapping: Mapping,
    /// The columns of a CSV file, in order; empty for JSON.
    header: Vec<String>,
    columns: BTreeMap<String, Element>,
    constants: Vec<(Element, String)>,
}

impl Reader {
    /// Reads a mapping file over these columns of a CSV file.
    ///
    /// # Errors
    /// What is wrong with it, by name.
    pub fn new(mapping: &str, header: &[String]) -> Result<Self, String> {
        Self::read_mapping(mapping, header).map_err(|says| shorten(&says, TOLD_CHARS))
    }

    fn read_mapping(mapping: &str, header: &[String]) -> Result<Self, String> {
        let mapping = Mapping::read(mapping)?;
        let element = |name: &String| {
            Element::parse(name).ok_or_else(|| {
                let known: Vec<&str> = Element::ALL.iter().map(|(_, name)| *name).collect();
                let name = shorten(name, COLUMN_CHARS);
                format!("{name}: is no element that an import fills; known are {}", known.join(", "))
            })
        };
        let mut columns = BTreeMap::new();
        for (column, name) in &mapping.columns {
            columns.insert(column.clone(), element(name)?);
        }
        let (mut constants, mut trial) = (Vec::new(), Draft::default());
        for (name, value) in &mapping.constants {
            let element = element(name)?;
            // what cannot stand in any line is told once, before the first
            trial
                .set(element, name, value, mapping.times())
                .map_err(|error| format!("{name}: {}", error.message))?;
            constants.push((element, value.clone()));
        }
        for needed in [Element::IncidentType, Element::IncidentDateTime] {
            let mut filled = columns.values().chain(constants.iter().map(|(element, _)| element));
            if !filled.any(|element| *element == needed) {
                return Err(format!("{}: needs a column or a constant", needed.name()));
            }
        }
        let named = mapping.columns.keys().chain(&mapping.key);
        if mapping.format == Format::Csv {
            for column in named {
                if header.iter().filter(|known| *known == column).count() != 1 {
                    let columns = header.len();
                    return Err(format!(
                        "{column}: must stand once among the columns of the file, of which the delimiter makes {columns}"
                    ));
                }
            }
        }
        let header = if mapping.format == Format::Csv { header.to_vec() } else { Vec::new() };
        Ok(Self { mapping, header, columns, constants })
    }

    /// Where the lines come from.
    pub fn source(&self) -> &str {
        &self.mapping.source
    }

    /// In whose name a member of the staff imports.
    pub fn reporting_party(&self) -> Option<&str> {
        self.mapping.reporting_party.as_deref()
    }

    /// The report that a line makes, in the name of `party`.
    ///
    /// # Errors
    /// What is wrong with it, by column.
    pub fn read(&self, line: &str, party: &str) -> Result<Line, LineError> {
        if line.len() > MAX_RECORD_BYTES {
            return Err(LineError::new("", "is longer than a mebibyte"));
        }
        let fields = self.fields(line)?;
        let mut draft = Draft::default();
        for (element, value) in &self.constants {
            draft.set(*element, "", value, self.mapping.times())?;
        }
        for (column, value) in &fields {
            let value = value.trim();
            if let Some(element) = self.columns.get(column).filter(|_| !value.is_empty()) {
                draft.set(*element, column, value, self.mapping.times())?;
            }
        }
        let key = match &self.mapping.key {
            None => hex::encode(Sha256::digest(line.as_bytes())),
            Some(column) => {
                let found = fields.iter().find(|(name, _)| name == column).map(|(_, value)| value.trim());
                let found = found.filter(|value| !value.is_empty());
                found.ok_or_else(|| LineError::new(column, "must name the line"))?.to_owned()
            }
        };
        Ok(Line { key, report: draft.write(party)? })
    }

    /// Columns and what stands in them.
    fn fields(&self, line: &str) -> Result<Vec<(String, String)>, LineError> {
        if self.mapping.format != Format::Csv {
            return json_fields(line);
        }
        let values = csv::read_record(line, self.mapping.delimiter, self.header.len());
        let values = values.map_err(|says| LineError::new("", says))?;
        if values.len() != self.header.len() {
            let message = format!("has {} fields where the header has {}", values.len(), self.header.len());
            return Err(LineError::new("", message));
        }
        Ok(self.header.iter().cloned().zip(values).collect())
    }
}

fn json_fields(line: &str) -> Result<Vec<(String, String)>, LineError> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).map_err(|error| {
        LineError::new("", format!("is no JSON object: at sign {} of the line", error.column()))
    })?;
    let mut fields = Vec::new();
    for (name, value) in object {
        let text = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::String(text) => text,
            serde_json::Value::Number(number) if is_rounded(&number) => {
                return Err(LineError::new(&name, "must be a text: as a number it would lose digits"));
            }
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Bool(truth) => truth.to_string(),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
                return Err(LineError::new(&name, "must be a text, a number, or true or false"));
            }
        };
        fields.push((name, text));
    }
    Ok(fields)
}

/// Whether a number may stand for others beside it: beyond 2^53, and no whole number of 64 bits.
fn is_rounded(number: &serde_json::Number) -> bool {
    number.is_f64() && number.as_f64().is_none_or(|value| value.abs() >= 9_007_199_254_740_992.0)
}

#[cfg(test)]
mod tests;
