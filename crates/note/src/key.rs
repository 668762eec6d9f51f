//! Keys with names.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::NoteError;

/// The algorithm byte of plain Ed25519 signatures over the text (C2SP `signed-note`).
pub(crate) const ED25519: u8 = 0x01;

/// Signs notes under a name.
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

impl NoteSigner {
    /// A signer with `name` and a 32-byte Ed25519 secret.
    pub fn new(name: impl Into<String>, secret: &[u8; 32]) -> Result<Self, NoteError> {
        let name = name.into();
        check_name(&name)?;
        Ok(Self { name, key: SigningKey::from_bytes(secret) })
    }

    /// The name that stands in signature lines.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half, to be printed and trusted elsewhere.
    pub fn verifier(&self) -> NoteVerifier {
        NoteVerifier(NamedKey::new(&self.name, ED25519, self.key.verifying_key()))
    }

    pub(crate) fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteSigner({})", self.name)
    }
}

/// A trusted public key of signatures; `Display` writes the verifier key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVerifier(pub(crate) NamedKey);

impl NoteVerifier {
    /// Reads a verifier key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        NamedKey::parse(text, ED25519).map(Self)
    }

    /// The name that stands in signature lines.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// SHA-256 of the 32 public bytes, in hex: what is compared by eye.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }
}

impl fmt::Display for NoteVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A name, an algorithm and a public key: what a signature line points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedKey {
    pub(crate) name: String,
    pub(crate) hash: [u8; 4],
    algorithm: u8,
    key: VerifyingKey,
}

impl NamedKey {
    pub(crate) fn new(name: &str, algorithm: u8, key: VerifyingKey) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(name.as_bytes());
        hasher.update([b'\n', algorithm]);
        hasher.update(key.as_bytes());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hasher.finalize());
        Self { name: name.into(), hash: [a, b, c, d], algorithm, key }
    }

    pub(crate) fn parse(text: &str, algorithm: u8) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::VerifierKey);
        };
        check_name(name)?;
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::VerifierKey)?;
        let public = bytes.strip_prefix(&[algorithm]).ok_or(NoteError::VerifierKey)?;
        let public: &[u8; 32] = public.try_into().map_err(|_| NoteError::VerifierKey)?;
        let key = VerifyingKey::from_bytes(public).map_err(|_| NoteError::VerifierKey)?;
        let parsed = Self::new(name, algorithm, key);
        if hex::encode(parsed.hash) == hash { Ok(parsed) } else { Err(NoteError::VerifierKey) }
    }

    pub(crate) fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(self.key.as_bytes()))
    }

    /// Whether `signature` over `message` is this key's.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for NamedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.algorithm];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex::encode(self.hash), STANDARD.encode(key))
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), NoteError> {
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
    if !name.is_empty() && name.chars().all(allowed) { Ok(()) } else { Err(NoteError::Name) }
}
