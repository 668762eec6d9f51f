//! Exchanges as files: a request as it was sent, so that it can be sent again, and its answer beside it.

use std::io;
use std::path::Path;

use serde::Serialize;

use super::exchange::{Exchange, Kept};

/// The request: its line, its headers and a blank line with bare line feeds, then its body byte by byte.
pub(super) fn request(exchange: &Exchange) -> Vec<u8> {
    message(
        &format!("{} {} HTTP/1.1", exchange.method, exchange.target),
        &exchange.headers,
        &exchange.body.bytes,
    )
}

/// The answer in the same form.
pub(super) fn answer(exchange: &Exchange) -> Vec<u8> {
    message(&format!("HTTP/1.1 {}", exchange.verdict.status), &exchange.answer_headers, &exchange.answer)
}

fn message(first: &str, headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{first}\n");
    for (name, value) in headers {
        text.extend([name.as_str(), ": ", value.as_str(), "\n"]);
    }
    text.push('\n');
    [text.as_bytes(), body].concat()
}

/// Writes both beside each other: `0012-POST-ispws_submit.http` and `0012-POST-ispws_submit.answer.http`.
pub(super) fn write(folder: &Path, exchange: &Exchange) -> io::Result<()> {
    let name = format!("{:04}-{}-{}", exchange.id, exchange.method, file_part(&exchange.target));
    std::fs::write(folder.join(format!("{name}.http")), request(exchange))?;
    std::fs::write(folder.join(format!("{name}.answer.http")), answer(exchange))
}

/// The highest number in a folder of recordings; 0 where there is none.
pub(super) fn last_number(folder: &Path) -> io::Result<u64> {
    let mut last = 0_u64;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_recording = path.extension().is_some_and(|ending| ending == "http");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = name.split('-').next().filter(|_| is_recording);
        last = last.max(number.and_then(|number| number.parse::<u64>().ok()).unwrap_or(0));
    }
    Ok(last)
}

/// A path as part of a file's name: nothing of it leads anywhere.
fn file_part(target: &str) -> String {
    let path = target.split('?').next().unwrap_or_default().trim_matches('/');
    let part = path.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' });
    part.take(60).collect()
}

/// An exchange as JSON.
#[derive(Serialize)]
pub(super) struct Recorded {
    id: u64,
    at: jiff::Timestamp,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Text,
    status: u16,
    code: Option<i32>,
    says: String,
    report: Option<i64>,
    file: Option<String>,
    answer_headers: Vec<(String, String)>,
    answer: String,
    warnings: Vec<Warned>,
    /// What was played, as `Amparo-Inject` names it.
    fault: Option<String>,
}

/// A body: as text where it is one, else in hexadecimal digits.
#[derive(Serialize)]
struct Text {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
    total_bytes: u64,
    /// Whether all that came is here.
    whole: bool,
}

/// One thing to better.
#[derive(Serialize)]
struct Warned {
    path: String,
    says: String,
    why: &'static str,
}

impl From<&Kept> for Text {
    fn from(kept: &Kept) -> Self {
        let text = String::from_utf8(kept.bytes.clone()).ok();
        let hex = text.is_none().then(|| hex::encode(&kept.bytes));
        Self { text, hex, total_bytes: kept.total, whole: kept.is_whole() }
    }
}

impl From<&Exchange> for Recorded {
    fn from(exchange: &Exchange) -> Self {
        let warned = exchange.remarks.iter().cloned();
        let warned = warned.map(|remark| Warned { path: remark.path, says: remark.says, why: remark.why });
        Self {
            id: exchange.id,
            at: exchange.at,
            method: exchange.method.clone(),
            target: exchange.target.clone(),
            headers: exchange.headers.clone(),
            body: Text::from(&exchange.body),
            status: exchange.verdict.status,
            code: exchange.verdict.code,
            says: exchange.verdict.says.clone(),
            report: exchange.verdict.report,
            file: exchange.verdict.file.clone(),
            answer_headers: exchange.answer_headers.clone(),
            answer: String::from_utf8_lossy(&exchange.answer).into_owned(),
            warnings: warned.collect(),
            fault: exchange.fault.map(|fault| fault.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_head_with_bare_line_feeds_and_the_body_byte_by_byte() {
        let headers = [("content-type".to_owned(), "text/xml".to_owned())];
        let bytes = message("POST /ispws/submit HTTP/1.1", &headers, b"\xff\r\n");
        assert_eq!(bytes, b"POST /ispws/submit HTTP/1.1\ncontent-type: text/xml\n\n\xff\r\n");
    }

    #[test]
    fn numbers_go_on_where_an_earlier_run_ended() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(last_number(folder.path()).unwrap(), 0);
        for name in
            ["0002-GET-ispws_status.http", "0010-POST-ispws_submit.answer.http", "99-notes.txt", "x.http"]
        {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(last_number(folder.path()).unwrap(), 10);
    }

    #[test]
    fn the_name_of_a_file_leads_nowhere() {
        assert_eq!(file_part("/ispws/submit?id=1"), "ispws_submit");
        assert_eq!(file_part("/ispws/../../etc"), "ispws_______etc");
        assert!(file_part(&"/x".repeat(500)).len() <= 60);
    }
}
