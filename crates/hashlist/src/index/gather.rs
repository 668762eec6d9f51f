//! One walk over the entries of a list, which are much larger than what is taken from them.

use super::LeftOut;
use super::format::{NO_BYTE, VOUCHED, WITHDRAWN};
use super::keys::opaque_key;
use super::matchable::{matchable_frames, reason_against, reason_against_entry};
use super::rest::Rest;
use crate::bytes::Hash;
use crate::{Classification, ListEntry, ListHead};

/// Digests and the entries that have them.
pub(super) type Pairs<const N: usize> = Vec<([u8; N], u32)>;

/// What the entries have, in their order.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) md5: Pairs<16>,
    pub(super) sha1: Pairs<20>,
    pub(super) sha256: Pairs<32>,
    pub(super) opaque: Pairs<16>,
    /// Only what is matched, as of `frames`.
    pub(super) pictures: Vec<(Hash, u32)>,
    pub(super) frames: Vec<(Hash, u32)>,
    pub(super) videos: Vec<u32>,
    pub(super) video_starts: Vec<u32>,
    pub(super) frame_records: Vec<[u8; 33]>,
    pub(super) qualities: Vec<u8>,
    pub(super) classes: Vec<u8>,
    pub(super) flags: Vec<u8>,
    pub(super) rest_starts: Vec<u64>,
    pub(super) rest: Vec<u8>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Gathered {
    pub(super) fn of(head: &ListHead, entries: &[ListEntry]) -> Self {
        let mut gathered = Self::default();
        for (entry_no, entry) in (0..).zip(entries) {
            gathered.add_digests(entry_no, entry);
            gathered.add_video(entry_no, entry);
            gathered.qualities.push(entry.pdq_quality.unwrap_or(NO_BYTE));
            gathered.classes.push(entry.classification.map_or(NO_BYTE, code_of));
            gathered.flags.push(flags_of(head, entry));
            gathered.rest_starts.push(gathered.rest.len() as u64);
            if let Some(rest) = Rest::of(entry) {
                rest.write(&mut gathered.rest);
            }
            let reason = reason_against_entry(entry);
            gathered.left_out.extend(reason.map(|reason| LeftOut { entry_no, reason }));
        }
        gathered.leave_out_empty();
        gathered
    }

    fn add_digests(&mut self, entry_no: u32, entry: &ListEntry) {
        self.md5.extend(entry.md5.map(|md5| (md5.0, entry_no)));
        self.sha1.extend(entry.sha1.map(|sha1| (sha1.0, entry_no)));
        self.sha256.extend(entry.sha256.map(|sha256| (sha256.0, entry_no)));
        self.opaque.extend(entry.opaque.iter().map(|opaque| (opaque_key(opaque), entry_no)));
        let picture = entry.pdq.filter(|pdq| reason_against(pdq, entry.pdq_quality).is_none());
        self.pictures.extend(picture.map(|pdq| (pdq.0, entry_no)));
    }

    fn add_video(&mut self, entry_no: u32, entry: &ListEntry) {
        if entry.video.is_empty() {
            return;
        }
        self.videos.push(entry_no);
        self.video_starts.push(super::draft::count(self.frame_records.len()));
        self.frame_records.extend(entry.video.iter().map(|frame| {
            let mut record = [frame.quality; 33];
            record[..32].copy_from_slice(&frame.pdq.0);
            record
        }));
        self.frames.extend(matchable_frames(&entry.video).into_iter().map(|pdq| (pdq.0, entry_no)));
    }

    /// Columns that say nothing are no columns.
    fn leave_out_empty(&mut self) {
        if !self.videos.is_empty() {
            self.video_starts.push(super::draft::count(self.frame_records.len()));
        }
        for (column, nothing) in
            [(&mut self.qualities, NO_BYTE), (&mut self.classes, NO_BYTE), (&mut self.flags, 0)]
        {
            if column.iter().all(|byte| *byte == nothing) {
                column.clear();
            }
        }
        if self.rest.is_empty() {
            self.rest_starts.clear();
        } else {
            self.rest_starts.push(self.rest.len() as u64);
        }
    }
}

fn code_of(class: Classification) -> u8 {
    let code = Classification::ALL.into_iter().zip(0..).find(|(known, _)| *known == class);
    code.map_or(NO_BYTE, |(_, code)| code)
}

fn flags_of(head: &ListHead, entry: &ListEntry) -> u8 {
    let class = entry.classification.or(head.classification);
    let is_vouched = class.is_some_and(Classification::is_stated)
        && !(entry.members.is_empty() && head.members.is_empty());
    (if entry.withdrawn { WITHDRAWN } else { 0 }) | (if is_vouched { VOUCHED } else { 0 })
}
