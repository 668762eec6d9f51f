//! Items being written: always on the local disk, sealed already. All of it blocks.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::VaultError;
use crate::flush::Flush;
use crate::item::Name;

/// How long a lock is waited for: one that was killed while it started a decoder has left it to the child, until that runs its own program.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);
const LOCK_PAUSE: Duration = Duration::from_millis(10);
const PRIVATE_DIR: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;

/// The vault's own folder: its lock, and `incoming/` for what is not finished.
pub(crate) struct Spool {
    root: PathBuf,
    /// When the vault was opened, by the file system's clock.
    pub(crate) opened_at: SystemTime,
    /// Held, not read: the lock ends when it is closed, by a crash too.
    _lock: File,
}

impl Spool {
    /// Makes what is missing, takes the lock, removes what a crash left unfinished.
    pub(crate) fn open(root: &Path, flush: &dyn Flush) -> Result<Self, VaultError> {
        make_dir(root)?;
        let lock = take_lock(root)?;
        // Written to, so that the file system dates it.
        let opened_at = (&lock).write_all(b"\n").and_then(|()| lock.metadata()?.modified());
        let opened_at = opened_at.map_err(VaultError::disk("date its lock file"))?;
        let spool = Self { root: root.to_owned(), opened_at, _lock: lock };
        make_dir(&spool.incoming())?;
        flush.flush_dir(root)?;
        flush.flush_parent(root)?;
        spool.sweep()?;
        Ok(spool)
    }

    fn sweep(&self) -> Result<(), VaultError> {
        let step = VaultError::disk("remove unfinished items");
        let mut removed = 0_usize;
        for entry in fs::read_dir(self.incoming()).map_err(&step)? {
            fs::remove_file(entry.map_err(&step)?.path()).map_err(&step)?;
            removed += 1;
        }
        if removed > 0 {
            tracing::warn!(removed, "removed unfinished items that an interrupted run left in the vault");
        }
        Ok(())
    }

    fn incoming(&self) -> PathBuf {
        self.root.join("incoming")
    }

    /// Starts the file of an item, which claims the name; `None` if another item being written has it.
    pub(crate) fn create(&self, name: Name) -> Result<Option<(File, Unfinished)>, VaultError> {
        let path = self.incoming().join(name.to_string());
        match private_file().read(true).create_new(true).open(&path) {
            Ok(file) => Ok(Some((file, Unfinished { path: Some(path) }))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(source) => Err(VaultError::Disk { step: "create an item", source }),
        }
    }
}

/// A file that is removed when this is dropped, unless it was published.
pub(crate) struct Unfinished {
    path: Option<PathBuf>,
}

impl Unfinished {
    /// Moves the file; it is still unfinished there.
    pub(crate) fn move_to(&mut self, to: PathBuf) -> io::Result<()> {
        if let Some(from) = &self.path {
            fs::rename(from, &to)?;
        }
        self.path = Some(to);
        Ok(())
    }

    /// Where it is now is where it stays.
    pub(crate) fn keep(mut self) {
        self.path = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.path
            && let Err(error) = fs::remove_file(path)
        {
            tracing::warn!(%error, "an unfinished item stays in the vault until the next start");
        }
    }
}

/// The lock of the folder, once it is free.
fn take_lock(root: &Path) -> Result<File, VaultError> {
    let lock = private_file().truncate(false).open(root.join("lock"));
    let lock = lock.map_err(VaultError::disk("open its lock file"))?;
    let began = Instant::now();
    while lock.try_lock().is_err() {
        if began.elapsed() > LOCK_PATIENCE {
            return Err(VaultError::InUse { dir: root.to_owned() });
        }
        thread::sleep(LOCK_PAUSE);
    }
    Ok(lock)
}

fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.write(true).create(true).mode(PRIVATE_FILE);
    options
}

/// Makes a folder for the owner alone; one that exists is closed to others.
pub(crate) fn make_dir(dir: &Path) -> Result<(), VaultError> {
    let made = DirBuilder::new().recursive(true).mode(PRIVATE_DIR).create(dir);
    let closed = made.and_then(|()| fs::set_permissions(dir, Permissions::from_mode(PRIVATE_DIR)));
    closed.map_err(VaultError::disk("make its folders"))
}
