//! NCMEC Hash Sharing API v2: a page of entries, XML with the root `queryResult`.
//!
//! Names of elements are taken without their prefix, in whatever namespace: clients strip it, and copies have lost it. Each entry is called
//! `memberId-entryId`, which is also how a tombstone (`deletedImage`, `deletedVideo`) names it. Who listed the entry vouches for it, and so does each
//! member of an affirmative feedback; a negative one goes into the note with its reasons.

use super::digests::{self, FOREIGN_PHOTO_DNA, Kind, Refusal};
use super::error::quoted;
use super::taking::{Taking, add_member, add_note};
use super::{ListedFile, MAX_MEMBERS, MAX_TEXT_CHARS, ReadError};
use crate::cybertipline::xml::{Element, parse};

const ROOT: &str = "queryResult";

pub(super) fn read(bytes: &[u8], taking: &mut Taking<'_>) -> Result<(), ReadError> {
    let root = parse(bytes)?;
    if local(&root) != ROOT {
        let problem = format!("the root element `{}`", root.name);
        return Err(refuse(&root, "", &problem, "`queryResult`"));
    }
    for part in &root.children {
        let path = format!("{ROOT}/{}", local(part));
        match local(part) {
            "images" | "videos" => entries(part, &path, taking)?,
            "paging" => {
                if let Some(next) = child(part, "next").map(text).filter(|next| !next.is_empty()) {
                    taking.next_page(next.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn entries(list: &Element, path: &str, taking: &mut Taking<'_>) -> Result<(), ReadError> {
    for (index, element) in list.children.iter().enumerate() {
        let name = local(element);
        let path = format!("{path}/{name}[{}]", index + 1);
        match name {
            "image" | "video" => {
                let file = entry(element, &path, taking)?;
                taking.entry(file, || u64::from(element.line));
            }
            "deletedImage" | "deletedVideo" => taking.deleted(source_id(element, &path)?.0),
            _ => {
                let expected = "`image`, `video`, `deletedImage` or `deletedVideo`";
                return Err(refuse(element, &path, &format!("the element `{name}`"), expected));
            }
        }
    }
    Ok(())
}

fn entry(element: &Element, path: &str, taking: &mut Taking<'_>) -> Result<ListedFile, ReadError> {
    let (source_id, member) = source_id(element, path)?;
    let mut file = ListedFile {
        source_id: Some(source_id),
        members: vec![member],
        video: local(element) == "video",
        ..ListedFile::default()
    };
    if let Some(class) = child(element, "classification") {
        let class = at_most(class, &format!("{path}/classification"))?;
        file.class = (!class.is_empty()).then(|| class.to_owned());
    }
    fingerprints(need(element, path, "fingerprints")?, path, &mut file, taking)?;
    for feedback in element.children.iter().filter(|part| local(part) == "feedback") {
        said_of(feedback, path, &mut file)?;
    }
    Ok(file)
}

/// `memberId-entryId`, and how the member is called.
fn source_id(element: &Element, path: &str) -> Result<(String, String), ReadError> {
    let member = need(element, path, "member")?;
    let id = need(element, path, "id")?;
    let entry_id = at_most(id, &format!("{path}/id"))?;
    if entry_id.is_empty() {
        return Err(refuse(id, &format!("{path}/id"), "nothing", "the identifier of the entry"));
    }
    let member_id = attribute(member, "id").filter(|id| !id.is_empty() && id.len() <= MAX_TEXT_CHARS);
    let member_id = member_id.ok_or_else(|| {
        refuse(member, &format!("{path}/member/@id"), "no identifier", "the identifier of the member")
    })?;
    Ok((format!("{member_id}-{entry_id}"), member_name(member, path)?))
}

fn member_name(member: &Element, path: &str) -> Result<String, ReadError> {
    let name = at_most(member, &format!("{path}/member"))?;
    if !name.is_empty() {
        return Ok(name.to_owned());
    }
    let id = attribute(member, "id").unwrap_or_default();
    Ok(format!("member {}", id.chars().take(MAX_TEXT_CHARS).collect::<String>()))
}

fn fingerprints(
    list: &Element,
    path: &str,
    file: &mut ListedFile,
    taking: &mut Taking<'_>,
) -> Result<(), ReadError> {
    for element in &list.children {
        let (name, value) = (local(element), text(element));
        let line = || u64::from(element.line);
        if value.is_empty() {
            taking.ignore("a hash that the page does not hold, only a link to it", line);
            continue;
        }
        let Some(kind) = Kind::named(name) else {
            digests::put_opaque(name, value, file, taking, line);
            continue;
        };
        match kind.put(file, value.as_bytes()) {
            Ok(()) => {}
            Err(Refusal::ForeignPhotoDna) => taking.ignore(FOREIGN_PHOTO_DNA, line),
            Err(Refusal::Malformed(expected)) => {
                let path = format!("{path}/fingerprints/{name}");
                return Err(refuse(element, &path, &quoted(value), expected));
            }
        }
    }
    Ok(())
}

/// What members say of the entry.
fn said_of(feedback: &Element, path: &str, file: &mut ListedFile) -> Result<(), ReadError> {
    for said in &feedback.children {
        let kind = attribute(said, "type").unwrap_or_default();
        match local(said) {
            "affirmativeFeedback" => {
                for member in said.children.iter().flat_map(|members| &members.children) {
                    if file.members.len() >= MAX_MEMBERS {
                        let expected = format!("at most {MAX_MEMBERS}");
                        return Err(refuse(
                            member,
                            &format!("{path}/feedback"),
                            "too many members",
                            &expected,
                        ));
                    }
                    add_member(file, &member_name(member, &format!("{path}/feedback"))?);
                }
            }
            "negativeFeedback" => {
                let parts = said.children.iter().flat_map(|reasons| &reasons.children);
                let reasons = parts.filter(|part| local(part) == "reason").take(MAX_MEMBERS);
                let names: Vec<&str> = reasons.filter_map(|reason| attribute(reason, "name")).collect();
                let told = format!("negative feedback on {kind}: {}", names.join(", "));
                add_note(file, told.trim_end_matches([' ', ':']));
            }
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn local(element: &Element) -> &str {
    element.name.rsplit_once(':').map_or(&*element.name, |(_, name)| name)
}

pub(super) fn text(element: &Element) -> &str {
    element.text.trim_ascii()
}

fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    element.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim_ascii())
}

pub(super) fn child<'e>(element: &'e Element, name: &str) -> Option<&'e Element> {
    element.children.iter().find(|child| local(child) == name)
}

fn need<'e>(element: &'e Element, path: &str, name: &str) -> Result<&'e Element, ReadError> {
    let missing = || refuse(element, path, &format!("no `{name}`"), &format!("one element `{name}`"));
    child(element, name).ok_or_else(missing)
}

/// The text of an element, unless it is too long to name something.
fn at_most<'e>(element: &'e Element, path: &str) -> Result<&'e str, ReadError> {
    let text = text(element);
    if text.chars().nth(MAX_TEXT_CHARS).is_none() {
        return Ok(text);
    }
    Err(refuse(element, path, &quoted(text), &format!("at most {MAX_TEXT_CHARS} characters")))
}

pub(super) fn refuse(element: &Element, path: &str, problem: &str, expected: &str) -> ReadError {
    let place = (u64::from(element.line), u64::from(element.column));
    ReadError::new(place, path, problem, expected)
}
