//! One recorded action, and the commitment to it that enters the tree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Hash;

/// Thirty-two random bytes that keep a guessable entry from being found by trying.
#[derive(Clone, Copy)]
pub struct Salt(pub [u8; 32]);

/// What was done, by whom, to what, and when. Holds identifiers and digests, never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub recorded_at_us: i64,
    /// Who acted, such as `staff:inspector` or `job:file-report`.
    pub actor: String,
    /// The action's name, such as `confirm-hit`.
    pub action: String,
    /// The kind of the object acted on, such as `report`.
    pub object_kind: String,
    /// The object's identifier.
    pub object_id: String,
    /// What was done with personal data, such as `consultation`; empty where there is none, and in entries of before this was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// On what grounds the actor could, as a short code such as `own_unit`; empty as for `operation`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub grounds: String,
    /// Further identifiers and digests, in key order.
    pub details: BTreeMap<String, String>,
    /// Its number among the entries on its object, from one; the sequencer adds it. None on no object, and in entries of before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<u64>,
    /// The leaf of the entry before on the same object, in hex; none in its first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

impl Entry {
    /// The bytes that are committed to: compact JSON with the fields in the order of this type.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// What the log holds of an entry: SHA-256(salt || bytes). It tells nothing to who has no salt.
    pub fn commitment(bytes: &[u8], salt: &Salt) -> [u8; 32] {
        Sha256::new().chain_update(salt.0).chain_update(bytes).finalize().into()
    }

    /// The leaf of an entry's bytes under `salt`: the RFC 6962 leaf hash of the commitment.
    pub fn leaf(bytes: &[u8], salt: &Salt) -> Hash {
        Hash::of_leaf(&Self::commitment(bytes, salt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            recorded_at_us: 1_600_000_000_000_000,
            actor: "staff:inspector".into(),
            action: "confirm-hit".into(),
            object_kind: "hit".into(),
            object_id: "hit_1".into(),
            operation: String::new(),
            grounds: String::new(),
            details: BTreeMap::from([("sha256".into(), "00".into())]),
            counter: None,
            previous: None,
        }
    }

    #[test]
    fn the_committed_bytes_are_stable() {
        let text = String::from_utf8(entry().to_bytes().unwrap()).unwrap();
        assert_eq!(
            text,
            r#"{"recorded_at_us":1600000000000000,"actor":"staff:inspector","action":"confirm-hit","object_kind":"hit","object_id":"hit_1","details":{"sha256":"00"}}"#
        );
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry());
    }

    #[test]
    fn operation_and_grounds_are_committed_to() {
        let entry = Entry { operation: "alteration".into(), grounds: "own_unit".into(), ..entry() };
        let text = String::from_utf8(entry.to_bytes().unwrap()).unwrap();
        assert!(
            text.contains(r#""object_id":"hit_1","operation":"alteration","grounds":"own_unit","details""#),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
    }

    #[test]
    fn salt_and_every_byte_change_the_leaf() {
        let bytes = entry().to_bytes().unwrap();
        let leaf = Entry::leaf(&bytes, &Salt([7; 32]));
        assert_ne!(leaf, Entry::leaf(&bytes, &Salt([8; 32])));
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_ne!(leaf, Entry::leaf(&changed, &Salt([7; 32])), "byte {index}");
        }
    }
}
