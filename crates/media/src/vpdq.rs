//! Hashes of frames, as vPDQ has them.

use serde::{Deserialize, Serialize};

use crate::PdqHash;

/// The hash of one frame of a video or of an animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Number of the frame, from 0.
    pub frame_no: u32,
    /// 0 (flat) to 100, as [`Pdq::quality`](crate::Pdq::quality).
    pub quality: u8,
    /// The 256 bits.
    pub hash: PdqHash,
    /// When the frame is shown, in milliseconds from the start.
    pub timestamp_ms: u64,
}
