//! Whatever of an entry has no column, as JSON.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::matchable::reason_against;
use crate::{Digest, ListEntry, Opaque};

/// What few entries have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rest<'a> {
    /// Only where it is left out of the near look-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pdq: Option<Digest<32>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub(super) opaque: Cow<'a, [Opaque]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub(super) members: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<Cow<'a, str>>,
}

impl<'a> Rest<'a> {
    /// `None` when the columns say everything.
    pub(super) fn of(entry: &'a ListEntry) -> Option<Self> {
        let rest = Self {
            pdq: entry.pdq.filter(|pdq| reason_against(pdq, entry.pdq_quality).is_some()),
            opaque: Cow::Borrowed(&entry.opaque),
            members: Cow::Borrowed(&entry.members),
            source_id: entry.source_id.as_deref().map(Cow::Borrowed),
            note: entry.note.as_deref().map(Cow::Borrowed),
        };
        (rest != Self::default()).then_some(rest)
    }

    /// Appends the JSON.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        // Cannot fail: texts and digests into memory.
        let written = serde_json::to_writer(bytes, self);
        debug_assert!(written.is_ok());
    }

    /// Nothing where the bytes are damaged.
    pub(super) fn read(bytes: &[u8]) -> Rest<'static> {
        serde_json::from_slice(bytes).unwrap_or_default()
    }
}
