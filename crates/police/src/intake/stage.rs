//! Staging: the package goes sealed to the vault as it arrives, is read back and verified, and its files are sealed one by one.
//!
//! The keys of staged items live in memory only until the transaction keeps them: after a crash what was staged is unreadable for good.

use std::collections::BTreeMap;
use std::io::{self, Read};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use service::{Failure, Node};
use tokio::io::AsyncReadExt;
use tokio::runtime::Handle;
use vault::{Opening, SealedItem, Vault};
use wire::cybertipline::MAX_DOCUMENT_BYTES;
use wire::note::NoteVerifier;
use wire::package::{self, Limits, Opened, PackageError, PayloadEntry};

use crate::db::evidence;

/// Folder of the shared files in the bag; everything else is a document.
const FILES: &str = "data/files/";
const BUFFER_BYTES: usize = 64 << 10;

/// A verified package whose items wait to be kept.
pub(crate) struct Staged {
    pub(crate) opened: Opened,
    pub(crate) package: SealedItem,
    /// By SHA-256.
    pub(crate) files: BTreeMap<String, SealedItem>,
    /// The XML documents by path in the bag.
    pub(crate) documents: BTreeMap<String, Vec<u8>>,
}

impl Staged {
    /// Everything that was sealed.
    pub(crate) fn items(&self) -> impl Iterator<Item = &SealedItem> {
        std::iter::once(&self.package).chain(self.files.values())
    }
}

/// Takes a package as it arrives. On refusal nothing stays in the vault.
///
/// # Errors
/// Refused (422) names the part of the package that is wrong; a body that breaks off is a bad request.
pub(crate) async fn stage<E: std::error::Error>(
    node: &Node,
    vault: &Vault,
    verifiers: &[NoteVerifier],
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Staged, Failure> {
    let package = seal_body(node, vault, body).await?;
    match open(node, vault, verifiers, &package).await {
        Ok(staged) => Ok(staged),
        Err(failure) => {
            vault.remove(&package).await.map_err(Failure::broken)?;
            Err(failure)
        }
    }
}

/// Removes what the transaction did not keep: after a refusal, a replay, or for files that were known before.
pub(crate) async fn discard_unkept(node: &Node, vault: &Vault, staged: &Staged) -> Result<(), Failure> {
    let mut tx = node.db().begin_read("find-unkept-items").await?;
    let mut unkept = Vec::new();
    for item in staged.items() {
        if !evidence::is_kept(&mut tx, &item.name).await? {
            unkept.push(item);
        }
    }
    tx.commit().await?;
    for item in unkept {
        vault.remove(item).await.map_err(Failure::broken)?;
    }
    Ok(())
}

async fn seal_body<E: std::error::Error>(
    node: &Node,
    vault: &Vault,
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<SealedItem, Failure> {
    let mut sealing = vault.put(node.rng()).await.map_err(Failure::broken)?;
    let mut body = std::pin::pin!(body);
    while let Some(chunk) = body.next().await {
        let chunk =
            chunk.map_err(|_| Failure::bad_request("the package broke off, or is larger than the limit"))?;
        sealing.write(&chunk).await.map_err(Failure::broken)?;
    }
    sealing.finish().await.map_err(Failure::broken)
}

async fn open(
    node: &Node,
    vault: &Vault,
    verifiers: &[NoteVerifier],
    package: &SealedItem,
) -> Result<Staged, Failure> {
    let opening = vault.open_item(package).await.map_err(Failure::broken)?;
    let mut sink = Sink {
        node: node.clone(),
        vault: vault.clone(),
        runtime: Handle::current(),
        files: BTreeMap::new(),
        documents: BTreeMap::new(),
        too_large: None,
    };
    let input = Blocking { opening, runtime: Handle::current() };
    let verifiers = verifiers.to_vec();
    let reading = tokio::task::spawn_blocking(move || {
        let opened =
            package::read(input, &verifiers, &Limits::default(), |entry, bytes| sink.take(entry, bytes));
        (opened, sink)
    });
    let (opened, sink) = reading.await.map_err(Failure::broken)?;
    let refused = match (opened, sink.too_large) {
        (Ok(opened), None) => {
            let (files, documents) = (sink.files, sink.documents);
            return Ok(Staged { opened, package: package.clone(), files, documents });
        }
        (Ok(_), Some(path)) => Failure::refused(&path, format!("is larger than {MAX_DOCUMENT_BYTES} bytes")),
        (Err(error), _) => refusal(error),
    };
    for item in sink.files.values() {
        vault.remove(item).await.map_err(Failure::broken)?;
    }
    Err(refused)
}

/// What was wrong, under the name of the part at fault.
fn refusal(error: PackageError) -> Failure {
    let message = error.to_string();
    match error {
        PackageError::Io(_) | PackageError::Sink { .. } => Failure::broken(error),
        PackageError::Digest { path } | PackageError::Payload { path } => Failure::refused(&path, message),
        PackageError::Tag { file, .. } => Failure::refused(file, message),
        PackageError::Signature(_) => Failure::refused("tagmanifest-sha256.txt.sig", message),
        PackageError::Referral(_) => Failure::refused(package::REFERRAL_PATH, message),
        PackageError::Truncated
        | PackageError::Trailing
        | PackageError::NotCanonical { .. }
        | PackageError::Order { .. }
        | PackageError::TooLarge { .. } => Failure::refused("package", message),
    }
}

/// Seals the files of a package and collects its documents.
struct Sink {
    node: Node,
    vault: Vault,
    runtime: Handle,
    files: BTreeMap<String, SealedItem>,
    documents: BTreeMap<String, Vec<u8>>,
    /// A document that is not read: no reader of the format would take it.
    too_large: Option<String>,
}

impl Sink {
    fn take(&mut self, entry: &PayloadEntry, bytes: &mut dyn Read) -> io::Result<()> {
        if entry.path.starts_with(FILES) {
            let item = self.seal(bytes)?;
            self.files.insert(entry.sha256.clone(), item);
            return Ok(());
        }
        let mut document = Vec::new();
        bytes.take(MAX_DOCUMENT_BYTES as u64 + 1).read_to_end(&mut document)?;
        if document.len() > MAX_DOCUMENT_BYTES {
            self.too_large = Some(entry.path.clone());
            return Ok(());
        }
        self.documents.insert(entry.path.clone(), document);
        Ok(())
    }

    fn seal(&self, bytes: &mut dyn Read) -> io::Result<SealedItem> {
        let mut sealing = self.runtime.block_on(self.vault.put(self.node.rng())).map_err(io::Error::other)?;
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            let length = bytes.read(&mut buffer)?;
            if length == 0 {
                return self.runtime.block_on(sealing.finish()).map_err(io::Error::other);
            }
            let read = buffer.get(..length).unwrap_or_default();
            self.runtime.block_on(sealing.write(read)).map_err(io::Error::other)?;
        }
    }
}

/// The sealed package as a blocking reader.
struct Blocking {
    opening: Opening,
    runtime: Handle,
}

impl Read for Blocking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.runtime.block_on(self.opening.read(buffer))
    }
}
