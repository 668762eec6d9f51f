//! Answers of operators to many requests in one file: CSV, JSON or XML, one row for each subscriber of each line.
//!
//! A row that is wrong is told by line, column and field, and the rows beside it are read. A file that cannot be read at all (no CSV header, broken
//! JSON or XML) is refused as a whole. Every row repeats address and instant, so that nothing answers a question that nobody asked.
//!
//! CSV: a first line with names of [`FIELDS`], `,` or `;` between. JSON: `{"schema": "amparo-disclosure-answers/1", "rows": [{...}]}`. XML:
//! `<disclosureAnswers><row><request_id>...</request_id>...</row></disclosureAnswers>`.

mod csv;
mod json;
mod row;
mod xml;

use jiff::Timestamp;

use crate::disclosure::Subscriber;
pub use crate::hash_list::ReadError;
use crate::hash_list::error::{quoted, text_of};
use row::{RawRow, convert};

/// Longest file that is read.
pub const MAX_BATCH_BYTES: usize = 8 << 20;
/// Most rows that are read.
pub const MAX_ROWS: usize = 20_000;
/// Most errors that are told; what follows is not read.
pub const MAX_ERRORS: usize = 500;
/// Longest value, in characters.
pub const MAX_VALUE_CHARS: usize = 500;

/// The name in the field `schema` of JSON.
pub const SCHEMA: &str = "amparo-disclosure-answers/1";

/// The fields of a row. `request_id`, `line_no`, `address` and `at` must be there; a row without subscriber says that nobody had the address.
pub const FIELDS: [&str; 14] = [
    "request_id",
    "line_no",
    "address",
    "at",
    "operator",
    "line",
    "kind",
    "holder",
    "born_on",
    "billing_address",
    "street",
    "city",
    "province",
    "note",
];

/// As what a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchFormat {
    /// Comma-separated values (RFC 4180), also with semicolons.
    Csv,
    /// JSON (RFC 8259).
    Json,
    /// XML 1.0.
    Xml,
}

impl BatchFormat {
    /// What a file looks like by its first sign.
    pub fn sniff(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match bytes.trim_ascii_start().first() {
            Some(b'{') => Self::Json,
            Some(b'<' | 0xFE | 0xFF) => Self::Xml,
            _ => Self::Csv,
        }
    }

    /// As the database and the API write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Byte(usize),
    At(u64, u64),
}

/// One row: a subscriber of one line of a request, or nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// The authority's name of the request.
    pub request_id: String,
    /// The line of the request.
    pub line_no: i64,
    /// The address that was looked up.
    pub address: String,
    /// The instant that was looked up.
    pub at: Timestamp,
    /// Who answers.
    pub operator: Option<String>,
    /// Who had the address then.
    pub subscriber: Option<Subscriber>,
    /// The operator's remark.
    pub note: Option<String>,
    start: Place,
    places: [Option<Place>; FIELDS.len()],
}

/// What was read of a file.
pub struct Batch<'a> {
    bytes: &'a [u8],
    /// The rows that could be read.
    pub rows: Vec<BatchRow>,
    /// What is wrong with the others, in order.
    pub errors: Vec<ReadError>,
}

impl<'a> Batch<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// Nothing of it can be read: it says where it breaks.
    pub fn read(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if bytes.len() > MAX_BATCH_BYTES {
            let problem = format!("{} bytes", bytes.len());
            let expected = format!("at most {MAX_BATCH_BYTES}");
            return Err(ReadError::at_byte(bytes, 0, "", &problem, &expected));
        }
        match BatchFormat::sniff(bytes) {
            BatchFormat::Xml => xml::read(bytes),
            BatchFormat::Json => json::read(text_of(bytes)?),
            BatchFormat::Csv => csv::read(text_of(bytes)?),
        }
    }

    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, rows: Vec::new(), errors: Vec::new() }
    }

    /// An error about a field of a row that was read, for who knows more of it; it quotes nothing.
    pub fn refuse(&self, row: &BatchRow, field: &str, problem: &str, expected: &str) -> ReadError {
        let index = FIELDS.iter().position(|name| *name == field);
        let place = index.and_then(|index| *row.places.get(index)?).unwrap_or(row.start);
        self.error(place, field, problem, expected)
    }

    fn error(&self, place: Place, field: &str, problem: &str, expected: &str) -> ReadError {
        match place {
            Place::Byte(offset) => ReadError::at_byte(self.bytes, offset, field, problem, expected),
            Place::At(line, column) => ReadError::new((line, column), field, problem, expected),
        }
    }

    /// An error about a value, which it quotes.
    fn wrong(&self, place: Place, field: &str, text: &str, expected: &str) -> ReadError {
        self.error(place, field, &quoted(text), expected)
    }

    /// Takes a row, or what is wrong with it; false once enough is wrong.
    fn take(&mut self, row: Result<RawRow, ReadError>) -> bool {
        let row = row.and_then(|raw| {
            if self.rows.len() >= MAX_ROWS {
                let expected = format!("at most {MAX_ROWS}");
                return Err(self.error(raw.start, "", "too many rows", &expected));
            }
            convert(self, raw)
        });
        let is_full = self.rows.len() >= MAX_ROWS;
        match row {
            Ok(row) => self.rows.push(row),
            Err(error) => {
                self.errors.push(error);
                return !is_full && self.errors.len() < MAX_ERRORS;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "request_id;line_no;address;at;operator;line;kind;holder;born_on;billing_address;street;city;province;note\n\
        dis_1;1;192.0.2.1;2020-11-01T21:00:00Z;Operador Uno;L-1;fixed;Ana Ejemplo;1980-02-03;\"Calle 2; Sevilla\";Calle 1;Bilbao;Bizkaia;\n\
        dis_1;2;192.0.2.2;2020-11-01T22:00:00Z;;;;;;;;;;nobody then\n";
    const JSON: &str = r#"{"schema": "amparo-disclosure-answers/1", "rows": [
        {"request_id": "dis_1", "line_no": 1, "address": "192.0.2.1", "at": "2020-11-01T21:00:00Z",
         "operator": "Operador Uno", "line": "L-1", "kind": "fixed", "holder": "Ana Ejemplo", "born_on": "1980-02-03",
         "billing_address": "Calle 2; Sevilla", "street": "Calle 1", "city": "Bilbao", "province": "Bizkaia"},
        {"request_id": "dis_1", "line_no": "2", "address": "192.0.2.2", "at": "2020-11-01T22:00:00Z", "note": "nobody then"}
    ]}"#;
    const XML: &str = "<disclosureAnswers>\n<row><request_id>dis_1</request_id><line_no>1</line_no><address>192.0.2.1</address>\
        <at>2020-11-01T21:00:00Z</at><operator>Operador Uno</operator><line>L-1</line><kind>fixed</kind>\
        <holder>Ana Ejemplo</holder><born_on>1980-02-03</born_on><billing_address>Calle 2; Sevilla</billing_address>\
        <street>Calle 1</street><city>Bilbao</city><province>Bizkaia</province></row>\n\
        <row><request_id>dis_1</request_id><line_no>2</line_no><address>192.0.2.2</address>\
        <at>2020-11-01T22:00:00Z</at><note>nobody then</note></row></disclosureAnswers>";

    /// What a row says, without where it stands.
    fn said(row: &BatchRow) -> (String, i64, String, String, Option<Subscriber>, Option<String>) {
        let (request, at) = (row.request_id.clone(), row.at.to_string());
        (request, row.line_no, row.address.clone(), at, row.subscriber.clone(), row.note.clone())
    }

    fn errors(text: &str) -> Vec<String> {
        match Batch::read(text.as_bytes()) {
            Ok(batch) => batch.errors.iter().map(ToString::to_string).collect(),
            Err(error) => vec![format!("whole: {error}")],
        }
    }

    #[test]
    fn three_forms_say_the_same() {
        let read = |text: &str| {
            let batch = Batch::read(text.as_bytes()).unwrap();
            assert!(batch.errors.is_empty(), "{:?}", batch.errors);
            batch.rows.iter().map(said).collect::<Vec<_>>()
        };
        let csv = read(CSV);
        assert_eq!(csv.len(), 2);
        assert_eq!(csv[0].4.as_ref().unwrap().billing_address, "Calle 2; Sevilla");
        assert_eq!((csv[1].4.is_none(), csv[1].5.as_deref()), (true, Some("nobody then")));
        assert!(read(JSON) == csv && read(XML) == csv);
    }

    #[test]
    fn a_wrong_row_is_told_by_line_column_and_field_and_the_others_are_read() {
        let text = "request_id,line_no,address,at,line,kind,holder\n\
            dis_1,1,192.0.2.1,2020-11-01T21:00:00,L,fixed,Ana\n\
            dis_1,2,192.0.2.2\n\
            dis_1,x,192.0.2.2,2020-11-01T21:00:00Z,,,\n\
            dis_1,\"3\"x,192.0.2.2,2020-11-01T21:00:00Z,,,\n\
            dis_1,4,192.0.2.2,2020-11-01T21:00:00Z,L,cable,Ana\n\
            dis_1,5,192.0.2.2,2020-11-01T21:00:00Z,L,fixed,Ana\n";
        let batch = Batch::read(text.as_bytes()).unwrap();
        assert_eq!(batch.rows.iter().map(|row| row.line_no).collect::<Vec<_>>(), [5]);
        let told: Vec<_> =
            batch.errors.iter().map(|error| (error.line, error.column, error.at.as_str())).collect();
        assert_eq!(told, [(2, 19, "at"), (3, 1, ""), (4, 7, "line_no"), (5, 10, ""), (6, 42, "kind")]);
        assert!(batch.errors[0].expected.contains("zone"), "{}", batch.errors[0]);
        let later =
            batch.refuse(&batch.rows[0], "address", "nobody asked about it", "an address of the request");
        assert_eq!((later.line, later.column, later.at.as_str()), (7, 9, "address"));
    }

    #[test]
    fn json_and_xml_tell_where_too() {
        let json = JSON
            .replace("\"line_no\": \"2\"", "\"line_no\": 0")
            .replace("\"Bizkaia\"", "\"Bizkaia\", \"who\": 1");
        let told = errors(&json);
        assert!(told[0].starts_with("line 4, column ") && told[0].contains("an unknown key"), "{told:?}");
        assert!(told[1].starts_with("line 5, column ") && told[1].contains("line_no"), "{told:?}");
        let xml = XML.replace("<line_no>2</line_no>", "<line_no>-2</line_no>");
        let told = errors(&xml);
        assert!(told[0].starts_with("line 3, column ") && told[0].contains("line_no"), "{told:?}");
    }

    #[test]
    fn what_cannot_be_read_at_all_is_refused_whole() {
        for text in [
            "",
            "a,b\n1,2\n",
            "request_id,provnce\n",
            "{\"schema\": \"x\", \"rows\": []}",
            "{",
            "<a/>",
            "<a>",
        ] {
            let told = errors(text);
            assert!(told.len() == 1 && told[0].starts_with("whole: line "), "{text}: {told:?}");
        }
    }
}
