//! The PDQ hashes of the pictures that a node keeps, in memory, so that near-duplicates of one more are found without reading all of them.
//!
//! A role fills it from its database at start and tells it of each picture that it keeps. What is told here is never taken back: what is found here
//! is a hash, and the database says whether there is still a file with it. So a hash whose transaction failed counts for nothing; it may hold two
//! neighbours together in [`NearFiles::members_of`] until the next start, which is why that is asked only by those who tell what is committed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use hashlist::MIN_QUALITY;
use hashlist::{Clusters, Digest, is_degenerate};

/// A PDQ hash that is good enough to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print(Digest<32>);

impl Print {
    /// From 64 hexadecimal digits; `None` when it is no PDQ hash, of too low a quality, or that of a flat or regular picture.
    pub fn find(hash: &str, quality: i64) -> Option<Self> {
        let hash: Digest<32> = hash.parse().ok()?;
        (quality >= i64::from(MIN_QUALITY) && !is_degenerate(&hash)).then_some(Self(hash))
    }

    /// As 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        self.0.to_string()
    }
}

/// How many hashes one statement asks for at once: engines bound the values of a statement.
pub const HASHES_AT_ONCE: usize = 500;

/// The places of `count` values in a statement from `$first` on: `$2, $3`.
pub fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// The prints of a node. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct NearFiles(Arc<Mutex<Clusters>>);

impl NearFiles {
    /// Adds a print; one that is known changes nothing.
    pub fn insert(&self, print: Print) {
        self.lock().insert(print.0);
    }

    /// Adds a print and gives the hashes of those before it that are directly near, itself among them when it was known; in lower-case hex.
    ///
    /// Of two that are told at the same time, the second always finds the first.
    pub fn insert_beside(&self, print: Print) -> Vec<String> {
        let mut clusters = self.lock();
        let near = clusters.near_hashes(&print.0);
        clusters.insert(print.0);
        drop(clusters);
        near.iter().map(Digest::to_string).collect()
    }

    /// The hashes of all that are in one cluster with a print, directly or through others, itself among them; in lower-case hex. None of a print
    /// that was not told.
    pub fn members_of(&self, print: Print) -> Vec<String> {
        self.lock().members_of(&print.0).iter().map(Digest::to_string).collect()
    }

    /// A panic elsewhere leaves at worst a print out of its cluster until the next start.
    fn lock(&self) -> MutexGuard<'_, Clusters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(bits: usize, quality: i64) -> Option<Print> {
        let mut bytes = [0x33_u8; 32];
        for bit in 0..bits {
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        Print::find(&hex::encode(bytes), quality)
    }

    #[test]
    fn near_means_at_most_31_bits_and_quality_50() {
        let near = NearFiles::default();
        let base = print(0, 50).unwrap();
        assert_eq!(near.insert_beside(base), Vec::<String>::new());
        assert_eq!(near.insert_beside(print(31, 50).unwrap()), [base.to_hex()]);
        assert!(!near.insert_beside(print(32, 50).unwrap()).contains(&base.to_hex()));
        assert_eq!(print(0, 49), None);
        assert_eq!(Print::find("abc", 100), None);
        assert_eq!(
            Print::find(&"0".repeat(64), 100),
            None,
            "a flat picture looks like every other flat picture"
        );
    }

    #[test]
    fn places_are_counted_from_the_first() {
        assert_eq!(places(2, 3), "$2, $3, $4");
    }

    #[test]
    fn a_cluster_reaches_through_what_is_between() {
        let near = NearFiles::default();
        let (first, between, last) = (print(0, 50).unwrap(), print(30, 50).unwrap(), print(60, 50).unwrap());
        near.insert(first);
        near.insert(last);
        assert_eq!(near.members_of(first), [first.to_hex()]);
        assert_eq!(near.members_of(between), Vec::<String>::new());
        near.insert(between);
        let mut all = [first, between, last].map(Print::to_hex);
        all.sort_unstable();
        assert_eq!(near.members_of(first), all);
    }
}
