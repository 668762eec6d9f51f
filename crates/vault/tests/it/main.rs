//! The crate from outside: round trips, damage, leftovers and memory.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

mod damage;
mod folder;
mod memory;
mod round_trip;
#[cfg(feature = "s3")]
mod s3;

use std::path::{Path, PathBuf};

use model::{Rng, SeededRng};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::runtime::Runtime;
use vault::{CaseKey, SealedItem, Vault, VaultError};

const CHUNK: usize = 64 * 1024;

/// The case of every item here.
fn case() -> CaseKey {
    CaseKey::new("rep_1", 1, &[7; 32])
}

/// A vault in a folder of its own.
struct Fixture {
    vault: Vault,
    rng: SeededRng,
    runtime: Runtime,
    dir: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let vault = runtime.block_on(Vault::open(dir.path())).unwrap();
        Self { vault, rng: SeededRng::new(42), runtime, dir }
    }

    fn seal(&self, content: &[u8]) -> SealedItem {
        self.runtime.block_on(async {
            let mut sealing = self.vault.put(&self.rng, &case()).await.unwrap();
            sealing.write(content).await.unwrap();
            sealing.finish().await.unwrap()
        })
    }

    /// What can be read, and how reading ended.
    fn read(&self, item: &SealedItem) -> (Vec<u8>, Result<(), VaultError>) {
        self.runtime.block_on(async {
            let mut content = Vec::new();
            let mut opening = match self.vault.open_item(item, &case()).await {
                Ok(opening) => opening,
                Err(error) => return (content, Err(error)),
            };
            let Err(error) = opening.read_to_end(&mut content).await else { return (content, Ok(())) };
            assert!(opening.read(&mut [0]).await.is_err(), "a damaged item never ends like a whole one");
            (content, Err(error.downcast().unwrap()))
        })
    }

    fn path(&self, item: &SealedItem) -> PathBuf {
        self.dir.path().join("items").join(&item.name[..2]).join(&item.name)
    }
}

/// Reproducible content that no compression or accident repeats.
fn content(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    SeededRng::new(length as u64).fill(&mut bytes);
    bytes
}

/// All files below `dir`.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
