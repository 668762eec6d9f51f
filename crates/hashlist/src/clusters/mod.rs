//! Near-duplicate clusters that grow one picture at a time.

use crate::Digest;

/// A cluster, named by its smallest member: the same whatever the order in which its members came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub Digest<32>);

/// Which pictures are near-duplicates, directly or through others.
#[derive(Debug, Default)]
pub struct Clusters {}

impl Clusters {
    /// Adds a PDQ hash and names the cluster in which it now is; clusters that it joins become one.
    ///
    /// A degenerate hash is near nothing but itself.
    pub fn insert(&mut self, _pdq: Digest<32>) -> ClusterId {
        todo!()
    }

    /// The cluster of a hash that was added.
    pub fn cluster_of(&self, _pdq: &Digest<32>) -> Option<ClusterId> {
        todo!()
    }

    /// How many different hashes were added.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
