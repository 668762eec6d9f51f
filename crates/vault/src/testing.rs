//! Disks that are full for as long as a test wants, each by the folder of the vault that lies on it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::flush::{Flush, Fsync};

/// No space left on the device (`errno(3)`).
const ENOSPC: i32 = 28;

static DISKS: Mutex<BTreeMap<PathBuf, Disk>> = Mutex::new(BTreeMap::new());

#[derive(Default)]
struct Disk {
    is_full: bool,
    refused: u64,
}

fn disks() -> MutexGuard<'static, BTreeMap<PathBuf, Disk>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fills the disk of the vault in `dir`, or makes room on it. A full one takes the bytes of an item and refuses them at the last moment, when they
/// are flushed, with `ENOSPC`.
pub fn set_full(dir: &Path, is_full: bool) {
    disks().entry(dir.to_owned()).or_default().is_full = is_full;
}

/// How many items the disk of the vault in `dir` has refused so far.
pub fn refused(dir: &Path) -> u64 {
    disks().get(dir).map_or(0, |disk| disk.refused)
}

/// The disk of a vault.
pub(crate) struct FillingDisk {
    dir: PathBuf,
}

impl FillingDisk {
    pub(crate) fn of(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// Whether it is full, which is counted.
    fn refuses(&self) -> bool {
        let mut disks = disks();
        let full = disks.get_mut(&self.dir).filter(|disk| disk.is_full);
        full.map(|disk| disk.refused += 1).is_some()
    }
}

impl Flush for FillingDisk {
    fn flush(&self, file: &File) -> io::Result<()> {
        // a folder has its room already, and what is removed from it needs none
        if file.metadata()?.is_file() && self.refuses() {
            return Err(io::Error::from_raw_os_error(ENOSPC));
        }
        Fsync.flush(file)
    }
}

#[cfg(test)]
mod tests {
    use model::SeededRng;

    use super::*;
    use crate::{CaseKey, Vault, VaultError};

    #[tokio::test]
    async fn a_full_disk_keeps_nothing_and_takes_the_same_again_with_room() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::open(dir.path()).await.unwrap();
        let (rng, case) = (SeededRng::new(1), CaseKey::new("rep_1", 1, &[1; 32]));
        for (is_full, kept) in [(true, 0), (false, 1)] {
            set_full(dir.path(), is_full);
            let mut sealing = vault.put(&rng, &case).await.unwrap();
            sealing.write(b"content").await.unwrap();
            match sealing.finish().await {
                Ok(item) => assert!(!is_full && vault.open_item(&item, &case).await.is_ok()),
                Err(VaultError::Disk { source, .. }) => {
                    assert!(is_full && source.kind() == io::ErrorKind::StorageFull);
                }
                Err(error) => panic!("{error}"),
            }
            assert_eq!(refused(dir.path()), 1);
            let items = std::fs::read_dir(dir.path().join("items")).unwrap();
            assert_eq!(items.count(), kept, "folders of items");
        }
    }
}
