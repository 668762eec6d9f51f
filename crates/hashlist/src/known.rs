//! Look-up over any number of lists.

use std::collections::{BTreeMap, HashMap};

use crate::{
    Algorithm, Digest, Hit, List, ListEntry, MAX_DISTANCE_BITS, MIN_QUALITY, NearIndex, is_degenerate,
};

/// The digests of one file; what is not known stays `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Query {
    /// MD5.
    pub md5: Option<Digest<16>>,
    /// SHA-1.
    pub sha1: Option<Digest<20>>,
    /// SHA-256.
    pub sha256: Option<Digest<32>>,
    /// PDQ and its quality, 0 to 100; below [`MIN_QUALITY`] it is not matched.
    pub pdq: Option<(Digest<32>, u8)>,
}

/// List number and entry number.
type Place = (usize, u32);

/// Lists ready for look-up. To change a list, build it anew.
#[derive(Debug, Default)]
pub struct KnownHashes {
    lists: Vec<List>,
    md5: HashMap<Digest<16>, Vec<Place>>,
    sha1: HashMap<Digest<20>, Vec<Place>>,
    sha256: HashMap<Digest<32>, Vec<Place>>,
    near: NearIndex,
    /// The places of each hash in `near`.
    near_places: Vec<Vec<Place>>,
}

impl KnownHashes {
    /// Indexes the lists.
    pub fn new(lists: Vec<List>) -> Self {
        let mut known = Self::default();
        for (list_no, list) in lists.iter().enumerate() {
            for (entry_no, entry) in (0..).zip(list.entries()) {
                known.insert(entry, (list_no, entry_no));
            }
        }
        known.index_pictures(&lists);
        Self { lists, ..known }
    }

    fn insert(&mut self, entry: &ListEntry, place: Place) {
        if let Some(md5) = entry.md5 {
            self.md5.entry(md5).or_default().push(place);
        }
        if let Some(sha1) = entry.sha1 {
            self.sha1.entry(sha1).or_default().push(place);
        }
        if let Some(sha256) = entry.sha256 {
            self.sha256.entry(sha256).or_default().push(place);
        }
    }

    /// Equal hashes are looked up once, with all their places.
    fn index_pictures(&mut self, lists: &[List]) {
        let mut pictures = Vec::new();
        for (list_no, list) in lists.iter().enumerate() {
            for (entry_no, entry) in (0..).zip(list.entries()) {
                let pdq = entry.pdq.filter(|pdq| matchable(pdq, entry.pdq_quality));
                pictures.extend(pdq.map(|pdq| (pdq, (list_no, entry_no))));
            }
        }
        pictures.sort_unstable();
        let equal = || pictures.chunk_by(|(a, _), (b, _)| a == b);
        self.near = NearIndex::build(equal().map(|pictures| pictures[0].0));
        self.near_places =
            equal().map(|pictures| pictures.iter().map(|(_, place)| *place).collect()).collect();
    }

    /// The lists that are looked up.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// Entries whose PDQ hash is matched: degenerate hashes and those of stated low quality are not.
    pub fn matchable_pictures(&self) -> usize {
        self.near_places.iter().map(Vec::len).sum()
    }

    /// Every entry that the file matches, once each; most telling first, then nearest, then in the order of the lists.
    pub fn look_up(&self, query: &Query) -> Vec<Hit<'_>> {
        let mut found = BTreeMap::new();
        // Less telling first: a more telling algorithm takes the entry over.
        for place in places(&self.md5, query.md5.as_ref()) {
            found.insert(place, (Algorithm::Md5, 0));
        }
        if let Some((pdq, quality)) = query.pdq.filter(|(pdq, quality)| matchable(pdq, Some(*quality))) {
            debug_assert!(quality >= MIN_QUALITY);
            for near in self.near.within(&pdq, MAX_DISTANCE_BITS) {
                let places = &self.near_places[near.position as usize];
                found.extend(places.iter().map(|place| (*place, (Algorithm::Pdq, near.distance_bits))));
            }
        }
        for place in places(&self.sha1, query.sha1.as_ref()) {
            found.insert(place, (Algorithm::Sha1, 0));
        }
        for place in places(&self.sha256, query.sha256.as_ref()) {
            found.insert(place, (Algorithm::Sha256, 0));
        }
        let mut hits: Vec<Hit<'_>> =
            found.into_iter().map(|(place, grounds)| self.hit(query, place, grounds)).collect();
        hits.sort_by_key(|hit| (hit.algorithm, hit.distance_bits));
        hits
    }

    fn hit(
        &self,
        query: &Query,
        (list_no, entry_no): Place,
        (algorithm, distance_bits): (Algorithm, u32),
    ) -> Hit<'_> {
        let list = &self.lists[list_no];
        let entry = &list.entries()[entry_no as usize];
        let weak = match algorithm {
            Algorithm::Md5 => true,
            // The same SHA-1 but another SHA-256: somebody made a collision.
            Algorithm::Sha1 => differ(query.sha256, entry.sha256),
            Algorithm::Sha256 | Algorithm::Pdq => false,
        };
        Hit { algorithm, distance_bits, weak, list: list.head(), entry_no, entry }
    }
}

fn matchable(pdq: &Digest<32>, quality: Option<u8>) -> bool {
    quality.is_none_or(|quality| quality >= MIN_QUALITY) && !is_degenerate(pdq)
}

fn places<const N: usize>(map: &HashMap<Digest<N>, Vec<Place>>, digest: Option<&Digest<N>>) -> Vec<Place> {
    digest.and_then(|digest| map.get(digest)).cloned().unwrap_or_default()
}

fn differ<const N: usize>(a: Option<Digest<N>>, b: Option<Digest<N>>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a != b)
}
