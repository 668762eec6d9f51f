//! Case keys, and item keys wrapped under them.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit};
use base64::{Engine, engine::general_purpose::STANDARD};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::item::{Name, Place, SealedItem, strict_hex};

/// Separates this use of a case key from every other.
const WRAPPING_LABEL: &[u8] = b"amparo-vault/2 item key wrapping";

/// Length of a GCM nonce (NIST SP 800-38D).
pub(crate) const NONCE_BYTES: usize = 12;

/// An AES-256 key that is erased when it is dropped.
pub(crate) type SecretKey = Zeroizing<[u8; 32]>;

/// The key of one case, opened: it wraps the keys of the case's items. Destroying its wrapped form ends them all.
#[derive(Clone)]
pub struct CaseKey {
    case_id: String,
    key_version: u32,
    secret: SecretKey,
}

impl CaseKey {
    /// The key of the case with this id; `key_version` is that of the node key over it.
    pub fn new(case_id: impl Into<String>, key_version: u32, secret: &[u8; 32]) -> Self {
        Self { case_id: case_id.into(), key_version, secret: Zeroizing::new(*secret) }
    }

    /// The case's id.
    pub fn case_id(&self) -> &str {
        &self.case_id
    }

    /// Version of the node key over it.
    pub(crate) fn key_version(&self) -> u32 {
        self.key_version
    }
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseKey({})", self.case_id)
    }
}

/// What the wrapping binds a key to.
pub(crate) struct Binding {
    pub(crate) place: Place,
    pub(crate) size_bytes: u64,
    pub(crate) sha256: [u8; 32],
    pub(crate) blake3: [u8; 32],
}

impl Binding {
    pub(crate) fn of(item: &SealedItem) -> Result<Self, VaultError> {
        let sha256 = strict_hex(&item.sha256).ok_or(VaultError::InvalidRecord { field: "sha256" })?;
        let blake3 = strict_hex(&item.blake3).ok_or(VaultError::InvalidRecord { field: "blake3" })?;
        Ok(Self { place: item.place()?, size_bytes: item.size_bytes, sha256, blake3 })
    }

    fn bytes(&self) -> Vec<u8> {
        let Place { key_version, case_sha256, .. } = &self.place;
        let numbers = [&self.size_bytes.to_be_bytes()[..], &key_version.to_be_bytes()].concat();
        [&numbers[..], case_sha256, &self.sha256, &self.blake3].concat()
    }
}

/// Wraps the key of one item; `nonce` is fresh for each call.
pub(crate) fn wrap(
    case: &CaseKey,
    item_key: &SecretKey,
    nonce: [u8; NONCE_BYTES],
    to: &Binding,
) -> Result<String, VaultError> {
    let payload = Payload { msg: item_key.as_slice(), aad: &to.bytes() };
    // GCM fails to encrypt only above 64 GiB.
    let sealed = wrapping_cipher(case, to.place.name).encrypt(&nonce.into(), payload);
    let sealed = sealed.map_err(|_| VaultError::InvalidRecord { field: "wrapped_key" })?;
    Ok(STANDARD.encode([&nonce[..], &sealed].concat()))
}

/// Opens a wrapped key; refuses when case, name, version, size or digests are not those it was wrapped with.
pub(crate) fn unwrap(case: &CaseKey, text: &str, to: &Binding) -> Result<SecretKey, VaultError> {
    let invalid = || VaultError::InvalidRecord { field: "wrapped_key" };
    let bytes = STANDARD.decode(text).map_err(|_| invalid())?;
    let (&nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(invalid)?;
    let opened = wrapping_cipher(case, to.place.name)
        .decrypt(&nonce.into(), Payload { msg, aad: &to.bytes() })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::KeyRefused { name: to.place.name.to_string() })?;
    let key = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| invalid())?;
    Ok(Zeroizing::new(key))
}

fn wrapping_cipher(case: &CaseKey, name: Name) -> Aes256Gcm {
    let mut key = Zeroizing::new([0; 32]);
    let derived = Hkdf::<Sha256>::new(None, case.secret.as_slice())
        .expand_multi_info(&[WRAPPING_LABEL, name.as_bytes()], key.as_mut());
    debug_assert!(derived.is_ok(), "HKDF-SHA256 gives up to 8160 bytes");
    cipher(&key)
}

/// AES-256-GCM under `key`.
pub(crate) fn cipher(key: &SecretKey) -> Aes256Gcm {
    Aes256Gcm::new(<&Key<Aes256Gcm>>::from(&**key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: u8, case: &str, version: u32) -> Place {
        Place::new(Name::new([name; 16]), case, version)
    }

    fn binding() -> Binding {
        Binding { place: place(1, "rep_1", 1), size_bytes: 5, sha256: [9; 32], blake3: [8; 32] }
    }

    #[test]
    fn a_wrapped_key_opens_only_with_all_it_was_bound_to() {
        let (case, item_key) = (CaseKey::new("rep_1", 1, &[7; 32]), Zeroizing::new([8; 32]));
        let text = wrap(&case, &item_key, [3; 12], &binding()).unwrap();
        assert_eq!(unwrap(&case, &text, &binding()).unwrap(), item_key);
        let others = [
            Binding { place: place(2, "rep_1", 1), ..binding() },
            Binding { place: place(1, "rep_2", 1), ..binding() },
            Binding { place: place(1, "rep_1", 2), ..binding() },
            Binding { size_bytes: 6, ..binding() },
            Binding { sha256: [8; 32], ..binding() },
            Binding { blake3: [9; 32], ..binding() },
        ];
        for other in others {
            assert!(matches!(unwrap(&case, &text, &other), Err(VaultError::KeyRefused { .. })));
        }
        let other_key = CaseKey::new("rep_1", 1, &[6; 32]);
        assert!(matches!(unwrap(&other_key, &text, &binding()), Err(VaultError::KeyRefused { .. })));
        assert_eq!(format!("{case:?}"), "CaseKey(rep_1)");
    }

    #[test]
    fn text_that_is_no_wrapped_key_is_refused() {
        let case = CaseKey::new("rep_1", 1, &[7; 32]);
        for text in ["", "AAAA", "not base64!", "é"] {
            let error = unwrap(&case, text, &binding()).unwrap_err();
            assert!(matches!(error, VaultError::InvalidRecord { field: "wrapped_key" }), "{text}: {error}");
        }
    }
}
