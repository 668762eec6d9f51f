//! One hexadecimal digest a line.
//!
//! 32 digits are MD5, 40 are SHA-1. 64 are SHA-256 or PDQ, which nobody can tell apart: the line begins with `sha256:` or `pdq:`, a comment
//! above (`# pdq`) says it for all that follow, or the caller does ([`super::Format::PlainPdq`]). Any digest may have its prefix. Blank lines and lines
//! that begin with `#` are skipped, lines end in LF or CRLF, white space around a digest is nothing.

use super::digests::{Kind, Refusal};
use super::error::quoted;
use super::taking::Taking;
use super::{ListedFile, ReadError};

const EXPECTED: &str = "a digest of 32 (MD5), 40 (SHA-1) or 64 (SHA-256 or PDQ) hexadecimal digits, alone or after `md5:`, `sha1:`, `sha256:` or `pdq:`";
const EXPECTED_64: &str = "`sha256:` or `pdq:` before it, `# sha256` or `# pdq` on a line above, or the format plain-sha256 or plain-pdq: 64 digits can be either";

/// Reads the lines; `stated` is the kind of 64 digits that the caller states.
pub(super) fn read(bytes: &[u8], stated: Option<Kind>, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut of_64 = stated;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line_no = index as u64 + 1;
        let text = line.trim_ascii();
        if let Some(comment) = text.strip_prefix(b"#") {
            if let Some(said) = said_by(comment) {
                if stated.is_some_and(|stated| stated != said) {
                    let expected = "the kind that was stated for this list";
                    return Err(error(line_no, line, text, "a comment that says otherwise", expected));
                }
                of_64 = Some(said);
            }
        } else if !text.is_empty() {
            let file = digest(text, of_64).map_err(|(problem, expected)| {
                error(line_no, line, odd_part(text), problem.unwrap_or(&quoted_bytes(text)), expected)
            })?;
            taking.entry(file, || line_no);
        }
    }
    Ok(())
}

/// The kind of 64 digits that a comment states for what follows.
fn said_by(comment: &[u8]) -> Option<Kind> {
    let word = comment.trim_ascii();
    [(Kind::Pdq, "pdq"), (Kind::Sha256, "sha256")]
        .into_iter()
        .find(|(_, name)| word.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(kind, _)| kind)
}

type Wrong = (Option<&'static str>, &'static str);

fn digest(text: &[u8], of_64: Option<Kind>) -> Result<ListedFile, Wrong> {
    let (kind, digits) = if let Some(named) = named(text) {
        named
    } else {
        let kind = match text.len() {
            64 => of_64.ok_or::<Wrong>((Some("64 digits without a word of what they are"), EXPECTED_64))?,
            digits => Kind::of_digits(digits).ok_or::<Wrong>((None, EXPECTED))?,
        };
        (kind, text)
    };
    let mut file = ListedFile::default();
    match kind.put(&mut file, digits) {
        Ok(()) => Ok(file),
        Err(Refusal::Malformed(expected)) => Err((None, expected)),
        Err(Refusal::ForeignPhotoDna) => Err((None, EXPECTED)),
    }
}

/// The kind that a prefix names, and the digits after it.
pub(super) fn named(text: &[u8]) -> Option<(Kind, &[u8])> {
    // the colon stands behind three, four or six letters: no other byte is looked at on a line without
    let colon = [3, 4, 6].into_iter().find(|at| text.get(*at) == Some(&b':'))?;
    let (name, digits) = text.split_at_checked(colon)?;
    let kinds = [(Kind::Md5, "md5"), (Kind::Sha1, "sha1"), (Kind::Sha256, "sha256"), (Kind::Pdq, "pdq")];
    let found = kinds.into_iter().find(|(_, known)| name.eq_ignore_ascii_case(known.as_bytes()));
    found.map(|(kind, _)| (kind, digits.get(1..).unwrap_or_default().trim_ascii_start()))
}

/// From the first byte of the digits on that is none; all of the text if the number of digits is what is wrong.
fn odd_part(text: &[u8]) -> &[u8] {
    let digits = named(text).map_or(text, |(_, digits)| digits);
    let at = digits.iter().position(|byte| !byte.is_ascii_hexdigit());
    at.and_then(|at| digits.get(at..)).unwrap_or(text)
}

fn quoted_bytes(text: &[u8]) -> String {
    let start = text.get(..400).unwrap_or(text);
    quoted(&String::from_utf8_lossy(start))
}

/// An error at `part`, which is the end of what `line` holds between its blanks.
fn error(line_no: u64, line: &[u8], part: &[u8], problem: &str, expected: &str) -> ReadError {
    let before = line.trim_ascii_end().len().saturating_sub(part.len());
    let before = line.get(..before).unwrap_or_default();
    let columns = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64;
    ReadError::new((line_no, columns + 1), "", problem, expected)
}
