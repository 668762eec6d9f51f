//! Writing an item.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::mem;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::chunks::{CHUNK_BYTES, Chunk, ChunkCipher, empty_chunk, header};
use crate::flush::blocking;
use crate::item::{Name, Place};
use crate::keys::{self, Binding, CaseKey, NONCE_BYTES, SecretKey};
use crate::spool::Unfinished;
use crate::vault::Inner;
use crate::{SealedItem, VaultError};

/// An item being written. Dropping it unfinished removes its file.
pub struct Sealing {
    /// `None` once a write failed or was cancelled.
    writer: Option<Box<Writer>>,
    /// Plaintext that no full chunk has taken yet; a full one waits here, since it may be the last.
    pending: Chunk,
}

impl Sealing {
    pub(crate) fn new(writer: Writer) -> Self {
        Self { writer: Some(Box::new(writer)), pending: empty_chunk() }
    }

    /// Adds the next bytes of the item.
    ///
    /// # Errors
    /// [`VaultError::Disk`]; after any error, or a cancelled call, the item is gone and only [`VaultError::Interrupted`] follows.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), VaultError> {
        if self.writer.is_none() {
            return Err(VaultError::Interrupted);
        }
        while !bytes.is_empty() {
            if self.pending.len() == CHUNK_BYTES {
                self.write_chunk().await?;
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.pending.len()));
            self.pending.extend_from_slice(taken);
            bytes = rest;
        }
        Ok(())
    }

    /// Seals the rest. When it returns, the item is on the disk: file and directory are flushed.
    ///
    /// # Errors
    /// [`VaultError::Disk`] if anything, the flushing included, failed: then the item does not exist.
    pub async fn finish(mut self) -> Result<SealedItem, VaultError> {
        let mut writer = self.writer.take().ok_or(VaultError::Interrupted)?;
        let mut chunk = mem::replace(&mut self.pending, empty_chunk());
        blocking(move || {
            writer.write_chunk(&mut chunk, true)?;
            writer.finish()
        })
        .await
    }

    async fn write_chunk(&mut self) -> Result<(), VaultError> {
        // Taken out for the time of the call: whoever cancels it leaves no half-written item that could be finished.
        let mut writer = self.writer.take().ok_or(VaultError::Interrupted)?;
        let mut chunk = mem::replace(&mut self.pending, empty_chunk());
        let (writer, chunk) = blocking(move || {
            writer.write_chunk(&mut chunk, false)?;
            chunk.clear();
            Ok((writer, chunk))
        })
        .await?;
        (self.writer, self.pending) = (Some(writer), chunk);
        Ok(())
    }
}

impl fmt::Debug for Sealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").finish_non_exhaustive()
    }
}

/// What is drawn at random for one item.
pub(crate) struct Draw {
    pub(crate) name: Name,
    pub(crate) item_key: SecretKey,
    pub(crate) wrapping_nonce: [u8; NONCE_BYTES],
}

/// The blocking half of [`Sealing`].
pub(crate) struct Writer {
    vault: Arc<Inner>,
    case: CaseKey,
    place: Place,
    file: File,
    unfinished: Unfinished,
    draw: Draw,
    cipher: ChunkCipher,
    next_index: u64,
    size_bytes: u64,
    sha256: Sha256,
    blake3: blake3::Hasher,
}

impl Writer {
    /// Starts the file with its header; `None` if the drawn name is taken.
    pub(crate) fn start(vault: Arc<Inner>, draw: Draw, case: CaseKey) -> Result<Option<Self>, VaultError> {
        let Some((mut file, unfinished)) = vault.spool.create(draw.name)? else { return Ok(None) };
        // Asked after the file being written claims the name, so that no two items can both see it free.
        if vault.items.exists(draw.name)? {
            return Ok(None);
        }
        let place = Place::new(draw.name, case.case_id(), case.key_version());
        file.write_all(&header(place)).map_err(VaultError::disk("write an item"))?;
        Ok(Some(Self {
            vault,
            cipher: ChunkCipher::new(&draw.item_key, place),
            case,
            place,
            file,
            unfinished,
            draw,
            next_index: 0,
            size_bytes: 0,
            sha256: Sha256::new(),
            blake3: blake3::Hasher::new(),
        }))
    }

    /// Seals `chunk` in place and appends it.
    fn write_chunk(&mut self, chunk: &mut Chunk, last: bool) -> Result<(), VaultError> {
        self.size_bytes += chunk.len() as u64;
        self.sha256.update(chunk.as_slice());
        self.blake3.update(chunk.as_slice());
        // GCM fails to encrypt only above 64 GiB, a chunk has 64 KiB.
        self.cipher.seal(self.next_index, last, chunk).map_err(|_| VaultError::Interrupted)?;
        self.next_index += 1;
        self.file.write_all(chunk).map_err(VaultError::disk("write an item"))
    }

    fn finish(self: Box<Self>) -> Result<SealedItem, VaultError> {
        let Draw { name, item_key, wrapping_nonce } = self.draw;
        let binding = Binding {
            place: self.place,
            size_bytes: self.size_bytes,
            sha256: self.sha256.finalize().into(),
            blake3: self.blake3.finalize().into(),
        };
        let wrapped_key = keys::wrap(&self.case, &item_key, wrapping_nonce, &binding)?;
        self.vault.items.publish(&self.file, self.unfinished, name)?;
        Ok(SealedItem {
            name: name.to_string(),
            case_id: self.case.case_id().to_owned(),
            key_version: self.case.key_version(),
            wrapped_key,
            size_bytes: self.size_bytes,
            sha256: hex::encode(binding.sha256),
            blake3: hex::encode(binding.blake3),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::sync::Mutex;

    use model::SeededRng;

    use super::*;
    use crate::Vault;
    use crate::flush::Flush;

    /// Notes the inode of everything flushed; refuses the flush of that number, counted from 0 after the vault was opened.
    #[derive(Default)]
    struct Plan {
        flushed: Vec<u64>,
        refuse_at: Option<usize>,
    }

    #[derive(Clone, Default)]
    struct PlannedFlush(Arc<Mutex<Plan>>);

    impl Flush for PlannedFlush {
        fn flush(&self, file: &File) -> io::Result<()> {
            let mut plan = self.0.lock().unwrap();
            let refused = plan.refuse_at == Some(plan.flushed.len());
            plan.flushed.push(file.metadata()?.ino());
            if refused { Err(io::Error::from_raw_os_error(5)) } else { file.sync_all() }
        }
    }

    async fn seal_with(dir: &Path, refuse_at: Option<usize>) -> (Result<SealedItem, VaultError>, Vec<u64>) {
        let flush = PlannedFlush::default();
        let vault = Vault::open_with(dir, Arc::new(flush.clone())).await.unwrap();
        *flush.0.lock().unwrap() = Plan { flushed: Vec::new(), refuse_at };
        let mut sealing = vault.put(&SeededRng::new(1), &CaseKey::new("rep_1", 1, &[1; 32])).await.unwrap();
        sealing.write(b"content").await.unwrap();
        let finished = sealing.finish().await;
        let flushed = flush.0.lock().unwrap().flushed.clone();
        (finished, flushed)
    }

    fn files_in(dir: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files_in(&path));
            } else {
                found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
        }
        found
    }

    #[tokio::test]
    async fn finish_flushes_the_file_then_its_folder_and_the_folders_own() {
        let dir = tempfile::tempdir().unwrap();
        let (item, flushed) = seal_with(dir.path(), None).await;
        let name = item.unwrap().name;
        let items = dir.path().join("items");
        let folder = items.join(&name[..2]);
        let inode = |path: &Path| std::fs::metadata(path).unwrap().ino();
        assert_eq!(flushed, [inode(&folder.join(&name)), inode(&items), inode(&folder)]);
    }

    #[tokio::test]
    async fn a_refused_flush_is_reported_and_leaves_no_item() {
        for refuse_at in 0..3 {
            let dir = tempfile::tempdir().unwrap();
            let (finished, flushed) = seal_with(dir.path(), Some(refuse_at)).await;
            let error = finished.unwrap_err();
            assert!(matches!(error, VaultError::Disk { .. }), "{error}");
            assert_eq!(flushed.len(), refuse_at + 1, "nothing is flushed after a refusal");
            assert_eq!(files_in(dir.path()), ["lock"]);
        }
    }
}
