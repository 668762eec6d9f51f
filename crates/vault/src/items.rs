//! Where finished items lie: in folders of the local disk, or in a bucket. All of it blocks.

use std::fs::File;
use std::io::Read;
use std::time::Duration;

use crate::VaultError;
use crate::item::Name;
use crate::spool::Unfinished;

/// Finished items by name.
pub(crate) trait Items: Send + Sync {
    /// Keeps a written item for good: when it returns, the item survives a crash. On any failure the item does not exist.
    fn publish(&self, file: &File, unfinished: Unfinished, name: Name) -> Result<(), VaultError>;

    /// Whether a finished item has the name.
    fn exists(&self, name: Name) -> Result<bool, VaultError>;

    /// The sealed bytes of an item.
    fn open(&self, name: Name) -> Result<SealedBytes, VaultError>;

    /// Removes an item; one that is gone already is removed, since a repeated removal must succeed.
    fn remove(&self, name: Name) -> Result<(), VaultError>;

    /// The names of all finished items.
    fn list(&self) -> Result<Vec<Name>, VaultError>;

    /// How long before the vault was opened an item was published, by the clock that dates items; `None` if it came later.
    fn age_at_start(&self, name: Name) -> Result<Option<Duration>, VaultError>;
}

/// The sealed bytes of an item, and how many there are.
pub(crate) struct SealedBytes {
    pub(crate) reader: Box<dyn Read + Send>,
    pub(crate) size_bytes: u64,
}

/// Removes the items that are not `known` and were `older_than` when the vault was opened; how many.
pub(crate) fn remove_unreferenced(
    items: &dyn Items,
    known: impl Fn(&str) -> bool,
    older_than: Duration,
) -> Result<usize, VaultError> {
    let mut removed = 0_usize;
    for name in items.list()? {
        if known(&name.to_string()) || items.age_at_start(name)?.is_none_or(|age| age <= older_than) {
            continue;
        }
        items.remove(name)?;
        removed += 1;
    }
    if removed > 0 {
        tracing::warn!(removed, "removed items from the vault that no record speaks of");
    }
    Ok(removed)
}
