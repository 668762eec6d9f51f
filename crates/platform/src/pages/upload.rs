//! The upload of an item: what is stated of it, what was decided before, what a report would say.

use jiff::Timestamp;
use model::Id;
use service::opening::{OwnLooks, Viewing, own_looks};
use service::{Failure, PageContext, Tx};

use super::may;
use super::said::{Said, said};
use crate::State;
use crate::api::hits::HitView;
use crate::api::reports::DecisionView;
use crate::db::history::{self, Earlier, Origin};
use crate::db::hits::{self, HitRow};
use crate::db::reports::{self, ReportRow};
use crate::db::uploads::{self, UploadRow};
use crate::db::{decisions, filing_steps, match_results, report_files};
use crate::digests::Digests;
use crate::filing::content::{ReportedFile, Told};
use crate::ids::{Hit, Upload};
use crate::match_results::MatchResult;
use crate::near_uploads;
use crate::opening::{metadata_viewed, viewing};
use crate::permissions::Permission;
use crate::report_state::ReportState;
use crate::reported::{grounds, open_facts, open_statement};
use crate::statement::UploadStatement;

/// An upload as a decision needs it.
pub(crate) struct UploadFacts {
    pub(crate) upload_id: String,
    pub(crate) received_at: Timestamp,
    pub(crate) received_from: String,
    pub(crate) digests: Digests,
    pub(crate) viewing: Viewing,
    /// How much the reader has looked at today.
    pub(crate) looks: OwnLooks,
    /// Whether its content is still there.
    pub(crate) is_kept: bool,
    /// What the application stated; none once it is erased.
    pub(crate) statement: Option<UploadStatement>,
    /// Its hits but the one under review.
    pub(crate) others: Vec<HitView>,
    /// What other services say of it.
    pub(crate) match_results: Vec<MatchResult>,
    pub(crate) same_content: Earlier,
    /// The same picture or a near-duplicate, in the same bytes or others.
    pub(crate) near_content: Earlier,
    pub(crate) same_account: Earlier,
    pub(crate) decisions: Vec<DecisionView>,
    pub(crate) report: Option<(String, ReportState)>,
    /// When that was filed.
    pub(crate) filed_at: Option<Timestamp>,
    /// Whether it was filed without this one.
    pub(crate) is_left_out: bool,
    /// Whether it is being finished: nobody knows whether it is filed, and nothing is decided on it meanwhile.
    pub(crate) is_finishing: bool,
    /// What a report says once the item is confirmed; none once it is erased, or filed: then the report's own page says what it said.
    pub(crate) would_say: Option<Said>,
}

impl UploadFacts {
    /// Whether it is known what the application stated: until it is erased.
    pub(crate) fn is_stated(&self) -> bool {
        self.statement.is_some()
    }

    /// When the user uploaded it, as the application wrote it; empty once it is erased.
    pub(crate) fn uploaded_text(&self) -> &str {
        self.statement.as_ref().map_or("", |statement| statement.uploaded_at.text())
    }

    /// The same as an instant.
    pub(crate) fn uploaded_at(&self) -> Option<Timestamp> {
        self.statement.as_ref().map(|statement| statement.uploaded_at.instant())
    }

    /// What was decided before, with the key of what it was decided on.
    pub(crate) fn history(&self) -> [(&'static str, &Earlier); 3] {
        [
            ("history-content", &self.same_content),
            ("history-near", &self.near_content),
            ("history-account", &self.same_account),
        ]
    }
}

/// An upload; the hit under review counts as confirmed in what a report would say.
pub(super) async fn load_upload(
    state: &State,
    tx: &mut Tx,
    ctx: &PageContext,
    id: Id<Upload>,
    under_review: Option<Id<Hit>>,
) -> Result<UploadFacts, Failure> {
    let upload = uploads::find_upload(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let origin = history::find_origin(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
    let statement =
        if origin.erased_at.is_none() { Some(open_statement(&state.node, &upload)?) } else { None };
    let viewing = viewing(tx, id, Timestamp::MAX).await?;
    let metadata_viewed = metadata_viewed(tx, id, Timestamp::MAX).await?;
    let hits = hits::list_hits_of_upload(tx, id).await?;
    let match_results = match_results::list_standing(tx, id, Timestamp::MAX).await?;
    let report = reports::find_report_of_upload(tx, id).await?;
    let is_filed = report.as_ref().is_some_and(|report| report.state == ReportState::Filed);
    let facts = open_facts(&state.node, tx, id).await?;
    let would_say = match &statement {
        Some(statement) if !is_filed => {
            let counts = |hit: &&HitRow| hit.is_confirmed() || Some(hit.hit_id) == under_review;
            let file = ReportedFile {
                report_number: 0,
                file_id: "",
                statement,
                digests: &upload.digests,
                viewing,
                metadata_viewed,
                grounds: grounds(hits.iter().filter(counts), &match_results),
                facts: &facts,
            };
            let files = if statement.words.is_none() { vec![file] } else { Vec::new() };
            Some(said(ctx, &state.reporting, &Told::of(statement, &facts), &files)?)
        }
        _ => None,
    };
    let (is_left_out, is_finishing) = stands(tx, report.as_ref(), id).await?;
    let now = (state.node.day_of(ctx.now), ctx.now);
    let looks = own_looks(tx, ctx.actor.name(), &state.config.node.opening, now).await?;
    let decisions = load_decisions(state, tx, ctx, id).await?;
    let (same_content, same_account) = load_history(tx, &upload, &origin).await?;
    let near_content = near_uploads::count(state, tx, &upload).await?;
    let Origin { received_at, received_from, .. } = origin;
    Ok(UploadFacts {
        upload_id: id.to_string(),
        received_at,
        received_from,
        is_kept: !upload.item.wrapped_key.is_empty(),
        digests: upload.digests,
        viewing,
        looks,
        statement,
        others: hits.into_iter().filter(|hit| Some(hit.hit_id) != under_review).map(HitView::from).collect(),
        match_results,
        same_content,
        near_content,
        same_account,
        decisions,
        is_left_out,
        is_finishing,
        filed_at: report.as_ref().filter(|_| is_filed).and_then(|report| report.filed_at),
        report: report.map(|report| (report.report_id.to_string(), report.state)),
        would_say,
    })
}

/// Whether the report that an upload is in was filed without it, and whether it is being finished.
async fn stands(tx: &mut Tx, report: Option<&ReportRow>, id: Id<Upload>) -> Result<(bool, bool), Failure> {
    let Some(report) = report else { return Ok((false, false)) };
    if report.state != ReportState::Filed {
        return Ok((false, filing_steps::may_be_filed(tx, report.report_id).await?));
    }
    let said = report_files::list_reported(tx, report.report_id).await?;
    Ok((!said.iter().any(|file| file.upload_id == id), false))
}

async fn load_history(
    tx: &mut Tx,
    upload: &UploadRow,
    origin: &Origin,
) -> Result<(Earlier, Earlier), Failure> {
    let same_content = history::count_of_content(tx, &upload.digests.sha256, upload.upload_id).await?;
    let same_account = history::count_of_account(tx, &origin.account_blind, upload.upload_id).await?;
    Ok((same_content, same_account))
}

async fn load_decisions(
    state: &State,
    tx: &mut Tx,
    ctx: &PageContext,
    id: Id<Upload>,
) -> Result<Vec<DecisionView>, Failure> {
    let with_reason = may(ctx, Permission::Decide);
    let log = decisions::list_decisions(tx, id).await?;
    log.iter().map(|row| DecisionView::open(row, &state.node, with_reason)).collect()
}
