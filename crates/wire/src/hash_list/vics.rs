//! Project VIC: data model 1.3 and 2.0, JSON; hash sets (`#Media`) and cases (`#Cases`).
//!
//! `Category` is national. 1 to 3 are material in the models known here (United States, United Kingdom), and so is none, which is what sets
//! without grades have; entries of 0 and of other numbers are left out and counted, since those are files that are not pertinent, for
//! comparison or not looked at. Keys are taken in any case, flags as such or as texts. File names, paths, series, tags and comments are left where they
//! are: they can lead to a person. Data model 1.2 is refused: a public list of harmless files (NIST's in the shape of CAID) has its marker.

use super::digests::Kind;
use super::error::text_of;
use super::json::{Node, Record};
use super::taking::{Taking, add_note};
use super::values::put;
use super::{ListedFile, ReadError};

const MARKERS: [&str; 2] = ["odata.metadata", "@odata.context"];
const EXPECTED_MODEL: &str = "data model 1.3 (`…/DataModels/1.3.xml#Media`) or 2.0 (`…/DataModels/2.0.xml/…/$metadata#Media`), or the same with `#Cases`";
const DIGESTS: [(&str, Kind); 3] = [("MD5", Kind::Md5), ("SHA1", Kind::Sha1), ("PhotoDNA", Kind::PhotoDna)];
/// Flags that go into the note where they are yes.
const FLAGS: [(&str, &str); 4] = [
    ("IsDistributed", "distributed"),
    ("VictimIdentified", "victim identified"),
    ("OffenderIdentified", "offender identified"),
    ("IsSuspected", "suspected, not confirmed"),
];

enum Content {
    Media,
    Cases,
}

pub(super) fn read(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let root = Node::root(text_of(bytes)?);
    let document = root.record()?;
    let content = content(&document)?;
    let value = document.need("value")?;
    match content {
        Content::Media => media(&value, taking),
        Content::Cases => {
            for (index, raw) in value.items()?.into_iter().enumerate() {
                let item = value.item(index, raw);
                let case = item.record()?;
                if let Some(node) = case.get("Media")? {
                    media(&node, taking)?;
                }
            }
            Ok(())
        }
    }
}

fn content(document: &Record<'_, '_>) -> Result<Content, ReadError> {
    let [old, new] = [document.get(MARKERS[0])?, document.get(MARKERS[1])?];
    let Some(marker) = old.or(new) else {
        let problem = format!("no `{}` and no `{}`", MARKERS[0], MARKERS[1]);
        return Err(document.node().error(&problem, EXPECTED_MODEL));
    };
    let text = marker.string()?;
    let (model, content) = text.rsplit_once('#').unwrap_or((&*text, ""));
    if !["/1.3.xml", "/2.0.xml"].iter().any(|version| model.contains(version)) {
        return Err(marker.refuse(EXPECTED_MODEL));
    }
    match content {
        "Media" => Ok(Content::Media),
        "Cases" => Ok(Content::Cases),
        _ => Err(marker.refuse(EXPECTED_MODEL)),
    }
}

fn media(node: &Node<'_, '_>, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    for (index, raw) in node.items()?.into_iter().enumerate() {
        let item = node.item(index, raw);
        let record = item.record()?;
        let file = entry(&record, taking)?;
        match category(&record)? {
            Some(category @ (0 | 4..)) => {
                let why = format!("category {category}: not pertinent, for comparison or not graded");
                taking.ignore(&why, || item.line());
            }
            category => {
                let class = category.map(|category| format!("category {category}"));
                taking.entry(ListedFile { class, ..file }, || item.line());
            }
        }
    }
    Ok(())
}

fn category(record: &Record<'_, '_>) -> Result<Option<u8>, ReadError> {
    let Some(node) = record.get("Category")? else { return Ok(None) };
    if node.is_string() {
        let text = node.string()?;
        let text = text.trim_ascii();
        if text.is_empty() {
            return Ok(None);
        }
        return text.parse().map(Some).map_err(|_| node.refuse("a whole number from 0 to 255"));
    }
    node.number(u8::MAX).map(Some)
}

fn entry(record: &Record<'_, '_>, taking: &mut Taking<'_>) -> Result<ListedFile, ReadError> {
    let mut file = ListedFile::default();
    for (key, kind) in DIGESTS {
        if let Some(node) = record.get(key)? {
            put(kind, &mut file, &node, taking)?;
        }
    }
    alternatives(record, &mut file, taking)?;
    if let Some(copies) = record.get("MediaFiles")? {
        for (index, raw) in copies.items()?.into_iter().enumerate() {
            alternatives(&copies.item(index, raw).record()?, &mut file, taking)?;
        }
    }
    for (key, note) in FLAGS {
        if record.flag(key)? {
            add_note(&mut file, note);
        }
    }
    let mime = record.string("MimeType")?.unwrap_or_default();
    file.video = mime.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("video/"));
    Ok(file)
}

/// Writers put these beside the digests or under each copy of the file.
fn alternatives(
    record: &Record<'_, '_>,
    file: &mut ListedFile,
    taking: &mut Taking<'_>,
) -> Result<(), ReadError> {
    let Some(others) = record.get("AlternativeHashes")? else { return Ok(()) };
    for (index, raw) in others.items()?.into_iter().enumerate() {
        alternative(&others.item(index, raw), file, taking)?;
    }
    Ok(())
}

fn alternative(item: &Node<'_, '_>, file: &mut ListedFile, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let record = item.record()?;
    let Some(name) = record.string("HashName")? else { return Ok(()) };
    let Some(value) = record.get("HashValue")? else { return Ok(()) };
    if let Some(kind) = Kind::named(&name) {
        return put(kind, file, &value, taking);
    }
    let name: String = name.chars().take(40).collect();
    taking.ignore(&format!("a hash of the kind {name}"), || item.line());
    Ok(())
}
