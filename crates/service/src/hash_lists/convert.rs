//! What a source says in its words, in ours.

use std::collections::HashSet;

use hashlist::{Classification, ListEntry, Opaque, OpaqueKind, VideoFrame};
use wire::hash_list::{Beside, Format, ListedFile, ReadError, read_each};

/// Reads all entries; those that the same file deletes are withdrawn.
pub(super) fn entries(format: Format, bytes: &[u8]) -> Result<(Vec<ListEntry>, Beside), ReadError> {
    let mut entries = Vec::new();
    let beside = read_each(format, bytes, &mut |file| entries.push(entry(format, file)))?;
    if !beside.deleted.is_empty() {
        let deleted: HashSet<&str> = beside.deleted.iter().map(String::as_str).collect();
        for entry in &mut entries {
            entry.withdrawn |= entry.source_id.as_deref().is_some_and(|id| deleted.contains(id));
        }
    }
    Ok((entries, beside))
}

/// One entry. A class outside the closed set goes to the note: it never makes an entry that may be acted on.
pub(super) fn entry(format: Format, file: ListedFile) -> ListEntry {
    let stated = file.class.as_deref().map(str::parse::<Classification>);
    let (classification, foreign_class) = match stated {
        None => (by_nature(format), None),
        Some(Ok(class)) => (Some(class), None),
        Some(Err(_)) => (None, file.class),
    };
    let mut opaque: Vec<Opaque> = Vec::new();
    opaque.extend(file.photo_dna.map(|value| Opaque { kind: OpaqueKind::PhotoDna, value }));
    for listed in file.opaque {
        // the kinds are the same as in `wire`: a test compares them
        opaque.extend(listed.kind.parse().ok().map(|kind| Opaque { kind, value: listed.value }));
    }
    let frame =
        |frame: wire::hash_list::ListedFrame| VideoFrame { pdq: frame.pdq.into(), quality: frame.quality };
    ListEntry {
        md5: file.md5.map(Into::into),
        sha1: file.sha1.map(Into::into),
        sha256: file.sha256.map(Into::into),
        pdq: file.pdq.map(Into::into),
        pdq_quality: file.pdq_quality,
        opaque,
        video: file.frames.into_iter().map(frame).collect(),
        classification,
        members: file.members,
        source_id: file.source_id,
        note: with_class(file.note, foreign_class),
        withdrawn: file.withdrawn,
    }
}

/// What every entry of a source is that states no classes.
fn by_nature(format: Format) -> Option<Classification> {
    (format == Format::StopNcii).then_some(Classification::Intimate)
}

fn with_class(note: Option<String>, class: Option<String>) -> Option<String> {
    match (note, class) {
        (note, None) => note,
        (None, Some(class)) => Some(format!("class of the source: {class}")),
        (Some(note), Some(class)) => Some(format!("class of the source: {class}; {note}")),
    }
}

#[cfg(test)]
mod tests {
    use wire::hash_list::{ListedFrame, ListedOpaque, OPAQUE_KINDS};

    use super::*;

    fn listed() -> ListedFile {
        ListedFile { md5: Some([1; 16]), ..ListedFile::default() }
    }

    #[test]
    fn every_field_arrives() {
        let file = ListedFile {
            source_id: Some("42-1".into()),
            sha1: Some([2; 20]),
            sha256: Some([3; 32]),
            pdq: Some([4; 32]),
            pdq_quality: Some(90),
            photo_dna: Some("a value".into()),
            opaque: vec![ListedOpaque { kind: "netclean", value: "another".into() }],
            class: Some("a1".into()),
            members: vec!["a member".into()],
            note: Some("a note".into()),
            withdrawn: true,
            video: true,
            frames: vec![ListedFrame { pdq: [5; 32], quality: 60 }],
            ..listed()
        };
        let expected = ListEntry {
            md5: Some([1; 16].into()),
            sha1: Some([2; 20].into()),
            sha256: Some([3; 32].into()),
            pdq: Some([4; 32].into()),
            pdq_quality: Some(90),
            opaque: vec![
                Opaque { kind: OpaqueKind::PhotoDna, value: "a value".into() },
                Opaque { kind: OpaqueKind::NetClean, value: "another".into() },
            ],
            video: vec![VideoFrame { pdq: [5; 32].into(), quality: 60 }],
            classification: Some(Classification::A1),
            members: vec!["a member".into()],
            source_id: Some("42-1".into()),
            note: Some("a note".into()),
            withdrawn: true,
        };
        assert_eq!(entry(Format::Ncmec, file), expected);
    }

    #[test]
    fn a_class_outside_the_set_is_a_note_and_no_class() {
        let of = |class: &str, note: Option<&str>| {
            let file = ListedFile { class: Some(class.into()), note: note.map(str::to_owned), ..listed() };
            let entry = entry(Format::StopNcii, file);
            (entry.classification, entry.note)
        };
        assert_eq!(of("category 1", None), (None, Some("class of the source: category 1".into())));
        assert_eq!(of("x", Some("y")), (None, Some("class of the source: x; y".into())));
        assert_eq!(of("baseline", None), (Some(Classification::Baseline), None));
    }

    #[test]
    fn only_a_source_of_one_kind_states_a_class_by_itself() {
        for format in Format::ALL {
            let expected = (format == Format::StopNcii).then_some(Classification::Intimate);
            assert_eq!(entry(format, listed()).classification, expected, "{format}");
        }
    }

    #[test]
    fn the_kinds_of_the_wire_are_kinds_here() {
        for kind in OPAQUE_KINDS {
            assert_eq!(kind.parse::<OpaqueKind>().unwrap().as_str(), kind);
        }
        assert_eq!(OPAQUE_KINDS.len() + 1, OpaqueKind::ALL.len(), "all but PhotoDNA");
    }

    #[test]
    fn what_the_same_file_deletes_is_withdrawn() {
        let text = "id,indicator,type,should_delete\n\
                    1,11111111111111111111111111111111,HASH_MD5,\n\
                    2,22222222222222222222222222222222,HASH_MD5,\n\
                    1,11111111111111111111111111111111,HASH_MD5,true\n";
        let (entries, beside) = entries(Format::ThreatExchangeCsv, text.as_bytes()).unwrap();
        assert_eq!(beside.deleted, ["1"]);
        assert_eq!(entries.iter().map(|entry| entry.withdrawn).collect::<Vec<_>>(), [true, false]);
    }
}
