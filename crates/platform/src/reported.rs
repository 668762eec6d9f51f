//! What a report says, from what is stored now: read once for the sender and for every page that shows it.

use model::Id;
use service::opening::Viewing;
use service::{ColumnRef, Failure, Node, Tx};
use wire::cybertipline::Report as Document;
use wire::cybertipline::match_words::{ConfirmedMatch, WITHDRAWN};

use crate::State;
use crate::api::reports::described;
use crate::db::filing_steps::StepRow;
use crate::db::hits::HitRow;
use crate::db::report_files::{self, ReportFile};
use crate::db::reports::{self, ReportRow};
use crate::db::uploads::{self, UploadRow};
use crate::db::{filing_steps, history, hits, match_results, report_facts};
use crate::facts::ReportFacts;
use crate::filing::StepState;
use crate::filing::content::{NotXmlTime, ReportedFile, Reporting, Told};
use crate::ids::Upload;
use crate::match_results::MatchResult;
use crate::opening::{metadata_viewed, viewing};
use crate::statement::UploadStatement;

/// A report's uploads, opened. Personal.
pub(crate) struct Reported {
    /// The first says when and where.
    first: ReportedUpload,
    others: Vec<ReportedUpload>,
    facts: ReportFacts,
    earlier: Vec<i64>,
    follows: Option<i64>,
    report_number: i64,
}

/// One upload of a report, opened.
pub(crate) struct ReportedUpload {
    pub(crate) upload: UploadRow,
    pub(crate) statement: UploadStatement,
    facts: ReportFacts,
    viewing: Viewing,
    metadata_viewed: Option<bool>,
    grounds: Vec<String>,
    file_id: String,
}

impl Reported {
    /// What a report says; nothing once all of its uploads are erased.
    pub(crate) async fn load(
        state: &State,
        tx: &mut Tx,
        report: &ReportRow,
    ) -> Result<Option<Self>, Failure> {
        let steps = filing_steps::list_steps(tx, report.report_id).await?;
        let (mut uploads, mut account_blind, mut file_no) = (Vec::new(), String::new(), 0);
        for file in report_files::list_shown(tx, report.report_id).await? {
            file_no += i64::from(!file.is_text);
            let origin = history::find_origin(tx, file.upload_id).await?;
            let origin = origin.ok_or_else(|| Failure::absent("upload"))?;
            if origin.erased_at.is_some() {
                continue;
            }
            account_blind = origin.account_blind;
            uploads.push(
                ReportedUpload::load(state, tx, file, (&steps, if file.is_text { 0 } else { file_no }))
                    .await?,
            );
        }
        let mut uploads = uploads.into_iter();
        let Some(first) = uploads.next() else { return Ok(None) };
        let others: Vec<_> = uploads.collect();
        let facts = ReportFacts::together(std::iter::once(&first).chain(&others).map(|upload| &upload.facts));
        // numbers of another clearinghouse mean nothing to the one that it went to
        let at = report.clearinghouse(state.clearinghouse());
        let earlier = match &at {
            Some(at) => reports::list_numbers_of_account(tx, &account_blind, report, at).await?,
            None => Vec::new(),
        };
        let follows = match (report.follows, &at) {
            (Some(id), Some(at)) => {
                reports::find_report(tx, id).await?.and_then(|followed| followed.number_at(at))
            }
            _ => None,
        };
        let given_number = given(&steps).find_map(|step| step.report_number).unwrap_or_default();
        let report_number = report.report_number.unwrap_or(given_number);
        Ok(Some(Self { first, others, facts, earlier, follows, report_number }))
    }

    /// Every upload, in order.
    pub(crate) fn uploads(&self) -> impl Iterator<Item = &ReportedUpload> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The upload that says when and where, as the report describes it.
    pub(crate) fn file(&self) -> ReportedFile<'_> {
        self.described(&self.first)
    }

    /// The files, as the report describes them.
    pub(crate) fn files(&self) -> Vec<ReportedFile<'_>> {
        let files = self.uploads().filter(|upload| upload.statement.words.is_none());
        files.map(|upload| self.described(upload)).collect()
    }

    /// One upload of the report.
    pub(crate) fn find(&self, upload_id: Id<Upload>) -> Option<&ReportedUpload> {
        self.uploads().find(|upload| upload.upload.upload_id == upload_id)
    }

    /// One upload as the report describes it.
    pub(crate) fn described<'a>(&'a self, upload: &'a ReportedUpload) -> ReportedFile<'a> {
        ReportedFile {
            report_number: self.report_number,
            file_id: &upload.file_id,
            statement: &upload.statement,
            digests: &upload.upload.digests,
            viewing: upload.viewing,
            metadata_viewed: upload.metadata_viewed,
            grounds: upload.grounds.clone(),
            facts: &upload.facts,
        }
    }

    /// What it says beside the details of its files.
    pub(crate) fn told(&self) -> Told<'_> {
        Told {
            first: &self.first.statement,
            others: self.others.iter().map(|upload| &upload.statement).collect(),
            facts: &self.facts,
            earlier: &self.earlier,
            follows: self.follows,
        }
    }

    /// The body of `/submit`.
    pub(crate) fn document(&self, reporting: &Reporting) -> Result<Document, NotXmlTime> {
        reporting.report(&self.told())
    }
}

impl ReportedUpload {
    async fn load(
        state: &State,
        tx: &mut Tx,
        file: ReportFile,
        (steps, file_no): (&[StepRow], i64),
    ) -> Result<Self, Failure> {
        let id = file.upload_id;
        let upload = uploads::find_upload(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
        let (typed_in_full, described_at) = described(steps, file_no);
        let viewed = viewing(tx, id, described_at).await?;
        // what was typed before openings were kept says nothing of metadata
        let metadata = if typed_in_full { None } else { metadata_viewed(tx, id, described_at).await? };
        let hits = hits::list_hits_of_upload(tx, id).await?;
        let stated = match_results::list_standing(tx, id, described_at).await?;
        let file_id =
            given(steps).filter(|step| step.file_no == file_no).find_map(|step| step.file_id.clone());
        Ok(Self {
            statement: open_statement(&state.node, &upload)?,
            facts: open_facts(&state.node, tx, id).await?,
            metadata_viewed: metadata,
            viewing: if typed_in_full { Viewing::InFull } else { viewed },
            grounds: grounds(hits.iter().filter(|hit| hit.is_confirmed_by(described_at)), &stated),
            file_id: file_id.unwrap_or_default(),
            upload,
        })
    }
}

/// What the application stated of an upload that is not erased.
pub(crate) fn open_statement(node: &Node, upload: &UploadRow) -> Result<UploadStatement, Failure> {
    let row = upload.upload_id.to_string();
    let at = ColumnRef { table: uploads::TABLE, row: &row, column: uploads::STATEMENT };
    Ok(upload.statement.open(node.columns(), at)?)
}

/// What was added to an upload's report; nothing where nobody did, and once it is erased.
pub(crate) async fn open_facts(node: &Node, tx: &mut Tx, id: Id<Upload>) -> Result<ReportFacts, Failure> {
    let Some(row) = report_facts::find(tx, id).await? else { return Ok(ReportFacts::default()) };
    let key = id.to_string();
    let at = ColumnRef { table: report_facts::TABLE, row: &key, column: report_facts::FACTS };
    Ok(row.facts.open_kept(node.columns(), at)?)
}

/// The requests of the attempt that stands, with what the clearinghouse gave.
fn given(steps: &[StepRow]) -> impl Iterator<Item = &StepRow> {
    let standing = steps.last().filter(|last| last.state != StepState::Gone).map(|last| last.attempt);
    steps.iter().filter(move |step| Some(step.attempt) == standing)
}

/// What the report says of the matches that were confirmed, and of what other services had said of the upload by then, one sentence each.
pub(crate) fn grounds<'a>(
    confirmed: impl Iterator<Item = &'a HitRow>,
    stated: &[MatchResult],
) -> Vec<String> {
    let ground = |hit: &HitRow| {
        let since = hit.withdrawn_at.map(|at| format!("{WITHDRAWN}{at}."));
        let confirmed = ConfirmedMatch {
            list_name: &hit.list_name,
            list_version: hit.list_version,
            algorithm: &hit.algorithm,
            distance_bits: hit.distance_bits,
        };
        format!("{confirmed}{}", since.unwrap_or_default())
    };
    let stated = stated.iter().filter(|result| result.matched).map(MatchResult::sentence);
    confirmed.map(ground).chain(stated).collect()
}
