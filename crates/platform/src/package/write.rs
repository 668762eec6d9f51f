//! Writing a package: into a digest alone, and through the sealing to who asked.

use std::io::{self, Cursor, Read, Write};

use service::{Failure, Node};
use sha2::{Digest as _, Sha256};
use tokio::io::DuplexStream;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio_util::io::SyncIoBridge;
use vault::{Opening, SealedItem, Vault};
use wire::note::NoteSigner;
use wire::package::sealed::{RecipientKey, Sealer};
use wire::package::{self, PackageError, Payload};

use super::Bag;
use crate::State;
use crate::evidence;

const PIPE_BYTES: usize = 256 << 10;
/// Sealed bytes are handed on when there are so many.
const PIECE_BYTES: usize = 64 << 10;

/// Size and digest of an archive before it is sealed.
pub(crate) struct Measured {
    pub(crate) sha256: String,
    pub(crate) size_bytes: u64,
}

/// Size and digest of the archive.
pub(crate) async fn measure(state: &State, bag: &Bag) -> Result<Measured, Failure> {
    let (source, signer, bag, handle) =
        (Store::of(state), state.signer.clone(), bag.clone(), Handle::current());
    let measured = spawn_blocking(move || {
        let mut out = Measuring { digest: Sha256::new(), size_bytes: 0 };
        write(&source, &signer, bag, &handle, &mut out)?;
        Ok::<_, PackageError>(Measured {
            sha256: hex::encode(out.digest.finalize()),
            size_bytes: out.size_bytes,
        })
    });
    measured.await.map_err(Failure::broken)?.map_err(Failure::broken)
}

/// The sealed package, as it is written: it ends early when a byte of it cannot be had, and then does not open.
///
/// # Errors
/// The recipient's key cannot be sealed to.
pub(crate) fn sealed(state: &State, bag: Bag, recipient: &RecipientKey) -> Result<DuplexStream, Failure> {
    let (pipe_in, pipe_out) = tokio::io::duplex(PIPE_BYTES);
    let (source, signer, handle) = (Store::of(state), state.signer.clone(), Handle::current());
    let mut head = Vec::new();
    let node = state.node.clone();
    let sealer = Sealer::to(recipient, |bytes| node.rng().fill(bytes), &mut head)
        .map_err(|error| Failure::refused("recipient", error.to_string()))?;
    spawn_blocking(move || {
        let pipe = SyncIoBridge::new_with_handle(pipe_in, handle.clone());
        let mut out = Sealing { sealer, waiting: head, out: pipe };
        let written = write(&source, &signer, bag, &handle, &mut out);
        if let Err(error) = written.and_then(|()| out.finish().map_err(PackageError::Io)) {
            // whoever asked may have gone; what is cut off does not open
            tracing::warn!(%error, "an evidence package was not written to its end");
        }
    });
    Ok(pipe_out)
}

/// From where the original bytes come.
#[derive(Clone)]
struct Store {
    node: Node,
    vault: Vault,
}

impl Store {
    fn of(state: &State) -> Self {
        Self { node: state.node.clone(), vault: state.vault.clone() }
    }
}

/// Writes the archive: the same bytes each time.
fn write(
    store: &Store,
    signer: &NoteSigner,
    bag: Bag,
    handle: &Handle,
    out: &mut impl Write,
) -> Result<(), PackageError> {
    let Bag { referral, documents, items } = bag;
    let mut payload: Vec<Payload<Content>> = documents.into_iter().map(in_memory).collect();
    for (path, item) in items {
        let (size_bytes, sha256) = (item.size_bytes, item.sha256.clone());
        let lazy = LazyItem { store: store.clone(), handle: handle.clone(), item, open: None };
        payload.push(Payload { path, size_bytes, sha256, source: Content::Vault(Box::new(lazy)) });
    }
    package::write(out, &referral, payload, signer)
}

fn in_memory((path, bytes): (String, Vec<u8>)) -> Payload<Content> {
    let (size_bytes, sha256) = (bytes.len() as u64, hex::encode(Sha256::digest(&bytes)));
    Payload { path, size_bytes, sha256, source: Content::Memory(Cursor::new(bytes)) }
}

/// Where the bytes of a payload file come from.
enum Content {
    Vault(Box<LazyItem>),
    Memory(Cursor<Vec<u8>>),
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Vault(item) => item.read(buffer),
            Self::Memory(bytes) => Read::read(bytes, buffer),
        }
    }
}

/// An item that is opened when its first byte is wanted.
struct LazyItem {
    store: Store,
    handle: Handle,
    item: SealedItem,
    open: Option<SyncIoBridge<Opening>>,
}

impl Read for LazyItem {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(open) = &mut self.open {
            return open.read(buffer);
        }
        let opening = evidence::open(&self.store.node, &self.store.vault, &self.item);
        let opening = self.handle.block_on(opening).map_err(io::Error::other)?;
        self.open.insert(SyncIoBridge::new_with_handle(opening, self.handle.clone())).read(buffer)
    }
}

/// Counts and digests what is written.
struct Measuring {
    digest: Sha256,
    size_bytes: u64,
}

impl Write for Measuring {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digest.update(bytes);
        self.size_bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Seals what is written, and hands it on.
struct Sealing<W> {
    sealer: Sealer,
    waiting: Vec<u8>,
    out: W,
}

impl<W: Write> Sealing<W> {
    fn finish(mut self) -> io::Result<()> {
        self.sealer.finish(&mut self.waiting).map_err(io::Error::other)?;
        self.out.write_all(&self.waiting)?;
        self.out.flush()
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sealer.push(bytes, &mut self.waiting).map_err(io::Error::other)?;
        if self.waiting.len() >= PIECE_BYTES {
            self.out.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
