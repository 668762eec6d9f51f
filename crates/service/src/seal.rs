//! Personal columns: sealed with AES-256-GCM (NIST SP 800-38D), found again by a keyed blind index (HMAC-SHA-256).
//!
//! A sealed value is bound to its table, row and column: moved elsewhere it does not open. Its text is the base64 of
//! `version (1) || key id (4) || nonce (12) || ciphertext || tag (16)`; the key id allows several keys during a rotation.

#![allow(clippy::missing_panics_doc, reason = "each `expect` here is proved at its place never to panic")]

use std::fmt;
use std::marker::PhantomData;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use model::Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 12;
const HEAD_BYTES: usize = 1 + KEY_ID_BYTES + NONCE_BYTES;

/// Why a sealed value does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not base64, too short, or of a version that we do not know.
    #[error("sealed value in {table}.{column}: not a sealed value of a known version")]
    Form {
        /// The table it was read from.
        table: String,
        /// The column it was read from.
        column: String,
    },
    /// None of our keys sealed it.
    #[error("sealed value in {table}.{column}: sealed with the unknown key {key_id}")]
    UnknownKey {
        /// The table it was read from.
        table: String,
        /// The column it was read from.
        column: String,
        /// The key id it carries, in hex.
        key_id: String,
    },
    /// Changed, or moved from another table, row or column.
    #[error("sealed value in {table}.{column}: changed, or moved from another row or column")]
    Forged {
        /// The table it was read from.
        table: String,
        /// The column it was read from.
        column: String,
    },
    /// The opened text is not a value of the expected type, or the value has no JSON form.
    #[error("sealed value in {table}.{column}: not a value of the expected type")]
    Type {
        /// The table it was read from.
        table: String,
        /// The column it was read from.
        column: String,
    },
}

/// Where a sealed value lives; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnRef<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The row's primary key; its parts with `/` between them, so that a rotation finds it.
    pub row: &'a str,
    /// The column's name.
    pub column: &'a str,
}

/// The keys of this node's personal columns and blind indexes.
pub struct ColumnKeys {
    current: ColumnKey,
    earlier: Vec<ColumnKey>,
    blind: Zeroizing<[u8; 32]>,
}

struct ColumnKey {
    id: [u8; KEY_ID_BYTES],
    cipher: Aes256Gcm,
}

impl ColumnKeys {
    /// Derives the keys from the node's secret (HKDF-SHA-256, RFC 5869).
    pub fn from_node_secret(secret: &[u8; 32]) -> Self {
        Self {
            current: ColumnKey::derive(secret),
            earlier: Vec::new(),
            blind: derive(secret, "amparo blind index 1"),
        }
    }

    /// Seals with `secret` from now on, and still opens what the keys before sealed. Blind indexes keep their key.
    #[must_use]
    pub fn rotated_to(mut self, secret: &[u8; 32]) -> Self {
        let before = std::mem::replace(&mut self.current, ColumnKey::derive(secret));
        self.earlier.push(before);
        self
    }

    /// Derives the look-up indexes from another secret, which rotations leave alone.
    #[must_use]
    pub fn with_lookup_secret(self, secret: &[u8; 32]) -> Self {
        Self { blind: derive(secret, "amparo blind index 1"), ..self }
    }

    /// Whether the key that seals now sealed this value.
    pub fn is_current(&self, sealed: &str) -> bool {
        sealed.starts_with(&self.prefix())
    }

    fn prefix(&self) -> String {
        self.current.prefix()
    }

    /// How values begin, and whether it is the present key that begins them so.
    pub(crate) fn prefixes(&self) -> Vec<(String, bool)> {
        let earlier = self.earlier.iter().map(|key| (key.prefix(), false));
        std::iter::once((self.prefix(), true)).chain(earlier).collect()
    }

    /// How every value begins that a key before the present one sealed.
    pub(crate) fn earlier_prefixes(&self) -> Vec<String> {
        self.earlier.iter().map(ColumnKey::prefix).collect()
    }

    /// Seals `text` for one column of one row.
    #[allow(
        clippy::expect_used,
        reason = "encryption fails only beyond 64 GiB (NIST SP 800-38D section 5.2.1.1)"
    )]
    pub fn seal(&self, table: &str, row_id: &str, column: &str, text: &str, rng: &dyn Rng) -> String {
        let at = ColumnRef { table, row: row_id, column };
        let mut nonce = [0; NONCE_BYTES];
        rng.fill(&mut nonce);
        let head = [&[VERSION], self.current.id.as_slice(), nonce.as_slice()].concat();
        let aad = at.associated_data(&head[..=KEY_ID_BYTES]);
        let payload = Payload { msg: text.as_bytes(), aad: &aad };
        let body =
            self.current.cipher.encrypt(&nonce.into(), payload).expect("a text in memory is short enough");
        STANDARD.encode([head, body].concat())
    }

    /// Opens what [`Self::seal`] sealed for the same column of the same row.
    ///
    /// # Errors
    /// [`SealError`] says whether form, key or place is wrong, never what the value holds.
    pub fn open(&self, table: &str, row_id: &str, column: &str, sealed: &str) -> Result<String, SealError> {
        let at = ColumnRef { table, row: row_id, column };
        let bytes = STANDARD.decode(sealed).map_err(|_| at.form())?;
        if bytes.len() < HEAD_BYTES || bytes[0] != VERSION {
            return Err(at.form());
        }
        let (head, body) = bytes.split_at(HEAD_BYTES);
        let key_id = &head[1..=KEY_ID_BYTES];
        let key = self.key(key_id).ok_or_else(|| SealError::UnknownKey {
            table: table.to_owned(),
            column: column.to_owned(),
            key_id: hex::encode(key_id),
        })?;
        let nonce: [u8; NONCE_BYTES] = head[1 + KEY_ID_BYTES..].try_into().map_err(|_| at.form())?;
        let aad = at.associated_data(&head[..=KEY_ID_BYTES]);
        let plain =
            key.cipher.decrypt(&nonce.into(), Payload { msg: body, aad: &aad }).map_err(|_| at.forged())?;
        String::from_utf8(plain).map_err(|_| at.forged())
    }

    /// The keyed digest under which an equal value is found again, in hex. Normalise first: only equal bytes meet.
    #[allow(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
    pub fn blind(&self, index_name: &str, normalised: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.blind.as_slice()).expect("any length is a key");
        mac.update(&length_prefixed(&[index_name]));
        mac.update(normalised.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    fn key(&self, id: &[u8]) -> Option<&ColumnKey> {
        std::iter::once(&self.current).chain(&self.earlier).find(|key| key.id == id)
    }
}

impl fmt::Debug for ColumnKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ColumnKeys(sealing with {})", hex::encode(self.current.id))
    }
}

impl ColumnKey {
    /// The first five bytes of what it seals give six whole base64 digits.
    fn prefix(&self) -> String {
        let head = [&[VERSION], self.id.as_slice()].concat();
        STANDARD.encode(head).chars().take(6).collect()
    }

    fn derive(secret: &[u8; 32]) -> Self {
        let key = derive::<32>(secret, "amparo column key 1");
        Self { id: *derive(secret, "amparo column key id 1"), cipher: Aes256Gcm::new(&(*key).into()) }
    }
}

impl ColumnRef<'_> {
    fn associated_data(&self, version_and_key: &[u8]) -> Vec<u8> {
        [version_and_key, &length_prefixed(&[self.table, self.row, self.column])].concat()
    }

    fn form(&self) -> SealError {
        SealError::Form { table: self.table.to_owned(), column: self.column.to_owned() }
    }

    fn forged(&self) -> SealError {
        SealError::Forged { table: self.table.to_owned(), column: self.column.to_owned() }
    }

    fn wrong_type(&self) -> SealError {
        SealError::Type { table: self.table.to_owned(), column: self.column.to_owned() }
    }
}

#[allow(clippy::expect_used, reason = "HKDF refuses only more than 255 blocks (RFC 5869 section 2.3)")]
fn derive<const N: usize>(secret: &[u8; 32], info: &str) -> Zeroizing<[u8; N]> {
    let mut out = Zeroizing::new([0; N]);
    Hkdf::<Sha256>::new(None, secret).expand(info.as_bytes(), out.as_mut_slice()).expect("one block");
    out
}

/// Each text after its length, so that no two lists of texts give the same bytes.
fn length_prefixed(texts: &[&str]) -> Vec<u8> {
    texts.iter().flat_map(|text| (text.len() as u64).to_be_bytes().into_iter().chain(text.bytes())).collect()
}

/// A personal value as a database function takes and returns it: closed, and closed in every log.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T = String> {
    text: String,
    value: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// The column as read.
    pub fn from_column(text: String) -> Self {
        Self { text, value: PhantomData }
    }

    /// The column to write.
    pub fn as_column(&self) -> &str {
        &self.text
    }
}

impl<T: Serialize + DeserializeOwned> Sealed<T> {
    /// Seals the JSON form of `value` for one column of one row.
    ///
    /// # Errors
    /// [`SealError::Type`] when the value has no JSON form.
    pub fn seal(keys: &ColumnKeys, at: ColumnRef<'_>, value: &T, rng: &dyn Rng) -> Result<Self, SealError> {
        let json = Zeroizing::new(serde_json::to_string(value).map_err(|_| at.wrong_type())?);
        Ok(Self::from_column(keys.seal(at.table, at.row, at.column, &json, rng)))
    }

    /// Opens the value.
    ///
    /// # Errors
    /// As [`ColumnKeys::open`]; and when the text is no `T`.
    pub fn open(&self, keys: &ColumnKeys, at: ColumnRef<'_>) -> Result<T, SealError> {
        let json = Zeroizing::new(keys.open(at.table, at.row, at.column, &self.text)?);
        serde_json::from_str(&json).map_err(|_| at.wrong_type())
    }
}

impl<T: Serialize + DeserializeOwned + Default> Sealed<T> {
    /// As [`Self::open`]; a column that was erased, which is an empty text, opens as nothing.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_kept(&self, keys: &ColumnKeys, at: ColumnRef<'_>) -> Result<T, SealError> {
        if self.text.is_empty() { Ok(T::default()) } else { self.open(keys, at) }
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use model::SeededRng;
    use proptest::prelude::*;

    use super::*;
    use crate::SystemRng;

    const AT: ColumnRef<'_> = ColumnRef { table: "person", row: "per_1", column: "given_name" };

    fn keys() -> ColumnKeys {
        ColumnKeys::from_node_secret(&[1; 32])
    }

    /// The stored form must open in every later version: a change here needs a new version byte.
    #[test]
    fn the_stored_form_is_stable() {
        let sealed = keys().seal(AT.table, AT.row, AT.column, "Ana", &SeededRng::new(1));
        assert_eq!(sealed, "AbRL7IjBXAKJ7C0KkWfsjmWJ3bg6QbCktk6R+LFGQmPWoOa7");
        assert_eq!(
            keys().blind("person.name", "ana"),
            "4f03d14dcb2fff10b9980f9b26a04610ed7b2de6ed8404fa9bc37312d132c3fc"
        );
    }

    #[test]
    fn a_value_moved_to_another_place_does_not_open() {
        let sealed = Sealed::seal(&keys(), AT, &"Ana".to_owned(), &SeededRng::new(1)).unwrap();
        assert_eq!(sealed.open(&keys(), AT).unwrap(), "Ana");
        let elsewhere = [
            ColumnRef { table: "subject", ..AT },
            ColumnRef { row: "per_2", ..AT },
            ColumnRef { column: "family_name", ..AT },
            // the same letters, divided in another way
            ColumnRef { table: "personp", row: "er_1", ..AT },
        ];
        for at in elsewhere {
            assert!(matches!(sealed.open(&keys(), at), Err(SealError::Forged { .. })), "{at:?}");
        }
    }

    #[test]
    fn a_rotated_key_seals_anew_and_opens_the_old() {
        let old = keys().seal(AT.table, AT.row, AT.column, "Ana", &SeededRng::new(1));
        let rotated = keys().rotated_to(&[2; 32]);
        assert_eq!(rotated.open(AT.table, AT.row, AT.column, &old).unwrap(), "Ana");
        let new = rotated.seal(AT.table, AT.row, AT.column, "Ana", &SeededRng::new(2));
        assert!(matches!(keys().open(AT.table, AT.row, AT.column, &new), Err(SealError::UnknownKey { .. })));
        assert_eq!(
            ColumnKeys::from_node_secret(&[2; 32]).open(AT.table, AT.row, AT.column, &new).unwrap(),
            "Ana"
        );
        assert_eq!(rotated.blind("i", "v"), keys().blind("i", "v"));
    }

    #[test]
    fn nothing_shows_in_debug_or_errors_and_types_are_checked() {
        let sealed: Sealed<u32> =
            Sealed::from_column(keys().seal(AT.table, AT.row, AT.column, "Ana", &SeededRng::new(1)));
        assert_eq!(format!("{sealed:?}"), "Sealed(…)");
        let error = sealed.open(&keys(), AT).unwrap_err();
        assert!(matches!(error, SealError::Type { .. }) && !error.to_string().contains("Ana"), "{error}");
        for text in ["", "?", "AQ==", "Ag=="] {
            assert!(keys().open(AT.table, AT.row, AT.column, text).is_err(), "{text}");
        }
    }

    /// GCM opens up where one key meets one nonce twice (NIST SP 800-38D section 8). Sixty-five thousand values, a million under `AMPARO_LONG`.
    #[test]
    fn no_nonce_comes_twice_under_a_key() {
        let values = if std::env::var_os("AMPARO_LONG").is_some() { 1 << 20 } else { 1 << 16 };
        // a node that was started anew has the same key
        let starts = [keys(), keys()];
        let mut nonces = HashSet::with_capacity(values);
        for number in 0..values {
            let sealed = starts[number % 2].seal(AT.table, AT.row, AT.column, "", &SystemRng);
            let bytes = STANDARD.decode(sealed).unwrap();
            assert!(nonces.insert(bytes[1 + KEY_ID_BYTES..HEAD_BYTES].to_vec()), "value {number}");
        }
    }

    #[test]
    fn blind_indexes_differ_by_name_and_key() {
        assert_ne!(keys().blind("a", "v"), keys().blind("b", "v"));
        assert_ne!(keys().blind("a", "bc"), keys().blind("ab", "c"));
        assert_ne!(keys().blind("a", "v"), ColumnKeys::from_node_secret(&[2; 32]).blind("a", "v"));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_and_what_is_changed_does_not(
            text in ".*", seed: u64, at: prop::sample::Index, bit in 0_u8..8,
        ) {
            let sealed = keys().seal(AT.table, AT.row, AT.column, &text, &SeededRng::new(seed));
            prop_assert_eq!(keys().open(AT.table, AT.row, AT.column, &sealed).unwrap(), text);
            let mut bytes = STANDARD.decode(&sealed).unwrap();
            let place = at.index(bytes.len());
            bytes[place] ^= 1 << bit;
            prop_assert!(keys().open(AT.table, AT.row, AT.column, &STANDARD.encode(bytes)).is_err());
        }
    }
}
