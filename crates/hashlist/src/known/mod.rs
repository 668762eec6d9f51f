//! Look-up over any number of lists.

use std::sync::Arc;

use crate::{Hit, ListIndex, Query};

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
    pub fn look_up(&self, _query: &Query) -> Vec<Hit> {
        todo!()
    }
}
