//! vPDQ: a video is the PDQ hashes of its frames (<https://github.com/facebook/ThreatExchange/tree/main/vpdq>).
//!
//! The frames come from somewhere else; here is what is written of them ([`write`], [`read`]) and how two videos are compared
//! ([`compare`]).

mod compare;
mod text;

use serde::{Deserialize, Serialize};

pub use compare::{
    DEFAULT_COMPARED_PERCENT, DEFAULT_DISTANCE_BITS, DEFAULT_QUALITY, DEFAULT_QUERY_PERCENT, Match, compare,
};
pub use text::{TextError, read, write};

use crate::PdqHash;

/// A hashed frame of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Number among the frames that were decoded, from 0.
    pub frame_no: u32,
    /// PDQ quality, 0 to 100.
    pub quality: u8,
    /// PDQ hash at the frame's own size.
    pub hash: PdqHash,
    /// Time of the frame from the start of the video, in milliseconds.
    pub timestamp_ms: u64,
}
