//! Flushing to the disk, and blocking work off the async threads.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::VaultError;

/// Flushes to the disk: the one promise of the operating system that tests must be able to break.
pub(crate) trait Flush: Send + Sync {
    /// Returns once the content of the file or directory is on the disk.
    fn flush(&self, file: &File) -> io::Result<()>;

    /// As [`Self::flush`], for a folder.
    fn flush_dir(&self, dir: &Path) -> Result<(), VaultError> {
        let flushed = File::open(dir).and_then(|dir| self.flush(&dir));
        flushed.map_err(VaultError::disk("flush a folder to the disk"))
    }

    /// As [`Self::flush_dir`], for the folder that holds `path`.
    fn flush_parent(&self, path: &Path) -> Result<(), VaultError> {
        match path.parent() {
            // The parent of a relative path of one part is the empty path.
            Some(parent) if parent.as_os_str().is_empty() => self.flush_dir(Path::new(".")),
            Some(parent) => self.flush_dir(parent),
            None => Ok(()),
        }
    }
}

/// `fsync(2)`.
pub(crate) struct Fsync;

impl Flush for Fsync {
    fn flush(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }
}

/// Runs blocking work off the async threads. Cancelled by the runtime's end: [`VaultError::Interrupted`].
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Interrupted)?
}
