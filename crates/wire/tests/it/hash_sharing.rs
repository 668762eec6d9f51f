//! What the server of the Hash Sharing API writes is read as it was meant.

use jiff::Timestamp;
use proptest::prelude::*;
use wire::hash_list::sharing::{
    EntriesPage, FeedbackReason, FingerprintKind, SharedContent, SharedEntry, SharedFeedback, SharingMember,
    Verdict,
};
use wire::hash_list::{Format, ListedFile, read};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn member() -> impl Strategy<Value = SharingMember> {
    // names keep no spaces around them when they are read
    (1_i64..1_000_000, "[A-Za-z&<>\"é][ -~é]{0,20}[A-Za-z&<>]")
        .prop_map(|(id, name)| SharingMember { id, name })
}

fn feedback() -> impl Strategy<Value = SharedFeedback> {
    let negative = proptest::collection::vec("[A-Za-z ]{1,9}x", 1..3).prop_map(|names| {
        let reason = |name: String| FeedbackReason { guid: format!("guid of {name}"), name };
        Verdict::Negative(names.into_iter().map(reason).collect())
    });
    let verdict = prop_oneof![Just(Verdict::Affirmative), negative];
    (member(), 0_i64..4_000_000_000, verdict, 0_usize..FingerprintKind::ALL.len()).prop_map(
        |(member, second, verdict, kind)| SharedFeedback {
            kind: FingerprintKind::ALL[kind],
            member,
            given_at: at(second),
            verdict,
        },
    )
}

fn content() -> impl Strategy<Value = SharedContent> {
    let digests =
        (any::<[u8; 16]>(), any::<Option<[u8; 20]>>(), any::<Option<[u8; 32]>>(), any::<Option<[u8; 32]>>());
    let class = proptest::option::of("[AB][12]");
    (digests, class, proptest::collection::vec(feedback(), 0..4)).prop_map(
        |(digests, classification, feedback)| {
            let (md5, sha1, sha256, pdq) = digests;
            let mut fingerprints = vec![(FingerprintKind::Md5, hex::encode(md5))];
            fingerprints.extend(sha1.map(|value| (FingerprintKind::Sha1, hex::encode(value))));
            fingerprints.extend(sha256.map(|value| (FingerprintKind::Sha256, hex::encode(value))));
            fingerprints.extend(pdq.map(|value| (FingerprintKind::Pdq, hex::encode(value))));
            fingerprints.push((FingerprintKind::TmkPdqf, "a value of others".to_owned()));
            SharedContent { classification, fingerprints, feedback }
        },
    )
}

fn entry() -> impl Strategy<Value = SharedEntry> {
    (member(), "[A-Za-z0-9._-]{1,20}", any::<bool>(), 0_i64..4_000_000_000, proptest::option::of(content()))
        .prop_map(|(member, id, video, second, content)| SharedEntry {
            member,
            id,
            video,
            changed_at: at(second),
            content,
        })
}

/// What a reader must make of it; the note is compared apart.
fn expected(entry: &SharedEntry) -> Option<ListedFile> {
    let content = entry.content.as_ref()?;
    let value = |kind| content.fingerprints.iter().find(|(known, _)| *known == kind).map(|(_, value)| value);
    let mut members = vec![entry.member.name.clone()];
    for kind in FingerprintKind::ALL {
        for said in content.feedback.iter().filter(|said| said.kind == kind) {
            if said.verdict == Verdict::Affirmative && !members.contains(&said.member.name) {
                members.push(said.member.name.clone());
            }
        }
    }
    Some(ListedFile {
        source_id: Some(format!("{}-{}", entry.member.id, entry.id)),
        md5: value(FingerprintKind::Md5).map(|hex| bytes(hex)),
        sha1: value(FingerprintKind::Sha1).map(|hex| bytes(hex)),
        sha256: value(FingerprintKind::Sha256).map(|hex| bytes(hex)),
        pdq: value(FingerprintKind::Pdq).map(|hex| bytes(hex)),
        opaque: value(FingerprintKind::TmkPdqf)
            .map(|value| wire::hash_list::ListedOpaque { kind: "tmk_pdqf", value: value.clone() })
            .into_iter()
            .collect(),
        class: content.classification.clone(),
        members,
        video: entry.video,
        ..ListedFile::default()
    })
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).unwrap();
    bytes
}

proptest! {
    #[test]
    fn a_page_reads_back(entries in proptest::collection::vec(entry(), 0..6), next in proptest::option::of("/v2/entries\\?[a-z0-9=&%]{1,30}")) {
        let page = EntriesPage { entries, next };
        let read = read(Format::Ncmec, page.print().as_bytes()).unwrap();
        prop_assert_eq!(&read.next, &page.next);
        prop_assert_eq!(&read.ignored, &vec![]);
        let (videos, pictures): (Vec<&SharedEntry>, Vec<&SharedEntry>) = page.entries.iter().partition(|entry| entry.video);
        let in_order: Vec<&SharedEntry> = pictures.into_iter().chain(videos).collect();
        let deleted: Vec<_> = in_order.iter().filter(|entry| entry.content.is_none()).map(|entry| format!("{}-{}", entry.member.id, entry.id)).collect();
        prop_assert_eq!(&read.deleted, &deleted);
        let notes: Vec<_> = read.entries.iter().map(|file| file.note.clone().unwrap_or_default()).collect();
        let files: Vec<_> = read.entries.into_iter().map(|file| ListedFile { note: None, ..file }).collect();
        prop_assert_eq!(files, in_order.iter().filter_map(|entry| expected(entry)).collect::<Vec<_>>());
        for (entry, note) in in_order.iter().filter(|entry| entry.content.is_some()).zip(notes) {
            let content = entry.content.as_ref().unwrap();
            for said in &content.feedback {
                if let Verdict::Negative(reasons) = &said.verdict {
                    for reason in reasons {
                        prop_assert!(note.contains(reason.name.trim()), "{} in {}", reason.name, note);
                    }
                }
            }
        }
    }
}

/// A list without entries must not have the attribute that the client parses.
#[test]
fn an_empty_page_has_no_lists() {
    let text = EntriesPage::default().print();
    assert!(!text.contains("images") && !text.contains("maxTimestamp") && !text.contains("next"), "{text}");
}
