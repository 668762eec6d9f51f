//! The PDQ hashes of pictures that members list, in memory, so that a file is known by a near-duplicate of a listed one too. What is found
//! here is a hash: the database says whether an entry with it still counts.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashlist::{Digest, MAX_DISTANCE_BITS, NearIndex, PictureHash, is_degenerate};
use service::{DbError, Tx};
use tokio::task::spawn_blocking;

use crate::db;

/// Hashes that are compared one by one before they get an index.
const YOUNG: usize = 4096;

/// The prints of the lists of material. All clones are one.
#[derive(Clone, Default)]
pub(crate) struct ListedPrints(Arc<Mutex<Prints>>);

#[derive(Default)]
struct Prints {
    /// The newest stamp that was read; more may yet come of its second.
    newest: i64,
    /// Replaced as a whole. It holds its hashes, and nothing else does.
    index: Arc<NearIndex>,
    /// What came since, and what is being indexed.
    young: BTreeSet<Digest<32>>,
    is_building: bool,
}

/// What the next index is made of.
struct Batch {
    index: Arc<NearIndex>,
    young: BTreeSet<Digest<32>>,
}

impl ListedPrints {
    /// The listed hashes within [`MAX_DISTANCE_BITS`] of one of these forms of a picture, in lower-case hex. What was listed since the last call is read
    /// first; at the first one that is everything.
    pub(crate) async fn near(&self, tx: &mut Tx, forms: &[PictureHash]) -> Result<Vec<String>, DbError> {
        if forms.is_empty() {
            return Ok(Vec::new());
        }
        let newest = self.lock().newest;
        let listed = db::known_files::list_prints(tx, newest).await?;
        let (index, mut near, batch) = {
            let mut prints = self.lock();
            prints.learn(listed);
            (Arc::clone(&prints.index), prints.young_near(forms), prints.next_batch())
        };
        near.extend(forms.iter().flat_map(|form| indexed_near(&index, &form.pdq)));
        if let Some(batch) = batch {
            self.build_beside(batch);
        }
        Ok(near.iter().map(Digest::to_string).collect())
    }

    /// Builds the next index in a thread of its own and swaps it in: an index of millions takes seconds, in which others look up.
    fn build_beside(&self, batch: Batch) {
        let prints = self.clone();
        spawn_blocking(move || {
            let index = batch.build();
            prints.lock().swap_in(index, &batch.young);
        });
    }

    /// A panic elsewhere leaves at worst a hash out until the next start.
    fn lock(&self) -> MutexGuard<'_, Prints> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Prints {
    /// Adds hashes with their stamps; that of a flat picture is near every other of those, and says nothing.
    fn learn(&mut self, listed: impl IntoIterator<Item = (i64, Digest<32>)>) {
        for (stamp, hash) in listed {
            self.newest = self.newest.max(stamp);
            if !is_degenerate(&hash) && self.index.within(&hash, 0).is_empty() {
                self.young.insert(hash);
            }
        }
    }

    fn young_near(&self, forms: &[PictureHash]) -> BTreeSet<Digest<32>> {
        let is_near =
            |hash: &&Digest<32>| forms.iter().any(|form| distance_bits(hash, &form.pdq) <= MAX_DISTANCE_BITS);
        self.young.iter().filter(is_near).copied().collect()
    }

    /// What is to be indexed anew, when that pays and nobody is at it.
    fn next_batch(&mut self) -> Option<Batch> {
        let is_due = !self.is_building && self.young.len() >= YOUNG.max(self.index.len() / 4);
        is_due.then(|| {
            self.is_building = true;
            Batch { index: Arc::clone(&self.index), young: self.young.clone() }
        })
    }

    /// Takes the index of a batch into use; what came while it was built stays young.
    fn swap_in(&mut self, index: NearIndex, built: &BTreeSet<Digest<32>>) {
        self.index = Arc::new(index);
        self.young.retain(|hash| !built.contains(hash));
        self.is_building = false;
    }
}

impl Batch {
    fn build(&self) -> NearIndex {
        NearIndex::build(self.index.hashes().chain(self.young.iter().copied()))
    }
}

fn indexed_near(index: &NearIndex, own: &Digest<32>) -> Vec<Digest<32>> {
    let near = index.within(own, MAX_DISTANCE_BITS);
    near.into_iter().filter_map(|near| index.hash_at(near.position)).collect()
}

/// In how many bits two hashes differ.
pub(crate) fn distance_bits(a: &Digest<32>, b: &Digest<32>) -> u32 {
    a.0.iter().zip(&b.0).map(|(a, b)| (a ^ b).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: u32) -> Digest<32> {
        Digest(service::request_sha256(&number.to_le_bytes()))
    }

    fn near(prints: &Prints, own: &Digest<32>) -> Vec<Digest<32>> {
        let form = PictureHash { pdq: *own, quality: 100, form: 0, frame: 0 };
        let mut near = prints.young_near(&[form]);
        near.extend(indexed_near(&prints.index, own));
        near.into_iter().collect()
    }

    fn are_found(prints: &Prints, numbers: &[u32]) {
        for number in numbers {
            let mut own = hash(*number);
            assert_eq!(near(prints, &own), [own]);
            own.0[5] ^= 0b111;
            assert_eq!(near(prints, &own), [hash(*number)]);
            own.0[..4].iter_mut().for_each(|byte| *byte ^= 0xff);
            assert_eq!(near(prints, &own), Vec::new(), "35 bits away");
        }
    }

    #[test]
    fn a_hash_is_found_near_before_while_and_after_it_is_indexed() {
        let count = u32::try_from(YOUNG).unwrap();
        let mut prints = Prints::default();
        prints.learn((0..count - 1).map(|number| (1, hash(number))));
        assert!(prints.next_batch().is_none(), "too few for an index");
        prints.learn([(1, hash(count - 1))]);
        let batch = prints.next_batch().unwrap();
        assert!(prints.next_batch().is_none(), "one is built at a time");
        // while the lock is free, more comes
        prints.learn((count..count + 10).map(|number| (2, hash(number))));
        let numbers = [0, count - 1, count, count + 9];
        are_found(&prints, &numbers);
        prints.swap_in(batch.build(), &batch.young);
        assert_eq!((prints.index.len(), prints.young.len(), prints.newest), (YOUNG, 10, 2));
        are_found(&prints, &numbers);

        prints.learn([(2, hash(3)), (3, hash(count)), (3, Digest([0; 32]))]);
        assert_eq!((prints.young.len(), prints.newest), (10, 3), "known, and flat");
        assert!(prints.next_batch().is_none(), "too few for another");
    }
}
