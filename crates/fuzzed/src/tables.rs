//! Tables that others wrote, each under a map that says what its columns state. An input is the map, a line of three hyphens, the table.

use std::io;

use linkage::resolve::Settings;
use linkage::tables::{MOST_RECORDS, Map, Wrong};
use wire::report_lines::{MAX_RECORD_BYTES, Reader, Shape};

/// Longest text of a refusal, in bytes, whatever is refused.
const MOST_SAID: usize = 10_000;

fn parted(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let hyphens = b"\n---\n";
    let at = bytes.windows(hyphens.len()).position(|window| window == hyphens)?;
    let map = std::str::from_utf8(bytes.get(..=at)?).ok()?;
    Some((map, bytes.get(at + hyphens.len()..)?))
}

/// A file of reports that is imported: a line makes the same report each time, or is refused in few words, and keeps no other from being read.
pub(crate) fn report_lines(bytes: &[u8]) {
    let Some((mapping, file)) = parted(bytes) else { return };
    assert_eq!(lines_of(mapping, file), lines_of(mapping, file), "read twice, and not the same");
}

/// What is made of each line, in words.
fn lines_of(mapping: &str, file: &[u8]) -> Vec<String> {
    let Ok(shape) = Shape::read(mapping) else { return Vec::new() };
    let (mut records, columns) = match shape.open(file) {
        Ok(opened) => opened,
        Err(error) => return vec![with_place(&error)],
    };
    let reader = match Reader::new(mapping, &columns) {
        Ok(reader) => reader,
        Err(says) => {
            assert!(!says.is_empty() && says.len() < MOST_SAID, "{says}");
            return vec![says];
        }
    };
    let (mut made, mut last_line) = (Vec::new(), 0);
    while let Some(record) = records.read_next() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                made.push(with_place(&error));
                return made;
            }
        };
        assert!(record.line > last_line && record.text.len() <= MAX_RECORD_BYTES, "line {}", record.line);
        last_line = record.line;
        made.push(match reader.read(&record.text, "a party") {
            Ok(line) => format!("{}: {}", line.key, line.report.write()),
            Err(error) => {
                let said = format!("{}: {}", error.column, error.message);
                assert!(!error.message.is_empty() && said.len() < MOST_SAID, "{said}");
                said
            }
        });
    }
    made
}

/// What a file cannot be read further for: its line, or its object in an array.
fn with_place(error: &io::Error) -> String {
    let said = error.to_string();
    let has_place = said.starts_with("line ") || said.starts_with("object ");
    assert!(has_place && said.len() < MOST_SAID, "{said}");
    said
}

/// A table of persons that is linked: each record has one name and one subject, the same each time, or the table is refused with a place.
pub(crate) fn person_table(bytes: &[u8]) {
    let Some((map, table)) = parted(bytes) else { return };
    let Ok(map) = Map::read(map) else { return };
    let linked = subjects(&map, table);
    assert_eq!(linked, subjects(&map, table), "read twice, and not the same");
    match linked {
        Ok((names, subjects)) => {
            assert!(names.len() <= MOST_RECORDS && names.len() == subjects.len(), "{}", names.len());
        }
        Err(wrong) => {
            assert!(wrong.line > 0 && !wrong.problem.is_empty(), "{wrong:?}");
            assert!(wrong.to_string().len() < MOST_SAID, "{wrong}");
        }
    }
}

/// The names of the records, and their subjects.
fn subjects(map: &Map, table: &[u8]) -> Result<(Vec<String>, Vec<u32>), Wrong> {
    match map {
        Map::Columns(columns) => {
            let (names, records) = columns.read(table)?;
            Ok((names, records.link(0).subject_of_record))
        }
        Map::Statements(statements) => {
            let (names, resolver) = statements.read(table)?;
            let resolution = resolver.resolve(&Settings::default());
            let subject = |account: &u32| resolution.subject_of_account[*account as usize];
            let subjects = resolution.account_of_report.iter().map(subject).collect();
            Ok((names, subjects))
        }
    }
}
