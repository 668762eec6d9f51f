//! Everything that is computed from one file, and what came of the attempt to hash it as a picture.

use serde::{Deserialize, Serialize};

use crate::{Digester, FileDigests, Kind, Pdq, Picture, PictureError, pdq, vpdq};

/// What came of hashing a file as a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PdqOutcome {
    /// The picture was decoded and hashed.
    Hashed(Pdq),
    /// It was not; the reason is fit for a reviewer's eyes.
    NotHashed {
        /// Why not.
        reason: String,
    },
}

impl From<Result<Pdq, PictureError>> for PdqOutcome {
    fn from(result: Result<Pdq, PictureError>) -> Self {
        match result {
            Ok(pdq) => Self::Hashed(pdq),
            Err(error) => Self::NotHashed { reason: error.to_string() },
        }
    }
}

/// All that this crate can say about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDigests {
    /// Size and cryptographic digests.
    #[serde(flatten)]
    pub file: FileDigests,
    /// Container format told from the first bytes.
    pub kind: Kind,
    /// Perceptual hash, or why there is none.
    pub pdq: PdqOutcome,
    /// Hashes of frames, of what moves; none of a still picture.
    #[serde(default)]
    pub frames: Vec<vpdq::Frame>,
}

/// Digests, kind and perceptual hash of a whole file. Never fails: see [`PdqOutcome::NotHashed`]. What [`Decoder::Ffmpeg`](crate::Decoder)
/// stands for is not hashed here.
pub fn digest(bytes: &[u8]) -> MediaDigests {
    let mut digester = Digester::new();
    digester.update(bytes);
    MediaDigests {
        file: digester.finish(),
        kind: Kind::sniff(bytes),
        pdq: Picture::decode(bytes).map(|picture| pdq::hash(&picture)).into(),
        frames: Vec::new(),
    }
}
