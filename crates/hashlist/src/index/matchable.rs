//! Which PDQ hashes are worth matching.

use super::LeftOutReason;
use crate::{Digest, ListEntry, MIN_QUALITY, VideoFrame, is_degenerate};

/// Why a hash is not matched; `None` when it is.
pub(crate) fn reason_against(pdq: &Digest<32>, quality: Option<u8>) -> Option<LeftOutReason> {
    if quality.is_some_and(|quality| quality < MIN_QUALITY) {
        Some(LeftOutReason::LowQuality)
    } else {
        is_degenerate(pdq).then_some(LeftOutReason::Degenerate)
    }
}

/// The different frames that are matched, in ascending order.
///
/// The reference drops frames below [`MIN_QUALITY`]; flat ones are dropped too, since every video has some.
pub(crate) fn matchable_frames(video: &[VideoFrame]) -> Vec<Digest<32>> {
    let is_good = |frame: &&VideoFrame| reason_against(&frame.pdq, Some(frame.quality)).is_none();
    let mut frames: Vec<_> = video.iter().filter(is_good).map(|frame| frame.pdq).collect();
    frames.sort_unstable();
    frames.dedup();
    frames
}

/// Why an entry's picture, or all of its video, is left out.
pub(super) fn reason_against_entry(entry: &ListEntry) -> Option<LeftOutReason> {
    let of_picture = entry.pdq.as_ref().and_then(|pdq| reason_against(pdq, entry.pdq_quality));
    of_picture.or_else(|| {
        let mut reasons = entry.video.iter().map(|frame| reason_against(&frame.pdq, Some(frame.quality)));
        let first = reasons.next()??;
        let all = reasons.try_fold(first, |worst, reason| Some(worst.max(reason?)))?;
        Some(all)
    })
}
