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
        let list = |folder: &Path| {
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
        };
        list(&self.db.folder().join("platform/vault/items")).iter().flat_map(|folder| list(folder)).collect()
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

/// Puts a file into the vault that no record speaks of, dates every item two hours back, and gives the file's path.
pub(crate) fn plant_orphan(vault: &Path) -> PathBuf {
    let folder = vault.join("items/0f");
    std::fs::create_dir_all(&folder).unwrap();
    let orphan = folder.join("0f".repeat(16));
    std::fs::write(&orphan, [0; 100]).unwrap();
    let files = |folder: &Path| {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
    };
    for path in files(&vault.join("items")).iter().flat_map(|folder| files(folder)) {
        let file = std::fs::File::options().write(true).open(path).unwrap();
        let made = file.metadata().unwrap().modified().unwrap();
        file.set_modified(made - Duration::from_secs(2 * 60 * 60)).unwrap();
    }
    orphan
}
