//! The entries on one object as a chain: each says its number and the leaf of the one before, so that none can be left out unseen.

use crate::{Entry, Hash};

/// One entry on an object, in the order of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its index in the tree.
    pub index: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// What its body says, where it is open and says it.
    pub said: Option<Said>,
}

/// What an entry says of its place among those on its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Its number, from one.
    pub counter: u64,
    /// The leaf of the one before; none for the first.
    pub previous: Option<Hash>,
}

/// Where a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Entries are missing.
    #[error(
        "the entry at index {index} says that it is number {counter} on its object, and {found} came before it: entries are missing"
    )]
    Gap {
        /// The entry that says so.
        index: u64,
        /// The number that it says.
        counter: u64,
        /// How many are there before it.
        found: u64,
    },
    /// The entry before is another one.
    #[error(
        "the entry before the one at index {index} is not the one that it names: entries are missing or were replaced"
    )]
    Previous {
        /// The entry that names another.
        index: u64,
    },
}

impl Said {
    /// What an entry says; `None` in entries of before this was kept, and in those on no object.
    pub fn of(entry: &Entry) -> Option<Self> {
        let previous = entry.previous.as_deref().map(str::parse).transpose().ok()?;
        Some(Self { counter: entry.counter?, previous })
    }
}

/// Checks all entries on an object, from its first on. Entries that are not open, or older than chains, count and are named by their leaf.
///
/// # Errors
/// [`ChainError`] names the first entry that does not fit what came before it.
pub fn check_chain(links: &[Link]) -> Result<(), ChainError> {
    let mut before: Option<&Link> = None;
    for (link, found) in links.iter().zip(0_u64..) {
        if let Some(Said { counter, previous }) = link.said {
            if counter != found + 1 {
                return Err(ChainError::Gap { index: link.index, counter, found });
            }
            if previous != before.map(|before| before.leaf) {
                return Err(ChainError::Previous { index: link.index });
            }
        }
        before = Some(link);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(count: u64) -> Vec<Link> {
        let leaf = |number: u64| Hash::of_leaf(&number.to_be_bytes());
        let said =
            |number: u64| Said { counter: number + 1, previous: (number > 0).then(|| leaf(number - 1)) };
        (0..count)
            .map(|number| Link { index: number * 3, leaf: leaf(number), said: Some(said(number)) })
            .collect()
    }

    #[test]
    fn a_whole_chain_holds_with_entries_that_are_closed_or_older() {
        let mut links = chain(6);
        check_chain(&links).unwrap();
        for closed in [0, 1, 3] {
            links[closed].said = None;
        }
        check_chain(&links).unwrap();
    }

    #[test]
    fn what_is_left_out_or_replaced_is_named() {
        for missing in 0..5 {
            let mut links = chain(6);
            links.remove(missing);
            let counter = missing as u64 + 2;
            let error = ChainError::Gap { index: (counter - 1) * 3, counter, found: counter - 2 };
            assert_eq!(check_chain(&links), Err(error));
        }
        let mut links = chain(6);
        links[2].leaf = Hash::of_empty_tree();
        assert_eq!(check_chain(&links), Err(ChainError::Previous { index: 9 }));
        let mut links = chain(3);
        links[0].said = Some(Said { counter: 1, previous: Some(Hash::of_empty_tree()) });
        assert_eq!(check_chain(&links), Err(ChainError::Previous { index: 0 }));
    }
}
