//! Putting a draft into bytes.

use super::draft::{Draft, NearDraft};
use super::format::{HEADER_BYTES, Header, Section};
use super::layout::{head_json, header_of, near_parts};
use super::parts::{Parts, put_numbers};
use crate::List;
use crate::bytes::rows_mut;
use crate::near::{Tables, fill};

/// The index of a list, in bytes that `zeroed` gives.
pub(super) fn write<B: AsMut<[u8]>>(list: &List, zeroed: impl Fn(usize) -> B) -> B {
    let mut draft = Draft::of(list);
    loop {
        let header = header_of(&draft);
        let mut bytes = zeroed(header.len);
        match fill_in(&draft, &header, bytes.as_mut()) {
            Ok(()) => {
                Header::seal(bytes.as_mut());
                return bytes;
            }
            Err(Crowded::Pictures) => draft.pictures.widen(),
            Err(Crowded::Frames) => draft.frames.widen(),
        }
    }
}

/// Hashes crowd too much for narrow tables; wide ones take any.
enum Crowded {
    Pictures,
    Frames,
}

fn fill_in(draft: &Draft<'_>, header: &Header, bytes: &mut [u8]) -> Result<(), Crowded> {
    let gathered = &draft.gathered;
    let (first, rest) = bytes.split_at_mut(HEADER_BYTES);
    header.write(first);
    let mut parts = Parts::of(header, rest);
    // First what may have to be done again.
    for ((near, first), crowded) in near_parts(draft).into_iter().zip([Crowded::Pictures, Crowded::Frames]) {
        if !fill_near(near, first, &mut parts) {
            return Err(crowded);
        }
    }
    parts.put(Section::Head, &head_json(draft));
    parts.put_keys(&draft.md5, [Section::Md5Keys, Section::Md5Entries]);
    parts.put_keys(&draft.sha1, [Section::Sha1Keys, Section::Sha1Entries]);
    parts.put_keys(&draft.sha256, [Section::Sha256Keys, Section::Sha256Entries]);
    parts.put_keys(&draft.opaque, [Section::OpaqueKeys, Section::OpaqueEntries]);
    parts.put_column(&draft.md5, Section::Md5Column);
    parts.put_column(&draft.sha1, Section::Sha1Column);
    parts.put_column(&draft.sha256, Section::Sha256Column);
    parts.put_numbers(Section::PictureColumn, draft.picture_column.iter().copied());
    parts.put_numbers(Section::Videos, gathered.videos.iter().copied());
    parts.put_numbers(Section::VideoStarts, gathered.video_starts.iter().copied());
    parts.put(Section::FrameRecords, gathered.frame_records.as_flattened());
    parts.put(Section::QualityColumn, &gathered.qualities);
    parts.put(Section::ClassColumn, &gathered.classes);
    parts.put(Section::FlagsColumn, &gathered.flags);
    for (row, start) in rows_mut::<8>(parts.take(Section::RestStarts)).iter_mut().zip(&gathered.rest_starts) {
        *row = start.to_le_bytes();
    }
    parts.put(Section::Rest, &gathered.rest);
    let left_out = gathered.left_out.iter().flat_map(|left_out| [left_out.entry_no, left_out.reason.code()]);
    parts.put_numbers(Section::LeftOut, left_out);
    Ok(())
}

fn fill_near(near: &NearDraft, first: Section, parts: &mut Parts<'_>) -> bool {
    let [hashes, bases, offsets, positions, label_starts, labels] =
        [0, 1, 2, 3, 4, 5].map(|at| parts.take_at(first as usize + at));
    hashes.copy_from_slice(near.hashes.as_flattened());
    put_numbers(rows_mut(label_starts), near.label_starts.iter().copied());
    put_numbers(rows_mut(labels), near.labels.iter().copied());
    // Each takes eight bytes a hash while it works.
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(4));
    let tables =
        Tables { bases: rows_mut(bases), offsets: rows_mut(offsets), positions: rows_mut(positions) };
    fill(&near.shape, &near.hashes, tables, threads)
}
