//! The vault key, and item keys wrapped under it.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit};
use base64::{Engine, engine::general_purpose::STANDARD};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::item::{Name, SealedItem, strict_hex};

/// Separates this use of the vault key from every other.
const WRAPPING_LABEL: &[u8] = b"amparo-vault/1 item key wrapping";

/// Length of a GCM nonce (NIST SP 800-38D).
pub(crate) const NONCE_BYTES: usize = 12;

/// An AES-256 key that is erased when it is dropped.
pub(crate) type SecretKey = Zeroizing<[u8; 32]>;

/// What the wrapping binds a key to.
pub(crate) struct Binding {
    pub(crate) name: Name,
    pub(crate) size_bytes: u64,
    pub(crate) sha256: [u8; 32],
}

impl Binding {
    pub(crate) fn of(item: &SealedItem) -> Result<Self, VaultError> {
        let sha256 = strict_hex(&item.sha256).ok_or(VaultError::InvalidRecord { field: "sha256" })?;
        Ok(Self { name: Name::parse(&item.name)?, size_bytes: item.size_bytes, sha256 })
    }

    fn bytes(&self) -> Vec<u8> {
        [&self.size_bytes.to_be_bytes()[..], &self.sha256].concat()
    }
}

/// Wraps the key of one item; `nonce` is fresh for each call.
pub(crate) fn wrap(
    vault_key: &SecretKey,
    item_key: &SecretKey,
    nonce: [u8; NONCE_BYTES],
    to: &Binding,
) -> Result<String, VaultError> {
    let payload = Payload { msg: item_key.as_slice(), aad: &to.bytes() };
    // GCM fails to encrypt only above 64 GiB.
    let sealed = wrapping_cipher(vault_key, to.name).encrypt(&nonce.into(), payload);
    let sealed = sealed.map_err(|_| VaultError::InvalidRecord { field: "wrapped_key" })?;
    Ok(STANDARD.encode([&nonce[..], &sealed].concat()))
}

/// Opens a wrapped key; refuses when vault key, name, size or digest are not those it was wrapped with.
pub(crate) fn unwrap(vault_key: &SecretKey, text: &str, to: &Binding) -> Result<SecretKey, VaultError> {
    let invalid = || VaultError::InvalidRecord { field: "wrapped_key" };
    let bytes = STANDARD.decode(text).map_err(|_| invalid())?;
    let (&nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(invalid)?;
    let opened = wrapping_cipher(vault_key, to.name)
        .decrypt(&nonce.into(), Payload { msg, aad: &to.bytes() })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::KeyRefused { name: to.name.to_string() })?;
    let key = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| invalid())?;
    Ok(Zeroizing::new(key))
}

fn wrapping_cipher(vault_key: &SecretKey, name: Name) -> Aes256Gcm {
    let mut key = Zeroizing::new([0; 32]);
    let derived = Hkdf::<Sha256>::new(None, vault_key.as_slice())
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

    fn binding() -> Binding {
        Binding { name: Name::new([1; 16]), size_bytes: 5, sha256: [9; 32] }
    }

    #[test]
    fn a_wrapped_key_opens_only_with_all_it_was_bound_to() {
        let (vault_key, item_key) = (Zeroizing::new([7; 32]), Zeroizing::new([8; 32]));
        let text = wrap(&vault_key, &item_key, [3; 12], &binding()).unwrap();
        assert_eq!(unwrap(&vault_key, &text, &binding()).unwrap(), item_key);
        let others = [
            Binding { name: Name::new([2; 16]), ..binding() },
            Binding { size_bytes: 6, ..binding() },
            Binding { sha256: [8; 32], ..binding() },
        ];
        for other in others {
            assert!(matches!(unwrap(&vault_key, &text, &other), Err(VaultError::KeyRefused { .. })));
        }
        let other_key = Zeroizing::new([6; 32]);
        assert!(matches!(unwrap(&other_key, &text, &binding()), Err(VaultError::KeyRefused { .. })));
    }

    #[test]
    fn text_that_is_no_wrapped_key_is_refused() {
        let key = Zeroizing::new([7; 32]);
        for text in ["", "AAAA", "not base64!", "é"] {
            let error = unwrap(&key, text, &binding()).unwrap_err();
            assert!(matches!(error, VaultError::InvalidRecord { field: "wrapped_key" }), "{text}: {error}");
        }
    }
}
