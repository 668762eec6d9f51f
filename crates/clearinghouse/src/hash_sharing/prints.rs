//! The PDQ hashes of pictures that members list, in memory, so that a file is known by a near-duplicate of a listed one too. What is found
//! here is a hash: the database says whether an entry with it still counts.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlist::{Digest, MAX_DISTANCE_BITS, NearIndex, is_degenerate};
use service::near_files::Print;
use service::{DbError, Tx};

use crate::db;

/// Hashes that are compared one by one before they get an index.
const YOUNG: usize = 4096;

/// The prints of the lists of material.
#[derive(Default)]
pub(crate) struct ListedPrints(Mutex<Prints>);

#[derive(Default)]
struct Prints {
    /// The newest stamp that was read; more may yet come of its second.
    newest: i64,
    known: HashSet<Digest<32>>,
    /// In the order of their coming.
    hashes: Vec<Digest<32>>,
    /// Over the first `indexed` of them.
    index: Option<NearIndex>,
    indexed: usize,
}

impl ListedPrints {
    /// The listed hashes within [`MAX_DISTANCE_BITS`] of a print, in lower-case hex. What was listed since the last call is read first; at the
    /// first one that is everything.
    pub(crate) async fn near(&self, tx: &mut Tx, print: Print) -> Result<Vec<String>, DbError> {
        let newest = self.lock().newest;
        let listed = db::known_files::list_prints(tx, newest).await?;
        let mut prints = self.lock();
        for (stamp, hash) in listed {
            prints.newest = prints.newest.max(stamp);
            prints.insert(hash);
        }
        prints.index_the_young();
        Ok(print.to_hex().parse::<Digest<32>>().map_or_else(|_| Vec::new(), |own| prints.near(&own)))
    }

    /// A panic elsewhere leaves at worst a hash out until the next start.
    fn lock(&self) -> MutexGuard<'_, Prints> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prints {
    /// Adds a hash; the one of a flat picture is near every other of those, and says nothing.
    fn insert(&mut self, hash: Digest<32>) {
        if !is_degenerate(&hash) && self.known.insert(hash) {
            self.hashes.push(hash);
        }
    }

    fn index_the_young(&mut self) {
        if self.hashes.len() - self.indexed >= YOUNG.max(self.indexed / 4) {
            self.index = Some(NearIndex::build(self.hashes.iter().copied()));
            self.indexed = self.hashes.len();
        }
    }

    fn near(&self, own: &Digest<32>) -> Vec<String> {
        let indexed = self.index.iter().flat_map(|index| index.within(own, MAX_DISTANCE_BITS));
        let indexed = indexed.filter_map(|near| self.hashes.get(usize::try_from(near.position).ok()?));
        let young = self.hashes.iter().skip(self.indexed);
        let young = young.filter(|hash| distance_bits(hash, own) <= MAX_DISTANCE_BITS);
        indexed.chain(young).map(Digest::to_string).collect()
    }
}

fn distance_bits(a: &Digest<32>, b: &Digest<32>) -> u32 {
    a.0.iter().zip(&b.0).map(|(a, b)| (a ^ b).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: u32) -> Digest<32> {
        Digest(service::request_sha256(&number.to_le_bytes()))
    }

    #[test]
    fn a_hash_is_found_near_whether_it_is_indexed_or_young() {
        let count = u32::try_from(YOUNG).unwrap();
        let mut prints = Prints::default();
        for number in 0..count + 10 {
            prints.insert(hash(number));
            prints.index_the_young();
        }
        assert_eq!((prints.indexed, prints.hashes.len()), (YOUNG, YOUNG + 10));
        for number in [0, count - 1, count, count + 9] {
            let mut near = hash(number);
            assert_eq!(prints.near(&near), [near.to_string()]);
            near.0[5] ^= 0b111;
            assert_eq!(prints.near(&near), [hash(number).to_string()]);
            near.0[..4].iter_mut().for_each(|byte| *byte ^= 0xff);
            assert_eq!(prints.near(&near), Vec::<String>::new(), "35 bits away");
        }
        prints.insert(hash(3));
        prints.insert(Digest([0; 32]));
        assert_eq!(prints.hashes.len(), YOUNG + 10, "known, and flat");
    }
}
