//! Room on the disk. Nothing is taken in while less than the reserve is free: what was acknowledged and the acts that make room must always
//! find some, and a full disk is said before it fails somebody half-way.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rustix::fs::{StatVfs, statvfs};

use crate::NodeConfig;

/// What `node.reserve_bytes` is where the configuration says nothing.
pub(crate) const RESERVE_BYTES: u64 = 256 << 20;
/// Files that must still be possible; file systems that do not count them say that there are none at all.
const RESERVE_FILES: u64 = 1000;

/// The disks of a node.
pub struct Space {
    folders: Vec<PathBuf>,
    reserve_bytes: u64,
    /// Of the requests under way, the bytes that they said they would send.
    announced_bytes: AtomicU64,
    is_short: AtomicBool,
}

/// A place for what a request announced; given back when it is dropped.
pub(crate) struct Room<'a> {
    space: &'a Space,
    bytes: u64,
}

impl Space {
    /// The disks under data folder and database. A PostgreSQL server must look after its own.
    pub fn of(config: &NodeConfig, role: &str) -> Self {
        let mut folders = vec![config.data_dir.clone()];
        let url = config.database_url(role);
        folders.extend(
            url.strip_prefix("sqlite:").and_then(|path| Path::new(path).parent()).map(Path::to_owned),
        );
        Self {
            folders,
            reserve_bytes: config.reserve_bytes,
            announced_bytes: AtomicU64::new(0),
            is_short: AtomicBool::new(false),
        }
    }

    /// Bytes that must stay free.
    pub fn reserve_bytes(&self) -> u64 {
        self.reserve_bytes
    }

    /// Bytes that are free on the fuller disk; none where no more files can be made.
    ///
    /// # Errors
    /// The disk cannot be asked.
    pub fn free_bytes(&self) -> io::Result<u64> {
        let mut least = u64::MAX;
        for folder in &self.folders {
            least = least.min(free(&ask(folder)?));
        }
        Ok(least)
    }

    /// Whether nothing can be taken in.
    pub(crate) fn is_short(&self) -> bool {
        self.make_room(0).is_none()
    }

    /// Room for a request that announces so many bytes; none when the reserve would be touched.
    pub(crate) fn make_room(&self, bytes: u64) -> Option<Room<'_>> {
        let announced = self.announced_bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let room = Room { space: self, bytes };
        let free = self.free_bytes().unwrap_or_else(|error| {
            tracing::error!(%error, "the disk cannot be asked for its free space");
            0
        });
        metrics::gauge!("disk_free_bytes").set(precise(free));
        self.note(free < self.reserve_bytes, free);
        (free >= self.reserve_bytes.saturating_add(announced)).then_some(room)
    }

    /// Says it once when the reserve is reached, and once when there is room again.
    fn note(&self, is_short: bool, free_bytes: u64) {
        let was_short = self.is_short.swap(is_short, Ordering::Relaxed);
        let reserve_bytes = self.reserve_bytes;
        match (was_short, is_short) {
            (false, true) => {
                tracing::error!(
                    free_bytes,
                    reserve_bytes,
                    "the disk is nearly full: nothing is taken in until there is room"
                );
            }
            (true, false) => tracing::info!(free_bytes, reserve_bytes, "there is room on the disk again"),
            _ => {}
        }
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.space.announced_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// A folder that is not made yet will lie on the disk of the one above.
fn ask(folder: &Path) -> io::Result<StatVfs> {
    let mut found = statvfs(folder);
    for above in folder.ancestors().skip(1) {
        if found.is_ok() {
            break;
        }
        found = statvfs(if above.as_os_str().is_empty() { Path::new(".") } else { above });
    }
    Ok(found?)
}

fn free(disk: &StatVfs) -> u64 {
    let no_more_files = disk.f_files > 0 && disk.f_favail < RESERVE_FILES;
    if no_more_files { 0 } else { disk.f_bavail.saturating_mul(disk.f_frsize) }
}

#[allow(clippy::cast_precision_loss, reason = "a measurement; exact below 2^53 bytes")]
fn precise(bytes: u64) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(folder: &Path, reserve_bytes: u64) -> Space {
        let (announced_bytes, is_short) = (AtomicU64::new(0), AtomicBool::new(false));
        Space { folders: vec![folder.to_owned()], reserve_bytes, announced_bytes, is_short }
    }

    #[test]
    fn the_reserve_stays_free_of_what_is_announced_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let free = space(folder.path(), 0).free_bytes().unwrap();
        // other tests write to the same disk: only halves are told apart
        let space = space(&folder.path().join("not/made/yet"), free / 4);
        let first = space.make_room(free / 2).unwrap();
        assert!(space.make_room(free / 2).is_none() && !space.is_short());
        drop(first);
        assert!(space.make_room(free / 2).is_some(), "what was announced is given back");
    }

    #[test]
    fn less_than_the_reserve_is_short() {
        let folder = tempfile::tempdir().unwrap();
        assert!(space(folder.path(), u64::MAX).is_short());
        assert!(!space(folder.path(), 0).is_short());
    }
}
