//! NCMEC Hash Sharing API v2 as its server writes it, and the one document that it reads: `feedbackSubmission`.
//!
//! Source: the public Python client (`threatexchange`, `exchanges/clients/ncmec/hash_api.py`) with its test data; the documentation itself is
//! not public. What [`EntriesPage::print`] writes, `read(Format::Ncmec, …)` reads.

mod fingerprint;
mod page;
mod submission;

use jiff::Timestamp;

use crate::cybertipline::xml::{Element, print};

pub use fingerprint::FingerprintKind;
pub use page::{EntriesPage, SharedContent, SharedEntry, SharedFeedback, Verdict};
pub use submission::Submission;

/// The namespace of every document of this API; clients strip it.
pub const NAMESPACE: &str = "https://hashsharing.ncmec.org/hashsharing/v2";

/// Who lists entries and speaks of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingMember {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
}

/// Why a member may object to a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackReason {
    /// A GUID that never changes; submissions name the reason by it.
    pub guid: String,
    /// What it says, in a word.
    pub name: String,
}

/// `GET /v2/status`: who asks, and from where.
pub fn print_status(address: &str, user: &str, member: &SharingMember) -> String {
    let mut root = root("status");
    root.children =
        vec![with_text("ipAddress", address), with_text("username", user), member_element(member)];
    print(&root)
}

/// `GET /v2/members`: all members.
pub fn print_members(members: &[SharingMember]) -> String {
    let mut root = root("members");
    root.children = members.iter().map(member_element).collect();
    print(&root)
}

/// `GET /v2/feedback/{TYPE}/reasons`: why one may object to fingerprints of this kind.
///
/// The documentation puts each `reason` right under the root `availableFeedbackReasons`. The public client looks for an element of that name
/// *below* the root and fails on the documented answer. This document is both: the reasons stand under the root as documented, and after
/// them comes one more `availableFeedbackReasons` with the same reasons. Who reads by the documentation takes the `reason` elements and has no
/// use for the last child; the client takes the last child and no other.
pub fn print_reasons(kind: FingerprintKind, reasons: &[FeedbackReason]) -> String {
    let mut root = root("availableFeedbackReasons");
    root.children = reasons.iter().map(|reason| reason_element(kind, reason)).collect();
    let mut inner = Element::new("availableFeedbackReasons");
    inner.children.clone_from(&root.children);
    root.children.push(inner);
    print(&root)
}

/// The answer to a submission that was kept. Its content is not documented, and clients do not look.
pub fn print_submission_result() -> String {
    print(&root("submissionResult"))
}

fn root(name: &str) -> Element {
    let mut element = Element::new(name);
    attribute(&mut element, "xmlns", NAMESPACE);
    element
}

fn with_text(name: &str, text: &str) -> Element {
    Element { text: text.to_owned(), ..Element::new(name) }
}

fn attribute(element: &mut Element, name: &str, value: impl Into<String>) {
    element.attributes.push((name.to_owned(), value.into()));
}

fn member_element(member: &SharingMember) -> Element {
    let mut element = with_text("member", &member.name);
    attribute(&mut element, "id", member.id.to_string());
    element
}

fn reason_element(kind: FingerprintKind, reason: &FeedbackReason) -> Element {
    let mut element = Element::new("reason");
    attribute(&mut element, "guid", reason.guid.as_str());
    attribute(&mut element, "name", reason.name.as_str());
    attribute(&mut element, "type", kind.feedback_type());
    element
}

/// `YYYY-MM-DDThh:mm:ssZ`: the client parses whole seconds and nothing else.
fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cybertipline::xml::parse;

    #[test]
    fn reasons_are_found_by_both_readings() {
        let reason = |guid: &str| FeedbackReason { guid: guid.into(), name: "OtherFile".into() };
        let text = print_reasons(FingerprintKind::Md5, &[reason("1"), reason("2")]);
        let root = parse(text.as_bytes()).unwrap();
        let reasons =
            |element: &Element| element.children.iter().filter(|child| child.name == "reason").count();
        assert_eq!(root.name, "availableFeedbackReasons");
        assert_eq!(reasons(&root), 2);
        let inner: Vec<_> = root.children.iter().filter(|child| child.name == root.name).collect();
        assert_eq!(inner.len(), 1);
        // the client asks every child of this one for its guid
        assert_eq!((reasons(inner[0]), inner[0].children.len()), (2, 2));
    }

    #[test]
    fn who_asks_is_told_with_a_number() {
        let member = SharingMember { id: 100_001, name: "A & B".into() };
        let text = print_status("192.0.2.7", "a", &member);
        assert!(text.contains(r#"<member id="100001">A &amp; B</member>"#), "{text}");
        assert!(text.contains(&format!(r#"<status xmlns="{NAMESPACE}">"#)), "{text}");
        assert!(print_members(&[]).contains("<members "));
    }
}
