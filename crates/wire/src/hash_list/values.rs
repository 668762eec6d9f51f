//! Values of JSON that all formats check alike.

use super::digests::{FOREIGN_PHOTO_DNA, Kind, Refusal};
use super::json::Node;
use super::taking::Taking;
use super::{ListedFile, MAX_MEMBERS, MAX_TEXT_CHARS, ReadError};

/// Puts the hash that a text holds into the entry; blank is none. A PhotoDNA that is none is left out and counted.
pub(super) fn put(
    kind: Kind,
    file: &mut ListedFile,
    node: &Node<'_, '_>,
    taking: &mut Taking<'_>,
) -> Result<(), ReadError> {
    let text = node.string()?;
    let text = text.trim_ascii();
    if text.is_empty() {
        return Ok(());
    }
    match kind.put(file, text.as_bytes()) {
        Ok(()) => {}
        Err(Refusal::Malformed(expected)) => return Err(node.refuse(expected)),
        Err(Refusal::ForeignPhotoDna) => taking.ignore(FOREIGN_PHOTO_DNA, || node.line()),
    }
    Ok(())
}

/// The text, unless it is too long to name something.
pub(super) fn at_most(node: &Node<'_, '_>, text: String) -> Result<String, ReadError> {
    // no text has more characters than bytes: short ones are not counted
    if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
        return Err(node.refuse(&format!("at most {MAX_TEXT_CHARS} characters")));
    }
    Ok(text)
}

/// Refuses one member too many.
pub(super) fn members_left(node: &Node<'_, '_>, file: &ListedFile) -> Result<(), ReadError> {
    if file.members.len() < MAX_MEMBERS {
        return Ok(());
    }
    Err(node.error("too many members", &format!("at most {MAX_MEMBERS}")))
}
