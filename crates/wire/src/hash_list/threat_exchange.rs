//! ThreatExchange: the answer of `threat_updates` (JSON), and CSV with the same columns.
//!
//! A record has an `indicator` and its `type`, such as `HASH_PDQ`; types that are no hash compared here are left out. `should_delete` deletes what the
//! record's `id` names, or withdraws the entry where there is no id. The owners of the descriptors vouch; tags go into the note.

use super::csv::{Columns, Table};
use super::digests::{FOREIGN_PHOTO_DNA, Kind, Refusal};
use super::error::text_of;
use super::json::{Node, Record, flag};
use super::taking::{Taking, add_member, add_note};
use super::values::{at_most, members_left, put};
use super::{ListedFile, MAX_TEXT_CHARS, ReadError};

/// Most tags that go into a note.
const MAX_TAGS: usize = 100;

/// The kind of a type, and whether it is of a video.
fn kind_of(indicator_type: &str) -> Option<(Kind, bool)> {
    let found = match indicator_type.to_ascii_uppercase().as_str() {
        "HASH_MD5" => (Kind::Md5, false),
        "HASH_SHA1" => (Kind::Sha1, false),
        "HASH_SHA256" => (Kind::Sha256, false),
        "HASH_PDQ" => (Kind::Pdq, false),
        "HASH_PHOTODNA" | "HASH_PDNA" => (Kind::PhotoDna, false),
        "HASH_VIDEO_MD5" => (Kind::Md5, true),
        _ => return None,
    };
    Some(found)
}

fn ignore_type(indicator_type: &str, taking: &mut Taking<'_>, line: impl FnOnce() -> u64) {
    let told: String = indicator_type.chars().take(40).collect();
    taking.ignore(&format!("the type {told}"), line);
}

/// Reads `{"data": […], "paging": {"next": …}}`, or the array alone.
pub(super) fn read_json(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let root = Node::root(text_of(bytes)?);
    if root.is_array() {
        return updates(&root, taking);
    }
    let page = root.record()?;
    updates(&page.need("data")?, taking)?;
    if let Some(paging) = page.get("paging")?
        && let Some(next) = paging.record()?.string("next")?
    {
        taking.next_page(next.into_owned());
    }
    Ok(())
}

fn updates(node: &Node<'_, '_>, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    for (index, raw) in node.items()?.into_iter().enumerate() {
        update(&node.item(index, raw), taking)?;
    }
    Ok(())
}

fn update(item: &Node<'_, '_>, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let record = item.record()?;
    let mut file = ListedFile::default();
    if let Some(id) = record.get("id")? {
        file.source_id = Some(at_most(&id, id.string_or_number()?.into_owned())?).filter(|id| !id.is_empty());
    }
    let deleted = record.flag("should_delete")?;
    if deleted && let Some(source_id) = file.source_id.take() {
        taking.deleted(source_id);
        return Ok(());
    }
    let indicator_type = record.need("type")?.string()?;
    let Some((kind, video)) = kind_of(&indicator_type) else {
        ignore_type(&indicator_type, taking, || item.line());
        return Ok(());
    };
    file.video = video;
    put(kind, &mut file, &record.need("indicator")?, taking)?;
    tags(&record, &mut file)?;
    if let Some(descriptors) = record.get("descriptors")? {
        for_each(&descriptors, &mut |descriptor| owner(descriptor, &mut file))?;
    }
    file.withdrawn = deleted;
    taking.entry(file, || item.line());
    Ok(())
}

fn owner(descriptor: &Node<'_, '_>, file: &mut ListedFile) -> Result<(), ReadError> {
    let descriptor = descriptor.record()?;
    let Some(owner) = descriptor.get("owner")? else { return Ok(()) };
    let owner = owner.record()?;
    if let Some(name) = owner.get("name")? {
        members_left(&name, file)?;
        let name = at_most(&name, name.string()?.into_owned())?;
        if !name.trim_ascii().is_empty() {
            add_member(file, name.trim_ascii());
        }
    }
    Ok(())
}

/// Tags are texts, or objects with a `text` or `name`.
fn tags(record: &Record<'_, '_>, file: &mut ListedFile) -> Result<(), ReadError> {
    let Some(tags) = record.get("tags")? else { return Ok(()) };
    let mut names = Vec::new();
    for_each(&tags, &mut |tag| {
        if names.len() >= MAX_TAGS {
            return Ok(());
        }
        if tag.is_object() {
            let tag = tag.record()?;
            let name = tag.string("text")?.or(tag.string("name")?);
            names.extend(name.map(std::borrow::Cow::into_owned));
        } else {
            names.push(tag.string()?.into_owned());
        }
        Ok(())
    })?;
    if !names.is_empty() {
        add_note(file, &format!("tags: {}", names.join(", ")));
    }
    Ok(())
}

/// What stands in an array, or in the `data` of an object: the Graph API writes lists of objects so.
fn for_each(
    node: &Node<'_, '_>,
    visit: &mut dyn FnMut(&Node<'_, '_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    if node.is_array() {
        for (index, raw) in node.items()?.into_iter().enumerate() {
            visit(&node.item(index, raw))?;
        }
        return Ok(());
    }
    let record = node.record()?;
    let Some(data) = record.get("data")? else { return Ok(()) };
    for (index, raw) in data.items()?.into_iter().enumerate() {
        visit(&data.item(index, raw))?;
    }
    Ok(())
}

const NAMES: [&str; 6] = ["indicator", "type", "id", "owner", "tags", "should_delete"];
const INDICATOR: usize = 0;
const TYPE: usize = 1;
const ID: usize = 2;
const OWNER: usize = 3;
const TAGS: usize = 4;
const SHOULD_DELETE: usize = 5;

/// Reads CSV with a header; `indicator` and `type` must be among its columns.
pub(super) fn read_csv(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let mut table = Table::new(text_of(bytes)?, b',')?;
    let columns = table.columns(NAMES, &["indicator"])?;
    table.columns(NAMES, &["type"])?;
    while table.advance()? {
        let Some(indicator_type) = table.get(&columns, TYPE) else {
            return Err(table.refuse(&columns, TYPE, "a type such as HASH_PDQ"));
        };
        match kind_of(indicator_type) {
            Some((kind, video)) => row(&table, &columns, kind, video, taking)?,
            None => ignore_type(indicator_type, taking, || table.line()),
        }
    }
    Ok(())
}

fn row(
    table: &Table<'_>,
    columns: &Columns<6>,
    kind: Kind,
    video: bool,
    taking: &mut Taking<'_>,
) -> Result<(), ReadError> {
    let mut file = ListedFile { video, ..ListedFile::default() };
    let indicator = table.get(columns, INDICATOR).unwrap_or_default();
    match kind.put(&mut file, indicator.as_bytes()) {
        Ok(()) => {}
        Err(Refusal::Malformed(expected)) => return Err(table.refuse(columns, INDICATOR, expected)),
        Err(Refusal::ForeignPhotoDna) => taking.ignore(FOREIGN_PHOTO_DNA, || table.line()),
    }
    let named = |index| match table.get(columns, index) {
        Some(text) if text.chars().nth(MAX_TEXT_CHARS).is_some() => {
            Err(table.refuse(columns, index, &format!("at most {MAX_TEXT_CHARS} characters")))
        }
        text => Ok(text.map(str::to_owned)),
    };
    file.source_id = named(ID)?;
    file.members.extend(named(OWNER)?);
    if let Some(tags) = table.get(columns, TAGS) {
        add_note(&mut file, &format!("tags: {tags}"));
    }
    let deleted = flag(table.get(columns, SHOULD_DELETE).unwrap_or_default());
    file.withdrawn = deleted.ok_or_else(|| table.refuse(columns, SHOULD_DELETE, "true or false"))?;
    match file.source_id.take_if(|_| file.withdrawn) {
        Some(source_id) => taking.deleted(source_id),
        None => taking.entry(file, || table.line()),
    }
    Ok(())
}
