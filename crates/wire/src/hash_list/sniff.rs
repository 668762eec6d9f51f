//! Which format a list seems to have.

use super::Format;
use super::plain;

/// How far is looked: all formats say within a few lines what they are.
const LOOKED_AT_BYTES: usize = 64 * 1024;

pub(super) fn sniff(bytes: &[u8]) -> Option<Format> {
    let start = bytes.get(..LOOKED_AT_BYTES).unwrap_or(bytes);
    if start.starts_with(&[0xFE, 0xFF, 0, b'<']) || start.starts_with(&[0xFF, 0xFE, b'<', 0]) {
        return Some(Format::Ncmec);
    }
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    match *start.first()? {
        b'<' => Some(Format::Ncmec),
        first @ (b'{' | b'[') => Some(json(start, first == b'{')),
        _ => lines(start),
    }
}

/// A key is told from the same word in a text by its plain quotation marks: inside a text they are escaped.
fn json(start: &[u8], is_object: bool) -> Format {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    if has("\"odata.metadata\"") || has("\"@odata.context\"") {
        Format::Vics
    } else if has("\"hashRecords\"") {
        Format::StopNcii
    } else if has("\"entries\"") {
        Format::Amparo
    } else if has("\"indicator\"") || (is_object && has("\"data\"")) {
        Format::ThreatExchangeJson
    } else {
        Format::Amparo
    }
}

fn lines(start: &[u8]) -> Option<Format> {
    let header = start.split(|byte| *byte == b'\n').next()?.to_ascii_lowercase();
    let has = |separator: u8, name: &str| {
        let mut cells = header.split(|byte| *byte == separator);
        cells.any(|cell| unquoted(cell.trim_ascii()) == name.as_bytes())
    };
    if has(b';', "md5") || has(b';', "sha1") {
        Some(Format::Icse)
    } else if has(b',', "indicator") && has(b',', "type") {
        Some(Format::ThreatExchangeCsv)
    } else {
        is_plain(start).then_some(Format::Plain)
    }
}

/// Whether the first line that says something is a digest.
fn is_plain(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
    first.is_some_and(|line| plain::named(line).is_some() || is_digest(line))
}

fn is_digest(line: &[u8]) -> bool {
    matches!(line.len(), 32 | 40 | 64) && line.iter().all(u8::is_ascii_hexdigit)
}

/// A cell without the quotation marks around it.
fn unquoted(cell: &[u8]) -> &[u8] {
    cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell)
}
