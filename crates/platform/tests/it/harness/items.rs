//! The items in the vault of a platform.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Platform;

impl Platform {
    pub(crate) fn vault_items(&self) -> usize {
        fn count(dir: &Path) -> usize {
            let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        let vault = self.db.folder().join("platform/vault");
        count(&vault.join("items")) + count(&vault.join("incoming"))
    }

    /// The files of the items.
    pub(crate) fn item_files(&self) -> Vec<PathBuf> {
        service::testing::item_files(&self.db.folder().join("platform/vault"))
    }

    /// Waits until the vault holds so many items.
    pub(crate) async fn until_items(&self, items: usize) {
        for _ in 0..200 {
            if self.vault_items() == items {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        assert_eq!(self.vault_items(), items);
    }
}
