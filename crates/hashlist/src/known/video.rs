//! When two videos are the same, as vPDQ says.
//!
//! Of both, the different frames that are worth matching count; their order and times do not. A frame matches when one of the other video
//! lies within the radius. A video without such a frame matches nothing.

use super::grounds::{Found, Grounds};
use crate::index::{NearPart, matchable_frames};
use crate::near::Near;
use crate::{ListIndex, VideoMatch, VideoThresholds};

/// A frame of the query and one of an entry within the radius.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    entry_no: u32,
    frame_no: usize,
    hash_no: u32,
    distance_bits: u32,
}

/// Adds the videos that are the same as one of which each frame has these neighbours.
pub(super) fn look_up(
    list: &ListIndex,
    part: &NearPart<'_>,
    near: Vec<Vec<Near>>,
    thresholds: VideoThresholds,
    found: &mut Found,
) {
    let mut pairs = Vec::new();
    let frames = near.len();
    for (frame_no, near) in near.into_iter().enumerate() {
        let pair = |(near, entry_no): (Near, u32)| {
            let Near { distance_bits, position: hash_no } = near;
            Pair { entry_no, frame_no, hash_no, distance_bits }
        };
        pairs.extend(part.entries_near(near).map(pair));
    }
    pairs.sort_unstable();
    for pairs in pairs.chunk_by(|a, b| a.entry_no == b.entry_no) {
        let Some(distance_bits) = pairs.iter().map(|pair| pair.distance_bits).min() else { continue };
        if let Some(video) = compare(list, pairs, frames, thresholds) {
            found.add(pairs[0].entry_no, Grounds::of_video(video, distance_bits));
        }
    }
}

/// The shares, should both be large enough. The pairs are of one entry, in order.
fn compare(
    list: &ListIndex,
    pairs: &[Pair],
    frames: usize,
    thresholds: VideoThresholds,
) -> Option<VideoMatch> {
    let of_query = pairs.chunk_by(|a, b| a.frame_no == b.frame_no).count();
    let query_percent = percent(of_query, frames)?;
    if query_percent < thresholds.query_percent {
        return None;
    }
    let mut hashes: Vec<u32> = pairs.iter().map(|pair| pair.hash_no).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let compared = matchable_frames(&list.video(pairs[0].entry_no)).len();
    let compared_percent = percent(hashes.len(), compared)?;
    (compared_percent >= thresholds.compared_percent)
        .then_some(VideoMatch { query_percent, compared_percent })
}

/// Rounded down, so that it reaches a whole threshold exactly when the share does; `None` for a share of nothing.
fn percent(part: usize, whole: usize) -> Option<u8> {
    let percent = part.checked_mul(100)?.checked_div(whole)?;
    u8::try_from(percent.min(100)).ok()
}
