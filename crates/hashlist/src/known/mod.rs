//! Look-up over any number of lists.

mod grounds;
mod video;

use std::sync::Arc;

use crate::index::{matchable_frames, opaque_key, reason_against};
use crate::near::{Near, Wanted};
use crate::{Algorithm, Digest, Hit, ListIndex, MOST_RADIUS_BITS, PictureHash, Query};
use grounds::{Found, Grounds};

/// Lists that are looked up together. To change a list, make another of these: it costs nothing but the pointers.
#[derive(Debug, Clone, Default)]
pub struct KnownHashes {
    lists: Vec<Arc<ListIndex>>,
}

impl KnownHashes {
    /// The lists, in the order in which equal hits are to come.
    pub fn new(lists: Vec<Arc<ListIndex>>) -> Self {
        Self { lists }
    }

    /// The lists that are looked up.
    pub fn lists(&self) -> &[Arc<ListIndex>] {
        &self.lists
    }

    /// Every entry that the file matches, once each; most telling first, then nearest, then in the order of the lists.
    ///
    /// Withdrawn entries and those outside the active share of their list give no hit.
    pub fn look_up(&self, query: &Query) -> Vec<Hit> {
        self.look_up_many(std::slice::from_ref(query)).pop().unwrap_or_default()
    }

    /// The same for many files, in their order; where lists are scanned, files share the passes.
    pub fn look_up_many(&self, queries: &[Query]) -> Vec<Vec<Hit>> {
        let asked = Asked::of(queries);
        let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); queries.len()];
        for list in &self.lists {
            for ((query, found), hits) in queries.iter().zip(look_up_in(list, queries, &asked)).zip(&mut hits)
            {
                hits.extend(found.into_hits(list, query));
            }
        }
        for hits in &mut hits {
            hits.sort_by_key(|hit| (hit.algorithm, hit.distance_bits));
        }
        hits
    }
}

/// The PDQ hashes of all queries that are worth matching.
struct Asked {
    pictures: Vec<(usize, PictureHash)>,
    wanted_pictures: Vec<Wanted>,
    /// The different frames of each query, and all of them in one row.
    frames: Vec<Vec<Digest<32>>>,
    wanted_frames: Vec<Wanted>,
}

impl Asked {
    fn of(queries: &[Query]) -> Self {
        let (mut pictures, mut wanted_pictures) = (Vec::new(), Vec::new());
        let (mut frames, mut wanted_frames) = (Vec::new(), Vec::new());
        for (query_no, query) in queries.iter().enumerate() {
            let radius_bits = query.radius_bits.min(MOST_RADIUS_BITS);
            let is_good =
                |picture: &&PictureHash| reason_against(&picture.pdq, Some(picture.quality)).is_none();
            for picture in query.pictures.iter().filter(is_good) {
                pictures.push((query_no, *picture));
                wanted_pictures.push(Wanted::new(&picture.pdq, radius_bits));
            }
            let good_frames = matchable_frames(&query.video);
            wanted_frames.extend(good_frames.iter().map(|pdq| Wanted::new(pdq, radius_bits)));
            frames.push(good_frames);
        }
        Self { pictures, wanted_pictures, frames, wanted_frames }
    }
}

/// What one list has for each query.
fn look_up_in(list: &ListIndex, queries: &[Query], asked: &Asked) -> Vec<Found> {
    let mut found: Vec<Found> = queries.iter().map(|query| look_up_exactly(list, query)).collect();
    let part = list.pictures();
    let near = part.view.within_many(&asked.wanted_pictures);
    for ((query_no, picture), near) in asked.pictures.iter().zip(near) {
        for (near, entry_no) in part.entries_near(near) {
            found[*query_no].add(entry_no, Grounds::of_picture(picture, near.distance_bits));
        }
    }
    let part = list.frames();
    let mut near = part.view.within_many(&asked.wanted_frames).into_iter();
    for ((query, frames), found) in queries.iter().zip(&asked.frames).zip(&mut found) {
        let near: Vec<Vec<Near>> = near.by_ref().take(frames.len()).collect();
        video::look_up(list, &part, near, query.video_thresholds, found);
    }
    found
}

fn look_up_exactly(list: &ListIndex, query: &Query) -> Found {
    let mut found = Found::default();
    if let Some(sha256) = &query.sha256 {
        found.extend(list.sha256().find(&sha256.0), Grounds::of(Algorithm::Sha256));
    }
    if let Some(sha1) = &query.sha1 {
        found.extend(list.sha1().find(&sha1.0), Grounds::of(Algorithm::Sha1));
    }
    for opaque in &query.opaque {
        // The key is a part of a hash: what has it is compared itself.
        let has_it =
            |entry_no: &u32| list.entry(*entry_no).is_some_and(|entry| entry.opaque.contains(opaque));
        let entries = list.opaque().find(&opaque_key(opaque)).filter(has_it);
        found.extend(entries, Grounds::of(Algorithm::Opaque));
    }
    if let Some(md5) = &query.md5 {
        found.extend(list.md5().find(&md5.0), Grounds::of(Algorithm::Md5));
    }
    found
}
