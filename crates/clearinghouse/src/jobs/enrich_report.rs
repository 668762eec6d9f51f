//! Finds out about a finished report: countries and operators of its addresses, digests of its pictures.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use linkage::IdentityTrait;
use media::PdqOutcome;
use model::{Id, kind::Report as ReportKind};
use serde::{Deserialize, Serialize};
use service::{Failure, Job, JobError};
use wire::document::Document as _;
use wire::notice::Notice;

use crate::State;
use crate::actions::enrich_report::EnrichReport;
use crate::addresses::{self, StatedAddress};
use crate::country::{self, Answer, PlaceFact};
use crate::db;
use crate::db::files::{Digest, FileRow, Looks};
use crate::db::reports::ReportRow;
use crate::documents::{self, Documents};
use crate::enrichment;
use crate::evidence::{self, read_document};
use crate::identities;
use crate::near_reports;
use crate::near_videos::{self, VideoPrint};
use crate::picture_forms::PictureForms;
use crate::report_state::ReportState;
use crate::{scoring, standing_texts, viral};

/// Finds out about a finished report.
#[derive(Serialize, Deserialize)]
pub(crate) struct EnrichReportJob {
    pub(crate) report_id: Id<ReportKind>,
}

impl Job for EnrichReportJob {
    type State = State;
    const KIND: &'static str = "enrich-report";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("load-report").await?;
        let report = db::reports::find(&mut tx, self.report_id).await?;
        let files = db::files::list(&mut tx, self.report_id).await?;
        drop(tx);
        let Some(report) = report.filter(|report| report.state == ReportState::Finished) else {
            return Ok(());
        };
        let documents = documents::load(state, &report).await?;
        let (stated, identities) = stated_of(&documents, &report);
        let mut places = stated_places(state, &documents, &report).await?;
        let addresses: Vec<(StatedAddress, Answer)> = stated
            .into_iter()
            .map(|stated| {
                let answer = state.sources().ask(&stated.address, day_of(&stated, &report));
                (stated, answer)
            })
            .collect();
        let votes: Vec<_> =
            addresses.iter().map(|(stated, answer)| (stated.relation, answer.opinions.clone())).collect();
        places.extend(country::of_addresses(&votes));
        let on = TimeZone::UTC.to_datetime(report.received_at).date();
        let proposals = state.routing().propose(&places, on, &state.settings().country);
        let mut looks = Vec::new();
        for file in &files {
            looks.push(look(state, file).await?);
        }
        // told first, so that near-duplicates find it; its files are kept, whatever becomes of this run
        near_reports::learn(state, looks.iter().map(|looks| &looks.digest));
        near_videos::learn(state, &looks);
        let scored = scoring::look_at_files(state, &report, &documents, &files, &looks).await?;
        let plain = standing_texts::left_out(state, &report.reporting_party, &documents).await?;
        let action = EnrichReport {
            report_id: self.report_id,
            gathered: scoring::gather(state, &report, &documents, &scored).await?,
            findings: enrichment::find(&documents, &scored, &addresses, report.received_at),
            addresses,
            looks,
            choice: country::choose(&votes),
            identities,
            viral: is_viral(state, &plain, &files).await?,
            proposals,
        };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}

/// The day for which an address is asked about: that of its own time, else that of the incident.
fn day_of(stated: &StatedAddress, report: &ReportRow) -> Date {
    let instant =
        stated.time.as_ref().map_or(report.incident_at, wire::cybertipline::StatedDateTime::instant);
    instant.to_zoned_datetime(TimeZone::UTC).date()
}

/// What a report states of places, and the notice that it was made of, if one was; but for its addresses.
async fn stated_places(
    state: &State,
    documents: &Documents,
    report: &ReportRow,
) -> Result<Vec<PlaceFact>, Failure> {
    let mut places = documents.report.as_ref().map(country::of_report).unwrap_or_default();
    let mut tx = state.node().db().begin_read("load-notice").await?;
    let notice = db::origins::find(&mut tx, report.report_id).await?.and_then(|origin| origin.item_name);
    let notice = match notice {
        Some(item) => Some(db::evidence::load(&mut tx, &item).await?),
        None => None,
    };
    drop(tx);
    if let Some(item) = notice {
        let bytes = read_document(state, &item).await?;
        places.extend(country::of_notice(&Notice::read(&bytes).map_err(Failure::broken)?));
    }
    Ok(places)
}

/// Every address in the report and in the newest details of each file, and what the report states of persons.
fn stated_of(documents: &Documents, report: &ReportRow) -> (Vec<StatedAddress>, Vec<IdentityTrait>) {
    let (mut found, mut persons) = (Vec::new(), Vec::new());
    if let Some(document) = &documents.report {
        found.extend(addresses::of_report(document));
        persons = identities::of_report(document, &report.reporting_party);
    }
    for (_, details) in &documents.details {
        found.extend(addresses::of_file_details(details));
    }
    (found, persons)
}

/// Whether the report rests on files that are known everywhere.
async fn is_viral(state: &State, documents: &Documents, files: &[FileRow]) -> Result<bool, Failure> {
    let Some(report) = &documents.report else { return Ok(false) };
    let enough = i64::from(state.settings().viral_after_identifiers);
    let mut counted = BTreeSet::new();
    if enough > 0 {
        let mut tx = state.node().db().begin_read("count-identifiers").await?;
        for file in files {
            if db::traits::count_with_file(&mut tx, &file.sha256, enough).await? >= enough {
                counted.insert(file.file_id.clone());
            }
        }
    }
    let file_ids: Vec<&str> = files.iter().map(|file| file.file_id.as_str()).collect();
    let newest: Vec<_> = documents.details.iter().map(|(_, details)| details).collect();
    Ok(viral::rests_on_known_files(report, &file_ids, &newest, &counted))
}

/// How a file looks: known from an equal file, else computed by a decoder in its sandbox.
async fn look(state: &State, file: &FileRow) -> Result<Looks, JobError> {
    let looks = |digest, sha1, forms, video| {
        let (file_id, sha256) = (file.file_id.clone(), file.sha256.clone());
        Looks { file_id, sha256, sha1, digest, forms, video }
    };
    let mut tx = state.node().db().begin_read("find-digest").await?;
    if let Some((known, sha1)) = db::files::find_digest(&mut tx, &file.sha256).await? {
        return Ok(looks(known, Some(sha1), None, None));
    }
    let Some(item) = &file.item_name else { return Ok(looks(Digest::Pending, None, None, None)) };
    let item = db::evidence::load(&mut tx, item).await?;
    drop(tx);
    let opening = evidence::open(state, &item).await?;
    let digests =
        state.sandbox().digest_media(opening).await.map_err(|error| JobError::Retry(error.to_string()))?;
    let digest = match digests.pdq {
        PdqOutcome::Hashed(pdq) => Digest::Hashed { hash: pdq.hash.to_string(), quality: pdq.quality },
        PdqOutcome::NotHashed { reason } => Digest::NotHashed { reason },
    };
    let (forms, video) = (PictureForms::find(&digests.forms), VideoPrint::find(&digests.frames));
    Ok(looks(digest, Some(digests.file.sha1), forms, video))
}
