//! Reading an item.

use std::fmt;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::chunks::{Chunk, ChunkCipher, HEADER_BYTES, Layout, TAG_BYTES, check_header, empty_chunk};
use crate::item::Name;
use crate::items::SealedBytes;
use crate::keys::{self, Binding, CaseKey};
use crate::vault::Inner;
use crate::{Damage, SealedItem, VaultError};

/// The content of an item as an [`AsyncRead`], chunk by chunk; every byte it yields is authenticated.
///
/// Damage is an error of kind `InvalidData` whose source is a [`VaultError`], and stays one: a damaged item never ends like a whole
/// one. What was read before such an error is genuine but not complete.
pub struct Opening {
    state: State,
    size_bytes: u64,
}

/// A chunk's plaintext, and the reader if another follows.
type NextChunk = (Chunk, Option<Box<Reader>>);

enum State {
    /// Bytes of an opened chunk from `at` on; `reader` is `None` after the last chunk.
    Ready { chunk: Chunk, at: usize, reader: Option<Box<Reader>> },
    /// The next chunk is being read and opened.
    Reading(JoinHandle<Result<NextChunk, VaultError>>),
    /// An error was given out.
    Failed,
}

impl Opening {
    pub(crate) fn new(reader: Reader) -> Self {
        let size_bytes = reader.size_bytes;
        let state = State::Ready { chunk: empty_chunk(), at: 0, reader: Some(Box::new(reader)) };
        Self { state, size_bytes }
    }

    /// Size of the whole content.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }
}

impl AsyncRead for Opening {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            match &mut self.state {
                State::Ready { chunk, at, .. } if *at < chunk.len() => {
                    let taken = buf.remaining().min(chunk.len() - *at);
                    buf.put_slice(&chunk[*at..*at + taken]);
                    *at += taken;
                    return Poll::Ready(Ok(()));
                }
                State::Ready { reader, .. } => match reader.take() {
                    None => return Poll::Ready(Ok(())),
                    Some(reader) => self.state = State::Reading(spawn_blocking(move || reader.next())),
                },
                State::Reading(task) => match ready!(Pin::new(task).poll(cx)) {
                    Ok(Ok((chunk, reader))) => self.state = State::Ready { chunk, at: 0, reader },
                    Ok(Err(error)) => return self.fail(error),
                    Err(_) => return self.fail(VaultError::Interrupted),
                },
                State::Failed => return self.fail(VaultError::Interrupted),
            }
        }
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

impl Opening {
    fn fail(&mut self, error: VaultError) -> Poll<io::Result<()>> {
        self.state = State::Failed;
        let kind = match &error {
            VaultError::Disk { source, .. } => source.kind(),
            VaultError::Interrupted => io::ErrorKind::Other,
            _ => io::ErrorKind::InvalidData,
        };
        Poll::Ready(Err(io::Error::new(kind, error)))
    }
}

/// The blocking half of [`Opening`].
pub(crate) struct Reader {
    /// Keeps the vault's lock as long as its files are read.
    _vault: Arc<Inner>,
    reader: Box<dyn Read + Send>,
    name: Name,
    cipher: ChunkCipher,
    layout: Layout,
    next_index: u64,
    size_bytes: u64,
}

impl Reader {
    /// Checks key, length and header; the content is checked as it is read.
    pub(crate) fn start(vault: Arc<Inner>, item: &SealedItem, case: &CaseKey) -> Result<Self, VaultError> {
        let binding = Binding::of(item)?;
        let (place, name) = (binding.place, binding.place.name);
        let key = keys::unwrap(case, &item.wrapped_key, &binding)?;
        let SealedBytes { mut reader, size_bytes: found_bytes } = vault.items.open(name)?;
        let damaged = |damage| VaultError::Damaged { name: name.to_string(), damage };
        let mut header = [0; HEADER_BYTES];
        read_exact(&mut reader, &mut header, name)?;
        check_header(&header, place).map_err(damaged)?;
        let layout = Layout::new(item.size_bytes);
        match found_bytes.cmp(&layout.file_bytes()) {
            std::cmp::Ordering::Less => return Err(damaged(Damage::Truncated)),
            std::cmp::Ordering::Greater => return Err(damaged(Damage::Extended)),
            std::cmp::Ordering::Equal => {}
        }
        let (cipher, size_bytes) = (ChunkCipher::new(&key, place), item.size_bytes);
        Ok(Self { _vault: vault, reader, name, cipher, layout, next_index: 0, size_bytes })
    }

    /// Reads and opens the next chunk.
    fn next(mut self: Box<Self>) -> Result<NextChunk, VaultError> {
        let index = self.next_index;
        let last = self.layout.is_last(index);
        let mut chunk = empty_chunk();
        chunk.resize(self.layout.chunk_bytes(index) + TAG_BYTES, 0);
        read_exact(&mut self.reader, &mut chunk, self.name)?;
        let damaged = |damage| VaultError::Damaged { name: self.name.to_string(), damage };
        self.cipher.open(index, last, &mut chunk).map_err(damaged)?;
        if !last {
            self.next_index += 1;
            return Ok((chunk, Some(self)));
        }
        // The length was checked at the start; a file may have grown since.
        match self.reader.read(&mut [0]).map_err(VaultError::disk("read an item"))? {
            0 => Ok((chunk, None)),
            _ => Err(damaged(Damage::Extended)),
        }
    }
}

fn read_exact(reader: &mut impl Read, buffer: &mut [u8], name: Name) -> Result<(), VaultError> {
    reader.read_exact(buffer).map_err(|source| match source.kind() {
        io::ErrorKind::UnexpectedEof => {
            VaultError::Damaged { name: name.to_string(), damage: Damage::Truncated }
        }
        _ => VaultError::Disk { step: "read an item", source },
    })
}
