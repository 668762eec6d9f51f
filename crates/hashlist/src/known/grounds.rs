//! Why an entry is hit, and what becomes of that.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Algorithm, Hit, ListIndex, PictureHash, Query, VideoMatch};

/// One reason to hit an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grounds {
    algorithm: Algorithm,
    distance_bits: u32,
    form: u8,
    frame: u32,
    quality: Option<u8>,
    video: Option<VideoMatch>,
}

impl Grounds {
    pub(super) fn of(algorithm: Algorithm) -> Self {
        Self { algorithm, distance_bits: 0, form: 0, frame: 0, quality: None, video: None }
    }

    pub(super) fn of_picture(picture: &PictureHash, distance_bits: u32) -> Self {
        let PictureHash { quality, form, frame, .. } = *picture;
        Self { distance_bits, form, frame, quality: Some(quality), ..Self::of(Algorithm::Pdq) }
    }

    pub(super) fn of_video(video: VideoMatch, distance_bits: u32) -> Self {
        Self { distance_bits, video: Some(video), ..Self::of(Algorithm::Vpdq) }
    }

    /// The most telling algorithm, the nearest hash; of equally near ones that as stored, then the first frame.
    fn rank(&self) -> (Algorithm, u32, u8, u32) {
        (self.algorithm, self.distance_bits, self.form, self.frame)
    }
}

/// The best grounds for each entry of one list.
#[derive(Debug, Default)]
pub(super) struct Found(BTreeMap<u32, Grounds>);

impl Found {
    /// Adds grounds, which may not be the best.
    pub(super) fn add(&mut self, entry_no: u32, grounds: Grounds) {
        let best = self.0.entry(entry_no).or_insert(grounds);
        if grounds.rank() < best.rank() {
            *best = grounds;
        }
    }

    /// Adds the same grounds for some entries.
    pub(super) fn extend(&mut self, entries: impl IntoIterator<Item = u32>, grounds: Grounds) {
        for entry_no in entries {
            self.add(entry_no, grounds);
        }
    }

    /// The hits, in the order of the entries: none of withdrawn entries, of those outside the active share, and of numbers that only a damaged
    /// index has.
    pub(super) fn into_hits(self, list: &Arc<ListIndex>, query: &Query) -> impl Iterator<Item = Hit> {
        let counts =
            |entry_no: u32| entry_no < list.len() && !list.is_withdrawn(entry_no) && list.is_active(entry_no);
        self.0
            .into_iter()
            .filter(move |(entry_no, _)| counts(*entry_no))
            .map(move |(entry_no, grounds)| hit(list, query, entry_no, grounds))
    }
}

fn hit(list: &Arc<ListIndex>, query: &Query, entry_no: u32, grounds: Grounds) -> Hit {
    let weak = match grounds.algorithm {
        Algorithm::Md5 => true,
        // The same SHA-1 but another SHA-256: somebody made a collision.
        Algorithm::Sha1 => query.sha256.zip(list.sha256_of(entry_no)).is_some_and(|(a, b)| a != b),
        Algorithm::Sha256 | Algorithm::Pdq | Algorithm::Vpdq | Algorithm::Opaque => false,
    };
    Hit {
        list: Arc::clone(list),
        entry_no,
        algorithm: grounds.algorithm,
        distance_bits: grounds.distance_bits,
        quality: grounds.quality,
        form: grounds.form,
        weak,
        shadow: list.is_shadow_entry(entry_no),
        video: grounds.video,
    }
}
