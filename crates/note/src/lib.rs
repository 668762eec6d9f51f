//! Signed notes: a text with Ed25519 signatures below it (C2SP `signed-note`), and cosignatures of checkpoints
//! (C2SP `tlog-cosignature`).
//!
//! A verifier key is written `name+hash+base64(algorithm || public key)`; the hash is the first four bytes of
//! SHA-256(name || "\n" || algorithm || public key). A signature line is `— name base64(hash || signature)`.
//! Packages and the checkpoints of custody logs are notes; this crate knows neither, and does no I/O.

#![forbid(unsafe_code)]

mod cosignature;
mod key;
mod signed;

pub use cosignature::{Cosignature, CosignerVerifier, cosign};
pub use key::{NoteSigner, NoteVerifier};
pub use signed::{Note, OpenNote, SignatureLine, open, sign};

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
