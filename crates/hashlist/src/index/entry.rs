//! What the source says of one entry, put together from the columns.

use super::ListIndex;
use super::format::{NO_BYTE, NONE, Section, VOUCHED, WITHDRAWN};
use super::rest::Rest;
use crate::bytes::{index, number_at, rows};
use crate::{Classification, Digest, ListEntry, VideoFrame};

impl ListIndex {
    /// What the source says of an entry.
    pub fn entry(&self, entry_no: u32) -> Option<ListEntry> {
        if entry_no >= self.len() {
            return None;
        }
        let rest = self.rest(entry_no);
        let class = self.byte(Section::ClassColumn, entry_no);
        Some(ListEntry {
            md5: self.digest(Section::Md5Column, self.md5().keys, entry_no),
            sha1: self.digest(Section::Sha1Column, self.sha1().keys, entry_no),
            sha256: self.sha256_of(entry_no),
            pdq: rest.pdq.or_else(|| self.pdq_of(entry_no)),
            pdq_quality: self.byte(Section::QualityColumn, entry_no),
            opaque: rest.opaque.into_owned(),
            video: self.video(entry_no),
            classification: class.and_then(|code| Classification::ALL.get(usize::from(code)).copied()),
            members: rest.members.into_owned(),
            source_id: rest.source_id.map(Into::into),
            note: rest.note.map(Into::into),
            withdrawn: self.is_withdrawn(entry_no),
        })
    }

    /// Whether hits of this entry may not be acted on: nobody vouches for it, or no class is stated.
    pub fn is_shadow_entry(&self, entry_no: u32) -> bool {
        self.flags(entry_no) & VOUCHED == 0
    }

    /// Whether its source took the entry back.
    pub fn is_withdrawn(&self, entry_no: u32) -> bool {
        self.flags(entry_no) & WITHDRAWN != 0
    }

    /// Whether the entry is among the share that counts ([`crate::ListHead::active_permille`]).
    ///
    /// A hash of the list's name and of the entry's first digest decides: the same content in the same list always counts, or never does.
    pub fn is_active(&self, entry_no: u32) -> bool {
        match self.head().active_permille {
            0 => false,
            1000.. => true,
            permille => self.lot(entry_no) < u64::from(permille),
        }
    }

    /// 0 to 999, by what the entry is.
    fn lot(&self, entry_no: u32) -> u64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.head().name.as_bytes()).update(&[0]);
        if let Some(entry) = self.entry(entry_no) {
            let first = entry.sha256.map(|sha256| sha256.0.to_vec());
            let first = first.or_else(|| Some(entry.sha1?.0.to_vec()));
            let first = first.or_else(|| Some(entry.md5?.0.to_vec()));
            let first = first.or_else(|| Some(entry.pdq?.0.to_vec()));
            let first = first.or_else(|| Some(entry.opaque.first()?.value.clone().into_bytes()));
            let first = first.or_else(|| Some(entry.video.first()?.pdq.0.to_vec()));
            hasher.update(&first.unwrap_or_default());
        }
        let mut lot = [0; 8];
        hasher.finalize_xof().fill(&mut lot);
        u64::from_le_bytes(lot) % 1000
    }

    pub(crate) fn sha256_of(&self, entry_no: u32) -> Option<Digest<32>> {
        self.digest(Section::Sha256Column, self.sha256().keys, entry_no)
    }

    fn pdq_of(&self, entry_no: u32) -> Option<Digest<32>> {
        self.digest(Section::PictureColumn, self.pictures().view.hashes, entry_no)
    }

    /// The frames of an entry's video, as its source gave them.
    pub(crate) fn video(&self, entry_no: u32) -> Vec<VideoFrame> {
        self.frame_records(entry_no)
            .unwrap_or_default()
            .iter()
            .map(|record| {
                let (pdq, quality) = (record.first_chunk().copied().unwrap_or([0; 32]), record[32]);
                VideoFrame { pdq: Digest(pdq), quality }
            })
            .collect()
    }

    fn frame_records(&self, entry_no: u32) -> Option<&[[u8; 33]]> {
        let videos = self.numbers(Section::Videos);
        let video_no = videos.binary_search_by_key(&entry_no, |video| u32::from_le_bytes(*video)).ok()?;
        let starts = self.numbers(Section::VideoStarts);
        let (start, end) = (number_at(starts, video_no)?, number_at(starts, video_no + 1)?);
        rows(self.section(Section::FrameRecords)).get(index(start)..index(end))
    }

    fn digest<const N: usize>(&self, column: Section, keys: &[[u8; N]], entry_no: u32) -> Option<Digest<N>> {
        let key_no = number_at(self.numbers(column), index(entry_no)).filter(|key_no| *key_no != NONE)?;
        keys.get(index(key_no)).copied().map(Digest)
    }

    fn byte(&self, column: Section, entry_no: u32) -> Option<u8> {
        self.section(column).get(index(entry_no)).copied().filter(|byte| *byte != NO_BYTE)
    }

    fn flags(&self, entry_no: u32) -> u8 {
        self.section(Section::FlagsColumn).get(index(entry_no)).copied().unwrap_or(0)
    }

    fn rest(&self, entry_no: u32) -> Rest<'static> {
        let starts: &[[u8; 8]] = rows(self.section(Section::RestStarts));
        let start_at =
            |at: usize| starts.get(at).and_then(|start| usize::try_from(u64::from_le_bytes(*start)).ok());
        let range = start_at(index(entry_no)).zip(start_at(index(entry_no) + 1));
        let bytes = range.and_then(|(start, end)| self.section(Section::Rest).get(start..end));
        bytes.filter(|bytes| !bytes.is_empty()).map(Rest::read).unwrap_or_default()
    }
}
