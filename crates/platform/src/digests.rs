//! What is known of a file's bytes.

use media::{MediaDigests, Pdq, PdqOutcome};

/// Size, kind and digests of one file; digests in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digests {
    /// Number of bytes.
    pub(crate) size_bytes: u64,
    /// Container format told from the first bytes, such as `png`.
    pub(crate) kind: String,
    /// MD5 (RFC 1321).
    pub(crate) md5: String,
    /// SHA-1 (FIPS 180-4).
    pub(crate) sha1: String,
    /// SHA-256 (FIPS 180-4).
    pub(crate) sha256: String,
    /// The perceptual hash of a picture that could be decoded.
    pub(crate) pdq: Option<Pdq>,
    /// Why there is none.
    pub(crate) pdq_absent_because: Option<String>,
}

impl From<MediaDigests> for Digests {
    fn from(media: MediaDigests) -> Self {
        let (pdq, pdq_absent_because) = match media.pdq {
            PdqOutcome::Hashed(pdq) => (Some(pdq), None),
            PdqOutcome::NotHashed { reason } => (None, Some(reason)),
        };
        Self {
            size_bytes: media.file.size_bytes,
            kind: media.kind.to_string(),
            md5: media.file.md5,
            sha1: media.file.sha1,
            sha256: media.file.sha256,
            pdq,
            pdq_absent_because,
        }
    }
}
