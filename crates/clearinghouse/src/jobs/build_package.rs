//! Writes a referral's package: from the vault, through memory a buffer at a time, into the vault.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Cursor, Read, Write as _};

use jiff::tz::TimeZone;
use model::{Id, kind::Referral as ReferralKind};
use serde::{Deserialize, Serialize};
use service::{CaseKey, Failure, Job, JobError, Tx, custody_log};
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;
use tokio_util::io::SyncIoBridge;
use vault::{Opening, SealedItem};
use wire::document::Document as _;
use wire::package::{self, Payload};
use wire::referral::{
    BatchRow, ChosenCountry, PdqDigest, Recipient, Referral, ReferredFile, ReferredReport, Sender,
};

use crate::State;
use crate::actions::add_file::file_name_column;
use crate::actions::keep_package::KeepPackage;
use crate::custody_mark::wire_mark;
use crate::db;
use crate::db::files::{Digest, FileRow};
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::derived::{self, DerivedFile, Rows};
use crate::evidence::{self, take_back};
use crate::known_addresses;
use crate::referral_state::ReferralState;

const PIPE_BYTES: usize = 256 << 10;

/// Writes a referral's package.
#[derive(Serialize, Deserialize)]
pub(crate) struct BuildPackageJob {
    pub(crate) referral_id: Id<ReferralKind>,
}

impl Job for BuildPackageJob {
    type State = State;
    const KIND: &'static str = "build-package";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("load-referral").await?;
        let row = db::referrals::find(&mut tx, self.referral_id).await?;
        // of one that was taken back as a whole nothing is written
        let is_due = |row: &ReferralRow| row.state == ReferralState::Requested && row.standing > 0;
        let Some(row) = row.filter(is_due) else { return Ok(()) };
        let (mut referral, items) = gather(state, &mut tx, &row).await?;
        let outcomes = db::outcomes::list_newest_of_referral(&mut tx, self.referral_id).await?;
        drop(tx);
        let numbers = referral.reports.iter().map(|report| report.report_number).collect();
        let has_rows = row.is_batch || row.drawn.row.is_some();
        let rows = has_rows.then_some(Rows { outcomes: &outcomes, only: row.drawn.row.as_deref() });
        let made = derived::derive(state, &mut referral, &items, rows).await?;
        let case = state.node().cases().draw(self.referral_id);
        let package = write(state, &case, referral, (items, made)).await?;
        let action = KeepPackage { referral_id: self.referral_id, numbers, case, package: package.clone() };
        let kept = state.node().act(&super::actor(Self::KIND), &action).await;
        super::settle(take_back(state, &package, kept).await)
    }
}

/// What stands in the bag: its path, and the item that holds it.
type Items = Vec<(String, SealedItem)>;

async fn gather(state: &State, tx: &mut Tx, row: &ReferralRow) -> Result<(Referral, Items), Failure> {
    let mut items = Items::new();
    let mut reports = Vec::new();
    for report in db::reports::list_standing(tx, &row.referral_id.to_string()).await? {
        reports.push(gather_report(state, tx, &report, &mut items).await?);
    }
    let mut seen = BTreeSet::new();
    items.retain(|(path, _)| seen.insert(path.clone()));
    let mark = custody_log::mark_before(state.node(), tx, state.node().clock().now()).await?;
    let settings = state.settings();
    let made_on = TimeZone::UTC.to_datetime(row.made_at).date();
    let conveyed_by = state.routing().conveyed_by(&row.agency_code, made_on);
    let referral = Referral {
        schema: Referral::SCHEMA.into(),
        referral_id: row.referral_id.to_string(),
        from: Sender { name: settings.name.clone(), country: settings.country.clone() },
        to: Recipient { agency: row.agency_code.clone(), country: row.agency_country.clone() },
        made_at: row.made_at,
        made_by: row.made_by.clone(),
        conveyed_by: conveyed_by.map(str::to_owned),
        custody: mark.map(wire_mark),
        reports,
        derived: Vec::new(),
        batch: Vec::new(),
    };
    Ok((referral, items))
}

/// The rows that a batch has of one of its reports.
pub(crate) async fn rows_of_report(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
) -> Result<Vec<BatchRow>, Failure> {
    let mut items = Items::new();
    let referred = gather_report(state, tx, report, &mut items).await?;
    derived::rows_of_report(state, &referred, &items).await
}

async fn gather_report(
    state: &State,
    tx: &mut Tx,
    report: &ReportRow,
    items: &mut Items,
) -> Result<ReferredReport, Failure> {
    let number = report.report_number;
    let report_path = format!("data/reports/{number}/report.xml");
    items.push((report_path.clone(), load_item(tx, report.xml_item.as_deref()).await?));
    let mut file_details_paths = Vec::new();
    for (index, details) in db::files::list_details(tx, report.report_id).await?.iter().enumerate() {
        let path = format!("data/reports/{number}/file-details-{}.xml", index + 1);
        items.push((path.clone(), load_item(tx, details.item_name.as_deref()).await?));
        file_details_paths.push(path);
    }
    let mut files = Vec::new();
    for file in db::files::list(tx, report.report_id).await? {
        let path = format!("data/files/{}", file.sha256);
        items.push((path.clone(), load_item(tx, file.item_name.as_deref()).await?));
        files.push(referred_file(state, file, path)?);
    }
    let addresses = known_addresses::list(state, tx, report).await?;
    let received_on = TimeZone::UTC.to_datetime(report.received_at).date();
    let bases = state.routing().bases(&report.reporting_party, received_on);
    let country = report.country.as_ref().ok_or_else(|| missing("the country of a referred report"))?;
    Ok(ReferredReport {
        report_number: number,
        reporting_party: report.reporting_party.clone(),
        received_at: report.received_at,
        finished_at: report.finished_at.ok_or_else(|| missing("the time of finishing"))?,
        report_path,
        file_details_paths,
        files,
        ip_addresses: addresses.into_iter().map(Into::into).collect(),
        country: ChosenCountry { code: country.code.clone(), grounds: country.grounds.in_english() },
        detection_bases: bases.into_iter().map(Into::into).collect(),
    })
}

fn referred_file(state: &State, file: FileRow, path: String) -> Result<ReferredFile, Failure> {
    let file_name = file.file_name.open(state.node().columns(), file_name_column(&file.file_id))?;
    let pdq = match file.digest {
        Digest::Hashed { hash, quality } => Some(PdqDigest { hash, quality }),
        Digest::Pending | Digest::NotHashed { .. } => None,
    };
    let FileRow { file_id, sha256, md5, sha1, size_bytes, .. } = file;
    Ok(ReferredFile { file_id, sha256, md5, sha1, size_bytes, file_name, pdq, path })
}

async fn load_item(tx: &mut Tx, name: Option<&str>) -> Result<SealedItem, Failure> {
    let name = name.ok_or_else(|| missing("the content of a report that stands"))?;
    Ok(db::evidence::load(tx, name).await?)
}

fn missing(what: &str) -> Failure {
    Failure::broken(io::Error::other(format!("{what} is missing")))
}

/// Writes the package through a pipe: the writer is synchronous and runs on its own thread, the vault is not.
async fn write(
    state: &State,
    case: &CaseKey,
    referral: Referral,
    (items, made): (Items, Vec<DerivedFile>),
) -> Result<SealedItem, Failure> {
    let mut sealing = evidence::put(state, case).await?;
    let (pipe_in, mut pipe_out) = tokio::io::duplex(PIPE_BYTES);
    let handle = Handle::current();
    let writing = {
        let state = state.clone();
        tokio::task::spawn_blocking(move || {
            let originals = items.into_iter().map(|(path, item)| payload(&state, &handle, path, item));
            let payload = originals.chain(made.into_iter().map(in_memory)).collect();
            let mut out =
                BufWriter::with_capacity(PIPE_BYTES, SyncIoBridge::new_with_handle(pipe_in, handle.clone()));
            package::write(&mut out, &referral, payload, state.signer())?;
            out.flush().map_err(package::PackageError::Io)
        })
    };
    let mut buffer = vec![0; PIPE_BYTES];
    loop {
        let count = pipe_out.read(&mut buffer).await.map_err(Failure::broken)?;
        if count == 0 {
            break;
        }
        sealing.write(&buffer[..count]).await.map_err(Failure::broken)?;
    }
    // A writer that failed has closed the pipe early: only its own word says that the package is whole.
    writing.await.map_err(Failure::broken)?.map_err(Failure::broken)?;
    sealing.finish().await.map_err(Failure::broken)
}

fn payload(state: &State, handle: &Handle, path: String, item: SealedItem) -> Payload<Source> {
    let (size_bytes, sha256) = (item.size_bytes, item.sha256.clone());
    let lazy = LazyItem { state: state.clone(), handle: handle.clone(), item, open: None };
    Payload { path, size_bytes, sha256, source: Source::Vault(Box::new(lazy)) }
}

fn in_memory(made: DerivedFile) -> Payload<Source> {
    let sha256 = hex::encode(service::request_sha256(&made.bytes));
    let (path, size_bytes) = (made.path, made.bytes.len() as u64);
    Payload { path, size_bytes, sha256, source: Source::Memory(Cursor::new(made.bytes)) }
}

/// Where the bytes of a payload file come from.
enum Source {
    Vault(Box<LazyItem>),
    Memory(Cursor<Vec<u8>>),
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Vault(item) => item.read(buffer),
            Self::Memory(bytes) => Read::read(bytes, buffer),
        }
    }
}

/// An item that is opened when its first byte is wanted, so that a large package needs one open file.
struct LazyItem {
    state: State,
    handle: Handle,
    item: SealedItem,
    open: Option<SyncIoBridge<Opening>>,
}

impl Read for LazyItem {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(open) = &mut self.open {
            return open.read(buffer);
        }
        let opening =
            self.handle.block_on(evidence::open(&self.state, &self.item)).map_err(io::Error::other)?;
        self.open.insert(SyncIoBridge::new_with_handle(opening, self.handle.clone())).read(buffer)
    }
}
