//! Where the custody log of who wrote a document stood: whoever keeps the document can later tell a log that was replaced.

use serde::{Deserialize, Serialize};

use crate::document::{DocumentError, check_hex};

/// A checkpoint of the sender's custody log (C2SP `tlog-checkpoint`), published before the document was written. Before the first one it has
/// the size 0 and the root of the empty tree: such a document binds the key alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyMark {
    /// The log's name, such as `police.example/police`.
    pub origin: String,
    /// SHA-256 of the log's public key, hex.
    pub key_fingerprint: String,
    /// The number of entries.
    pub size: u64,
    /// The root over them, hex.
    pub root: String,
}

impl CustodyMark {
    pub(crate) fn check(&self, field: &str) -> Result<(), DocumentError> {
        let plain = !self.origin.is_empty() && self.origin.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain {
            return Err(DocumentError::field(format!("{field}.origin"), "must be a name without blanks"));
        }
        check_hex(&format!("{field}.key_fingerprint"), &self.key_fingerprint, 32)?;
        check_hex(&format!("{field}.root"), &self.root, 32)
    }

    /// The lines of `bag-info.txt` that say it.
    pub(crate) fn bag_lines(&self) -> String {
        let Self { origin, key_fingerprint, size, root } = self;
        let note = if *size == 0 { "Custody-Note: the first checkpoint of this log follows\n" } else { "" };
        format!("Custody-Log: {origin} {key_fingerprint}\nCustody-Checkpoint: {size} {root}\n{note}")
    }
}
