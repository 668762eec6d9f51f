//! What a list may not be.

use thiserror::Error;

use crate::{ListEntry, ListHead};

/// Most frames of the videos of one list.
const MOST_FRAMES: u64 = u32::MAX as u64;

/// A list that cannot be used; the text names the entry and the field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    /// The list has no name.
    #[error("name is empty: give the list a name")]
    NoName,
    /// Nobody says where the list comes from.
    #[error("source is empty: say where the list comes from")]
    NoSource,
    /// A member has no name.
    #[error("members[{member_no}] is empty: name who vouches, or leave it out")]
    NoMember {
        /// Position of the member, from 0.
        member_no: usize,
    },
    /// The share of active entries is not on the scale.
    #[error("active_permille is {permille}: 0 to 1000 is the scale")]
    Activation {
        /// What was given.
        permille: u16,
    },
    /// An entry has no digest.
    #[error("entries[{entry_no}] has no digest: give md5, sha1, sha256, pdq, opaque or video")]
    NoDigest {
        /// Position of the entry, from 0.
        entry_no: usize,
    },
    /// A quality is not on the scale.
    #[error("entries[{entry_no}].{field} is {quality}: 0 to 100 is the scale")]
    Quality {
        /// Position of the entry, from 0.
        entry_no: usize,
        /// Which quality: `pdq_quality` or `video[N].quality`.
        field: String,
        /// What was given.
        quality: u8,
    },
    /// A text is empty where something has to stand.
    #[error("entries[{entry_no}].{field} is empty: leave it out or fill it")]
    Empty {
        /// Position of the entry, from 0.
        entry_no: usize,
        /// Which text: `opaque[N].value`, `members[N]` or `source_id`.
        field: String,
    },
    /// More entries or frames than can be numbered.
    #[error("{field} are too many: {} is the limit", u32::MAX)]
    TooMany {
        /// `entries`, or `video` frames of all entries together.
        field: &'static str,
    },
}

impl ListError {
    /// The field as a path, for a form or an API: `entries[3].pdq_quality`.
    pub fn field(&self) -> String {
        match self {
            Self::NoName => "name".into(),
            Self::NoSource => "source".into(),
            Self::NoMember { member_no } => format!("members[{member_no}]"),
            Self::Activation { .. } => "active_permille".into(),
            Self::NoDigest { entry_no } => format!("entries[{entry_no}]"),
            Self::Quality { entry_no, field, .. } | Self::Empty { entry_no, field } => {
                format!("entries[{entry_no}].{field}")
            }
            Self::TooMany { field } => (*field).into(),
        }
    }
}

pub(crate) fn check(head: &ListHead, entries: &[ListEntry]) -> Result<(), ListError> {
    if head.name.trim().is_empty() {
        return Err(ListError::NoName);
    }
    if head.source.trim().is_empty() {
        return Err(ListError::NoSource);
    }
    if let Some(member_no) = head.members.iter().position(|member| member.trim().is_empty()) {
        return Err(ListError::NoMember { member_no });
    }
    if head.active_permille > 1000 {
        return Err(ListError::Activation { permille: head.active_permille });
    }
    // The last number stands for "none" in the index.
    if entries.len() >= u32::MAX as usize {
        return Err(ListError::TooMany { field: "entries" });
    }
    let mut frames = 0_u64;
    for (entry_no, entry) in entries.iter().enumerate() {
        check_entry(entry_no, entry)?;
        frames += entry.video.len() as u64;
    }
    if frames >= MOST_FRAMES {
        return Err(ListError::TooMany { field: "video" });
    }
    Ok(())
}

fn check_entry(entry_no: usize, entry: &ListEntry) -> Result<(), ListError> {
    let has_digest = entry.md5.is_some()
        || entry.sha1.is_some()
        || entry.sha256.is_some()
        || entry.pdq.is_some()
        || !entry.opaque.is_empty()
        || !entry.video.is_empty();
    if !has_digest {
        return Err(ListError::NoDigest { entry_no });
    }
    if let Some(quality @ 101..) = entry.pdq_quality {
        return Err(ListError::Quality { entry_no, field: "pdq_quality".into(), quality });
    }
    if let Some((at, frame)) = entry.video.iter().enumerate().find(|(_, frame)| frame.quality > 100) {
        let field = format!("video[{at}].quality");
        return Err(ListError::Quality { entry_no, field, quality: frame.quality });
    }
    let is_empty = |text: &String| text.trim().is_empty();
    if let Some(at) = entry.opaque.iter().position(|opaque| is_empty(&opaque.value)) {
        return Err(ListError::Empty { entry_no, field: format!("opaque[{at}].value") });
    }
    if let Some(at) = entry.members.iter().position(is_empty) {
        return Err(ListError::Empty { entry_no, field: format!("members[{at}]") });
    }
    if entry.source_id.as_ref().is_some_and(is_empty) {
        return Err(ListError::Empty { entry_no, field: "source_id".into() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{List, Opaque, OpaqueKind, VideoFrame};

    fn head() -> ListHead {
        ListHead { name: "known".into(), version: 1, source: "a hotline".into(), ..ListHead::default() }
    }

    fn entry() -> ListEntry {
        ListEntry { md5: Some([1; 16].into()), ..ListEntry::default() }
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_its_field() {
        let of_head = |head| List::new(head, vec![entry()]).unwrap_err().field();
        assert_eq!(of_head(ListHead { name: " ".into(), ..head() }), "name");
        assert_eq!(of_head(ListHead { source: String::new(), ..head() }), "source");
        assert_eq!(of_head(ListHead { members: vec!["a".into(), " ".into()], ..head() }), "members[1]");
        assert_eq!(of_head(ListHead { active_permille: 1001, ..head() }), "active_permille");
        let of_entry = |bad| List::new(head(), vec![entry(), bad]).unwrap_err().field();
        let frame = VideoFrame { pdq: [7; 32].into(), quality: 101 };
        let blank = Opaque { kind: OpaqueKind::PhotoDna, value: String::new() };
        assert_eq!(of_entry(ListEntry { note: Some("none".into()), ..ListEntry::default() }), "entries[1]");
        assert_eq!(of_entry(ListEntry { pdq_quality: Some(101), ..entry() }), "entries[1].pdq_quality");
        assert_eq!(of_entry(ListEntry { video: vec![frame], ..entry() }), "entries[1].video[0].quality");
        assert_eq!(of_entry(ListEntry { opaque: vec![blank], ..entry() }), "entries[1].opaque[0].value");
        assert_eq!(of_entry(ListEntry { members: vec![" ".into()], ..entry() }), "entries[1].members[0]");
        assert_eq!(of_entry(ListEntry { source_id: Some(String::new()), ..entry() }), "entries[1].source_id");
    }

    #[test]
    fn lists_of_earlier_versions_still_read() {
        let head = r#"{"name":"known","version":3,"source":"a hotline"}"#;
        let head: ListHead = serde_json::from_str(head).unwrap();
        assert_eq!((head.active_permille, head.classification, head.members.len()), (1000, None, 0));
        let entry = r#"{"md5":"01010101010101010101010101010101","classification":"A1","note":"x"}"#;
        let entry: ListEntry = serde_json::from_str(entry).unwrap();
        assert!(!entry.withdrawn && entry.video.is_empty() && entry.opaque.is_empty());
        assert_eq!(
            serde_json::from_str::<ListEntry>(&serde_json::to_string(&entry).unwrap()).unwrap(),
            entry
        );
    }
}
