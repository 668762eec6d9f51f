//! A list as a file to be kept: CSV that no spreadsheet takes for formulas, and JSON.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::cell::{Cell, Content};
use super::list::Download;
use super::table::{Row, Table};
use super::with_directions_shown;

/// Whether the file holds the whole list.
const COMPLETE: HeaderName = HeaderName::from_static("list-complete");
/// How many rows the whole list has.
const TOTAL: HeaderName = HeaderName::from_static("list-total");

/// The answer that a browser keeps as a file.
pub(super) fn answer(table: &Table, form: Download) -> Response {
    let (kind, ending, body) = match form {
        Download::Csv => ("text/csv; charset=utf-8", "csv", with_directions_shown(csv(table))),
        Download::Json => ("application/json", "json", json(table).to_string()),
    };
    let is_complete = missing(table) == 0;
    // whoever finds the file later must see that it is a part
    let part = if is_complete { String::new() } else { format!("-first-{}", table.rows.len()) };
    let name = format!("attachment; filename=\"{}{part}.{ending}\"", file_name(table));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (COMPLETE, HeaderValue::from_static(if is_complete { "true" } else { "false" })),
        (TOTAL, HeaderValue::from(table.total)),
    ];
    (headers, body).into_response()
}

/// `amparo-police-reports-2020-12-28`: whose list it is, which, and of what day. Nothing of what it holds.
fn file_name(table: &Table) -> String {
    let day = table.frame.now.to_zoned_datetime(table.frame.zone().clone()).date();
    format!("amparo-{}-{}-{day}", table.frame.node_role, table.name)
}

/// How many rows of the list are not in the file.
fn missing(table: &Table) -> i64 {
    table.total - i64::try_from(table.rows.len()).unwrap_or(i64::MAX).min(table.total)
}

/// RFC 4180, every cell in quotes: a spreadsheet that parts at semicolons or tabs finds none to part at. With the mark that tells
/// spreadsheets that it is UTF-8. Of a part of a list the last row says so.
fn csv(table: &Table) -> String {
    let mut text = String::from("\u{feff}");
    let shown = table.shown();
    line(&mut text, shown.iter().map(|(_, column)| guarded(&column.label)));
    let zone = table.frame.zone();
    for row in &table.rows {
        line(
            &mut text,
            shown.iter().map(|(place, _)| {
                row.cells.get(*place).map_or_else(String::new, |cell| cell_text(cell, zone))
            }),
        );
    }
    if missing(table) > 0 {
        let (given, total) = (table.frame.number(given(table)), table.frame.number(table.total));
        let said = table.frame.t2("table-part", "given", given, "total", total);
        let rest = shown.iter().skip(1).map(|_| String::new());
        line(&mut text, std::iter::once(guarded(&said)).chain(rest));
    }
    text
}

/// A line of a CSV for whoever writes one without a table: quoted, guarded and with directions shown as those of lists are.
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    line(&mut text, cells.into_iter().map(guarded));
    with_directions_shown(text)
}

fn given(table: &Table) -> i64 {
    i64::try_from(table.rows.len()).unwrap_or(i64::MAX)
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// A text that no spreadsheet computes (OWASP, "CSV Injection"): one that would begin a formula, perhaps after spaces or signs that are
/// not seen, begins with an apostrophe.
fn guarded(text: &str) -> String {
    let unseen = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
    };
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let is_formula = text.trim_start_matches(unseen).starts_with(begins);
    if is_formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

/// A cell of a CSV. A number stays one, with its sign.
fn cell_text(cell: &Cell, zone: &TimeZone) -> String {
    match &cell.content {
        Content::Number(number) => number.to_string(),
        Content::Lines(cells) => {
            let lines: Vec<_> = cells.iter().map(|cell| plain_text(cell, zone)).collect();
            guarded(&lines.join("; "))
        }
        _ => guarded(&plain_text(cell, zone)),
    }
}

fn plain_text(cell: &Cell, zone: &TimeZone) -> String {
    match &cell.content {
        Content::Text(text)
        | Content::Link { text, .. }
        | Content::Badge(_, text)
        | Content::Digest(text)
        | Content::Stated(text, None) => text.clone(),
        Content::Number(number) => number.to_string(),
        Content::Time(at) => in_zone(*at, zone),
        Content::Stated(text, Some(at)) => format!("{} [{text}]", in_zone(*at, zone)),
        Content::Date(on) => on.to_string(),
        Content::Lines(cells) => {
            cells.iter().map(|cell| plain_text(cell, zone)).collect::<Vec<_>>().join("; ")
        }
        Content::None => String::new(),
    }
}

/// ISO 8601 with the offset that the zone has then.
fn in_zone(at: Timestamp, zone: &TimeZone) -> String {
    at.display_with_offset(zone.to_offset(at)).to_string()
}

/// An array of objects by the columns' keys. Of a part of a list the last one says so: `{"complete": false, "given": …, "total": …}`.
fn json(table: &Table) -> Value {
    let shown = table.shown();
    let object = |row: &Row| {
        let value = |place: usize| row.cells.get(place).map_or(Value::Null, cell_json);
        let pairs = shown.iter().map(|(place, column)| (column.key.to_owned(), value(*place)));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    let mut rows: Vec<_> = table.rows.iter().map(object).collect();
    if missing(table) > 0 {
        rows.push(json!({ "complete": false, "given": given(table), "total": table.total }));
    }
    Value::Array(rows)
}

fn cell_json(cell: &Cell) -> Value {
    match &cell.content {
        Content::Text(text)
        | Content::Link { text, .. }
        | Content::Badge(_, text)
        | Content::Digest(text) => {
            json!(text)
        }
        Content::Number(number) => json!(number),
        Content::Time(at) => json!(at.to_string()),
        Content::Stated(text, at) => json!({ "stated": text, "at": at.map(|at| at.to_string()) }),
        Content::Date(on) => json!(on.to_string()),
        Content::Lines(cells) => cells.iter().map(cell_json).collect(),
        Content::None => Value::Null,
    }
}

#[cfg(test)]
#[path = "download_tests.rs"]
mod tests;
