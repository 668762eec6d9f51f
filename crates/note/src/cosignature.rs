//! Cosignatures (C2SP `tlog-cosignature`, Ed25519): what a witness saw of a log, and when.

use std::fmt;

use crate::key::NamedKey;
use crate::{NoteError, NoteSigner, SignatureLine};

/// The algorithm byte of timestamped Ed25519 cosignatures.
const COSIGNATURE_V1: u8 = 0x04;

/// A trusted public key of a witness; `Display` writes the verifier key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignerVerifier(NamedKey);

impl CosignerVerifier {
    /// Reads a verifier key with the algorithm byte of cosignatures.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        NamedKey::parse(text, COSIGNATURE_V1).map(Self)
    }

    /// The public half of a witness's signer.
    pub fn of(signer: &NoteSigner) -> Self {
        Self(NamedKey::new(signer.name(), COSIGNATURE_V1, signer.verifying_key()))
    }

    /// The name that stands in signature lines.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// SHA-256 of the 32 public bytes, in hex: what is compared by eye.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }

    /// What this witness says of the note's text by `line`; `None` when the line is another key's.
    ///
    /// # Errors
    /// [`NoteError::Invalid`] when the line is this key's and does not fit, or names no time.
    pub fn check(&self, text: &str, line: &SignatureLine) -> Result<Option<Cosignature>, NoteError> {
        if !line.is_of(&self.0.name, self.0.hash) {
            return Ok(None);
        }
        let invalid = || NoteError::Invalid { signer: line.name.clone() };
        let (time, signature) = line.signature.split_first_chunk::<8>().ok_or_else(invalid)?;
        let at_seconds = i64::try_from(u64::from_be_bytes(*time)).map_err(|_| invalid())?;
        if at_seconds == 0 || !self.0.has_signed(message(text, at_seconds).as_bytes(), signature) {
            return Err(invalid());
        }
        Ok(Some(Cosignature { witness: line.name.clone(), at_seconds }))
    }
}

impl fmt::Display for CosignerVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// That a witness had seen a consistent tree, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// Name of the witness's key.
    pub witness: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at_seconds: i64,
}

/// The signature line of a witness under a checkpoint's text. The witness's key must sign nothing else.
///
/// # Errors
/// [`NoteError::Text`] when the time is before 1970.
pub fn cosign(text: &str, witness: &NoteSigner, at_seconds: i64) -> Result<SignatureLine, NoteError> {
    let time = u64::try_from(at_seconds).map_err(|_| NoteError::Text)?.to_be_bytes();
    let signature = witness.sign_bytes(message(text, at_seconds).as_bytes());
    let CosignerVerifier(key) = CosignerVerifier::of(witness);
    let signature = [&time[..], &signature].concat();
    Ok(SignatureLine { name: key.name, hash: key.hash, signature })
}

fn message(text: &str, at_seconds: i64) -> String {
    format!("cosignature/v1\ntime {at_seconds}\n{text}")
}
