//! What goes into an index, worked out from the list.

use super::format::{NO_BYTE, NONE, VOUCHED, WITHDRAWN};
use super::keys::{opaque_key, sorted};
use super::matchable::{matchable_frames, reason_against, reason_against_entry};
use super::rest::Rest;
use super::{Counts, LeftOut};
use crate::bytes::{Hash, index};
use crate::near::Shape;
use crate::{Classification, List, ListEntry, ListHead};

/// Digests and their entries, in ascending order.
type Pairs<const N: usize> = Vec<([u8; N], u32)>;

/// Everything but the bytes.
pub(super) struct Draft<'a> {
    pub(super) list: &'a List,
    pub(super) counts: Counts,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) md5: Pairs<16>,
    pub(super) sha1: Pairs<20>,
    pub(super) sha256: Pairs<32>,
    pub(super) opaque: Pairs<16>,
    pub(super) pictures: NearDraft,
    pub(super) picture_column: Vec<u32>,
    pub(super) frames: NearDraft,
    pub(super) videos: Vec<u32>,
    pub(super) video_starts: Vec<u32>,
    pub(super) qualities: Vec<u8>,
    pub(super) classes: Vec<u8>,
    pub(super) flags: Vec<u8>,
    pub(super) rest_starts: Vec<u64>,
    pub(super) rest: Vec<u8>,
}

/// Different hashes, and the entries that have each.
pub(super) struct NearDraft {
    pub(super) hashes: Vec<Hash>,
    /// Empty when each hash has one entry.
    pub(super) label_starts: Vec<u32>,
    pub(super) labels: Vec<u32>,
    pub(super) shape: Shape,
}

impl<'a> Draft<'a> {
    pub(super) fn of(list: &'a List) -> Self {
        let (head, entries) = (list.head(), list.entries());
        let left_out = list_left_out(entries);
        let (pictures, picture_column) = pictures(entries);
        let frames = NearDraft::of(&sorted(&frames(entries)));
        let (videos, video_starts) = videos(entries);
        let flags: Vec<u8> = entries.iter().map(|entry| flags_of(head, entry)).collect();
        let (rest_starts, rest) = rest(entries);
        let flagged = |flag| count(flags.iter().filter(|flags| **flags & flag != 0).count());
        let counts = Counts {
            entries: count(entries.len()),
            pictures: count(pictures.labels.len()),
            picture_hashes: count(pictures.hashes.len()),
            videos: count(videos.len()),
            frames: video_starts.last().copied().unwrap_or(0),
            left_out: count(left_out.len()),
            withdrawn: flagged(WITHDRAWN),
            vouched: flagged(VOUCHED),
        };
        Self {
            list,
            counts,
            left_out,
            md5: pairs(entries, |entry| entry.md5.map(|md5| md5.0)),
            sha1: pairs(entries, |entry| entry.sha1.map(|sha1| sha1.0)),
            sha256: pairs(entries, |entry| entry.sha256.map(|sha256| sha256.0)),
            opaque: opaque(entries),
            pictures,
            picture_column,
            frames,
            videos,
            video_starts,
            qualities: bytes(entries, |entry| entry.pdq_quality),
            classes: bytes(entries, |entry| entry.classification.and_then(code_of)),
            flags: if flags.iter().any(|flags| *flags != 0) { flags } else { Vec::new() },
            rest_starts,
            rest,
        }
    }
}

impl NearDraft {
    /// Of sorted pairs.
    fn of(pairs: &[(Hash, u32)]) -> Self {
        let same = || pairs.chunk_by(|(a, _), (b, _)| a == b);
        let hashes: Vec<Hash> = same().map(|pairs| pairs[0].0).collect();
        let labels: Vec<u32> = pairs.iter().map(|(_, entry_no)| *entry_no).collect();
        let mut label_starts = Vec::new();
        if hashes.len() < labels.len() {
            let mut start = 0;
            label_starts.push(start);
            label_starts.extend(same().map(|pairs| {
                start += count(pairs.len());
                start
            }));
        }
        let shape = Shape::for_hashes(hashes.len(), true);
        Self { hashes, label_starts, labels, shape }
    }

    /// Hashes that crowd need wide tables.
    pub(super) fn widen(&mut self) {
        self.shape = Shape::for_hashes(self.hashes.len(), false);
    }
}

/// A list has fewer than 2^32 entries and frames ([`List::new`]).
pub(super) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn list_left_out(entries: &[ListEntry]) -> Vec<LeftOut> {
    let left_out = |(entry_no, entry)| Some(LeftOut { entry_no, reason: reason_against_entry(entry)? });
    (0..).zip(entries).filter_map(left_out).collect()
}

fn pairs<const N: usize>(entries: &[ListEntry], of: impl Fn(&ListEntry) -> Option<[u8; N]>) -> Pairs<N> {
    let pairs: Vec<_> =
        entries.iter().zip(0..).filter_map(|(entry, entry_no)| Some((of(entry)?, entry_no))).collect();
    sorted(&pairs)
}

fn opaque(entries: &[ListEntry]) -> Pairs<16> {
    let of_entry = |(entry, entry_no): (&'_ ListEntry, u32)| {
        entry.opaque.iter().map(|opaque| (opaque_key(opaque), entry_no)).collect::<Vec<_>>()
    };
    let mut pairs = sorted(&entries.iter().zip(0..).flat_map(of_entry).collect::<Vec<_>>());
    pairs.dedup();
    pairs
}

/// The hashes that are matched, and for each entry which one it has.
fn pictures(entries: &[ListEntry]) -> (NearDraft, Vec<u32>) {
    let pairs = pairs(entries, |entry| {
        let pdq = entry.pdq?;
        reason_against(&pdq, entry.pdq_quality).is_none().then_some(pdq.0)
    });
    let mut column = vec![NONE; if pairs.is_empty() { 0 } else { entries.len() }];
    for (pairs, hash_no) in pairs.chunk_by(|(a, _), (b, _)| a == b).zip(0..) {
        for (_, entry_no) in pairs {
            column[index(*entry_no)] = hash_no;
        }
    }
    (NearDraft::of(&pairs), column)
}

fn frames(entries: &[ListEntry]) -> Vec<(Hash, u32)> {
    let of_entry = |(entry, entry_no): (&'_ ListEntry, u32)| {
        matchable_frames(&entry.video).into_iter().map(move |pdq| (pdq.0, entry_no))
    };
    entries.iter().zip(0..).flat_map(of_entry).collect()
}

fn videos(entries: &[ListEntry]) -> (Vec<u32>, Vec<u32>) {
    let (mut videos, mut starts) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (entry_no, entry) in (0..).zip(entries).filter(|(_, entry)| !entry.video.is_empty()) {
        videos.push(entry_no);
        starts.push(start);
        start += count(entry.video.len());
    }
    if !videos.is_empty() {
        starts.push(start);
    }
    (videos, starts)
}

/// A byte for each entry; nothing when no entry has one.
fn bytes(entries: &[ListEntry], of: impl Fn(&ListEntry) -> Option<u8>) -> Vec<u8> {
    if entries.iter().all(|entry| of(entry).is_none()) {
        return Vec::new();
    }
    entries.iter().map(|entry| of(entry).unwrap_or(NO_BYTE)).collect()
}

fn code_of(class: Classification) -> Option<u8> {
    Classification::ALL.into_iter().zip(0..).find(|(known, _)| *known == class).map(|(_, code)| code)
}

fn flags_of(head: &ListHead, entry: &ListEntry) -> u8 {
    let class = entry.classification.or(head.classification);
    let is_vouched = class.is_some_and(Classification::is_stated)
        && !(entry.members.is_empty() && head.members.is_empty());
    (if entry.withdrawn { WITHDRAWN } else { 0 }) | (if is_vouched { VOUCHED } else { 0 })
}

fn rest(entries: &[ListEntry]) -> (Vec<u64>, Vec<u8>) {
    let mut starts = Vec::new();
    let mut bytes = Vec::new();
    if entries.iter().all(|entry| Rest::of(entry).is_none()) {
        return (starts, bytes);
    }
    for entry in entries {
        starts.push(bytes.len() as u64);
        if let Some(rest) = Rest::of(entry) {
            rest.write(&mut bytes);
        }
    }
    starts.push(bytes.len() as u64);
    (starts, bytes)
}
