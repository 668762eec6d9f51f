//! What is asked of the lists.

use crate::{Digest, MAX_DISTANCE_BITS, Opaque, VideoFrame};

/// Most bits that a query may allow to differ; more would match strangers.
pub const MOST_RADIUS_BITS: u32 = 63;

/// What is known of one file; what is not known stays empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// MD5.
    pub md5: Option<Digest<16>>,
    /// SHA-1.
    pub sha1: Option<Digest<20>>,
    /// SHA-256.
    pub sha256: Option<Digest<32>>,
    /// PDQ hashes of the picture: of its eight forms, or of some frames of an animation.
    pub pictures: Vec<PictureHash>,
    /// Frames of the video.
    pub video: Vec<VideoFrame>,
    /// Values that others computed.
    pub opaque: Vec<Opaque>,
    /// Most bits in which a picture or a frame may differ, 0 to [`MOST_RADIUS_BITS`]; more is read as that.
    pub radius_bits: u32,
    /// From when on a video counts as the same.
    pub video_thresholds: VideoThresholds,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            md5: None,
            sha1: None,
            sha256: None,
            pictures: Vec::new(),
            video: Vec::new(),
            opaque: Vec::new(),
            radius_bits: MAX_DISTANCE_BITS,
            video_thresholds: VideoThresholds::default(),
        }
    }
}

/// The PDQ hash of one form of one frame; below [`crate::MIN_QUALITY`] it is not matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PictureHash {
    /// PDQ, bit 255 first.
    pub pdq: Digest<32>,
    /// Its quality, 0 to 100.
    pub quality: u8,
    /// 0 as stored, 1 to 7 turned or mirrored.
    pub form: u8,
    /// Frame of an animation; 0 for a picture.
    pub frame: u32,
}

/// Least shares of frames that match, in percent; both have to be reached, and one frame at least has to match.
///
/// The defaults are those of python-threatexchange: 80 of the video looked up, none of the known one. So a short cut of a known video is found,
/// and a long video that contains a known one is found only with the thresholds the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoThresholds {
    /// Of the distinct frames of the video that is looked up.
    pub query_percent: u8,
    /// Of the distinct frames of the known video.
    pub compared_percent: u8,
}

impl Default for VideoThresholds {
    fn default() -> Self {
        Self { query_percent: 80, compared_percent: 0 }
    }
}
