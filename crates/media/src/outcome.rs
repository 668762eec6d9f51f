//! Everything that is computed from one file, and what came of the attempt to hash it as a picture.

use serde::{Deserialize, Serialize};

use crate::{Digester, FileDigests, Kind, Orientation, Pdq, Picture, PictureError, animation, pdq, vpdq};

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

/// All that decoding a file gives: what a decoder in another process answers. What does not fit together does not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct PictureOutcome {
    /// Perceptual hash of the first picture as stored, or why there is none.
    pub pdq: PdqOutcome,
    /// Its eight turned and mirrored forms in the order of [`Orientation::ALL`]; empty where there is no hash.
    pub forms: Vec<Pdq>,
    /// Hashes of frames, in order; empty for what is neither an animation nor a video.
    pub frames: Vec<vpdq::Frame>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    pdq: PdqOutcome,
    forms: Vec<Pdq>,
    frames: Vec<vpdq::Frame>,
}

impl PictureOutcome {
    /// Decodes and hashes the first picture, and a sample of the frames where there are more.
    pub fn of(bytes: &[u8]) -> Self {
        match Picture::decode(bytes).map(|picture| pdq::hash_dihedral(&picture)) {
            Ok(forms) => {
                let frames = animation::frames(bytes);
                Self { pdq: PdqOutcome::Hashed(forms[0]), forms: forms.into(), frames }
            }
            Err(error) => Self::not_hashed(error.to_string()),
        }
    }

    /// Nothing but the reason.
    pub fn not_hashed(reason: String) -> Self {
        Self { pdq: PdqOutcome::NotHashed { reason }, forms: Vec::new(), frames: Vec::new() }
    }
}

impl TryFrom<Written> for PictureOutcome {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { pdq, forms, frames } = written;
        let fits = match &pdq {
            PdqOutcome::Hashed(stored) => {
                forms.len() == Orientation::ALL.len() && forms.first() == Some(stored)
            }
            PdqOutcome::NotHashed { .. } => forms.is_empty(),
        };
        if !fits {
            return Err("the forms are not those of the picture");
        }
        let mut qualities =
            forms.iter().map(|form| form.quality).chain(frames.iter().map(|frame| frame.quality));
        if qualities.any(|quality| quality > 100) {
            return Err("a quality is none of 0 to 100");
        }
        Ok(Self { pdq, forms, frames })
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
    /// Perceptual hash of the first picture as stored, or why there is none.
    pub pdq: PdqOutcome,
    /// Its eight turned and mirrored forms in the order of [`Orientation::ALL`]; empty where there is no hash.
    #[serde(default)]
    pub forms: Vec<Pdq>,
    /// Hashes of frames, in order; empty for what is neither an animation nor a video.
    #[serde(default)]
    pub frames: Vec<vpdq::Frame>,
}

impl MediaDigests {
    /// Puts together what was computed on either side of a fence.
    pub fn new(file: FileDigests, kind: Kind, picture: PictureOutcome) -> Self {
        let PictureOutcome { pdq, forms, frames } = picture;
        Self { file, kind, pdq, forms, frames }
    }
}

/// Digests, kind and perceptual hashes of a whole file. Never fails: see [`PdqOutcome::NotHashed`]. What
/// [`Decoder::Ffmpeg`](crate::Decoder) stands for is not hashed here.
pub fn digest(bytes: &[u8]) -> MediaDigests {
    let mut digester = Digester::new();
    digester.update(bytes);
    MediaDigests::new(digester.finish(), Kind::sniff(bytes), PictureOutcome::of(bytes))
}
