//! What is known of a file's bytes.

use hashlist::Query;
use media::vpdq::Frame;
use media::{MediaDigests, Pdq, PdqOutcome};
use service::hash_lists::{pictures_of, video_of};

/// The kind of an upload that is words and no file: no container format is called so.
pub(crate) const TEXT_KIND: &str = "stated-text";

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
    /// The hashes of the picture's eight turned and mirrored forms; empty where only [`Self::pdq`] is known.
    pub(crate) forms: Vec<Pdq>,
    /// The hashed frames of an animation or a video; empty for a still picture.
    pub(crate) frames: Vec<Frame>,
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
            forms: media.forms,
            frames: media.frames,
        }
    }
}

impl Digests {
    /// What the hash lists are asked.
    pub(crate) fn query(&self) -> Query {
        Query {
            md5: self.md5.parse().ok(),
            sha1: self.sha1.parse().ok(),
            sha256: self.sha256.parse().ok(),
            pictures: pictures_of(self.pdq.as_ref(), &self.forms, &self.frames),
            video: video_of(&self.frames),
            ..Query::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use media::PdqHash;

    use super::*;

    fn digests() -> Digests {
        let hash: PdqHash = "0f".repeat(32).parse().unwrap();
        Digests {
            size_bytes: 1,
            kind: "gif".to_owned(),
            md5: "00112233445566778899aabbccddeeff".to_owned(),
            sha1: "00".repeat(20),
            sha256: "00".repeat(32),
            pdq: Some(Pdq { hash, quality: 90 }),
            pdq_absent_because: None,
            forms: Vec::new(),
            frames: Vec::new(),
        }
    }

    #[test]
    fn all_forms_and_all_further_frames_are_asked_about() {
        let only = digests();
        assert_eq!(only.query().pictures.len(), 1);
        assert!(only.query().video.is_empty() && only.query().sha256.is_some());
        let pdq = only.pdq.unwrap();
        let frame = |frame_no: u32| Frame {
            frame_no,
            quality: 80,
            hash: pdq.hash,
            timestamp_ms: u64::from(frame_no) * 100,
        };
        let animation = Digests { forms: vec![pdq; 8], frames: vec![frame(0), frame(7)], ..only.clone() };
        let asked: Vec<_> =
            animation.query().pictures.iter().map(|picture| (picture.form, picture.frame)).collect();
        assert_eq!(asked, [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (0, 7)]);
        assert_eq!(animation.query().video.len(), 2);
        let video = Digests { pdq: None, frames: vec![frame(0), frame(7)], ..only };
        assert!(video.query().pictures.is_empty());
    }
}
