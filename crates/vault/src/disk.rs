//! Folders, files and their flushing. All of it blocks: callers run it through [`blocking`].

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::VaultError;
use crate::item::{self, Name};

const PRIVATE_DIR: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;

/// Flushes to the disk: the one promise of the operating system that tests must be able to break.
pub(crate) trait Flush: Send + Sync {
    /// Returns once the content of the file or directory is on the disk.
    fn flush(&self, file: &File) -> io::Result<()>;
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

/// The vault's folders: `incoming/` for what is not finished, `items/00/` to `items/ff/` for the rest.
pub(crate) struct Folders {
    root: PathBuf,
    flush: Box<dyn Flush>,
    /// First bytes of names whose folder exists on the disk.
    fanned_out: Mutex<BTreeSet<u8>>,
    /// When the vault was opened, by the clock that dates its items.
    opened_at: SystemTime,
    /// Held, not read: the lock ends when it is closed, by a crash too.
    _lock: File,
}

impl Folders {
    /// Makes what is missing, takes the lock, removes what a crash left unfinished.
    pub(crate) fn open(root: &Path, flush: Box<dyn Flush>) -> Result<Self, VaultError> {
        make_dir(root)?;
        let lock = private_file().truncate(false).open(root.join("lock"));
        let lock = lock.map_err(VaultError::disk("open its lock file"))?;
        lock.try_lock().map_err(|_| VaultError::InUse { dir: root.to_owned() })?;
        // Written to, so that the file system dates it.
        let opened_at = (&lock).write_all(b"\n").and_then(|()| lock.metadata()?.modified());
        let opened_at = opened_at.map_err(VaultError::disk("date its lock file"))?;
        let folders =
            Self { root: root.to_owned(), flush, fanned_out: Mutex::default(), opened_at, _lock: lock };
        folders.make_all()?;
        folders.sweep()?;
        Ok(folders)
    }

    fn make_all(&self) -> Result<(), VaultError> {
        make_dir(&self.incoming())?;
        make_dir(&self.items())?;
        self.flush_dir(&self.root)?;
        match self.root.parent() {
            // The parent of a relative path of one part is the empty path.
            Some(parent) if parent.as_os_str().is_empty() => self.flush_dir(Path::new(".")),
            Some(parent) => self.flush_dir(parent),
            None => Ok(()),
        }
    }

    /// Makes the folder of an item. Under a lock until it is flushed, so that no item depends on a folder that a crash takes back.
    fn fan_out(&self, name: Name) -> Result<(), VaultError> {
        let [first, ..] = *name.as_bytes();
        let mut fanned_out = self.fanned_out.lock().unwrap_or_else(PoisonError::into_inner);
        if !fanned_out.contains(&first) {
            make_dir(&self.items().join(hex::encode([first])))?;
            self.flush_dir(&self.items())?;
            fanned_out.insert(first);
        }
        Ok(())
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

    fn items(&self) -> PathBuf {
        self.root.join("items")
    }

    /// Where a finished item lies.
    pub(crate) fn item_path(&self, name: Name) -> PathBuf {
        self.root.join(item::path_of(name))
    }

    /// Starts the file of an item; `None` if the name is taken.
    pub(crate) fn create(&self, name: Name) -> Result<Option<(File, Unfinished)>, VaultError> {
        let path = self.incoming().join(name.to_string());
        let file = match private_file().create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
            Err(source) => return Err(VaultError::Disk { step: "create an item", source }),
        };
        let unfinished = Unfinished { path: Some(path) };
        // Asked after the file in `incoming` claims the name, so that no two items can both see it free.
        let taken = self.item_path(name).try_exists().map_err(VaultError::disk("look for an item"))?;
        Ok((!taken).then_some((file, unfinished)))
    }

    /// Flushes the file, moves it to its place and flushes the folder. On any failure the file is removed.
    pub(crate) fn publish(
        &self,
        file: &File,
        mut unfinished: Unfinished,
        name: Name,
    ) -> Result<(), VaultError> {
        self.flush.flush(file).map_err(VaultError::disk("flush an item to the disk"))?;
        self.fan_out(name)?;
        let path = self.item_path(name);
        if let Some(from) = &unfinished.path {
            fs::rename(from, &path).map_err(VaultError::disk("move an item to its place"))?;
        }
        unfinished.path = Some(path.clone());
        self.flush_parent(&path)?;
        unfinished.path = None;
        Ok(())
    }

    /// Removes an item; one that is gone already is removed, since a repeated removal must succeed.
    pub(crate) fn remove(&self, name: Name) -> Result<(), VaultError> {
        let path = self.item_path(name);
        match fs::remove_file(&path) {
            Ok(()) => self.flush_parent(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(VaultError::Disk { step: "remove an item", source }),
        }
    }

    /// The names of all finished items.
    pub(crate) fn list(&self) -> Result<Vec<Name>, VaultError> {
        let step = VaultError::disk("list its items");
        let mut names = Vec::new();
        for folder in fs::read_dir(self.items()).map_err(&step)? {
            for file in fs::read_dir(folder.map_err(&step)?.path()).map_err(&step)? {
                let name = file.map_err(&step)?.file_name();
                // What no vault has named is none of its items.
                names.extend(name.to_str().and_then(|text| Name::parse(text).ok()));
            }
        }
        Ok(names)
    }

    /// Removes the items that are not `known` and were `older_than` when the vault was opened; how many.
    pub(crate) fn remove_unreferenced(
        &self,
        known: impl Fn(&str) -> bool,
        older_than: Duration,
    ) -> Result<usize, VaultError> {
        let mut removed = 0_usize;
        for name in self.list()? {
            if known(&name.to_string()) || !self.is_older(name, older_than)? {
                continue;
            }
            self.remove(name)?;
            removed += 1;
        }
        if removed > 0 {
            tracing::warn!(removed, "removed items from the vault that no record speaks of");
        }
        Ok(removed)
    }

    fn is_older(&self, name: Name, than: Duration) -> Result<bool, VaultError> {
        let modified = fs::metadata(self.item_path(name)).and_then(|metadata| metadata.modified());
        let modified = modified.map_err(VaultError::disk("look for the time of an item"))?;
        Ok(self.opened_at.duration_since(modified).is_ok_and(|age| age > than))
    }

    fn flush_parent(&self, path: &Path) -> Result<(), VaultError> {
        path.parent().map_or(Ok(()), |dir| self.flush_dir(dir))
    }

    fn flush_dir(&self, dir: &Path) -> Result<(), VaultError> {
        let flushed = File::open(dir).and_then(|dir| self.flush.flush(&dir));
        flushed.map_err(VaultError::disk("flush a folder to the disk"))
    }
}

/// A file that is removed when this is dropped, unless it was published.
pub(crate) struct Unfinished {
    path: Option<PathBuf>,
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

fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.write(true).create(true).mode(PRIVATE_FILE);
    options
}

/// Makes a folder for the owner alone; one that exists is closed to others.
fn make_dir(dir: &Path) -> Result<(), VaultError> {
    let made = DirBuilder::new().recursive(true).mode(PRIVATE_DIR).create(dir);
    let closed = made.and_then(|()| fs::set_permissions(dir, Permissions::from_mode(PRIVATE_DIR)));
    closed.map_err(VaultError::disk("make its folders"))
}
