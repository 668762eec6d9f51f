//! Finished items on the local disk: `items/00/` to `items/ff/`. All of it blocks.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::VaultError;
use crate::flush::Flush;
use crate::item::{self, Name};
use crate::items::{Items, SealedBytes};
use crate::spool::{Unfinished, make_dir};

/// Its name below the vault's folder; [`item::path_of`] leads into it.
const ITEMS: &str = "items";

/// The folder `items` below the vault's own.
pub(crate) struct Folder {
    root: PathBuf,
    flush: Arc<dyn Flush>,
    /// First bytes of names whose folder exists on the disk.
    fanned_out: Mutex<BTreeSet<u8>>,
    /// When the vault was opened, by the clock that dates its items.
    opened_at: SystemTime,
}

impl Folder {
    /// Makes the folder below `root`.
    pub(crate) fn open(
        root: &Path,
        opened_at: SystemTime,
        flush: Arc<dyn Flush>,
    ) -> Result<Self, VaultError> {
        let dir = root.join(ITEMS);
        make_dir(&dir)?;
        flush.flush_parent(&dir)?;
        Ok(Self { root: root.to_owned(), flush, fanned_out: Mutex::default(), opened_at })
    }

    /// Makes the folder of an item. Under a lock until it is flushed, so that no item depends on a folder that a crash takes back.
    fn fan_out(&self, name: Name) -> Result<(), VaultError> {
        let [first, ..] = *name.as_bytes();
        let mut fanned_out = self.fanned_out.lock().unwrap_or_else(PoisonError::into_inner);
        if !fanned_out.contains(&first) {
            let dir = self.root.join(ITEMS);
            make_dir(&dir.join(hex::encode([first])))?;
            self.flush.flush_dir(&dir)?;
            fanned_out.insert(first);
        }
        Ok(())
    }

    /// Where a finished item lies.
    fn item_path(&self, name: Name) -> PathBuf {
        self.root.join(item::path_of(name))
    }
}

impl Items for Folder {
    /// Flushes the file, moves it to its place and flushes the folder.
    fn publish(&self, file: &File, mut unfinished: Unfinished, name: Name) -> Result<(), VaultError> {
        self.flush.flush(file).map_err(VaultError::disk("flush an item to the disk"))?;
        self.fan_out(name)?;
        let path = self.item_path(name);
        unfinished.move_to(path.clone()).map_err(VaultError::disk("move an item to its place"))?;
        self.flush.flush_parent(&path)?;
        unfinished.keep();
        Ok(())
    }

    fn exists(&self, name: Name) -> Result<bool, VaultError> {
        self.item_path(name).try_exists().map_err(VaultError::disk("look for an item"))
    }

    fn open(&self, name: Name) -> Result<SealedBytes, VaultError> {
        let file = File::open(self.item_path(name)).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => VaultError::Missing { name: name.to_string() },
            _ => VaultError::Disk { step: "open an item", source },
        })?;
        let size_bytes = file.metadata().map_err(VaultError::disk("measure an item"))?.len();
        Ok(SealedBytes { reader: Box::new(file), size_bytes })
    }

    fn remove(&self, name: Name) -> Result<(), VaultError> {
        let path = self.item_path(name);
        match fs::remove_file(&path) {
            Ok(()) => self.flush.flush_parent(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(VaultError::Disk { step: "remove an item", source }),
        }
    }

    fn list(&self) -> Result<Vec<Name>, VaultError> {
        let step = VaultError::disk("list its items");
        let mut names = Vec::new();
        for folder in fs::read_dir(self.root.join(ITEMS)).map_err(&step)? {
            for file in fs::read_dir(folder.map_err(&step)?.path()).map_err(&step)? {
                let name = file.map_err(&step)?.file_name();
                // What no vault has named is none of its items.
                names.extend(name.to_str().and_then(|text| Name::parse(text).ok()));
            }
        }
        Ok(names)
    }

    fn age_at_start(&self, name: Name) -> Result<Option<Duration>, VaultError> {
        let modified = fs::metadata(self.item_path(name)).and_then(|metadata| metadata.modified());
        let modified = modified.map_err(VaultError::disk("look for the time of an item"))?;
        Ok(self.opened_at.duration_since(modified).ok())
    }
}
