//! JSON.

use std::fmt::Debug;
use std::sync::Arc;

use custody::{Entry, Said};
use hashlist::{KnownHashes, List, ListEntry, ListHead, ListIndex, PictureHash, Query};
use scenario::{Scenario, Truth};
use wire::disclosure::{DisclosureAnswer, DisclosureRequest};
use wire::disclosure_batch::{Batch, MAX_ERRORS, MAX_ROWS};
use wire::document::Document;
use wire::feedback::{FeedbackBatch, OutcomePage, Receipt};
use wire::law_enforcement::Tip;
use wire::notice::Notice;
use wire::package::sealed::RecipientSecret;
use wire::referral::Referral;
use wire::referral_notice::{NoticeReceipt, ReferralNotice};
use wire::tip::{Delivery, Opened, STEPS_PER_DELIVERY};

/// Every document that the roles exchange.
pub(crate) fn document(bytes: &[u8]) {
    reads_back::<Referral>(bytes);
    reads_back::<DisclosureRequest>(bytes);
    reads_back::<DisclosureAnswer>(bytes);
    reads_back::<FeedbackBatch>(bytes);
    reads_back::<OutcomePage>(bytes);
    reads_back::<Receipt>(bytes);
    reads_back::<ReferralNotice>(bytes);
    reads_back::<NoticeReceipt>(bytes);
    if let Ok(tip) = Tip::read(bytes) {
        let again = tip.write().and_then(|written| Tip::read(&written));
        assert!(again.is_ok_and(|again| again == tip), "a report of law enforcement did not read back");
    }
}

/// A provider's notice of a suspicion. Nothing prints what it says.
pub(crate) fn notice(bytes: &[u8]) {
    if let Ok(notice) = Notice::read(bytes) {
        let again = notice.write().and_then(|written| Notice::read(&written));
        assert!(again.is_ok_and(|again| again == notice), "a notice did not read back");
    }
}

/// What the public form delivers, each step in its place, and what one says once it is open. Nothing prints what it says.
pub(crate) fn tip(bytes: &[u8]) {
    if let Ok(opened) = Opened::read(bytes) {
        let written = serde_json::to_vec(&opened).unwrap_or_default();
        assert!(Opened::read(&written).is_ok_and(|again| again == opened), "a step did not read back");
    }
    let Ok(delivery) = serde_json::from_slice::<Delivery>(bytes) else { return };
    if delivery.check().is_err() {
        return;
    }
    assert!((1..=STEPS_PER_DELIVERY).contains(&delivery.steps.len()), "too much was delivered");
    for step in &delivery.steps {
        if let Ok(opened) = step.open(RecipientSecret::derive(&[7; 32])) {
            assert!((&opened.tip_id, opened.number) == (&step.tip_id, step.number), "of another place");
        }
    }
}

/// A file of operators' answers: what is wrong with a row has a place, and so has what is said of a row later.
pub(crate) fn disclosure_batch(bytes: &[u8]) {
    let Ok(batch) = Batch::read(bytes) else { return };
    assert!(batch.rows.len() <= MAX_ROWS && batch.errors.len() <= MAX_ERRORS, "too much was read");
    let later = batch.rows.iter().map(|row| batch.refuse(row, "address", "nobody asked", "another"));
    for error in later.take(64).chain(batch.errors.iter().cloned()) {
        assert!(error.line > 0 && error.column > 0 && !error.expected.is_empty(), "{error:?}");
        assert!(error.to_string().len() < 10_000, "{error}");
    }
}

fn reads_back<D: Document + Debug + PartialEq>(bytes: &[u8]) {
    if let Ok(document) = D::read(bytes) {
        let again = document.write().and_then(|written| D::read(&written));
        assert!(again.as_ref().is_ok_and(|again| *again == document), "{document:?} became {again:?}");
    }
}

/// A custody entry that a bundle opens.
pub(crate) fn entry(bytes: &[u8]) {
    let Ok(entry) = serde_json::from_slice::<Entry>(bytes) else { return };
    let _ = Said::of(&entry);
    let written = entry.to_bytes().unwrap_or_default();
    assert_eq!(serde_json::from_slice::<Entry>(&written).ok(), Some(entry));
}

/// The entries of a known-hash list: the index says the same as the list, and each is found in it.
pub(crate) fn hash_list(bytes: &[u8]) {
    let Ok(entries) = serde_json::from_slice::<Vec<ListEntry>>(bytes) else { return };
    let head =
        ListHead { name: "known".into(), version: 1, source: "a source".into(), ..ListHead::default() };
    let Ok(list) = List::new(head, entries.clone()) else { return };
    let known = KnownHashes::new(vec![Arc::new(ListIndex::of(&list))]);
    for (entry_no, entry) in (0..).zip(entries) {
        assert_eq!(known.lists()[0].entry(entry_no).as_ref(), Some(&entry), "entry {entry_no}");
        let Some(sha256) = entry.sha256.filter(|_| !entry.withdrawn) else { continue };
        let query = Query { sha256: Some(sha256), ..Query::default() };
        assert!(!known.look_up(&query).is_empty(), "{sha256} is not found");
    }
}

/// The index file of a list, which a disk may have damaged: whatever it says, it is read without a panic, in a time that its size bounds.
pub(crate) fn list_index(bytes: &[u8]) {
    let Ok(index) = ListIndex::open(bytes.to_vec()) else { return };
    let index = Arc::new(index);
    let _ = (index.verify(), index.left_out(), index.is_shadow());
    let known = KnownHashes::new(vec![Arc::clone(&index)]);
    for entry_no in 0..index.len().min(64) {
        let Some(entry) = index.entry(entry_no) else { continue };
        let picture = |pdq| PictureHash { pdq, quality: 100, form: 0, frame: 0 };
        let query = Query {
            md5: entry.md5,
            sha1: entry.sha1,
            sha256: entry.sha256,
            pictures: entry.pdq.map(picture).into_iter().collect(),
            video: entry.video,
            opaque: entry.opaque,
            ..Query::default()
        };
        // By the tables where they are, and by comparing with all.
        let narrow = Query { radius_bits: 0, ..query.clone() };
        for hit in known.look_up_many(&[query, narrow]).into_iter().flatten() {
            assert!(hit.list.entry(hit.entry_no).is_some(), "a hit names an entry");
        }
    }
}

pub(crate) fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = Truth::read(text);
    if let Ok(scenario) = Scenario::read(text) {
        let again = Scenario::read(&scenario.to_json());
        assert!(again.is_ok_and(|again| again == scenario), "a scenario is read as it was written");
    }
}
