//! JSON.

use std::fmt::Debug;

use custody::{Entry, Said};
use hashlist::{KnownHashes, List, ListEntry, ListHead, Query};
use scenario::{Scenario, Truth};
use wire::disclosure::{DisclosureAnswer, DisclosureRequest};
use wire::document::Document;
use wire::feedback::{FeedbackBatch, OutcomePage, Receipt};
use wire::referral::Referral;

/// Every document that the roles exchange.
pub(crate) fn document(bytes: &[u8]) {
    reads_back::<Referral>(bytes);
    reads_back::<DisclosureRequest>(bytes);
    reads_back::<DisclosureAnswer>(bytes);
    reads_back::<FeedbackBatch>(bytes);
    reads_back::<OutcomePage>(bytes);
    reads_back::<Receipt>(bytes);
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

/// The entries of a known-hash list: each is found in the list that holds it.
pub(crate) fn hash_list(bytes: &[u8]) {
    let Ok(entries) = serde_json::from_slice::<Vec<ListEntry>>(bytes) else { return };
    let head = ListHead { name: "known".into(), version: 1, source: "a source".into() };
    let Ok(list) = List::new(head, entries.clone()) else { return };
    let known = KnownHashes::new(vec![list]);
    for entry in entries {
        let Some(sha256) = entry.sha256 else { continue };
        let query = Query { sha256: Some(sha256), ..Query::default() };
        assert!(!known.look_up(&query).is_empty(), "{sha256} is not found");
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
