//! Staging: the package is opened and goes to the vault as it arrives, under the vault's own seal, is read back and verified, and its files are sealed one by one.
//!
//! The keys of staged items live in memory only until the transaction keeps them: after a crash what was staged is unreadable for good.

use std::collections::BTreeMap;
use std::io::{self, Read};

use axum::body::Bytes;
use futures::{Stream, StreamExt};
use model::Id;
use model::kind::EvidenceItem;
use service::{CaseKey, Failure, Node};
use tokio::io::AsyncReadExt;
use tokio::runtime::Handle;
use vault::{Opening, SealedItem, Vault};
use wire::cybertipline::MAX_DOCUMENT_BYTES;
use wire::note::NoteVerifier;
use wire::package::sealed::{RecipientSecret, SealedError};
use wire::package::{self, Limits, Opened, PackageError, PayloadEntry};

use super::arriving::Arriving;
use crate::db::evidence;
use crate::evidence::vault_key;
use crate::ids::Receipt;

/// Folder of the shared files in the bag.
const FILES: &str = "data/files/";
/// Folder of the reports' originals; what stands elsewhere was made from them.
const REPORTS: &str = "data/reports/";
const BUFFER_BYTES: usize = 64 << 10;

/// An item in the vault with the key that opens it. A package has the case of its receipt; a file, which several reports may share, has
/// one of its own, named by its evidence item.
#[derive(Clone)]
pub(crate) struct StagedItem {
    pub(crate) case: CaseKey,
    pub(crate) item: SealedItem,
}

/// A verified package whose items wait to be kept.
pub(crate) struct Staged {
    pub(crate) opened: Opened,
    pub(crate) receipt_id: Id<Receipt>,
    pub(crate) package: StagedItem,
    /// Whether it came sealed to this node.
    pub(crate) was_sealed: bool,
    /// By SHA-256.
    pub(crate) files: BTreeMap<String, (Id<EvidenceItem>, StagedItem)>,
    /// The reports' XML documents by path in the bag.
    pub(crate) documents: BTreeMap<String, Vec<u8>>,
}

impl Staged {
    /// Everything that was sealed.
    pub(crate) fn items(&self) -> impl Iterator<Item = &SealedItem> {
        let files = self.files.values().map(|(_, file)| &file.item);
        std::iter::once(&self.package.item).chain(files)
    }
}

/// Takes a package as it arrives. On refusal nothing stays in the vault.
///
/// # Errors
/// Refused (422) names the part of the package that is wrong; a body that breaks off is a bad request.
pub(crate) async fn stage<E: std::error::Error>(
    node: &Node,
    vault: &Vault,
    secret: &RecipientSecret,
    verifiers: &[NoteVerifier],
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Staged, Failure> {
    let receipt_id = Id::new(node.clock(), node.rng());
    let arriving = Arriving::new(secret.clone());
    let (package, was_sealed) = keep_body(node, vault, node.cases().draw(receipt_id), arriving, body).await?;
    match open(node, vault, verifiers, receipt_id, &package).await {
        Ok(staged) => Ok(Staged { was_sealed, ..staged }),
        Err(failure) => {
            vault.remove(&package.item).await.map_err(Failure::broken)?;
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

async fn keep_body<E: std::error::Error>(
    node: &Node,
    vault: &Vault,
    case: CaseKey,
    mut arriving: Arriving,
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<(StagedItem, bool), Failure> {
    let mut sealing = vault.put(node.rng(), &vault_key(&case)).await.map_err(Failure::broken)?;
    let (mut body, mut opened) = (std::pin::pin!(body), Vec::new());
    let refuse = |error: SealedError| Failure::refused("package", error.to_string());
    while let Some(chunk) = body.next().await {
        let chunk =
            chunk.map_err(|_| Failure::bad_request("the package broke off, or is larger than the limit"))?;
        if let Err(error) = arriving.push(&chunk, &mut opened) {
            // the sender hears why only once its body is read to the end
            while let Some(Ok(_)) = body.next().await {}
            return Err(refuse(error));
        }
        sealing.write(&opened).await.map_err(Failure::broken)?;
        opened.clear();
    }
    let was_sealed = arriving.finish(&mut opened).map_err(refuse)?;
    sealing.write(&opened).await.map_err(Failure::broken)?;
    Ok((StagedItem { case, item: sealing.finish().await.map_err(Failure::broken)? }, was_sealed))
}

async fn open(
    node: &Node,
    vault: &Vault,
    verifiers: &[NoteVerifier],
    receipt_id: Id<Receipt>,
    package: &StagedItem,
) -> Result<Staged, Failure> {
    let opening = vault.open_item(&package.item, &vault_key(&package.case)).await.map_err(Failure::broken)?;
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
            let package = package.clone();
            return Ok(Staged { opened, receipt_id, package, was_sealed: false, files, documents });
        }
        (Ok(_), Some(path)) => Failure::refused(&path, format!("is larger than {MAX_DOCUMENT_BYTES} bytes")),
        (Err(error), _) => refusal(error),
    };
    for (_, file) in sink.files.values() {
        vault.remove(&file.item).await.map_err(Failure::broken)?;
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
    files: BTreeMap<String, (Id<EvidenceItem>, StagedItem)>,
    documents: BTreeMap<String, Vec<u8>>,
    /// A document that is not read: no reader of the format would take it.
    too_large: Option<String>,
}

impl Sink {
    fn take(&mut self, entry: &PayloadEntry, bytes: &mut dyn Read) -> io::Result<()> {
        if entry.path.starts_with(FILES) {
            let item_id = Id::new(self.node.clock(), self.node.rng());
            let case = self.node.cases().draw(item_id);
            let item = self.seal(&case, bytes)?;
            self.files.insert(entry.sha256.clone(), (item_id, StagedItem { case, item }));
            return Ok(());
        }
        // made from the originals for tools and readers, of kinds that may be new: it stays in the package, and is not read
        if !entry.path.starts_with(REPORTS) {
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

    fn seal(&self, case: &CaseKey, bytes: &mut dyn Read) -> io::Result<SealedItem> {
        let key = vault_key(case);
        let mut sealing =
            self.runtime.block_on(self.vault.put(self.node.rng(), &key)).map_err(io::Error::other)?;
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
