//! The index file, format 1.
//!
//! All numbers are little-endian. Every section begins on a multiple of 64 bytes; the gaps are zero. The same list gives the same bytes.
//!
//! ```text
//!    0  magic "AMPAROHL"
//!    8  u32 0x01020304: read as anything else, the byte order is another
//!   12  u32 format
//!   16  u64 bytes of the file
//!   24  u64 0
//!   32  BLAKE3 of everything from byte 64 on
//!   64  8 u32: entries, pictures, different picture hashes, videos, frames, left out, withdrawn, vouched
//!   96  3 u32 of the near index of pictures: hashes, chunks (0: none, always scan), 1 for narrow starts; 3 of that of frames; 2 u32 0
//!  128  offset and length, two u64, of each section
//! ```
//!
//! | section | rows |
//! |---|---|
//! | Head | the list head, JSON |
//! | Md5Keys, Sha1Keys, Sha256Keys, OpaqueKeys | digests in ascending order, of 16, 20, 32 and 16 bytes; an opaque value is the first 16 bytes of BLAKE3 of its kind, a zero byte and its text |
//! | Md5Entries, … | the entry number of each key, `u32` |
//! | PictureHashes | different PDQ hashes, ascending, 32 bytes |
//! | PictureBases, PictureOffsets, PicturePositions | the tables of the near look-up, chunk after chunk: where the hashes of each value start (wide: `u32` a value and one more; narrow: `u32` for 32 values and one more, `u16` beyond it for each value), and the positions of the hashes by value, `u32` |
//! | PictureLabelStarts, PictureLabels | entry numbers, `u32`, in the order of the hashes; hash h has those from start h to start h + 1; no starts at all when each hash has one entry |
//! | Frame… | the same for the frames of videos that are matched |
//! | Videos | numbers of the entries with a video, ascending, `u32` |
//! | VideoStarts | the first frame of each video, `u32`, and the end of all |
//! | FrameRecords | PDQ and quality of each frame as the source gave them, 33 bytes |
//! | Md5Column, Sha1Column, Sha256Column, PictureColumn | for each entry the place of its key or hash, `u32`, all ones for none; the whole section is empty when no entry has one |
//! | QualityColumn, ClassColumn | for each entry a byte, 255 for none; a class is its place in [`crate::Classification::ALL`]; empty as before |
//! | FlagsColumn | for each entry a byte: 1 withdrawn, 2 vouched for under a stated class |
//! | RestStarts, Rest | for each entry, and for the end of all, where its JSON of everything else starts, `u64`; no bytes for nothing else; both are empty when no entry has any |
//! | LeftOut | entry number and reason (1 low quality, 2 degenerate), two `u32` |

use super::{Counts, IndexError};
use crate::bytes::{LINE, to_line};
use crate::near::Shape;

pub(super) const MAGIC: [u8; 8] = *b"AMPAROHL";
pub(super) const BYTE_ORDER: u32 = 0x0102_0304;
pub(super) const FORMAT: u32 = 1;
/// Where the sections' places stand.
const TABLE_AT: usize = 128;
/// Bytes before the first section.
pub(super) const HEADER_BYTES: usize = to_line(TABLE_AT + Section::COUNT * 16);
/// No key, no hash.
pub(super) const NONE: u32 = u32::MAX;
/// No quality, no class.
pub(super) const NO_BYTE: u8 = u8::MAX;
/// Bits of the flags.
pub(super) const WITHDRAWN: u8 = 1;
pub(super) const VOUCHED: u8 = 2;

/// The parts of the file, in their order; a new one is a new format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
#[expect(dead_code, reason = "the parts of a near index are reached by their distance from its first")]
pub(super) enum Section {
    Head,
    Md5Keys,
    Md5Entries,
    Sha1Keys,
    Sha1Entries,
    Sha256Keys,
    Sha256Entries,
    OpaqueKeys,
    OpaqueEntries,
    PictureHashes,
    PictureBases,
    PictureOffsets,
    PicturePositions,
    PictureLabelStarts,
    PictureLabels,
    FrameHashes,
    FrameBases,
    FrameOffsets,
    FramePositions,
    FrameLabelStarts,
    FrameLabels,
    Videos,
    VideoStarts,
    FrameRecords,
    Md5Column,
    Sha1Column,
    Sha256Column,
    PictureColumn,
    QualityColumn,
    ClassColumn,
    FlagsColumn,
    RestStarts,
    Rest,
    LeftOut,
}

impl Section {
    pub(super) const COUNT: usize = Self::LeftOut as usize + 1;
}

/// Where each section lies: offset and length.
pub(super) type Places = [(usize, usize); Section::COUNT];

/// What the first bytes say, checked.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) len: usize,
    pub(super) checksum: [u8; 32],
    pub(super) counts: Counts,
    pub(super) pictures: Shape,
    pub(super) frames: Shape,
    pub(super) places: Places,
}

const fn damaged(part: &'static str) -> IndexError {
    IndexError::Damaged { part }
}

impl Header {
    /// Reads the header; every section lies within the bytes afterwards.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, IndexError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(IndexError::NoIndex);
        }
        let header = bytes.get(..HEADER_BYTES).ok_or(damaged("header"))?;
        let u32_at = |at| number(header, at).map(u32::from_le_bytes).ok_or(damaged("header"));
        let u64_at = |at| number(header, at).map(u64::from_le_bytes).ok_or(damaged("header"));
        if u32_at(8)? != BYTE_ORDER {
            return Err(damaged("byte order"));
        }
        if u32_at(12)? != FORMAT {
            return Err(IndexError::Format { found: u32_at(12)?, known: FORMAT });
        }
        if u64_at(24)? != 0 {
            return Err(damaged("header"));
        }
        let len = usize::try_from(u64_at(16)?).map_err(|_| damaged("length"))?;
        if len != bytes.len() {
            return Err(damaged("length"));
        }
        let checksum = number(header, 32).ok_or(damaged("header"))?;
        let shape_at = |at| -> Result<Shape, IndexError> {
            Shape::find(u32_at(at)?, u32_at(at + 4)?, u32_at(at + 8)?).ok_or(damaged("near index"))
        };
        let mut places = [(0, 0); Section::COUNT];
        for (section_no, place) in places.iter_mut().enumerate() {
            let at = TABLE_AT + section_no * 16;
            *place = find_place(u64_at(at)?, u64_at(at + 8)?, len).ok_or(damaged("section table"))?;
        }
        let counts = Counts::from_array([
            u32_at(64)?,
            u32_at(68)?,
            u32_at(72)?,
            u32_at(76)?,
            u32_at(80)?,
            u32_at(84)?,
            u32_at(88)?,
            u32_at(92)?,
        ]);
        Ok(Self { len, checksum, counts, pictures: shape_at(96)?, frames: shape_at(108)?, places })
    }

    /// Writes everything but the checksum.
    pub(super) fn write(&self, header: &mut [u8]) {
        let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &MAGIC);
        put(8, &BYTE_ORDER.to_le_bytes());
        put(12, &FORMAT.to_le_bytes());
        put(16, &(self.len as u64).to_le_bytes());
        for (at, count) in (64..).step_by(4).zip(self.counts.to_array()) {
            put(at, &count.to_le_bytes());
        }
        for (at, shape) in [(96, &self.pictures), (108, &self.frames)] {
            for (at, number) in (at..).step_by(4).zip(shape.to_array()) {
                put(at, &number.to_le_bytes());
            }
        }
        for (at, (offset, len)) in (TABLE_AT..).step_by(16).zip(self.places) {
            put(at, &(offset as u64).to_le_bytes());
            put(at + 8, &(len as u64).to_le_bytes());
        }
    }

    /// Writes the checksum of everything behind it.
    pub(super) fn seal(bytes: &mut [u8]) {
        let checksum = checksum_of(bytes);
        bytes[32..64].copy_from_slice(&checksum);
    }
}

/// BLAKE3 of everything from byte 64 on.
pub(super) fn checksum_of(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes.get(64..).unwrap_or_default()).as_bytes()
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// A place within the file, on its boundary, behind the header.
fn find_place(offset: u64, len: u64, file_len: usize) -> Option<(usize, usize)> {
    let (offset, len) = (usize::try_from(offset).ok()?, usize::try_from(len).ok()?);
    let is_inside = offset.checked_add(len)? <= file_len;
    (is_inside && offset >= HEADER_BYTES && offset.is_multiple_of(LINE)).then_some((offset, len))
}
