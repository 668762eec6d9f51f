//! The vault as a whole.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use model::Rng;
use zeroize::Zeroizing;

use crate::check;
use crate::flush::{Flush, blocking};
use crate::folder::Folder;
use crate::item::Name;
use crate::items::{self, Items};
use crate::keys::CaseKey;
use crate::open::Reader;
use crate::seal::{Draw, Writer};
use crate::spool::Spool;
use crate::{Opening, SealedItem, Sealing, VaultConfig, VaultError};

/// How old an item that no record speaks of must be to be an orphan: no record is so long under way.
pub const ORPHAN_AGE: Duration = Duration::from_hours(1);

/// Names drawn before the random source is held to be broken.
const MAX_DRAWS: usize = 8;

/// Sealed items, in one folder of the local disk or in a bucket. Clones share it; one process at a time may hold its folder.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) spool: Spool,
    pub(crate) items: Box<dyn Items>,
}

/// What brings files to the disk that holds `dir`.
#[cfg(not(any(test, feature = "testing")))]
fn disk(_: &Path) -> Arc<dyn Flush> {
    Arc::new(crate::flush::Fsync)
}

#[cfg(any(test, feature = "testing"))]
fn disk(dir: &Path) -> Arc<dyn Flush> {
    Arc::new(crate::testing::FillingDisk::of(dir))
}

impl Vault {
    /// Opens the vault in `dir`, making the folder (for the owner alone) if it is missing, and removes what a crash left unfinished.
    ///
    /// # Errors
    /// [`VaultError::InUse`] while another process, or another `Vault` of this one, holds the folder; [`VaultError::Disk`].
    pub async fn open(dir: &Path) -> Result<Self, VaultError> {
        Self::open_with(dir, disk(dir)).await
    }

    pub(crate) async fn open_with(dir: &Path, flush: Arc<dyn Flush>) -> Result<Self, VaultError> {
        Self::open_items(dir, flush, |dir, spool, flush| {
            Ok(Box::new(Folder::open(dir, spool.opened_at, flush)?))
        })
        .await
    }

    /// Opens the vault that a configuration asks for: the folder `dir`, or a bucket, where `dir` keeps the lock and what is being
    /// written, sealed already. `owner` is who this node is, such as `police at https://police.example`: what is told to another node
    /// that asks for the same part of the bucket.
    ///
    /// # Errors
    /// As [`Self::open`]; [`VaultError::Disk`] also for a bucket that cannot be written to; [`VaultError::Claimed`];
    /// [`VaultError::NotBuilt`].
    pub async fn open_as(
        dir: &Path,
        config: Option<&VaultConfig>,
        owner: impl fmt::Display,
    ) -> Result<Self, VaultError> {
        match config {
            None => Self::open(dir).await,
            Some(config) => Self::open_in_bucket(dir, config, owner.to_string()).await,
        }
    }

    #[cfg(feature = "s3")]
    async fn open_in_bucket(dir: &Path, config: &VaultConfig, owner: String) -> Result<Self, VaultError> {
        let claim = crate::bucket::Claim { prefix: config.prefix.clone(), owner };
        Self::open_over(dir, config.connect()?, claim).await
    }

    #[cfg(not(feature = "s3"))]
    async fn open_in_bucket(_: &Path, _: &VaultConfig, _: String) -> Result<Self, VaultError> {
        Err(VaultError::NotBuilt)
    }

    #[cfg(any(test, feature = "s3"))]
    pub(crate) async fn open_over(
        dir: &Path,
        store: Arc<dyn object_store::ObjectStore>,
        claim: crate::bucket::Claim,
    ) -> Result<Self, VaultError> {
        let runtime = tokio::runtime::Handle::current();
        Self::open_items(dir, Arc::new(crate::flush::Fsync), move |_, _, _| {
            Ok(Box::new(crate::bucket::Bucket::open(store, &claim, runtime)?))
        })
        .await
    }

    async fn open_items(
        dir: &Path,
        flush: Arc<dyn Flush>,
        items: impl FnOnce(&Path, &Spool, Arc<dyn Flush>) -> Result<Box<dyn Items>, VaultError> + Send + 'static,
    ) -> Result<Self, VaultError> {
        let dir = dir.to_owned();
        let inner = blocking(move || {
            let spool = Spool::open(&dir, &*flush)?;
            let items = items(&dir, &spool, flush)?;
            Ok(Inner { spool, items })
        });
        Ok(Self { inner: Arc::new(inner.await?) })
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
        blocking(move || vault.items.remove(name)).await
    }

    /// The names of all finished items, in no order.
    ///
    /// # Errors
    /// [`VaultError::Disk`].
    pub async fn list_names(&self) -> Result<Vec<String>, VaultError> {
        let vault = Arc::clone(&self.inner);
        let names = blocking(move || vault.items.list()).await?;
        Ok(names.iter().map(Name::to_string).collect())
    }

    /// Removes the items that no record speaks of: a crash between [`Sealing::finish`] and the commit of the record leaves them, and
    /// without their key nothing opens them. Only those that were `older_than` when this vault was opened, by the clock that
    /// dates its items, so that nothing in flight is touched. Gives how many it removed.
    ///
    /// # Errors
    /// [`VaultError::Disk`]; what was removed before stays removed.
    pub async fn remove_unreferenced(
        &self,
        known: impl Fn(&str) -> bool + Send + 'static,
        older_than: Duration,
    ) -> Result<usize, VaultError> {
        let vault = Arc::clone(&self.inner);
        blocking(move || items::remove_unreferenced(&*vault.items, known, older_than)).await
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
