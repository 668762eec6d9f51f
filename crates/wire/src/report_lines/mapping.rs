//! A mapping file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::times::Times;

/// What a file of reports looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    /// Records of RFC 4180 under a header record.
    Csv,
    /// One JSON object on each line.
    JsonLines,
    /// A JSON array of objects. Its objects are told apart by their number.
    Json,
}

/// A mapping file: `amparo-import/1`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    schema: String,
    /// Where the lines come from; keys of lines are told apart by it.
    pub(super) source: String,
    pub(super) format: Format,
    /// The column that names a line; without it the line itself does.
    #[serde(default)]
    pub(super) key: Option<String>,
    /// In whose name a member of the staff imports. A reporting party imports in its own.
    #[serde(default)]
    pub(super) reporting_party: Option<String>,
    /// What stands between the fields of a CSV record.
    #[serde(default = "comma")]
    pub(super) delimiter: char,
    /// How times are written, as `strptime` has it; without it as an `xs:dateTime`.
    #[serde(default)]
    date_format: Option<String>,
    /// The zone of times that state none, such as `Z`, `+01:00` or `Europe/Madrid`: what whoever wrote the mapping knows of the file.
    #[serde(default)]
    zone: Option<String>,
    /// Column to element, or to `fact`: a fact without an element goes into the words of the report, with the column's name.
    pub(super) columns: BTreeMap<String, String>,
    /// Element to a text that holds for every line.
    #[serde(default)]
    pub(super) constants: BTreeMap<String, String>,
}

fn comma() -> char {
    ','
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is wrong with it, by name. Whether its elements are known is not looked at.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if mapping.schema != "amparo-import/1" {
            return Err("schema: must be \"amparo-import/1\"".to_owned());
        }
        if mapping.source.trim().is_empty() {
            return Err("source: must not be blank".to_owned());
        }
        if !mapping.delimiter.is_ascii() || matches!(mapping.delimiter, '"' | '\n' | '\r') {
            return Err(
                "delimiter: must be one sign of ASCII, and neither a quote nor the end of a line".to_owned()
            );
        }
        mapping.times().check()?;
        Ok(mapping)
    }

    /// How its times are written.
    pub(super) fn times(&self) -> Times<'_> {
        Times { format: self.date_format.as_deref(), zone: self.zone.as_deref() }
    }
}
