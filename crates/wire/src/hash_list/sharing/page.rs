//! `GET /v2/entries`: one page.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{FeedbackReason, FingerprintKind, SharingMember};
use super::{attribute, member_element, reason_element, root, seconds, with_text};
use crate::cybertipline::xml::{Element, print};

/// A page of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntriesPage {
    /// The entries; pictures are written before videos.
    pub entries: Vec<SharedEntry>,
    /// Where the next page is, from the API's base on: `/v2/entries?…`.
    pub next: Option<String>,
}

/// One entry, or the mark of one that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedEntry {
    /// Who lists it.
    pub member: SharingMember,
    /// What the member calls it.
    pub id: String,
    /// Of a video.
    pub video: bool,
    /// When it last changed; written in whole seconds.
    pub changed_at: Timestamp,
    /// None once it was taken back.
    pub content: Option<SharedContent>,
}

/// What an entry holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedContent {
    /// The class, such as `A1`.
    pub classification: Option<String>,
    /// Its fingerprints.
    pub fingerprints: Vec<(FingerprintKind, String)>,
    /// What members say of them.
    pub feedback: Vec<SharedFeedback>,
}

/// What one member says of one fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFeedback {
    /// Of which fingerprint.
    pub kind: FingerprintKind,
    /// Who says it.
    pub member: SharingMember,
    /// When; written in whole seconds.
    pub given_at: Timestamp,
    /// What.
    pub verdict: Verdict,
}

/// What is said of a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It belongs into the list.
    Affirmative,
    /// It does not, for these reasons.
    Negative(Vec<FeedbackReason>),
}

impl EntriesPage {
    /// The document.
    pub fn print(&self) -> String {
        let mut root = root("queryResult");
        for (name, video) in [("images", false), ("videos", true)] {
            let entries: Vec<_> = self.entries.iter().filter(|entry| entry.video == video).collect();
            // the client asks each list that has children for the newest of its times
            if let Some(newest) = entries.iter().map(|entry| entry.changed_at).max() {
                let mut list = Element::new(name);
                attribute(&mut list, "count", entries.len().to_string());
                attribute(&mut list, "maxTimestamp", seconds(newest));
                list.children = entries.into_iter().map(entry_element).collect();
                root.children.push(list);
            }
        }
        if let Some(next) = &self.next {
            let mut paging = Element::new("paging");
            paging.children.push(with_text("next", next));
            root.children.push(paging);
        }
        print(&root)
    }
}

fn entry_element(entry: &SharedEntry) -> Element {
    let name = match (entry.video, entry.content.is_some()) {
        (false, true) => "image",
        (true, true) => "video",
        (false, false) => "deletedImage",
        (true, false) => "deletedVideo",
    };
    let mut element = Element::new(name);
    element.children.push(member_element(&entry.member));
    element.children.push(with_text("timestamp", &seconds(entry.changed_at)));
    element.children.push(with_text("id", &entry.id));
    if let Some(content) = &entry.content {
        if let Some(class) = &content.classification {
            element.children.push(with_text("classification", class));
        }
        let mut fingerprints = Element::new("fingerprints");
        let digest = |(kind, value): &(FingerprintKind, String)| with_text(&kind.element(), value);
        fingerprints.children = content.fingerprints.iter().map(digest).collect();
        element.children.push(fingerprints);
        if let Some(newest) = content.feedback.iter().map(|said| said.given_at).max() {
            element.children.push(feedback_element(&content.feedback, newest));
        }
    }
    element
}

fn feedback_element(all: &[SharedFeedback], newest: Timestamp) -> Element {
    let mut element = Element::new("feedback");
    attribute(&mut element, "lastUpdateTimestamp", seconds(newest));
    for kind in FingerprintKind::ALL {
        let of_kind: Vec<&SharedFeedback> = all.iter().filter(|said| said.kind == kind).collect();
        let affirm: Vec<&SharedFeedback> =
            of_kind.iter().copied().filter(|said| said.verdict == Verdict::Affirmative).collect();
        if let Some(newest) = affirm.iter().map(|said| said.given_at).max() {
            let mut said = said_element("affirmativeFeedback", kind, newest);
            said.children.push(members_element(&affirm, newest));
            element.children.push(said);
        }
        element.children.extend(objections(kind, &of_kind));
    }
    element
}

/// Each reason is followed by those who give it.
fn objections(kind: FingerprintKind, of_kind: &[&SharedFeedback]) -> Option<Element> {
    let mut by_reason: BTreeMap<&str, (&FeedbackReason, Vec<&SharedFeedback>)> = BTreeMap::new();
    for said in of_kind {
        if let Verdict::Negative(reasons) = &said.verdict {
            for reason in reasons {
                by_reason.entry(&reason.guid).or_insert_with(|| (reason, Vec::new())).1.push(*said);
            }
        }
    }
    let given = |members: &[&SharedFeedback]| members.iter().map(|said| said.given_at).max();
    let newest = by_reason.values().filter_map(|(_, members)| given(members)).max()?;
    let mut reasons = Element::new("reasons");
    for (reason, members) in by_reason.values() {
        reasons.children.push(reason_element(kind, reason));
        reasons.children.push(members_element(members, given(members).unwrap_or(newest)));
    }
    let mut said = said_element("negativeFeedback", kind, newest);
    said.children.push(reasons);
    Some(said)
}

fn said_element(name: &str, kind: FingerprintKind, newest: Timestamp) -> Element {
    let mut element = Element::new(name);
    attribute(&mut element, "type", kind.feedback_type());
    attribute(&mut element, "lastUpdateTimestamp", seconds(newest));
    element
}

fn members_element(said: &[&SharedFeedback], newest: Timestamp) -> Element {
    let mut element = Element::new("members");
    attribute(&mut element, "timestamp", seconds(newest));
    element.children = said.iter().map(|said| member_element(&said.member)).collect();
    element
}
