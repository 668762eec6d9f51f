//! One sealed, signed evidence file for the police: a referral package of one report, with the original bytes, what the report says, what the
//! application said, and how it came to be (who looked, what matched, what was decided and answered), sealed to a key of the police.
//!
//! Nothing of it is kept: the same evidence gives the same archive, which is written twice. The first time into a digest alone, so that what goes out
//! is recorded before a byte of it does; the second time through the sealing to who asked.

mod parts;

use std::io::{self, Cursor, Read, Write};

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::opening::{Viewing, first_viewed_at};
use service::rights::ObjectRef;
use service::{Failure, Node, Tx, custody_log};
use sha2::{Digest as _, Sha256};
use tokio::io::DuplexStream;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio_util::io::SyncIoBridge;
use vault::{Opening, SealedItem, Vault};
use wire::custody_mark::CustodyMark;
use wire::document::Document as _;
use wire::note::NoteSigner;
use wire::package::sealed::{RecipientKey, Sealer};
use wire::package::{self, PackageError, Payload};
use wire::referral::{ChosenCountry, DerivedDocument, Recipient, Referral, ReferredReport, Sender};

use crate::State;
use crate::db::reports::ReportRow;
use crate::db::{decisions, filing_steps, hits};
use crate::evidence;
use crate::ids::{EvidencePackage, LegalProcess};
use crate::reported::Reported;

const PIPE_BYTES: usize = 256 << 10;
/// Sealed bytes are handed on when there are so many.
const PIECE_BYTES: usize = 64 << 10;
const PROVENANCE_PATH: &str = "data/provenance.json";
const STATEMENT_PATH: &str = "data/statement.json";

/// To whom a package goes, and why.
pub(crate) struct Addressed {
    /// Code by which the agency is addressed.
    pub(crate) agency: String,
    /// Its country (ISO 3166-1, two letters).
    pub(crate) country: String,
    /// What it is sealed to.
    pub(crate) recipient: RecipientKey,
    /// The order that it answers, where there is one.
    pub(crate) process_id: Option<Id<LegalProcess>>,
    pub(crate) reason: String,
}

/// What stands in a package. Personal.
#[derive(Clone)]
pub(crate) struct Bag {
    referral: Referral,
    documents: Vec<(String, Vec<u8>)>,
    /// The original bytes, with where they lie in the package.
    items: Vec<(String, SealedItem)>,
}

/// Size and digest of an archive before it is sealed.
pub(crate) struct Measured {
    pub(crate) sha256: String,
    pub(crate) size_bytes: u64,
}

/// How a report came to be: what a court asks of it. Names no person of the company.
#[derive(Serialize)]
struct Provenance {
    schema: &'static str,
    report_id: String,
    upload_id: String,
    /// Whether a person of the company had opened the whole file before it was reported.
    viewing: Viewing,
    /// When a person first had.
    first_viewed_at: Option<Timestamp>,
    matches: Vec<Match>,
    decisions: Vec<Decided>,
    requests: Vec<Request>,
}

#[derive(Serialize)]
struct Match {
    list: String,
    version: i64,
    algorithm: String,
    distance_bits: i64,
    vouched_by: Vec<String>,
    found_at: Timestamp,
    confirmed: bool,
}

#[derive(Serialize)]
struct Decided {
    decision: &'static str,
    viewed: &'static str,
    decided_at: Timestamp,
}

/// A request of the CyberTipline API, with its answer.
#[derive(Serialize)]
struct Request {
    step: &'static str,
    state: &'static str,
    intended_at: Timestamp,
    settled_at: Option<Timestamp>,
    http_status: Option<i64>,
    response_code: Option<i64>,
    report_number: Option<i64>,
}

/// Collects what stands in the package of a report.
///
/// # Errors
/// Conflict while the report has no number; gone once it is erased.
pub(crate) async fn gather(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
    (package_id, to, at): (Id<EvidencePackage>, &Addressed, Timestamp),
) -> Result<Bag, Failure> {
    let (Some(number), Some(finished_at)) = (report.report_number, report.filed_at) else {
        return Err(Failure::conflict("the report is not filed yet; a package carries its number"));
    };
    let company = state.config.platform.company.as_ref().ok_or_else(|| {
        Failure::conflict("it is not configured where the company is established; a package says so")
    })?;
    let reported = Reported::load(state, tx, report).await?.ok_or_else(Failure::erased)?;
    let provenance = provenance(tx, report, &reported).await?;
    let mark = custody_log::mark_before(&state.node, tx, at).await?;
    let folder = format!("data/reports/{number}");
    let report_path = format!("{folder}/report.xml");
    let document = reported.document(&state.reporting).map_err(Failure::broken)?;
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(Failure::broken);
    let mut documents = vec![
        (report_path.clone(), document.write().into_bytes()),
        (PROVENANCE_PATH.to_owned(), json(serde_json::to_vec_pretty(&provenance))?),
        (STATEMENT_PATH.to_owned(), json(parts::statement(&reported))?),
    ];
    let details = parts::details(&reported, &folder)?;
    let details_paths = details.iter().map(|(path, _)| path.clone()).collect();
    let files = reported.files().iter().map(parts::referred_file).collect();
    documents.extend(details);
    let referred = ReferredReport {
        report_number: number,
        reporting_party: state.config.service.clone(),
        received_at: report.opened_at,
        finished_at,
        report_path,
        file_details_paths: details_paths,
        files,
        ip_addresses: parts::addresses(&document),
        country: ChosenCountry {
            code: to.country.clone(),
            grounds: "the country of the agency that asked; no other was looked for".to_owned(),
        },
        detection_bases: Vec::new(),
    };
    let referral = Referral {
        schema: Referral::SCHEMA.to_owned(),
        referral_id: package_id.to_string(),
        from: Sender { name: state.config.service.clone(), country: company.established_in.clone() },
        to: Recipient { agency: to.agency.clone(), country: to.country.clone() },
        made_at: at,
        made_by: "moderator".to_owned(),
        conveyed_by: None,
        custody: mark.map(|mark| CustodyMark {
            origin: mark.origin,
            key_fingerprint: mark.key_fingerprint,
            size: mark.size,
            root: mark.root,
        }),
        reports: vec![referred],
        derived: vec![derived(PROVENANCE_PATH, "provenance"), derived(STATEMENT_PATH, "statement")],
        batch: Vec::new(),
    };
    Ok(Bag { referral, documents, items: parts::items(&reported) })
}

fn derived(path: &str, kind: &str) -> DerivedDocument {
    DerivedDocument {
        path: path.to_owned(),
        kind: kind.to_owned(),
        media_type: "application/json".to_owned(),
    }
}

async fn provenance(tx: &mut Tx, report: &ReportRow, reported: &Reported) -> Result<Provenance, Failure> {
    let upload_id = report.upload_id;
    let (mut matches, mut decisions) = (Vec::new(), Vec::new());
    for upload in reported.uploads() {
        let id = upload.upload.upload_id;
        let hits = hits::list_hits_of_upload(tx, id).await?;
        matches.extend(hits.into_iter().map(|hit| Match {
            confirmed: hit.is_confirmed(),
            list: hit.list_name,
            version: hit.list_version,
            algorithm: hit.algorithm,
            distance_bits: hit.distance_bits,
            vouched_by: hit.members,
            found_at: hit.found_at,
        }));
        let made = decisions::list_decisions(tx, id).await?;
        decisions.extend(made.into_iter().map(|row| Decided {
            decision: row.verdict.name(),
            viewed: row.viewed.name(),
            decided_at: row.decided_at,
        }));
    }
    let requests = filing_steps::list_steps(tx, report.report_id).await?.into_iter().map(|row| Request {
        step: row.step.name(),
        state: row.state.name(),
        intended_at: row.intended_at,
        settled_at: row.settled_at,
        http_status: row.http_status,
        response_code: row.response_code,
        report_number: row.report_number,
    });
    let requests = requests.collect();
    Ok(Provenance {
        schema: "amparo-provenance/1",
        report_id: report.report_id.to_string(),
        upload_id: upload_id.to_string(),
        viewing: reported.file().viewing,
        first_viewed_at: first_viewed_at(tx, &ObjectRef::new("upload", upload_id), None).await?,
        matches,
        decisions,
        requests,
    })
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
