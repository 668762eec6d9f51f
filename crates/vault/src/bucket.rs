//! Finished items in an S3-compatible bucket. All of it blocks: it waits for the network on the caller's blocking thread.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload};
use tokio::runtime::Handle;

use crate::VaultError;
use crate::item::Name;
use crate::items::{Items, SealedBytes};
use crate::spool::Unfinished;

/// Bytes of one part of an upload, and of one read ahead; S3 wants parts of 5 MiB at least.
const PART_BYTES: u64 = 8 * 1024 * 1024;

/// What the names of a node's objects begin with, and who the node is: a node removes what its records do not speak of, so no two may
/// share a prefix.
pub(crate) struct Claim {
    pub(crate) prefix: String,
    pub(crate) owner: String,
}

/// Objects `PREFIX/items/NAME` of one bucket.
pub(crate) struct Bucket {
    store: Arc<dyn ObjectStore>,
    items: Path,
    runtime: Handle,
    /// The marker that was written at start: the bucket's own clock dated it.
    opened: ObjectMeta,
}

impl Bucket {
    /// Claims the prefix for `owner`, and writes a marker below it, so that a bucket that cannot be written to is known at start.
    pub(crate) fn open(
        store: Arc<dyn ObjectStore>,
        Claim { prefix, owner }: &Claim,
        runtime: Handle,
    ) -> Result<Self, VaultError> {
        let path = Path::from(prefix.as_str());
        let opened = runtime.block_on(async {
            let found = claim(&*store, &path.clone().join("owner"), owner).await?;
            let marker = path.clone().join("opened");
            store.put(&marker, PutPayload::from_static(b"amparo-vault\n")).await?;
            Ok((found, store.head(&marker).await?))
        });
        let (found, opened) = opened.map_err(refused("write to its bucket"))?;
        if found != owner.as_bytes() {
            let owner = String::from_utf8_lossy(&found).into_owned();
            return Err(VaultError::Claimed { prefix: prefix.clone(), owner });
        }
        Ok(Self { store, items: items_below(prefix), runtime, opened })
    }

    fn path(&self, name: Name) -> Path {
        self.items.clone().join(name.to_string())
    }

    fn head(&self, name: Name) -> Result<Option<ObjectMeta>, VaultError> {
        match self.runtime.block_on(self.store.head(&self.path(name))) {
            Ok(meta) => Ok(Some(meta)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(refused("look for an item in its bucket")(error)),
        }
    }

    /// Sends the file in parts; a bucket shows it whole or not at all.
    async fn send(&self, mut file: &File, path: &Path, size_bytes: u64) -> Result<(), Error> {
        if size_bytes <= PART_BYTES {
            return self.store.put(path, next_part(&mut file)?.into()).await.map(drop);
        }
        let mut upload = self.store.put_multipart(path).await?;
        let mut left_bytes = size_bytes;
        while left_bytes > 0 {
            let sent = match next_part(&mut file) {
                Ok(part) => {
                    left_bytes = left_bytes.saturating_sub(part.len() as u64);
                    upload.put_part(part.into()).await
                }
                Err(error) => Err(error),
            };
            if let Err(error) = sent {
                // what cannot be aborted is the bucket's rule for unfinished uploads to remove
                upload.abort().await.ok();
                return Err(error);
            }
        }
        upload.complete().await.map(drop)
    }
}

impl Items for Bucket {
    /// Sends the file and asks the bucket what it holds; the local file is removed either way.
    fn publish(&self, mut file: &File, unfinished: Unfinished, name: Name) -> Result<(), VaultError> {
        let step = "send an item to its bucket";
        let size_bytes = file.metadata().map_err(VaultError::disk("measure an item"))?.len();
        file.rewind().map_err(VaultError::disk("read an item"))?;
        let path = self.path(name);
        let kept = self.runtime.block_on(async {
            self.send(file, &path, size_bytes).await?;
            self.store.head(&path).await
        });
        drop(unfinished);
        let cut_short =
            || VaultError::disk(step)(io::Error::other("the bucket holds another size than was sent"));
        let outcome = kept.map_err(refused(step));
        let outcome =
            outcome.and_then(|kept| if kept.size == size_bytes { Ok(()) } else { Err(cut_short()) });
        if outcome.is_err() {
            // an answer may be lost after the bucket took the item; a removal that fails too leaves an orphan for the next start
            self.remove(name).ok();
        }
        outcome
    }

    fn exists(&self, name: Name) -> Result<bool, VaultError> {
        Ok(self.head(name)?.is_some())
    }

    fn open(&self, name: Name) -> Result<SealedBytes, VaultError> {
        let meta = self.head(name)?.ok_or_else(|| VaultError::Missing { name: name.to_string() })?;
        let (store, runtime) = (Arc::clone(&self.store), self.runtime.clone());
        let size_bytes = meta.size;
        let reader = Ranges { store, runtime, path: meta.location, at: 0, size_bytes, ahead: Bytes::new() };
        Ok(SealedBytes { reader: Box::new(reader), size_bytes })
    }

    fn remove(&self, name: Name) -> Result<(), VaultError> {
        match self.runtime.block_on(self.store.delete(&self.path(name))) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(refused("remove an item from its bucket")(error)),
        }
    }

    fn list(&self) -> Result<Vec<Name>, VaultError> {
        use futures::TryStreamExt as _;
        let listed = self.store.list(Some(&self.items));
        let found: Vec<ObjectMeta> =
            self.runtime.block_on(listed.try_collect()).map_err(refused("list its items"))?;
        // What no vault has named is none of its items.
        let name = |meta: &ObjectMeta| Name::parse(meta.location.filename()?).ok();
        Ok(found.iter().filter_map(name).collect())
    }

    fn age_at_start(&self, name: Name) -> Result<Option<Duration>, VaultError> {
        let meta = self.head(name)?;
        let age = meta.map(|meta| self.opened.last_modified - meta.last_modified);
        Ok(age.and_then(|age| age.to_std().ok()))
    }
}

/// Where items lie below a node's prefix.
pub(crate) fn items_below(prefix: &str) -> Path {
    Path::from(prefix).join("items")
}

/// The owner that stands at `path`, after writing `owner` where none did.
async fn claim(store: &dyn ObjectStore, path: &Path, owner: &str) -> Result<Bytes, Error> {
    match store.put_opts(path, owner.to_owned().into(), PutMode::Create.into()).await {
        Ok(_) | Err(Error::AlreadyExists { .. }) => store.get(path).await?.bytes().await,
        Err(error) => Err(error),
    }
}

/// An object read in ranges, one ahead.
struct Ranges {
    store: Arc<dyn ObjectStore>,
    runtime: Handle,
    path: Path,
    at: u64,
    size_bytes: u64,
    ahead: Bytes,
}

impl Read for Ranges {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ahead.is_empty() && self.at < self.size_bytes {
            let end = self.size_bytes.min(self.at + PART_BYTES);
            self.ahead = self.runtime.block_on(self.store.get_range(&self.path, self.at..end))?;
            self.at = end;
        }
        let taken = self.ahead.split_to(buffer.len().min(self.ahead.len()));
        buffer[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

fn next_part(file: &mut &File) -> Result<Bytes, Error> {
    let mut part = Vec::new();
    let read = file.take(PART_BYTES).read_to_end(&mut part);
    read.map_err(|source| Error::Generic { store: "vault", source: Box::new(source) })?;
    Ok(part.into())
}

pub(crate) fn refused(step: &'static str) -> impl Fn(Error) -> VaultError {
    move |error| VaultError::Disk { step, source: io::Error::other(error) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::SeededRng;
    use object_store::memory::InMemory;
    use tokio::io::AsyncReadExt as _;

    use super::*;
    use crate::{CaseKey, SealedItem, Vault};

    async fn seal(vault: &Vault, seed: u64, content: &[u8]) -> SealedItem {
        let mut sealing = vault.put(&SeededRng::new(seed), &case()).await.unwrap();
        sealing.write(content).await.unwrap();
        sealing.finish().await.unwrap()
    }

    async fn read(vault: &Vault, item: &SealedItem) -> Vec<u8> {
        let mut content = Vec::new();
        vault.open_item(item, &case()).await.unwrap().read_to_end(&mut content).await.unwrap();
        content
    }

    fn case() -> CaseKey {
        CaseKey::new("rep_1", 1, &[1; 32])
    }

    async fn open(dir: &std::path::Path, store: &Arc<InMemory>) -> Vault {
        open_as("police at https://police.example", dir, store).await.unwrap()
    }

    async fn open_as(owner: &str, dir: &std::path::Path, store: &Arc<InMemory>) -> Result<Vault, VaultError> {
        let claim = Claim { prefix: "node".into(), owner: owner.into() };
        Vault::open_over(dir, Arc::<InMemory>::clone(store), claim).await
    }

    #[tokio::test]
    async fn a_prefix_belongs_to_one_node() {
        let store = Arc::new(InMemory::new());
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        open_as("police at https://police.example", one.path(), &store).await.unwrap();
        let refused = open_as("police at https://other.example", other.path(), &store).await.unwrap_err();
        assert!(refused.to_string().contains("`police at https://police.example`"), "{refused}");
        open_as("police at https://police.example", other.path(), &store).await.unwrap();
    }

    #[tokio::test]
    async fn items_of_every_size_come_back_and_nothing_stays_on_the_disk() {
        let (dir, store) = (tempfile::tempdir().unwrap(), Arc::new(InMemory::new()));
        let vault = open(dir.path(), &store).await;
        let part = usize::try_from(PART_BYTES).unwrap();
        for (seed, size) in [0, 1, 65_536, part, 2 * part + 12_345].into_iter().enumerate() {
            let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let item = seal(&vault, seed as u64, &content).await;
            assert!(read(&vault, &item).await == content, "{size} bytes");
        }
        assert_eq!(vault.list_names().await.unwrap().len(), 5);
        assert_eq!(std::fs::read_dir(dir.path().join("incoming")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_bucket_is_found_again_and_its_orphans_removed() {
        let (dir, store) = (tempfile::tempdir().unwrap(), Arc::new(InMemory::new()));
        let vault = open(dir.path(), &store).await;
        let (kept, orphan) = (seal(&vault, 1, b"kept").await, seal(&vault, 2, b"orphan").await);
        drop(vault);
        let vault = open(dir.path(), &store).await;
        assert_eq!(read(&vault, &kept).await, b"kept");
        let name = kept.name.clone();
        let removed = vault.remove_unreferenced(move |known| known == name, Duration::ZERO).await.unwrap();
        assert_eq!((removed, vault.list_names().await.unwrap()), (1, vec![kept.name.clone()]));
        let error = vault.open_item(&orphan, &case()).await.unwrap_err();
        assert!(matches!(error, VaultError::Missing { .. }), "{error}");
        vault.remove(&orphan).await.unwrap();
    }

    #[tokio::test]
    async fn a_changed_object_is_damage() {
        let (dir, store) = (tempfile::tempdir().unwrap(), Arc::new(InMemory::new()));
        let vault = open(dir.path(), &store).await;
        let item = seal(&vault, 1, b"content").await;
        let path = Path::from(format!("node/items/{}", item.name));
        let mut bytes = store.get(&path).await.unwrap().bytes().await.unwrap().to_vec();
        *bytes.last_mut().unwrap() ^= 1;
        store.put(&path, bytes.into()).await.unwrap();
        let mut opening = vault.open_item(&item, &case()).await.unwrap();
        let error = opening.read_to_end(&mut Vec::new()).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{error}");
    }
}
