//! Our own JSON: `{"source": "…", "entries": [{…}]}` as the platform's API takes it, or the array alone.
//!
//! An entry has at least one of `md5`, `sha1`, `sha256`, `pdq` (hexadecimal), `opaque` (`[{"kind": "photodna", "value": "…"}]`) and `video`
//! (`[{"pdq": "…", "quality": 80}]`, vPDQ frames), and may have `pdq_quality` (0 to 100), `classification`, `members`, `source_id`, `note` and
//! `withdrawn`. Unlike in others' formats, a key that is not known is an error: it would be a slip of ours. What a list says of itself beside
//! its entries is for the caller to state, and is passed over.

use super::digests::{self, Kind};
use super::error::text_of;
use super::json::{Node, Record};
use super::taking::{Taking, add_member, add_note, has_hash};
use super::values::{at_most, members_left, put};
use super::{ListedFile, ListedFrame, ReadError};

const LIST_KEYS: [&str; 7] =
    ["name", "version", "source", "members", "classification", "active_permille", "entries"];
const ENTRY_KEYS: [&str; 12] = [
    "md5",
    "sha1",
    "sha256",
    "pdq",
    "pdq_quality",
    "opaque",
    "video",
    "classification",
    "members",
    "source_id",
    "note",
    "withdrawn",
];
/// Highest quality of a PDQ.
const BEST_QUALITY: u8 = 100;
const DIGESTS: [(&str, Kind); 4] =
    [("md5", Kind::Md5), ("sha1", Kind::Sha1), ("sha256", Kind::Sha256), ("pdq", Kind::Pdq)];

pub(super) fn read(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let root = Node::root(text_of(bytes)?);
    if root.is_array() {
        return entries(&root, taking);
    }
    let list = root.record()?;
    known_only(&list, &LIST_KEYS)?;
    entries(&list.need("entries")?, taking)
}

fn entries(node: &Node<'_, '_>, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    for (index, raw) in node.items()?.into_iter().enumerate() {
        let item = node.item(index, raw);
        let record = item.record()?;
        let file = entry(&record, taking)?;
        taking.entry(file, || item.line());
    }
    Ok(())
}

fn known_only(record: &Record<'_, '_>, known: &[&str]) -> Result<(), ReadError> {
    match record.unknown(known) {
        None => Ok(()),
        Some(node) => Err(node.error("a key that is not known", &format!("one of {}", known.join(", ")))),
    }
}

fn entry(record: &Record<'_, '_>, taking: &mut Taking<'_>) -> Result<ListedFile, ReadError> {
    known_only(record, &ENTRY_KEYS)?;
    let mut file = ListedFile { withdrawn: record.flag("withdrawn")?, ..ListedFile::default() };
    for (key, kind) in DIGESTS {
        if let Some(node) = record.get(key)? {
            put(kind, &mut file, &node, taking)?;
        }
    }
    opaque(record, &mut file, taking)?;
    video(record, &mut file)?;
    file.pdq_quality = record.get("pdq_quality")?.map(|node| node.number(BEST_QUALITY)).transpose()?;
    file.class = text(record, "classification")?;
    file.source_id = text(record, "source_id")?;
    members(record, &mut file)?;
    if let Some(note) = record.string("note")? {
        add_note(&mut file, &note);
    }
    // an opaque value that is left out is told by its count
    if !has_hash(&file) && record.get("opaque")?.is_none() {
        return Err(record.node().error("no hash", "at least one of md5, sha1, sha256, pdq, opaque, video"));
    }
    Ok(file)
}

fn text(record: &Record<'_, '_>, key: &str) -> Result<Option<String>, ReadError> {
    let Some(node) = record.get(key)? else { return Ok(None) };
    let text = node.string()?;
    let text = text.trim_ascii();
    Ok(if text.is_empty() { None } else { Some(at_most(&node, text.to_owned())?) })
}

fn opaque(record: &Record<'_, '_>, file: &mut ListedFile, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let Some(array) = record.get("opaque")? else { return Ok(()) };
    for (index, raw) in array.items()?.into_iter().enumerate() {
        let item = array.item(index, raw);
        let record = item.record()?;
        known_only(&record, &["kind", "value"])?;
        let (kind, value) = (record.need("kind")?, record.need("value")?);
        let name = kind.string()?;
        if Kind::named(&name) == Some(Kind::PhotoDna) {
            put(Kind::PhotoDna, file, &value, taking)?;
        } else {
            digests::put_opaque(&name, &value.string()?, file, taking, || kind.line());
        }
    }
    Ok(())
}

fn video(record: &Record<'_, '_>, file: &mut ListedFile) -> Result<(), ReadError> {
    let Some(array) = record.get("video")? else { return Ok(()) };
    for (index, raw) in array.items()?.into_iter().enumerate() {
        let item = array.item(index, raw);
        let frame = item.record()?;
        known_only(&frame, &["pdq", "quality"])?;
        let pdq = frame.need("pdq")?;
        let bytes = digests::digest(pdq.string()?.as_bytes());
        let bytes = bytes.ok_or_else(|| pdq.refuse(Kind::Pdq.expected()))?;
        let quality = frame.need("quality")?.number(BEST_QUALITY)?;
        file.frames.push(ListedFrame { pdq: bytes, quality });
    }
    file.video = !file.frames.is_empty();
    Ok(())
}

fn members(record: &Record<'_, '_>, file: &mut ListedFile) -> Result<(), ReadError> {
    let Some(array) = record.get("members")? else { return Ok(()) };
    for (index, raw) in array.items()?.into_iter().enumerate() {
        let item = array.item(index, raw);
        members_left(&item, file)?;
        let name = at_most(&item, item.string()?.trim_ascii().to_owned())?;
        if name.is_empty() {
            return Err(item.error("nothing", "the name of a member"));
        }
        add_member(file, &name);
    }
    Ok(())
}
