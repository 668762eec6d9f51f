//! How long each section will be, and where it lies.

use super::draft::{Draft, NearDraft};
use super::format::{HEADER_BYTES, Header, Places, Section};
use crate::bytes::to_line;

pub(super) fn head_json(draft: &Draft<'_>) -> Vec<u8> {
    // Cannot fail: texts and numbers into memory.
    serde_json::to_vec(draft.list.head()).unwrap_or_default()
}

/// The header of a draft, without the checksum.
pub(super) fn header_of(draft: &Draft<'_>) -> Header {
    let mut lengths = [0; Section::COUNT];
    let mut put = |section: Section, len: usize| lengths[section as usize] = len;
    let gathered = &draft.gathered;
    let entries = draft.list.entries().len();
    let column = |pairs: usize| if pairs == 0 { 0 } else { entries * 4 };
    put(Section::Head, head_json(draft).len());
    put(Section::Md5Keys, draft.md5.len() * 16);
    put(Section::Md5Entries, draft.md5.len() * 4);
    put(Section::Md5Column, column(draft.md5.len()));
    put(Section::Sha1Keys, draft.sha1.len() * 20);
    put(Section::Sha1Entries, draft.sha1.len() * 4);
    put(Section::Sha1Column, column(draft.sha1.len()));
    put(Section::Sha256Keys, draft.sha256.len() * 32);
    put(Section::Sha256Entries, draft.sha256.len() * 4);
    put(Section::Sha256Column, column(draft.sha256.len()));
    put(Section::OpaqueKeys, draft.opaque.len() * 16);
    put(Section::OpaqueEntries, draft.opaque.len() * 4);
    for (near, first) in near_parts(draft) {
        for (at, len) in near.shape.lengths().into_iter().enumerate() {
            lengths[first as usize + at] = len;
        }
        lengths[first as usize + 4] = near.label_starts.len() * 4;
        lengths[first as usize + 5] = near.labels.len() * 4;
    }
    let mut put = |section: Section, len: usize| lengths[section as usize] = len;
    put(Section::Videos, gathered.videos.len() * 4);
    put(Section::VideoStarts, gathered.video_starts.len() * 4);
    put(Section::FrameRecords, gathered.frame_records.len() * 33);
    put(Section::PictureColumn, draft.picture_column.len() * 4);
    put(Section::QualityColumn, gathered.qualities.len());
    put(Section::ClassColumn, gathered.classes.len());
    put(Section::FlagsColumn, gathered.flags.len());
    put(Section::RestStarts, gathered.rest_starts.len() * 8);
    put(Section::Rest, gathered.rest.len());
    put(Section::LeftOut, gathered.left_out.len() * 8);
    let (places, len) = place(&lengths);
    Header {
        len,
        checksum: [0; 32],
        counts: draft.counts,
        pictures: draft.pictures.shape.clone(),
        frames: draft.frames.shape.clone(),
        places,
    }
}

/// The two near indexes and the first section of each.
pub(super) fn near_parts<'a>(draft: &'a Draft<'_>) -> [(&'a NearDraft, Section); 2] {
    [(&draft.pictures, Section::PictureHashes), (&draft.frames, Section::FrameHashes)]
}

/// One behind the other.
fn place(lengths: &[usize; Section::COUNT]) -> (Places, usize) {
    let mut offset = HEADER_BYTES;
    let places = lengths.map(|len| {
        let place = (offset, len);
        offset += to_line(len);
        place
    });
    (places, offset)
}
