//! The folder as a whole.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use model::Rng;
use zeroize::Zeroizing;

use crate::check;
use crate::disk::{Flush, Folders, Fsync, blocking};
use crate::item::Name;
use crate::keys::CaseKey;
use crate::open::Reader;
use crate::seal::{Draw, Writer};
use crate::{Opening, SealedItem, Sealing, VaultError};

/// How old an item that no record speaks of must be to be an orphan: no record is so long under way.
pub const ORPHAN_AGE: Duration = Duration::from_secs(60 * 60);

/// Names drawn before the random source is held to be broken.
const MAX_DRAWS: usize = 8;

/// Sealed items in one folder of the local disk. Clones share the folder; one process at a time may hold it.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) folders: Folders,
}

impl Vault {
    /// Opens the vault in `dir`, making the folder (for the owner alone) if it is missing, and removes what a crash left unfinished.
    ///
    /// # Errors
    /// [`VaultError::InUse`] while another process, or another `Vault` of this one, holds the folder; [`VaultError::Disk`].
    pub async fn open(dir: &Path) -> Result<Self, VaultError> {
        Self::open_with(dir, Box::new(Fsync)).await
    }

    pub(crate) async fn open_with(dir: &Path, flush: Box<dyn Flush>) -> Result<Self, VaultError> {
        let dir = dir.to_owned();
        let inner = blocking(move || Ok(Inner { folders: Folders::open(&dir, flush)? })).await?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts an item of a case under a fresh random name and key; `rng` must be unguessable.
    ///
    /// # Errors
    /// [`VaultError::Disk`]; [`VaultError::ChanceRepeats`] when `rng` gives only names that are taken.
    pub async fn put(&self, rng: &dyn Rng, case: &CaseKey) -> Result<Sealing, VaultError> {
        for _ in 0..MAX_DRAWS {
            let (vault, draw, case) = (Arc::clone(&self.inner), draw(rng), case.clone());
            if let Some(writer) = blocking(move || Writer::start(vault, draw, case)).await? {
                return Ok(Sealing::new(writer));
            }
        }
        Err(VaultError::ChanceRepeats)
    }

    /// Opens an item for reading. Key, length and header are checked now, the content as it is read.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::KeyRefused`], [`VaultError::Damaged`], [`VaultError::InvalidRecord`], [`VaultError::Disk`].
    pub async fn open_item(&self, item: &SealedItem, case: &CaseKey) -> Result<Opening, VaultError> {
        let (vault, item, case) = (Arc::clone(&self.inner), item.clone(), case.clone());
        blocking(move || Reader::start(vault, &item, &case).map(Opening::new)).await
    }

    /// Reads an item to its end and compares both digests, at most `bytes_per_second`, so that a check of the whole vault leaves the disk
    /// to those who work.
    ///
    /// # Errors
    /// As [`Self::open_item`], and what reading finds; [`VaultError::Interrupted`] says nothing of the item.
    pub async fn check_item(
        &self,
        item: &SealedItem,
        case: &CaseKey,
        bytes_per_second: u64,
    ) -> Result<(), VaultError> {
        check::read_all(self.open_item(item, case).await?, item, bytes_per_second).await
    }

    /// Removes an item's file; returns when the removal is on the disk. Removing it again succeeds.
    ///
    /// # Errors
    /// [`VaultError::Disk`]; [`VaultError::InvalidRecord`] for a name that no vault made.
    pub async fn remove(&self, item: &SealedItem) -> Result<(), VaultError> {
        self.remove_named(&item.name).await
    }

    /// As [`Self::remove`], where only the name of the item is left.
    ///
    /// # Errors
    /// As [`Self::remove`].
    pub async fn remove_named(&self, name: &str) -> Result<(), VaultError> {
        let (vault, name) = (Arc::clone(&self.inner), Name::parse(name)?);
        blocking(move || vault.folders.remove(name)).await
    }

    /// The names of all finished items, in no order.
    ///
    /// # Errors
    /// [`VaultError::Disk`].
    pub async fn list_names(&self) -> Result<Vec<String>, VaultError> {
        let vault = Arc::clone(&self.inner);
        let names = blocking(move || vault.folders.list()).await?;
        Ok(names.iter().map(Name::to_string).collect())
    }

    /// Removes the items that no record speaks of: a crash between [`Sealing::finish`] and the commit of the record leaves them, and
    /// without their key nothing opens them. Only those that were `older_than` when this vault was opened, by the file system's
    /// clock, so that nothing in flight is touched. Gives how many it removed.
    ///
    /// # Errors
    /// [`VaultError::Disk`]; what was removed before stays removed.
    pub async fn remove_unreferenced(
        &self,
        known: impl Fn(&str) -> bool + Send + 'static,
        older_than: Duration,
    ) -> Result<usize, VaultError> {
        let vault = Arc::clone(&self.inner);
        blocking(move || vault.folders.remove_unreferenced(known, older_than)).await
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

fn draw(rng: &dyn Rng) -> Draw {
    let mut name = [0; Name::BYTES];
    rng.fill(&mut name);
    let mut draw =
        Draw { name: Name::new(name), item_key: Zeroizing::new([0; 32]), wrapping_nonce: Default::default() };
    rng.fill(draw.item_key.as_mut());
    rng.fill(&mut draw.wrapping_nonce);
    draw
}
