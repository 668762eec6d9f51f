//! Signal types and content types, as Hasher-Matcher-Actioner names them.

use std::collections::BTreeMap;

use hashlist::{Digest, is_degenerate};
use serde_json::{Value, json};

use crate::refusal::Refusal;

/// Bits in which two pictures may differ and be the same (the threshold of HMA's `pdq`).
pub(crate) const RADIUS_BITS: u32 = 31;

/// A kind of hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SignalType {
    /// PDQ of a picture, 64 hexadecimal digits.
    Pdq,
    /// MD5 of a video file, 32 hexadecimal digits.
    VideoMd5,
}

/// What a file is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// A picture.
    Photo,
    /// A video.
    Video,
}

/// One hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Pdq(Digest<32>),
    VideoMd5(Digest<16>),
}

/// Hashes of one file, by their type.
pub(crate) type Signals = BTreeMap<SignalType, Signal>;

impl SignalType {
    /// Every type.
    pub(crate) const ALL: [Self; 2] = [Self::Pdq, Self::VideoMd5];

    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pdq => "pdq",
            Self::VideoMd5 => "video_md5",
        }
    }

    /// The type of this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// Reads a hash of this type; upper-case digits are taken too.
    ///
    /// # Errors
    /// 400: not a hash of this type.
    pub(crate) fn read(self, text: &str) -> Result<Signal, Refusal> {
        let text = text.trim();
        let read = match self {
            Self::Pdq => text.parse().map(Signal::Pdq),
            Self::VideoMd5 => text.parse().map(Signal::VideoMd5),
        };
        read.map_err(|error| Refusal::bad(format!("invalid signal: invalid {} hash: {error}", self.as_str())))
    }

    /// Compares two hashes: whether they match, and how far they are from each other.
    ///
    /// # Errors
    /// 400: one is no hash of this type.
    pub(crate) fn compare(self, left: &str, right: &str) -> Result<Value, Refusal> {
        Ok(match (self.read(left)?, self.read(right)?) {
            (Signal::Pdq(left), Signal::Pdq(right)) => {
                let distance = distance_bits(&left, &right);
                json!([distance <= RADIUS_BITS, { "distance": distance }])
            }
            (left, right) => json!([left == right, {}]),
        })
    }
}

impl ContentType {
    /// Every type.
    pub(crate) const ALL: [Self; 2] = [Self::Photo, Self::Video];

    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
        }
    }

    /// The type of this name.
    ///
    /// # Errors
    /// 400: there is none.
    pub(crate) fn named(name: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|known| known.as_str() == name);
        found.ok_or_else(|| Refusal::bad(format!("no such content_type: '{name}'")))
    }

    /// What a media type says, or what the caller says instead.
    ///
    /// # Errors
    /// 400: neither picture nor video.
    pub(crate) fn of(media_type: &str, said: Option<&str>) -> Result<Self, Refusal> {
        let lower = media_type.to_ascii_lowercase();
        match said.filter(|said| !said.is_empty()) {
            Some(said) => Self::named(said),
            None if lower.starts_with("image") => Ok(Self::Photo),
            None if lower.starts_with("video") => Ok(Self::Video),
            None => Err(Refusal::bad(format!(
                "unsupported url ContentType: '{}', if you know the expected type, provide it with the content_type query param",
                lower.chars().filter(|c| c.is_ascii_graphic()).take(80).collect::<String>()
            ))),
        }
    }

    /// Which hashes are made of it.
    pub(crate) fn signal_type(self) -> SignalType {
        match self {
            Self::Photo => SignalType::Pdq,
            Self::Video => SignalType::VideoMd5,
        }
    }
}

impl Signal {
    /// Its type.
    pub(crate) fn signal_type(&self) -> SignalType {
        match self {
            Self::Pdq(_) => SignalType::Pdq,
            Self::VideoMd5(_) => SignalType::VideoMd5,
        }
    }

    /// Why it cannot be in a bank: it would match ordinary files.
    pub(crate) fn why_unfit(&self) -> Option<&'static str> {
        match self {
            Self::Pdq(pdq) if is_degenerate(pdq) => Some(
                "this PDQ hash is of a flat or regular picture: it says too little, and would match pictures that have nothing in common with it",
            ),
            Self::VideoMd5(md5) if *md5 == EMPTY_MD5 => {
                Some("this is the MD5 of an empty file, which would match every failed upload")
            }
            _ => None,
        }
    }
}

/// MD5 of no bytes.
const EMPTY_MD5: Digest<16> =
    Digest([0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04, 0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8, 0x42, 0x7e]);

impl std::fmt::Display for Signal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pdq(pdq) => std::fmt::Display::fmt(pdq, f),
            Self::VideoMd5(md5) => std::fmt::Display::fmt(md5, f),
        }
    }
}

/// How many bits differ.
pub(crate) fn distance_bits(left: &Digest<32>, right: &Digest<32>) -> u32 {
    left.0.iter().zip(&right.0).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// The hashes by the names of their types, as the API gives them.
pub(crate) fn as_json(signals: &Signals) -> Value {
    signals.values().map(|signal| (signal.signal_type().as_str(), signal.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_read_by_their_type() {
        assert!(SignalType::Pdq.read(&"0F".repeat(32)).is_ok());
        for bad in ["", "0f", &"0g".repeat(32), &"0f".repeat(16)] {
            assert_eq!(SignalType::Pdq.read(bad).unwrap_err().status(), 400, "{bad}");
        }
        assert!(SignalType::VideoMd5.read(&"0f".repeat(16)).is_ok());
        assert!(SignalType::find("photo_dna").is_none());
    }

    #[test]
    fn a_comparison_says_match_and_distance() {
        let (zero, far) = ("0".repeat(64), format!("{}{}", "f".repeat(8), "0".repeat(56)));
        let near = format!("7fffffff{}", "0".repeat(56));
        assert_eq!(SignalType::Pdq.compare(&zero, &near).unwrap(), json!([true, { "distance": 31 }]));
        assert_eq!(SignalType::Pdq.compare(&zero, &far).unwrap(), json!([false, { "distance": 32 }]));
        let md5 = "0f".repeat(16);
        assert_eq!(SignalType::VideoMd5.compare(&md5, &md5).unwrap(), json!([true, {}]));
    }

    #[test]
    fn what_would_match_ordinary_files_is_unfit() {
        assert!(Signal::Pdq(Digest([0; 32])).why_unfit().is_some());
        assert!(Signal::Pdq(Digest([0x0f; 32])).why_unfit().is_none());
        assert!(SignalType::VideoMd5.read("d41d8cd98f00b204e9800998ecf8427e").unwrap().why_unfit().is_some());
    }

    #[test]
    fn a_media_type_says_what_a_file_is_unless_the_caller_does() {
        assert_eq!(ContentType::of("image/png", None), Ok(ContentType::Photo));
        assert_eq!(ContentType::of("Video/mp4", Some("")), Ok(ContentType::Video));
        assert_eq!(ContentType::of("application/octet-stream", Some("photo")), Ok(ContentType::Photo));
        assert!(
            ContentType::of("text/html", None).is_err() && ContentType::of("image/png", Some("x")).is_err()
        );
    }
}
