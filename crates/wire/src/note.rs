//! Signed notes: a text with Ed25519 signatures below it (C2SP `signed-note`).
//!
//! A verifier key is written `name+hash+base64(0x01 || public key)`; the hash is the first four bytes of
//! SHA-256(name || "\n" || 0x01 || public key). A signature line is `— name base64(hash || signature)`.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

const ED25519: u8 = 0x01;
/// A note with more signature lines than this is refused (the specification asks for such a limit).
const MAX_SIGNATURES: usize = 100;
const LINE_START: &str = "— ";

/// Why a key or a note was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A key name is empty or holds a space or a plus sign.
    #[error("the key name must not be empty and must hold neither spaces nor a plus sign")]
    Name,
    /// The verifier key is not `name+hash+base64` of an Ed25519 key, or its hash belongs to another key.
    #[error("the verifier key is not of the form name+hash+base64 of an Ed25519 key")]
    VerifierKey,
    /// The text to sign is empty, does not end with a newline or holds other control characters.
    #[error("the text must end with a newline and hold no other control character")]
    Text,
    /// The bytes are not a text followed by a blank line and signature lines.
    #[error("the bytes are not a signed note")]
    Malformed,
    /// A signature that names a trusted key does not fit the text.
    #[error("the signature of {signer} does not fit the text")]
    Invalid {
        /// Name of the key.
        signer: String,
    },
    /// No trusted key has signed.
    #[error("no trusted key has signed the note")]
    Untrusted,
}

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
        let key = self.key.verifying_key();
        NoteVerifier { name: self.name.clone(), hash: key_hash(&self.name, &key), key }
    }
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteSigner({})", self.name)
    }
}

/// A trusted public key; `Display` writes the verifier key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    hash: [u8; 4],
    key: VerifyingKey,
}

impl NoteVerifier {
    /// Reads a verifier key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::VerifierKey);
        };
        check_name(name)?;
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::VerifierKey)?;
        let public = bytes.strip_prefix(&[ED25519]).ok_or(NoteError::VerifierKey)?;
        let public: &[u8; 32] = public.try_into().map_err(|_| NoteError::VerifierKey)?;
        let key = VerifyingKey::from_bytes(public).map_err(|_| NoteError::VerifierKey)?;
        let verifier = Self { name: name.into(), hash: key_hash(name, &key), key };
        if hex::encode(verifier.hash) == hash { Ok(verifier) } else { Err(NoteError::VerifierKey) }
    }

    /// The name that stands in signature lines.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for NoteVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex::encode(self.hash), STANDARD.encode(key))
    }
}

/// A note whose signatures by trusted keys all fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNote {
    /// The signed text, with its final newline.
    pub text: String,
    /// Names of the trusted keys that signed, in the order of their lines; never empty.
    pub signers: Vec<String>,
}

/// Signs `text`, which must end with a newline, and returns the whole note.
pub fn sign(text: &str, signer: &NoteSigner) -> Result<String, NoteError> {
    check_text(text)?;
    let mut bytes = signer.verifier().hash.to_vec();
    bytes.extend_from_slice(&signer.key.sign(text.as_bytes()).to_bytes());
    Ok(format!("{text}\n{LINE_START}{} {}\n", signer.name, STANDARD.encode(bytes)))
}

/// Opens a note: lines of unknown keys are passed over, one of a trusted key that does not fit is refused,
/// and at least one trusted key must have signed.
pub fn open(bytes: &[u8], verifiers: &[NoteVerifier]) -> Result<OpenNote, NoteError> {
    let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed)?;
    let split = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, lines) = note.split_at_checked(split + 1).ok_or(NoteError::Malformed)?;
    check_text(text).map_err(|_| NoteError::Malformed)?;
    let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
    let lines: Vec<&str> = lines.ok_or(NoteError::Malformed)?.split('\n').collect();
    if lines.len() > MAX_SIGNATURES {
        return Err(NoteError::Malformed);
    }
    let mut signers = Vec::new();
    for line in lines {
        if let Some(signer) = check_line(text, line, verifiers)?
            && !signers.contains(&signer)
        {
            signers.push(signer);
        }
    }
    if signers.is_empty() { Err(NoteError::Untrusted) } else { Ok(OpenNote { text: text.into(), signers }) }
}

/// The trusted signer of this line, none when its key is unknown.
fn check_line(text: &str, line: &str, verifiers: &[NoteVerifier]) -> Result<Option<String>, NoteError> {
    let rest = line.strip_prefix(LINE_START).ok_or(NoteError::Malformed)?;
    let (name, encoded) = rest.split_once(' ').ok_or(NoteError::Malformed)?;
    check_name(name).map_err(|_| NoteError::Malformed)?;
    let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::Malformed)?;
    let (hash, signature) = bytes.split_at_checked(4).ok_or(NoteError::Malformed)?;
    let known = verifiers.iter().find(|verifier| verifier.name == name && verifier.hash == hash);
    let Some(verifier) = known else { return Ok(None) };
    let invalid = || NoteError::Invalid { signer: name.into() };
    let signature = Signature::from_slice(signature).map_err(|_| invalid())?;
    verifier.key.verify_strict(text.as_bytes(), &signature).map_err(|_| invalid())?;
    Ok(Some(name.into()))
}

fn key_hash(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update([b'\n', ED25519]);
    hasher.update(key.as_bytes());
    let [a, b, c, d, ..] = <[u8; 32]>::from(hasher.finalize());
    [a, b, c, d]
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
    if !name.is_empty() && name.chars().all(allowed) { Ok(()) } else { Err(NoteError::Name) }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let control = text.bytes().any(|b| b < 0x20 && b != b'\n');
    if text.ends_with('\n') && !control { Ok(()) } else { Err(NoteError::Text) }
}
