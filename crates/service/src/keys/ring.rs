//! The node key's versions, and the secret of the look-up indexes that no rotation changes.

use std::path::Path;

use hkdf::Hkdf;
use model::Rng;
use note::NoteSigner;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::holder::FileHolder;
use super::note_key::{LOG_KEY, NoteKey, find_log_keys};
use super::{Secret, Tombstones};
use crate::custody_log::Publisher;
use crate::{ColumnKeys, StartError};

/// The node key in its versions, opened. Erased from memory when dropped.
pub struct Ring {
    /// Ascending; the last one seals, all open.
    versions: Vec<(u32, Secret)>,
    lookup: Secret,
}

impl Ring {
    /// A ring of one new version.
    pub fn make(rng: &dyn Rng) -> Self {
        Self { versions: vec![(1, draw(rng))], lookup: draw(rng) }
    }

    /// The version that seals.
    pub fn newest(&self) -> u32 {
        self.versions.last().map_or(0, |(version, _)| *version)
    }

    /// The versions that only open.
    pub fn older(&self) -> impl Iterator<Item = u32> {
        self.versions.iter().map(|(version, _)| *version).filter(|version| *version != self.newest())
    }

    /// Adds a version, which seals from now on.
    pub fn add(&mut self, rng: &dyn Rng) {
        self.versions.push((self.newest() + 1, draw(rng)));
    }

    /// Forgets the versions that only open.
    pub fn retire_older(&mut self) {
        let newest = self.newest();
        self.versions.retain(|(version, _)| *version == newest);
    }

    /// The holder of these versions.
    pub fn holder(&self) -> FileHolder {
        FileHolder::new(self.versions.iter().map(|(version, secret)| (*version, secret)))
    }

    /// The keys of personal columns: the newest version seals, all open; the look-up indexes have a secret of their own.
    pub fn columns(&self) -> ColumnKeys {
        let mut secrets = self.versions.iter().map(|(_, secret)| derive(secret, b"amparo columns"));
        let first = secrets.next().unwrap_or_default();
        secrets
            .fold(ColumnKeys::from_node_secret(&first), |keys, secret| keys.rotated_to(&secret))
            .with_lookup_secret(&self.lookup)
    }

    /// A secret of the role's own for `purpose`, which no rotation of the node key changes.
    pub fn role_secret(&self, purpose: &str) -> Secret {
        role_secret(&self.role_secrets(), purpose)
    }

    pub(super) fn role_secrets(&self) -> Secret {
        derive(&self.lookup, b"amparo role secrets 1")
    }

    /// The erased cases noted in `data_dir`.
    ///
    /// # Errors
    /// As [`Tombstones`].
    pub(crate) fn tombstones(&self, data_dir: &Path) -> Result<Tombstones, StartError> {
        Tombstones::open(data_dir, derive(&self.lookup, b"amparo tombstones 1"))
    }

    /// The publisher of the custody log's checkpoints, with its key from `data_dir`. Where there is none, `new_origin` says under which name
    /// to make it; without that there is no publisher.
    ///
    /// # Errors
    /// The key or what was signed last cannot be read or was changed; of the disk.
    pub(crate) fn publisher(
        &self,
        data_dir: &Path,
        new_origin: Option<&str>,
        rng: &dyn Rng,
    ) -> Result<Option<Publisher>, StartError> {
        let Some(signer) = self.note_signer(&LOG_KEY, data_dir, new_origin, rng)? else { return Ok(None) };
        let Some(keys) = find_log_keys(data_dir)? else { return Ok(None) };
        Publisher::open(data_dir, signer, keys).map(Some)
    }

    /// The key of this kind from `data_dir`. Where there is none, `new_name` says under which name to make it.
    ///
    /// # Errors
    /// The key cannot be read or was changed; of the disk.
    pub(crate) fn note_signer(
        &self,
        key: &NoteKey,
        data_dir: &Path,
        new_name: Option<&str>,
        rng: &dyn Rng,
    ) -> Result<Option<NoteSigner>, StartError> {
        let sealing = self.sealing(key);
        match (key.read(data_dir, &sealing)?, new_name) {
            (Some(signer), _) => Ok(Some(signer)),
            (None, Some(name)) => key.make(data_dir, name, &sealing, rng).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// What the secret of such a key is sealed under.
    pub(super) fn sealing(&self, key: &NoteKey) -> Secret {
        derive(&self.lookup, key.label)
    }

    pub(super) fn to_json(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(&self.to_text()).unwrap_or_default())
    }

    pub(super) fn to_text(&self) -> RingText {
        let hex = |secret: &Secret| hex::encode(secret.as_slice());
        let versions = self
            .versions
            .iter()
            .map(|(version, secret)| VersionText { version: *version, secret: hex(secret) });
        RingText { versions: versions.collect(), lookup: hex(&self.lookup) }
    }

    pub(super) fn of(text: &RingText) -> Option<Self> {
        let mut versions = Vec::new();
        for VersionText { version, secret } in &text.versions {
            versions.push((*version, secret_of(secret)?));
        }
        let ascends = versions.windows(2).all(|pair| pair[0].0 < pair[1].0);
        (ascends && !versions.is_empty()).then_some(Self { versions, lookup: secret_of(&text.lookup)? })
    }

    /// A file of the first kind: one secret, from which the look-up secret was derived as well.
    pub(super) fn from_bare_secret(text: &str) -> Option<Self> {
        let secret = secret_of(text.trim())?;
        let lookup = derive(&secret, b"amparo columns");
        Some(Self { versions: vec![(1, secret)], lookup })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RingText {
    versions: Vec<VersionText>,
    lookup: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionText {
    version: u32,
    secret: String,
}

impl Drop for RingText {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.lookup.zeroize();
        self.versions.iter_mut().for_each(|version| version.secret.zeroize());
    }
}

fn draw(rng: &dyn Rng) -> Secret {
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill(secret.as_mut_slice());
    secret
}

/// One of a role's secrets, from what they all come from.
pub(crate) fn role_secret(role_secrets: &Secret, purpose: &str) -> Secret {
    derive(role_secrets, purpose.as_bytes())
}

fn secret_of(hex: &str) -> Option<Secret> {
    let mut secret = Zeroizing::new([0; 32]);
    hex::decode_to_slice(hex, secret.as_mut_slice()).ok()?;
    Some(secret)
}

#[allow(clippy::expect_used, reason = "HKDF refuses only more than 255 blocks (RFC 5869 section 2.3)")]
pub(super) fn derive(secret: &Secret, label: &[u8]) -> Secret {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, secret.as_slice()).expand(label, key.as_mut_slice()).expect("one block");
    key
}

#[cfg(test)]
mod tests {
    use model::SeededRng;

    use super::*;

    #[test]
    fn columns_sealed_before_a_rotation_open_after_it_and_indexes_stay() {
        let rng = SeededRng::new(2);
        let mut ring = Ring::make(&rng);
        let before = ring.columns();
        let sealed = before.seal("t", "1", "c", "text", &rng);
        ring.add(&rng);
        let both = ring.columns();
        assert_eq!(both.open("t", "1", "c", &sealed).unwrap(), "text");
        assert!(!both.is_current(&sealed));
        let resealed = both.seal("t", "1", "c", "text", &rng);
        assert!(both.is_current(&resealed));
        ring.retire_older();
        let after = ring.columns();
        assert!(after.open("t", "1", "c", &sealed).is_err());
        assert_eq!(after.open("t", "1", "c", &resealed).unwrap(), "text");
        assert_eq!(after.blind("i", "v"), before.blind("i", "v"));
    }
}
