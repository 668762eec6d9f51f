//! Who holds the node key, and wraps case keys under it.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::FutureExt as _;
use futures::future::{BoxFuture, ready};
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use super::Secret;

const LABEL: &[u8] = b"amparo case key wrapping 1";
/// Length of a GCM nonce (NIST SP 800-38D).
pub(crate) const NONCE_BYTES: usize = 12;

/// Why a case key cannot be wrapped or unwrapped.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The holder has no such version.
    #[error("the node key has no version {0}; was it restored from a backup older than the last rotation?")]
    UnknownVersion(u32),
    /// The wrapped key was changed, or belongs to another case.
    #[error("the key of case {case_id} does not open: its row was altered, or it is under another node key")]
    Refused {
        /// The case.
        case_id: String,
    },
    /// The holder does not answer.
    #[error("the holder of the node key failed: {0}")]
    Holder(String),
}

/// Holds the node key in its versions and lends its use, never the key itself. The seam for a hardware module (PKCS#11) or a key service:
/// both calls may wait for one, so they are futures. [`FileHolder`] is the one implementation.
pub trait KeyHolder: Send + Sync + 'static {
    /// The version that wraps from now on.
    fn version(&self) -> u32;

    /// Wraps a case key under [`Self::version`], bound to the case. `nonce` is fresh for each call; a holder that draws its own ignores it.
    fn wrap<'a>(
        &'a self,
        case_id: &'a str,
        key: &'a [u8; 32],
        nonce: [u8; 12],
    ) -> BoxFuture<'a, Result<String, KeyError>>;

    /// Opens what [`Self::wrap`] made for the same case under `version`.
    fn unwrap<'a>(
        &'a self,
        version: u32,
        case_id: &'a str,
        wrapped: &'a str,
    ) -> BoxFuture<'a, Result<Zeroizing<[u8; 32]>, KeyError>>;
}

/// The node key read from its file, in the memory of this process.
pub struct FileHolder {
    /// Ascending; the last one wraps.
    versions: Vec<(u32, Aes256Gcm)>,
}

impl FileHolder {
    pub(super) fn new<'a>(secrets: impl Iterator<Item = (u32, &'a Secret)>) -> Self {
        Self { versions: secrets.map(|(version, secret)| (version, cipher(secret))).collect() }
    }

    fn open(&self, version: u32, case_id: &str, wrapped: &str) -> Result<Secret, KeyError> {
        let (_, cipher) = self
            .versions
            .iter()
            .find(|(known, _)| *known == version)
            .ok_or(KeyError::UnknownVersion(version))?;
        let refused = || KeyError::Refused { case_id: case_id.to_owned() };
        let bytes = STANDARD.decode(wrapped).map_err(|_| refused())?;
        let (&nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(refused)?;
        let aad = associated_data(version, case_id);
        let opened = cipher.decrypt(&nonce.into(), Payload { msg, aad: &aad }).map(Zeroizing::new);
        let opened = opened.map_err(|_| refused())?;
        <[u8; 32]>::try_from(opened.as_slice()).map(Zeroizing::new).map_err(|_| refused())
    }

    fn seal(&self, case_id: &str, key: &[u8; 32], nonce: [u8; NONCE_BYTES]) -> Result<String, KeyError> {
        let (version, cipher) = self.versions.last().ok_or(KeyError::UnknownVersion(0))?;
        let payload = Payload { msg: key, aad: &associated_data(*version, case_id) };
        let sealed = cipher.encrypt(&nonce.into(), payload);
        let sealed = sealed.map_err(|error| KeyError::Holder(error.to_string()))?;
        Ok(STANDARD.encode([&nonce[..], &sealed].concat()))
    }
}

impl KeyHolder for FileHolder {
    fn version(&self) -> u32 {
        self.versions.last().map_or(0, |(version, _)| *version)
    }

    fn wrap<'a>(
        &'a self,
        case_id: &'a str,
        key: &'a [u8; 32],
        nonce: [u8; NONCE_BYTES],
    ) -> BoxFuture<'a, Result<String, KeyError>> {
        ready(self.seal(case_id, key, nonce)).boxed()
    }

    fn unwrap<'a>(
        &'a self,
        version: u32,
        case_id: &'a str,
        wrapped: &'a str,
    ) -> BoxFuture<'a, Result<Secret, KeyError>> {
        ready(self.open(version, case_id, wrapped)).boxed()
    }
}

fn associated_data(version: u32, case_id: &str) -> Vec<u8> {
    [&version.to_be_bytes()[..], case_id.as_bytes()].concat()
}

#[allow(clippy::expect_used, reason = "HKDF refuses only more than 255 blocks (RFC 5869 section 2.3)")]
fn cipher(secret: &Secret) -> Aes256Gcm {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, secret.as_slice()).expand(LABEL, key.as_mut_slice()).expect("one block");
    Aes256Gcm::new(&(*key).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(secrets: &[(u32, u8)]) -> FileHolder {
        let secrets: Vec<(u32, Secret)> =
            secrets.iter().map(|(version, byte)| (*version, Zeroizing::new([*byte; 32]))).collect();
        FileHolder::new(secrets.iter().map(|(version, secret)| (*version, secret)))
    }

    #[test]
    fn a_wrapped_key_opens_for_its_case_under_its_version_only() {
        let one = holder(&[(1, 7)]);
        let wrapped = one.seal("rep_1", &[9; 32], [1; 12]).unwrap();
        assert_eq!(*one.open(1, "rep_1", &wrapped).unwrap(), [9; 32]);
        assert!(matches!(one.open(1, "rep_2", &wrapped), Err(KeyError::Refused { .. })));
        assert!(matches!(one.open(2, "rep_1", &wrapped), Err(KeyError::UnknownVersion(2))));
        assert!(matches!(holder(&[(1, 8)]).open(1, "rep_1", &wrapped), Err(KeyError::Refused { .. })));
        for text in ["", "AAAA", "é"] {
            assert!(matches!(one.open(1, "rep_1", text), Err(KeyError::Refused { .. })), "{text}");
        }
        let both = holder(&[(1, 7), (2, 8)]);
        assert_eq!(*both.open(1, "rep_1", &wrapped).unwrap(), [9; 32]);
        let newer = both.seal("rep_1", &[9; 32], [2; 12]).unwrap();
        assert!(one.open(1, "rep_1", &newer).is_err() && both.version() == 2);
    }
}
