//! Many reports from one file: a mapping says which column is which element of a report.

mod csv;
mod draft;
mod element;

use std::collections::BTreeMap;

use serde::Deserialize;
use service::ColumnRef;

use draft::Draft;
use element::Element;

use crate::tip_report::Written;

/// Largest mapping file, in bytes.
pub(crate) const MAX_MAPPING_BYTES: usize = 64 << 10;

/// What a file of reports looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
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
pub(crate) struct Mapping {
    schema: String,
    /// Where the lines come from; keys of lines are told apart by it.
    pub(crate) source: String,
    format: Format,
    /// The column that names a line; without it the line itself does.
    #[serde(default)]
    key: Option<String>,
    /// In whose name a member of the staff imports. A reporting party imports in its own.
    #[serde(default)]
    pub(crate) reporting_party: Option<String>,
    /// What stands between the fields of a CSV record.
    #[serde(default = "comma")]
    delimiter: char,
    /// The zone of times that state none, such as `Z` or `+01:00`: what whoever wrote the mapping knows of the file.
    #[serde(default)]
    zone: Option<String>,
    /// Column to element, or to `fact`: a fact without an element goes into the words of the report, with the column's name.
    columns: BTreeMap<String, String>,
    /// Element to a text that holds for every line.
    #[serde(default)]
    constants: BTreeMap<String, String>,
}

fn comma() -> char {
    ','
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct LineError {
    /// The column; empty where it is the line as a whole.
    pub(crate) column: String,
    /// What is expected.
    pub(crate) message: String,
}

impl LineError {
    pub(super) fn new(column: &str, message: impl Into<String>) -> Self {
        Self { column: column.to_owned(), message: message.into() }
    }
}

/// A line that makes a report.
pub(crate) struct Line {
    /// What names it within its source.
    pub(crate) key: String,
    pub(crate) written: Written,
}

/// Where the line of an imported report is sealed.
pub(crate) fn original_column(report_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_origin", row: report_id, column: "original" }
}

/// Where the name of an imported file is sealed.
pub(crate) fn file_name_column(import_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_import", row: import_id, column: "file_name" }
}

/// Where the reason for undoing an import is sealed.
pub(crate) fn undone_reason_column(import_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_import", row: import_id, column: "undone_reason" }
}

/// A mapping whose elements are known, ready to read lines.
pub(crate) struct Reader {
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
    pub(crate) fn new(mapping: &str, header: &[String]) -> Result<Self, String> {
        let mapping: Mapping = toml::from_str(mapping).map_err(|error| error.message().to_owned())?;
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
        let element = |name: &String| {
            Element::parse(name).ok_or_else(|| {
                let known: Vec<&str> = Element::ALL.iter().map(|(_, name)| *name).collect();
                format!("{name}: is no element that an import fills; known are {}", known.join(", "))
            })
        };
        let mut columns = BTreeMap::new();
        for (column, name) in &mapping.columns {
            columns.insert(column.clone(), element(name)?);
        }
        let mut constants = Vec::new();
        for (name, value) in &mapping.constants {
            constants.push((element(name)?, value.clone()));
        }
        let named = mapping.columns.keys().chain(&mapping.key);
        if mapping.format == Format::Csv {
            for column in named {
                if header.iter().filter(|known| *known == column).count() != 1 {
                    return Err(format!("{column}: must stand once among the columns of the file"));
                }
            }
        }
        let header = if mapping.format == Format::Csv { header.to_vec() } else { Vec::new() };
        Ok(Self { mapping, header, columns, constants })
    }

    /// Where the lines come from.
    pub(crate) fn source(&self) -> &str {
        &self.mapping.source
    }

    /// In whose name a member of the staff imports.
    pub(crate) fn reporting_party(&self) -> Option<&str> {
        self.mapping.reporting_party.as_deref()
    }

    /// The report that a line makes, in the name of `party`.
    ///
    /// # Errors
    /// What is wrong with it, by column.
    pub(crate) fn read(&self, line: &str, party: &str) -> Result<Line, LineError> {
        let fields = self.fields(line)?;
        let mut draft = Draft::default();
        for (element, value) in &self.constants {
            draft.set(*element, "", value, self.zone())?;
        }
        for (column, value) in &fields {
            let value = value.trim();
            if let Some(element) = self.columns.get(column).filter(|_| !value.is_empty()) {
                draft.set(*element, column, value, self.zone())?;
            }
        }
        let key = match &self.mapping.key {
            None => hex::encode(service::request_sha256(line.as_bytes())),
            Some(column) => {
                let found = fields.iter().find(|(name, _)| name == column).map(|(_, value)| value.trim());
                let found = found.filter(|value| !value.is_empty());
                found.ok_or_else(|| LineError::new(column, "must name the line"))?.to_owned()
            }
        };
        Ok(Line { key, written: draft.write(party)? })
    }

    fn zone(&self) -> Option<&str> {
        self.mapping.zone.as_deref()
    }

    /// Columns and what stands in them.
    fn fields(&self, line: &str) -> Result<Vec<(String, String)>, LineError> {
        if self.mapping.format != Format::Csv {
            return json_fields(line);
        }
        let values =
            csv::read_record(line, self.mapping.delimiter).map_err(|says| LineError::new("", says))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str = r#"
schema = "amparo-import/1"
source = "old hotline"
format = "csv"
key = "number"
delimiter = ";"
zone = "+01:00"
[columns]
number = "fact"
seen = "incidentSummary.incidentDateTime"
account = "personOrUserReported.espIdentifier"
address = "personOrUserReported.ipAddress"
words = "additionalInfo"
[constants]
"incidentSummary.incidentType" = "Child Sex Trafficking"
"personOrUserReported.espService" = "Example"
"#;

    fn header() -> Vec<String> {
        ["number", "seen", "account", "address", "words", "unused"].map(str::to_owned).to_vec()
    }

    fn reader() -> Reader {
        Reader::new(MAPPING, &header()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_line_makes_the_report_that_the_mapping_says() {
        let line = "7;2024-05-01 10:00:00;a-1;203.0.113.7;\"said; \"\"so\"\"\";x";
        let read = reader().read(line, "Hotline").unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(read.key, "7");
        let report = &read.written.report;
        assert_eq!(report.incident_summary.incident_date_time.text(), "2024-05-01T10:00:00+01:00");
        assert_eq!(report.additional_info.as_deref(), Some("said; \"so\"\nnumber: 7"));
        let account = &report.person_or_user_reported[0];
        assert_eq!(
            (account.esp_identifier.as_deref(), account.esp_service.as_deref()),
            (Some("a-1"), Some("Example"))
        );
        assert_eq!(account.ip_capture_event[0].ip_address, "203.0.113.7");
        assert_eq!(report.reporter.reporting_person.last_name.as_deref(), Some("Hotline"));
    }

    #[test]
    fn mistakes_are_named_by_column_and_never_quoted() {
        let check = |line: &str, column: &str, says: &str| {
            let error = reader().read(line, "Hotline").err().expect("refused");
            assert_eq!(error.column, column, "{error:?}");
            assert!(error.message.contains(says) && !error.message.contains("zebra"), "{error:?}");
        };
        check("7;zebra;a;203.0.113.7;w;x", "seen", "a date and time");
        check(";2024-05-01 10:00:00;a;203.0.113.7;w;x", "number", "must name the line");
        check("7;2024-05-01", "", "has 2 fields where the header has 6");
        check("7;\"zebra;a;203.0.113.7;w;x", "", "quote");
        check("7;;a;203.0.113.7;w;x", "", "incidentSummary.incidentDateTime");
    }

    #[test]
    fn a_mapping_that_cannot_stand_is_refused_by_name() {
        for (from, to, says) in [
            ("amparo-import/1", "x", "schema"),
            ("\"old hotline\"", "\" \"", "source"),
            ("\";\"", "\"\\n\"", "delimiter"),
            ("\"additionalInfo\"", "\"pet\"", "pet: is no element"),
            ("words =", "pets =", "pets: must stand once"),
            ("zone =", "zoo =", "unknown field"),
        ] {
            let error = Reader::new(&MAPPING.replace(from, to), &header()).err().expect("refused");
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_line_may_be_a_json_object() {
        let array = Reader::new(&MAPPING.replace("\"csv\"", "\"json\""), &[]);
        let object = "{\n\"number\": 7,\n\"seen\": \"2024-05-01T10:00:00Z\"\n}";
        let read = array.unwrap_or_else(|error| panic!("{error}")).read(object, "Hotline");
        assert_eq!(
            read.unwrap_or_else(|error| panic!("{error:?}")).key,
            "7",
            "of an array it may have many lines"
        );
        let mapping = MAPPING.replace("\"csv\"", "\"json_lines\"");
        let reader = Reader::new(&mapping, &[]).unwrap_or_else(|error| panic!("{error}"));
        let line = r#"{"number":7,"seen":"2024-05-01T10:00:00Z","account":"a-1","unused":null}"#;
        let read = reader.read(line, "Hotline").unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(
            (read.key.as_str(), read.written.report.incident_summary.incident_date_time.text()),
            ("7", "2024-05-01T10:00:00Z")
        );
        assert_eq!(reader.read(r#"{"number":[7]}"#, "Hotline").err().expect("refused").column, "number");
        assert!(reader.read("[", "Hotline").err().expect("refused").message.contains("no JSON object"));
    }

    #[test]
    fn without_a_key_the_line_names_itself() {
        let mapping = MAPPING.replace("key = \"number\"", "");
        let reader = Reader::new(&mapping, &header()).unwrap_or_else(|error| panic!("{error}"));
        let key = |line: &str| reader.read(line, "Hotline").unwrap_or_else(|error| panic!("{error:?}")).key;
        let line = "7;2024-05-01 10:00:00;a-1;203.0.113.7;w;x";
        assert_eq!(key(line), key(line));
        assert_ne!(key(line), key(&line.replace("a-1", "a-2")));
    }
}
